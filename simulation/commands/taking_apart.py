"""Which levers of a scenario are told apart, which packages that takes, and the packages run one after another."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.presentation.answering import refuse

if TYPE_CHECKING:
    from simulation.analysis.attribution import Package
    from simulation.analysis.contributions import PackageNumbers
    from simulation.ensemble.results import Ensemble
    from simulation.inputs.scenario import Scenario
    from simulation.presentation.words import Words
    from simulation.study import Size

ORDERS: Final = 8
"""Orders drawn where there are too many levers for every package, and nobody says how many."""
LONGEST_NAME: Final = 60


class Players(NamedTuple):
    """The levers of a scenario by what is done with them; together they are all of its levers."""

    alone: tuple[str, ...]
    """Switched one by one."""
    together: tuple[str, ...]
    """Not asked about: switched all at once."""
    kept: tuple[str, ...]
    """On in every package."""


class Plan(NamedTuple):
    """What is to be run: the names that are switched, and every package of them."""

    names: tuple[str, ...]
    packages: "tuple[Package, ...]"
    orders: tuple[tuple[str, ...], ...]
    """Empty: every package there is."""


class Lived(NamedTuple):
    """What the packages' runs say."""

    numbers: "Mapping[Package, PackageNumbers]"
    whole: "Ensemble"
    failed: int
    """Runs that failed in some package."""


def players_of(scenario: "Scenario", base: "Scenario", asked: str | None, words: "Words") -> Players:
    """Levers that are on are told apart, less those that the base has as well; those not asked about go together."""
    kept = tuple(lever for lever in scenario.levers if lever in base.levers)
    free = tuple(lever for lever in scenario.switched_on if lever not in kept)
    if not free:
        refuse(words("packages.all_kept", scenario=scenario.id, base=base.id))
    if asked is None:
        return Players(free, (), kept)
    chosen = tuple(dict.fromkeys(_known(name.strip(), free, scenario, words) for name in asked.split(",")))
    return Players(chosen, tuple(lever for lever in free if lever not in chosen), kept)


def _known(name: str, levers: tuple[str, ...], scenario: "Scenario", words: "Words") -> str:
    """The lever of that id or title; else the end, with the nearest."""
    from simulation.inputs.lever_cards import levers_by_title
    from simulation.inputs.problems import nearest

    lever = levers_by_title().get(name, name)
    if lever not in levers:
        near = nearest(lever, levers)
        hint = words("problem.nearest", nearest=near) if near else ""
        refuse(words("packages.unknown_lever", scenario=scenario.id, name=name[:LONGEST_NAME]) + hint)
    return lever


def plan_of(players: Players, orders: int | None, seed: int) -> Plan:
    """Every package of at most six names; beyond, or when asked, those that drawn orders and their reverses pass."""
    from simulation.analysis.attribution import EXACT_UP_TO, drawn_orders, packages, packages_on_the_way
    from simulation.analysis.contributions import OTHERS

    names = (*players.alone, *((OTHERS,) if players.together else ()))
    if orders is None and len(names) <= EXACT_UP_TO:
        return Plan(names, tuple(packages(names)), ())
    drawn = drawn_orders(names, -(-(orders or ORDERS) // 2), seed)
    return Plan(names, tuple(packages_on_the_way(drawn)), drawn)


def live(whole: "Scenario", players: Players, plan: Plan, size: "Size", words: "Words") -> Lived:
    """Run every package, what is stored being read, and keep of it what the split asks for."""
    import numpy as np

    from simulation.analysis.contributions import package_numbers
    from simulation.inputs.targets import load_targets
    from simulation.presentation.package_runs import run_each

    targets, full = load_targets(), frozenset(plan.names)
    scenarios = [without(whole, players, package) for package in plan.packages]
    numbers: dict[Package, PackageNumbers] = {}
    kept: list[Ensemble] = []
    finished = np.ones((size.draws, size.replications), dtype=np.bool_)
    for package, ensemble in zip(plan.packages, run_each(whole.id, scenarios, size, words), strict=True):
        numbers[package] = package_numbers(ensemble, targets)
        finished &= ensemble.finished
        kept += [ensemble] if package == full else []
    if not finished.any():
        refuse(words("packages.nothing"))
    return Lived(numbers, kept[0], int((~finished).sum()))


def without(whole: "Scenario", players: Players, package: "Package") -> "Scenario":
    """The scenario with this package on; without any of it, without levers that are stated and have no money too."""
    from simulation import study
    from simulation.analysis.contributions import OTHERS

    off = {lever for lever in players.alone if lever not in package}
    off |= set() if OTHERS in package else set(players.together)
    if not package:
        off |= set(whole.levers) - set(players.kept)
    return whole.without([lever for lever in whole.levers if lever in off], study.lever_names()) if off else whole
