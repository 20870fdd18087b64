"""Supply-chain finance: core firms join, their suppliers are paid early and settled a quarter later."""

import numpy as np
import pytest

from simulation.agents.tech_finance.finance_platform import FinancePlatform
from simulation.agents.tech_finance.supply_chain import SupplyChainFinance
from simulation.inputs.levers.technology_finance import FinancePlatformSettings, Settings, SupplyChainSettings
from simulation.world.ledger import FEN
from tests.levers.finance_worlds import PROGRAMME, makers, refuse, rich_world, spent
from tests.levers.running import started

SECTOR, SAME_FAMILY, OTHER_FAMILY = 2, 3, 4
"""Metal products, machinery, textiles."""


@pytest.fixture
def chain():
    """A chain at work around a core firm in the town of three others, all of them refused money last quarter."""
    world = rich_world(5, supply_chain_financed_share=0.1)
    rows = makers(world, 4)
    roster = world.firms.roster
    roster.town[rows] = roster.town[rows[0]]
    roster.sector[rows] = (SECTOR, SECTOR, SAME_FAMILY, OTHER_FAMILY)
    refuse(world, rows, 500.0)
    lever = SupplyChainFinance(PROGRAMME, SupplyChainSettings.model_validate({"budget": "1000万元"}))
    world.quarter = 1
    lever.chains.grant(world, rows[:1], np.zeros(1), 2)
    world.quarter = 4
    return world, lever, rows


def test_suppliers_of_the_core_firms_family_are_paid_a_part_of_a_fifth_of_their_sales(chain):
    world, lever, rows = chain
    cash = world.firms.finance.cash[rows].copy()
    world.firms.research.cut[rows] = 3
    lever.decide(world)
    # 10 % of a fifth of 1 亿元 a year
    assert world.firms.finance.cash[rows] - cash == pytest.approx([0.0, 200.0, 200.0, 0.0])
    assert world.firms.research.cut[rows].tolist() == [3, -1000, -1000, 3]


def test_in_the_next_quarter_the_receivable_is_settled_with_the_margin(chain):
    world, lever, rows = chain
    cash = world.firms.finance.cash[rows].copy()
    lever.decide(world)
    world.quarter = 5
    world.firms.finance.funding[:] = 0.0
    world.firms.finance.refused_at[:] = -1000
    lever.decide(world)
    assert world.firms.finance.cash[rows] - cash == pytest.approx([0.0, -3.0, -3.0, 0.0])
    world.quarter = 6
    lever.decide(world)
    assert world.firms.finance.cash[rows] - cash == pytest.approx([0.0, -3.0, -3.0, 0.0])


def test_nobody_gets_more_than_is_missing_or_anything_if_nothing_is(chain):
    world, lever, rows = chain
    world.firms.finance.shortage[rows[1]] = 80.0
    world.firms.finance.funding[rows[2]] = 0.0
    cash = world.firms.finance.cash[rows].copy()
    lever.decide(world)
    assert world.firms.finance.cash[rows] - cash == pytest.approx([0.0, 80.0, 0.0, 0.0])


def test_nothing_is_paid_before_the_chain_is_at_work_or_after_its_core_firm_is_gone(chain):
    world, lever, rows = chain
    world.quarter = 2
    refuse(world, rows, 500.0)
    cash = world.firms.finance.cash[rows].copy()
    lever.decide(world)
    assert (world.firms.finance.cash[rows] == cash).all()
    world.quarter = 4
    world.firms.roster.above_scale[rows[0]] = False
    lever.decide(world)
    assert (world.firms.finance.cash[rows] == cash).all()
    assert len(lever.chains.rows) == 0


def test_only_the_largest_twentieth_counts_one_to_a_town_and_each_connection_costs_half_a_million():
    world = rich_world(2)
    lever = SupplyChainFinance(PROGRAMME, SupplyChainSettings.model_validate({"budget": "1000万元"}))
    everywhere = FinancePlatform("none", FinancePlatformSettings.model_validate({"budget": "1万元"}))
    everywhere.opens = np.zeros(len(world.ground.cities.name), dtype=np.int64)
    lever.platforms = everywhere
    lever.decide(world)
    firms, core = world.firms, lever.chains.rows
    able = firms.is_industrial & world.towns.status.certified[firms.roster.town]
    bar = np.sort(firms.output.sales[able])[::-1][int(0.05 * able.sum()) - 1]
    assert (firms.output.sales[core] >= bar).all()
    assert len(np.unique(firms.roster.town[core])) == len(core) > 0
    assert spent(world)["province"] == 50.0 * len(core)
    assert world.ledger.balance[world.chart.bodies :].sum() == 0


def test_without_a_finance_platform_in_the_city_fewer_core_firms_join():
    world = rich_world(2)
    lever = SupplyChainFinance(PROGRAMME, SupplyChainSettings.model_validate({"budget": "1000万元"}))
    towns = np.arange(world.towns.count)
    alone = lever.joins(world, towns)
    platforms = FinancePlatform("none", FinancePlatformSettings.model_validate({"budget": "1万元"}))
    platforms.opens = np.full(len(world.ground.cities.name), 99, dtype=np.int64)
    platforms.opens[world.towns.place.city[0]] = 0
    lever.platforms = platforms
    together = lever.joins(world, towns)
    here = world.towns.place.city == world.towns.place.city[0]
    assert together[here].all()
    assert (together[~here] == alone[~here]).all()
    assert 0 < alone.sum() < len(towns)


def test_the_lever_shows_its_supply_chains_the_finance_platforms_beside_them():
    both = Settings.model_validate(
        {"supply_chain_finance": {"budget": "100万元"}, "finance_platform": {"budget": "100万元"}}
    )
    _, (lever,) = started(technology_finance=both)
    platforms, chains = lever.parts
    assert chains.platforms is platforms


def test_suppliers_act_three_quarters_into_the_first_year_and_the_budget_holds():
    world, (lever,) = started(
        2, technology_finance=Settings.model_validate({"supply_chain_finance": {"budget": "300万元"}})
    )
    (chains,) = lever.parts
    paid = []
    for _ in range(8):
        world.step()
        paid.append(len(chains.rows))
    assert paid[:3] == [0, 0, 0]
    assert max(paid[3:]) > 0
    allowed = int(float(world.p.budget_execution_share) * 300 * FEN)
    assert 0 < world.ledger.spent[0, 0, 0] <= allowed
