"""Rules of technology finance, told in plain numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.agents.tech_finance.city_guarantor import CityGuarantor
from simulation.agents.tech_finance.crowdfunding import EquityCrowdfunding
from simulation.agents.tech_finance.finance_platform import FinancePlatform
from simulation.agents.tech_finance.first_set import FirstSetInsurance, Policy
from simulation.agents.tech_finance.guarantee import CreditGuarantee
from simulation.agents.tech_finance.ip_pledge import IpPledgeLoans, interest, loan_on
from simulation.agents.tech_finance.leasing import EquipmentLeasing
from simulation.agents.tech_finance.patent_stock import appraised_value, can_pledge
from simulation.agents.tech_finance.supply_chain import SupplyChainFinance
from simulation.inputs.levers.technology_finance import (
    CreditGuaranteeSettings,
    CrowdfundingSettings,
    EquipmentLeasingSettings,
    FinancePlatformSettings,
    FirstSetSettings,
    IpPledgeSettings,
    SupplyChainSettings,
)
from simulation.rules import finance
from simulation.world.firms import MARKET
from simulation.world.ledger import FEN
from tests.levers.finance_worlds import PROGRAMME, makers, one_city, refuse, rich_world, spent
from tests.rules.numbers import by_hand

SECOND_QUARTER = 2
RICH = {"budget": "1亿元"}
Answer = Mapping[str, float]


def credit_guarantee(given: Mapping[str, Any]) -> Answer:
    """One city, one loan, which is lost after so many quarters."""
    world = rich_world(1, guarantee_leverage=given["leverage"], loan_life=given["loan_life"])
    world.ledger.appropriated[0, 0] = round(given["money_of_the_province"] * FEN)
    one_city(world, 0)
    world.towns.place.city[:] = 0
    world.history.gdp[:] = 1.0
    lever = CreditGuarantee(PROGRAMME, CreditGuaranteeSettings.model_validate(RICH))
    lever.guarantors = [CityGuarantor(world, city) for city in range(len(world.ground.cities.name))]
    lever.take_capital(world)
    guarantor = lever.guarantors[0]
    capital = guarantor.capital
    row = makers(world, 1)
    lever.add(world, row, np.array([float(given["loan"])]), (0, 0.0))
    world.quarter = 1
    lever.pay_out(world)
    for _ in range(given["quarters"]):
        world.quarter += 1
        lost = world.quarter == given["quarters"] + 1
        world.firms.finance.in_default[row] = lost
        world.firms.finance.debt[row] = 0.0 if lost else 1e6
        lever.settle(world)
    return {
        "capital_paid_in": capital,
        "most_guaranteed": float(world.p.guarantee_leverage) * capital,
        "fee": guarantor.fees / FEN,
        "claim": guarantor.claims / FEN,
        "from_the_province": guarantor.reinsured / FEN,
        "capital_left": guarantor.capital,
    }


def ip_pledge_loans(given: Mapping[str, Any]) -> Answer:
    world = rich_world(1, ip_service_value_effect=given["value_effect"])
    patents = np.array([given["inventions"]]), np.array([given["utility_models"]])
    quarters = np.array([given["quarters"]])
    value = appraised_value(world, patents) * can_pledge(patents)
    loan = loan_on(value, np.array([float(given["missing"])]), given["loan_to_value"])
    lever = IpPledgeLoans(PROGRAMME, IpPledgeSettings.model_validate(RICH))
    return {
        "value": value.item(),
        "loan": loan.item(),
        "interest": interest(loan, quarters).item(),
        "subsidy": lever.subsidy(loan, quarters).item(),
    }


def supply_chain_finance(given: Mapping[str, Any]) -> Answer:
    world = rich_world(SECOND_QUARTER, supply_chain_financed_share=given["financed_share"])
    core, supplier = makers(world, 2)
    roster, firms = world.firms.roster, world.firms
    roster.town[supplier], roster.sector[supplier] = roster.town[core], roster.sector[core]
    firms.output.sales[supplier] = given["yearly_sales"] / 4.0
    roster.belief[supplier] = 1000.0
    if given["missing"] > 0:
        refuse(world, np.array([supplier]), given["missing"])
    lever = SupplyChainFinance(PROGRAMME, SupplyChainSettings.model_validate(RICH))
    lever.chains.grant(world, np.array([core]), np.zeros(1))
    before = float(firms.finance.cash[supplier])
    lever.pay_early(world)
    early = float(firms.finance.cash[supplier]) - before
    world.quarter += 1
    lever.settle(world)
    return {"now": early, "kept_after_settling": float(firms.finance.cash[supplier]) - before}


def equipment_leasing(given: Mapping[str, Any]) -> Answer:
    world = rich_world(SECOND_QUARTER, wanted_investment_share=given["wanted_share"])
    rows = makers(world, 1)
    world.firms.output.sales[rows] = given["sales_of_the_quarter"]
    refuse(world, rows, 1.0, given["funded_part"])
    lever = EquipmentLeasing(PROGRAMME, EquipmentLeasingSettings.model_validate(RICH))
    wanted = given["wanted_share"] * given["sales_of_the_quarter"]
    leased = by_hand(finance.leased_investment)(given["funded_part"] * wanted, wanted, given["rise"])
    return {"leased_a_quarter": leased, "subsidy": lever.subsidy(world, rows, given["rise"]).item()}


def first_set_insurance(given: Mapping[str, Any]) -> Answer:
    world = rich_world(SECOND_QUARTER, first_set_sales_effect=given["sales_effect"], instrument_overlap_exponent=1.0)
    rows = makers(world, 1)
    world.firms.output.sales[rows] = given["yearly_sales"] / 4.0
    world.firms.finance.cash[rows] = 10_000.0
    lever = FirstSetInsurance(PROGRAMME, FirstSetSettings.model_validate(RICH))
    lever.insure(world, rows)
    (policy,) = lever.policies.values()
    assert policy == Policy(int(rows[0]), world.quarter + 2, world.quarter + 6, 1)
    world.quarter += given["quarters_later"]
    lever.affect(world)
    paid = spent(world)
    return {
        "province": paid["province"],
        "maker": paid["private"],
        "rise_of_sales": float(world.firms.channels.gain[MARKET, rows[0]]),
    }


def equity_crowdfunding(given: Mapping[str, Any]) -> Answer:
    world = rich_world(SECOND_QUARTER, crowdfunding_volume=given["volume"])
    rows = makers(world, given["young_firms"])
    city = int(world.towns.place.city[world.firms.roster.town[rows[0]]])
    world.firms.roster.town[rows] = world.firms.roster.town[rows[0]]
    one_city(world, city)
    world.firms.roster.born[:] = -100
    world.firms.roster.born[rows] = -4
    lever = EquityCrowdfunding(PROGRAMME, CrowdfundingSettings.model_validate(RICH))
    lever.decide(world)
    tickets = lever.stakes.amount
    return {
        "firms": len(tickets),
        "ticket": tickets[0] if len(tickets) else 0.0,
        "raised": tickets.sum(),
        "platform": spent(world)["province"],
    }


def finance_platform(given: Mapping[str, Any]) -> Answer:
    world = rich_world(1, towns_money=1000.0, service_takeup_speed=given["speed"])
    world.macro.deflator[:] = given["prices"]
    lever = FinancePlatform(PROGRAMME, FinancePlatformSettings.model_validate(RICH))
    lever.opens = np.full(len(world.ground.cities.name), 10_000, dtype=np.int64)
    lever.files = np.zeros(len(lever.opens))
    world.town_match[:] = True
    town = np.flatnonzero(world.towns.status.certified)[:1]
    lever.build(world, town)
    city = int(world.towns.place.city[town[0]])
    lever.files[city] = given["on_file"]
    world.quarter = int(lever.opens[city])
    lever.spread(world)
    paid = spent(world)
    return {
        "province": paid["province"],
        "town_and_city": paid["town"] + paid["city"],
        "on_file_next_quarter": float(lever.files[city]),
    }


RULES: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "credit_guarantee": credit_guarantee,
    "ip_pledge_loans": ip_pledge_loans,
    "supply_chain_finance": supply_chain_finance,
    "equipment_leasing": equipment_leasing,
    "first_set_insurance": first_set_insurance,
    "equity_crowdfunding": equity_crowdfunding,
    "finance_platform": finance_platform,
}
