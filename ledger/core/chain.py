"""The hash chain over the audit entries: each entry is bound to the one before it.

Fields are length-prefixed, so that no two different entries have the same bytes; the version is part of
the digest, so that the method can change later without making old entries unreadable.
"""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple

VERSION = "duoplus-chain-1"
GENESIS = "0" * 64


class Link(NamedTuple):
    """One entry of the chain as it stands in the database."""

    sequence: int
    fields: tuple[str, ...]
    previous: str
    digest: str


def canonical(payload: Any) -> str:
    """Return JSON that is the same for the same content on every machine."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(previous: str, fields: Iterable[str]) -> str:
    """Return the SHA-256 (hexadecimal) of an entry, given the digest of the one before it."""
    hasher = sha256()
    for part in (VERSION, previous, *fields):
        data = part.encode()
        hasher.update(f"{len(data)}:".encode() + data)
    return hasher.hexdigest()


def first_broken(links: Iterable[Link]) -> int | None:
    """Return the sequence number of the first entry that does not follow from the one before it."""
    previous, expected = GENESIS, 1
    for link in links:
        if link.sequence != expected or link.previous != previous or link.digest != digest(previous, link.fields):
            return link.sequence
        previous, expected = link.digest, expected + 1
    return None
