"""The review of an OGON: what lies before a gemeente, deciding, asking and answering. Made for a phone first.

Who has nothing to do with a subject gets the answer of one that does not exist (404).
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledger import journal
from ledger.core.agreement import Standing
from ledger.entry.access import carry_out
from ledger.enums import MeetingStatus, SubjectKind, Verdict
from ledger.lists.download import LABELS
from ledger.maatwerk.reading import life_of
from ledger.models import BudgetYear, MaatwerkOrder, OgonMeeting, OgonQuestion, User
from ledger.ogon.forms import AnswerForm, DecisionForm, QuestionForm
from ledger.ogon.reading import (
    TONES,
    SubjectPage,
    pages_of,
    paid_now,
    questions_of,
    reach,
    read_subject_page,
    takes_part,
    why_open,
)
from ledger.permissions import Access, Verb, access_of, actor_of
from ledger.subjects import Item, agenda

Seats = set[tuple[int, int]]  # ids of OGON and gemeente

_STATUS = {Verdict.AGREED: "akkoord", Verdict.DECLINED: "niet akkoord"}


def access_to_ogon(request: HttpRequest, year: int) -> Access:
    """Return the access of who takes part in the OGONs of an existing year; a 404 for anybody else."""
    access = access_of(request)
    if not takes_part(access):
        raise Http404
    get_object_or_404(BudgetYear, pk=year)
    return access


def crumbs_of(year: int, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way back to the start page of the year."""
    return [(f"Begroting {year}", reverse("reports:start", args=[year])), *more]


@require_safe
def review(request: HttpRequest, year: int) -> HttpResponse:
    """List what lies before the gemeenten of this reader: what waits for a decision first."""
    access = access_to_ogon(request, year)
    items = agenda(year, reach(access))
    waiting = [item for item in items if item.waits]
    paid = paid_now(year)
    seats = _seats_of(actor_of(request))
    unanswered = [question for question in questions_of(access, year) if not question.answers.all()]
    pages = pages_of(unanswered)
    context = {
        "year": year,
        "waiting": [_card(access, item, seats, paid) for item in waiting],
        "decided": [_card(access, item, seats, paid) for item in items if not item.waits],
        "count": len(items),
        "done": sum(item.standing in (Standing.AGREED, Standing.DECLINED) for item in items),
        "questions": [(question, pages[question.pk]) for question in unanswered],
        "decides": bool(access.ogon_municipalities),
        "going_on": "na" in request.GET,
        "crumbs": crumbs_of(year),
    }
    return render(request, "ledger/ogon/review.html", context)


def _card(
    access: Access, item: Item, seats: Seats, paid: Mapping[int, int], meeting: int | None = None
) -> dict[str, Any]:
    """One subject for one gemeente, with the form of the decision for who decides there.

    As long as it waits with what the gemeente pays in all (`paid`, cents by id): now, and with this.
    """
    now = paid.get(item.municipality.pk) if item.waits else None
    return {
        "item": item,
        "now": now,
        "then": None if now is None else now + item.this_year,
        "tone": TONES[item.standing],
        "why": why_open(item),
        "form": _decision_form(item, meeting) if item.waits and _decides(access, item, seats) else None,
        "unseated": item.waits and speaks(access, item) and not _decides(access, item, seats),
        "address": page_address(item.subject.year, item.subject.kind, item.subject.row.pk),
    }


def speaks(access: Access, item: Item) -> bool:
    """Tell whether this reader may ask for the gemeente; to decide a seat is needed as well."""
    return access.can(Verb.REVIEW) and item.municipality.pk in access.ogon_municipalities


def _seats_of(user: User) -> Seats:
    return set(user.seats.values_list("ogon", "municipality"))


def _decides(access: Access, item: Item, seats: Seats) -> bool:
    return speaks(access, item) and any((ogon.pk, item.municipality.pk) in seats for ogon in item.ogons)


def _decision_form(item: Item, meeting: int | None) -> DecisionForm:
    initial = {"municipality": item.municipality.pk, "seen": item.part.fingerprint, "meeting": meeting}
    return DecisionForm(initial=initial, auto_id=f"besluit-{item.subject.kind}-{item.subject.row.pk}-%s")


def page_address(year: int, kind: str, pk: int) -> str:
    """Return the page of a subject."""
    return reverse("ledger:ogon_order" if kind == SubjectKind.ORDER else "ledger:ogon_mutation", args=[year, pk])


@require_safe
def subject(request: HttpRequest, year: int, kind: str, pk: int) -> HttpResponse:
    """Show one order or mutatie with what is asked, said and decided."""
    access = access_to_ogon(request, year)
    return _subject_page(request, access, _page(access, year, kind, pk))


def _page(access: Access, year: int, kind: str, pk: int) -> SubjectPage:
    page = read_subject_page(access, year, kind, pk)
    if page is None:
        raise Http404
    return page


def _subject_page(
    request: HttpRequest, access: Access, page: SubjectPage, bound: dict[str, Any] | None = None
) -> HttpResponse:
    """Render the page; `bound` are the forms that were sent and refused, by name and gemeente or question."""
    bound = bound or {}
    subject, year = page.subject, page.subject.year
    meeting = _meeting_of(request.GET.get("overleg", ""), page)
    seats, paid = _seats_of(actor_of(request)), paid_now(year)
    blocks = []
    for item in page.items:
        own = speaks(access, item)
        key = item.municipality.pk
        question = QuestionForm(item.part, initial={"municipality": key}, auto_id=f"vraag-{key}-%s") if own else None
        blocks.append(
            _card(access, item, seats, paid, meeting)
            | {"question": bound.get(f"ask:{key}", question), "own": own}
            | ({"form": bound[f"decide:{key}"]} if f"decide:{key}" in bound else {})
        )
    may_answer = {row.pk for row in page.talk.questions if _may_answer(access, row)}
    answers = [
        (
            row,
            bound.get(f"answer:{row.pk}", AnswerForm(auto_id=f"antwoord-{row.pk}-%s"))
            if row.pk in may_answer
            else None,
        )
        for row in page.talk.questions
    ]
    context = {
        "page": page,
        "subject": subject,
        "year": year,
        "blocks": blocks,
        "answers": answers,
        "asks": not access.can(Verb.ENTER),  # who asks is not who is asked to answer
        "errors": [str(each) for form in bound.values() for errors in form.errors.values() for each in errors],
        "life": life_of(access, subject.row) if isinstance(subject.row, MaatwerkOrder) else None,
        "address": page_address(year, subject.kind, subject.row.pk),
        "files": _files(year, subject.kind, subject.row.pk),
        "crumbs": crumbs_of(year, ("OGON", reverse("ledger:ogon", args=[year]))),
    }
    return render(request, "ledger/ogon/page.html", context, status=422 if bound else 200)


def _files(year: int, kind: str, pk: int) -> list[dict[str, str]]:
    view = "ledger:ogon_order_file" if kind == SubjectKind.ORDER else "ledger:ogon_mutation_file"
    return [
        {"label": LABELS[ending], "address": reverse(view, args=[year, pk, ending])}
        for ending in ("xlsx", "csv", "json")
    ]


def _meeting_of(text: str, page: SubjectPage) -> int | None:
    """Return the planned meeting that the address names, when it deals with this subject."""
    dealing = {ogon.pk for item in page.items for ogon in item.ogons}
    if not text.isdecimal() or len(text) > _LONGEST_ID:
        return None
    planned = OgonMeeting.objects.filter(pk=int(text), budget_year=page.subject.year, status=MeetingStatus.PLANNED)
    return planned.filter(ogon__in=dealing).values_list("pk", flat=True).first()


_LONGEST_ID = 15  # digits: more does not fit in the database


def _may_answer(access: Access, question: OgonQuestion) -> bool:
    return access.can(Verb.ENTER) or question.municipality_id in access.ogon_municipalities


def _item(page: SubjectPage, access: Access, data: QueryDict) -> Item:
    """Return the part of the gemeente that the form names; a 404 for one that is not this reader's."""
    own = [item for item in page.items if speaks(access, item)]
    wanted = data.get("municipality", "")
    found = next((item for item in own if str(item.municipality.pk) == wanted), None)
    if found is None and not wanted and len(own) == 1:  # a form without it, of somebody with one gemeente
        return own[0]
    if found is None:
        raise Http404
    return found


@require_POST
def decide(request: HttpRequest, year: int, kind: str, pk: int) -> HttpResponse:
    """Agree or decline for a gemeente, in the state that was looked at."""
    access = access_to_ogon(request, year)
    page = _page(access, year, kind, pk)
    item = _item(page, access, request.POST)
    form = DecisionForm(request.POST, auto_id=f"besluit-{kind}-{pk}-%s")
    from_list = "lijst" in request.POST
    if form.is_valid():
        values = form.cleaned_data
        meeting = _meeting_of(str(values["meeting"] or ""), page)

        def act() -> str:
            journal.decide(
                actor=actor_of(request), year=year, kind=kind, code=page.subject.row.code,
                municipality=item.municipality, verdict=values["verdict"], reason=values["reason"],
                seen=values["seen"], meeting=OgonMeeting.objects.get(pk=meeting) if meeting else None,
            )  # fmt: skip
            if meeting and not from_list:
                return reverse("ledger:ogon_meeting", args=[year, meeting])
            return f"{reverse('ledger:ogon', args=[year])}?na={pk}"

        if address := carry_out(request, form, f"decide:{kind}:{year}:{pk}", act):
            messages.success(request, f"Vastgelegd: {_STATUS[Verdict(values['verdict'])]} op {page.subject.title}.")
            return HttpResponseRedirect(address)
    # What was seen is asked anew: who sends this form again, has the page with what stands there now.
    data = request.POST.copy()
    fresh = _page(access, year, kind, pk)
    data["seen"] = next((each.part.fingerprint for each in fresh.items if each.municipality == item.municipality), "")
    form.data = data
    return _subject_page(request, access, fresh, {f"decide:{item.municipality.pk}": form})


@require_POST
def ask(request: HttpRequest, year: int, kind: str, pk: int) -> HttpResponse:
    """Ask a question for a gemeente."""
    access = access_to_ogon(request, year)
    page = _page(access, year, kind, pk)
    item = _item(page, access, request.POST)
    form = QuestionForm(item.part, request.POST, auto_id=f"vraag-{item.municipality.pk}-%s")
    if form.is_valid():
        values = form.cleaned_data

        def act() -> str:
            row = journal.ask(
                actor=actor_of(request), year=year, kind=kind, code=page.subject.row.code,
                municipality=item.municipality, text=values["text"], line=values["line"],
            )  # fmt: skip
            return f"{page_address(year, kind, pk)}#vraag-{row.pk}"

        if address := carry_out(request, form, f"ask:{kind}:{year}:{pk}", act):
            messages.success(request, "Uw vraag is gesteld. U krijgt bericht als er een antwoord is.")
            return HttpResponseRedirect(address)
    return _subject_page(request, access, page, {f"ask:{item.municipality.pk}": form})


@require_POST
def answer(request: HttpRequest, year: int, kind: str, pk: int, question: int) -> HttpResponse:
    """Answer a question, for financiën and for the gemeente that asked."""
    access = access_to_ogon(request, year)
    page = _page(access, year, kind, pk)
    row = next((each for each in page.talk.questions if each.pk == question and _may_answer(access, each)), None)
    if row is None:
        raise Http404
    form = AnswerForm(request.POST, auto_id=f"antwoord-{row.pk}-%s")
    if form.is_valid():

        def act() -> str:
            journal.answer(actor=actor_of(request), question=row, text=form.cleaned_data["text"])
            return f"{page_address(year, kind, pk)}#vraag-{row.pk}"

        if address := carry_out(request, form, f"answer:{row.pk}", act):
            messages.success(request, "Uw antwoord is vastgelegd.")
            return HttpResponseRedirect(address)
    return _subject_page(request, access, page, {f"answer:{row.pk}": form})
