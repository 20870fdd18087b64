"""How much of the spread is the province's growth: what a draw believes of it, and what a run's dice throw."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.analysis.growth_share import MEAN_GROWTH, OF_DEVIATIONS, growth_share, growth_share_of
from simulation.analysis.spread import parameter_variance_share
from simulation.ensemble.results import Ensemble
from simulation.rules.dice import Dice
from simulation.world.macro import yearly_deviations
from tests.analysis.fabricated import fabricate

DRAWS = 256


def made_up(seed: int, replications: int = 2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values whose variance is 30 % drawn growth, 20 % other parameters, 20 % thrown growth, 30 % other luck."""
    generator = np.random.default_rng(seed)
    growth, other = generator.standard_normal((2, DRAWS))
    deviations = generator.standard_normal((DRAWS, replications, 5))
    thrown = deviations.sum(axis=2) / np.sqrt(5)
    luck = generator.standard_normal((DRAWS, replications))
    between = np.sqrt(0.3) * growth + np.sqrt(0.2) * other
    values = between[:, None] + np.sqrt(0.2) * thrown + np.sqrt(0.3) * luck
    return values, 8.2 + growth, deviations


def with_draws(ensemble: Ensemble, macro: str = "ex_ante") -> Ensemble:
    names = (MEAN_GROWTH, *OF_DEVIATIONS)
    table = np.zeros(ensemble.draws, dtype=[(name, np.float64) for name in names])
    table[MEAN_GROWTH] = np.random.default_rng(1).normal(8.2, 1.0, ensemble.draws)
    table["macro_growth_autocorrelation"], table["macro_growth_yearly_sd"] = 0.3, 1.2
    return replace(ensemble, draws_table=table, manifest={**ensemble.manifest, "macro": macro})


def test_known_shares_are_found_on_average() -> None:
    found = [growth_share(*made_up(seed)) for seed in range(60)]
    assert np.mean([each.drawn.estimate for each in found]) == pytest.approx(0.3, abs=0.02)
    assert np.mean([each.thrown.estimate for each in found]) == pytest.approx(0.2, abs=0.02)
    assert np.mean([each.both.estimate for each in found]) == pytest.approx(0.5, abs=0.03)


def test_growth_that_moves_nothing_has_a_share_of_zero_on_average() -> None:
    shares = []
    for seed in range(60):
        values, growth, deviations = made_up(seed)
        shares.append(growth_share(values, growth[::-1], deviations[::-1]))
    assert np.mean([each.drawn.estimate for each in shares]) == pytest.approx(0.0, abs=0.01)
    assert np.mean([each.thrown.estimate for each in shares]) == pytest.approx(0.0, abs=0.01)


def test_a_result_that_is_growth_itself_is_all_growth() -> None:
    _, growth, deviations = made_up(1)
    found = growth_share(growth[:, None] + deviations.mean(axis=2), growth, deviations)
    assert found.both.estimate == pytest.approx(1.0, abs=0.01)
    parameters = parameter_variance_share(growth[:, None] + deviations.mean(axis=2))
    assert found.drawn.estimate == pytest.approx(parameters.estimate, abs=0.03)


def test_a_curve_in_growth_is_growth_too() -> None:
    _, growth, deviations = made_up(1)
    values = np.repeat(((growth - 8.2) ** 2)[:, None], 2, axis=1)
    assert growth_share(values, growth, deviations).drawn.estimate == pytest.approx(1.0)


def test_what_cannot_be_told_is_not_told() -> None:
    values, growth, deviations = made_up(1)
    assert np.isnan(growth_share(values[:, :1], growth, deviations[:, :1]).drawn.estimate)
    assert np.isnan(growth_share(values[:3], growth[:3], deviations[:3]).drawn.estimate)
    assert np.isnan(growth_share(np.ones_like(values), growth, deviations).both.estimate)
    broken = values.copy()
    broken[:5, 0] = np.nan
    assert growth_share(broken, growth, deviations) == growth_share(values[5:], growth[5:], deviations[5:])


def test_the_growth_of_a_run_is_read_from_its_own_dice() -> None:
    ensemble = with_draws(fabricate(seed=11, draws=64))
    assert ensemble.draws_table is not None
    rows = ensemble.draws_table.view(np.recarray)
    lived = np.array(
        [[yearly_deviations(Dice(11, draw, k, 0), rows[draw]).mean() for k in (0, 1)] for draw in range(64)]
    )
    found = growth_share_of(ensemble, rows[MEAN_GROWTH][:, None] + lived)
    assert found is not None
    parameters = parameter_variance_share(rows[MEAN_GROWTH][:, None] + lived)
    assert found.thrown.estimate == pytest.approx(1.0 - parameters.estimate)  # all luck is growth
    assert found.both.estimate == pytest.approx(1.0, abs=0.1)
    # five years of 1.2 points against a mean drawn within 1 point: both count
    assert 0.2 < found.thrown.estimate < 0.6


def test_a_path_that_is_fixed_explains_nothing_and_unknown_dice_are_not_guessed() -> None:
    values = fabricate(draws=64).measure("gdp")[:, :, -1]
    assert growth_share_of(with_draws(fabricate(draws=64), macro="observed"), values) is None
    assert growth_share_of(replace(fabricate(draws=64), draws_table=None), values) is None
    without_deviations = growth_share_of(fabricate(draws=64), values)
    assert without_deviations is not None
    assert np.isfinite(without_deviations.drawn.estimate)
    assert np.isnan(without_deviations.thrown.estimate)
