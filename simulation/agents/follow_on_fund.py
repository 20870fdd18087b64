"""The follow-on fund of clause 3.3.2: it adds public money to a private round, on the same terms, one quarter later.

One quarter is the shortest delay there is: coordination (G1) cannot shorten it.
"""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from simulation.agents.actor import Actor
from simulation.agents.allocation import order
from simulation.agents.delivery import ask, eligible_firms, nominal, whole_fen
from simulation.agents.funds.market import ticket_prices
from simulation.agents.funds.portfolio import Portfolio, give_to_treasury, is_there
from simulation.agents.funds.terms import waterfall
from simulation.agents.purse import Purse
from simulation.rules.dice import Question
from simulation.rules.distributions import quarterly
from simulation.world.firms import Flags, Integers
from simulation.world.ledger import fen
from simulation.world.world import World

MOST_OF_ROUND = 0.50
"""Public ticket over the private one, at most."""
CUT_MEMORY = 4
"""A firm that has not cut its R&D for want of money in so many quarters had a full round."""


class FollowOnFund(Actor):
    """Holds stakes beside private investors; what comes back goes to the treasury."""

    def __init__(self, model: World, account: int, purse: Purse) -> None:
        super().__init__(model)
        self.purse = purse
        self.portfolio = Portfolio(account)
        self.rounds: Integers = np.zeros(0, dtype=np.int64)
        self.identities: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)

    def live(self) -> None:
        """One quarter: write off and sell, follow the rounds of last quarter, hear of new ones, prove the books."""
        world, portfolio = self.world, self.portfolio
        sale, _ = portfolio.part_with_stakes(world)
        if len(sale.cost):
            back = int(waterfall(sale._replace(conceded=np.zeros(len(sale.cost), dtype=np.bool_)), 0, 1.0)[1].sum())
            carried = int(sale.proceeds.sum()) - back
            give_to_treasury(world, portfolio.account, back)
            world.ledger.pay(portfolio.account, world.chart.outside, np.array([carried]))
            portfolio.books.distributions += back + carried
        if self.purse.is_open(world):
            self.follow()
            self.hear_of_rounds()
        portfolio.check(world)

    def hear_of_rounds(self) -> None:
        """Research firms that close a private round this quarter; who comes first closes it earlier."""
        world = self.world
        able = eligible_firms(world, self.purse.settings.eligible) & world.firms.research.performs[: world.used]
        rows = np.flatnonzero(able)
        die = ask(world, Question.PRIVATE_ROUND, rows)
        closes = die < quarterly(float(world.p.private_round_rate))
        rows, by_die = rows[closes], partial(np.argsort, die[closes], kind="stable")
        self.rounds = rows[order(world, self.purse.settings, rows, Question.ROUND_ORDER, by_die)]
        self.identities = world.firms.roster.identity[self.rounds]

    def follow(self) -> None:
        """Half of each private ticket as far as the quarter's money reaches; the next one gets what is left."""
        world = self.world
        rows = self.rounds[is_there(world, self.rounds, self.identities)]
        prices = ticket_prices(world, self.purse.settings.cap)
        ticket = min(MOST_OF_ROUND * nominal(world, float(world.p.private_round_size)), prices.most)
        towns, tickets = world.firms.roster.town[rows], whole_fen(ticket, len(rows))
        pots = self.purse.pots(world, parts=4)
        chosen = pots.covered(towns, tickets)
        others = np.setdiff1d(np.arange(len(rows)), chosen)
        if len(others):
            rest = pots.room(int(towns[others[0]]))
            if rest >= int(fen(prices.least)):
                tickets[others[0]] = rest
                chosen = np.append(chosen, others[0])
        self.invest(rows[chosen], tickets[chosen])

    def invest(self, rows: Integers, tickets: Integers) -> None:
        """Province to fund to firm; in a full round part of the money only takes the place of private money."""
        if len(rows) == 0:
            return
        world, account = self.world, self.portfolio.account
        self.purse.grant(world, account, tickets, world.firms.roster.town[rows])
        self.portfolio.books.paid_in += int(tickets.sum())
        displaced = np.where(had_full_round(world, rows), float(world.p.follow_on_displaced_share), 0.0)
        self.portfolio.buy(world, rows, (tickets, np.zeros_like(tickets)), 1.0 - displaced)


def had_full_round(world: World, rows: Integers) -> Flags:
    """Firms whose private partners gave all that was sought: those not short of money in the last year."""
    full: Flags = world.quarter - world.firms.research.cut[rows] > CUT_MEMORY
    return full
