"""Towncast in a notebook: the same questions as on the command line, answered as data frames.

    from simulation import notebook as towncast

    baseline = towncast.run("baseline", draws=64)
    package = towncast.run("document_package", draws=64)
    towncast.chances(package)[["target", "probability", "low", "high"]]
    towncast.compare(baseline, package).targets
    towncast.measures(package).groupby("year")["rd_intensity"].quantile([0.05, 0.5, 0.95])

Every number equals that of `--json`, at full precision. Studies are kept in the same store as those of the command line
and found there again. Units stand in a column `unit`, or by column name in `frame.attrs["units"]`.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from simulation import study
from simulation.analysis import answer_frames, run_frames
from simulation.analysis.chances import joint_chances, target_results
from simulation.ensemble.results import Ensemble
from simulation.inputs.indicators import load_indicators
from simulation.inputs.parameters import load_parameters
from simulation.inputs.problems import Problem
from simulation.inputs.scenario import Scenario
from simulation.inputs.targets import load_targets

STORE: Final = Path(".towncast")
SEEDS: Final = 2**32
Report = Callable[[int, int], None]


@dataclass(frozen=True, repr=False)
class Study:
    """A scenario and all its runs; the functions of this module read it."""

    scenario: Scenario
    ensemble: Ensemble
    """The runs as numpy arrays."""
    alarms: tuple[Problem, ...] = ()
    """What is allowed in the scenario's files and hardly meant; read them before you use the numbers."""

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.ensemble.scenario_id

    @property
    def manifest(self) -> dict[str, Any]:
        """What reproduces the runs: study, version, seed, hashes of all inputs, and what was assumed."""
        return dict(self.ensemble.manifest)

    def __repr__(self) -> str:
        """Name, size and health in one line."""
        runs = f"{self.ensemble.draws} draws x {self.ensemble.replications} runs, seed {self.manifest.get('seed')}"
        failed = f", {len(self.ensemble.failed)} failed" if self.ensemble.failed else ""
        alarms = f", {len(self.alarms)} alarms" if self.alarms else ""
        return f"<Study {self.manifest.get('study')}: {self.name}, {runs}{failed}{alarms}>"


@dataclass(frozen=True)
class Differences:
    """Scenarios against a base, run by run on the same luck. Every frame begins with `base`, `other` and `left_out`.

    Differences are other less base, with a 95 % interval (`low`, `high`); `draws_changed` counts the draws in which
    anything differs, and `distinguishable` says whether the interval leaves out zero.
    """

    targets: pd.DataFrame
    """target, reading, quantity, unit, difference, low, high, standard_error, draws_changed, distinguishable,
    cost_per_point, cost_low, cost_high. `quantity` is `probability` (a share of 1), `value` (the number of 2020 in
    `unit`), or `probability_real` (on what is really done, where statistics can be gamed). Costs are 亿元 of public
    money per percentage point, in the rows of `probability`; NaN where no gain can be told from nothing."""
    joint: pd.DataFrame
    """name (`primary`, `all_ten`, `at_least_1` to `at_least_9`), unit (share), and the columns of a difference."""
    places: pd.DataFrame
    """place (`province` and four regions), unit (index points of 2020), and the columns of a difference."""
    money: pd.DataFrame
    """extra_public_money, unit: 亿元 that the governments spend beyond the base in five years, mean over runs."""


def load(name_or_path: str | Path, leave_out: Sequence[str] = ()) -> Scenario:
    """A scenario by name or file, less the levers to leave out. Raises InputError with everything that is wrong."""
    return study.load(name_or_path, leave_out)


def run(scenario: Scenario | str | Path, *, draws: int = 256, replications: int = 2, seed: int = 2016,
        jobs: int | None = None, store: Path | str | None = STORE, executor: str = "threads",
        progress: bool | Report = False) -> Study:  # fmt: skip
    """Run what the store lacks of a study and give all of it: `run("baseline", draws=64)`.

    `store=None` keeps nothing. `jobs=None` is one worker a core. `executor` is `threads`, `processes` or
    `dask://host:port`. `progress=True` counts finished runs on standard error; a function is called with (done, total).

    Raises InputError for a scenario with mistakes, ValueError for no draw or a seed outside 0 to 2**32 - 1, OSError for
    a store that cannot be used, NoWorkersError when nobody can do the work. Interrupting the kernel keeps what was
    finished. A run that breaks raises nothing: see `failures`.
    """
    if not 0 <= seed < SEEDS:
        raise ValueError(f"a seed is a whole number from 0 to {SEEDS - 1}, not {seed}")
    read = scenario if isinstance(scenario, Scenario) else study.load(scenario)
    folder = None if store is None else Path(store)
    alarms = study.every_alarm(read, folder)
    size = study.Size(draws, replications, seed, jobs, folder, executor)
    report = progress if callable(progress) else _count if progress else None
    return Study(read, study.run(read, size, report), alarms)


def _count(done: int, total: int) -> None:
    print(f"\r{done} of {total} runs", end="\n" if done == total else "", file=sys.stderr, flush=True)


def chances(result: Study) -> pd.DataFrame:
    """How likely each target is, one row a target: target, reading, bar, unit, probability, low, high, runs, draws,
    few_draws, share_of_runs, cut_at_limit, median, p05, p95, sign, kind, applies.

    Probabilities, their 95 % bounds and `share_of_runs` are shares of 1; `probability` is NaN with a single draw, which
    knows nothing of what the parameters could be. `runs` finished; the interval rests on `draws`; `few_draws` says that
    fewer than ten of them hit or missed. `bar` (of a range the lower end), `median`, `p05` and `p95` of 2020 are in
    `unit`. `applies` is False where a bar of the province is held against a part of it: such a row answers nothing.
    """
    return answer_frames.chances_frame(list(target_results(result.ensemble, load_targets())), result.manifest)


def readings(result: Study) -> pd.DataFrame:
    """The same chances for every way to read a target's words: target, reading, chosen, measure, sign, bar, unit, and
    the columns of a chance (see `chances`)."""
    return answer_frames.readings_frame(list(target_results(result.ensemble, load_targets())))


def joint(result: Study) -> pd.DataFrame:
    """Chances of meeting targets in the same run: name (`primary` for the nine, `all_ten`, `at_least_1` to
    `at_least_9`), and the columns of a chance (see `chances`)."""
    return answer_frames.joint_frame(joint_chances(result.ensemble, load_targets()))


def compare(base: Study, *others: Study) -> Differences:
    """What other scenarios change, paired run by run: `compare(baseline, package).targets`.

    Raises ValueError without another scenario, NotPairedError when seed or size differ.
    """
    if not others:
        raise ValueError("a comparison takes a base and at least one other study")
    found = [(_named(base, other), study.compare(base.ensemble, other.ensemble)) for other in others]
    return Differences(
        targets=answer_frames.target_differences_frame(found),
        joint=answer_frames.joint_differences_frame(found),
        places=answer_frames.place_differences_frame(found),
        money=answer_frames.money_differences_frame(found),
    )


def _named(base: Study, other: Study) -> dict[str, Any]:
    left_out = ", ".join(other.manifest.get("left_out", ()))
    return {"base": base.name, "other": other.name, "left_out": left_out}


def measures(result: Study) -> pd.DataFrame:
    """Yearly numbers of every run: draw, replication, year (2015 to 2020), and a column a measure, such as `gdp`."""
    return run_frames.measures_frame(result.ensemble, study.units())


def indicators(result: Study) -> pd.DataFrame:
    """Index indicators of every run: draw, replication, year, place, and a column an indicator, such as `A11`."""
    codes = [indicator.code for indicator in load_indicators()]
    return run_frames.indicators_frame(result.ensemble, codes, study.units())


def scores(result: Study) -> pd.DataFrame:
    """Index scores of every run in points: draw, replication, year, place, total, A, B, C, D."""
    return run_frames.scores_frame(result.ensemble)


def costs(result: Study) -> pd.DataFrame:
    """Money of every run in 亿元 at current prices: draw, replication, lever, year (2016 to 2020), what `province`,
    `city`, `town` and `private` spent, and what the province `appropriated`, took back (`returned`) and `carried` into
    the next year. Without a lever there are no rows."""
    return run_frames.costs_frame(result.ensemble)


def verdicts(result: Study) -> pd.DataFrame:
    """Whether each run meets each target in 2020 under the chosen reading: draw, replication, and a column a target
    (1 met, 0 missed, NaN failed). Average over the runs of a draw before you compute an error: runs of one draw are not
    independent."""
    return run_frames.verdicts_frame(result.ensemble, load_targets())


def parameters(result: Study) -> pd.DataFrame:
    """What was drawn: draw, sequence (0 to 7), and a column a parameter in the unit of `config/parameters.yaml`.

    The eight sequences are independent of each other, draws of one sequence are not. Join with the other frames on
    `draw`: `measures(result).merge(parameters(result), on="draw")`.
    """
    return run_frames.parameters_frame(result.ensemble, {spec.key: spec.unit for spec in load_parameters().specs})


def failures(result: Study) -> pd.DataFrame:
    """Runs that broke: draw, replication, stage, message. They are left out of every share and median."""
    return run_frames.failures_frame(result.ensemble)
