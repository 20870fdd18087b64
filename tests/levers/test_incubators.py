"""Incubators over the whole plan: who builds and who pays, six quarters, tenants moved and new, places, graduation."""

import numpy as np
import pytest

from simulation.agents.incubators.tenants import LONGEST_STAY, SHORTEST_STAY, quarters_of_stay
from simulation.inputs.levers.incubators import Settings
from simulation.levers.incubators import Lever
from simulation.phases.start_ups import closing_chance, found_start_ups
from simulation.world.ledger import FEN
from simulation.world.start_ups import SPIN_OFF, TENANT
from tests.levers.running import live, started, world_with
from tests.worked_examples.wealth import wealthy

PURSE = "incubators"
TOWN, SECTOR = 7, 3
QUARTERLY = 75.0
"""First sales of a start-up: 300 a year at prices of 2015, 10,000 yuan."""


def settings(**more: object) -> Settings:
    return Settings.model_validate({"budget": "1亿元", **more})


@pytest.fixture(scope="module")
def whole_plan():
    """The small province after five years."""
    return live(incubators=settings())


def standing(places: float, tenants_a_year: float, displaced: float = 0.5):
    """A first quarter in which one town has an incubator built by policy, and firms below scale in one sector only."""
    world = wealthy(PURSE, 0.0, quarters=1)
    world.p["incubator_places"], world.p["incubator_displaced_share"] = places, displaced
    world.towns.status.incubators[:] = world.policy_incubators[:] = 0
    world.towns.status.incubators[TOWN] = world.policy_incubators[TOWN] = 1
    world.towns.economy.micro_sales[:] = 0.0
    world.towns.economy.micro_sales[TOWN, SECTOR] = tenants_a_year / 0.1 * 500.0 / 4.0
    return world, Lever(PURSE, settings())


def small_sales(world):
    """Quarterly sales below scale, start-ups included."""
    economy = world.towns.economy
    return float(economy.micro_sales[TOWN].sum() + economy.startup_sales[TOWN].sum())


def wanting(tenants_a_year: float, incubators: int = 0):
    """A first quarter in which one certified town has so many possible tenants and incubators, the others none."""
    world = wealthy(PURSE, 10_000.0, quarters=1)
    world.town_match[:] = True
    world.p["incubator_build_cost"] = 1000.0
    world.towns.status.incubators[:] = 0
    world.towns.status.incubators[TOWN] = incubators
    world.towns.economy.micro_sales[:] = 0.0
    world.towns.economy.micro_sales[TOWN, SECTOR] = tenants_a_year / 0.1 * 500.0 / 4.0
    lever = Lever(PURSE, settings())
    lever.decide(world)
    return world, lever


@pytest.mark.parametrize(
    ("tenants", "incubators", "builds"), [(19, 0, 0), (21, 0, 1), (21, 1, 0), (39, 1, 0), (41, 1, 1)]
)
def test_a_town_builds_when_it_has_twenty_possible_tenants_for_every_incubator(tenants, incubators, builds):
    _, lever = wanting(tenants, incubators)
    assert lever.rows.tolist() == [TOWN] * builds


def test_a_town_without_land_does_not_build():
    world, _ = wanting(0)
    world.towns.economy.micro_sales[TOWN, SECTOR] = 1e6
    world.towns.economy.land[TOWN] = 0.0
    lever = Lever(PURSE, settings())
    lever.decide(world)
    assert len(lever.rows) == 0


def test_a_town_does_not_pay_more_than_it_expects_of_new_tenants():
    """45 places, 40 % of them new (at the middle of the prior), 300 a year, a quarter of it for three years: 4,050."""
    world, _ = wanting(0)
    world.towns.economy.micro_sales[TOWN, SECTOR] = 1e6
    world.p["incubator_places"] = 45.0
    expected = 45 * (1.0 - float(world.beliefs["incubator_displaced_share"])) * 300.0 * 0.25 * 3.0
    assert expected == pytest.approx(4050, rel=0.02)
    for own, builds in ((expected - 10.0, 1), (expected + 10.0, 0)):
        world.p["incubator_build_cost"] = own / 0.5
        lever = Lever(PURSE, settings())
        lever.decide(world)
        assert len(lever.rows) == builds


def test_province_town_and_operators_pay_twenty_fifty_and_thirty_per_cent_to_the_fen():
    world, _ = wanting(21)
    assert world.ledger.spent[0, :, 0].tolist() == [200 * FEN, 0, 500 * FEN, 300 * FEN]
    assert world.towns.tally.capital_year[TOWN] == pytest.approx(700.0)
    chart = world.chart
    assert world.ledger.balance[chart.bodies : chart.bodies + world.towns.count].sum() == 0


def test_what_the_cap_takes_from_the_province_town_and_operators_pay_in_their_proportion():
    world = wealthy(PURSE, 10_000.0, quarters=1)
    world.town_match[:] = True
    world.p["incubator_build_cost"] = 1000.0
    Lever(PURSE, settings(cap="120万元")).decide(world)
    province, city, town, private = world.ledger.spent[0, :, 0].tolist()
    assert province > 0
    assert (city + town) * 120 == pytest.approx(province * 550, rel=1e-6)
    assert private * 120 == pytest.approx(province * 330, rel=1e-6)


def test_every_yuan_is_spent_or_returned_and_no_year_spends_more_than_its_money(whole_plan):
    world, _ = whole_plan
    ledger = world.ledger
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert (ledger.spent[:, 0] <= float(world.p.budget_execution_share) * ledger.appropriated).all()
    assert ledger.spent[:, 0].sum() > 0
    province, city, town, private = ledger.spent.sum(axis=2)[0].tolist()
    assert province + city + town == pytest.approx(private * 7 / 3, abs=100)
    assert province > private * 2 / 3  # it pays for towns that do not find their share
    chart = world.chart
    assert ledger.balance[chart.bodies : chart.bodies + world.towns.count].sum() == 0


def test_nothing_but_money_moves_for_six_quarters_and_tenants_move_in_then():
    without, _ = started()
    built, levers = started(incubators=settings(budget={2016: "1亿元"}))
    for quarter in range(7):
        without.step()
        built.step()
        more = int((built.towns.status.incubators - without.towns.status.incubators).sum())
        assert (more > 0) == (quarter >= 6)
        if quarter < 6:
            pairs = zip(built.towns.economy, without.towns.economy, strict=True)
            assert all(one.tobytes() == other.tobytes() for one, other in pairs)
            assert built.towns.status.incubator_fill.tobytes() == without.towns.status.incubator_fill.tobytes()
    assert len(levers[0].tenants.identity) > 0
    assert built.towns.economy.startup_sales.sum() > 0.0


@pytest.mark.parametrize(("factor", "quarters"), [(1.0, 6), (0.85, 6), (0.8, 5)])
def test_coordination_shortens_building_rounded_up(factor, quarters):
    world, _ = wanting(0)
    world.towns.economy.micro_sales[TOWN, SECTOR] = 1e6
    world.safeguards.delay = factor
    lever = Lever(PURSE, settings())
    lever.decide(world)
    assert lever.opens.tolist() == [quarters]


@pytest.mark.parametrize("displaced", [0.0, 1.0])
def test_tenants_who_would_start_anyway_bring_their_sales_out_of_the_cohort(displaced):
    world, lever = standing(places=40.0, tenants_a_year=200.0, displaced=displaced)
    before = small_sales(world)
    lever.let_in(world)
    count = world.start_ups.count
    assert 0 < count <= 40
    created = 0.0 if displaced else count * QUARTERLY
    assert small_sales(world) == pytest.approx(before + created)


def test_in_a_long_row_the_displaced_share_of_tenants_is_moved():
    world, lever = standing(places=1023.0, tenants_a_year=8000.0, displaced=0.6)
    before = float(world.towns.economy.micro_sales[TOWN].sum())
    lever.let_in(world)
    moved = (before - float(world.towns.economy.micro_sales[TOWN].sum())) / QUARTERLY
    assert moved / world.start_ups.count == pytest.approx(0.6, abs=0.05)


def test_no_more_tenants_than_places_and_the_fill_falls_with_places_per_entrant():
    fill = []
    for places in (10.0, 40.0, 160.0):
        world, lever = standing(places, tenants_a_year=80.0)
        lever.let_in(world)
        lever.affect(world)
        assert world.start_ups.count <= places
        fill.append(float(world.towns.status.incubator_fill[TOWN]))
    assert fill[0] == 1.0
    assert fill[0] > fill[1] > fill[2] > 0.0


def test_incubators_of_business_as_usual_take_their_part_of_the_tenants_and_keep_their_fill():
    alone, lever = standing(places=1000.0, tenants_a_year=800.0)
    lever.let_in(alone)
    shared, lever = standing(places=1000.0, tenants_a_year=800.0)
    shared.towns.status.incubators[TOWN] = 4
    lever.let_in(shared)
    lever.affect(shared)
    assert shared.start_ups.count == pytest.approx(alone.start_ups.count / 4, rel=0.3)
    usual = 3 * 1000 * float(shared.p.incubator_opening_fill)
    expected = (usual + shared.start_ups.count) / 4000
    assert float(shared.towns.status.incubator_fill[TOWN]) == pytest.approx(expected)


def test_tenants_stay_three_to_four_years_and_the_ratio_on_their_hazard_holds_for_five():
    dice = np.array([0.001, 0.199, 0.201, 0.5, 0.999])
    assert quarters_of_stay(dice).tolist() == [12, 12, 13, 14, 16]
    world, lever = standing(places=20.0, tenants_a_year=400.0)
    lever.let_in(world)
    lever.affect(world)
    ratio = float(world.p.incubator_exit_hazard_ratio)
    seen = []
    for quarter in range(20):
        world.quarter = quarter
        lever.tenants.forget(world)
        lever.tenants.set_hazard(world)
        seen.append(int(lever.tenants.housed(world)[TOWN]))
        assert (world.start_ups.hazard == ratio).all()
    assert seen[SHORTEST_STAY - 1] == 20
    assert 0 < seen[SHORTEST_STAY + 1] < 20
    assert seen[LONGEST_STAY] == 0
    world.quarter = 20
    lever.tenants.forget(world)
    assert (world.start_ups.hazard == 1.0).all()
    assert len(lever.tenants.identity) == 0


def test_the_survival_that_an_incubator_adds_is_near_nothing():
    """Belief and evidence (model.md 1.5): a ratio of 0.95 on 12 % a year is half a point of survival a year."""
    yearly = (1.0 - closing_chance(np.array([0.95, 1.0]))) ** 4
    assert yearly[0] - yearly[1] == pytest.approx(0.006, abs=1e-9)


def test_a_spin_off_founded_in_the_town_takes_a_free_place_and_is_counted_once():
    world, lever = standing(places=2.0, tenants_a_year=0.0)
    everyone = np.full(3, TOWN)
    places = found_start_ups(world, everyone, np.full(3, SECTOR), SPIN_OFF, np.full(3, -1))
    lever.affect(world)
    ratio = float(world.p.incubator_exit_hazard_ratio)
    assert world.start_ups.hazard[places].tolist() == [ratio, ratio, 1.0]
    assert world.towns.status.incubator_fill[TOWN] == 1.0
    assert (world.start_ups.origin != TENANT).all()


def test_what_policy_builds_brings_no_further_incubators_of_business_as_usual(whole_plan):
    world, _ = whole_plan
    without, _ = live()
    usual = world.towns.status.incubators - world.policy_incubators
    assert world.policy_incubators.sum() > 0
    assert usual.tolist() == without.towns.status.incubators.tolist()


def test_an_empty_incubator_of_policy_is_not_said_to_be_full_at_the_end_of_the_year():
    world = world_with({}, quarters=4)
    status = world.towns.status
    status.incubators[:] = status.incubator_fill[:] = 0
    status.incubators[TOWN] = world.policy_incubators[TOWN] = 1
    world.p["institute_incubator_growth_elasticity"] = 0.0
    for agent in world.agents:
        if type(agent).__name__ == "ProvinceGovernment":
            agent.close_year()
    assert status.incubator_fill[TOWN] == 0.0
