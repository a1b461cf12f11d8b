"""What the database refuses about the OGONs: what was decided, asked and answered is only added to."""

from collections.abc import Iterator
from typing import Final

from ledger.guards.guard import Guard

_ADDED: Final = "DP017 besluiten, vragen en antwoorden van een OGON zijn alleen aan te vullen"
_HELD: Final = "DP018 de besluitenlijst van het overleg ligt vast"
_IN_HELD: Final = (
    "NEW.meeting_id IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_ogonmeeting m "
    "WHERE m.id = NEW.meeting_id AND m.status = 'held')"
)

SEALED: Final = ("ogondecision", "ogonquestion", "ogonanswer", "meetingitem")
# What makes a row of a table the same row, as in `ledger.guards.triggers`.
SAME_ROW: Final = {
    "ogondecision": ("id",),
    "ogonquestion": ("id",),
    "ogonanswer": ("id",),
    "meetingitem": ("id", "meeting_id, position"),
    "ogonmeeting": ("id", "ogon_id, held_on"),
}


def guards() -> Iterator[Guard]:
    """Yield the guards of both databases."""
    for name in SEALED:
        message = _HELD if name == "meetingitem" else _ADDED
        for event in ("UPDATE", "DELETE"):
            yield Guard(f"{name}_{event}", f"ledger_{name}", event, "1 = 1", message)
    for name in ("ogondecision", "meetingitem"):
        yield Guard(f"{name}_INSERT", f"ledger_{name}", "INSERT", _IN_HELD, _HELD)
    for event in ("UPDATE", "DELETE"):
        yield Guard(f"ogonmeeting_{event}", "ledger_ogonmeeting", event, "OLD.status = 'held'", _HELD)
    yield Guard(
        "ogonmeeting_INSERT", "ledger_ogonmeeting", "INSERT", "NEW.status <> 'planned'",
        "DP018 een overleg begint gepland",
    )  # fmt: skip
