"""A calendar as RFC 5545 asks it: whole days, lines of at most 75 octets that end in CRLF. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

_LONGEST: Final = 75  # octets of a line, its end not counted (section 3.1)
_AGAIN_AFTER: Final = "PT12H"  # how often a program that subscribes asks again
_ESCAPED: Final = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}  # section 3.3.11


@dataclass(frozen=True, slots=True)
class Event:
    """A day; `uid` stays the same when the day moves, so that a calendar moves it too."""

    uid: str
    on: date
    title: str
    note: str = ""
    address: str = ""


def write(name: str, events: Iterable[Event], stamp: datetime) -> bytes:
    """Return the calendar as UTF-8; `stamp` is the moment at which it is made."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Duo+//P&C-kalender//NL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_AGAIN_AFTER}",  # RFC 7986, section 5.7
        f"X-PUBLISHED-TTL:{_AGAIN_AFTER}",  # the same, for Outlook
    ]
    for event in events:
        lines += _event(event, stamp)
    return "".join(f"{fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _event(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}"  # the day after: the end is not part of it
    yield f"SUMMARY:{escape(event.title)}"
    if event.note:
        yield f"DESCRIPTION:{escape(event.note)}"
    if event.address:
        yield f"URL:{event.address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escape(text: str) -> str:
    """Return a text as a value: no character of it can end the line or begin another property."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (character for character in text if character == "\n" or character.isprintable())
    return "".join(_ESCAPED.get(character, character) for character in kept)


def fold(line: str) -> str:
    """Return a line cut in pieces of at most 75 octets, never within a character; the next ones begin with a space."""
    pieces, current, room = [], "", _LONGEST
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(current)
            current, room = " ", _LONGEST - 1
        current += character
        room -= size
    return "\r\n".join([*pieces, current])
