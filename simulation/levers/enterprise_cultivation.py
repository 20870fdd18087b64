"""Clause 3.1.3, cultivation of innovative firms: SME grants, high-tech drive, R&D post-subsidy, engineering centres."""

from collections.abc import Mapping
from functools import partial

from simulation.agents.instruments import InstrumentMaker, Instruments
from simulation.agents.programmes.engineering_centre import EngineeringCentre
from simulation.agents.programmes.high_tech_drive import HighTechDrive
from simulation.agents.programmes.rd_post_subsidy import RdPostSubsidy
from simulation.agents.programmes.sme_grant import SmeGrant

CLAUSE = "3.1.3"
TITLE = {"en": "Cultivation of innovative firms", "zh": "创新型企业培育"}
INSTRUMENTS = {
    "sme_grant": "I07",
    "high_tech_drive": "I08",
    "rd_post_subsidy": "I33",
    "engineering_centre": "I34",
}
SERVES = ("rd_intensity", "rd_personnel", "patents", "backbone_rd_coverage")
READS = ("firm.sales", "firm.employees", "reported R&D", "cash", "margin", "titles", "town and city money")
WRITES = ("R&D", "filing", "titles", "institutions", "cash")


MAKERS: Mapping[str, InstrumentMaker] = {
    "sme_grant": SmeGrant,
    "high_tech_drive": HighTechDrive,
    "rd_post_subsidy": RdPostSubsidy,
    "engineering_centre": EngineeringCentre,
}
Lever = partial(Instruments, MAKERS)
"""The instruments with money, in one run; the drive decides in the third quarter, the others in the second."""
