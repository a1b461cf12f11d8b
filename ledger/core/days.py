"""Days in Dutch. Pure."""

from datetime import date
from typing import Final

MONTHS: Final = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip


def in_words(day: date) -> str:
    """Return a day as in a sentence: 8 oktober 2024."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
