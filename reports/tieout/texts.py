"""Reading Dutch paragraphs: which mutaties they name, which amounts they mention, which words they share. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ledger.core.text import search_key

_KEYWORD = re.compile(r"(?:wijzigingen|wijziging|mutaties|mutatie)\b", re.IGNORECASE)
_END = re.compile(r"\)|[.!?](?=\s+[A-ZÀ-Ý])")
_NUMBER = r"(\d{1,3})(?![\d%]|[.,]\d)"
_LABEL = r"n(?:rs?|ummers?)\b\.?\s*"
_RANGE = r"\s*(?:t/m|tot en met|tot|[-–])\s*(?:" + _LABEL + r")?"
_LIST = r"\s*(?:,\s*en|,|en|&)\s*"
_REFERENCE = re.compile(
    rf"\b{_LABEL}{_NUMBER}(?P<more>(?:(?:{_RANGE}|{_LIST})\d{{1,3}}(?![\d%]|[.,]\d|[eK]\b))*)", re.IGNORECASE
)
_MORE = re.compile(rf"(?P<range>{_RANGE})?(?P<list>{_LIST})?(?P<number>\d{{1,3}})", re.IGNORECASE)

_AMOUNT = re.compile(
    r"€\s*(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<decimals>\d+))?\s*(?P<scale>K|k|mln|miljoen|duizend)?(?!\w)"
)
_SCALES: Mapping[str, int] = {"k": 1_000, "duizend": 1_000, "mln": 1_000_000, "miljoen": 1_000_000}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý])")
_LEFT_OUT = re.compile(
    r"\b(?:niet|geen)\b.*\b(?:opgenomen|inbegrepen|meegenomen|begrepen|begroot|verwerkt)\b|\bexclusief\b", re.IGNORECASE
)

_SHARED_START = 5  # letters that two words have in common when they are about the same: groeibudget, groeipercentage
_SHORTEST = 4
_COMMON_WORDS = """
    aantal begroting begrotingswijziging bedrag budget budgettair deel deze doen door dekking euro extra hier hiervan
    incidenteel incidentele jaar kosten maken mede meer middelen mutatie mutaties naar neutraal niet nodig ongeveer
    onder over overige programma project structureel structurele team tijdelijk toelichting vanuit verder voor
    voortgangsrapportage waar wijziging wijzigingen wordt worden zijn zodat
"""
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Reference:
    """A mutatie number in a text. `programme` is the name that follows it, as written; None: the paragraph's own."""

    number: int
    programme: str | None
    written: str


@dataclass(frozen=True, slots=True)
class Mention:
    """An amount in a text, in cents, with how far an exact amount may be from it as precisely as it is written."""

    cents: int
    tolerance: int
    written: str
    sentence: str

    @property
    def left_out(self) -> bool:
        """Tell whether the sentence says that the amount is not in the budget."""
        return bool(_LEFT_OUT.search(self.sentence))

    def fits(self, cents: int) -> bool:
        """Tell whether an exact amount can be written so; a text gives no signs."""
        return abs(abs(cents) - self.cents) <= self.tolerance


def references(text: str, programmes: Iterable[str]) -> Iterator[Reference]:
    """Yield the mutaties that a text names after a word like `begrotingswijziging` or `mutatie`.

    `nr. 2 en 3`, `nr. 12 tot en met nr. 24`, `nr. 4, en nr.16 Bedrijfsvoering`. A programma that follows
    directly belongs to the numbers after the same `nr.`.
    """
    names = sorted(programmes, key=len, reverse=True)
    seen = set()
    for keyword in _KEYWORD.finditer(text):
        end = _END.search(text, keyword.end())
        stop = end.start() if end else len(text)
        for match in _REFERENCE.finditer(text, keyword.end(), stop):
            if match.start() in seen:
                continue
            seen.add(match.start())
            programme = _name_at(text[match.end() : stop], names)
            for number in _numbers(match):
                yield Reference(number, programme, " ".join(match[0].split()))


def _numbers(match: re.Match[str]) -> list[int]:
    numbers = [int(match[1])]
    for more in _MORE.finditer(match["more"]):
        last = int(more["number"])
        numbers += range(numbers[-1] + 1, last + 1) if more["range"] else [last]
    return numbers


def _name_at(text: str, names: Iterable[str]) -> str | None:
    start = search_key(text.lstrip()).removeprefix("van ").removeprefix("programma ")
    for name in names:
        if re.match(rf"{re.escape(search_key(name))}(?!\w)", start):
            return name
    return None


def mentions(text: str) -> Iterator[Mention]:
    """Yield the amounts in a text. `€ 30K` is right within 500 euros, `€ 75.000` only to the euro."""
    for sentence in _SENTENCE.split(text):
        for match in _AMOUNT.finditer(sentence):
            scale = _SCALES.get((match["scale"] or "").lower(), 1) * 100
            decimals = match["decimals"] or ""
            digits = int(match["whole"].replace(".", "") + decimals)
            place = 10 ** len(decimals)
            tolerance = scale // place // 2 if match["scale"] or not decimals else 0
            yield Mention(digits * scale // place, tolerance, " ".join(match[0].split()), " ".join(sentence.split()))


def subject(title: str) -> str:
    """Return a title without what stands between brackets."""
    return re.sub(r"\([^)]*\)?", " ", title)


def words(text: str) -> frozenset[str]:
    """Return the words that say what a text is about: long enough, and not common to every paragraph."""
    found = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", search_key(text).replace("'", ""))
    return frozenset(word for word in found if len(word) >= _SHORTEST and word not in _COMMON)


def shared(one: Iterable[str], other: Iterable[str]) -> int:
    """Count the words of the first that are about the same as a word of the second."""
    others = list(other)
    return sum(any(_alike(word, candidate) for candidate in others) for word in one)


def _alike(one: str, other: str) -> bool:
    return one == other or (
        len(one) >= _SHARED_START and len(other) >= _SHARED_START and one[:_SHARED_START] == other[:_SHARED_START]
    )
