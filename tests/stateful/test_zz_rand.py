import os

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stateful.machine import OUTCOMES, BudgetLife


def test_rand(people):
    cls = seed(int(os.environ["SEED"]))(BudgetLife) if False else BudgetLife
    run_state_machine_as_test(
        BudgetLife,
        settings=settings(
            max_examples=int(os.environ.get("N", "250")),
            stateful_step_count=25,
            derandomize=False,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(dict(OUTCOMES))
