"""Guidance funds in the oracle: vintages that raise, invest and sell, year by year and fund by fund."""

import math
import statistics

from simulation.inputs.levers.guidance_funds import StagedEquity
from simulation.levers.guidance_funds import RESERVE_PLACE
from simulation.rules.dice import Question
from simulation.world.firms import RD
from tests.oracle.books import FEN, split
from tests.oracle.delivering import add_effect, delayed, is_here
from tests.oracle.fund_books import LIFE_YEARS, RISK_OF_BACKED, Portfolio, Sale, waterfall
from tests.oracle.fund_market import Candidate, Search, find_deals, open_market
from tests.oracle.plain_rules import DISTRIBUTIONS, uniform, uniform_pair

PURSE = "guidance_funds.staged_equity"
INVESTING_QUARTERS = 16
LUMPINESS, MOST_PRIVATE, LEAST_PRIVATE = 0.5, 4, 0.5
DEVELOPED_FACTOR, LAGGING_FACTOR = 0.6, 1.4
USUAL_NOISE, BEST_NOISE, BEST_MANAGERS = 0.8, 0.4, 0.25
RECENT, RAMP = 4, 4
USUAL_MONEY = 27_000.0


class Fund:
    """One vintage for one half of the province; `account` is the number its dice are keyed by."""

    def __init__(self, account: int, in_delta: bool, money: tuple[int, int], settings: StagedEquity, world) -> None:
        new, self.from_reserve = money
        self.account, self.in_delta, self.settings = account, in_delta, settings
        self.portfolio = Portfolio()
        self.private, self.public = self.closings(new + self.from_reserve, world)
        self.first_search = world.quarter + len(self.private)
        place, refuses = uniform_pair(world.dice_now, Question.FUND_RAISE, 8 * account + 7)
        is_best = place < BEST_MANAGERS and refuses >= world.p.fund_refusal_by_best
        self.noise = BEST_NOISE if is_best else USUAL_NOISE
        self.paid_public = self.paid_private = self.fees_due = self.freed = 0
        self.promised = {True: 0, False: 0}
        self.done = 0

    def closings(self, government: int, world) -> tuple[list[int], list[int]]:
        """Private and public money of each closing."""
        dice, key = world.dice_now, 8 * self.account
        number = 2 + int(3 * uniform(dice, Question.FUND_RAISE, key))
        number = min(delayed(number, world), 4 - world.quarter % 4)
        leverage = world.p.fund_private_leverage * (DEVELOPED_FACTOR if self.in_delta else LAGGING_FACTOR)
        wanted = []
        for k in range(number):
            luck = DISTRIBUTIONS.normal_quantile(uniform(dice, Question.FUND_RAISE, key + 1 + k))
            wanted.append(leverage * government / number * math.exp(LUMPINESS * luck - 0.5 * LUMPINESS**2))
        within = min(1.0, MOST_PRIVATE * government / sum(wanted)) if sum(wanted) > 0.0 else 0.0
        private = [math.floor(part * within) for part in wanted]
        raised = sum(private)
        if raised == 0:
            return private, [0] * number
        total = min(government, int(raised / LEAST_PRIVATE))
        return private, split(total, tuple(part / raised for part in private))

    @property
    def paid_in(self) -> int:
        """All money that came in."""
        return self.paid_public + self.paid_private

    def is_investing(self, world) -> bool:
        """Whether it looks for firms."""
        return self.first_search <= world.quarter < self.first_search + INVESTING_QUARTERS

    def live(self, market: list[Candidate] | None, lever: "FundLever", world) -> None:
        """Close, pay the manager, part with stakes, pay instalments, invest."""
        if self.done < len(self.private):
            self.close(lever, world)
        self.fees_due += int(self.paid_in * self.settings.management_fee / 4.0)
        fee = min(self.fees_due, self.portfolio.cash)
        self.portfolio.cash -= fee
        self.fees_due -= fee
        sales, freed = self.portfolio.part_with_stakes(world)
        self.distribute(sales, lever)
        self.freed += freed + self.portfolio.pay_second_instalments(world)
        if market is not None and self.is_investing(world):
            self.invest(market, world)

    def close(self, lever: "FundLever", world) -> None:
        """Partners pay in, the government in step and out of the reserve first."""
        private, public = self.private[self.done], self.public[self.done]
        self.done += 1
        if not self.settings.runs_in(world.now):
            return
        old = min(public, self.from_reserve)
        self.from_reserve -= old
        lever.reserve -= old
        world.books.spend(PURSE, "province", public - old, world)
        world.books.spend(PURSE, "private", private, world)
        self.paid_public += public
        self.paid_private += private
        self.portfolio.cash += public + private

    def distribute(self, sales: list[Sale], lever: "FundLever") -> None:
        """Proceeds leave the fund; a part of the government's goes into the next vintage."""
        share = self.paid_public / self.paid_in if self.paid_in else 0.0
        shares = waterfall(sales, self.fees_due, share)
        self.portfolio.cash -= shares.fees + shares.government + shares.others
        self.fees_due -= shares.fees
        lever.reserve += int(self.settings.recycle * shares.government)

    def invest(self, market: list[Candidate], world) -> None:
        """Local firms under the quota, then firms anywhere."""
        quota = self.settings.local_quota
        available = self.paid_in * max(0.0, 1.0 - LIFE_YEARS * self.settings.management_fee) + self.freed
        due = available * (world.quarter - self.first_search + 1) / INVESTING_QUARTERS
        local = int(quota * due) - self.promised[True]
        if local > 0:
            left = int(available) - sum(self.promised.values())
            self.buy(market, Search(local, left, self.noise, self.in_delta), True, world)
        beside = self.promised[True] / quota if quota > 0.0 else due
        room = int((1.0 - quota) * min(due, beside)) - self.promised[False]
        room = min(room, int(available) - sum(self.promised.values()))
        if room > 0:
            self.buy(market, Search(room, room, self.noise, None), False, world)

    def buy(self, market: list[Candidate], search: Search, is_local: bool, world) -> None:
        """Half of each ticket now."""
        for firm, ticket in find_deals(market, search, self.settings.cap, world):
            self.promised[is_local] += ticket
            self.portfolio.buy(firm, (ticket - ticket // 2, ticket // 2), 1.0, world)


class FundLever:
    """All vintages and the reserve between them; `first_account` numbers the funds as the ledger does."""

    def __init__(self, settings: StagedEquity, first_account: int) -> None:
        self.settings, self.first_account = settings, first_account
        self.funds: list[Fund] = []
        self.founded: set[int] = set()
        self.reserve = 0

    def accounts(self, chart) -> dict[int, int]:
        """Of every fund and of the reserve."""
        held = {fund.account: fund.portfolio.cash for fund in self.funds}
        return held | {chart.funds + RESERVE_PLACE: self.reserve}

    def decide(self, world) -> None:
        """Found this year's funds; all funds live their quarter on one market."""
        year = world.quarter // 4
        if self.settings.runs_in(world.now) and year not in self.founded:
            self.founded.add(year)
            self.found(year, world)
        market = None
        if any(fund.is_investing(world) for fund in self.funds):
            backed = {
                stake.firm for fund in self.funds for stake in fund.portfolio.stakes if is_here(stake.firm, world)
            }
            market = open_market(self.settings.eligible, backed, self.settings.cap, world)
        for fund in self.funds:
            fund.live(market, self, world)

    def found(self, year: int, world) -> None:
        """Budget and reserve, split by the GDP of certified towns in the delta and elsewhere."""
        gdp = [(town.region == 0, world.reports[town].gdp) for town in world.towns if town.certified]
        delta = sum(value for in_delta, value in gdp if in_delta) / sum(value for _, value in gdp)
        shares = (delta, 1.0 - delta)
        new, old = split(world.books.left(PURSE, world), shares), split(self.reserve, shares)
        for half in range(2):
            if new[half] + old[half] > 0:
                money = (new[half], old[half])
                account = self.first_account + 2 * year + half
                self.funds.append(Fund(account, half == 0, money, self.settings, world))

    def affect(self, world) -> None:
        """Backed firms research more and leave less; where funds are strong fewer firms are founded."""
        invested = [0.0] * len(world.ground.cities.gdp)
        for stake in (stake for fund in self.funds for stake in fund.portfolio.stakes):
            age = world.quarter - stake.since
            add_effect(stake.firm, RD, world.p.fund_rd_effect * min(1.0, (age + 1) / RAMP), world)
            stake.firm.hazard *= RISK_OF_BACKED
            if age < RECENT:
                invested[stake.firm.town.city] += stake.cost / FEN
        if not self.funds:
            return
        gdp = world.ground.cities.gdp.tolist()
        intensity = [money / value for money, value in zip(invested, gdp, strict=True)]
        spread = max(statistics.pstdev(intensity), USUAL_MONEY / sum(gdp))
        for town in world.towns:
            others = 1.0 - town.firms[town.specialty] / max(1, sum(town.firms))
            effect = world.p.fund_firm_formation_effect * intensity[town.city] / spread
            town.entry_effect += effect * others
