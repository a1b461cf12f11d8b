"""What was behind a figure at a past moment: the lines shown add up to it, and nobody sees more than then."""

import random
import re
from datetime import datetime

import pytest
from django.utils import timezone

from ledger import journal
from ledger.enums import Role
from ledger.history.past import load_past_book
from ledger.history.past_lines import PastLines
from ledger.models import Amendment, AuditEntry, Municipality, Mutation
from ledger.permissions import Access
from ledger.queries import UnknownYearError
from reports.catalogue import CATALOGUE, compile_table
from reports.explain import explain
from tests.ledger.factories import YEAR, World, change, contribution, cost, person
from tests.reports.opening import assert_closes
from tests.reports.pages import text_of

STAFF = Access(((Role.FINANCE.value, None, ""),))
ORIGIN = f"/{YEAR}/tabellen/baten-en-lasten/herkomst/?rij=programmes/total&kolom=current-cost"


def open_all_of(year: int, moment: datetime, through: int | None = None) -> int:
    """Open every cell of every table as it stood; return how many lines were shown."""
    book = load_past_book(year, moment, STAFF, through)
    lines, shown = PastLines(book), 0
    for report in CATALOGUE.values():
        table = compile_table(report, book)
        for cell in table.exact:
            opened = explain(book, table, *cell, lines)
            assert_closes(table, cell, opened)
            shown += opened.line_count
    return shown


@pytest.mark.usefixtures("ledger_2024")
def test_every_figure_of_2024_opens_to_its_lines_at_every_moment():
    """Half-way through the primitieve begroting, and at the end of each wijziging."""
    at = dict(AuditEntry.objects.filter(budget_year=2024).order_by("sequence").values_list("sequence", "at"))
    posted = list(
        AuditEntry.objects.filter(budget_year=2024, action="mutation.posted").order_by("sequence").values_list(
            "sequence", flat=True
        )
    )  # fmt: skip
    moments = [at[posted[index]] for index in (len(posted) // 8, len(posted) // 2)] + [timezone.now()]

    lines = [open_all_of(2024, moment) for moment in moments]

    assert 0 < lines[0] <= lines[1] <= lines[2]
    assert lines[2] > 1000


def remove(world: World, mutation: Mutation) -> None:
    journal.delete_mutation(actor=world.finance, mutation=mutation, version=mutation.version)


def made_up(world: World, dice: random.Random, steps: int) -> list[datetime]:
    """Let two people post, change and delete at random; return the moments between their acts."""
    moments = []
    first, second = world.draft(0, change("begin")), world.draft(1)
    pools = ("burger", "staf")
    for step in range(steps):
        mutations = list(Mutation.objects.order_by("code"))
        euros = dice.choice([-1, 1]) * dice.randint(1, 90_000)
        new = change(
            f"m{step}", cost(euros), contribution(euros, pool=dice.choice(pools)), number=dice.choice([None, step + 50])
        )
        act = dice.choice(["post", "post", "edit", "delete"])
        if act == "post" or not mutations:
            journal.post_mutations(actor=world.finance, amendment=dice.choice([first, second]), mutations=[new])
        elif act == "edit":
            chosen = dice.choice(mutations)
            edited = change(chosen.code, *new.lines, number=chosen.number, description=f"Anders {step}")
            journal.edit_mutation(actor=world.colleague, mutation=chosen, change=edited, version=chosen.version)
        else:
            remove(world, dice.choice(mutations))
        moments.append(timezone.now())
    journal.withdraw_amendment(actor=world.finance, amendment=second, reason="Toch niet")
    return [*moments, timezone.now()]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_every_figure_of_a_made_up_year_opens_to_its_lines_at_every_moment(world: World, seed: int):
    moments = made_up(world, random.Random(seed), steps=14)  # noqa: S311 - dice, no secret

    for moment in [*moments[seed::4], moments[-1]]:
        open_all_of(YEAR, moment)


@pytest.fixture
def changed(world: World) -> tuple[World, str]:
    """A mutatie that was changed, another that is gone; the moment before, as an address names it."""
    world.draft(0, change("blijft", description="Zoals het was"), change("weg", cost(300), contribution(300)))
    then = timezone.localtime().isoformat()
    edited = change("blijft", cost(5000), contribution(5000), description="Heel anders")
    journal.edit_mutation(actor=world.colleague, mutation=world.mutation("blijft"), change=edited, version=1)
    remove(world, world.mutation("weg"))
    return world, then.replace("+", "%2B")


def test_the_page_shows_the_lines_as_they_were(client, changed):
    world, then = changed
    client.force_login(world.finance)

    page = client.get(f"{ORIGIN}&per={then}")

    assert page.status_code == 200
    words = text_of(page)
    assert "Stand in het verleden" in words
    assert "Zoals het was" in words
    assert "Heel anders" not in words
    assert "−1.300" in words
    html = page.content.decode()
    assert f"/{YEAR}/mutaties/{world.mutation('blijft').pk}/" in html
    assert len(set(re.findall(rf"/{YEAR}/mutaties/\d+/", html))) == 1  # what is gone has no page
    assert f"per={then.replace(':', '%3A')}" in html  # the way back stays in the past

    now = text_of(client.get(ORIGIN))
    assert "Heel anders" in now
    assert "Stand in het verleden" not in now


def test_every_figure_of_a_past_table_leads_to_its_lines_then(client, changed):
    world, then = changed
    client.force_login(world.finance)

    html = client.get(f"/{YEAR}/tabellen/baten-en-lasten/?per={then}").content.decode()

    links = re.findall(r'href="(/[^"]+/herkomst/[^"]+)"', html)
    assert len(links) > 10
    assert all("per=" in link for link in links)
    for link in links[:: len(links) // 5]:
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_a_council_opens_of_the_past_only_what_was_offered_then(client, world: World):
    world.draft(0, change("m1"))
    before = timezone.localtime().isoformat().replace("+", "%2B")
    world.submit(Amendment.objects.get())
    after = timezone.localtime().isoformat().replace("+", "%2B")
    draft = world.draft(1, change("geheim", cost(77), contribution(77), description="Geheim"))
    later = timezone.localtime().isoformat().replace("+", "%2B")
    client.force_login(person("raad", Role.COUNCIL_READER, Municipality.objects.first()))

    assert client.get(f"{ORIGIN}&per={before}").status_code == 404
    assert client.get(f"{ORIGIN}&per={after}").status_code == 200
    assert "Geheim" not in text_of(client.get(f"{ORIGIN}&per={later}"))
    assert client.get(f"{ORIGIN}&per={later}&tot={draft.number}").status_code == 404


def test_a_row_that_was_not_there_yet_is_a_404(client, changed):
    world, then = changed
    client.force_login(world.finance)

    assert client.get(f"{ORIGIN.replace('rij=programmes/total', 'rij=niets')}&per={then}").status_code == 404
    assert client.get(f"{ORIGIN}&per=gisteren").status_code == 404
    assert client.get(f"{ORIGIN}&per={then}&pagina=9").status_code == 404


def test_opening_the_past_costs_the_same_for_one_mutatie_and_for_many(client, world, django_assert_num_queries):
    client.force_login(world.finance)
    first = world.draft(0, change("m1"))
    moments = [timezone.localtime().isoformat().replace("+", "%2B")]
    for number in range(2, 5):
        journal.post_mutations(actor=world.finance, amendment=first, mutations=[change(f"m{number}")])
    moments.append(timezone.localtime().isoformat().replace("+", "%2B"))
    journal.post_mutations(actor=world.finance, amendment=first, mutations=[change("m9")])

    for moment in moments:
        with django_assert_num_queries(38):
            client.get(f"{ORIGIN}&per={moment}")


def test_a_moment_before_the_year_holds_nothing(world: World):
    with pytest.raises(UnknownYearError):
        load_past_book(YEAR, timezone.now(), STAFF)
