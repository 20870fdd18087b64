"""Paired runs of one draw, filmed quarter by quarter: the same firms with a policy and without, found by identity."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.agents.instruments import Instruments
from simulation.ensemble.one_run import start_world
from simulation.inputs.scenario import Scenario
from simulation.world.firms import IDEA, Flags, Floats, Integers
from simulation.world.macro import QUARTERS
from simulation.world.world import World
from tests.small_province import SmallProvince

Identities = NDArray[np.uint64]


class Quarter(NamedTuple):
    """Above-scale industrial firms at the end of a quarter, in the order of their identities; money in 10,000 yuan."""

    identity: Identities
    town: Integers
    sales: Floats
    productivity: Floats  # ln A*, without the passing shock
    spending: Floats  # real R&D
    reported: Floats  # R&D as told
    in_default: Flags
    leaving: Floats  # yearly exit hazard of the quarter, of those that stayed
    linked: Flags
    ideas: Floats  # what instruments add to idea productivity


Film = Sequence[Quarter]


class Eye:
    """Stands before the only instrument of a run and sees the world before it decides and after; touches nothing."""

    instrument: Any

    def decide(self, world: World) -> None:
        """Before the instrument decides."""

    def affect(self, world: World) -> None:
        """After it has decided, before anybody else acts."""


def with_numbers(province: SmallProvince, **numbers: float) -> SmallProvince:
    """The same people and dice with other numbers for what a policy does; birth must not depend on them."""
    p = np.array([province.p], dtype=province.p.dtype).view(np.recarray)[0]
    for name, value in numbers.items():
        p[name] = value
    return province._replace(p=p)


def film(province: SmallProvince, scenario: Scenario, eye: Eye | None = None) -> tuple[Film, Any]:
    """Twenty quarters of a scenario with one instrument or none; also returns the instrument as it is at the end."""
    study = province.study._replace(scenario=scenario)
    world, levers = start_world(study, province.birth, province.record, province.draw)
    own: Any = levers[0] if levers else None
    instrument = own.parts[0] if isinstance(own, Instruments) else own
    if eye is not None:
        eye.instrument = instrument
        levers.insert(0, eye)
    taken = []
    for _ in range(QUARTERS):
        world.step()
        taken.append(quarter_of(world))
    world.forget()
    return taken, instrument


def quarter_of(world: World) -> Quarter:
    """The firms as they are now."""
    firms = world.firms
    rows = np.flatnonzero(firms.is_industrial[: world.used])
    rows = rows[np.argsort(firms.roster.identity[rows])]
    fresh = firms.roster.born[rows] == world.quarter  # their slots still tell the effects on whoever left them
    gain, loss = firms.channels.gain[IDEA, rows], firms.channels.loss[IDEA, rows]
    return Quarter(
        firms.roster.identity[rows],
        firms.roster.town[rows],
        firms.output.sales[rows],
        firms.output.productivity[rows],
        firms.research.spending[rows],
        firms.research.reported[rows],
        firms.finance.in_default[rows],
        exit_hazards(world, rows),
        firms.titles.institute[rows] >= 0,
        np.where(fresh, 0.0, gain ** (1.0 / float(world.p.instrument_overlap_exponent)) - loss),
    )


def exit_hazards(world: World, rows: Integers) -> Floats:
    """Q12, yearly: what the dice of these firms were held against this quarter."""
    firms, macro = world.firms, world.macro
    weight = world.weights[rows] / world.mean_weight[firms.roster.sector[rows]]
    ratio = firms.channels.hazard[rows] * float(macro.exit_factor[world.quarter])
    hazards: Floats = np.minimum(0.9, float(world.p.exit_hazard) * weight * ratio)
    return hazards


def total(taken: Film, column: str) -> Floats:
    """(quarters,) sum of a column over all firms."""
    return np.array([float(getattr(quarter, column).sum()) for quarter in taken])


def places_of(quarter: Quarter, who: Identities) -> Integers:
    """Where each of these firms stands in a quarter; -1 where it is not there."""
    place = np.minimum(np.searchsorted(quarter.identity, who), len(quarter.identity) - 1)
    return np.where(quarter.identity[place] == who, place, -1)


def is_alive(quarter: Quarter, who: Identities) -> Flags:
    """Which of these firms are there."""
    return places_of(quarter, who) >= 0


def fails(quarter: Quarter, who: Identities) -> Flags:
    """Which of these firms are there and in default."""
    place = places_of(quarter, who)
    return (place >= 0) & quarter.in_default[place]


def in_both(one: Quarter, other: Quarter, who: Identities) -> tuple[Integers, Integers]:
    """Places, in the one run and in the other, of those of these firms that are there in both."""
    here, there = places_of(one, who), places_of(other, who)
    both = (here >= 0) & (there >= 0)
    return here[both], there[both]
