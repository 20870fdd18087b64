"""Clause 3.2.1, cooperation zones: neighbouring towns of related industries act as if they lay closer together."""

from dataclasses import dataclass

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.delivery import delayed, eligible_towns, nominal
from simulation.agents.joint_projects import pay_together, within_cap
from simulation.agents.purse import Purse
from simulation.agents.town_projects import match_found
from simulation.agents.zones import agreed, dilution, share_platforms, weights_within
from simulation.inputs.constants import constant
from simulation.inputs.delivery import Shares
from simulation.inputs.levers.cooperation_zones import Settings
from simulation.rules.dice import Question
from simulation.rules.links import ramp
from simulation.world.firms import Floats, Integers
from simulation.world.world import World

CLAUSE = "3.2.1"
TITLE = {"en": "Cooperation zones", "zh": "产业专业合作区"}
INSTRUMENTS = {"cooperation_zones": "I10"}
SERVES = ("gdp", "towns_100bn", "platform_coverage")
READS = ("town.output", "specialty", "distance", "knowledge of towns", "town platforms", "town and city money")
WRITES = ("spillover reach", "shared platforms")

DELAY = 6
"""Quarters from the agreement to the first effect (I10)."""


@dataclass(frozen=True, eq=False)
class Zone:
    """Towns with a common committee, the one that gathered them first, and the quarter of the first effect."""

    towns: Integers
    begins: int


class Lever:
    """I10: knowledge flows between members over a shorter distance; towns without a platform may share the others'."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.zones: list[Zone] = []
        self.sharing: Integers = np.zeros(0, dtype=np.int64)
        self.usual: Floats | None = None
        self.cuts: list[tuple[Zone, float]] = []

    def decide(self, world: World) -> None:
        """In the first quarter: keep the zones that are paid for, found new ones. Every quarter: share platforms."""
        if world.quarter % 4 == 0:
            cost = nominal(world, constant("zone_yearly_cost"))
            shares = within_cap(self.settings.shares, cost, self.settings.cap, "local")
            self.keep(world, cost, shares)
            if self.purse.is_open(world) and self.purse.left(world) > 0:
                self.found(world, cost, shares)
        self.share(world)

    def keep(self, world: World, cost: float, shares: Shares) -> None:
        """Zones whose year is paid go on, the oldest first; the others end."""
        if self.zones and self.purse.is_open(world):
            paid = pay_together(world, self.purse, [zone.towns for zone in self.zones], cost, shares)
            self.zones = [zone for zone, is_paid in zip(self.zones, paid, strict=True) if is_paid]
        else:
            self.zones = []

    def found(self, world: World, cost: float, shares: Shares) -> None:
        """Towns that agree propose a zone; the province approves by its largest town what its money covers."""
        groups = self.proposals(world, cost * shares.local * float(world.p.gain_horizon))
        if not groups:
            return
        cores = np.array([towns[0] for towns in groups])
        groups = [groups[place] for place in order(world, self.settings, cores, Question.ZONE_SCORE)]
        paid = pay_together(world, self.purse, groups, cost, shares)
        begins = world.quarter + delayed(world, DELAY)
        self.zones += [Zone(towns, begins) for towns, is_paid in zip(groups, paid, strict=True) if is_paid]

    def proposals(self, world: World, price: float) -> list[Integers]:
        """Groups of towns that agree, gathered around the largest towns first; a town is in one at most."""
        free = eligible_towns(world, self.settings.eligible) & match_found(world)
        for zone in self.zones:
            free[zone.towns] = False
        cores = np.flatnonzero(free)
        groups = []
        for core in cores[np.argsort(-world.history.output[cores], kind="stable")].tolist():
            towns = agreed(world, core, free, self.settings.most_members, price) if free[core] else cores[:0]
            free[towns] = False
            if len(towns):
                groups.append(towns)
        return groups

    def share(self, world: World) -> None:
        """Towns that pay their part of the platforms of a zone count as covered while they do."""
        shared = world.towns.status.platform_shared
        shared[self.sharing] = False
        begun = [zone.towns for zone in self.zones if zone.begins <= world.quarter]
        users = [share_platforms(world, self.purse, towns) for towns in begun]
        self.sharing = np.concatenate([self.sharing[:0], *users])
        shared[self.sharing] = True

    def affect(self, world: World) -> None:
        """Distances between members shrink over a year; where they change, the reach of this run is made anew."""
        cut = float(world.p.zone_distance_cut)
        sizes = [(zone, ramp(world.quarter - zone.begins, 0, 0.0)) for zone in self.zones]
        cuts = [(zone, cut * dilution(len(zone.towns)) * size) for zone, size in sizes if cut * size > 0.0]
        if cuts != self.cuts:
            self.cuts = cuts
            self.redraw(world)

    def redraw(self, world: World) -> None:
        """Weights of all pairs of towns as they were born, and closer ones within the zones; other runs share the
        first, so they are never written to."""
        self.usual = world.reach.weights if self.usual is None else self.usual
        weights = self.usual.copy()
        for zone, cut in self.cuts:
            weights[np.ix_(zone.towns, zone.towns)] = weights_within(world, zone.towns, cut)
        world.reach = world.reach._replace(weights=weights)
