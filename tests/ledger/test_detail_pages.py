"""The pages of one mutatie, one order, the keys and the risico's."""

import re
from html import unescape

import pytest

from ledger import journal
from ledger.enums import Role
from ledger.models import Mutation
from tests.ledger.factories import YEAR, change, contribution, cost, maatwerk, person, small_world

MUTATION_QUERIES = 19
PAGES = {"keys": f"/{YEAR}/sleutels/", "risks": f"/{YEAR}/risicos/"}


@pytest.fixture
def world(db):
    world = small_world()
    world.order("401", "diemen", number=401)
    world.order("402", "uithoorn", number=402)
    adopted = world.draft(0)
    journal.add_neutral_group(actor=world.finance, amendment=adopted, code="g", name="Schuif")
    journal.post_mutations(
        actor=world.finance,
        amendment=adopted,
        mutations=[
            change("plus", cost(7), contribution(7), group="g", number=1, explanation="Regel een\nen twee"),
            change("min", cost(-7), contribution(-7, "staf"), group="g", programme="staf", number=1),
            change(
                "alles",
                cost(100, placement="overhead"),
                contribution(10),
                contribution(20, "vth", municipality="uithoorn"),
                maatwerk(30, "401", "diemen"),
                journal.LineInput("income", 3000, YEAR, source="reserve", reserve="algemeen"),
                journal.LineInput("income", 1000, YEAR, source="third-parties"),
                decided_in_ogon=True,
            ),
            change(
                "jaren",
                *(line for year in range(YEAR, YEAR + 4) for line in (cost(9, year), contribution(9, year=year))),
                recurrence="structural",
            ),
        ],
    )
    world.adopt(world.submit(adopted))
    return world


@pytest.fixture
def read(world, client):
    """The text of a page as finance reads it: without tags, spaces in one."""
    client.force_login(world.finance)

    def open_page(address):
        response = client.get(address)
        assert response.status_code == 200
        return _text(response)

    return open_page


def _text(response):
    main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def _of(code):
    return f"/{YEAR}/mutaties/{Mutation.objects.get(code=code).pk}/"


class TestMutation:
    def test_every_way_of_paying_and_its_sum(self, read):
        text = read(_of("alles"))

        assert "In evenwicht: in elk boekjaar zijn de lasten gelijk aan de baten." in text
        assert "Last (overhead) 100 " in text
        assert "Baat bijdrage Verdeelgroep vth, Uithoorn 20 " in text
        assert "Baat maatwerk Diemen, order 401 30 " in text
        assert "Baat reserve Algemene reserve 30 " in text
        assert "Betaler via sleutel direct maatwerk totaal 2030" in text
        assert "Diemen 5 30 35 Ouder-Amstel 3 3 Uithoorn 2 20 22 derden 10 reserve 30 " in text
        assert "Totaal, gelijk aan de baten 100 " in text

    def test_every_year_of_a_structural_mutatie(self, read):
        text = read(_of("jaren"))

        assert "Betaler 2030 2031 2032 2033 Diemen 4 4 4 4 Ouder-Amstel 3 3 3 3 Uithoorn 2 2 2 2" in text
        assert "Totaal 2033 9 9" in text

    def test_a_group_with_its_proof(self, read):
        text = read(_of("plus"))

        assert "Budgettair neutrale groep: Schuif" in text
        assert "Budgettair neutraal: de lasten van de groep tellen op tot nul." in text
        assert "Staf 1 Mutatie min −7 Burger 1 (deze) Mutatie plus 7 Totaal 0" in text
        assert "Regel een en twee" in text

    def test_a_group_that_is_not_neutral_yet(self, world, read):
        draft = world.draft(1)
        journal.add_neutral_group(actor=world.finance, amendment=draft, code="half", name="Half")
        journal.post_mutation(actor=world.finance, amendment=draft, mutation=change("half", group="half"))

        assert "De lasten van de groep tellen op tot € 1.000." in read(_of("half")).replace("\xa0", " ")

    def test_its_history(self, world, read):
        draft = world.draft(1, change("nieuw"))
        edited = change("nieuw", cost(5), contribution(5), description="Anders")
        journal.edit_mutation(actor=world.colleague, mutation=world.mutation("nieuw"), change=edited, version=1)
        journal.approve_mutation(actor=world.finance, mutation=world.mutation("nieuw"), version=2)
        journal.submit_amendment(actor=world.finance, amendment=draft, on=None)

        history = read(_of("nieuw")).split("Geschiedenis")[1].replace("\xa0", " ")

        assert re.search(r"Mutatie ingevoerd \d+ \w+ \d{4} \d\d:\d\d, fenna regels 2 lasten € 1.000", history)
        assert "Mutatie gewijzigd" in history
        assert "omschrijving : was Mutatie nieuw → werd Anders" in history
        assert "last 2030, programma : was € 1.000 → werd € 5" in history
        assert history.index("Akkoord gegeven") < history.index("Wijziging aangeboden")

    def test_the_costs_do_not_grow_with_the_lines(self, world, client, django_assert_num_queries):
        client.force_login(world.finance)
        many = [line for _ in range(40) for line in (cost(1), contribution(1))]
        world.draft(1, change("kort"), change("lang", *many))

        for code in ("kort", "lang"):
            with django_assert_num_queries(MUTATION_QUERIES):
                client.get(_of(code))

    def test_a_reader_sees_no_history_of_the_draft(self, world, client):
        draft = world.draft(1, change("nieuw", explanation="Eerst geheim"))
        journal.edit_mutation(
            actor=world.finance,
            mutation=world.mutation("nieuw"),
            change=change("nieuw", explanation="Nu open"),
            version=1,
        )
        world.submit(draft)
        client.force_login(person("raad", Role.COUNCIL_READER, world.municipalities["diemen"]))

        text = _text(client.get(_of("nieuw")))

        assert "Nu open" in text
        assert "Eerst geheim" not in text
        assert "Mutatie ingevoerd" not in text
        assert "Wijziging aangeboden" in text

    def test_a_mutatie_of_another_year_is_not_here(self, world, client):
        client.force_login(world.finance)
        journal.open_year(actor=world.finance, year=YEAR + 1)

        assert client.get(_of("plus").replace(str(YEAR), str(YEAR + 1))).status_code == 404


class TestOrder:
    def test_its_lines(self, world, read):
        text = read(f"/{YEAR}/maatwerk/{world.orders['401'].pk}/").replace("\xa0", " ")

        assert "Mutatie Wijziging 2030 Mutatie alles Primitieve begroting vastgesteld 30 Totaal 30" in text
        assert "Bedrag 2030 € 500" in text

    def test_every_year_and_what_a_withdrawn_wijziging_does_not_add(self, world, read):
        years = range(YEAR, YEAR + 2)
        lines = [line for year in years for line in (cost(8, year), maatwerk(8, "402", "uithoorn", year))]
        world.submitted(1, change("lang", *lines, recurrence="structural", decided_in_ogon=True))
        back = world.draft(2, change("weg", cost(-8), maatwerk(-8, "402", "uithoorn")))
        journal.withdraw_amendment(actor=world.finance, amendment=back, reason="Nee")

        text = read(f"/{YEAR}/maatwerk/{world.orders['402'].pk}/")

        assert "Mutatie lang 1e wijziging aangeboden 8 8 Mutatie weg 2e wijziging ingetrokken −8 0 Totaal 8 8" in text

    def test_an_order_without_lines(self, world, read):
        assert "nog in geen enkele mutatie" in read(f"/{YEAR}/maatwerk/{world.orders['402'].pk}/")


class TestKeys:
    def test_weights_percentages_and_source(self, read):
        text = read(PAGES["keys"])

        assert "Verdeelgroep burger Verdeeld met sleutel Inwoners , versie 1" in text
        assert "Bron: CBS" in text
        assert "Diemen 50 50,00 Ouder-Amstel 30 30,00 Uithoorn 20 20,00" in text
        assert "Verdeelgroep vth Direct: elke regel noemt zelf de gemeente die betaalt." in text

    def test_who_does_not_pay(self, world, read):
        key = journal.add_key_version(
            actor=world.finance, code="twee", name="Twee", number=1, calculated_on=world.key.calculated_on, source="x",
            weights={world.municipalities["diemen"]: 1, world.municipalities["uithoorn"]: 2},
        )  # fmt: skip
        journal.rule_pool(actor=world.finance, year=world.year, pool=world.pools["zonder"], key_version=key)

        assert "Diemen 1 33,33 Ouder-Amstel betaalt niet mee Uithoorn 2 66,67" in read(PAGES["keys"])

    def test_a_year_without_a_verdeling(self, world, read):
        journal.open_year(actor=world.finance, year=YEAR + 1)

        assert "nog niet vastgelegd hoe de bijdragen worden verdeeld" in read(f"/{YEAR + 1}/sleutels/")


class TestRisks:
    def test_scores_and_their_sum(self, world, read):
        for position, score in enumerate((10_500_000, None, 50)):
            journal.add_risk(
                actor=world.finance, year=world.year, position=position, description=f"Risico {position}",
                likelihood="groot", score_cents=score,
            )  # fmt: skip

        text = read(PAGES["risks"])

        scores = re.findall(r"Risico (\d)(?: Geschiedenis van Risico \d)? groot – – (\S+)", text)
        assert scores == [("0", "105.000"), ("1", "pro"), ("2", "0,50")]
        assert "Totaal 105.000,50" in text

    def test_no_risks(self, read):
        assert "zijn geen risico's vastgelegd" in read(PAGES["risks"])
