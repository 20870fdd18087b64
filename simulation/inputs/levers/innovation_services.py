"""What a scenario may say of services for innovation (clause 3.3.3)."""

from typing import ClassVar

from simulation.inputs.delivery import InstrumentSettings, LeverSettings, Ranked, Recipient, Shares
from simulation.quantities import Share


class MakerspaceSettings(InstrumentSettings):
    """Opening a makerspace in a town; the three shares add up to one."""

    recipient: ClassVar[Recipient] = "town"
    province_share: Share = 0.3
    private_share: Share = 0.3
    allocation: Ranked = "competitive"

    @property
    def shares(self) -> Shares:
        """Province, town with its city, operator."""
        return Shares(self.province_share, 1.0 - self.province_share - self.private_share, self.private_share)


class SharedInstrumentsSettings(InstrumentSettings):
    """Province money per year; `province_share` = part of the fee that comes back. `cap` limits it per firm."""

    province_share: Share = 0.4
    allocation: Ranked = "lottery"


class IpServicesSettings(InstrumentSettings):
    """Province money per year; the towns pay the rest of the support. `cap` limits what one firm gets in all."""

    province_share: Share = 0.5
    allocation: Ranked = "first_come"

    @property
    def shares(self) -> Shares:
        """Province, town with its city, nothing by the firm."""
        return Shares(self.province_share, 1.0 - self.province_share, 0.0)


class Settings(LeverSettings):
    """Three instruments, each with its own money and its own call."""

    makerspaces: MakerspaceSettings | None = None
    shared_instruments: SharedInstrumentsSettings | None = None
    ip_services: IpServicesSettings | None = None
