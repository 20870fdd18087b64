"""Clause 3.1.3, cultivation of innovative firms: SME grants, high-tech drive, R&D post-subsidy, engineering centres."""

from simulation.agents.programmes.engineering_centre import EngineeringCentre, EngineeringCentreSettings
from simulation.agents.programmes.high_tech_drive import HighTechDrive, HighTechDriveSettings
from simulation.agents.programmes.rd_post_subsidy import RdPostSubsidy, RdPostSubsidySettings
from simulation.agents.programmes.sme_grant import SmeGrant, SmeGrantSettings
from simulation.inputs.delivery import LeverSettings
from simulation.world.world import World

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


class Settings(LeverSettings):
    """Four instruments, each with its own money and its own call."""

    sme_grant: SmeGrantSettings | None = None
    high_tech_drive: HighTechDriveSettings | None = None
    rd_post_subsidy: RdPostSubsidySettings | None = None
    engineering_centre: EngineeringCentreSettings | None = None


class Lever:
    """The instruments with money, in one run; the drive decides in the third quarter, the others in the second."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.parts: list[SmeGrant | HighTechDrive | RdPostSubsidy | EngineeringCentre] = []
        if settings.sme_grant is not None and settings.sme_grant.has_money():
            self.parts.append(SmeGrant(f"{name}.sme_grant", settings.sme_grant))
        if settings.high_tech_drive is not None and settings.high_tech_drive.has_money():
            self.parts.append(HighTechDrive(f"{name}.high_tech_drive", settings.high_tech_drive))
        if settings.rd_post_subsidy is not None and settings.rd_post_subsidy.has_money():
            self.parts.append(RdPostSubsidy(f"{name}.rd_post_subsidy", settings.rd_post_subsidy))
        if settings.engineering_centre is not None and settings.engineering_centre.has_money():
            self.parts.append(EngineeringCentre(f"{name}.engineering_centre", settings.engineering_centre))

    def decide(self, world: World) -> None:
        """Each instrument in turn."""
        for part in self.parts:
            part.decide(world)

    def affect(self, world: World) -> None:
        """Each instrument in turn."""
        for part in self.parts:
            part.affect(world)
