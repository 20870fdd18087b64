"""What a scenario may say of international cooperation (clause 3.2.3)."""

from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import Eligible, InstrumentSettings, Ranked, Shares
from simulation.quantities import Share


class Settings(InstrumentSettings):
    """Province money per year; the firm pays the rest of what its unit costs in a year."""

    province_share: Share = 0.2
    eligible: Eligible = Condition.parse("firm.sales > 10亿元 or firm.rd_intensity > 4%")
    allocation: Ranked = "competitive"

    @property
    def shares(self) -> Shares:
        """Province, nothing by the town, firm."""
        return Shares(self.province_share, 0.0, 1.0 - self.province_share)
