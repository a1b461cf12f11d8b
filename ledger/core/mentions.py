"""Amounts that a Dutch text names: `€ 30K`, `1,2 miljoen`, `111.372 euro`, `-/- 30.000`. Pure.

Something is an amount when a euro sign, `EUR`, `euro`, `K`, `,-` or `-/-` says so; a bare number can be anything: a
year, an article, a count. Prices per piece, ranges, changes `van ... naar` and units of tables (`x € 1.000`) say
nothing of one amount of the ledger, and are passed over.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_WHOLE: Final = r"(?P<whole>\d{1,3}(?:[.\u00a0\u202f]\d{3})+|\d+)(?:,(?P<decimals>\d+))?"
_SIGN: Final = r"(?:-/-|[-+\u2212\u2013])?\s*"
_SCALE: Final = r"(?P<scale>K|k|mln\b\.?|miljoen|duizend|ton\b)"
_START: Final = r"(?<![\w.,€])"
_END: Final = r"(?![\w%]|[.,]\d)"
# After a scale without a euro sign a word can follow that is counted: `30 duizend inwoners`.
_NOTHING_COUNTED: Final = (
    r"(?=\s*(?:$|[.,;:)!?])|\s+(?:aan|als|bij|door|extra|hoger|hogere|in|incidenteel|is|lager|lagere|meer|minder|nodig|op|"
    r"per\s+jaar|structureel|te|uit|van|vanuit|voor|worden|wordt|zijn)\b)"
)
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"(?<![\w.,])(?:€|EUR\b)\s*{_SIGN}{_WHOLE}\s*{_SCALE}?{_END}",
        r"(?<![\w.,])(?:€|EUR\b)\s*(?P<whole>\d+)\.(?P<decimals>\d{1,2})\s*(?P<scale>mln\b\.?|miljoen)",  # 1.2 mln
        rf"\b(?P<scale>[kK])€\s*{_WHOLE}{_END}",
        r"(?<![\w.,€])(?P<whole>\d{1,4})(?P<scale>K)\b",
        rf"{_START}{_WHOLE}\s*{_SCALE}?\s*(?:euro|EUR|€(?!\s*\d))(?!\w)",
        rf"{_START}{_WHOLE}\s*(?P<scale>mln\b\.?|miljoen\b|duizend\b){_NOTHING_COUNTED}",
        rf"{_START}{_WHOLE},(?:--?|=|\u2013)(?!\w)",
        r"-/-\s*(?P<whole>\d{1,3}(?:\.\d{3})+)" + _END,
    )
)
_SCALES: Final[Mapping[str, int]] = {
    "k": 1_000, "duizend": 1_000, "ton": 100_000, "mln": 1_000_000, "miljoen": 1_000_000,
}  # fmt: skip
_NEAR: Final = 60  # characters before and after an amount that can say what it is
_UNIT: Final = re.compile(r"(?:(?<!\w)[xX]|×)\s*$")  # `bedragen x € 1.000`
_PER_PIECE: Final = re.compile(r"\s*(?:,-\s*)?(?:per\s+(?!saldo|jaar|1\b)|p/|/\s*(?!jaar)[a-z])", re.IGNORECASE)
_TO: Final = re.compile(r"\s*(?:-|\u2013|tot|à|naar)\s*(?:(?:€|EUR\b)\s*)?(?!(?:19|20)\d\d\b)\d")
_FROM: Final = re.compile(r"(?:\d[KkM]?|mln|miljoen|duizend|euro)\s*(?:-|\u2013|tot|à|naar)\s*$")
_BETWEEN: Final = re.compile(r"\btussen\s+(?:de\s+|circa\s+)?(?:[^;]{1,25}\ben\s+(?:de\s+)?)?$", re.IGNORECASE)
_ROUGHLY: Final = re.compile(
    r"(?:\b(?:circa|ca\.?|ongeveer|ruim|bijna|afgerond(?:\s+op)?|rond(?:\s+de)?|plusminus|zo'?n|krap)|±)\s*$",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý])")
_LEFT_OUT: Final = re.compile(
    r"\b(?:niet|geen)\b.{0,400}\b(?:opgenomen|inbegrepen|meegenomen|begrepen|begroot|verwerkt)\b|\bexclusief\b",
    re.IGNORECASE,
)
_EURO: Final = 100


@dataclass(frozen=True, slots=True)
class Mention:
    """An amount in a text, in cents, with how far an exact amount may be from it as precisely as it is written.

    `start` is its place in the text.
    """

    cents: int
    tolerance: int
    written: str
    sentence: str
    start: int = 0

    @property
    def left_out(self) -> bool:
        """Tell whether the sentence says that the amount is not in the budget."""
        return bool(_LEFT_OUT.search(self.sentence))

    def fits(self, cents: int) -> bool:
        """Tell whether an exact amount can be written so; a text gives no signs."""
        return abs(abs(cents) - self.cents) <= self.tolerance


def mentions(text: str) -> Iterator[Mention]:
    """Yield the amounts in a text, in order.

    `€ 30K` is right within 500 euros and `€ 75.000` only to the euro, but `circa € 75.000` within 500 euros as well.
    """
    for start, sentence in _sentences(text):
        words = " ".join(sentence.split())
        for match in _found(sentence):
            before = sentence[max(match.start() - _NEAR, 0) : match.start()]
            if not _is_no_amount_of_its_own(before, sentence[match.end() : match.end() + _NEAR]):
                mention = _mention(match, words, start + match.start(), before)
                if mention.cents:
                    yield mention


def _found(sentence: str) -> Iterator[re.Match[str]]:
    """Yield what is written as an amount, in order; of two forms that fit, the one that starts first or is longest."""
    end = 0
    matches = [match for form in _FORMS for match in form.finditer(sentence)]
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.start() >= end:
            end = match.end()
            yield match


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a text with their places."""
    start = 0
    for gap in _SENTENCE.finditer(text):
        yield start, text[start : gap.start()]
        start = gap.end()
    yield start, text[start:]


def _is_no_amount_of_its_own(before: str, after: str) -> bool:
    return bool(
        _UNIT.search(before)
        or _BETWEEN.search(before)
        or _FROM.search(before)
        or _PER_PIECE.match(after)
        or _TO.match(after)
    )


def _mention(match: re.Match[str], sentence: str, start: int, before: str) -> Mention:
    found = match.groupdict()
    decimals = found.get("decimals") or ""
    scale = _SCALES.get((found.get("scale") or "").lower().rstrip("."), 1) * _EURO
    digits = int(re.sub(r"\D", "", found["whole"]) + decimals)
    step = scale // 10 ** len(decimals) or 1  # cents of the last digit that is written
    tolerance = 0 if scale == _EURO and decimals else step // 2
    if digits and _ROUGHLY.search(before):
        while digits % 10 == 0:
            digits, step = digits // 10, step * 10
        tolerance = step // 2
    return Mention(digits * step, tolerance, " ".join(match[0].split()), sentence, start)
