"""Clearing land: who pays which part of a mu, how much a town clears, whom it displaces and where they go."""

import numpy as np
import pytest

from simulation.agents.city_building.displacement import (
    displace,
    fates,
    industrial_firms,
    least_productive,
    numbers_displaced,
)
from simulation.agents.city_building.land_consolidation import LandConsolidation, affordable, mu_to_clear
from simulation.inputs.levers.industry_city_integration import LandConsolidationSettings
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.agents.programme_worlds import spent, world_in

FIRST = 1
"""Quarters begun: the world stands in the first quarter of 2016."""


def land_world(*rows: int, found: bool = True, **numbers: float) -> World:
    """Only these towns are certified, with a thousand mu each and all of their credit; a tenth of land is cleared."""
    world = world_in(
        FIRST, **{"land_consolidated_share": 0.1, "town_opening_debt": 0.0, "town_revenue_share": 0.07} | numbers
    )
    world.towns.status.certified[:] = False
    world.towns.status.certified[list(rows)] = True
    world.towns.economy.land[:] = 1000.0
    world.history.gdp[:] = 1_000_000.0
    world.town_match[:] = found
    world.quarter = 0
    return world


def clearing(world: World, **more: object) -> LandConsolidation:
    """One call."""
    programme = LandConsolidation("programme", LandConsolidationSettings.model_validate({"budget": "1亿元", **more}))
    programme.decide(world)
    return programme


def towns_with_firms(world: World, count: int) -> list[int]:
    """The first towns with at least ten industrial firms."""
    return np.flatnonzero(industrial_firms(world) >= 10)[:count].tolist()


@pytest.fixture
def town() -> int:
    return towns_with_firms(world_in(FIRST), 1)[0]


def test_a_mu_costs_150_of_which_province_town_and_developers_pay_15_90_and_45(town):
    world = land_world(town)
    clearing(world)
    # A tenth of 1000 mu.
    assert spent(world) == {"province": 1500.0, "city": 0.0, "town": 9000.0, "private": 4500.0}


def test_a_town_borrows_its_part_and_keeps_its_science_money(town):
    world = land_world(town)
    before = world.ledger.balance.copy()
    programme = clearing(world)
    assert programme.borrowed[town] == 9000 * FEN
    assert programme.borrowed.sum() == 9000 * FEN
    chart = world.chart
    assert (world.ledger.balance[chart.cities : chart.bodies] == before[chart.cities : chart.bodies]).all()
    assert not world.towns.tally.capital_year.any()
    world.ledger.close_quarter()


def test_no_town_borrows_beyond_a_years_revenue_less_what_it_owed_in_2015(town):
    """Revenue 0.07 x 100000 = 7000, half of it owed: 3500 buy 38 mu at 90 each, and 80 are left for the next year."""
    world = land_world(town, town_opening_debt=0.5)
    world.history.gdp[:] = 100_000.0
    programme = clearing(world)
    assert spent(world)["town"] == 38 * 90
    assert programme.room_to_borrow(world)[town] == 80 * FEN
    world.quarter = 4
    programme.decide(world)
    assert spent(world)["town"] == 38 * 90


def test_the_provinces_money_goes_to_the_best_town_first_and_the_last_one_gets_the_rest():
    """1600 buy 106 mu at 15: 100 for one town, 6 for the other, and 10 go back."""
    rows = towns_with_firms(world_in(FIRST), 2)
    world = land_world(*rows)
    world.p["budget_execution_share"] = 0.16
    programme = clearing(world)
    assert sorted((programme.works.size * 1000.0).round().tolist()) == [6.0, 100.0]
    assert spent(world)["province"] == 106 * 15


def test_the_cap_limits_the_provinces_part_of_a_town(town):
    world = land_world(town)
    clearing(world, cap="100万元")
    assert spent(world)["province"] == 6 * 15


def test_where_the_match_rule_is_lifted_the_province_pays_for_a_town_that_does_not_find_its_part(town):
    world = land_world(town, found=False)
    programme = clearing(world)
    # 10000 buy 95 mu at 15 + 90.
    assert spent(world) == {"province": 95 * 105.0, "city": 0.0, "town": 0.0, "private": 95 * 45.0}
    assert not programme.borrowed.any()


def test_under_the_match_rule_such_a_town_clears_nothing(town):
    world = land_world(town, found=False)
    world.safeguards.match_rule = True
    clearing(world)
    assert not any(spent(world).values())


def test_money_buys_whole_mu():
    assert [affordable(money, 15) for money in (0, 14, 15, 44, 45)] == [0, 0, 1, 2, 3]
    assert affordable(0, 0) is None
    assert [mu_to_clear(10, None, None), mu_to_clear(10, 7, 12), mu_to_clear(10, 7, 3)] == [10, 7, 3]


def test_less_than_a_mu_is_not_cleared(town):
    world = land_world(town, land_consolidated_share=0.0009)
    clearing(world)
    assert not any(spent(world).values())


def test_as_large_a_part_of_the_firms_must_go_as_of_the_land(town):
    world = land_world(town)
    count = int(industrial_firms(world)[town])
    whole = numbers_displaced(world, np.array([town]), np.array([3.0 / count]))
    assert whole.tolist() == [3]
    part = numbers_displaced(world, np.array([town]), np.array([2.5 / count]))
    assert part.tolist()[0] in (2, 3)
    everyone = numbers_displaced(world, np.array([town]), np.array([1.0]))
    assert everyone.tolist() == [count]


def test_the_least_productive_firms_of_each_town_go_and_no_trader():
    world = land_world()
    rows = np.array(towns_with_firms(world, 2))
    leaving = least_productive(world, rows, np.array([3, 2]))
    firms = world.firms
    level = firms.output.productivity + firms.output.shock
    assert firms.roster.town[leaving].tolist() == [rows[0]] * 3 + [rows[1]] * 2
    assert firms.is_industrial[leaving].all()
    for town in rows:
        stays = np.flatnonzero(firms.is_industrial & (firms.roster.town == town))
        stays = np.setdiff1d(stays, leaving)
        assert level[stays].min() >= level[leaving[firms.roster.town[leaving] == town]].max()


def test_who_would_close_at_a_low_share_also_closes_at_a_higher_one():
    world = land_world()
    rows = np.flatnonzero(world.firms.is_industrial)
    closed, left = [], []
    for share in (0.0, 0.2, 0.5, 1.0):
        world.p["land_displaced_exit_share"] = share
        closing, leaving, _ = fates(world, rows)
        closed.append(set(closing.tolist()))
        left.append(len(leaving))
    assert closed[0] == set()
    assert closed[0] <= closed[1] <= closed[2] <= closed[3] == set(rows.tolist())
    # Of those that go on three in ten leave the town.
    assert left[0] / len(rows) == pytest.approx(0.3, abs=0.05)
    assert left[1] / len(rows) == pytest.approx(0.3 * 0.8, abs=0.05)
    assert left[3] == 0


def test_output_leaves_the_province_only_with_firms_that_close():
    """A10, B10: firms that move keep identity, sales, cash and debt; what one town loses others get."""
    world = land_world(*range(world_in(FIRST).towns.count), land_displaced_exit_share=0.3)
    firms = world.firms
    rows = np.flatnonzero(firms.is_industrial)[:200]
    before = {name: column.copy() for name, column in firms.output._asdict().items()}
    identity, town, partners = firms.roster.identity.copy(), firms.roster.town.copy(), int(world.institutes.live.sum())
    linked = firms.titles.institute >= 0
    closing = fates(world, rows)[0]
    closed, moved = displace(world, rows)
    kept = np.setdiff1d(rows, closing)
    assert closed == len(closing) > 0
    assert moved == np.count_nonzero(firms.roster.town[kept] != town[kept]) > 0
    assert (firms.output.sales[kept] == before["sales"][kept]).all()
    assert (firms.roster.identity[kept] == identity[kept]).all()
    lost = before["sales"].sum() - firms.output.sales.sum()
    assert lost == pytest.approx(before["sales"][closing].sum())
    assert world.institutes.live.sum() == partners - np.count_nonzero(linked[closing])
    assert world.flow.exits[1] == closed
    assert not world.flow.dropped.any()


def test_firms_move_only_to_certified_towns_with_firms_of_their_sector():
    some = towns_with_firms(world_in(FIRST), 6)
    world = land_world(*some, land_displaced_exit_share=0.0)
    firms = world.firms
    rows = np.flatnonzero(firms.is_industrial & np.isin(firms.roster.town, some))
    town = firms.roster.town.copy()
    displace(world, rows)
    gone = rows[firms.roster.town[rows] != town[rows]]
    assert len(gone) > 0
    assert np.isin(firms.roster.town[gone], some).all()
    assert (world.towns.tally.firms[firms.roster.town[gone], firms.roster.sector[gone]] > 0).all()


def test_a_firm_with_nowhere_to_go_stays(town):
    world = land_world(town, land_displaced_exit_share=0.0)
    rows = np.flatnonzero(world.firms.is_industrial & (world.firms.roster.town == town))
    assert displace(world, rows) == (0, 0)
    assert (world.firms.roster.town[rows] == town).all()


def test_a_percent_of_new_land_raises_entry_by_half_a_percent_growing_over_a_year(town):
    world = land_world(town, land_consolidated_share=0.02, land_delay=9.2)
    programme = clearing(world)
    felt = []
    for quarter in (9, 10, 11, 12, 13, 19):
        world.quarter, world.entry_effect[:] = quarter, 0.0
        programme.affect(world)
        felt.append(round(float(world.entry_effect[town]), 12))
    # 2 % of land: 0.01 in all, a quarter of it in each quarter from the tenth on.
    assert felt == [0.0, 0.0025, 0.005, 0.0075, 0.01, 0.01]
    assert np.count_nonzero(world.entry_effect) == 1
