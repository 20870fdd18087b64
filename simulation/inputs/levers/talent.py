"""What a scenario may say of people for innovation (clause 3.3.1)."""

from typing import Annotated, ClassVar

from pydantic import Field

from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import Eligible, InstrumentSettings, LeverSettings, Ranked, Recipient, Shares
from simulation.quantities import Share


class CommissionersSettings(InstrumentSettings):
    """Province money per year; the towns pay the rest of every post, the firms nothing."""

    province_share: Share = 0.5
    eligible: Eligible = Condition.everyone
    allocation: Ranked = "lottery"


class WorkstationSettings(InstrumentSettings):
    """Province money per year; town and firm pay the rest. A workstation stays open for `term_years`."""

    province_share: Share = 0.5
    private_share: Share = 0.3
    term_years: Annotated[int, Field(ge=1, le=5)] = 3
    eligible: Eligible = Condition.everyone
    allocation: Ranked = "competitive"

    @property
    def shares(self) -> tuple[float, float, float]:
        """Province, town with its city, firm."""
        return self.province_share, 1.0 - self.province_share - self.private_share, self.private_share


class TeamSettings(InstrumentSettings):
    """Province money per year; the town that hosts a team pays the rest."""

    recipient: ClassVar[Recipient] = "town"
    province_share: Share = 0.6
    eligible: Eligible = Condition.everyone
    allocation: Ranked = "competitive"

    @property
    def shares(self) -> Shares:
        """Province, town with its city, nobody else."""
        return Shares(self.province_share, 1.0 - self.province_share, 0.0)


class TrainingSettings(InstrumentSettings):
    """Province money per year; town and firm pay the rest of every place."""

    province_share: Share = 0.4
    private_share: Share = 0.3
    eligible: Eligible = Condition.everyone
    allocation: Ranked = "lottery"

    @property
    def shares(self) -> tuple[float, float, float]:
        """Province, town with its city, firm."""
        return self.province_share, 1.0 - self.province_share - self.private_share, self.private_share


class Settings(LeverSettings):
    """Four instruments, each with its own money and its own call."""

    commissioners: CommissionersSettings | None = None
    workstations: WorkstationSettings | None = None
    teams: TeamSettings | None = None
    vocational_training: TrainingSettings | None = None
