"""What single towns gain between two studies on the same luck, run by run; single towns are illustrations."""

import numpy as np
from numpy.typing import NDArray

from simulation.analysis.town_ranks import reach_of
from simulation.ensemble.panels import Panel
from simulation.inputs.measures import YEARS

Numbers = NDArray[np.float64]


def median_gains(base: Panel, other: Panel, dimension: str, year: int) -> dict[int, float]:
    """Median gain of each town's score by its code, over the runs of both panels in which it is certified in both.

    NaN for a town that never is; the panels must hold `certified` and `dimension`.
    """
    shared = sorted(set(base.runs) & set(other.runs))
    towns = [town.code for town in other.towns]
    if not shared or towns != [town.code for town in base.towns]:
        return {}
    before, after = (_scores(panel, shared, dimension, YEARS.index(year)) for panel in (base, other))
    gains = after - before
    return {code: reach_of(gains[:, place]).median for place, code in enumerate(towns)}


def _scores(panel: Panel, runs: list[tuple[int, int]], dimension: str, year: int) -> Numbers:
    """(runs, towns) the score where the town is certified, NaN elsewhere."""
    rows = [panel.runs.index(run) for run in runs]
    score = panel.columns[dimension][rows, year].astype(np.float64)
    return np.where(panel.columns["certified"][rows, year] > 0.0, score, np.nan)
