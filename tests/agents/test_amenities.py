"""Amenities: who pays for a point of the index, what neighbours lose, what rents leave."""

import numpy as np
import pytest

from simulation.agents.city_building.amenities import Amenities, net_of_rents, taken_from_neighbours
from simulation.inputs.levers.industry_city_integration import AmenitiesSettings
from simulation.world.world import World
from tests.agents.programme_worlds import spent, world_in

FIRST = 1
FAR = 100.0


def amenity_world(*rows: int) -> World:
    """Only these towns are certified, and all find their share."""
    world = world_in(FIRST)
    world.towns.status.certified[:] = False
    world.towns.status.certified[list(rows)] = True
    world.town_match[:] = True
    world.quarter = 0
    return world


def building(world: World, **more: object) -> Amenities:
    programme = Amenities("programme", AmenitiesSettings.model_validate({"budget": "1亿元", **more}))
    programme.decide(world)
    return programme


def test_a_point_costs_500_of_which_province_town_and_builders_pay_50_400_and_50():
    world = amenity_world(3)
    building(world)
    assert spent(world) == {"province": 50.0, "city": 0.0, "town": 400.0, "private": 50.0}


def test_a_town_builds_once_a_year():
    world = amenity_world(3)
    programme = building(world)
    sizes = []
    for quarter in range(1, 5):
        world.quarter = quarter
        if quarter == 4:
            world.ledger.appropriate(0, 1, 10_000.0)
        programme.decide(world)
        sizes.append(programme.works.size.tolist())
    assert sizes == [[0.01], [0.01], [0.01], [0.01, 0.01]]


def test_the_provinces_money_limits_how_many_towns_build():
    """Of 100 one town gets 50, a second 50."""
    world = amenity_world(1, 2, 3, 4)
    world.p["budget_execution_share"] = 0.01
    programme = building(world)
    assert len(programme.works.rows) == 2
    assert spent(world)["province"] == 100.0


def test_a_town_that_cannot_pay_its_part_does_not_build():
    world = amenity_world(3)
    account = world.chart.towns + np.array([3])
    world.ledger.pay(account, world.chart.outside, world.ledger.balance[account] - 399_999_999)
    programme = building(world)
    assert len(programme.works.rows) == 0
    assert not any(spent(world).values())


def test_the_town_pays_what_a_cap_takes_from_the_provinces_part():
    """Two points cost 1000: province 100, town 800, builders 100. Under a cap of 25 the town pays 75 more."""
    world = amenity_world(3)
    programme = building(world, points=2, cap="25万元")
    assert programme.works.size.tolist() == [0.02]
    assert spent(world) == {"province": 25.0, "city": 0.0, "town": 875.0, "private": 100.0}


def test_half_of_what_a_town_wins_is_lost_by_its_neighbours_in_equal_parts():
    distance = np.array([[0.0, 10.0, 30.0, FAR], [10.0, 0.0, 35.0, FAR], [30.0, 35.0, 0.0, FAR], [FAR, FAR, FAR, 0.0]])
    lost = taken_from_neighbours(np.array([0.04, 0.0, 0.0, 0.02]), distance)
    # The first town has two neighbours within 30 km, the last one has none.
    assert lost == pytest.approx([0.0, 0.01, 0.01, 0.0])


def test_what_neighbours_win_from_each_other_is_no_more_than_half_of_it_in_all():
    world = amenity_world()
    gain = np.linspace(0.0, 0.05, world.towns.count)
    lost = taken_from_neighbours(gain, world.ground.town_distance)
    near = (world.ground.town_distance <= 30.0).sum(axis=1) > 1
    assert lost.sum() == pytest.approx(0.5 * gain[near].sum())


def test_rents_take_three_tenths_of_a_small_rise_back():
    assert net_of_rents(np.array([1.0, 1.01, 0.99])) == pytest.approx([1.0, 1.00699, 0.99299], abs=1e-5)


def test_the_index_rises_after_two_years_over_a_year_and_stays():
    world = amenity_world(3)
    programme = building(world, points=2)
    seen = []
    for quarter in (7, 8, 9, 10, 11, 19):
        world.quarter = quarter
        programme.affect(world)
        seen.append(float(world.towns.economy.amenity[3]))
    assert seen == pytest.approx([1.0, 1.005**0.7, 1.01**0.7, 1.015**0.7, 1.02**0.7, 1.02**0.7])
