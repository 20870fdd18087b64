"""Shares of a year's money that are kept for regions: by region, and for east, west and north together (3.2)."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from simulation.inputs.fields import CODES
from simulation.quantities import Share

REGIONS = tuple(CODES["town.region"])
DELTA = 0
"""Place of the Pearl River Delta among the regions."""
WHOLE = 1.0 + 1e-9


class Quotas(BaseModel):
    """The part of each year's money that is kept for towns of each region; what no region is given is open to all."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    prd: Share = Field(default=0.0, description="share kept for towns of the Pearl River Delta")
    east: Share = Field(default=0.0, description="share kept for towns of the east")
    west: Share = Field(default=0.0, description="share kept for towns of the west")
    north: Share = Field(default=0.0, description="share kept for towns of the north")

    @property
    def by_region(self) -> tuple[float, ...]:
        """In the order of `REGIONS`."""
        return tuple(getattr(self, region) for region in REGIONS)


class Kept(NamedTuple):
    """Shares of a year's money: kept for each region, kept for east, west and north together, open to all."""

    own: tuple[float, ...]
    outside_delta: float
    open: float

    @property
    def fits(self) -> bool:
        """Whether no more than everything is kept."""
        return sum(self.own) + self.outside_delta <= WHOLE


def kept_shares(quotas: Quotas | None, equity: float | None) -> Kept | None:
    """What is kept for whom, None where all is open to all; quotas of east, west and north count towards `equity`."""
    own = (quotas or Quotas()).by_region
    together = max(0.0, (equity or 0.0) - sum(own[DELTA + 1 :]))
    if not any(own) and not together:
        return None
    return Kept(own, together, max(0.0, 1.0 - sum(own) - together))
