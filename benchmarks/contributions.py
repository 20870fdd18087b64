"""`python -m benchmarks.contributions`: what each lever adds to each target in the whole package, left out one by one.

Paired on the same draws and dice: package less package without the lever, in 2020, with the half-width of the 95 %
interval (t over the eight sequences of the design), beside what the lever spends a year.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy import stats

from simulation.ensemble.results import SEQUENCES, Ensemble, Numbers
from simulation.ensemble.runner import run_ensemble
from simulation.inputs.measures import MEASURES
from simulation.study import load

PACKAGE = "document_package"
SHOWN = {
    "towns": "T1",
    "gdp": "T2",
    "towns_100bn": "T3",
    "towns_10bn": "T4",
    "platform_coverage": "T5",
    "rd_institutes": "T6",
    "incubators": "T7",
    "rd_intensity": "T8",
    "rd_intensity_real": "T8 real",
    "patents": "T9",
    "rd_personnel": "T10",
}
WIDTH = 170
YEARS_SPENT = 5.0
YI = 10_000.0
"""万元 in 亿元."""


def difference(whole: Numbers, without: Numbers) -> str:
    """Mean over draws and half-width of its interval, a star where the interval leaves out zero."""
    by_draw = (whole - without).mean(axis=1)
    means = np.array([by_draw[k::SEQUENCES].mean() for k in range(SEQUENCES)])
    half = stats.t.ppf(0.975, SEQUENCES - 1) * means.std(ddof=1) / np.sqrt(SEQUENCES)
    mean = means.mean()
    return f"{mean:+.3g} ± {half:.2g}{'*' if abs(mean) > half > 0.0 else ''}"


def spending(package: Ensemble, lever: str) -> float:
    """亿元 a year that the province spends for a lever."""
    return float(package.money[:, :, package.lever_ids.index(lever), 0].sum(axis=-1).mean() / YEARS_SPENT / YI)


def main() -> None:
    """Run the package once, and once without each of its levers."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--draws", type=int, default=64)
    asked = reader.parse_args()
    columns = {measure: MEASURES.index(measure) for measure in SHOWN}
    table = Table("lever", "亿元/a", *SHOWN.values(), box=None, pad_edge=False)
    with tempfile.TemporaryDirectory() as folder:
        size = {"draws": asked.draws, "replications": 1, "seed": 2016}
        package = run_ensemble(load(PACKAGE), **size, store=Path(folder))
        for lever in package.lever_ids:
            rest = run_ensemble(load(PACKAGE, [lever]), **size, store=Path(folder))
            found = [difference(package.measures[:, :, -1, k], rest.measures[:, :, -1, k]) for k in columns.values()]
            table.add_row(lever, f"{spending(package, lever):.2f}", *found)
    Console(width=WIDTH).print(table)


if __name__ == "__main__":
    main()
