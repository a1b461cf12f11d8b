"""New versions of verdeelsleutels: exact weights, what they redistribute, and when they may be taken into use."""

from decimal import Decimal
from uuid import uuid4

import pytest

from ledger import journal
from ledger.checks import invariants as checks
from ledger.core.cube import Key
from ledger.core.weights import MAX_WEIGHT, WeightError, from_counts, from_mixture, from_percentages
from ledger.enums import Role
from ledger.journal import JournalError
from ledger.journal.keys import take_into_use
from ledger.models import AuditEntry, KeyVersion, PoolRule
from tests.ledger.factories import YEAR, World, change, contribution, cost, person

VERSIONS = f"/{YEAR}/sleutels/versies/"
POOL = f"/{YEAR}/sleutels/verdeelgroep/burger/"


def test_percentages_become_weights_without_loss():
    parts = [Decimal("37.961090"), Decimal("25.004586"), Decimal("37.034324")]

    weights = from_percentages(parts)

    assert [Decimal(100) * weight / sum(weights) for weight in weights] == parts
    assert from_percentages([Decimal(50), Decimal(30), Decimal(20)]) == [5, 3, 2]
    assert from_percentages([Decimal(0), Decimal(100)]) == [0, 1]


@pytest.mark.parametrize("parts", [["33.3", "33.3", "33.3"], ["100.000000000001"], ["0"], []])
def test_percentages_are_exactly_a_hundred(parts):
    with pytest.raises(WeightError, match="dat moet precies 100 zijn"):
        from_percentages([Decimal(part) for part in parts])


def test_a_mixture_weighs_each_count_by_its_share():
    assert from_mixture([Decimal(60), Decimal(40)], [(100, 300), (50, 50)]) == [7, 13]
    assert from_mixture([Decimal(100)], [(2, 6)]) == [1, 3]


def test_a_mixture_of_large_counts_stays_small_enough_to_carry_along():
    counts = [(999_999_937, 999_999_893, 7), (999_999_883, 11, 999_999_797), (13, 999_999_761, 999_999_757)]

    weights = from_mixture([Decimal("33.333"), Decimal("33.333"), Decimal("33.334")], counts)

    assert max(weights) <= MAX_WEIGHT
    assert sum(weights) == 10**12
    exact = [
        sum(share * column[place] / sum(column) for share, column in zip((33.333, 33.333, 33.334), counts, strict=True))
        for place in range(3)
    ]
    assert [100 * weight / 10**12 for weight in weights] == pytest.approx(exact)


def test_nothing_but_noughts_is_no_key():
    with pytest.raises(WeightError):
        from_counts([0, 0])
    with pytest.raises(WeightError, match="Telling 2 is voor alle gemeenten nul"):
        from_mixture([Decimal(50), Decimal(50)], [(1, 2), (0, 0)])


# --- in the browser -----------------------------------------------------------------------------


@pytest.fixture
def desk(client, world: World):
    client.force_login(world.finance)
    return client


def filled(world, numbers=("10", "10", "80"), **more):
    places = world.municipalities.values()
    values = {f"n_1_{place.pk}": text for place, text in zip(places, numbers, strict=True)}
    facts = {"key": "inwoners", "calculated_on": "2030-02-01", "source": "CBS 2030", "basis": "percentage"}
    return {"token": uuid4(), **facts, **values, **more}


def weights_of(version):
    return list(version.weights.order_by("municipality__position").values_list("weight", flat=True))


def kept(desk, world, *numbers, **more):
    answer = desk.post(f"{VERSIONS}nieuw/", filled(world, *numbers, **more) | {"bewaren": "1"})
    assert answer.status_code == 302, answer.content.decode()
    return KeyVersion.objects.order_by("pk").last()


def test_the_percentages_are_shown_before_anything_is_kept(desk, world):
    page = desk.post(f"{VERSIONS}nieuw/", filled(world, ("1.000", "3.000", ""), basis="inhabitants"))

    assert page.status_code == 200
    assert "25,0000" in page.content.decode()
    assert "75,0000" in page.content.decode()
    assert 'value="1.000"' in page.content.decode()
    assert KeyVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("basis", "numbers", "weights"),
    [
        ("percentage", ("12,5", "37,5", "50"), [1, 3, 4]),
        ("inhabitants", ("33.000", "15.000", "31.000"), [33_000, 15_000, 31_000]),
        ("count", ("7", "", "9"), [7, 0, 9]),
        ("fixed", ("37961090", "25004586", "37034324"), [37_961_090, 25_004_586, 37_034_324]),
    ],
)
def test_a_version_is_kept_with_integer_weights(desk, world, basis, numbers, weights):
    version = kept(desk, world, numbers, basis=basis)

    assert (version.number, version.basis, version.source) == (2, basis, "CBS 2030")
    assert weights_of(version) == weights
    assert "nog nergens" in desk.get(VERSIONS).content.decode()
    assert all(result.ok for result in checks.run())


def test_a_mixture_says_what_it_is_made_of(desk, world):
    places = list(world.municipalities.values())
    mixture = {"basis": "mix", "label_1": "inwoners", "share_1": "60", "label_2": "klanten", "share_2": "40"}
    mixture |= {f"n_2_{place.pk}": text for place, text in zip(places, ("50", "50", ""), strict=True)}

    version = kept(desk, world, ("100", "300", ""), **mixture)

    assert weights_of(version) == [7, 13, 0]
    assert version.source == (
        "CBS 2030. Mengsel: 60 % inwoners (Diemen 100, Ouder-Amstel 300, Uithoorn 0); "
        "40 % klanten (Diemen 50, Ouder-Amstel 50, Uithoorn 0)"
    )


def test_a_new_key_begins_with_version_one_and_a_double_click_makes_one(desk, world):
    data = filled(world, key="+", name="Klanten", code="klanten") | {"bewaren": "1"}

    for _ in range(2):
        assert desk.post(f"{VERSIONS}nieuw/", data).url == VERSIONS

    version = KeyVersion.objects.get(key__code="klanten")
    assert (version.number, version.key.name) == (1, "Klanten")


@pytest.mark.parametrize(
    ("change_of_form", "sentence"),
    [
        ({"numbers": ("10", "10", "10")}, "De percentages zijn samen 30; dat moet precies 100 zijn."),
        ({"numbers": ("10.5", "10", "10")}, "is geen getal"),
        ({"numbers": ("1,5", "1", "1"), "basis": "count"}, "hele getallen"),
        ({"numbers": ("", "", ""), "basis": "count"}, "boven nul"),
        ({"numbers": ("9" * 16, "1", "1"), "basis": "count"}, "hele getallen"),
        ({"share_1": "50"}, "Alleen een mengsel"),
        ({"basis": "mix"}, "Geef telling 1 een naam."),
        ({"key": "+", "name": "", "code": "x"}, "Geef de nieuwe sleutel een naam."),
        ({"key": "+", "name": "X", "code": "inwoners"}, "al van een andere sleutel"),
        ({"key": "weg"}, "Selecteer een geldige keuze"),
        ({"calculated_on": "31-02-2030"}, "Vul een datum in"),
        ({"source": ""}, "Vul in waar de getallen vandaan komen"),
    ],
)
def test_what_is_wrong_is_told_and_stays_as_typed(desk, world, change_of_form, sentence):
    answer = desk.post(
        f"{VERSIONS}nieuw/", filled(world, **{"source": "Eigen telling"} | change_of_form) | {"bewaren": "1"}
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "Eigen telling" in page or change_of_form.get("source") == ""
    assert KeyVersion.objects.count() == 1


def test_the_effect_is_shown_and_a_version_is_taken_into_use(desk, world):
    world.draft(0, change())  # 1.000 on verdeelgroep burger: 500, 300, 200
    version = kept(desk, world)

    page = desk.get(f"{POOL}?version={version.pk}").content.decode()

    for amount in (">500<", ">100<", ">\u2212400<", ">800<", ">600<"):
        assert amount in page
    data = {"token": uuid4(), "version": version.pk}
    for _ in range(2):
        assert desk.post(POOL, data).url == f"/{YEAR}/sleutels/"
    assert PoolRule.objects.get(pool__code="burger").key_version == version
    assert PoolRule.objects.get(pool__code="staf").key_version == world.key
    entry = AuditEntry.objects.get(action="rule.changed")
    assert entry.payload == {"key": "inwoners:2", "old_key": "inwoners:1", "from_amendment": 0}
    assert f"Verdeelgroep burger {YEAR}" in desk.get(VERSIONS).content.decode()
    assert all(result.ok for result in checks.run())


def test_the_shares_are_those_of_the_tables(desk, world):
    world.draft(0, change("m", cost(1001), contribution(1001)))
    version = kept(desk, world, ("33", "33", "34"))

    page = desk.get(f"{POOL}?version={version.pk}").content.decode()

    for cents in Key((("d", 33), ("o", 33), ("u", 34))).shares(1001_00).values():
        assert f">{cents // 100}<" in page


def test_a_year_that_is_offered_keeps_its_versions_and_another_year_takes_the_new_one(desk, world):
    world.submitted(0, change())
    version = kept(desk, world)

    page = desk.get(f"{POOL}?version={version.pk}").content.decode()
    assert "haar verdeling ligt vast" in page
    assert "In gebruik nemen</h2>" not in page
    answer = desk.post(POOL, {"token": uuid4(), "version": version.pk})
    assert answer.status_code == 422
    assert PoolRule.objects.get(pool__code="burger").key_version == world.key

    later = journal.open_year(actor=world.finance, year=YEAR + 1)
    take_into_use(actor=world.finance, year=later, pool=world.pools["burger"], key_version=version)
    assert PoolRule.objects.get(budget_year=later).key_version == version
    assert PoolRule.objects.get(budget_year=YEAR, pool__code="burger").key_version == world.key


def test_direct_is_refused_when_mutaties_name_no_gemeente_and_the_other_way_round(desk, world):
    world.draft(0, change())
    with pytest.raises(JournalError, match="moeten die een gemeente noemen"):
        take_into_use(actor=world.finance, year=world.year, pool=world.pools["burger"], key_version=None)
    assert "moeten die een gemeente noemen" in desk.get(f"{POOL}?version=direct").content.decode()

    paid = contribution(1000, "vth", municipality="diemen")
    world.draft(1, change("vth", cost(1000), paid))
    with pytest.raises(JournalError, match="moeten die geen gemeente noemen"):
        take_into_use(actor=world.finance, year=world.year, pool=world.pools["vth"], key_version=world.key)


def test_a_pool_without_mutaties_may_become_direct(desk, world):
    assert desk.post(POOL, {"token": uuid4(), "version": "direct"}).url == f"/{YEAR}/sleutels/"
    assert PoolRule.objects.get(pool__code="burger").key_version is None
    assert "al in gebruik" in desk.get(f"{POOL}?version=direct").content.decode()


@pytest.mark.parametrize("query", ["x", "999999", "0"])
def test_a_version_that_is_not_there_is_not_found(desk, world, query):
    assert desk.get(f"{POOL}?version={query}").status_code == 404
    assert desk.post(POOL, {"token": uuid4(), "version": query}).status_code == 404


@pytest.mark.parametrize("role", [Role.BOARD, Role.ACCOUNTANT, Role.ADMINISTRATOR, Role.COUNCIL_READER])
def test_only_who_sets_up_finds_these_pages(client, world, role):
    world.adopted(0, change())
    place = world.municipalities["diemen"] if role == Role.COUNCIL_READER else None
    client.force_login(person("lezer", role, place))

    for path in (VERSIONS, f"{VERSIONS}nieuw/", POOL):
        assert client.get(path).status_code == 404
    for path in (f"{VERSIONS}nieuw/", POOL):
        assert client.post(path, {}).status_code == 404
    assert "in gebruik nemen" not in client.get(f"/{YEAR}/sleutels/").content.decode()


def test_the_pages_cost_a_fixed_number_of_queries(desk, world, django_assert_num_queries):
    world.draft(0, change())
    counted = {VERSIONS: 12, f"{VERSIONS}nieuw/": 8, f"{POOL}?version={world.key.pk}": 16}
    for address, queries in counted.items():
        with django_assert_num_queries(queries):
            desk.get(address)
    kept(desk, world)
    kept(desk, world, ("20", "20", "60"))
    with django_assert_num_queries(counted[VERSIONS]):
        desk.get(VERSIONS)
