"""Phase 7, population: start-ups grow, close, or cross the threshold and become above-scale firms (I02, I03, I15)."""

from typing import TYPE_CHECKING

import numpy as np

from simulation.inputs.constants import constant
from simulation.inputs.size_classes import ABOVE_SCALE_SALES
from simulation.phases.draws import normals, uniform_pairs
from simulation.phases.turnover import admit
from simulation.rules.dice import Question
from simulation.world.firms import Flags, Floats, Integers

if TYPE_CHECKING:
    from simulation.world.world import World


def found_start_ups(world: "World", town: Integers, sector: Integers, origin: int, from_town: Integers) -> Integers:
    """Found start-ups in these towns and sectors; returns their places among the start-ups.

    `from_town` = town whose cohort below scale gives up the first sales of one that would have been founded anyway, or
    moved there; -1 where it is new. A cohort gives no more than it has.
    """
    quarterly = constant("start_up_sales") * float(world.macro.deflator[world.quarter]) / 4.0
    places = world.start_ups.add(town, sector, origin, world.quarter, world.towns.place.code[town], quarterly)
    moved = from_town >= 0
    np.subtract.at(world.towns.economy.micro_sales, (from_town[moved], sector[moved]), quarterly)
    np.maximum(world.towns.economy.micro_sales, 0.0, out=world.towns.economy.micro_sales)
    add_sales(world)
    return places


def live_start_ups(world: "World") -> None:
    """One quarter: some close, the others grow; those above the threshold take a slot while there is one."""
    young = world.start_ups
    if young.count == 0:
        return
    fate, luck = uniform_pairs(world.dice_now(), int(Question.START_UP), young.identity)
    closes: Flags = fate < closing_chance(young.hazard)
    young.closed += int(np.count_nonzero(closes))
    young.sales = young.sales * growth_factor(normals(luck))
    young.keep(~closes)
    ready = np.flatnonzero(4.0 * young.sales >= ABOVE_SCALE_SALES)[: room(world)]
    if len(ready):
        who = (young.identity[ready], young.town[ready], young.sector[ready], 4.0 * young.sales[ready])
        context = (world.scores, world.anchors, world.moment(), world.flow, world.terms)
        admit(world.firms, who, np.zeros(world.towns.count), context, world.p)
        young.grown_up += len(ready)
        held = np.ones(young.count, dtype=np.bool_)
        held[ready] = False
        young.keep(held)
    add_sales(world)


def closing_chance(ratio: Floats) -> Floats:
    """Quarterly probability of closing; `ratio` on the yearly hazard."""
    yearly = np.minimum(0.9, constant("start_up_exit_hazard") * ratio)
    chance: Floats = 1.0 - (1.0 - yearly) ** 0.25
    return chance


def growth_factor(normal: Floats) -> Floats:
    """Growth of a quarter's sales: lognormal with the stated mean and yearly spread."""
    spread = constant("start_up_growth_sd") / 2.0
    mean = np.log(1.0 + constant("start_up_growth")) / 4.0
    factor: Floats = np.exp(mean - 0.5 * spread * spread + spread * normal)
    return factor


def room(world: "World") -> int:
    """Free slots among the firms."""
    return int(world.flow.top[0]) + world.firms.slots - int(world.flow.top[1])


def add_sales(world: "World") -> None:
    """Sums of the start-ups' sales by town and sector."""
    young, sums = world.start_ups, world.towns.economy.startup_sales
    sums[:] = 0.0
    np.add.at(sums, (young.town, young.sector), young.sales)
