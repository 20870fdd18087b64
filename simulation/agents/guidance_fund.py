"""A guidance fund of clause 3.3.2: one vintage of public and private money, invested in young and research firms."""

from typing import NamedTuple

import numpy as np

from simulation.agents.actor import Actor
from simulation.agents.delivery import delayed
from simulation.agents.funds.market import Market, Search, find_deals
from simulation.agents.funds.portfolio import Portfolio, give_to_treasury
from simulation.agents.funds.terms import (
    DEVELOPED_FACTOR,
    INVESTING_QUARTERS,
    LAGGING_FACTOR,
    LIFE_YEARS,
    LUMPINESS,
    Sale,
    private_money,
    public_money,
    waterfall,
)
from simulation.agents.purse import Purse
from simulation.rules.dice import Question, uniform, uniform_pair
from simulation.rules.distributions import normal_quantile
from simulation.world.firms import Floats, Integers
from simulation.world.world import World

FEWEST_CLOSINGS, MOST_CLOSINGS = 2, 4
USUAL_NOISE, BEST_NOISE = 0.8, 0.4
"""Noise in the scores a manager gives: of most managers, and of the best quarter of them (half as much)."""
BEST_MANAGERS = 0.25


class Terms(NamedTuple):
    """What the scenario lays down for every vintage."""

    management_fee: float
    local_quota: float
    recycle: float
    reserve: int
    """Account that holds what goes into the next vintage."""


class Vintage(NamedTuple):
    """One year's fund for one half of the province; money in fen."""

    account: int
    in_delta: bool
    government: int
    recycled: int
    """Part of the government's commitment that comes out of the reserve."""


class GuidanceFund(Actor):
    """Raises for two to four quarters, invests for sixteen, sells when it can, and keeps its books to the fen."""

    def __init__(self, model: World, vintage: Vintage, terms: Terms, purse: Purse) -> None:
        super().__init__(model)
        self.vintage = vintage
        self.terms = terms
        self.purse = purse
        self.portfolio = Portfolio(vintage.account)
        self.private = private_money(vintage.government, self.leverage(), self.luck_of_closings())
        self.public = public_money(vintage.government, self.private)
        self.closed = 0
        self.noise = self.noise_of_manager()
        self.invests_from = model.quarter + len(self.private)
        self.paid_public = 0
        self.paid_private = 0
        self.from_reserve = vintage.recycled
        self.fees_due = 0
        self.promised = {True: 0, False: 0}
        """Fen ever promised in tickets, second instalments included, under the local quota and outside it."""
        self.freed = 0
        """Fen of second instalments that were never paid and may be promised again."""

    def leverage(self) -> float:
        """Private money per yuan of public money in this half of the province (E41)."""
        factor = DEVELOPED_FACTOR if self.vintage.in_delta else LAGGING_FACTOR
        return float(self.world.p.fund_private_leverage) * factor

    def luck_of_closings(self) -> Floats:
        """(closings,) factors with mean one; fewer closings under coordination (G1), the last one within the year."""
        dice, key = self.world.dice_now(), 8 * self.vintage.account
        span = MOST_CLOSINGS - FEWEST_CLOSINGS + 1
        number = FEWEST_CLOSINGS + int(span * uniform(dice, int(Question.FUND_RAISE), key))
        number = min(delayed(self.world, number), 4 - self.world.quarter % 4)
        luck = [normal_quantile(uniform(dice, int(Question.FUND_RAISE), key + 1 + k)) for k in range(number)]
        return np.exp(LUMPINESS * np.array(luck) - 0.5 * LUMPINESS**2)

    def noise_of_manager(self) -> float:
        """The best managers refuse government money with δ_gov; whoever comes instead sees less well (E39)."""
        place, refuses = uniform_pair(self.world.dice_now(), int(Question.FUND_RAISE), 8 * self.vintage.account + 7)
        is_best = place < BEST_MANAGERS and refuses >= float(self.world.p.fund_refusal_by_best)
        return BEST_NOISE if is_best else USUAL_NOISE

    @property
    def is_investing(self) -> bool:
        """Whether it looks for firms this quarter."""
        return self.invests_from <= self.world.quarter < self.invests_from + INVESTING_QUARTERS

    def live(self, market: Market | None) -> None:
        """One quarter: close, pay the manager, write off and sell, pay instalments, invest, prove the books."""
        if self.closed < len(self.private):
            self.close()
        self.pay_fee()
        sale, freed = self.portfolio.part_with_stakes(self.world)
        self.distribute(sale)
        self.freed += freed + self.portfolio.pay_second_instalments(self.world)
        if market is not None and self.is_investing:
            self.invest(market)
        self.portfolio.check(self.world)

    def close(self) -> None:
        """One closing: private partners pay in, and the government in step, out of the reserve first."""
        world, chart, account = self.world, self.world.chart, self.vintage.account
        private, public = int(self.private[self.closed]), int(self.public[self.closed])
        self.closed += 1
        if not self.purse.is_open(world):
            return
        old = min(public, self.from_reserve)
        self.from_reserve -= old
        world.ledger.pay(self.terms.reserve, account, np.array([old]))
        self.purse.pay(world, "province", (chart.province, account), np.array([public - old]))
        self.purse.pay(world, "private", (chart.outside, account), np.array([private]))
        self.paid_public += public
        self.paid_private += private
        self.portfolio.books.paid_in += public + private

    @property
    def government_share(self) -> float:
        """Share of the government in what was paid in."""
        paid = self.paid_public + self.paid_private
        return self.paid_public / paid if paid else 0.0

    def pay_fee(self) -> None:
        """A quarter of the yearly fee on what was paid in; what cash does not cover waits for proceeds."""
        self.fees_due += int(self.portfolio.books.paid_in * self.terms.management_fee / 4.0)
        paid = min(self.fees_due, self.portfolio.cash(self.world))
        self.world.ledger.pay(self.vintage.account, self.world.chart.outside, np.array([paid]))
        self.portfolio.books.fees += paid
        self.fees_due -= paid

    def distribute(self, sale: Sale) -> None:
        """Proceeds run down the waterfall; the government's part goes to the next vintage and to the treasury."""
        if len(sale.cost) == 0:
            return
        world, ledger, account = self.world, self.world.ledger, self.vintage.account
        split = waterfall(sale, self.fees_due, self.government_share)
        fees, public = int(split.fees.sum()), int(split.government.sum())
        private = int(split.private.sum() + split.carried.sum())
        kept = int(self.terms.recycle * public)
        ledger.pay(account, world.chart.outside, np.array([fees + private]))
        ledger.pay(account, self.terms.reserve, np.array([kept]))
        give_to_treasury(world, account, public - kept)
        self.fees_due -= fees
        self.portfolio.books.fees += fees
        self.portfolio.books.distributions += public + private

    def available(self) -> float:
        """Fen that may be promised over the fund's life: fees of the whole life stay aside."""
        return self.portfolio.books.paid_in * max(0.0, 1.0 - LIFE_YEARS * self.terms.management_fee) + self.freed

    def money_left(self) -> int:
        """Fen that are not promised yet."""
        return int(self.available()) - sum(self.promised.values())

    def due(self) -> float:
        """Fen that should be promised by now: an equal pace over sixteen quarters."""
        return self.available() * (self.world.quarter - self.invests_from + 1) / INVESTING_QUARTERS

    def room_elsewhere(self) -> int:
        """Fen that may go anywhere: never more than the quota leaves beside what is promised to local firms."""
        quota = self.terms.local_quota
        beside = self.promised[True] / quota if quota > 0.0 else self.due()
        room = int((1.0 - quota) * min(self.due(), beside)) - self.promised[False]
        return min(room, self.money_left())

    def invest(self, market: Market) -> None:
        """Local firms first, then firms of the whole province."""
        local = int(self.terms.local_quota * self.due()) - self.promised[True]
        if local > 0:
            self.buy(market, Search(local, self.money_left(), self.noise, self.vintage.in_delta), is_local=True)
        elsewhere = self.room_elsewhere()
        if elsewhere > 0:
            self.buy(market, Search(elsewhere, elsewhere, self.noise, None), is_local=False)

    def buy(self, market: Market, search: Search, is_local: bool) -> None:
        """Find deals and pay the first half of each ticket."""
        deals = find_deals(self.world, market, search)
        if len(deals.rows) == 0:
            return
        self.promised[is_local] += int(deals.tickets.sum())
        first: Integers = deals.tickets - deals.tickets // 2
        self.portfolio.buy(self.world, deals.rows, (first, deals.tickets - first), np.ones(len(deals.rows)))
