"""What a scenario may say of dynamic monitoring (clause 4.4)."""

from typing import Annotated, ClassVar, Literal

from simulation.inputs.delivery import HOW, InstrumentSettings, Recipient
from simulation.saying import Saying


class Settings(InstrumentSettings):
    """Province money per year for reviews of towns and audits of firms; `eligible` = towns that are monitored."""

    recipient: ClassVar[Recipient] = "town"
    fixed_because: ClassVar[str] = Saying("who is audited must not be able to tell, so that lots are drawn")
    nowhere_because: ClassVar[str] = Saying("it pays auditors")
    allocation: Annotated[Literal["lottery"], HOW] = "lottery"
    withdrawal: bool = True
    """Whether towns can lose the title."""
