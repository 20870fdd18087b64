"""What is remembered of one run: the province in 2015 and at the end of every year, its money, its regularities."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulation.inputs.measures import (
    BASE_YEAR,
    COMPOSITION,
    DIMENSIONS,
    FACTS,
    MEASURES,
    PAYERS,
    PLACES,
    SPENDING_YEARS,
    TARGET_YEAR,
    TOWN_PANEL,
    YEARS,
)
from simulation.measuring.composition import compose
from simulation.measuring.facts import PANEL_YEAR, Facts, Panel, base_facts, firms_now, in_order, panel_facts
from simulation.measuring.index_score import (
    Ruler,
    make_ruler,
    place_scores,
    points_of,
    rank_stability,
    read_annex,
    town_scores,
)
from simulation.measuring.indicators import CODES, indicators_of, place_parts, town_parts
from simulation.measuring.targets import measure_targets
from simulation.measuring.town_panel import Singles, panel_row
from simulation.measuring.town_year import TownYear, measure_towns
from simulation.world.firms import Floats, Integers
from simulation.world.ledger import money_of

if TYPE_CHECKING:
    from simulation.world.world import World


class Outcome(NamedTuple):
    """One run as the ensemble stores it; axes are named in `simulation.inputs.measures`."""

    measures: Floats  # (years, measures) units of MEASURES
    indicators: Floats  # (years, places, 16) units of the indicator catalogue
    score: Floats  # (years, places, dimensions) index points
    rank_stability: Floats  # (weight draws,) rank correlations of the towns of 2020
    money: Floats  # (levers, payers, spending years) 10,000 yuan spent, in the order of `levers_of`
    appropriated: Floats  # (levers, spending years) 10,000 yuan of province money
    returned: Floats  # (levers, spending years)
    carried: Floats  # (levers, spending years) left for the next year
    composition: Floats  # (terms,)
    facts: Floats  # (facts,)


def levers_of(purses: tuple[str, ...]) -> tuple[str, ...]:
    """Levers behind the purses of a ledger: `guidance_funds.follow_on` is a purse of `guidance_funds`."""
    return tuple(dict.fromkeys(purse.partition(".")[0] for purse in purses))


def by_lever(purses: tuple[str, ...], column: Integers) -> Floats:
    """(levers, ...) 10,000 yuan from a ledger's (purses, ...) fen: the instruments of a lever add up."""
    levers = levers_of(purses)
    sums = np.zeros((len(levers), *column.shape[1:]), dtype=np.int64)
    for purse, amount in zip(purses, column, strict=True):
        sums[levers.index(purse.partition(".")[0])] += amount
    return money_of(sums)


class Yardstick(NamedTuple):
    """2015 of this run: what later years are compared with, and the ruler of the index."""

    base: TownYear
    ruler: Ruler


class Recorder:
    """Writes down one run: `begin` at the end of 2015, `year_end` after every fourth quarter, then `finish`.

    With `towns` it keeps every single town too: `town_panel` (columns of TOWN_PANEL, years, towns), else None.
    """

    def __init__(self, *, towns: bool = False) -> None:
        self.measures = np.full((len(YEARS), len(MEASURES)), np.nan)
        self.indicators = np.full((len(YEARS), len(PLACES), len(CODES)), np.nan)
        self.score = np.full((len(YEARS), len(PLACES), len(DIMENSIONS)), np.nan)
        self.yardstick: Yardstick | None = None
        self.last: TownYear | None = None
        self.points = np.zeros((0, len(CODES)))
        self.residents = np.zeros(0)
        self.panel: Panel | None = None
        self.facts: Facts = {}
        self.keeps_towns = towns
        self.town_panel: Singles | None = None

    @property
    def left_out(self) -> tuple[str, ...]:
        """Indicators on which all towns of 2015 were equal, so that the index does without them."""
        return self.yardstick.ruler.left_out if self.yardstick is not None else ()

    def begin(self, world: "World") -> None:
        """Record 2015 and read the ruler of the index off it. Raises ValueError once the first quarter is lived."""
        if world.quarter >= 0:
            raise ValueError("2015 is recorded before the first quarter")
        base = measure_towns(world)
        cohort = indicators_of(town_parts(base))[base.place.cohort_2015]
        self.yardstick = Yardstick(base, make_ruler(cohort, read_annex()))
        self.facts.update(base_facts(world, base))
        if self.keeps_towns:
            self.town_panel = np.full((len(TOWN_PANEL), len(YEARS), len(base.certified)), np.nan, np.float32)
        self._record(base, world, self.yardstick)

    def year_end(self, world: "World") -> None:
        """Record the year whose fourth quarter has just been lived. Raises ValueError in the middle of a year."""
        if self.yardstick is None:
            raise ValueError("a run is recorded from 2015 on: call begin first")
        self._record(measure_towns(world, self.residents), world, self.yardstick)
        if self.panel is not None and self._year == PANEL_YEAR:
            self.facts.update(panel_facts(self.panel, world))
        self.panel = firms_now(world) if self._year == PANEL_YEAR - 1 else None

    def finish(self, world: "World") -> Outcome:
        """Close the book. Raises ValueError when the last year has not been recorded."""
        if self.yardstick is None or self.last is None or self._year != TARGET_YEAR:
            raise ValueError(f"the run ends before {TARGET_YEAR} is recorded")
        base, ruler = self.yardstick
        return Outcome(
            measures=self.measures,
            indicators=self.indicators,
            score=self.score,
            rank_stability=rank_stability(ruler, self.points[self.last.certified], read_annex().weight_draws),
            money=by_lever(world.ledger.purses, world.ledger.spent),
            appropriated=by_lever(world.ledger.purses, world.ledger.appropriated),
            returned=by_lever(world.ledger.purses, world.ledger.returned),
            carried=by_lever(world.ledger.purses, world.ledger.carried),
            composition=compose(base, self.last),
            facts=in_order(self.facts),
        )

    @property
    def _year(self) -> int:
        return self.last.year if self.last is not None else BASE_YEAR - 1

    def _record(self, year: TownYear, world: "World", yardstick: Yardstick) -> None:
        """Write the year's row of every table and remember who lives where for the next one."""
        row = YEARS.index(year.year)
        parts = town_parts(year)
        self.points = points_of(yardstick.ruler, indicators_of(parts))
        self.measures[row] = measure_targets(year, yardstick.base)
        self.indicators[row] = indicators_of(place_parts(year, parts))
        scores = town_scores(yardstick.ruler, self.points)
        self.score[row] = place_scores(year, scores)
        if self.town_panel is not None:
            self.town_panel[:, row] = panel_row(year, scores)
        self.last = year
        self.residents = world.towns.economy.population.copy()


def blank_outcome(levers: int) -> Outcome:
    """What a failed run leaves: nothing but NaN."""
    years, spending = len(YEARS), len(SPENDING_YEARS)
    shapes = {
        "measures": (years, len(MEASURES)),
        "indicators": (years, len(PLACES), len(CODES)),
        "score": (years, len(PLACES), len(DIMENSIONS)),
        "rank_stability": (read_annex().weight_draws,),
        "money": (levers, len(PAYERS), spending),
        "appropriated": (levers, spending),
        "returned": (levers, spending),
        "carried": (levers, spending),
        "composition": (len(COMPOSITION),),
        "facts": (len(FACTS),),
    }
    return Outcome(**{name: np.full(shape, np.nan) for name, shape in shapes.items()})
