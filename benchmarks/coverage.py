"""`python -m benchmarks.coverage`: how often intervals of 95 % hold the truth, and how wide they are.

On the toy of the tests, whose chances are known: many whole studies of two replications, each on its own eight
scrambled sequences. Covering more than 95 % costs width and no honesty: where few draws hit or change, intervals are
joined with one that takes the draws for independent, which balanced draws beat.
"""

import argparse

from rich.console import Console
from rich.table import Table

from simulation.analysis.stopping import CloseEnough
from tests.analysis.covering import Coverage, of_chance, of_condition, of_difference, of_half_width, of_order
from tests.analysis.toy import Studies, studies

SEED = 7
SIZES = (32, 64, 128, 256)
PROBABILITIES = (0.005, 0.02, 0.05, 0.2, 0.5, 0.9)
GAINS = (0.0, 0.005, 0.02, 0.05)
MERITS = (0.05, 0.2, 0.5, 0.9)
CONDITIONS = ((0.5, 0.2), (0.2, 0.05), (0.9, 0.5), (0.95, 0.9), (0.6, 0.02))
LIMIT = 512
WIDTH = 110


def of_size(drawn: Studies, draws: int) -> Studies:
    """The same studies after so many draws."""
    return Studies(*(array[:, :draws] for array in (drawn.scores, drawn.pushed_luck, drawn.push)))


def cells(found: Coverage) -> tuple[str, ...]:
    """Shares in percent, width in percentage points."""
    return tuple(f"{100 * share:.1f}" for share in (found.covered, found.above, found.below, found.width))


def chances(drawn: Studies) -> Table:
    """Coverage of the interval of a chance."""
    table = Table("draws", "chance", "covers %", "truth above %", "below %", "width, pp", box=None, pad_edge=False)
    for draws in SIZES:
        for probability in PROBABILITIES:
            table.add_row(str(draws), f"{probability:g}", *cells(of_chance(of_size(drawn, draws), probability)))
    return table


def differences(drawn: Studies) -> Table:
    """Coverage of the interval of a paired difference, beside t on the eight means alone."""
    headings = ("covers %", "truth above %", "below %", "width, pp", "told %", "t alone covers %", "width, pp")
    table = Table("draws", "chance", "gain", *headings, box=None, pad_edge=False)
    for draws in SIZES:
        for probability in (0.02, 0.2, 0.5, 0.9):
            for gain in GAINS:
                size = of_size(drawn, draws)
                found, alone = (of_difference(size, probability, gain, guarded) for guarded in (True, False))
                told = f"{100 * found.told:.1f}"
                names = (str(draws), f"{probability:g}", f"{gain:g}")
                table.add_row(*names, *cells(found), told, f"{100 * alone.covered:.1f}", f"{100 * alone.width:.1f}")
    return table


def conditions(drawn: Studies) -> Table:
    """Coverage of a chance where another target is missed, and of its gap to where that is met."""
    headings = ("covers %", "truth above %", "below %", "width, pp", "gap covers %", "width, pp")
    table = Table("draws", "chance", "missed chance", *headings, box=None, pad_edge=False)
    for draws in SIZES:
        for easy, hard in CONDITIONS:
            found, gap = of_condition(of_size(drawn, draws), easy, hard)
            ends = (f"{100 * gap.covered:.1f}", f"{100 * gap.width:.1f}")
            table.add_row(str(draws), f"{easy:g}", f"{hard:g}", *cells(found), *ends)
    return table


def rules(drawn: Studies) -> Table:
    """What rules that stop by themselves get wrong, and where they stop."""
    table = Table(
        "rule", "worst miss %", "stopped by rule %", "draws at the end: % of studies", box=None, pad_edge=False
    )
    found = {f"{100 * each:g}pp": of_half_width(drawn, CloseEnough(each), MERITS) for each in (0.04, 0.06, 0.1)}
    for gains in ((0.0,), (0.002,), (0.005,), (0.02,), (0.0, 0.02)):
        told = ", ".join(f"{100 * gain:+g}" for gain in gains)
        found[f"ranking, none against {told} points"] = of_order(drawn, MERITS, gains)
    for name, one in found.items():
        ends = ", ".join(f"{draws}: {100 * share:.0f}" for draws, share in one.draws.items())
        table.add_row(name, f"{100 * max(one.missed.values()):.1f}", f"{100 * one.by_rule:.0f}", ends)
    return table


def main() -> None:
    """Draw the studies once and show every table."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    reader.add_argument("--repetitions", type=int, default=2_000)
    asked = reader.parse_args()
    console = Console(width=WIDTH)
    drawn = studies(SEED, asked.repetitions, LIMIT)
    parts = {
        "Chances": chances,
        "Paired differences": differences,
        "Chances where another target is missed": conditions,
        "Rules that stop": rules,
    }
    for title, part in parts.items():
        console.print(f"\n[bold]{title}[/bold], {asked.repetitions} studies")
        console.print(part(drawn))


if __name__ == "__main__":
    main()
