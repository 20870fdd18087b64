"""What a scenario may say of research institutes (clause 3.1.1)."""

from typing import ClassVar

from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import Eligible, InstrumentSettings, LeverSettings, Ranked, Recipient, Shares
from simulation.quantities import Share


class NewInstituteSettings(InstrumentSettings):
    """Province money per year; province, town with its city, and university with firms share the start cost."""

    recipient: ClassVar[Recipient] = "town"
    allocation: Ranked = "competitive"
    province_share: Share = 0.3
    private_share: Share = 0.3

    @property
    def shares(self) -> Shares:
        """Province, town with its city, university and firms."""
        return Shares(self.province_share, 1.0 - self.province_share - self.private_share, self.private_share)


class EnterpriseInstituteSettings(InstrumentSettings):
    """Province money per year; the firm pays the rest of what the institute costs."""

    province_share: Share = 0.5
    eligible: Eligible = Condition.parse("firm.rd_intensity >= 2%")
    allocation: Ranked = "competitive"


class Settings(LeverSettings):
    """Two instruments."""

    new_institute: NewInstituteSettings | None = None
    enterprise_institute: EnterpriseInstituteSettings | None = None
