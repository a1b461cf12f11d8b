"""Mutaties and amounts that a Dutch text names, and where the text and the ledger disagree. Pure.

A wrong answer costs the reader more than a missed one, so what could mean something else is passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ledger.core.mentions import Mention, mentions
from ledger.core.money import format_euros
from ledger.core.text import search_key

_KEYWORD = re.compile(r"(?:wijzigingen|wijziging|mutaties|mutatie)\b", re.IGNORECASE)
_END = re.compile(r"\)|[.!?](?=\s+[A-ZÀ-Ý])")
_UNITS = r"(?!\s*(?:[Kk]\b|mln\b|miljoen\b|duizend\b|euro\b|uur\b|fte\b|x\b))"
_NUMBER = r"(\d{1,3})(?![\d%]|[.,]\d|-[A-Za-z])"
_LABEL = r"n(?:rs?|ummers?)\b\.?\s*"
_RANGE = r"\s*(?:t/m|tot en met|tot|[-–])\s*(?:" + _LABEL + r")?"
_LIST = r"\s*(?:,\s*en|,|en|&)\s*"
_MORE_NUMBERS = rf"(?P<more>(?:(?:{_RANGE}|{_LIST})\d{{1,3}}(?![\d%]|[.,]\d|[eK]\b))*)"
_REFERENCE = re.compile(rf"\b{_LABEL}{_NUMBER}{_MORE_NUMBERS}", re.IGNORECASE)
_BARE = re.compile(rf"\s+{_NUMBER}{_UNITS}", re.IGNORECASE)
_MORE = re.compile(rf"(?P<range>{_RANGE})?(?P<list>{_LIST})?(?P<number>\d{{1,3}})", re.IGNORECASE)
# What makes of a number something else than that of a mutatie of this year.
_OTHER_THING = re.compile(
    r"(?:order|maatwerk|artikel|besluit|zaak|factuur|bijlage|paragraaf|hoofdstuk|punt|pagina)\w*\s*$", re.IGNORECASE
)
_OTHER_YEAR = re.compile(r"\W{0,2}(?:(?:van|uit|in|bij)\s+)?(?:de\s+)?(?:begroting\s+)?(?P<year>(?:19|20)\d\d)\b")
_NEAR = 200  # characters beside a number that say what it is of: more than the longest name of a programma


@dataclass(frozen=True, slots=True)
class Reference:
    """A mutatie number in a text. `programme` is the name that follows it, as written; None: the text's own.

    `start` and `end` are its place in the text.
    """

    number: int
    programme: str | None
    written: str
    start: int = 0
    end: int = 0


class Spoken(Protocol):
    """A mutatie as a text may speak of it: cents of its lasten, and of all that it may be called by."""

    @property
    def programme(self) -> str:
        """The code of its programma."""

    @property
    def cost(self) -> int | None:
        """Its lasten; None when it has none."""

    @property
    def amounts(self) -> frozenset[int]:
        """Its lasten and its baten per source."""


@dataclass(frozen=True, slots=True)
class Known:
    """A mutatie that the ledger has, by what a text may say of it. Cents; `programme` is a code."""

    programme: str
    number: int | None
    cost: int | None
    amounts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Something in a text that the ledger has otherwise: as written, and the rest of a sentence about the text.

    `missing` is a mutatie that is not there; anything else is an amount, which can be right in a way we do not know.
    `start` is its place in the text.
    """

    written: str
    sentence: str
    missing: bool = False
    start: int = 0


def references(text: str, programmes: Iterable[str], *, bare: bool = False) -> Iterator[Reference]:
    """Yield the mutaties that a text names after a word like `begrotingswijziging` or `mutatie`.

    `nr. 2 en 3`, `nr. 12 tot en met nr. 24`, `nr. 4, en nr.16 Bedrijfsvoering`. A programma that follows
    directly belongs to the numbers after the same `nr.`. With `bare` also `mutatie 4`, without a label.
    """
    names = sorted(programmes, key=len, reverse=True)
    seen = set()
    stop = -1
    for keyword in _KEYWORD.finditer(text):
        labelled: list[re.Match[str]] = []
        if keyword.end() > stop:  # of a sentence that was searched from its first keyword there is nothing more to find
            end = _END.search(text, keyword.end())
            stop = end.start() if end else len(text)
            labelled = list(_REFERENCE.finditer(text, keyword.end(), stop))
        alone = _BARE.match(text, keyword.end(), stop) if bare and keyword[0].lower() == "mutatie" else None
        for match in [*([alone] if alone else []), *labelled]:
            if match.start() in seen:
                continue
            seen.add(match.start())
            programme = _name_at(text[match.end() : min(stop, match.end() + _NEAR)], names)
            for number in _numbers(match):
                yield Reference(number, programme, " ".join(match[0].split()), match.start(), match.end())


def _numbers(match: re.Match[str]) -> list[int]:
    numbers = [int(match[1])]
    for more in _MORE.finditer(match.groupdict().get("more") or ""):
        last = int(more["number"])
        numbers += range(numbers[-1] + 1, last + 1) if more["range"] else [last]
    return numbers


def _name_at(text: str, names: Iterable[str]) -> str | None:
    start = search_key(text.lstrip()).removeprefix("van ").removeprefix("programma ")
    for name in names:
        if re.match(rf"{re.escape(search_key(name))}(?!\w)", start):
            return name
    return None


def amounts_of(mutations: Sequence[Spoken]) -> list[int]:
    """Return what a text may mean: each mutatie alone, those of one programma together, all together. Cents."""
    alone = [cents for mutation in mutations for cents in sorted(mutation.amounts)]
    programmes = dict.fromkeys(mutation.programme for mutation in mutations)
    together = [
        sum(mutation.cost or 0 for mutation in mutations if mutation.programme == programme) for programme in programmes
    ]
    return [*alone, *together, sum(mutation.cost or 0 for mutation in mutations)]


def nearest(mention: Mention, mutations: Sequence[Spoken]) -> int:
    """Return the amount of these mutaties, in cents and without its sign, that is nearest to a mention."""
    return abs(min(amounts_of(mutations), key=lambda cents: abs(abs(cents) - mention.cents), default=0))


def named_mutations(
    text: str, programmes: Mapping[str, str], own: str | None, year: int
) -> list[tuple[Reference, tuple[str, int]]]:
    """Return the mutaties of a year that a text names: as written, and as (code of the programma, number), once each.

    `programmes` maps codes to names; `own` is the programma (code) of the text. A number of another year, or of
    something else than a mutatie, is passed over.
    """
    codes = {name: code for code, name in programmes.items()}
    found: dict[tuple[str, int], Reference] = {}
    for reference in references(text, codes, bare=True):
        code = codes[reference.programme] if reference.programme else own
        after = _OTHER_YEAR.match(text, reference.end)
        elsewhere = after is not None and int(after["year"]) != year
        near = text[max(0, reference.start - _NEAR) : reference.start]
        if code is not None and not elsewhere and not _OTHER_THING.search(near):
            found.setdefault((code, reference.number), reference)
    return [(reference, key) for key, reference in found.items()]


def disagreements(
    text: str,
    known: Mapping[tuple[str, int], Known],
    *,
    programmes: Mapping[str, str],
    year: int,
    own: str | None = None,
    speaker: Known | None = None,
) -> list[Disagreement]:
    """Return what a paragraph says of mutaties that the ledger has otherwise: numbers that are not there, and amounts.

    `known` are the mutaties of the year by (code of the programma, number), `programmes` the names by code, `own` the
    programma that the paragraph is about, `speaker` the mutatie that it explains, whose amounts it may name as well.
    An amount must fit a mutatie that is named, those of one programma together, or all together; a text that names
    no other mutatie is not looked at.
    """
    named = named_mutations(text, programmes, own, year)
    found = [
        Disagreement(
            reference.written, _unknown(reference, code, known, programmes), missing=True, start=reference.start
        )
        for reference, (code, number) in named
        if (code, number) not in known
    ]
    several = [known[key] for _, key in named if key in known]
    if not [mutation for mutation in several if mutation != speaker]:
        return found
    if speaker is not None and speaker not in several:
        several.append(speaker)
    for mention in mentions(text):
        if mention.left_out or any(mention.fits(cents) for cents in amounts_of(several)):
            continue
        names = in_words([_name(mutation, programmes) for mutation in several])
        closest = "" if len(several) == 1 else " (het bedrag dat het dichtst in de buurt komt)"
        sentence = (
            f"noemt {mention.written}, maar {names} {'is' if len(several) == 1 else 'zijn'} "
            f"€ {format_euros(nearest(mention, several))}{closest}."
        )
        found.append(Disagreement(mention.written, sentence, start=mention.start))
    return found


def _unknown(
    reference: Reference, code: str, known: Mapping[tuple[str, int], Known], programmes: Mapping[str, str]
) -> str:
    name = programmes[code]
    numbers = sorted(number for programme, number in known if programme == code)
    if len(numbers) > 1:
        has = f"de nummers {in_words(numbers)}"
    else:
        has = f"alleen nummer {numbers[0]}" if numbers else "geen genummerde mutaties"
    return f"verwijst naar mutatie nr. {reference.number} van {name}, maar die is er niet: {name} heeft {has}."


def _name(mutation: Known, programmes: Mapping[str, str]) -> str:
    name = programmes[mutation.programme]
    return f"{name} {mutation.number}" if mutation.number else f"deze mutatie van {name}"


def in_words(items: Sequence[object]) -> str:
    """Return `2 tot en met 6 en 8`, or names with `en`."""
    runs: list[str] = []
    numbers = [item for item in items if isinstance(item, int)]
    if len(numbers) == len(items):
        start = 0
        for index in range(len(numbers)):
            if index + 1 == len(numbers) or numbers[index + 1] != numbers[index] + 1:
                run = numbers[start : index + 1]
                runs.append(str(run[0]) if len(run) == 1 else f"{run[0]} tot en met {run[-1]}")
                start = index + 1
    else:
        runs = [str(item) for item in items]
    return runs[0] if len(runs) == 1 else f"{', '.join(runs[:-1])} en {runs[-1]}" if runs else "geen"
