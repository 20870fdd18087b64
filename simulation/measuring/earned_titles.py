"""How much of what high-tech enterprises make rests on R&D really done, and how much on R&D only relabelled (2.5)."""

import numpy as np

from simulation.world.firms import Firms, Floats
from simulation.world.towns import Towns


def earned_share(firms: Firms, used: int, towns: Towns) -> Floats:
    """(towns,) share of the title holders' value added of the year in firms that relabel nothing; 1 without holders.

    Value added is sales of the year times the ratio of town and sector; first `used` slots.
    """
    roster, titles = firms.roster, firms.titles
    rows = np.flatnonzero(roster.above_scale[:used] & titles.high_tech[:used])
    town = roster.town[rows]
    value = firms.output.sales_year[rows] * towns.economy.value_added_ratio[town, roster.sector[rows]]
    told = np.bincount(town, value, minlength=towns.count)
    only_told = np.bincount(town, value * (titles.relabelled[rows] > 0.0), minlength=towns.count)
    share: Floats = np.where(told > 0.0, 1.0 - only_told / np.maximum(told, 1e-9), 1.0)
    return share
