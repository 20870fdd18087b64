"""Clause 3.1.1, research institutes: new-type institutes of towns and universities, enterprise institutes of firms."""

from collections.abc import Mapping
from functools import partial

from simulation.agents.instruments import InstrumentMaker, Instruments
from simulation.agents.rd_institutes.enterprise_institute import EnterpriseInstitute
from simulation.agents.rd_institutes.new_institute import NewInstitutes

CLAUSE = "3.1.1"
TITLE = {"en": "New R&D institutes", "zh": "新型研发机构"}
INSTRUMENTS = {"new_institute": "I02", "enterprise_institute": "I05"}
SERVES = ("rd_institutes", "rd_intensity", "rd_personnel", "patents", "backbone_rd_coverage")
READS = ("firm.sales", "firm.rd_intensity", "cash", "universities in reach", "town and city money", "index gap")
WRITES = (
    "links",
    "productivity",
    "R&D",
    "R&D staff",
    "institutions",
    "institutes",
    "co-built bodies",
    "institute research",
    "start-ups",
    "cash",
    "capital spending",
)


MAKERS: Mapping[str, InstrumentMaker] = {
    "new_institute": NewInstitutes,
    "enterprise_institute": EnterpriseInstitute,
}
Lever = partial(Instruments, MAKERS)
"""The instruments with money, in one run."""
