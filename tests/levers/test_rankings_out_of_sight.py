"""Words of delivery where payments of the province do not show whom they favour: each told by hand.

The post-subsidy sums its payments by town, the risk pool pays claims, platforms for crowd money and city guarantors
are paid as bodies; the firms are ranked behind them.
"""

import numpy as np
import pytest

from simulation.agents.guarantor import Guarantor
from simulation.agents.programmes.rd_post_subsidy import RdPostSubsidy
from simulation.agents.purse import Purse
from simulation.agents.tech_finance.city_guarantor import CityGuarantor
from simulation.agents.tech_finance.crowdfunding import EquityCrowdfunding
from simulation.agents.tech_finance.guarantee import CreditGuarantee
from simulation.inputs.levers.enterprise_cultivation import RdPostSubsidySettings
from simulation.inputs.levers.guidance_funds import RiskCompensation
from simulation.inputs.levers.technology_finance import CreditGuaranteeSettings, CrowdfundingSettings
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.agents.programme_worlds import MONEY, SECOND, performers, world_in
from tests.levers.finance_worlds import PROGRAMME, makers, one_city, refuse, rich_world

MOST_STAFF_FIRST = {"allocation": "competitive", "ranking": "firm.employees"}


def town_in(world: World, region: int) -> int:
    """A certified town of a region."""
    return int(np.flatnonzero(world.towns.status.certified & (world.towns.place.region == region))[0])


def subsidy(**words: object) -> tuple[World, RdPostSubsidy, np.ndarray]:
    """Two firms, in the delta and in the east, that are due 35 and 210 of the province's 49, and 50 and 300 in all."""
    world = world_in(SECOND, grant_misuse_share=0.25, post_subsidy_additionality=0.2, application_cost=2.0)
    rows = performers(world, 2)
    world.firms.roster.town[rows] = [town_in(world, 0), town_in(world, 1)]
    world.firms.research.reported_last_year[rows] = [1000.0, 10_000.0]
    world.firms.research.reported_year_before[rows] = [900.0, 9000.0]
    world.firms.roster.belief[rows] = 1.0
    world.ledger.appropriated[0, 0] = 49 * FEN
    lever = RdPostSubsidy(PROGRAMME, RdPostSubsidySettings.model_validate({**MONEY, **words}))
    return world, lever, rows


@pytest.mark.parametrize(("staff", "paid"), [([2.0, 1.0], [50.0, 0.0]), ([1.0, 2.0], [0.0, 0.0])])
def test_subsidies_in_the_order_of_a_ranking_are_paid_whole_while_money_lasts(staff, paid):
    world, lever, rows = subsidy(**MOST_STAFF_FIRST)
    world.firms.output.employees[rows] = staff
    lever.decide(world)
    assert world.firms.finance.cash[rows] - 1000.0 == pytest.approx(paid)


def test_subsidies_by_formula_are_shared_out_region_by_region():
    # 29.4 are kept outside the delta; 19.6 are open and go 35 : 210, so 2.8 and 16.8. The province pays 70 %.
    world, lever, rows = subsidy(equity_share="60%")
    lever.decide(world)
    assert world.firms.finance.cash[rows] - 1000.0 == pytest.approx([2.8 / 0.7, 46.2 / 0.7], abs=1e-5)


def test_a_region_that_claims_less_than_is_kept_for_it_is_paid_in_full():
    # 44.1 are kept for the delta, which is due 35; the 9 that the delta leaves of its own are nobody else's.
    world, lever, rows = subsidy(quotas={"prd": "90%"})
    lever.decide(world)
    assert world.firms.finance.cash[rows] - 1000.0 == pytest.approx([50.0, 4.9 / 0.7], abs=1e-5)


def test_the_pool_registers_the_highest_ranked_first():
    world = world_in(1)
    world.firms.output.employees[:] = 1.0 + np.arange(len(world.firms.output.employees)) % 997
    stated = RiskCompensation.model_validate({**MONEY, **MOST_STAFF_FIRST})
    pool = Guarantor(world, world.chart.guarantors, Purse(PROGRAMME, stated), stated.loss_share)
    pool.take_money()
    world.quarter = 4
    pool.written_off = [0.0, 0.0, 0.0, 0.0, 0.9 * float(world.firms.finance.debt[: world.used].sum())]
    pool.register()
    staff = world.firms.output.employees[pool.cover.rows]
    assert len(staff) > 5
    assert (np.diff(staff) <= 0.0).all()


def test_crowd_money_goes_to_the_highest_ranked_of_the_city():
    world = rich_world(2, crowdfunding_volume=0.05)
    rows = makers(world, 8)
    one_city(world, int(world.towns.place.city[world.firms.roster.town[rows[0]]]))
    world.firms.roster.born[:] = -100
    world.firms.roster.born[rows] = -10
    world.firms.output.employees[rows] = [5.0, 8.0, 1.0, 7.0, 2.0, 3.0, 6.0, 4.0]
    lever = EquityCrowdfunding(PROGRAMME, CrowdfundingSettings.model_validate({**MONEY, **MOST_STAFF_FIRST}))
    lever.decide(world)
    assert lever.stakes.rows.tolist() == rows[[1, 3, 6]].tolist()  # three tickets


def guarantors(world: World, **words: object) -> CreditGuarantee:
    lever = CreditGuarantee(PROGRAMME, CreditGuaranteeSettings.model_validate({**MONEY, **words}))
    lever.guarantors = [CityGuarantor(world, city) for city in range(len(world.ground.cities.name))]
    return lever


def test_guarantors_look_at_the_highest_ranked_first():
    world = rich_world(2, guarantee_leverage=1.0 / 60.0, guarantee_selection=-100.0)
    rows = makers(world, 200)
    cities = world.towns.place.city[world.firms.roster.town[rows]]
    rows = rows[cities == cities[0]][:6]
    one_city(world, int(cities[0]))
    refuse(world, rows, 50.0)
    world.firms.output.employees[rows] = [5.0, 1.0, 6.0, 2.0, 3.0, 4.0]
    lever = guarantors(world, **MOST_STAFF_FIRST)
    lever.guarantors[int(cities[0])].lean = -1e6
    lever.decide(world)
    # A sixtieth of 9000 may be guaranteed: three loans of 50.
    assert sorted(lever.book.rows.tolist()) == sorted(rows[[0, 2, 5]].tolist())


def test_capital_of_guarantors_is_kept_for_regions():
    # 6000 of 10,000 are kept outside the delta and go to the east alone; the open 4000 go by GDP, 3 : 1; a tenth of
    # all is a reserve.
    world = rich_world(1)
    delta, east = town_in(world, 0), town_in(world, 1)
    world.history.gdp[:] = 0.0
    world.history.gdp[[delta, east]] = [300.0, 100.0]
    lever = guarantors(world, equity_share="60%")
    lever.decide(world)
    money = [lever.guarantors[int(world.towns.place.city[town])].money for town in (delta, east)]
    assert money == [2700 * FEN, 6300 * FEN]
    assert sum(guarantor.money for guarantor in lever.guarantors) == sum(money)
