"""How a cooperation zone comes about: towns gather around the largest, and each counts what it would gain (I10)."""

from typing import NamedTuple

import numpy as np

from simulation.agents.delivery import local_can_pay, nominal, pay_local, prior_median
from simulation.agents.programmes.calls import VALUE_SHARE
from simulation.agents.purse import Purse
from simulation.inputs.constants import constant
from simulation.inputs.levers.cooperation_zones import FEWEST_TOWNS
from simulation.world.firms import TRADE, Flags, Floats, Integers
from simulation.world.ground import distance_weights
from simulation.world.ledger import fen, split_fen
from simulation.world.world import World

SMALLEST_POOL = 1e-9


class Sharing(NamedTuple):
    """How the platforms of a zone are shared: who uses one without having one, who has one, the part of each town."""

    users: Integers
    hosts: Integers
    part: float  # 10,000 yuan a year


def dilution(members: int) -> float:
    """Part of the effect that is left in a zone of so many towns."""
    return min(1.0, constant("zone_full_members") / members)


def weights_within(world: World, towns: Integers, cut: float) -> Floats:
    """(towns, towns) how much of each other's knowledge reaches the members when their distance is cut."""
    distance = np.ascontiguousarray(world.ground.town_distance[np.ix_(towns, towns)]) * (1.0 - cut)
    half, cutoff = float(world.p.spillover_half_distance), float(world.p.spillover_weight_cutoff)
    weights: Floats = distance_weights(distance, half, cutoff)
    return weights


def sharing(world: World, towns: Integers) -> Sharing:
    """All running costs of the members' open platforms fall on all members alike. A town without one takes part when
    that is cheaper than one of its own and its science money covers it."""
    status = world.towns.status
    has = (status.platforms[towns] > 0) & (status.platform_paid_until[towns] > world.quarter)
    cost = nominal(world, float(world.p.platform_yearly_cost))
    part = cost * int(status.platforms[towns[has]].sum()) / len(towns)
    joins = ~has & has.any() & (part < cost) & (part <= world.town_budget[towns])
    return Sharing(towns[joins], towns[has], part)


def knowledge_values(world: World, towns: Integers) -> Floats:
    """What the members expect shorter distances to be worth to their firms, 10,000 yuan over the horizon (3.2).

    The gain of Q2 from a larger pool at the middle of the priors, for every industry at the absorption of its average
    firm, x sales x value share x years.
    """
    pools, tally, p = world.towns.pools, world.towns.tally, world.p
    cut = prior_median(world, "zone_distance_cut") * dilution(len(towns))
    closer = weights_within(world, towns, cut) - world.reach.weights[np.ix_(towns, towns)]
    near = world.reach.sector_proximity[:TRADE, :TRADE]
    more = np.einsum("jt,ts->js", np.einsum("jm,mt->jt", closer, pools.knowledge[towns, :TRADE]), near)
    rise = np.log1p(more / np.maximum(pools.outside[towns, :TRADE], SMALLEST_POOL))
    average = pools.knowledge[towns, :TRADE] / np.maximum(tally.firms[towns, :TRADE], 1)
    absorbed = average / (average + world.anchors.half_stock[:TRADE])
    sales = 4.0 * tally.sales[towns, :TRADE]
    effect = prior_median(world, "spillover_elasticity") * absorbed * rise
    values: Floats = (effect * sales).sum(axis=1) * VALUE_SHARE * float(p.gain_horizon)
    return values


def gains(world: World, towns: Integers) -> Floats:
    """What each member expects to gain: knowledge for its firms, and the platform that it need not keep alone."""
    found, years = knowledge_values(world, towns), float(world.p.gain_horizon)
    users, hosts, part = sharing(world, towns)
    own = nominal(world, float(world.p.platform_yearly_cost))
    joins, has = (np.zeros(world.towns.count, dtype=np.bool_) for _ in range(2))
    joins[users], has[hosts] = True, True
    found[joins[towns]] += years * (own - part)
    found[has[towns]] += years * part * len(users) / max(1, len(hosts))
    return found


def gathered(world: World, core: int, free: Flags, most: int) -> Integers:
    """The core and free towns of related specialty, each the nearest neighbour of those that are in already."""
    distance = world.ground.town_distance
    specialty, reach = world.towns.place.specialty, constant("zone_neighbour_distance")
    related = world.reach.sector_proximity[specialty[core], specialty] > constant("zone_proximity")
    apart = np.where(free & related, distance[core], np.inf)
    apart[core] = np.inf
    towns = [core]
    while len(towns) < most:
        nearest = int(np.argmin(apart))
        if apart[nearest] > reach:
            break
        towns.append(nearest)
        apart = np.where(np.isinf(apart), np.inf, np.minimum(apart, distance[nearest]))
        apart[nearest] = np.inf
    return np.array(towns)


def agreed(world: World, core: int, free: Flags, most: int, price: float) -> Integers:
    """The towns around a core that all expect to gain more than they pay; none where they are too few.

    `price` = what all members together pay over the horizon, 10,000 yuan. Who would lose stays out, and the others
    gather anew without it.
    """
    free = free.copy()
    effort = nominal(world, float(world.p.application_cost))
    while True:
        towns = gathered(world, core, free, most)
        if len(towns) < FEWEST_TOWNS:
            return towns[:0]
        loses = gains(world, towns) <= price / len(towns) + effort
        if not loses.any():
            return towns
        if loses[0]:
            return towns[:0]
        free[towns[loses]] = False


def share_platforms(world: World, purse: Purse, towns: Integers) -> Integers:
    """Towns that pay the quarter's part of the zone's platforms to the towns that have one; returns those that do."""
    users, hosts, part = sharing(world, towns)
    due = np.full(len(users), int(fen(part / 4.0)), dtype=np.int64)
    able = local_can_pay(world, users, due)
    users, due = users[able], due[able]
    if len(users):
        for host, amounts in zip(hosts, split_fen(due, (1.0 / len(hosts),) * len(hosts)), strict=True):
            pay_local(world, purse, users, int(world.chart.towns + host), amounts)
    return users
