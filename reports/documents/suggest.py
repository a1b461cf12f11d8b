"""What somebody who types `[[` can choose from: the mutaties of the year and the cells of its tables, by words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ledger.core.live import MUTATION, Form, amount
from ledger.core.text import search_key
from reports.catalogue import CATALOGUE
from reports.documents.figures import Lookup
from reports.table import Role, Table

MOST: Final = 20
_SHORTEST: Final = 2  # characters before tables are searched: one letter is in every cell
_CENTS: Final = 100
# What texts speak of most comes first; the tables with a row per mutatie say nothing that the mutaties do not.
_TABLES: Final = ("contributions", "overview", "reserves", "maatwerk", "investments", "headlines")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reference that can be put in a text: `source` goes between the brackets, `shown` is what it prints now."""

    source: str
    label: str
    place: str  # where the amount is from: a programma, a table
    shown: str


def suggestions(lookup: Lookup, query: str, most: int = MOST) -> list[Suggestion]:
    """Return what answers to all words of a query, mutaties first; without a query the first mutaties.

    A query that ends in a form (`jeugdhulp:K`) offers the amounts in that form.
    """
    query, form = _asked(query)
    words = search_key(query).split()
    found = _mutations(lookup, words, form)
    if len("".join(words)) >= _SHORTEST and form not in (Form.NUMBER, Form.NAME):
        half = list(islice(found, most // 2))
        cells = list(islice(_cells(lookup, words, form), most - len(half)))
        return [*half, *cells, *islice(found, most - len(half) - len(cells))]
    return list(islice(found, most))


def _asked(query: str) -> tuple[str, Form]:
    """Return the words of a query, and the form that is asked after them."""
    words, _, ending = query.rpartition(":")
    forms = {search_key(form.value): form for form in Form if form.value}
    form = forms.get(search_key(ending).strip())
    return (words, form) if form else (query, Form.EUROS)


def _mutations(lookup: Lookup, words: list[str], form: Form) -> Iterator[Suggestion]:
    own_first = sorted(lookup.mutations.values(), key=lambda mutation: mutation.amendment != lookup.through)
    for mutation in own_first:
        shown = amount(mutation.cents, Form.EUROS)
        number = str(mutation.number or "")
        typed = str(abs(mutation.cents) // _CENTS)
        place = f"mutatie {mutation.programme}, wijziging {mutation.amendment}"
        sought = (mutation.description, mutation.code, number, shown, typed, place)
        if _answers(words, *sought):
            source = _in_form(f"{MUTATION}:{mutation.code}", form)
            printed = lookup.figure(source).shown
            yield Suggestion(source, f"{number} {mutation.description}".strip(), place, printed)


def _cells(lookup: Lookup, words: list[str], form: Form) -> Iterator[Suggestion]:
    for slug in _TABLES:
        report = CATALOGUE[slug]
        table = lookup.table(slug)
        # Sums first: they are what a text speaks of.
        for sums in (True, False):
            yield from _cells_of(table, report.path, report.name, words, form, sums=sums)


def _cells_of(table: Table, path: str, name: str, words: list[str], form: Form, *, sums: bool) -> Iterator[Suggestion]:
    for row in table.layout.rows:
        if row.is_sum is not sums or row.role is Role.HEADER or ":" in row.key:
            continue
        label = " › ".join(dict.fromkeys((*row.path, row.label)))
        for column in table.layout.columns:
            cents = table.cents(row.key, column.key)
            if not cents or ":" in column.key:  # no text speaks of nil
                continue
            heading = f"{column.group} {column.label}".strip()
            shown, typed = amount(cents, Form.EUROS), str(abs(cents) // _CENTS)
            if _answers(words, name, label, heading, shown, typed):
                source = _in_form(f"{path}:{row.key}:{column.key}", form)
                yield Suggestion(source, f"{label}, {heading}", f"tabel {name}", amount(cents, form))


def _in_form(source: str, form: Form) -> str:
    return f"{source}:{form.value}" if form.value else source


def _answers(words: list[str], *texts: str) -> bool:
    key = search_key(" ".join(texts))
    return all(word in key for word in words)


__all__ = ["MOST", "Suggestion", "suggestions"]
