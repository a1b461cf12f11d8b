"""What the journal refuses, and in which words."""

from datetime import date

import pytest

from ledger import journal
from ledger.core.money import MAX_CENTS
from ledger.enums import Role
from ledger.journal import JournalError, LineInput
from ledger.models import AuditEntry, Line, Mutation
from ledger.permissions import NotAllowedError
from tests.ledger.factories import YEAR, change, contribution, cost, maatwerk, person


def _income(cents: int = 100_000, **more: object) -> LineInput:
    return LineInput("income", cents, YEAR, **more)  # type: ignore[arg-type]


BROKEN = {
    "no description": (change("x", description=" "), "De omschrijving ontbreekt."),
    "no recurrence": (change("x", recurrence="soms"), "Kies incidenteel of structureel."),
    "unknown programme": (change("x", programme="zorg"), "Onbekend programma 'zorg'. Kies uit: burger, staf."),
    "unknown theme": (change("x", theme="groei"), "Onbekend thema 'groei'."),
    "unknown group": (change("x", group="g"), "Onbekende groep 'g'."),
    "amount of nil": (change("x", cost(0), contribution(0)), "Het bedrag is nul."),
    "amount too large": (
        change("x", LineInput("cost", MAX_CENTS + 1, YEAR), contribution(1)),
        "Het bedrag is te groot: het mag hoogstens 100 miljard euro zijn.",
    ),
    "year too early": (
        change("x", cost(1, YEAR - 1)),
        f"Boekjaar {YEAR - 1} valt buiten {YEAR} tot en met {YEAR + 3}.",
    ),
    "year too late": (change("x", cost(1, YEAR + 4)), f"Boekjaar {YEAR + 4} valt buiten"),
    "unknown side": (change("x", LineInput("winst", 1, YEAR)), "Kies last of baat."),
    "unknown placement": (change("x", cost(1, placement="kelder")), "Onbekende plaats 'kelder'."),
    "unknown pool": (change("x", cost(1), contribution(1, "zorg")), "Onbekende verdeelgroep 'zorg'."),
    "unknown municipality": (
        change("x", cost(1), contribution(1, "vth", municipality="urk")),
        "Onbekende gemeente 'urk'.",
    ),
    "unknown order": (change("x", cost(1), maatwerk(1, "z", "diemen")), "Onbekende maatwerkorder 'z'."),
    "unknown reserve": (change("x", cost(1, reserve="pot")), "Onbekende reserve 'pot'."),
    "cost with a source": (change("x", cost(1, source="reserve")), "Een last heeft geen dekkingsbron"),
    "income without a source": (change("x", cost(1), _income()), "Een baat heeft een dekkingsbron nodig"),
    "contribution without a pool": (
        change("x", cost(1), _income(source="contribution")),
        "Een bijdrage heeft een verdeelgroep nodig.",
    ),
    "pool without a rule": (change("x", cost(1), contribution(1, "zonder")), f"heeft in {YEAR} geen verdeling."),
    "direct pool without a municipality": (
        change("x", cost(1), contribution(1, "vth")),
        "Deze verdeelgroep wordt direct betaald: noem de gemeente.",
    ),
    "keyed pool with a municipality": (
        change("x", cost(1), contribution(1, municipality="diemen")),
        "Deze verdeelgroep gaat via een sleutel: noem geen gemeente.",
    ),
    "pool without contribution": (
        change("x", cost(1), _income(source="third-parties", pool="burger")),
        "Alleen een bijdrage noemt een verdeelgroep.",
    ),
    "maatwerk without an order": (
        change("x", cost(1), _income(source="maatwerk", municipality="diemen")),
        "Maatwerk heeft een maatwerkorder nodig.",
    ),
    "order of another municipality": (
        change("x", cost(1), maatwerk(1, "o1", "uithoorn")),
        "Maatwerkorder 'o1' is van gemeente 'diemen'.",
    ),
    "order without maatwerk": (
        change("x", cost(1), _income(source="third-parties", order="o1")),
        "Alleen maatwerk noemt een maatwerkorder.",
    ),
    "withdrawal without a reserve": (
        change("x", cost(1), _income(source="reserve")),
        "Een onttrekking noemt de reserve waaruit zij komt.",
    ),
    "balance sheet with a reserve": (
        change("x", cost(1), _income(source="balance-sheet", reserve="algemeen")),
        "'algemeen' is een reserve; een baat van de balans noemt alleen een voorziening.",
    ),
    "unbalanced": (
        change("x", cost(1000), contribution(900)),
        f"De mutatie is in {YEAR} niet in evenwicht: lasten € 1.000, baten € 900, verschil € 100.",
    ),
    "unbalanced in a later year": (
        change("x", cost(5), contribution(5), cost(7, YEAR + 1)),
        f"De mutatie is in {YEAR + 1} niet in evenwicht: lasten € 7, baten € 0",
    ),
}


@pytest.mark.parametrize(("wrong", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_refused_and_nothing_is_stored(world, wrong, sentence):
    world.order("o1", "diemen")
    draft = world.draft(0)
    before = AuditEntry.objects.count()

    with pytest.raises(JournalError) as caught:
        journal.post_mutations(actor=world.finance, amendment=draft, mutations=[change("good"), wrong])

    assert any(sentence in said for said in caught.value.sentences), caught.value.sentences
    assert all(said.startswith("Mutatie x: ") for said in caught.value.sentences)
    assert not Mutation.objects.exists()
    assert AuditEntry.objects.count() == before


def test_a_mutatie_without_lines_is_refused(world):
    empty = journal.MutationInput("x", "burger", "Leeg", "incidental", ())

    with pytest.raises(JournalError, match=r"De mutatie heeft geen regels\."):
        journal.post_mutation(actor=world.finance, amendment=world.draft(0), mutation=empty)


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (change("m1"), f"Mutatie m1: deze code is in {YEAR} al in gebruik."),
        (change("m2", number=1), "Mutatie m2: nummer 1 is in programma burger al in gebruik. Kies een ander nummer."),
    ],
)
def test_a_code_or_number_is_used_once(world, second, sentence):
    draft = world.draft(0, change("m1", number=1))

    with pytest.raises(JournalError) as caught:
        journal.post_mutation(actor=world.finance, amendment=draft, mutation=second)

    assert caught.value.sentences == (sentence,)


def test_a_number_may_return_in_another_programma(world):
    staf = change("m2", cost(1), contribution(1, "staf"), programme="staf", number=1)

    draft = world.draft(0, change("m1", number=1), staf)

    assert draft.mutations.count() == 2


def test_lines_repeat_the_dimensions_of_their_mutatie(world):
    draft = world.draft(0, change("m1", recurrence="structural"))

    line = Line.objects.first()

    assert line is not None
    assert (line.amendment, line.programme_id, line.recurrence, line.position) == (
        draft, world.programmes["burger"].pk, "structural", 1,
    )  # fmt: skip


def test_an_edit_replaces_the_lines_and_raises_the_version(world):
    world.draft(0, change("m1"))
    mutation = world.mutation("m1")

    journal.edit_mutation(
        actor=world.colleague, mutation=mutation, change=change("m1", cost(5), contribution(5)), version=1
    )

    mutation.refresh_from_db()
    assert mutation.version == 2
    assert mutation.entered_by == world.colleague
    assert list(mutation.lines.values_list("cents", flat=True)) == [500, 500]


def test_an_edit_takes_the_agreement_away(world):
    world.draft(0, change("m1"))
    mutation = world.mutation("m1")
    journal.approve_mutation(actor=world.colleague, mutation=mutation, version=1)

    journal.edit_mutation(actor=world.finance, mutation=mutation, change=change("m1"), version=1)

    assert world.mutation("m1").approved_by is None


def test_an_edit_of_an_older_version_is_refused(world):
    world.draft(0, change("m1"))
    mutation = world.mutation("m1")
    journal.edit_mutation(actor=world.finance, mutation=mutation, change=change("m1"), version=1)

    with pytest.raises(JournalError, match=r"Iemand anders heeft deze mutatie intussen gewijzigd\."):
        journal.edit_mutation(actor=world.finance, mutation=mutation, change=change("m1"), version=1)


def test_a_wrong_edit_keeps_what_was_there(world):
    world.draft(0, change("m1"))

    with pytest.raises(JournalError, match="niet in evenwicht"):
        journal.edit_mutation(
            actor=world.finance, mutation=world.mutation("m1"), change=change("m1", cost(5)), version=1
        )

    assert world.mutation("m1").version == 1
    assert Line.objects.count() == 2


def test_a_deleted_mutatie_stays_in_the_log(world):
    world.draft(0, change("m1"))

    journal.delete_mutation(actor=world.finance, mutation=world.mutation("m1"), version=1)

    assert not Mutation.objects.exists()
    subject = f"mutation:{YEAR}:m1"
    actions = AuditEntry.objects.filter(subject=subject).values_list("action", flat=True)
    assert list(actions) == ["mutation.posted", "mutation.deleted"]


def test_nobody_agrees_to_what_they_entered(world):
    world.draft(0, change("m1"))

    with pytest.raises(NotAllowedError, match="kan haar niet zelf akkoord geven"):
        journal.approve_mutation(actor=world.finance, mutation=world.mutation("m1"), version=1)


def test_what_was_offered_is_fixed(world):
    submitted = world.submitted(0, change("m1"))
    mutation = world.mutation("m1")

    for act in (
        lambda: journal.post_mutation(actor=world.finance, amendment=submitted, mutation=change("m2")),
        lambda: journal.edit_mutation(actor=world.finance, mutation=mutation, change=change("m1"), version=1),
        lambda: journal.delete_mutation(actor=world.finance, mutation=mutation, version=1),
        lambda: journal.approve_mutation(actor=world.colleague, mutation=mutation, version=1),
        lambda: journal.add_neutral_group(actor=world.finance, amendment=submitted, code="g", name="G"),
        lambda: journal.add_investment(
            actor=world.finance, amendment=submitted, number=1, description="Bus", cents=1, position=1
        ),
    ):
        with pytest.raises(JournalError, match=r"is aangeboden: de regels liggen vast\. Herstel een fout met"):
            act()


def test_a_reversal_is_the_opposite_in_a_later_wijziging(world):
    world.adopted(0, change("m1"))
    draft = world.draft(1)

    reversal = journal.reverse_mutation(actor=world.finance, mutation=world.mutation("m1"), amendment=draft)

    assert reversal.reverses == world.mutation("m1")
    assert sorted(reversal.lines.values_list("side", "cents")) == [("cost", -100_000), ("income", -100_000)]
    with pytest.raises(JournalError, match="heeft al een tegenboeking"):
        journal.reverse_mutation(actor=world.finance, mutation=world.mutation("m1"), amendment=draft)


def test_a_draft_is_not_reversed_but_edited(world):
    draft = world.draft(0, change("m1"))

    with pytest.raises(JournalError, match="pas de mutatie zelf aan"):
        journal.reverse_mutation(actor=world.finance, mutation=world.mutation("m1"), amendment=draft)


class TestYearsAndAmendments:
    def test_a_year_opens_once(self, world):
        with pytest.raises(JournalError, match=f"Begrotingsjaar {YEAR} bestaat al."):
            journal.open_year(actor=world.finance, year=YEAR)

    def test_a_wijziging_needs_its_year(self, world):
        with pytest.raises(JournalError, match=r"Begrotingsjaar 1999 bestaat niet\. Maak het eerst aan\."):
            journal.open_amendment(actor=world.finance, year=1999, number=0, name="x")

    def test_a_wijziging_number_is_used_once(self, world):
        world.draft(1)
        with pytest.raises(JournalError, match=f"Wijziging 1 van {YEAR} bestaat al. Kies het volgende nummer."):
            world.draft(1)

    def test_a_year_with_open_work_stays_open(self, world):
        world.submitted(1, change())
        with pytest.raises(JournalError, match=f"{YEAR} kan niet dicht: 1e wijziging {YEAR} is nog niet vastgesteld"):
            journal.close_year(actor=world.board, year=world.year)

    def test_a_closed_year_takes_nothing(self, world):
        world.adopted(0, change())
        journal.close_year(actor=world.board, year=world.year)
        for act in (
            lambda: world.draft(1),
            lambda: world.order("o", "diemen"),
            lambda: journal.add_risk(actor=world.finance, year=world.year, position=1, description="Brand"),
            lambda: journal.rule_pool(
                actor=world.finance, year=world.year, pool=world.pools["zonder"], key_version=None
            ),
            lambda: journal.record_opening(
                actor=world.finance, year=world.year, reserve=world.reserve, opening_cents=1
            ),
        ):
            with pytest.raises(JournalError, match=f"Begrotingsjaar {YEAR} is gesloten: er kan"):
                act()

    def test_a_draft_is_not_adopted(self, world):
        with pytest.raises(JournalError, match="is concept en kan niet vastgesteld worden"):
            world.adopt(world.draft(1, change()))

    def test_who_offers_does_not_adopt(self, world):
        both = person("beide", Role.BOARD)
        both.grants.create(role=Role.FINANCE, valid_until=date.max)
        draft = world.draft(1, change())
        journal.approve_mutation(actor=world.colleague, mutation=world.mutation("m1"), version=1)
        journal.submit_amendment(actor=both, amendment=draft, on=date(YEAR, 3, 1))

        with pytest.raises(NotAllowedError, match="kan haar niet zelf vaststellen"):
            journal.adopt_amendment(actor=both, amendment=draft, on=date(YEAR, 4, 1), decision="B")

    def test_a_group_must_be_neutral_to_be_offered(self, world):
        draft = world.draft(1)
        journal.add_neutral_group(actor=world.finance, amendment=draft, code="g", name="Schuif")
        journal.post_mutation(actor=world.finance, amendment=draft, mutation=change("m1", group="g"))

        with pytest.raises(
            JournalError, match="Groep 'Schuif' is in 2030 niet budgettair neutraal: de lasten tellen op"
        ):
            world.submit(draft)

        minus = change("m2", cost(-1000), contribution(-1000), group="g")
        journal.post_mutation(actor=world.finance, amendment=draft, mutation=minus)
        assert world.submit(draft).status == "submitted"

    def test_a_withdrawn_wijziging_says_why(self, world):
        submitted = world.submitted(1, change())
        with pytest.raises(JournalError, match="waarom"):
            journal.withdraw_amendment(actor=world.board, amendment=submitted, reason=" ")

        assert journal.withdraw_amendment(actor=world.board, amendment=submitted, reason="Nee").status == "withdrawn"


class TestSetUp:
    @pytest.mark.parametrize("weights", [{}, {"diemen": 0}])
    def test_a_key_needs_weights(self, world, weights):
        with pytest.raises(JournalError, match=r"Sleutel 'leeg' heeft geen gewichten\."):
            self._key(world, weights)

    def test_a_weight_is_not_negative(self, world):
        with pytest.raises(JournalError, match="heeft een negatief gewicht"):
            self._key(world, {"diemen": 5, "uithoorn": -1})

    def test_a_version_exists_once(self, world):
        self._key(world, {"diemen": 5})
        with pytest.raises(JournalError, match=r"Sleutelversie 'leeg, 1' bestaat al\."):
            self._key(world, {"diemen": 6})

    def _key(self, world, weights):
        by_municipality = {world.municipalities[code]: weight for code, weight in weights.items()}
        journal.add_key_version(
            actor=world.finance, code="leeg", name="Leeg", number=1, calculated_on=date(YEAR, 1, 1), source="x",
            weights=by_municipality,
        )  # fmt: skip

    def test_a_pool_is_ruled_once_a_year(self, world):
        with pytest.raises(JournalError, match=r"Verdeling '2030, burger' bestaat al\."):
            journal.rule_pool(actor=world.finance, year=world.year, pool=world.pools["burger"], key_version=None)

    @pytest.mark.parametrize(
        ("make", "sentence"),
        [
            (
                lambda w: journal.add_municipality(actor=w.finance, code="diemen", name="X", position=1),
                "Gemeente 'diemen'",
            ),
            (
                lambda w: journal.add_municipality(actor=w.finance, code="x", name="Diemen", position=1),
                "Gemeente 'Diemen'",
            ),
            (lambda w: journal.add_programme(actor=w.finance, code="staf", name="X", position=1), "Programma 'staf'"),
            (
                lambda w: journal.add_cost_pool(
                    actor=w.finance, code="staf", name="X", programme=w.programmes["staf"], position=1
                ),
                "Verdeelgroep 'staf'",
            ),
            (
                lambda w: journal.add_reserve(actor=w.finance, code="algemeen", name="X", position=1),
                "Reserve 'algemeen'",
            ),
            (lambda w: w.order("o1", "diemen"), "Maatwerkorder '2030, o1'"),
            (lambda w: w.order("o2", "diemen", number=1), "Maatwerknummer '2030, 1'"),
            (
                lambda w: journal.record_opening(actor=w.finance, year=w.year, reserve=w.reserve, opening_cents=1),
                "Beginstand '2030, algemeen'",
            ),
        ],
    )
    def test_a_name_exists_once(self, world, make, sentence):
        world.order("o1", "diemen", number=1)

        with pytest.raises(JournalError, match=f"{sentence} bestaat al"):
            make(world)
