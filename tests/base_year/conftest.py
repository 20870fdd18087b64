"""The shipped tables, read once for all tests of the base year."""

import pytest

from simulation.inputs.base_year import BaseYear, load_base_year
from simulation.inputs.towns import CityTable, TownTable, load_cities, load_towns


@pytest.fixture(scope="session")
def constants() -> BaseYear:
    return load_base_year()


@pytest.fixture(scope="session")
def cities() -> CityTable:
    return load_cities()


@pytest.fixture(scope="session")
def towns(cities: CityTable) -> TownTable:
    return load_towns(cities=cities)
