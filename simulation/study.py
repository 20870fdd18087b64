"""A question asked of the model from start to end: read the scenario, run it many times, and sum up what was found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from simulation.analysis.comparison import Comparison
from simulation.analysis.comparison import compare as compare_ensembles
from simulation.analysis.ranking import Order, rank, settles_at
from simulation.analysis.stylised_facts import FactResult, fact_results
from simulation.analysis.summary import Summary
from simulation.analysis.summary import summarise as summarise_ensemble
from simulation.ensemble import stored
from simulation.ensemble.executor_names import check_executor
from simulation.ensemble.panels import has_panel
from simulation.ensemble.results import Ensemble
from simulation.inputs.delivery import LeverSettings
from simulation.inputs.indicators import load_indicators
from simulation.inputs.lever_cards import lever_cards
from simulation.inputs.measures import MEASURE_UNITS
from simulation.inputs.office_towns.assumptions import Assumption
from simulation.inputs.office_towns.sheets import is_town_table
from simulation.inputs.office_towns.table import OfficeTowns, load_office_towns
from simulation.inputs.parameters import load_parameters
from simulation.inputs.problems import InputError, Problem
from simulation.inputs.scenario import Scenario, load_scenario
from simulation.inputs.stylised_facts import load_stylised_facts
from simulation.inputs.targets import load_targets
from simulation.inputs.tree import place_of
from simulation.saying import Saying

if TYPE_CHECKING:
    from simulation.ensemble.middle_province import Quotas
    from simulation.ensemble.store import InMemory

PARAMETER_FILE_MARK = "common_factor:"
LINES_LOOKED_AT = 200
Report = Callable[[int, int], None]


class Size(NamedTuple):
    """How large an ensemble is, on which dice, with how many workers, and where calibration records are kept."""

    draws: int = 256
    replications: int = 2
    seed: int = 2016
    jobs: int | None = None
    """None: one per core."""
    store: Path | None = None
    """None: nothing is read and nothing is kept."""
    executor: str = "threads"
    """Who works: `threads`, `processes`, or `dask://host:port`."""
    command: str = ""
    """What was typed, for the manifest."""
    panel: bool = False
    """Whether single towns are kept in the store beside the runs."""


def load(name_or_path: str | Path, leave_out: Sequence[str] = ()) -> Scenario:
    """A scenario by name or file, checked against every catalogue, less the levers to leave out.

    Raises InputError with all that is wrong.
    """
    scenario = load_scenario(name_or_path, lever_settings(), lambda: load_parameters().keys(), load_targets())
    impossible = tuple(_impossible_values(scenario))
    if impossible:
        raise InputError(impossible)
    return scenario.without(leave_out, lever_names()) if leave_out else scenario


def read_towns(file: Path, *, only_these: bool = False, whole_budgets: bool = False) -> OfficeTowns:
    """An office's own towns. Raises InputError with everything that is wrong with the table."""
    return load_office_towns(file, only_these=only_these, whole_budgets=whole_budgets)


def on_towns(scenario: Scenario, office: OfficeTowns | None) -> Scenario:
    """The scenario on an office's own towns, if there are any. Raises InputError when they do not fit the province."""
    if office is None:
        return scenario
    from simulation.ensemble.office_ground import fit

    placed = scenario.model_copy(update={"towns": office})
    fit(placed)
    return placed


def _impossible_values(scenario: Scenario) -> Iterator[Problem]:
    """Fixed numbers outside what can be believed of them, such as a share of 1.4, at their place in the file."""
    for key, override in scenario.parameters.items():
        try:
            load_parameters().override(key, fixed=override.fixed, source=override.source)
        except ValueError as reason:
            place = place_of(scenario.content, ("parameters", key, "fixed"))
            yield Problem.at(place, "E204", reason.args[0], read=f"{override.fixed:g}")


def run(scenario: Scenario, size: Size, report: Report | None = None, memory: "InMemory | None" = None) -> Ensemble:
    """What is stored of a scenario is read, what is missing is run; `report(done, total)` hears of every finished run.

    Raises OSError when the store is unusable, NoWorkersError when nobody can do the work.
    """
    check_executor(size.executor)
    if size.store is not None:
        size.store.mkdir(parents=True, exist_ok=True)
        found = stored.stored_ensemble(scenario, size, size.seed, size.store, size.command)
        if found is not None and (not size.panel or has_panel(found, size.store)):
            return found
    from simulation.ensemble.executors import workers_named
    from simulation.ensemble.runner import run_ensemble

    return run_ensemble(
        scenario,
        draws=size.draws,
        replications=size.replications,
        seed=size.seed,
        jobs=size.jobs,
        progress=report,
        store=size.store,
        workers=workers_named(size.executor, size.jobs),
        command=size.command,
        memory=memory,
        panel=size.panel,
    )


def is_stored(scenario: Scenario, size: Size) -> bool:
    """Whether a study of this size would be read and not run."""
    return size.store is not None and stored.is_stored(scenario, size, size.seed, size.store)


def is_prepared() -> bool:
    """Whether the rules of this version have been compiled before; the first run of a version takes longer."""
    from simulation.rules.engine_cache import is_compiled

    return is_compiled()


def summarise(ensemble: Ensemble, alarms: tuple[Problem, ...] = ()) -> Summary:
    """Everything that one scenario's screen shows; an ensemble does not keep the alarms of its scenario."""
    return summarise_ensemble(ensemble, load_targets(), [indicator.code for indicator in load_indicators()], alarms)


def compare(base: Ensemble, other: Ensemble) -> Comparison:
    """Paired differences of two ensembles. Raises NotPairedError when they did not share their dice."""
    return compare_ensembles(base, other, load_targets())


def order(ensembles: Mapping[str, Ensemble]) -> Order:
    """Scenarios by the mean number of primary targets met, and from how many draws on that is settled.

    Raises NotPairedError when they did not share their dice.
    """
    targets = load_targets()
    return Order(rank(ensembles, targets), settles_at(ensembles, targets))


def facts(ensemble: Ensemble) -> tuple[FactResult, ...]:
    """Known regularities held against the runs."""
    return tuple(fact_results(ensemble, load_stylised_facts()))


def problems(file: str) -> tuple[Problem, ...]:
    """Every mistake in a scenario, a parameter file or a town table, in the order of its lines; empty without any."""
    path = Path(file)
    try:
        if is_town_table(path):
            on_towns(load("baseline"), load_office_towns(path))
        elif path.is_file() and _holds_parameters(path):
            load_parameters(path)
        else:
            load(file)
    except InputError as mistakes:
        return mistakes.problems
    return ()


def assumptions(file: str) -> tuple[Assumption, ...]:
    """What a run of business as usual would assume of a town table; nothing of any other file."""
    path = Path(file)
    return assumed_in(on_towns(load("baseline"), load_office_towns(path))) if is_town_table(path) else ()


def assumed_in(scenario: Scenario) -> tuple[Assumption, ...]:
    """What is assumed of the office's own towns on which a scenario stands; nothing without them."""
    if scenario.towns is None:
        return ()
    from simulation.ensemble.office_ground import fit

    found = fit(scenario)
    return found.assumptions if found is not None else ()


def alarms(scenario: Scenario) -> tuple[Problem, ...]:
    """What is allowed in a scenario and hardly meant, in the order of its lines; asks no firm and no town."""
    from simulation.inputs.alarms import alarms as told

    return InputError(told(scenario, load_targets())).problems


def reach(scenario: Scenario, store: Path | None = None) -> tuple[Problem, ...]:
    """Conditions that a scenario states and that let in nobody or everybody of 2015.

    Takes the birth of a province where there is such a condition that `store` does not remember the count of.
    """
    from simulation.ensemble.kept_reach import remembered
    from simulation.inputs.alarms import Reached, conditions_stated

    asked = conditions_stated(scenario)
    if not asked:
        return ()

    def counted() -> list[Reached]:
        from simulation.ensemble.eligibility import reached_by

        return list(reached_by(scenario, asked))

    found = []
    for reached in remembered(scenario, store, counted):
        place = place_of(scenario.content, ("levers", *reached.instrument.split("."), "eligible"))
        count = {"name": reached.instrument, "let_in": reached.let_in, "all": reached.all}
        if reached.let_in == 0 and reached.recipient == "firm":
            nobody = Saying("nobody is eligible for {name}: 0 of {all:,} firms of 2015", **count)
            found.append(Problem.at(place, "W606", nobody))
        elif reached.let_in == 0:
            nobody = Saying("nobody is eligible for {name}: 0 of {all:,} towns of 2015", **count)
            found.append(Problem.at(place, "W606", nobody))
        elif reached.let_in == reached.all:
            everybody = Saying("everybody is eligible for {name}: {let_in:,} of {all:,} in 2015", **count)
            found.append(Problem.at(place, "W607", everybody))
    return tuple(found)


def every_alarm(scenario: Scenario, store: Path | None = None) -> tuple[Problem, ...]:
    """All that is allowed in a scenario and hardly meant, in the order of its lines."""
    return InputError((*alarms(scenario), *reach(scenario, store))).problems


def warnings(file: str) -> tuple[Problem, ...]:
    """Every alarm about a scenario file without mistakes; nothing about any other file."""
    scenario = clean_scenario(file)
    return () if scenario is None else every_alarm(scenario)


def clean_scenario(file: str) -> Scenario | None:
    """The scenario of a file, None for a parameter file and for one with mistakes."""
    path = Path(file)
    if path.is_file() and _holds_parameters(path):
        return None
    try:
        return load(file)
    except InputError:
        return None


def _holds_parameters(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as lines:
        return any(line.startswith(PARAMETER_FILE_MARK) for line in islice(lines, LINES_LOOKED_AT))


def quotas(scenario: Scenario) -> "Quotas":
    """What the targets ask of every city in the scenario's base year; the same whenever asked."""
    from simulation.ensemble.middle_province import quotas_of

    return quotas_of(scenario)


def lever_settings() -> Mapping[str, type[LeverSettings]]:
    """The settings of every lever by its id."""
    from simulation.levers import lever_settings as settings

    return settings()


def lever_names() -> Mapping[str, Mapping[str, str]]:
    """Title of every lever by language."""
    return {card.id: card.title for card in lever_cards()}


def units() -> Mapping[str, str]:
    """Recorded unit of every yearly measure and index indicator."""
    return MEASURE_UNITS | {indicator.code: indicator.unit for indicator in load_indicators()}
