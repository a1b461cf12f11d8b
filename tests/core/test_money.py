"""Reading and printing amounts: what is accepted, what is refused, and never a factor thousand off."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.money import MAX_CENTS, AmountError, format_euros, group_digits, parse_amount

CENTS = st.integers(-MAX_CENTS, MAX_CENTS)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0", 0),
        ("5", 5_00),
        ("1.234", 1_234_00),
        ("1234", 1_234_00),
        ("1.234,56", 1_234_56),
        ("1234,56", 1_234_56),
        ("1234,5", 1_234_50),
        ("0,05", 5),
        ("1.234.567,89", 1_234_567_89),
        ("-30.000", -30_000_00),
        ("−30.000", -30_000_00),  # U+2212, how we print it ourselves
        ("–30.000", -30_000_00),  # en dash, how Word writes it
        ("\u201130.000", -30_000_00),  # no-break hyphen
        ("1.000-", -1_000_00),
        ("1.234,56-", -1_234_56),
        ("1.234,56−", -1_234_56),
        ("(1.234)", -1_234_00),
        ("(4.225)", -4_225_00),
        ("(0,50)", -50),
        ("+30.000", 30_000_00),
        ("€ 30.000,50", 30_000_50),
        ("€ -30.000,50", -30_000_50),
        ("-€ 30.000,50", -30_000_50),
        ("EUR 30.000", 30_000_00),
        ("(€ 4.225)", -4_225_00),
        ("30 000", 30_000_00),
        ("30\u00a0000,50", 30_000_50),  # no-break space
        ("1\u202f234\u202f567", 1_234_567_00),  # narrow no-break space
        ("  1.234 ", 1_234_00),
        ("100.000.000.000", MAX_CENTS),
    ],
)
def test_what_people_write_is_read(text, cents):
    assert parse_amount(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "30,000",  # an English thousands mark must not pass as thirty
        "1,234.56",
        "1234.5",  # nor an English decimal mark
        "1234.56",
        "1.23",
        "1.2345",
        "12.34.567",
        "1234.567",  # thousand millionths or a million? nobody knows
        "1.234,567",
        "1,2,3",
        ",50",
        "5,",
        "30.000,-",  # no cents, or less?
        "",
        "   ",
        "-",
        "()",
        "--5",
        "-5-",
        "(-5)",
        "5)",
        "(5",
        "1e5",
        "0x10",
        "nan",
        "12 euro",
        "ca. 500",
        "€",
        "1 2",  # two numbers in one cell are not twelve
        "100 200 30",
        "1.234 567",  # two kinds of thousands mark
        "12 34,50",
        "100.000.000.000,01",
        "9" * 5000,
        "twaalf",
    ],
)
def test_what_could_mean_something_else_is_refused(text):
    with pytest.raises(AmountError) as refusal:
        parse_amount(text)
    sentence = str(refusal.value)
    assert sentence[0] in "'HDE"
    assert sentence.endswith(".")
    assert len(sentence) < 160


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("1234.5", "punt waar een komma hoort"),
        ("(1234.50)", "punt waar een komma hoort"),
        ("30,000", "komma waar een punt hoort"),
        ("1,234,567", "komma waar een punt hoort"),
        ("100.000.000.001", "hoogstens 100 miljard"),
        ("twaalf", "is geen bedrag"),
        (12.345, "Het bedrag 12,345 heeft meer dan twee decimalen"),
    ],
)
def test_the_refusal_says_what_to_do(text, advice):
    with pytest.raises(AmountError, match=advice):
        parse_amount(text)


@pytest.mark.parametrize(
    ("value", "cents"),
    [
        (12, 12_00),
        (-3, -3_00),
        (12.5, 12_50),
        (-0.01, -1),
        (Decimal("1234.56"), 1_234_56),
        (Decimal("1E+3"), 1_000_00),
        (0.1 + 0.2, 30),  # a computed cell: a spreadsheet shows and means 0,3
        (1.1 * 3, 3_30),
        (99_999_999_999.99, 99_999_999_999_99),
    ],
)
def test_the_numbers_of_a_spreadsheet_are_read(value, cents):
    assert parse_amount(value) == cents


@pytest.mark.parametrize(
    "value",
    [None, True, False, 0.001, 12.345, Decimal("0.005"), float("nan"), float("inf"), Decimal("sNaN"), 10**12],
)
def test_other_cells_are_refused(value):
    with pytest.raises(AmountError):
        parse_amount(value)


def test_a_number_that_python_itself_will_not_print_is_refused():
    with pytest.raises(AmountError):
        parse_amount(10**5000)


@given(CENTS)
def test_what_we_print_we_read_back(cents):
    assert parse_amount(format_euros(cents)) == cents
    assert parse_amount(format_euros(cents, always_cents=True)) == cents
    assert parse_amount(f"€ {format_euros(cents)}") == cents


@given(st.integers(-(MAX_CENTS // 100), MAX_CENTS // 100))
def test_grouped_whole_numbers_are_euros(number):
    assert parse_amount(group_digits(number)) == number * 100


@given(CENTS)
def test_a_spreadsheet_number_is_the_same_amount(cents):
    assert parse_amount(cents / 100) == cents
    assert parse_amount(Decimal(cents) / 100) == cents


@given(st.from_regex(r"[-(+€ ]{0,2}[0-9]{1,4}([., ][0-9]{1,4}){0,3}[-)]?", fullmatch=True))
def test_no_text_is_read_a_factor_thousand_off(text):
    """Whatever is accepted has its marks in one way only: thousands in threes, then a comma and cents."""
    try:
        cents = parse_amount(text)
    except AmountError:
        return
    whole, _, fraction = text.strip("-(+€) ").partition(",")
    groups = whole.replace(" ", ".").split(".")
    assert len(groups) == 1 or (len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))
    assert len(fraction) <= 2
    assert abs(cents) == int("".join(groups)) * 100 + int((fraction or "0").ljust(2, "0"))


@pytest.mark.parametrize(
    ("cents", "plain", "with_cents"),
    [
        (0, "0", "0,00"),
        (-5, "−0,05", "−0,05"),
        (1_234_56, "1.234,56", "1.234,56"),
        (-1_234_567_00, "−1.234.567", "−1.234.567,00"),
        (100, "1", "1,00"),
    ],
)
def test_amounts_are_printed_as_read_in_dutch(cents, plain, with_cents):
    assert format_euros(cents) == plain
    assert format_euros(cents, always_cents=True) == with_cents
