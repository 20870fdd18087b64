"""Loans pledged on intellectual property: firms short of money raise it on the patents they keep in force (I20)."""

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.agents.allocation import order
from simulation.agents.delivery import add_effect, delayed, eligible_firms, nominal, prior_median
from simulation.agents.funds.portfolio import is_there
from simulation.agents.programmes.calls import PARTS, expected_value
from simulation.agents.purse import Purse
from simulation.agents.tech_finance.banks import Rebates, chances_of_loan, left_of_loans, lend, take_back
from simulation.agents.tech_finance.needs import is_short, missing_money, value_of_money
from simulation.agents.tech_finance.patent_stock import appraised_value, can_pledge, patents_in_force
from simulation.inputs.constants import constant
from simulation.inputs.levers.technology_finance import IpPledgeSettings
from simulation.phases.draws import uniform_pairs
from simulation.rules.dice import Question
from simulation.world.firms import FILING, RD, Floats, Integers
from simulation.world.ledger import fen
from simulation.world.world import World

DELAY = 1
"""Quarters from the contract to the loan (I20)."""
SHORTEST, LENGTHS = 4, 5
"""Quarters a loan runs at least, and how many terms there are: four to eight quarters (I20)."""
RAMP = 4


class Pledges(NamedTuple):
    """Columns with one entry per loan; money in 10,000 yuan."""

    rows: Integers
    identity: NDArray[np.uint64]
    begins: Integers  # quarter in which the loan is paid out
    ends: Integers  # quarter in which it is due
    loan: Floats


def no_pledges() -> Pledges:
    """An empty book."""
    whole = np.zeros(0, dtype=np.int64)
    return Pledges(whole, np.zeros(0, dtype=np.uint64), whole, whole, np.zeros(0))


class Offers(NamedTuple):
    """Loans that firms may ask for; columns with one entry per firm, money in 10,000 yuan."""

    rows: Integers
    loan: Floats
    quarters: Integers
    subsidy: Floats


def loan_on(value: Floats, missing: Floats, loan_to_value: float) -> Floats:
    """What a bank lends on patents of this value: never more than the firm lacks."""
    loan: Floats = np.minimum(loan_to_value * value, missing)
    return loan


def interest(loan: Floats, quarters: Integers) -> Floats:
    """Interest that counts for the subsidy, 10,000 yuan over the whole term."""
    whole: Floats = constant("pledge_interest") * loan * quarters / 4.0
    return whole


class IpPledgeLoans:
    """I20: the loan is money and debt; a part of it is R&D, and the firm files more patents of a little less value."""

    def __init__(self, name: str, settings: IpPledgeSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.book = no_pledges()
        self.rebates = Rebates()
        self.value_seen: Floats = np.zeros(0)

    def decide(self, world: World) -> None:
        """Loans fall due and are paid out; firms short of money pledge patents as far as the quarter's money goes."""
        self.rebates.release(world)
        self.settle(world)
        if self.purse.is_open(world):
            self.sign(world, self.granted(world, self.offers(world)))

    def settle(self, world: World) -> None:
        """What is due is repaid; what was signed is lent; loans of firms that are gone drop out."""
        there = is_there(world, self.book.rows, self.book.identity)
        self.book = Pledges._make(column[there] for column in self.book)
        book, q = self.book, world.quarter
        due, new = book.ends == q, book.begins == q
        if due.any():
            left = left_of_loans(world, (book.ends - book.begins)[due])
            take_back(world, book.rows[due], book.loan[due] * left)
        if new.any():
            lend(world, book.rows[new], book.loan[new])
        self.book = Pledges._make(column[~due] for column in book)

    def offers(self, world: World) -> Offers:
        """Firms short of money with patents enough, and the loan they could raise where it is worth its cost."""
        able = eligible_firms(world, self.settings.eligible) & is_short(world)
        able &= world.firms.research.knowledge[: world.used] > 0.0
        able[self.book.rows] = False
        rows = np.flatnonzero(able)
        patents = patents_in_force(world, rows)
        pledged = can_pledge(patents)
        rows, patents = rows[pledged], tuple(kind[pledged] for kind in patents)
        if len(rows) == 0:
            return Offers(rows, np.zeros(0), rows, np.zeros(0))
        value = appraised_value(world, patents) * self.value_seen[rows]
        loan = loan_on(value, missing_money(world, rows), float(world.p.pledge_loan_to_value))
        dice = uniform_pairs(world.dice_now(), int(Question.PLEDGE), world.firms.roster.identity[rows])
        quarters = SHORTEST + (LENGTHS * dice[1]).astype(np.int64)
        return self.worth_asking(world, Offers(rows, loan, quarters, self.subsidy(loan, quarters)))

    def subsidy(self, loan: Floats, quarters: Integers) -> Floats:
        """The province's part of the interest, 10,000 yuan."""
        part: Floats = constant("pledge_interest_subsidised") * interest(loan, quarters)
        return part if self.settings.cap is None else np.minimum(part, self.settings.cap)

    def worth_asking(self, world: World, offers: Offers) -> Offers:
        """Those whose firm thinks the loan worth its own interest and the form (3.2)."""
        rows, loan, quarters, subsidy = offers
        gain = value_of_money(world, rows, loan)
        gain = gain + expected_value(world, rows, prior_median(world, "pledge_rd_per_loan") * loan)
        cost = interest(loan, quarters) - subsidy + nominal(world, float(world.p.application_cost))
        worth = world.firms.roster.belief[rows] * gain > cost
        return Offers._make(column[worth] for column in offers)

    def granted(self, world: World, offers: Offers) -> Offers:
        """Banks decide by Q8, so that older and larger firms are lent to more often; by lot, their dice go in order."""
        die = uniform_pairs(world.dice_now(), int(Question.PLEDGE), world.firms.roster.identity[offers.rows])[0]
        lends = np.flatnonzero(die < chances_of_loan(world, offers.rows))
        by_die = partial(np.argsort, die[lends], kind="stable")
        places = lends[order(world, self.settings, offers.rows[lends], Question.PLEDGE_ORDER, by_die)]
        return Offers._make(column[places] for column in offers)

    def sign(self, world: World, offers: Offers) -> None:
        """As many contracts as the money covers: the valuation is paid, the subsidy goes to the banks."""
        subsidy = fen(offers.subsidy)
        fee = int(fen(nominal(world, constant("pledge_valuation_fee"))))
        towns = world.firms.roster.town
        signed = self.purse.covers(world, towns[offers.rows], subsidy + fee, parts=4)
        count = len(signed)
        if count == 0:
            return
        rows, loan, quarters = offers.rows[signed], offers.loan[signed], offers.quarters[signed]
        begins = world.quarter + delayed(world, DELAY)
        self.purse.grant(world, world.chart.outside, np.full(count, fee, dtype=np.int64), towns[rows])
        self.rebates.hold(world, self.purse, rows, (begins, quarters, subsidy[signed]))
        first = np.full(count, begins, dtype=np.int64)
        new = Pledges(rows, world.firms.roster.identity[rows], first, first + quarters, loan)
        self.book = Pledges._make(np.concatenate(pair) for pair in zip(self.book, new, strict=True))

    def affect(self, world: World) -> None:
        """More filings of lesser value while a loan runs, and the R&D that its first year pays for."""
        self.value_seen = world.patent_value.copy()
        age = world.quarter - self.book.begins
        running = age >= 0
        rows, age = self.book.rows[running], age[running]
        add_effect(world, FILING, rows, constant("pledge_filing_effect") * np.minimum(1.0, (age + 1) / RAMP))
        world.patent_value[rows] *= 1.0 + 0.5 * float(world.p.ip_service_value_effect)
        first_year = age < PARTS
        self.research(world, rows[first_year], self.book.loan[running][first_year] / PARTS)

    def research(self, world: World, rows: Integers, part: Floats) -> None:
        """R&D per yuan of loan; where that is negative R&D falls in proportion to the last quarter's."""
        channels, rate = world.firms.channels, float(world.p.pledge_rd_per_loan)
        if rate >= 0.0:
            channels.grant[rows] += rate * part
            channels.told_grant[rows] += rate * part
            return
        before = world.firms.research.spending[rows]
        doing = before > 0.0
        add_effect(world, RD, rows[doing], np.maximum(-1.0, rate * part[doing] / before[doing]))
