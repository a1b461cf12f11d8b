"""A budgettair neutrale verschuiving over programma's, entered as one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ledger import journal
from ledger.core.effect import Shift, shift_of
from ledger.core.money import format_euros
from ledger.entry.access import (
    amendment_for_entry,
    closed_page,
    content_of,
    crumbs_of,
    grid_after,
    is_open,
    is_stored,
    next_token,
    token_of,
)
from ledger.entry.balancing import CoverError, Entry, read_cover
from ledger.entry.choices import Choices, load_choices
from ledger.entry.forms import (
    MAX_ROWS,
    Posted,
    check_length,
    mutation_of,
    new_code,
    read_cents,
    read_number,
    tidy,
    whole,
)
from ledger.entry.sums import covers_of, signed
from ledger.enums import FundingSource, Placement, Recurrence
from ledger.journal import MutationInput
from ledger.journal.grid import RowChange, post_shift, row_problems
from ledger.journal.lines import Problem
from ledger.models import Amendment
from ledger.permissions import actor_of

_HEAD = ("name", "recurrence", "theme", "ogon", "explanation")
_ROW = ("programme", "number", "description", "spending", "cover")
_FEWEST_ROWS = 4


class _RefusedError(Exception):
    """The shift cannot be stored as it is."""


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One row as typed."""

    index: int
    texts: Mapping[str, str]

    @property
    def blank(self) -> bool:
        """Nothing has been filled in."""
        return not any(self.texts.values())


@dataclass(slots=True)
class ShiftForm:
    """A shift that has been read: its mutaties, and what is wrong by field of the head, by row, and as a whole."""

    mutations: list[MutationInput] = field(default_factory=list)
    head: dict[str, str] = field(default_factory=dict)
    rows: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)
    total: int = 0  # cents of extra uitgaven, negative as in table 6.2

    @property
    def wrong(self) -> bool:
        """Something has to be mended."""
        return bool(self.head or self.rows or self.general)


def raw_shift(data: Posted) -> tuple[dict[str, str], list[ShiftRow]]:
    """Return the form as it was sent: head and rows."""
    head = {name: tidy(data.get(name)) for name in _HEAD}
    rows = [
        ShiftRow(index, {name: tidy(data.get(f"{name}-{index}")) for name in _ROW})
        for index in range(min(whole(data.get("rows")), MAX_ROWS))
        if not data.get(f"remove-{index}")
    ]
    return head, rows


def read_shift(head: Mapping[str, str], rows: Sequence[ShiftRow], amendment: Amendment, choices: Choices) -> ShiftForm:
    """Read a shift: a mutatie per row, together zero in every year since all reach the same years."""
    found = ShiftForm()
    if not head["name"]:
        found.head["name"] = "Geef de verschuiving een naam."
    if head["recurrence"] not in Recurrence.values:
        found.head["recurrence"] = "Kies incidenteel of structureel."
    group = _group_code(head["name"], choices)
    used = set(choices.taken.codes)
    changes = []
    filled = [row for row in rows if not row.blank]
    for row in filled:
        wrong: list[Problem] = []
        entry = _read_row(row, head, choices, wrong)
        found.total += entry.spending
        if wrong:
            found.rows[row.index] = [(problem.field, problem.sentence) for problem in wrong]
            continue
        code = new_code(
            f"{amendment.budget_year_id}-{amendment.number}", entry.programme, entry.number, entry.description, used
        )
        changes.append(RowChange(row.index, mutation_of(replace(entry, code=code), choices)))
    if head["recurrence"] in Recurrence.values:
        for index, problems in row_problems(changes, choices.registry, choices.taken.numbers).items():
            fields = {"cents": "spending", "source": "cover", "pool": "cover", "municipality": "cover"}
            sentences = [(fields.get(problem.field, problem.field), problem.sentence) for problem in problems]
            found.rows[index] = list(dict.fromkeys(sentences))
    found.mutations = [replace(change.mutation, group=group) for change in changes if change.mutation]
    if len(filled) < 2:  # noqa: PLR2004 - from one place to another
        found.general.append("Een verschuiving heeft minstens twee rijen: waar het vandaan komt en waar het heen gaat.")
    if found.total:
        found.general.append(
            f"De verschuiving is niet neutraal: de rijen tellen op tot € {format_euros(found.total)}, "
            "en dat moet 0 zijn."
        )
    return found


def _group_code(name: str, choices: Choices) -> str:
    base = slugify(name)[:50] or "verschuiving"
    code, counter = base, 2
    while code in choices.registry.groups:
        code, counter = f"{base}-{counter}", counter + 1
    return code


def _read_row(row: ShiftRow, head: Mapping[str, str], choices: Choices, wrong: list[Problem]) -> Entry:
    texts = row.texts
    if not texts["programme"]:
        wrong.append(Problem("Kies het programma.", "programme"))
    number = read_number(texts["number"], wrong)
    spending = read_cents(texts["spending"], "spending", wrong)
    check_length(texts["description"], wrong)
    cover = None
    try:
        cover = read_cover(texts["cover"], choices.order_municipalities)
    except CoverError:
        wrong.append(Problem("Kies de verdeelgroep.", "cover"))
    if cover and cover.source != FundingSource.CONTRIBUTION:
        wrong.append(Problem("Een neutrale verschuiving gaat over de bijdrage: kies een verdeelgroep.", "cover"))
    return Entry(
        code="",
        programme=texts["programme"],
        description=texts["description"] or head["name"],
        spending=spending,
        recurrence=head["recurrence"],
        cover=cover or read_cover(str(FundingSource.BALANCE_SHEET), {}),
        number=number,
        theme=head["theme"] or None,
        decided_in_ogon=bool(head["ogon"]),
        explanation=head["explanation"],
        placement=choices.places.get(texts["programme"], str(Placement.PROGRAMME)),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shift(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Show the form, or store the whole shift at once."""
    amendment = amendment_for_entry(request, year, number)
    if not is_open(amendment):
        return closed_page(request, amendment, "Budgettair neutrale verschuiving")
    choices = load_choices(amendment)
    if request.method != "POST":
        return _page(request, amendment, choices, dict.fromkeys(_HEAD, ""), [], found=ShiftForm())
    head, rows = raw_shift(request.POST)
    if request.POST.get("actie") == "opslaan":
        return _save(request, amendment, head, rows)
    if request.POST.get("actie") == "rij":
        rows = [*rows, ShiftRow(_next(rows), dict.fromkeys(_ROW, ""))]
    found = read_shift(head, rows, amendment, choices)
    return _page(request, amendment, choices, head, rows, found=found, unsaved=True)


def _save(request: HttpRequest, amendment: Amendment, head: dict[str, str], rows: list[ShiftRow]) -> HttpResponse:
    actor = actor_of(request)

    def act() -> str:
        found = read_shift(head, rows, amendment, load_choices(amendment))
        if found.wrong:
            raise _RefusedError
        group = found.mutations[0].group or ""
        post_shift(actor=actor, amendment=amendment, code=group, name=head["name"], mutations=found.mutations)
        return found.mutations[0].programme

    problem = ""
    try:
        programme = journal.once(actor=actor, token=token_of(request), content=content_of(request), act=act)
    except _RefusedError:
        pass
    except journal.JournalError as error:
        problem = " ".join(error.sentences)
    else:
        messages.success(request, f"De verschuiving '{head['name']}' is opgeslagen.")
        return HttpResponseRedirect(grid_after(amendment, programme, token_of(request)))
    choices = load_choices(amendment)
    found = read_shift(head, rows, amendment, choices)
    return _page(request, amendment, choices, head, rows, found=found, problem=problem, unsaved=True, status=422)


@never_cache
@require_POST
def calculate(request: HttpRequest, year: int, number: int) -> JsonResponse:
    """Return the figures of a shift as it stands, without storing anything."""
    amendment = amendment_for_entry(request, year, number)
    choices = load_choices(amendment)
    found = read_shift(*raw_shift(request.POST), amendment, choices)
    effect = _effect(found, choices)
    return JsonResponse(
        {
            "rows": [
                {"index": row, "summary": "", "problems": [{"field": name, "sentence": text} for name, text in wrong]}
                for row, wrong in found.rows.items()
            ],
            "total": found.total,
            "effect": effect.municipalities,
            "figures": _figures(effect),
            "status": _verdict(found),
            "stored": is_stored(request),
        }
    )


def _effect(found: ShiftForm, choices: Choices) -> Shift:
    lines = [line for mutation in found.mutations for line in mutation.lines]
    return shift_of(covers_of(lines, choices.year), choices.keys, list(choices.municipalities))


def _figures(effect: Shift) -> dict[str, str]:
    figures = {f"place-{code}": signed(cents) for code, cents in effect.municipalities.items()}
    return figures | {"total": signed(effect.total), "rounding": signed(effect.rounding)}


def _verdict(found: ShiftForm) -> str:
    if not found.mutations:
        return "Er is nog niets ingevuld."
    if found.total:
        return f"Niet neutraal: de rijen tellen op tot € {signed(found.total)}."
    return "Neutraal: de rijen tellen op tot 0. Per gemeente verschuift er wel iets, omdat de sleutels verschillen."


def _next(rows: Sequence[ShiftRow]) -> int:
    return max((row.index for row in rows), default=-1) + 1


def _page(
    request: HttpRequest,
    amendment: Amendment,
    choices: Choices,
    head: Mapping[str, str],
    rows: Sequence[ShiftRow],
    *,
    found: ShiftForm,
    problem: str = "",
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    first = _next(rows)
    missing = range(max(_FEWEST_ROWS - len(rows), 0))
    rows = [*rows, *(ShiftRow(first + extra, dict.fromkeys(_ROW, "")) for extra in missing)]
    figures, wrong = _figures(_effect(found, choices)), status == 422  # noqa: PLR2004 - Unprocessable Content
    errors = found if wrong else ShiftForm()
    lists = choices.lists

    def shown(row: ShiftRow) -> dict[str, Any]:
        mistakes = errors.rows.get(row.index, [])
        return {
            "index": row.index if row.index >= 0 else "__n__",
            "shown_number": row.index + 1 if row.index >= 0 else "__m__",
            "texts": row.texts,
            "programmes": lists.programmes.selected(row.texts["programme"]),
            "covers": lists.contributions.selected(row.texts["cover"]),
            "wrong": mistakes,
            "wrong_fields": {name for name, _ in mistakes},
        }

    context: dict[str, Any] = {
        "amendment": amendment,
        "crumbs": crumbs_of(amendment),
        "head": head,
        "errors": errors,
        "rows": [shown(row) for row in rows],
        "empty_row": shown(ShiftRow(-1, dict.fromkeys(_ROW, ""))),
        "count": rows[-1].index + 1,
        "themes": lists.themes.selected(head["theme"]),
        "recurrences": lists.recurrences.selected(head["recurrence"]),
        "effect": [(name, f"place-{code}", figures[f"place-{code}"]) for code, name in choices.municipalities.items()],
        "rounding": figures["rounding"],
        "total": figures["total"],
        "verdict": _verdict(found),
        "problem": problem,
        "wrong": wrong,
        "unsaved": unsaved,
        "token": next_token(request) if wrong else token_of(request),
        "calculate_url": reverse("ledger:entry_shift_calculate", args=[amendment.budget_year_id, amendment.number]),
    }
    return render(request, "ledger/entry/shift.html", context, status=status)
