"""A small organisation of two gemeenten and two programma's, with a published document that is right.

Tests change one thing in the document and ask what the aansluitcontrole says.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product

from ledger import journal
from ledger.enums import FundingSource, Placement, Recurrence, ReserveKind, Role, Side
from ledger.journal import LineInput, MutationInput
from ledger.models import BudgetYear, Programme, PublishedFigure, PublishedText, RoleGrant, User
from reports.catalogue import build
from reports.table import Rounding

YEAR = 2031
PARAGRAPHS = {
    "headlines": "2.1",
    "amendment": "3.1",
    "overview": "3.2",
    "reserves": "3.3",
    "investments": "3.4",
    "maatwerk": "3.5",
    "contributions": "3.10",
}
Cell = tuple[str, str, str]
"""Statement, row key and column key."""

TEXTS = (
    (
        "4.1",
        "Groeibudget (begrotingswijziging nr. 2, en nr. 2 Werken, budgettair neutraal)",
        "Het gaat om € 20K.",
        "wonen",
    ),
    ("4.2", "Onderzoek geluid (begrotingswijziging nr. 3 en 4)", "Samen is dat € 13.253; huur valt mee.", "wonen"),
    (
        "4.3",
        "Fietspaden (mutatie nr. 3)",
        "Noord vraagt € 10.000. Niet opgenomen is de verlichting (€ 4.000).",
        "werken",
    ),
)


def _cost(euros, placement=Placement.PROGRAMME):
    return LineInput(Side.COST, euros * 100, YEAR, placement)


def _paid(euros, source, **names):
    return LineInput(Side.INCOME, euros * 100, YEAR, source=source, **names)


def _mutation(programme, number, description, *lines, code=None, **more):
    code = code or f"{programme}-{number}"
    return MutationInput(code, programme, description, Recurrence.INCIDENTAL, lines, number, **more)


def establish() -> User:
    """Post the organisation with its primitieve begroting and two wijzigingen."""
    actor = User.objects.create(username="kas")
    RoleGrant.objects.create(user=actor, role=Role.TAKEOVER, valid_until=date.max)
    journal.describe_organisation(
        actor=actor, name="Twee Gemeenten", short_name="TG", board_name="bestuur", participants_label="gemeenten"
    )
    towns = [
        journal.add_municipality(actor=actor, code=code, name=code.title(), position=index)
        for index, code in enumerate(("noord", "zuid"))
    ]
    programmes = [
        journal.add_programme(actor=actor, code=code, name=code.title(), position=index, maatwerk_for=towns)
        for index, code in enumerate(("wonen", "werken"))
    ]
    year = journal.open_year(actor=actor, year=YEAR, years_ahead=0)
    for index, (programme, weights) in enumerate(zip(programmes, ((7, 4), (2, 3)), strict=True)):
        pool = journal.add_cost_pool(
            actor=actor, code=programme.code, name=programme.name, programme=programme, position=index
        )
        version = journal.add_key_version(
            actor=actor,
            code=programme.code,
            name=programme.name,
            number=1,
            calculated_on=date(YEAR - 1, 1, 1),
            source="test",
            weights=dict(zip(towns, weights, strict=True)),
        )
        journal.rule_pool(actor=actor, year=year, pool=pool, key_version=version)
    for index, code in enumerate(("groei", "overig")):
        journal.add_theme(actor=actor, code=code, name=code.title(), position=index)
    reserve = journal.add_reserve(actor=actor, code="geluid", name="Geluid", position=0, kind=ReserveKind.RESERVE)
    journal.record_opening(actor=actor, year=year, reserve=reserve, opening_cents=40_400_00, appropriation_cents=0)
    journal.place_order(
        actor=actor,
        year=year,
        code="501",
        number=501,
        municipality=towns[0],
        programme=programmes[1],
        description="Fietspaden Noord",
        recurrence=Recurrence.INCIDENTAL,
        cents=10_000_00,
    )
    _amend(
        actor,
        0,
        (
            _mutation(
                "wonen",
                None,
                "Begin wonen",
                _cost(500_400),
                _cost(60_300, Placement.OVERHEAD),
                _paid(560_700, FundingSource.CONTRIBUTION, pool="wonen"),
                code="begin-wonen",
            ),
            _mutation(
                "werken",
                None,
                "Begin werken",
                _cost(300_450),
                _paid(300_450, FundingSource.CONTRIBUTION, pool="werken"),
                code="begin-werken",
            ),
        ),
    )
    _amend(
        actor,
        1,
        (
            _mutation(
                "wonen", 1, "Isolatie scholen", _cost(12_345), _paid(12_345, FundingSource.CONTRIBUTION, pool="wonen")
            ),
            _mutation("werken", 1, "Banenplan jongeren", _cost(7_450), _paid(7_450, FundingSource.THIRD_PARTIES)),
        ),
    )
    _amend(actor, 2, (
        _mutation("wonen", 2, "Groeibudget", _cost(20_000), _paid(20_000, FundingSource.CONTRIBUTION, pool="wonen"),
                  theme="groei", group="groei"),
        _mutation("werken", 2, "Afgestaan budget", _cost(-20_000),
                  _paid(-20_000, FundingSource.CONTRIBUTION, pool="werken"), theme="groei", group="groei"),
        _mutation("wonen", 3, "Onderzoek geluid", _cost(8_250), _paid(8_250, FundingSource.RESERVE, reserve="geluid"),
                  theme="overig"),
        _mutation("wonen", 4, "Herstel huurpost", _cost(5_003), _paid(5_003, FundingSource.CONTRIBUTION, pool="wonen"),
                  theme="overig"),
        _mutation("werken", 3, "Fietspaden", _cost(10_000),
                  _paid(10_000, FundingSource.MAATWERK, municipality="noord", order="501"), theme="overig"),
        _mutation("werken", 4, "Stageplaatsen", _cost(3_330), _paid(3_330, FundingSource.CONTRIBUTION, pool="werken"),
                  theme="overig"),
    ))  # fmt: skip
    return actor


def _amend(actor: User, number: int, mutations: Iterable[MutationInput]) -> None:
    amendment = journal.open_amendment(actor=actor, year=YEAR, number=number, name=f"Wijziging {number}")
    if number == 2:
        journal.add_neutral_group(actor=actor, amendment=amendment, code="groei", name="Groei")
        for investment, cents in ((1, 12_500_00), (2, 30_000_00)):
            journal.add_investment(
                actor=actor,
                amendment=amendment,
                number=investment,
                description=f"Krediet {investment}",
                cents=cents,
                position=investment,
            )
    journal.post_mutations(actor=actor, amendment=amendment, mutations=list(mutations))


def publish(
    actor: User,
    changes: Mapping[Cell, str] | None = None,
    *,
    without: Iterable[tuple[str, str]] = (),
    tables: Iterable[str] = tuple(PARAGRAPHS),
    through: Iterable[int] = (2,),
    texts: Iterable[tuple[str, str, str, str]] = (*TEXTS, ("4.4", "Stageplaatsen (mutatie nr. 4)", "", "werken")),
) -> None:
    """Publish what our tables print, with some cells changed (or added) and some rows left out."""
    changes = dict(changes or {})
    year = BudgetYear.objects.get(year=YEAR)
    figures: list[PublishedFigure] = []
    for slug, last in product(tables, through):
        table = build(slug, YEAR, last, Rounding.CONTROLLED)
        cells = {
            (row.key, column.key): str(value)
            for row in table.layout.rows
            for column in table.layout.columns
            if (value := table.value(row.key, column.key)) is not None
        }
        if last == 2:
            cells |= {(row, column): text for (where, row, column), text in changes.items() if where == slug}
        for row, column in cells:
            if (slug, row) in without:
                continue
            figures.append(
                PublishedFigure(
                    budget_year=year,
                    through=last,
                    paragraph=PARAGRAPHS[slug],
                    statement=slug,
                    unit=table.layout.unit.name,
                    position=len(figures),
                    row_key=row,
                    row_label=row,
                    row_role="detail",
                    column_key=column,
                    column_label=column,
                    printed=cells[row, column],
                )
            )
    paragraphs = [
        PublishedText(
            budget_year=year, paragraph=paragraph, position=index, title=title, text=text,
            programme=Programme.objects.filter(code=programme).first(),
        )
        for index, (paragraph, title, text, programme) in enumerate(texts)
    ]  # fmt: skip
    journal.record_published(actor=actor, year=year, figures=figures, texts=paragraphs)
