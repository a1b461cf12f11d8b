"""The 2e wijziging of 2024 as somebody types it in, and the tables it has to end with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from tests.entry_2024 import load_source, source_mutations
from tests.ledger_2024 import FOLDER

PROGRAMMES = ("staf", "bedrijfsvoering", "burger", "buurt")
KINDS = {"incidenteel": "incidental", "structureel": "structural"}
PLACES = {"saldo financieringsfunctie": "financing", None: ""}
# The source explains no maatwerk by mutatie; without an explanation a wijziging cannot be offered.
UNEXPLAINED = "Op verzoek van de gemeente."


@dataclass(frozen=True)
class Shift:
    """A budgettair neutrale verschuiving: what all rows share, and its rows in the order of the columns."""

    name: str
    kind: str
    theme: str
    explanation: str
    rows: list[dict[str, str]]


@dataclass(frozen=True)
class Full:
    """A mutatie that needs the full form, because it has two baten."""

    programme: str
    description: str
    explanation: str
    kind: str
    theme: str
    lines: list[dict[str, str]]


def _cover(line: dict[str, Any]) -> str:
    parts = {"bijdrage": ("verdeelgroep", "gemeente"), "maatwerk": ("maatwerk",), "reserve": ("reserve",)}
    sources = {"bijdrage": "contribution", "derden": "third-parties", "balans": "balance-sheet"}
    source = line["dekking"]
    named = [line[part] for part in parts.get(source, ()) if part in line]
    return ":".join([sources.get(source, source), *named])


def _is_simple(mutation: dict[str, Any]) -> bool:
    lines = mutation["regels"]
    return len(lines) == 2 and "last" in lines[0] and "baat" in lines[1] and "plaats" not in lines[1]


def _explained(mutation: dict[str, Any]) -> str:
    return str(mutation.get("toelichting", "")).strip() or UNEXPLAINED


def _spending(mutation: dict[str, Any]) -> str:
    """Return the amount as table 6.2 prints it: extra uitgaven with a minteken."""
    return f"{-mutation['regels'][0]['last']:,}".replace(",", ".")


def grid_rows(programme: str) -> list[dict[str, str]]:
    """Return the rows of the grid of a programma, each in the order of its columns."""
    return [
        {
            "number": str(mutation.get("nummer", "")),
            "description": mutation["omschrijving"],
            "spending": _spending(mutation),
            "recurrence": mutation["soort"],
            "cover": _cover(mutation["regels"][1]),
            "ogon": "ja" if mutation.get("ogon") else "",
            "theme": mutation["thema"],
            "explanation": _explained(mutation),
        }
        for mutation in source_mutations()
        if mutation["programma"] == programme and _is_simple(mutation) and "groep" not in mutation
    ]


def shifts() -> Iterator[Shift]:
    """Return the budgettair neutrale groepen, each with its mutaties in several programma's."""
    document = yaml.safe_load((FOLDER / "wijziging-2.yaml").read_text(encoding="utf-8"))
    for group in document["groepen"]:
        mutations = [mutation for mutation in source_mutations() if mutation.get("groep") == group["code"]]
        shared = {(mutation["soort"], mutation["thema"], _explained(mutation)) for mutation in mutations}
        assert len(shared) == 1, "the form of a verschuiving asks these once"
        rows = [
            {
                "programme": mutation["programma"],
                "number": str(mutation["nummer"]),
                "description": mutation["omschrijving"],
                "spending": _spending(mutation),
                "cover": _cover(mutation["regels"][1]),
            }
            for mutation in mutations
        ]
        yield Shift(group["naam"], *shared.pop(), rows)


def in_full() -> list[Full]:
    """Return what neither fits in a row of the grid nor shifts budget."""
    found = [mutation for mutation in source_mutations() if not _is_simple(mutation)]
    assert [mutation["programma"] for mutation in found] == ["staf", "bedrijfsvoering"]
    assert all("baat" in line for mutation in found for line in mutation["regels"])
    return [
        Full(
            mutation["programma"],
            mutation["omschrijving"],
            _explained(mutation),
            mutation["soort"],
            mutation["thema"],
            [
                {
                    "side": "income",
                    "place": PLACES[line.get("plaats")],
                    "cover": _cover(line),
                    "y2024": str(line["baat"]),
                }
                for line in mutation["regels"]
            ],
        )
        for mutation in found
    ]


def investments() -> list[tuple[str, str, str]]:
    """Return number, description and amount of the investeringen, in the order of the table."""
    rows = yaml.safe_load((FOLDER / "investeringen.yaml").read_text(encoding="utf-8"))["investeringen"]
    return [
        (str(row["nummer"]), row["omschrijving"], f"{row['bedrag']:,}".replace(",", "."))
        for row in sorted(rows, key=lambda row: row["volgorde"])
    ]


def block(rows: list[dict[str, str]]) -> str:
    """Return rows as a spreadsheet puts them on the clipboard."""

    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if "\n" in text or '"' in text else text

    return "\r\n".join("\t".join(quoted(text) for text in row.values()) for row in rows) + "\r\n"


# --- the tables it has to end with ----------------------------------------------------------------


def stored() -> dict[str, Any]:
    """Return what is stored: every table cell by cell, in three boekjaren where it has them, and the texts.

    A mutatie without a number has its code in the key of its row. The code is not typed, so the key is left out.
    """
    from ledger.models import Mutation
    from ledger.queries import load_book
    from reports.catalogue import CATALOGUE, compile_table
    from reports.renderers.data import as_dict

    found: dict[str, Any] = {}
    for slug, report in CATALOGUE.items():
        for year in (2024, 2025, 2027) if slug in {"amendment", "contributions"} else (2024,):
            book = load_book(2024, 2, effective_year=year, with_mutations=report.with_mutations)
            table = as_dict(compile_table(report, book))
            for row in table["rows"]:
                del row["key"]
            found[f"{slug} {year}"] = table
    found["texts"] = {
        (programme, number, description): (explanation.strip() or UNEXPLAINED, group, *facts)
        for programme, number, description, explanation, group, *facts in Mutation.objects.filter(
            amendment__number=2
        ).values_list(
            "programme__code", "number", "description", "explanation", "group__name", "theme__code", "decided_in_ogon"
        )
    }
    return found


def of_the_source() -> dict[str, Any]:
    """Return the same of the source documents, and leave nothing of them behind."""
    from django.db import transaction

    from ledger.models import User

    with transaction.atomic():
        load_source(User.objects.get(username="overname 2024"))
        found = stored()
        transaction.set_rollback(True)
    assert len(found["texts"]) == len(source_mutations())
    assert any(row["label"].startswith("I&A") for row in found["investments 2024"]["rows"])
    return found


def assert_the_same(entered: dict[str, Any], source: dict[str, Any]) -> None:
    """See that every table and every text that was entered is that of the source."""
    assert entered.keys() == source.keys()
    for name, table in source.items():
        assert entered[name] == table, name
