"""Clause 3.1.1, research institutes: enterprise institutes of leading firms."""

from collections.abc import Mapping
from functools import partial

from simulation.agents.instruments import InstrumentMaker, Instruments
from simulation.agents.rd_institutes.enterprise_institute import EnterpriseInstitute, EnterpriseInstituteSettings
from simulation.inputs.delivery import LeverSettings

CLAUSE = "3.1.1"
TITLE = {"en": "New R&D institutes", "zh": "新型研发机构"}
INSTRUMENTS = {"enterprise_institute": "I05"}
SERVES = ("rd_institutes", "rd_intensity", "rd_personnel", "patents", "backbone_rd_coverage")
READS = ("firm.sales", "firm.rd_intensity", "cash")
WRITES = ("R&D", "R&D staff", "institutions", "cash")


class Settings(LeverSettings):
    """One instrument."""

    enterprise_institute: EnterpriseInstituteSettings | None = None


MAKERS: Mapping[str, InstrumentMaker] = {
    "enterprise_institute": EnterpriseInstitute,
}
Lever = partial(Instruments, MAKERS)
"""The instruments with money, in one run."""
