"""Many people at once, with real commits: nothing lost, nothing stored twice, nothing slipped in while it closes."""

from datetime import date
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import Sum

from ledger import journal
from ledger.core import chain
from ledger.core.document import ChapterInput
from ledger.enums import OrderStatus, Role, Side
from ledger.journal import JournalError
from ledger.journal.audit import links
from ledger.journal.taking_up import take_up_orders
from ledger.models import Amendment, Document, FormToken, Line, Mutation, User
from tests.documents.papers import block, chapter, written
from tests.ledger.factories import World, change, contribution, cost, person
from tests.stateful.together import at_once, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

EDITORS = 32


def test_thirty_two_editors_lose_no_update(world: World):
    draft = world.draft(1, change("m1", cost(1), contribution(1)))
    people = [person(f"redacteur {number}", Role.FINANCE) for number in range(EDITORS)]

    def raise_it(actor: User) -> int:
        """Add one euro, three times, and read again when somebody was first."""
        tries = 0
        for _ in range(3):
            while True:
                tries += 1
                now = Mutation.objects.get(code="m1")
                euros = Line.objects.get(mutation=now, side=Side.COST).cents // 100 + 1
                wanted = change("m1", cost(euros), contribution(euros))
                try:
                    journal.edit_mutation(actor=actor, mutation=now, change=wanted, version=now.version)
                    break
                except (JournalError, Line.DoesNotExist):  # somebody was first, or is writing just now
                    continue
        return tries

    results = at_once(*(lambda actor=actor: raise_it(actor) for actor in people))

    assert refusals(results) == []
    assert Mutation.objects.get(code="m1").version == 1 + 3 * EDITORS
    assert (
        Line.objects.filter(amendment=draft, side=Side.COST).aggregate(sum=Sum("cents"))["sum"]
        == (1 + 3 * EDITORS) * 100
    )
    assert sum(results) > 3 * EDITORS, "nobody met anybody: this tried nothing"
    assert chain.first_broken(links()) is None


def test_editors_of_the_same_version_get_one_winner(world: World):
    world.draft(1, change("m1"))
    mutation = world.mutation("m1")

    results = at_once(
        *(
            lambda euros=euros: (
                journal.edit_mutation(
                    actor=world.finance,
                    mutation=mutation,
                    change=change("m1", cost(euros), contribution(euros)),
                    version=1,
                ).version
            )
            for euros in range(1, EDITORS + 1)
        )
    )

    assert results.count(2) == 1
    assert len(refusals(results)) == EDITORS - 1
    assert Mutation.objects.get(code="m1").version == 2


def test_a_form_sent_thirty_two_times_is_carried_out_once(world: World):
    draft = world.draft(1)
    tokens = [uuid4() for _ in range(4)]

    def send(number: int, token: UUID) -> str:
        def act() -> str:
            journal.post_mutation(actor=world.finance, amendment=draft, mutation=change(f"m{number}"))
            return f"/2030/mutaties/m{number}/"

        return journal.once(actor=world.finance, token=token, content=f"m{number}", act=act)

    for number, token in enumerate(tokens):
        results = at_once(*(lambda n=number, t=token: send(n, t) for _ in range(EDITORS)))
        assert results == [f"/2030/mutaties/m{number}/"] * EDITORS

    assert Mutation.objects.count() == len(tokens)
    assert FormToken.objects.count() == len(tokens)
    assert chain.first_broken(links()) is None


def test_the_same_token_with_other_content_is_refused(world: World):
    token = uuid4()
    journal.once(actor=world.finance, token=token, content="a", act=lambda: "/a/")

    with pytest.raises(JournalError, match="al opgeslagen, met andere gegevens"):
        journal.once(actor=world.finance, token=token, content="b", act=lambda: "/b/")
    with pytest.raises(JournalError, match="al opgeslagen, met andere gegevens"):
        journal.once(actor=world.colleague, token=token, content="a", act=lambda: "/a/")


def test_what_fails_can_be_sent_again(world: World):
    token = uuid4()

    def fail() -> str:
        raise JournalError("Nu niet.")

    with pytest.raises(JournalError, match="Nu niet"):
        journal.once(actor=world.finance, token=token, content="a", act=fail)

    assert journal.once(actor=world.finance, token=token, content="a", act=lambda: "/a/") == "/a/"


@pytest.mark.parametrize("past_the_journal", [False, True])
def test_nothing_slips_in_while_a_wijziging_is_offered_and_adopted(world: World, past_the_journal: bool):
    """A line is added at the moment the wijziging closes: it is in before, or it is refused."""
    slipped = 0
    for number in range(1, 31):
        code = f"m{number}"
        amendment = world.draft(number, change(code))
        world_mutation = world.mutation(code)
        journal.approve_mutation(actor=world.colleague, mutation=world_mutation, version=1)

        def close(amendment: Amendment = amendment, wait: int = 31 - number) -> None:
            sleep(wait / 200)
            journal.submit_amendment(actor=world.finance, amendment=amendment, on=date(2030, 3, 1))
            world.adopt(amendment)

        def insert(amendment: Amendment = amendment, mutation: Mutation = world_mutation, wait: int = number) -> None:
            sleep(wait / 200)  # the first rounds before the closing, the last ones after it, the others during it
            if not past_the_journal:
                journal.post_mutation(
                    actor=world.finance, amendment=amendment, mutation=change(f"{mutation.code}-extra")
                )
                return
            with transaction.atomic():
                half = Line.objects.get(mutation=mutation, side=Side.COST)
                half.pk, half.position = None, 99
                half.save(force_insert=True)

        results = at_once(close, insert)
        slipped += results[1] is None
        closed = Amendment.objects.get(pk=amendment.pk)
        if closed.status == "adopted":
            sums = dict(Line.objects.filter(amendment=amendment).values_list("side").annotate(sum=Sum("cents")))
            assert sums["cost"] == sums["income"]
            assert not Mutation.objects.filter(amendment=amendment, approved_by__isnull=True).exists()
        else:
            assert results[1] is None, "neither of the two got through"

    assert chain.first_broken(links()) is None
    assert 0 < slipped < 30, "one of the two was always first: this tried nothing"


def test_of_two_people_in_one_paragraph_one_gets_both_texts(world: World):
    piece = block(written(world))

    def type_it(actor: User, text: str) -> Any:
        return journal.edit_block(actor=actor, block=piece, text=text, content={}, version=1)

    results = at_once(lambda: type_it(world.finance, "Van Fenna"), lambda: type_it(world.colleague, "Van Koos"))

    (conflict,) = refusals(results)
    assert isinstance(conflict, journal.StaleBlockError)
    assert conflict.stored is not None
    assert {conflict.stored.text, conflict.typed.text} == {"Van Fenna", "Van Koos"}
    assert block(piece.chapter.document).text == conflict.stored.text


def test_nothing_is_written_in_a_document_while_it_is_sent(world: World):
    """Whoever is first: what was sent is what stands there, and the other is told."""
    document = written(world)
    piece = block(document)

    def send() -> None:
        with transaction.atomic():
            Document.objects.select_for_update().get(pk=document.pk)
            sleep(0.05)
            Document.objects.filter(pk=document.pk).update(status="sent")

    def write() -> Any:
        return journal.edit_block(actor=world.finance, block=piece, text="Op het laatst", content={}, version=1)

    results = at_once(send, write)

    late = refusals(results)
    assert block(document).text == ("Wat er speelt." if late else "Op het laatst")
    assert all("de tekst ligt vast" in str(error) for error in late)


def test_chapters_that_are_added_at_once_all_get_a_place(world: World):
    document = written(world)

    def add() -> Any:
        return journal.add_chapter(actor=world.finance, document=document, chapter=ChapterInput("Nieuw"))

    assert refusals(at_once(*[add] * 6)) == []
    assert list(document.chapters.values_list("position", flat=True)) == list(range(1, 10))
    assert chapter(document, "nieuw-6").position == 9


def test_an_order_is_taken_up_once_by_whoever_is_first(world: World):
    actor = person("overname", Role.TAKEOVER)
    world.orders["401"] = journal.place_order(
        actor=actor, year=world.year, code="401", number=401, municipality=world.municipalities["diemen"],
        programme=world.programmes["burger"], description="Opdracht", recurrence="incidental", cents=500_00,
        performance="Werk", steps=[journal.StepInput(OrderStatus.AGREED, date(world.year.pk, 5, 1))],
    )  # fmt: skip
    drafts = [world.draft(number) for number in (1, 2, 3, 4)]

    results = at_once(
        *(lambda draft=draft: take_up_orders(actor=world.finance, amendment=draft, orders=["401"]) for draft in drafts)
    )

    assert len(refusals(results)) == 3
    assert Mutation.objects.count() == 1
    assert world.orders["401"].steps.filter(status=OrderStatus.TAKEN_UP).count() == 1
