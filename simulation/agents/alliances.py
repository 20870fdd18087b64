"""How a technology alliance comes about: who leads, who is invited, what each expects, how alike they are (I06)."""

from typing import NamedTuple

import numpy as np

from simulation.agents.delivery import Awards, ask, nominal, prior_median
from simulation.agents.programmes.calls import expected_value, has
from simulation.inputs.constants import constant
from simulation.phases.draws import uniforms
from simulation.rules.compiled import phase
from simulation.rules.dice import Question
from simulation.rules.links import ramp
from simulation.world.firms import SECTORS, Flags, Floats, Integers
from simulation.world.ledger import fen
from simulation.world.world import World

DELAY = 4
"""Quarters from the decision to the first effect (I06)."""
LIFE = 12
"""Quarters that an alliance lasts (I06)."""


class Offer(NamedTuple):
    """What one alliance asks of everybody: its cost, the private part of it, and how few may have to carry that part
    (the leading firm and the fewest members)."""

    cost: float  # 10,000 yuan
    private_share: float
    fewest: int

    @property
    def part(self) -> float:
        """Most that one firm has to pay, 10,000 yuan."""
        return self.cost * self.private_share / self.fewest


class Proposal(NamedTuple):
    """Firms that want an alliance, the leading one first, and the institute that works with them."""

    rows: Integers
    institute: int


class Alliance:
    """A running alliance; `amount` of a member = proximity x (1 - 2 x rivalry), as the alliance was founded."""

    def __init__(self, world: World, proposal: Proposal) -> None:
        self.members = Awards()
        self.members.grant(world, proposal.rows, likeness(world, proposal.rows), DELAY)
        self.institute = proposal.institute
        self.ends = world.quarter + LIFE
        self.begins = int(self.members.begins[0])
        self.beyond: Floats = np.zeros(len(proposal.rows))

    def live_on(self, world: World) -> None:
        """Forget members that are gone; note what the others know that is out of the reach of each."""
        self.members.keep(world, LIFE)
        self.beyond = beyond_reach(world, self.members.rows)

    def size(self, world: World) -> float:
        """Part of its effect that it has by now."""
        return ramp(world.quarter - self.begins, 0, 0.0)


def product_codes(world: World, rows: Integers) -> Integers:
    """What each firm sells, for good: one of the products of its sector."""
    die = uniforms(world.dice._replace(quarter=0), int(Question.ALLIANCE_PRODUCT), world.firms.roster.identity[rows])
    codes: Integers = (die * float(world.p.products_per_sector)).astype(np.int64)
    return codes


def rivalry(sector: Integers, product: Integers) -> Floats:
    """Of each member: share of the other members that sell the same product."""
    same = (sector[:, None] == sector[None, :]) & (product[:, None] == product[None, :])
    shares: Floats = (same.sum(axis=1) - 1) / max(1, len(sector) - 1)
    return shares


def likeness(world: World, rows: Integers) -> Floats:
    """proximity to the leading firm x (1 - 2 x rivalry): positive where members are near and no rivals."""
    sector = world.firms.roster.sector[rows]
    proximity = world.reach.sector_proximity[sector[0], sector]
    alike: Floats = proximity * (1.0 - 2.0 * rivalry(sector, product_codes(world, rows)))
    return alike


def beyond_reach(world: World, rows: Integers) -> Floats:
    """Knowledge of the other members, as near as their sector is, that distance keeps from each (10,000 yuan).

    With it the others count as if they stood in the same town (internal w = 1).
    """
    roster = world.firms.roster
    town, sector = roster.town[rows], roster.sector[rows]
    knowledge = world.firms.research.knowledge[rows]
    beyond: Floats = kept_apart(town, sector, knowledge, world.reach.weights, world.reach.sector_proximity)
    return beyond


@phase
def kept_apart(town: Integers, sector: Integers, knowledge: Floats, weights: Floats, proximity: Floats) -> Floats:
    """(members,) sum over all members of their knowledge x what distance keeps of it x proximity of the sectors."""
    out = np.zeros(town.shape[0])
    for i in range(town.shape[0]):
        for k in range(town.shape[0]):
            out[i] += (1.0 - weights[town[i], town[k]]) * proximity[sector[i], sector[k]] * knowledge[k]
    return out


def expected_effect(world: World, fewest: int) -> float:
    """What a member with a proximity of one expects, from the prior alone.

    It reckons with one rival product in as many as its sector has, and with its own part of the joint research as
    something that it could have done without the others.
    """
    products = float(world.p.products_per_sector)
    return prior_median(world, "alliance_idea_effect") * (1.0 - 2.0 / products) * (1.0 - 1.0 / fewest)


def willing(world: World, rows: Integers, proximity: Floats, offer: Offer) -> Flags:
    """Firms that expect to gain more than their part, at most, and that hold it in cash."""
    firms = world.firms
    better = expected_effect(world, offer.fewest) * proximity
    added = better * 4.0 * firms.research.spending[rows] * float(world.p.gain_horizon)
    gain = firms.roster.belief[rows] * expected_value(world, rows, added)
    able: Flags = gain > offer.part + nominal(world, float(world.p.application_cost))
    return able & has(firms.finance.cash[rows], int(fen(offer.part)))


def leaders(world: World, rows: Integers) -> Integers:
    """The firm with the largest sales of every sector and region, the largest first."""
    roster = world.firms.roster
    order = rows[np.argsort(-world.firms.output.sales[rows], kind="stable")]
    branch = roster.sector[order] + SECTORS * world.towns.place.region[roster.town[order]]
    _, first = np.unique(branch, return_index=True)
    largest: Integers = order[np.sort(first)]
    return largest


def invited(world: World, leader: int, rows: Integers) -> Integers:
    """Firms of the leader's sector family within its reach: its own sector first, then by lot."""
    roster, family = world.firms.roster, world.ground.sectors.family
    sector = roster.sector[rows]
    distance = world.ground.town_distance[roster.town[leader], roster.town[rows]]
    near = (family[sector] == family[roster.sector[leader]]) & (distance <= constant("alliance_reach"))
    rows, sector = rows[near & (rows != leader)], sector[near & (rows != leader)]
    proximity = world.reach.sector_proximity[roster.sector[leader], sector]
    order = np.lexsort((ask(world, Question.ALLIANCE_MEMBER, rows), -proximity))
    called: Integers = rows[order]
    return called


def partner_of(world: World, leader: int) -> int:
    """The institute that is nearest to the leading firm in place and field and has room; -1 where there is none."""
    roster, reach, institutes = world.firms.roster, world.reach, world.institutes
    near = np.exp(-reach.distance[roster.town[leader]] / float(world.p.link_search_scale))
    weight = near * reach.proximity[roster.sector[leader]] * (institutes.live < institutes.capacity)
    best = int(np.argmax(weight))
    return best if weight[best] > 0.0 else -1


def proposals(world: World, rows: Integers, may_lead: Flags, offer: Offer) -> list[Proposal]:
    """Alliances that the leading firms of every sector and region can bring together; a firm is in one at most.

    `rows` = firms that may be members, `may_lead` (rows,) those that may lead.
    """
    ones = np.ones(len(rows))
    same = willing(world, rows, ones, offer)
    near = willing(world, rows, float(world.p.proximity_same_family) * ones, offer)
    free = np.zeros(world.used, dtype=np.bool_)
    free[rows] = True
    found = []
    for leader in leaders(world, rows[same & may_lead]).tolist():
        partner = partner_of(world, leader)
        if not free[leader] or partner < 0:
            continue
        own = world.firms.roster.sector[rows] == world.firms.roster.sector[leader]
        asked = invited(world, leader, rows[free[rows] & np.where(own, same, near)])
        members = asked[: int(constant("alliance_most_members"))]
        if len(members) >= int(constant("alliance_fewest_members")):
            team = np.concatenate([[leader], members])
            free[team] = False
            found.append(Proposal(team, partner))
    return found
