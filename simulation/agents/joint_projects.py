"""Projects that several towns, or towns and firms, carry together: who bears what, all of them or nobody (3.2, A4)."""

import numpy as np

from simulation.agents.delivery import local_can_pay, pay_local
from simulation.agents.purse import Purse
from simulation.agents.town_projects import parts_of
from simulation.inputs.delivery import Shares
from simulation.world.firms import Flags, Integers
from simulation.world.world import World


def within_cap(shares: Shares, cost: float, cap: float | None, bearer: str) -> Shares:
    """The shares when the province pays no more than `cap` (10,000 yuan) of a cost; the bearer takes the rest."""
    if cap is None or shares.province * cost <= cap:
        return shares
    province = cap / cost
    return shares._replace(province=province, **{bearer: getattr(shares, bearer) + shares.province - province})


def pay_together(world: World, purse: Purse, groups: list[Integers], cost: float, shares: Shares) -> Flags:
    """Which groups of towns, in this order, pay for their common project of this cost; each town bears an equal part.

    Every town's part is shared with the province and private partners. A group pays whole or not at all; the money goes
    to the account of the body in its first town, which pays those who build or work for it, and counts there.
    """
    return np.array([_pays(world, purse, group, cost / len(group), shares) for group in groups], dtype=np.bool_)


def _pays(world: World, purse: Purse, towns: Integers, cost: float, shares: Shares) -> bool:
    chart = world.chart
    cap = purse.settings.cap
    most = None if cap is None else cap / len(towns)
    province, local, private = parts_of(world, towns, cost, shares, most)
    place = towns[:1]
    if not len(purse.covers(world, place, province.sum(keepdims=True))) or not local_can_pay(world, towns, local).all():
        return False
    body, tills = int(chart.bodies + towns[0]), chart.tills + towns
    purse.grant(world, body, province, np.repeat(place, len(towns)))
    pay_local(world, purse, towns, body, local)
    world.ledger.pay(chart.outside, tills, private)
    purse.pay(world, "private", (tills, body), private)
    world.ledger.pay(body, chart.outside, np.array([int((province + local + private).sum())]))
    return True
