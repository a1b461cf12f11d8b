"""Several people work on one budget in any order: post, change, agree, offer, adopt, undo, break in."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ledger import journal
from ledger.core.book import Book
from ledger.journal import JournalError
from ledger.models import Amendment, Mutation, User
from ledger.permissions import NotAllowedError
from tests.ledger.factories import YEAR
from tests.stateful import invariants, questions
from tests.stateful.acts import Acts
from tests.stateful.material import COVERS, FLAWS, attacks, content_of, execute
from tests.stateful.model import Model, opposite
from tests.stateful.operations import OPERATIONS, anyone, board, euros, op, pick, writer

EDIT_FLAWS = ("",) * 14 + FLAWS[5:-1]

OUTCOMES: Counter[str] = Counter()


class BudgetLife(Acts, RuleBasedStateMachine):
    """One begrotingsjaar and everybody who has to do with it. Each life is rolled back when it ends."""

    people: dict[str, User]  # these three are set by the test that runs the machine
    year: Any
    book: Book  # what every life begins with

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.made = 0
        self.changed = True
        self.fixed: dict[int, tuple[int, questions.Rows]] = {}  # the id and the rows of what is no draft any more
        self.closed: dict[int, questions.Rows] = {}  # and of what is closed for good, the wijziging itself
        self.life = transaction.atomic()
        self.life.__enter__()

    def teardown(self) -> None:
        try:
            invariants.tables_as_reckoned(self.model, self.book)
            invariants.checks_agree()
            OUTCOMES["lives"] += 1
        finally:
            transaction.set_rollback(True)
            self.life.__exit__(None, None, None)

    # --- doing and predicting ---

    def do(self, name: str, allowed: bool, act: Callable[[], Any]) -> Any:
        """Do it, and see that it goes as the model says; a refusal leaves nothing behind."""
        before = None if allowed else questions.everything()
        refusal, result = None, None
        try:
            with transaction.atomic():
                result = act()
        except (JournalError, NotAllowedError, IntegrityError) as error:
            refusal = error
        if refusal is not None:
            OUTCOMES[f"{name} refused"] += 1
            assert not allowed, f"{name} was refused: {refusal}"
            assert questions.everything() == before, f"{name} was refused but left something behind"
            return None
        OUTCOMES[f"{name} done"] += 1
        self.changed = True
        assert allowed, f"{name} should have been refused"
        return result

    def fix(self, number: int, pk: int, *, for_good: bool = False) -> None:
        """Remember how a wijziging stands now that its lines cannot change any more."""
        amendment, *rows = questions.of_amendment(questions.everything(), pk)
        self.fixed[number] = (pk, [row for each in rows for row in each])
        if for_good:
            self.closed[number] = amendment

    def amendment(self, number: int) -> Amendment:
        return Amendment.objects.get(budget_year=YEAR, number=number)

    def mutation(self, code: str) -> Mutation:
        row: Mutation = Mutation.objects.select_related("amendment").get(budget_year=YEAR, code=code)
        return row

    def choose(self, options: list[Any], index: int) -> Any:
        return options[index % len(options)]

    def some_row(self, index: int) -> str:
        """A mutatie; mostly one that can still change."""
        drafts = self.model.codes("draft") if index % 4 else []
        return str(self.choose(drafts or sorted(self.model.rows), index))

    # --- a life ---

    @initialize(stage=st.integers(0, 3), amounts=st.lists(euros, min_size=2, max_size=4))
    def begin(self, stage: int, amounts: list[int]) -> None:
        """Begin with an empty draft, a filled one, one that is offered or one that is adopted."""
        self.do("open", True, lambda: self.open_draft("fenna", 0))
        if stage:
            for amount, cover in zip(amounts, COVERS, strict=False):
                self.post("fenna", 0, amount, cover, "", False, False, False)
        if stage > 1:
            self.make_ready(0)
            self.submit("koos", 0)
            self.open_amendment("koos", False)
            self.post("koos", 1, amounts[0], "key", "", True, False, False)
        if stage > 2:
            self.adopt("bram", 0, "Besluit 1", False)

    @rule(data=st.data())
    def step(self, data: Any) -> None:
        possible = [name for name, weight, when, _ in OPERATIONS if when(self) for _ in range(weight)]
        chosen = data.draw(st.sampled_from(possible), label="operation")
        strategies = next(strategies for name, _, _, strategies in OPERATIONS if name == chosen)
        arguments = {name: data.draw(strategy, label=name) for name, strategy in strategies.items()}
        getattr(self, chosen)(**arguments)

    def open_draft(self, actor: str, number: int) -> None:
        amendment = journal.open_amendment(
            actor=self.people[actor], year=YEAR, number=number, name=f"Wijziging {number}"
        )
        journal.add_neutral_group(actor=self.people[actor], amendment=amendment, code="schuif", name="Verschuiving")
        self.model.amendments[number] = "draft"

    @op(
        6,
        actor=writer,
        again=st.sampled_from([False, False, False, True]),
        when=lambda self: len(self.model.amendments) < 5,
    )
    def open_amendment(self, actor: str, again: bool) -> None:
        number = max(self.model.amendments) + (0 if again else 1)
        allowed = self.model.can(actor, "enter") and not again and not self.model.closed
        self.do("open", allowed, lambda: self.open_draft(actor, number))

    @op(
        10,
        actor=writer,
        index=pick,
        amount=euros,
        cover=st.sampled_from(COVERS),
        flaw=st.sampled_from(FLAWS),
        structural=st.booleans(),
        grouped=st.sampled_from([False, False, True]),
        bare=st.sampled_from([False] * 5 + [True]),
    )
    def post(
        self, actor: str, index: int, amount: int, cover: str, flaw: str, structural: bool, grouped: bool, bare: bool
    ) -> None:
        number = self.choose(sorted(self.model.amendments), index)
        taken = self.model.rows and flaw == "taken"
        self.made += 1
        code = self.choose(sorted(self.model.rows), index) if taken else f"m{self.made}"
        content = content_of(code, amount, cover, flaw, structural, grouped, bare)
        allowed = self.model.drafting(actor, number) and (not flaw or (flaw == "taken" and not taken))
        amendment = self.amendment(number)
        self.do(
            "post",
            allowed,
            lambda: journal.post_mutation(actor=self.people[actor], amendment=amendment, mutation=content),
        )
        if allowed:
            self.model.post(actor, number, content)

    @op(
        13,
        actor=writer,
        index=pick,
        amount=euros,
        cover=st.sampled_from(COVERS),
        flaw=st.sampled_from(EDIT_FLAWS),
        stale=st.sampled_from([False, False, False, True]),
        when=lambda self: self.model.rows,
    )
    def edit(self, actor: str, index: int, amount: int, cover: str, flaw: str, stale: bool) -> None:
        code = self.some_row(index)
        row = self.model.rows[code]
        content = replace(
            content_of(code, amount, cover, flaw, False, bool(row.content.group), False), reverses=row.reverses
        )
        allowed = self.model.drafting(actor, row.amendment) and not flaw and not stale
        mutation, version = self.mutation(code), row.version - stale
        self.do(
            "stale edit" if stale else "edit", allowed,
            lambda: journal.edit_mutation(actor=self.people[actor], mutation=mutation, change=content, version=version),
        )  # fmt: skip
        if allowed:
            self.model.edit(actor, content)

    @op(
        4,
        actor=writer,
        index=pick,
        when=lambda self: self.model.rows,
    )
    def delete(self, actor: str, index: int) -> None:
        code = self.some_row(index)
        allowed = self.model.drafting(actor, self.model.rows[code].amendment)
        mutation = self.mutation(code)
        self.do(
            "delete",
            allowed,
            lambda: journal.delete_mutation(actor=self.people[actor], mutation=mutation, version=mutation.version),
        )
        if allowed:
            self.model.delete(actor, code)

    @op(
        6,
        actor=writer,
        index=pick,
        stale=st.sampled_from([False, False, False, True]),
        when=lambda self: self.model.rows,
    )
    def approve(self, actor: str, index: int, stale: bool) -> None:
        code = self.some_row(index)
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

    @op(
        7,
        index=pick,
        when=lambda self: "draft" in self.model.amendments.values() and not self.model.closed,
    )
    def make_ready(self, index: int) -> None:
        """Mend what is incomplete and agree to everything: without this hardly any wijziging would get through."""
        number = self.choose([n for n, status in self.model.amendments.items() if status == "draft"], index)
        for row in self.model.of(number):
            content = row.content
            if not content.explanation or content.group or self.model._reverses_nothing(row):
                self.delete_by("fenna", content.code)
            elif row.approved_by is None:
                colleague = "koos" if row.entered_by != "koos" else "fenna"
                self.agree(colleague, content.code, row.version)
                row.approved_by = colleague
        self.changed = True

    def agree(self, actor: str, code: str, version: int) -> None:
        mutation = self.mutation(code)
        self.do(
            "approve",
            True,
            lambda: journal.approve_mutation(actor=self.people[actor], mutation=mutation, version=version),
        )

    def delete_by(self, actor: str, code: str) -> None:
        mutation = self.mutation(code)
        journal.delete_mutation(actor=self.people[actor], mutation=mutation, version=mutation.version)
        self.model.delete(actor, code)

    @op(
        7,
        actor=writer,
        index=pick,
        into=pick,
        when=lambda self: self.model.rows,
    )
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
            made = questions.mutations()[f"{code}-tegenboeking"].content
            assert made.lines == tuple(opposite(line) for line in self.model.rows[code].content.lines)
            assert self.mutation(made.code).reverses == original
            assert made.reverses == code
            self.model.post(actor, number, made)

    @op(
        9,
        actor=st.one_of(writer, st.just("dubbel")),
        index=pick,
    )
    def submit(self, actor: str, index: int) -> None:
        number = self.choose(
            sorted(self.model.amendments, key=lambda n: (self.model.amendments[n] != "draft", n)), index % 3
        )
        complete = self.model.complete(number)
        allowed = (
            self.model.can(actor, "submit")
            and not self.model.closed
            and complete
            and self.model.amendments[number] == "draft"
        )
        name = "submit" if complete else "incomplete submit"
        amendment = self.amendment(number)
        self.do(
            name, allowed,
            lambda: journal.submit_amendment(actor=self.people[actor], amendment=amendment, on=date(YEAR, 3, 1)),
        )  # fmt: skip
        if allowed:
            self.model.amendments[number] = "submitted"
            self.model.submitted_by[number] = actor
            self.fix(number, amendment.pk)

    @op(
        12,
        actor=board,
        index=pick,
        decision=st.sampled_from(["Besluit 7", "Besluit 7", " "]),
        early=st.sampled_from([False] * 4 + [True]),
    )
    def adopt(self, actor: str, index: int, decision: str, early: bool) -> None:
        order = sorted(self.model.amendments, key=lambda n: (self.model.amendments[n] != "submitted", n))
        number = self.choose(order, index % 2)
        if self.model.submitted_by.get(number) == "dubbel" and index % 3 == 0:
            actor = "dubbel"  # has the right, but offered this one
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
            self.fix(number, amendment.pk, for_good=True)

    @op(
        5,
        actor=anyone,
        index=pick,
        reason=st.sampled_from(["Niet nodig", ""]),
    )
    def withdraw(self, actor: str, index: int, reason: str) -> None:
        self.withdraw_number(actor, self.choose(sorted(self.model.amendments), index), reason)

    def withdraw_number(self, actor: str, number: int, reason: str) -> None:
        verb = {"draft": "submit", "submitted": "adopt"}.get(self.model.amendments[number], "nobody")
        allowed = self.model.can(actor, verb) and bool(reason)
        amendment = self.amendment(number)
        self.do(
            "withdraw", allowed,
            lambda: journal.withdraw_amendment(actor=self.people[actor], amendment=amendment, reason=reason),
        )  # fmt: skip
        if allowed:
            self.model.amendments[number] = "withdrawn"
            self.fix(number, amendment.pk, for_good=True)

    @op(
        6,
        actor=board,
        sure=st.booleans(),
        when=lambda self: len(self.model.amendments) > 1,
    )
    def close_year(self, actor: str, sure: bool) -> None:
        """Close it; when `sure`, first withdraw everything that stands in the way."""
        for number, status in sorted(self.model.amendments.items()) if sure else ():
            if status in ("draft", "submitted"):
                self.withdraw_number("fenna" if status == "draft" else "bram", number, "Het jaar gaat dicht")
        open_ones = {"draft", "submitted"} & set(self.model.amendments.values())
        allowed = self.model.can(actor, "adopt") and not open_ones and not self.model.closed
        self.do("close year", allowed, lambda: journal.close_year(actor=self.people[actor], year=self.year))
        self.model.closed = self.model.closed or allowed

    @op(
        7,
        index=pick,
        attack=st.integers(0, 30),
    )
    def break_in(self, index: int, attack: int) -> None:
        """Go past the journal: the database itself refuses, and nothing is changed."""
        statements = self.attacks(index)
        if statements:
            statement = self.choose(statements, attack)
            self.do("attack", False, lambda: execute(statement))

    def attacks(self, index: int) -> list[str]:
        closed = [number for number, status in self.model.amendments.items() if status != "draft"]
        pk = self.amendment(self.choose(closed, index)).pk if closed else None
        return attacks(pk)

    # --- after every step ---

    @invariant()
    def holds(self) -> None:
        """Look at everything, unless the step was refused: then it was seen to leave every row as it was."""
        if not self.changed:
            return
        self.changed = False
        seen = invariants.Seen.now()
        self.is_as_the_model_says(seen)
        invariants.after_every_step(seen, self.book, self.model)
        self.closed_stays_closed()

    def is_as_the_model_says(self, seen: invariants.Seen) -> None:
        assert seen.status == self.model.amendments
        names = {user.pk: name for name, user in self.people.items()}
        assert {
            code: (row.amendment, row.content, names[row.entered_by], names.get(row.approved_by or 0), row.version)
            for code, row in seen.mutations.items()
        } == {
            code: (row.amendment, row.content, row.entered_by, row.approved_by, row.version)
            for code, row in self.model.rows.items()
        }
        assert seen.rules == self.model.rules

    def closed_stays_closed(self) -> None:
        now = questions.everything() if self.fixed else {}
        for number, (pk, before) in self.fixed.items():
            amendment, *rows = questions.of_amendment(now, pk)
            assert [row for each in rows for row in each] == before
            assert number not in self.closed or self.closed[number] == amendment
