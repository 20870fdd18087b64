"""Cooperation zones: who gathers, who pays, when towns move closer, how platforms are shared, and when a zone ends."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.agents.zones import agreed, dilution, gains, gathered, sharing, weights_within
from simulation.inputs.levers.cooperation_zones import Settings
from simulation.world.ledger import FEN
from tests.levers.running import live, started

DRAW = 2
"""A draw in which shorter distances help, and one town of the zone has no platform."""
ZONE = [13, 15, 12]
"""Rows of the only three towns of the small province that are neighbours of one specialty, the largest first."""


def settings(**stated: object) -> Settings:
    return Settings.model_validate({"budget": "1000万元", **stated})


def zones_of(levers):
    return [zone.towns.tolist() for zone in levers[0].zones]


def columns(world):
    groups = (*world.firms[:5], world.towns.economy, world.towns.pools)
    return [column.tobytes() for group in groups for column in group]


def test_settings_are_closed_and_a_zone_has_three_towns_at_least():
    with pytest.raises(ValidationError, match="Extra inputs"):
        settings(members=3)
    with pytest.raises(ValidationError, match="greater than or equal to 3"):
        settings(most_members=2)


def test_neighbours_of_one_specialty_form_a_zone():
    world, levers = live(1, DRAW, cooperation_zones=settings())
    assert zones_of(levers) == [ZONE]
    place, distance = world.towns.place, world.ground.town_distance
    assert len(set(place.specialty[ZONE].tolist())) == 1
    for town in ZONE:
        assert min(distance[town, other] for other in ZONE if other != town) <= 50.0


def test_each_town_gathers_its_nearest_neighbour_first_and_not_more_than_are_allowed():
    world, _ = started(DRAW)
    free = np.ones(world.towns.count, dtype=np.bool_)
    everyone = gathered(world, 13, free, 20)
    assert everyone[0] == 13
    assert gathered(world, 13, free, 3).tolist() == everyone[:3].tolist()
    assert len(gathered(world, 13, np.zeros_like(free), 8)) == 1


def test_a_town_that_would_lose_stays_out_and_two_are_too_few():
    world, _ = live(1, DRAW)
    free = world.towns.status.certified.copy()
    least = gains(world, np.array(ZONE)).min()
    effort = float(world.p.application_cost) * float(world.macro.deflator[0])
    assert agreed(world, 13, free, 8, 3.0 * (least - effort - 0.01)).tolist() == ZONE
    assert agreed(world, 13, free, 8, 3.0 * (least - effort + 0.01)).tolist() == []


@pytest.mark.parametrize("cap", [None, "97万元"])
def test_province_and_towns_pay_half_each_every_year_to_the_fen(cap):
    """The province stands in for a town that does not find its part; a cap leaves more to the towns."""
    world, levers = started(DRAW, cooperation_zones=settings(cap=cap))
    for quarter in range(17):
        world.step()
        if quarter % 4:
            continue
        province, city, town, private = world.ledger.spent[0, :, world.year]
        cost = 200.0 * FEN * float(world.macro.deflator[quarter])
        own = cost / 2 if cap is None else 97.0 * FEN
        stands_in = int((~world.town_match[ZONE]).sum()) / 3 if cap is None else 0.0  # never beyond the cap
        shared = world.ledger.spent[0, 1:3, world.year].sum() - (cost - own) * (1.0 - stands_in)
        assert private == 0
        assert province == pytest.approx(own + (cost - own) * stands_in, abs=3)
        assert shared == pytest.approx(0.0 if quarter < 6 else part_of_the_platforms(world), abs=6)
        assert city + town > 0 or stands_in == 1
    assert zones_of(levers) == [ZONE]


def part_of_the_platforms(world) -> float:
    """What the town without a platform pays for those of the two others in a quarter, fen."""
    price = float(world.p.platform_yearly_cost) * float(world.macro.deflator[world.quarter]) * FEN
    return price * 2 / 3 / 4


def test_nothing_moves_for_six_quarters_and_then_over_a_year():
    without, _ = started(DRAW)
    treated, _ = started(DRAW, cooperation_zones=settings())
    born = treated.reach.weights.copy()
    for quarter in range(11):
        without.step()
        treated.step()
        reached = min(1.0, max(0, quarter - 5) / 4.0)
        cut = float(treated.p.zone_distance_cut) * reached
        expected = born.copy()
        expected[np.ix_(ZONE, ZONE)] = weights_within(treated, np.array(ZONE), cut)
        assert np.array_equal(treated.reach.weights, expected)
        if quarter < 6:
            assert columns(treated) == columns(without)
    assert columns(treated) != columns(without)
    assert np.array_equal(without.reach.weights, born)


def test_other_runs_of_the_same_birth_keep_their_distances():
    treated, _ = live(8, DRAW, cooperation_zones=settings())
    again, _ = started(DRAW)
    assert treated.reach.weights is not again.reach.weights
    assert (treated.reach.weights >= again.reach.weights).all()
    assert (treated.reach.weights > again.reach.weights).sum() == 6


def test_the_effect_is_diluted_above_eight_members():
    assert [dilution(members) for members in (3, 8, 10, 16)] == [1.0, 1.0, 0.8, 0.5]


def test_a_town_without_a_platform_pays_its_part_of_the_others_and_counts_as_covered():
    world, _ = live(7, DRAW, cooperation_zones=settings())
    shared = np.flatnonzero(world.towns.status.platform_shared).tolist()
    has = world.towns.status.platforms[ZONE] > 0
    assert shared == [town for town, platform in zip(ZONE, has, strict=True) if not platform]
    without, _ = live(7, DRAW)
    chart, hosts = world.chart, np.array(ZONE)[has]
    more = (world.ledger.balance - without.ledger.balance)[chart.towns + hosts]
    part = float(world.p.platform_yearly_cost) * float(world.macro.deflator[6]) * has.sum() / 3 / 4
    coordination = [
        round(200 / 6 * FEN * float(world.macro.deflator[4])) * int(world.town_match[host]) for host in hosts
    ]
    assert more == pytest.approx(np.full(len(hosts), part * FEN / len(hosts)) - coordination, abs=3)


def test_a_town_with_a_platform_or_without_money_for_its_part_shares_none():
    world, _ = live(1, DRAW)
    towns = np.array(ZONE)
    users, hosts, part = sharing(world, towns)
    assert len(users) == 1
    assert len(hosts) == 2
    world.town_budget[users] = part - 1.0
    assert len(sharing(world, towns).users) == 0


def test_a_zone_ends_when_it_is_not_paid_for_and_leaves_nothing_behind():
    born = started(DRAW)[0].reach.weights.copy()
    world, levers = live(12, DRAW, cooperation_zones=settings(end="2018Q4"))
    assert zones_of(levers) == [ZONE]
    assert not np.array_equal(world.reach.weights, born)
    assert world.towns.status.platform_shared.any()
    world.step()
    assert zones_of(levers) == []
    assert np.array_equal(world.reach.weights, born)
    assert not world.towns.status.platform_shared.any()


def test_without_money_for_the_next_year_a_zone_ends_too():
    budget = {year: "1000万元" for year in (2016, 2017)}
    _, levers = live(9, DRAW, cooperation_zones=settings(budget=budget))
    assert zones_of(levers) == []


def test_where_no_town_qualifies_there_is_no_zone():
    world, levers = live(8, DRAW, cooperation_zones=settings(eligible="town.gdp > 100000亿元"))
    assert zones_of(levers) == []
    assert not world.ledger.spent.any()
