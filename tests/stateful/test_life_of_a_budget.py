"""Random lives of a budget. `make lives` lives ten thousand of them, with other choices every time."""

import os
from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from ledger import journal, queries
from ledger.enums import Role
from ledger.guards import triggers
from ledger.models import RoleGrant, User
from tests.ledger.factories import YEAR, World, person, small_world
from tests.stateful.machine import OUTCOMES, BudgetLife
from tests.stateful.model import KEYS, ROLES
from tests.stateful.reckoning import WEIGHTS

_DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
_SHARES = range(10 if _DEEP else 1)  # lived side by side, and each tells when it is done
_LIVES = 10_000 // len(_SHARES) if _DEEP else 60
_QUICK = settings(
    phases=[Phase.generate] if not _DEEP else list(Phase),
    max_examples=_LIVES,
    stateful_step_count=25,
    derandomize=not _DEEP,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

# Fewer than these in sixty lives, and the test would no longer look at what it is for. What is too rare for so
# few lives (taking a mutatie out by itself, adopting what one offered, undoing several at once) counts per six hundred.
_AT_LEAST = {
    "post done": 100, "post refused": 40, "edit done": 8, "stale edit refused": 3,
    "delete refused": 5, "approve done": 10, "own approval refused": 1, "submit done": 12,
    "incomplete submit refused": 15, "adopt done": 6, "adopt refused": 20,
    "withdraw done": 5, "withdraw refused": 20, "reverse done": 3, "reverse refused": 8, "undo done": 8,
    "undo refused": 8, "close year done": 1, "close year refused": 1, "attack refused": 40, "open done": 60,
    "open refused": 1, "save done": 15, "save refused": 20, "divide anew done": 3,
    "divide anew refused": 8,
}  # fmt: skip
_AT_LEAST_IN_MANY = {"delete done": 10, "own adopt refused": 2, "undo of several done": 10}


@pytest.fixture
def people(db: None) -> dict[str, User]:
    world: World = small_world()
    world.order("o1", "uithoorn")
    # Deep enough: whether a reserve can be overdrawn is tested elsewhere.
    journal.change_opening(
        actor=world.finance, year=world.year, reserve=world.reserve, opening_cents=10**11, appropriation_cents=0
    )
    for name in KEYS[1:]:
        journal.add_key_version(
            actor=world.finance, code=name, name=name, number=1, calculated_on=date(YEAR, 1, 1), source="CBS",
            weights=dict(zip(world.municipalities.values(), WEIGHTS[name], strict=True)),
        )  # fmt: skip
    both = person("dubbel", Role.FINANCE)
    RoleGrant.objects.create(user=both, role=Role.BOARD, valid_until=date.max)
    person("olga", Role.OGON_MEMBER, world.municipalities["diemen"])
    person("anna", Role.ACCOUNTANT)
    BudgetLife.people = {name: User.objects.get(username=name) for name in ROLES}
    BudgetLife.year = world.year
    BudgetLife.book = queries.load_book(YEAR, or_empty=True)
    return BudgetLife.people


@pytest.mark.slow
@pytest.mark.parametrize("share", _SHARES)
def test_no_life_of_a_budget_breaks_an_invariant(people: dict[str, User], share: int):
    OUTCOMES.clear()

    run_state_machine_as_test(BudgetLife, settings=_QUICK)

    assert OUTCOMES["lives"] >= _LIVES
    print(f"{OUTCOMES.pop('lives')} lives: {dict(sorted(OUTCOMES.items()))}")  # noqa: T201 - for who runs many
    wanted = {name: least * _LIVES // 60 for name, least in _AT_LEAST.items()}
    wanted |= {name: least * _LIVES // 600 for name, least in _AT_LEAST_IN_MANY.items()}
    scarce = {name: OUTCOMES[name] for name, least in wanted.items() if OUTCOMES[name] < least}
    assert scarce == {}, f"too few of these happened: {scarce}"


@pytest.mark.slow
@pytest.mark.parametrize("guard", ["line_update", "mutation_update", "audit_update", "amendment_update"])
def test_without_a_guard_a_life_breaks(people: dict[str, User], guard: str):
    """The control: take one guard away and the same lives have to find it."""
    names = [triggers._name(each) for each in triggers.guards() if triggers._name(each) == f"guard_{guard}"]
    assert names
    table = {"audit_update": "ledger_auditentry"}.get(guard, f"ledger_{guard.partition('_')[0]}")
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))

    with pytest.raises(AssertionError):
        run_state_machine_as_test(BudgetLife, settings=settings(_QUICK, phases=[Phase.generate], max_examples=_LIVES))

    assert queries.head()
