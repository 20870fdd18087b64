"""Start-ups below scale: what is moved is not created, growth keeps its mean, those that cross become firms."""

import numpy as np
import pytest

from simulation.inputs.constants import constant, load_constants
from simulation.phases.draws import normals
from simulation.phases.start_ups import closing_chance, found_start_ups, growth_factor, live_start_ups
from simulation.world.start_ups import TENANT
from tests.levers.running import world_with

SECTOR = 3


def small_firms(world):
    """Sales below scale of every town, start-ups included."""
    economy = world.towns.economy
    return economy.micro_sales.sum(axis=1) + economy.startup_sales.sum(axis=1)


def richest_cohorts(world, count):
    """Towns whose cohort of the sector has most to give."""
    return np.argsort(-world.towns.economy.micro_sales[:, SECTOR])[:count]


def founded(world, moved):
    """Three start-ups in three towns, new or out of the cohort of their own town."""
    town = richest_cohorts(world, 3)
    giver = town if moved else np.full(3, -1)
    return town, found_start_ups(world, town, np.full(3, SECTOR), TENANT, giver)


def test_a_start_up_that_would_be_founded_anyway_adds_nothing_on_its_first_day():
    world = world_with({}, quarters=1)
    before = small_firms(world)
    founded(world, moved=True)
    assert small_firms(world) == pytest.approx(before, rel=1e-12)


def test_a_new_start_up_adds_its_first_sales_to_its_town():
    world = world_with({}, quarters=1)
    before = small_firms(world)
    town, _ = founded(world, moved=False)
    added = small_firms(world) - before
    price = float(world.macro.deflator[world.quarter])
    assert added[town] == pytest.approx(constant("start_up_sales") / 4.0 * price)
    assert np.count_nonzero(added) == 3


def test_start_ups_have_the_same_luck_whatever_is_founded_elsewhere():
    """Luck follows from identity: two in the second town, alone or after three in the first."""
    found = []
    for before in (0, 3):
        world = world_with({}, quarters=1)
        one, other = richest_cohorts(world, 2)
        town = np.repeat([one, other], [before, 2])
        found_start_ups(world, town, np.full(before + 2, SECTOR), TENANT, np.full(before + 2, -1))
        assert len(np.unique(world.start_ups.identity)) == before + 2
        found.append(world.start_ups.identity[before:].tolist())
    assert found[0] == found[1]


def test_growth_keeps_its_mean_whatever_its_spread():
    evenly = normals((np.arange(20_000) + 0.5) / 20_000.0)
    assert growth_factor(evenly).mean() ** 4 == pytest.approx(1.0 + constant("start_up_growth"), rel=1e-3)


def test_four_quarters_of_closing_are_the_yearly_hazard():
    kept = (1.0 - closing_chance(np.array([1.0]))) ** 4
    assert kept == pytest.approx(1.0 - constant("start_up_exit_hazard"))


def test_a_start_up_above_the_threshold_becomes_a_firm_with_its_own_sales():
    world = world_with({}, quarters=1)
    _, places = founded(world, moved=False)
    world.start_ups.sales[places] = [600.0, 10.0, 10.0]
    world.start_ups.hazard[places] = 0.0
    identity, firms = world.start_ups.identity[places[0]], world.firms.count
    live_start_ups(world)
    assert (world.firms.count, world.start_ups.count, world.start_ups.grown_up) == (firms + 1, 2, 1)
    slot = int(np.flatnonzero(world.firms.roster.identity == identity)[0])
    assert world.firms.roster.above_scale[slot]
    assert world.firms.output.sales[slot] > 500.0
    assert identity not in world.start_ups.identity


def test_every_constant_lies_within_the_range_it_is_tested_over():
    outside = [name for name, row in load_constants().items() if not row.test[0] <= row.value <= row.test[1]]
    assert outside == []


def test_two_files_may_not_state_the_same_constant(tmp_path):
    row = "same: {value: 1.0, unit: '1', test: [0.5, 1.5], grade: J, instrument: [I01], meaning: {en: a, zh: a}}\n"
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(row, encoding="utf-8")
    with pytest.raises(ValueError, match=r"b.yaml states same again"):
        load_constants(tmp_path)
