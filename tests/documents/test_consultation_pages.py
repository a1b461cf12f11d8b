"""The pages about zienswijzen and the P&C-kalender, as finance, the board and a council see them."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from ledger import journal
from ledger.enums import Role
from ledger.journal import consultations
from ledger.models import Consultation, ConsultationFile, ExemptionRule, FormToken
from reports.documents.icalendar import Event, escape, fold, write
from tests.documents.asked import LAST, SENT, adopted, answered, asked, dealt_with, ready, sent
from tests.documents.papers import written
from tests.ledger.factories import YEAR, person
from tests.reports import verapdf

HOSTILE = "<script>alert(1)</script>\nEn <b>meer</b>"
PDF = b"%PDF-1.7 zienswijze\n%%EOF"
TOKEN = "6f0a4f0e-0d5e-4b1c-9a39-1c2a3b4c5d%02d"


def page(name, *args):
    return reverse(f"reports:{name}", args=[YEAR, *args])


@pytest.fixture
def document(world):
    return ready(world)


@pytest.fixture
def finance(world):
    return client_of(world.finance)


@pytest.fixture
def council(world):
    return client_of(person("raad", Role.COUNCIL_READER, world.municipalities["diemen"]))


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def fill(client, about, path, code="diemen", number=1, **values):
    row = asked(about, code)
    address = page("consultation_step", about.slug, code, path)
    return client.post(address, {"token": TOKEN % number, "version": row.version, **values})


def text_of(response):
    return response.content.decode()


def test_before_sending_the_page_says_when_it_must_go(finance, document):
    shown = text_of(finance.get(page("consultation", document.slug)))

    assert "Verzend uiterlijk op <strong>8 oktober 2030</strong>" in shown
    assert "Verzend uiterlijk op 8 oktober 2030" in text_of(finance.get(page("consultations")))


def test_a_document_that_is_sent_shows_the_clock_of_each_council(world, finance, document):
    sent(world, document)
    shown = text_of(finance.get(page("consultation", document.slug)))

    assert shown.count("Nog 84 dagen") == 3
    assert "Het bestuur kan pas op 31 december 2030 besluiten" in shown
    assert 'value="0"' in shown


def test_one_that_is_sent_a_day_later_is_too_late(world, finance, document):
    sent(world, document, SENT + timedelta(days=1))

    assert "Te laat verzonden" in text_of(finance.get(page("consultation", document.slug)))
    assert "te laat verzonden" in text_of(finance.get(page("calendar")))


def test_from_answer_to_nota(world, finance, document):
    sent(world, document)
    board = client_of(world.board)
    given = {"on": "2030-11-20", "answer": "zienswijze", "text": HOSTILE, "decision": "R-12"}
    with_file = {**given, "document": SimpleUploadedFile("brief.pdf", PDF)}
    assert fill(finance, document, "antwoord", **with_file).status_code == 302
    assert fill(board, document, "reactie", number=2, reaction="Dat <i>doen</i> wij.").status_code == 302
    assert fill(finance, document, "informeren", number=3, on="2030-12-10").status_code == 302

    shown = text_of(finance.get(page("consultation", document.slug)))
    assert "raad geïnformeerd" in shown
    for name in ("consultation", "consultation_reply"):
        shown = text_of(finance.get(page(name, document.slug)))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
        assert "<script>alert" not in shown
        assert "Dat &lt;i&gt;doen&lt;/i&gt; wij." in shown
    file = ConsultationFile.objects.get()
    answer = finance.get(page("consultation_file", document.slug, file.pk))
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="brief.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_nota_as_pdf(world, finance, document):
    sent(world, document)
    answered(world, document, words=HOSTILE)
    dealt_with(world, document)
    adopted(world, document)

    answer = finance.get(page("consultation_reply_file", document.slug))
    reader = PdfReader(io.BytesIO(answer.content))
    words = " ".join(each.extract_text() for each in reader.pages)
    assert "<script>alert(1)</script>" in words
    assert "Dat doen wij." in words
    assert "De raad heeft niet geantwoord." in words
    assert reader.metadata is not None
    assert "Nota van beantwoording: 1e wijziging" in str(reader.metadata.title)


def test_the_nota_passes_the_validator(world, finance, document, tmp_path):
    verapdf.require()
    sent(world, document)
    answered(world, document, words=HOSTILE)
    dealt_with(world, document)
    file = tmp_path / "nota.pdf"
    file.write_bytes(finance.get(page("consultation_reply_file", document.slug)).content)

    assert [rule for flavour in ("ua1", "3a") for rule in verapdf.failures(file, flavour)] == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Kies wat de raad heeft geantwoord."),
        ({"on": "2030-11-20", "answer": "zienswijze"}, "Vul de zienswijze in."),
        ({"on": "2030-11-20", "answer": "geen", "text": "Toch"}, "maar u kiest"),
        ({"on": "2030-10-07", "answer": "geen"}, "voordat het document is verzonden"),
        ({"on": "onzin", "answer": "geen"}, "Vul een datum in"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_keeps_what_was_typed(world, finance, document, values, sentence):
    sent(world, document)
    response = fill(finance, document, "antwoord", **values)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert values.get("text", "") in text_of(response)
    assert asked(document).received_on is None


def test_a_file_that_is_no_document_is_refused_and_nothing_is_kept(world, finance, document):
    sent(world, document)
    file = SimpleUploadedFile("brief.pdf", b"<html><script>alert(1)</script>")
    response = fill(finance, document, "antwoord", on="2030-11-20", answer="zienswijze", text="Nee", document=file)

    assert response.status_code == 422
    assert "De inhoud van dit bestand" in text_of(response)
    assert not ConsultationFile.objects.exists()
    assert asked(document).text == ""


def test_two_people_at_once_lose_nothing(world, finance, document):
    sent(world, document)
    old = asked(document).version
    answered(world, document, words="De eerste.")
    response = fill(finance, document, "antwoord", on="2030-11-21", answer="zienswijze", text="De tweede.", version=old)

    assert response.status_code == 422
    shown = text_of(response)
    assert "De eerste." in shown
    assert "De tweede." in shown
    assert asked(document).text == "De eerste."
    assert fill(
        finance, document, "antwoord", number=2, on="2030-11-21", answer="zienswijze", text="De tweede."
    ).status_code == 302  # fmt: skip


def test_sent_twice_is_done_once(world, finance, document):
    sent(world, document)
    values = {"on": "2030-11-20", "answer": "zienswijze", "text": "Nee", "version": asked(document).version}
    assert fill(finance, document, "antwoord", **values).status_code == 302
    assert fill(finance, document, "antwoord", **values).status_code == 302

    assert asked(document).version == 2
    assert FormToken.objects.count() == 1


def test_a_council_reads_its_own_and_no_draft_of_a_reaction(world, council, document):
    sent(world, document)
    answered(world, document, words="Van Diemen.")
    answered(world, document, "uithoorn", "Geheim van Uithoorn.")
    row = asked(document)
    consultations.react(actor=world.board, consultation=row, reaction="Geheime reactie.", version=row.version)
    addresses = [
        page("consultations"),
        page("consultation", document.slug),
        page("consultation_reply", document.slug),
        page("calendar"),
        page("calendar_feed"),
        page("document", document.slug),
    ]
    told = " ".join(text_of(council.get(address)) for address in addresses)
    nota = PdfReader(io.BytesIO(council.get(page("consultation_reply_file", document.slug)).content))
    told += " ".join(each.extract_text() for each in nota.pages)
    assert "Van Diemen." in told
    assert not re.search("Geheim|Uithoorn geeft|raad-uithoorn", told)

    dealt_with(world, document, reaction="Geheime reactie.")
    shown = text_of(council.get(page("consultation", document.slug)))
    assert "Geheime reactie." in shown
    assert "Geheim van Uithoorn." not in shown


def test_a_council_sees_what_is_asked_of_it_and_until_when(world, council, document):
    """On the list, on the document and beside its zienswijze; nothing any more once it answered."""
    sent(world, document)
    addresses = [page("consultations"), page("consultation", document.slug), page("document", document.slug)]
    for address in addresses:
        shown = text_of(council.get(address))
        assert "Uw raad kan een zienswijze geven" in shown
        assert "tot en met <strong>30 december 2030</strong>" in shown
    listed = council.get(page("documents")).content.decode()
    assert "Verzonden op 8 oktober 2030." in listed
    assert f'href="{page("document", document.slug)}?gemeente=diemen"' in listed

    answered(world, document)
    assert not any("Uw raad kan" in text_of(council.get(address)) for address in addresses)


def test_after_the_decision_every_council_reads_the_whole_nota(world, council, document):
    sent(world, document)
    answered(world, document, "uithoorn", "Van Uithoorn.")
    dealt_with(world, document, "uithoorn")
    adopted(world, document)

    shown = text_of(council.get(page("consultation_reply", document.slug)))
    assert "Van Uithoorn." in shown
    assert "Dat doen wij." in shown


def test_a_file_of_another_council_is_not_there(world, council, document):
    sent(world, document)
    row = asked(document, "uithoorn")
    consultations.receive_view(
        actor=world.finance, consultation=row, on=LAST, text="Nee", decision="", version=row.version,
        files=[("geheim.pdf", PDF)],
    )  # fmt: skip
    file = ConsultationFile.objects.get()

    assert council.get(page("consultation_file", document.slug, file.pk)).status_code == 404
    assert council.get(page("consultation_step", document.slug, "diemen", "antwoord")).status_code == 404


def test_a_rule_is_added_and_changed(world, finance):
    assert "Nog geen vrijstellingen" in text_of(finance.get(page("exemptions")))
    values = {
        "token": TOKEN % 1,
        "code": "klein",
        "condition": "below-amount",
        "threshold_cents": "1.000",
        "reference": "Artikel 30 lid 4",
        "valid_from": "2024-01-01",
    }
    assert finance.post(page("exemption_new"), values | {"threshold_cents": ""}).status_code == 422
    assert finance.post(page("exemption_new"), values).status_code == 302
    rule = ExemptionRule.objects.get()
    assert (rule.threshold_cents, rule.reference) == (1_000_00, "Artikel 30 lid 4")
    changed = values | {"token": TOKEN % 2, "threshold_cents": "2.000"}
    assert finance.post(page("exemption_edit", "klein"), changed).status_code == 302
    assert ExemptionRule.objects.get().threshold_cents == 2_000_00
    assert "Artikel 30 lid 4" in text_of(finance.get(page("exemptions")))


def test_the_calendar_shows_what_is_planned_and_what_the_law_wants(world, finance):
    row = written(world)  # a kadernota of 2030 to be sent on 29 April 2030: a year too late
    shown = text_of(finance.get(page("calendar")))
    assert "April 2029" in shown
    assert "Wgr art. 34b" in shown
    assert "te laat gepland" in shown

    journal.set_milestone(actor=world.finance, document=row, kind="send", on=date(YEAR - 1, 4, 29))
    assert "te laat gepland" not in text_of(finance.get(page("calendar")))


def test_the_feed_is_a_calendar_that_others_can_read(world, finance, document):
    sent(world, document)
    response = finance.get(page("calendar_feed"))
    lines = response.content.decode().split("\r\n")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    assert "DTSTART;VALUE=DATE:20301231" in lines
    assert "DTEND;VALUE=DATE:20310101" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == lines.count("BEGIN:VEVENT")
    assert Client().get(page("calendar_feed")).status_code == 302


def test_a_title_cannot_break_out_of_its_line():
    made = write(
        "K", [Event("u", SENT, "Weg\r\nBEGIN:VALARM;a,b\\c\x00" + "é" * 60)], datetime(2030, 1, 1, tzinfo=UTC)
    ).decode()

    assert "BEGIN:VALARM" not in made.split("\r\n")
    assert escape("a;b,c\\d\re") == "a\\;b\\,c\\\\d\\ne"
    unfolded = made.replace("\r\n ", "")
    assert "SUMMARY:Weg\\nBEGIN:VALARM\\;a\\,b\\\\c" + "é" * 60 in unfolded
    assert fold("x" * 75) == "x" * 75
    assert fold("x" * 76) == "x" * 75 + "\r\n x"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("consultations", 9), ("consultation", 8), ("consultation_reply", 8), ("calendar", 11)]
)
def test_the_number_of_queries_does_not_grow(world, finance, document, django_assert_num_queries, name, queries, count):
    sent(world, document)
    for code in list(world.municipalities)[:count]:
        answered(world, document, code)
    Consultation.objects.filter(received_on__isnull=True).delete()
    args = [document.slug] if name in ("consultation", "consultation_reply") else []
    with django_assert_num_queries(queries):
        assert finance.get(page(name, *args)).status_code == 200
