"""What a scenario may say of innovation vouchers (clause 3.3.3)."""

from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import Eligible, InstrumentSettings, Ranked
from simulation.quantities import PositiveMoney, Share


class Settings(InstrumentSettings):
    """Province money per year; the firm pays `own_share` of the price, so price = face value / (1 - own share)."""

    face_value: PositiveMoney = 5.0
    own_share: Share = 0.5
    province_share: Share = 0.7
    eligible: Eligible = Condition.parse("firm.sales < 4亿元")
    allocation: Ranked = "lottery"

    @property
    def face(self) -> float:
        """What one voucher is worth: its face value, at most the cap (one voucher per firm and year)."""
        return self.face_value if self.cap is None else min(self.face_value, self.cap)
