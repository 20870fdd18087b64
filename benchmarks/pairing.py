"""`python -m benchmarks.pairing`: how much surer a difference is when both scenarios share parameters and dice.

For a lever alone against business as usual: variance over draws of the difference in 2020 with the same seed, against
the same difference with another seed for the base. Their ratio is how many times more draws independent seeds would
take for the same interval. A middle way, the same parameters with other dice, tells what the dice alone bring.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from simulation import study
from simulation.analysis.comparison import one_reading
from simulation.ensemble.results import Ensemble, Numbers
from simulation.inputs.targets import Target, load_targets

BASE = "baseline"
LEVERS = ("task_01_platforms", "task_03_enterprises", "task_10_services", "vouchers_only")
TARGETS = ("gdp", "platform_coverage", "rd_intensity", "patents")
SEED, OTHER_SEED = 2016, 2017
Part = Callable[[Ensemble, Target], Numbers]


def chance(ensemble: Ensemble, target: Target) -> Numbers:
    """[draws, replications] 1 where the target is met."""
    return one_reading(ensemble, target)[0]


def value(ensemble: Ensemble, target: Target) -> Numbers:
    """[draws, replications] the target's number of 2020."""
    return one_reading(ensemble, target)[1]


def variances(lever: Ensemble, bases: tuple[Ensemble, Ensemble], target: Target, part: Part) -> tuple[float, ...]:
    """Variance of the difference: on the same dice, with other dice for the same parameters, with another seed."""
    after, before, stranger = part(lever, target), part(bases[0], target), part(bases[1], target)
    return tuple(
        float(np.nanvar(gap, ddof=1))
        for gap in (after[:, 0] - before[:, 0], after[:, 0] - before[:, 1], after[:, 0] - stranger[:, 0])
    )


def ratio(wide: float, narrow: float) -> str:
    """How many times wider, or that nothing moves."""
    return f"{wide / narrow:,.1f}" if narrow > 0.0 else "no draw differs"


def rows(size: study.Size) -> Iterator[tuple[str, ...]]:
    """A row for each lever and target."""
    bases = (study.run(study.load(BASE), size), study.run(study.load(BASE), size._replace(seed=OTHER_SEED)))
    targets = {target.id: target for target in load_targets()}
    for name in LEVERS:
        lever = study.run(study.load(name), size)
        for target in TARGETS:
            cells = []
            for part in (value, chance):
                same, dice, seeds = variances(lever, bases, targets[target], part)
                cells += [f"{same:.3g}", f"{seeds:.3g}", ratio(dice, same), ratio(seeds, same)]
            yield name, target, *cells


def main() -> None:
    """Run what is not stored and print the table."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--draws", type=int, default=64)
    reader.add_argument("--store", type=Path, default=Path(".towncast"))
    asked = reader.parse_args()
    heads = ("lever", "target", "paired", "other seed", "other dice: times", "other seed: times")
    table = Table(*heads, *(f"chance: {head}" for head in heads[2:]))
    for row in rows(study.Size(asked.draws, 2, SEED, None, asked.store)):
        table.add_row(*row)
    Console(width=180).print(table)


if __name__ == "__main__":
    main()
