"""Which oracle lever plays which instrument of a scenario."""

from simulation.levers import in_order
from simulation.world.ledger import chart_of
from tests.oracle.abroad_lever import AbroadLever
from tests.oracle.co_funding_lever import CoFundingLever
from tests.oracle.commissioner_lever import CommissionerLever
from tests.oracle.cooperation_lever import CooperationLever
from tests.oracle.cooperation_zones_lever import ZoneLever
from tests.oracle.coordination_lever import CoordinationLever
from tests.oracle.cultivation_lever import CentreLever, GrantLever, SubsidyLever
from tests.oracle.enterprise_institute_lever import EnterpriseInstituteLever
from tests.oracle.fund_lever import FundLever
from tests.oracle.guarantee_lever import GuaranteeLever
from tests.oracle.incubator_lever import IncubatorLever
from tests.oracle.industry_alliances_lever import AllianceLever
from tests.oracle.industry_city_lever import AmenityLever, LandLever
from tests.oracle.loss_lever import FollowOnLever, PoolLever
from tests.oracle.monitoring_lever import MonitoringLever
from tests.oracle.new_institute_lever import NewInstituteLever
from tests.oracle.platform_lever import CollaborativeLever, TestingLever
from tests.oracle.pledge_lever import LeasingLever, PledgeLever
from tests.oracle.regional_pairing_lever import PairingLever
from tests.oracle.responsibility_lever import ResponsibilityLever
from tests.oracle.services_lever import InstrumentsLever, IpLever, MakerspaceLever
from tests.oracle.talent_lever import TeamLever, TrainingLever, WorkstationLever
from tests.oracle.technology_finance_lever import (
    CrowdfundingLever,
    FinancePlatformLever,
    FirstSetLever,
    SupplyChainLever,
)
from tests.oracle.title_lever import TitleLever
from tests.oracle.voucher_lever import VoucherLever
from tests.small_province import SmallProvince

ACTORS = {
    "cooperation_zones": ZoneLever,
    "dynamic_monitoring": MonitoringLever,
    "co_funding": CoFundingLever,
    "coordination": CoordinationLever,
    "enterprise_cultivation.sme_grant": GrantLever,
    "enterprise_cultivation.high_tech_drive": TitleLever,
    "enterprise_cultivation.rd_post_subsidy": SubsidyLever,
    "enterprise_cultivation.engineering_centre": CentreLever,
    "guidance_funds.staged_equity": FundLever,
    "guidance_funds.follow_on": FollowOnLever,
    "guidance_funds.risk_compensation": PoolLever,
    "incubators": IncubatorLever,
    "industry_city_integration.amenities": AmenityLever,
    "industry_city_integration.land_consolidation": LandLever,
    "innovation_platforms.collaborative_platform": CollaborativeLever,
    "innovation_platforms.testing_platform": TestingLever,
    "innovation_services.makerspaces": MakerspaceLever,
    "innovation_services.shared_instruments": InstrumentsLever,
    "innovation_services.ip_services": IpLever,
    "innovation_vouchers": VoucherLever,
    "rd_institutes.enterprise_institute": EnterpriseInstituteLever,
    "rd_institutes.new_institute": NewInstituteLever,
    "industry_alliances": AllianceLever,
    "regional_pairing": PairingLever,
    "technology_finance.finance_platform": FinancePlatformLever,
    "technology_finance.ip_pledge_loans": PledgeLever,
    "technology_finance.supply_chain_finance": SupplyChainLever,
    "technology_finance.equipment_leasing": LeasingLever,
    "technology_finance.first_set_insurance": FirstSetLever,
    "technology_finance.equity_crowdfunding": CrowdfundingLever,
    "technology_finance.credit_guarantee": GuaranteeLever,
    "target_responsibility": ResponsibilityLever,
    "international_cooperation": AbroadLever,
    "university_town_cooperation": CooperationLever,
    "talent.commissioners": CommissionerLever,
    "talent.workstations": WorkstationLever,
    "talent.teams": TeamLever,
    "talent.vocational_training": TrainingLever,
}
"""By instrument. Each takes its settings; `accounts(chart)` names what its accounts hold where it has any."""


def oracle_levers(small: SmallProvince) -> tuple[object, ...]:
    """An oracle lever for every instrument with money; levers of which the oracle knows nothing raise KeyError."""
    scenario, ground = small.study.scenario, small.study.ground
    stated = {
        purse: instrument
        for lever in in_order(scenario.switched_on)
        for purse, instrument in scenario.levers[lever].instruments(lever).items()
        if instrument.has_money() or instrument.free
    }
    unknown = stated.keys() - ACTORS.keys()
    if unknown:
        raise KeyError(f"the oracle does not know {sorted(unknown)}")
    chart = chart_of(len(ground.cities.name), len(ground.towns.code), len(ground.institutes.name))
    extra = {"guidance_funds.staged_equity": (chart.funds,)}
    return tuple(ACTORS[purse](settings, *extra.get(purse, ())) for purse, settings in stated.items())
