"""Clause 3.3.4, industry and town growing together: new industrial space, and towns good to live in."""

from collections.abc import Mapping
from functools import partial

from simulation.agents.city_building.amenities import Amenities
from simulation.agents.city_building.land_consolidation import LandConsolidation
from simulation.agents.instruments import InstrumentMaker, Instruments

CLAUSE = "3.3.4"
TITLE = {"en": "Industry and town growing together", "zh": "产城联动发展"}
INSTRUMENTS = {"land_consolidation": "I31", "amenities": "I32"}
SERVES = ("gdp", "rd_personnel")
READS = ("land", "productivity", "town debt", "town and city money", "match of towns", "towns nearby")
WRITES = ("entry", "exits", "place", "amenity")


MAKERS: Mapping[str, InstrumentMaker] = {
    "land_consolidation": LandConsolidation,
    "amenities": Amenities,
}
Lever = partial(Instruments, MAKERS)
"""Both instruments of one run."""
