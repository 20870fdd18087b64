"""New-type R&D institutes (I02): a town and a university found one; later it lives on contracts, or it closes."""

import math
from collections import deque

import numpy as np

from simulation.agents.actor import Actor
from simulation.agents.delivery import delayed, eligible_towns, nominal
from simulation.agents.purse import Purse
from simulation.agents.rd_institutes.contracts import QUARTERS_OF_A_YEAR, Contracts, Offer
from simulation.agents.rd_institutes.founding import (
    attraction,
    expected_gain,
    field_of,
    home_of_spin_off,
    partner_of,
    partners_near,
)
from simulation.agents.town_projects import count_as_capital, fund, in_order, match_found, under_cap
from simulation.inputs.constants import constant
from simulation.inputs.levers.rd_institutes import NewInstituteSettings
from simulation.measuring.town_year import staff_cost
from simulation.phases.start_ups import found_start_ups
from simulation.rules.dice import Question, uniform
from simulation.rules.distributions import normal_quantile, poisson_quantile, strikes
from simulation.world.firms import Flags
from simulation.world.ledger import FEN
from simulation.world.start_ups import SPIN_OFF
from simulation.world.world import World

PATIENCE = 12
"""Quarters after opening in which an institute must come to live on its own income."""
START_YEARS = 3.0
"""Years that the start money is meant for."""
QUARTERS = 64
"""Quarters that tell apart institutes of one town, in the dice."""


class NewInstitute(Actor):
    """One institute: where it stands, with whom it was founded, whom it suits, how many it can serve."""

    def __init__(self, model: World, town: int, opens: int) -> None:
        super().__init__(model)
        self.town, self.opens = town, opens
        self.identity = int(model.towns.place.code[town]) * QUARTERS + model.quarter
        self.partner = partner_of(model, town)
        self.attraction = attraction(model, town, self.partner)
        usual, spread = float(model.p.new_institute_staff), constant("new_institute_staff_spread")
        size = math.exp(spread * normal_quantile(self.die(Question.INSTITUTE_STAFF)))
        self.staff = max(1, round(usual * size))
        self.capacity = max(1, round(float(model.p.institute_capacity_firms) * self.staff / usual))
        self.income: deque[int] = deque(maxlen=QUARTERS_OF_A_YEAR)
        self.closed = False

    def die(self, question: Question) -> float:
        """This quarter's die of the institute."""
        return uniform(self.world.dice_now(), int(question), self.identity)

    @property
    def stands(self) -> bool:
        """Open and not closed."""
        return not self.closed and self.opens <= self.world.quarter

    def fails(self) -> bool:
        """Its luck runs out, or after its years of patience it earns too little of what it was founded to cost."""
        world, age = self.world, self.world.quarter - self.opens
        if age > 0 and strikes(self.die(Question.INSTITUTE_FATE), constant("institute_exit_hazard")):
            return True
        budget = nominal(world, float(world.p.institute_start_cost)) / START_YEARS
        return age == PATIENCE and sum(self.income) / FEN < constant("institute_own_income") * budget

    def spin_offs(self) -> int:
        """Companies it founds this quarter."""
        mean = float(self.world.p.institute_spin_offs) / QUARTERS_OF_A_YEAR
        return poisson_quantile(self.die(Question.SPIN_OFF), mean)

    def count(self, change: int) -> None:
        """Its town has one more, or one less."""
        world, status = self.world, self.world.towns.status
        for column in (status.institutes, status.cobuilt_bodies, world.policy_institutes):
            column[self.town] += change


class NewInstitutes:
    """I02: towns with a university in reach propose, the province certifies; institutes open, serve firms and close."""

    def __init__(self, name: str, settings: NewInstituteSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.institutes: list[NewInstitute] = []
        self.contracts = Contracts()

    def decide(self, world: World) -> None:
        """Institutes open, close, serve firms and spin off companies; once a year new ones are founded."""
        for institute in self.institutes:
            if institute.opens == world.quarter:
                institute.count(1)
        self.close(world)
        self.serve(world)
        self.spin_off(world)
        if self.purse.is_open(world) and world.quarter % 4 == 0:
            self.start(world)
        staff = sum(institute.staff for institute in self.institutes if institute.stands)
        cost = staff_cost(world)
        world.institute_research = staff * cost.per_head * cost.wage_index / QUARTERS_OF_A_YEAR

    def close(self, world: World) -> None:
        """Those that fail: their contracts end, what their partners have learnt stays."""
        self.contracts.forget(world)
        for host, institute in enumerate(self.institutes):
            if institute.stands and institute.fails():
                institute.count(-1)
                institute.closed = True
                institute.remove()
                self.contracts.end_with(host)

    def serve(self, world: World) -> None:
        """New contracts up to capacity, then a quarter of work."""
        if not self.institutes:
            return
        partners = self.contracts.partners(len(self.institutes))
        self.contracts.sign(
            world,
            [
                Offer(host, institute.town, institute.capacity - int(partners[host]), institute.attraction)
                for host, institute in enumerate(self.institutes)
                if institute.stands
            ],
        )
        towns = np.array([institute.town for institute in self.institutes], dtype=np.int64)
        for institute, earned in zip(self.institutes, self.contracts.work(world, towns).tolist(), strict=True):
            if institute.stands:
                institute.income.append(earned)

    def spin_off(self, world: World) -> None:
        """Companies founded this quarter: new start-ups, in the nearest incubator with room."""
        town, sector = [], []
        for institute in self.institutes:
            if institute.stands:
                number = institute.spin_offs()
                town += [home_of_spin_off(world, institute.town)] * number
                sector += [field_of(world, institute.town, institute.partner)] * number
        if town:
            new = np.full(len(town), -1, dtype=np.int64)
            found_start_ups(world, np.array(town), np.array(sector), SPIN_OFF, new)

    def start(self, world: World) -> None:
        """Found as many as are proposed and can be paid, best project first."""
        cost = nominal(world, float(world.p.institute_start_cost))
        shares = under_cap(self.settings.shares, cost, self.settings.cap)
        rows = in_order(world, self.settings, self.proposing(world, shares.local * cost), Question.INSTITUTE_SCORE)
        built = fund(world, self.purse, rows, cost, shares, lambda paid: world.chart.bodies + paid)
        count_as_capital(world, built, cost, shares)
        opens = world.quarter + max(1, delayed(world, float(world.p.institute_build_time)))
        self.institutes += [NewInstitute(world, town, opens) for town in built.tolist()]

    def proposing(self, world: World, own: float) -> Flags:
        """(towns,) that find their match and a university, expect to gain, and have no such institute yet."""
        able = eligible_towns(world, self.settings.eligible) & match_found(world)
        able &= expected_gain(world) > own + nominal(world, float(world.p.application_cost))
        able[[institute.town for institute in self.institutes if not institute.closed]] = False
        rows = np.flatnonzero(able)
        able[rows] = partners_near(world, rows).any(axis=1)
        return able

    def affect(self, world: World) -> None:
        """What partners have learnt."""
        self.contracts.teach(world)
