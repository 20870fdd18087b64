"""Clause 3.1.1, collaborative innovation platforms and public testing platforms of the towns."""

from collections.abc import Mapping
from functools import partial

import numpy as np

from simulation.agents.delivery import add_effect, delayed, eligible_towns, nominal
from simulation.agents.instruments import InstrumentMaker, Instruments
from simulation.agents.purse import Purse
from simulation.agents.town_government import governments
from simulation.agents.town_projects import count_as_capital, fund, in_order, match_found
from simulation.inputs.delivery import Shares
from simulation.inputs.levers.innovation_platforms import CollaborativePlatform, TestingPlatform
from simulation.rules.dice import Question
from simulation.rules.links import ramp
from simulation.world.firms import MARKET, PRODUCTIVITY, TESTING, Flags, Floats, Integers
from simulation.world.world import World

CLAUSE = "3.1.1"
TITLE = {"en": "Innovation platforms", "zh": "协同创新平台与公共检测平台"}
INSTRUMENTS = {"collaborative_platform": "I01", "testing_platform": "I04"}
SERVES = ("platform_coverage",)
READS = ("town platforms", "town firms", "town and city money", "index gap")
WRITES = ("productivity", "match", "testing", "market", "town platforms", "town testing platforms", "capital spending")

TAU = 4.0
"""Quarters of the ramp of a platform's effect on its users."""
TESTING_DELAY = 4
TESTING_CAPACITY = 150.0
TESTING_FIRMS = 50
EXPORTERS_GAIN = 0.003
FAR_PAST = -1000


def build(world: World, purse: Purse, rows: Integers, cost: float, shares: Shares) -> Integers:
    """Pay for as many platforms, in this order, as the money allows; returns the towns that build."""
    built = fund(world, purse, rows, cost, shares, lambda paid: world.chart.platforms + paid)
    count_as_capital(world, built, cost, shares)
    return built


class Collaborative:
    """I01: towns propose, the province ranks, a platform opens after its building time and takes users."""

    def __init__(self, name: str, settings: CollaborativePlatform) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.opens: Integers = np.zeros(0, dtype=np.int64)
        self.rows: Integers = np.zeros(0, dtype=np.int64)

    def decide(self, world: World) -> None:
        """Open what is built; in the first quarter of a year build what is asked for; keep new platforms running."""
        self.open_built(world)
        if self.purse.is_open(world):
            self.keep_running(world)
            if world.quarter % 4 == 0:
                self.start(world, self.proposals(world))

    def proposals(self, world: World) -> Integers:
        """Eligible towns that want a platform and are not building one, best score first."""
        wanted = np.zeros(world.towns.count, dtype=np.bool_)
        for town in governments(world):
            wanted[town.row] = town.wants_platform
        wanted &= eligible_towns(world, self.settings.eligible) & match_found(world)
        wanted[self.rows] = False
        return in_order(world, self.settings, wanted, Question.PLATFORM_SCORE)

    def start(self, world: World, rows: Integers) -> None:
        """Pay and begin to build."""
        cost = nominal(world, float(world.p.platform_build_cost))
        built = build(world, self.purse, rows, cost, self.settings.shares)
        time = max(1, delayed(world, round(float(world.p.platform_build_time))))
        self.rows = np.concatenate([self.rows, built])
        self.opens = np.concatenate([self.opens, np.full(len(built), world.quarter + time, dtype=np.int64)])

    def open_built(self, world: World) -> None:
        """Platforms whose building time is over open their doors."""
        status, q = world.towns.status, world.quarter
        ready = self.rows[self.opens == q]
        status.platforms[ready] += 1
        status.platform_open_since[ready] = q
        status.platform_paid_until[ready] = q

    def keep_running(self, world: World) -> None:
        """The lever pays its share of running costs in the first years, town and firms theirs; then the town alone."""
        status, q, chart = world.towns.status, world.quarter, world.chart
        young = (self.opens <= q) & (q - self.opens < 4 * self.settings.opex_years)
        rows = self.rows[young & (status.platform_paid_until[self.rows] <= q)]
        cost = nominal(world, float(world.p.platform_yearly_cost)) / 4.0
        paid = fund(world, self.purse, rows, cost, self.settings.shares, lambda kept: chart.platforms + kept)
        status.platform_paid_until[paid] = q + 1

    def affect(self, world: World) -> None:
        """Users of platforms built by the lever gain productivity and hear of more institutes."""
        status, q = world.towns.status, world.quarter
        served = (status.platform_open_since >= 0) & (status.platforms > 0) & (status.platform_paid_until > q)
        if not served.any():
            return
        rows = users_of(world, served, status.platform_users)
        since = q - status.platform_open_since[world.firms.roster.town[rows]]
        size = np.array([ramp(quarters, 0, TAU) for quarters in range(21)])[since]
        add_effect(world, PRODUCTIVITY, rows, float(world.p.platform_productivity_effect) * size)
        world.firms.channels.match[rows] += float(world.p.platform_link_bonus)


def users_of(world: World, served: Flags, share: Floats) -> Integers:
    """Above-scale industrial firms of served towns whose affinity lies below the town's share of users."""
    used, roster = world.used, world.firms.roster
    town = roster.town[:used]
    return np.flatnonzero(world.firms.is_industrial[:used] & served[town] & (roster.affinity[:used] < share[town]))


class Testing:
    """I04: half of the cost for testing machines in towns with enough firms of the specialty; four quarters to open."""

    def __init__(self, name: str, settings: TestingPlatform) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.rows: Integers = np.zeros(0, dtype=np.int64)
        self.opens: Integers = np.zeros(0, dtype=np.int64)

    def decide(self, world: World) -> None:
        """Open what is built; in the first quarter of a year fund the best towns."""
        world.towns.status.testing_platforms[self.rows[self.opens == world.quarter]] += 1
        if not self.purse.is_open(world) or world.quarter % 4:
            return
        towns = world.towns
        firms = towns.tally.firms[np.arange(towns.count), towns.place.specialty]
        able = eligible_towns(world, self.settings.eligible) & (firms >= TESTING_FIRMS)
        able &= towns.status.testing_platforms == 0
        able[self.rows] = False
        rows = in_order(world, self.settings, able & match_found(world), Question.TESTING_SCORE)
        cost = nominal(world, float(world.p.testing_build_cost))
        built = build(world, self.purse, rows, cost, self.settings.shares)
        self.rows = np.concatenate([self.rows, built])
        opens = world.quarter + delayed(world, TESTING_DELAY)
        self.opens = np.concatenate([self.opens, np.full(len(built), opens, dtype=np.int64)])

    def affect(self, world: World) -> None:
        """Users turn more R&D into new products; half of those that export sell a little more."""
        opened = np.full(world.towns.count, FAR_PAST, dtype=np.int64)
        opened[self.rows] = self.opens
        served = (opened > FAR_PAST) & (opened <= world.quarter)
        if not served.any():
            return
        roster, towns = world.firms.roster, world.towns
        firms = towns.tally.firms[np.arange(towns.count), towns.place.specialty]
        share = np.minimum(1.0, TESTING_CAPACITY / np.maximum(firms, 1))
        rows = users_of(world, served, share)
        rows = rows[roster.sector[rows] == towns.place.specialty[roster.town[rows]]]
        size = np.array([ramp(quarters, 0, 0.0) for quarters in range(21)])
        grown = size[world.quarter - opened[roster.town[rows]]]
        add_effect(world, TESTING, rows, float(world.p.testing_product_effect) * grown)
        sells = roster.exporter[rows] & (roster.belief[rows] > 1.0)
        add_effect(world, MARKET, rows[sells], EXPORTERS_GAIN * grown[sells])


MAKERS: Mapping[str, InstrumentMaker] = {
    "collaborative_platform": Collaborative,
    "testing_platform": Testing,
}
Lever = partial(Instruments, MAKERS)
"""Both instruments of one run."""
