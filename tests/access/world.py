"""A ledger with something to leak: a draft in which Diemen and Uithoorn each have maatwerk, and share some."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.test import Client

from ledger import journal
from ledger.core.document import BlockInput, ChapterInput, DocumentInput
from ledger.enums import FileFormat, JobStatus, LawfulnessCategory, OrderStatus, Role
from ledger.journal import ContactInput, StepInput
from ledger.journal.consultations import keep_exemption_rule, react, receive_view
from ledger.journal.late import LateInput, add_late, set_closing_date
from ledger.journal.orders import input_of
from ledger.journal.sealing import reopen_document, send_document
from ledger.models import Block, ConsultationFile, Document, DocumentVersion, Intake, RenderJob, User
from ledger.subjects import read_subject
from reports.documents.compose import compose
from tests.ledger.factories import YEAR, World, change, contribution, cost, maatwerk, person, small_world

EXPIRED = date(2020, 1, 1)
LATE_DAY = date(YEAR, 11, 2)
TOKENS = {name: UUID(int=number) for number, name in enumerate(("token", "concept", "sealed", "workbook"))}
"""Whose name stands in an address as a number of 32 figures: nothing, two files being made, and a workbook."""
SECRETS = ("geheim", "4.321", "4321", "87.654", "87654")
"""What only stands in the draft, about Uithoorn: words and amounts (in euros)."""


@dataclass
class Secretive:
    """The ledger and everybody who tries to read it, by the name they have in the matrix."""

    world: World
    users: dict[str, User]
    ids: dict[str, int]
    sessions: dict[str, str]


def secretive_world() -> Secretive:
    """An adopted (0), an offered (1) and a draft wijziging (2) with what nobody of Diemen may know of Uithoorn."""
    world = small_world()
    journal.describe_organisation(
        actor=world.finance,
        name="De regeling",
        short_name="Regeling",
        board_name="bestuur",
        participants_label="gemeenten",
    )
    municipalities = world.municipalities
    users = {
        "nobody": User.objects.create(username="niemand"),
        "expired": person("verlopen", Role.FINANCE, until=EXPIRED),
        "finance": world.finance,
        "ogon": person("ogon-diemen", Role.OGON_MEMBER, municipalities["diemen"]),
        "other": person("ogon-uithoorn", Role.OGON_MEMBER, municipalities["uithoorn"]),
        "board": world.board,
        "council": person("raad-diemen", Role.COUNCIL_READER, municipalities["diemen"]),
        "account": person("accountant", Role.ACCOUNTANT),
        "admin": person("beheer", Role.ADMINISTRATOR),
    }
    world.order("401", "uithoorn", number=401)
    world.adopted(0, change("open", cost(500), maatwerk(500, "401", "uithoorn"), decided_in_ogon=True))
    world.submitted(1, change("aangeboden"))
    orders = (("501", "diemen", 11), ("geheim-502", "uithoorn", 4321), ("geheim-503", "uithoorn", 1))
    for code, municipality, euros in orders:
        world.order(code, municipality, euros=euros, number=int(code[-3:]))
    draft = world.draft(
        2,
        change("eigen", cost(11), maatwerk(11, "501", "diemen"), description="Eigen werk", explanation="Van ons"),
        change(
            "geheim-uithoorn", cost(4321), maatwerk(4321, "geheim-502", "uithoorn"), description="Een geheim plan",
            explanation="Het geheim van Uithoorn", reference="geheim stuk",
        ),
        change(
            "samen", cost(87_665), maatwerk(11, "501", "diemen"), maatwerk(87_654, "geheim-503", "uithoorn"),
            description="Werk voor twee", explanation="Het geheim: Uithoorn betaalt 87.654",
        ),
        change("allen", cost(4321), contribution(4321), description="Voor allen, geheim"),
    )  # fmt: skip
    bus = journal.add_investment(
        actor=world.finance, amendment=draft, number=1, description="Een geheime bus", cents=432_100, position=1
    )
    late = LateInput(
        world.programmes["burger"], date(YEAR, 11, 1), "Een geheim traject", LawfulnessCategory.COVERED, 4_321_00
    )
    add_late(actor=world.finance, year=world.year, change=late, code="traject")
    ids = {
        code: world.mutation(code).pk for code in ("open", "aangeboden", "eigen", "geheim-uithoorn", "samen", "allen")
    }
    ids |= {f"order {code}": order.pk for code, order in world.orders.items()}
    ids["investment"] = bus.pk
    ids |= _overleg(world, users)
    ids |= _lives(world, users)
    ids |= _documents(world)
    _under_way(world)
    ids |= {"user": users["nobody"].pk, "grant": users["expired"].grants.get().pk, "expired": users["expired"].pk}
    return Secretive(world, users, ids, {name: _session(user) for name, user in users.items()})


def _overleg(world: World, users: dict[str, User]) -> dict[str, int]:
    """An OGON in which Diemen and Uithoorn sit, ask and decide; what Uithoorn says there is a secret."""
    ogon = journal.add_ogon(actor=world.finance, name="Burgerzaken", programmes=[world.programmes["burger"]])
    seats = {}
    for name, code in (("ogon", "diemen"), ("other", "uithoorn")):
        place = world.municipalities[code]
        seats[name] = journal.seat_member(actor=world.finance, ogon=ogon, user=users[name], municipality=place)
    held, planned = (
        journal.plan_meeting(actor=world.finance, ogon=ogon, year=world.year, on=date(2025, 1, day)) for day in (8, 9)
    )
    said = (
        ("ogon", "diemen", "eigen", "agreed", "Goed zo", "Hoe lang duurt dit?"),
        ("other", "uithoorn", "geheim-uithoorn", "declined", "Een geheim bezwaar", "Blijft 4.321 geheim?"),
    )
    ids = {"ogon seat": seats["ogon"].pk, "held": held.pk, "planned": planned.pk}
    for name, place_code, code, verdict, reason, text in said:
        place = world.municipalities[place_code]
        subject = read_subject(YEAR, "mutation", code)
        assert subject is not None
        about: dict[str, Any] = {"actor": users[name], "year": YEAR, "kind": "mutation", "code": code}
        question = journal.ask(**about, municipality=place, text=text)
        journal.answer(actor=world.finance, question=question, text=f"Antwoord: {text}")
        journal.decide(
            **about, municipality=place, verdict=verdict, reason=reason, meeting=held,
            seen=subject.parts[place.pk].fingerprint,
        )  # fmt: skip
        ids["q own" if name == "ogon" else "q other"] = question.pk
    journal.hold_meeting(actor=world.finance, meeting=held)
    return ids


def _lives(world: World, users: dict[str, User]) -> dict[str, int]:
    """Orders of Uithoorn in every status, and what hangs on one that was published: nothing for Diemen to know."""
    uithoorn = world.municipalities["uithoorn"]
    dvo = journal.add_agreement(
        actor=world.finance, code="geheim-dvo", kind="work-plan", name="Geheim werkplan", municipality=uithoorn,
        valid_from=YEAR, pool=world.pools["vth"], reference="geheim",
    )  # fmt: skip
    overname = person("overname", Role.TAKEOVER)
    ids = {}
    for number, status in enumerate(OrderStatus, 601):
        order = journal.place_order(
            actor=overname, year=world.year, code=f"geheim-{status}", number=number, municipality=uithoorn,
            programme=world.programmes["burger"], description=f"Geheime order {status}", cents=432_100,
            recurrence="structural", performance="Een geheime prestatie", agreement=dvo, later={YEAR + 1: 8_765_400},
            steps=[StepInput(status, on=LATE_DAY, reference="geheim stuk", note="Een geheime toelichting")],
        )  # fmt: skip
        ids[f"order {order.code}"] = order.pk
    published = world.orders["401"]
    change = replace(input_of(published), performance="Een geheime prestatie", agreement=dvo)
    journal.edit_order(actor=world.finance, order=published, change=change, version=published.version)
    contacts = {"client": ContactInput("Een geheime adviseur", "geheim@example.org")}
    journal.set_contacts(actor=users["other"], order=published, contacts=contacts)
    document = journal.attach_document(
        actor=users["other"], order=published, name="geheim.pdf", data=b"%PDF-1.7 geheim\n%%EOF"
    )
    return ids | {"document": document.pk}


def _documents(world: World) -> dict[str, int]:
    """A kadernota that was sent and is being worked on again, and a bericht that never was: both with secrets now."""
    intro = ChapterInput("Inleiding", code="inleiding", blocks=(BlockInput(text="Wat de raden lazen."),))
    sent = DocumentInput("kadernota", "Kadernota", asks_views=True, chapters=(intro,))
    never = DocumentInput("bericht", "Een geheim bericht", chapters=(intro,))
    kadernota, bericht = journal.post_documents(actor=world.finance, year=world.year, documents=[sent, never])
    chapter = kadernota.chapters.get()
    for actor, status in ((world.finance, "ready"), (world.colleague, "reviewed")):
        chapter = journal.set_chapter_status(actor=actor, chapter=chapter, status=status, version=chapter.version)
    send_document(actor=world.finance, document=kadernota, content=compose(kadernota), on=date(YEAR, 3, 1))
    file = _answers(world, kadernota)
    reopen_document(actor=world.finance, document=kadernota, reason="Om te verbeteren")
    for document in (kadernota, bericht):
        block = Block.objects.get(chapter__document=document)
        secret = "Het geheim kost 4.321, zie [[mutatie:geheim-uithoorn]]."
        journal.edit_block(actor=world.finance, block=block, text=secret, content={}, version=block.version)
        journal.comment(actor=world.colleague, block=block, text="Blijft dit geheim?")
    return {"block": Block.objects.get(chapter__document=bericht).pk, "file": file}


def _answers(world: World, document: Document) -> int:
    """Diemen and Uithoorn answered; the second one, and what is said to both, is not for Diemen. Return the file."""
    for code, text in (("diemen", "Wat Diemen vindt."), ("uithoorn", "Een geheim bezwaar tegen 4.321")):
        row = document.consultations.get(municipality__code=code)
        files = [("geheim.pdf", b"%PDF-1.7 geheim\n%%EOF")] if code == "uithoorn" else []
        row = receive_view(
            actor=world.finance, consultation=row, on=date(YEAR, 4, 1), text=text, decision="", version=row.version,
            files=files,
        )  # fmt: skip
        react(actor=world.finance, consultation=row, reaction="Een geheim antwoord.", version=row.version)
    return ConsultationFile.objects.get().pk


def _under_way(world: World) -> None:
    """Give finance a workbook on its way in, a file of a concept and one of a version; and a closing date."""
    set_closing_date(actor=world.finance, year=world.year, on=date(YEAR, 11, 1))
    keep_exemption_rule(
        actor=world.finance, code="klein", condition="below-amount", reference="Artikel 1", valid_from=date(YEAR, 1, 1),
        threshold_cents=100_00,
    )  # fmt: skip
    Intake.objects.create(
        token=TOKENS["workbook"], actor=world.finance, name="geheim.xlsx", data=b"geheim", size=6, unpacked=6,
        digest="0" * 64,
    )  # fmt: skip
    bericht = Document.objects.get(slug="bericht")
    version = DocumentVersion.objects.get(document__slug="kadernota")
    about: dict[str, Any] = {"actor": world.finance, "head": "0" * 64, "format": FileFormat.XLSX}
    RenderJob.objects.create(
        token=TOKENS["concept"], document=bericht, status=JobStatus.DONE, data=b"geheim", **about
    )  # fmt: skip
    RenderJob.objects.create(token=TOKENS["sealed"], document=version.document, version=version, **about)


def _session(user: User) -> str:
    """Log in and return the key of the session."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


__all__ = ["SECRETS", "YEAR", "Secretive", "secretive_world"]
