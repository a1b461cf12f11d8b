"""The story of one begrotingsjaar: from an empty ledger to a closed year, the tables looked at after every step.

Noord and Zuid share a programma Algemeen by a key of 2 to 1; of the programma Zorg each pays its own part.
Amounts are whole euros.
"""

from datetime import date

import pytest

from ledger import journal
from ledger.core import chain
from ledger.enums import FundingSource, Role, Side
from ledger.journal import JournalError, LineInput
from ledger.journal.audit import links
from ledger.models import Amendment, Mutation
from ledger.permissions import NotAllowedError
from reports.catalogue import build
from tests.ledger.factories import change, contribution, cost, maatwerk, person

pytestmark = pytest.mark.django_db

YEAR = 2030


def table(slug: str, through: int | None = None) -> dict[str, list[int | None]]:
    """The rows of a table that are not nil, as exact euros in the order of the columns."""
    made = build(slug, YEAR, through)
    rows = {}
    for row in made.layout.row_of:
        cells = [made.cents(row, column) for column in made.layout.column_of]
        if any(cells):
            rows[row] = [None if cents is None else cents // 100 for cents in cells]
    return rows


def from_reserve(euros: int) -> LineInput:
    return LineInput(Side.INCOME, euros * 100, YEAR, source=FundingSource.RESERVE, reserve="algemeen")


def from_others(euros: int) -> LineInput:
    return LineInput(Side.INCOME, euros * 100, YEAR, source=FundingSource.THIRD_PARTIES)


def test_a_budget_year_from_its_opening_to_its_close():
    # --- who works here, and what there is to report --------------------------------------------
    fenna = person("fenna", Role.FINANCE)
    koos = person("koos", Role.FINANCE)
    bram = person("bram", Role.BOARD)

    noord = journal.add_municipality(actor=fenna, code="noord", name="Noord", position=1)
    zuid = journal.add_municipality(actor=fenna, code="zuid", name="Zuid", position=2)
    general = journal.add_programme(actor=fenna, code="algemeen", name="Algemeen", position=1)
    care = journal.add_programme(actor=fenna, code="zorg", name="Zorg", position=2)
    shared = journal.add_cost_pool(actor=fenna, code="algemeen", name="Algemeen", programme=general, position=1)
    own = journal.add_cost_pool(actor=fenna, code="zorg", name="Zorg", programme=care, position=2)
    reserve = journal.add_reserve(actor=fenna, code="algemeen", name="Algemene reserve", position=1)

    with pytest.raises(NotAllowedError, match="andere rol"):
        journal.open_year(actor=bram, year=YEAR)
    year = journal.open_year(actor=fenna, year=YEAR, years_ahead=1)
    key = journal.add_key_version(
        actor=fenna,
        code="inwoners",
        name="Inwoners",
        number=1,
        calculated_on=date(2029, 1, 1),
        source="CBS, 1 januari 2029",
        weights={noord: 20_000, zuid: 10_000},
    )
    journal.rule_pool(actor=fenna, year=year, pool=shared, key_version=key)
    journal.rule_pool(actor=fenna, year=year, pool=own, key_version=None)
    journal.record_opening(
        actor=fenna, year=year, reserve=reserve, opening_cents=50_000_00, appropriation_cents=-10_000_00
    )

    # --- primitieve begroting -------------------------------------------------------------------
    primitief = journal.open_amendment(actor=fenna, year=YEAR, number=0, name="Primitieve begroting")
    with pytest.raises(JournalError, match=r"lasten € 300.001, baten € 300.000, verschil € 1"):
        journal.post_mutation(
            actor=fenna,
            amendment=primitief,
            mutation=change(
                "0-a", cost(300_001, placement="overhead"), contribution(300_000, "algemeen"), programme="algemeen"
            ),
        )
    journal.post_mutations(
        actor=fenna,
        amendment=primitief,
        mutations=[
            change(
                "0-algemeen",
                cost(300_001, placement="overhead"),
                contribution(300_001, "algemeen"),
                programme="algemeen",
            ),
            change(
                "0-zorg",
                cost(90_000),
                contribution(60_000, "zorg", municipality="noord"),
                contribution(30_000, "zorg", municipality="zuid"),
                programme="zorg",
            ),
        ],
    )
    assert table("contributions") == {
        "noord/algemeen": [-200_001, -200_001],  # two thirds of 300.001, the odd euro to the largest remainder
        "noord/zorg": [-60_000, -60_000],
        "noord/total": [-260_001, -260_001],
        "zuid/algemeen": [-100_000, -100_000],
        "zuid/zorg": [-30_000, -30_000],
        "zuid/total": [-130_000, -130_000],
        "total": [-390_001, -390_001],
    }

    with pytest.raises(JournalError, match="wacht op akkoord van een collega"):
        journal.submit_amendment(actor=fenna, amendment=primitief, on=date(2029, 4, 1))
    with pytest.raises(NotAllowedError, match="kan haar niet zelf akkoord geven"):
        _approve_all(fenna, primitief)
    _approve_all(koos, primitief)
    primitief = journal.submit_amendment(actor=fenna, amendment=primitief, on=date(2029, 4, 1))
    with pytest.raises(JournalError, match="de regels liggen vast"):
        journal.post_mutation(actor=fenna, amendment=primitief, mutation=change("0-laat", programme="zorg"))

    with pytest.raises(NotAllowedError, match="andere rol"):
        journal.adopt_amendment(actor=fenna, amendment=primitief, on=date(2029, 7, 1), decision="AB 2029-12")
    primitief = journal.adopt_amendment(actor=bram, amendment=primitief, on=date(2029, 7, 1), decision="AB 2029-12")
    assert primitief.adopted_by == bram

    # --- 1e wijziging: care becomes dearer for good, a project is paid from the reserve ----------
    order = journal.place_order(
        actor=fenna,
        year=year,
        code="dorpshuis",
        number=401,
        municipality=zuid,
        programme=general,
        description="Onderzoek dorpshuis",
        recurrence="incidental",
        cents=5_000_00,
    )
    first = journal.open_amendment(actor=fenna, year=YEAR, number=1, name="1e wijziging")
    journal.post_mutations(
        actor=fenna,
        amendment=first,
        mutations=[
            change(
                "1-indexering",
                *(
                    line
                    for effective in (YEAR, YEAR + 1)
                    for line in (
                        cost(9_000, effective),
                        contribution(9_000, "zorg", effective, municipality="noord"),
                    )
                ),
                programme="zorg",
                number=1,
                recurrence="structural",
            ),
            change("1-project", cost(12_000), from_reserve(8_000), from_others(4_000), programme="algemeen", number=1),
            # the order of Zuid is booked under Zorg by mistake; it belongs to Algemeen
            change(
                "1-dorpshuis",
                cost(5_000),
                maatwerk(5_000, order.code, "zuid"),
                programme="zorg",
                number=2,
                decided_in_ogon=True,
            ),
        ],
    )
    _approve_all(koos, first)
    first = journal.submit_amendment(actor=fenna, amendment=first, on=date(YEAR, 3, 1))

    # four eyes also where one person has both roles
    both = person("berend", Role.FINANCE)
    both.grants.create(role=Role.BOARD, valid_until=date.max)
    draft = journal.open_amendment(actor=both, year=YEAR, number=9, name="Proef")
    journal.post_mutation(
        actor=fenna, amendment=draft, mutation=change("9-proef", cost(1), from_others(1), programme="zorg")
    )
    _approve_all(koos, draft)
    draft = journal.submit_amendment(actor=both, amendment=draft, on=date(YEAR, 3, 1))
    with pytest.raises(NotAllowedError, match="kan haar niet zelf vaststellen"):
        journal.adopt_amendment(actor=both, amendment=draft, on=date(YEAR, 4, 1), decision="AB 2030-3")
    journal.withdraw_amendment(actor=bram, amendment=draft, reason="Het was een proef.")

    first = journal.adopt_amendment(actor=bram, amendment=first, on=date(YEAR, 4, 1), decision="AB 2030-4")
    assert table("contributions") == {
        "noord/algemeen": [-200_001, 0, -200_001],
        "noord/zorg": [-60_000, -9_000, -69_000],
        "noord/total": [-260_001, -9_000, -269_001],
        "zuid/algemeen": [-100_000, 0, -100_000],
        "zuid/zorg": [-30_000, 0, -30_000],
        "zuid/maatwerk": [0, -5_000, -5_000],
        "zuid/total": [-130_000, -5_000, -135_000],
        "other/third-parties": [0, -4_000, -4_000],
        "other/reserve": [0, -8_000, -8_000],
        "other/total": [0, -12_000, -12_000],
        "total": [-390_001, -26_000, -416_001],
    }
    assert table("reserves") == {  # begin, result of last year, dotatie, onttrekking, eind
        "reserve/algemeen": [50_000, -10_000, 0, -8_000, 32_000],
        "repayment": [None, 10_000, None, None, None],
        "reserves/mutations": [None, None, 0, -8_000, 32_000],
        "reserves/total": [50_000, -10_000, 0, -8_000, 32_000],
    }
    assert table("amendment") == {
        "algemeen/mutation/1": [None, -12_000],
        "algemeen/contribution": [300_001, 0],
        "algemeen/reserve": [0, 8_000],
        "algemeen/third-parties": [0, 4_000],
        "zorg/mutation/1": [None, -9_000],
        "zorg/mutation/2": [None, -5_000],
        "zorg/contribution": [90_000, 9_000],
        "zorg/maatwerk/zuid": [0, 5_000],
        "total/contribution": [390_001, 9_000],
        "total/maatwerk": [0, 5_000],
        "total/reserve": [0, 8_000],
        "total/third-parties": [0, 4_000],
        "reserves/algemeen": [0, 8_000],
        "reserves/total": [0, 8_000],
    }

    # --- 2e wijziging: the mistake is put right by a tegenboeking and the same again elsewhere ----
    second = journal.open_amendment(actor=fenna, year=YEAR, number=2, name="2e wijziging")
    wrong = Mutation.objects.get(code="1-dorpshuis")
    with pytest.raises(JournalError, match="de regels liggen vast"):
        journal.edit_mutation(actor=fenna, mutation=wrong, change=change(wrong.code, programme="algemeen"), version=1)
    journal.reverse_mutation(actor=fenna, mutation=wrong, amendment=second)
    journal.post_mutations(
        actor=koos,
        amendment=second,
        mutations=[
            change(
                "2-dorpshuis",
                cost(5_000),
                maatwerk(5_000, order.code, "zuid"),
                programme="algemeen",
                number=2,
                decided_in_ogon=True,
            ),
            change(
                "2-sparen",
                cost(3_000, reserve="algemeen"),
                contribution(3_000, "algemeen"),
                programme="algemeen",
                number=3,
            ),
        ],
    )
    _approve_all(koos, second, entered_by="fenna")
    _approve_all(fenna, second, entered_by="koos")
    second = journal.submit_amendment(actor=fenna, amendment=second, on=date(YEAR, 9, 1))
    assert table("maatwerk") == {"order/dorpshuis": [None, -5_000], "total": [0, -5_000]}  # placed, reversed, placed
    assert table("overview") == {  # primitief, wijziging, na wijziging; each baten, lasten, saldo
        "programme/algemeen": [300_001, 0, 300_001, 12_000, -17_000, -5_000, 312_001, -17_000, 295_001],
        "programme/zorg": [90_000, -90_000, 0, 9_000, -9_000, 0, 99_000, -99_000, 0],
        "programmes/total": [390_001, -90_000, 300_001, 21_000, -26_000, -5_000, 411_001, -116_000, 295_001],
        "fields/overhead": [0, -300_001, -300_001, 0, 0, 0, 0, -300_001, -300_001],
        "fields/overhead-total": [0, -300_001, -300_001, 0, 0, 0, 0, -300_001, -300_001],
        "fields/total": [0, -300_001, -300_001, 0, 0, 0, 0, -300_001, -300_001],
        "balance": [390_001, -390_001, 0, 21_000, -26_000, -5_000, 411_001, -416_001, -5_000],
        "reserves/algemeen": [0, 0, 0, 8_000, -3_000, 5_000, 8_000, -3_000, 5_000],
        "reserves/total": [0, 0, 0, 8_000, -3_000, 5_000, 8_000, -3_000, 5_000],
        "result": [390_001, -390_001, 0, 29_000, -29_000, 0, 419_001, -419_001, 0],
    }
    assert table("contributions")["zuid/maatwerk"] == [0, -5_000, 0, -5_000]
    assert table("contributions")["noord/algemeen"] == [-200_001, 0, -2_000, -202_001]  # 303.001 x 2/3 is 202.000,67
    assert table("contributions")["zuid/algemeen"] == [-100_000, 0, -1_000, -101_000]
    assert table("reserves")["reserve/algemeen"] == [50_000, -10_000, 3_000, -8_000, 35_000]
    second = journal.adopt_amendment(actor=bram, amendment=second, on=date(YEAR, 10, 1), decision="AB 2030-9")

    # --- 3e wijziging: drafted, offered, withdrawn: it is as if it never was ----------------------
    before = {slug: table(slug) for slug in ("contributions", "overview", "amendment", "reserves", "headlines")}
    third = journal.open_amendment(actor=fenna, year=YEAR, number=3, name="3e wijziging")
    journal.post_mutation(
        actor=fenna,
        amendment=third,
        mutation=change("3-luchtkasteel", cost(99_000), contribution(99_000, "algemeen"), programme="zorg"),
    )
    assert table("contributions")["noord/algemeen"] == [-200_001, 0, -2_000, -66_000, -268_001]
    assert table("contributions", 2) == before["contributions"]  # through the 2e it does not count
    with pytest.raises(JournalError, match="nog niet vastgesteld of ingetrokken"):
        journal.close_year(actor=bram, year=year)
    with pytest.raises(JournalError, match="waarom"):
        journal.withdraw_amendment(actor=fenna, amendment=third, reason=" ")
    third = journal.withdraw_amendment(actor=fenna, amendment=third, reason="De raad wil het niet.")
    assert {slug: table(slug) for slug in before} == before
    assert third.withdrawal_reason == "De raad wil het niet."

    # --- the year closes for good ----------------------------------------------------------------
    journal.close_year(actor=bram, year=year)
    with pytest.raises(JournalError, match="gesloten"):
        journal.open_amendment(actor=fenna, year=YEAR, number=4, name="4e wijziging")
    with pytest.raises(JournalError, match="gesloten"):
        journal.record_opening(actor=fenna, year=year, reserve=reserve, opening_cents=1)
    assert {slug: table(slug) for slug in before} == before
    assert chain.first_broken(links()) is None


def _approve_all(actor, amendment: Amendment, entered_by: str | None = None) -> None:
    """Agree to the mutaties of a draft, or to those that one colleague entered."""
    for mutation in amendment.mutations.select_related("entered_by"):
        if entered_by in (None, mutation.entered_by.username):
            journal.approve_mutation(actor=actor, mutation=mutation, version=mutation.version)
