"""The draws of the uncertain numbers: true to every belief, linked as stated, and kept when a study grows."""

import subprocess
import sys
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from simulation.ensemble.design import SEQUENCES, draw_parameters, middle_parameters, stratum
from simulation.inputs.distributions import Dirichlet, TruncatedNormal
from simulation.inputs.parameters import Parameters, load_parameters

SEED = 2016
Draws = NDArray[Any]


@pytest.fixture(scope="module")
def many() -> Draws:
    return draw_parameters(load_parameters(), SEED, 2048)


@pytest.fixture(scope="module")
def usual() -> Draws:
    return draw_parameters(load_parameters(), SEED, 256)


def without_spikes(parameters: Parameters) -> Parameters:
    return parameters.model_copy(
        update={"specs": tuple(spec.model_copy(update={"spike": 0.0}) for spec in parameters.specs)}
    )


def share_below(values: NDArray[np.float64], point: float) -> float:
    return float(np.mean(values <= point))


def score_correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the correlation of normal scores that a rank correlation stands for."""
    kept = (one != 0.0) & (other != 0.0)  # without the spikes, which are drawn apart
    return float(2 * np.sin(np.pi / 6 * stats.spearmanr(one[kept], other[kept]).statistic))


def test_the_middle_draw_holds_every_median_and_what_is_fixed() -> None:
    parameters = load_parameters().override("over_reporting_share", fixed=0.02, source="a test")
    middle = middle_parameters(parameters)
    assert middle.shape == (1,)
    for spec in parameters.specs:
        if (
            spec.median is not None
            and spec.key != "over_reporting_share"
            and not isinstance(spec.distribution, Dirichlet)
        ):
            assert middle[spec.key][0] == pytest.approx(spec.median, rel=2e-3, abs=1e-4), spec.key
    assert middle["over_reporting_share"][0] == 0.02


@pytest.mark.parametrize(("draws", "tolerance"), [(256, 0.045), (2048, 0.015)])
def test_the_printed_intervals_hold_in_the_draws(draws: int, tolerance: float) -> None:
    """Within three standard errors of a random sample of the same size, before the spikes."""
    parameters = without_spikes(load_parameters())
    table = draw_parameters(parameters, SEED, draws)
    for spec in parameters.specs:
        if spec.interval_90 and spec.median is not None:
            values = table[spec.fields[0]]
            low, high = spec.interval_90
            assert share_below(values, low) == pytest.approx(0.05, abs=tolerance), spec.key
            assert share_below(values, high) == pytest.approx(0.95, abs=tolerance), spec.key
            assert share_below(values, spec.median) == pytest.approx(0.5, abs=2.3 * tolerance), spec.key


def test_a_number_without_links_is_spread_evenly_inside_every_sequence(usual: Draws) -> None:
    belief = stats.beta(39.6 - 6.6, 117)  # share of firms with R&D: Beta(33, 117)
    for sequence in range(SEQUENCES):
        cells = np.floor(32 * belief.cdf(usual["rd_performer_share"][sequence::SEQUENCES]))
        assert sorted(cells) == list(range(32))


def test_no_truncated_number_leaves_its_bounds(many: Draws) -> None:
    for spec in load_parameters().specs:
        if isinstance(spec.distribution, TruncatedNormal):
            drawn = many[spec.key][many[spec.key] != 0.0]
            assert spec.distribution.low <= drawn.min() <= drawn.max() <= spec.distribution.high, spec.key


def test_shares_of_a_whole_sum_to_one_and_keep_their_own_margins(many: Draws) -> None:
    for spec in load_parameters().specs:
        if isinstance(spec.distribution, Dirichlet):
            shares = np.array([many[field] for field in spec.fields])
            assert shares.sum(axis=0) == pytest.approx(np.ones(len(many)), abs=1e-12)
            assert shares.min() >= 0.0
            total = sum(spec.distribution.concentrations)
            for share, concentration in zip(shares, spec.distribution.concentrations, strict=True):
                quartiles = stats.beta(concentration, total - concentration).ppf([0.25, 0.5, 0.75])
                assert [share_below(share, point) for point in quartiles] == pytest.approx([0.25, 0.5, 0.75], abs=0.02)


def test_a_fixed_number_is_the_same_in_every_draw(usual: Draws) -> None:
    for spec in load_parameters().specs:
        if not spec.sampled:
            assert set(usual[spec.key]) == {spec.distribution.value}, spec.key  # type: ignore[union-attr]
    assert usual["certification_quota"][0] == 18


def test_effects_are_exactly_zero_as_often_as_their_spike_says(usual: Draws, many: Draws) -> None:
    for spec in load_parameters().specs:
        zeros = usual[spec.key] == 0.0 if spec.spike else np.zeros(1)
        assert zeros.mean() == pytest.approx(spec.spike, abs=1 / 32), spec.key
    assert np.mean(many["zone_distance_cut"] == 0.0) == pytest.approx(0.5, abs=1 / 256)


def test_spikes_of_different_effects_come_independently(many: Draws) -> None:
    half = [spec.key for spec in load_parameters().specs if spec.spike == 0.5]
    for one, other in combinations(half, 2):
        assert np.mean((many[one] == 0.0) & (many[other] == 0.0)) == pytest.approx(0.25, abs=0.035), (one, other)


def test_any_two_numbers_with_a_direction_correlate_by_0_138(many: Draws) -> None:
    sign = {"higher": 1, "lower": -1}
    linked = [spec for spec in load_parameters().specs if spec.better != "none" and not spec.spike]
    found = [
        sign[one.better] * sign[other.better] * score_correlation(many[one.key], many[other.key])
        for one, other in combinations(linked, 2)
    ]
    assert np.mean(found) == pytest.approx(0.138, abs=0.01)
    assert np.quantile(found, [0.05, 0.95]) == pytest.approx([0.138, 0.138], abs=0.05)


@pytest.mark.parametrize(
    ("one", "other", "correlation"),
    [
        ("knowledge_output_elasticity", "grant_additionality", 0.3),
        ("voucher_additionality", "voucher_idea_effect", 0.3),
        ("patent_propensity_drift", "ip_service_filing_effect", -0.4),
    ],
)
def test_the_named_correlations_hold(many: Draws, one: str, other: str, correlation: float) -> None:
    assert score_correlation(many[one], many[other]) == pytest.approx(correlation, abs=0.05)


def test_numbers_without_a_direction_stay_apart(many: Draws) -> None:
    free = [spec.key for spec in load_parameters().specs if spec.sampled and spec.better == "none" and spec.tier == 1]
    free = [key for key in free if key not in ("knowledge_output_elasticity", "patent_propensity_drift")]
    for one, other in combinations(free, 2):
        assert score_correlation(many[one], many[other]) == pytest.approx(0.0, abs=0.08), (one, other)


@pytest.mark.parametrize("draws", [1, 7, 256, 300, 512, 1024])
def test_a_larger_study_contains_the_smaller_one_to_the_digit(many: Draws, draws: int) -> None:
    table = draw_parameters(load_parameters(), SEED, draws)
    assert len(table) == draws
    assert table.tobytes() == many[:draws].tobytes()


def test_the_same_seed_gives_the_same_digits_and_another_seed_others(usual: Draws) -> None:
    assert draw_parameters(load_parameters(), SEED, 256).tobytes() == usual.tobytes()
    assert draw_parameters(load_parameters(), SEED + 1, 256)["base_rd_intensity"][0] != usual["base_rd_intensity"][0]


def test_draws_take_the_eight_sequences_in_turn(usual: Draws) -> None:
    assert [stratum(draw) for draw in (0, 1, 7, 8, 255)] == [0, 1, 7, 0, 7]
    first_points = usual["base_rd_intensity"][:SEQUENCES]
    assert len(set(first_points)) == SEQUENCES


def test_a_number_that_a_scenario_fixes_leaves_every_other_draw_alone(usual: Draws) -> None:
    fixed = load_parameters().override("voucher_additionality", fixed=0.5, source="office survey 2017, table 3")
    table = draw_parameters(fixed, SEED, 256)
    assert set(table["voucher_additionality"]) == {0.5}
    for field in table.dtype.names or ():
        assert field == "voucher_additionality" or np.array_equal(table[field], usual[field]), field


def test_the_ex_ante_switch_moves_only_the_two_drifts(usual: Draws) -> None:
    table = draw_parameters(load_parameters().ex_ante(), SEED, 256)
    moved = {field for field in table.dtype.names or () if not np.array_equal(table[field], usual[field])}
    assert moved == {"patent_propensity_drift", "rd_intensity_drift"}
    assert np.median(table["patent_propensity_drift"]) == pytest.approx(0.07, abs=0.005)


def test_a_study_needs_at_least_one_draw() -> None:
    with pytest.raises(ValueError, match="at least one draw"):
        draw_parameters(load_parameters(), SEED, 0)


def test_reading_the_numbers_does_not_wait_for_the_statistics_library() -> None:
    program = "import sys, simulation.ensemble.design, simulation.inputs.parameters; print('scipy' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
