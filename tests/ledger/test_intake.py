"""A workbook through the browser: what is shown, what is stored, and who may."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ledger import journal
from ledger.enums import IntakeStatus, Role
from ledger.exchange import intake as intakes
from ledger.exchange.writing import export_workbook
from ledger.models import AuditEntry, FormToken, Intake, Line, Mutation
from tests.exchange.test_hostile_files import FILES
from tests.ledger.factories import YEAR, World, change, contribution, cost, person

START = "/invoer/werkmap/"


@pytest.fixture
def drafted(world: World) -> World:
    """A wijziging that is fixed, and a draft with two mutaties, one of them agreed to."""
    world.adopted(0, change("primitief", number=1))
    world.draft(1, change("een", number=2), change("twee", cost(200), contribution(200), number=3))
    mutation = world.mutation("een")
    journal.approve_mutation(actor=world.colleague, mutation=mutation, version=mutation.version)
    return world


@pytest.fixture
def desk(client, drafted):
    client.force_login(drafted.finance)
    return client


def exported():
    stream = BytesIO()
    export_workbook(stream)
    return openpyxl.load_workbook(BytesIO(stream.getvalue()))


def headings(sheet):
    return [cell.value for cell in sheet[1]]


def put(sheet, heading, value, **where):
    """Set a cell in the row that has the given values."""
    names = headings(sheet)
    row = next(
        row
        for row in sheet.iter_rows(min_row=2)
        if all(row[names.index(name)].value == wanted for name, wanted in where.items())
    )
    row[names.index(heading)].value = value


def add(sheet, **values):
    sheet.append([values.get(heading) for heading in headings(sheet)])


def sent(desk, book, name="boek.xlsx"):
    """Send a workbook; return the answer."""
    if not isinstance(book, bytes):
        stream = BytesIO()
        book.save(stream)
        book = stream.getvalue()
    return desk.post(START, {"book": SimpleUploadedFile(name, book)})


def shown(desk, book):
    """Send a workbook and return its page and its row."""
    answer = sent(desk, book)
    assert answer.status_code == 302, answer.content.decode()
    page = desk.get(answer.url)
    return page.content.decode(), Intake.objects.get()


def taken_over(desk, row, digest=None):
    return desk.post(reverse("ledger:intake_take_over", args=[row.token]), {"digest": digest or row.digest})


def edited():
    """What is there, with a text and an amount changed and a mutatie added."""
    book = exported()
    put(book["Mutaties"], "Omschrijving", "Andere woorden", Code="een")
    for side in ("last", "baat"):
        put(book["Regels"], "Bedrag", 250.5, Mutatie="twee", Soort=side)
    add(
        book["Mutaties"], Jaar=YEAR, Wijziging=1, Code="drie", Programma="burger", Nummer=4, Omschrijving="Nieuw",
        Soort="structureel", OGON="nee",
    )  # fmt: skip
    row = {"Jaar": YEAR, "Mutatie": "drie", "Boekjaar": YEAR, "Plaats": "programma", "Bedrag": 99}
    add(book["Regels"], **row, Soort="last")
    add(book["Regels"], **row, Soort="baat", Dekkingsbron="bijdrage", Verdeelgroep="burger")
    return book


def test_a_workbook_is_shown_before_it_counts(desk):
    before = (Mutation.objects.count(), Line.objects.count(), AuditEntry.objects.count())

    page, row = shown(desk, edited())

    assert row.status == IntakeStatus.READY
    assert (Mutation.objects.count(), Line.objects.count(), AuditEntry.objects.count()) == before
    assert row.digest in page
    assert "<del>Mutatie een</del>" in page
    assert "<ins>Andere woorden</ins>" in page
    assert "<del>€ 200</del>" in page
    assert "<ins>€ 250,50</ins>" in page
    assert "Blad Mutaties, rij 5" in page
    assert row.result["added"]["mutations"] == 1
    assert row.result["added"]["lines"] == 2
    assert row.result["changed"] == 2
    # 99 new and 50,50 more, both on verdeelgroep burger: 50, 30 and 20 percent.
    assert (row.result["cost"], row.result["income"]) == (149_50, 149_50)
    assert row.result["effects"] == [
        {
            "year": YEAR,
            "payers": [
                ["Diemen", 1_100_00, 1_174_75],
                ["Ouder-Amstel", 660_00, 704_85],
                ["Uithoorn", 440_00, 469_90],
            ],
        }
    ]


def test_taking_over_stores_what_was_shown_and_keeps_codes(desk, drafted):
    _, row = shown(desk, edited())

    answer = taken_over(desk, row)

    assert answer.url == reverse("ledger:intake_show", args=[row.token])
    row.refresh_from_db()
    assert row.status == IntakeStatus.APPLIED
    assert bytes(row.data) == b""
    changed = drafted.mutation("een")
    assert (changed.description, changed.version, changed.approved_by) == ("Andere woorden", 2, None)
    assert sorted(drafted.mutation("twee").lines.values_list("cents", flat=True)) == [250_50, 250_50]
    assert drafted.mutation("drie").number == 4
    assert "Overgenomen" in desk.get(answer.url).content.decode()
    entry = AuditEntry.objects.get(action="book.imported")
    assert entry.payload == {"file": "boek.xlsx", "sha256": row.digest, "added": 3, "changed": 2}


def test_the_same_file_again_changes_nothing(desk):
    stream = BytesIO()
    edited().save(stream)
    _, row = shown(desk, stream.getvalue())
    taken_over(desk, row)
    Intake.objects.all().delete()
    before = AuditEntry.objects.count()

    page, row = shown(desk, stream.getvalue())

    assert "Er is niets nieuws" in page
    assert "Overnemen</span>" not in page
    taken_over(desk, row)
    assert AuditEntry.objects.count() == before


def test_an_export_is_taken_back_unchanged_also_when_its_rows_were_sorted(desk):
    book = exported()
    rows = [[cell.value for cell in row] for row in book["Regels"].iter_rows(min_row=2)]
    book["Regels"].delete_rows(2, len(rows))
    for values in reversed(rows):
        book["Regels"].append(values)

    page, _ = shown(desk, book)

    assert "Er is niets nieuws" in page


def test_a_double_click_stores_once(desk, drafted):
    _, row = shown(desk, edited())

    first, second = taken_over(desk, row), taken_over(desk, row)

    assert first.url == second.url
    assert FormToken.objects.filter(token=row.token).count() == 1
    assert drafted.mutation("een").version == 2


def test_another_file_than_the_one_shown_is_not_taken_over(desk, drafted):
    _, row = shown(desk, edited())

    answer = taken_over(desk, row, sha256(b"another").hexdigest())

    assert answer.status_code == 422
    assert "Dit is niet het bestand dat u hebt gezien" in answer.content.decode()
    assert drafted.mutation("een").version == 1


def test_what_somebody_changed_meanwhile_is_not_overwritten(desk, drafted):
    _, row = shown(desk, edited())
    mutation = drafted.mutation("een")
    journal.edit_mutation(
        actor=drafted.colleague, mutation=mutation, version=1, change=change("een", number=2, description="Tussendoor")
    )

    answer = taken_over(desk, row)

    page = desk.get(answer.url).content.decode()
    assert "Er is intussen iets gewijzigd" in page
    assert drafted.mutation("een").description == "Tussendoor"
    assert not Mutation.objects.filter(code="drie").exists()
    assert not FormToken.objects.filter(token=row.token).exists()


def test_a_mutatie_that_is_fixed_stays_as_it_is(desk, drafted):
    book = edited()
    put(book["Mutaties"], "Omschrijving", "Achteraf", Code="primitief")

    page, row = shown(desk, book)

    assert row.status == IntakeStatus.REFUSED
    assert "haar mutaties liggen vast. Herstel een fout met een tegenboeking" in page
    assert "Blad Mutaties, cel F2" in page
    assert taken_over(desk, row).status_code == 302
    assert drafted.mutation("een").version == 1


def test_a_change_that_breaks_a_rule_names_its_cell(desk):
    book = exported()
    put(book["Regels"], "Bedrag", 300, Mutatie="twee", Soort="last")
    put(book["Mutaties"], "Nummer", 2, Code="twee")

    page, row = shown(desk, book)

    assert row.status == IntakeStatus.REFUSED
    assert "niet in evenwicht" in page
    assert "Dubbel: Jaar &#x27;2030&#x27;, Programma &#x27;burger&#x27;, Nummer &#x27;2&#x27; staat ook in" in page
    assert row.result["complaints"] == 2


def test_two_mutaties_may_trade_numbers(desk, drafted):
    book = exported()
    put(book["Mutaties"], "Nummer", 3, Code="een")
    put(book["Mutaties"], "Nummer", 2, Code="twee")

    _, row = shown(desk, book)
    taken_over(desk, row)

    assert (drafted.mutation("een").number, drafted.mutation("twee").number) == (3, 2)


def test_a_mutatie_keeps_its_lines_when_the_file_has_none(desk, drafted):
    book = edited()
    del book["Regels"]
    names = headings(book["Mutaties"])
    for row in list(book["Mutaties"].iter_rows(min_row=2)):
        if row[names.index("Code")].value == "drie":
            book["Mutaties"].delete_rows(row[0].row)

    _, row = shown(desk, book)
    taken_over(desk, row)

    assert drafted.mutation("een").description == "Andere woorden"
    assert drafted.mutation("een").lines.count() == 2


@pytest.mark.parametrize("case", FILES)
def test_a_hostile_file_gets_a_sentence_and_never_a_crash(desk, case):
    make, sentence = FILES[case]

    answer = sent(desk, make().getvalue())

    page = answer.content.decode()
    if answer.status_code == 302:
        page = desk.get(answer.url).content.decode()
    else:
        assert answer.status_code == 422
    assert sentence.split("'")[0][:40] in page.replace("&#x27;", "'")


def test_a_file_that_is_too_large_is_dropped_on_its_way_in(desk, settings):
    settings.MAX_UPLOAD_BYTES = 1000

    answer = sent(desk, bytes(200_000))

    assert answer.status_code == 422
    assert "Het bestand is te groot" in answer.content.decode()
    assert not Intake.objects.exists()


@pytest.mark.parametrize("data", [{}, {"book": "geen bestand"}, {"book": SimpleUploadedFile("leeg.xlsx", b"")}])
def test_a_form_without_a_file_asks_for_one(desk, data):
    answer = desk.post(START, data)

    assert answer.status_code == 422
    assert "<title>Fout: " in answer.content.decode()


def test_a_workbook_can_be_thrown_away(desk):
    _, row = shown(desk, edited())

    answer = desk.post(reverse("ledger:intake_discard", args=[row.token]))

    assert answer.url == START
    assert not Intake.objects.exists()


def test_downloads_can_be_sent_back(desk):
    whole = desk.get(f"{START}begroting.xlsx?jaar={YEAR}").content
    page, _ = shown(desk, whole)
    assert "Er is niets nieuws" in page

    empty = desk.get(f"{START}leeg.xlsx").content
    page = sent(desk, empty)
    assert "werkboek is leeg" in desk.get(page.url).content.decode()


@pytest.mark.parametrize("query", ["jaar=1999", "jaar=99999999999", "jaar=x"])
def test_a_year_that_is_not_there_has_no_workbook(desk, query):
    assert desk.get(f"{START}begroting.xlsx?{query}").status_code == 404


def test_a_workbook_belongs_to_who_sent_it(desk, client, drafted):
    _, row = shown(desk, edited())
    client.force_login(drafted.colleague)

    for name in ("intake_show", "intake_state"):
        assert client.get(reverse(f"ledger:{name}", args=[row.token])).status_code == 404
    for name in ("intake_take_over", "intake_discard"):
        assert client.post(reverse(f"ledger:{name}", args=[row.token])).status_code == 404


@pytest.mark.parametrize("role", [Role.BOARD, Role.ACCOUNTANT, Role.ADMINISTRATOR])
def test_who_may_not_enter_finds_nothing(client, drafted, role):
    client.force_login(person("iemand", role))

    for path in ("", "begroting.xlsx", "leeg.xlsx", f"{uuid4()}/", f"{uuid4()}/stand.json"):
        assert client.get(START + path).status_code == 404
    assert client.post(START, {}).status_code == 404


def test_an_old_workbook_is_gone(desk):
    _, row = shown(desk, edited())
    Intake.objects.update(received_at=timezone.now() - timedelta(days=1, minutes=1))

    assert desk.get(reverse("ledger:intake_show", args=[row.token])).status_code == 404
    sent(desk, edited())
    assert Intake.objects.count() == 1


def test_work_that_stopped_says_so_and_can_be_thrown_away(desk):
    _, row = shown(desk, edited())
    Intake.objects.update(status=IntakeStatus.APPLYING, beat_at=timezone.now() - timedelta(hours=1))

    assert "Het werk is afgebroken" in desk.get(reverse("ledger:intake_show", args=[row.token])).content.decode()
    assert desk.post(reverse("ledger:intake_discard", args=[row.token])).url == START


def test_a_page_waits_while_the_work_is_going_on(desk):
    _, row = shown(desk, edited())
    Intake.objects.update(status=IntakeStatus.CHECKING, stage=2)

    page = desk.get(reverse("ledger:intake_show", args=[row.token])).content.decode()
    assert '<progress class="duo-intake__bar" max="2" value="2"' in page
    state = desk.get(reverse("ledger:intake_state", args=[row.token])).json()
    assert state == {
        "busy": True, "stage": 2, "words": "Stap 2 van 2: de rijen worden nagekeken en op proef geboekt."
    }  # fmt: skip
    assert desk.post(reverse("ledger:intake_discard", args=[row.token])).url.endswith(f"{row.token}/")
    assert Intake.objects.exists()


def test_a_fault_of_our_own_is_told_and_stores_nothing(desk, monkeypatch, caplog):
    _, row = shown(desk, edited())
    monkeypatch.setattr(intakes, "import_book", lambda *_, **__: 1 / 0)

    page = desk.get(taken_over(desk, row).url).content.decode()

    assert "Er ging iets mis. Er is niets opgeslagen." in page
    assert "ZeroDivisionError" in caplog.text
    assert not FormToken.objects.filter(token=row.token).exists()


def test_rows_can_be_chosen_and_leafed_through(desk):
    _, row = shown(desk, edited())
    address = reverse("ledger:intake_show", args=[row.token])

    page = desk.get(f"{address}?blad=lines&wat=added").content.decode()
    assert page.count("Blad Regels, rij") == 2
    page = desk.get(f"{address}?blad=onzin&wat=onzin&pagina=x").content.decode()
    assert "Blad Mutaties, rij 3" in page


def test_the_pages_cost_a_fixed_number_of_queries(desk, django_assert_num_queries):
    _, row = shown(desk, edited())

    with django_assert_num_queries(7):
        desk.get(START)
    with django_assert_num_queries(6):
        desk.get(reverse("ledger:intake_show", args=[row.token]))


@pytest.mark.django_db(transaction=True)
def test_a_large_workbook_is_done_in_a_thread(client, settings):
    import threading

    from tests.ledger.factories import small_world

    settings.INTAKE_INLINE_BYTES = 0
    world = small_world()
    world.draft(1, change("een", number=2), change("twee", cost(200), contribution(200), number=3))
    client.force_login(world.finance)

    def finish():
        for thread in threading.enumerate():
            if thread.name.startswith("intake-"):
                thread.join(60)

    sent(client, edited())
    finish()
    row = Intake.objects.get()
    assert row.status == IntakeStatus.READY
    taken_over(client, row)
    finish()
    row.refresh_from_db()
    assert row.status == IntakeStatus.APPLIED
    assert world.mutation("een").description == "Andere woorden"
