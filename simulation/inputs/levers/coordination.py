"""What a scenario may say of coordination of province, cities, counties and towns (clause 4.1)."""

from typing import ClassVar

from simulation.inputs.delivery import InstrumentSettings, Recipient, Split
from simulation.saying import Saying


class Settings(InstrumentSettings):
    """What the joint office costs the province in a year. It serves all levers while any town is `eligible`."""

    recipient: ClassVar[Recipient] = "town"
    fixed_because: ClassVar[str] = Saying("one office serves all, and nobody applies for its money")
    nowhere_because: ClassVar[str] = Saying("it pays an office of the province")
    allocation: Split = "formula"
