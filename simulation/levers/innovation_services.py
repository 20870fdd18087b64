"""Clause 3.3.3, services for innovation: makerspaces, shared instruments, help with patents and a technology market."""

from collections.abc import Mapping
from functools import partial

from simulation.agents.instruments import InstrumentMaker, Instruments
from simulation.agents.services.ip_services import IpServices
from simulation.agents.services.makerspaces import Makerspaces
from simulation.agents.services.shared_instruments import SharedInstruments

CLAUSE = "3.3.3"
TITLE = {"en": "Services for innovation", "zh": "创新创业服务"}
INSTRUMENTS = {"makerspaces": "I28", "shared_instruments": "I29", "ip_services": "I30"}
SERVES = ("patents", "rd_intensity", "rd_personnel", "gdp")
READS = (
    "firm.performs_rd",
    "R&D",
    "cash",
    "productivity",
    "institutes",
    "incubators",
    "town and city money",
    "index gap",
)
WRITES = (
    "entry",
    "entrant quality",
    "user cost",
    "filing",
    "patent value",
    "productivity",
    "cash",
    "capital spending",
)


MAKERS: Mapping[str, InstrumentMaker] = {
    "makerspaces": Makerspaces,
    "shared_instruments": SharedInstruments,
    "ip_services": IpServices,
}
Lever = partial(Instruments, MAKERS)
"""The instruments with money, in one run; towns are called in the first quarter, firms in the second."""
