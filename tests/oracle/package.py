"""Every lever with money enough to reach the small province and too little to reach all of it."""

from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import LeverSettings
from simulation.inputs.levers import (
    co_funding,
    cooperation_zones,
    coordination,
    dynamic_monitoring,
    enterprise_cultivation,
    guidance_funds,
    incubators,
    industry_alliances,
    industry_city_integration,
    innovation_platforms,
    innovation_services,
    innovation_vouchers,
    international_cooperation,
    rd_institutes,
    regional_pairing,
    talent,
    target_responsibility,
    technology_finance,
    university_town_cooperation,
)
from simulation.inputs.levers.enterprise_cultivation import (
    EngineeringCentreSettings,
    HighTechDriveSettings,
    RdPostSubsidySettings,
    SmeGrantSettings,
)
from simulation.inputs.levers.industry_city_integration import AmenitiesSettings, LandConsolidationSettings
from simulation.inputs.levers.innovation_services import (
    IpServicesSettings,
    MakerspaceSettings,
    SharedInstrumentsSettings,
)
from simulation.inputs.levers.rd_institutes import EnterpriseInstituteSettings, NewInstituteSettings
from simulation.inputs.levers.talent import CommissionersSettings, TeamSettings, TrainingSettings, WorkstationSettings
from simulation.inputs.levers.technology_finance import (
    CreditGuaranteeSettings,
    CrowdfundingSettings,
    EquipmentLeasingSettings,
    FinancePlatformSettings,
    FirstSetSettings,
    IpPledgeSettings,
    SupplyChainSettings,
)


def vouchers(allocation: str = "lottery") -> dict[str, LeverSettings]:
    """Some hundred vouchers a year."""
    return {"innovation_vouchers": innovation_vouchers.Settings(budget="500万元", allocation=allocation)}


def slowly_delivered() -> dict[str, LeverSettings]:
    """Money that grows, rises with prices, is stated in total, and waits for the next year where it is not spent."""
    words = {"start": "2016Q2", "ramp": "6 quarters", "prices": "2015", "carry_over": 0.5}
    grants = SmeGrantSettings.model_validate({"budget": "3000万元", **words})
    drawn = innovation_vouchers.Settings.model_validate({"budget": {"total": "2500万元"}, **words})
    return {
        "enterprise_cultivation": enterprise_cultivation.Settings(sme_grant=grants),
        "innovation_vouchers": drawn,
    }


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


def institutes() -> dict[str, LeverSettings]:
    """A few institutes of towns and some of leading firms."""
    settings = rd_institutes.Settings(
        new_institute=NewInstituteSettings(budget="4000万元"),
        enterprise_institute=EnterpriseInstituteSettings(budget="1000万元"),
    )
    return {"rd_institutes": settings}


def places() -> dict[str, LeverSettings]:
    """A few incubators."""
    return {"incubators": incubators.Settings(budget="3000万元")}


def alliances() -> dict[str, LeverSettings]:
    """A few alliances a year, in half of the draws."""
    return {"industry_alliances": industry_alliances.Settings(budget="2000万元")}


def zones() -> dict[str, LeverSettings]:
    """A zone or two."""
    return {"cooperation_zones": cooperation_zones.Settings(budget="1000万元")}


def pairs() -> dict[str, LeverSettings]:
    """Two pairs of towns."""
    return {"regional_pairing": regional_pairing.Settings(budget="9000万元")}


def finance() -> dict[str, LeverSettings]:
    """Guarantees, loans, leases, policies and platforms for some tens of firms."""
    settings = technology_finance.Settings(
        finance_platform=FinancePlatformSettings(budget="400万元"),
        ip_pledge_loans=IpPledgeSettings(budget="100万元"),
        supply_chain_finance=SupplyChainSettings(budget="500万元"),
        equipment_leasing=EquipmentLeasingSettings(budget="200万元"),
        first_set_insurance=FirstSetSettings(budget="100万元"),
        equity_crowdfunding=CrowdfundingSettings(budget="300万元"),
        credit_guarantee=CreditGuaranteeSettings(budget="2000万元"),
    )
    return {"technology_finance": settings}


def responsibility() -> dict[str, LeverSettings]:
    """Quotas and a small office that looks after them."""
    return {"target_responsibility": target_responsibility.Settings(budget="100万元")}


def monitoring() -> dict[str, LeverSettings]:
    """Money for all towns and some of the firms that were paid."""
    return {"dynamic_monitoring": dynamic_monitoring.Settings(budget="150万元")}


def cooperation() -> dict[str, LeverSettings]:
    """Some projects with institutes a year."""
    return {"university_town_cooperation": university_town_cooperation.Settings(budget="200万元")}


def units_abroad() -> dict[str, LeverSettings]:
    """Whoever finds it worth its while."""
    return {"international_cooperation": international_cooperation.Settings(budget="1000万元")}


def services() -> dict[str, LeverSettings]:
    """A few makerspaces, some tens of users of instruments and of help with patents."""
    settings = innovation_services.Settings(
        makerspaces=MakerspaceSettings(budget="250万元"),
        shared_instruments=SharedInstrumentsSettings(budget="80万元"),
        ip_services=IpServicesSettings(budget="150万元"),
    )
    return {"innovation_services": settings}


def people() -> dict[str, LeverSettings]:
    """Some tens of posts, a few workstations and teams, classes in some firms."""
    settings = talent.Settings(
        commissioners=CommissionersSettings(budget="500万元"),
        workstations=WorkstationSettings(budget="300万元"),
        teams=TeamSettings(budget="4000万元"),
        vocational_training=TrainingSettings(budget="60万元"),
    )
    return {"talent": settings}


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
    institutes,
    places,
    alliances,
    zones,
    pairs,
    finance,
    responsibility,
    monitoring,
    cooperation,
    units_abroad,
    services,
    people,
)


def every_lever() -> dict[str, LeverSettings]:
    """All of them."""
    return {lever: settings for part in PARTS for lever, settings in part().items()}
