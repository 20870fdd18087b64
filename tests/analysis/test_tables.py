"""Costs, composition, paths, warnings and patterns read out of an ensemble."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.analysis.composition import GROUPS, splits
from simulation.analysis.costs import lever_costs, total_cost
from simulation.analysis.notices import Notice
from simulation.analysis.reporting import reporting_gaps
from simulation.analysis.stylised_facts import fact_results
from simulation.analysis.summary import Summary, summarise
from simulation.analysis.trajectories import measure_path, score_path
from simulation.ensemble.results import Ensemble
from simulation.inputs.indicators import load_indicators
from simulation.inputs.measures import COMPOSITION, FACTS, MEASURES
from simulation.inputs.stylised_facts import load_stylised_facts
from simulation.inputs.targets import load_targets
from tests.analysis.fabricated import LEVERS, fabricate, with_failures


def summary(ensemble: Ensemble) -> Summary:
    return summarise(ensemble, load_targets(), [indicator.code for indicator in load_indicators()])


def notices(ensemble: Ensemble) -> dict[str, Notice]:
    return {notice.name: notice for notice in summary(ensemble).notices}


def test_money_is_told_in_hundred_millions_by_lever_and_payer() -> None:
    ensemble = fabricate(draws=8, levers=("innovation_vouchers",))
    money = np.zeros_like(ensemble.money)
    money[:, :, 0, 0, :] = 7_000.0  # 0.7 亿元 of the province in each of five years
    money[:, :, 0, 2, :] = 3_000.0
    cost = next(lever_costs(replace(ensemble, money=money)))
    assert [spread.mean for spread in cost.by_payer] == pytest.approx([3.5, 0.0, 1.5, 0.0])
    assert cost.spent.mean == pytest.approx(5.0)


def test_what_is_set_aside_is_spent_or_returned() -> None:
    for cost in lever_costs(fabricate(draws=8, levers=LEVERS)):
        assert cost.appropriated.mean == pytest.approx(cost.by_payer[0].mean + cost.returned.mean)


def test_a_scenario_without_levers_costs_nothing() -> None:
    assert total_cost(fabricate(draws=8)).spent.mean == 0.0


def test_terms_of_a_split_add_up_to_its_total() -> None:
    for split in splits(fabricate(draws=16)):
        assert split.total.mean == pytest.approx(sum(spread.mean for _, spread in split.terms))


def test_every_recorded_term_belongs_to_one_split() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(COMPOSITION)


def test_a_path_starts_in_2015_and_ends_in_2020() -> None:
    ensemble = fabricate(draws=16)
    path = measure_path(ensemble, "gdp")
    assert path.years[0].median == 27_700
    assert path.end.median == pytest.approx(np.median(ensemble.measure("gdp")[:, :, -1]))


def test_the_score_of_a_region_is_read_from_its_own_row() -> None:
    ensemble = fabricate(draws=16)
    assert score_path(ensemble, "B", "west").end.median == np.median(ensemble.score[:, :, -1, 3, 2])


def test_an_ensemble_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="facts has the shape"):
        replace(fabricate(draws=8), facts=np.zeros((8, 2, 3)))


def test_failed_runs_and_small_ensembles_are_warned_of() -> None:
    found = notices(with_failures(fabricate(draws=16, replications=1), (3, 0)))
    assert found["failed_runs"].values["failed"] == 1
    assert {"few_draws", "one_replication", "realised_path"} <= found.keys()
    assert "one_draw" in notices(fabricate(draws=1))


def test_a_large_healthy_ensemble_is_not_warned_of_its_size() -> None:
    assert not {"failed_runs", "few_draws", "one_draw", "one_replication"} & notices(fabricate(draws=64)).keys()


def test_money_that_finds_no_use_is_warned_of() -> None:
    ensemble = fabricate(draws=8, levers=LEVERS)
    assert "money_returned" not in notices(ensemble)
    assert "money_returned" in notices(replace(ensemble, returned=ensemble.appropriated * 0.3))


def test_reporting_above_what_is_done_is_warned_of() -> None:
    ensemble = fabricate(draws=16)
    measures = ensemble.measures.copy()
    measures[:, :, -1, MEASURES.index("rd_intensity")] = 3.0
    measures[:, :, -1, MEASURES.index("rd_intensity_real")] = 2.0
    values = notices(replace(ensemble, measures=measures))["reported"].values
    assert (values["share"], values["real_share"]) == (1.0, 0.0)


def test_patterns_are_in_the_order_that_runs_record_them() -> None:
    assert tuple(load_stylised_facts().facts) == FACTS


def test_the_median_draw_decides_and_the_share_of_draws_inside_is_told() -> None:
    ensemble = fabricate(draws=10)
    facts = ensemble.facts.copy()
    facts[:, :, FACTS.index("rd_persistence")] = np.array([0.90] * 6 + [0.99] * 4)[:, None]
    by_name = {result.name: result for result in fact_results(replace(ensemble, facts=facts), load_stylised_facts())}
    assert by_name["rd_persistence"].median_inside
    assert by_name["rd_persistence"].share_inside == pytest.approx(0.6)
    assert by_name["base_towns_100bn"].share_inside == 1.0


def test_a_pattern_that_no_run_measured_is_not_called_inside() -> None:
    by_name = {result.name: result for result in fact_results(fabricate(draws=8), load_stylised_facts())}
    assert not by_name["notch_excess_mass"].measured
    assert not by_name["notch_excess_mass"].median_inside


def test_a_base_year_that_is_off_by_one_town_is_outside() -> None:
    facts = load_stylised_facts().facts
    assert not facts["base_towns_10bn"].inside(np.array([142.0]))[0]
    assert facts["growth_spread_slope"].inside(np.array([-0.10, -0.26])).tolist() == [True, False]


def test_a_reporting_gap_is_what_is_told_beyond_what_was_done_run_by_run() -> None:
    ensemble = fabricate(draws=8)
    measures = ensemble.measures.copy()
    measures[:, :, -1, MEASURES.index("gdp")] = 44.0
    measures[:, :, -1, MEASURES.index("gdp_real")] = 40.0
    gaps = {gap.measure: gap for gap in reporting_gaps(replace(ensemble, measures=measures))}
    assert list(gaps) == ["gdp", "rd_intensity", "rd_personnel", "high_tech_value"]
    assert (gaps["gdp"].told.median, gaps["gdp"].real.median) == (44.0, 40.0)
    assert gaps["gdp"].gap.median == pytest.approx(0.1)
    assert gaps["rd_personnel"].gap.median == 0.0
