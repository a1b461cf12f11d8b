"""check_ledger on what surrounds the figures: names, roles, decisions, documents and zienswijzen against the log."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from ledger import journal
from ledger.checks import invariants as checks
from ledger.enums import Role
from ledger.guards import triggers
from ledger.journal import accounts
from ledger.models import (
    AllocationKey,
    Consultation,
    CostPool,
    Document,
    DocumentVersion,
    Milestone,
    Municipality,
    OgonDecision,
    OgonSeat,
    OrderStep,
    Organisation,
    Programme,
    PublishedFigure,
    Reserve,
    RoleGrant,
    ServiceAgreement,
    Theme,
    User,
)
from tests.documents.asked import ready, sent
from tests.ledger.factories import World, person
from tests.ledger.ogon_world import Overleg, overleg

NAMES, PEOPLE = "Namen, volgorde en indeling", "Rollen en plaatsen"
DECISIONS, DOCUMENTS, SEALED = "Besluiten van het OGON", "Documenten en zienswijzen", "Verzonden en vastgestelde"


def tampered(act: Callable[[], object]) -> list[tuple[str, tuple[str, ...]]]:
    """Go past the journal and the guards; return what `check_ledger` then finds."""
    assert [result for result in checks.run() if not result.ok] == []
    triggers.uninstall()
    act()
    triggers.install()
    return [(result.name, result.details) for result in checks.run() if not result.ok]


@pytest.fixture
def talk(db: None) -> Overleg:
    talk = overleg()
    world = talk.world
    journal.describe_organisation(
        actor=world.finance, name="Regeling", short_name="R", board_name="bestuur", participants_label="gemeenten"
    )
    journal.add_theme(actor=world.finance, code="t", name="Thema", position=1)
    journal.add_agreement(
        actor=world.finance, code="dvo", kind="service-agreement", name="DVO", reference="",
        municipality=world.municipalities["diemen"], pool=None, valid_from=2029, valid_until=None,
    )  # fmt: skip
    talk.decide("order", talk.in_ogon().code)
    administrator = person("beheer", Role.ADMINISTRATOR)
    boss = accounts.add_user(
        actor=administrator, username="nieuw", first_name="", last_name="", email="", password="vier-ogen-12345"
    )
    accounts.grant_role(
        actor=None, user=boss, role=Role.FINANCE, municipality=None, until=timezone.localdate() + timedelta(days=30)
    )
    return talk


def _swap_names() -> None:
    Municipality.objects.filter(code="diemen").update(name="Tussendoor")
    Municipality.objects.filter(code="uithoorn").update(name="Diemen")
    Municipality.objects.filter(code="diemen").update(name="Uithoorn")


def _give_role(role: str) -> None:
    RoleGrant.objects.create(user=User.objects.get(username="nieuw"), role=role, valid_until=date.max)


SURROUNDINGS: dict[str, tuple[Callable[[], object], str]] = {
    "two gemeenten swap names": (_swap_names, NAMES),
    "a gemeente moves up, for the odd cent": (
        lambda: Municipality.objects.filter(code="uithoorn").update(position=0), NAMES,
    ),
    "a programma gets another name": (lambda: Programme.objects.filter(code="staf").update(overview_label="X"), NAMES),
    "a verdeelgroep goes to another programma": (
        lambda: CostPool.objects.filter(code="staf").update(programme=Programme.objects.get(code="burger")), NAMES,
    ),
    "a reserve becomes a voorziening": (lambda: Reserve.objects.update(kind="provision"), NAMES),
    "a thema gets another name": (lambda: Theme.objects.update(name="Anders"), NAMES),
    "a key gets another name": (lambda: AllocationKey.objects.update(name="Oppervlakte"), NAMES),
    "a DVO ends": (lambda: ServiceAgreement.objects.update(valid_until=2030), NAMES),
    "the regeling gets another board": (lambda: Organisation.objects.update(board_name="wij"), NAMES),
    "somebody gets a role": (lambda: _give_role(Role.BOARD), PEOPLE),
    "a role lasts longer": (
        lambda: RoleGrant.objects.filter(user__username="nieuw").update(valid_until=date.max), PEOPLE,
    ),
    "a deputy becomes a member": (lambda: OgonSeat.objects.filter(deputy=True).update(deputy=False), PEOPLE),
    "a seat disappears": (lambda: OgonSeat.objects.filter(deputy=True).delete(), PEOPLE),
    "a decision says no": (lambda: OgonDecision.objects.update(verdict="declined", reason="Nee"), DECISIONS),
    "a decision is about another amount": (lambda: OgonDecision.objects.update(bound=[]), DECISIONS),
    "a decision disappears": (lambda: OgonDecision.objects.all().delete(), DECISIONS),
    "a step gets another day": (
        lambda: OrderStep.objects.filter(status="quoted").update(on=date(2030, 1, 1)), DECISIONS,
    ),
    "a step disappears": (lambda: OrderStep.objects.filter(status="quoted").delete(), DECISIONS),
}  # fmt: skip


@pytest.mark.parametrize(("act", "check"), SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_tampering_around_the_figures_is_found(talk: Overleg, act: Callable[[], object], check: str):
    found = tampered(act)

    assert [name.startswith(check) for name, _ in found] == [True]


PAPERS: dict[str, tuple[Callable[[], object], str]] = {
    "the twelve weeks begin earlier": (lambda: Consultation.objects.update(sent_on=date(2030, 1, 1)), DOCUMENTS),
    "a council is exempt": (lambda: Consultation.objects.update(reason="Vrijgesteld"), DOCUMENTS),
    "a document goes back to draft": (lambda: Document.objects.filter(status="sent").update(status="draft"), DOCUMENTS),
    "a day of a document is moved": (lambda: Milestone.objects.update(on=date(2030, 1, 1)), DOCUMENTS),
    "a sealed version gets another head": (lambda: DocumentVersion.objects.update(head="0" * 64), SEALED),
    "a sealed version disappears": (lambda: DocumentVersion.objects.all().delete(), SEALED),
}


@pytest.mark.parametrize(("act", "check"), PAPERS.values(), ids=PAPERS)
def test_tampering_with_papers_is_found(world: World, act: Callable[[], object], check: str):
    document = ready(world)
    journal.set_milestone(actor=world.finance, document=document, kind="views-due", on=date(2030, 12, 31))
    sent(world, document)

    found = tampered(act)

    assert check in [name[: len(check)] for name, _ in found]


def test_a_row_that_names_nothing_stops_no_other_check(talk: Overleg):
    """The gemeente of weights and seats is gone: that is said, and everything else is looked at all the same."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL does not take such a row")
    with transaction.atomic():
        found = dict(tampered(lambda: Municipality.objects.filter(code="uithoorn")._raw_delete("default")))
        transaction.set_rollback(True)

    assert "Elke verwijzing in de database klopt" in found
    assert any("niet af te maken" in details[-1] for details in found.values())


def test_a_printed_figure_that_is_rewritten_is_found(world: World):
    """The aansluitcontrole rests on what was printed: it is held against the digest of when it was recorded."""
    cell = PublishedFigure(
        budget_year=world.year, through=0, paragraph="6.11", statement="contributions", unit="EUR", position=1,
        row_key="diemen/total", row_label="Totaal Diemen", row_role="total", column_key="original",
        column_label="Primitief", printed="500",
    )  # fmt: skip
    journal.record_published(actor=world.finance, year=world.year, figures=[cell], texts=[])

    found = tampered(lambda: PublishedFigure.objects.update(printed="501"))

    assert [details for _, details in found] == [("Wat er van 2030 gepubliceerd is, is niet meer wat is vastgelegd.",)]
