"""Land and amenities agree with their plain telling where much land is cleared and every effect has time to be felt."""

import numpy as np
import pytest

from simulation.ensemble.one_run import start_world
from simulation.inputs.levers import industry_city_integration
from simulation.inputs.levers.industry_city_integration import AmenitiesSettings, LandConsolidationSettings
from tests.oracle import package
from tests.oracle.running import both_live
from tests.small_province import small_province, with_levers


def in_motion(province, **numbers: float):
    """The province with a tenth of its land cleared a year, felt after a year and a half, where many firms close."""
    p = np.array([province.p], dtype=province.p.dtype).view(np.recarray)[0]
    usual = {"land_consolidated_share": 0.1, "land_delay": 5.5, "land_displaced_exit_share": 0.4}
    for key, value in (usual | numbers).items():
        p[key] = value
    return province._replace(p=p)


def much(**caps: str):
    """Money for many towns."""
    return industry_city_integration.Settings(
        land_consolidation=LandConsolidationSettings(budget="1亿元", **caps),
        amenities=AmenitiesSettings(budget="2000万元", points=3, **caps),
    )


def moves_of(province) -> tuple[int, int]:
    """Firms closed and moved away by clearing land."""
    world, levers = start_world(province.study, province.birth, province.record, (province.p, province.dice))
    for _ in range(12):
        world.step()
    land = levers[0].parts[0]
    return land.closed, land.moved_away


@pytest.mark.parametrize("draw", [0, 2])
def test_much_land_and_many_amenities_agree_for_three_years(draw):
    province = with_levers(in_motion(small_province(draw)), industry_city_integration=much())
    world, _ = both_live(province, quarters=12)
    assert (world.entry_effect > 0.0).any()
    assert (world.towns.economy.amenity > 1.0).any()
    assert (world.towns.economy.amenity < 1.0).any()
    assert min(moves_of(province)) >= 1


def test_they_agree_under_caps_and_tight_credit():
    tight = in_motion(small_province(1), town_opening_debt=0.97)
    both_live(with_levers(tight, industry_city_integration=much(cap="100万元")), quarters=9)


def test_they_agree_when_towns_must_find_their_share_and_firms_hold_titles_and_stakes():
    everything = package.every_lever() | {"industry_city_integration": much()}
    world, _ = both_live(with_levers(in_motion(small_province(0)), **everything), quarters=12)
    assert world.safeguards.match_rule
    assert world.firms.titles.policy_title.any()
