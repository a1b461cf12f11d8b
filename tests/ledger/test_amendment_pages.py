"""The life of a wijziging in the browser: who may do what, what each step asks, and what happens at a second click."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from ledger import journal
from ledger.enums import AmendmentStatus, Role
from ledger.models import Amendment, Mutation, User
from tests.ledger.factories import YEAR, World, change, contribution, cost, person


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *parts: object) -> str:
    return reverse(f"ledger:{name}", args=[YEAR, *parts])


def step(number: int, path: str) -> str:
    return page("amendment_step", number, path)


def sent(**values: Any) -> dict[str, Any]:
    return {"token": str(uuid4()), **values}


def agree(world: World, amendment: Amendment) -> None:
    for mutation in amendment.mutations.all():
        journal.approve_mutation(actor=world.colleague, mutation=mutation, version=mutation.version)


OFFER = {"on": "2030-03-01", "document": "Stuk 12"}
ADOPT = {"on": "2030-06-01", "decision": "Besluit 7"}


def test_the_list_says_where_each_wijziging_stands_and_who_is_next(world: World):
    world.adopted(0, change("m1"))
    world.submitted(1, change("m2", cost(20), contribution(20)))
    world.draft(2, change("m3"), change("m4"))

    text = browser(world.finance).get(page("amendments")).content.decode()

    assert "Niemand: de wijziging is gesloten." in text
    assert "Het bestuur stelt vast." in text
    assert "Een collega geeft akkoord op 2 mutaties." in text
    assert text.index("vastgesteld") < text.index("aangeboden") < text.index("concept")


def test_the_list_takes_as_many_queries_for_three_as_for_one(world: World, django_assert_num_queries: Any):
    client = browser(world.finance)
    for number in (0, 1, 2):
        world.draft(number, change(f"m{number}"))
        with django_assert_num_queries(9):
            client.get(page("amendments"))


def test_a_reader_of_what_is_published_sees_no_draft(world: World):
    reader = browser(person("raad", Role.COUNCIL_READER, world.municipalities["diemen"]))
    world.submitted(0, change("m1"))
    world.draft(1, change("m2", description="Nog geheim"))

    assert "1e wijziging" not in reader.get(page("amendments")).content.decode()
    assert reader.get(page("amendment", 1)).status_code == 404
    assert reader.get(page("amendment_history", 1)).status_code == 404
    shown = reader.get(page("amendment", 0)).content.decode()
    assert "Aanbieden" not in shown
    assert "Wijziging begonnen" not in shown


def test_a_new_wijziging_gets_the_next_number(world: World):
    world.draft(0, change("m1"))
    client = browser(world.finance)

    form = client.get(page("amendment_new")).context["form"]
    assert form.initial == {"number": 1, "name": "1e begrotingswijziging 2030"}
    answer = client.post(page("amendment_new"), sent(number=1, name="Eerste"))

    assert answer.url == page("amendment", 1)  # type: ignore[attr-defined]
    assert Amendment.objects.get(number=1).name == "Eerste"


def test_a_number_that_is_taken_is_said_on_the_form(world: World):
    world.draft(0)

    answer = browser(world.finance).post(page("amendment_new"), sent(number=0, name="Nog een"))

    assert answer.status_code == 422
    assert "Wijziging 0 van 2030 bestaat al" in answer.content.decode()


def test_the_page_adds_up_per_programma_and_per_payer(world: World):
    staf = change("m2", cost(500), contribution(500, pool="staf"), programme="staf")
    world.draft(0, change("m1"), staf)

    shown = browser(world.finance).get(page("amendment", 0))
    found = shown.context["page"]

    assert [(row.name, row.cost) for row in found.programmes] == [("Staf", 500_00), ("Burger", 1000_00)]
    assert found.cost == 1500_00
    assert [(payer.name, payer.totals) for payer in found.effect.payers] == [
        ("Diemen", [750_00]),
        ("Ouder-Amstel", [450_00]),
        ("Uithoorn", [300_00]),
    ]
    assert found.effect.totals == [1500_00]


def test_what_is_missing_leads_to_where_it_is_mended(world: World):
    world.draft(0, change("m1", explanation=""))
    mutation = world.mutation("m1")
    client = browser(world.colleague)

    lacks = dict(client.get(page("amendment", 0)).context["lacks"])
    addresses = {lack.field: address for lack, address in lacks.items()}

    assert addresses["explanation"] == page("entry_edit", mutation.pk)
    assert addresses["approved_by"] == page("approvals") + f"#mutatie-{mutation.pk}"
    for address in addresses.values():
        assert client.get(address.partition("#")[0]).status_code == 200
    assert f'id="mutatie-{mutation.pk}"' in client.get(page("approvals")).content.decode()


def test_an_empty_wijziging_is_not_offered(world: World):
    world.draft(0)

    answer = browser(world.finance).post(step(0, "aanbieden"), sent(**OFFER))

    assert answer.status_code == 422
    assert Amendment.objects.get(number=0).status == AmendmentStatus.DRAFT


def test_offering_asks_for_its_facts_and_keeps_them(world: World):
    agree(world, world.draft(0, change("m1")))
    client = browser(world.finance)

    refused = client.post(step(0, "aanbieden"), sent(on="", document=""))
    assert refused.status_code == 422
    assert "Vul een datum in." in refused.content.decode()
    assert Amendment.objects.get(number=0).status == AmendmentStatus.DRAFT

    client.post(step(0, "aanbieden"), sent(**OFFER))
    row = Amendment.objects.get(number=0)
    assert (row.status, str(row.submitted_on), row.document, row.submitted_by) == (
        AmendmentStatus.SUBMITTED, "2030-03-01", "Stuk 12", world.finance,
    )  # fmt: skip


def test_a_second_click_is_the_first_one(world: World):
    agree(world, world.draft(0, change("m1")))
    client, form = browser(world.finance), sent(**OFFER)

    first, second = (client.post(step(0, "aanbieden"), form) for _ in range(2))

    assert first.url == second.url == page("amendment", 0)  # type: ignore[attr-defined]
    assert sum(event.title == "wijziging aangeboden" for event in _events(client, 0)) == 1


def _events(client: Client, number: int) -> list[Any]:
    return list(client.get(page("amendment_history", number)).context["found"])


def test_who_offered_reads_why_somebody_else_must_adopt(world: World):
    both = person("dubbel", Role.FINANCE)
    both.grants.create(role=Role.BOARD, valid_until="9999-12-31")
    draft = world.draft(0, change("m1"))
    agree(world, draft)
    journal.submit_amendment(actor=both, amendment=draft, on=date(YEAR, 3, 1))
    client = browser(both)

    assert "U hebt deze wijziging zelf aangeboden" in client.get(page("amendment", 0)).content.decode()
    answer = client.post(step(0, "vaststellen"), sent(**ADOPT))
    assert answer.status_code == 422
    assert Amendment.objects.get(number=0).status == AmendmentStatus.SUBMITTED


def test_the_board_adopts_with_a_decision_and_it_is_closed(world: World):
    world.submitted(0, change("m1"))
    client = browser(world.board)

    client.post(step(0, "vaststellen"), sent(**ADOPT))

    row = Amendment.objects.get(number=0)
    assert (row.status, row.decision, row.adopted_by) == (AmendmentStatus.ADOPTED, "Besluit 7", world.board)
    assert client.get(page("amendment", 0)).context["page"].steps == []
    assert client.get(step(0, "intrekken")).url == page("amendment", 0)  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", [Role.BOARD, Role.ACCOUNTANT])
def test_a_step_of_another_role_says_whose_it_is(world: World, role: Role):
    agree(world, world.draft(0, change("m1")))
    client = browser(person("iemand", role))

    assert "Dit kan alleen financiën doen." in client.get(page("amendment", 0)).content.decode()
    answer = client.post(step(0, "aanbieden"), sent(**OFFER))
    assert answer.status_code == 422
    assert Amendment.objects.get(number=0).status == AmendmentStatus.DRAFT


def test_withdrawing_asks_why(world: World):
    world.draft(0, change("m1"))
    client = browser(world.finance)

    assert client.post(step(0, "intrekken"), sent(reason=" ")).status_code == 422
    client.post(step(0, "intrekken"), sent(reason="Gaat niet door"))

    assert Amendment.objects.get(number=0).withdrawal_reason == "Gaat niet door"
    assert "Gaat niet door" in client.get(page("amendment", 0)).content.decode()


def test_a_colleague_agrees_one_by_one_and_not_to_the_own_ones(world: World):
    world.draft(0, change("m1"), change("m2"))
    client = browser(world.colleague)
    journal.post_mutation(actor=world.colleague, amendment=Amendment.objects.get(number=0), mutation=change("m3"))

    shown = client.get(page("approvals"))
    assert [item.mutation.code for item, _ in shown.context["items"]] == ["m1", "m2"]
    assert shown.context["own"] == 1
    item, _ = shown.context["items"][0]
    assert (item.cost, item.payers) == (
        1000_00, [("Diemen", 500_00), ("Ouder-Amstel", 300_00), ("Uithoorn", 200_00)],
    )  # fmt: skip

    answer = client.post(page("approve", item.mutation.pk), sent(version=1, lijst="1"))
    assert world.mutation("m1").approved_by == world.colleague
    following = client.get(answer.url)  # type: ignore[attr-defined]
    assert [item.mutation.code for item, _ in following.context["items"]] == ["m2"]
    assert "autofocus" in following.content.decode()


def test_who_entered_a_mutatie_cannot_agree_to_it(world: World):
    world.draft(0, change("m1"))
    client = browser(world.finance)

    answer = client.post(page("approve", world.mutation("m1").pk), sent(version=1), follow=True)

    assert "kan haar niet zelf akkoord geven" in answer.content.decode()
    assert world.mutation("m1").approved_by is None


def test_agreement_is_given_to_the_version_that_was_seen(world: World):
    world.draft(0, change("m1"))
    mutation = world.mutation("m1")
    journal.edit_mutation(
        actor=world.finance, mutation=mutation, change=change("m1", cost(2), contribution(2)), version=1
    )

    answer = browser(world.colleague).post(page("approve", mutation.pk), sent(version=1), follow=True)

    assert "intussen gewijzigd" in answer.content.decode()
    assert world.mutation("m1").approved_by is None


def test_the_accountant_agrees_to_nothing_and_reverses_nothing(world: World):
    world.adopted(0, change("m1"))
    client = browser(person("anouk", Role.ACCOUNTANT))
    pk = world.mutation("m1").pk

    for address in (page("approvals"), page("amendment_new"), page("reverse", pk)):
        assert client.get(address).status_code == 404
    assert client.post(page("approve", pk), sent(version=1)).status_code == 404
    assert client.post(page("reverse", pk), sent(amendment=-1, name="x")).status_code == 404
    assert Mutation.objects.count() == 1


def test_a_tegenboeking_is_linked_both_ways(world: World):
    world.adopted(0, change("m1"))
    world.draft(1)
    client, original = browser(world.finance), world.mutation("m1")
    assert "Tegenboeken" in client.get(page("mutation", original.pk)).content.decode()

    answer = client.post(page("reverse", original.pk), sent(amendment=1, name=""))

    made = Mutation.objects.get(reverses=original)
    assert answer.url == page("mutation", made.pk)  # type: ignore[attr-defined]
    assert sorted(made.lines.values_list("cents", flat=True)) == [-1000_00, -1000_00]
    assert page("mutation", original.pk) in client.get(page("mutation", made.pk)).content.decode()
    there = client.get(page("mutation", original.pk)).content.decode()
    assert page("mutation", made.pk) in there
    assert page("reverse", original.pk) not in there


def test_a_tegenboeking_can_begin_a_wijziging_and_only_once(world: World):
    world.adopted(0, change("m1"))
    client, original = browser(world.finance), world.mutation("m1")
    form = sent(amendment=-1, name="Herstel")

    first, second = (client.post(page("reverse", original.pk), form) for _ in range(2))

    assert first.url == second.url  # type: ignore[attr-defined]
    assert Amendment.objects.get(number=1).name == "Herstel"
    assert Mutation.objects.filter(reverses=original).count() == 1
    again = client.post(page("reverse", original.pk), sent(amendment=-1, name="Nog eens"))
    assert again.status_code == 422
    assert not Amendment.objects.filter(number=2).exists()


def test_what_reverses_something_withdrawn_is_not_offered(world: World):
    submitted = world.submitted(0, change("m1"))
    draft = world.draft(1)
    journal.reverse_mutation(actor=world.finance, mutation=world.mutation("m1"), amendment=draft)
    journal.withdraw_amendment(actor=world.board, amendment=submitted, reason="Niet nodig")
    agree(world, draft)

    answer = browser(world.finance).post(step(1, "aanbieden"), sent(**OFFER))

    assert answer.status_code == 422
    assert Amendment.objects.get(number=1).status == AmendmentStatus.DRAFT


def test_the_history_tells_every_change_with_old_and_new(world: World):
    world.draft(0, change("m1"))
    edited = change("m1", cost(1500), contribution(1500))
    journal.edit_mutation(actor=world.colleague, mutation=world.mutation("m1"), change=edited, version=1)
    journal.undo_last(actor=world.colleague, amendment=Amendment.objects.get(number=0))
    world.draft(1, change("m2", description="Van een andere wijziging"))

    events = _events(browser(world.board), 0)

    assert [each.title for each in reversed(events)] == [
        "wijziging begonnen",
        "mutatie ingevoerd",
        "mutatie gewijzigd",
        "mutatie gewijzigd",
        "laatste handeling ongedaan gemaakt",
    ]
    changes = [(each.old, each.new) for each in events[2].changes]
    assert changes == [("€ 1.000", "€ 1.500")] * 2
    assert not any("m2" in each.subject for each in events)


def test_undo_goes_back_step_by_step(world: World):
    draft = world.draft(0, change("m1"))
    edited = change("m1", cost(1500), contribution(1500))
    journal.edit_mutation(actor=world.finance, mutation=world.mutation("m1"), change=edited, version=1)

    journal.undo_last(actor=world.finance, amendment=draft)
    assert world.mutation("m1").lines.first().cents == 1000_00  # type: ignore[union-attr]
    journal.undo_last(actor=world.finance, amendment=draft)

    assert not Mutation.objects.exists()


def test_the_code_of_a_mutatie_never_changes(world: World):
    world.draft(0, change("m1"))

    with pytest.raises(journal.JournalError, match="code"):
        journal.edit_mutation(actor=world.finance, mutation=world.mutation("m1"), change=change("m9"), version=1)
