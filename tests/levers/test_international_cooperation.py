"""Research units abroad: who goes, who pays, how long a unit is kept, and what it does to ideas for better or worse."""

import numpy as np
import pytest

from simulation.inputs.levers.international_cooperation import Settings
from simulation.levers.international_cooperation import Lever
from simulation.world.firms import IDEA
from simulation.world.ledger import FEN
from tests.levers.running import live, own_numbers, started, world_with
from tests.oracle import package
from tests.oracle.running import both_live
from tests.small_province import SmallProvince, small_province, with_levers

NAME = "international_cooperation"
CALL, EFFECT = 1, 9
"""Quarters of the first call and, eight quarters later, of the first effect."""
FAR_SIGHTED = 40.0
"""Years over which firms count a gain, so that several of the small province go abroad."""


def settings(**stated) -> Settings:
    return Settings.model_validate({"budget": "1000万元"} | stated)


def far_sighted(draw: int = 0) -> SmallProvince:
    """A province whose firms look far ahead, with a gain in one kind of host country and a loss in the other."""
    province = small_province(draw)
    p, _ = own_numbers(province)
    p.gain_horizon = FAR_SIGHTED
    p.overseas_advanced_idea_effect, p.overseas_silk_road_idea_effect = 0.08, -0.04
    return province._replace(p=p)


def going(money: float = 10_000.0, **stated):
    """A world in its second quarter in which every eligible firm goes abroad, and the lever after its call."""
    world = world_with({NAME: money}, CALL + 1)
    world.p["budget_execution_share"], world.p["gain_horizon"] = 1.0, 1e9
    world.macro.deflator[:] = 1.0
    world.firms.finance.cash[:] = 1e4
    lever = Lever(NAME, settings(**stated))
    lever.decide(world)
    return world, lever


def test_only_very_large_or_research_intensive_firms_go_and_pay_four_fifths_of_five_hundred():
    world, lever = going(money=500.0)
    firms, rows = world.firms, lever.abroad.units.rows
    assert len(rows) == 5  # 500 of the province at 100 a unit
    large = 4.0 * firms.output.sales[rows] > 100_000.0
    intensive = firms.research.reported[rows] / firms.output.sales[rows] > 0.04
    assert (large | intensive).all()
    assert world.ledger.spent[0, :, 0].tolist() == [500 * FEN, 0, 0, 2000 * FEN]
    assert firms.finance.cash[rows] == pytest.approx(np.full(5, 1e4 - 400.0))
    chart = world.chart
    assert not world.ledger.balance[chart.tills : chart.platforms].any()


def test_a_cap_on_the_part_of_the_province_makes_units_smaller():
    world, lever = going(money=500.0, cap="50万元")
    assert len(lever.abroad.units.rows) == 10
    assert world.ledger.spent[0, :, 0].tolist() == [500 * FEN, 0, 0, 2000 * FEN]


def test_at_most_three_in_a_hundred_firms_have_a_unit():
    world, lever = going(eligible="firm.sales > 0")
    here = world.firms.is_industrial & world.towns.status.certified[world.firms.roster.town]
    assert len(lever.abroad.units.rows) == int(0.03 * here.sum()) > 10


def test_a_firm_goes_only_if_it_expects_a_year_to_be_worth_more_than_its_part():
    world = world_with({NAME: 1000.0}, CALL + 1)
    firms = world.firms
    firms.finance.cash[:] = 1e4
    lever = Lever(NAME, settings(eligible="firm.sales > 0"))
    row = int(np.argmax(np.where(firms.is_industrial, firms.research.spending, 0.0)))
    firms.roster.belief[:] = 1e-9
    assert len(lever.applicants(world, 500.0)) == 0
    firms.roster.belief[row] = 1e9
    assert lever.applicants(world, 500.0).tolist() == [row]
    firms.finance.cash[row] = 399.0
    assert len(lever.applicants(world, 500.0)) == 0


def test_where_they_go_is_a_matter_of_chance_and_the_effect_may_be_a_loss():
    world, lever = going(eligible="firm.sales > 0")
    p, effects = world.p, lever.abroad.units.effect
    hosts = {float(p.overseas_advanced_idea_effect), float(p.overseas_silk_road_idea_effect)}
    assert set(effects.tolist()) == hosts
    world.quarter = EFFECT + 3
    lever.affect(world)
    gain, loss = world.firms.channels.gain[IDEA], world.firms.channels.loss[IDEA]
    assert (loss > 0.0).sum() == (effects < 0.0).sum() > 0
    assert (gain > 0.0).sum() == (effects > 0.0).sum()


def test_ideas_change_two_years_after_the_opening_and_over_a_year():
    world, lever = going(money=500.0)
    lever.abroad.units.effect[:] = -0.04
    heard = []
    for quarter in (CALL, EFFECT - 1, EFFECT, EFFECT + 1, EFFECT + 3, EFFECT + 8):
        world.quarter = quarter
        world.firms.channels.loss[:] = 0.0
        lever.affect(world)
        heard.append(float(world.firms.channels.loss[IDEA].max()))
    assert heard == pytest.approx([0.0, 0.0, 0.01, 0.02, 0.04, 0.04])


def test_a_unit_that_is_not_paid_for_again_closes_a_year_after_its_last_money():
    world, levers = started(international_cooperation=settings(budget={2016: "1000万元", 2017: "1000万元"}))
    world.p["gain_horizon"] = FAR_SIGHTED
    open_units = []
    for _ in range(12):
        world.step()
        open_units.append(len(levers[0].abroad.units.rows))
    assert open_units[0] == 0
    assert min(open_units[CALL : CALL + 8]) > 0
    assert open_units[CALL + 8 :] == [0] * 3
    assert not world.firms.channels.gain[IDEA].any()


def test_those_who_have_a_unit_come_before_those_who_want_one():
    world, lever = going(money=500.0)
    first = set(lever.abroad.units.identity.tolist())
    world.quarter = CALL + 4
    world.ledger.appropriate(0, 1, 500.0)
    lever.decide(world)
    assert set(lever.abroad.units.identity.tolist()) == first
    assert (lever.abroad.units.begins == EFFECT).all()


def test_every_fen_is_spent_or_returned_in_the_shares_of_the_rule():
    world, _ = live(draw=2, international_cooperation=settings())
    ledger = world.ledger
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert ledger.spent[0, 0].min() > 0
    assert ledger.spent[0, 3] == pytest.approx(4.0 * ledger.spent[0, 0], abs=40)
    assert not ledger.spent[0, 1:3].any()


def test_units_agree_with_their_plain_telling_over_the_whole_plan_where_many_firms_go():
    world, oracle = both_live(with_levers(far_sighted(draw=2), **package.units_abroad()), quarters=20)
    channels = world.firms.channels
    assert channels.gain[IDEA].any()
    assert channels.loss[IDEA].any()
    assert len(oracle.levers[0].units) > 3
