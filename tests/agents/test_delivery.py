"""How levers deliver: awards live with their firm, money goes as far as it goes, towns pay before their city."""

from types import SimpleNamespace

import numpy as np
import pytest

from simulation.agents.delivery import (
    Awards,
    add_effect,
    asked_of,
    delayed,
    local_can_pay,
    nominal,
    pay_local,
    whole_fen,
)
from simulation.agents.pots import first_within
from simulation.agents.purse import Purse
from simulation.agents.town_projects import match_found, parts_of
from simulation.inputs.conditions import Condition
from simulation.inputs.delivery import InstrumentSettings, Shares
from simulation.rules.links import overlap
from simulation.world.firms import IDEA, RD, empty_firms
from simulation.world.ledger import FEN, Ledger, OverdraftError, chart_of
from simulation.world.safeguards import Safeguards
from tests.rules.numbers import by_hand, numbers

CITY_OF_TOWN = [0, 0, 1]


@pytest.fixture
def world() -> SimpleNamespace:
    """Four firms, three towns in two cities, one purse, the first quarter of 2016: what delivery reads of a world."""
    firms = empty_firms(4)
    firms.roster.identity[:] = [11, 12, 13, 14]
    firms.roster.above_scale[:] = True
    chart = chart_of(2, 3, 1, funds=1, guarantors=1)
    return SimpleNamespace(
        firms=firms,
        quarter=0,
        year=0,
        chart=chart,
        ledger=Ledger(chart, ("vouchers",)),
        towns=SimpleNamespace(count=3, place=SimpleNamespace(city=np.array(CITY_OF_TOWN))),
        ground=SimpleNamespace(cities=SimpleNamespace(name=("one", "two"))),
        p=numbers(budget_execution_share=0.9, instrument_overlap_exponent=2.0),
        macro=SimpleNamespace(deflator=np.array([1.0, 1.1])),
        safeguards=Safeguards(),
        town_match=np.array([True, False, True]),
    )


def purse() -> Purse:
    return Purse("vouchers", InstrumentSettings.model_validate({"budget": "100万元"}))


def hold(world: SimpleNamespace, cities: tuple[int, int], towns: tuple[int, int, int]) -> None:
    """Give cities and towns this many fen."""
    for start, amounts in ((world.chart.cities, cities), (world.chart.towns, towns)):
        world.ledger.pay(world.chart.outside, start + np.arange(len(amounts)), np.array(amounts))


def balances(world: SimpleNamespace) -> tuple[list[int], list[int]]:
    chart, balance = world.chart, world.ledger.balance
    return balance[chart.cities : chart.towns].tolist(), balance[chart.towns : chart.tills].tolist()


def awarded(world: SimpleNamespace) -> Awards:
    awards = Awards()
    awards.grant(world, np.array([0, 2, 3]), np.array([5.0, 6.0, 7.0]))
    return awards


def test_awards_note_who_won_when_and_how_much(world):
    world.quarter = 4
    awards = awarded(world)
    assert awards.identity.tolist() == [11, 13, 14]
    assert awards.since.tolist() == [4, 4, 4]
    assert awards.amount.tolist() == [5.0, 6.0, 7.0]


def test_awards_forget_firms_that_are_gone(world):
    awards = awarded(world)
    world.firms.roster.above_scale[2] = False
    awards.keep(world, 8)
    assert awards.rows.tolist() == [0, 3]
    assert awards.amount.tolist() == [5.0, 7.0]


def test_a_newcomer_in_a_slot_does_not_inherit_its_award(world):
    awards = awarded(world)
    world.firms.roster.identity[0] = 99
    awards.keep(world, 8)
    assert awards.identity.tolist() == [13, 14]


def test_an_award_of_eight_quarters_lasts_eight_quarters(world):
    awards = awarded(world)
    world.quarter = 7
    awards.keep(world, 8)
    assert len(awards.rows) == 3
    world.quarter = 8
    awards.keep(world, 8)
    assert len(awards.rows) == 0


def test_money_covers_payments_in_order_and_stops_at_the_first_it_cannot():
    amounts = np.array([30, 40, 50, 1])
    assert [first_within(amounts, money) for money in (0, 29, 30, 69, 70, 120, 121)] == [0, 0, 1, 1, 2, 3, 4]
    assert first_within(np.zeros(0, dtype=np.int64), 100) == 0


def test_each_local_payment_sees_what_the_earlier_ones_took(world):
    hold(world, cities=(50, 0), towns=(100, 0, 10))
    # Town 0 pays 80 itself, then 20 of 60 with 40 of its city; 10 are left for town 1, too little for 20, enough for
    # 10. Town 2 has 10 and a city without money.
    towns, amounts = np.array([0, 0, 1, 1, 2, 2]), np.array([80, 60, 20, 10, 11, 10])
    assert local_can_pay(world, towns, amounts).tolist() == [True, True, False, True, False, True]


def test_whether_towns_can_pay_depends_on_the_order(world):
    hold(world, cities=(0, 0), towns=(100, 0, 0))
    towns = np.array([0, 0])
    assert local_can_pay(world, towns, np.array([100, 60])).tolist() == [True, False]
    assert local_can_pay(world, towns, np.array([60, 100])).tolist() == [True, False]
    assert local_can_pay(world, towns, np.array([60, 40])).tolist() == [True, True]


def test_asking_whether_towns_can_pay_moves_no_money(world):
    hold(world, cities=(50, 0), towns=(100, 0, 10))
    local_can_pay(world, np.array([0, 1]), np.array([100, 50]))
    assert balances(world) == ([50, 0], [100, 0, 10])


def test_a_town_pays_what_it_can_and_its_city_the_rest(world):
    hold(world, cities=(50, 0), towns=(100, 0, 10))
    till = world.chart.tills
    pay_local(world, purse(), np.array([0, 0, 2]), till, np.array([80, 60, 10]))
    assert balances(world) == ([10, 0], [0, 0, 0])
    assert world.ledger.balance[till] == 150
    assert world.ledger.spent[0, :, 0].tolist() == [0, 40, 110, 0]  # province, city, town, private
    world.ledger.close_quarter()


def test_whoever_pays_more_than_city_and_town_hold_is_stopped(world):
    hold(world, cities=(5, 100), towns=(10, 0, 0))
    with pytest.raises(OverdraftError):
        pay_local(world, purse(), np.array([0]), world.chart.tills, np.array([16]))


def test_only_the_executed_share_of_the_budget_is_spent_at_an_even_pace(world):
    world.ledger.appropriate(0, 0, 100.0)
    # 90 of 100 are executed: 22.5 by the end of the first quarter, 45 by that of the second.
    assert purse().left(world) == 90 * FEN
    assert purse().left(world, parts=4) == 22.5 * FEN
    purse().pay(world, "province", (world.chart.province, world.chart.tills), whole_fen(5.0, 4))
    assert purse().left(world) == 70 * FEN
    assert purse().left(world, parts=4) == 2.5 * FEN
    world.quarter = 1
    assert purse().left(world, parts=4) == 25 * FEN


def test_effects_on_one_channel_add_up_less_than_in_full(world):
    add_effect(world, IDEA, np.array([1, 2]), np.array([0.3, -0.1]))
    add_effect(world, IDEA, np.array([1, 2]), np.array([0.4, 0.2]))
    gain, loss = world.firms.channels.gain[IDEA], world.firms.channels.loss[IDEA]
    together = [by_hand(overlap)(float(gain[row]), float(loss[row]), 2.0) for row in range(4)]
    # Firm 1: (0.09 + 0.16)^(1/2) = 0.5; firm 2: 0.2 less 0.1.
    assert together == pytest.approx([0.0, 0.5, 0.1, 0.0])
    assert not world.firms.channels.gain[RD].any()


def test_costs_of_2015_are_paid_at_the_prices_of_the_quarter(world):
    world.quarter = 1
    assert nominal(world, 100.0) == pytest.approx(110.0)


def test_a_condition_picks_the_firms_that_meet_it():
    columns = {"firm.sales": np.array([39_999.0, 40_000.0, 50_000.0])}
    assert asked_of(Condition.parse("firm.sales < 4亿元"), columns).tolist() == [True, False, False]


def test_coordination_shortens_a_delay_and_rounds_it_up(world):
    assert [delayed(world, quarters) for quarters in (0, 1, 4, 8)] == [0, 1, 4, 8]
    world.safeguards.delay = 0.8
    assert [delayed(world, quarters) for quarters in (0, 1, 4, 5, 8)] == [0, 1, 4, 4, 7]


def test_an_award_begins_to_work_after_its_delay(world):
    awards = Awards()
    awards.grant(world, np.array([0, 2]), np.array([1.0, 2.0]), delay=4)
    assert awards.begins.tolist() == [4, 4]


def test_all_towns_ask_for_projects_and_under_the_match_rule_only_those_that_find_their_share(world):
    assert match_found(world).tolist() == [True, True, True]
    world.safeguards.match_rule = True
    assert match_found(world).tolist() == [True, False, True]


def test_without_the_match_rule_the_province_pays_the_part_that_a_town_does_not_find(world):
    towns, shares = np.array([0, 1]), Shares(0.4, 0.35, 0.25)
    assert [part.tolist() for part in parts_of(world, towns, 100.0, shares)] == [
        [40 * FEN, 75 * FEN],
        [35 * FEN, 0],
        [25 * FEN, 25 * FEN],
    ]
    world.safeguards.match_rule = True
    assert parts_of(world, towns, 100.0, shares)[1].tolist() == [35 * FEN, 35 * FEN]


def test_a_safeguard_never_spends_more_than_was_appropriated(world):
    world.ledger.appropriate(0, 0, 100.0)
    world.safeguards.execution = 1.10
    assert purse().left(world) == 99 * FEN
    world.safeguards.execution = 1.5
    assert purse().left(world) == 100 * FEN
