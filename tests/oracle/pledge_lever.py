"""Loans pledged on patents, and leases, in the oracle, firm by firm."""

import math
from dataclasses import dataclass

from simulation.inputs.constants import constant
from simulation.inputs.levers.technology_finance import EquipmentLeasingSettings, IpPledgeSettings
from simulation.rules.dice import Question
from simulation.world.firms import FILING, FUNDING_MEMORY, RD
from tests.oracle.books import fen
from tests.oracle.calls import PARTS, expected_value
from tests.oracle.deciding import productivity_score, size_score
from tests.oracle.delivering import add_effect, ask, delayed, eligible_firms, is_here, nominal
from tests.oracle.lending import (
    Rebate,
    Rebates,
    is_short,
    last_funding,
    lend,
    missing,
    output_value,
    take_back,
    value_of,
)
from tests.oracle.people import Firm
from tests.oracle.plain_rules import DISTRIBUTIONS, FINANCE, PATENTS, uniform_pair

DELAY, RAMP = 1, 4
SHORTEST, TERMS = 4, 5
INVENTIONS, UTILITIES = 1, 3


@dataclass
class Pledge:
    """A loan on patents."""

    firm: Firm
    begins: int
    ends: int
    loan: float


def means_in_force(firm: Firm, world) -> tuple[float, float]:
    """Inventions and utility models that its R&D of three years lets expect."""
    p = world.p
    newest_first = list(firm.memory)
    years = (newest_first[:4], newest_first[4:8], newest_first[8:])
    weights = (p.patent_lag_weights_0, p.patent_lag_weights_1, p.patent_lag_weights_2)
    lagged = sum(weight * sum(year) for weight, year in zip(weights, years, strict=True))
    offset, power = p.patent_rd_offset * world.prices, p.patent_rd_elasticity
    effective = (lagged + offset) ** power - offset**power
    filed = float(world.anchors.patent_scale[firm.sector]) * firm.patent_effect * effective
    filed *= PATENTS.propensity_drift(world.quarter, p)
    inventions, designs = PATENTS.application_shares(p)
    return (
        filed * inventions * p.invention_grant_rate * constant("invention_years_in_force"),
        filed * (1.0 - inventions - designs) * p.utility_grant_rate * constant("utility_years_in_force"),
    )


def patents_in_force(firm: Firm, world) -> tuple[int, int]:
    """With luck that is the same for life."""
    luck = uniform_pair(world.dice._replace(quarter=0), Question.PATENT_STOCK, firm.identity)
    first, second = (
        DISTRIBUTIONS.poisson_quantile(u, mean) for u, mean in zip(luck, means_in_force(firm, world), strict=True)
    )
    return first, second


class PledgeLever:
    """Pledge loans."""

    purse = "technology_finance.ip_pledge_loans"

    def __init__(self, settings: IpPledgeSettings) -> None:
        self.settings = settings
        self.pledges: list[Pledge] = []
        self.rebates = Rebates()
        self.seen: dict[Firm, float] = {}

    def accounts(self, chart) -> dict[int, int]:
        """What banks hold, for leases too."""
        return {chart.banks: self.books.balance["bank"]}

    def decide(self, world) -> None:
        """Pass on, collect, lend, sign."""
        self.books = world.books
        self.rebates.release(world)
        self.pledges = [pledge for pledge in self.pledges if is_here(pledge.firm, world)]
        for pledge in self.pledges:
            if pledge.ends == world.quarter:
                left = (1.0 - 1.0 / world.p.loan_life) ** (pledge.ends - pledge.begins)
                take_back(pledge.firm, pledge.loan * left, world)
            if pledge.begins == world.quarter:
                lend(pledge.firm, pledge.loan, world)
        self.pledges = [pledge for pledge in self.pledges if pledge.ends > world.quarter]
        if self.settings.runs_in(world.now):
            self.sign(world)

    def sign(self, world) -> None:
        """Lowest dice first while the money lasts."""
        offers = []
        debtors = {pledge.firm for pledge in self.pledges}
        for firm in eligible_firms(self.settings.eligible, world):
            if firm not in debtors and is_short(firm):
                offers += self.offer(firm, world)
        fee = fen(nominal(constant("pledge_valuation_fee"), world))
        for _, pledge, subsidy in sorted(offers, key=lambda offer: offer[0]):
            if fen(subsidy) + fee > world.books.left(self.purse, world, parts=4):
                return
            world.books.spend(self.purse, "province", fee, world)
            rebate = Rebate(pledge.firm, pledge.begins, pledge.ends - pledge.begins, fen(subsidy))
            self.rebates.hold(self.purse, rebate, world)
            self.pledges.append(pledge)

    def offer(self, firm: Firm, world) -> list[tuple[float, Pledge, float]]:
        """Die, loan and subsidy, if patents, firm and bank allow."""
        inventions, utilities = patents_in_force(firm, world)
        if inventions < INVENTIONS and utilities < UTILITIES:
            return []
        value = constant("invention_value") * inventions + constant("utility_value") * utilities
        value = nominal(value, world) * (1.0 + world.p.ip_service_value_effect) * self.seen.get(firm, 1.0)
        loan = min(world.p.pledge_loan_to_value * value, missing(firm, world))
        die, term = uniform_pair(world.dice_now, Question.PLEDGE, firm.identity)
        quarters = SHORTEST + int(TERMS * term)
        interest = constant("pledge_interest") * loan * quarters / 4.0
        subsidy = constant("pledge_interest_subsidised") * interest
        subsidy = subsidy if self.settings.cap is None else min(subsidy, self.settings.cap)
        gain = value_of(firm, loan, world)
        gain += expected_value(firm, world.beliefs["pledge_rd_per_loan"] * loan, world)
        worth = firm.belief * gain > interest - subsidy + nominal(world.p.application_cost, world)
        age = (world.quarter - firm.born) / 4.0
        scores = size_score(firm, world), productivity_score(firm, world)
        if not worth or die >= FINANCE.loan_chance(*scores, age, 0.0, world.p):
            return []
        begins = world.quarter + delayed(DELAY, world)
        return [(die, Pledge(firm, begins, begins + quarters, loan), subsidy)]

    def affect(self, world) -> None:
        """More filings, worth less; R&D out of the loan in its first year."""
        self.seen = {firm: firm.patent_value for firm in world.makers}
        for pledge in self.pledges:
            firm, age = pledge.firm, world.quarter - pledge.begins
            if age < 0:
                continue
            add_effect(firm, FILING, constant("pledge_filing_effect") * min(1.0, (age + 1) / RAMP), world)
            firm.patent_value *= 1.0 + 0.5 * world.p.ip_service_value_effect
            part = world.p.pledge_rd_per_loan * pledge.loan / PARTS
            if age < PARTS and part >= 0.0:
                firm.grant += part
                firm.told_grant += part
            elif age < PARTS and firm.spending > 0.0:
                add_effect(firm, RD, max(-1.0, part / firm.spending), world)


@dataclass
class Lease:
    """A lessor stands by a firm."""

    firm: Firm
    begins: int


class LeasingLever:
    """Equipment leases."""

    purse = "technology_finance.equipment_leasing"

    def __init__(self, settings: EquipmentLeasingSettings) -> None:
        self.settings = settings
        self.leases: list[Lease] = []
        self.rebates = Rebates()
        self.quarters = round(constant("lease_quarters"))

    def accounts(self, chart) -> dict[int, int]:
        """What banks hold, for pledge loans too."""
        return {chart.banks: self.books.balance["bank"]}

    def decide(self, world) -> None:
        """Pass on, let leases end, sign new ones by lot."""
        self.books = world.books
        self.rebates.release(world)
        self.leases = [
            lease
            for lease in self.leases
            if is_here(lease.firm, world) and world.quarter - lease.begins < self.quarters
        ]
        if not self.settings.runs_in(world.now):
            return
        served = {lease.firm for lease in self.leases}
        asking = {
            firm: self.subsidy(firm, world)
            for firm in eligible_firms(self.settings.eligible, world)
            if firm not in served and is_short(firm) and self.is_worth(firm, world)
        }
        for firm in sorted(asking, key=lambda firm: ask(Question.LEASING, firm, world)):
            if fen(asking[firm]) > world.books.left(self.purse, world, parts=4):
                return
            lease = Lease(firm, world.quarter + delayed(DELAY, world))
            self.leases.append(lease)
            self.rebates.hold(self.purse, Rebate(firm, lease.begins, self.quarters, fen(asking[firm])), world)

    def subsidy(self, firm: Firm, world) -> float:
        """Points of interest on twice the equipment that is added."""
        funded = world.p.wanted_investment_share * firm.sales * math.exp(last_funding(firm))
        added = self.quarters * funded * world.beliefs["leasing_investment_effect"]
        contract = added / (1.0 - constant("lease_substitution"))
        subsidy = constant("lease_interest_subsidy") * constant("lease_years") * contract
        return subsidy if self.settings.cap is None else min(subsidy, self.settings.cap)

    def is_worth(self, firm: Firm, world) -> bool:
        """Output and subsidy against the form."""
        log_rise = math.log1p(world.beliefs["leasing_investment_effect"]) * min(self.quarters, FUNDING_MEMORY)
        gain = output_value(firm, log_rise, world) + self.subsidy(firm, world)
        return firm.belief * gain > nominal(world.p.application_cost, world)

    def affect(self, world) -> None:
        """What lessors add."""
        for lease in self.leases:
            age = world.quarter - lease.begins
            if age >= 0:
                lease.firm.leasing += world.p.leasing_investment_effect * min(1.0, (age + 1) / RAMP)
