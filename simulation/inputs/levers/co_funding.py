"""What a scenario may say of co-funding (clause 4.3)."""

from typing import ClassVar

from simulation.inputs.budgets import Budget
from simulation.inputs.delivery import InstrumentSettings, Recipient, Split
from simulation.saying import Saying


class Settings(InstrumentSettings):
    """A rule without a cost of its own: in force from `start` to `end`, for all, while any town is `eligible`."""

    recipient: ClassVar[Recipient] = "town"
    free: ClassVar[bool] = True
    fixed_because: ClassVar[str] = Saying("it is one rule for the projects of all instruments, and nobody applies")
    nowhere_because: ClassVar[str] = Saying("the rule pays nobody")
    budget: Budget = (0.0, 0.0, 0.0, 0.0, 0.0)
    allocation: Split = "formula"
