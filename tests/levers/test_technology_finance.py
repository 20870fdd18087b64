"""Technology finance as a whole; leases, first-set insurance, crowdfunding and credit files, one by one."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.agents.tech_finance.crowdfunding import EquityCrowdfunding
from simulation.agents.tech_finance.finance_platform import FinancePlatform
from simulation.agents.tech_finance.first_set import FirstSetInsurance
from simulation.agents.tech_finance.leasing import EquipmentLeasing
from simulation.inputs.levers.technology_finance import (
    CrowdfundingSettings,
    EquipmentLeasingSettings,
    FinancePlatformSettings,
    FirstSetSettings,
    Settings,
)
from simulation.levers.technology_finance import INSTRUMENTS
from simulation.world.firms import CREDIT, MARKET, TRADE
from simulation.world.ledger import FEN
from tests.levers.finance_worlds import PROGRAMME, makers, one_city, refuse, rich_world, single, spent
from tests.levers.running import live, started

MONEY = "1000万元"
RICH = {"budget": "1亿元"}
MACHINERY = 3


def settings(*names, **more):
    return Settings.model_validate({name: {"budget": MONEY, **more} for name in names})


def test_settings_are_closed_and_every_instrument_is_off_until_stated():
    with pytest.raises(ValidationError, match="Extra inputs"):
        settings("credit_guarantee", leverage="2")
    assert Settings().instruments("technology_finance") == {}
    _, (lever,) = started(technology_finance=settings("equipment_leasing"))
    assert [type(part) for part in lever.parts] == [EquipmentLeasing]


def test_five_years_of_all_instruments_leave_no_fen_unexplained():
    world, (lever,) = live(20, 2, technology_finance=settings(*INSTRUMENTS))
    ledger, chart = world.ledger, world.chart
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert (ledger.spent[:, 0] <= float(world.p.budget_execution_share) * ledger.appropriated).all()
    assert (ledger.spent[:, 0].sum(axis=1) > 0).all()
    assert not ledger.balance[chart.bodies :].any()
    assert not ledger.balance[chart.tills : chart.platforms].any()
    promised = 0
    for part in lever.parts:
        if hasattr(part, "rebates"):
            gone = np.clip(world.quarter + 1 - part.rebates.begins, 0, part.rebates.parts)
            promised += int((part.rebates.total - part.rebates.total * gone // part.rebates.parts).sum())
    assert ledger.balance[chart.banks] == promised > 0


def test_a_rebate_reaches_its_firm_in_equal_parts_and_what_a_lost_firm_has_not_had_the_treasury():
    world = rich_world(2)
    rows = makers(world, 2)
    lever = EquipmentLeasing(PROGRAMME, EquipmentLeasingSettings.model_validate(RICH))
    rebates, cash = lever.rebates, world.firms.finance.cash[rows].copy()
    rebates.hold(world, lever.purse, rows, (2, np.array([4, 4]), np.array([8 * FEN, 4 * FEN])))
    world.quarter = 2
    rebates.release(world)
    assert world.firms.finance.cash[rows] - cash == pytest.approx([2.0, 1.0])
    world.firms.roster.above_scale[rows[1]] = False
    outside = world.ledger.balance[world.chart.outside]
    world.quarter = 3
    rebates.release(world)
    assert world.firms.finance.cash[rows[0]] - cash[0] == pytest.approx(4.0)
    assert world.ledger.balance[world.chart.outside] - outside == (2 + 3) * FEN
    assert world.ledger.balance[world.chart.banks] == 4 * FEN


def test_a_lease_adds_for_eight_quarters_from_the_next_on_to_firms_short_of_money_only():
    world = rich_world(2, leasing_investment_effect=0.08)
    rows = makers(world, 3)
    refuse(world, rows[:2], 100.0)
    lever = EquipmentLeasing(PROGRAMME, EquipmentLeasingSettings.model_validate(RICH))
    found = []
    for quarter in range(1, 11):
        world.quarter = quarter
        world.firms.channels.leasing[:] = 0.0
        lever.decide(world)
        lever.affect(world)
        found.append(float(world.firms.channels.leasing[rows[0]]))
        assert world.firms.channels.leasing[rows[2]] == 0.0
        world.firms.finance.funding[:] = 0.0
    assert found == pytest.approx([0.0, 0.02, 0.04, 0.06, 0.08, 0.08, 0.08, 0.08, 0.08, 0.0])


def test_the_budget_of_a_year_is_handed_out_evenly_and_never_exceeded():
    world, _ = started(0, technology_finance=Settings.model_validate({"equipment_leasing": {"budget": "20万元"}}))
    allowed = int(float(world.p.budget_execution_share) * 20 * FEN)
    for quarter in range(4):
        world.step()
        assert world.ledger.spent[0, 0, 0] <= allowed * (quarter + 1) // 4
    assert world.ledger.spent[0, 0, 0] > allowed // 2


def insured(share=0.8, **more):
    world = rich_world(2, first_set_sales_effect=0.2, first_set_eligible_share=1.0)
    single(world)
    rows = makers(world, 3)
    world.firms.roster.sector[rows] = MACHINERY
    world.firms.output.sales[rows] = (12_500.0, 12_500.0, 1000.0)
    world.firms.finance.cash[rows] = 1000.0
    lever = FirstSetInsurance(
        PROGRAMME,
        FirstSetSettings.model_validate(
            {**RICH, "province_share": share, "eligible": "firm.sector == 'machinery'"} | more
        ),
    )
    others = np.setdiff1d(np.flatnonzero(world.firms.roster.sector == MACHINERY), rows)
    world.firms.roster.sector[others] = MACHINERY + 1
    return world, lever, rows


def test_a_premium_is_three_per_cent_of_a_tenth_of_sales_and_the_maker_pays_a_fifth():
    world, lever, rows = insured()
    cash = world.firms.finance.cash[rows].copy()
    lever.decide(world)
    # 10 % of 5 亿元 a year are 5000 万元, of which 3 % are 150 万元; the third firm does not sell one unit a year
    assert sorted(policy.row for policy in lever.policies.values()) == rows[:2].tolist()
    assert spent(world) == {"province": 240.0, "city": 0.0, "town": 0.0, "private": 60.0}
    assert cash - world.firms.finance.cash[rows] == pytest.approx([30.0, 30.0, 0.0])


def test_the_cap_limits_the_part_of_the_province_and_the_maker_pays_the_rest():
    world, lever, _ = insured(cap="100万元")
    lever.decide(world)
    assert spent(world) == {"province": 200.0, "city": 0.0, "town": 0.0, "private": 100.0}


def test_sales_rise_over_a_year_from_the_third_quarter_on_and_fall_back_after_three_years():
    world, lever, rows = insured()
    world.ledger.appropriated[0, 1:] = world.ledger.appropriated[0, 0]
    world.ledger.purse[0] *= 5
    world.ledger.pay(world.chart.outside, world.chart.province, np.array([40_000 * FEN]))
    found = []
    for quarter in range(1, 17):
        world.quarter = quarter
        single(world)
        lever.decide(world)
        lever.affect(world)
        found.append(float(world.firms.channels.gain[MARKET, rows[0]]))
    assert found == pytest.approx([0.0, 0.0, 0.005, 0.01, 0.015] + [0.02] * 9 + [0.0, 0.0])


def test_only_a_share_of_the_makers_of_equipment_has_a_first_set():
    world, lever, _ = insured()
    world.p["first_set_eligible_share"] = 0.0
    lever.decide(world)
    assert lever.policies == {}
    assert spent(world)["province"] == 0.0


def test_crowd_money_comes_two_quarters_later_from_investors_and_its_firms_leave_more_often():
    world = rich_world(2, crowdfunding_volume=0.05)
    rows = makers(world, 8)
    city = int(world.towns.place.city[world.firms.roster.town[rows[0]]])
    one_city(world, city)
    world.firms.roster.born[:] = -100
    world.firms.roster.born[rows] = -10
    lever = EquityCrowdfunding(PROGRAMME, CrowdfundingSettings.model_validate(RICH))
    lever.decide(world)
    # 5 % of 1 亿元 are 500 万元: three tickets, none above 200 万元
    assert lever.cities == [city]
    assert spent(world)["province"] == 100.0
    assert lever.stakes.amount == pytest.approx(np.full(3, 500.0 / 3.0))
    lever.affect(world)
    assert (world.firms.channels.hazard == 1.0).all()
    world.quarter = 3
    lever.decide(world)
    lever.affect(world)
    assert world.firms.finance.equity.sum() == pytest.approx(500.0)
    assert spent(world)["private"] == pytest.approx(500.0)
    assert (world.firms.channels.hazard[lever.stakes.rows] == 1.2).all()


def platform(world, **more):
    lever = FinancePlatform(PROGRAMME, FinancePlatformSettings.model_validate({**RICH, **more}))
    lever.decide(world)
    return lever


def test_a_city_gets_one_platform_paid_by_province_and_town():
    world = rich_world(1, towns_money=1000.0)
    world.town_match[:] = True
    lever = platform(world)
    cities = np.unique(world.towns.place.city[world.towns.status.certified])
    assert np.flatnonzero(lever.opens < 100).tolist() == cities.tolist()
    assert spent(world)["province"] == 90.0 * len(cities)
    assert spent(world)["town"] + spent(world)["city"] == 210.0 * len(cities)
    lever.build(world, lever.proposals(world))
    assert spent(world)["province"] == 90.0 * len(cities)


def test_small_firms_come_on_file_after_a_year_those_closest_to_services_first():
    world = rich_world(1, towns_money=1000.0, finance_platform_acceptance_effect=0.1, service_takeup_speed=0.35)
    world.town_match[:] = True
    lever = platform(world)
    single(world)
    for quarter in range(1, 4):
        world.quarter = quarter
        lever.decide(world)
        lever.affect(world)
    assert not world.firms.channels.gain[CREDIT].any()
    for quarter in range(4, 12):
        world.quarter = quarter
        lever.spread(world)
    single(world)
    lever.affect(world)
    firms = world.firms
    on_file = firms.channels.gain[CREDIT] > 0.0
    share = lever.files.max()
    assert 0.05 < share < 0.6
    assert (firms.roster.affinity[on_file] < share).all()
    assert (4.0 * firms.output.sales[on_file] < 40_000.0).all()
    assert (firms.roster.sector[on_file] != TRADE).all()
    assert firms.channels.gain[CREDIT, on_file] == pytest.approx(np.full(on_file.sum(), 0.1))
