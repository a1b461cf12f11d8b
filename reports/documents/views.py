"""Documents on the site: the set of a year, reading one, its files, and the steps of its life.

Who works on the budget reads the concept; everybody else reads what was sealed, and for them nothing else exists.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledger.entry.access import carry_out, posted
from ledger.enums import DocumentStatus, FileFormat, JobStatus, MilestoneKind
from ledger.gates.document import Concern, Objection, objections
from ledger.journal import sealing
from ledger.models import BudgetYear, Document, DocumentVersion, Milestone, Municipality, RenderJob
from ledger.permissions import Access, Verb, access_of, actor_of
from ledger.workflow import document_step
from reports.documents import jobs, page
from reports.documents.compose import compose, lookup_of
from reports.documents.consulting import Council, askings, last_sending
from reports.documents.extract import extract
from reports.documents.files import CONTENT_TYPES, changes_between, content_of, file_name, seal_of
from reports.documents.forms import STEP_FORMS, VerifyForm
from reports.documents.links import figure_addresses
from reports.documents.verify import verify

_STEPS = {
    "verzenden": (DocumentStatus.SENT, "Verzenden"),
    "vaststellen": (DocumentStatus.ADOPTED, "Vaststellen"),
    "aanpassen": (DocumentStatus.DRAFT, "Weer aanpassen"),
}


def crumbs(year: int, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way back to the documents of a year."""
    return [
        (f"Begroting {year}", reverse("reports:start", args=[year])),
        ("Documenten", reverse("reports:documents", args=[year])),
        *more,
    ]


def document_of(request: HttpRequest, year: int, slug: str) -> Document:
    """Return a document that the reader may see, or 404."""
    visible = Document.objects.visible_to(access_of(request)).select_related("amendment", "budget_year")
    row: Document = get_object_or_404(visible, budget_year=year, slug=slug)
    return row


def version_of(request: HttpRequest, document: Document, asked: str) -> DocumentVersion | None:
    """Return the sealed version that was asked for; without one the concept (None), or the last for who sees none."""
    versions = document.versions.select_related("actor").order_by("-number")
    if asked:
        return get_object_or_404(versions, number=int(asked) if asked.isdecimal() and len(asked) < 6 else 0)  # noqa: PLR2004
    last: DocumentVersion | None = versions.first()
    if access_of(request).sees_drafts and document.status != DocumentStatus.ADOPTED:
        return None
    return last


def municipality_of(code: str) -> Municipality | None:
    """Return the gemeente whose uittreksel was asked for, or 404."""
    if "\x00" in code:
        raise Http404
    return get_object_or_404(Municipality, code=code) if code else None


# The day of a version stands in its content, of which a list needs nothing else.
_SEALED_ON = DocumentVersion.objects.defer("content").annotate(on=KeyTextTransform("on", "content"))


@require_safe
def documents(request: HttpRequest, year: int) -> HttpResponse:
    """List the documents of a year: how far each is, and its next day."""
    access = access_of(request)
    budget_year = get_object_or_404(BudgetYear, pk=year)
    rows = list(
        Document.objects.visible_to(access)
        .filter(budget_year=year)
        .select_related("amendment")
        .prefetch_related(Prefetch("versions", _SEALED_ON), "milestones")
    )
    if not rows and not access.sees_drafts:
        raise Http404
    listed = [(row, last := _last(row), date.fromisoformat(last.on) if last else None, _next_day(row)) for row in rows]
    context = {
        "year": budget_year,
        "rows": listed,
        "own": Municipality.objects.filter(pk__in=access.own_municipalities),
        "sees_drafts": access.sees_drafts,
        "may_write": access.can(Verb.WRITE),
        "crumbs": crumbs(year)[:1],
    }
    return render(request, "reports/documents/list.html", context)


def _last(row: Document) -> Any:
    """Return the last sealed version, with its day as `on`; None before the first."""
    return max(row.versions.all(), key=lambda version: version.number, default=None)


def _next_day(row: Document) -> Milestone | None:
    """Return the next day in the calendar of a document that is not adopted yet."""
    if row.status == DocumentStatus.ADOPTED:
        return None
    done = {MilestoneKind.DRAFT_READY, MilestoneKind.SEND} if row.status == DocumentStatus.SENT else set()
    days = [day for day in row.milestones.all() if day.kind not in done]
    return min(days, key=lambda day: day.on, default=None)


@require_safe
def document(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show a document: the concept with its live figures, or a sealed version; or the uittreksel of one gemeente."""
    access = access_of(request)
    row = document_of(request, year, slug)
    version = version_of(request, row, request.GET.get("versie", ""))
    municipality = municipality_of(request.GET.get("gemeente", ""))
    if version is None:
        lookup = lookup_of(row)
        whole = compose(row, lookup)
        addresses = figure_addresses(whole, lookup)
        lacks = objections(row, whole)
    else:
        whole, addresses, lacks = content_of(row, version), {}, []
    try:
        content = extract(whole, municipality.code, municipality.name) if municipality else whole
    except LookupError as error:
        raise Http404(str(error)) from None
    context = {
        "document": row,
        "version": version,
        "seal": seal_of(version),
        "standing": page.state_line(content, seal_of(version)),
        "content": content,
        "municipality": municipality,
        "municipalities": Municipality.objects.all(),
        "brief": page.brief(content),
        "sections": page.sections(content, addresses=addresses),
        "entries": page.contents(content),
        "versions": row.versions.order_by("-number").defer("content"),
        "forms": list(FileFormat),  # a template would call the class
        **_todo(lacks),
        "steps": steps_of(row, access),
        "may_write": access.can(Verb.WRITE) and row.status == DocumentStatus.DRAFT,
        "may_plan": access.can(Verb.WRITE),
        "asked": [] if access.sees_drafts or not row.asks_views else _asked(access, row),
        "crumbs": crumbs(year),
    }
    return render(request, "reports/documents/document.html", context)


def _asked(access: Access, row: Document) -> list[Council]:
    """Return the councils of the reader that can still answer to this document."""
    return [
        council
        for asking in askings(access, row.budget_year_id, row.slug)
        for council in asking.councils
        if council.may_answer
    ]


def _todo(lacks: Sequence[Objection]) -> dict[str, Any]:
    """Return what a page tells of what stands in the way: each text and figure, and how many chapters to review."""
    texts = [lack for lack in lacks if lack.concern is not Concern.UNREVIEWED]
    return {
        "lacks": texts,
        "unreviewed": len(lacks) - len(texts),
        "stopping": sum(lack.blocking for lack in lacks),
        "needs_reason": any(lack.needs_reason for lack in lacks),
    }


def steps_of(row: Document, access: Access) -> list[tuple[str, str]]:
    """Return path and name of the steps that a reader may take with a document now."""
    found = []
    for path, (wanted, label) in _STEPS.items():
        verb = document_step(row.status, wanted)
        asked_first = wanted == DocumentStatus.ADOPTED and row.status == DocumentStatus.DRAFT and row.asks_views
        if verb and access.can(verb) and not (asked_first and not row.versions.exists()):
            found.append((path, label))
    return found


@require_safe
def changes(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show what changed from one sealed version to another, or to the concept for who may see that."""
    row = document_of(request, year, slug)
    versions = list(row.versions.order_by("number"))
    if not versions:
        raise Http404("Van dit document is nog niets verzonden.")
    numbered = {str(version.number): version for version in versions}
    sees_concept = access_of(request).sees_drafts and row.status != DocumentStatus.ADOPTED
    later = numbered.get(request.GET.get("tot", ""), None if sees_concept else versions[-1])
    before = [version for version in versions if later is None or version.number < later.number] or versions[:1]
    earlier = numbered.get(request.GET.get("van", ""), before[-1])
    municipality = municipality_of(request.GET.get("gemeente", ""))
    context = {
        "document": row,
        "versions": versions,
        "earlier": earlier,
        "later": later,
        "sees_concept": sees_concept,
        "changes": changes_between(row, earlier, later, municipality),
        "municipality": municipality,
        "crumbs": crumbs(year, (row.title, reverse("reports:document", args=[year, slug]))),
    }
    return render(request, "reports/documents/versions.html", context)


@require_POST
def make(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Ask for a file; lead to where it is made, or to the file itself."""
    row = document_of(request, year, slug)
    form = request.POST.get("vorm", "")
    if form not in FileFormat.values:
        raise Http404
    job = jobs.ask(
        actor=actor_of(request),
        document=row,
        version=version_of(request, row, request.POST.get("versie", "")),
        municipality=municipality_of(request.POST.get("gemeente", "")),
        form=FileFormat(form),
    )
    return HttpResponseRedirect(reverse("reports:document_job", args=[job.token]))


def _job(request: HttpRequest, token: UUID) -> RenderJob:
    """Return the making of a file of a document that the reader may see; a concept only for who sees concepts."""
    access = access_of(request)
    visible = Document.objects.visible_to(access)
    found = RenderJob.objects.filter(document__in=visible).select_related("document", "version", "municipality")
    if not access.sees_drafts:
        found = found.filter(version__isnull=False)
    job: RenderJob = get_object_or_404(found.defer("data"), token=token)
    return job


@require_safe
@never_cache
def job(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show how far a file is; it can be left and returned to."""
    row = _job(request, token)
    document = row.document
    back = reverse("reports:document", args=[document.budget_year_id, document.slug])
    context = {
        "job": row,
        "lost": jobs.is_lost(row),
        "name": file_name(document, row.version, row.municipality, FileFormat(row.format)),
        "busy": row.status in jobs.BUSY,
        "done": row.status == JobStatus.DONE,
        "back": back,
        "crumbs": crumbs(document.budget_year_id, (document.title, back)),
    }
    return render(request, "reports/documents/job.html", context)


@require_safe
@never_cache
def job_file(request: HttpRequest, token: UUID) -> HttpResponse:
    """Send the file that was made."""
    row = _job(request, token)
    if row.status != JobStatus.DONE:
        raise Http404("Dit bestand is nog niet klaar.")
    form = FileFormat(row.format)
    if row.version:
        kept = get_object_or_404(row.version.files, municipality=row.municipality, format=form)
        name, data = kept.name, bytes(kept.data)
    else:
        name, data = file_name(row.document, None, row.municipality, form), bytes(row.data or b"")
    response = HttpResponse(data, content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=name))
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def take_step(request: HttpRequest, year: int, slug: str, path: str) -> HttpResponse:
    """Ask for the facts of a step, show what stands in the way, and take it."""
    row = document_of(request, year, slug)
    access = access_of(request)
    back = reverse("reports:document", args=[year, slug])
    if path not in dict(steps_of(row, access)):
        if path in _STEPS and row.status == _STEPS[path][0] and access.sees_drafts:
            return HttpResponseRedirect(back)
        raise Http404
    wanted, label = _STEPS[path]
    content = compose(row)
    lacks = objections(row, content) if wanted != DocumentStatus.DRAFT else []
    asked = any(lack.needs_reason for lack in lacks) and not any(lack.blocking for lack in lacks)
    form = STEP_FORMS[wanted](posted(request), with_reason=asked)
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        change: Callable[..., object] = _CHANGES[wanted]
        if wanted != DocumentStatus.DRAFT:
            facts["content"] = content

        def act() -> str:
            change(actor=actor_of(request), document=row, **facts)
            return back

        if address := carry_out(request, form, f"document:{path}:{year}:{slug}", act):
            messages.success(request, _SAID[wanted].format(row.title))
            return HttpResponseRedirect(address)
    context = {
        "document": row,
        "label": label,
        "wanted": wanted.value,
        "last_sending": last_sending(row),
        "form": form,
        **_todo(lacks),
        "may_write": access.can(Verb.WRITE),
        "back": back,
        "crumbs": crumbs(year, (row.title, back)),
    }
    return render(request, "reports/documents/step.html", context, status=422 if form.is_bound else 200)


_CHANGES: dict[str, Callable[..., object]] = {
    DocumentStatus.SENT: sealing.send_document,
    DocumentStatus.ADOPTED: sealing.adopt_document,
    DocumentStatus.DRAFT: sealing.reopen_document,
}
_SAID: dict[str, str] = {
    DocumentStatus.SENT: "{} is verzonden; de inhoud ligt vast.",
    DocumentStatus.ADOPTED: "{} is vastgesteld; de inhoud ligt vast.",
    DocumentStatus.DRAFT: "{} kan weer worden aangepast. Wat is verzonden, blijft zo.",
}


@require_http_methods(["GET", "POST"])
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Take any file and tell whether it is one that was sealed here."""
    if not access_of(request).sees_published:
        raise Http404
    form = VerifyForm(request)
    finding, name = None, ""
    if request.method == "POST" and form.is_valid():
        finding, name = verify(form.sent.read()), form.sent.name or ""
    context: dict[str, Any] = {"form": form, "finding": finding, "file_name": name, "crumbs": []}
    return render(
        request, "reports/documents/check.html", context, status=422 if form.is_bound and not form.is_valid() else 200
    )
