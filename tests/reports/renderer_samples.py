"""Tables made by hand and at random for the tests of the renderers, and what every output must show of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from ledger.core.cube import Cube, Fact, Reckoning
from reports.renderers import Context
from reports.table import Column, Layout, Role, Rounding, Row, Table, TextColumn, Unit, compute

CONTEXT = Context(organisation="Duo+", head="3f9a12bc77de" + "0" * 52, made_on=date(2026, 11, 21))

EVIL = (
    "=1+1",
    "<script>alert(1)</script>",
    "@SUM(A1)",
    "+31 20 5460606",
    "-2+3",
    "R&D \"a\" 'b'",
    "a;b",
    "{{ 7|add:7 }}",
    "=cmd|' /C calc'!A0",
)


@dataclass(frozen=True)
class Shown:
    """One row as any output must show it: words and whole numbers, None for an empty cell."""

    label: str
    texts: tuple[str, ...]
    values: tuple[int | None, ...]


def shown(table: Table, *, with_headers: bool = False) -> list[Shown]:
    """What the table says; header rows only have a label, so most outputs draw them in another way."""
    layout = table.layout
    return [
        Shown(
            row.label,
            tuple(row.texts.get(column.key, "") for column in layout.text_columns),
            tuple(table.value(row.key, column.key) for column in layout.columns),
        )
        for row in layout.rows
        if with_headers or row.role is not Role.HEADER
    ]


def layout(**given: object) -> Layout:
    """A layout with unimportant things filled in."""
    usual: dict[str, object] = {
        "slug": "contributions",
        "paragraph": "6.11",
        "title": "Bijdragen gemeenten 2024",
        "note": "Een bedrag met een minteken wordt betaald.",
        "year": 2024,
        "through": 2,
        "unit": Unit.EUR,
        "row_heading": "Onderdeel",
    }
    return Layout(**(usual | given))  # type: ignore[arg-type]


def facts(**cents: int) -> dict[str, tuple[Fact, ...]]:
    """Figures of fixed amounts per column, in cents."""
    return {key.replace("_", "-"): (Fact("bedrag", amount),) for key, amount in cents.items()}


def filled(given: Layout, rounding: Rounding = Rounding.CONTROLLED) -> Table:
    """Compute a layout whose figures are all fixed amounts."""
    return compute(given, Reckoning(Cube(()), {}), rounding)


def contributions() -> Table:
    """Two gemeenten with a subtotal each, and a total."""
    rows = []
    for code, name, staf, burger in (
        ("diemen", "Diemen", -73747700, 0),
        ("uithoorn", "Uithoorn", -71947300, -448915500),
    ):
        rows += [
            Row(code, name, Role.HEADER, (name,)),
            Row(f"{code}/staf", "Staf", path=(name, "Staf"), figures=facts(original=staf, amendment_1=-5028700)),
            Row(f"{code}/burger", "Burger", path=(name, "Burger"), figures=facts(original=burger, amendment_1=123400)),
            Row(
                f"{code}/total",
                f"Totaal {name}",
                Role.SUBTOTAL,
                (name, "Totaal"),
                parts=(f"{code}/staf", f"{code}/burger"),
            ),
        ]
    rows.append(Row("total", "Totaal bijdragen", Role.TOTAL, ("Totaal",), parts=("diemen/total", "uithoorn/total")))
    columns = (
        Column("original", "Primitief 2024"),
        Column("amendment-1", "1e wijziging 2024"),
        Column("current", "Na wijziging", parts=("original", "amendment-1")),
    )
    return filled(layout(columns=columns, rows=tuple(rows)))


def overview() -> Table:
    """Two groups of columns in thousands that have to be rounded, empty cells, and a sum that is marked."""
    columns = tuple(
        Column(f"{period}-{flow}", label, group, parts)
        for period, group in (("original", "Primitieve begroting"), ("amendment", "Wijziging"))
        for flow, label, parts in (
            ("income", "Baten", ()),
            ("cost", "Lasten", ()),
            ("balance", "Saldo", (f"{period}-income", f"{period}-cost")),
        )
    )
    rows = (
        Row("programmes", "Programma's", Role.HEADER, ("Programma's",)),
        Row("nested", "Onderdelen", Role.HEADER, ("Programma's", "Onderdelen")),
        Row(
            "programme/burger", "Burger", path=("Programma's", "Burger"),
            figures=facts(
                original_income=699986800, original_cost=-719649950, amendment_income=0, amendment_cost=-84849950
            ),
        ),
        Row(
            "programme/buurt", "Buurt", path=("Programma's", "Buurt"), blank=frozenset({"amendment-balance"}),
            figures=facts(original_income=1009173850, original_cost=-890149950),
        ),
        Row(
            "programmes/total", "Subtotaal", Role.SUBTOTAL, ("Programma's", "Subtotaal"),
            parts=("programme/burger", "programme/buurt"),
        ),
        Row("result", "Gerealiseerd resultaat", Role.TOTAL, ("Resultaat",), parts=("programmes/total",)),
    )  # fmt: skip
    table = filled(
        layout(slug="overview", title="Overzicht van baten en lasten", unit=Unit.EUR_1000, columns=columns, rows=rows)
    )
    return Table(
        table.layout, table.rounding, table.exact, table.shown, frozenset({("programmes/total", "original-balance")})
    )


def texts() -> Table:
    """Words before, between and after; names that look like code; a mutatie behind a row."""
    rows = [
        Row(
            f"staf/mutation/{number}", label, path=("Staf", label), mutation=100 + number,
            figures=facts(amendment_2=-3000000 - number), blank=frozenset({"original"}),
            texts={"number": str(number), "side": "uitgaven", "recurrence": label},
        )
        for number, label in enumerate((*EVIL, "Heel lang " * 30), start=1)
    ]  # fmt: skip
    head = Row("staf", "=Staf", Role.HEADER, ("=Staf",))
    total = Row(
        "total", "Totaal", Role.TOTAL, ("Totaal",), parts=tuple(row.key for row in rows), texts={"side": "inkomsten"}
    )
    return filled(
        layout(
            slug="amendment",
            title="Begrotingswijziging <2024> & meer",
            columns=(Column("original", "=Primitief"), Column("amendment-2", "2e <b>wijziging</b>")),
            rows=(head, *rows, total),
            row_heading="Omschrijving",
            text_columns=(
                TextColumn("number", "Nr.", leading=True),
                TextColumn("side", "Uitgaven of inkomsten"),
                TextColumn("recurrence", "Incidenteel of structureel", after=True),
            ),
        )
    )


def wide(count: int = 61) -> Table:
    """A column for each of very many gemeenten."""
    columns = tuple(Column(f"g{number}", f"Gemeente {number}") for number in range(count))
    rows = [
        Row(
            f"order/{number}", f"Maatwerk {number}", path=(f"Maatwerk {number}",),
            figures={
                column.key: (Fact("", (place * 7919 + number * 31) % 90000 * 100),)
                for place, column in enumerate(columns)
            },
        )
        for number in range(5)
    ]  # fmt: skip
    total = Row("total", "Totaal", Role.TOTAL, ("Totaal",), parts=tuple(row.key for row in rows))
    return filled(layout(slug="maatwerk", title="Maatwerk 2024", columns=columns, rows=(*rows, total)))


def long(sections: int = 9, rows_each: int = 14) -> Table:
    """A table of several pages, with sections that do and do not fit on one."""
    rows = []
    for section in range(sections):
        name = f"Gemeente {section}"
        details = [
            Row(
                f"g{section}/p{number}",
                f"Verdeelgroep {number}",
                path=(name, f"Verdeelgroep {number}"),
                figures=facts(a=-100 * number, b=number),
            )
            for number in range(1, rows_each + 1)
        ]
        parts = tuple(row.key for row in details)
        rows += [Row(f"g{section}", name, Role.HEADER, (name,)), *details]
        rows.append(Row(f"g{section}/total", f"Totaal {name}", Role.SUBTOTAL, (name, "Totaal"), parts=parts))
    rows.append(
        Row(
            "total",
            "Totaal bijdragen",
            Role.TOTAL,
            ("Totaal",),
            parts=tuple(f"g{section}/total" for section in range(sections)),
        )
    )
    columns = (Column("a", "Primitief", "Begroting"), Column("b", "Wijziging", "Begroting"))
    return filled(layout(columns=columns, rows=tuple(rows)), Rounding.PLAIN)


SAMPLES: dict[str, Callable[[], Table]] = {
    "contributions": contributions,
    "overview": overview,
    "texts": texts,
    "wide": wide,
    "long": long,
}

LATIN = st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=("Cc", "Cf", "Cs", "Zs", "Mn"))
WORDS = st.one_of(
    st.sampled_from(EVIL), st.text(LATIN, min_size=1, max_size=40), st.just("Staf en algemene dekkingsmiddelen")
)


@st.composite
def tables(draw: st.DrawFn, words: st.SearchStrategy[str] = WORDS) -> Table:
    """Any table: groups, sections, empty and marked cells, words on three sides. Sums are numbers like any other."""
    groups = draw(st.lists(st.tuples(st.sampled_from(("", "A", "B")), words), min_size=1, max_size=6))
    columns = tuple(Column(f"c{place}", label, group) for place, (group, label) in enumerate(groups))
    sides = draw(st.lists(st.sampled_from(({"leading": True}, {}, {"after": True})), max_size=3))
    text_columns = tuple(TextColumn(f"t{place}", draw(words), **side) for place, side in enumerate(sides))
    rows = tuple(
        Row(f"r{place}", draw(words), role, (f"pad {place}",), texts=draw(_texts(text_columns, words)))
        for place, role in enumerate(draw(st.lists(st.sampled_from(Role), min_size=1, max_size=10)))
    )
    unit = draw(st.sampled_from(Unit))
    cents: dict[tuple[str, str], int] = {}
    for row in rows:
        for column in columns:
            if row.role is not Role.HEADER and draw(st.booleans()):
                cents[row.key, column.key] = draw(st.one_of(st.just(0), st.integers(-(10**13), 10**13)))
    units = {cell: amount // unit.value for cell, amount in cents.items()}
    marked = frozenset(cell for cell in cents if draw(st.integers(0, 9)) == 0)
    made = layout(columns=columns, rows=rows, text_columns=text_columns, unit=unit, title=draw(words))
    return Table(made, draw(st.sampled_from(Rounding)), cents, units, marked)


def _texts(columns: tuple[TextColumn, ...], words: st.SearchStrategy[str]) -> st.SearchStrategy[Mapping[str, str]]:
    return st.fixed_dictionaries({column.key: st.one_of(st.just(""), words) for column in columns})
