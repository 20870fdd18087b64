"""What is the same in every draw: towns, cities, institutes, sectors and the distances between them."""

from typing import NamedTuple, TypeVar

import numpy as np

from simulation.inputs.sectors import Sectors, load_sectors
from simulation.inputs.towns import (
    CityTable,
    InstituteTable,
    StatedFigures,
    TownTable,
    distance_matrix,
    load_cities,
    load_institutes,
    load_towns,
    rows_of,
)
from simulation.rules.compiled import phase
from simulation.rules.dice import Dice, Question, uniform
from simulation.rules.knowledge import reach
from simulation.world.anchors import Reach
from simulation.world.firms import SECTORS, TRADE, Floats, Integers

Column = TypeVar("Column", Floats, Integers)


class Around(NamedTuple):
    """The whole province, when only some of its towns are studied, and which of its rows those are."""

    towns: TownTable
    rows: Integers


class Ground(NamedTuple):
    """Fixed tables and distances in km."""

    towns: TownTable
    cities: CityTable
    institutes: InstituteTable
    sectors: Sectors
    town_distance: Floats  # (towns, towns)
    city_distance: Floats  # (towns, cities)
    institute_distance: Floats  # (towns, institutes)
    fields: Integers  # (institutes, 2) sector codes an institute works in
    stated: StatedFigures | None = None  # of all towns of the province, where an office has figures of its own
    around: Around | None = None  # set when only some of the province's towns are studied

    @property
    def everywhere(self) -> TownTable:
        """All towns of the province, among them those of the study."""
        return self.towns if self.around is None else self.around.towns

    @property
    def share(self) -> float:
        """GDP of the study's certified towns over that of all certified towns of the province."""
        whole = self.everywhere
        part = float(self.towns.gdp[self.towns.certified_2015].sum())
        return part / float(whole.gdp[whole.certified_2015].sum())

    def only_studied(self, column: Column) -> Column:
        """The rows of the study out of a column over all towns of the province."""
        return column if self.around is None else column[self.around.rows]


def load_ground(
    towns: TownTable | None = None, stated: StatedFigures | None = None, studied: Integers | None = None
) -> Ground:
    """Read the shipped tables, or use an office's own towns and figures; `studied`: the rows that are the study."""
    cities = load_cities()
    table = load_towns(cities=cities) if towns is None else towns
    institutes = load_institutes(cities=cities)
    sectors = load_sectors()
    fields = institute_fields(table, institutes, sectors)
    part = table if studied is None else rows_of(table, studied)
    around = None if studied is None else Around(table, studied)
    return ground_of(part, cities, institutes, sectors)._replace(fields=fields, stated=stated, around=around)


def ground_of(towns: TownTable, cities: CityTable, institutes: InstituteTable, sectors: Sectors) -> Ground:
    """These tables with their distances."""
    place = (towns.latitude, towns.longitude)
    return Ground(
        towns,
        cities,
        institutes,
        sectors,
        distance_matrix(*place, *place),
        distance_matrix(*place, cities.latitude, cities.longitude),
        distance_matrix(*place, institutes.latitude, institutes.longitude),
        institute_fields(towns, institutes, sectors),
    )


def institute_fields(towns: TownTable, institutes: InstituteTable, sectors: Sectors) -> Integers:
    """Two fields for every institute: one of its city's two largest industries, one by provincial shares.

    Synthetic (model.md 1.4e); drawn once from the place in the table, the same in every draw.
    """
    dice = Dice(0, 0, 0, 0)
    output = np.zeros((int(institutes.city.max()) + 1, SECTORS))
    np.add.at(output, (towns.city, towns.sector), towns.gross_output)
    shares = np.cumsum(sectors.output_share)
    fields = np.empty((len(institutes.name), 2), dtype=np.int64)
    for k, city in enumerate(institutes.city):
        largest = np.argsort(-output[city, :TRADE], kind="stable")[:2]
        first = uniform(dice, int(Question.INSTITUTE_FIELDS), 2 * k)
        second = uniform(dice, int(Question.INSTITUTE_FIELDS), 2 * k + 1)
        fields[k] = largest[0 if first < 0.5 else 1], min(int(np.searchsorted(shares, second)), TRADE - 1)
    return fields


def sector_proximity(sectors: Sectors, p: np.record) -> Floats:
    """(sectors, sectors): 1 within a sector, `proximity_same_family` within a family, else `proximity_other`."""
    same = sectors.family[:, None] == sectors.family[None, :]
    near: Floats = np.where(same, float(p.proximity_same_family), float(p.proximity_other))
    np.fill_diagonal(near, 1.0)
    near[TRADE, :] = 0.0
    near[:, TRADE] = 0.0
    return near


@phase
def distance_weights(distance: Floats, half_distance: float, cutoff: float) -> Floats:
    """Weight of every pair of places by the rule of reach."""
    weights = np.zeros_like(distance)
    for i in range(distance.shape[0]):
        for j in range(distance.shape[1]):
            weights[i, j] = reach(distance[i, j], half_distance, cutoff)
    return weights


@phase
def running_weights(distance: Floats, proximity: Floats, scale: float) -> Floats:
    """(towns, sectors, institutes) running sums of exp(-d/scale) x proximity."""
    towns, institutes = distance.shape
    sectors = proximity.shape[0]
    weights = np.zeros((towns, sectors, institutes))
    near = np.exp(-distance / scale)
    for j in range(towns):
        for s in range(sectors):
            total = 0.0
            for k in range(institutes):
                total += near[j, k] * proximity[s, k]
                weights[j, s, k] = total
    return weights


def neighbours_within(distance: Floats, radius: float) -> Integers:
    """(towns, most) towns within the radius in km, nearest first (own town leads), -1 where there are no more."""
    inside = distance <= radius
    most = int(inside.sum(axis=1).max())
    near = np.full((len(distance), most), -1, dtype=np.int64)
    for j, row in enumerate(inside):
        found = np.flatnonzero(row)
        near[j, : len(found)] = found[np.argsort(distance[j, found], kind="stable")]
    return near


def city_research(ground: Ground, town_rd: Floats, provincial_rd: float) -> Floats:
    """R&D of 2015 outside the modelled towns by city, 10,000 yuan a year.

    Published city figures stand; the rest of the province is split by above-scale firms. What the city's certified
    towns do themselves is taken off, never below a tenth of the city's figure.
    """
    known = ground.cities.rd_spending
    missing = np.isnan(known)
    rest = max(0.0, provincial_rd - float(np.nansum(known)))
    firms = ground.cities.above_scale_firms * missing
    total = np.where(missing, rest * firms / max(1.0, float(firms.sum())), known)
    inside = np.bincount(ground.towns.city, town_rd, minlength=len(total))
    outside: Floats = np.maximum(0.1 * total, total - inside)
    return outside


def reach_of(ground: Ground, p: np.record, outside_rd: Floats) -> Reach:
    """Geography of one draw: weights by its half-distance, proximities, knowledge at the city nodes."""
    half, cutoff = float(p.spillover_half_distance), float(p.spillover_weight_cutoff)
    sector = sector_proximity(ground.sectors, p)
    proximity = np.ascontiguousarray(np.maximum(sector[:, ground.fields[:, 0]], sector[:, ground.fields[:, 1]]))
    stock = outside_rd / (p.knowledge_obsolescence + p.past_rd_growth)
    nodes = stock[:, None] * ground.sectors.output_share[None, :]
    return Reach(
        distance_weights(ground.town_distance, half, cutoff),
        distance_weights(ground.city_distance, half, cutoff),
        neighbours_within(ground.town_distance, float(p.rivalry_radius)),
        running_weights(ground.institute_distance, proximity, float(p.link_search_scale)),
        ground.institute_distance,
        proximity,
        sector,
        nodes @ sector,
    )
