"""A hundred times the money (B6): capacity bounds what it can do, and no figure leaves its logical bounds."""

from pathlib import Path

import numpy as np
import pytest

from simulation.ensemble.one_run import start_world
from simulation.inputs.measures import MEASURES
from simulation.inputs.scenario import Scenario
from simulation.measuring.indicators import CODES
from simulation.recorder import Outcome, Recorder
from simulation.world.world import World
from tests.behaviour.small_runs import INSTRUMENTS, settings_of, written
from tests.levers.running import own_numbers
from tests.small_province import small_province

QUARTERS = 20
RICH = "15亿元"
"""A hundred times the small province's share of the largest usual budget, for every instrument."""
DRAWS = (0, 5)
PERCENT = ("B11", "B32", "C21", "C32", "D12")
"""Indicators that are shares in percent."""
WHOLE = 100.0
ROUNDING = 1e-9


def rich(folder: Path) -> Scenario:
    """Every instrument with more money than it can use; rules that cost nothing are in force."""
    stated = {name: {"start": "2016Q1"} if settings_of(name).free else {"budget": RICH} for name in INSTRUMENTS}
    return written(folder, stated, "rich")


@pytest.fixture(scope="module", params=DRAWS)
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Outcome]:
    """The small province after five years, and what was measured on the way."""
    province = small_province(request.param)
    study = province.study._replace(scenario=rich(tmp_path_factory.mktemp("rich")))
    world, _ = start_world(study, province.birth, province.record, own_numbers(province))
    recorder = Recorder()
    recorder.begin(world)
    for quarter in range(QUARTERS):
        world.step()
        if quarter % 4 == 3:
            recorder.year_end(world)
    return world, recorder.finish(world)


def test_b6_no_indicator_leaves_its_logical_bounds(found: tuple[World, Outcome]) -> None:
    _, outcome = found
    indicators = outcome.indicators[:, 0]
    assert np.isfinite(indicators).all()
    assert (indicators >= 0.0).all()
    for code in PERCENT:
        assert (indicators[:, CODES.index(code)] <= WHOLE + ROUNDING).all(), code


def test_b6_platform_coverage_stays_within_a_hundred_percent(found: tuple[World, Outcome]) -> None:
    _, outcome = found
    coverage = outcome.measures[:, MEASURES.index("platform_coverage")]
    assert (coverage <= WHOLE).all()
    assert coverage[-1] > coverage[0]


def test_b6_people_and_firms_stay_possible(found: tuple[World, Outcome]) -> None:
    world, _ = found
    firms, towns, used = world.firms, world.towns, world.used
    assert (towns.economy.population > 0.0).all()
    assert (towns.economy.micro_sales >= 0.0).all()
    assert (towns.status.incubator_fill <= 1.0).all()
    assert (world.institutes.live >= 0).all()
    assert (firms.research.spending[:used] >= 0.0).all()
    assert (firms.finance.debt[:used] >= 0.0).all()
    assert (world.start_ups.sales > 0.0).all()


def test_b6_no_account_of_the_public_ever_overdraws_and_what_finds_no_use_goes_back(
    found: tuple[World, Outcome],
) -> None:
    world, _ = found
    ledger, chart = world.ledger, world.chart
    assert (ledger.balance[chart.centre :] >= 0).all()
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert ledger.returned.sum() > 0.5 * ledger.appropriated.sum()
