"""What a scenario may say of industry and town growing together (clause 3.3.4)."""

from typing import Annotated, ClassVar

from pydantic import Field

from simulation.inputs.delivery import InstrumentSettings, LeverSettings, Ranked, Recipient, Shares
from simulation.quantities import Share


class LandConsolidationSettings(InstrumentSettings):
    """Province money per year; the town borrows its part, developers bring theirs. The three shares add up to one."""

    recipient: ClassVar[Recipient] = "town"
    allocation: Ranked = "competitive"
    province_share: Share = 0.1
    private_share: Share = 0.3

    @property
    def shares(self) -> Shares:
        """Province, town, developers."""
        return Shares(self.province_share, 1.0 - self.province_share - self.private_share, self.private_share)


class AmenitiesSettings(InstrumentSettings):
    """Province money per year; town with its city and private builders pay the rest. A town buys `points` in a year."""

    recipient: ClassVar[Recipient] = "town"
    allocation: Ranked = "competitive"
    province_share: Share = 0.1
    private_share: Share = 0.1
    points: Annotated[int, Field(ge=1, le=4)] = 1

    @property
    def shares(self) -> Shares:
        """Province, town with its city, private builders."""
        return Shares(self.province_share, 1.0 - self.province_share - self.private_share, self.private_share)


class Settings(LeverSettings):
    """Two instruments, each with its own money."""

    land_consolidation: LandConsolidationSettings | None = None
    amenities: AmenitiesSettings | None = None
