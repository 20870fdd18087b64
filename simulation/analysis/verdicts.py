"""Which runs meet which target: the reading of each target applied to the province's numbers of 2020."""

from collections.abc import Sequence

import numpy as np

from simulation.ensemble.results import Ensemble, Numbers
from simulation.inputs.targets import Reading, Target

PRIMARY_JOINT = "primary"
ALL_TEN_JOINT = "all_ten"


def chosen_reading(ensemble: Ensemble, target: Target) -> str:
    """Name of the reading that the scenario chose for this target, or the target's own default."""
    return ensemble.readings.get(target.id, target.reading)


def reading_values(ensemble: Ensemble, reading: Reading) -> Numbers:
    """[draws, replications, years], the number that a reading looks at, in the target's unit."""
    return ensemble.measure(reading.measure) * reading.scale


def verdict(ensemble: Ensemble, reading: Reading) -> Numbers:
    """[draws, replications]: 1 where the run meets the bar in 2020, 0 where it misses, NaN where the run failed."""
    met = reading.met(reading_values(ensemble, reading)[:, :, -1])
    return np.where(ensemble.finished, met.astype(np.float64), np.nan)


def joint_verdicts(ensemble: Ensemble, targets: Sequence[Target]) -> dict[str, Numbers]:
    """[draws, replications] by name: `primary` for the nine together, `all_ten`, and `at_least_k` of the nine."""
    met = {
        target.id: verdict(ensemble, target.readings[chosen_reading(ensemble, target)])
        for target in targets
        if target.kind != "secondary"
    }
    primary = np.stack([met[target.id] for target in targets if target.kind == "primary"])
    every = np.stack(list(met.values()))
    count = primary.sum(axis=0)
    failed = np.isnan(count)
    reached = {k: np.where(failed, np.nan, count >= k) for k in range(1, len(primary) + 1)}
    return {
        PRIMARY_JOINT: reached[len(primary)],
        ALL_TEN_JOINT: np.where(failed, np.nan, every.min(axis=0)),
        **{f"at_least_{k}": verdicts for k, verdicts in reached.items()},
    }
