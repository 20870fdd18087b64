"""How much of a result's spread is the province's growth: the part that parameters draw, and the part that dice throw.

Growth enters twice. A draw has a mean growth of five years (`macro_growth_mean`); a run has yearly deviations from it,
thrown by its dice. The first is part of what parameters explain, the second part of luck. Both are known without a run:
the first stands in the table of draws, the second comes from the same keyed dice. Outside shocks are not in it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulation.analysis.spread import Numbers, VarianceShare
from simulation.ensemble.results import Ensemble
from simulation.rules.dice import Dice
from simulation.world.macro import yearly_deviations

MEAN_GROWTH: Final = "macro_growth_mean"
OF_DEVIATIONS: Final = ("macro_growth_autocorrelation", "macro_growth_yearly_sd")
UNCERTAIN: Final = "ex_ante"
"""Growth of a scenario that leaves it open; a scenario that fixes the path has nothing to explain by it."""


@dataclass(frozen=True)
class GrowthShare:
    """Parts of the variance between runs; with the split of `parameter_variance_share` they make four parts of 1.

    Estimates are corrected for the number of draws and may fall below 0 by chance; NaN where they cannot be told.
    """

    drawn: VarianceShare
    """Goes with the drawn mean growth: part of what parameters explain."""
    thrown: VarianceShare
    """Goes with the yearly deviations: part of luck."""

    @property
    def both(self) -> VarianceShare:
        """All that goes with growth."""
        return VarianceShare(self.drawn.estimate + self.thrown.estimate)


def growth_share(values: Numbers, mean_growth: Numbers, deviations: Numbers) -> GrowthShare:
    """Shares of the variance of `values` [draws, replications] that go with growth.

    `mean_growth` [draws] percent a year, `deviations` [draws, replications, years] from it. Between draws: adjusted R2
    (Ezekiel 1930) of the draws' means on growth and its square, of their variance. Within draws: the same of the runs
    less their draw's mean on the deviations less theirs. Both over the variance of a single run (analysis of variance).
    Draws with a missing run are left out. NaN with fewer than two replications, or too few draws for the regressions.
    """
    complete = ~np.isnan(values).any(axis=1)
    values, mean_growth, deviations = values[complete], mean_growth[complete], deviations[complete]
    draws, replications = values.shape
    nothing = GrowthShare(VarianceShare(np.nan), VarianceShare(np.nan))
    if replications < 2 or draws < 4:
        return nothing
    means = values.mean(axis=1)
    inside = float(values.var(axis=1, ddof=1).mean())
    total = float(means.var(ddof=1)) + inside * (1.0 - 1.0 / replications)
    if total <= 0.0:
        return nothing
    centred = mean_growth - mean_growth.mean()
    drawn = means.var(ddof=1) * _explained(means - means.mean(), np.stack([centred, centred**2], axis=1), draws - 1)
    around = (values - means[:, None]).reshape(-1)
    years = (deviations - deviations.mean(axis=1, keepdims=True)).reshape(len(around), -1)
    known = not np.isnan(years).any()
    thrown = inside * _explained(around, years, draws * (replications - 1)) if known else np.nan
    return GrowthShare(VarianceShare(float(drawn / total)), VarianceShare(float(thrown / total)))


def _explained(left: Numbers, columns: Numbers, freedom: int) -> float:
    """Adjusted R2 of `left` [n], around zero, on `columns` [n, k]; NaN when its degrees of freedom are too few."""
    columns = columns - columns.mean(axis=0)
    columns = columns[:, np.abs(columns).max(axis=0) > 0.0]
    if freedom <= columns.shape[1] or not left.any():
        return 0.0 if not left.any() else float("nan")
    fitted = columns @ np.linalg.lstsq(columns, left, rcond=None)[0] if columns.size else np.zeros_like(left)
    unexplained = float(((left - fitted) ** 2).sum() / (left**2).sum())
    return float(1.0 - unexplained * freedom / (freedom - columns.shape[1]))


def growth_share_of(ensemble: Ensemble, values: Numbers) -> GrowthShare | None:
    """The same for `values` [draws, replications] of an ensemble, with the growth that its runs lived through.

    None where growth is not uncertain (the scenario fixes its path) or the ensemble does not say what was drawn.
    """
    table, seed = ensemble.draws_table, ensemble.manifest.get("seed")
    names = table.dtype.names if table is not None else None
    if ensemble.manifest.get("macro") != UNCERTAIN or names is None or MEAN_GROWTH not in names or seed is None:
        return None
    assert table is not None
    if not set(OF_DEVIATIONS) <= set(names):
        return growth_share(values, table[MEAN_GROWTH], np.full((*values.shape, 1), np.nan))
    rows = table.view(np.recarray)
    deviations = np.array(
        [
            [yearly_deviations(Dice(seed, draw, replication, 0), rows[draw]) for replication in range(values.shape[1])]
            for draw in range(values.shape[0])
        ]
    )
    return growth_share(values, table[MEAN_GROWTH], deviations)
