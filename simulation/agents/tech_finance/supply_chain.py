"""Supply-chain finance: suppliers of a core firm that are short of money have what it owes them paid early (I21)."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from simulation.agents.allocation import foremost, order
from simulation.agents.delivery import Awards, eligible_firms, nominal, whole_fen
from simulation.agents.funds.portfolio import is_there
from simulation.agents.programmes.calls import FIRST_CALL
from simulation.agents.purse import Purse
from simulation.agents.tech_finance.finance_platform import FinancePlatform
from simulation.agents.tech_finance.needs import is_short, missing_money, value_of_money
from simulation.inputs.constants import constant
from simulation.inputs.levers.technology_finance import SupplyChainSettings
from simulation.phases.draws import uniforms
from simulation.rules.dice import Question
from simulation.world.firms import SECTORS, Flags, Floats, Integers
from simulation.world.macro import QUARTERS
from simulation.world.world import World

DELAY = 2
"""Quarters from the money for a platform to the first receivables (I21)."""
HEALED = -1000
"""Where a firm's memory of a cut stands when there was none."""


class SupplyChainFinance:
    """I21: money for one quarter, paid back with the bank's margin in the next; nothing for firms that lack none."""

    def __init__(self, name: str, settings: SupplyChainSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.chains = Awards()
        self.platforms: FinancePlatform | None = None
        """Finance platforms of the same lever, where every core firm joins."""
        self.rows: Integers = np.zeros(0, dtype=np.int64)
        self.identity: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
        self.due: Floats = np.zeros(0)

    def decide(self, world: World) -> None:
        """What was paid early is settled; suppliers short of money are paid; in the second quarter core firms join."""
        self.settle(world)
        self.chains.keep(world, QUARTERS)
        if self.purse.is_open(world):
            self.pay_early(world)
            if world.quarter % 4 == FIRST_CALL:
                self.join(world, self.core_firms(world))

    def settle(self, world: World) -> None:
        """Last quarter's receivables fall due: the core firms' money goes to the bank, with its margin."""
        there = is_there(world, self.rows, self.identity)
        np.subtract.at(world.firms.finance.cash, self.rows[there], self.due[there])
        self.rows, self.identity, self.due = self.rows[:0], self.identity[:0], self.due[:0]

    def core_firms(self, world: World) -> Integers:
        """The largest core firm of every certified town without a chain, if it joins; usually the largest first."""
        firms, used = world.firms, world.used
        able = firms.is_industrial[:used] & world.towns.status.certified[firms.roster.town[:used]]
        rows = np.flatnonzero(able)
        rows = rows[foremost(-firms.output.sales[rows], int(constant("core_firm_share") * len(rows)))]
        town = firms.roster.town[rows]
        _, first = np.unique(town, return_index=True)
        rows = rows[np.sort(first)]
        free = ~np.isin(firms.roster.town[rows], firms.roster.town[self.chains.rows])
        rows = rows[free & self.joins(world, firms.roster.town[rows])]
        by_size = partial(np.arange, len(rows))
        return rows[order(world, self.settings, rows, Question.SUPPLY_CHAIN_ORDER, by_size)]

    def joins(self, world: World, towns: Integers) -> Flags:
        """Every core firm where the city has a finance platform, elsewhere those of some towns, always the same."""
        for_life = world.dice._replace(quarter=0)
        die = uniforms(for_life, int(Question.SUPPLY_CHAIN), world.towns.place.code[towns].astype(np.uint64))
        willing: Flags = die < constant("core_firm_joins_alone")
        if self.platforms is not None and len(self.platforms.opens):
            willing |= self.platforms.is_open_in(world)[world.towns.place.city[towns]]
        return willing

    def join(self, world: World, rows: Integers) -> None:
        """The province pays for as many connections as its money covers."""
        cost = whole_fen(nominal(world, constant("supply_chain_platform_cost")), len(rows))
        towns = world.firms.roster.town
        paid = self.purse.covers(world, towns[rows], cost)
        rows, cost, count = rows[paid], cost[paid], len(paid)
        if count == 0:
            return
        bodies = world.chart.bodies + towns[rows]
        self.purse.grant(world, bodies, cost, towns[rows])
        world.ledger.pay(bodies, world.chart.outside, cost)
        self.chains.grant(world, rows, np.zeros(count), DELAY)

    def suppliers(self, world: World) -> Integers:
        """Firms short of money in the town of a core firm, in its own sector or one of the same family."""
        roster, used = world.firms.roster, world.used
        near = np.zeros((world.towns.count, SECTORS), dtype=np.bool_)
        core = self.chains.rows[self.chains.begins <= world.quarter]
        family = world.reach.sector_proximity >= float(world.p.proximity_same_family)
        near[roster.town[core]] = family[roster.sector[core]]
        if not near.any():
            return core
        able = eligible_firms(world, self.settings.eligible) & is_short(world)
        able &= near[roster.town[:used], roster.sector[:used]]
        able[core] = False
        return np.flatnonzero(able)

    def pay_early(self, world: World) -> None:
        """Cash now, less cash in a quarter; what was cut for lack of it no longer keeps the firm from R&D (fc = 0)."""
        rows, amounts = self.financed(world, self.suppliers(world))
        finance = world.firms.finance
        finance.cash[rows] += amounts
        world.firms.research.cut[rows] = HEALED
        self.rows, self.identity = rows, world.firms.roster.identity[rows]
        self.due = amounts * (1.0 + constant("supply_chain_margin") / 4.0)

    def affect(self, world: World) -> None:
        """Nothing beside its money."""

    def financed(self, world: World, rows: Integers) -> tuple[Integers, Floats]:
        """Suppliers that think early money worth the margin and the form, and what they get: never beyond the need."""
        receivables = constant("receivables_share") * 4.0 * world.firms.output.sales[rows]
        amounts = float(world.p.supply_chain_financed_share) * receivables
        amounts = np.minimum(amounts, missing_money(world, rows))
        if self.settings.cap is not None:
            amounts = np.minimum(amounts, self.settings.cap)
        gain = world.firms.roster.belief[rows] * value_of_money(world, rows, amounts)
        cost = constant("supply_chain_margin") / 4.0 * amounts + nominal(world, float(world.p.application_cost))
        return rows[gain > cost], amounts[gain > cost]
