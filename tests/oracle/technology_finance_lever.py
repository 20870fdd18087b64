"""Finance platforms, supply chains, first-set insurance and crowdfunding in the oracle, firm by firm."""

import math
from dataclasses import dataclass

from simulation.inputs.constants import constant
from simulation.inputs.levers.technology_finance import (
    CrowdfundingSettings,
    FinancePlatformSettings,
    FirstSetSettings,
    SupplyChainSettings,
)
from simulation.rules.dice import Question
from simulation.world.firms import CREDIT, MARKET
from tests.oracle.books import FEN, fen, split
from tests.oracle.calls import VALUE_SHARE, has, is_call, ranked
from tests.oracle.delivering import add_effect, ask, delayed, eligible_firms, eligible_towns, is_here, nominal
from tests.oracle.lending import is_short, missing, value_of
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import LINKS, uniform
from tests.oracle.town_projects import Project, best_first, finds_match, fund

RAMP, YEAR = 4, 4
PLATFORM_DELAY, CHAIN_DELAY, POLICY_DELAY, CROWD_DELAY = 4, 2, 2, 2
FIRST_FILES, SMALL = 0.01, 40_000.0


@dataclass
class CityPlatform:
    """A finance platform of a city."""

    opens: int
    files: float = 0.0


class FinancePlatformLever:
    """Credit files."""

    purse = "technology_finance.finance_platform"

    def __init__(self, settings: FinancePlatformSettings) -> None:
        self.settings = settings
        self.cities: dict[int, CityPlatform] = {}

    def is_open(self, city: int, world) -> bool:
        """Whether a platform works there."""
        return city in self.cities and self.cities[city].opens <= world.quarter

    def decide(self, world) -> None:
        """Files spread; once a year new platforms."""
        ceiling = constant("credit_file_ceiling")
        for city, platform in self.cities.items():
            if self.is_open(city, world):
                users = min(ceiling, max(FIRST_FILES, platform.files))
                platform.files = LINKS.next_takeup(users, ceiling, world.p)
        if self.settings.runs_in(world.now) and world.quarter % YEAR == 0:
            self.build(world)

    def build(self, world) -> None:
        """The best town of every city without one."""
        able = [
            town
            for town in eligible_towns(self.settings.eligible, world)
            if town.city not in self.cities and finds_match(town, world)
        ]
        best: dict[int, Town] = {}
        for town in best_first(able, Question.CREDIT_FILE, world):
            best.setdefault(town.city, town)
        cost = fen(nominal(constant("finance_platform_cost"), world))
        project = Project(self.purse, cost, tuple(self.settings.shares))
        opens = world.quarter + delayed(PLATFORM_DELAY, world)
        self.cities |= {town.city: CityPlatform(opens) for town in fund(project, list(best.values()), world)}

    def affect(self, world) -> None:
        """Small firms on file."""
        for firm in world.makers:
            city = firm.town.city
            if self.is_open(city, world) and 4.0 * firm.sales < SMALL and firm.affinity < self.cities[city].files:
                grown = min(1.0, (world.quarter - self.cities[city].opens + 1) / RAMP)
                add_effect(firm, CREDIT, world.p.finance_platform_acceptance_effect * grown, world)


@dataclass
class Chain:
    """A core firm that has joined."""

    core: Firm
    begins: int


class SupplyChainLever:
    """Receivables paid early."""

    purse = "technology_finance.supply_chain_finance"

    def __init__(self, settings: SupplyChainSettings) -> None:
        self.settings = settings
        self.chains: list[Chain] = []
        self.due: dict[Firm, float] = {}

    def decide(self, world) -> None:
        """Settle, pay, join."""
        for firm, amount in self.due.items():
            if is_here(firm, world):
                firm.cash -= amount
        self.due = {}
        self.chains = [chain for chain in self.chains if is_here(chain.core, world)]
        if not self.settings.runs_in(world.now):
            return
        self.pay_early(world)
        if is_call(world):
            self.join(world)

    def pay_early(self, world) -> None:
        """To suppliers that lack money."""
        cores = {chain.core.town: chain.core for chain in self.chains if chain.begins <= world.quarter}
        margin = constant("supply_chain_margin") / 4.0
        for firm in eligible_firms(self.settings.eligible, world):
            core = cores.get(firm.town)
            if core is None or firm is core or not is_short(firm) or not self.are_near(core, firm, world):
                continue
            receivables = constant("receivables_share") * 4.0 * firm.sales
            amount = min(world.p.supply_chain_financed_share * receivables, missing(firm, world))
            amount = amount if self.settings.cap is None else min(amount, self.settings.cap)
            cost = margin * amount + nominal(world.p.application_cost, world)
            if firm.belief * value_of(firm, amount, world) > cost:
                firm.cash += amount
                firm.cut = -1000
                self.due[firm] = amount * (1.0 + margin)

    def are_near(self, core: Firm, firm: Firm, world) -> bool:
        """Of one sector or one family of sectors."""
        families = world.ground.sectors.family
        return bool(families[core.sector] == families[firm.sector])

    def join(self, world) -> None:
        """The largest core firm of every town, the largest first."""
        makers = [firm for firm in world.makers if firm.town.certified]
        makers.sort(key=lambda firm: -firm.sales)
        largest: dict[Town, Firm] = {}
        for firm in makers[: int(constant("core_firm_share") * len(makers))]:
            largest.setdefault(firm.town, firm)
        taken = {chain.core.town for chain in self.chains}
        cost = fen(nominal(constant("supply_chain_platform_cost"), world))
        for town, core in largest.items():
            if town in taken or not self.joins(town, world):
                continue
            if cost > world.books.left(self.purse, world):
                return
            world.books.spend(self.purse, "province", cost, world)
            self.chains.append(Chain(core, world.quarter + delayed(CHAIN_DELAY, world)))

    def joins(self, town: Town, world) -> bool:
        """Anywhere with some luck, surely where the city has a platform."""
        platforms = [lever for lever in world.levers if isinstance(lever, FinancePlatformLever)]
        if any(lever.is_open(town.city, world) for lever in platforms):
            return True
        die = uniform(world.dice._replace(quarter=0), Question.SUPPLY_CHAIN, town.code)
        return die < constant("core_firm_joins_alone")

    def affect(self, world) -> None:
        """Nothing else."""


@dataclass
class Policy:
    """A maker's insurance."""

    begins: int = 0
    until: int = 0
    years: int = 0


class FirstSetLever:
    """First-set insurance."""

    purse = "technology_finance.first_set_insurance"

    def __init__(self, settings: FirstSetSettings) -> None:
        self.settings = settings
        self.policies: dict[Firm, Policy] = {}

    def decide(self, world) -> None:
        """Once a year the best makers are insured."""
        self.policies = {firm: policy for firm, policy in self.policies.items() if is_here(firm, world)}
        if not self.settings.runs_in(world.now) or not is_call(world):
            return
        asking = [firm for firm in eligible_firms(self.settings.eligible, world) if self.asks(firm, world)]
        for firm in ranked(asking, Question.FIRST_SET_SCORE, world):
            province, own = self.parts(firm)
            if province > world.books.left(self.purse, world):
                return
            world.books.spend(self.purse, "province", province, world)
            world.books.spend(self.purse, "private", own, world)
            firm.cash -= own / FEN
            policy = self.policies.setdefault(firm, Policy())
            if policy.until <= world.quarter:
                policy.begins = policy.until = world.quarter + delayed(POLICY_DELAY, world)
            policy.until += YEAR
            policy.years += 1

    def product(self, firm: Firm) -> float:
        """Yearly sales of what is insured."""
        return constant("first_set_product_share") * 4.0 * firm.sales

    def parts(self, firm: Firm) -> tuple[int, int]:
        """Of province and maker."""
        share, cap = self.settings.province_share, self.settings.cap
        province, own = split(fen(constant("first_set_premium") * self.product(firm)), (share, 1.0 - share))
        paid = province if cap is None else min(province, fen(cap))
        return paid, own + province - paid

    def asks(self, firm: Firm, world) -> bool:
        """Has such a product, sells one a year, is not done, gains, can pay."""
        luck = uniform(world.dice._replace(quarter=0), Question.FIRST_SET, firm.identity)
        if luck >= world.p.first_set_eligible_share:
            return False
        if self.product(firm) < nominal(constant("first_set_least_price"), world):
            return False
        if firm in self.policies and self.policies[firm].years >= round(constant("first_set_years")):
            return False
        effect = constant("first_set_product_share") * world.beliefs["first_set_sales_effect"]
        premium = constant("first_set_premium") * self.product(firm)
        cost = (1.0 - self.settings.province_share) * premium + nominal(world.p.application_cost, world)
        return firm.belief * effect * 4.0 * firm.sales * VALUE_SHARE > cost and has(firm, self.parts(firm)[1])

    def affect(self, world) -> None:
        """The market of insured makers."""
        effect = constant("first_set_product_share") * world.p.first_set_sales_effect
        for firm, policy in self.policies.items():
            if policy.begins <= world.quarter < policy.until:
                grown = min(1.0, (world.quarter - policy.begins + 1) / RAMP)
                add_effect(firm, MARKET, effect * grown, world)


@dataclass
class Stake:
    """What a crowd gave a firm."""

    firm: Firm
    begins: int
    ticket: float


class CrowdfundingLever:
    """Equity crowdfunding."""

    purse = "technology_finance.equity_crowdfunding"

    def __init__(self, settings: CrowdfundingSettings) -> None:
        self.settings = settings
        self.cities: list[int] = []
        self.stakes: list[Stake] = []
        self.funded: set[Firm] = set()

    def decide(self, world) -> None:
        """Money arrives; once a year platforms open and raise."""
        self.stakes = [stake for stake in self.stakes if is_here(stake.firm, world)]
        for stake in self.stakes:
            if stake.begins == world.quarter:
                world.books.spend(self.purse, "private", fen(stake.ticket), world)
                stake.firm.equity += stake.ticket
        if self.settings.runs_in(world.now) and is_call(world):
            self.open(world)
            able = eligible_firms(self.settings.eligible, world)
            for city in self.cities:
                self.raise_money([firm for firm in able if firm.town.city == city], world)

    def open(self, world) -> None:
        """Where most is made first."""
        gdp: dict[int, float] = {}
        for town in world.towns:
            gdp[town.city] = gdp.get(town.city, 0.0) + world.reports[town].gdp * town.certified
        cost = fen(nominal(constant("crowdfunding_platform_cost"), world))
        for city in sorted(gdp, key=lambda city: -gdp[city]):
            if city in self.cities or gdp[city] <= 0.0:
                continue
            if cost > world.books.left(self.purse, world):
                return
            world.books.spend(self.purse, "province", cost, world)
            self.cities.append(city)

    def raise_money(self, firms: list[Firm], world) -> None:
        """Equal tickets by lot."""
        volume = world.p.crowdfunding_volume * nominal(constant("crowdfunding_plan"), world)
        number = math.ceil(volume / nominal(constant("crowdfunding_ticket"), world))
        ticket = volume / max(1, number)
        ticket = ticket if self.settings.cap is None else min(ticket, self.settings.cap)
        form = nominal(world.p.application_cost, world)
        asking = [firm for firm in firms if firm not in self.funded and firm.belief * ticket > form]
        asking.sort(key=lambda firm: ask(Question.CROWDFUNDING, firm, world))
        begins = world.quarter + delayed(CROWD_DELAY, world)
        self.stakes += [Stake(firm, begins, ticket) for firm in asking[:number]]
        self.funded |= set(asking[:number])

    def affect(self, world) -> None:
        """They fail more often."""
        for stake in self.stakes:
            if stake.begins <= world.quarter:
                stake.firm.hazard *= constant("crowdfunding_exit_ratio")
