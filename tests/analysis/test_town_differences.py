"""What single towns gain between two studies: run by run, and only where they are certified in both."""

import numpy as np

from simulation.analysis.town_differences import median_gains
from simulation.ensemble.panels import Panel
from simulation.ensemble.roster import Town
from simulation.inputs.measures import YEARS

TOWNS = tuple(Town(code, f"{code}镇", "中山", "Zhongshan", "prd", 22.5, 113.4, True) for code in (1, 2, 3))


def panel(runs: tuple[tuple[int, int], ...], scores: list[list[float]], certified: list[list[int]]) -> Panel:
    """Scores and titles by run and town, the same in every year."""
    columns = {
        name: np.repeat(np.array(rows, dtype=np.float32)[:, None], len(YEARS), axis=1)
        for name, rows in (("total", scores), ("certified", certified))
    }
    return Panel(TOWNS, runs, columns, ())


def test_a_gain_is_the_median_over_the_runs_that_both_have() -> None:
    base = panel(((0, 0), (0, 1), (1, 0)), [[10, 50, 1], [20, 50, 1], [30, 50, 1]], [[1, 1, 0]] * 3)
    other = panel(((0, 1), (1, 0), (2, 0)), [[25, 40, 9], [39, 40, 9], [99, 99, 9]], [[1, 1, 1], [1, 0, 1], [1, 1, 1]])
    gains = median_gains(base, other, "total", 2020)
    assert gains[1] == 7.0  # 5 and 9 in the two runs of both
    assert gains[2] == -10.0  # certified in both in one of them
    assert np.isnan(gains[3])  # never certified in the base


def test_other_towns_or_no_common_run_give_nothing() -> None:
    one = panel(((0, 0),), [[1, 2, 3]], [[1, 1, 1]])
    assert median_gains(one, panel(((1, 0),), [[1, 2, 3]], [[1, 1, 1]]), "total", 2020) == {}
    assert median_gains(one, one._replace(towns=TOWNS[:2]), "total", 2020) == {}
