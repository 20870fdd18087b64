"""Yearly statistics of the towns as the province hears them: base of the quotas and of monitoring (model.md 2.5)."""

from simulation.measuring.index_score import make_ruler, points_of, read_annex, town_scores
from simulation.measuring.indicators import indicators_of, town_parts
from simulation.measuring.town_year import measure_towns
from simulation.world.firms import Floats
from simulation.world.world import World

ASKED_FOR_BY = ("dynamic_monitoring", "target_responsibility")
"""Levers that look at the statistics; without them the province keeps none."""


class Statistics:
    """2015 and the last year that is over, as told."""

    def __init__(self, world: World) -> None:
        self.base = self.last = measure_towns(world)
        inside = indicators_of(town_parts(self.base))[self.base.place.cohort_2015]
        self.ruler = make_ruler(inside, read_annex())
        self.residents = world.towns.economy.population.copy()

    def close_year(self, world: World) -> None:
        """Measure the year whose fourth quarter has been lived."""
        self.last = measure_towns(world, self.residents)
        self.residents = world.towns.economy.population.copy()

    def scores(self) -> Floats:
        """(towns,) index score of the last year on the ruler of 2015."""
        points = points_of(self.ruler, indicators_of(town_parts(self.last)))
        scores: Floats = town_scores(self.ruler, points)[:, 0]
        return scores
