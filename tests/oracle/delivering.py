"""What all levers share in the oracle: who may ask, in what order, what is awarded and how an effect reaches a firm."""

import math

import numpy as np

from simulation.inputs.conditions import Condition
from simulation.rules.dice import Question
from simulation.world.firms import TRADE
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import uniform

SERVICE = 2


def meets(condition: Condition, facts: dict[str, object]) -> bool:
    """Whether one firm or town meets a condition of the scenario file."""
    columns = {name: np.array([value]) for name, value in facts.items()}
    return bool(np.asarray(condition.evaluate(columns)).item())


def facts_of_town(town: Town, world) -> dict[str, object]:
    """What a condition may ask about a town."""
    report = world.reports[town]
    return {
        "town.region": town.region,
        "town.kind": town.kind,
        "town.specialty": town.specialty,
        "town.output": report.output,
        "town.gdp": report.gdp,
        "town.certified": town.certified,
        "town.has_platform": town.platforms > 0,
        "city.name": town.city,
    }


def facts_of_firm(firm: Firm, world) -> dict[str, object]:
    """What a condition may ask about a firm and its town."""
    return facts_of_town(firm.town, world) | {
        "firm.sales": 4.0 * firm.sales,
        "firm.age": (world.quarter - firm.born) / 4.0,
        "firm.employees": firm.employees,
        "firm.sector": firm.sector,
        "firm.kind": SERVICE if firm.sector == TRADE else 0,
        "firm.rd_intensity": firm.reported / firm.sales,
        "firm.performs_rd": firm.performs,
        "firm.is_hte": firm.high_tech,
        "firm.ownership": firm.ownership,
        "firm.exports": firm.exporter,
    }


def eligible_firms(condition: Condition, world) -> list[Firm]:
    """Industrial firms of certified towns that meet a condition, in the order of their seats."""
    candidates = (firm for firm in world.makers if firm.town.certified and firm.banned_until <= world.quarter)
    return [firm for firm in candidates if meets(condition, facts_of_firm(firm, world))]


def eligible_towns(condition: Condition, world) -> list[Town]:
    """Certified towns that meet a condition."""
    return [town for town in world.towns if town.certified and meets(condition, facts_of_town(town, world))]


def ask(question: Question, who: Firm | Town, world) -> float:
    """This quarter's die of a firm or a town."""
    return uniform(world.dice_now, question, who.identity if isinstance(who, Firm) else who.code)


def add_effect(firm: Firm, channel: int, size: float, world) -> None:
    """One more effect on a channel, to be combined sub-additively when it is read."""
    firm.gain[channel] += max(0.0, size) ** world.p.instrument_overlap_exponent
    firm.loss[channel] += max(0.0, -size)


def delayed(quarters: float, world) -> int:
    """Quarters from a decision of now to its first effect, shorter under coordination."""
    return math.ceil(round(quarters * world.safeguards.delay, 9))


def is_here(firm: Firm, world) -> bool:
    """Whether the firm is still above scale."""
    return world.seats[firm.seat] is firm


def nominal(amount: float, world) -> float:
    """A cost in prices of 2015 at today's prices."""
    return amount * world.prices


def number_within(price: int, money: int, most: int) -> int:
    """How many things of one price the money buys."""
    return min(most, money // price) if price > 0 else most
