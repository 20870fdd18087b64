"""Growth or membership: how much of each change is towns doing better, and how much is different towns being counted.

The terms of model.md 2.4 add up exactly in every run, so their means over runs add up to the mean change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulation.analysis.spread import Spread, spread
from simulation.ensemble.results import Ensemble
from simulation.inputs.measures import COMPOSITION

GROUPS: Final = {
    "gdp": ("gdp_within", "gdp_entry", "gdp_exit"),
    "rd_intensity": ("rd_intensity_within", "rd_intensity_between", "rd_intensity_entry", "rd_intensity_exit"),
    "rd_personnel": ("rd_personnel_within", "rd_personnel_between", "rd_personnel_entry", "rd_personnel_exit"),
    "towns_100bn": ("towns_100bn_cohort_2015", "towns_100bn_new"),
    "towns_10bn": ("towns_10bn_cohort_2015", "towns_10bn_new"),
}
"""Terms of each split; the first three split a change since 2015, the last two a count of 2020."""


@dataclass(frozen=True)
class Split:
    """One number split into its terms, in the measure's unit; `total` is their sum, run by run."""

    measure: str
    total: Spread
    terms: tuple[tuple[str, Spread], ...]


def splits(ensemble: Ensemble) -> Iterator[Split]:
    """The split of GDP, R&D intensity, R&D staff and the two size counts, 2015 to 2020."""
    for measure, names in GROUPS.items():
        columns = [ensemble.composition[..., COMPOSITION.index(name)] for name in names]
        terms = tuple((name, spread(column)) for name, column in zip(names, columns, strict=True))
        yield Split(measure, spread(np.sum(columns, axis=0)), terms)
