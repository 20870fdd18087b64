"""Clause 3.3.1, people for innovation: commissioners, workstations, innovation teams, dual vocational training."""

from collections.abc import Mapping
from functools import partial

from simulation.agents.instruments import InstrumentMaker, Instruments
from simulation.agents.talent.commissioners import Commissioners
from simulation.agents.talent.team import Team
from simulation.agents.talent.training import Training
from simulation.agents.talent.workstation import Workstation

CLAUSE = "3.3.1"
TITLE = {"en": "People for innovation", "zh": "创新人才队伍"}
INSTRUMENTS = {
    "commissioners": "I13",
    "workstations": "I14",
    "teams": "I15",
    "vocational_training": "I16",
}
SERVES = ("rd_personnel", "patents", "gdp")
READS = ("live links", "science staff", "reported R&D", "firm.employees", "cash", "town and city money", "index gap")
WRITES = (
    "link chance", "links", "idea", "productivity", "R&D staff", "co-built bodies", "start-ups", "cash",
)  # fmt: skip


MAKERS: Mapping[str, InstrumentMaker] = {
    "commissioners": Commissioners,
    "workstations": Workstation,
    "teams": Team,
    "vocational_training": Training,
}
Lever = partial(Instruments, MAKERS)
"""The instruments with money, in one run; towns are called in the first quarter of a year, firms in the second."""
