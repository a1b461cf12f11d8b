"""The budget as it stood at a past moment: the audit entries of a year, played again up to then. Pure.

Every posted or edited mutatie is in the log with all its lines, so any past state can be rebuilt without
keeping copies; and what differs between two states can be told line by line.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.core.cube import DIMENSIONS, Cube, Group

Payload = Mapping[str, Any]

_WRITES = frozenset({"mutation.posted", "mutation.edited"})
_STATUS = {"opened": "draft", "submitted": "submitted", "adopted": "adopted", "withdrawn": "withdrawn"}


@dataclass(frozen=True, slots=True)
class Logged:
    """One audit entry, as far as it matters here."""

    action: str
    subject: str
    payload: Payload


@dataclass
class State:
    """Mutaties by code and wijzigingen by number, as they stood."""

    mutations: dict[str, Payload] = field(default_factory=dict)
    amendments: dict[int, str] = field(default_factory=dict)  # status by number
    present: dict[str, Payload] = field(default_factory=dict)  # orders, investeringen, beginstanden by subject

    def counting(self, through: int | None = None) -> list[Payload]:
        """Return the mutaties of wijzigingen that count, up to and including `through`."""
        return [
            mutation
            for mutation in self.mutations.values()
            if self.amendments.get(mutation["amendment"]) != "withdrawn"
            and (through is None or mutation["amendment"] <= through)
        ]

    def limited(self, numbers: Collection[int]) -> "State":
        """Return only what belongs to the given wijzigingen: those a reader may see, or those up to a number."""
        return State(
            {code: mutation for code, mutation in self.mutations.items() if mutation["amendment"] in numbers},
            {number: status for number, status in self.amendments.items() if number in numbers},
            self.present,
        )


def replay(entries: Iterable[Logged]) -> State:
    """Play entries in order and return where they lead."""
    state = State()
    for entry in entries:
        kind, _, what = entry.action.partition(".")
        if entry.action in _WRITES:
            state.mutations[entry.payload["code"]] = entry.payload
        elif entry.action == "mutation.deleted":
            state.mutations.pop(entry.payload["code"], None)
        elif kind == "amendment" and what in _STATUS:
            state.amendments[int(entry.subject.rsplit(":", 1)[1])] = _STATUS[what]
        elif what in ("added", "changed"):
            state.present[entry.subject] = {**state.present.get(entry.subject, {}), **entry.payload}
        elif what == "deleted":
            state.present.pop(entry.subject, None)
    return state


def cube_of(state: State, effective_year: int, through: int) -> Cube:
    """Group the lines of a state along the reporting dimensions, as the database does for the present."""
    sums: Counter[Group] = Counter()
    for mutation in state.counting(through):
        for line in mutation["lines"]:
            if line["effective_year"] != effective_year:
                continue
            values = {**line, **{name: mutation[name] for name in ("amendment", "programme", "recurrence", "theme")}}
            sums[tuple(values[name] for name in DIMENSIONS)] += line["cents"]
    return Cube(tuple(sums.items()))


@dataclass(frozen=True, slots=True)
class Difference:
    """One mutatie that differs between two states; None is: not there. Payloads hold the lines."""

    code: str
    before: Payload | None
    after: Payload | None


def differences(before: State, after: State) -> list[Difference]:
    """Return the mutaties that are new, gone or changed, by code; a withdrawn wijziging counts as not there."""
    old = {mutation["code"]: mutation for mutation in before.counting()}
    new = {mutation["code"]: mutation for mutation in after.counting()}
    return [
        Difference(code, old.get(code), new.get(code))
        for code in sorted(old.keys() | new.keys())
        if old.get(code) != new.get(code)
    ]
