"""The books balance every quarter of every run, and a run whose books do not is a failed run, not a failed study."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from itertools import count

import numpy as np
import pytest

from simulation import schedule
from simulation.ensemble import work
from simulation.ensemble.results import Ensemble
from simulation.ensemble.runner import run_ensemble
from simulation.rules.dice import REFERENCE
from simulation.study import load, summarise
from simulation.world.firms import Integers
from simulation.world.ledger import BrokenBooksError, Ledger
from simulation.world.macro import QUARTERS
from simulation.world.world import World
from tests.behaviour.small_runs import different, run_small
from tests.small_province import small_province

PACKAGE = "document_package"
BROKEN = (1, 1)
"""Draw and replication of the run that is broken on purpose."""
Damage = Callable[[Ledger, int | Integers], None]


def study(jobs: int = 1, **more) -> Ensemble:
    return run_ensemble(load(PACKAGE), draws=3, replications=2, seed=2016, jobs=jobs, **more)


def test_books_are_checked_in_every_quarter_of_every_run(small_size: None, monkeypatch: pytest.MonkeyPatch) -> None:
    lived: Counter[tuple[int, int]] = Counter()
    lock, check = threading.Lock(), schedule.check_quarter

    def counting(world: World) -> None:
        check(world)
        with lock:
            lived[world.dice.draw, world.dice.replication] += 1

    monkeypatch.setattr(schedule, "check_quarter", counting)
    assert study(jobs=2).failed == ()
    expected = {(draw, replication): QUARTERS for draw in range(3) for replication in (0, 1, REFERENCE)}
    assert lived == expected


def test_every_account_closes_to_the_fen_and_no_money_is_made() -> None:
    """Recomputed here from the payments themselves, not from what the ledger says of them."""
    province = small_province(0)
    shadow: dict[int, Integers] = {}

    def noting(ledger: Ledger, payer: int | Integers, payee: int | Integers, amount: Integers) -> None:
        moved = shadow.setdefault(id(ledger), np.zeros(ledger.chart.size, dtype=np.int64))
        amounts = np.atleast_1d(amount)
        np.subtract.at(moved, np.broadcast_to(payer, amounts.shape), amounts)
        np.add.at(moved, np.broadcast_to(payee, amounts.shape), amounts)
        pay(ledger, payer, payee, amount)
        assert np.array_equal(moved, ledger.balance)

    pay = Ledger.pay
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "pay", noting)
        found = run_small(province, load(PACKAGE))
    (moved,) = shadow.values()
    assert moved.sum() == 0
    assert np.allclose(found.appropriated, found.money[:, 0] + found.returned, rtol=0.0, atol=1e-6)


def lose_a_fen(ledger: Ledger, payee: int | Integers) -> None:
    """The payee's account is a fen short, its receipts are not: A1."""
    ledger.balance[np.atleast_1d(payee)[0]] -= 1


def lose_a_receipt(ledger: Ledger, payee: int | Integers) -> None:
    """Account and receipts are both a fen short: every account closes, but less arrives than was paid: A2."""
    ledger.balance[np.atleast_1d(payee)[0]] -= 1
    ledger.received[np.atleast_1d(payee)[0]] -= 1


def spend_unseen(ledger: Ledger, payee: int | Integers) -> None:
    """A lever's account shows a fen that nobody spent: A3."""
    ledger.spent[0, 0, 0] += 1


def break_one_run(monkeypatch: pytest.MonkeyPatch, damage: Damage, payment: int = 3, into_fund: bool = False) -> None:
    """Damage one payment of one run, and no other; payments into funds alone are counted where one of them is meant."""
    victims: list[Ledger] = []
    payments = count(1)
    pay, start = Ledger.pay, work.start_world

    def marked(*asked):
        world, levers = start(*asked)
        if (world.dice.draw, world.dice.replication) == BROKEN:
            victims.append(world.ledger)
        return world, levers

    def paying(ledger: Ledger, payer: int | Integers, payee: int | Integers, amount: Integers) -> None:
        pay(ledger, payer, payee, amount)
        first, chart = int(np.atleast_1d(payee)[0]) if np.size(payee) else -1, ledger.chart
        counts = not into_fund or chart.funds <= first < chart.guarantors
        if any(ledger is victim for victim in victims) and counts and next(payments) == payment:
            damage(ledger, payee)

    monkeypatch.setattr(work, "start_world", marked)
    monkeypatch.setattr(Ledger, "pay", paying)


@pytest.mark.parametrize(
    ("law", "damage", "payment"),
    [
        ("A1", lose_a_fen, 3),  # money set aside by the province
        ("A2", lose_a_receipt, 3),
        ("A3", spend_unseen, 3),
        ("A5", lose_a_fen, 1),  # paid into a fund, which proves its own books first
    ],
)
def test_one_wrong_payment_fails_its_run_with_its_seed_and_the_others_go_on(
    law: str, damage: Damage, payment: int, small_size: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = study()
    break_one_run(monkeypatch, damage, payment, into_fund=law == "A5")
    found = study()
    (failure,) = found.failed
    assert (failure.draw, failure.replication) == BROKEN
    assert re.fullmatch(r"20(16|17|18|19|20)Q[1-4]", failure.stage)
    assert failure.message.startswith(f"{BrokenBooksError.__name__}: {law}")
    assert found.manifest["seed"] == 2016
    assert np.isnan(found.measures[BROKEN]).all()
    others = np.ones((3, 2), dtype=np.bool_)
    others[BROKEN] = False
    assert np.array_equal(found.finished, others)
    assert found.measures[others].tobytes() == whole.measures[others].tobytes()


def test_a_study_with_a_failed_run_can_still_be_summed_up(small_size: None, monkeypatch: pytest.MonkeyPatch) -> None:
    break_one_run(monkeypatch, lose_a_fen)
    found = run_ensemble(load(PACKAGE), draws=8, replications=2, seed=2016)
    summary = summarise(found)
    assert [(failure.draw, failure.replication) for failure in summary.failed] == [BROKEN]
    assert {result.chance.runs for result in summary.targets if result.chance.runs} == {15}


def test_a_draw_that_cannot_be_born_fails_all_its_runs(small_size: None, monkeypatch: pytest.MonkeyPatch) -> None:
    born = work.be_born

    def still(setting):
        if setting.dice.draw == 2:
            raise ValueError("a total is out of reach")
        return born(setting)

    whole = study()
    monkeypatch.setattr(work, "be_born", still)
    found = study()
    assert [(failure.draw, failure.replication, failure.stage) for failure in found.failed] == [
        (2, 0, "birth"),
        (2, 1, "birth"),
    ]
    assert found.failed[0].message == "ValueError: a total is out of reach"
    assert found.measures[:2].tobytes() == whole.measures[:2].tobytes()
    assert different(found, whole) != []
