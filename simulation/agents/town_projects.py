"""What towns build with public money: who comes first, who pays which part, and when a project starts (3.2, A4, G3)."""

from collections.abc import Callable

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.delivery import local_can_pay, pay_local, whole_fen
from simulation.agents.purse import Purse
from simulation.inputs.delivery import InstrumentSettings, Shares
from simulation.rules.dice import Question
from simulation.world.firms import Flags, Integers
from simulation.world.ledger import FEN, fen, split_fen
from simulation.world.world import World


def match_found(world: World) -> Flags:
    """(towns,) whether a town finds its share of projects this year; all may ask where the rule is lifted (G3)."""
    found: Flags = world.town_match | (not world.safeguards.match_rule)
    return found


def in_order(world: World, settings: InstrumentSettings, able: Flags, question: Question) -> Integers:
    """Rows of the towns that are able, who comes first at the head."""
    rows = np.flatnonzero(able)
    return rows[order(world, settings, rows, question)]


def parts_of(world: World, rows: Integers, cost: float, shares: Shares, cap: float | None = None) -> list[Integers]:
    """What province, local governments and private partners pay of a project of this cost in each town, fen.

    Where the match rule is lifted, the province pays the part of a town that does not find it (G3). What goes beyond
    the cap of the province (10,000 yuan) is left to the town.
    """
    province, local, private = split_fen(whole_fen(cost, len(rows)), tuple(shares))
    unpaid = ~world.town_match[rows] & (not world.safeguards.match_rule)
    public = province + local
    province = np.where(unpaid, public, province)
    if cap is not None:
        province = np.minimum(province, int(fen(cap)))
    return [province, public - province, private]


def under_cap(shares: Shares, cost: float, cap: float | None) -> Shares:
    """The shares of a project whose province part is limited; the other payers take over the rest in proportion."""
    if cap is None or shares.province * cost <= cap:
        return shares
    province = cap / cost
    rest = (1.0 - province) / (1.0 - shares.province)
    return Shares(province, shares.local * rest, 1.0 - province - shares.local * rest)


def fund(world: World, purse: Purse, rows: Integers, cost: float, shares: Shares,
         payee: Callable[[Integers], Integers]) -> Integers:  # fmt: skip
    """Pay for a project of this cost in as many of these towns, in order, as purse, towns and cities can; returns them.

    All parts go to the account of the body (`payee` of the rows), which pays those who build or work for it. A town
    whose local part cannot be paid gets no project (A4).
    """
    chart = world.chart
    parts = parts_of(world, rows, cost, shares, purse.settings.cap)
    places = purse.covers(world, rows, parts[0])
    rows, province, local, private = rows[places], parts[0][places], parts[1][places], parts[2][places]
    able = local_can_pay(world, rows, local)
    rows, province, local, private = rows[able], province[able], local[able], private[able]
    if len(rows) == 0:
        return rows
    accounts = payee(rows)
    purse.grant(world, accounts, province, rows)
    pay_local(world, purse, rows, accounts, local)
    world.ledger.pay(chart.outside, chart.tills + rows, private)
    purse.pay(world, "private", (chart.tills + rows, accounts), private)
    world.ledger.pay(accounts, chart.outside, province + local + private)
    return rows


def count_as_capital(world: World, rows: Integers, cost: float, shares: Shares) -> None:
    """Public money for building enters the towns' capital spending on science and technology (B11)."""
    province, local, _ = parts_of(world, rows, cost, shares)
    world.towns.tally.capital_year[rows] += (province + local) / FEN
