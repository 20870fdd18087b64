"""Grants to small firms and post-subsidies, award by award, with numbers to check by hand."""

import numpy as np
import pytest

from simulation.agents.allocation import firm_scores
from simulation.agents.programmes.calls import BoughtResearch, ProjectMoney, expected_value
from simulation.agents.programmes.rd_post_subsidy import RdPostSubsidy
from simulation.agents.programmes.sme_grant import SmeGrant
from simulation.agents.shared_costs import affordable
from simulation.inputs.levers.enterprise_cultivation import RdPostSubsidySettings, SmeGrantSettings
from simulation.rules.dice import Question
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.agents.programme_worlds import MONEY, SECOND, performers, spent, until, world_in


def test_bought_research_is_spent_in_four_parts_after_its_delay_and_told_as_it_is_spent():
    world = world_in(SECOND)
    rows = performers(world, 1)
    bought = BoughtResearch(delay=2)
    bought.add(world, rows, np.array([54.0]))
    seen = []
    for quarter in range(1, 9):
        until(world, quarter)
        bought.spend(world)
        seen.append(float(world.firms.channels.grant[rows[0]]))
        assert world.firms.channels.told_grant[rows[0]] == seen[-1]
    assert seen == [0.0, 0.0, 13.5, 13.5, 13.5, 13.5, 0.0, 0.0]


def test_project_money_reaches_the_firm_in_four_parts_to_the_fen():
    world = world_in(SECOND)
    rows = performers(world, 1)
    till = world.chart.tills + world.firms.roster.town[rows]
    money = ProjectMoney(delay=2)
    world.ledger.pay(world.chart.outside, till, np.array([10]))
    money.hold(world, rows, np.array([10]))
    balances = []
    for quarter in range(1, 7):
        until(world, quarter)
        money.release(world)
        balances.append(int(world.ledger.balance[till[0]]))
    assert balances == [10, 10, 8, 5, 3, 0]
    assert world.firms.finance.cash[rows[0]] == pytest.approx(1000.0 + 10 / FEN)


def test_money_of_a_firm_that_is_gone_does_not_stay_in_the_till_nor_reach_its_successor():
    world = world_in(SECOND)
    rows = performers(world, 1)
    till = world.chart.tills + world.firms.roster.town[rows]
    money = ProjectMoney(delay=2)
    world.ledger.pay(world.chart.outside, till, np.array([100]))
    money.hold(world, rows, np.array([100]))
    world.firms.roster.identity[rows] += np.uint64(1)
    until(world, 2)
    money.release(world)
    assert world.ledger.balance[till[0]] == 0
    assert world.firms.finance.cash[rows[0]] == 1000.0
    assert len(money.rows) == 0


def test_added_research_is_worth_its_knowledge_gain_over_the_horizon():
    world = world_in(SECOND, gain_horizon=3.0)
    world.beliefs = {"knowledge_output_elasticity": 0.1, "absorption_half_stock": 0.5}
    rows = performers(world, 1)
    firms = world.firms
    half = float(world.anchors.half_stock[firms.roster.sector[rows[0]]])
    firms.research.knowledge[rows] = half
    firms.output.sales[rows] = 1000.0
    doubled = expected_value(world, rows, 2.0 * half)
    assert doubled == pytest.approx(0.1 * 1.5 * np.log(2.0) * 4000.0 * 0.25 * 3.0)


def test_a_project_scores_by_productivity_and_by_how_small_its_firm_is():
    world = world_in(SECOND, ranking_noise=0.0)
    rows = performers(world, 2)
    firms = world.firms
    firms.roster.sector[rows] = firms.roster.sector[rows[0]]
    firms.output.shock[rows] = 0.0
    firms.output.productivity[rows] = [2.0, 1.0]
    firms.output.log_sales[rows] = [7.0, 8.0]
    assert firm_scores(world, rows, Question.GRANT_SCORE) == pytest.approx([1.0, -1.0])
    firms.output.log_sales[rows] = [8.0, 7.0]
    assert firm_scores(world, rows, Question.GRANT_SCORE) == pytest.approx([0.0, 0.0])


def grant_world() -> tuple[World, SmeGrant, np.ndarray]:
    world = world_in(SECOND, grant_size=60.0, grant_misuse_share=0.25, grant_additionality=0.2)
    return world, SmeGrant("programme", SmeGrantSettings.model_validate(MONEY)), performers(world, 3)


def test_a_grant_is_paid_by_province_town_and_firm_and_buys_what_is_not_diverted():
    world, grant, rows = grant_world()
    grant.award(world, rows[:1], 60.0)
    assert spent(world) == pytest.approx({"province": 42.0, "city": 0.0, "town": 18.0, "private": 60.0})
    assert world.firms.finance.cash[rows[0]] == pytest.approx(940.0)
    assert grant.research.awards.amount == pytest.approx([60.0 * 0.75 * 1.2])
    for quarter in range(2, 7):
        until(world, quarter)
        grant.decide(world)
    assert world.firms.finance.cash[rows[0]] == pytest.approx(1060.0)


def test_a_repeat_winner_diverts_less():
    world, grant, rows = grant_world()
    grant.award(world, rows[:1], 60.0)
    grant.award(world, rows[:2], 60.0)
    assert grant.research.awards.amount == pytest.approx([54.0, 60.0 * 0.85 * 1.2, 54.0])


def test_crowding_out_can_take_all_of_a_grant_but_no_more():
    world, grant, rows = grant_world()
    world.p["grant_additionality"] = -1.5
    grant.award(world, rows[:1], 60.0)
    assert grant.research.awards.amount == pytest.approx([0.0])


def test_only_believing_firms_with_research_and_their_own_share_in_cash_apply():
    world, grant, rows = grant_world()
    firms = world.firms
    firms.roster.belief[rows] = 2.0
    firms.output.sales[rows] = 1000.0
    firms.research.applications[:] = 0
    assert grant.applicants(world, 60.0).tolist() == rows.tolist()
    firms.finance.cash[rows[0]] = 59.0
    firms.roster.belief[rows[1]] = 0.01
    firms.output.sales[rows[2]] = 10_000.0
    assert grant.applicants(world, 60.0).tolist() == []


def test_where_a_town_and_its_city_cannot_pay_the_next_on_the_list_wins():
    world, grant, rows = grant_world()
    poor, rich = np.flatnonzero(world.towns.status.certified)[:2].tolist()
    world.firms.roster.town[rows] = [poor, rich, rich]
    account = world.chart.towns + poor
    world.ledger.pay(account, world.chart.outside, world.ledger.balance[account : account + 1].copy())
    world.ledger.appropriated[0, 0] = 42 * FEN
    assert affordable(world, grant.purse, rows, *grant.parts(60.0, 3)).tolist() == [1]


def subsidy_world(**stated: str) -> tuple[World, RdPostSubsidy, np.ndarray]:
    world = world_in(SECOND, grant_misuse_share=0.25, post_subsidy_additionality=0.2, application_cost=2.0)
    subsidy = RdPostSubsidy("programme", RdPostSubsidySettings.model_validate({**MONEY, **stated}))
    rows = performers(world, 3)
    research = world.firms.research
    research.reported_last_year[rows] = [1000.0, 10_000.0, 400.0]
    research.reported_year_before[rows] = [900.0, 9000.0, 0.0]
    world.firms.roster.belief[rows] = 1.0
    return world, subsidy, rows


def test_a_post_subsidy_is_a_twentieth_of_last_years_research_up_to_its_cap():
    world, subsidy, rows = subsidy_world()
    claiming, due = subsidy.claims(world)
    assert claiming.tolist() == rows[:2].tolist()
    assert due == pytest.approx([50.0, 300.0])
    subsidy.decide(world)
    assert spent(world) == pytest.approx({"province": 245.0, "city": 0.0, "town": 105.0, "private": 0.0})
    assert world.firms.finance.cash[rows] == pytest.approx([1050.0, 1300.0, 1000.0])
    assert subsidy.research.awards.amount == pytest.approx([50.0 * 0.875 * 1.2, 300.0 * 0.875 * 1.2])


def test_a_short_budget_is_shared_out_in_proportion():
    world, subsidy, rows = subsidy_world()
    world.ledger.appropriated[0, 0] = 49 * FEN
    subsidy.decide(world)
    assert world.firms.finance.cash[rows] == pytest.approx([1010.0, 1060.0, 1000.0])


def test_a_firm_that_expects_less_than_the_form_costs_does_not_claim():
    world, subsidy, rows = subsidy_world()
    world.firms.roster.belief[rows[0]] = 0.03
    assert subsidy.claims(world)[0].tolist() == [rows[1]]
