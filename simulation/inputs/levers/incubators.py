"""What a scenario may say of technology business incubators (clause 3.1.1)."""

from typing import ClassVar

from simulation.inputs.delivery import InstrumentSettings, Ranked, Recipient, Shares
from simulation.quantities import Share


class Settings(InstrumentSettings):
    """Province money per year; province, town with its city and operators share the cost of building."""

    recipient: ClassVar[Recipient] = "town"
    allocation: Ranked = "competitive"
    province_share: Share = 0.2
    private_share: Share = 0.3

    @property
    def shares(self) -> Shares:
        """Province, town with its city, operators."""
        return Shares(self.province_share, 1.0 - self.province_share - self.private_share, self.private_share)
