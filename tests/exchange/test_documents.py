"""Documents as source files: what is read, what is refused with its place, and that nothing is stored half."""

from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from ledger import journal
from ledger.core.document_source import DocumentReader, paragraphs
from ledger.enums import Role
from ledger.exchange.importing import import_folder
from ledger.models import Block, Document, PublishedText
from tests.exchange.books import sentences
from tests.ledger.factories import YEAR, person, small_world

NOTA = """
document: {code: nota, jaar: 2030, titel: "Nota 2030", voor: raden, zienswijze: ja, wijziging: 1}
data:
  - {soort: verzending aan de raden, datum: 2030-03-01}
  - {soort: besluit van het bestuur, dag: "06-01", jaar: -1, toelichting: "Onder voorbehoud"}
hoofdstukken:
  - titel: Inleiding
    aansluiten: ja
    tekst: >-
      Eerste alinea
      loopt door.

      - een

      - twee

      Laatste alinea.
  - titel: Bĳzonder
    niveau: 2
    genummerd: nee
    programma: burger
    status: gereed
    blokken:
      - tekst: Nog wat.
      - speerpunt: {titel: KCC, soort: [kosten], bereiken: A, doen: B, stand: C}
      - opvolging: {titel: IT, aanbeveling: D, opvolging: E}
      - {tabel: maatwerk, programma: burger, noot: Voorlopig}
      - grafiek: waterfall
      - toelichtingen: burger
      - risicos: ja
      - bestuursrapportagelijst: ja
"""


@pytest.fixture
def world(db):
    return small_world()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "nota.yaml").write_text(NOTA, encoding="utf-8")
    return tmp_path


def _import(folder, world):
    return import_folder(folder, actor=person("overname", Role.TAKEOVER))


def test_a_document_comes_in_whole(folder, world):
    amendment = world.draft(1)
    outcome = _import(folder, world)

    assert outcome.complaints == ()
    assert "Documenten: 1 toegevoegd" in list(outcome.report())
    (document,) = Document.objects.all()
    assert (document.title, document.amendment, document.asks_views) == ("Nota 2030", amendment, True)
    assert [(day.kind, str(day.on), day.note) for day in document.milestones.order_by("-on")] == [
        ("send", "2030-03-01", ""), ("board", "2029-06-01", "Onder voorbehoud"),
    ]  # fmt: skip
    assert list(document.chapters.values_list("code", "level", "numbered", "programme__code", "status")) == [
        ("inleiding", 1, True, None, "assigned"), ("bijzonder", 2, False, "burger", "ready"),
    ]  # fmt: skip
    assert list(Block.objects.order_by("chapter__position", "position").values_list("kind", "text", "content")) == [
        ("text", "Eerste alinea loopt door.\n\n- een\n- twee\n\nLaatste alinea.", {}),
        ("text", "Nog wat.", {}),
        ("priority", "", {"title": "KCC", "focus": ["kosten"], "goal": "A", "action": "B", "progress": "C"}),
        ("follow-up", "", {"title": "IT", "recommendation": "D", "follow_up": "E"}),
        ("table", "", {"statement": "maatwerk", "part": "burger", "note": "Voorlopig"}),
        ("chart", "", {"chart": "waterfall"}),
        ("notes", "", {"programme": "burger"}),
        ("risks", "", {}),
        ("late", "", {}),
    ]


def test_what_is_to_be_held_against_the_ledger_goes_with_the_texts(folder, world):
    _import(folder, world)

    (text,) = PublishedText.objects.all()
    assert (text.paragraph, text.title) == ("1", "Inleiding")
    assert text.text == "Eerste alinea loopt door.\n- een\n- twee\nLaatste alinea.\nBijzonder\nNog wat."


def test_a_document_that_is_there_stays_as_it_is(folder, world):
    _import(folder, world)
    block = Block.objects.get(text="Nog wat.")
    journal.edit_block(actor=world.finance, block=block, text="Anders.", content={}, version=1)
    outcome = import_folder(folder, actor=world.finance)

    assert (outcome.complaints, outcome.documents) == ((), 0)
    block.refresh_from_db()
    assert block.text == "Anders."


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        ("jaar: 2030,", "jaar: straks,", ", veld jaar: Vul het begrotingsjaar in, als getal."),
        ("jaar: 2030,", "jaar: 1999,", ", paragraaf 1, veld jaar: Onbekend begrotingsjaar '1999'."),
        ("voor: raden", "voor: iedereen hier", ", veld voor: 'iedereen hier' is niet bekend. Kies uit: raden,"),
        ("zienswijze: ja", "zienswijze: soms", ", veld zienswijze: 'soms' is geen ja of nee."),
        ("wijziging: 1", "wijziging: een", ", veld wijziging: 'een' is geen heel getal."),
        ("wijziging: 1}", "wijziging: 1, kleur: rood}", ", document: Het veld 'kleur' is niet bekend. Bekend: code,"),
        ("verzending aan de raden", "feest", ", data 1, veld soort: 'feest' is niet bekend. Kies uit: concept gereed,"),
        ('dag: "06-01"', 'dag: "06-31"', ", data 2: Vul een datum in (2024-10-08), of een dag ('10-08')"),
        ("hoofdstukken:", "hoofdstukken: veel\nrest:", ": Het veld 'hoofdstukken' is geen lijst."),
        ("niveau: 2", "niveau: 3", ": De niveaus van de hoofdstukken kloppen niet"),
        ("status: gereed", "status: nagekeken", ": Hoofdstuk 'Bijzonder': Een hoofdstuk begint als toegewezen,"),
        ("programma: burger\n", "programma: zuid\n", ": Hoofdstuk 'Bijzonder': Programma 'zuid' bestaat niet."),
        ("grafiek: waterfall", "grafiek: taart", ": Hoofdstuk 'Bijzonder': Blok 5: 'taart' is niet bekend"),
        ("grafiek: waterfall", "plaatje: taart", ", hoofdstukken 2, blokken 5: Een blok is één van: tekst, speerpunt,"),
        ("bereiken: A", "willen: A", ", hoofdstukken 2, blokken 2: Het veld 'willen' is niet bekend. Bekend: titel,"),
        ("- tekst: Nog wat.", "- Nog wat.", ", hoofdstukken 2, blokken 1: Dit is geen lijst van velden."),
        ("document: {", "document: x\nrest: {", ": Het veld 'document' heeft geen velden."),
    ],
)
def test_a_mistake_is_told_with_its_place_and_nothing_is_stored(folder, world, wrong, right, sentence):
    (folder / "nota.yaml").write_text(NOTA.replace(wrong, right), encoding="utf-8")
    found = sentences(_import(folder, world))

    assert any(text.startswith(f"Bestand nota.yaml{sentence}") for text in found), found
    assert not Document.objects.exists()
    assert not PublishedText.objects.exists()


def test_a_document_belongs_to_a_year_that_is_there(folder, world):
    text = NOTA.replace("jaar: 2030,", "jaar: 1999,").replace("    aansluiten: ja\n", "")
    (folder / "nota.yaml").write_text(text, encoding="utf-8")

    assert sentences(_import(folder, world)) == [
        "Bestand nota.yaml: Begrotingsjaar 1999 bestaat niet. Maak het eerst aan."
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"jaar": YEAR, "standaarddocumenten": ["kwartaalbericht"]}, "'kwartaalbericht' is geen standaarddocument."),
        ({"jaar": YEAR, "standaarddocumenten": "alle"}, "Dit is geen lijst van codes."),
        ({"standaarddocumenten": ["kadernota"]}, "Vul het begrotingsjaar in, als getal."),
        ({"jaar": YEAR, "standaarddocumenten": ["kadernota"], "x": 1}, "Het veld 'x' is niet bekend."),
    ],
)
def test_only_what_the_standard_has_can_be_asked_of_it(folder, world, fields, sentence):
    (folder / "overige.yaml").write_text(yaml.safe_dump(fields), encoding="utf-8")

    assert any(sentence in text for text in sentences(_import(folder, world)))
    assert not Document.objects.exists()


def test_the_standard_documents_that_a_file_asks_for(folder, world):
    fields = {"jaar": YEAR, "standaarddocumenten": ["jaarrekening", "kadernota"]}
    (folder / "overige.yaml").write_text(yaml.safe_dump(fields), encoding="utf-8")

    assert _import(folder, world).documents == 3
    assert list(Document.objects.values_list("slug", flat=True)) == ["nota", "kadernota", "jaarrekening"]


def test_the_command_takes_a_folder_in_or_tries_it(folder, world):
    out = StringIO()
    call_command("import_documents", folder, "--dry-run", stdout=out)
    assert not Document.objects.exists()
    call_command("import_documents", folder, stdout=out)
    assert Document.objects.get().slug == "nota"
    assert out.getvalue().count("Documenten: 1 toegevoegd") == 2

    (folder / "nota.yaml").write_text("document: x", encoding="utf-8")
    errors = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_documents", folder, stderr=errors)
    assert "Er is niets opgeslagen." in errors.getvalue()
    with pytest.raises(CommandError):
        call_command("import_documents")


def test_a_year_of_a_template_is_filled_in():
    reader = DocumentReader(2031, [("staf", "Staf"), ("burger", "Burger")])
    template = {
        "document": {"code": "k", "titel": "Kadernota {jaar}"},
        "hoofdstukken": [{"titel": "Programma {programma}", "per programma": "ja", "blokken": [{"toelichtingen": ""}]}],
    }
    source = reader.read("k", template)

    assert source is not None
    assert (source.year, source.document.title) == (2031, "Kadernota 2031")
    assert [(part.title, part.programme) for part in source.document.chapters] == [
        ("Programma Staf", "staf"), ("Programma Burger", "burger"),
    ]  # fmt: skip
    assert source.document.chapters[1].blocks[0].content == {"programme": "burger"}


@pytest.mark.parametrize(
    ("written", "markdown"),
    [
        ("", ""),
        (None, ""),
        ("een", "een"),
        ("een\ntwee", "een\n\ntwee"),
        ("een\n- a\n- b\ntwee", "een\n\n- a\n- b\n\ntwee"),
        (" ĳs \n\n\n vrij ", "ijs\n\nvrij"),
    ],
)
def test_a_new_line_is_a_new_paragraph_but_not_in_a_list(written, markdown):
    assert paragraphs(written) == markdown
