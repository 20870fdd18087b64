"""People for innovation: who may have them, who pays which part, when effects come and end, what is only moved."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.agents.talent.posts import no_posts, staff_left
from simulation.agents.talent.team import Teams, towns_left
from simulation.inputs.levers.talent import Settings
from simulation.world.firms import IDEA, PRODUCTIVITY
from simulation.world.ledger import FEN
from tests.agents.programme_worlds import MONEY
from tests.levers.running import live, started
from tests.levers.talent_worlds import part_of, settings, world_for

STRONG = {
    "commissioner_link_effect": 0.2,
    "workstation_patent_effect": 0.08,
    "training_productivity_effect": 0.04,
    "training_delay": 6.0,
    "team_cost": 800.0,
    "team_startups": 1.0,
}
ALL = ("commissioners", "workstations", "teams", "vocational_training")


@pytest.fixture(scope="module")
def whole_plan():
    """All four after five years, with what every quarter left behind."""
    budgets = {"commissioners": "300万元", "workstations": "300万元", "teams": "4000万元"}
    world, levers = started(talent=settings(vocational_training="60万元", **budgets))
    for key, value in STRONG.items():
        world.p[key] = value
    for _ in range(20):
        world.step()
    return world, levers


def test_settings_are_closed_and_state_their_budget():
    with pytest.raises(ValidationError, match="Extra inputs"):
        Settings.model_validate({"teams": {**MONEY, "stake": "20%"}})
    with pytest.raises(ValidationError, match="budget"):
        Settings.model_validate({"workstations": {}})
    with pytest.raises(ValidationError, match="term_years"):
        Settings.model_validate({"workstations": {**MONEY, "term_years": 0}})


def test_every_yuan_is_spent_or_returned_and_no_year_overspends(whole_plan):
    world, _ = whole_plan
    ledger = world.ledger
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert (ledger.spent[:, 0] <= float(world.p.budget_execution_share) * ledger.appropriated).all()
    assert (ledger.spent[:, 0] > 0).all()


@pytest.mark.parametrize("instrument", ALL)
def test_before_its_start_and_after_its_end_an_instrument_takes_no_money(instrument):
    window = {**MONEY, "start": "2017Q1", "end": "2018Q4"}
    world, _ = live(draw=2, talent=Settings.model_validate({instrument: window}))
    spent = world.ledger.spent[0, 0]
    assert (spent[[0, 3, 4]] == 0).all()
    assert (spent[[1, 2]] > 0).all()


def test_a_body_is_counted_while_its_workstation_is_open_and_staff_with_it():
    world, levers = started(talent=settings(workstations={"budget": {2016: "1亿元"}, "term_years": 2}))
    without, _ = started()
    bodies, staff = [], []
    for _ in range(16):
        world.step()
        without.step()
        bodies.append(int((world.towns.status.cobuilt_bodies - without.towns.status.cobuilt_bodies).sum()))
        staff.append(float(world.towns.tally.added_staff.sum()))
    assert bodies[:5] == [0] * 5  # awarded in the second quarter, open a year later
    assert min(bodies[5:13]) > 0  # for two years
    assert bodies[13:] == [0, 0, 0]
    assert staff == [3.0 * count for count in bodies]
    assert len(part_of(levers, "workstations").hosts.rows) == 0


def test_only_firms_with_an_institution_or_much_research_may_host_and_none_twice():
    world, programme = world_for("workstations", quarters=2)
    firms = world.firms
    firms.research.institution[:] = False
    firms.research.reported[:] = 0.02 * firms.output.sales
    firms.finance.cash[:] = 1e6
    firms.research.spending[:] = 1e6  # whoever may apply does
    assert len(programme.applicants(world, 80.0)) == 0
    able = np.flatnonzero(firms.is_industrial & world.towns.status.certified[firms.roster.town])
    firms.research.institution[able[0]] = True
    firms.research.reported[able[1]] = 0.031 * firms.output.sales[able[1]]
    assert set(programme.applicants(world, 80.0)) == {able[0], able[1]}
    firms.titles.banned_until[able[1]] = world.quarter + 1
    programme.hosts.grant(world, able[:1], np.ones(1))
    assert len(programme.applicants(world, 80.0)) == 0


def test_a_host_must_hold_its_part_and_expect_more_than_it_pays():
    world, programme = world_for("workstations", quarters=2)
    firms = world.firms
    firms.research.institution[:], firms.research.spending[:], firms.finance.cash[:] = True, 1e6, 24.0
    willing = len(programme.applicants(world, 80.0))
    assert willing > 100
    firms.finance.cash[:] = 23.99  # 30 % of 80
    assert len(programme.applicants(world, 80.0)) == 0
    firms.finance.cash[:], firms.research.spending[:] = 24.0, 0.0
    assert len(programme.applicants(world, 80.0)) == 0


def test_as_many_workstations_as_the_money_covers_shared_to_the_fen():
    world, programme = world_for("workstations", quarters=2, money=100.0)
    rows = np.flatnonzero(world.firms.is_industrial)[:10]
    world.firms.finance.cash[rows] = 100.0
    programme.award(world, rows, 80.000001)
    province, city, town, private = (world.ledger.spent[0, place, 0] for place in range(4))
    assert len(programme.hosts.rows) == 2
    assert province + city + town + private == 2 * 80_000_001
    assert (int(province), int(city + town), int(private)) == (80_000_002, 32_000_000, 48_000_000)
    assert world.firms.finance.cash[rows[0]] == pytest.approx(76.0, abs=1e-9)


def test_ideas_rise_over_a_year_and_end_with_the_term():
    world, programme = world_for("workstations", quarters=2, workstation_patent_effect=0.08)
    row = np.flatnonzero(world.firms.is_industrial)[:1]
    world.firms.finance.cash[row] = 100.0
    programme.award(world, row, 80.0)
    seen = []
    for quarter in range(1, 20):
        world.quarter = quarter
        world.firms.channels.gain[:] = 0.0
        programme.keep(world)
        programme.affect(world)
        seen.append(world.firms.channels.gain[IDEA, row[0]] ** (1.0 / float(world.p.instrument_overlap_exponent)))
    assert seen == pytest.approx([0.0] * 4 + [0.02, 0.04, 0.06] + [0.08] * 9 + [0.0] * 3)


def test_a_town_hosts_one_team_a_year_and_pays_two_fifths():
    world, programme = world_for("teams", quarters=1, team_cost=100.0)
    world.town_match[:] = True
    programme.start(world)
    hosts = programme.teams.town
    assert len(hosts) == len(np.unique(hosts)) == world.towns.status.certified.sum()
    province, city, town, private = (int(world.ledger.spent[0, place, 0]) for place in range(4))
    assert (province, city + town, private) == (60 * FEN * len(hosts), 40 * FEN * len(hosts), 0)
    before = world.ledger.spent.copy()
    programme.start(world)  # all of them are busy
    assert (world.ledger.spent == before).all()


def test_under_the_match_rule_a_town_without_its_share_gets_no_team_and_else_the_province_pays_all():
    world, programme = world_for("teams", quarters=1, team_cost=100.0)
    world.town_match[:] = False
    world.safeguards.match_rule = True
    programme.start(world)
    assert len(programme.teams.town) == 0
    world.safeguards.match_rule = False
    programme.start(world)
    assert world.ledger.spent[0, 0, 0] == 100 * FEN * len(programme.teams.town) > 0
    assert world.ledger.spent[0, 1:, 0].sum() == 0


def test_start_ups_of_moved_teams_take_their_first_sales_from_another_town():
    world, programme = world_for("teams", quarters=1, team_startups=2.0)
    towns = np.flatnonzero(world.towns.status.certified)
    programme.teams = Teams(towns, np.full(len(towns), world.quarter), np.ones(len(towns)))
    economy = world.towns.economy
    before = economy.micro_sales.copy()
    programme.found(world)
    fall = before - economy.micro_sales
    moved = np.count_nonzero(np.round(fall / 75.0))
    assert world.start_ups.count == 2 * len(towns)
    assert 0 < moved < len(towns)
    assert economy.startup_sales.sum() == pytest.approx(150.0 * len(towns))  # 300万元 a year each
    assert fall.sum() == pytest.approx(75.0 * np.round(fall / 75.0).sum())
    assert 0.2 < fall.sum() / economy.startup_sales.sum() < 0.8


def test_a_moved_team_never_leaves_its_own_town_and_only_towns_with_such_firms_lose_it():
    world, _ = world_for("teams", quarters=1)
    economy = world.towns.economy
    towns, sectors = np.arange(world.towns.count), np.full(world.towns.count, 2)
    economy.micro_sales[:] = 0.0
    economy.micro_sales[3:5, 2] = 100.0
    left = towns_left(world, towns, sectors)
    assert set(left) == {-1, 3, 4}
    assert left[3] in (-1, 4)
    assert left[4] in (-1, 3)


def test_nobody_trains_far_from_a_college_or_with_fifty_staff_and_half_of_the_staff_is_the_most():
    world, programme = world_for("vocational_training", quarters=2)
    firms = world.firms
    firms.finance.cash[:], firms.output.sales[:] = 1e6, 1e6  # whoever may ask does
    firms.output.employees[:] = 50.0
    assert len(programme.applicants(world)[0]) == 0
    firms.output.employees[:] = 60.0
    rows, trainees = programme.applicants(world)
    college = world.institutes.kind == 1
    assert (world.reach.distance[firms.roster.town[rows]][:, college].min(axis=1) <= 60.0).all()
    assert (trainees == 30).all()
    far = np.flatnonzero(world.reach.distance[:, college].min(axis=1) > 60.0)
    assert not np.isin(firms.roster.town[rows], far).any()
    assert np.isin(firms.roster.town[np.flatnonzero(firms.is_industrial)], far).any()
    firms.output.employees[:] = 120.0
    programme.classes.grant(world, rows[:1], np.array([50.0]))
    again, places = programme.applicants(world)
    assert places[again == rows[0]] == [10]  # half of 120 less 50
    assert set(places[again != rows[0]]) == {50}


def test_a_class_is_paid_forty_thirty_thirty_to_the_nearest_college():
    world, programme = world_for("vocational_training", quarters=2, money=21.0)
    rows = np.flatnonzero(world.firms.is_industrial)[:5]
    world.firms.finance.cash[rows] = 10.0
    programme.train(world, rows, np.full(5, 50))
    province, city, town, private = (world.ledger.spent[0, place, 0] / FEN for place in range(4))
    assert (province, city + town, private) == (20.0, 15.0, 15.0)  # 21 cover two classes at 10
    chart, ledger = world.chart, world.ledger
    paid = ledger.balance[chart.institutes : chart.funds] / FEN
    assert paid.sum() == 50.0
    assert (world.institutes.kind[paid > 0.0] == 1).all()
    assert world.firms.finance.cash[rows] == pytest.approx([2.5, 2.5, 10.0, 10.0, 10.0])


def test_training_speaks_after_its_delay_and_moves_output_between_firms_without_making_more():
    world, levers = started(draw=2, talent=settings(vocational_training={"budget": {2016: "1亿元"}}))
    for key, value in STRONG.items():
        world.p[key] = value
    programme = part_of(levers, "vocational_training")
    for quarter in range(10):
        world.step()
        speaks = world.firms.channels.gain[PRODUCTIVITY].any()
        assert speaks == (quarter >= 1 + 6)
    used, exponent = world.used, float(world.p.instrument_overlap_exponent)
    sales = np.where(world.firms.is_industrial[:used], world.firms.output.sales[:used], 0.0)
    world.firms.channels.gain[:] = 0.0
    programme.affect(world)
    effect = world.firms.channels.gain[PRODUCTIVITY, :used] ** (1.0 / exponent)
    share = programme.trained_share(world)
    assert (effect > 0.0).sum() > (share > 0.0).sum() > 0
    assert (effect * sales).sum() == pytest.approx((0.04 * share * sales).sum())


def test_a_cap_makes_posts_shorter_classes_smaller_and_short_posts_impossible():
    world, programme = world_for("commissioners", quarters=1, cap="5万元")
    rows = np.flatnonzero(world.firms.is_industrial)[:200]
    world.town_match[:] = True
    assert set(programme.stays(world, rows)) == {4, 5}  # half of 2 for each quarter: 5 cover 5
    world.town_match[:] = False
    assert set(programme.stays(world, rows)) == {0}  # the province pays all 2: 5 cover no more than 2 quarters
    world, programme = world_for("commissioners", quarters=1, cap="3.9万元")
    world.town_match[:] = True
    assert set(programme.stays(world, rows)) == {0}
    world, programme = world_for("vocational_training", quarters=2, cap="2万元")
    assert programme.places(world).max() == 10  # at 0.2 of the province each
    assert staff_left(world, no_posts()).sum() > 0
