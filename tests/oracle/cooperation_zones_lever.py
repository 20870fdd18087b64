"""Cooperation zones in the oracle, town by town: who gathers, who gains, who pays, whose distances shrink."""

import math
from dataclasses import dataclass

from simulation.inputs.constants import constant
from simulation.inputs.levers.cooperation_zones import Settings
from simulation.rules.dice import Question
from simulation.world.firms import TRADE
from tests.oracle.books import can_pay_local, fen, pay_local, split
from tests.oracle.calls import VALUE_SHARE
from tests.oracle.delivering import delayed, eligible_towns, nominal
from tests.oracle.joint_projects import pays_together, under_cap
from tests.oracle.people import Town
from tests.oracle.plain_rules import KNOWLEDGE, LINKS
from tests.oracle.town_projects import best_first, finds_match

NAME = "cooperation_zones"
DELAY, FEWEST = 6, 3
LOCAL = 1


@dataclass(eq=False)
class Zone:
    """Members, the first of whom gathered the others."""

    towns: list[Town]
    begins: int


class ZoneLever:
    """All zones of a run."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.zones: list[Zone] = []

    def decide(self, world) -> None:
        """Once a year pay for zones and found new ones; every quarter share platforms."""
        if world.quarter % 4 == 0:
            cost = nominal(constant("zone_yearly_cost"), world)
            shares = under_cap(tuple(self.settings.shares), cost, self.settings.cap, LOCAL)
            is_open = self.settings.runs_in(world.now)
            self.zones = [
                zone
                for zone in self.zones
                if is_open and pays_together((NAME, self.settings.cap), zone.towns, cost, shares, world)
            ]
            if is_open:
                groups = {group[0]: group for group in self.groups(cost * shares[LOCAL], world)}
                for core in best_first(list(groups), Question.ZONE_SCORE, world):
                    if pays_together((NAME, self.settings.cap), groups[core], cost, shares, world):
                        self.zones.append(Zone(groups[core], world.quarter + delayed(DELAY, world)))
        for town in world.towns:
            town.platform_shared = False
        for zone in self.zones:
            if zone.begins <= world.quarter:
                share_platforms(zone.towns, world)

    def groups(self, yearly: float, world) -> list[list[Town]]:
        """Towns that agree, around the largest first."""
        bound = {town for zone in self.zones for town in zone.towns}
        free = [
            town
            for town in eligible_towns(self.settings.eligible, world)
            if finds_match(town, world) and town not in bound
        ]
        found = []
        for core in sorted(free, key=lambda town: -world.reports[town].output):
            if core in free:
                group = agreeing(core, free, self.settings.most_members, yearly, world)
                free = [town for town in free if town is not core and town not in group]
                found += [group] if group else []
        return found

    def affect(self, world) -> None:
        """Distances within zones."""
        world.atlas.cuts = {}
        for zone in self.zones:
            size = LINKS.ramp(world.quarter - zone.begins, 0, 0.0)
            cut = world.p.zone_distance_cut * dilution(len(zone.towns)) * size
            world.atlas.cuts |= {(a.row, b.row): cut for a in zone.towns for b in zone.towns}


def dilution(members: int) -> float:
    """What is left of the effect among many."""
    return min(1.0, constant("zone_full_members") / members)


def agreeing(core: Town, free: list[Town], most: int, yearly: float, world) -> list[Town]:
    """Gather, let those go who would lose, gather again."""
    open_to_it = list(free)
    while True:
        group = gather(core, open_to_it, most, world)
        if len(group) < FEWEST:
            return []
        price = yearly * world.p.gain_horizon / len(group) + nominal(world.p.application_cost, world)
        losers = [town for town in group if gain(town, group, world) <= price]
        if not losers:
            return group
        if core in losers:
            return []
        open_to_it = [town for town in open_to_it if town not in losers]


def gather(core: Town, free: list[Town], most: int, world) -> list[Town]:
    """The nearest related town to any that is in, again and again."""
    group = [core]
    related = [
        town for town in free if world.atlas.proximity(core.specialty, town.specialty) > constant("zone_proximity")
    ]
    while len(group) < most:
        outside = [town for town in related if town not in group]
        distance = {town: min(world.atlas.between[town.row][member.row] for member in group) for town in outside}
        nearest = min(outside, key=lambda town: distance[town], default=None)
        if nearest is None or distance[nearest] > constant("zone_neighbour_distance"):
            break
        group.append(nearest)
    return group


def gain(town: Town, group: list[Town], world) -> float:
    """Knowledge for its firms and the costs of a platform."""
    users, hosts, part = sharing(group, world)
    years, total = world.p.gain_horizon, knowledge_value(town, group, world)
    if town in users:
        total += years * (nominal(world.p.platform_yearly_cost, world) - part)
    if town in hosts:
        total += years * part * len(users) / len(hosts)
    return total


def knowledge_value(town: Town, group: list[Town], world) -> float:
    """What its firms would learn of the other members if those lay closer, in money."""
    atlas, beliefs, p = world.atlas, world.beliefs, world.p
    cut = beliefs["zone_distance_cut"] * dilution(len(group))
    total = 0.0
    for sector in range(TRADE):
        more = 0.0
        for other in group:
            distance = atlas.between[town.row][other.row]
            closer = atlas.weight(distance * (1.0 - cut)) - atlas.between_towns(town.row, other.row)
            more += sum(closer * other.knowledge[known] * atlas.proximity(known, sector) for known in range(TRADE))
        firm = town.knowledge[sector] / max(1, town.firms[sector])
        absorbed = KNOWLEDGE.absorption(firm, float(world.anchors.half_stock[sector]))
        effect = beliefs["spillover_elasticity"] * absorbed * math.log1p(more / max(1e-9, town.outside[sector]))
        total += effect * 4.0 * town.sales[sector] * VALUE_SHARE * p.gain_horizon
    return total


def sharing(group: list[Town], world) -> tuple[list[Town], list[Town], float]:
    """Towns that use a platform of another, towns that have one, and the yearly part of each member."""
    hosts = [town for town in group if town.platforms > 0 and town.platform_paid_until > world.quarter]
    own = nominal(world.p.platform_yearly_cost, world)
    part = own * sum(town.platforms for town in hosts) / len(group)
    users = [town for town in group if hosts and town not in hosts and part < own and part <= town.science_money]
    return users, hosts, part


def share_platforms(group: list[Town], world) -> None:
    """Users pay a quarter of their yearly part to the hosts, in equal shares."""
    users, hosts, part = sharing(group, world)
    due = fen(part / 4.0)
    able = can_pay_local(world.books, [(town, due) for town in users])
    payers = [town for town, can in zip(users, able, strict=True) if can]
    for place, host in enumerate(hosts if payers else []):
        amount = split(due, (1.0 / len(hosts),) * len(hosts))[place]
        pay_local(world.books, NAME, [(town, amount) for town in payers], world)
        world.books.balance["town", host.row] += amount * len(payers)
    for town in payers:
        town.platform_shared = True
