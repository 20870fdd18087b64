"""Where everything lies, in the oracle: great circles between real coordinates, and how near sectors are."""

import math

from simulation.inputs.places import EARTH_RADIUS_KM
from simulation.world.birth.born import Birth
from simulation.world.firms import SECTORS, TRADE
from simulation.world.ground import Ground
from tests.oracle.plain_rules import KNOWLEDGE


def great_circle(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance in km between two places given by latitude and longitude in degrees (haversine)."""
    (lat_a, lon_a), (lat_b, lon_b) = (tuple(math.radians(angle) for angle in place) for place in (a, b))
    chord = math.sin((lat_b - lat_a) / 2) ** 2
    chord += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, chord)))


class Atlas:
    """Distances, weights and proximities of one draw, worked out pair by pair."""

    def __init__(self, ground: Ground, birth: Birth, p) -> None:
        self.p = p
        self.families = ground.sectors.family.tolist()
        towns, cities, institutes = (
            list(zip(table.latitude.tolist(), table.longitude.tolist(), strict=True))
            for table in (ground.towns, ground.cities, ground.institutes)
        )
        self.between = [[great_circle(a, b) for b in towns] for a in towns]
        self.to_city = [[great_circle(a, b) for b in cities] for a in towns]
        self.distance = [[great_circle(a, b) for b in institutes] for a in towns]
        self.fields = ground.fields.tolist()
        self.nodes = birth.reach.node_stock.tolist()
        self.cuts: dict[tuple[int, int], float] = {}
        """Part of the distance between two towns that policy takes away."""

    def weight(self, distance: float) -> float:
        """How much of the knowledge at this distance is within reach."""
        return KNOWLEDGE.reach(distance, self.p.spillover_half_distance, self.p.spillover_weight_cutoff)

    def between_towns(self, one: int, other: int) -> float:
        """How much of the knowledge of one town is within reach of another."""
        return self.weight(self.between[one][other] * (1.0 - self.cuts.get((one, other), 0.0)))

    def proximity(self, one: int, other: int) -> float:
        """How near two sectors are."""
        if TRADE in (one, other):
            return 0.0
        if one == other:
            return 1.0
        same = self.families[one] == self.families[other]
        return self.p.proximity_same_family if same else self.p.proximity_other

    def field_proximity(self, institute: int, sector: int) -> float:
        """How near the nearer of an institute's two fields is to a sector."""
        return max(self.proximity(field, sector) for field in self.fields[institute])

    def to_institute(self, town: int, institute: int) -> float:
        """Distance in km."""
        return self.distance[town][institute]

    def nearest_institute(self, town: int) -> int:
        """The nearest one, the first of several at the same place."""
        return min(range(len(self.distance[town])), key=lambda k: self.distance[town][k])

    def search_weight(self, town: int, institute: int, sector: int) -> float:
        """How likely a firm is to hear of an institute, not scaled."""
        near = math.exp(-self.distance[town][institute] / self.p.link_search_scale)
        return near * self.field_proximity(institute, sector)

    def outside(self, town: int, sector: int, world) -> float:
        """Knowledge within reach of a sector in a town: every town's every sector, and the cities beyond them."""
        total = 0.0
        for other in world.towns:
            weight = self.between_towns(town, other.row)
            for known in range(SECTORS):
                total += weight * self.proximity(known, sector) * other.knowledge[known]
        growth = math.exp(self.p.node_rd_growth * (world.quarter + 1) / 4.0)
        for city, stock in enumerate(self.nodes):
            total += self.weight(self.to_city[town][city]) * growth * stock[sector]
        return total

    def rivals(self, town: int, sector: int, world) -> float:
        """Knowledge of the same sector within the rivalry radius, the own town's included."""
        near = (other for other in world.towns if self.between[town][other.row] <= self.p.rivalry_radius)
        return sum(other.knowledge[sector] for other in near)
