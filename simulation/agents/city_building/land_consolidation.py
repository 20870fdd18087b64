"""Land consolidation (I31): towns clear plots of low output, on credit and with a little money of the province."""

from typing import NamedTuple

import numpy as np

from simulation.agents.city_building.displacement import (
    displace,
    industrial_firms,
    least_productive,
    numbers_displaced,
)
from simulation.agents.city_building.works import Works
from simulation.agents.delivery import eligible_towns, nominal, whole_fen
from simulation.agents.purse import Purse
from simulation.agents.town_projects import in_order, match_found
from simulation.inputs.constants import constant
from simulation.inputs.levers.industry_city_integration import LandConsolidationSettings
from simulation.rules.dice import Question
from simulation.world.firms import Flags, Integers
from simulation.world.ledger import fen, split_fen
from simulation.world.world import World


class Price(NamedTuple):
    """What province, town and developers pay of one mu, fen."""

    province: int
    local: int
    private: int


def affordable(money: int, price: int) -> int | None:
    """How many whole mu the money buys; None = any number."""
    return money // price if price > 0 else None


def mu_to_clear(wanted: int, *limits: int | None) -> int:
    """The smallest of what the town wants and what every payer can bear."""
    return min((wanted, *(limit for limit in limits if limit is not None)))


class LandConsolidation:
    """I31: output falls at first, as displaced firms close or go; after some years new firms find space more easily."""

    def __init__(self, name: str, settings: LandConsolidationSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.works = Works()
        self.borrowed: Integers = np.zeros(0, dtype=np.int64)
        """(towns,) fen that towns have borrowed to clear land."""
        self.closed = 0
        self.moved_away = 0

    def decide(self, world: World) -> None:
        """In the first quarter of a year: towns propose, the best are paid, land is cleared, firms have to go."""
        if not self.purse.is_open(world) or world.quarter % 4:
            return
        if len(self.borrowed) == 0:
            self.borrowed = np.zeros(world.towns.count, dtype=np.int64)
        rows = in_order(world, self.settings, self.proposing(world), Question.LAND_SCORE)
        price = self.price(world)
        mu = self.cleared(world, rows, price)
        rows, mu = rows[mu > 0], mu[mu > 0]
        if len(rows) == 0:
            return
        self.pay(world, rows, mu, price)
        share = mu / world.towns.economy.land[rows]
        self.works.start(world, rows, share, float(world.p.land_delay))
        leaving = least_productive(world, rows, numbers_displaced(world, rows, share))
        closed, moved = displace(world, leaving)
        self.closed += closed
        self.moved_away += moved

    def proposing(self, world: World) -> Flags:
        """(towns,) eligible towns that find their part and have firms on their land."""
        return eligible_towns(world, self.settings.eligible) & match_found(world) & (industrial_firms(world) > 0)

    def price(self, world: World) -> Price:
        """Of one mu at today's prices."""
        parts = split_fen(whole_fen(nominal(world, constant("land_cost_per_mu")), 1), tuple(self.settings.shares))
        return Price(*(int(part[0]) for part in parts))

    def room_to_borrow(self, world: World) -> Integers:
        """(towns,) fen below the debt limit, a year's revenue, beyond the debt of 2015 and what was borrowed since."""
        revenue = world.history.gdp * float(world.p.town_revenue_share)
        free = (1.0 - float(world.p.town_opening_debt)) * constant("town_debt_limit") * revenue
        room: Integers = np.maximum(0, fen(free) - self.borrowed)
        return room

    def cleared(self, world: World, rows: Integers, price: Price) -> Integers:
        """Mu that each of these towns clears, in this order: a share of its land, or what money and credit allow.

        Where the match rule is lifted the province pays the part of a town that does not find it (G3).
        """
        wanted = (float(world.p.land_consolidated_share) * world.towns.economy.land[rows]).astype(np.int64)
        room, pots, mu = self.room_to_borrow(world), self.purse.pots(world), np.zeros(len(rows), dtype=np.int64)
        most = self.purse.left(world) if self.settings.cap is None else int(fen(self.settings.cap))
        for k, town in enumerate(rows.tolist()):
            pays = bool(world.town_match[town])
            province, local = (price.province, price.local) if pays else (price.province + price.local, 0)
            by_province = affordable(min(pots.room(town), most), province)
            mu[k] = mu_to_clear(int(wanted[k]), by_province, affordable(int(room[town]), local))
            pots.take(town, int(mu[k]) * province)
        return mu

    def pay(self, world: World, rows: Integers, mu: Integers, price: Price) -> None:
        """Province, town on credit and developers pay the body that clears the land, which pays owners and builders."""
        chart, ledger = world.chart, world.ledger
        found = world.town_match[rows]
        province = mu * np.where(found, price.province, price.province + price.local)
        local, private = mu * np.where(found, price.local, 0), mu * price.private
        bodies, towns, tills = chart.bodies + rows, chart.towns + rows, chart.tills + rows
        self.purse.grant(world, bodies, province, rows)
        ledger.pay(chart.outside, chart.banks, local)
        ledger.pay(chart.banks, towns, local)
        self.borrowed[rows] += local
        self.purse.pay(world, "town", (towns, bodies), local)
        ledger.pay(chart.outside, tills, private)
        self.purse.pay(world, "private", (tills, bodies), private)
        ledger.pay(bodies, chart.outside, province + local + private)

    def affect(self, world: World) -> None:
        """New space lowers the cost of entry, for all sectors of the town and for good."""
        if len(self.works.rows):
            world.entry_effect += constant("land_entry_effect") * self.works.felt(world)
