"""`python -m benchmarks.signs`: do the signs of the evidence (model.md 1.5) hold in the whole province?

Six policies, each alone with its budget in the document's package (vouchers until the end of 2017), in paired runs of
every draw; the measures are those of the tests on the small province (tests/behaviour/signs.py). A sign holds when the
median draw lies within its bounds.
"""

import argparse
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy import stats

from benchmarks.provinces import SEED, whole_study
from simulation.ensemble.design import draw_parameters
from simulation.ensemble.runner import parameters_of
from tests.behaviour.signs import MANY, POLICIES, SIGNS, Measures, Sign, holds, known, measures_of, median_of, scenarios
from tests.small_province import province_of

WIDTH = 165
WHOLE_BUDGET = 1.0
LOW, HIGH = 0.05, 0.95


def measured(draws: int) -> list[Measures]:
    """All measures of every draw, on all cores."""
    study = whole_study()
    numbers = draw_parameters(parameters_of(study.scenario), SEED, draws).view(np.recarray)
    with tempfile.TemporaryDirectory() as folder:
        tried = scenarios(Path(folder), dict.fromkeys(POLICIES, WHOLE_BUDGET))
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(lambda k: measures_of(province_of(study, numbers[k], k, SEED), tried), range(draws)))


def row_of(found: Sequence[Measures], sign: Sign) -> tuple[str, ...]:
    """One sign: what was measured, in how many draws anybody was reached, and whether it holds."""
    values = known(found, sign.key)
    low, high = np.quantile(values, (LOW, HIGH))
    shown = f"{median_of(found, sign):+.3g}", f"{low:+.3g} to {high:+.3g}", str(len(values))
    verdict = "holds" if holds(found, sign) else "does not hold"
    return sign.policy, sign.sentence, sign.unit, *shown, asked(sign), verdict


def asked(sign: Sign) -> str:
    """The bounds of the median in words."""
    if sign.least == -MANY:
        return f"below {sign.most:g}"
    return f"above {sign.least:g}" if sign.most == MANY else f"{sign.least:g} to {sign.most:g}"


def survivors(found: Sequence[Measures]) -> str:
    """What became of guaranteed firms in truth: whole numbers of firms, too few in one draw for a median."""
    alive = known(found, "alive")
    half = float(stats.t.ppf(0.975, len(alive) - 1)) * float(alive.std(ddof=1)) / len(alive) ** 0.5
    return (
        f"Guaranteed firms alive when their term ends, over those without: {alive.mean():+.2f} ± {half:.2f} pp (mean)"
    )


def main() -> None:
    """Run every draw and print the table."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--draws", type=int, default=16)
    found = measured(reader.parse_args().draws)
    heads = ("policy", "statistic", "unit", "median", "5-95 % of draws", "draws", "asked", "verdict")
    table = Table(*heads, box=None, pad_edge=False)
    for sign in SIGNS:
        table.add_row(*row_of(found, sign))
    console = Console(width=WIDTH)
    console.print(table)
    console.print(survivors(found))


if __name__ == "__main__":
    main()
