"""What a scenario may say of pairing across regions (clause 3.2.2)."""

from typing import ClassVar

from simulation.inputs.delivery import InstrumentSettings, Ranked, Recipient, Shares
from simulation.quantities import Share


class Settings(InstrumentSettings):
    """Province money per year; both towns with their cities and private partners pay the rest, half for each town.

    `eligible` says which towns outside the delta may receive; any certified town of the delta may send. `cap` limits
    what the province pays for one park a year; the towns then pay more.
    """

    recipient: ClassVar[Recipient] = "town"
    allocation: Ranked = "competitive"
    province_share: Share = 0.5
    private_share: Share = 0.2

    @property
    def shares(self) -> Shares:
        """Province, towns with their cities, private partners."""
        return Shares(self.province_share, 1.0 - self.province_share - self.private_share, self.private_share)
