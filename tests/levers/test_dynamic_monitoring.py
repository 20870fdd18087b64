"""Monitoring: who is looked at, what is paid back, who is barred, which towns lose the title, what others do."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.agents.audit import AuditOffice, claw_back, note_recipients
from simulation.agents.delivery import eligible_firms
from simulation.agents.programmes.rd_post_subsidy import RdPostSubsidy
from simulation.agents.programmes.sme_grant import SmeGrant
from simulation.agents.province import ProvinceGovernment, statistics_of
from simulation.inputs.conditions import Condition
from simulation.inputs.levers import dynamic_monitoring, enterprise_cultivation
from simulation.levers.dynamic_monitoring import Lever
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.agents.programme_worlds import MONEY, SECOND, performers, world_in
from tests.levers.running import live, started, world_with

NAME = "dynamic_monitoring"
Q2_OF_2017 = 6
"""Quarters begun in the second quarter of the second year."""


def settings(**stated: object) -> dynamic_monitoring.Settings:
    return dynamic_monitoring.Settings.model_validate({"budget": "100万元", **stated})


def audited_world(money: float = 1000.0, detection: float = 1.0) -> tuple[World, Lever, AuditOffice]:
    """The second quarter of 2017, a rule in force since the start of 2016, an office without any notes."""
    world = world_with({NAME: money}, Q2_OF_2017)
    world.ledger.appropriate(0, 1, money)
    world.macro = world.macro._replace(deflator=np.ones(20))
    world.p["budget_execution_share"], world.p["misuse_detection_rate"] = 1.0, detection
    lever = Lever(NAME, settings())
    lever.since, lever.delay, lever.office = 0, 4, AuditOffice(world)
    return world, lever, lever.office


def firms_of(world: World, count: int) -> np.ndarray:
    """Industrial firms of certified towns with plenty of cash."""
    firms = world.firms
    rows = np.flatnonzero(firms.is_industrial & world.towns.status.certified[firms.roster.town])[:count]
    firms.finance.cash[rows] = 1000.0
    return rows


def paid_last_year(office: AuditOffice, rows: np.ndarray, diverted: float = 15.0) -> None:
    office.note(rows, np.full(len(rows), diverted))
    office.year[-len(rows) :] -= 1


def test_settings_are_closed_need_money_and_ask_about_towns_only():
    with pytest.raises(ValidationError, match="Extra inputs"):
        settings(audits=100)
    with pytest.raises(ValidationError, match="budget"):
        dynamic_monitoring.Settings.model_validate({})
    with pytest.raises(ValidationError, match="this money goes to towns"):
        settings(eligible="firm.sales > 1亿元")


def test_a_firm_that_is_found_pays_back_and_may_not_apply_for_three_years():
    world, lever, office = audited_world()
    rows = firms_of(world, 3)
    paid_last_year(office, rows)
    lever.decide(world)
    assert world.firms.finance.cash[rows] == pytest.approx(985.0)
    assert (world.firms.titles.banned_until[rows] == 5 + 12).all()
    assert not eligible_firms(world, Condition.everyone)[rows].any()
    world.quarter = 16
    assert not eligible_firms(world, Condition.everyone)[rows].any()
    world.quarter = 17
    assert eligible_firms(world, Condition.everyone)[rows].all()


def test_what_is_paid_back_reaches_the_treasury_to_the_fen_and_stays_in_no_account():
    world, _, _ = audited_world()
    rows = firms_of(world, 2)
    ledger, chart = world.ledger, world.chart
    before, received = ledger.balance.copy(), ledger.received.copy()
    claw_back(world, rows, np.array([15.0, 0.000001]))
    assert (ledger.balance == before).all()
    assert ledger.received[chart.province] - received[chart.province] == 15 * FEN + 1
    assert not ledger.spent.any()  # it is no cost of the lever
    ledger.close_quarter()


def test_misuse_that_is_not_found_stays_where_it_is():
    world, lever, office = audited_world(detection=0.0)
    rows = firms_of(world, 3)
    paid_last_year(office, rows)
    lever.decide(world)
    assert (world.firms.finance.cash[rows] == 1000.0).all()
    assert (world.firms.titles.banned_until[rows] == 0).all()
    towns = int(world.towns.status.certified.sum())
    assert world.ledger.spent[0, 0, 1] == (towns + 3 * 2) * FEN


def test_about_as_many_are_found_as_the_rate_says():
    world, lever, office = audited_world(detection=0.3)
    rows = firms_of(world, 400)
    paid_last_year(office, rows)
    lever.decide(world)
    found = int((world.firms.titles.banned_until[rows] > 0).sum())
    assert 90 <= found <= 150  # 120 expected, standard deviation 9


def test_money_buys_reviews_of_towns_first_and_audits_by_lot_with_the_rest():
    barred = []
    for audits in (10, 20):
        world, lever, office = audited_world(money=0.0)
        towns = int(world.towns.status.certified.sum())
        world.ledger.appropriate(0, 1, towns + 2.0 * audits + 1.0)
        rows = firms_of(world, 60)
        paid_last_year(office, rows)
        lever.decide(world)
        assert world.ledger.spent[0, 0, 1] == (towns + 2 * audits) * FEN
        barred.append(set(np.flatnonzero(world.firms.titles.banned_until > 0).tolist()))
    assert len(barred[0]) == 10
    assert barred[0] < barred[1]
    assert barred[1] != set(rows[:20].tolist())


def test_only_payments_of_the_last_calendar_year_are_looked_at():
    world, _, office = audited_world()
    rows = firms_of(world, 3)
    for age, row in enumerate(rows):
        office.note(rows[age : age + 1], np.array([15.0]))
        office.year[-1] -= age
        assert office.rows[-1] == row
    found, diverted = office.recipients()
    assert found.tolist() == [rows[1]]
    assert diverted.tolist() == [15.0]


def test_a_firm_paid_twice_is_audited_once_and_one_that_is_gone_never():
    world, _, office = audited_world()
    rows = firms_of(world, 3)
    paid_last_year(office, rows)
    paid_last_year(office, rows[:1], 7.0)
    world.firms.roster.identity[rows[1]] += np.uint64(1)
    world.firms.roster.above_scale[rows[2]] = False
    found, diverted = office.recipients()
    assert found.tolist() == [rows[0]]
    assert diverted.tolist() == [22.0]


def test_recipients_in_towns_that_are_not_monitored_are_left_alone():
    world, _, _ = audited_world()
    lever = Lever(NAME, settings(eligible="town.region == 'prd'"))
    lever.since, lever.office = 0, AuditOffice(world)
    rows = firms_of(world, 400)
    paid_last_year(lever.office, rows)
    lever.decide(world)
    delta = world.towns.place.region[world.firms.roster.town[rows]] == 0
    assert (world.firms.titles.banned_until[rows] > 0).tolist() == delta.tolist()
    assert 0 < delta.sum() < len(rows)


def test_programmes_note_what_is_diverted_and_nothing_where_nobody_monitors():
    world = world_in(SECOND, grant_size=60.0, grant_misuse_share=0.25, grant_additionality=0.2)
    rows = performers(world, 2)
    note_recipients(world, rows, np.ones(2))
    office = AuditOffice(world)
    SmeGrant("programme", enterprise_cultivation.SmeGrantSettings.model_validate(MONEY)).award(world, rows, 60.0)
    assert office.diverted == pytest.approx([15.0, 15.0])
    subsidy = RdPostSubsidy("programme", enterprise_cultivation.RdPostSubsidySettings.model_validate(MONEY))
    subsidy.pay(world, rows[:1], np.array([70 * FEN]), np.array([30 * FEN]))
    assert office.diverted == pytest.approx([15.0, 15.0, 12.5])


def test_where_misuse_is_looked_for_less_is_diverted_and_more_research_bought():
    world = world_in(SECOND, grant_misuse_share=0.25, grant_additionality=0.2, post_subsidy_additionality=0.2)
    rows = performers(world, 1)
    world.safeguards.misuse = 0.6
    grant = SmeGrant("programme", enterprise_cultivation.SmeGrantSettings.model_validate(MONEY))
    grant.award(world, rows, 60.0)
    assert grant.research.awards.amount == pytest.approx([60.0 * 0.85 * 1.2])
    subsidy = RdPostSubsidy("programme", enterprise_cultivation.RdPostSubsidySettings.model_validate(MONEY))
    assert subsidy.bought(world) == pytest.approx(0.925 * 1.2)


def review_world(years: int) -> tuple[World, Lever]:
    """The second quarter of a later year, with last year's scores made up: the row of a town is its score."""
    world = world_with({NAME: 0.0}, 4 * years + 2)
    world.ledger.appropriate(0, years, 1000.0)
    world.p["budget_execution_share"] = 1.0
    scores = np.arange(world.towns.count, dtype=np.float64)
    statistics_of(world).scores = lambda: scores  # type: ignore[method-assign]
    lever = Lever(NAME, settings())
    lever.since, lever.delay = 0, 4
    return world, lever


def in_danger(world: World) -> list[int]:
    """Certified towns below the fifth percentile of the cohort of 2015."""
    cohort = np.flatnonzero(world.towns.place.cohort_2015)
    return [row for row in np.flatnonzero(world.towns.status.certified) if row < np.percentile(cohort, 5.0)]


def test_a_town_in_danger_two_years_running_loses_the_title():
    world, lever = review_world(2)
    low = in_danger(world)
    lever.low = {0: set(low)}
    lever.decide(world)
    assert len(low) > 0
    assert not world.towns.status.certified[low].any()
    assert lever.low[1] == set()


@pytest.mark.parametrize("before", [{}, {0: set()}], ids=["not looked at", "not in danger"])
def test_one_bad_year_is_not_enough(before):
    world, lever = review_world(2)
    certified = world.towns.status.certified.copy()
    lever.low = dict(before)
    lever.decide(world)
    assert (world.towns.status.certified == certified).all()
    assert lever.low[1] == set(in_danger(world))


def test_at_most_three_leave_in_a_year_the_lowest_first():
    world, lever = review_world(2)
    scores = np.where(world.towns.place.cohort_2015, 100.0, 50.0) + np.arange(world.towns.count)
    statistics_of(world).scores = lambda: scores  # type: ignore[method-assign]
    young = np.flatnonzero(~world.towns.place.cohort_2015)[:5]
    world.towns.status.certified[young] = True
    lever.low = {0: set(young.tolist())}
    lever.decide(world)
    assert world.towns.status.certified[young].tolist() == [False, False, False, True, True]
    assert set(young[3:].tolist()) <= lever.low[1]


def test_the_scenario_can_keep_all_titles():
    world, lever = review_world(2)
    lever.settings = settings(withdrawal=False)
    lever.low = {0: set(in_danger(world))}
    certified = world.towns.status.certified.copy()
    lever.decide(world)
    assert (world.towns.status.certified == certified).all()


def test_nobody_is_judged_by_a_year_that_began_before_the_rule():
    world, lever = review_world(1)
    lever.since = 1
    lever.decide(world)
    assert lever.low == {}
    assert not world.ledger.spent.any()


def test_a_withdrawn_title_is_replaced_the_year_after():
    world, lever = review_world(2)
    (province,) = world.agents_by_type[ProvinceGovernment]
    lever.low = {0: set(in_danger(world))}
    world.towns.status.certified[np.flatnonzero(~world.towns.status.certified)] = True
    held = int(world.towns.status.certified.sum())
    lever.decide(world)
    world.quarter = 4 * 3 + 1
    left = held - int(world.towns.status.certified.sum())
    assert left > 0
    assert province.quota() == -(-(500 - held + left) // 2)


def test_fear_and_pressure_last_as_long_as_there_is_money():
    world, _ = started(**{NAME: settings(budget={2016: "100万元", 2017: "100万元"})})
    seen = []
    for _ in range(10):
        world.step()
        found = world.safeguards
        seen.append((found.misuse, found.over_reporting, found.ranking_noise, found.target_pressure))
    assert seen[:4] == [(1.0, 1.0, 1.0, True)] * 4
    assert seen[7] == pytest.approx((0.6, 0.5, 0.5, True))
    assert seen[8:] == [(1.0, 1.0, 1.0, False)] * 2


def test_before_the_second_year_nothing_is_spent_and_the_money_goes_back():
    world, _ = live(8, **{NAME: settings()})
    ledger = world.ledger
    assert ledger.spent[0, :, 0].sum() == 0
    assert ledger.returned[0, 0] == 100 * FEN
    price = float(world.macro.deflator[5])
    assert ledger.spent[0, 0, 1] == int(world.towns.status.certified.sum()) * round(price * FEN)
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned)[:, :2].all()


def test_over_the_whole_plan_grants_are_audited_and_the_books_close():
    stated = {"sme_grant": {"budget": "1000万元"}, "rd_post_subsidy": {"budget": "500万元"}}
    grants = enterprise_cultivation.Settings.model_validate(stated)
    world, levers = live(20, draw=1, enterprise_cultivation=grants, **{NAME: settings(budget="200万元")})
    assert (world.ledger.appropriated == world.ledger.spent[:, 0] + world.ledger.returned).all()
    assert world.ledger.balance[world.chart.province] == 0
    assert (world.firms.titles.banned_until > 0).sum() > 0
    assert levers[0].office is not None


def test_every_part_of_the_effect_is_felt_by_those_it_is_about():
    grants = enterprise_cultivation.Settings.model_validate({"sme_grant": {"budget": "1000万元"}})
    without, _ = live(10, draw=1, enterprise_cultivation=grants)
    watched, _ = live(10, draw=1, enterprise_cultivation=grants, **{NAME: settings()})
    bought = [float(world.firms.channels.grant.sum()) for world in (without, watched)]
    assert bought[1] > bought[0]
