"""The meetings of the OGONs: an agenda of what is open, and a decision list that is fixed once it was held."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ledger import journal
from ledger.amendments.forms import TokenForm
from ledger.entry.access import carry_out, posted
from ledger.enums import MeetingStatus, SubjectKind, Verdict
from ledger.journal.overleg import decision_list
from ledger.models import BudgetYear, MeetingItem, OgonMeeting
from ledger.ogon.forms import MeetingForm, MoveMeetingForm
from ledger.ogon.reading import narrowed, reach
from ledger.ogon.views import access_to_ogon, crumbs_of, page_address
from ledger.permissions import Access, Verb, actor_of


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an agenda or of a decision list; the amount in cents is that of the gemeente in the begrotingsjaar."""

    kind: str
    title: str
    municipality: str
    cents: int
    verdict: str
    note: str
    address: str = ""

    @property
    def outcome(self) -> str:
        """The decision in words."""
        return Verdict(self.verdict).label if self.verdict else "open"

    @property
    def kind_label(self) -> str:
        """Order or mutatie."""
        return SubjectKind(self.kind).label


def rows_of(access: Access, meeting: OgonMeeting) -> Sequence[Row]:
    """Return the list of a meeting as far as this reader may see: live until it is held, then as it was fixed."""
    if meeting.status == MeetingStatus.HELD:
        items = MeetingItem.objects.visible_to(access).filter(meeting=meeting).select_related("municipality")
        return [
            Row(item.kind, item.title, item.municipality.name, item.cents, item.verdict, item.note)
            for item in items.order_by("position")
        ]
    year = meeting.budget_year_id
    return [
        Row(
            item.subject.kind,
            item.subject.title,
            item.municipality.name,
            item.this_year,
            decision.verdict if decision else "",
            decision.reason if decision else "",
            f"{page_address(year, item.subject.kind, item.subject.row.pk)}?overleg={meeting.pk}",
        )
        for item, decision in decision_list(meeting, reach(access))
    ]


def meetings_of(year: int) -> QuerySet[OgonMeeting]:
    """Return the meetings of a year; that they are held is known to everybody who takes part."""
    return OgonMeeting.objects.filter(budget_year=year).select_related("ogon").order_by("-held_on", "ogon__position")


@require_http_methods(["GET", "HEAD", "POST"])
def meetings(request: HttpRequest, year: int) -> HttpResponse:
    """List the meetings of a year, and plan one."""
    access = access_to_ogon(request, year)
    plans = access.can(Verb.ENTER)
    if request.method == "POST" and not plans:
        raise Http404
    form = MeetingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def act() -> str:
            row = journal.plan_meeting(
                actor=actor_of(request), ogon=values["ogon"], year=BudgetYear.objects.get(pk=year), on=values["on"],
                place=values["place"],
            )  # fmt: skip
            return reverse("ledger:ogon_meeting", args=[year, row.pk])

        if address := carry_out(request, form, f"meeting:{year}", act):
            messages.success(request, "Het overleg is gepland. De agenda is wat er openstaat.")
            return HttpResponseRedirect(address)
    crumbs = crumbs_of(year, ("OGON", reverse("ledger:ogon", args=[year])))
    context = {"year": year, "meetings": meetings_of(year), "form": form if plans else None, "crumbs": crumbs}
    return render(request, "ledger/ogon/meetings.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
def meeting(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Show the agenda of a meeting, or its decision list once that is fixed."""
    access = access_to_ogon(request, year)
    row = get_object_or_404(meetings_of(year), pk=pk)
    return _page(request, access, row, TokenForm())


def _page(
    request: HttpRequest, access: Access, row: OgonMeeting, form: TokenForm, move: MoveMeetingForm | None = None
) -> HttpResponse:
    """Show the meeting; `move` is the form to put it off when that was sent and refused."""
    year = row.budget_year_id
    errors = (move or form).errors
    context = {
        "year": year,
        "meeting": row,
        "rows": rows_of(access, row),
        "held": row.status == MeetingStatus.HELD,
        "arranges": access.can(Verb.ENTER) and row.status == MeetingStatus.PLANNED,
        "over": row.held_on <= timezone.localdate(),
        "only": narrowed(access),
        "form": form,
        "move": move or MoveMeetingForm(initial={"on": row.held_on, "place": row.place}),
        "errors": errors,
        "crumbs": crumbs_of(year, ("Overleggen", reverse("ledger:ogon_meetings", args=[year]))),
    }
    return render(request, "ledger/ogon/meeting.html", context, status=422 if errors else 200)


@require_POST
def hold(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Fix the decision list."""
    access = access_to_ogon(request, year)
    row = get_object_or_404(meetings_of(year), pk=pk)
    if not access.can(Verb.ENTER):
        raise Http404
    form = TokenForm(request.POST)
    if form.is_valid():

        def act() -> str:
            journal.hold_meeting(actor=actor_of(request), meeting=row)
            return reverse("ledger:ogon_meeting", args=[year, pk])

        if address := carry_out(request, form, f"hold:{pk}", act):
            messages.success(request, "De besluitenlijst ligt vast.")
            return HttpResponseRedirect(address)
    return _page(request, access, row, form)


@require_POST
def move(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Give a planned meeting another day or place."""
    access = access_to_ogon(request, year)
    row = get_object_or_404(meetings_of(year), pk=pk)
    if not access.can(Verb.ENTER):
        raise Http404
    form = MoveMeetingForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data

        def act() -> str:
            journal.move_meeting(actor=actor_of(request), meeting=row, on=values["on"], place=values["place"])
            return reverse("ledger:ogon_meeting", args=[year, pk])

        if address := carry_out(request, form, f"move:{pk}", act):
            messages.success(request, "Het overleg is verzet.")
            return HttpResponseRedirect(address)
    return _page(request, access, row, TokenForm(), form)


@require_POST
def cancel(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Take a planned meeting away."""
    access = access_to_ogon(request, year)
    if not access.can(Verb.ENTER):
        raise Http404
    back = reverse("ledger:ogon_meetings", args=[year])
    row = meetings_of(year).filter(pk=pk).first()
    if row is None:  # a second click ends where the first one did
        return HttpResponseRedirect(back)
    form = TokenForm(request.POST)
    if form.is_valid():

        def act() -> str:
            journal.cancel_meeting(actor=actor_of(request), meeting=row)
            return back

        if address := carry_out(request, form, f"cancel:{pk}", act):
            messages.success(request, "Het overleg vervalt.")
            return HttpResponseRedirect(address)
    return _page(request, access, row, form)
