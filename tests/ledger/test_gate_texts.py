"""The gate reads the texts of a wijziging: a mutatie that is named is there, with the amount that it has."""

import pytest

from ledger.core.references import disagreements
from ledger.gates.amendment import known_mutations, lacks
from ledger.models import Amendment, Programme, PublishedText
from tests.ledger.factories import World, change, contribution, cost, small_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = small_world()
    world.adopted(0, change("p1", cost(40_000), contribution(40_000), number=1))
    return world


def said(amendment, field="explanation"):
    """What the texts say that the ledger has otherwise; a lack of a text is another matter."""
    return [
        lack.sentence
        for lack in lacks(amendment)
        if lack.field == field and lack.sentence.startswith(("De toelichting van", "De omschrijving van"))
    ]


def test_a_number_that_is_not_there_and_an_amount_that_is_another(world):
    texts = {"m2": "Zie mutatie nr. 9.", "m3": "Hangt samen met mutatie 1 van € 45.000.", "m4": "Zie ook mutatie 1."}
    draft = world.draft(1, *(change(code, explanation=text) for code, text in texts.items()))

    wrong = [lack for lack in lacks(draft) if lack.field == "explanation"]

    assert [lack.sentence for lack in wrong] == [
        (
            "De toelichting van mutatie Mutatie m2 verwijst naar mutatie nr. 9 van Burger, maar die is er niet: "
            "Burger heeft alleen nummer 1. Verbeter de tekst of de mutatie."
        ),
        (
            "De toelichting van mutatie Mutatie m3 noemt € 45.000, maar Burger 1 en deze mutatie van Burger zijn "
            "€ 41.000 (het bedrag dat het dichtst in de buurt komt). Verbeter de tekst of de mutatie."
        ),
    ]
    assert [lack.mutation for lack in wrong] == [world.mutation("m2").pk, world.mutation("m3").pk]


def test_an_omschrijving_is_read_as_well(world):
    draft = world.draft(1, change("m2", description="Vervolg op mutatie nr. 3 Staf"))

    assert "Staf heeft geen genummerde mutaties" in said(draft, "description")[0]


def test_what_is_right_is_not_told(world):
    texts = ("Zie mutatie 1 (€ 40K).", "Samen met mutatie nr. 1 Burger is dit € 41.000.", "Kost € 7, geen mutatie.")
    draft = world.draft(1, *(change(f"m{row}", explanation=text) for row, text in enumerate(texts, 2)))

    assert said(draft) == []


def test_texts_cost_two_queries_however_many_there_are(world, django_assert_num_queries):
    for number, count in ((1, 1), (2, 3)):
        rows = [change(f"m{number}-{row}", explanation="Zie mutatie 1.") for row in range(count)]
        draft = world.draft(number, *rows)
        with django_assert_num_queries(14):
            lacks(draft)


@pytest.mark.usefixtures("ledger_2024")
def test_the_paragraphs_of_2024_disagree_where_the_aansluitcontrole_says_so():
    """VGR-2024: 75.000 against 75.262 (6.4.2), and nr. 28 and 29 of Buurt (6.6.2), which are not there."""
    programmes = dict(Programme.objects.values_list("code", "name"))
    amendment = Amendment.objects.get(budget_year=2024, number=2)
    known = {(one.programme, one.number): one for one in known_mutations(amendment).values() if one.number}
    found = {
        text.paragraph: [
            wrong.written
            for wrong in disagreements(
                f"{text.title}.\n{text.text}",
                known,
                programmes=programmes,
                year=2024,
                own=text.programme.code if text.programme else None,
            )
        ]
        for text in PublishedText.objects.select_related("programme")
    }

    assert {paragraph: wrong for paragraph, wrong in found.items() if wrong} == {
        "6.4.2": ["€ 75.000"],
        "6.6.2": ["nr 28", "nr 29"],
    }
    assert said(amendment) == []
