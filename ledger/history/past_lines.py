"""The lines behind a figure as they stood at a past moment: rows of the log, in memory only, never saved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ledger.core.cube import DIMENSIONS, Selection, Value
from ledger.enums import Side
from ledger.history.past import PastBook
from ledger.models import (
    Amendment,
    CostPool,
    Line,
    MaatwerkOrder,
    Municipality,
    Mutation,
    Programme,
    Reserve,
    Theme,
)

_OF_MUTATION = ("amendment", "programme", "recurrence", "theme")
_LAST = 10**12  # a mutatie without a number comes after those that have one


@dataclass(frozen=True)
class PastLines:
    """The lines of a past book, with the names of today. Cents, signs as entered."""

    book: PastBook

    def behind(self, selections: Iterable[Selection]) -> dict[Selection, tuple[Line, ...]]:
        """Return the lines that each selection adds up, in the order of the ledger."""
        return {
            selection: tuple(
                line
                for line, values in self._lines
                if all(values[name] in allowed for name, allowed in selection.where)
            )
            for selection in selections
        }

    def of_mutations(self, mutations: Iterable[int]) -> dict[int, list[Line]]:
        """Return the lasten of each mutatie in the year of the book."""
        wanted = set(mutations)
        found: dict[int, list[Line]] = defaultdict(list)
        for line, _ in self._lines:
            if line.mutation_id in wanted and line.side == Side.COST:
                found[line.mutation_id].append(line)
        return found

    @cached_property
    def _lines(self) -> list[tuple[Line, Mapping[str, Value]]]:
        book, named = self.book, self._named
        rows = []
        for payload in book.state.counting(book.through):
            mutation = Mutation(
                pk=book.ids[payload["code"]],
                code=payload["code"],
                number=payload["number"],
                description=payload["description"],
            )
            for position, line in enumerate(payload["lines"], 1):
                if line["effective_year"] != book.effective_year:
                    continue
                values = {**line, **{name: payload[name] for name in _OF_MUTATION}}
                rows.append(
                    (
                        Line(
                            mutation=mutation,
                            position=position,
                            budget_year_id=book.year,
                            effective_year=line["effective_year"],
                            recurrence=payload["recurrence"],
                            side=line["side"],
                            placement=line["placement"],
                            source=line["source"],
                            cents=line["cents"],
                            **{
                                name: rows_of[values[name]]
                                for name, rows_of in named.items()
                                if values[name] is not None
                            },
                        ),
                        {name: values[name] for name in DIMENSIONS},
                    )
                )
        return sorted(rows, key=lambda row: _order(row[0]))

    @property
    def _named(self) -> dict[str, Mapping[Any, Any]]:
        """What a line names, by code: one query each."""
        year = self.book.year
        amendments = Amendment.objects.filter(budget_year=year)
        return {
            "amendment": {row.number: row for row in amendments},
            "programme": _by_code(Programme.objects.all()),
            "pool": _by_code(CostPool.objects.all()),
            "municipality": _by_code(Municipality.objects.all()),
            "order": _by_code(MaatwerkOrder.objects.filter(budget_year=year)),
            "reserve": _by_code(Reserve.objects.all()),
            "theme": _by_code(Theme.objects.all()),
        }


def _by_code(rows: Iterable[Any]) -> dict[str, Any]:
    return {row.code: row for row in rows}


def _order(line: Line) -> tuple[int, int, int, str, int]:
    number = line.mutation.number
    return (
        line.amendment.number,
        line.programme.position,
        _LAST if number is None else number,
        line.mutation.code,
        line.position,
    )
