"""How much more is reported than was really done, in 2020 and run by run (B16)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulation.analysis.spread import Spread, spread
from simulation.ensemble.results import Ensemble
from simulation.inputs.measures import REALLY_DONE


@dataclass(frozen=True)
class ReportingGap:
    """One figure of 2020 as told and as it was; `gap` = told over real, less one, as a share of the real figure."""

    measure: str
    told: Spread
    real: Spread
    gap: Spread


def reporting_gaps(ensemble: Ensemble) -> Iterator[ReportingGap]:
    """One gap for every figure that can be told without being done."""
    for measure, done in REALLY_DONE.items():
        told, real = (ensemble.measure(name)[:, :, -1] for name in (measure, done))
        gap = np.divide(told, real, out=np.full_like(told, np.nan), where=real > 0.0) - 1.0
        yield ReportingGap(measure, spread(told), spread(real), spread(gap))
