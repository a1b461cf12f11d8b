"""Operations that change several things as one act: a save of the grid, taking an act back, another key."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from ledger import journal
from ledger.journal.grid import RowChange, save_rows
from ledger.journal.keys import take_into_use
from ledger.models import Amendment, CostPool, KeyVersion, Mutation, User
from tests.stateful.material import COVERS, content_of
from tests.stateful.model import KEYS, WRITERS, Model
from tests.stateful.operations import anyone, euros, op, pick, writer


class Acts:
    """A part of a life of a budget (see `tests.stateful.machine`)."""

    model: Model
    people: dict[str, User]
    year: Any
    made: int
    do: Callable[[str, bool, Callable[[], Any]], Any]
    amendment: Callable[[int], Amendment]
    mutation: Callable[[str], Mutation]
    choose: Callable[[list[Any], int], Any]

    @op(
        10,
        actor=writer,
        index=pick,
        amounts=st.lists(euros, min_size=2, max_size=4),
        cover=st.sampled_from(COVERS),
        flaw=st.sampled_from([""] * 6 + ["unbalanced"]),
        stale=st.sampled_from([False, False, False, True]),
    )
    def save(self, actor: str, index: int, amounts: list[int], cover: str, flaw: str, stale: bool) -> None:
        """Save a grid: one row is changed, one taken out, the others are new; all of them or none."""
        drafts = [number for number, status in sorted(self.model.amendments.items()) if status == "draft"]
        number = self.choose(drafts if drafts and index % 4 else sorted(self.model.amendments), index)
        there = sorted(row.content.code for row in self.model.of(number))
        edited, removed = there[:1], there[-1:] if len(there) > 1 else []
        first, *others = amounts
        contents = [
            replace(content_of(code, first, cover, "", False, False, False), reverses=self.model.rows[code].reverses)
            for code in edited
        ]
        for amount in others if edited else amounts:
            self.made += 1
            contents.append(content_of(f"m{self.made}", amount, "key", "", False, False, False))
        if flaw:
            contents[-1] = content_of(contents[-1].code, first, cover, flaw, False, False, False)
        changes = []
        for row, content in enumerate(contents):
            known = self.mutation(content.code) if content.code in edited else None
            changes.append(
                RowChange(row, content, known.pk, known.version - stale) if known else RowChange(row, content)
            )
        for code in removed:
            gone = self.mutation(code)
            changes.append(RowChange(len(changes), None, gone.pk, gone.version))
        refused = bool(flaw) or (stale and bool(edited))
        allowed = self.model.drafting(actor, number) and not refused
        amendment = self.amendment(number)
        self.do(
            "save",
            allowed,
            lambda: save_rows(actor=self.people[actor], amendment=amendment, changes=changes),
        )
        if allowed:
            with self.model.one_act():
                for code in removed:
                    self.model.delete(actor, code)
                for content in contents:
                    if content.code in edited:
                        self.model.edit(actor, content)
                    else:
                        self.model.post(actor, number, content)

    @op(
        12,
        actor=writer,
        index=pick,
    )
    def undo(self, actor: str, index: int) -> None:
        """Take back the whole of what this person did last."""
        drafts = [n for n, status in sorted(self.model.amendments.items()) if status == "draft"] if index % 4 else []
        number = self.choose(drafts or sorted(self.model.amendments), index)
        possible = [(who, each) for each in drafts for who in WRITERS if self.model.undoable(who, each)]
        if possible and index % 3:
            largest = sorted(possible, key=lambda each: -len(self.model.undoable(*each)))
            actor, number = largest[0] if index > 1 else self.choose(possible, index)
        act = self.model.undoable(actor, number)
        amendment = self.amendment(number)
        name = "undo of several" if len(act) > 1 else "undo"
        self.do(name, bool(act), lambda: journal.undo_last(actor=self.people[actor], amendment=amendment))
        if act:
            self.model.undo(actor, act)

    @op(
        5,
        actor=st.one_of(writer, anyone),
        index=pick,
        key=st.sampled_from(KEYS),
    )
    def divide_anew(self, actor: str, index: int, key: str) -> None:
        """Take another key into use, from a wijziging on."""
        number = self.choose(sorted(self.model.amendments, reverse=True), index)
        allowed = self.model.may_divide_anew(actor, number, key)
        pool = CostPool.objects.get(code="burger")
        version = KeyVersion.objects.get(key__code=key)
        self.do(
            "divide anew",
            allowed,
            lambda: take_into_use(
                actor=self.people[actor], year=self.year, pool=pool, key_version=version, from_amendment=number
            ),
        )
        if allowed:
            self.model.divide_anew(number, key)
