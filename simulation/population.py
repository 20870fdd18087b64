"""Peoples a world with the agents that decide: province, cities, town governments, institutes."""

from simulation.agents.appropriations import Appropriations, nothing_carried
from simulation.agents.city import City
from simulation.agents.institute import Institute
from simulation.agents.province import ProvinceGovernment
from simulation.agents.town_government import TownGovernment
from simulation.world.firms import Floats
from simulation.world.world import World


def people(world: World, budgets: Floats | Appropriations) -> None:
    """Create the agents of a new world; `budgets` (purses, 5) province money, 10,000 yuan a year."""
    ProvinceGovernment(world, budgets if isinstance(budgets, Appropriations) else nothing_carried(budgets))
    City.create_agents(world, len(world.ground.cities.name), list(range(len(world.ground.cities.name))))
    TownGovernment.create_agents(world, world.towns.count, list(range(world.towns.count)))
    Institute.create_agents(world, len(world.institutes.live), list(range(len(world.institutes.live))))
