"""`python -m tests.golden.summaries` keeps anew what every shipped scenario brings in four draws of the small province.

To be run when a change of the model is meant to move the numbers; the difference of the file then shows by how much.
"""

import json
from pathlib import Path

import numpy as np

from simulation.inputs.files import scenario_names
from simulation.inputs.measures import MEASURES
from simulation.study import load
from tests.behaviour.small_runs import run_small
from tests.small_province import small_province

FILE = Path(__file__).with_name("summaries.json")
DRAWS = 4
Summary = dict[str, float]


def summary_of(name: str) -> Summary:
    """Mean over the draws of every measure of 2020, and of the province's money, 10,000 yuan over five years."""
    outcomes = [run_small(small_province(draw), load(name)) for draw in range(DRAWS)]
    last = np.mean([outcome.measures[-1] for outcome in outcomes], axis=0)
    money = np.mean([outcome.money[:, 0].sum() for outcome in outcomes])
    return {measure: float(value) for measure, value in zip(MEASURES, last, strict=True)} | {"money": float(money)}


def kept() -> dict[str, Summary]:
    """The summaries in the file, by scenario."""
    found: dict[str, Summary] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def main() -> None:
    """Write the file anew."""
    summaries = {name: summary_of(name) for name in scenario_names()}
    FILE.write_text(json.dumps(summaries, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
