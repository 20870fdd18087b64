"""What a scenario may say of technology alliances (clause 3.1.2)."""

from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import Eligible, InstrumentSettings, Ranked, Shares
from simulation.quantities import Share


class Settings(InstrumentSettings):
    """Province money per year; town with its city and the members pay the rest. `eligible` says who may lead.

    `cap` limits what the province pays for one alliance; its members then pay more.
    """

    province_share: Share = 0.3
    private_share: Share = 0.6
    eligible: Eligible = Condition.parse("firm.sales >= 4亿元")
    allocation: Ranked = "competitive"

    @property
    def shares(self) -> Shares:
        """Province, town of the leading firm with its city, members."""
        return Shares(self.province_share, 1.0 - self.province_share - self.private_share, self.private_share)
