"""The index of a structural mutatie: kept as a fact, followed by the years ahead unless somebody fills them in."""

from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest

from ledger import journal
from ledger.entry.balancing import by_hand, simple
from ledger.exchange.importing import import_workbook
from ledger.exchange.writing import export_workbook
from ledger.journal import LineInput, MutationInput
from ledger.models import Amendment, Mutation
from tests.ledger.factories import YEAR, World, change, contribution, cost, small_world
from tests.ledger.test_entry_full import HEAD, NEW, edited, form, lines, rente
from tests.ledger.test_entry_grid import GRID, save, shown

pytestmark = pytest.mark.django_db

AMOUNTS = [100000, 102500, 105100, 107700]
ROWS = ({"side": "cost", "y2024": "1.000"}, {"side": "income", "cover": "contribution:staf", "y2024": "1.000"})
INDEXED = HEAD | {"recurrence": "structural", "index": "2,5"}


def years(*euros: int) -> tuple[LineInput, ...]:
    """A last and its bijdrage in every year."""
    return tuple(
        line
        for offset, amount in enumerate(euros)
        for line in (cost(amount, YEAR + offset), contribution(amount, year=YEAR + offset))
    )


class TestTheRules:
    @pytest.fixture
    def world(self) -> World:
        return small_world()

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            ({"recurrence": "incidental"}, "Een indexatie hoort bij een structurele mutatie"),
            ({"index_basis_points": -100_01}, r"is −100,01% per jaar\. Dat moet van −100% tot en met 1\.000% zijn"),
            ({"index_basis_points": 1_000_01}, r"is 1\.000,01% per jaar"),
        ],
    )
    def test_only_a_structural_mutatie_has_one_and_within_reason(self, world, more, sentence):
        content = change("m1", **{"recurrence": "structural", "index_basis_points": 250} | more)

        with pytest.raises(journal.JournalError, match=sentence):
            world.draft(1, content)

    @pytest.mark.parametrize(
        ("euros", "says"),
        [
            ((1000, 1025, 1051, 1077), "geïndexeerd met 2,5% per jaar<"),
            ((1000, 1025, 1051, 1078), "geïndexeerd met 2,5% per jaar, met de hand aangepast<"),
            ((1000, 1025), "geïndexeerd met 2,5% per jaar, met de hand aangepast<"),
        ],
    )
    def test_the_page_says_it_and_whether_the_years_were_changed_by_hand(self, world, client, euros, says):
        world.draft(1, change("m1", *years(*euros), recurrence="structural", index_basis_points=250))
        client.force_login(world.finance)

        page = client.get(f"/{YEAR}/mutaties/{world.mutation('m1').pk}/").content.decode()

        assert says in page
        assert "indexatie per jaar" in page  # in its history

    def test_a_workbook_carries_it_as_a_percentage(self, world):
        draft = world.draft(1, change("m1", *years(1000, 1025, 1051, 1077), recurrence="structural"))
        content = change("m1", *years(1000, 1025, 1051, 1077), recurrence="structural", index_basis_points=250)
        journal.edit_mutation(actor=world.finance, mutation=world.mutation("m1"), change=content, version=1)
        book = BytesIO()
        export_workbook(book)
        workbook = openpyxl.load_workbook(BytesIO(book.getvalue()))
        sheet = workbook["Mutaties"]
        column = [cell.value for cell in sheet[1]].index("Index per jaar") + 1
        cell = sheet.cell(2, column)
        assert (cell.value, cell.number_format) == (0.025, "0.00%")

        for value, number_format, points in (
            (0.03, "0%", 300),
            (3, "General", 300),
            ("−1,25", "@", -125),
            (None, "", None),
        ):
            cell.value, cell.number_format = value, number_format
            changed = BytesIO()
            workbook.save(changed)
            assert import_workbook(BytesIO(changed.getvalue()), "boek.xlsx", actor=world.finance).complaints == ()
            assert Mutation.objects.get(amendment=draft).index_basis_points == points


def test_whether_the_years_follow_is_told_per_kind_of_line():
    both = (*years(1000, 1025), *years(40, 40))

    assert not by_hand(years(1000, 1025, 1051), 250, YEAR + 2)
    assert by_hand(years(1000, 1025, 1051), 250, YEAR + 3)
    assert by_hand(both, 250, YEAR + 1)
    assert not by_hand((*years(1000, 1025), *years(40, 41)), 250, YEAR + 1)


class TestTheForms:
    def test_the_full_form_keeps_it_and_shows_it_again(self, fenna):
        fenna.post(NEW, form(INDEXED, *ROWS))
        assert [line[-1] for line in lines(rente())] == [*AMOUNTS, *AMOUNTS]
        assert rente().index_basis_points == 250

        page = fenna.get(f"/2024/mutaties/{rente().pk}/wijzigen/")

        assert page.context["head"]["index"] == "2,5"
        assert [text for _, _, text in page.context["rows"][0]["amounts"]] == ["1.000", "", "", ""]
        assert edited(fenna, rente()).status_code == 302
        assert sorted(line[-1] for line in lines(rente())) == sorted([*AMOUNTS, *AMOUNTS])
        assert rente().index_basis_points == 250

    def test_another_index_fills_the_years_again(self, fenna):
        fenna.post(NEW, form(INDEXED, *ROWS))

        edited(fenna, rente(), head={"index": "10"})

        assert sorted({line[-1] for line in lines(rente())}) == [100000, 110000, 121000, 133100]
        assert rente().index_basis_points == 1000

    def test_a_year_that_was_filled_in_by_hand_stays(self, fenna):
        rows = [row | {"y2026": "2.000", "y2027": "0"} for row in ROWS]
        fenna.post(NEW, form(INDEXED, *rows))
        costs = [(year, cents) for year, side, *_, cents in lines(rente()) if side == "cost"]
        assert costs == [(2024, 100000), (2025, 102500), (2026, 200000)]

        edited(fenna, rente(), head={"index": "10"})

        costs = [(year, cents) for year, side, *_, cents in lines(rente()) if side == "cost"]
        assert costs == [(2024, 100000), (2025, 110000), (2026, 200000)]

    @pytest.mark.parametrize(
        ("head", "sentence"),
        [({"recurrence": "incidental"}, "hoort bij een structurele mutatie"), ({"index": "1001"}, "tot en met 1.000%")],
    )
    def test_what_is_wrong_is_said_beside_the_percentage(self, fenna, head, sentence):
        answer = fenna.post(NEW, form(INDEXED | head, *ROWS))

        assert answer.status_code == 422
        assert any(sentence in said for said in answer.context["errors"].head["index"])
        assert not Mutation.objects.filter(amendment__number=2).exists()

    def test_the_grid_keeps_it_and_the_years_follow_a_new_amount(self, fenna, people):
        amounts = [
            LineInput(side, cents, 2024 + offset, "overhead" if side == "cost" else "programme", **more)
            for offset, cents in enumerate(AMOUNTS)
            for side, more in (("cost", {}), ("income", {"source": "contribution", "pool": "staf"}))
        ]
        content = MutationInput("m", "staf", "Groei", "structural", tuple(amounts), index_basis_points=250)
        assert simple(content) is not None
        draft = Amendment.objects.get(budget_year=2024, number=2)
        journal.post_mutation(actor=people.fenna, amendment=draft, mutation=content)
        page = fenna.get(GRID.format("staf"))
        assert "geïndexeerd met 2,5% per jaar" in page.content.decode()

        (row,) = [row for row in shown(page) if row.get("description") == "Groei"]
        assert save(fenna, row | {"spending": "-2.000"}).status_code == 302

        mutation = Mutation.objects.get(code="m")
        assert mutation.index_basis_points == 250
        costs = mutation.lines.filter(side="cost").order_by("effective_year").values_list("cents", flat=True)
        assert list(costs) == [200000, 205000, 210100, 215400]

    def test_a_row_that_becomes_incidental_loses_it(self, fenna):
        fenna.post(NEW, form(INDEXED, *ROWS))
        (row,) = [row for row in shown(fenna.get(GRID.format("staf"))) if row.get("description") == "Rentebaten"]

        assert save(fenna, row | {"recurrence": "incidental"}, token=uuid4()).status_code == 302

        assert rente().index_basis_points is None
        assert {line[0] for line in lines(rente())} == {2024}
