"""The chance of a target is the share of finished runs that meet it; a joint chance is counted and never multiplied."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.analysis.chances import JointChances, TargetResult, joint_chances, target_results
from simulation.ensemble.results import Ensemble
from simulation.inputs.measures import MEASURES
from simulation.inputs.targets import load_targets
from tests.analysis.fabricated import fabricate, with_failures

TARGETS = load_targets()


def results(ensemble: Ensemble) -> dict[str, TargetResult]:
    return {result.target.id: result for result in target_results(ensemble, TARGETS)}


def joints(ensemble: Ensemble) -> JointChances:
    return joint_chances(ensemble, TARGETS)


def with_2020(ensemble: Ensemble, **values: float) -> Ensemble:
    measures = ensemble.measures.copy()
    for name, value in values.items():
        measures[:, :, -1, MEASURES.index(name)] = value
    return replace(ensemble, measures=measures)


def test_the_chance_is_the_share_of_runs_that_meet_the_bar() -> None:
    ensemble = fabricate(draws=64)
    met = ensemble.measure("rd_intensity")[:, :, -1] >= 2.9
    chance = results(ensemble)["rd_intensity"].chance
    assert chance.share_met == pytest.approx(met.mean())
    assert (chance.runs, chance.draws) == (128, 64)
    assert chance.low < chance.share_met < chance.high


def test_the_bar_of_four_trillion_is_strict_and_that_of_twenty_towns_is_not() -> None:
    ensemble = with_2020(fabricate(draws=16), gdp=40_000.0, towns_100bn=20.0)
    assert results(ensemble)["gdp"].chance.share_met == 0.0
    assert results(ensemble)["towns_100bn"].chance.share_met == 1.0


def test_the_scenario_chooses_the_reading_and_the_others_stand_beside() -> None:
    ensemble = replace(with_2020(fabricate(draws=16), towns=495.0), readings={"towns": "full"})
    result = results(ensemble)["towns"]
    assert result.chance.reading == "full"
    assert result.chance.share_met == 0.0
    assert {other.reading: other.share_met for other in result.others} == {"band": 1.0, "near": 1.0}


def test_the_document_base_year_lowers_the_number_in_proportion() -> None:
    ensemble = replace(with_2020(fabricate(draws=16), gdp=41_550.0), readings={"gdp": "document_share"})
    assert results(ensemble)["gdp"].value.median == pytest.approx(41_550 * 25_500 / 27_700)


def test_failed_runs_are_left_out_of_every_share() -> None:
    whole = with_2020(fabricate(draws=16), rd_intensity=3.0)
    broken = with_failures(whole, (0, 0), (1, 0), (1, 1))
    chance = results(broken)["rd_intensity"].chance
    assert chance.share_met == 1.0
    assert (chance.runs, chance.draws) == (29, 15)


def test_gdp_and_secondary_targets_do_not_enter_the_joint_of_nine() -> None:
    pass_all = {
        "towns": 500.0, "towns_100bn": 20.0, "towns_10bn": 180.0, "platform_coverage": 90.0, "rd_institutes": 50.0,
        "incubators": 100.0, "rd_intensity": 2.9, "patents": 120_000.0, "rd_personnel": 80.0,
    }  # fmt: skip
    ensemble = with_2020(fabricate(draws=16), gdp=30_000.0, backbone_rd_coverage=0.0, **pass_all)
    assert joints(ensemble).primary.share_met == 1.0
    assert joints(ensemble).all_ten.share_met == 0.0
    assert joints(with_2020(ensemble, gdp=40_001.0)).all_ten.share_met == 1.0


def test_meeting_more_targets_is_never_likelier_than_meeting_fewer() -> None:
    joint = joints(fabricate(draws=64))
    shares = [chance.share_met for chance in joint.at_least]
    assert len(shares) == 9
    assert shares == sorted(shares, reverse=True)
    assert joint.primary.share_met == shares[-1]
    assert joint.all_ten.share_met <= joint.primary.share_met


def test_the_joint_is_counted_run_by_run_and_not_a_product() -> None:
    ensemble = fabricate(draws=64)
    good = ensemble.measure("gdp")[:, :, -1] > np.median(ensemble.measure("gdp")[:, :, -1])
    measures = ensemble.measures.copy()
    for target in TARGETS:
        reading = target.readings[target.reading]
        if target.kind == "primary":
            measures[:, :, -1, MEASURES.index(reading.measure)] = np.where(good, reading.bar, 0.0)
    share = joints(replace(ensemble, measures=measures)).primary.share_met
    assert share == pytest.approx(0.5)


def test_one_draw_is_not_a_probability() -> None:
    chance = results(fabricate(draws=1, replications=8))["rd_intensity"].chance
    assert not chance.is_probability
    assert chance.runs == 8


def test_an_ensemble_without_any_finished_run_still_answers() -> None:
    runs = [(draw, replication) for draw in range(8) for replication in range(2)]
    ensemble = with_failures(fabricate(draws=8), *runs)
    assert np.isnan(joints(ensemble).primary.share_met)
    assert results(ensemble)["patents"].chance.runs == 0
