"""The whole 2e wijziging of 2024, typed and pasted into the entry forms, gives the tables of the source."""

import pytest
from playwright.sync_api import expect

from tests.browser.entry_desk import Desk, people, sit
from tests.entry_2024 import load_source, source_mutations

__all__ = ["people", "sit"]  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = {"incidenteel": "incidental", "structureel": "structural"}


def _cover(line: dict[str, str]) -> str:
    parts = {"bijdrage": ("verdeelgroep", "gemeente"), "maatwerk": ("maatwerk",), "reserve": ("reserve",)}
    sources = {"bijdrage": "contribution", "derden": "third-parties", "balans": "balance-sheet"}
    source = line["dekking"]
    named = [line[part] for part in parts.get(source, ()) if part in line]
    return ":".join([sources.get(source, source), *named])


def _is_simple(mutation) -> bool:
    lines = mutation["regels"]
    return len(lines) == 2 and "last" in lines[0] and "baat" in lines[1] and "plaats" not in lines[1]


def _typed(mutation) -> dict[str, str]:
    cost, income = mutation["regels"]
    return {
        "number": str(mutation.get("nummer", "")),
        "description": mutation["omschrijving"],
        "spending": f"{-cost['last']:,}".replace(",", "."),
        "recurrence": mutation["soort"],
        "cover": _cover(income),
        "ogon": "ja" if mutation.get("ogon") else "",
        "theme": mutation["thema"],
        "explanation": mutation.get("toelichting", "").strip(),
    }


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "\n" in text or '"' in text else text


def _enter_programme(desk: Desk, programme: str) -> None:
    """Type the first row, paste the rest from the second row on, as out of a spreadsheet."""
    rows = [_typed(one) for one in source_mutations() if one["programma"] == programme and _is_simple(one)]
    desk.open(programme)
    first = dict(rows[0])
    if first.pop("ogon"):
        desk.cell("ogon", 0).check()
    desk.fill(0, **first | {"recurrence": KINDS[first["recurrence"]]})
    block = "\r\n".join("\t".join(_quoted(text) for text in row.values()) for row in rows[1:])
    desk.paste("number", 1, block + "\r\n")
    expect(desk.page.locator("[data-notice]")).to_contain_text("Alles is begrepen")
    desk.save()
    desk.saved()


def _enter_in_full(desk: Desk, mutation) -> None:
    desk.page.goto(f"{desk.base}/2024/wijzigingen/2/mutaties/nieuw/?programma={mutation['programma']}")
    desk.page.fill("#description", mutation["omschrijving"])
    desk.page.fill("#explanation", mutation.get("toelichting", ""))
    desk.page.select_option("#recurrence", KINDS[mutation["soort"]])
    desk.page.select_option("#theme", mutation["thema"])
    places = {"saldo financieringsfunctie": "financing", None: ""}
    for row, line in enumerate(mutation["regels"]):
        assert "baat" in line, "only mutaties of two baten need the full form here"
        desk.fill(row, side="income", place=places[line.get("plaats")], cover=_cover(line), y2024=str(line["baat"]))
    expect(desk.page.locator("[data-status]")).to_contain_text("Sluit: in elk jaar")
    desk.save()
    desk.saved()


def _tables() -> dict[str, list[str]]:
    """The tables of 6.2 and 6.11 in three boekjaren, a line per row, without the investeringen of another page.

    A mutatie without a number has its code in the key of its row; the code is not typed, so labels are compared.
    """
    from ledger.queries import load_book
    from reports.catalogue import CATALOGUE, compile_table

    tables = {}
    for slug in ("amendment", "contributions"):
        for year in (2024, 2025, 2027):
            book = load_book(2024, 2, effective_year=year, with_mutations=True)
            table = compile_table(CATALOGUE[slug], book)
            tables[f"{slug} {year}"] = [
                f"{row.path} {row.label} {[table.value(row.key, column.key) for column in table.layout.columns]}"
                for row in table.layout.rows
                if not row.key.startswith("investments")
            ]
    return tables


@pytest.mark.slow
def test_the_whole_2e_wijziging_through_the_grid_gives_the_tables_of_the_source(sit, people):
    from django.db import transaction

    from ledger import journal
    from ledger.models import Amendment, Mutation, User

    desk = sit()
    for programme in ("staf", "bedrijfsvoering", "burger", "buurt"):
        _enter_programme(desk, programme)
    rest = [mutation for mutation in source_mutations() if not _is_simple(mutation)]
    assert [mutation["programma"] for mutation in rest] == ["staf", "bedrijfsvoering"]
    for mutation in rest:
        _enter_in_full(desk, mutation)
    entered = _tables()
    texts = dict(Mutation.objects.filter(amendment__number=2).values_list("description", "explanation"))
    # The same from the source documents: what was entered makes way for it.
    with transaction.atomic():
        amendment = Amendment.objects.get(budget_year=2024, number=2)
        for row in Mutation.objects.filter(amendment=amendment):
            journal.delete_mutation(actor=people.fenna, mutation=row, version=row.version)
        load_source(User.objects.get(username="overname 2024"))
        loaded = _tables()
        sources = dict(Mutation.objects.filter(amendment__number=2).values_list("description", "explanation"))
        transaction.set_rollback(True)
    assert any("Organisatiedag" in row for row in loaded["amendment 2024"])
    for name, rows in loaded.items():
        assert entered[name] == rows, name
    assert {name: text.strip() for name, text in texts.items()} == {
        name: text.strip() for name, text in sources.items()
    }
