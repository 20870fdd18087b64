"""Credit guarantees: the guarantor of a city stands for small firms that banks have refused (I26)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.agents.allocation import order
from simulation.agents.delivery import a_town_of_every_city, delayed, eligible_firms, firms_pay, nominal
from simulation.agents.funds.portfolio import is_there
from simulation.agents.purse import Purse
from simulation.agents.tech_finance.banks import lend, productivity_scores, write_off
from simulation.agents.tech_finance.city_guarantor import CityGuarantor, choose
from simulation.agents.tech_finance.needs import value_of_money, was_refused
from simulation.inputs.constants import constant
from simulation.inputs.levers.technology_finance import CreditGuaranteeSettings
from simulation.inputs.regional_shares import REGIONS
from simulation.phases.draws import uniform_pairs
from simulation.rules.dice import Question
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.ledger import fen, split_fen
from simulation.world.world import World

DELAY = 1
"""Quarters from the guarantee to the loan (I26)."""


class Guarantees(NamedTuple):
    """Columns with one entry per guarantee; money in 10,000 yuan."""

    rows: Integers
    identity: NDArray[np.uint64]
    city: Integers
    begins: Integers  # quarter in which the loan is paid out
    owed: Floats  # of the loan, repaid as any other
    risk: Floats  # yearly probability of default that the guarantee adds


def no_guarantees() -> Guarantees:
    """An empty book."""
    whole = np.zeros(0, dtype=np.int64)
    return Guarantees(whole, np.zeros(0, dtype=np.uint64), whole, whole, np.zeros(0), np.zeros(0))


class CreditGuarantee:
    """I26: a loan in place of a refusal, fewer exits, more defaults; no effect on R&D but what the money pays for."""

    def __init__(self, name: str, settings: CreditGuaranteeSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.book = no_guarantees()
        self.guarantors: list[CityGuarantor] = []
        self.funded: set[int] = set()
        self.failing: Integers = np.zeros(0, dtype=np.int64)

    def decide(self, world: World) -> None:
        """Settle losses, pay out what was guaranteed, take the year's capital, choose anew, prove the books."""
        if not self.guarantors:
            self.guarantors = [CityGuarantor(world, city) for city in range(len(world.ground.cities.name))]
        self.settle(world)
        self.pay_out(world)
        if self.purse.is_open(world):
            self.take_capital(world)
            self.guarantee(world)
        else:
            self.wind_up()
        for guarantor in self.guarantors:
            guarantor.check()

    def settle(self, world: World) -> None:
        """A quarter of repayment has passed: guarantees run out, fail or go on; security of old claims is sold."""
        for guarantor in self.guarantors:
            guarantor.recover()
        running = world.quarter > self.book.begins
        self.book = self.book._replace(
            owed=np.where(running, self.book.owed * (1.0 - 1.0 / float(world.p.loan_life)), self.book.owed)
        )
        there = is_there(world, self.book.rows, self.book.identity)
        lost, failed = self.losses(world, there & running), self.closed(world) & ~there & running
        write_off(world, self.book.rows[lost], self.book.owed[lost])
        self.failing = self.book.rows[lost]
        self.pay_claims(world, np.flatnonzero(lost | failed))
        term = round(constant("guarantee_quarters"))
        held = there & ~lost & (world.quarter - self.book.begins < term)
        self.book = Guarantees._make(column[held] for column in self.book)

    def losses(self, world: World, alive: Flags) -> Flags:
        """Loans of living firms that are lost: the firm is in default, or fails because it is guaranteed (d_cg)."""
        finance, rows = world.firms.finance, self.book.rows
        die = uniform_pairs(world.dice_now(), int(Question.GUARANTEE_DEFAULT), self.book.identity)[0]
        chance = 1.0 - (1.0 - self.book.risk) ** 0.25
        in_default = finance.in_default[rows] & (finance.debt[rows] <= 0.0)
        lost: Flags = alive & (in_default | (die < chance))
        return lost

    def closed(self, world: World) -> Flags:
        """Whether a firm that left in the last quarter closed for good and did not drop below the threshold (Q12)."""
        if world.quarter == 0:
            return np.zeros(len(self.book.rows), dtype=np.bool_)
        before = world.dice._replace(quarter=world.quarter - 1)
        die = uniform_pairs(before, int(Question.EXIT), self.book.identity)[1]
        closed: Flags = die >= float(world.p.exit_drop_share)
        return closed

    def pay_claims(self, world: World, places: Integers) -> None:
        """Guarantors pay the banks one claim after the other; the province bears its part of what is reinsured."""
        die = uniform_pairs(world.dice_now(), int(Question.RECOVERY), self.book.identity[places])[0]
        share = constant("guarantee_reinsured_share") * constant("guarantee_province_share")
        home = a_town_of_every_city(world)
        for place, luck in zip(places.tolist(), die.tolist(), strict=True):
            city = int(self.book.city[place])
            guarantor, town = self.guarantors[city], home[city : city + 1]
            paid = guarantor.pay_claim(float(self.book.owed[place]), luck)
            if self.purse.is_open(world):
                part = min(int(share * paid), self.purse.room(world, int(town[0])))
                self.purse.grant(world, guarantor.account, np.array([part]), town)
                guarantor.reinsured += part

    def pay_out(self, world: World) -> None:
        """Loans of this quarter reach the firms, which pay the fee out of them."""
        due = self.book.begins == world.quarter
        rows, loans, cities = self.book.rows[due], self.book.owed[due], self.book.city[due]
        if len(rows) == 0:
            return
        lend(world, rows, loans)
        fees = fen(constant("guarantee_fee") * loans)
        accounts = world.chart.guarantors + 1 + cities
        firms_pay(world, self.purse, rows, accounts, fees)
        for city, fee in zip(cities.tolist(), fees.tolist(), strict=True):
            self.guarantors[city].fees += fee

    def take_capital(self, world: World) -> None:
        """Once a year the province pays in, by the reported GDP of the cities' certified towns; it keeps a reserve."""
        if world.year in self.funded:
            return
        self.funded.add(world.year)
        towns = world.towns
        told = world.history.gdp * towns.status.certified
        gdp = np.bincount(towns.place.city, told, len(self.guarantors)).astype(np.float64)
        if self.purse.left(world) <= 0 or gdp.sum() <= 0.0:
            return
        capital = self.capital_by_city(world, gdp)
        accounts = world.chart.guarantors + 1 + np.arange(len(capital))
        self.purse.grant(world, accounts, capital, a_town_of_every_city(world))
        for guarantor, part in zip(self.guarantors, capital.tolist(), strict=True):
            guarantor.paid_in += part

    def capital_by_city(self, world: World, gdp: Floats) -> Integers:
        """(cities,) fen of the year's money less the reserve, by GDP; region by region where money is kept for some."""
        spendable = 1.0 - constant("guarantee_reserve_share")
        if self.purse.kept is None:
            amount = int(spendable * self.purse.left(world))
            return np.concatenate(split_fen(np.array([amount]), tuple((gdp / gdp.sum()).tolist())))
        region = world.towns.place.region[a_town_of_every_city(world)]
        weight = np.bincount(region, gdp, minlength=len(REGIONS)).astype(np.float64)
        endless = np.where(weight > 0.0, np.inf, 0.0)
        given = spendable * self.purse.pots(world).split(endless, weight)
        return np.floor(given[region] * gdp / np.maximum(weight[region], 1e-9)).astype(np.int64)

    def guarantee(self, world: World) -> None:
        """Each city's guarantor chooses among the refused of its city that ask, as far as its capital carries."""
        rows, loans = self.asking(world)
        cities = world.towns.place.city[world.firms.roster.town[rows]]
        score = productivity_scores(world, rows) - float(world.p.guarantee_selection)
        turn = np.zeros(len(rows))
        turn[order(world, self.settings, rows, Question.GUARANTEE)] = np.arange(len(rows))
        for city in np.unique(cities).tolist():
            here = np.flatnonzero(cities == city)
            guarantor = self.guarantors[city]
            standing = float(self.book.owed[self.book.city == city].sum())
            room = float(world.p.guarantee_leverage) * guarantor.capital - standing
            chosen, guarantor.lean = choose(score[here], loans[here], turn[here], room, guarantor.lean)
            risk = self.risk(world, len(chosen) / len(here))
            self.add(world, rows[here[chosen]], loans[here[chosen]], (city, risk))

    def asking(self, world: World) -> tuple[Integers, Floats]:
        """Refused small firms that think the loan worth its fee and the form, and the loans they may get."""
        able = eligible_firms(world, self.settings.eligible) & was_refused(world)
        able[self.book.rows] = False
        rows = np.flatnonzero(able)
        cities = world.towns.place.city[world.firms.roster.town[rows]]
        capital = np.array([guarantor.capital for guarantor in self.guarantors])
        loans = np.minimum(world.firms.finance.shortage[rows], constant("guarantee_single_share") * capital[cities])
        if self.settings.cap is not None:
            loans = np.minimum(loans, self.settings.cap)
        gain = world.firms.roster.belief[rows] * value_of_money(world, rows, loans)
        cost = constant("guarantee_fee") * loans + nominal(world, float(world.p.application_cost))
        worth = gain > cost
        return rows[worth], loans[worth]

    def risk(self, world: World, served: float) -> float:
        """Yearly default that a guarantee adds: more where a larger share of those who ask is served (E50)."""
        return float(world.p.guarantee_default_rise) * (constant("guarantee_scale_start") + served)

    def add(self, world: World, rows: Integers, loans: Floats, terms: tuple[int, float]) -> None:
        """New guarantees enter the book; `terms` = city and added risk."""
        count, (city, risk) = len(rows), terms
        begins = np.full(count, world.quarter + delayed(world, DELAY), dtype=np.int64)
        cities = np.full(count, city, dtype=np.int64)
        new = Guarantees(rows, world.firms.roster.identity[rows], cities, begins, loans, np.full(count, risk))
        self.book = Guarantees._make(np.concatenate(pair) for pair in zip(self.book, new, strict=True))

    def wind_up(self) -> None:
        """After the last quarter of the instrument capital goes back where no guarantee stands any more."""
        standing = set(self.book.city.tolist())
        for city, guarantor in enumerate(self.guarantors):
            if city not in standing:
                guarantor.wind_up()

    def affect(self, world: World) -> None:
        """Guaranteed firms leave less; those whose loan was lost this quarter leave as firms in default do."""
        hazard = world.firms.channels.hazard
        hazard[self.book.rows[self.book.begins <= world.quarter]] *= float(world.p.guarantee_exit_hazard_ratio)
        hazard[self.failing] *= float(world.p.default_exit_factor)
