"""What the rows of one sheet must obey by themselves: a verdeling, a wijziging, the tree of programma's."""

from collections.abc import Iterator

from ledger.enums import AmendmentStatus
from ledger.exchange.order_rules import Broken, order_rules
from ledger.exchange.rows import INVALID, Book
from ledger.exchange.stored import Values
from ledger.journal.lines import unreversible


def sheet_rules(book: Book, stored: dict[str, list[Values]]) -> Iterator[Broken]:
    """Yield every rule that a row breaks by itself or with the others of its sheet."""
    yield from _rules(book)
    yield from _halfway(book, stored)
    yield from _amendments(book)
    yield from _programmes(book, stored)
    yield from _reversals(book, stored)
    yield from order_rules(book, stored)


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


def _all(book: Book, stored: dict[str, list[Values]], sheet: str) -> list[Values]:
    return [*stored[sheet], *(row.values for row in book[sheet])]


def _halfway(book: Book, stored: dict[str, list[Values]]) -> Iterator[Broken]:
    """A verdeling from a wijziging on names one that is there, and is a key instead of the key of the whole year."""
    numbers = {(values["year"], values["number"]) for values in _all(book, stored, "amendments")}
    whole = {
        (values["year"], values["pool"]): values["method"]
        for values in _all(book, stored, "rules")
        if values["from_amendment"] == 0
    }
    for row in book["rules"]:
        since, year = row["from_amendment"], row["year"]
        if not since or INVALID in (since, year, row["pool"], row["method"]):
            continue
        if (year, since) not in numbers:
            sentence = f"Wijziging {since} van {year} is er niet. Verbeter de cel, of zet een rij op blad Wijzigingen."
            yield row, "from_amendment", sentence
        if row["method"] != "key":
            yield row, "method", "Halverwege het jaar kan een verdeelgroep niet direct worden. Kies een sleutel."
        if whole.get((year, row["pool"])) not in ("key", INVALID):
            yield (
                row,
                "from_amendment",
                (
                    "Hier wordt een sleutel vervangen, maar er is geen rij met een sleutel voor het hele jaar. "
                    "Voeg die toe met 'Vanaf wijziging' 0."
                ),
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


def _reversals(book: Book, stored: dict[str, list[Values]]) -> Iterator[Broken]:
    """A tegenboeking reverses a mutatie of an earlier wijziging of its year that is no draft any more."""
    status = {(values["year"], values["number"]): values["status"] for values in stored["amendments"]}
    status |= {(row["year"], row["number"]): row["status"] for row in book["amendments"]}
    amendments = {(values["year"], values["code"]): values["amendment"] for values in stored["mutations"]}
    amendments |= {(row["year"], row["code"]): row["amendment"] for row in book["mutations"]}
    for row in book["mutations"]:
        year, code, number = row["year"], row["reverses"], row["amendment"]
        original = amendments.get((year, code))
        if code is None or original is None or INVALID in (year, code, number, original):
            continue  # an unknown code has its complaint already
        if original >= number or status.get((year, original)) in (AmendmentStatus.DRAFT, INVALID):
            yield row, "reverses", unreversible(code, year)
