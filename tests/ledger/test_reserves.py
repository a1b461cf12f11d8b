"""Where reserves begin, that they end at nought or more, and the investeringen of a wijziging."""

from uuid import uuid4

import pytest
from django.urls import reverse

from ledger import journal
from ledger.checks import invariants as checks
from ledger.enums import FundingSource, Role, Side
from ledger.history.past import state_at
from ledger.journal import JournalError, LineInput
from ledger.models import AuditEntry, Investment, OpeningBalance, Reserve
from tests.ledger.factories import YEAR, World, change, contribution, cost, person

START = f"/{YEAR}/reserves/"


def drawn(euros, code="uit", year=YEAR, **more):
    """A mutatie that takes from the reserve of the small world, which begins with 100.000."""
    income = LineInput(Side.INCOME, euros * 100, year, source=FundingSource.RESERVE, reserve="algemeen")
    return change(code, cost(euros, year), income, **more)


def put_in(euros, code="in"):
    return change(code, LineInput(Side.COST, euros * 100, YEAR, reserve="algemeen"), contribution(euros))


def opened(world, euros, appropriation=0):
    return journal.change_opening(
        actor=world.finance,
        year=world.year,
        reserve=world.reserve,
        opening_cents=euros * 100,
        appropriation_cents=appropriation * 100,
    )


def assert_as_logged():
    assert {result.name: result.details for result in checks.run() if not result.ok} == {}


def test_what_is_left_may_be_taken_and_no_more(world):
    draft = world.draft(0, drawn(60_000))
    journal.post_mutation(actor=world.finance, amendment=draft, mutation=drawn(40_000, "rest"))

    with pytest.raises(JournalError) as refused:
        journal.post_mutation(actor=world.finance, amendment=draft, mutation=drawn(1, "teveel"))

    assert str(refused.value) == (
        f"In Algemene reserve is in {YEAR} nog € 0 over. Dit haalt er € 1 te veel uit. "
        "Verlaag de onttrekking of kies een andere dekking."
    )
    assert not draft.mutations.filter(code="teveel").exists()


def test_every_wijziging_that_counts_is_counted_and_a_withdrawn_one_is_not(world):
    world.adopted(0, drawn(60_000))
    gone = world.draft(1, drawn(40_000, "weg"))
    journal.withdraw_amendment(actor=world.finance, amendment=gone, reason="Gaat niet door")
    draft = world.draft(2, put_in(5_000))

    with pytest.raises(JournalError, match=r"nog € 45\.000 over"):
        journal.post_mutation(actor=world.finance, amendment=draft, mutation=drawn(45_001, "x"))
    journal.post_mutation(actor=world.finance, amendment=draft, mutation=drawn(45_000, "x"))


def test_later_years_have_no_opening_yet_and_are_not_held_against_it(world):
    world.draft(0, drawn(500_000, year=YEAR + 1))


def test_an_edit_may_not_take_more_and_may_always_take_less(world):
    world.draft(0, drawn(90_000), drawn(10_000, "tien"))
    mutation = world.mutation("tien")

    with pytest.raises(JournalError, match=r"nog € 10\.000 over"):
        journal.edit_mutation(actor=world.finance, mutation=mutation, change=drawn(10_001, "tien"), version=1)
    journal.edit_mutation(actor=world.finance, mutation=mutation, change=drawn(9_000, "tien"), version=1)


def test_a_dotatie_that_is_needed_cannot_go_away(world):
    world.draft(0, put_in(10_000))
    draft = world.draft(1, drawn(105_000))
    mutation = world.mutation("in")

    with pytest.raises(JournalError, match=r"komt Algemene reserve in 2030 € 5\.000 onder nul"):
        journal.delete_mutation(actor=world.finance, mutation=mutation, version=mutation.version)
    with pytest.raises(JournalError, match="€ 1 onder nul"):
        journal.edit_mutation(actor=world.finance, mutation=mutation, change=put_in(4_999), version=1)
    assert draft.mutations.count() == 1


def test_a_wijziging_whose_dotatie_is_needed_cannot_be_withdrawn(world):
    needed = world.draft(0, put_in(10_000))
    world.draft(1, drawn(105_000))

    with pytest.raises(JournalError, match=r"€ 5\.000 onder nul"):
        journal.withdraw_amendment(actor=world.finance, amendment=needed, reason="Gaat niet door")

    needed.refresh_from_db()
    assert needed.status == "draft"
    assert_as_logged()


def test_a_reversal_of_a_dotatie_that_is_needed_is_refused(world):
    world.adopted(0, put_in(10_000), drawn(105_000))
    draft = world.draft(1)

    with pytest.raises(JournalError, match=r"nog € 5\.000 over"):
        journal.reverse_mutation(actor=world.finance, mutation=world.mutation("in"), amendment=draft)


def test_a_take_over_brings_what_was_decided_and_the_check_tells(world):
    draft = world.draft(0)
    journal.post_mutation(actor=person("overname", Role.TAKEOVER), amendment=draft, mutation=drawn(100_001))
    world.submit(draft)

    wrong = [result for result in checks.run() if not result.ok]
    assert [result.details for result in wrong] == [(f"Algemene reserve eindigt in {YEAR} op € −1.",)]


def test_a_correction_keeps_what_was_there_in_the_log(world):
    opened(world, 90_000, 5_000)

    entry = AuditEntry.objects.get(action="opening.changed")
    assert entry.payload == {
        "opening_cents": 90_000_00,
        "appropriation_cents": 5_000_00,
        "old_opening_cents": 100_000_00,
        "old_appropriation_cents": 0,
    }
    assert state_at(YEAR).present[f"opening:{YEAR}:algemeen"]["opening_cents"] == 90_000_00
    assert_as_logged()


def test_an_opening_below_what_is_used_is_refused(world):
    world.draft(0, drawn(60_000))

    with pytest.raises(JournalError, match=r"al € 60\.000 gehaald: .* U komt € 10\.000 tekort"):
        opened(world, 55_000, -5_000)

    assert OpeningBalance.objects.get().opening_cents == 100_000_00
    opened(world, 60_000)


@pytest.mark.parametrize("role", [Role.BOARD, Role.ACCOUNTANT, Role.ADMINISTRATOR, Role.COUNCIL_READER])
def test_who_may_read_sees_the_course_and_no_button(client, world, role):
    world.adopted(0, drawn(60_000))
    world.draft(1, drawn(1_000, "concept"))
    place = world.municipalities["diemen"] if role == Role.COUNCIL_READER else None
    client.force_login(person("lezer", role, place))

    page = client.get(START).content.decode()

    closing = "40.000" if role == Role.COUNCIL_READER else "39.000"
    assert closing in page
    assert ("Mutatie concept" in page) == (role != Role.COUNCIL_READER)
    assert "Wijzigen" not in page
    for path in ("nieuw/", "algemeen/"):
        assert client.get(START + path).status_code == 404
        assert client.post(START + path, {}).status_code == 404


def test_the_course_links_to_the_mutaties(client, world):
    world.adopted(0, drawn(60_000), put_in(2_000))
    client.force_login(world.finance)

    page = client.get(START).content.decode()

    for code in ("uit", "in"):
        assert f"/{YEAR}/mutaties/{world.mutation(code).pk}/" in page
    assert "42.000" in page


def test_an_opening_is_corrected_in_the_browser(client, world):
    client.force_login(world.finance)
    token = uuid4()
    data = {"token": token, "opening": "80.000,50", "appropriation": "-500"}

    for _ in range(2):
        assert client.post(f"{START}algemeen/", data).url == START

    fact = OpeningBalance.objects.get()
    assert (fact.opening_cents, fact.appropriation_cents) == (80_000_50, -500_00)
    assert AuditEntry.objects.filter(action="opening.changed").count() == 1
    assert 'value="80.000,50"' in client.get(f"{START}algemeen/").content.decode()


@pytest.mark.parametrize(
    ("opening", "sentence"),
    [("30,000", "heeft een komma waar een punt hoort"), ("", "Vul een bedrag in"), ("40.000", "al € 60.000 gehaald")],
)
def test_what_was_typed_stays_when_it_is_refused(client, world, opening, sentence):
    world.draft(0, drawn(60_000))
    client.force_login(world.finance)

    answer = client.post(f"{START}algemeen/", {"token": uuid4(), "opening": opening, "appropriation": "12,34"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert f'name="opening" value="{opening}"' in page or not opening
    assert 'value="12,34"' in page
    assert "<title>Fout: " in page


def test_a_voorziening_is_added(client, world):
    client.force_login(world.finance)
    data = {"token": uuid4(), "name": "Frictie", "code": "frictie", "kind": "provision", "opening": "134.000"}

    assert client.post(f"{START}nieuw/", data | {"appropriation": "0"}).url == START
    again = client.post(f"{START}nieuw/", data | {"appropriation": "0", "token": uuid4()})

    assert Reserve.objects.get(code="frictie").openings.get().opening_cents == 134_000_00
    assert again.status_code == 422
    assert "bestaat al" in again.content.decode()
    assert "Voorzieningen" in client.get(START).content.decode()


def test_a_closed_year_takes_no_opening(client, world):
    world.adopted(0, change())
    journal.close_year(actor=world.board, year=world.year)
    client.force_login(world.finance)

    answer = client.post(f"{START}algemeen/", {"token": uuid4(), "opening": "1", "appropriation": "0"})

    assert answer.status_code == 422
    assert "is gesloten" in answer.content.decode()
    assert "Wijzigen" not in client.get(START).content.decode()


# --- investeringen ------------------------------------------------------------------------------


@pytest.fixture
def desk(client, world: World):
    world.draft(1)
    client.force_login(world.finance)
    return client


HERE = f"/{YEAR}/wijzigingen/1/investeringen/"


def added(desk, **more):
    data = {"token": uuid4(), "number": "1", "description": "Server", "cents": "50.000", "side": "cost"}
    return desk.post(HERE, data | more)


def test_an_investering_is_added_changed_and_taken_out(desk):
    assert added(desk).url == f"{HERE}#id_description"
    row = Investment.objects.get()
    assert (row.number, row.cents, row.position) == (1, 50_000_00, 1)

    data = {"description": "Twee servers", "cents": "90.000", "side": "cost", "seen": '["Server", 5000000, "cost"]'}
    assert desk.post(f"{HERE}{row.pk}/", data | {"token": uuid4()}).url == HERE
    assert_as_logged()
    stale = desk.post(f"{HERE}{row.pk}/", data | {"token": uuid4(), "description": "Drie"})
    assert stale.status_code == 422
    assert "intussen gewijzigd in: Twee servers, € 90.000" in stale.content.decode()
    assert 'value="Drie"' in stale.content.decode()

    assert desk.get(f"{HERE}{row.pk}/verwijderen/").status_code == 200
    assert Investment.objects.get().cents == 90_000_00
    for _ in range(2):
        assert desk.post(f"{HERE}{row.pk}/verwijderen/", {"token": uuid4()}).url == HERE
    assert not Investment.objects.exists()
    assert [entry.action for entry in AuditEntry.objects.filter(subject=f"investment:{YEAR}:1:1")] == [
        "investment.added", "investment.changed", "investment.deleted",
    ]  # fmt: skip
    assert f"investment:{YEAR}:1:1" not in state_at(YEAR).present
    assert_as_logged()


@pytest.mark.parametrize("seen", ["", "[]", "{}", "onzin", "[1, 2]"])
def test_a_form_that_does_not_say_what_was_seen_changes_nothing(desk, seen):
    added(desk)
    row = Investment.objects.get()

    data = {"token": uuid4(), "description": "X", "cents": "1", "side": "cost", "seen": seen}
    assert desk.post(f"{HERE}{row.pk}/", data).status_code == 422
    assert Investment.objects.get().description == "Server"


def test_the_same_number_twice_keeps_what_was_typed(desk):
    added(desk)

    answer = added(desk, description="Nog een")

    assert answer.status_code == 422
    assert "Investering 1 staat al in deze wijziging" in answer.content.decode()
    assert 'value="Nog een"' in answer.content.decode()


def test_after_offering_nothing_changes(desk, world):
    added(desk)
    row = Investment.objects.get()
    world.submit(row.amendment)

    assert added(desk, number="2").status_code == 422
    data = {"token": uuid4(), "description": "X", "cents": "1", "side": "cost", "seen": '["Server", 5000000, "cost"]'}
    assert desk.post(f"{HERE}{row.pk}/", data).status_code == 422
    assert desk.post(f"{HERE}{row.pk}/verwijderen/", {"token": uuid4()}).status_code == 422
    assert Investment.objects.get().description == "Server"
    assert "Verwijderen" not in desk.get(HERE).content.decode()


def test_others_read_what_is_published_and_change_nothing(client, desk, world):
    added(desk)
    pk = Investment.objects.get().pk
    client.force_login(person("raad", Role.COUNCIL_READER, world.municipalities["diemen"]))
    assert client.get(HERE).status_code == 404

    client.force_login(person("bestuur", Role.BOARD))
    assert "Server" in client.get(HERE).content.decode()
    assert client.post(HERE, {}).status_code == 404
    for name in ("investment_edit", "investment_delete"):
        assert client.get(reverse(f"ledger:{name}", args=[YEAR, 1, pk])).status_code == 404


def test_the_pages_cost_a_fixed_number_of_queries(desk, django_assert_num_queries):
    with django_assert_num_queries(9):
        desk.get(START)
    with django_assert_num_queries(7):
        desk.get(HERE)
    for number in ("1", "2", "3"):
        added(desk, number=number)
    with django_assert_num_queries(7):
        desk.get(HERE)
