"""The entry grid: the mutaties of one programma in a draft wijziging, row by row."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ledger import journal
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
from ledger.entry.choices import Choices, load_choices
from ledger.entry.forms import HEADINGS, MAX_ROWS, RawRow, raw_rows, whole
from ledger.entry.grid import Grid, GridRow, Sheet, as_json, blanks_of, figures_of, padded, verdict
from ledger.entry.stored import stored_mutations
from ledger.entry.sums import signed
from ledger.enums import FundingSource, Placement, Side
from ledger.journal.grid import StaleRowsError, save_rows
from ledger.journal.undo import last_act
from ledger.models import Amendment, Programme
from ledger.permissions import actor_of

_SPARE_ROWS = 3


class _RefusedError(Exception):
    """The grid cannot be stored as it is; carries the examined grid back to the page."""

    def __init__(self, grid: Grid) -> None:
        super().__init__()
        self.grid = grid


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, year: int, number: int, programme: str) -> HttpResponse:
    """Show the grid, or store it: all rows or none."""
    amendment = amendment_for_entry(request, year, number)
    row = get_object_or_404(Programme, code=programme)
    if not is_open(amendment):
        return closed_page(request, amendment, f"Mutaties invoeren: {row.name}")
    if request.method != "POST":
        sheet = _sheet(request, amendment, row)
        return _page(request, sheet, sheet.examined(sheet.opened()))
    if request.POST.get("actie") == "opslaan":
        return _save(request, amendment, row)
    sheet = _sheet(request, amendment, row)
    rows = raw_rows(request.POST)
    more = blanks_of(rows) + 1 if request.POST.get("actie") == "rij" else 0
    found = sheet.examined(padded(rows, max(_SPARE_ROWS, more)))
    return _page(request, sheet, found, token=token_of(request), unsaved=True)


def _save(request: HttpRequest, amendment: Amendment, programme: Programme) -> HttpResponse:
    actor, token = actor_of(request), token_of(request)
    rows = raw_rows(request.POST)

    def act() -> str:
        if whole(request.POST.get("rows")) > MAX_ROWS:
            raise journal.JournalError(f"Een raster heeft hoogstens {MAX_ROWS} rijen. Haal er rijen uit en sla dan op.")
        sheet = _sheet(request, amendment, programme)
        found = sheet.examined(rows)
        if found.refused:
            raise _RefusedError(found)
        saved = save_rows(actor=actor, amendment=amendment, changes=found.changes)
        return f"{saved.added} {saved.changed} {saved.removed}"

    problem = ""
    try:
        result = journal.once(actor=actor, token=token, content=content_of(request), act=act)
    except _RefusedError:
        pass
    except StaleRowsError as error:
        problem = str(error)
    except journal.JournalError as error:
        problem = " ".join(error.sentences)
    else:
        added, changed, removed = (int(part) for part in result.split())
        messages.success(request, _done(added, changed, removed))
        return HttpResponseRedirect(grid_after(amendment, programme.code, token))
    sheet = _sheet(request, amendment, programme)
    found = sheet.examined(padded(rows, _SPARE_ROWS))
    return _page(request, sheet, found, token=next_token(request), problem=problem, unsaved=True, status=422)


def _done(added: int, changed: int, removed: int) -> str:
    parts = [
        f"{count} {'mutatie' if count == 1 else 'mutaties'} {what}"
        for count, what in ((added, "toegevoegd"), (changed, "gewijzigd"), (removed, "weggehaald"))
        if count
    ]
    return f"Opgeslagen: {', '.join(parts)}." if parts else "Er is niets veranderd, dus er is niets opgeslagen."


@never_cache
@require_POST
def calculate(request: HttpRequest, year: int, number: int, programme: str) -> JsonResponse:
    """Return the figures of a grid as it stands, without storing anything."""
    amendment = amendment_for_entry(request, year, number)
    row = get_object_or_404(Programme, code=programme)
    sheet = _sheet(request, amendment, row)
    return JsonResponse(as_json(sheet.examined(raw_rows(request.POST))) | {"stored": is_stored(request)})


@require_POST
def undo(request: HttpRequest, year: int, number: int, programme: str) -> HttpResponse:
    """Take back the last thing this user stored in this wijziging."""
    amendment = amendment_for_entry(request, year, number)
    actor = actor_of(request)

    def act() -> str:
        mark = whole(request.POST.get("act")) or None
        codes = journal.undo_last(actor=actor, amendment=amendment, mark=mark)
        return f"mutatie {codes[0]}" if len(codes) == 1 else f"{len(codes)} mutaties"

    try:
        what = journal.once(actor=actor, token=token_of(request), content=content_of(request), act=act)
    except journal.JournalError as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, f"De laatste opslag is ongedaan gemaakt: {what}.")
    return HttpResponseRedirect(reverse("ledger:entry_grid", args=[year, number, programme]))


def _sheet(request: HttpRequest, amendment: Amendment, programme: Programme) -> Sheet:
    choices = load_choices(amendment)
    place = request.POST.get("place", "")
    if place not in Placement.values:
        place = choices.places.get(programme.code, str(Placement.PROGRAMME))
    return Sheet(amendment, programme, place, choices, stored_mutations(amendment))


def _page(
    request: HttpRequest,
    sheet: Sheet,
    found: Grid,
    *,
    token: UUID | None = None,
    problem: str = "",
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    amendment, choices = sheet.amendment, sheet.choices
    arguments = [amendment.budget_year_id, amendment.number, sheet.programme.code]
    figures = figures_of(found.programme, "programme") | figures_of(found.amendment, "amendment")
    context: dict[str, Any] = {
        "amendment": amendment,
        "programme": sheet.programme,
        "title": f"Mutaties invoeren: {sheet.programme.name}",
        "programmes": _programmes(amendment, sheet.programme),
        "crumbs": crumbs_of(amendment),
        "rows": [_shown(row, sheet) for row in found.rows],
        "empty_row": _shown(GridRow(RawRow(-1, dict.fromkeys(HEADINGS, ""))), sheet),
        "count": max((row.raw.index for row in found.rows), default=-1) + 1,
        "free": next((row.raw.index for row in found.rows if row.raw.blank), 0),
        "most_rows": MAX_ROWS,
        "headings": HEADINGS,
        "others": [
            {
                "stored": stored,
                "cost": signed(
                    sum(
                        line.cents
                        for line in stored.mutation.lines
                        if line.side == Side.COST and line.effective_year == choices.year
                    )
                ),
            }
            for stored in found.others
        ],
        "has_new_key": choices.has_new_key,
        "foot": _foot(figures, choices.municipalities),
        "verdict": verdict(found.programme),
        "balanced": not found.programme.open,
        "places": choices.lists.places.selected(sheet.place),
        "token": token or uuid4(),
        "undo_token": uuid4(),
        "problem": problem,
        "unsaved": unsaved,
        "wrong": status == 422,  # noqa: PLR2004 - Unprocessable Content
        "calculate_url": reverse("ledger:entry_calculate", args=arguments),
        "edit_pattern": reverse("ledger:entry_edit", args=[amendment.budget_year_id, 0]),
        "undo_url": reverse("ledger:entry_undo", args=arguments),
        "last_act": last_act(actor_of(request), amendment),
        "next_number": next_number(choices, sheet.programme.code),
        "saved": request.GET.get("opgeslagen", ""),
    }
    return render(request, "ledger/entry/grid.html", context, status=status)


def _shown(row: GridRow, sheet: Sheet) -> dict[str, Any]:
    lists, texts = sheet.choices.lists, row.raw.texts
    return {
        "row": row,
        "raw": row.raw,
        "texts": texts,
        "index": row.raw.index if row.raw.index >= 0 else "__n__",
        "edit": reverse("ledger:entry_edit", args=[sheet.choices.year, row.raw.pk or 0]),
        "shown_number": row.raw.index + 1 if row.raw.index >= 0 else "__m__",
        "covers": lists.covers.selected(texts["cover"]),
        "themes": lists.themes.selected(texts["theme"]),
        "recurrences": lists.recurrences.selected(texts["recurrence"]),
    }


def _foot(figures: dict[str, str], municipalities: Any) -> list[dict[str, Any]]:
    """Return the lines of the foot: what it is, and its two figures with their names."""

    def line(label: str, name: str, *, strong: bool = False) -> dict[str, Any]:
        cells = [(f"{prefix}-{name}", figures[f"{prefix}-{name}"]) for prefix in ("programme", "amendment")]
        return {"label": label, "cells": cells, "strong": strong}

    return [
        line("Lasten", "cost", strong=True),
        *(line(f"Dekking: {source.label}", source) for source in FundingSource),
        line("Dekking samen", "income", strong=True),
        *(line(f"{name} betaalt", f"place-{code}") for code, name in municipalities.items()),
    ]


def _programmes(amendment: Amendment, current: Programme) -> list[dict[str, Any]]:
    return [
        {
            "label": programme.name,
            "address": reverse("ledger:entry_grid", args=[amendment.budget_year_id, amendment.number, programme.code]),
            "current": programme.pk == current.pk,
        }
        for programme in Programme.objects.all()
    ]


def next_number(choices: Choices, programme: str) -> int:
    """Return the first number after those in use in a programma."""
    return max((number or 0 for code, number in choices.taken.numbers if code == programme), default=0) + 1
