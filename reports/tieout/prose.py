"""The texts held against the mutaties they name: references, amounts, and mutaties that no text names. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ledger.core.mentions import Mention, mentions
from ledger.core.money import format_euros
from ledger.core.references import Reference, amounts_of, in_words, nearest, references
from reports.tieout.published import DescribedMutation, PublishedParagraph
from reports.tieout.report import TEXTS, Cause, Place
from reports.tieout.texts import shared, subject, words

_EURO = 100  # cents

NUMBER = "NUMBER"
"""The unit of a difference about a mutatie number."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A difference in a text, before it has its number in the report."""

    place: Place
    unit: str
    published: int | None
    expected: int | None
    cause: Cause
    explanation: str
    proofs: tuple[str, ...] = ()
    related: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Named:
    """A reference with the mutatie it leads to, and the one it should lead to when that is another."""

    reference: Reference
    programme: str
    mutation: DescribedMutation | None
    meant: DescribedMutation | None = None
    proofs: tuple[str, ...] = ()

    @property
    def wrong(self) -> bool:
        """Tell whether the reference is wrong."""
        return self.mutation is None or self.meant is not None


class Prose:
    """Checks the paragraphs of a document. `programmes` maps codes to names."""

    def __init__(
        self,
        paragraphs: Sequence[PublishedParagraph],
        mutations: Sequence[DescribedMutation],
        programmes: Mapping[str, str],
        last: int,
    ) -> None:
        self.paragraphs = paragraphs
        self.mutations = mutations
        self.programmes = programmes
        self.codes = {name: code for code, name in programmes.items()}
        self.last = last
        self.by_number = {(mutation.programme, mutation.number): mutation for mutation in mutations if mutation.number}
        self.checked = 0  # references and amounts that could be compared
        self._own_words = words(" ".join(programmes.values()))

    def remarks(self) -> list[Remark]:
        """Return every difference in the texts, in the order of the document."""
        found: list[Remark] = []
        for paragraph in self.paragraphs:
            found += self._references(paragraph)
            found += self._amounts(paragraph)
        return found + self._unnamed()

    # --- references -------------------------------------------------------------------------------

    @cached_property
    def _first_reading(self) -> dict[str, list[Named]]:
        """Every reference by paragraph, before it is judged."""
        result = {}
        for paragraph in self.paragraphs:
            named: dict[tuple[str, int], Named] = {}
            for reference in references(f"{paragraph.title}\n{paragraph.text}", self.codes):
                code = self.codes[reference.programme] if reference.programme else paragraph.programme
                if code is not None:
                    mutation = self.by_number.get((code, reference.number))
                    named.setdefault((code, reference.number), Named(reference, code, mutation))
            result[paragraph.paragraph] = list(named.values())
        return result

    @cached_property
    def _named_anywhere(self) -> set[int]:
        return {named.mutation.pk for several in self._first_reading.values() for named in several if named.mutation}

    @cached_property
    def named(self) -> dict[str, list[Named]]:
        """Every reference by paragraph, with the mutatie that is meant where that is another."""
        return {
            paragraph.paragraph: [self._judge(paragraph, named) for named in self._first_reading[paragraph.paragraph]]
            for paragraph in self.paragraphs
        }

    def _judge(self, paragraph: PublishedParagraph, named: Named) -> Named:
        about = self._about(paragraph)
        if named.mutation is None:
            meant = self._best(named.programme, about)
            return Named(named.reference, named.programme, None, meant)
        if other := self._other_of_group(paragraph, named):
            proof = (
                f"{self._name(other)} staat met de andere mutatie van {paragraph.paragraph} in één "
                f"budgettair neutrale verschuiving; {self._name(named.mutation)} niet."
            )
            return Named(named.reference, named.programme, named.mutation, other, (proof,))
        if not shared(self._words(named.mutation), about):
            meant = self._best(named.programme, about)
            if meant:
                proof = (
                    f"De omschrijving van {self._name(named.mutation)} heeft geen woord gemeen met "
                    f"{paragraph.paragraph}; die van {self._name(meant)} wel, en geen andere paragraaf noemt haar."
                )
                return Named(named.reference, named.programme, named.mutation, meant, (proof,))
        return named

    def _other_of_group(self, paragraph: PublishedParagraph, named: Named) -> DescribedMutation | None:
        """Return the member of the paragraph's neutral group that should stand here instead."""
        several = [other.mutation for other in self._first_reading[paragraph.paragraph] if other.mutation]
        groups = {mutation.group for mutation in several if mutation.group}
        if not groups or named.mutation is None or named.mutation.group in groups:
            return None
        named_here = {mutation.pk for mutation in several}
        lacking = [
            mutation
            for mutation in self.mutations
            if mutation.group in groups and mutation.programme == named.programme and mutation.pk not in named_here
        ]
        return lacking[0] if len(lacking) == 1 else None

    def _best(self, programme: str, about: frozenset[str]) -> DescribedMutation | None:
        """Return the mutatie of a programma that no paragraph names and that fits the words best."""
        scored = [
            (shared(self._words(mutation), about), -(mutation.number or 0), mutation)
            for mutation in self.mutations
            if mutation.programme == programme
            and mutation.number
            and mutation.amendment == self.last
            and mutation.pk not in self._named_anywhere
        ]
        best = max(scored, key=lambda item: item[:2], default=None)
        return best[2] if best and best[0] else None

    def _about(self, paragraph: PublishedParagraph) -> frozenset[str]:
        return words(f"{subject(paragraph.title)} {paragraph.text}") - self._own_words

    def _words(self, mutation: DescribedMutation) -> frozenset[str]:
        extra = " maatwerk" if mutation.maatwerk else ""
        return words(mutation.description + extra) - self._own_words

    def _references(self, paragraph: PublishedParagraph) -> list[Remark]:
        found = []
        for named in self.named[paragraph.paragraph]:
            self.checked += 1
            if named.wrong:
                found.append(self._wrong_reference(paragraph, named))
        return found

    def _wrong_reference(self, paragraph: PublishedParagraph, named: Named) -> Remark:
        place = self._place(paragraph, named.reference.written)
        name = self.programmes[named.programme]
        start = f"{place.where} verwijst naar mutatie nr. {named.reference.number} van {name}"
        related: tuple[Place, ...] = ()
        if named.mutation is None:
            numbers = sorted(number for code, number in self.by_number if code == named.programme and number)
            known = f"{name} heeft {f'de nummers {in_words(numbers)}' if numbers else 'geen genummerde mutaties'}"
            sentence = f"{start}, maar die is er niet: {known}."
        else:
            sentence = f"{start}, maar dat is '{named.mutation.description}'"
            elsewhere = [
                other
                for other in self.paragraphs
                if other is not paragraph
                and any(item.mutation is named.mutation and not item.wrong for item in self.named[other.paragraph])
            ]
            related = tuple(self._place(other) for other in elsewhere)
            sentence += f", toegelicht in {elsewhere[0].paragraph}." if elsewhere else "."
        if named.meant:
            sentence += f" Bij deze tekst past nr. {named.meant.number}: '{named.meant.description}'"
            sentence += ", die geen paragraaf noemt." if named.meant.pk not in self._named_anywhere else "."
        expected = named.meant.number if named.meant else None
        return Remark(
            place, NUMBER, named.reference.number, expected, Cause.WRONG_REFERENCE, sentence, named.proofs, related
        )

    def _unnamed(self) -> list[Remark]:
        """Numbered mutaties of the wijziging that no paragraph explains, though paragraphs of its programma do so."""
        reached = self._named_anywhere | {
            named.meant.pk for several in self.named.values() for named in several if named.meant
        }
        explained = {named.programme for several in self.named.values() for named in several}
        found = []
        for mutation in self.mutations:
            if mutation.number is None or mutation.amendment != self.last or mutation.programme not in explained:
                continue
            self.checked += 1
            if mutation.pk not in reached:
                where = f"teksten, mutatie {self._name(mutation)}"
                sentence = f"Geen enkele paragraaf noemt {self._name(mutation)}: '{mutation.description}'."
                place = Place(TEXTS, "", where)
                found.append(Remark(place, NUMBER, None, mutation.number, Cause.WRONG_REFERENCE, sentence))
        return found

    # --- amounts ------------------------------------------------------------------------------------

    def _amounts(self, paragraph: PublishedParagraph) -> list[Remark]:
        found = []
        for mention in mentions(f"{paragraph.title}.\n{paragraph.text}"):
            if mention.left_out:
                continue
            named = [item.meant or item.mutation for item in self.named[paragraph.paragraph]]
            several = [mutation for mutation in named if mutation]
            if several:
                self.checked += 1
                if not any(mention.fits(cents) for cents in amounts_of(several)):
                    found.append(self._wrong_amount(paragraph, mention, several))
            elif (remark := self._amount_without_reference(paragraph, mention)) is not None:
                found.append(remark)
        return found

    def _amount_without_reference(self, paragraph: PublishedParagraph, mention: Mention) -> Remark | None:
        """A paragraph that names no number speaks of the mutatie whose description has its words."""
        about = words(f"{subject(paragraph.title)} {mention.sentence}") - self._own_words
        speaking = [mutation for mutation in self.mutations if shared(self._words(mutation), about)]
        if any(mention.fits(cents) for mutation in speaking for cents in mutation.amounts):
            self.checked += 1
            return None
        title = words(subject(paragraph.title)) - self._own_words
        own = [
            mutation
            for mutation in speaking
            if mutation.programme == paragraph.programme
            and mutation.amendment == self.last
            and shared(self._words(mutation), title)
        ]
        if len(own) != 1:
            return None
        self.checked += 1
        return self._wrong_amount(paragraph, mention, own)

    def _wrong_amount(
        self, paragraph: PublishedParagraph, mention: Mention, several: Sequence[DescribedMutation]
    ) -> Remark:
        closest = nearest(mention, several)
        place = self._place(paragraph, mention.written)
        names = in_words([self._name(mutation) for mutation in several])
        sentence = (
            f"{place.where} noemt {mention.written}, maar {names} "
            f"{'is' if len(several) == 1 else 'zijn'} {format_euros(closest)}"
            f"{'' if len(several) == 1 else ' (het bedrag dat het dichtst in de buurt komt)'}."
        )
        proof = (
            f"{mention.written} is op {_precision(mention.tolerance)} nauwkeurig geschreven; "
            f"het verschil is {format_euros(abs(mention.cents - closest))}."
        )
        return Remark(place, "EUR", mention.cents // 100, round(closest / 100), Cause.WRONG_AMOUNT, sentence, (proof,))

    # --- words ------------------------------------------------------------------------------------------

    def _place(self, paragraph: PublishedParagraph, printed: str = "") -> Place:
        return Place(TEXTS, paragraph.paragraph, f"{paragraph.paragraph} {paragraph.title}", printed=printed)

    def _name(self, mutation: DescribedMutation) -> str:
        return f"{self.programmes[mutation.programme]} {mutation.number or mutation.description}"


def _precision(tolerance: int) -> str:
    if 2 * tolerance > _EURO:
        return f"{format_euros(2 * tolerance)} euro"
    return "de euro" if tolerance else "de cent"
