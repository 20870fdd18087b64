"""Pairs of towns: who is paired, who pays, when sales rise, and that what is moved is not created (A10, B10)."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.agents import pairs
from simulation.agents.pairs import Pair, change_of, firms_of, matched, move, sales_change, usual_sales
from simulation.inputs.constants import constant
from simulation.inputs.levers.regional_pairing import Settings
from simulation.world.firms import MARKET, PRODUCTIVITY, TRADE
from simulation.world.ledger import FEN
from tests.levers.running import live, started

DRAW = 1
"""A draw in which the receiver gains 7 % and a quarter of that is new."""
MONEY = "9000万元"


def settings(**stated: object) -> Settings:
    return Settings.model_validate({"budget": MONEY, **stated})


def columns(world):
    groups = (*world.firms[:5], world.towns.economy, world.towns.pools)
    return [column.tobytes() for group in groups for column in group]


def nobody_moves(monkeypatch):
    """No firm relocates, so that only markets are seen."""
    monkeypatch.setattr(pairs, "constant", lambda name: 0.0 if name == "pairing_relocation_hazard" else constant(name))


@pytest.fixture(scope="module")
def two_years():
    return live(9, DRAW, regional_pairing=settings())


def test_settings_are_closed():
    with pytest.raises(ValidationError, match="Extra inputs"):
        settings(hazard="2%")


def test_a_pair_is_a_delta_town_and_one_outside_and_no_town_is_in_two(two_years):
    world, levers = two_years
    place, found = world.towns.place, levers[0].pairs
    assert len(found) > 1
    assert all(place.region[pair.sender] == 0 and place.region[pair.receiver] != 0 for pair in found)
    assert all(world.towns.status.certified[pair.towns].all() for pair in found)
    towns = [town for pair in found for town in (pair.sender, pair.receiver)]
    assert len(set(towns)) == len(towns)


def test_the_sender_is_the_free_town_that_sells_most_of_what_the_receiver_is_known_for():
    world, _ = started(DRAW)
    senders = world.towns.place.region == 0
    (first, second) = np.flatnonzero(world.towns.place.specialty == 12)[-2:]
    order = np.argsort(-world.towns.tally.sales[:, 12] * senders)
    found = matched(world, np.array([first, second]), senders)
    assert found == [(order[0], first), (order[1], second)]


def test_a_town_known_for_trade_is_not_paired():
    world, _ = started(DRAW)
    service = np.flatnonzero(world.towns.place.specialty == TRADE)
    assert matched(world, service, world.towns.place.region == 0) == []


def test_every_park_is_paid_in_the_shares_of_the_table_half_for_each_town(two_years):
    world, levers = two_years
    cost = 5000.0 * FEN * float(world.macro.deflator[8])
    paid = sum(pair.is_paid for pair in levers[0].pairs)
    province, city, town, private = world.ledger.spent[0, :, 2]
    stands_in = sum(int((~world.town_match[pair.towns]).sum()) for pair in levers[0].pairs if pair.is_paid) / 2
    assert paid > 0
    assert province + city + town + private == pytest.approx(paid * cost, abs=2 * paid)
    assert private == pytest.approx(0.2 * paid * cost, abs=2 * paid)
    assert province == pytest.approx((0.5 * paid + 0.3 * stands_in) * cost, abs=2 * paid)
    accounts = world.ledger.balance[world.chart.bodies : world.chart.bodies + world.towns.count]
    assert not accounts.any()


def test_the_years_money_is_never_exceeded_and_a_cap_lets_it_reach_more_pairs():
    numbers = []
    for cap in (None, "1500万元"):
        world, levers = live(1, DRAW, regional_pairing=settings(cap=cap))
        ledger, found = world.ledger, levers[0].pairs
        assert ledger.spent[0, 0, 0] <= float(world.p.budget_execution_share) * ledger.appropriated[0, 0]
        assert all(pair.is_paid for pair in found)
        numbers.append(len(found))
    assert 0 < numbers[0] <= numbers[1]


def test_nothing_happens_for_six_quarters_and_then_sales_rise_in_a_straight_line(monkeypatch):
    nobody_moves(monkeypatch)
    without, _ = started(DRAW)
    treated, levers = started(DRAW, regional_pairing=settings(budget="2亿元"))
    for quarter in range(20):
        without.step()
        treated.step()
        pair = levers[0].pairs[0]
        reached = min(1.0, max(0, quarter - 5) / 12.0)
        receivers, exponent = firms_of(treated, pair.receiver), float(treated.p.instrument_overlap_exponent)
        older = receivers[treated.firms.roster.born[receivers] < quarter]
        gains = treated.firms.channels.gain[:, older]
        full = float(treated.p.pairing_output_effect)
        assert pair.is_paid
        assert gains[MARKET] == pytest.approx(np.full(len(older), (full * reached) ** exponent))
        soon = float(treated.p.pairing_productivity_effect) * min(1.0, max(0, quarter - 5) / 4.0)
        assert gains[PRODUCTIVITY] == pytest.approx(np.full(len(older), max(0.0, soon) ** exponent))
        if quarter < 6:
            assert columns(treated) == columns(without)
    assert columns(treated) != columns(without)


def test_what_the_receiver_gains_is_new_only_in_the_created_share_in_money():
    world, levers = live(14, DRAW, regional_pairing=settings())
    for pair in levers[0].pairs:
        change = change_of(world, pair)
        receiver, sender = (usual_sales(world, firms_of(world, town)) for town in (pair.receiver, pair.sender))
        gain, loss = receiver * np.expm1(change.rise), -sender * np.expm1(-change.fall)
        assert (pair.step > 0) == (gain > 0.0)
        assert gain - loss == pytest.approx(float(world.p.pairing_created_share) * gain)


def test_all_created_takes_nothing_from_the_sender_and_none_created_leaves_the_sum_as_it_was():
    assert sales_change(100.0, 300.0, 0.1, 1.0).fall == 0.0
    rise, fall = sales_change(100.0, 300.0, 0.1, 0.0)
    assert 100.0 * np.exp(rise) + 300.0 * np.exp(-fall) == pytest.approx(400.0)
    assert sales_change(100.0, 0.0, 0.1, 0.5) == (0.0, 0.0)


def test_the_two_towns_together_sell_more_by_about_the_created_share(monkeypatch):
    """In the quarter of the first effect; luck of single firms, large and small, is all that blurs it."""
    nobody_moves(monkeypatch)
    without, _ = live(7, DRAW)
    treated, levers = live(7, DRAW, regional_pairing=settings())
    treated_sales, usual = (
        treated.towns.tally.sales[:, :TRADE].sum(axis=1),
        without.towns.tally.sales[:, :TRADE].sum(axis=1),
    )
    more = treated_sales - usual
    soon = float(treated.p.pairing_productivity_effect) / 4.0
    first = [pair for pair in levers[0].pairs if pair.step == 1]
    assert len(first) > 0
    for pair in first:
        from_markets = more[pair.receiver] - np.expm1(soon) * usual[pair.receiver]
        assert from_markets > 0.0 > more[pair.sender]
        lost = -more[pair.sender] / from_markets
        assert lost == pytest.approx(1.0 - float(treated.p.pairing_created_share), abs=0.1)
    others = np.setdiff1d(np.arange(treated.towns.count), [pair.towns for pair in first])
    assert treated_sales[others] == pytest.approx(usual[others])


def test_a_firm_that_moves_takes_everything_along_and_keeps_its_identity(monkeypatch):
    monkeypatch.setattr(pairs, "constant", lambda name: 0.9 if name == "pairing_relocation_hazard" else constant(name))
    world, _ = live(3, DRAW)
    world.quarter += 1
    roster, output = world.firms.roster, world.firms.output
    pair = Pair(sender=7, receiver=13, delay=0)
    before, sales = roster.identity.copy(), output.sales.copy()
    low = world.firms.finance.margin < 0.03
    moved = move(world, pair)
    assert len(moved) > 3
    assert low[moved].all()
    assert (roster.town[moved] == 13).all()
    assert (roster.identity == before).all()
    assert (output.sales == sales).all()
    assert len(firms_of(world, 7)) > 0  # those with a good margin stay


def test_who_moves_where_nobody_made_such_a_thing_finds_the_knowledge_around_it(monkeypatch):
    monkeypatch.setattr(pairs, "constant", lambda name: 1.0 if "hazard" in name or "margin" in name else constant(name))
    world, _ = live(3, DRAW)
    world.quarter += 1
    made = world.towns.pools.employment[13] > 0.0
    before = world.towns.pools.outside.copy()
    moved = move(world, Pair(sender=7, receiver=13, delay=0))
    fresh = np.setdiff1d(world.firms.roster.sector[moved], np.flatnonzero(made))
    assert len(fresh) > 0
    assert (world.towns.pools.outside[13, fresh] > before[13, fresh]).all()  # last made new in the base year
    somebody = world.towns.pools.employment[:, :TRADE] > 0.0
    assert (world.towns.pools.outside[:, :TRADE][somebody] == before[:, :TRADE][somebody]).all()


def test_two_points_in_a_hundred_move_in_a_year():
    chance = 1.0 - (1.0 - constant("pairing_relocation_hazard")) ** 0.25
    assert 1.0 - (1.0 - chance) ** 4 == pytest.approx(0.02)


def test_a_park_that_is_not_paid_for_keeps_what_it_has_and_grows_no_further():
    world, levers = started(DRAW, regional_pairing=settings(end="2017Q4"))
    steps = []
    for _ in range(16):
        world.step()
        steps.append(levers[0].pairs[0].step)
    assert steps == [*range(-5, 3), *[2] * 8]
    assert not levers[0].pairs[0].is_paid
    receivers = firms_of(world, levers[0].pairs[0].receiver)
    older = receivers[world.firms.roster.born[receivers] < 15]
    assert (world.firms.channels.gain[MARKET, older] > 0.0).all()


def test_where_no_town_qualifies_nobody_is_paired():
    world, levers = live(8, DRAW, regional_pairing=settings(eligible="town.gdp > 100000亿元"))
    assert levers[0].pairs == []
    assert not world.ledger.spent.any()
