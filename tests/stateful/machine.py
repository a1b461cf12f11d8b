"""Several people work on one budget in any order: post, change, agree, offer, adopt, undo, break in."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ledger import journal
from ledger.enums import FundingSource, Side
from ledger.journal import JournalError, LineInput, MutationInput
from ledger.models import Amendment, Mutation, User
from ledger.permissions import NotAllowedError
from tests.ledger.factories import YEAR
from tests.stateful import invariants
from tests.stateful.model import BOARD, ROLES, WRITERS, Model, opposite

anyone = st.sampled_from(sorted(ROLES))
writer = st.one_of(st.sampled_from(WRITERS), st.sampled_from(WRITERS), anyone)
board = st.one_of(st.sampled_from(BOARD), anyone)
pick = st.integers(0, 7)
euros = st.integers(-5000, 5000).filter(bool)
COVERS = ("key", "direct", "maatwerk", "third-parties", "reserve", "mixed")
FLAWS = ("", "", "", "", "", "unbalanced", "zero", "no lines", "wrong year", "unknown pool", "no payer", "taken")

OUTCOMES: Counter[str] = Counter()


class BudgetLife(RuleBasedStateMachine):
    """One begrotingsjaar and everybody who has to do with it. Each life is rolled back when it ends."""

    people: dict[str, User]  # set by the test that runs the machine
    year: Any

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.made = 0
        self.fixed: dict[int, list[tuple[Any, ...]]] = {}
        self.adopted: dict[int, tuple[Any, ...]] = {}
        self.life = transaction.atomic()
        self.life.__enter__()

    def teardown(self) -> None:
        try:
            for check in invariants.AT_THE_END:
                check()
        finally:
            transaction.set_rollback(True)
            self.life.__exit__(None, None, None)

    # --- doing and predicting ---

    def do(self, name: str, allowed: bool, act: Callable[[], Any]) -> Any:
        """Do it, and see that it goes as the model says; a refusal leaves nothing behind."""
        before = None if allowed else self.everything()
        try:
            with transaction.atomic():
                result = act()
        except (JournalError, NotAllowedError, IntegrityError) as error:
            OUTCOMES[f"{name} refused"] += 1
            assert not allowed, f"{name} was refused: {error}"
            assert self.everything() == before, f"{name} was refused but left something behind"
            return None
        OUTCOMES[f"{name} done"] += 1
        assert allowed, f"{name} should have been refused"
        return result

    def everything(self) -> tuple[Any, ...]:
        amendments = list(Amendment.objects.order_by("pk").values_list())
        return journal.head(), amendments, [invariants.fixed_rows(row[0]) for row in amendments]

    def amendment(self, number: int) -> Amendment:
        return Amendment.objects.get(budget_year=YEAR, number=number)

    def mutation(self, code: str) -> Mutation:
        return Mutation.objects.select_related("amendment").get(budget_year=YEAR, code=code)

    def choose(self, options: list[Any], index: int) -> Any:
        return options[index % len(options)]

    # --- a life ---

    @initialize()
    def begin(self) -> None:
        self.do("open", True, lambda: self.open_draft("fenna", 0))

    def open_draft(self, actor: str, number: int) -> None:
        amendment = journal.open_amendment(
            actor=self.people[actor], year=YEAR, number=number, name=f"Wijziging {number}"
        )
        journal.add_neutral_group(actor=self.people[actor], amendment=amendment, code="schuif", name="Verschuiving")
        self.model.amendments[number] = "draft"

    @rule(actor=writer, again=st.sampled_from([False, False, False, True]))
    @precondition(lambda self: len(self.model.amendments) < 5)
    def open_amendment(self, actor: str, again: bool) -> None:
        number = max(self.model.amendments) + (0 if again else 1)
        allowed = self.model.can(actor, "enter") and not again and not self.model.closed
        self.do("open", allowed, lambda: self.open_draft(actor, number))

    @rule(
        actor=writer, index=pick, amount=euros, cover=st.sampled_from(COVERS), flaw=st.sampled_from(FLAWS),
        structural=st.booleans(), grouped=st.sampled_from([False, False, True]), bare=st.sampled_from([False] * 5 + [True]),
    )  # fmt: skip
    def post(self, actor: str, index: int, amount: int, cover: str, flaw: str, structural: bool, grouped: bool, bare: bool) -> None:
        number = self.choose(sorted(self.model.amendments), index)
        taken = self.model.rows and flaw == "taken"
        self.made += 1
        code = self.choose(sorted(self.model.rows), index) if taken else f"m{self.made}"
        content = content_of(code, amount, cover, flaw, structural, grouped, bare)
        allowed = self.model.drafting(actor, number) and (not flaw or (flaw == "taken" and not taken))
        amendment = self.amendment(number)
        self.do("post", allowed, lambda: journal.post_mutation(actor=self.people[actor], amendment=amendment, mutation=content))
        if allowed:
            self.model.post(actor, number, content)

    @rule(
        actor=writer, index=pick, amount=euros, cover=st.sampled_from(COVERS), flaw=st.sampled_from(FLAWS[:-1]),
        stale=st.sampled_from([False, False, False, True]),
    )  # fmt: skip
    @precondition(lambda self: self.model.rows)
    def edit(self, actor: str, index: int, amount: int, cover: str, flaw: str, stale: bool) -> None:
        code = self.choose(sorted(self.model.rows), index)
        row = self.model.rows[code]
        content = content_of(code, amount, cover, flaw, False, bool(row.content.group), False)
        allowed = self.model.drafting(actor, row.amendment) and not flaw and not stale
        mutation, version = self.mutation(code), row.version - stale
        self.do(
            "stale edit" if stale else "edit", allowed,
            lambda: journal.edit_mutation(actor=self.people[actor], mutation=mutation, change=content, version=version),
        )  # fmt: skip
        if allowed:
            self.model.edit(actor, content)

    @rule(actor=writer, index=pick)
    @precondition(lambda self: self.model.rows)
    def delete(self, actor: str, index: int) -> None:
        code = self.choose(sorted(self.model.rows), index)
        allowed = self.model.drafting(actor, self.model.rows[code].amendment)
        mutation = self.mutation(code)
        self.do("delete", allowed, lambda: journal.delete_mutation(actor=self.people[actor], mutation=mutation))
        if allowed:
            self.model.delete(actor, code)

    @rule(actor=writer, index=pick, stale=st.sampled_from([False, False, False, True]))
    @precondition(lambda self: self.model.rows)
    def approve(self, actor: str, index: int, stale: bool) -> None:
        code = self.choose(sorted(self.model.rows), index)
        row = self.model.rows[code]
        allowed = self.model.drafting(actor, row.amendment) and row.entered_by != actor and not stale
        mutation, version = self.mutation(code), row.version + stale
        name = "own approval" if row.entered_by == actor else "approve"
        self.do(
            name, allowed,
            lambda: journal.approve_mutation(actor=self.people[actor], mutation=mutation, version=version),
        )  # fmt: skip
        if allowed:
            row.approved_by = actor

    @rule(index=pick)
    @precondition(lambda self: "draft" in self.model.amendments.values() and not self.model.closed)
    def make_ready(self, index: int) -> None:
        """Mend what is incomplete and agree to everything: without this hardly any wijziging would get through."""
        number = self.choose([n for n, status in self.model.amendments.items() if status == "draft"], index)
        for row in self.model.of(number):
            content = row.content
            if not content.explanation or content.group or self.model._reverses_nothing(row):
                self.delete_by("fenna", content.code)
            elif row.approved_by is None:
                colleague = "koos" if row.entered_by != "koos" else "fenna"
                mutation = self.mutation(content.code)
                journal.approve_mutation(actor=self.people[colleague], mutation=mutation, version=row.version)
                row.approved_by = colleague

    def delete_by(self, actor: str, code: str) -> None:
        journal.delete_mutation(actor=self.people[actor], mutation=self.mutation(code))
        self.model.delete(actor, code)

    @rule(actor=writer, index=pick, into=pick)
    @precondition(lambda self: self.model.rows)
    def reverse(self, actor: str, index: int, into: int) -> None:
        codes = self.model.codes("submitted", "adopted") or sorted(self.model.rows)
        code, number = self.choose(codes, index), self.choose(sorted(self.model.amendments, reverse=True), into)
        allowed = self.model.may_reverse(actor, code, number)
        original, amendment = self.mutation(code), self.amendment(number)
        self.do(
            "reverse", allowed,
            lambda: journal.reverse_mutation(actor=self.people[actor], mutation=original, amendment=amendment),
        )  # fmt: skip
        if allowed:
            made = invariants.stored()[f"{code}-tegenboeking"]
            assert made.lines == tuple(opposite(line) for line in self.model.rows[code].content.lines)
            assert self.mutation(made.code).reverses == original
            self.model.post(actor, number, made)
            self.model.rows[made.code].reverses = code

    @rule(actor=writer, index=pick)
    def submit(self, actor: str, index: int) -> None:
        number = self.choose(sorted(self.model.amendments, key=lambda n: (self.model.amendments[n] != "draft", n)), index % 3)
        complete = self.model.complete(number)
        allowed = (
            self.model.can(actor, "submit") and not self.model.closed and complete and self.model.amendments[number] == "draft"
        )
        name = "submit" if complete else "incomplete submit"
        amendment = self.amendment(number)
        self.do(
            name, allowed,
            lambda: journal.submit_amendment(actor=self.people[actor], amendment=amendment, on=date(YEAR, 3, 1), document="Stuk"),
        )  # fmt: skip
        if allowed:
            self.model.amendments[number] = "submitted"
            self.model.submitted_by[number] = actor
            self.fixed[number] = invariants.fixed_rows(amendment.pk)

    @rule(actor=board, index=pick, decision=st.sampled_from(["Besluit 7", "Besluit 7", " "]), early=st.sampled_from([False] * 4 + [True]))
    def adopt(self, actor: str, index: int, decision: str, early: bool) -> None:
        order = sorted(self.model.amendments, key=lambda n: (self.model.amendments[n] != "submitted", n))
        number = self.choose(order, index % 2)
        own = self.model.submitted_by.get(number) == actor
        allowed = (
            self.model.can(actor, "adopt")
            and self.model.amendments[number] == "submitted"
            and not own
            and bool(decision.strip())
            and not early
        )
        on = date(YEAR, 2, 1) if early else date(YEAR, 6, 1)
        amendment = self.amendment(number)
        self.do(
            "own adopt" if own else "adopt", allowed,
            lambda: journal.adopt_amendment(actor=self.people[actor], amendment=amendment, on=on, decision=decision),
        )  # fmt: skip
        if allowed:
            self.model.amendments[number] = "adopted"
            self.adopted[number] = Amendment.objects.values_list().get(pk=amendment.pk)

    @rule(actor=anyone, index=pick, reason=st.sampled_from(["Niet nodig", ""]))
    def withdraw(self, actor: str, index: int, reason: str) -> None:
        number = self.choose(sorted(self.model.amendments), index)
        verb = {"draft": "submit", "submitted": "adopt"}.get(self.model.amendments[number], "nobody")
        allowed = self.model.can(actor, verb) and bool(reason)
        amendment = self.amendment(number)
        self.do(
            "withdraw", allowed,
            lambda: journal.withdraw_amendment(actor=self.people[actor], amendment=amendment, reason=reason),
        )  # fmt: skip
        if allowed:
            self.model.amendments[number] = "withdrawn"
            self.fixed[number] = invariants.fixed_rows(amendment.pk)
            self.adopted[number] = Amendment.objects.values_list().get(pk=amendment.pk)

    @rule(actor=writer, index=pick)
    def undo(self, actor: str, index: int) -> None:
        number = self.choose(sorted(self.model.amendments), index)
        write = self.model.undoable(actor, number)
        amendment = self.amendment(number)
        self.do("undo", write is not None, lambda: journal.undo_last(actor=self.people[actor], amendment=amendment))
        if write is not None:
            self.model.undo(actor, write)

    @rule(actor=board, sure=st.sampled_from([False, False, True]))
    @precondition(lambda self: len(self.model.amendments) > 1)
    def close_year(self, actor: str, sure: bool) -> None:
        open_ones = {"draft", "submitted"} & set(self.model.amendments.values())
        if not open_ones and not sure:
            return
        allowed = self.model.can(actor, "adopt") and not open_ones
        self.do("close year", allowed, lambda: journal.close_year(actor=self.people[actor], year=self.year))
        self.model.closed = self.model.closed or allowed

    @rule(index=pick, attack=st.integers(0, 30))
    def break_in(self, index: int, attack: int) -> None:
        """Go past the journal: the database itself refuses, and nothing is changed."""
        statements = self.attacks(index)
        if statements:
            statement = self.choose(statements, attack)
            self.do("attack", False, lambda: _execute(statement))

    def attacks(self, index: int) -> list[str]:
        found = [
            "UPDATE ledger_auditentry SET action = 'niets' WHERE sequence = 3",
            "DELETE FROM ledger_auditentry WHERE sequence = (SELECT max(sequence) FROM ledger_auditentry)",
            "UPDATE ledger_mutation SET approved_by_id = entered_by_id",
            "UPDATE ledger_keyweight SET weight = weight + 1",
        ]
        if not self.model.rows:
            found = [each for each in found if "mutation" not in each]
        closed = [number for number, status in self.model.amendments.items() if status != "draft"]
        if not closed:
            return found
        pk = self.amendment(self.choose(closed, index)).pk
        found += [
            f"UPDATE ledger_amendment SET status = 'draft' WHERE id = {pk}",
            f"DELETE FROM ledger_amendment WHERE id = {pk}",
            f"UPDATE ledger_amendment SET number = 90 WHERE id = {pk}",
        ]
        if not Mutation.objects.filter(amendment=pk).exists():
            return found
        line = f"(SELECT max(id) FROM ledger_line WHERE amendment_id = {pk})"
        found += [
            f"UPDATE ledger_line SET cents = cents + 100 WHERE id = {line}",
            f"DELETE FROM ledger_line WHERE id = {line}",
            f"UPDATE ledger_line SET amendment_id = amendment_id + 1 WHERE id = {line}",
            f"UPDATE ledger_mutation SET description = 'anders' WHERE amendment_id = {pk}",
            f"DELETE FROM ledger_mutation WHERE amendment_id = {pk}",
            f"UPDATE ledger_mutation SET approved_by_id = NULL WHERE amendment_id = {pk}",
            _copy_of_line(line),
        ]
        if connection.vendor == "sqlite":
            found.append(_copy_of_line(line, replacing=True))
        return found

    # --- after every step ---

    @invariant()
    def holds(self) -> None:
        for check in invariants.AFTER_EVERY_STEP:
            check()

    @invariant()
    def is_as_the_model_says(self) -> None:
        assert dict(Amendment.objects.values_list("number", "status")) == self.model.amendments
        assert invariants.stored() == {code: row.content for code, row in self.model.rows.items()}
        names = {user.pk: name for name, user in self.people.items()}
        facts = Mutation.objects.values_list("code", "amendment__number", "entered_by", "approved_by", "version", "reverses__code")
        assert {
            code: (number, names[entered], names.get(approved), version, reverses)
            for code, number, entered, approved, version, reverses in facts
        } == {
            code: (row.amendment, row.entered_by, row.approved_by, row.version, row.reverses)
            for code, row in self.model.rows.items()
        }

    @invariant()
    def closed_stays_closed(self) -> None:
        for number, rows in self.fixed.items():
            assert invariants.fixed_rows(self.amendment(number).pk) == rows
        for number, row in self.adopted.items():
            assert Amendment.objects.values_list().get(budget_year=YEAR, number=number) == row


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _copy_of_line(line: str, *, replacing: bool = False) -> str:
    from ledger.models import Line

    columns = [field.column for field in Line._meta.concrete_fields]
    values = {"id": "id" if replacing else "id + 100000", "position": "position" if replacing else "position + 1000"}
    chosen = ", ".join(values.get(column, column) for column in columns)
    verb = "INSERT OR REPLACE INTO" if replacing else "INSERT INTO"
    return f"{verb} ledger_line ({', '.join(columns)}) SELECT {chosen} FROM ledger_line WHERE id = {line}"


def content_of(code: str, amount: int, cover: str, flaw: str, structural: bool, grouped: bool, bare: bool) -> MutationInput:
    """A mutatie with the given cover, and at most one flaw."""
    lines: list[LineInput] = []
    cents = amount * 100
    for year in range(YEAR, YEAR + (4 if structural else 1)):
        shown = YEAR + 9 if flaw == "wrong year" else year
        spent = 0 if flaw == "zero" else cents
        lines.append(LineInput(Side.COST, spent, shown))
        lines += _covers(cover, 0 if flaw == "zero" else cents + (flaw == "unbalanced"), shown)
    if flaw == "unknown pool":
        lines[1:] = [LineInput(Side.INCOME, line.cents, line.effective_year, source="contribution", pool="x") for line in lines[1:]]
    if flaw == "no payer":
        lines[1:] = [LineInput(Side.INCOME, line.cents, line.effective_year) for line in lines[1:]]
    return MutationInput(
        code=code,
        programme="burger",
        description=f"Mutatie {code}",
        recurrence="structural" if structural else "incidental",
        lines=() if flaw == "no lines" else tuple(lines),
        group="schuif" if grouped else None,
        decided_in_ogon=not bare,
        explanation="" if bare else "Omdat het moet.",
    )


def _covers(cover: str, cents: int, year: int) -> list[LineInput]:
    def income(part: int, source: str, **more: Any) -> LineInput:
        return LineInput(Side.INCOME, part, year, source=source, **more)

    match cover:
        case "key":
            return [income(cents, FundingSource.CONTRIBUTION, pool="burger")]
        case "direct":
            return [income(cents, FundingSource.CONTRIBUTION, pool="vth", municipality="diemen")]
        case "maatwerk":
            return [income(cents, FundingSource.MAATWERK, municipality="uithoorn", order="o1")]
        case "third-parties":
            return [income(cents, FundingSource.THIRD_PARTIES)]
        case "reserve":
            return [income(cents, FundingSource.RESERVE, reserve="algemeen")]
    parts = [cents // 3, cents - cents // 3]
    covers = [("key", parts[0]), ("third-parties", parts[1])]
    return [line for name, part in covers if part for line in _covers(name, part, year)]


__all__ = ["OUTCOMES", "BudgetLife"]
