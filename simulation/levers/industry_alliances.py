"""Clause 3.1.2, technology alliances: a leading firm, its members and an institute do research on a common problem."""

import numpy as np

from simulation.agents.alliances import Alliance, Offer, Proposal, proposals
from simulation.agents.allocation import order
from simulation.agents.delivery import (
    add_effect,
    eligible_firms,
    firms_pay,
    local_can_pay,
    nominal,
    open_links,
    pay_local,
)
from simulation.agents.joint_projects import within_cap
from simulation.agents.programmes.calls import FIRST_CALL
from simulation.agents.purse import Purse
from simulation.inputs.conditions import Condition
from simulation.inputs.constants import constant
from simulation.inputs.delivery import Shares
from simulation.inputs.levers.industry_alliances import Settings
from simulation.rules.dice import Question
from simulation.world.firms import IDEA, Integers
from simulation.world.ledger import FEN, fen, split_fen
from simulation.world.world import World

CLAUSE = "3.1.2"
TITLE = {"en": "Industrial technology alliances", "zh": "产业技术创新联盟"}
INSTRUMENTS = {"industry_alliances": "I06"}
SERVES = ("patents",)
READS = ("firm.sales", "sector", "distance", "R&D", "cash", "institutes with room", "town and city money")
WRITES = ("idea", "outside knowledge", "links", "cash")


class Lever:
    """I06: members have more ideas, the nearer their sectors and the fewer rivals, and all know what one knows."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.alliances: list[Alliance] = []

    def decide(self, world: World) -> None:
        """Every quarter: alliances grow older, projects begin. In the second quarter: call, rank, pay."""
        self.alliances = [alliance for alliance in self.alliances if world.quarter < alliance.ends]
        for alliance in self.alliances:
            alliance.live_on(world)
            if alliance.begins == world.quarter:
                link(world, alliance)
        if self.purse.is_open(world) and world.quarter % 4 == FIRST_CALL:
            self.found(world)

    def found(self, world: World) -> None:
        """Proposals in the order of their leading firms, as many as the money covers."""
        cost = nominal(world, constant("alliance_setup_cost") + constant("alliance_project_cost"))
        shares = within_cap(self.settings.shares, cost, self.settings.cap, "private")
        rows = self.free(world)
        may_lead = eligible_firms(world, self.settings.eligible)[rows]
        if not may_lead.any():
            return
        offer = Offer(cost, shares.private, 1 + int(constant("alliance_fewest_members")))
        offered = proposals(world, rows, may_lead, offer)
        if not offered:
            return
        lead = np.array([proposal.rows[0] for proposal in offered])
        for place in order(world, self.settings, lead, Question.ALLIANCE_SCORE).tolist():
            if self.pay(world, offered[place], cost, shares):
                self.alliances.append(Alliance(world, offered[place]))

    def free(self, world: World) -> Integers:
        """Firms with R&D that may apply for public money and are in no alliance."""
        able = eligible_firms(world, Condition.everyone) & world.firms.research.performs[: world.used]
        for alliance in self.alliances:
            able[alliance.members.rows] = False
        return np.flatnonzero(able)

    def pay(self, world: World, proposal: Proposal, cost: float, shares: Shares) -> bool:
        """All parts reach the institute, members in equal parts; it pays the set-up and keeps the project's price."""
        rows, chart = proposal.rows, world.chart
        province, local, private = split_fen(np.array([int(fen(cost))]), tuple(shares))
        town = world.firms.roster.town[rows[:1]]
        if not len(self.purse.covers(world, town, province)) or not local_can_pay(world, town, local).all():
            return False
        institute = chart.institutes + proposal.institute
        own = np.concatenate(split_fen(private, (1.0 / len(rows),) * len(rows)))
        self.purse.grant(world, institute, province, town)
        pay_local(world, self.purse, town, institute, local)
        firms_pay(world, self.purse, rows, institute, own)
        setup = fen(nominal(world, constant("alliance_setup_cost")))
        world.ledger.pay(institute, chart.outside, np.array([int(setup)]))
        price = (int(fen(cost)) - int(setup)) / FEN
        world.firms.titles.cooperation_year[rows] += price / len(rows)
        return True

    def affect(self, world: World) -> None:
        """Ideas and shared knowledge from a year after the decision on, to the end of the alliance."""
        for alliance in self.alliances:
            size = alliance.size(world)
            if size > 0.0:
                members = alliance.members
                add_effect(world, IDEA, members.rows, float(world.p.alliance_idea_effect) * members.amount * size)
                world.firms.channels.outside[members.rows] += alliance.beyond * size


def link(world: World, alliance: Alliance) -> None:
    """Members without a partner work with the institute to the end of the alliance, as far as it has room."""
    rows = alliance.members.rows
    institutes, partner = world.institutes, alliance.institute
    room = max(0, int(institutes.capacity[partner] - institutes.live[partner]))
    rows = rows[world.firms.titles.institute[rows] < 0][:room]
    quarters = alliance.ends - world.quarter
    open_links(world, rows, np.full(len(rows), partner), quarters, np.zeros(len(rows), dtype=np.bool_))
