"""What a scenario may say of guidance funds (clause 3.3.2)."""

from typing import Annotated, ClassVar, Literal

from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import HOW, Eligible, InstrumentSettings, LeverSettings, Ranked
from simulation.quantities import Share
from simulation.saying import Saying


class StagedEquity(InstrumentSettings):
    """Public commitments per year; each year founds a fund for the Pearl River Delta and one for the other regions."""

    fixed_because: ClassVar[str] = Saying("the managers of the funds choose the firms by their own view")
    nowhere_because: ClassVar[str] = Saying("it goes into funds, which invest anywhere beyond their local_quota")
    management_fee: Share = 0.02
    local_quota: Share = 0.6
    recycle: Share = 0.8
    eligible: Eligible = Condition.parse("firm.age < 7 years or (firm.sales < 4亿元 and firm.performs_rd)")
    allocation: Annotated[Literal["competitive"], HOW] = "competitive"


class FollowOn(InstrumentSettings):
    """Public tickets beside private rounds, in the order in which the rounds close."""

    eligible: Eligible = Condition.parse("firm.performs_rd")
    allocation: Ranked = "first_come"


class RiskCompensation(InstrumentSettings):
    """Money that the province adds to the pool per year; the pool bears `loss_share` of covered losses."""

    nowhere_because: ClassVar[str] = Saying("one pool covers firms of the whole province")
    loss_share: Share = 0.4
    eligible: Eligible = Condition.parse("firm.sales < 4亿元")
    allocation: Ranked = "lottery"


class Settings(LeverSettings):
    """Three instruments, each off until it is stated."""

    staged_equity: StagedEquity | None = None
    follow_on: FollowOn | None = None
    risk_compensation: RiskCompensation | None = None
