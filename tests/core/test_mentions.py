"""Amounts as Dutch texts write them: which are seen, and which numbers are something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.mentions import mentions
from ledger.core.money import format_euros


def seen(text):
    """The amounts of a text: whole euros, and how many euros they may be off."""
    return [(one.cents / 100, one.tolerance / 100) for one in mentions(text)]


@pytest.mark.parametrize(
    ("text", "euros", "tolerance"),
    [
        ("€ 111.372", 111_372, 0.5),
        ("€111.372", 111_372, 0.5),
        ("€ 111.372,-", 111_372, 0.5),
        ("€ 111.372,00", 111_372, 0),
        ("€ 111\u00a0372", 111_372, 0.5),
        ("EUR 111.372", 111_372, 0.5),
        ("EUR 111K", 111_000, 500),
        ("€ 111 k", 111_000, 500),
        ("k€ 111", 111_000, 500),
        ("50K", 50_000, 500),
        ("111.372 euro", 111_372, 0.5),
        ("111.372 EUR", 111_372, 0.5),
        ("30.000,-", 30_000, 0.5),
        ("-/- € 30.000", 30_000, 0.5),
        ("€ -/- 30.000", 30_000, 0.5),
        ("-/- 30.000", 30_000, 0.5),
        ("€ -30.000", 30_000, 0.5),
        ("€ 30.000-", 30_000, 0.5),
        ("30 duizend", 30_000, 500),
        ("30 duizend euro", 30_000, 500),
        ("€ 30 duizend", 30_000, 500),
        ("1,2 miljoen", 1_200_000, 50_000),
        ("€ 1,2 mln.", 1_200_000, 50_000),
        ("€ 1.2 mln", 1_200_000, 50_000),
        ("€ 3 ton", 300_000, 50_000),
        ("€ 30.000 per jaar", 30_000, 0.5),
        ("maximaal € 5.000", 5_000, 0.5),
        ("max € 5.000", 5_000, 0.5),
        ("circa € 75.000", 75_000, 500),
        ("ruim 1,5 miljoen euro", 1_500_000, 50_000),
    ],
)
def test_an_amount_is_seen_as_precisely_as_it_is_written(text, euros, tolerance):
    assert seen(f"Dit kost {text}.") == [(euros, tolerance)]
    assert seen(text) == [(euros, tolerance)]


@pytest.mark.parametrize(
    "text",
    [
        "Volgens artikel 192 van de Gemeentewet, lid 1.000 en pagina 34.",
        "Op 1-1-2025 en 8 oktober 2024 om 12.30 uur.",
        "Bel 020 522 5222 of 06-12345678.",
        "Er is 1,5 fte nodig voor 31.456 inwoners en 30 duizend woningen.",
        "Het ziekteverzuim is 5,4% en de inzet 12 uur.",
        "Er is 3 ton afval en 1,2 miljoen liter water.",
        "Financieel effect (x € 1.000) en bedragen X € 1.",
        "Het tarief is € 25 per uur, € 4,50 per inwoner of € 80.000/fte.",
        "Dit kost tussen € 30.000 en € 40.000.",
        "Dit kost € 30.000 tot € 40.000, of € 30K-€ 40K.",
        "Het budget gaat van € 30.000 naar € 40.000.",
        "Per saldo is dit € 0.",
        "Mutatie 4 van 2024, order 401.",
    ],
)
def test_what_is_no_amount_of_its_own_is_passed_over(text):
    assert seen(text) == []


def test_several_amounts_keep_their_order_and_place():
    text = "In 2024 € 50.000 (waarvan € 20.000 naar 2025). Daarna 36K."

    found = list(mentions(text))

    assert [one.cents for one in found] == [5_000_000, 2_000_000, 3_600_000]
    assert [text[one.start :].startswith(one.written) for one in found] == [True] * 3
    assert found[2].sentence == "Daarna 36K."


@given(st.integers(1, 10**12))
def test_every_amount_as_the_application_prints_it_is_read_back(cents):
    (one,) = mentions(f"Hiervoor is € {format_euros(cents)} nodig.")

    assert one.fits(cents)


@given(st.text(alphabet="€EURK 0123456789.,-/xmlntoduize\u00a0", max_size=60))
def test_no_text_is_too_strange(text):
    assert all(one.cents > 0 and one.tolerance >= 0 for one in mentions(text))
