"""How many firms or towns a scenario's conditions let in at the end of 2015, in the middle of what is believed."""

from collections.abc import Iterator, Mapping

import numpy as np

from simulation.agents.delivery import asked_of, firm_columns, town_columns
from simulation.ensemble.design import middle_parameters
from simulation.ensemble.middle_province import world_of_2015
from simulation.ensemble.runner import parameters_of, study_ground
from simulation.inputs.alarms import Reached
from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import InstrumentSettings, Recipient
from simulation.inputs.scenario import Scenario
from simulation.world.firms import Flags
from simulation.world.world import World


def reached_by(scenario: Scenario, asked: Mapping[str, InstrumentSettings]) -> Iterator[Reached]:
    """One answer for every instrument in `asked`, by the name of its purse."""
    world = middle_world(scenario)
    for name, settings in asked.items():
        may = certified_firms(world) if settings.recipient == "firm" else world.towns.status.certified
        meets = may & met(world, settings.eligible, settings.recipient)
        yield Reached(name, settings.recipient, int(np.count_nonzero(meets)), int(np.count_nonzero(may)))
    world.forget()


def middle_world(scenario: Scenario) -> World:
    """The province at the end of 2015 with every number in the middle of its prior; the same whenever asked."""
    parameters = parameters_of(scenario)
    p = middle_parameters(parameters).view(np.recarray)[0]
    return world_of_2015(study_ground(scenario, parameters), p, 0)


def certified_firms(world: World) -> Flags:
    """(slots in use,) above-scale industrial firms of certified towns."""
    used = world.used
    certified: Flags = world.towns.status.certified[world.firms.roster.town[:used]]
    return world.firms.is_industrial[:used] & certified


def met(world: World, condition: Condition, recipient: Recipient) -> Flags:
    """Who meets the condition: (slots in use,) firms or (towns,)."""
    columns = firm_columns(world, condition) if recipient == "firm" else town_columns(world, condition)
    return asked_of(condition, columns)
