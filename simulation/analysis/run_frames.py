"""Runs as data frames: one row a run and year, one column a number, with the units in `attrs["units"]`.

Every frame names a run by `draw` and `replication`, so that they can be joined. Failed runs keep their rows, with NaN.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulation.analysis.costs import WAN_PER_YI
from simulation.analysis.verdicts import chosen_reading, verdict
from simulation.ensemble.results import Ensemble, Numbers
from simulation.inputs.measures import DIMENSIONS, MEASURES, PAYERS, PLACES, SPENDING_YEARS, YEARS
from simulation.inputs.targets import Target

Units = Mapping[str, str]
RUN = ("draw", "replication")


def measures_frame(ensemble: Ensemble, units: Units) -> pd.DataFrame:
    """Yearly numbers of the province: draw, replication, year, and a column a measure."""
    return _frame(ensemble.measures, {"year": YEARS}, MEASURES, units)


def indicators_frame(ensemble: Ensemble, codes: Sequence[str], units: Units) -> pd.DataFrame:
    """Index indicators: draw, replication, year, place, and a column an indicator by its code."""
    return _frame(ensemble.indicators, {"year": YEARS, "place": PLACES}, codes, units)


def scores_frame(ensemble: Ensemble) -> pd.DataFrame:
    """Index scores in points: draw, replication, year, place, and a column a dimension (`total`, `A` to `D`)."""
    points = dict.fromkeys(DIMENSIONS, "points")
    return _frame(ensemble.score, {"year": YEARS, "place": PLACES}, DIMENSIONS, points)


def costs_frame(ensemble: Ensemble) -> pd.DataFrame:
    """Money in 亿元: draw, replication, lever, year, what each payer spent, and what became of the province's money."""
    spent = np.moveaxis(ensemble.money, 3, 4)
    set_aside = np.stack([ensemble.appropriated, ensemble.returned, ensemble.carried], axis=-1)
    columns = (*PAYERS, "appropriated", "returned", "carried")
    axes = {"lever": ensemble.lever_ids, "year": SPENDING_YEARS}
    return _frame(
        np.concatenate([spent, set_aside], axis=-1) / WAN_PER_YI, axes, columns, dict.fromkeys(columns, "亿元")
    )


def verdicts_frame(ensemble: Ensemble, targets: Sequence[Target]) -> pd.DataFrame:
    """Whether a run meets each target in 2020 (1, 0, NaN): draw, replication, and a column a target by its id."""
    met = [verdict(ensemble, target.readings[chosen_reading(ensemble, target)]) for target in targets]
    names = [target.id for target in targets]
    return _frame(np.stack(met, axis=-1), {}, names, dict.fromkeys(names, "met"))


def parameters_frame(ensemble: Ensemble, units: Units) -> pd.DataFrame:
    """What was drawn: draw, sequence (0 to 7, the independent ones), and a column a parameter.

    Raises LookupError when the ensemble does not know its draws.
    """
    table = ensemble.draws_table
    if table is None:
        raise LookupError(f"{ensemble.scenario_id} does not know its draws")
    names = [str(name) for name in table.dtype.names or ()]
    frame = pd.DataFrame({"draw": np.arange(ensemble.draws), "sequence": ensemble.sequence})
    frame = pd.concat([frame, pd.DataFrame({name: table[name] for name in names})], axis=1)
    frame.attrs["units"] = {name: units[name] for name in names if name in units}
    return frame


def failures_frame(ensemble: Ensemble) -> pd.DataFrame:
    """Runs that broke: draw, replication, stage, message; empty when none did."""
    columns = [*RUN, "stage", "message"]
    return pd.DataFrame([(one.draw, one.replication, one.stage, one.message) for one in ensemble.failed], None, columns)


def _frame(values: Numbers, axes: Mapping[str, Sequence[Any]], columns: Sequence[str], units: Units) -> pd.DataFrame:
    """`values` [draws, replications, *axes, columns] with a row for every place on all axes but the last."""
    draws, replications = values.shape[:2]
    levels = {"draw": range(draws), "replication": range(replications), **axes}
    index = pd.MultiIndex.from_product(list(levels.values()), names=list(levels))
    frame = pd.DataFrame(values.reshape(len(index), len(columns)), index, list(columns)).reset_index()
    frame.attrs["units"] = {name: units[name] for name in columns}
    return frame
