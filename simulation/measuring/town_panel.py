"""What an optional panel keeps of every town and year: its title, its main figures as told, and its index scores."""

import numpy as np
from numpy.typing import NDArray

from simulation.inputs.measures import DIMENSIONS, TOWN_PANEL
from simulation.measuring.town_year import TownYear
from simulation.world.firms import Floats

Singles = NDArray[np.float32]


def panel_row(year: TownYear, scores: Floats) -> Singles:
    """(columns, towns) one year in the order and the units of TOWN_PANEL; `scores` (towns, dimensions)."""
    told, accounts, knowledge = year.reported, year.accounts, year.knowledge
    columns = {
        "certified": year.certified,
        "gross_output": accounts.gross_output,
        "gdp": told.gdp,
        "rd_spending": told.research,
        "rd_personnel": told.heads,
        "patents": knowledge.patents.sum(axis=1),
        "high_tech_firms": knowledge.high_tech,
        "population": accounts.population,
        **dict(zip(DIMENSIONS, scores.T, strict=True)),
    }
    return np.stack([columns[name] for name in TOWN_PANEL]).astype(np.float32)
