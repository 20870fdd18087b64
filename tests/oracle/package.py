"""Every lever with money enough to reach the small province and too little to reach all of it."""

from simulation.agents.city_building.amenities import AmenitiesSettings
from simulation.agents.city_building.land_consolidation import LandConsolidationSettings
from simulation.agents.programmes.engineering_centre import EngineeringCentreSettings
from simulation.agents.programmes.high_tech_drive import HighTechDriveSettings
from simulation.agents.programmes.rd_post_subsidy import RdPostSubsidySettings
from simulation.agents.programmes.sme_grant import SmeGrantSettings
from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import LeverSettings
from simulation.levers import (
    co_funding,
    coordination,
    enterprise_cultivation,
    guidance_funds,
    industry_city_integration,
    innovation_platforms,
    innovation_vouchers,
)


def vouchers(allocation: str = "lottery") -> dict[str, LeverSettings]:
    """Some hundred vouchers a year."""
    return {"innovation_vouchers": innovation_vouchers.Settings(budget="500万元", allocation=allocation)}


def platforms() -> dict[str, LeverSettings]:
    """A few platforms of each kind."""
    settings = innovation_platforms.Settings(
        collaborative_platform=innovation_platforms.CollaborativePlatform(budget="3000万元"),
        testing_platform=innovation_platforms.TestingPlatform(budget="1000万元"),
    )
    return {"innovation_platforms": settings}


def cultivation() -> dict[str, LeverSettings]:
    """Some tens of awards of each instrument."""
    large = Condition.parse("firm.sales >= 1亿元")
    settings = enterprise_cultivation.Settings(
        sme_grant=SmeGrantSettings(budget="3000万元"),
        high_tech_drive=HighTechDriveSettings(budget="900万元"),
        rd_post_subsidy=RdPostSubsidySettings(budget="600万元"),
        engineering_centre=EngineeringCentreSettings(budget="300万元", eligible=large),
    )
    return {"enterprise_cultivation": settings}


def funds() -> dict[str, LeverSettings]:
    """Two funds a year, tickets beside private rounds, a pool."""
    settings = guidance_funds.Settings(
        staged_equity=guidance_funds.StagedEquity(budget="8000万元"),
        follow_on=guidance_funds.FollowOn(budget="8000万元"),
        risk_compensation=guidance_funds.RiskCompensation(budget="1000万元"),
    )
    return {"guidance_funds": settings}


def coordinated() -> dict[str, LeverSettings]:
    """An office that shortens delays."""
    return {"coordination": coordination.Settings(budget="100万元")}


def matched() -> dict[str, LeverSettings]:
    """Projects start only where the town finds its share."""
    return {"co_funding": co_funding.Settings()}


def land_and_amenities() -> dict[str, LeverSettings]:
    """Land for some towns, a point or two of amenities for others."""
    settings = industry_city_integration.Settings(
        land_consolidation=LandConsolidationSettings(budget="1000万元"),
        amenities=AmenitiesSettings(budget="300万元", points=2),
    )
    return {"industry_city_integration": settings}


PARTS = (
    land_and_amenities,
    matched,
    coordinated,
    vouchers,
    platforms,
    cultivation,
    funds,
)


def every_lever() -> dict[str, LeverSettings]:
    """All of them."""
    return {lever: settings for part in PARTS for lever, settings in part().items()}
