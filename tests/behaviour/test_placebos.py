"""Placebos B1 to B3 of model.md 4.5: no money, money for nothing, and money that comes too late."""

from pathlib import Path

import numpy as np
import pytest

from simulation.agents.purse import Purse
from simulation.ensemble.one_run import path_of, rules_of
from simulation.ensemble.runner import run_ensemble
from simulation.inputs.delivery import InstrumentSettings
from simulation.inputs.measures import YEARS
from simulation.measuring.indicators import CODES
from simulation.population import people
from simulation.recorder import Recorder
from simulation.schedule import live_quarter
from simulation.study import load
from simulation.world.macro import QUARTERS
from simulation.world.world import World
from tests.behaviour.small_runs import INSTRUMENTS, LEVERS, MONEY_ROWS, business_as_usual, different, run_small, written
from tests.small_province import SmallProvince, small_province

SLIP = "placebo"
YEARLY = 1000.0
"""10,000 yuan a year."""


class MoneyForNothing:
    """A lever whose effect is zero: the province pays somebody outside, a quarter of the year's money each quarter."""

    def __init__(self) -> None:
        self.purse = Purse(SLIP, InstrumentSettings.model_validate({"budget": "1000万元"}))

    def decide(self, world: World) -> None:
        """Pay what may be spent by now."""
        money = np.array([self.purse.left(world, parts=4)])
        self.purse.pay(world, "province", (world.chart.province, world.chart.outside), money)

    def affect(self, world: World) -> None:
        """Nothing."""


def run_with(province: SmallProvince, *levers: MoneyForNothing):
    """One run with levers that no scenario knows."""
    study, birth, record, p, dice = province
    world = World(birth, rules_of(study, p, path_of(study, birth, (p, dice)), record), dice, (SLIP,) * bool(levers))
    people(world, np.full((len(levers), len(YEARS) - 1), YEARLY))
    recorder = Recorder()
    recorder.begin(world)
    for quarter in range(QUARTERS):
        world.quarter += 1
        live_quarter(world, levers)
        if quarter % 4 == 3:
            recorder.year_end(world)
    return recorder.finish(world)


def test_b1_a_package_without_money_is_the_baseline(small_size: None) -> None:
    size = {"draws": 3, "replications": 2, "seed": 2016}
    base, zero = run_ensemble(load("baseline"), **size), run_ensemble(load("zero_budgets"), **size)
    assert different(base, zero) == []
    assert base.lever_ids == ()
    assert zero.lever_ids == LEVERS
    assert all(not getattr(zero, name).any() for name in MONEY_ROWS)


@pytest.mark.slow
def test_b1_holds_for_the_whole_province(tmp_path: Path) -> None:
    size = {"draws": 2, "replications": 1, "seed": 2016, "store": tmp_path}
    base, zero = run_ensemble(load("baseline"), **size), run_ensemble(load("zero_budgets"), **size)
    assert different(base, zero) == []


def test_b2_money_for_nothing_moves_nothing_but_the_accounts() -> None:
    province = small_province(0)
    without, spent = run_with(province), run_with(province, MoneyForNothing())
    assert different(without, spent) == []
    execution = float(province.p.budget_execution_share)
    assert spent.money[0, 0] == pytest.approx(np.full(5, execution * YEARLY), abs=1e-5)
    assert different(without, business_as_usual(0)) == []


LATE = {"start": "2020Q4", "budget": "260万元"}
"""The usual 1亿元 of the whole province cut to the small one's size."""
COUNTS = {"B31", "B32"}
"""Payments to institutes and firms with a paid link: vouchers of the last quarter count at once."""
SMALL = 5e-4
"""Relative. In the quarter of a voucher a firm short of cash pays its share out of its plans, and a live link helps."""


SEEN_AT_ONCE = {
    "innovation_vouchers",
}
"""Instruments with a same-quarter count, tested apart."""


@pytest.mark.parametrize("instrument", [name for name in INSTRUMENTS if name not in SEEN_AT_ONCE])
def test_b3_what_starts_in_the_last_quarter_comes_too_late(instrument: str, tmp_path: Path) -> None:
    province = small_province(0)
    base, late = business_as_usual(0), run_small(province, written(tmp_path, {instrument: LATE}))
    assert different(base, late) == []
    assert late.appropriated[0, -1] > 0.0


def test_b3_vouchers_of_the_last_quarter_are_counted_and_hardly_felt(tmp_path: Path) -> None:
    province, scenario = small_province(0), written(tmp_path, {"innovation_vouchers": LATE})
    base, late = business_as_usual(0), run_small(province, scenario)
    for name in ("measures", "indicators", "score"):
        assert getattr(base, name)[:-1].tobytes() == getattr(late, name)[:-1].tobytes()
    rise = late.indicators[-1, 0] / base.indicators[-1, 0] - 1.0
    assert all(rise[CODES.index(code)] > 0.05 for code in COUNTS)
    assert all(abs(rise[k]) < SMALL for k, code in enumerate(CODES) if code not in COUNTS)
    assert np.allclose(late.measures, base.measures, rtol=SMALL, atol=0.0)
