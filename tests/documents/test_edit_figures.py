"""Writing a document on the site: live figures, what is left to do, and the set of a new year."""

from ledger import journal
from ledger.models import BudgetYear, Document
from tests.documents.desk import BASE, BURGER, EDIT, HOSTILE, logged_in, send, words
from tests.documents.papers import block, chapter
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


def test_hostile_text_comes_out_as_text_everywhere(paper, world, fenna):
    row = block(paper)
    journal.edit_block(actor=world.finance, block=row, text=HOSTILE, content={}, version=1)
    journal.rename_chapter(actor=world.finance, chapter=chapter(paper), title="<script>t</script>", version=2)
    example = send(fenna, f"{BASE}/voorbeeld/", kind="text", text=HOSTILE).json()["html"]
    pages = [words(fenna.get(address)) for address in (f"{EDIT}/", f"{BURGER}/", f"{BURGER}/{row.pk}/")]

    for page in (*pages, example):
        assert "<script>alert" not in page
        assert "<script>t" not in page
    assert "&lt;script&gt;alert(1)" in example
    assert "<strong>vet</strong>" in example


# --- a new year ---------------------------------------------------------------------------------


def test_a_new_year_gets_the_documents_of_the_one_before(paper, fenna):
    BudgetYear.objects.create(year=YEAR + 1)
    address = f"/{YEAR + 1}/documenten/nieuw/"
    assert f"Zoals {YEAR}" in words(fenna.get(address))
    assert address in words(fenna.get(f"/{YEAR + 1}/documenten/"))

    assert send(fenna, address, like="1066").status_code == 422
    assert send(fenna, address, like=str(YEAR)).status_code == 302
    assert Document.objects.get(budget_year=YEAR + 1).title == f"Kadernota {YEAR + 1}"
    assert "zijn er al" in words(fenna.get(address))
    for path in ("", "bewerken/", "bewerken/programma-burger/", "verwijzingen/?q=totaal"):  # nothing is budgeted yet
        assert fenna.get(f"/{YEAR + 1}/documenten/kadernota/{path}").status_code == 200
    again = send(fenna, address, like=str(YEAR))
    assert again.status_code == 422
    assert "heeft al documenten" in words(again)


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
