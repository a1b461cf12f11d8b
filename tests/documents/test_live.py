"""Live figures in a text: what a reference says, how it is printed, and what is refused."""

import pytest

from ledger.core.live import BadReferenceError, Form, amount, parse, sources


@pytest.mark.parametrize(
    ("source", "kind", "names", "form"),
    [
        ("mutatie:staf-3", "mutatie", ("staf-3",), Form.EUROS),
        ("mutatie: staf-3 :K", "mutatie", ("staf-3",), Form.THOUSANDS),
        ("mutatie:staf-3:nummer", "mutatie", ("staf-3",), Form.NUMBER),
        ("bijdragen:diemen/total:current", "bijdragen", ("diemen/total", "current"), Form.EUROS),
        ("bijdragen:diemen/total:current:teken", "bijdragen", ("diemen/total", "current"), Form.SIGNED),
    ],
)
def test_a_reference_names_a_mutatie_or_a_cell(source, kind, names, form):
    found = parse(source)

    assert (found.kind, found.names, found.form) == (kind, names, form)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("mutatie", "geen verwijzing"),
        ("mutatie:", "geen verwijzing"),
        ("bijdragen:diemen/total", "geen verwijzing"),
        ("mutatie:staf-3:euro's", "is geen vorm"),
        ("bijdragen:diemen/total:current:naam", "alleen een mutatie"),
        ("a:b:c:d:e", "geen verwijzing"),
    ],
)
def test_what_says_nothing_is_refused_with_a_sentence(source, says):
    with pytest.raises(BadReferenceError, match=says):
        parse(source)


def test_references_are_found_in_order_and_only_whole_ones():
    assert list(sources("a [[mutatie:x]] b [[]] c [[d\ne]] f [[bijdragen:r:k]] [g]")) == ["mutatie:x", "bijdragen:r:k"]


@pytest.mark.parametrize(
    ("cents", "form", "text"),
    [
        (111_372_00, Form.EUROS, "€ 111.372"),
        (-111_372_00, Form.EUROS, "€ 111.372"),
        (111_372_00, Form.THOUSANDS, "€ 111K"),
        (111_500_00, Form.THOUSANDS, "€ 112K"),
        (49_999, Form.THOUSANDS, "€ 0K"),
        (1_728_00, Form.SIGNED, "+€ 1.728"),
        (-696_50, Form.SIGNED, "−€ 696,50"),
        (0, Form.SIGNED, "€ 0"),
    ],
)
def test_an_amount_is_printed_as_in_a_report(cents, form, text):
    assert amount(cents, form).replace("\N{NO-BREAK SPACE}", " ") == text
