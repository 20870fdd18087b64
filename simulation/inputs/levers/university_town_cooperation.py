"""What a scenario may say of cooperation of universities and towns (clause 3.1.4)."""

from simulation.inputs.delivery import InstrumentSettings, Ranked, Shares
from simulation.quantities import Share


class Settings(InstrumentSettings):
    """Province money per year; town with its city and the firm pay the rest of a project's cost."""

    province_share: Share = 0.2
    private_share: Share = 0.6
    allocation: Ranked = "competitive"

    @property
    def shares(self) -> Shares:
        """Province, town with its city, firm."""
        return Shares(self.province_share, 1.0 - self.province_share - self.private_share, self.private_share)
