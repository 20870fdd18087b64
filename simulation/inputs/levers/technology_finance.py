"""What a scenario may say of technology finance (clause 3.3.2)."""

from typing import ClassVar

from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import Eligible, InstrumentSettings, LeverSettings, Ranked, Recipient, Shares
from simulation.quantities import Share


class FinancePlatformSettings(InstrumentSettings):
    """Province money per year; town and city pay the rest of each platform."""

    recipient: ClassVar[Recipient] = "town"
    allocation: Ranked = "competitive"
    province_share: Share = 0.3

    @property
    def shares(self) -> Shares:
        """Province, town with its city, nobody else."""
        return Shares(self.province_share, 1.0 - self.province_share, 0.0)


class IpPledgeSettings(InstrumentSettings):
    """Province money per year for interest and valuation; `cap` limits the interest subsidy of one loan."""

    allocation: Ranked = "lottery"


class SupplyChainSettings(InstrumentSettings):
    """Province money per year, 万元; `cap` limits what one supplier gets in a quarter."""

    eligible: Eligible = Condition.parse("firm.sales < 4亿元")
    allocation: Ranked = "competitive"


class EquipmentLeasingSettings(InstrumentSettings):
    """Province money per year for points of interest; `cap` limits the subsidy of one contract."""

    allocation: Ranked = "lottery"


class FirstSetSettings(InstrumentSettings):
    """Province money per year; the maker pays the rest of its premium. `cap` limits the part of the province."""

    province_share: Share = 0.8
    eligible: Eligible = Condition.parse("firm.sector in ('machinery', 'motor_vehicles', 'electronics')")
    allocation: Ranked = "competitive"


class CrowdfundingSettings(InstrumentSettings):
    """Province money per year for platforms; `cap` limits what one firm raises."""

    eligible: Eligible = Condition.parse("firm.age < 5 years")
    allocation: Ranked = "lottery"


class CreditGuaranteeSettings(InstrumentSettings):
    """Capital that the province pays in per year, 万元; `cap` limits the loan that is guaranteed for one firm."""

    eligible: Eligible = Condition.parse("firm.sales < 4亿元")
    allocation: Ranked = "lottery"


class Settings(LeverSettings):
    """Seven instruments, each off until it is stated; they act in this order."""

    finance_platform: FinancePlatformSettings | None = None
    ip_pledge_loans: IpPledgeSettings | None = None
    supply_chain_finance: SupplyChainSettings | None = None
    equipment_leasing: EquipmentLeasingSettings | None = None
    first_set_insurance: FirstSetSettings | None = None
    equity_crowdfunding: CrowdfundingSettings | None = None
    credit_guarantee: CreditGuaranteeSettings | None = None
