"""Clause 3.3.2, technology finance: guarantees, pledge loans, leases, insurance and platforms for small firms."""

from collections.abc import Mapping

from simulation.agents.instruments import InstrumentMaker, Instruments
from simulation.agents.tech_finance.crowdfunding import EquityCrowdfunding
from simulation.agents.tech_finance.finance_platform import FinancePlatform
from simulation.agents.tech_finance.first_set import FirstSetInsurance
from simulation.agents.tech_finance.guarantee import CreditGuarantee
from simulation.agents.tech_finance.ip_pledge import IpPledgeLoans
from simulation.agents.tech_finance.leasing import EquipmentLeasing
from simulation.agents.tech_finance.supply_chain import SupplyChainFinance
from simulation.inputs.levers.technology_finance import Settings

CLAUSE = "3.3.2"
TITLE = {"en": "Finance for science and technology", "zh": "科技金融"}
INSTRUMENTS = {
    "finance_platform": "I25",
    "ip_pledge_loans": "I20",
    "supply_chain_finance": "I21",
    "equipment_leasing": "I22",
    "first_set_insurance": "I23",
    "equity_crowdfunding": "I24",
    "credit_guarantee": "I26",
}
SERVES = ("rd_intensity", "patents", "gdp")
READS = (
    "firm.sales", "firm.age", "firm.sector", "refused requests", "missing money", "R&D of three years", "productivity",
    "cash", "town.certified", "town and city money", "index gap",
)  # fmt: skip
WRITES = (
    "credit", "cash", "debt", "outside equity", "R&D", "filing", "patent value", "leasing", "market", "exit hazard",
    "capital spending", "cut plans",
)  # fmt: skip


MAKERS: Mapping[str, InstrumentMaker] = {
    "finance_platform": FinancePlatform,
    "ip_pledge_loans": IpPledgeLoans,
    "supply_chain_finance": SupplyChainFinance,
    "equipment_leasing": EquipmentLeasing,
    "first_set_insurance": FirstSetInsurance,
    "equity_crowdfunding": EquityCrowdfunding,
    "credit_guarantee": CreditGuarantee,
}


class Lever(Instruments):
    """The instruments of one run that have money; supply chains know the finance platforms beside them."""

    def __init__(self, lever: str, settings: Settings) -> None:
        super().__init__(MAKERS, lever, settings)
        platforms = next((part for part in self.parts if isinstance(part, FinancePlatform)), None)
        for part in self.parts:
            if isinstance(part, SupplyChainFinance):
                part.platforms = platforms
