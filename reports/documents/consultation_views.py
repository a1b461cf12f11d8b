"""Zienswijzen on the site: the clocks of a year and of one document, each step, the files, the nota, the exemptions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ledger.amendments.forms import TokenForm
from ledger.entry.access import carry_out, posted
from ledger.journal import consultations as journal
from ledger.models import BudgetYear, Consultation, ConsultationFile, Document, ExemptionRule
from ledger.permissions import Verb, access_of, actor_of
from reports.documents.consultation_forms import AnswerForm, ExemptionForm, ReactionForm, SendingForm, TellForm
from reports.documents.consulting import ANSWER, LABELS, REACTION, SENDING, TELLING, Asking, Council, askings
from reports.documents.views import crumbs
from reports.renderers import html, pdf
from reports.renderers.context import of_year

_SAID = {
    ANSWER: "Het antwoord van de raad van {} is vastgelegd.",
    REACTION: "De reactie op de zienswijze van {} is vastgelegd.",
    TELLING: "Vastgelegd dat de raad van {} is geïnformeerd.",
    SENDING: "De termijn van de raad van {} begint op de nieuwe datum.",
}
_ACTS: dict[str, Callable[..., object]] = {
    ANSWER: journal.receive_view,
    REACTION: journal.react,
    TELLING: journal.tell_council,
    SENDING: journal.send_later,
}


def year_of(request: HttpRequest, year: int) -> BudgetYear:
    """Return a year of which the reader may see something, or 404."""
    access = access_of(request)
    years = BudgetYear.objects.all()
    if not access.sees_drafts:
        years = years.filter(documents__in=Document.objects.visible_to(access)).distinct()
    row: BudgetYear = get_object_or_404(years, pk=year)
    return row


def consultation_crumbs(year: int, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way back to the zienswijzen of a year."""
    return [*crumbs(year)[:1], ("Zienswijzen", reverse("reports:consultations", args=[year])), *more]


@require_safe
@never_cache
def consultations(request: HttpRequest, year: int) -> HttpResponse:
    """Show every document of a year that asks the councils, with the clock of each council."""
    budget_year = year_of(request, year)
    access = access_of(request)
    context = {
        "year": budget_year,
        "askings": askings(access, year),
        "sees_drafts": access.sees_drafts,
        "crumbs": crumbs(year)[:1],
    }
    return render(request, "reports/documents/consultation_list.html", context)


def _asking(request: HttpRequest, year: int, slug: str) -> Asking:
    found = askings(access_of(request), year, slug)
    if not found:
        raise Http404
    return found[0]


@require_safe
@never_cache
def consultation(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show one document: per council the clock, the answer, the reaction and when it was told."""
    asking = _asking(request, year, slug)
    back = reverse("reports:document", args=[year, slug])
    context = {
        "asking": asking,
        "document": asking.document,
        "has_views": any(council.row.received_on for council in asking.councils),
        "crumbs": consultation_crumbs(year, (asking.document.title, back)),
    }
    return render(request, "reports/documents/consultation.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def step(request: HttpRequest, year: int, slug: str, council: str, path: str) -> HttpResponse:
    """Ask for the facts of a step with one council, and take it."""
    asking = _asking(request, year, slug)
    access = access_of(request)
    found = next((each for each in asking.councils if each.row.municipality.code == council), None)
    may = access.can(Verb.SEND) or (path == REACTION and access.can(Verb.ADOPT))
    if found is None or path not in LABELS or not may:
        raise Http404
    back = reverse("reports:consultation", args=[year, slug])
    if path not in dict(found.ways) and request.method != "POST":
        messages.warning(request, _cannot(asking))
        return HttpResponseRedirect(back)
    row = found.row
    form = _form(request, path, row)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            _ACTS[path](actor=actor_of(request), consultation=row, **form.facts)
            return back

        if address := carry_out(request, form, f"consultation:{row.pk}:{path}", act):
            messages.success(request, _SAID[path].format(row.municipality.name))
            return HttpResponseRedirect(address)
        # Who sends it once more has read what is there now.
        form.data = form.data.copy()
        form.data["version"] = str(Consultation.objects.get(pk=row.pk).version)
        row.refresh_from_db()
    context = {
        "form": form,
        "council": Council(row, asking.document, access, asking.today),
        "document": asking.document,
        "path": path,
        "label": LABELS[path],
        "back": back,
        "crumbs": consultation_crumbs(year, (asking.document.title, back)),
    }
    page = "reports/documents/consultation_step.html"
    return render(request, page, context, status=422 if form.errors else 200)


def _cannot(asking: Asking) -> str:
    if asking.is_adopted:
        return f"{asking.document} is vastgesteld: de zienswijzen liggen vast."
    return "Deze stap kan nu niet. Bekijk hieronder hoe het ervoor staat."


def _form(request: HttpRequest, path: str, row: Consultation) -> Any:
    if path == ANSWER:
        return AnswerForm(request, row)
    if path == REACTION:
        return ReactionForm(posted(request), initial={"version": row.version, "reaction": row.reaction})
    if path == SENDING:
        return SendingForm(posted(request), initial={"version": row.version, "on": row.sent_on})
    return TellForm(posted(request), initial={"version": row.version})


@require_safe
def file(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Send a file of a zienswijze as a file to keep, never to show: only to who may read that zienswijze."""
    rows = Consultation.objects.visible_to(access_of(request)).filter(document__budget_year=year, document__slug=slug)
    row = get_object_or_404(ConsultationFile.objects.filter(consultation__in=rows.values("pk")), pk=pk)
    response = HttpResponse(bytes(row.data), content_type=row.content_type)
    return _to_keep(response, row.name)


def _to_keep(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@never_cache
def reply(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show the nota van beantwoording: every zienswijze with the reaction of the board."""
    asking = _asking(request, year, slug)
    back = reverse("reports:consultation", args=[year, slug])
    context = {
        "asking": asking,
        "document": asking.document,
        "back": back,
        "crumbs": consultation_crumbs(year, (asking.document.title, back)),
    }
    return render(request, "reports/documents/consultation_reply.html", context)


@require_safe
def reply_file(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Send the nota van beantwoording as a PDF (PDF/UA-1 and PDF/A-3a)."""
    asking = _asking(request, year, slug)
    context = of_year(year)
    document = render_to_string(
        "reports/documents/consultation_reply_print.html",
        {
            "asking": asking,
            "document": asking.document,
            "organisation": context.organisation,
            "made_on": context.made_on.isoformat(),
            "made_on_text": html.dutch_date(context),
            "head": context.short_head,
        },
    )
    response = HttpResponse(pdf.write(document, (*pdf.SHEETS, "reply.css")), content_type="application/pdf")
    return _to_keep(response, f"nota-van-beantwoording-{slug}-{year}.pdf")


@require_safe
def exemptions(request: HttpRequest, year: int) -> HttpResponse:
    """List the rules of the regeling that exempt."""
    budget_year = year_of(request, year)
    access = access_of(request)
    if not access.sees_drafts:
        raise Http404
    context = {
        "year": budget_year,
        "rules": ExemptionRule.objects.all(),
        "may_change": access.can(Verb.SET_UP),
        "crumbs": consultation_crumbs(year),
    }
    return render(request, "reports/documents/exemption_list.html", context)


@require_http_methods(["GET", "POST"])
def exemption(request: HttpRequest, year: int, code: str = "") -> HttpResponse:
    """Add a rule, or change one."""
    year_of(request, year)
    if not access_of(request).can(Verb.SET_UP):
        raise Http404
    rule = get_object_or_404(ExemptionRule, code=code) if code else None
    names = ("condition", "threshold_cents", "reference", "valid_from", "valid_until")
    initial = {name: getattr(rule, name) for name in names} if rule else {}
    form: TokenForm = ExemptionForm(posted(request), rule=rule, initial=initial)
    back = reverse("reports:exemptions", args=[year])
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        facts = {"code": rule.code if rule else ""} | facts

        def act() -> str:
            journal.keep_exemption_rule(actor=actor_of(request), rule=rule, **facts)
            return back

        if address := carry_out(request, form, f"exemption:{code}", act):
            messages.success(request, "De vrijstelling is vastgelegd. Zij geldt voor wat hierna wordt verzonden.")
            return HttpResponseRedirect(address)
    context = {
        "form": form,
        "title": "Vrijstelling wijzigen" if rule else "Vrijstelling toevoegen",
        "kicker": rule.code if rule else "",
        "lead": "Voor welke wijzigingen de regeling geen zienswijze vraagt (Wgr art. 35).",
        "action": "Bewaren",
        "back": back,
        "crumbs": consultation_crumbs(year, ("Vrijstellingen", back)),
    }
    return render(request, "ledger/reserves/form.html", context, status=422 if form.errors else 200)
