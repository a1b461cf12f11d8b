"""Findings in Dutch: one explanation that names the figures as printed and their places, with the proofs. Pure."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from ledger.core.money import MINUS, format_euros, group_digits
from ledger.core.rounding import round_half_away
from ledger.enums import FundingSource
from reports.formats import printed as in_dutch
from reports.tieout.causes import Causes, Finding, Rule
from reports.tieout.relations import SUMS, Document, Kind, Relation
from reports.tieout.report import Place
from reports.tieout.sheets import Cell, Ref, as_printed, ours
from reports.tieout.vectors import Part

_LISTED = 4  # figures named one by one in a sentence; more are counted
_PROOFS = 3
_RELATED = 6
_EURO = 100


class Wording:
    """Says in Dutch what the causes found."""

    def __init__(self, causes: Causes) -> None:
        self.causes = causes
        self.document: Document = causes.document
        book = self.document.space.book
        self.names = {
            mutation.pk: f"{book.programme_of[mutation.programme].name} {mutation.number or ''}".strip()
            + f" '{mutation.description}'"
            for mutation in book.mutations
        }

    # --- the parts of a sentence --------------------------------------------------------------------

    def where(self, ref: Ref) -> str:
        """Return the place of a cell in words."""
        return self.place(ref).where

    def place(self, ref: Ref) -> Place:
        """Return the place of a cell."""
        return self.document.sheets[ref.table].place(ref)

    def _cell(self, ref: Ref) -> Cell:
        return self.document.cells[ref]

    def _instead(self, ref: Ref) -> str:
        cell = self._cell(ref)
        return f"{self.where(ref)} drukt {as_printed(cell)} in plaats van {ours(cell)}"

    def _shows(self, ref: Ref) -> str:
        return f"{self.where(ref)} drukt {as_printed(self._cell(ref))}"

    def _exact(self, cell: Cell) -> str:
        """The exact value as far as it matters: whole euros in thousands, fractions of a euro in euros."""
        if cell.unit != _EURO:
            return f"€ {format_euros(round(cell.exact / _EURO) * _EURO)}"
        if not cell.must_round:
            return f"€ {format_euros(int(cell.exact))}"
        parts = round(cell.exact * _EURO)  # ten-thousandths of a euro
        whole, rest = divmod(abs(parts), _EURO * _EURO)
        return f"€ {MINUS if parts < 0 else ''}{group_digits(whole)},{rest:04d}"

    def _list(self, refs: Sequence[Ref]) -> str:
        """Return figures as printed: `1.943 en 1 (samen 1.944)`."""
        texts = [as_printed(self._cell(ref)) for ref in refs if self._cell(ref).value]
        total = in_dutch(sum(self._cell(ref).value for ref in refs))
        if not texts:
            return "niets"
        if len(texts) == 1:
            return texts[0]
        if len(texts) > _LISTED:
            return f"{len(texts)} bedragen die samen {total} zijn"
        return f"{', '.join(texts[:-1])} en {texts[-1]} (samen {total})"

    def _part(self, part: Part) -> str:
        mutation, source = part
        what = f"de {FundingSource(source).label}" if source else "de last"
        return f"{what} van mutatie {self.names.get(mutation, '')}"

    def _effect(self, cell: Cell, parts: Iterable[Part]) -> str:
        return in_dutch(round_half_away(round(self.causes.effect(cell, parts)), cell.unit))

    # --- relations --------------------------------------------------------------------------------------

    def statement(self, relation: Relation) -> str:
        """Say what the printed figures of a relation add up to and what is printed for it."""
        parts = [ref for ref, _ in relation.parts]
        head = self._cell(relation.head)
        printed = f"{self.where(relation.head)} ({as_printed(head)}{self._unit(relation, relation.head)})"
        if relation.kind is Kind.COVER:
            programme = self.document.sheets[relation.head.table].layout.row_of[relation.head.row].path[0]
            gap = in_dutch(self.document.residue(relation) // head.unit)
            found = f"schelen {gap}" if self.document.residue(relation) else "zijn in evenwicht"
            return f"{relation.head.table}: de gedrukte uitgaven en inkomsten van {programme} {found}."
        if relation.kind is Kind.FACT:
            others = [ref for ref in parts if self._cell(ref).value] or parts
            unit = self._unit(relation, others[0])
            if len(others) == 1:
                return f"{printed} tegenover {self.where(others[0])} ({self._list(others)}{unit})."
            return f"{printed} tegenover {others[0].table} ({self._names(others)}): {self._list(others)}{unit}."
        return f"{printed}: de gedrukte delen zijn {self._list(parts)}."

    def _names(self, refs: Sequence[Ref]) -> str:
        if len(refs) > _LISTED:
            return f"{len(refs)} cellen"
        return "; ".join(self.where(ref).removeprefix(f"{ref.table}, ") for ref in refs)

    def _unit(self, relation: Relation, ref: Ref) -> str:
        """Name the unit of a figure in thousands where it stands next to one in euros."""
        mixed = len({self._cell(other).unit for other in relation.refs}) > 1
        return " × € 1.000" if mixed and self._cell(ref).unit != _EURO else ""

    # --- explanations -----------------------------------------------------------------------------------

    def explain(self, ref: Ref) -> str:
        """Return the explanation of a finding."""
        finding = self.causes.found[ref]
        return _WORDS[finding.rule](self, ref, finding)

    def proofs(self, ref: Ref) -> tuple[str, ...]:
        """Return what else shows it: relations that the figure breaks, or for rounding those it keeps as printed."""
        finding = self.causes.found[ref]
        relations = [relation for relation in self.document.of.get(ref, []) if relation is not finding.relation]
        rounding = finding.rule in (Rule.ROUNDED, Rule.CARRIED, Rule.SEVERAL)
        broken = [relation for relation in relations if self._mends(ref, relation, within_table=rounding)]
        broken.sort(key=lambda relation: len(relation.parts))
        found = [f"Telt niet op: {self.statement(relation)}" for relation in broken[:_PROOFS]]
        if finding.rule is Rule.CARRIED:
            exact = [
                relation
                for relation in relations
                if relation.kind in SUMS
                and self.document.holds_as_printed(relation)
                and _worth(relation, self.document)
            ]
            found += [f"Telt op zoals gedrukt: {self.statement(relation)}" for relation in exact[:_PROOFS]]
        return tuple(found)

    def _mends(self, ref: Ref, relation: Relation, *, within_table: bool) -> bool:
        """Tell whether a relation that does not add up comes nearer when this figure is put right.

        Rounding is only held against the sums of its own table, where every unit shows.
        """
        residue = self.document.residue(relation)
        if within_table and relation.kind not in SUMS:
            return False
        if not within_table and self.document.holds(relation):
            return False
        cell = self._cell(ref)
        sign = next(sign for other, sign in relation.terms() if other == ref)
        return abs(residue + sign * (cell.expected - cell.value) * cell.unit) < abs(residue)

    def related(self, ref: Ref) -> tuple[Place, ...]:
        """Return the other places that the explanation is about."""
        finding = self.causes.found[ref]
        refs = [*finding.roots, *([finding.other] if finding.other else [])]
        if finding.relation:
            refs += [other for other in finding.relation.refs if self._cell(other).value]
        distinct = [other for other in dict.fromkeys(refs) if other != ref]
        return tuple(self.place(other) for other in distinct[:_RELATED])

    def _not_a_number(self, ref: Ref, _: Finding) -> str:
        cell = self._cell(ref)
        return f"{self.where(ref)} drukt '{as_printed(cell)}', wat geen bedrag is; onze tabel drukt {ours(cell)}."

    def _missing(self, ref: Ref, finding: Finding) -> str:
        cell = self._cell(ref)
        sentence = f"{self.where(ref)} staat niet in het document; onze tabel drukt daar {ours(cell)}."
        if finding.relation:
            head = finding.relation.head
            total = in_dutch(sum(self._cell(part).value for part, _ in finding.relation.parts))
            sentence += (
                f" {self.where(head)} drukt {as_printed(self._cell(head))} en telt het bedrag wel mee: "
                f"de gedrukte rijen zijn samen {total}."
            )
        if finding.roots:
            sentence += f" Het is een deel van de mutatie die ook in {self.where(finding.roots[0])} ontbreekt."
        return sentence

    def _extra(self, ref: Ref, _: Finding) -> str:
        return (
            f"{self.where(ref)} drukt {as_printed(self._cell(ref))}, maar de berekening heeft deze rij niet: "
            "geen mutatie van dit jaar komt erin terecht."
        )

    def _start(self, ref: Ref) -> str:
        cell = self._cell(ref)
        return f"{self.where(ref)} drukt {as_printed(cell)}, onze tabel {ours(cell)}; exact is het {self._exact(cell)}."

    def _rounded(self, ref: Ref, finding: Finding) -> str:
        cell = self._cell(ref)
        if cell.value == round_half_away_fraction(cell.exact, cell.unit):
            return (
                f"{self._start(ref)} Het gedrukte bedrag is de gewone afronding daarvan; "
                "het onze is zo afgerond dat de gedrukte tabel optelt."
            )
        way = "boven" if abs(cell.value * cell.unit) > abs(cell.exact) else "beneden"
        sentence = f"{self._start(ref)} Het gedrukte bedrag is naar {way} afgerond."
        return sentence + self._sum_of_parts(ref, finding.relation)

    def _sum_of_parts(self, ref: Ref, relation: Relation | None) -> str:
        """Say from which printed figures the figure was reckoned."""
        if relation is None:
            return ""
        others = [part for part, _ in relation.without(ref) if self._cell(part).value]
        if not others:
            return ""
        if len(others) == 1:
            return f" Het is hetzelfde bedrag als in {self.where(others[0])}: {as_printed(self._cell(others[0]))}."
        if relation.head == ref:
            return f" Het is de som van de gedrukte delen: {self._list([part for part, _ in relation.parts])}."
        rest = [part for part in others if part != relation.head]
        head = f"{self.where(relation.head)} ({as_printed(self._cell(relation.head))})"
        return f" Het is wat overblijft van {head} na aftrek van {self._list(rest)}."

    def _carried(self, ref: Ref, finding: Finding) -> str:
        sentence = (
            f"{self._start(ref)} Het gedrukte bedrag is niet zelf afgerond, maar berekend uit afgeronde bedragen."
        )
        return sentence + self._sum_of_parts(ref, finding.relation)

    def _several(self, ref: Ref, finding: Finding) -> str:
        cell = self._cell(ref)
        half = str(Fraction(cell.rounded, 2).__float__()).replace(".", ",").removesuffix(",0")
        parts = f"Achter dit bedrag staan {cell.rounded} afgeronde delen, die samen tot {half} kunnen schelen."
        sentence = f"{self._start(ref)} {parts}"
        return sentence + self._sum_of_parts(ref, finding.relation)

    def _half(self, ref: Ref, finding: Finding) -> str:
        cell = self._cell(ref)
        total = next(total for total, inside in self.causes.totals_over_time(ref.table) if ref.column in inside)
        whole = Ref(ref.table, ref.row, total)
        return (
            f"{self._instead(ref)}: {self._part(finding.parts[0])} ontbreekt in deze kolom (hier "
            f"{self._effect(cell, finding.parts)}), maar zit wel in na wijziging: {self._shows(whole)}."
        )

    def _absent(self, ref: Ref, finding: Finding) -> str:
        other = finding.other or ref
        return (
            f"{self._instead(ref)}: {as_printed(self._cell(other))} uit {self.where(other)} ontbreekt hier, "
            "en de andere kolommen boeken het niet terug."
        )

    def _same_half(self, ref: Ref, finding: Finding) -> str:
        cell = self._cell(ref)
        what = " en ".join(f"{self._part(part)} (hier {self._effect(cell, (part,))})" for part in finding.parts)
        also = " en ".join(self._instead(root) for root in finding.roots)
        verb = "ontbreekt" if len(finding.parts) == 1 else "ontbreken"
        return f"{self._instead(ref)}: {what} {verb}, net als in andere cellen: {also}."

    def _misplaced(self, ref: Ref, finding: Finding) -> str:
        other = finding.other or ref
        sheet = self.document.sheets[ref.table]
        common = sheet.ancestors[ref.row] & sheet.ancestors[other.row]
        totals = [
            Ref(ref.table, row.key, ref.column)
            for row in sheet.layout.rows
            if row.key in common and sheet.is_printed(row.key)
        ]
        sentence = f"{self._instead(ref)}, en {self._instead(other)}: het bedrag staat op de verkeerde rij."
        if totals and not self._cell(totals[0]).deviates:
            sentence += f" Het totaal verandert daar niet van: {self._shows(totals[0])}."
        return sentence

    def _follows(self, ref: Ref, finding: Finding) -> str:
        relation = finding.relation
        root = finding.roots[0]
        how = ""
        if relation and relation.kind is Kind.FACT:
            how = " Het document drukt daar hetzelfde bedrag."
        elif relation and self.document.holds_as_printed(relation) and _worth(relation, self.document):
            how = self._sum_of_parts(ref, relation)
        return f"{self._instead(ref)}. Dat volgt uit een ander bedrag: {self._instead(root)}.{how}"

    def _broken(self, ref: Ref, finding: Finding) -> str:
        cell = self._cell(ref)
        statement = self.statement(finding.relation) if finding.relation else ""
        statement += f" De berekening geeft {self._exact(cell)}."
        return f"{self._instead(ref)}. Het document spreekt zichzelf tegen: {statement}"

    def _none(self, ref: Ref, _: Finding) -> str:
        cell = self._cell(ref)
        gap = in_dutch(cell.value - cell.expected)
        return f"{self._instead(ref)}. Geen regel bewijst waar het verschil van {gap} vandaan komt."


_WORDS = {
    Rule.NOT_A_NUMBER: Wording._not_a_number,  # noqa: SLF001 - the table of the methods above
    Rule.MISSING: Wording._missing,  # noqa: SLF001
    Rule.EXTRA: Wording._extra,  # noqa: SLF001
    Rule.ROUNDED: Wording._rounded,  # noqa: SLF001
    Rule.CARRIED: Wording._carried,  # noqa: SLF001
    Rule.SEVERAL: Wording._several,  # noqa: SLF001
    Rule.HALF: Wording._half,  # noqa: SLF001
    Rule.ABSENT: Wording._absent,  # noqa: SLF001
    Rule.SAME_HALF: Wording._same_half,  # noqa: SLF001
    Rule.MISPLACED: Wording._misplaced,  # noqa: SLF001
    Rule.FOLLOWS: Wording._follows,  # noqa: SLF001
    Rule.BROKEN: Wording._broken,  # noqa: SLF001
    Rule.NONE: Wording._none,  # noqa: SLF001
}


def _worth(relation: Relation, document: Document) -> bool:
    """Tell whether a sum says more than that one figure is equal to another."""
    return sum(document.cells[ref].value != 0 for ref in relation.refs) > 2  # noqa: PLR2004


def round_half_away_fraction(cents: Fraction, unit: int) -> int:
    """Return whole units of an exact amount, halves away from zero."""
    sign = -1 if cents < 0 else 1
    return sign * int((2 * abs(cents) + unit) // (2 * unit))
