"""No run rolls a global generator: they may be poisoned, and their states stay where they were."""

import random
import types

import numpy as np
import pytest

from simulation.ensemble.results import Ensemble
from simulation.ensemble.runner import run_ensemble
from simulation.recorder import Outcome
from simulation.study import load
from tests.behaviour.small_runs import different


class GlobalDiceError(AssertionError):
    """Somebody rolled a global generator."""


def poisoned_names(module: types.ModuleType, owner: type) -> list[str]:
    """Functions of a module that are methods of its one hidden generator."""
    return [name for name, value in vars(module).items() if isinstance(getattr(value, "__self__", None), owner)]


POISON = {
    random: poisoned_names(random, random.Random),
    np.random: [*poisoned_names(np.random, np.random.RandomState), "seed"],
}


def refuse(*_: object, **__: object) -> None:
    raise GlobalDiceError


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, names in POISON.items():
        for name in names:
            monkeypatch.setattr(module, name, refuse)


def run(jobs: int = 1) -> Ensemble:
    return run_ensemble(load("document_package"), draws=2, replications=1, seed=2016, jobs=jobs)


def state() -> tuple[object, ...]:
    name, keys, *rest = np.random.get_state(legacy=True)  # noqa: NPY002 - that nobody moves it is the point
    return random.getstate(), name, keys.tobytes(), *rest


def test_the_poison_covers_what_people_use() -> None:
    assert {"random", "randint", "choice", "shuffle", "gauss", "seed", "uniform"} <= set(POISON[random])
    assert {"rand", "randn", "normal", "uniform", "choice", "permutation", "seed"} <= set(POISON[np.random])


def test_poisoned_generators_are_never_touched(small_size: None, poison: None) -> None:
    with pytest.raises(GlobalDiceError):
        random.random()
    with pytest.raises(GlobalDiceError):
        np.random.normal()  # noqa: NPY002
    assert run().failed == ()
    assert run(jobs=2).failed == ()


def test_a_global_seed_changes_nothing_and_no_run_moves_the_global_generators(small_size: None) -> None:
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    before, first = state(), run()
    assert state() == before
    random.seed(2)
    np.random.seed(2)  # noqa: NPY002
    assert different(first, run(), Outcome._fields) == []


@pytest.mark.slow
def test_the_whole_province_does_not_touch_them_either(poison: None) -> None:
    assert run().failed == ()
