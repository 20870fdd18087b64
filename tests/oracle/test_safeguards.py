"""The safeguards agree with their plain telling over the whole plan, and do in it all that they can do."""

import pytest

from simulation.agents.province import statistics_of
from simulation.ensemble.one_run import start_world
from simulation.inputs.levers import dynamic_monitoring
from simulation.measuring.indicators import CODES, indicators_of, town_parts
from tests.oracle import package
from tests.oracle.monitoring_lever import MonitoringLever
from tests.oracle.province import OracleProvince
from tests.oracle.running import both_live
from tests.oracle.switching import oracle_levers
from tests.small_province import small_province, with_levers

QUARTERS = 20


def test_both_safeguards_agree_to_the_end_of_2020_with_programmes_to_watch_over():
    rich = {"dynamic_monitoring": dynamic_monitoring.Settings(budget="400万元")}
    levers = package.cultivation() | package.responsibility() | rich
    world, oracle = both_live(with_levers(small_province(1), **levers), quarters=QUARTERS)
    lever = next(lever for lever in oracle.levers if isinstance(lever, MonitoringLever))
    assert len(lever.caught) > 5
    assert len(lever.gone) > 0
    assert (world.firms.titles.banned_until > QUARTERS).any()
    assert (world.over_reporting > 1.001).sum() > 10


def test_the_province_hears_the_same_indicators_and_scores_of_every_town():
    small = with_levers(small_province(2), **package.responsibility(), **package.platforms())
    world, _ = start_world(small.study, small.birth, small.record, small.draw)
    oracle = OracleProvince(small, oracle_levers(small))
    for quarter in range(-1, 8):
        if quarter >= 0:
            world.step()
            oracle.step()
        if quarter % 4 == 3:
            heard = statistics_of(world)
            fast, scores = indicators_of(town_parts(heard.last)), heard.scores()
            for town in oracle.towns:
                plain = oracle.statistics.last[town].indicators
                assert dict(zip(CODES, fast[town.row], strict=True)) == pytest.approx(plain, rel=1e-9)
                assert scores[town.row] == pytest.approx(oracle.statistics.score(town), rel=1e-9)
    world.release()
    oracle.release()
