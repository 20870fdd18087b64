"""What a scenario may say of targets handed down (clause 4.2)."""

from typing import ClassVar

from simulation.inputs.budgets import Budget
from simulation.inputs.delivery import InstrumentSettings, Recipient, Split
from simulation.saying import Saying


class Settings(InstrumentSettings):
    """Needs no money; a budget pays for its administration. `eligible` = certified towns that are given quotas."""

    recipient: ClassVar[Recipient] = "town"
    free: ClassVar[bool] = True
    fixed_because: ClassVar[str] = Saying("targets are handed down to all, and nobody applies for the money")
    nowhere_because: ClassVar[str] = Saying("it pays for administration by the province")

    budget: Budget = (0.0, 0.0, 0.0, 0.0, 0.0)
    allocation: Split = "formula"
