"""Guidance funds over the whole plan: whole books, due delays, quotas kept, and no trace where nobody qualifies."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.inputs.levers.guidance_funds import Settings
from simulation.levers.guidance_funds import FollowingRounds, SharingLosses, Vintages
from simulation.world.firms import CREDIT, RD, Firms
from tests.levers.running import live, started

MONEY = "1亿元"


def settings(**stated: dict[str, object]) -> Settings:
    """Settings with this much stated, money where none is."""
    return Settings.model_validate({name: {"budget": MONEY, **more} for name, more in stated.items()})


ALL = settings(staged_equity={}, follow_on={}, risk_compensation={})


@pytest.fixture(scope="module")
def whole_plan():
    """All three instruments after five years."""
    return live(guidance_funds=ALL)


def part_of(levers, kind):
    return next(part for part in levers[0].parts if isinstance(part, kind))


def same(first: Firms, second: Firms) -> bool:
    """Whether every column of two populations holds the same bits."""
    pairs = ((one, other) for a, b in zip(first, second, strict=True) for one, other in zip(a, b, strict=True))
    return all(one.tobytes() == other.tobytes() for one, other in pairs)


def test_settings_are_closed_and_state_their_budget():
    with pytest.raises(ValidationError, match="Extra inputs"):
        settings(staged_equity={"stake": "20%"})
    with pytest.raises(ValidationError, match="budget"):
        Settings.model_validate({"follow_on": {}})


def test_an_instrument_without_money_is_off():
    _, levers = started(guidance_funds=settings(staged_equity={"budget": {2016: "0元"}}, follow_on={}))
    assert [type(part) for part in levers[0].parts] == [FollowingRounds]


def test_books_close_every_quarter_and_every_yuan_is_spent_or_returned():
    world, levers = started(guidance_funds=ALL)
    for _ in range(20):
        world.step()
        for fund in part_of(levers, Vintages).funds:
            fund.portfolio.check(world)
        part_of(levers, FollowingRounds).fund.portfolio.check(world)
        part_of(levers, SharingLosses).guarantor.check()
    ledger = world.ledger
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert (ledger.spent[:, 0] <= float(world.p.budget_execution_share) * ledger.appropriated).all()
    assert (ledger.spent[:, 0].sum(axis=1) > 0).all()


def test_each_year_founds_one_fund_for_the_delta_and_one_for_the_rest(whole_plan):
    _, levers = whole_plan
    funds = part_of(levers, Vintages).funds
    assert [fund.vintage.in_delta for fund in funds] == [True, False] * 5
    assert len({fund.vintage.account for fund in funds}) == 10


def test_private_money_is_at_least_half_and_at_most_four_times_the_public(whole_plan):
    _, levers = whole_plan
    for fund in part_of(levers, Vintages).funds:
        assert fund.paid_public <= 2 * fund.paid_private + 2
        assert fund.paid_private <= 4 * fund.vintage.government


def test_the_local_quota_is_kept_and_no_fund_promises_more_than_it_has(whole_plan):
    _, levers = whole_plan
    funds = part_of(levers, Vintages).funds
    assert sum(fund.promised[True] for fund in funds) > 0
    for fund in funds:
        assert fund.promised[False] <= 0.4 * sum(fund.promised.values()) + 1
        assert fund.money_left() >= 0


def test_no_firm_is_in_two_guidance_funds(whole_plan):
    _, levers = whole_plan
    held = np.concatenate([fund.portfolio.stakes.identity for fund in part_of(levers, Vintages).funds])
    assert len(held) == len(np.unique(held)) > 0


def test_research_of_a_backed_firm_rises_over_a_year_and_fewer_such_firms_leave():
    world, levers = started(guidance_funds=settings(staged_equity={}))
    for _ in range(12):
        world.step()
    world.firms.channels.gain[:] = 0.0
    world.firms.channels.hazard[:] = 1.0
    part = part_of(levers, Vintages)
    part.affect(world)
    exponent, effect = float(world.p.instrument_overlap_exponent), float(world.p.fund_rd_effect)
    stakes = [fund.portfolio.stakes for fund in part.funds]
    rows = np.concatenate([held.rows for held in stakes])
    age = world.quarter - np.concatenate([held.since for held in stakes])
    assert world.firms.channels.gain[RD, rows] == pytest.approx((effect * np.minimum(1.0, (age + 1) / 4.0)) ** exponent)
    assert (world.firms.channels.hazard[rows] == 0.9).all()


def test_fewer_firms_are_founded_in_the_cities_where_funds_invest():
    world, levers = started(guidance_funds=settings(staged_equity={}))
    for _ in range(10):
        world.step()
    world.p["fund_firm_formation_effect"] = -0.02
    world.entry_effect[:] = 0.0
    invested = np.zeros(len(world.ground.cities.name))
    city = int(world.towns.place.city[0])
    invested[city] = 1000.0
    part_of(levers, Vintages).discourage(world, invested)
    inside = world.towns.place.city == city
    assert (world.entry_effect[inside] <= 0.0).all()
    assert world.entry_effect[inside].min() < 0.0
    assert (world.entry_effect[~inside] == 0.0).all()


def test_a_tenth_of_a_small_fund_discourages_a_tenth_as_much():
    world, levers = started(guidance_funds=settings(staged_equity={}))
    world.step()
    effects = []
    for money in (10.0, 1.0):
        world.entry_effect[:] = 0.0
        invested = np.full(len(world.ground.cities.name), money)
        part_of(levers, Vintages).discourage(world, invested)
        effects.append(world.entry_effect.copy())
    assert effects[0] == pytest.approx(10.0 * effects[1])


@pytest.mark.parametrize("instrument", ["staged_equity", "follow_on", "risk_compensation"])
def test_where_nobody_qualifies_no_bit_of_any_firm_or_town_changes(instrument):
    without, _ = live()
    nobody, levers = live(guidance_funds=settings(**{instrument: {"eligible": "firm.employees < 0"}}))
    assert same(nobody.firms, without.firms)
    assert nobody.towns.tally.grants_year.tobytes() == without.towns.tally.grants_year.tobytes()
    assert nobody.wage_index == without.wage_index
    assert len(levers) == 1


@pytest.mark.parametrize(("instrument", "delay"), [("staged_equity", 2), ("follow_on", 1), ("risk_compensation", 4)])
def test_nothing_happens_before_the_delay_of_the_table(instrument, delay):
    without, _ = started()
    late, _ = started(guidance_funds=settings(**{instrument: {"start": "2017Q1"}}))
    for _ in range(4 + delay):
        without.step()
        late.step()
    assert same(late.firms, without.firms)


def test_before_its_start_and_after_its_end_an_instrument_takes_no_money():
    window = {"start": "2017Q2", "end": "2018Q4"}
    world, levers = live(guidance_funds=settings(staged_equity=window, follow_on=window, risk_compensation=window))
    spent = world.ledger.spent[:, 0]
    assert (spent[:, [0, 3, 4]] == 0).all()
    assert (spent[:, [1, 2]] > 0).any(axis=1).all()
    assert part_of(levers, SharingLosses).guarantor.money == 0


def test_covered_firms_are_small_and_certified_and_their_requests_are_helped(whole_plan):
    world, levers = whole_plan
    cover = part_of(levers, SharingLosses).guarantor.cover
    assert len(cover.rows) > 0
    assert (world.firms.channels.gain[CREDIT, cover.rows] > 0.0).any()
    assert np.count_nonzero(world.firms.channels.gain[CREDIT]) <= len(cover.rows)


def test_the_same_dice_give_the_same_digits(whole_plan):
    world, _ = whole_plan
    again, _ = live(guidance_funds=ALL)
    assert same(world.firms, again.firms)
    assert world.ledger.balance.tobytes() == again.ledger.balance.tobytes()


def test_a_cap_holds_every_ticket():
    _, levers = live(guidance_funds=settings(staged_equity={"cap": "500万元"}, follow_on={"cap": "350万元"}))
    stakes = [fund.portfolio.stakes for fund in part_of(levers, Vintages).funds]
    assert max(int((held.cost + held.pending).max(initial=0)) for held in stakes) <= 500 * 1_000_000
    assert part_of(levers, FollowingRounds).fund.portfolio.stakes.cost.max(initial=0) <= 350 * 1_000_000
