"""6.2 Begrotingswijziging: per programma the mutaties and the income that covers them. Whole euros.

Extra uitgaven are negative, extra inkomsten positive. Numbered mutaties of every wijziging are listed in
their own column; of the last wijziging also those without a number.
"""

from ledger.core.book import Book, MutationRecord, ProgrammeRecord
from ledger.core.cube import Fact, Figure, Selection, Term
from ledger.enums import FundingSource, Recurrence, ReserveKind, Side
from reports.statements.columns import amendment_columns, amendment_key
from reports.statements.investments import investment_names
from reports.table import Layout, Role, Row, TextColumn, Unit

_INCOME = "inkomsten"
_COST = "uitgaven"
_FROM_RESERVE = (FundingSource.RESERVE, FundingSource.BALANCE_SHEET)
_TOTALS = (
    ("contribution", "Totaal programma's via bijdrage"),
    ("maatwerk", "Totaal programma's via maatwerk en facturen"),
    ("reserve", "Totaal programma's via reserve en balans"),
    ("third-parties", "Totaal programma's via derden"),
)


def amendment(book: Book) -> Layout:
    """Return the table of the begrotingswijziging of a book."""
    rows: list[Row] = []
    for programme in book.programmes:
        rows += _programme(book, programme)
    for source, label in _TOTALS:
        parts = tuple(row.key for row in rows if row.role is Role.DETAIL and _source_of(row.key) == source)
        rows.append(Row(f"total/{source}", label, Role.TOTAL, ("Totalen", label), parts=parts, texts={"side": _INCOME}))
    rows += _investments(book)
    rows += _reserves(book)
    return Layout(
        slug="amendment",
        paragraph="6.2",
        title=f"Begroting {book.year} primitief en begrotingswijzigingen {book.year}",
        note="Extra uitgaven hebben een minteken, extra inkomsten niet.",
        year=book.year,
        through=book.through,
        unit=Unit.EUR,
        columns=amendment_columns(book),
        rows=tuple(rows),
        row_heading="Omschrijving",
        text_columns=(
            TextColumn("number", "Nr.", leading=True),
            TextColumn("side", "Uitgaven of inkomsten"),
            TextColumn("recurrence", "Incidenteel of structureel", after=True),
        ),
    )


def _source_of(key: str) -> str:
    parts = key.split("/")
    return parts[1] if len(parts) > 1 else ""


def _programme(book: Book, programme: ProgrammeRecord) -> list[Row]:
    section = programme.amendment_label
    rows = [Row(programme.code, section, Role.HEADER, (section,))]
    mutations = [mutation for mutation in book.mutations if mutation.programme == programme.code]
    rows += [_mutation(mutation, section) for mutation in mutations if _has_row(mutation)]
    income = Selection.of(programme=programme.code, side=Side.INCOME)

    def covered(key: str, label: str, selection: Selection) -> Row:
        path, texts = (section, f"{programme.name} {label}"), {"side": _INCOME}
        return Row(
            f"{programme.code}/{key}",
            f"{programme.name} {label}",
            path=path,
            texts=texts,
            figures=_by_amendment(book, selection),
        )

    contribution = income.narrowed(source=FundingSource.CONTRIBUTION)
    if any(pool.programme == programme.code for pool in book.pools) or _used(book, contribution):
        rows.append(covered("contribution", "bijdrage", contribution))
    for municipality in book.municipalities:
        selection = income.narrowed(source=FundingSource.MAATWERK, municipality=municipality.code)
        if municipality.code in programme.maatwerk_for or _used(book, selection):
            rows.append(
                covered(f"maatwerk/{municipality.code}", f"maatwerk en facturen {municipality.name}", selection)
            )
    for key, label, sources in (
        ("reserve", "via reserve en/of balans", _FROM_RESERVE),
        ("third-parties", "inkomsten derden", (FundingSource.THIRD_PARTIES,)),
    ):
        selection = income.narrowed(source=sources)
        if _used(book, selection):
            rows.append(covered(key, label, selection))
    return rows if len(rows) > 1 else []


def _has_row(mutation: MutationRecord) -> bool:
    """A mutatie without lasten only moves cover; that shows in the income rows."""
    return mutation.cost is not None


def _used(book: Book, selection: Selection) -> bool:
    return any(book.cube.total(selection.narrowed(amendment=number)) for number in book.numbers)


def _by_amendment(book: Book, selection: Selection, sign: int = 1) -> dict[str, Figure]:
    return {amendment_key(number): (Term(selection.narrowed(amendment=number), sign),) for number in book.numbers}


def _mutation(mutation: MutationRecord, section: str) -> Row:
    name = f"code-{mutation.code}" if mutation.code.isdigit() else mutation.code  # a code is never taken for a number
    key = f"{mutation.programme}/mutation/{mutation.number or name}"
    texts = {
        "number": str(mutation.number or ""),
        "side": _COST,
        "recurrence": Recurrence(mutation.recurrence).label,
    }
    cents = -(mutation.cost or 0)
    figure: Figure = (Fact(mutation.description, cents, mutation.pk),)
    return Row(
        key,
        mutation.description,
        path=(section, mutation.description),
        figures={amendment_key(mutation.amendment): figure},
        texts=texts,
        mutation=mutation.pk,
    )


def _investments(book: Book) -> list[Row]:
    if not book.investments:
        return []
    items = sorted(book.investments, key=lambda item: (item.amendment, item.number))
    names = investment_names(book)
    rows = [Row("investments", "Investeringen", Role.HEADER, ("Investeringen",))]
    for item in items:
        key = f"investments/{names[item]}"
        cents = item.cents if item.side == Side.COST else -item.cents
        figures: dict[str, Figure] = {amendment_key(n): () for n in book.numbers}
        figures[amendment_key(item.amendment)] = (Fact(item.description, cents),)
        texts = {"number": str(item.number), "side": _COST if item.side == Side.COST else _INCOME}
        path = ("Investeringen", item.description)
        rows.append(Row(key, item.description, path=path, figures=figures, texts=texts))
    label = "Totaal investeringen"
    parts = tuple(row.key for row in rows[1:])
    return [*rows, Row("investments/total", label, Role.SUBTOTAL, ("Investeringen", label), parts=parts)]


def _reserves(book: Book) -> list[Row]:
    section = "Mutaties reserves en voorzieningen"
    rows = []
    for reserve in book.reserves:
        lines = Selection.of(reserve=reserve.code)
        withdrawal = lines.narrowed(side=Side.INCOME)
        addition = lines.narrowed(side=Side.COST)
        what = "voorziening" if reserve.kind == ReserveKind.PROVISION else "reserve"
        name = reserve.name if reserve.name.casefold().startswith(what) else f"{what} {reserve.name}"
        if _used(book, withdrawal):
            label, texts = f"Onttrekking aan {name[0].lower()}{name[1:]}", {"side": _INCOME}
            figures = _by_amendment(book, withdrawal)
            rows.append(Row(f"reserves/{reserve.code}", label, path=(section, label), figures=figures, texts=texts))
        if _used(book, addition):
            label, texts = f"Toevoeging aan {name[0].lower()}{name[1:]}", {"side": _COST}
            figures = _by_amendment(book, addition, -1)
            rows.append(
                Row(f"reserves/{reserve.code}/addition", label, path=(section, label), figures=figures, texts=texts)
            )
    if not rows:
        return []
    label = "Naar balans reserves en voorzieningen"
    parts = tuple(row.key for row in rows)
    header = Row("reserves", section, Role.HEADER, (section,))
    return [header, *rows, Row("reserves/total", label, Role.SUBTOTAL, (section, label), parts=parts)]
