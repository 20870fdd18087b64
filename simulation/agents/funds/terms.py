"""The contract of a guidance fund: what it may raise, what a stake costs, who gets what of a sale (model.md 3.4).

Pure functions: arrays in, arrays out. Money in whole fen unless 10,000 yuan is named.
"""

from typing import NamedTuple

import numpy as np

from simulation.world.firms import Flags, Floats, Integers
from simulation.world.ledger import split_fen

INVESTING_QUARTERS = 16
LIFE_YEARS = 7
"""Years for which fees are set aside, and over which the share of written-off firms is counted."""
DEVELOPED_FACTOR, LAGGING_FACTOR = 0.6, 1.4
"""On private money per yuan of public money: Pearl River Delta, and East, West and North (E41)."""
MOST_PRIVATE = 4
"""Private money per yuan of public money, at most."""
LEAST_PRIVATE = 0.5
"""Private money per yuan of public money below which the public commitment is cut until it holds."""
LUMPINESS = 0.5
"""Log standard deviation of the money that arrives at one closing."""
LEAST_TICKET, MOST_TICKET = 300.0, 2000.0
"""10,000 yuan in prices of 2015."""
LEAST_STAKE, MOST_STAKE = 0.10, 0.30
VALUE_SPREAD = 0.3
LEAST_VALUE = 0.2
"""Value of a firm over its yearly sales, at least."""
HURDLE = 1.08
CARRIED_INTEREST = 0.20
CONCESSION_YEARS = 4.0
"""Years within which a stake bought back by its firm leaves the government its cost only (profit conceded)."""


def private_money(government: int, leverage: float, luck: Floats) -> Integers:
    """Private money at each closing (closings,): leverage x government in equal parts, each times its luck; at most
    four times the government's money in all."""
    wanted = leverage * government / len(luck) * luck
    total = float(wanted.sum())
    within = min(1.0, MOST_PRIVATE * government / total) if total > 0.0 else 0.0
    return np.floor(wanted * within).astype(np.int64)


def public_money(government: int, private: Integers) -> Integers:
    """Government money at each closing, in step with private money: the commitment, but never more than twice it."""
    raised = int(private.sum())
    if raised == 0:
        return np.zeros(len(private), dtype=np.int64)
    total = min(government, int(raised / LEAST_PRIVATE))
    shares = tuple(float(part) for part in private / raised)
    return np.concatenate(split_fen(np.array([total]), shares))


def firm_value(yearly_sales: Floats, productivity_score: Floats, multiple: float) -> Floats:
    """Value of firms, 10,000 yuan: multiple x sales x (1 + 0.3 z(A)), at least 0.2 x sales."""
    worth: Floats = yearly_sales * np.maximum(LEAST_VALUE, multiple * (1.0 + VALUE_SPREAD * productivity_score))
    return worth


def can_be_bought(value: Floats, least: float, most: float) -> Flags:
    """Firms of which some ticket between `least` and `most` buys a stake between 10 and 30 %."""
    return (least <= MOST_STAKE * value) & (most >= LEAST_STAKE * value) & (most >= least)


def ticket_for(value: Floats, die: Floats, least: float, most: float) -> Floats:
    """Price of a stake, 10,000 yuan: 10 to 30 % of the value by the die, inside the limits of a ticket."""
    stake = LEAST_STAKE + (MOST_STAKE - LEAST_STAKE) * die
    return np.clip(stake * value, least, most)


class Sale(NamedTuple):
    """Stakes sold in a quarter, one entry each."""

    cost: Integers
    proceeds: Integers
    years: Floats
    conceded: Flags  # the government gives up its gain


class Split(NamedTuple):
    """Who gets the proceeds of each sale; the four parts add up to the proceeds, to the fen."""

    fees: Integers
    government: Integers
    private: Integers
    carried: Integers


def waterfall(sale: Sale, fees_due: int, government_share: float) -> Split:
    """Fees first; then cost back pari passu; the gain pro rata after 20 % of what exceeds 8 % a year to the managers;
    the government's part of a conceded gain goes to the private partners."""
    before = np.cumsum(sale.proceeds) - sale.proceeds
    fees = np.clip(fees_due - before, 0, sale.proceeds)
    left = sale.proceeds - fees
    capital = np.minimum(left, sale.cost)
    gain = left - capital
    hurdle = sale.cost * (HURDLE**sale.years - 1.0)
    carried = np.rint(CARRIED_INTEREST * np.maximum(0.0, gain - hurdle)).astype(np.int64)
    shares = (government_share, 1.0 - government_share)
    public, private = split_fen(capital, shares)
    public_gain, private_gain = split_fen(gain - carried, shares)
    given = np.where(sale.conceded, public_gain, 0)
    return Split(fees, public + public_gain - given, private + private_gain + given, carried)
