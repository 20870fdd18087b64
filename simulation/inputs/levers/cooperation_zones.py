"""What a scenario may say of cooperation zones (clause 3.2.1)."""

from typing import Annotated, ClassVar

from pydantic import Field

from simulation.inputs.delivery import InstrumentSettings, Ranked, Recipient, Shares
from simulation.quantities import Share

FEWEST_TOWNS = 3
"""Towns that make a zone (I10)."""


class Settings(InstrumentSettings):
    """Province money per year; the member towns pay the rest of a zone's yearly cost in equal parts.

    `cap` limits what the province pays for one zone a year; its towns then pay more.
    """

    recipient: ClassVar[Recipient] = "town"
    allocation: Ranked = "competitive"
    province_share: Share = 0.5
    most_members: Annotated[int, Field(ge=FEWEST_TOWNS)] = 8

    @property
    def shares(self) -> Shares:
        """Province, towns with their cities, nobody else."""
        return Shares(self.province_share, 1.0 - self.province_share, 0.0)
