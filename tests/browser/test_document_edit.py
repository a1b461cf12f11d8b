"""Writing a chapter in a real browser: amounts from a list, a draft that survives, two people, and without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from ledger.enums import ChapterStatus
from ledger.models import Block, BlockComment
from tests.browser.test_amendment_life import PASSWORD, SIZES, log_in
from tests.documents.papers import block, chapter, written
from tests.ledger.factories import YEAR, World, change, contribution, cost, small_world

Check = Callable[[Page], None]


@pytest.fixture
def world(transactional_db: None) -> World:
    made = small_world()
    for user in (made.finance, made.colleague):
        user.set_password(PASSWORD)
        user.save()
    made.adopted(0, change("m1", cost(111_372), contribution(111_372), number=9, description="Project jeugdhulp"))
    return made


def test_a_chapter_from_an_empty_line_to_ready(world: World, live_server, page: Page, assert_accessible: Check):
    paper = written(world)
    log_in(page, live_server.url, "fenna")
    page.goto(f"{live_server.url}/{YEAR}/documenten/kadernota/")
    assert_accessible(page)
    page.get_by_role("link", name="Bewerken").click()
    assert_accessible(page)
    page.get_by_role("link", name="2 Programma Burger").click()
    assert_accessible(page)
    page.get_by_role("link", name="Bewerken stuk 1").click()

    text = page.get_by_role("textbox", name="Tekst")
    text.fill("")
    text.press_sequentially("Dit kost [[jeugd")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Project jeugdhulp")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert_accessible(page)
    text.press("Escape")
    expect(options).to_have_count(0)
    text.press_sequentially("hulp")
    expect(options.first).to_contain_text("€\u00a0111.372")
    text.press("ArrowDown")
    text.press("ArrowUp")
    text.press("Enter")
    expect(text).to_have_value("Dit kost [[mutatie:m1]]")
    text.press_sequentially(" en dat is **veel**.")
    example = page.get_by_role("region", name="Voorbeeld")
    expect(example).to_contain_text("Dit kost €\u00a0111.372 en dat is veel.")
    assert_accessible(page)

    page.reload()  # a closed laptop
    expect(page.get_by_text("Wat u hier eerder invulde")).to_be_visible()
    expect(text).to_have_value("Dit kost [[mutatie:m1]] en dat is **veel**.")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Tekst opgeslagen.")).to_be_visible()
    assert block(paper).text == "Dit kost [[mutatie:m1]] en dat is **veel**."

    page.get_by_text("Opmerking plaatsen").first.click()
    page.get_by_label("Opmerking", exact=True).first.fill("Graag nakijken")
    page.get_by_role("button", name="Plaatsen").first.click()
    expect(page.get_by_role("paragraph").filter(has_text="Graag nakijken")).to_be_visible()
    assert BlockComment.objects.get().block == block(paper)
    page.get_by_label("Stand").select_option(label="gereed")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_text("'Programma Burger' is nu gereed.")).to_be_visible()
    assert chapter(paper).status == ChapterStatus.READY
    page.get_by_role("link", name="Bewerken stuk 1").click()
    expect(page.get_by_text("Wat u hier eerder invulde")).to_have_count(0)  # stored, so no draft is left


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no-script"])
def test_a_chapter_is_named_given_away_and_a_piece_taken_out_and_put_back(
    world: World, live_server, browser: Browser, scripted: bool
):
    paper = written(world)
    page = browser.new_context(java_script_enabled=scripted, locale="nl-NL").new_page()
    log_in(page, live_server.url, "fenna")
    page.goto(f"{live_server.url}/{YEAR}/documenten/kadernota/bewerken/programma-burger/")
    page.get_by_role("link", name="Gegevens en schrijver").click()
    page.get_by_label("Titel").fill("Burgerzaken")
    page.get_by_label("Nummer").select_option(label="Zonder nummer")
    page.get_by_label("Toegewezen aan").select_option(value=str(world.colleague.pk))
    page.get_by_label("Ook toewijzen: het hoofdstuk hieronder").check()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("heading", name="Burgerzaken", level=1)).to_be_visible()
    assert chapter(paper, "balie").assigned_to == world.colleague

    page.get_by_role("link", name="Verwijderen stuk 1").click()
    page.get_by_role("button", name="Verwijderen").click()
    expect(page.get_by_text("Tekst verwijderd.")).to_be_visible()
    page.get_by_text("Verwijderd uit dit hoofdstuk (1)").click()
    page.get_by_role("link", name="Terugzetten").click()
    expect(page.get_by_role("textbox", name="Tekst")).to_have_value("Wat er speelt.")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Tekst toegevoegd.")).to_be_visible()
    assert block(paper).text == "Wat er speelt."

    page.get_by_label("Ook voor het hoofdstuk hieronder").check()
    page.get_by_label("Stand").select_option(label="gereed")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_text("2 hoofdstukken zijn nu gereed.")).to_be_visible()
    page.get_by_role("link", name="Hoofdstuk verwijderen").click()
    page.get_by_role("button", name="Verwijderen").click()
    expect(page.get_by_text("Verwijder of verplaats die eerst.")).to_be_visible()
    page.context.close()


def test_the_example_of_a_table_follows_its_choices(world: World, live_server, page: Page, assert_accessible: Check):
    written(world)
    log_in(page, live_server.url, "fenna")
    page.goto(f"{live_server.url}/{YEAR}/documenten/kadernota/bewerken/programma-burger/nieuw/table/")
    example = page.get_by_role("region", name="Voorbeeld")
    page.get_by_label("Tabel").select_option(label="Bijdragen per gemeente")
    expect(example.get_by_role("cell", name="−111.372").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Programma").select_option(label="Burger")
    expect(example).to_contain_text("Maak het programma leeg.")


_PASTE = """(field) => {
  const data = new DataTransfer();
  data.setData("text/plain", "Eerste “alinea”.\\r\\nTweede.\\r\\n•\\tpunt een\\r\\n•\\tpunt twee");
  data.setData("text/html", "<p>Eerste</p>");
  field.focus();
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_what_is_pasted_from_a_word_processor_keeps_its_paragraphs(world: World, live_server, page: Page):
    paper = written(world)
    log_in(page, live_server.url, "fenna")
    page.goto(f"{live_server.url}/{YEAR}/documenten/kadernota/bewerken/programma-burger/{block(paper).pk}/")
    text = page.get_by_role("textbox", name="Tekst")
    text.fill("")
    text.evaluate(_PASTE)
    expect(text).to_have_value("Eerste “alinea”.\n\nTweede.\n\n•\tpunt een\n•\tpunt twee")
    expect(page.get_by_role("region", name="Voorbeeld").get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Tekst opgeslagen.")).to_be_visible()
    assert block(paper).text == "Eerste “alinea”.\n\nTweede.\n\n- punt een\n- punt twee"


@pytest.mark.parametrize("size", SIZES)
def test_two_people_in_one_paragraph(world: World, live_server, page: Page, assert_accessible: Check, size):
    row = block(written(world))
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    log_in(page, live_server.url, "koos")
    page.goto(f"{live_server.url}/{YEAR}/documenten/kadernota/bewerken/programma-burger/{row.pk}/")
    text = page.get_by_role("textbox", name="Tekst")
    text.fill("Van Koos.")
    Block.objects.filter(pk=row.pk).update(text="Van Fenna.", version=2, changed_by=world.finance)
    page.get_by_role("button", name="Opslaan").click()

    expect(page.get_by_role("heading", name="Er zijn twee versies")).to_be_visible()
    expect(page.get_by_role("cell", name="Van Fenna.")).to_be_visible()
    expect(text).to_have_value("Van Koos.")
    assert_accessible(page)
    text.fill("Van Fenna. Van Koos.")
    page.get_by_role("button", name="Mijn versie opslaan").click()
    expect(page.get_by_text("Tekst opgeslagen.")).to_be_visible()
    row.refresh_from_db()
    assert row.text == "Van Fenna. Van Koos."


def test_writing_without_a_script(world: World, live_server, browser: Browser):
    paper = written(world)
    page = browser.new_context(java_script_enabled=False, locale="nl-NL").new_page()
    site = live_server.url
    log_in(page, site, "fenna")
    page.goto(f"{site}/{YEAR}/documenten/kadernota/verwijzingen/?q=jeugdhulp")
    reference = page.get_by_role("code").first.inner_text()
    page.goto(f"{site}/{YEAR}/documenten/kadernota/bewerken/programma-burger/{block(paper).pk}/")
    page.get_by_role("textbox", name="Tekst").fill(f"Samen {reference}")
    page.get_by_role("button", name="Voorbeeld").click()
    expect(page.get_by_role("region", name="Voorbeeld")).to_contain_text("Samen €\u00a0111.372")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Tekst opgeslagen.")).to_be_visible()
    assert block(paper).text == "Samen [[mutatie:m1]]"
    page.goto(f"{site}/{YEAR}/documenten/kadernota/bewerken/")
    page.get_by_text("Verplaatsen").nth(1).click()
    page.get_by_role("button", name="Omhoog Programma Burger").click()
    expect(page.get_by_text("'Programma Burger' is verplaatst.")).to_be_visible()
    page.context.close()


def test_every_page_of_the_editor_on_a_phone(world: World, live_server, page: Page, assert_accessible: Check):
    paper = written(world)
    page.set_viewport_size(SIZES["phone"])  # type: ignore[arg-type]
    log_in(page, live_server.url, "fenna")
    burger = "bewerken/programma-burger"
    for path in (
        "", "gegevens/", "verwijzingen/?q=jeugdhulp", "hoofdstuk-toevoegen/", "bewerken/", f"{burger}/",
        f"{burger}/gegevens/", f"{burger}/verwijderen/", f"{burger}/{block(paper, 'priority').pk}/",
        f"{burger}/{block(paper, 'table').pk}/", f"{burger}/nieuw/follow-up/",
    ):  # fmt: skip
        answer = page.goto(f"{live_server.url}/{YEAR}/documenten/kadernota/{path}")
        assert answer is not None
        assert answer.ok, path
        assert_accessible(page)
