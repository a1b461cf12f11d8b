"""The story of a year in which a verdeelsleutel is replaced: the 2e wijziging takes a new count into use.

Three gemeenten pay verdeelgroep burger by 50, 30 and 20; from the 2e wijziging on by 40, 30 and 30. Whole euros.
"""

from datetime import date

import pytest
from django.utils import timezone

from ledger import journal
from ledger.checks import invariants as checks
from ledger.history.past import load_past_book
from ledger.journal import JournalError
from ledger.journal.keys import take_into_use
from ledger.models import AuditEntry, PoolRule
from ledger.permissions import Access
from ledger.queries import load_book
from reports.catalogue import CATALOGUE, build, compile_table
from reports.compare import compare, snapshot
from reports.explain import explain
from reports.table import Table
from tests.ledger.factories import MUNICIPALITIES, YEAR, World, change, contribution, cost, small_world
from tests.reports.opening import open_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """A primitieve begroting of 10.001 and a 1e wijziging of 3.333, both adopted."""
    world = small_world()
    world.adopted(0, change("p", cost(10_001), contribution(10_001)))
    world.adopted(1, change("e", cost(3_333), contribution(3_333)))
    return world


def new_version(world: World, *weights: int, number: int = 2):
    return journal.add_key_version(
        actor=world.finance,
        code="inwoners",
        name="Inwoners",
        number=number,
        calculated_on=date(YEAR, 1, 1),
        source="CBS, 1 januari 2030",
        weights=dict(zip(world.municipalities.values(), weights, strict=True)),
    )


def use(world: World, version, since: int, pool: str = "burger") -> None:
    take_into_use(
        actor=world.finance, year=world.year, pool=world.pools[pool], key_version=version, from_amendment=since
    )


def paid(table: Table, column: str) -> list[int]:
    """What each gemeente pays of verdeelgroep burger, in whole euros."""
    return [-(table.cents(f"{code}/burger", column) or 0) // 100 for code in MUNICIPALITIES]


def test_a_year_in_which_the_key_is_replaced(world):
    before = build("contributions", YEAR)
    assert paid(before, "original") == [5001, 3000, 2000]
    assert paid(before, "amendment-1") == [1666, 1000, 667]
    assert paid(before, "current") == [6667, 4000, 2667]
    moment = timezone.now()

    # --- the 2e wijziging: more work, and the new key -------------------------------------------
    draft = world.draft(2, change("t", cost(100), contribution(100)))
    use(world, new_version(world, 40, 30, 30), since=2)
    world.adopt(world.submit(draft))
    after = build("contributions", YEAR)

    # What was decided before keeps its split, to the cent.
    for column in ("original", "amendment-1"):
        assert paid(after, column) == paid(before, column)
    # After it the whole of 13.434 is split by the new key.
    assert paid(after, "current") == [5374, 4030, 4030]
    # So its column is the difference with what was there: its own 100, and what moves, which is nothing together.
    added = paid(after, "amendment-2")
    assert added == [5374 - 6667, 4030 - 4000, 4030 - 2667] == [-1293, 30, 1363]
    assert sum(added) == 100
    assert [own - moved for own, moved in zip(added, (40, 30, 30), strict=True)] == [-1333, 0, 1333]

    # --- the headlines of the 2e wijziging say it in a row of its own ----------------------------
    headlines = build("headlines", YEAR)
    moved = [-(headlines.cents("keys", code) or 0) // 100 for code in MUNICIPALITIES]
    assert moved == [5334 - 6667, 4000 - 4000, 4000 - 2667]
    assert headlines.cents("keys", "total") == 0
    assert "keys" not in build("headlines", YEAR, 1).layout.row_of

    # --- the bijdrage of a verdeelgroep in total is unaffected -----------------------------------
    amendment = build("amendment", YEAR)
    assert amendment.cents("burger/contribution", "amendment-2") == 100_00

    # --- then, and through an earlier wijziging, the old key still holds -------------------------
    then = compile_table(CATALOGUE["contributions"], load_past_book(YEAR, moment, Access.of(world.finance)))
    assert (then.exact, then.shown) == (before.exact, before.shown)
    assert build("contributions", YEAR, 1).exact == before.exact
    now = compile_table(CATALOGUE["contributions"], load_past_book(YEAR, timezone.now(), Access.of(world.finance)))
    assert now.exact == after.exact

    # --- a comparison of the two says which key differs, and closes -------------------------------
    access = Access.of(world.finance)
    first, second = (snapshot(YEAR, access, f"{number}", None, number) for number in (1, 2))
    found = compare(YEAR, first, second, {})
    assert [(key.pool, key.before.version, key.after.version) for key in found.keys] == [("Verdeelgroep burger", 1, 2)]
    assert [row.difference for row in found.payers][:3] == [cents * 100 for cents in added]
    assert found.closes
    assert compare(YEAR, first, first, {}).keys == []

    # --- a 3e wijziging is split by the new key and moves nothing --------------------------------
    world.adopted(3, change("d", cost(1000), contribution(1000)))
    assert paid(build("contributions", YEAR), "amendment-3") == [400, 300, 300]
    assert all(result.ok for result in checks.run()), [r.details for r in checks.run() if not r.ok]


def test_every_figure_opens_to_both_keys(world):
    draft = world.draft(2, change("t", cost(100), contribution(100)))
    use(world, new_version(world, 40, 30, 30), since=2)
    world.adopt(world.submit(draft))
    book = load_book(YEAR, with_mutations=True)

    opened = explain(book, compile_table(CATALOGUE["contributions"], book), "diemen/burger", "amendment-2")

    new, old = opened.parts
    assert [(part.key.version, part.key.since) for part in opened.parts if part.key] == [(2, 2), (1, 0)]
    assert new.title == "Bijdrage Verdeelgroep burger, tot en met wijziging 2, met sleutel Inwoners, versie 2"
    assert old.title == "Bijdrage Verdeelgroep burger, tot en met wijziging 1, met sleutel Inwoners, versie 1"
    assert (new.total, new.cents) == (-13_434_00, -5374_00)
    assert (old.total, old.cents) == (13_334_00, 6667_00)
    assert opened.exact == -5374_00 + 6667_00
    assert open_all(book) > 50


def test_a_gemeente_that_leaves_or_joins_a_key_keeps_its_row(world):
    world.draft(2, change("t", cost(100), contribution(100)))
    use(world, new_version(world, 0, 1, 1), since=2)
    table = build("contributions", YEAR)

    assert paid(table, "amendment-2") == [-6667, 6717 - 4000, 6717 - 2667]
    assert paid(table, "current") == [0, 6717, 6717]
    assert open_all(load_book(YEAR, with_mutations=True)) > 50


def test_without_lines_of_its_own_a_wijziging_can_only_replace_a_key(world):
    draft = world.draft(2)
    with pytest.raises(JournalError, match="staat nog geen mutatie"):
        world.submit(draft)
    use(world, new_version(world, 40, 30, 30), since=2)
    world.adopt(world.submit(draft))

    assert paid(build("contributions", YEAR), "amendment-2") == [5334 - 6667, 0, 4000 - 2667]


def test_until_it_is_offered_the_key_of_a_wijziging_can_be_changed_and_taken_back(world):
    world.draft(2, change("t", cost(100), contribution(100)))
    plain = build("contributions", YEAR)
    use(world, new_version(world, 40, 30, 30), since=2)
    use(world, new_version(world, 10, 10, 80, number=3), since=2)
    assert paid(build("contributions", YEAR), "current") == [1344, 1343, 10_747]

    use(world, world.key, since=2)  # the version of the whole year: the replacement is taken back

    assert PoolRule.objects.filter(pool__code="burger").count() == 1
    assert build("contributions", YEAR).exact == plain.exact
    log = AuditEntry.objects.filter(subject__startswith=f"rule:{YEAR}:burger:2").order_by("sequence")
    assert [(entry.action, entry.payload) for entry in log] == [
        ("rule.added", {"key": "inwoners:2", "from_amendment": 2}),
        ("rule.changed", {"key": "inwoners:3", "old_key": "inwoners:2", "from_amendment": 2}),
        ("rule.deleted", {"old_key": "inwoners:3", "from_amendment": 2}),
    ]
    assert all(result.ok for result in checks.run())


def test_when_the_wijziging_is_withdrawn_the_next_one_moves(world):
    draft = world.draft(2, change("t", cost(100), contribution(100)))
    use(world, new_version(world, 40, 30, 30), since=2)
    journal.withdraw_amendment(actor=world.finance, amendment=draft, reason="Niet nodig")
    assert paid(build("contributions", YEAR), "current") == [6667, 4000, 2667]

    world.draft(3, change("d", cost(100), contribution(100)))

    assert paid(build("contributions", YEAR), "amendment-3") == [-1293, 30, 1363]


@pytest.mark.parametrize(
    ("since", "pool", "sentence"),
    [
        (0, "burger", "is een begroting of wijziging al aangeboden of vastgesteld: haar verdeling ligt vast"),
        (1, "burger", "is wijziging 1 of een latere al aangeboden of vastgesteld"),
        (3, "burger", "Wijziging 3 van 2030 is er niet als concept"),
        (2, "vth", "wordt in 2030 direct betaald"),
        (2, "zonder", "heeft in 2030 nog geen verdeling"),
    ],
)
def test_what_cannot_be_is_told(world, since, pool, sentence):
    world.draft(2)
    with pytest.raises(JournalError, match=sentence):
        use(world, new_version(world, 40, 30, 30), since, pool)


def test_a_key_does_not_become_direct_payment_halfway(world):
    world.draft(2)
    with pytest.raises(JournalError, match="kan niet halverwege het jaar direct worden"):
        use(world, None, since=2)


def test_an_offered_wijziging_keeps_its_key(world):
    world.draft(2, change("t", cost(100), contribution(100)))
    use(world, new_version(world, 40, 30, 30), since=2)
    journal_entries = AuditEntry.objects.count()
    draft = world.draft(3)
    world.submit(world.year.amendments.get(number=2))
    for version in (world.key, None):
        with pytest.raises(JournalError, match="wijziging 2 of een latere al aangeboden"):
            use(world, version, since=2)
    assert AuditEntry.objects.count() > journal_entries
    assert draft.status == "draft"
    use(world, world.key, since=3)

    assert [rule.from_amendment for rule in PoolRule.objects.filter(pool__code="burger")] == [0, 2, 3]
    table = build("contributions", YEAR)
    assert paid(table, "current") == [6717, 4030, 2687]
    assert paid(table, "amendment-3") == [6717 - 5374, 0, 2687 - 4030]


def test_a_verdeelgroep_that_is_new_halfway_gets_its_first_key_for_the_whole_year(world):
    """Nothing was decided on it yet, so there is nothing that changes."""
    use(world, world.key, since=0, pool="zonder")
    world.adopted(2, change("n", cost(1000), contribution(1000, "zonder")))

    table = build("contributions", YEAR)
    assert table.cents("diemen/zonder", "amendment-2") == -500_00
