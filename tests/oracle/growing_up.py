"""Start-ups in the oracle, one object each: founded, growing, closing, or entering the above-scale firms."""

import math
from dataclasses import dataclass

from simulation.inputs.constants import constant
from simulation.rules.dice import Question, identity_of
from tests.oracle.moving import found
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import DISTRIBUTIONS, uniform_pair

ABOVE_SCALE = 2000.0
FIRST_ORDINAL, ORIGIN_ROOM = 1 << 24, 1 << 20


@dataclass(eq=False)
class StartUp:
    """A firm below scale that policy follows."""

    identity: int
    town: Town
    sector: int
    origin: int
    born: int
    sales: float
    hazard: float = 1.0


def found_start_ups(places: list[tuple[Town, int, Town | None]], origin: int, world) -> list[StartUp]:
    """One start-up for every (town, sector, town whose cohort gives up its sales or None); all of one call."""
    quarterly = constant("start_up_sales") * world.prices / 4.0
    young = []
    for town, sector, giver in places:
        alike = sum(1 for other in young if other.town is town and other.sector == sector)
        ordinal = FIRST_ORDINAL + origin * ORIGIN_ROOM + alike
        identity = identity_of(town.code, sector, world.quarter + 1, ordinal)
        young.append(StartUp(identity, town, sector, origin, world.quarter, quarterly))
        if giver is not None:
            giver.micro_sales[sector] -= quarterly
    for _, sector, giver in places:
        if giver is not None:
            giver.micro_sales[sector] = max(0.0, giver.micro_sales[sector])
    world.start_ups.extend(young)
    sum_up(world)
    return young


def live_start_ups(world) -> None:
    """A quarter of every start-up."""
    spread = constant("start_up_growth_sd") / 2.0
    mean = math.log(1.0 + constant("start_up_growth")) / 4.0
    staying = []
    for young in world.start_ups:
        fate, luck = uniform_pair(world.dice_now, Question.START_UP, young.identity)
        yearly = min(0.9, constant("start_up_exit_hazard") * young.hazard)
        if fate < 1.0 - (1.0 - yearly) ** 0.25:
            continue
        young.sales *= math.exp(mean - 0.5 * spread * spread + spread * DISTRIBUTIONS.normal_quantile(luck))
        staying.append(young)
    world.start_ups = [young for young in staying if 4.0 * young.sales < ABOVE_SCALE]
    for young in staying:
        if 4.0 * young.sales >= ABOVE_SCALE:
            grow_up(young, world)
    sum_up(world)


def grow_up(young: StartUp, world) -> None:
    """It takes a seat among the above-scale firms."""
    firm = Firm(world, world.next_seat(), young.identity, young.town, young.sector)
    found(firm, young.sales, world)
    world.entries += 1
    world.bank["begun"] += firm.debt
    world.seats[firm.seat] = firm


def sum_up(world) -> None:
    """Sales of start-ups by town and sector."""
    for town in world.towns:
        town.startup_sales = [0.0] * len(town.startup_sales)
    for young in world.start_ups:
        young.town.startup_sales[young.sector] += young.sales
