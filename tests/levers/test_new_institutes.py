"""New-type institutes over the whole plan: who founds and pays, building, contracts, spin-offs, closing, the wage."""

import numpy as np
import pytest

from simulation.agents.rd_institutes.founding import expected_gain, home_of_spin_off, partner_of
from simulation.agents.rd_institutes.new_institute import NewInstitute, NewInstitutes
from simulation.inputs.levers.rd_institutes import NewInstituteSettings, Settings
from simulation.measuring.town_year import staff_cost
from simulation.world.firms import PRODUCTIVITY
from simulation.world.ledger import FEN
from simulation.world.start_ups import SPIN_OFF
from tests.levers.running import live, started
from tests.worked_examples.wealth import wealthy

PURSE = "rd_institutes.new_institute"
TOWN = 7
"""The town with most firms."""
PRICE = 40.0
"""Of a contract a year, 10,000 yuan."""


def settings(**more: object) -> NewInstituteSettings:
    return NewInstituteSettings.model_validate({"budget": "1亿元", **more})


def lever(**more: object) -> Settings:
    return Settings(new_institute=settings(**more))


@pytest.fixture(scope="module")
def whole_plan():
    """The small province after five years, in a draw whose institutes work."""
    return live(draw=1, rd_institutes=lever())


def standing(capacity: int = 30):
    """A first quarter in which one institute opens, with so many places, beside firms that have money."""
    world = wealthy(PURSE, 10_000.0, quarters=1)
    world.town_match[:] = True
    world.p["link_price"], world.p["institute_productivity_effect"] = PRICE, 0.024
    world.firms.finance.cash[: world.used] = 10_000.0
    founder = NewInstitutes(PURSE, settings(budget={2019: "1亿元"}))
    institute = NewInstitute(world, TOWN, opens=0)
    institute.capacity = capacity
    founder.institutes.append(institute)
    return world, founder


def proposals(world, **more):
    """Towns in which institutes are founded this quarter."""
    founder = NewInstitutes(PURSE, settings(**more))
    founder.start(world)
    return [institute.town for institute in founder.institutes]


def ready():
    """A first quarter in which every town finds its share of an institute for 1,000."""
    world = wealthy(PURSE, 10_000.0, quarters=1)
    world.town_match[:] = True
    world.p["institute_start_cost"] = 1000.0
    return world


def test_only_certified_towns_with_a_university_or_research_institute_within_100_km_propose():
    world = ready()
    world.towns.tally.sales[:] = 1e6
    near = world.reach.distance[:, world.institutes.kind != 1].min(axis=1) <= 100.0
    expected = np.flatnonzero(near & world.towns.status.certified)
    assert sorted(proposals(world)) == expected.tolist()
    distance = np.where(world.institutes.kind != 1, world.reach.distance + 1e4, world.reach.distance)
    world.reach = world.reach._replace(distance=distance)
    assert partner_of(world, TOWN) == -1


def test_a_town_proposes_when_it_expects_more_than_its_share_and_the_forms():
    """Firms of the town sell 100,000 a year, all can be served: 0.021 x 100,000 x 0.25 x 3 years against 400 + 2."""
    world = ready()
    world.towns.tally.sales[:] = 0.0
    world.towns.tally.firms[TOWN] = 1
    effect = float(world.beliefs["institute_productivity_effect"])
    for factor, count in ((1.01, 1), (0.99, 0)):
        cost = 400.0 + float(world.p.application_cost)
        world.towns.tally.sales[TOWN, 0] = factor * cost / (effect * 0.25 * 3.0) / 4.0
        assert expected_gain(world)[TOWN] == pytest.approx(factor * cost)
        assert len(proposals(world)) == count


def test_province_town_and_university_pay_thirty_forty_and_thirty_per_cent_to_the_fen():
    world = ready()
    world.towns.tally.sales[:] = 0.0
    world.towns.tally.sales[TOWN, 0] = 1e6
    assert proposals(world) == [TOWN]
    assert world.ledger.spent[0, :, 0].tolist() == [300 * FEN, 0, 400 * FEN, 300 * FEN]
    assert world.towns.tally.capital_year[TOWN] == pytest.approx(700.0)
    world = ready()
    world.towns.tally.sales[:] = 0.0
    world.towns.tally.sales[TOWN, 0] = 1e6
    assert proposals(world, cap="90万元") == [TOWN]
    assert world.ledger.spent[0, :, 0].tolist() == [90 * FEN, 0, 520 * FEN, 390 * FEN]


def test_every_yuan_is_spent_or_returned_and_institutes_hold_none(whole_plan):
    world, _ = whole_plan
    ledger, chart = world.ledger, world.chart
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert (ledger.spent[:, 0] <= float(world.p.budget_execution_share) * ledger.appropriated).all()
    assert ledger.spent[:, 0].sum() > 0
    assert not ledger.balance[chart.tills : chart.institutes].any()
    assert not ledger.balance[chart.bodies : chart.bodies + world.towns.count].any()


@pytest.mark.parametrize("draw", [0, 1, 2])
def test_nothing_but_money_moves_while_an_institute_is_built(draw):
    without, _ = started(draw)
    building, levers = started(draw, rd_institutes=lever(budget={2016: "1亿元"}))
    opens = int(np.ceil(float(building.p.institute_build_time)))
    for quarter in range(opens + 3):
        without.step()
        building.step()
        institutes = building.towns.status.institutes - without.towns.status.institutes
        assert institutes.tolist() == building.policy_institutes.tolist()
        assert (institutes.sum() > 0) == (quarter >= opens)
        if quarter < opens:
            for name in ("output", "research", "finance", "titles", "channels"):
                pairs = zip(getattr(building.firms, name), getattr(without.firms, name), strict=True)
                assert all(one.tobytes() == other.tobytes() for one, other in pairs), name
    assert len(levers[0].parts[0].contracts.rows) > 0
    assert building.wage_index > without.wage_index


def test_an_institute_serves_no_more_firms_than_it_has_places_the_closest_and_keenest_first():
    world, founder = standing(capacity=5)
    for _ in range(4):
        founder.serve(world)
        world.quarter += 1
    contracts = founder.contracts
    assert contracts.partners(1).tolist() == [5]
    town, sector = (getattr(world.firms.roster, name)[contracts.rows] for name in ("town", "sector"))
    strength = founder.institutes[0].attraction
    assert (town == TOWN).any()
    assert strength[town, sector].min() > np.median(strength[strength > 0.0])


def test_firms_that_work_in_the_field_next_door_are_drawn_most_and_none_beyond_100_km():
    world, founder = standing()
    strength, own = founder.institutes[0].attraction, int(world.towns.place.specialty[TOWN])
    assert strength[TOWN, own] == strength.max() == pytest.approx(1.0)
    far = world.ground.town_distance[TOWN] > 100.0
    assert far.any()
    assert not strength[far].any()
    thirty = int(np.argmin(np.abs(world.ground.town_distance[TOWN] - 30.0)))
    assert strength[thirty, own] == pytest.approx(np.exp(-world.ground.town_distance[TOWN, thirty] / 100.0))


def test_a_partner_pays_a_quarter_of_the_yearly_price_each_quarter_and_no_policy_money_moves():
    world, founder = standing()
    cash = world.firms.finance.cash.copy()
    founder.serve(world)
    rows = founder.contracts.rows
    assert len(rows) > 0
    assert cash[rows] - world.firms.finance.cash[rows] == pytest.approx(PRICE / 4.0)
    assert world.firms.titles.cooperation_year[rows] == pytest.approx(PRICE / 4.0)
    assert founder.institutes[0].income[-1] == len(rows) * PRICE / 4.0 * FEN
    assert not world.ledger.spent.any()
    chart = world.chart
    assert world.ledger.received[chart.bodies + TOWN] == world.ledger.paid[chart.bodies + TOWN] > 0


def test_a_partner_learns_a_twelfth_a_quarter_for_three_years_and_keeps_it():
    world, founder = standing()
    founder.serve(world)
    rows = founder.contracts.rows.copy()
    exponent, learnt = float(world.p.instrument_overlap_exponent), []
    for quarter in range(1, 15):
        world.firms.channels.gain[:] = 0.0
        founder.affect(world)
        gained = world.firms.channels.gain[PRODUCTIVITY, rows] ** (1.0 / exponent)
        assert gained == pytest.approx(gained[0])
        learnt.append(float(gained[0]))
        world.quarter = quarter
        founder.contracts.forget(world)
        founder.contracts.work(world, np.array([TOWN]))
    assert learnt[:3] == pytest.approx([0.002, 0.004, 0.006])
    assert learnt[11:] == pytest.approx([0.024] * 3)
    assert not founder.contracts.running.any()


def test_a_partner_without_money_leaves_and_keeps_what_it_has_learnt():
    world, founder = standing()
    founder.serve(world)
    founder.serve(world)
    first = founder.contracts.rows[0]
    worked = int(founder.contracts.worked[0])
    world.firms.finance.cash[first] = PRICE / 4.0 - 1.0
    founder.serve(world)
    assert not founder.contracts.running[0]
    assert founder.contracts.worked[0] == worked > 0
    assert first not in founder.contracts.rows[1:]


def test_firms_that_expect_less_than_three_years_of_fees_do_not_come():
    world, founder = standing()
    world.firms.roster.belief[: world.used] = 0.0
    founder.serve(world)
    assert len(founder.contracts.rows) == 0


def test_an_institute_that_does_not_live_on_contracts_closes_after_three_years():
    """It was founded for 3,000 in three years; half of 1,000 a year is 500."""
    for earned, closes in ((499.0, True), (501.0, False)):
        world, founder = standing()
        world.p["institute_start_cost"] = 3000.0
        institute = founder.institutes[0]
        institute.count(1)
        founder.serve(world)
        institute.income.extend([int(earned / 4.0 * FEN)] * 4)
        before = world.towns.status.institutes[TOWN], world.towns.status.cobuilt_bodies[TOWN]
        for quarter, is_closed in ((11, False), (12, closes)):
            world.quarter = quarter
            founder.close(world)
            assert institute.closed == is_closed
        after = world.towns.status.institutes[TOWN], world.towns.status.cobuilt_bodies[TOWN]
        assert [was - is_ for was, is_ in zip(before, after, strict=True)] == [closes, closes]
        assert world.policy_institutes[TOWN] == (not closes)
        assert founder.contracts.running.any() == (not closes)


def test_about_three_in_a_hundred_close_a_year_by_chance():
    world, founder = standing()
    founder.institutes = [NewInstitute(world, TOWN, opens=0) for _ in range(400)]
    for k, institute in enumerate(founder.institutes):
        institute.identity = k
    for world.quarter in range(1, 5):
        founder.close(world)
    assert sum(institute.closed for institute in founder.institutes) == pytest.approx(12, abs=8)


def test_a_spin_off_goes_to_the_nearest_incubator_with_room_within_60_km_else_it_stays():
    world, founder = standing()
    status, distance = world.towns.status, world.ground.town_distance[TOWN]
    status.incubators[:] = 0
    assert home_of_spin_off(world, TOWN) == TOWN
    near, far = np.flatnonzero((distance > 0.0) & (distance <= 60.0)), np.flatnonzero(distance > 60.0)
    status.incubators[far] = 1
    assert home_of_spin_off(world, TOWN) == TOWN
    status.incubators[near], status.incubator_fill[near] = 1, 0.9
    nearest = near[np.argmin(distance[near])]
    assert home_of_spin_off(world, TOWN) == nearest
    status.incubator_fill[nearest] = 1.0
    assert home_of_spin_off(world, TOWN) != nearest
    world.p["institute_spin_offs"] = 40.0
    before = world.towns.economy.micro_sales.copy()
    founder.spin_off(world)
    assert world.start_ups.count > 0
    assert (world.start_ups.origin == SPIN_OFF).all()
    assert world.towns.economy.micro_sales.tobytes() == before.tobytes()


def test_its_researchers_come_out_of_the_same_market():
    world, founder = standing()
    founder.institutes[0].staff = 60
    founder.decide(world)
    cost = staff_cost(world)
    assert world.institute_research == pytest.approx(60 * cost.per_head / 4.0 * cost.wage_index)
    founder.institutes[0].closed = True
    founder.decide(world)
    assert world.institute_research == 0.0


def test_a_town_has_one_institute_of_the_policy_and_may_ask_again_when_it_has_closed(whole_plan):
    world, levers = whole_plan
    institutes = levers[0].parts[0].institutes
    alive = [institute.town for institute in institutes if not institute.closed]
    assert len(alive) == len(set(alive)) > 0
    assert world.policy_institutes.sum() == sum(institute.stands for institute in institutes)


def test_what_policy_founds_brings_no_further_institutes_of_business_as_usual(whole_plan):
    world, _ = whole_plan
    without, _ = live(draw=1)
    usual = world.towns.status.institutes - world.policy_institutes
    assert usual.tolist() == without.towns.status.institutes.tolist()
    more = world.towns.status.cobuilt_bodies - without.towns.status.cobuilt_bodies
    assert more.tolist() == world.policy_institutes.tolist()
