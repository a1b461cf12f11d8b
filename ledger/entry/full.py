"""The full form of one mutatie: new, change, take away."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
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
from ledger.entry.choices import Choices, OptionList, load_choices
from ledger.entry.forms import new_code, whole
from ledger.entry.full_forms import (
    HEAD,
    HEAD_LABELS,
    FullReading,
    RawLine,
    RawMutation,
    blank_line,
    filled_ahead,
    raw_mutation,
    read_mutation,
    shown_mutation,
)
from ledger.entry.stored import Stored, stored_mutations
from ledger.entry.sums import Sums, signed, sums_of
from ledger.enums import Placement, Recurrence, Side
from ledger.journal.grid import RowChange, StaleRowsError, save_rows
from ledger.models import Amendment, BudgetYear, Mutation
from ledger.permissions import Verb, access_of, actor_of

_SIDES = OptionList([("", [("", "Kies"), *Side.choices])])
_PLACES = OptionList([("", [("", "standaard"), *Placement.choices])])
_SPARE_LINES = 2
_GONE = "-"


class _RefusedError(Exception):
    """The form cannot be stored as it is."""


@dataclass(frozen=True)
class _Form:
    """What the form is about: a stored mutatie or a new one, in a draft."""

    amendment: Amendment
    choices: Choices
    pk: int | None
    stored: Stored | None

    @property
    def years(self) -> list[int]:
        return list(self.choices.years)

    def read(self, raw: RawMutation) -> FullReading:
        prefix = f"{self.amendment.budget_year_id}-{self.amendment.number}"
        head = raw.head
        code = new_code(
            prefix, head["programme"], whole(head["number"]), head["description"], set(self.choices.taken.codes)
        )
        return read_mutation(raw, self.choices, self.stored.mutation if self.stored else None, code)

    def sums(self, reading: FullReading) -> dict[int, Sums]:
        names = list(self.choices.municipalities)
        return {year: sums_of(reading.lines, year, self.choices.keys, names) for year in self.years}


def _form(amendment: Amendment, pk: int | None) -> _Form:
    stored = stored_mutations(amendment, [pk])[pk] if pk and _exists(amendment, pk) else None
    return _Form(amendment, load_choices(amendment), pk, stored)


def _exists(amendment: Amendment, pk: int) -> bool:
    return Mutation.objects.filter(amendment=amendment, pk=pk).exists()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Enter a new mutatie with several lines."""
    amendment = amendment_for_entry(request, year, number)
    if not is_open(amendment):
        return closed_page(request, amendment, "Mutatie invoeren")
    if request.method == "POST":
        return _answer(request, amendment, None)
    form = _form(amendment, None)
    head = dict.fromkeys(HEAD, "") | {"programme": request.GET.get("programma", "")}
    lines = [blank_line(0, form.years, Side.COST), blank_line(1, form.years, Side.INCOME)]
    return _page(request, form, RawMutation(head, lines), FullReading())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Change a mutatie of a draft."""
    amendment = _amendment_of(request, year, pk)
    if not is_open(amendment):
        return closed_page(request, amendment, "Mutatie wijzigen")
    if request.method == "POST":
        return _answer(request, amendment, pk)
    form = _form(amendment, pk)
    if form.stored is None:
        raise Http404
    raw = shown_mutation(form.stored, form.years)
    return _page(request, form, raw, form.read(raw), version=form.stored.version)


def _amendment_of(request: HttpRequest, year: int, pk: int) -> Amendment:
    """Return the wijziging of a mutatie; a form about one that was taken away meanwhile names it itself."""
    named = request.POST.get("wijziging")
    if named is not None and _is_gone(year, pk):
        return amendment_for_entry(request, year, whole(named))
    mutation = get_object_or_404(
        Mutation.objects.visible_to(access_of(request)).select_related("amendment"), budget_year=year, pk=pk
    )
    return amendment_for_entry(request, year, mutation.amendment.number)


def _answer(request: HttpRequest, amendment: Amendment, pk: int | None) -> HttpResponse:
    if request.POST.get("actie") == "opslaan":
        return _save(request, amendment, pk)
    form = _form(amendment, pk)
    raw = raw_mutation(request.POST, form.years)
    if request.POST.get("actie") == "vullen":
        raw = filled_ahead(raw, form.years)
    if request.POST.get("actie") == "rij":
        index = max((line.index for line in raw.lines), default=-1) + 1
        raw = replace(raw, lines=[*raw.lines, blank_line(index, form.years)])
    return _page(request, form, raw, form.read(raw), version=whole(request.POST.get("version")), unsaved=True)


def _save(request: HttpRequest, amendment: Amendment, pk: int | None) -> HttpResponse:
    version = whole(request.POST.get("version"))
    year = amendment.budget_year_id
    form = _form(amendment, pk)
    raw = raw_mutation(request.POST, form.years)
    problem, conflict = "", False
    try:
        result = journal.once(
            actor=actor_of(request),
            token=token_of(request),
            content=content_of(request),
            act=lambda: _store(request, amendment, pk, raw),
        )
    except _RefusedError:
        pass
    except StaleRowsError:
        conflict = True
    except journal.JournalError as error:
        problem = " ".join(error.sentences)
    else:
        whose, programme = result.split()
        messages.success(request, "De mutatie is opgeslagen." if whose == "mine" else "De andere versie blijft staan.")
        if programme == _GONE:
            return HttpResponseRedirect(reverse("ledger:amendment", args=[year, amendment.number]))
        return HttpResponseRedirect(grid_after(amendment, programme, token_of(request)))
    form = _form(amendment, pk)
    reading = form.read(raw)
    if conflict:
        version = form.stored.version if form.stored else 0
    return _page(
        request, form, raw, reading, version=version, conflict=conflict, problem=problem, unsaved=True, status=422
    )


def _store(request: HttpRequest, amendment: Amendment, pk: int | None, raw: RawMutation) -> str:
    """Write what the form says; return whose version stands now and its programma (or that it is gone)."""
    form = _form(amendment, pk)
    version, keep = whole(request.POST.get("version")), request.POST.get("keep", "")
    in_conflict = bool(request.POST.get("conflict"))
    if pk and (version != (form.stored.version if form.stored else 0) or (in_conflict and not keep)):
        raise StaleRowsError([0])
    if in_conflict and keep == "theirs":
        return f"theirs {form.stored.mutation.programme if form.stored else _GONE}"
    reading = form.read(raw)
    if reading.wrong or reading.mutation is None:
        raise _RefusedError
    change = RowChange(0, reading.mutation, pk if form.stored else None, version)
    save_rows(actor=actor_of(request), amendment=amendment, changes=[change])
    return f"mine {reading.mutation.programme}"


@never_cache
@require_POST
def calculate(request: HttpRequest, year: int, number: int) -> JsonResponse:
    """Return the figures of the form as it stands, without storing anything."""
    amendment = amendment_for_entry(request, year, number)
    pk = whole(request.POST.get("pk")) or None
    form = _form(amendment, pk)
    reading = form.read(raw_mutation(request.POST, form.years))
    sums = form.sums(reading)
    return JsonResponse(
        {
            "rows": [
                {"index": row, "summary": "", "problems": [{"field": name, "sentence": text} for name, text in wrong]}
                for row, wrong in reading.rows.items()
            ],
            "years": {year: {"cost": one.cost, "income": one.income, "open": one.open} for year, one in sums.items()},
            "figures": _figures(sums),
            "status": _verdict(reading, sums),
            "stored": is_stored(request),
        }
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Ask whether a mutatie of a draft is to be taken away, and do so."""
    token, actor = token_of(request), actor_of(request)
    if request.method == "POST" and access_of(request).can(Verb.ENTER) and _is_gone(year, pk):
        messages.info(request, "Deze mutatie is al weggehaald.")
        return HttpResponseRedirect(reverse("ledger:mutations", args=[year]))
    amendment = _amendment_of(request, year, pk)
    if not is_open(amendment):
        return closed_page(request, amendment, "Mutatie weghalen")
    stored = stored_mutations(amendment, [pk])[pk]
    problem = ""
    if request.method == "POST":

        def act() -> str:
            change = RowChange(0, None, pk, whole(request.POST.get("version")))
            save_rows(actor=actor, amendment=amendment, changes=[change])
            return reverse("ledger:amendment", args=[year, amendment.number])

        try:
            address = journal.once(actor=actor, token=token, content=content_of(request), act=act)
        except journal.JournalError:
            stored = stored_mutations(amendment, [pk]).get(pk, stored)
            problem = f"{stored.entered_by} heeft deze mutatie intussen gewijzigd. Bekijk haar opnieuw."
        else:
            messages.success(request, f"Mutatie {stored.mutation.description} is weggehaald.")
            return HttpResponseRedirect(address)
    context = {
        "amendment": amendment,
        "stored": stored,
        "lines": stored.mutation.lines,
        "token": token,
        "problem": problem,
        "crumbs": crumbs_of(amendment),
    }
    return render(request, "ledger/entry/delete.html", context, status=422 if problem else 200)


def _is_gone(year: int, pk: int) -> bool:
    """Tell whether the year exists and this mutatie does not: it was taken away a moment ago."""
    known = BudgetYear.objects.filter(pk=year).exists()
    return known and not Mutation.objects.filter(budget_year=year, pk=pk).exists()


def _figures(sums: dict[int, Sums]) -> dict[str, str]:
    figures: dict[str, str] = {}
    for year, one in sums.items():
        figures |= {
            f"cost-{year}": signed(one.cost),
            f"income-{year}": signed(one.income),
            f"open-{year}": signed(one.open),
        }
        figures |= {f"place-{code}-{year}": signed(paid.total) for code, paid in one.effect.municipalities.items()}
    return figures


def _verdict(reading: FullReading, sums: dict[int, Sums]) -> str:
    if not reading.lines:
        return "Er is nog niets ingevuld."
    open_years = [f"{year} (verschil € {signed(one.open)})" for year, one in sums.items() if one.open]
    return (
        f"Sluit niet in {', '.join(open_years)}." if open_years else "Sluit: in elk jaar zijn lasten en baten gelijk."
    )


def _page(
    request: HttpRequest,
    form: _Form,
    raw: RawMutation,
    reading: FullReading,
    *,
    version: int = 0,
    conflict: bool = False,
    problem: str = "",
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    amendment, choices, years = form.amendment, form.choices, form.years
    blanks = max(_SPARE_LINES - sum(line.blank for line in raw.lines), 0) if raw.lines else _SPARE_LINES
    first = max((line.index for line in raw.lines), default=-1) + 1
    lines = [*raw.lines, *(blank_line(first + extra, years) for extra in range(blanks))]
    sums, wrong = form.sums(reading), status == 422  # noqa: PLR2004 - Unprocessable Content
    figures = _figures(sums)
    errors = reading if wrong and not conflict else FullReading()
    lists = choices.lists
    context: dict[str, Any] = {
        "amendment": amendment,
        "crumbs": crumbs_of(amendment),
        "title": form.stored.mutation.description if form.stored else "Mutatie met meer regels",
        "pk": form.pk,
        "head": raw.head,
        "errors": errors,
        "years": years,
        "rows": [_shown(line, errors, choices) for line in lines],
        "empty_row": _shown(blank_line(-1, years), errors, choices),
        "count": lines[-1].index + 1,
        "programmes": lists.programmes.selected(raw.head["programme"]),
        "themes": lists.themes.selected(raw.head["theme"]),
        "recurrences": lists.recurrences.selected(raw.head["recurrence"]),
        "sums": [
            (label, [(f"{name}-{year}", figures[f"{name}-{year}"]) for year in years])
            for label, name in (
                ("Lasten", "cost"),
                ("Baten", "income"),
                ("Verschil", "open"),
                *((f"{name} betaalt", f"place-{code}") for code, name in choices.municipalities.items()),
            )
        ],
        "verdict": _verdict(reading, sums),
        "version": version,
        "conflict": conflict,
        "theirs": _theirs(form, raw) if conflict else None,
        "problem": problem,
        "wrong": wrong,
        "unsaved": unsaved,
        "token": next_token(request) if wrong else token_of(request),
        "calculate_url": reverse("ledger:entry_full_calculate", args=[amendment.budget_year_id, amendment.number]),
    }
    return render(request, "ledger/entry/full.html", context, status=status)


def _shown(line: RawLine, reading: FullReading, choices: Choices) -> dict[str, Any]:
    wrong = reading.rows.get(line.index, [])
    return {
        "index": line.index if line.index >= 0 else "__n__",
        "shown_number": line.index + 1 if line.index >= 0 else "__m__",
        "sides": _SIDES.selected(line.texts["side"]),
        "places": _PLACES.selected(line.texts["place"]),
        "covers": choices.lists.covers.selected(line.texts["cover"]),
        "amounts": [(f"y{year}", year, text) for year, text in line.amounts.items()],
        "wrong": wrong,
        "wrong_fields": {name for name, _ in wrong},
    }


def _theirs(form: _Form, raw: RawMutation) -> dict[str, Any]:
    """Return what the other version says where it differs from what was typed."""
    if form.stored is None:
        return {"gone": True, "by": "", "differences": []}
    theirs = shown_mutation(form.stored, form.years)
    mine_words, their_words = _words(raw, form), _words(theirs, form)
    names = [*HEAD_LABELS.values(), "Regels"]
    differences = [
        (name, mine_words[name], their_words[name]) for name in names if mine_words[name] != their_words[name]
    ]
    return {"gone": False, "by": form.stored.entered_by, "differences": differences}


def _words(raw: RawMutation, form: _Form) -> dict[str, str]:
    choices, head = form.choices, dict(raw.head)
    head["programme"] = dict(choices.programmes).get(head["programme"], "")
    head["theme"] = choices.theme_names.get(head["theme"], "")
    if head["recurrence"] in Recurrence.values:
        head["recurrence"] = Recurrence(head["recurrence"]).label
    lines = [
        f"{Side(line.texts['side']).label if line.texts['side'] in Side.values else ''} "
        f"{choices.cover_names.get(line.texts['cover'], '')} "
        + ", ".join(f"{year}: {text}" for year, text in line.amounts.items() if text)
        for line in raw.lines
        if not line.blank
    ]
    return {label: head[name] for name, label in HEAD_LABELS.items()} | {"Regels": "\n".join(lines)}
