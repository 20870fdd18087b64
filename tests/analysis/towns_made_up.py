"""A town panel made up for tests: four towns, two of them of one name, whose scores are easy to rank by eye."""

import numpy as np

from simulation.ensemble.panels import Panel
from simulation.ensemble.roster import Town
from simulation.inputs.measures import TOWN_PANEL, YEARS

TOWNS = (
    Town(440605125000, "狮山镇", "佛山", "Foshan", "prd", 23.1, 113.0, True),
    Town(440606103000, "北滘镇", "佛山", "Foshan", "prd", 22.9, 113.2, True),
    Town(442000101000, "沙溪镇", "中山", "Zhongshan", "prd", 22.5, 113.3, False),
    Town(445122110000, "沙溪镇", "中山", "Zhongshan", "prd", 22.5, 113.4, True),
)


def made_up_panel(runs: int = 40) -> Panel:
    """All towns certified in every run; scores of 90, 80, 70 and 60 with a spread of their own in every run."""
    shape = (runs, len(YEARS), len(TOWNS))
    columns = {name: np.ones(shape, np.float32) for name in TOWN_PANEL}
    wave = np.linspace(-12.0, 12.0, runs)[:, None, None]
    for name in ("total", "A", "B", "C", "D"):
        columns[name] = (np.array([90.0, 80.0, 70.0, 60.0]) + wave * np.array([1, -1, 1, -1])).astype(np.float32)
        columns[name] = np.broadcast_to(columns[name], shape).copy()
    columns["gross_output"] *= np.array([9e6, 5e6, 1e6, 5e5], np.float32)
    columns["rd_spending"] *= np.array([9e4, 5e4, 1e4, 5e3], np.float32)
    return Panel(TOWNS, tuple((draw, 0) for draw in range(runs)), columns, ())
