"""A lever aimed at nobody changes no bit of any measure, indicator, score or composition: only its own account rows."""

from pathlib import Path

import numpy as np
import pytest

from simulation.ensemble.results import Ensemble
from simulation.ensemble.runner import run_ensemble
from simulation.inputs.scenario import Scenario
from simulation.study import load
from tests.behaviour.small_runs import (
    INSTRUMENTS,
    LEVERS,
    SAFEGUARDS,
    business_as_usual,
    different,
    run_small,
    settings_of,
    written,
)
from tests.small_province import small_province

NOBODY = {"firm": "firm.sales > 100000亿元", "town": "town.gdp > 100000亿元"}
MONEY = "1亿元"
BUDGET = 10_000.0
"""The same in 10,000 yuan."""
DRAWS = (0, 1)
FELT_IN = {
    "industry_city_integration.amenities": 4,
}
"""A draw in which an instrument has an effect, where that of the first draw is exactly zero."""


def aimed_at_nobody(folder: Path, *instruments: str) -> Scenario:
    settings = {name: {"budget": MONEY, "eligible": NOBODY[settings_of(name).recipient]} for name in instruments}
    return written(folder, settings)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("draw", DRAWS)
def test_an_instrument_that_nobody_may_have_leaves_no_trace(instrument: str, draw: int, tmp_path: Path) -> None:
    province = small_province(draw)
    without = business_as_usual(draw)
    nobody = run_small(province, aimed_at_nobody(tmp_path, instrument))
    assert different(without, nobody) == []
    assert (nobody.appropriated == BUDGET).all()
    assert np.allclose(nobody.money[:, 0] + nobody.returned, BUDGET, rtol=0.0, atol=1e-6)


@pytest.mark.parametrize("instrument", [name for name in INSTRUMENTS if name not in SAFEGUARDS])
def test_the_same_instrument_open_to_all_leaves_a_trace(instrument: str, tmp_path: Path) -> None:
    """Without this the test above could not fail."""
    province = small_province(FELT_IN.get(instrument, 0))
    everyone = written(tmp_path, {instrument: {"budget": MONEY}})
    assert different(business_as_usual(FELT_IN.get(instrument, 0)), run_small(province, everyone)) != []


def test_all_instruments_at_once_aimed_at_nobody_leave_no_trace(tmp_path: Path) -> None:
    province = small_province(0)
    nobody = aimed_at_nobody(tmp_path, *INSTRUMENTS)
    assert different(business_as_usual(0), run_small(province, nobody)) == []


@pytest.mark.slow
def test_the_same_holds_for_the_whole_province(tmp_path: Path) -> None:
    def found(scenario: Scenario) -> Ensemble:
        return run_ensemble(scenario, draws=2, replications=1, seed=2016, store=tmp_path)

    nobody = found(aimed_at_nobody(tmp_path, *INSTRUMENTS))
    assert different(found(load("baseline")), nobody) == []
    assert nobody.lever_ids == tuple(sorted(LEVERS))
