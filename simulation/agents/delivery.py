"""How every lever delivers: who may ask, who pays which share, who holds an award (model.md 3.2)."""

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from simulation.agents.purse import Purse
from simulation.inputs.conditions import Condition, Expression
from simulation.phases.draws import uniforms
from simulation.phases.payments import paid_by_towns, payable
from simulation.phases.pools import spread_knowledge
from simulation.rules.compiled import phase
from simulation.rules.dice import Question
from simulation.world.firms import TRADE, Flags, Floats, Integers
from simulation.world.ledger import FEN, fen
from simulation.world.world import World

SERVICE_KIND = 2

Columns = dict[str, NDArray[np.generic]]
Source = Callable[[World], NDArray[np.generic]]

TOWN_SOURCES: Mapping[str, Source] = {
    "town.region": lambda world: world.towns.place.region,
    "town.kind": lambda world: world.towns.place.kind,
    "town.specialty": lambda world: world.towns.place.specialty,
    "town.output": lambda world: world.history.output,
    "town.gdp": lambda world: world.history.gdp,
    "town.certified": lambda world: world.towns.status.certified,
    "town.has_platform": lambda world: world.towns.status.platforms > 0,
    "city.name": lambda world: world.towns.place.city,
}
"""What a condition may ask about towns, (towns,) each; money in 10,000 yuan a year."""

FIRM_SOURCES: Mapping[str, Source] = {
    "firm.sales": lambda world: 4.0 * world.firms.output.sales,
    "firm.age": lambda world: (world.quarter - world.firms.roster.born) / 4.0,
    "firm.employees": lambda world: world.firms.output.employees,
    "firm.sector": lambda world: world.firms.roster.sector,
    "firm.kind": lambda world: np.where(world.firms.roster.sector == TRADE, SERVICE_KIND, 0),
    "firm.rd_intensity": lambda world: world.firms.research.reported / np.maximum(world.firms.output.sales, 1e-9),
    "firm.performs_rd": lambda world: world.firms.research.performs,
    "firm.is_hte": lambda world: world.firms.titles.high_tech,
    "firm.ownership": lambda world: world.firms.roster.ownership,
    "firm.exports": lambda world: world.firms.roster.exporter,
}
"""What a condition may ask about firms, (slots,) each."""


def town_columns(world: World, question: Expression) -> Columns:
    """The columns of towns that are asked about; one of them at least, to say how many towns there are."""
    names = set(question.fields) | {"town.region"}
    return {name: source(world) for name, source in TOWN_SOURCES.items() if name in names}


def firm_columns(world: World, question: Expression) -> Columns:
    """The columns of firms and of their towns that are asked about, (slots in use,) each."""
    used, names = world.used, set(question.fields) | {"firm.sector"}
    town = world.firms.roster.town[:used]
    own: Columns = {name: source(world)[:used] for name, source in FIRM_SOURCES.items() if name in names}
    return own | {name: source(world)[town] for name, source in TOWN_SOURCES.items() if name in names}


def asked_of(condition: Condition, columns: Columns) -> Flags:
    """Rows that meet a condition."""
    met: Flags = np.asarray(condition.evaluate(columns), dtype=np.bool_)
    return met


def eligible_firms(world: World, condition: Condition) -> Flags:
    """(slots in use,) above-scale industrial firms of certified towns that meet the condition and may apply."""
    roster, used = world.firms.roster, world.used
    able: Flags = may_apply(
        (roster.above_scale[:used], roster.sector[:used], roster.town[:used]),
        world.towns.status.certified,
        world.firms.titles.banned_until[:used],
        world.quarter,
    )
    if condition.asks_nothing or not able.any():
        return able
    return able & asked_of(condition, firm_columns(world, condition))


@phase
def may_apply(who: tuple[Flags, Integers, Integers], certified: Flags, banned_until: Integers, quarter: int) -> Flags:
    """(slots,) above-scale industrial firms of certified towns without a ban; `who` = above scale, sector, town."""
    above_scale, sector, town = who
    able = np.zeros(sector.shape[0], dtype=np.bool_)
    for i in range(sector.shape[0]):
        able[i] = above_scale[i] and sector[i] != TRADE and certified[town[i]] and banned_until[i] <= quarter
    return able


def eligible_towns(world: World, condition: Condition) -> Flags:
    """(towns,) certified towns that meet the condition."""
    return world.towns.status.certified & asked_of(condition, town_columns(world, condition))


def ask(world: World, question: Question, rows: Integers) -> Floats:
    """This quarter's die of every firm in `rows`."""
    return uniforms(world.dice_now(), int(question), world.firms.roster.identity[rows])


def ask_towns(world: World, question: Question, rows: Integers) -> Floats:
    """This quarter's die of every town in `rows`."""
    return uniforms(world.dice_now(), int(question), world.towns.place.code[rows].astype(np.uint64))


def local_can_pay(world: World, towns: Integers, amounts: Integers) -> Flags:
    """Which of these payments, taken in order, towns and their cities can make from what they have left (fen).

    A town pays what it can; its city tops up the rest. Each payment sees what the earlier ones took.
    """
    chart, balance = world.chart, world.ledger.balance
    town_left = balance[chart.towns : chart.towns + world.towns.count].copy()
    city_left = balance[chart.cities : chart.cities + len(world.ground.cities.name)].copy()
    able: Flags = payable((town_left, city_left), world.towns.place.city, towns, amounts)
    return able


def pay_local(world: World, purse: Purse, towns: Integers, payee: int | Integers, amounts: Integers) -> None:
    """The local share of each payment: the town as far as it can, its city the rest. Call after `local_can_pay`."""
    chart, balance = world.chart, world.ledger.balance
    payees = np.broadcast_to(np.asarray(payee, dtype=np.int64), amounts.shape)
    left = balance[chart.towns : chart.towns + world.towns.count].copy()
    own = paid_by_towns(left, towns, amounts)
    rest = amounts - own
    purse.pay(world, "town", (chart.towns + towns, payees), own)
    if rest.any():
        purse.pay(world, "city", (chart.cities + world.towns.place.city[towns], payees), rest)


def a_town_of_every_city(world: World) -> Integers:
    """(cities,) a town in each, to say where money for the city goes; any town for a city without one."""
    towns: Integers = np.zeros(len(world.ground.cities.name), dtype=np.int64)
    towns[world.towns.place.city] = np.arange(world.towns.count)
    return towns


def pay_firms(world: World, rows: Integers, amounts: Integers) -> None:
    """Money that has reached the tills of the firms' towns enters the firms' cash (fen to 10,000 yuan)."""
    np.add.at(world.firms.finance.cash, rows, amounts / FEN)


def till_of(world: World, rows: Integers) -> Integers:
    """Ledger accounts of the tills of these firms' towns."""
    tills: Integers = world.chart.tills + world.firms.roster.town[rows]
    return tills


def firms_pay(world: World, purse: Purse, rows: Integers, payee: int | Integers, amounts: Integers) -> None:
    """Firms pay their own share out of cash: into their town's till, from there to the payee."""
    tills = till_of(world, rows)
    np.subtract.at(world.firms.finance.cash, rows, amounts / FEN)
    world.ledger.pay(world.chart.outside, tills, amounts)
    purse.pay(world, "private", (tills, payee), amounts)


class Awards:
    """Who was awarded what and when; an award lives while its firm does (the slot still holds the same identity)."""

    def __init__(self) -> None:
        self.rows: Integers = np.zeros(0, dtype=np.int64)
        self.identity: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
        self.since: Integers = np.zeros(0, dtype=np.int64)
        self.begins: Integers = np.zeros(0, dtype=np.int64)
        self.amount: Floats = np.zeros(0)

    def grant(self, world: World, rows: Integers, amount: Floats, delay: float = 0.0) -> None:
        """Note new awards of this quarter; `amount` as the lever reads it (10,000 yuan or an effect).

        `delay` = quarters until the first effect, before coordination shortens them; `begins` holds when that is.
        """
        begins = world.quarter + delayed(world, delay)
        self.begins = np.concatenate([self.begins, np.full(len(rows), begins, dtype=np.int64)])
        self.rows = np.concatenate([self.rows, rows])
        self.identity = np.concatenate([self.identity, world.firms.roster.identity[rows]])
        self.since = np.concatenate([self.since, np.full(len(rows), world.quarter, dtype=np.int64)])
        self.amount = np.concatenate([self.amount, amount])

    def keep(self, world: World, quarters: int) -> None:
        """Forget awards of firms that are gone and awards older than this many quarters."""
        roster = world.firms.roster
        alive = roster.above_scale[self.rows] & (roster.identity[self.rows] == self.identity)
        held = alive & (world.quarter - self.since < quarters)
        self.rows, self.identity = self.rows[held], self.identity[held]
        self.since, self.amount, self.begins = self.since[held], self.amount[held], self.begins[held]


def delayed(world: World, quarters: float) -> int:
    """Quarters between a decision of this quarter and its first effect, rounded up: shorter under coordination (G1)."""
    return math.ceil(round(quarters * world.safeguards.delay, 9))


def open_links(world: World, rows: Integers, partners: Integers, quarters: int | Integers, lasts: Flags) -> None:
    """Links with institutes that policy opens for some quarters, where a firm has none; those that last may be renewed.

    Call with firms that have no partner. A link that does not last ends when its time is over.
    """
    titles, q = world.firms.titles, world.quarter
    titles.institute[rows] = partners
    titles.last_partner[rows] = partners
    titles.linked_since[rows] = q
    titles.linked_until[rows] = q + quarters
    titles.policy_link[rows] = ~lasts
    np.add.at(world.institutes.live, partners, 1)


def relocate(world: World, rows: Integers, towns: Integers) -> None:
    """These firms move to these towns: same identity, same books, another place (A10).

    Knowledge within reach is not kept up to date where nobody makes a thing; who moves there finds it made new.
    """
    pools = world.towns.pools
    first_there = pools.employment[towns, world.firms.roster.sector[rows]] <= 0.0
    world.firms.roster.town[rows] = towns
    if first_there.any():
        spread_knowledge(pools, world.reach, float(np.exp(world.p.node_rd_growth * (world.quarter / 4.0))), True)


def add_effect(world: World, channel: int, rows: Integers, effect: float | Floats) -> None:
    """Add effects on one channel of these firms, to be combined sub-additively when the channel is read (Q16)."""
    channels, exponent = world.firms.channels, float(world.p.instrument_overlap_exponent)
    size = np.broadcast_to(np.asarray(effect, dtype=np.float64), rows.shape)
    np.add.at(channels.gain[channel], rows, np.maximum(size, 0.0) ** exponent)
    np.add.at(channels.loss[channel], rows, np.maximum(-size, 0.0))


def prior_median(world: World, key: str) -> float:
    """What everyone believes an effect to be: the middle of its prior, never the drawn value."""
    return float(world.beliefs[key])


def nominal(world: World, amount: float) -> float:
    """A cost in prices of 2015 at this quarter's prices, 10,000 yuan."""
    return amount * float(world.macro.deflator[world.quarter])


def whole_fen(amount: float, count: int) -> Integers:
    """The same amount for `count` payments, fen."""
    return np.full(count, int(fen(amount)), dtype=np.int64)
