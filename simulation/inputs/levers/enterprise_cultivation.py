"""What a scenario may say of cultivation of innovative firms (clause 3.1.3)."""

from typing import Annotated

from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import HOW, Allocation, Eligible, InstrumentSettings, LeverSettings, Ranked
from simulation.quantities import PositiveMoney, Share


class SmeGrantSettings(InstrumentSettings):
    """Province money per year; the towns pay the rest of each grant, and the firm as much again out of its cash."""

    province_share: Share = 0.7
    eligible: Eligible = Condition.parse("firm.sales < 4亿元")
    allocation: Ranked = "competitive"


class HighTechDriveSettings(InstrumentSettings):
    """Province money per year for awards of `award`; open to firms from `floor` of their notch upwards."""

    award: PositiveMoney = 30.0
    floor: Share = 0.65
    allocation: Ranked = "competitive"

    @property
    def paid(self) -> float:
        """The award, at most the cap (one award per firm)."""
        return self.award if self.cap is None else min(self.award, self.cap)


class RdPostSubsidySettings(InstrumentSettings):
    """Province money per year; the towns pay the rest of every subsidy. `cap` lowers the usual cap per firm."""

    province_share: Share = 0.7
    allocation: Annotated[Allocation, HOW] = "formula"


class EngineeringCentreSettings(InstrumentSettings):
    """Province money per year; the firm pays the rest of what the centre costs."""

    province_share: Share = 0.5
    eligible: Eligible = Condition.parse("firm.sales >= 4亿元 and firm.employees >= 1000")
    allocation: Ranked = "competitive"


class Settings(LeverSettings):
    """Four instruments, each with its own money and its own call."""

    sme_grant: SmeGrantSettings | None = None
    high_tech_drive: HighTechDriveSettings | None = None
    rd_post_subsidy: RdPostSubsidySettings | None = None
    engineering_centre: EngineeringCentreSettings | None = None
