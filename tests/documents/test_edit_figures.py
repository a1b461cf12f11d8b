"""Writing a document on the site: live figures, what is left to do, and the set of a new year."""

from html import unescape

from ledger import journal
from ledger.gates.document import Concern, objections
from ledger.models import BudgetYear, Document
from reports.documents.compose import compose
from tests.documents.desk import BASE, BURGER, EDIT, HOSTILE, logged_in, send, words
from tests.documents.papers import block, chapter, kinds
from tests.ledger.factories import YEAR

# --- live figures and what is left to do --------------------------------------------------------


def test_the_list_finds_mutaties_and_cells_by_words_and_amounts(paper, fenna):
    def found(query):
        answer = fenna.get(f"{BASE}/verwijzingen.json", {"q": query})
        return [(row["source"], row["shown"]) for row in answer.json()["references"]]

    for query in ("jeugdhulp", "9", "111.372", "111372", "PROJECT burger"):
        assert ("mutatie:m1", "€\u00a0111.372") in found(query)
    cells = found("totaal diemen bijdragen")
    assert cells
    assert all(source.startswith("bijdragen:diemen/total:") for source, _ in cells)
    assert found("bestaat nergens") == []
    assert len(found("e")) <= 20


def test_the_list_offers_the_form_that_is_asked_for(paper, fenna):
    def found(query):
        rows = fenna.get(f"{BASE}/verwijzingen.json", {"q": query}).json()["references"]
        return [(row["source"], row["shown"]) for row in rows]

    assert ("mutatie:m1:K", "€\u00a0111K") in found("jeugdhulp:K")
    assert ("mutatie:m1:K", "€\u00a0111K") in found("jeugdhulp:k")
    assert found("jeugdhulp:nummer") == [("mutatie:m1:nummer", "9")]
    assert found("jeugdhulp:naam") == [("mutatie:m1:naam", "Project jeugdhulp")]
    cells = found("totaal diemen bijdragen:teken")
    assert cells
    assert all(source.endswith(":teken") and shown[0] in "+\u2212" for source, shown in cells)
    assert found("jeugdhulp:onzin") == []


def test_whatever_the_list_offers_can_be_printed(paper, fenna):
    rows = fenna.get(f"{BASE}/verwijzingen.json", {"q": "burger"}).json()["references"]

    answer = send(fenna, f"{BASE}/voorbeeld/", kind="text", text=" ".join(f"[[{row['source']}]]" for row in rows))

    assert len(rows) > 3
    assert "duo-live--broken" not in answer.json()["html"]
    assert all(row["shown"] in answer.json()["html"] for row in rows)


def test_without_a_script_references_are_copied_from_a_page(paper, fenna):
    page = words(fenna.get(f"{BASE}/verwijzingen/?q=jeugdhulp"))

    assert "[[mutatie:m1]]" in page
    assert "Niets gevonden" in words(fenna.get(f"{BASE}/verwijzingen/?q=zzz"))


def test_what_is_wrong_stands_beside_its_paragraph(paper, world, fenna):
    row = block(paper, "priority")
    content = {**row.content, "goal": "Zie [[mutatie:weg]]"}
    journal.edit_block(actor=world.finance, block=row, text="", content=content, version=1)

    page = words(fenna.get(f"{BURGER}/"))

    place = page.index("bestaat niet in")
    assert page.index(f'id="stuk-{row.pk}"') < place < page.index(f'id="stuk-{block(paper, "table").pk}"')
    assert "is nog niet nagekeken" in page


def _says(world, paper, text, title="Programma Burger"):
    """Let the chapter say something, and return its first piece."""
    row, part = block(paper), chapter(paper)
    journal.edit_block(actor=world.finance, block=row, text=text, content={}, version=row.version)
    programme = world.programmes["burger"]
    part.refresh_from_db()
    journal.describe_chapter(
        actor=world.finance, chapter=part, title=title, numbered=True, programme=programme, version=part.version
    )
    return row


def test_an_amount_that_contradicts_the_title_stands_beside_its_text_and_the_list_leads_there(paper, world, fenna):
    row = _says(world, paper, "Hiervoor is € 112.000 nodig.", title="Jeugdhulp (begrotingswijziging nr. 9)")
    sentence = "2 noemt € 112.000, maar Burger 9 is € 111.372."

    page = words(fenna.get(f"{BURGER}/"))
    assert (
        page.index(f'id="stuk-{row.pk}"') < page.index(sentence) < page.index(block(paper, "priority").content["goal"])
    )
    assert 'id="deel-0"' in page
    assert f'<a href="{BURGER}/#deel-0">{sentence}</a>' in words(fenna.get(f"{BASE}/"))


def test_an_amount_that_is_nowhere_in_the_ledger_is_told_and_stops_nothing(paper, world, fenna):
    _says(world, paper, "Hiervoor is € 987.654 nodig, en € 111.372 is er al. Niet opgenomen is € 5.432.")

    page = words(fenna.get(f"{BURGER}/"))

    assert "2 noemt € 987.654. Geen mutatie en geen tabel heeft dit bedrag: kijk na of het klopt." in page
    assert "noemt € 111.372" not in page
    assert "noemt € 5.432" not in page
    (unknown,) = [lack for lack in objections(paper, compose(paper)) if lack.concern is Concern.UNKNOWN]
    assert (unknown.blocking, unknown.needs_reason, unknown.part) == (False, False, 0)


def test_titles_and_notes_are_read_as_well(paper, world):
    table = block(paper, "table")
    content = {**table.content, "note": "Zie mutatie nr. 77."}
    journal.edit_block(actor=world.finance, block=table, text="", content=content, version=1)

    (missing,) = [lack for lack in objections(paper, compose(paper)) if lack.concern is Concern.MISSING]

    assert (missing.part, missing.blocking) == (2, True)
    assert "verwijst naar mutatie nr. 77 van Burger, maar die is er niet" in missing.sentence


def test_a_reference_in_a_title_or_note_is_told(paper, world):
    _says(world, paper, "Goed.", title="Kosten [[mutatie:m1]]")
    table = block(paper, "table")
    content = {**table.content, "note": "Waarvan [[mutatie:m1:K]]"}
    journal.edit_block(actor=world.finance, block=table, text="", content=content, version=1)

    broken = [lack for lack in objections(paper, compose(paper)) if lack.concern is Concern.BROKEN]

    assert [(lack.part, lack.sentence) for lack in broken] == [
        (None, "2: [[mutatie:m1]] staat in een titel of noot. Dat werkt alleen in een tekst."),
        (2, "2: [[mutatie:m1:K]] staat in een titel of noot. Dat werkt alleen in een tekst."),
    ]


def test_hostile_text_comes_out_as_text_everywhere(paper, world, fenna):
    row = block(paper)
    journal.edit_block(actor=world.finance, block=row, text=HOSTILE, content={}, version=1)
    journal.describe_chapter(
        actor=world.finance,
        chapter=chapter(paper),
        title="<script>t</script>",
        numbered=True,
        programme=None,
        version=2,
    )
    example = send(fenna, f"{BASE}/voorbeeld/", kind="text", text=HOSTILE).json()["html"]
    pages = [words(fenna.get(address)) for address in (f"{EDIT}/", f"{BURGER}/", f"{BURGER}/{row.pk}/")]

    for page in (*pages, example):
        assert "<script>alert" not in page
        assert "<script>t" not in page
    assert "&lt;script&gt;alert(1)" in example
    assert "<strong>vet</strong>" in example


def test_a_table_a_chart_and_toelichtingen_have_an_example(paper, fenna):
    def example(**fields):
        return unescape(send(fenna, f"{BASE}/voorbeeld/", **fields).json()["html"])

    assert "−111.372" in example(kind="table", statement="contributions")
    assert "<svg" in example(kind="chart", chart="waterfall")
    assert "Kies bij 'Tabel' een waarde." in example(kind="table", statement="")
    assert "Maak het programma leeg." in example(kind="table", statement="reserves", part="burger")
    assert "Programma 'onzin' bestaat niet." in example(kind="notes", programme="onzin")
    assert example(kind="onzin").strip() == ""
    answer = send(fenna, f"{BURGER}/nieuw/table/", statement="contributions", version="0", kind="table", voorbeeld="1")
    assert "Diemen" in words(answer)  # without a script
    assert kinds(paper) == ["text", "priority", "table"]  # nothing is stored yet


# --- a new year ---------------------------------------------------------------------------------


def test_a_new_year_gets_the_documents_of_the_one_before(paper, fenna):
    BudgetYear.objects.create(year=YEAR + 1)
    address = f"/{YEAR + 1}/documenten/nieuw/"
    assert f"Zoals {YEAR}" in words(fenna.get(address))
    assert address in words(fenna.get(f"/{YEAR + 1}/documenten/"))

    assert send(fenna, address, like="1066").status_code == 422
    assert send(fenna, address, like=str(YEAR)).status_code == 302
    assert Document.objects.get(budget_year=YEAR + 1).title == f"Kadernota {YEAR + 1}"
    assert "Wat er al is, blijft zoals het is" in words(fenna.get(address))
    for path in ("", "bewerken/", "bewerken/programma-burger/", "verwijzingen/?q=totaal"):  # nothing is budgeted yet
        assert fenna.get(f"/{YEAR + 1}/documenten/kadernota/{path}").status_code == 200
    again = send(fenna, address, like=str(YEAR))
    assert again.status_code == 422
    assert "heeft al deze documenten al" in words(again)


def test_the_standard_documents_can_be_written_before_there_is_a_budget(world, fenna):
    BudgetYear.objects.create(year=YEAR + 1)

    assert send(fenna, f"/{YEAR + 1}/documenten/nieuw/", like="standaard").status_code == 302

    slugs = list(Document.objects.filter(budget_year=YEAR + 1).values_list("slug", flat=True))
    assert len(slugs) == 7
    for slug in slugs:
        for path in ("", "bewerken/"):
            assert fenna.get(f"/{YEAR + 1}/documenten/{slug}/{path}").status_code == 200


def test_only_who_may_write_is_led_to_the_editor(paper, world, fenna):
    assert f"{EDIT}/" in words(fenna.get(f"{BASE}/"))
    board = logged_in(world.board)
    assert f"{EDIT}/" not in words(board.get(f"{BASE}/"))
    assert board.get(f"{EDIT}/").status_code == 404
