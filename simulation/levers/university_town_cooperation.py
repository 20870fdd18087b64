"""Clause 3.1.4, cooperation of universities and towns: firms do projects with an institute at a lower price."""

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.cooperation.partners import Proposals, proposals, with_room
from simulation.agents.cooperation.projects import Projects
from simulation.agents.delivery import add_effect, ask, eligible_firms, firms_pay, nominal, pay_local, till_of
from simulation.agents.programmes.calls import FIRST_CALL, has
from simulation.agents.purse import Purse
from simulation.agents.shared_costs import affordable, capped, parts
from simulation.inputs.levers.university_town_cooperation import Settings
from simulation.phases.draws import normals
from simulation.rules.dice import Question
from simulation.rules.links import DURATION_LOG_SD
from simulation.world.firms import RD, Flags, Floats, Integers
from simulation.world.world import World

CLAUSE = "3.1.4"
TITLE = {"en": "Cooperation of universities and towns", "zh": "校（院、所）镇合作"}
INSTRUMENTS = {"university_town_cooperation": "I09"}
SERVES = ("rd_intensity", "rd_personnel", "patents")
READS = ("live links", "institutes", "knowledge", "cash", "town and city money")
WRITES = ("R&D", "links", "co-built bodies", "cash")


class Lever:
    """Projects of one run."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.projects = Projects()

    def decide(self, world: World) -> None:
        """Every quarter: sign contracts, strike off what has ended. In the second quarter of a year: a call."""
        self.projects.advance(world)
        if not self.purse.is_open(world) or world.quarter % 4 != FIRST_CALL:
            return
        cost = self.cost(world)
        rows = np.flatnonzero(self.able(world, cost))
        if len(rows):
            found = proposals(world, rows, 1.0 - self.settings.private_share)
            found = found.only(order(world, self.settings, found.rows, Question.COOPERATION_ORDER, found.best_liked))
            self.award(world, found.only(with_room(found.partners, self.room(world))), cost)

    def cost(self, world: World) -> float:
        """What a project costs, 10,000 yuan."""
        usual = nominal(world, float(world.p.cooperation_project_cost))
        return capped(usual, self.settings.province_share, self.settings.cap)

    def able(self, world: World, cost: float) -> Flags:
        """(slots in use,) eligible firms without a partner that hold their own part in cash."""
        firms, used = world.firms, world.used
        own = parts(cost, self.settings.shares, 1)[2]
        able = eligible_firms(world, self.settings.eligible) & (firms.titles.institute[:used] < 0)
        return able & has(firms.finance.cash[:used], own)

    def room(self, world: World) -> Integers:
        """(institutes,) contracts each can still take on."""
        institutes = world.institutes
        room: Integers = np.maximum(0, institutes.capacity - institutes.live)
        return room

    def award(self, world: World, accepted: Proposals, cost: float) -> None:
        """Province, town with its city and firm pay into the till; the money waits there for the contract."""
        rows = accepted.rows
        province, local, own = parts(cost, self.settings.shares, len(rows))
        chosen = affordable(world, self.purse, rows, province, local)
        if len(chosen) == 0:
            return
        rows, province, local, own = rows[chosen], province[chosen], local[chosen], own[chosen]
        tills = till_of(world, rows)
        towns = world.firms.roster.town[rows]
        self.purse.grant(world, tills, province, towns)
        pay_local(world, self.purse, towns, tills, local)
        firms_pay(world, self.purse, rows, tills, own)
        luck = normals(ask(world, Question.COOPERATION_DURATION, rows))
        terms = quarters_of_link(float(world.p.link_duration), luck)
        self.projects.agree(world, rows, accepted.partners[chosen], terms, province + local + own)

    def affect(self, world: World) -> None:
        """Firms that have stayed in the partnership for two years do more R&D."""
        rows, part = self.projects.effects(world)
        add_effect(world, RD, rows, float(world.p.university_link_rd_effect) * part)


def quarters_of_link(median: float, luck: Floats) -> Integers:
    """Terms in whole quarters, at least one, as of any link (Q15); `luck` = standard normal numbers."""
    terms: Integers = np.maximum(1, np.rint(median * np.exp(DURATION_LOG_SD * luck))).astype(np.int64)
    return terms
