"""The province: budgets, certification of towns, business as usual for titles and bodies (model.md 1.1c, 2.4, 3.2)."""

import math
from typing import cast

import numpy as np

from simulation.agents.actor import Actor
from simulation.agents.appropriations import Appropriations
from simulation.agents.statistics import ASKED_FOR_BY, Statistics
from simulation.agents.title_room import in_certified, most_titles
from simulation.agents.town_government import applicants
from simulation.rules.dice import Question, uniform
from simulation.rules.distributions import poisson_quantile
from simulation.rules.high_tech import TITLE_QUARTERS
from simulation.world.birth.research_birth import title_scores
from simulation.world.birth.solve import largest_first
from simulation.world.birth.town_birth import place_of_die
from simulation.world.firms import TRADE, Floats, Integers
from simulation.world.ledger import fen
from simulation.world.world import World

PLANNED_TOWNS = 500
"""Towns the document asks for in 2020; only target pressure looks at it."""
TITLE_COST = 100.0
"""One-off cost of a certification, 10,000 yuan in prices of 2015 (C0)."""


def planned_towns(world: World) -> int:
    """Towns asked for in 2020; of a part of the province its part, by the certified towns of 2015."""
    part, whole = world.ground.towns.certified_2015, world.ground.everywhere.certified_2015
    return round(PLANNED_TOWNS * int(part.sum()) / int(whole.sum()))


def standardised(values: Floats) -> Floats:
    """z-scores; zero where all values are equal."""
    spread = float(values.std())
    scores: Floats = (values - values.mean()) / spread if spread > 0.0 else np.zeros(len(values))
    return scores


class ProvinceGovernment(Actor):
    """Decides once a year."""

    def __init__(self, model: World, budgets: Appropriations) -> None:
        super().__init__(model)
        self.budgets = budgets
        asked = any(purse in ASKED_FOR_BY for purse in model.ledger.purses)
        self.statistics = Statistics(model) if asked else None

    def appropriate(self) -> None:
        """First quarter: every purse gets the money of the year."""
        ledger, year = self.world.ledger, self.world.year
        for purse in range(len(ledger.purses)):
            ledger.appropriate(purse, year, float(self.budgets.money[purse, year]))

    def quota(self) -> int:
        """Towns to certify this year: a Poisson count, or what is missing spread over the years left."""
        world = self.world
        if world.certification.target_pressure or world.safeguards.target_pressure:
            missing = planned_towns(world) - int(world.towns.status.certified.sum())
            return max(0, math.ceil(missing / (5 - world.year)))
        u = uniform(world.dice._replace(quarter=0), int(Question.QUOTA), world.year)
        return poisson_quantile(u, float(world.p.certification_quota))

    def certify(self) -> None:
        """Second quarter: the best-scored applicants up to the quota get the title (C0)."""
        world = self.world
        rows = applicants(world)
        if len(rows) == 0:
            return
        p, history = world.p, world.history
        growth = np.log(history.output[rows] / np.maximum(history.output_before[rows], 1e-9))
        score = p.certification_weight_output * standardised(np.log(history.output[rows]))
        score += p.certification_weight_specialty * standardised(history.specialty_share[rows])
        score += p.certification_weight_growth * standardised(growth)
        score += p.certification_weight_lagging * (world.towns.place.region[rows] != 0)
        chosen = rows[np.argsort(-score, kind="stable")[: self.quota()]]
        status = world.towns.status
        status.certified[chosen] = True
        status.certified_since[chosen] = world.quarter
        cost = fen(TITLE_COST * float(world.macro.deflator[world.quarter]) * len(chosen))
        world.ledger.pay(world.chart.outside, world.chart.province, cost)
        world.ledger.pay(world.chart.province, world.chart.outside, cost)

    def titles_wanted(self) -> tuple[int, int]:
        """Titles of the towns above and below scale at the end of this year in business as usual.

        Titles that levers gave take their part of what firms with R&D can hold; what finds no room is booked below.
        """
        world = self.world
        p, path = world.p, world.hte_path
        base = float(p.base_hnte_share) * float(path[0])
        total = base * (float(path[world.year + 1]) / float(path[0])) ** float(p.hnte_growth_elasticity)
        share = float(p.base_hnte_above_scale_share)
        above = share * base + float(p.hnte_step_share) * share * (total - base)
        by_levers = world.firms.titles.policy_title & in_certified(world)
        room = max(0, most_titles(world) - int(np.count_nonzero(by_levers)))
        wanted = min(round(above), room)
        return wanted, round(total) - wanted

    def award_titles(self) -> None:
        """Third quarter: titles run out after three years, new ones go by rank of R&D over the notch (1.1c)."""
        world = self.world
        firms, q = world.firms, world.quarter
        titles, research = firms.titles, firms.research
        ended = titles.high_tech & (titles.valid_until <= q)
        titles.high_tech[ended] = False
        titles.pushed[ended] = 0.0
        titles.relabelled[ended] = 0.0
        titles.policy_title[ended] = False
        wanted, below = self.titles_wanted()
        counted = in_certified(world)
        base_titles = titles.high_tech & ~titles.policy_title
        free = max(0, wanted - int(np.count_nonzero(base_titles & counted)))
        year = 4.0 * firms.output.sales
        told = np.where(research.performs & (year > 0.0), 4.0 * research.reported / np.maximum(year, 1e-9), 0.0)
        score = title_scores(firms, year[: world.used], told, world.dice_now(), float(world.p.hnte_rank_noise))
        able = research.performs[: world.used] & firms.is_industrial[: world.used] & ~titles.high_tech[: world.used]
        inside = np.flatnonzero(able & counted[: world.used])
        order = inside[np.argsort(-score[inside], kind="stable")]
        bar = score[order[free - 1]] if 0 < free <= len(order) else (math.inf if free == 0 else 0.0)
        new = np.flatnonzero(able & (score >= bar))
        titles.high_tech[new] = True
        titles.valid_until[new] = q + TITLE_QUARTERS
        weight = world.towns.tally.sales[:, :TRADE].sum(axis=1) * world.towns.status.certified
        world.towns.economy.high_tech_below_scale[:] = largest_first(weight, below)

    def close_year(self) -> None:
        """Fourth quarter: unspent money goes back or is carried over; bodies of business as usual arrive.

        Bodies that levers founded bring no further ones.
        """
        world = self.world
        for purse in range(len(world.ledger.purses)):
            world.ledger.give_back(purse, world.year, float(self.budgets.carried[purse, world.year]))
        world.ledger.close_year(world.year)
        status, paths = world.towns.status, world.province_paths
        bodies = (
            (status.institutes, world.policy_institutes, paths.new_rd_institutes),
            (status.incubators, world.policy_incubators, paths.incubators),
        )
        for kind, (stock, by_policy, path) in enumerate(bodies):
            growth = math.log(float(path[world.year + 1]) / float(path[world.year]))
            held = int((stock - by_policy)[status.certified].sum())
            self.arrive(stock, kind, held * growth * float(world.p.institute_incubator_growth_elasticity))
        fresh = (status.incubators > world.policy_incubators) & (status.incubator_fill <= 0.0)
        status.incubator_fill[fresh] = float(world.p.incubator_opening_fill)
        if self.statistics is not None:
            self.statistics.close_year(world)

    def arrive(self, stock: Integers, kind: int, mean: float) -> None:
        """A Poisson number of new bodies, each placed by the output of the certified towns."""
        world = self.world
        dice = world.dice._replace(quarter=0)
        weight = np.cumsum(world.history.output * world.towns.status.certified)
        number = poisson_quantile(uniform(dice, int(Question.ARRIVALS), world.year * 2 + kind), max(0.0, mean))
        for k in range(number):
            identity = (world.year * 2 + kind) * 10_000 + k
            stock[place_of_die(weight, uniform(dice, int(Question.ARRIVAL_PLACE), identity))] += 1


def statistics_of(world: World) -> Statistics:
    """What the province hears of its towns. Raises LookupError in a world in which nobody asks for it."""
    for province in world.agents_by_type[ProvinceGovernment]:
        statistics = cast(ProvinceGovernment, province).statistics
        if statistics is not None:
            return statistics
    raise LookupError(f"statistics are kept only for {' and '.join(ASKED_FOR_BY)}")
