"""Reference data: who takes part, what is reported, by which key it is split, and the facts of a year."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Model

from ledger.core.chain import canonical
from ledger.core.money import format_euros
from ledger.enums import KeyBasis, ReserveKind, YearStatus
from ledger.journal.audit import Entry, record
from ledger.journal.errors import JournalError
from ledger.journal.mutations import lock_draft
from ledger.journal.reserves import closing
from ledger.models import (
    AllocationKey,
    Amendment,
    BudgetYear,
    CostPool,
    KeyVersion,
    KeyWeight,
    Municipality,
    NeutralGroup,
    OpeningBalance,
    Organisation,
    Programme,
    PublishedFigure,
    PublishedText,
    Reserve,
    Risk,
    Theme,
    User,
)
from ledger.permissions import Verb, require

_RESERVED = frozenset({"investments", "maatwerk", "none", "other", "reserve", "reserves", "third-parties", "total"})
"""Codes that the tables use for rows and columns of their own."""


def _refuse_code(model: type[Model], label: str, code: str) -> None:
    """Refuse a code that is taken, or that would be mistaken for a row of a table."""
    if code in _RESERVED:
        raise JournalError(f"{label} '{code}' kan niet: die code gebruiken de tabellen zelf. Kies een andere code.")
    _refuse_duplicate(model, label, code=code)


def _refuse_duplicate(model: type[Model], label: str, **lookup: object) -> None:
    if model._default_manager.filter(**lookup).exists():  # noqa: SLF001
        shown = ", ".join(str(value) for value in lookup.values())
        raise JournalError(f"{label} '{shown}' bestaat al. Kies een andere code.")


def refuse_closed(year: BudgetYear) -> None:
    """Refuse to add anything to a year that is closed."""
    if not BudgetYear.objects.filter(pk=year.pk, status=YearStatus.OPEN).exists():
        raise JournalError(f"Begrotingsjaar {year.pk} is gesloten: er kan niets meer bij.")


def _added(actor: User, what: str, code: str, payload: Mapping[str, Any], year: int | None = None) -> None:
    record(actor, [Entry(f"{what}.added", f"{what}:{code}", dict(payload), year)])


@transaction.atomic
def describe_organisation(
    *, actor: User, name: str, short_name: str, board_name: str, participants_label: str
) -> Organisation:
    """Set the names of the regeling and its bodies; there is one organisation in a ledger."""
    require(actor, Verb.SET_UP)
    values = {
        "name": name,
        "short_name": short_name,
        "board_name": board_name,
        "participants_label": participants_label,
    }
    row, _ = Organisation.objects.update_or_create(pk=1, defaults=values)
    record(actor, [Entry("organisation.described", "organisation", values)])
    return row


@transaction.atomic
def add_municipality(*, actor: User, code: str, name: str, position: int) -> Municipality:
    """Add a deelnemende gemeente."""
    require(actor, Verb.SET_UP)
    _refuse_code(Municipality, "Gemeente", code)
    _refuse_duplicate(Municipality, "Gemeente", name=name)
    row = Municipality.objects.create(code=code, name=name, position=position)
    _added(actor, "municipality", code, {"name": name, "position": position})
    return row


@transaction.atomic
def add_programme(
    *,
    actor: User,
    code: str,
    name: str,
    position: int,
    parent: Programme | None = None,
    overview_label: str = "",
    amendment_label: str = "",
    maatwerk_for: Sequence[Municipality] = (),
) -> Programme:
    """Add a programma, or a part that reports under its parent."""
    require(actor, Verb.SET_UP)
    _refuse_code(Programme, "Programma", code)
    row = Programme.objects.create(
        code=code,
        name=name,
        position=position,
        parent=parent,
        overview_label=overview_label,
        amendment_label=amendment_label,
    )
    row.maatwerk_for.set(maatwerk_for)
    payload = {"name": name, "position": position, "parent": parent.code if parent else None}
    labels = {"overview_label": overview_label, "amendment_label": amendment_label}
    _added(actor, "programme", code, payload | labels | {"maatwerk_for": [m.code for m in maatwerk_for]})
    return row


@transaction.atomic
def add_cost_pool(*, actor: User, code: str, name: str, programme: Programme, position: int) -> CostPool:
    """Add a verdeelgroep of a programma."""
    require(actor, Verb.SET_UP)
    _refuse_code(CostPool, "Verdeelgroep", code)
    row = CostPool.objects.create(code=code, name=name, programme=programme, position=position)
    _added(actor, "pool", code, {"name": name, "programme": programme.code, "position": position})
    return row


@transaction.atomic
def add_key_version(
    *,
    actor: User,
    code: str,
    name: str,
    number: int,
    calculated_on: date,
    source: str,
    weights: Mapping[Municipality, int],
    basis: str = KeyBasis.FIXED,
) -> KeyVersion:
    """Add a dated version of a verdeelsleutel with its integer weights and where they come from."""
    require(actor, Verb.SET_UP)
    if not any(weight > 0 for weight in weights.values()):
        raise JournalError(
            f"Sleutel '{code}' heeft geen gewichten. Geef ten minste één gemeente een gewicht boven nul."
        )
    if any(weight < 0 for weight in weights.values()):
        raise JournalError(f"Sleutel '{code}' heeft een negatief gewicht. Een gewicht is nul of meer.")
    key, _ = AllocationKey.objects.get_or_create(code=code, defaults={"name": name})
    _refuse_duplicate(KeyVersion, "Sleutelversie", key__code=code, number=number)
    version = KeyVersion.objects.create(key=key, number=number, calculated_on=calculated_on, source=source, basis=basis)
    KeyWeight.objects.bulk_create(
        KeyWeight(version=version, municipality=municipality, weight=weight) for municipality, weight in weights.items()
    )
    by_code = {municipality.code: weight for municipality, weight in weights.items()}
    payload = {"name": name, "calculated_on": calculated_on.isoformat(), "source": source, "basis": basis}
    _added(actor, "key", f"{code}:{number}", payload | {"weights": by_code})
    return version


@transaction.atomic
def add_theme(*, actor: User, code: str, name: str, position: int) -> Theme:
    """Add a thema: a row of the headlines."""
    require(actor, Verb.SET_UP)
    _refuse_code(Theme, "Thema", code)
    row = Theme.objects.create(code=code, name=name, position=position)
    _added(actor, "theme", code, {"name": name, "position": position})
    return row


@transaction.atomic
def add_reserve(*, actor: User, code: str, name: str, position: int, kind: str = ReserveKind.RESERVE) -> Reserve:
    """Add a reserve or a voorziening."""
    require(actor, Verb.SET_UP)
    _refuse_code(Reserve, "Reserve", code)
    row = Reserve.objects.create(code=code, name=name, position=position, kind=kind)
    _added(actor, "reserve", code, {"name": name, "position": position, "kind": kind})
    return row


@transaction.atomic
def record_opening(
    *, actor: User, year: BudgetYear, reserve: Reserve, opening_cents: int, appropriation_cents: int = 0
) -> OpeningBalance:
    """Record the opening balance of a year and what last year's result adds to it (cents)."""
    require(actor, Verb.SET_UP)
    refuse_closed(year)
    _refuse_duplicate(OpeningBalance, "Beginstand", budget_year=year.pk, reserve__code=reserve.code)
    row = OpeningBalance.objects.create(
        budget_year=year, reserve=reserve, opening_cents=opening_cents, appropriation_cents=appropriation_cents
    )
    payload = {"opening_cents": opening_cents, "appropriation_cents": appropriation_cents}
    _added(actor, "opening", f"{year.pk}:{reserve.code}", payload, year.pk)
    return row


@transaction.atomic
def change_opening(
    *, actor: User, year: BudgetYear, reserve: Reserve, opening_cents: int, appropriation_cents: int
) -> OpeningBalance:
    """Record or correct the opening facts of a reserve (cents) while the year is open: last year's jaarrekening rules.

    Raises JournalError when it would leave less than what is withdrawn already, or when nothing changes.
    """
    require(actor, Verb.SET_UP)
    refuse_closed(year)
    Reserve.objects.select_for_update().get(pk=reserve.pk)
    row = OpeningBalance.objects.filter(budget_year=year, reserve=reserve).first()
    lowered = opening_cents + appropriation_cents - (row.opening_cents + row.appropriation_cents if row else 0)
    if row is None:
        row = record_opening(
            actor=actor,
            year=year,
            reserve=reserve,
            opening_cents=opening_cents,
            appropriation_cents=appropriation_cents,
        )
    elif (row.opening_cents, row.appropriation_cents) == (opening_cents, appropriation_cents):
        raise JournalError("Er is niets veranderd.")
    else:
        old = {"old_opening_cents": row.opening_cents, "old_appropriation_cents": row.appropriation_cents}
        row.opening_cents, row.appropriation_cents = opening_cents, appropriation_cents
        row.save(update_fields=["opening_cents", "appropriation_cents"])
        new = {"opening_cents": opening_cents, "appropriation_cents": appropriation_cents}
        record(actor, [Entry("opening.changed", f"opening:{year.pk}:{reserve.code}", new | old, year.pk)])
    if lowered < 0 and (short := -closing(year.pk, [reserve.pk])[reserve.pk]) > 0:
        least = opening_cents + appropriation_cents + short
        raise JournalError(
            f"Uit {reserve} is al € {format_euros(least)} gehaald: beginstand en bestemming samen kunnen niet "
            f"lager zijn dan dat. U komt € {format_euros(short)} tekort."
        )
    return row


@transaction.atomic
def add_neutral_group(*, actor: User, amendment: Amendment, code: str, name: str) -> NeutralGroup:
    """Name a budgettair neutrale verschuiving in a draft wijziging."""
    require(actor, Verb.ENTER)
    amendment = lock_draft(amendment)
    _refuse_duplicate(NeutralGroup, "Groep", amendment=amendment.pk, code=code)
    row = NeutralGroup.objects.create(amendment=amendment, code=code, name=name)
    _added(
        actor,
        "group",
        f"{amendment.budget_year_id}:{amendment.number}:{code}",
        {"name": name},
        amendment.budget_year_id,
    )
    return row


@transaction.atomic
def add_risk(
    *,
    actor: User,
    year: BudgetYear,
    position: int,
    description: str,
    likelihood: str = "",
    impact: str = "",
    measure: str = "",
    score_cents: int | None = None,
) -> Risk:
    """Record a risico of the year; an empty score is pro memorie."""
    require(actor, Verb.ENTER)
    refuse_closed(year)
    values = {
        "description": description,
        "likelihood": likelihood,
        "impact": impact,
        "measure": measure,
        "score_cents": score_cents,
    }
    row = Risk.objects.create(budget_year=year, position=position, **values)
    _added(actor, "risk", f"{year.pk}:{position}", values, year.pk)
    return row


@transaction.atomic
def record_import(*, actor: User, name: str, sha256: str, added: int, changed: int) -> None:
    """Note that a workbook was taken over: its name, its digest and how many rows; the rows have their own entries."""
    require(actor, Verb.ENTER)
    payload = {"file": name, "sha256": sha256, "added": added, "changed": changed}
    record(actor, [Entry("book.imported", f"book:{sha256[:12]}", payload)])


def printed_digest(year: int) -> str:
    """Return the SHA-256 (hexadecimal) of everything that is kept of what the documents of a year printed."""
    rows = []
    for kept in (PublishedFigure.objects.filter(budget_year=year), PublishedText.objects.filter(budget_year=year)):
        fields = (field.attname for field in kept.model._meta.concrete_fields)  # noqa: SLF001
        names = [name for name in fields if name not in ("id", "budget_year_id")]
        rows.append([list(row) for row in kept.order_by("pk").values_list(*names)])
    return sha256(canonical(rows).encode()).hexdigest()


@transaction.atomic
def record_published(
    *, actor: User, year: BudgetYear, figures: Sequence[PublishedFigure], texts: Sequence[PublishedText]
) -> None:
    """Keep what a document printed, to compare with; replaces an earlier recording of the same year."""
    require(actor, Verb.SET_UP)
    PublishedFigure.objects.filter(budget_year=year).delete()
    PublishedText.objects.filter(budget_year=year).delete()
    PublishedFigure.objects.bulk_create(figures, batch_size=500)
    PublishedText.objects.bulk_create(texts, batch_size=500)
    payload = {"figures": len(figures), "texts": len(texts), "sha256": printed_digest(year.pk)}
    record(actor, [Entry("published.recorded", f"published:{year.pk}", payload, year.pk)])
