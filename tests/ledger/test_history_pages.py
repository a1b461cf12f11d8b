"""The history in the browser: of a year and of one thing, to whom, and in which words."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ledger import journal
from ledger.enums import Role
from ledger.history.subjects import KINDS, address_of, history_address
from ledger.history.views import PER_PAGE
from ledger.journal import accounts
from ledger.models import AuditEntry, Municipality
from tests.ledger.factories import YEAR, World, change, contribution, cost, person
from tests.reports.pages import text_of

ALL = f"/{YEAR}/geschiedenis/"


@pytest.fixture
def lived(world: World) -> World:
    """A year in which something happened to everything."""
    world.submitted(0, change("primitief", number=1))
    draft = world.draft(1, change("een", number=2))
    world.order("401", "diemen", 500, number=401)
    world.order("402", "uithoorn", 600, number=402)
    journal.change_opening(
        actor=world.finance, year=world.year, reserve=world.reserve, opening_cents=123_450, appropriation_cents=0
    )
    journal.add_investment(actor=world.finance, amendment=draft, number=3, description="Auto", cents=10_00, position=1)
    investment = draft.investments.get()
    journal.change_investment(
        actor=world.colleague, investment=investment, description="Bus", cents=20_00, side="cost",
        seen=("Auto", 10_00, "cost"),
    )  # fmt: skip
    journal.add_risk(actor=world.finance, year=world.year, position=1, description="Storm", score_cents=5_00)
    edited = change("een", cost(1500), contribution(1500), number=2, description="Meer werk")
    journal.edit_mutation(actor=world.colleague, mutation=world.mutation("een"), change=edited, version=1)
    return world


def login(client, world: World, who: str = "fenna") -> None:
    client.force_login({"fenna": world.finance, "koos": world.colleague, "bram": world.board}[who])


def words(client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200, address
    return text_of(response)


# --- one thing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("maatwerk", "401", ("Maatwerkorder 401 Opdracht 401", "bedrag € 500", "gemeente Diemen")),
        ("sleutel", "inwoners", ("Sleutel Inwoners, versie 1", "Verdeelsleutel toegevoegd", "gewichten Diemen 50")),
        ("verdeling", "burger", ("Verdeling", "sleutel Inwoners, versie 1")),
        ("reserve", "algemeen", ("Algemene reserve", "Beginstand gewijzigd", "beginstand : was", "werd € 1.234,50")),
        ("investering", "1-3", ("Investering 3 van wijziging 1", "omschrijving : was Auto → werd Bus", "€ 10", "€ 20")),
        ("risico", "1", ("Risico 1", "omschrijving Storm", "risicoscore € 5")),
        ("mutatie", "een", ("Mutatie een", "was Mutatie een → werd Meer werk", "was € 1.000 → werd € 1.500")),
        ("wijziging", "0", ("Primitieve begroting", "Wijziging aangeboden", "datum 1 maart 2030")),
        ("programma", "burger", ("Programma Burger",)),
        ("gemeente", "diemen", ("Gemeente Diemen",)),
        ("jaar", str(YEAR), ("Begrotingsjaar geopend",)),
    ],
)  # fmt: skip
def test_the_history_of_one_thing_in_words(client, lived, kind, code, expected):
    login(client, lived)
    address = history_address(kind, YEAR, code) if kind != "jaar" else f"{ALL}?soort=jaar"

    page = words(client, address)

    for sentence in expected:
        assert sentence.replace(" :", ":") in page.replace(" :", ":"), page


def test_every_subject_has_an_address_that_leads_to_its_own_history(client, lived):
    login(client, lived)
    subjects = set(AuditEntry.objects.values_list("subject", flat=True))
    shown = 0
    for subject in subjects:
        if address := address_of(subject, YEAR):
            if not subject.startswith("user:"):
                assert client.get(address).status_code == 200, subject
            shown += 1

    assert shown > 20
    assert {subject for subject in subjects if not address_of(subject, YEAR)} <= {f"year:{YEAR}", "organisation"}


def test_a_user_made_outside_the_site_has_no_history_yet(world):
    administrator = Client()
    administrator.force_login(person("adam", Role.ADMINISTRATOR))

    answer = administrator.get(f"/{YEAR}/geschiedenis/gebruiker/{world.board.pk}/")
    assert "Nog geen geschiedenis" in answer.content.decode()
    for code in ("99999", "x"):
        assert administrator.get(f"/{YEAR}/geschiedenis/gebruiker/{code}/").status_code == 404


@pytest.mark.parametrize(
    "address", ["maatwerk/999/", "onzin/401/", "mutatie/een'/", "reserve/%00/", "investering/1/", "wijziging/9/"]
)
def test_what_is_not_there_is_a_404(client, lived, address):
    login(client, lived)

    assert client.get(ALL + address).status_code == 404


def test_the_year_after_shows_nothing_of_this_one(client, lived):
    login(client, lived)

    assert client.get(f"/{YEAR + 1}/geschiedenis/").status_code == 404
    assert client.get(f"/{YEAR + 1}/geschiedenis/maatwerk/401/").status_code == 404


@pytest.mark.parametrize(
    ("where", "history"),
    [
        ("reserves/", "reserve/algemeen/"),
        ("sleutels/", "verdeling/burger/"),
        ("sleutels/versies/", "sleutel/inwoners/"),
        ("wijzigingen/1/investeringen/", "investering/1-3/"),
        ("risicos/", "risico/1/"),
    ],
)
def test_the_page_of_a_thing_leads_to_its_history(client, lived, where, history):
    login(client, lived)

    assert f'href="{ALL}{history}"' in client.get(f"/{YEAR}/{where}").content.decode()


# --- a year -------------------------------------------------------------------------------------


def test_the_newest_comes_first_and_says_what_changed(client, lived):
    login(client, lived)

    page = words(client, ALL)

    assert page.index("Mutatie gewijzigd") < page.index("Risico toegevoegd") < page.index("Wijziging aangeboden")
    assert "was € 10 → werd € 20" in page
    assert "Het logboek telt" in page


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("soort=investering", "Investering gewijzigd", "Risico toegevoegd"),
        ("soort=reserve", "Beginstand gewijzigd", "Mutatie gewijzigd"),
        ("wie=koos", "Mutatie gewijzigd", "Risico toegevoegd"),
        ("wie=koos&soort=investering", "Investering gewijzigd", "Mutatie gewijzigd"),
        (f"van={date.max.isoformat()}", "Er is niets gevonden", "Mutatie gewijzigd"),
        (f"tot={date(2000, 1, 1).isoformat()}", "Er is niets gevonden", "Mutatie gewijzigd"),
    ],
)
def test_filters(client, lived, query, there, not_there):
    login(client, lived)

    page = words(client, f"{ALL}?{query}")

    assert there in page
    assert not_there not in page


def test_both_days_count(client, lived):
    login(client, lived)
    today = timezone.localdate()

    assert "Mutatie gewijzigd" in words(client, f"{ALL}?van={today}&tot={today}")
    assert "Er is niets gevonden" in words(client, f"{ALL}?van={today + timedelta(days=1)}")


@pytest.mark.parametrize("query", ["soort=onzin", "wie=niemand", "van=gisteren", "tot=2030-99-01"])
def test_a_filter_that_does_not_exist_is_told(client, lived, query):
    login(client, lived)

    assert "Dit filter bestaat niet" in words(client, f"{ALL}?{query}")


def test_a_long_history_comes_in_pages_that_tell_the_old_values_all_the_same(client, lived):
    login(client, lived)
    for cents in range(1, PER_PAGE + 2):
        journal.change_opening(
            actor=lived.finance, year=lived.year, reserve=lived.reserve, opening_cents=cents * 100,
            appropriation_cents=0,
        )  # fmt: skip

    address = history_address("reserve", YEAR, "algemeen")
    first, second = words(client, address), words(client, f"{address}?pagina=2")

    assert first.count("Beginstand gewijzigd") == PER_PAGE
    assert "was € 1 → werd € 2" in first
    assert "was € 1.234,50 → werd € 1" in second
    assert "Bladzijde 2 van 2" in second


def test_a_page_costs_the_same_for_few_and_for_many(client, lived, django_assert_num_queries):
    login(client, lived)
    client.get(f"{ALL}?soort=reserve")  # the first time the session remembers the filter
    for cents in (1, 2, 3):
        with django_assert_num_queries(12):
            assert client.get(f"{ALL}?soort=reserve").status_code == 200
        with django_assert_num_queries(10):
            client.get(history_address("reserve", YEAR, "algemeen"))
        journal.change_opening(
            actor=lived.finance, year=lived.year, reserve=lived.reserve, opening_cents=cents, appropriation_cents=0
        )


# --- who reads what -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.FINANCE, Role.BOARD, Role.ACCOUNTANT, Role.ADMINISTRATOR])
def test_who_works_on_the_budget_reads_everything_of_it(client, lived, role):
    client.force_login(person("iemand", role))

    page = words(client, ALL)

    assert "Mutatie gewijzigd" in page
    assert "Maatwerkorder geplaatst" in page


def test_users_and_roles_only_for_who_manages_them(client, lived):
    admin, someone = person("beheer", Role.ADMINISTRATOR), person("iemand", Role.OGON_MEMBER, _gemeente("diemen"))
    accounts.grant_role(
        actor=admin, user=someone, role=Role.BOARD, municipality=None, until=timezone.localdate() + timedelta(days=9)
    )
    own = f"{ALL}gebruiker/{someone.pk}/"
    client.force_login(admin)
    assert "Rol gegeven: gebruiker iemand" in words(client, ALL)
    assert "rol bestuur" in words(client, own)
    assert "gebruikers en rollen" in words(client, ALL)

    for who in (lived.finance, lived.board, person("controle", Role.ACCOUNTANT)):
        client.force_login(who)
        assert "Rol gegeven" not in words(client, ALL)
        assert "gebruikers en rollen" not in words(client, ALL)
        assert client.get(own).status_code == 404
        assert "Dit filter bestaat niet" in words(client, f"{ALL}?soort=gebruiker")


def _gemeente(code: str) -> Municipality:
    return Municipality.objects.get(code=code)


def test_an_ogon_reads_the_orders_of_its_own_gemeente_and_no_drafts(client, lived):
    client.force_login(person("ogon", Role.OGON_MEMBER, _gemeente("diemen")))

    page = words(client, ALL)

    assert "401 Opdracht 401" in page
    assert "402" not in page
    for hidden in ("Mutatie gewijzigd", "Meer werk", "Investering", "Wijziging begonnen", "Het logboek telt", "koos"):
        assert hidden not in page
    assert "Wijziging aangeboden: Primitieve begroting" in page
    assert client.get(f"{ALL}maatwerk/401/").status_code == 200
    for hidden in ("maatwerk/402/", "mutatie/een/", "investering/1-3/", "wijziging/1/", "verdeling/burger/"):
        assert client.get(ALL + hidden).status_code == 404, hidden


def test_an_order_that_came_from_another_gemeente_tells_only_of_since_then(client, lived):
    """Whose it was before, and for how much, is not for the next one."""
    from django.db import transaction

    from ledger.journal.audit import Entry, record

    order = lived.orders["402"]
    type(order).objects.filter(pk=order.pk).update(municipality=_gemeente("diemen"))
    with transaction.atomic():
        subject = f"order:{YEAR}:402"
        content = {"municipality": "diemen", "old_municipality": "uithoorn", "cents": 600_00}
        record(lived.finance, [Entry("order.changed", subject, content, YEAR)])
        record(lived.finance, [Entry("order.changed", subject, {"cents": 700_00, "old_cents": 600_00}, YEAR)])
    client.force_login(person("ogon", Role.OGON_MEMBER, _gemeente("diemen")))

    page = words(client, f"{ALL}maatwerk/402/")

    assert "was € 600 → werd € 700" in page
    assert "Uithoorn" not in page


def test_a_council_reads_what_was_done_in_the_open(client, lived):
    client.force_login(person("raad", Role.COUNCIL_READER, _gemeente("diemen")))

    page = words(client, ALL)

    assert "Wijziging aangeboden" in page
    assert "Beginstand gewijzigd" in page
    assert "Maatwerkorder" not in page
    assert client.get(f"{ALL}maatwerk/401/").status_code == 404
    assert f'href="{ALL}maatwerk' not in client.get(f"/{YEAR}/maatwerk/").content.decode()


def test_without_a_published_wijziging_a_council_finds_no_year(client, world: World):
    world.draft(0, change("m1"))
    client.force_login(person("raad", Role.COUNCIL_READER, _gemeente("diemen")))

    assert client.get(ALL).status_code == 404


def test_the_kinds_differ_in_slug_and_in_subject():
    slugs = [kind.slug for kind in KINDS]
    prefixes = [prefix for kind in KINDS for prefix in kind.prefixes]

    assert len(slugs) == len(set(slugs))
    assert len(prefixes) == len(set(prefixes))
