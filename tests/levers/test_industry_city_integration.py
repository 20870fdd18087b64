"""The lever of clause 3.3.4 as a whole: settings, delays, what lasts, books, and no trace where nobody qualifies."""

from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.agents.city_building.amenities import Amenities
from simulation.agents.city_building.land_consolidation import LandConsolidation
from simulation.inputs.levers.industry_city_integration import Settings
from simulation.measuring.firm_counts import StaffCost, staff_of
from tests.behaviour.test_delays import spoken, touched, twins
from tests.levers.running import live, started
from tests.small_province import small_province

LAND, AMENITIES = "industry_city_integration.land_consolidation", "industry_city_integration.amenities"
MONEY = {"land_consolidation": "1000万元", "amenities": "300万元"}


def settings(**stated: dict[str, object]) -> Settings:
    return Settings.model_validate({name: {"budget": MONEY[name], **more} for name, more in stated.items()})


BOTH = settings(land_consolidation={}, amenities={})


def part_of(levers, kind):
    return next(part for part in levers[0].parts if isinstance(part, kind))


def test_settings_are_closed_and_state_their_budget():
    with pytest.raises(ValidationError, match="Extra inputs"):
        settings(amenities={"rent": 1})
    with pytest.raises(ValidationError, match="budget"):
        Settings.model_validate({"land_consolidation": {}})
    with pytest.raises(ValidationError, match="less than or equal to 4"):
        settings(amenities={"points": 5})


def test_an_instrument_without_money_is_off():
    _, levers = started(industry_city_integration=settings(land_consolidation={"budget": "0元"}, amenities={}))
    assert [type(part) for part in levers[0].parts] == [Amenities]


def test_every_yuan_is_spent_or_returned_and_every_body_has_paid_out_what_it_got():
    world, _ = live(industry_city_integration=BOTH)
    ledger, chart = world.ledger, world.chart
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert (ledger.spent[:, 0].sum(axis=1) > 0).all()
    assert (ledger.spent[:, 0] <= float(world.p.budget_execution_share) * ledger.appropriated).all()
    assert not ledger.balance[chart.bodies : chart.size].any()
    assert ledger.balance[chart.banks] == 0


@pytest.mark.parametrize("draw", [0, 1, 2])
def test_land_displaces_firms_at_once_and_brings_new_ones_after_its_delay(draw: int, tmp_path: Path):
    """Firms go in the quarter of the decision; entry is first easier `land_delay` quarters later, rounded up."""
    province = small_province(draw)
    _, world, levers = twins(province, LAND, tmp_path)
    world.p["land_delay"] = 5.5
    world.step()
    before = part_of(levers, LandConsolidation).works
    assert len(before.rows) > 0
    for quarter in range(1, 10):
        assert ("entry" in spoken(world)) == (quarter - 1 >= 6)
        world.step()
    assert spoken(world) == {"entry"}
    assert set(before.begins.tolist()) >= {6}


@pytest.mark.parametrize("draw", [0, 1, 2])
def test_amenities_touch_nothing_for_two_years_and_then_the_index_alone(draw: int, tmp_path: Path):
    without, world, _ = twins(small_province(draw), AMENITIES, tmp_path)
    for quarter in range(12):
        world.step()
        without.step()
        assert touched(without, world) == ([] if quarter < 8 else ["Economy.amenity"])
        assert spoken(world) == set()


def test_what_is_built_lasts_when_the_instruments_end():
    ends = {"end": "2016Q4"}
    world, levers = started(industry_city_integration=settings(land_consolidation=ends, amenities=ends))
    world.p["land_delay"] = 4.0
    for _ in range(12):
        world.step()
    entry, amenity = world.entry_effect.copy(), world.towns.economy.amenity.copy()
    assert entry.any()
    assert (amenity > 1.0).any()
    for _ in range(8):
        world.step()
    assert (world.entry_effect == entry).all()
    assert (world.towns.economy.amenity == amenity).all()
    assert len(part_of(levers, LandConsolidation).works.rows) == len(np.unique(np.flatnonzero(entry)))


def test_amenities_bring_researchers_in_proportion_to_the_index_net_of_rents():
    """Q11: staff x index^elasticity, and nothing else of the town's year."""
    draw = 4  # in the first ones the drawn elasticity is exactly zero
    stated = settings(amenities={"budget": {2016: "300万元"}})
    world, _ = live(20, draw, industry_city_integration=stated)
    without, _ = live(20, draw, industry_city_integration=settings(amenities={"budget": "0元"}))
    index, elasticity = world.towns.economy.amenity, float(world.p.amenity_staff_elasticity)
    assert 1.0 < index.max() <= 1.01**0.7 + 1e-12
    cost = StaffCost(10.0, 1.0)
    spending = np.full(world.towns.count, 1000.0)
    assert staff_of(spending, index, cost, world.p) == pytest.approx(100.0 * index**elasticity)
    assert world.towns.tally.reported_year == pytest.approx(without.towns.tally.reported_year, abs=0.0)


def test_nobody_qualifies_and_nothing_happens():
    nobody = {"eligible": "town.gdp > 100000亿元"}
    world, levers = live(8, industry_city_integration=settings(land_consolidation=nobody, amenities=nobody))
    assert not world.ledger.spent.any()
    assert not world.entry_effect.any()
    assert (world.towns.economy.amenity == 1.0).all()
    assert part_of(levers, LandConsolidation).closed == 0
