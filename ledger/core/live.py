"""Live figures in a text: `[[mutatie:staf-3]]` is printed as its amount and follows the ledger. Pure.

A reference names a mutatie by its code, or a cell of a table by the path of the table, its row and its
column, and may end in how it is to be printed: `[[mutatie:staf-3:K]]`, `[[bijdragen:diemen/total:current]]`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.core.money import format_euros
from ledger.enums import Choice

MUTATION = "mutatie"
TOKEN = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
_PER_THOUSAND = 100_000  # cents


class Form(Choice):
    """How a live figure is printed."""

    EUROS = "", "bedrag in euro's"
    THOUSANDS = "K", "bedrag in duizenden"
    SIGNED = "teken", "bedrag met plus of min"
    NUMBER = "nummer", "nummer van de mutatie"
    NAME = "naam", "omschrijving van de mutatie"


class BadReferenceError(ValueError):
    """A reference that says nothing; the message is a Dutch sentence."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What stands between the brackets: a mutatie (`names` is its code), or a cell (`names` are row and column)."""

    source: str
    kind: str
    names: tuple[str, ...]
    form: Form

    @property
    def is_mutation(self) -> bool:
        """Tell whether it names a mutatie, and not a cell of a table."""
        return self.kind == MUTATION


def parse(source: str) -> Reference:
    """Read what stands between the brackets; raises BadReferenceError."""
    kind, *names = (part.strip() for part in source.split(":"))
    wanted = 1 if kind == MUTATION else 2
    if len(names) == wanted:
        names.append(Form.EUROS)
    if len(names) != wanted + 1 or not all(names[:wanted]):
        raise BadReferenceError(f"[[{source}]] is geen verwijzing. Schrijf [[mutatie:code]] of [[tabel:rij:kolom]].")
    if names[-1] not in Form.values:
        known = ", ".join(value for value in Form.values if value)
        raise BadReferenceError(f"[[{source}]]: '{names[-1]}' is geen vorm. Kies uit: {known}.")
    form = Form(names.pop())
    if kind != MUTATION and form in (Form.NUMBER, Form.NAME):
        raise BadReferenceError(f"[[{source}]]: alleen een mutatie heeft een nummer en een naam.")
    return Reference(source, kind, tuple(names), form)


def sources(text: str) -> Iterator[str]:
    """Yield what stands between the brackets of each reference of a text, in order."""
    return (match[1] for match in TOKEN.finditer(text))


def amount(cents: int, form: Form) -> str:
    """Return an amount of cents as a text prints it: `€ 111.372`, `€ 111K`, `+€ 1.728`; half a thousand goes up."""
    if form is Form.THOUSANDS:
        return f"€\N{NO-BREAK SPACE}{(abs(cents) + _PER_THOUSAND // 2) // _PER_THOUSAND}K"
    sign = "" if form is not Form.SIGNED or not cents else "+" if cents > 0 else "\N{MINUS SIGN}"
    return f"{sign}€\N{NO-BREAK SPACE}{format_euros(abs(cents))}"
