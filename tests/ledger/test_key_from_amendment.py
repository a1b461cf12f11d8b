"""The pages around a key that is replaced from a wijziging on: choose, see what it moves, and read it back."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from ledger import journal
from ledger.checks import invariants as checks
from ledger.core.money import format_euros
from ledger.entry.choices import load_choices
from ledger.enums import Role
from ledger.journal.keys import take_into_use
from ledger.models import KeyVersion, PoolRule
from reports.catalogue import build
from tests.ledger.factories import YEAR, World, change, contribution, cost, person

POOL = f"/{YEAR}/sleutels/verdeelgroep/burger/"


def _version(world: World, number: int, *weights: int) -> KeyVersion:
    return journal.add_key_version(
        actor=world.finance,
        code="inwoners",
        name="Inwoners",
        number=number,
        calculated_on=date(YEAR, 1, 1),
        source=f"CBS, telling {number}",
        weights=dict(zip(world.municipalities.values(), weights, strict=True)),
    )


@pytest.fixture
def version(world: World) -> KeyVersion:
    return _version(world, 2, 40, 30, 30)


@pytest.fixture
def desk(client: Client, world: World) -> Client:
    """Adopted: 10.000 in the primitieve begroting; in draft: 100 in the 1e wijziging."""
    world.adopted(0, change("p", cost(10_000), contribution(10_000)))
    world.draft(1, change("e", cost(100), contribution(100)))
    client.force_login(world.finance)
    return client


def _use(world: World, version: KeyVersion, since: int = 1) -> None:
    take_into_use(
        actor=world.finance, year=world.year, pool=world.pools["burger"], key_version=version, from_amendment=since
    )


def _page(client: Client, address: str, **query: int) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_only_wijzigingen_that_are_not_offered_can_be_chosen(desk, world, version):
    world.draft(2)
    page = _page(desk, POOL)

    assert '<option value="1" selected>Vanaf 1e wijziging</option>' in page
    assert '<option value="2">Vanaf 2e wijziging</option>' in page
    assert "De hele begroting" not in page

    world.submit(world.year.amendments.get(number=1))
    page = _page(desk, POOL)
    assert '<option value="1"' not in page.split('name="vanaf"')[1]
    assert '<option value="2" selected>' in page


def test_before_anything_is_offered_the_whole_year_can_be_chosen(client, world):
    world.draft(0, change())
    world.draft(1)
    client.force_login(world.finance)
    page = _page(client, POOL)

    assert f'<option value="0" selected>De hele begroting {YEAR}</option>' in page
    assert '<option value="1">Vanaf 1e wijziging</option>' in page


def test_the_choice_shows_what_it_moves_and_is_taken_into_use(desk, world, version):
    page = _page(desk, POOL, version=version.pk, vanaf=1)

    # Of 10.100: 5.050, 3.030 and 2.020 now; 4.040, 3.030 and 3.030 with the new version.
    for amount in (">5.050<", ">4.040<", ">\u22121.010<", ">3.030<", ">2.020<", ">1.010<"):
        assert amount in page
    assert "Het verschil komt in de kolom van de 1e wijziging" in page

    data = {"token": uuid4(), "version": version.pk, "vanaf": 1}
    for _ in range(2):
        assert desk.post(POOL, data).url == f"/{YEAR}/sleutels/"
    assert list(PoolRule.objects.filter(pool__code="burger").values_list("from_amendment", "key_version")) == [
        (0, world.key.pk),
        (1, version.pk),
    ]
    page = _page(desk, f"/{YEAR}/sleutels/")
    assert "Vanaf de primitieve begroting" in page
    assert "Vanaf de 1e wijziging" in page
    assert "Verdeelgroep burger 2030, vanaf de 1e wijziging" in _page(desk, f"/{YEAR}/sleutels/versies/")
    assert "vanaf de 1e wijziging <strong>Inwoners, versie 2</strong>" in _page(desk, POOL)
    assert all(result.ok for result in checks.run())


def test_a_choice_before_another_key_moves_only_what_comes_before_that(desk, world, version):
    world.draft(2, change("t", cost(1000), contribution(1000)))
    _use(world, version, since=2)
    third = _version(world, 3, 0, 50, 50)
    page = _page(desk, POOL, version=third.pk, vanaf=1)

    assert "tot de 2e wijziging, concepten meegeteld: €\u00a010.100" in page.replace("€ ", "€\u00a0")
    assert ">\u22125.050<" in page


def test_what_was_offered_is_refused_and_nothing_changes(desk, world, version):
    world.submit(world.year.amendments.get(number=1))
    answer = desk.post(POOL, {"token": uuid4(), "version": version.pk, "vanaf": 1})

    assert answer.status_code == 422
    assert "al aangeboden of vastgesteld: haar verdeling ligt vast" in answer.content.decode()
    assert PoolRule.objects.filter(pool__code="burger").count() == 1
    assert "Er is geen wijziging in concept" in _page(desk, POOL)


@pytest.mark.parametrize("since", ["x", "-1", "12345", "1.5"])
def test_a_wijziging_that_cannot_be_is_not_found(desk, version, since):
    assert desk.get(POOL, {"version": version.pk, "vanaf": since}).status_code == 404
    assert desk.post(POOL, {"token": uuid4(), "version": version.pk, "vanaf": since}).status_code == 404


def test_the_page_of_the_wijziging_shows_what_its_key_moves(desk, world, version):
    address = f"/{YEAR}/wijzigingen/1/"
    assert "Waarvan door de andere verdeelsleutel" not in _page(desk, address)
    _use(world, version)
    page = _page(desk, address)

    effect, moved = page.split("Waarvan door de andere verdeelsleutel")
    # All 10.100 by the new key less 10.000 by the old one; its own 100 is 40, 30 and 30.
    for amount in (">\u2212960<", ">30<", ">1.030<", ">100<"):
        assert amount in effect
    for amount in (">\u22121.000<", ">1.000<"):
        assert amount in moved
    assert "Verdeelgroep burger: van Inwoners, versie 1, naar Inwoners, versie 2." in effect
    # The mutatie itself is split by the key of its wijziging, and carries nothing of what moves.
    mutation = world.mutation("e")
    page = _page(desk, f"/{YEAR}/mutaties/{mutation.pk}/")
    assert ">40<" in page
    assert ">\u2212960<" not in page


def test_the_effect_of_a_wijziging_is_its_column_of_the_contributions(desk, world, version):
    _use(world, version)
    table = build("contributions", YEAR)
    page = _page(desk, f"/{YEAR}/wijzigingen/1/").split("Waarvan")[0]

    for code in world.municipalities:
        assert f">{format_euros(-(table.cents(f'{code}/burger', 'amendment-1') or 0))}<" in page


def test_the_grid_splits_by_the_key_of_its_wijziging(desk, world, version):
    world.draft(2)
    _use(world, version, since=2)
    first, second = (world.year.amendments.get(number=number) for number in (1, 2))

    assert load_choices(first).keys["burger"].shares(100_00)["uithoorn"] == 20_00
    assert load_choices(second).keys["burger"].shares(100_00)["uithoorn"] == 30_00


def test_a_reader_does_not_learn_of_a_key_that_only_a_draft_takes_into_use(desk, client, world, version):
    _use(world, version)
    client.force_login(person("lezer", Role.COUNCIL_READER, world.municipalities["diemen"]))
    assert "versie 2" not in _page(client, f"/{YEAR}/sleutels/")

    world.submit(world.year.amendments.get(number=1))
    assert "versie 2" in _page(client, f"/{YEAR}/sleutels/")


def test_the_pages_cost_as_many_queries_for_several_keys_as_for_two(desk, world, version, django_assert_num_queries):
    world.draft(2)
    world.draft(3)
    _use(world, version)
    third = _version(world, 3, 0, 50, 50)
    addresses = {f"/{YEAR}/sleutels/": 11, f"{POOL}?version={third.pk}&vanaf=2": 18, f"/{YEAR}/wijzigingen/1/": 29}
    for address, queries in addresses.items():
        with django_assert_num_queries(queries):
            desk.get(address)
    _use(world, world.key, since=2)
    _use(world, version, since=3)
    for address, queries in addresses.items():
        with django_assert_num_queries(queries):
            desk.get(address)


def test_a_wijziging_with_only_another_key_can_be_offered(desk, world, version):
    world.submit(world.year.amendments.get(number=1))
    world.draft(2)
    address = f"/{YEAR}/wijzigingen/2/"
    assert "staat nog geen mutatie" in _page(desk, address)

    _use(world, version, since=2)

    page = _page(desk, address)
    assert "staat nog geen mutatie" not in page
    assert "Waarvan door de andere verdeelsleutel" in page
    assert world.submit(world.year.amendments.get(number=2)).status == "submitted"
