"""Rows into the ledger, through the journal and in one transaction: everything or nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, Model

from ledger import journal
from ledger.core.document_source import Source, StandardSet
from ledger.enums import AmendmentStatus, Side, YearStatus
from ledger.exchange.actors import takeover_account
from ledger.exchange.cells import typed
from ledger.exchange.changes import Edit, summed
from ledger.exchange.checking import Plan, check, mutation_input
from ledger.exchange.documents import post_sources
from ledger.exchange.effects import YearEffect, compared, paid
from ledger.exchange.order_posting import play_lives, post_agreements, post_orders
from ledger.exchange.outcome import Outcome
from ledger.exchange.preview import agreement
from ledger.exchange.refusals import at_row
from ledger.exchange.rows import Book, Complaint, RefusedError, Row
from ledger.exchange.sheets import SHEETS
from ledger.exchange.stored import read_ledger, read_sheet
from ledger.journal.grid import RowChange, save_rows
from ledger.journal.late import LateInput, add_late, set_closing_date
from ledger.models import (
    Amendment,
    BudgetYear,
    CostPool,
    Investment,
    KeyVersion,
    Municipality,
    Mutation,
    Programme,
    PublishedFigure,
    PublishedText,
    Reserve,
    Risk,
    Theme,
    User,
)


def import_book(
    book: Book,
    *,
    actor: User | None = None,
    complaints: Iterable[Complaint] = (),
    documents: Sequence[Source | StandardSet] = (),
    dry_run: bool = False,
    agreed: str | None = None,
) -> Outcome:
    """Add the rows of a book to the ledger. `complaints` are those of the reader: with any, nothing is added.

    Without an actor the technical account of a take-over acts, made in the same transaction. Rows that the
    ledger has already are passed over, so importing the same book again changes nothing. `agreed` is the mark of
    what somebody was shown (see `ledger.exchange.preview`): when the ledger would get anything else, it is refused.
    """
    rows, wrong = typed(book)
    found = [*complaints, *wrong]
    years = {row["year"] for sheet in SHEETS if sheet.yearly for row in rows[sheet.key] if isinstance(row["year"], int)}
    plan: Plan | None = None
    try:
        with transaction.atomic():
            plan, unfit = check(rows, read_ledger(years))
            found += unfit
            if found:
                return Outcome(complaints=tuple(found), plan=plan, dry_run=dry_run)
            if agreed is not None and agreed != agreement(plan):
                return Outcome(complaints=(_NOT_WHAT_WAS_SHOWN,), plan=plan)
            before = paid(years)
            actor = actor or takeover_account()
            _Poster(actor, plan).post()
            added = post_sources(actor, documents)
            effects = compared(before, paid(years))
            if dry_run:
                transaction.set_rollback(True)
    except RefusedError as error:
        return Outcome(complaints=error.complaints, plan=plan, dry_run=dry_run)
    return _outcome(plan, effects, added, dry_run=dry_run)


def _outcome(plan: Plan, effects: tuple[YearEffect, ...], documents: int, *, dry_run: bool) -> Outcome:
    def cents(side: str) -> int:
        changed = sum(summed(edit.lines, side) - summed(edit.old_lines, side) for edit in plan.edits.values())
        return changed + summed((row.values for row in plan.new["lines"]), side)

    return Outcome(
        added={key: len(rows) for key, rows in plan.new.items()},
        present=plan.present,
        documents=documents,
        changed=len(plan.edits),
        cost_cents=cents(Side.COST),
        income_cents=cents(Side.INCOME),
        dry_run=dry_run,
        plan=plan,
        effects=effects,
    )


_NOT_WHAT_WAS_SHOWN: Final = Complaint(
    "administratie",
    "Er is intussen iets gewijzigd, waardoor dit bestand iets anders zou doen dan u hebt gezien. "
    "Bekijk de uitkomst opnieuw.",
)


def _by_code(model: type[Model]) -> dict[str, Any]:
    return {row.code: row for row in model._default_manager.all()}  # type: ignore[attr-defined]  # noqa: SLF001


def _last_position(model: type[Model], **where: Any) -> int:
    """Return the highest position so far: new rows come after it, in the order of the file."""
    return int(model._default_manager.filter(**where).aggregate(last=Max("position"))["last"] or 0)  # noqa: SLF001


class _Poster:
    """One import: the rows that are to be added, and what they refer to."""

    def __init__(self, actor: User, plan: Plan) -> None:
        self.actor = actor
        self.plan = plan
        self.new = plan.new

    def post(self) -> None:
        """Add everything, in the order in which one thing refers to another."""
        self._organisation()
        self._listed("municipalities", Municipality, journal.add_municipality)
        self.municipalities = _by_code(Municipality)
        self._programmes()
        self.programmes = _by_code(Programme)
        self._listed("pools", CostPool, journal.add_cost_pool, programme=self.programmes)
        self._keys()
        self._listed("themes", Theme, journal.add_theme)
        self._listed("reserves", Reserve, journal.add_reserve)
        self._years()
        self.years = {row.year: row for row in BudgetYear.objects.all()}
        self._rules()
        post_agreements(self.actor, self.new, self.municipalities)
        lives = post_orders(self.actor, self.new, self.years, self.municipalities, self.programmes)
        self._openings()
        self._risks()
        self._late()
        self._amendments()
        play_lives(self.actor, lives)
        self._published()
        self._close_years()

    def _organisation(self) -> None:
        for row in self.new["organisation"]:
            with at_row(row):
                journal.describe_organisation(actor=self.actor, **row.values)

    def _listed(self, key: str, model: type[Model], add: Any, **references: dict[str, Any]) -> None:
        """Add rows that the journal takes as they are, with a position; `references` turn codes into rows."""
        for position, row in enumerate(self.new[key], _last_position(model) + 1):
            values = row.values | {name: known[row[name]] for name, known in references.items()}
            with at_row(row):
                add(actor=self.actor, position=position, **values)

    def _programmes(self) -> None:
        """Add parents before their parts; the position is that of the file."""
        programmes = _by_code(Programme)
        waiting = list(enumerate(self.new["programmes"], _last_position(Programme) + 1))
        while waiting:
            ready = [
                (position, row) for position, row in waiting if row["parent"] is None or row["parent"] in programmes
            ]
            for position, row in ready:
                values = row.values | {
                    "parent": programmes[row["parent"]] if row["parent"] else None,
                    "maatwerk_for": [self.municipalities[code] for code in row["maatwerk_for"]],
                }
                with at_row(row):
                    programmes[row["code"]] = journal.add_programme(actor=self.actor, position=position, **values)
            waiting = [pair for pair in waiting if pair not in ready]

    def _keys(self) -> None:
        versions: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in self.new["keys"]:
            versions[row["key"], row["version"]].append(row)
        for (code, number), rows in versions.items():
            values = {name: rows[0][name] for name in ("name", "calculated_on", "source", "basis")}
            weights = {self.municipalities[row["municipality"]]: row["weight"] for row in rows}
            with at_row(rows[0]):
                journal.add_key_version(actor=self.actor, code=code, number=number, weights=weights, **values)

    def _years(self) -> None:
        for row in self.new["years"]:
            with at_row(row):
                journal.open_year(actor=self.actor, year=row["year"], years_ahead=row["years_ahead"])

    def _rules(self) -> None:
        pools = _by_code(CostPool)
        versions = {(version.key.code, version.number): version for version in KeyVersion.objects.select_related("key")}
        for row in sorted(self.new["rules"], key=itemgetter("from_amendment")):
            version = versions[row["key"], row["version"]] if row["method"] == "key" else None
            with at_row(row):
                journal.rule_pool(
                    actor=self.actor,
                    year=self.years[row["year"]],
                    pool=pools[row["pool"]],
                    key_version=version,
                    from_amendment=row["from_amendment"],
                )

    def _openings(self) -> None:
        reserves = _by_code(Reserve)
        for row in self.new["openings"]:
            with at_row(row):
                journal.record_opening(
                    actor=self.actor,
                    year=self.years[row["year"]],
                    reserve=reserves[row["reserve"]],
                    opening_cents=row["opening"],
                    appropriation_cents=row["appropriation"],
                )

    def _risks(self) -> None:
        for year, rows in self._per_year("risks"):
            for position, row in enumerate(rows, _last_position(Risk, budget_year=year) + 1):
                values = {name: row[name] for name in ("description", "likelihood", "impact", "measure")}
                with at_row(row):
                    journal.add_risk(actor=self.actor, year=year, position=position, score_cents=row["score"], **values)

    def _late(self) -> None:
        for row in self.new["late"]:
            names = ("announced_on", "description", "explanation", "cents", "lawfulness")
            change = LateInput(self.programmes[row["programme"]], **{name: row[name] for name in names})
            with at_row(row):
                add_late(actor=self.actor, year=self.years[row["year"]], change=change, code=row["code"])

    # --- wijzigingen ----------------------------------------------------------------------------

    def _amendments(self) -> None:
        """Post the wijzigingen one after the other, each to the status it has in the file."""
        new = {(row["year"], row["number"]): row for row in self.new["amendments"]}
        content: dict[tuple[int, int], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for key in ("groups", "mutations", "investments"):
            for row in self.new[key]:
                content[row["year"], row["amendment"]][key].append(row)
        edits: dict[tuple[int, int], list[Edit]] = defaultdict(list)
        for edit in self.plan.edits.values():
            edits[edit.values["year"], edit.values["amendment"]].append(edit)
        positions = self._investment_positions()
        for year, number in sorted(new.keys() | content.keys() | edits.keys()):
            opening = new.get((year, number))
            if opening is None:
                amendment = Amendment.objects.get(budget_year=year, number=number)
            else:
                with at_row(opening):
                    amendment = journal.open_amendment(actor=self.actor, year=year, number=number, name=opening["name"])
            self._content(amendment, content[year, number], positions, edits[year, number])
            if opening is not None:
                self._advance(amendment, opening)

    def _content(
        self, amendment: Amendment, rows: dict[str, list[Row]], positions: dict[int, int], edits: list[Edit]
    ) -> None:
        for row in rows["groups"]:
            with at_row(row):
                journal.add_neutral_group(actor=self.actor, amendment=amendment, code=row["code"], name=row["name"])
        if edits:
            self._edit(amendment, edits)
        if mutations := rows["mutations"]:
            inputs = [mutation_input(row, self.plan.lines[row["year"], row["code"]]) for row in mutations]
            with at_row(mutations[0]):
                journal.post_mutations(actor=self.actor, amendment=amendment, mutations=inputs)
        for row in rows["investments"]:
            values = {name: row[name] for name in ("number", "description", "side")}
            position = positions[id(row)]
            with at_row(row):
                journal.add_investment(
                    actor=self.actor, amendment=amendment, cents=row["amount"], position=position, **values
                )

    def _edit(self, amendment: Amendment, edits: list[Edit]) -> None:
        """Change the mutaties of a draft: all of one wijziging together, so that two may trade numbers."""
        codes = [edit.values["code"] for edit in edits]
        stored = {
            code: (pk, version)
            for code, pk, version in Mutation.objects.filter(amendment=amendment, code__in=codes).values_list(
                "code", "pk", "version"
            )
        }
        changes = []
        for position, edit in enumerate(edits):
            pk, version = stored[edit.values["code"]]
            changes.append(RowChange(position, mutation_input(edit.values, edit.lines), pk, version))
        with at_row(edits[0].first):
            save_rows(actor=self.actor, amendment=amendment, changes=changes)

    def _advance(self, amendment: Amendment, row: Row) -> None:
        """Offer, adopt or withdraw as the file says; the decisions were taken before the ledger was loaded."""
        status, submitted_on = row["status"], row["submitted_on"]
        with at_row(row):
            if status in (AmendmentStatus.SUBMITTED, AmendmentStatus.ADOPTED) or submitted_on or row["document"]:
                journal.submit_amendment(
                    actor=self.actor, amendment=amendment, on=submitted_on, document=row["document"]
                )
            if status == AmendmentStatus.ADOPTED:
                journal.adopt_amendment(
                    actor=self.actor,
                    amendment=amendment,
                    on=row["adopted_on"],
                    decision=row["decision"],
                    taken_over=True,
                )
            elif status == AmendmentStatus.WITHDRAWN:
                journal.withdraw_amendment(actor=self.actor, amendment=amendment, reason=row["withdrawal_reason"])

    def _investment_positions(self) -> dict[int, int]:
        """Number the investeringen of a year in the order of the file, whatever their wijziging; by id of the row."""
        return {
            id(row): position
            for year, rows in self._per_year("investments")
            for position, row in enumerate(rows, _last_position(Investment, amendment__budget_year=year) + 1)
        }

    # --- what was printed, and the end ----------------------------------------------------------

    def _published(self) -> None:
        """Add to what was printed; the journal keeps it as one recording per year."""
        figures, texts = dict(self._per_year("published")), dict(self._per_year("texts"))
        for year in {**figures, **texts}:
            rows = [row.values for row in figures.get(year, ())]
            cells = [
                PublishedFigure(**_of_year(values, year)) for values in [*read_sheet("published", {year.pk}), *rows]
            ]
            paragraphs = [row.values for row in texts.get(year, ())]
            written = [
                PublishedText(**_of_year(values, year) | {"programme": self.programmes.get(values["programme"])})
                for values in [*read_sheet("texts", {year.pk}), *paragraphs]
            ]
            for position, cell in enumerate(cells, 1):
                cell.position = position
            for position, paragraph in enumerate(written, 1):
                paragraph.position = position
            with at_row((figures.get(year) or texts[year])[0]):
                journal.record_published(actor=self.actor, year=year, figures=cells, texts=written)

    def _close_years(self) -> None:
        """Last: what is in the file was not late, whatever day the slotwijziging closed."""
        for row in self.new["years"]:
            year = self.years[row["year"]]
            with at_row(row):
                if row["final_closes_on"] is not None:
                    set_closing_date(actor=self.actor, year=year, on=row["final_closes_on"])
                if row["status"] == YearStatus.CLOSED:
                    journal.close_year(actor=self.actor, year=year)

    def _per_year(self, key: str) -> Iterator[tuple[BudgetYear, list[Row]]]:
        rows: dict[int, list[Row]] = defaultdict(list)
        for row in self.new[key]:
            rows[row["year"]].append(row)
        for year, found in rows.items():
            yield self.years[year], found


def _of_year(values: dict[str, Any], year: BudgetYear) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "year"} | {"budget_year": year}
