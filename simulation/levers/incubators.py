"""Clause 3.1.1, technology business incubators: places for start-ups, part of which would have been founded anyway."""

import numpy as np

from simulation.agents.delivery import delayed, eligible_towns, nominal, prior_median
from simulation.agents.incubators.tenants import Tenants, fill_of, possible_tenants
from simulation.agents.programmes.calls import VALUE_SHARE
from simulation.agents.purse import Purse
from simulation.agents.town_projects import count_as_capital, fund, in_order, match_found, under_cap
from simulation.inputs.constants import constant
from simulation.inputs.levers.incubators import Settings
from simulation.phases.start_ups import found_start_ups
from simulation.rules.dice import Question, uniform, uniform_pair
from simulation.rules.distributions import poisson_quantile
from simulation.world.birth.town_birth import place_of_die
from simulation.world.firms import TRADE, Flags, Floats, Integers
from simulation.world.start_ups import TENANT
from simulation.world.world import World

CLAUSE = "3.1.1"
TITLE = {"en": "Technology business incubators", "zh": "科技企业孵化器"}
INSTRUMENTS = {"incubators": "I03"}
SERVES = ("incubators",)
READS = ("firms below scale", "town land", "town and city money", "index gap")
WRITES = ("start-ups", "incubators", "capital spending")

DELAY = 6
"""Quarters from the decision to the opening."""
ROOM = 1024
"""Numbers of one town's applicants in a quarter, in the dice."""


class Lever:
    """I03: towns propose, the province ranks; after building, start-ups move in, some of them new, and graduate."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.rows: Integers = np.zeros(0, dtype=np.int64)
        """Towns of the incubators that are built or stand, and when each opens."""
        self.opens: Integers = np.zeros(0, dtype=np.int64)
        self.tenants = Tenants()

    def decide(self, world: World) -> None:
        """Open what is built and let tenants in; in the first quarter of a year begin to build."""
        ready = self.rows[self.opens == world.quarter]
        world.towns.status.incubators[ready] += 1
        world.policy_incubators[ready] += 1
        self.tenants.forget(world)
        self.let_in(world)
        if self.purse.is_open(world) and world.quarter % 4 == 0:
            self.start(world)

    def places(self, world: World) -> int:
        """Of one incubator."""
        return max(1, round(float(world.p.incubator_places)))

    def demand(self, world: World) -> Floats:
        """(towns,) possible tenants a year."""
        small = 4.0 * world.towns.economy.micro_sales[:, :TRADE].sum(axis=1)
        return possible_tenants(small, float(world.macro.deflator[world.quarter]))

    def free_places(self, world: World) -> Integers:
        """(towns,) in incubators that policy built."""
        free: Integers = world.policy_incubators * self.places(world) - self.tenants.housed(world)
        return free

    def let_in(self, world: World) -> None:
        """New tenants: a Poisson number, spread over all incubators of a town, while places last."""
        built = np.flatnonzero(world.policy_incubators)
        if len(built) == 0:
            return
        part = world.policy_incubators[built] / world.towns.status.incubators[built]
        mean = self.demand(world)[built] / 4.0 * part
        free, dice = self.free_places(world)[built], world.dice_now()
        displaced = float(world.p.incubator_displaced_share)
        town, sector, giver = [], [], []
        for k, row in enumerate(built.tolist()):
            code = int(world.towns.place.code[row])
            weight = np.cumsum(world.towns.economy.micro_sales[row, :TRADE])
            number = poisson_quantile(uniform(dice, int(Question.TENANT), code), mean[k])
            for ordinal in range(min(int(free[k]), number)):
                trade, anyway = uniform_pair(dice, int(Question.TENANT), code * ROOM + ordinal)
                town.append(row)
                sector.append(place_of_die(weight, trade))
                giver.append(row if anyway < displaced else -1)
        if town:
            where = (np.array(column, dtype=np.int64) for column in (town, sector, giver))
            self.found(world, *where)

    def found(self, world: World, town: Integers, sector: Integers, giver: Integers) -> None:
        """Those who would have started anyway bring their sales out of the cohort below scale; the rest are new."""
        self.tenants.move_in(world, found_start_ups(world, town, sector, TENANT, giver))

    def start(self, world: World) -> None:
        """Pay and begin to build, best project first."""
        cost = nominal(world, float(world.p.incubator_build_cost))
        shares = under_cap(self.settings.shares, cost, self.settings.cap)
        able = eligible_towns(world, self.settings.eligible) & match_found(world)
        able &= self.has_demand(world) & self.expects_to_gain(world, shares.local * cost)
        able[self.rows[self.opens > world.quarter]] = False
        rows = in_order(world, self.settings, able, Question.INCUBATOR_SCORE)
        built = fund(world, self.purse, rows, cost, shares, lambda paid: world.chart.bodies + paid)
        count_as_capital(world, built, cost, shares)
        opens = world.quarter + delayed(world, DELAY)
        self.rows = np.concatenate([self.rows, built])
        self.opens = np.concatenate([self.opens, np.full(len(built), opens, dtype=np.int64)])

    def has_demand(self, world: World) -> Flags:
        """(towns,) with land, and tenants enough for every incubator that stands and one more."""
        towns = world.towns
        needed = constant("incubator_least_demand") * (towns.status.incubators + 1)
        enough: Flags = (towns.economy.land > 0.0) & (self.demand(world) >= needed)
        return enough

    def expects_to_gain(self, world: World, own: float) -> Flags:
        """(towns,) where sales of tenants that would not have started otherwise are worth more than the own part."""
        years = float(world.p.gain_horizon)
        tenants = np.minimum(self.places(world), years * self.demand(world))
        new = (1.0 - prior_median(world, "incubator_displaced_share")) * tenants
        gain = new * nominal(world, constant("start_up_sales")) * VALUE_SHARE * years
        worth: Flags = gain > own + nominal(world, float(world.p.application_cost))
        return worth

    def affect(self, world: World) -> None:
        """Other start-ups of the quarter take free places; hazards of all tenants; what is let of every incubator."""
        built = np.flatnonzero(world.policy_incubators)
        if len(built) == 0:
            return
        self.adopt(world)
        self.tenants.set_hazard(world)
        policy, status = world.policy_incubators[built], world.towns.status
        usual = status.incubators[built] - policy
        housed = self.tenants.housed(world)[built]
        opening = float(world.p.incubator_opening_fill)
        status.incubator_fill[built] = fill_of(usual, policy, self.places(world), housed, opening)

    def adopt(self, world: World) -> None:
        """Spin-offs and teams founded this quarter in a town with a free place take it."""
        young, free = world.start_ups, self.free_places(world)
        fresh = np.flatnonzero((young.born == world.quarter) & (young.origin != TENANT))
        taken = []
        for place in fresh.tolist():
            if free[young.town[place]] > 0:
                free[young.town[place]] -= 1
                taken.append(place)
        if taken:
            self.tenants.move_in(world, np.array(taken, dtype=np.int64))
