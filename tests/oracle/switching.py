"""Which oracle lever plays which instrument of a scenario."""

from simulation.levers import in_order
from simulation.world.ledger import chart_of
from tests.oracle.co_funding_lever import CoFundingLever
from tests.oracle.coordination_lever import CoordinationLever
from tests.oracle.cultivation_lever import CentreLever, GrantLever, SubsidyLever
from tests.oracle.fund_lever import FundLever
from tests.oracle.industry_city_lever import AmenityLever, LandLever
from tests.oracle.loss_lever import FollowOnLever, PoolLever
from tests.oracle.platform_lever import CollaborativeLever, TestingLever
from tests.oracle.title_lever import TitleLever
from tests.oracle.voucher_lever import VoucherLever
from tests.small_province import SmallProvince

ACTORS = {
    "co_funding": CoFundingLever,
    "coordination": CoordinationLever,
    "enterprise_cultivation.sme_grant": GrantLever,
    "enterprise_cultivation.high_tech_drive": TitleLever,
    "enterprise_cultivation.rd_post_subsidy": SubsidyLever,
    "enterprise_cultivation.engineering_centre": CentreLever,
    "guidance_funds.staged_equity": FundLever,
    "guidance_funds.follow_on": FollowOnLever,
    "guidance_funds.risk_compensation": PoolLever,
    "industry_city_integration.amenities": AmenityLever,
    "industry_city_integration.land_consolidation": LandLever,
    "innovation_platforms.collaborative_platform": CollaborativeLever,
    "innovation_platforms.testing_platform": TestingLever,
    "innovation_vouchers": VoucherLever,
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
