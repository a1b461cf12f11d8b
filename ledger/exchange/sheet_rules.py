"""What the rows of one sheet must obey by themselves: a verdeling, a wijziging, the tree of programma's."""

from collections.abc import Iterator
from typing import TypeAlias

from ledger.enums import AmendmentStatus
from ledger.exchange.rows import INVALID, Book, Row
from ledger.exchange.stored import Values

Broken: TypeAlias = tuple[Row, str, str]  # the row, the column and a Dutch sentence


def sheet_rules(book: Book, stored: dict[str, list[Values]]) -> Iterator[Broken]:
    """Yield every rule that a row breaks by itself or with the others of its sheet."""
    yield from _rules(book)
    yield from _amendments(book)
    yield from _programmes(book, stored)


def _rules(book: Book) -> Iterator[Broken]:
    for row in book["rules"]:
        if row["method"] == "key":
            for column, name in (("key", "de sleutel"), ("version", "de versie van de sleutel")):
                if row[column] is None:
                    yield row, column, f"Bij wijze 'sleutel' hoort {name}. Vul die in."
        elif row["method"] == "direct" and (row["key"] is not None or row["version"] is not None):
            yield (
                row,
                "key" if row["key"] is not None else "version",
                "Bij wijze 'direct' hoort geen sleutel. Maak de cel leeg.",
            )


def _amendments(book: Book) -> Iterator[Broken]:
    """A wijziging has what belongs to its status, and nothing that belongs to another."""
    for row in book["amendments"]:
        status = row["status"]
        adopted, withdrawn = status == AmendmentStatus.ADOPTED, status == AmendmentStatus.WITHDRAWN
        draft = status == AmendmentStatus.DRAFT
        for column, wrong, sentence in (
            (
                "adopted_on",
                adopted and row["adopted_on"] is None,
                "Een vastgestelde wijziging heeft een datum nodig.",
            ),
            (
                "adopted_on",
                not adopted and row["adopted_on"],
                "Alleen een vastgestelde wijziging heeft deze datum.",
            ),
            ("decision", not adopted and row["decision"], "Alleen een vastgestelde wijziging heeft een besluit."),
            ("submitted_on", draft and row["submitted_on"], "Een concept is nog niet aangeboden."),
            ("document", draft and row["document"], "Een concept is nog niet aangeboden."),
            ("withdrawal_reason", withdrawn and not row["withdrawal_reason"], "Vul in waarom zij is ingetrokken."),
            (
                "withdrawal_reason",
                not withdrawn and row["withdrawal_reason"],
                "Deze wijziging is niet ingetrokken.",
            ),
        ):
            if wrong and INVALID not in (status, row[column]):
                yield row, column, f"{sentence} Verbeter de cel of de status."


def _programmes(book: Book, stored: dict[str, list[Values]]) -> Iterator[Broken]:
    """A programma is not, directly or by others, a part of itself."""
    parents = {values["code"]: values["parent"] for values in stored["programmes"]}
    parents |= {row["code"]: row["parent"] for row in book["programmes"]}
    for row in book["programmes"]:
        above, steps = row["parent"], 0
        while above in parents and above != row["code"] and steps <= len(parents):
            above, steps = parents[above], steps + 1
        if above == row["code"] and above is not INVALID:
            yield (
                row,
                "parent",
                f"Programma '{row['code']}' is zo een onderdeel van zichzelf. Verbeter 'Onderdeel van'.",
            )
