"""What a scenario may say of collaborative and public testing platforms of the towns (clause 3.1.1)."""

from typing import ClassVar

from simulation.inputs.delivery import InstrumentSettings, LeverSettings, Ranked, Recipient, Shares
from simulation.quantities import Share


class CollaborativePlatform(InstrumentSettings):
    """Building and the first years' running costs of a town's platform; the three shares add up to one."""

    recipient: ClassVar[Recipient] = "town"
    allocation: Ranked = "competitive"
    province_share: Share = 0.4
    private_share: Share = 0.3
    opex_years: int = 3

    @property
    def shares(self) -> Shares:
        """Province, town with its city, firms."""
        return Shares(self.province_share, 1.0 - self.province_share - self.private_share, self.private_share)


class TestingPlatform(InstrumentSettings):
    """A public testing platform in a town with enough firms of its specialty."""

    recipient: ClassVar[Recipient] = "town"
    allocation: Ranked = "competitive"
    province_share: Share = 0.4
    private_share: Share = 0.2

    @property
    def shares(self) -> Shares:
        """Province, town with its city, firms."""
        return Shares(self.province_share, 1.0 - self.province_share - self.private_share, self.private_share)


class Settings(LeverSettings):
    """Two instruments."""

    collaborative_platform: CollaborativePlatform | None = None
    testing_platform: TestingPlatform | None = None
