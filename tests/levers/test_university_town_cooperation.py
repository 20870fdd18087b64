"""Projects with universities and institutes: who pays, who may take on whom, and what a partnership does when."""

import numpy as np
import pytest

from simulation.agents.cooperation.partners import Proposals, heard_of, with_room
from simulation.inputs.levers.university_town_cooperation import Settings
from simulation.levers.university_town_cooperation import Lever
from simulation.world.firms import RD
from simulation.world.ledger import FEN
from tests.levers.running import live, started, world_with

NAME = "university_town_cooperation"
CALL, CONTRACT, EFFECT = 1, 3, 11
"""Quarters of the first call, two quarters later of its contracts, eight later of the first effect."""


def settings(**stated) -> Settings:
    return Settings.model_validate({"budget": "200万元"} | stated)


def rich(money: float):
    """A world in its second quarter whose towns and firms hold plenty and where everybody likes everybody."""
    world = world_with({NAME: money}, CALL + 1)
    towns = world.chart.towns + np.arange(world.towns.count)
    world.ledger.pay(world.chart.outside, towns, np.full(len(towns), 10_000 * FEN))
    world.p["budget_execution_share"], world.p["cooperation_project_cost"] = 1.0, 50.0
    world.macro.deflator[:] = 1.0
    world.firms.finance.cash[:] = 1e4
    world.anchors = world.anchors._replace(link_intercept=50.0)
    return world


def called(money: float = 200.0, **stated):
    """Such a world and the lever that has just held its call."""
    world = rich(money)
    lever = Lever(NAME, settings(**stated))
    lever.decide(world)
    return world, lever


def signed(world, lever) -> None:
    """Two quarters later."""
    world.quarter = CONTRACT
    lever.decide(world)


def at_institutes(world) -> int:
    chart = world.chart
    return int(world.ledger.balance[chart.institutes : chart.funds].sum())


def in_tills(world) -> int:
    chart = world.chart
    return int(world.ledger.balance[chart.tills : chart.platforms].sum())


def test_a_project_of_fifty_is_paid_twenty_twenty_sixty_and_waits_in_the_till_for_its_contract():
    world, lever = called()
    count = len(lever.projects.waiting.rows)
    assert count == 20  # 200 of the province at 10 a project
    province, city, town, private = world.ledger.spent[0, :, 0]
    assert (province, city + town, private) == (200 * FEN, 200 * FEN, 600 * FEN)
    assert (in_tills(world), at_institutes(world)) == (1000 * FEN, 0)
    assert world.firms.finance.cash[lever.projects.waiting.rows] == pytest.approx(np.full(count, 1e4 - 30.0))
    signed(world, lever)
    assert (in_tills(world), at_institutes(world)) == (0, 1000 * FEN)
    assert world.firms.titles.cooperation_year[lever.projects.links.rows] == pytest.approx(np.full(count, 50.0))
    assert world.institutes.income_year.sum() == pytest.approx(1000.0)


def test_a_cap_on_the_part_of_the_province_makes_projects_smaller():
    world, lever = called(cap="5万元")
    assert len(lever.projects.waiting.rows) == 40
    assert (lever.projects.waiting.total == 25 * FEN).all()
    assert world.ledger.spent[0, 0, 0] == 200 * FEN


def test_only_firms_without_a_partner_and_with_their_own_part_in_cash_are_asked():
    world = world_with({NAME: 200.0}, CALL + 1)
    lever, firms = Lever(NAME, settings()), world.firms
    able = lever.able(world, 50.0)
    assert able.any()
    assert not able[firms.titles.institute[: world.used] >= 0].any()
    assert (firms.finance.cash[: world.used][able] >= 30.0).all()


def test_a_firm_that_finds_a_partner_meanwhile_does_its_project_but_policy_adds_no_link():
    world, lever = called()
    busy = lever.projects.waiting.rows[0]
    world.firms.titles.institute[busy] = 0
    signed(world, lever)
    assert busy not in lever.projects.links.rows
    assert not world.firms.titles.policy_link[busy]
    assert at_institutes(world) == 1000 * FEN


def test_the_money_of_a_firm_that_is_gone_leaves_the_programme():
    world, lever = called()
    world.firms.roster.above_scale[lever.projects.waiting.rows[0]] = False
    signed(world, lever)
    assert (in_tills(world), at_institutes(world)) == (0, 950 * FEN)
    assert len(lever.projects.links.rows) == 19


def test_institutes_take_on_no_more_than_they_have_room_for():
    world = rich(20_000.0)
    world.institutes.capacity[:] = world.institutes.live + 1
    lever = Lever(NAME, settings())
    lever.decide(world)
    partners = lever.projects.waiting.partner
    assert len(partners) == len(set(partners.tolist())) > 0


def test_room_is_given_in_the_order_of_the_proposals():
    accepted = with_room(np.array([0, 1, 0, 0, 1]), np.array([2, 1]))
    assert accepted.tolist() == [True, True, True, False, False]


def test_institutes_look_first_at_those_they_like_and_then_at_the_keenest():
    rows = np.arange(4)
    asked = Proposals(rows, rows, np.array([1.0, 2.0, 2.0, 0.5]), np.array([0.1, 0.9, 0.3, 0.2]))
    assert asked.rows[asked.best_liked()].tolist() == [2, 1, 0, 3]


def test_three_institutes_are_heard_of_by_weight_without_replacement():
    weights = np.cumsum([0.0, 1.0, 3.0, 0.0, 4.0])[None, None]
    dice = np.array([[0.1, 0.3], [0.9, 0.1], [0.5, 0.99]])
    # 0.1 of 8 falls on the second; 0.9 of the 7 that are left on the last; then only the third has weight
    # 0.3 of 8 falls on the third; 0.1 of the 5 that are left on the second; then the last
    here = np.zeros(2, dtype=np.int64)
    assert heard_of(weights, here, here, dice).tolist() == [[1, 4, 2], [2, 1, 4]]
    assert heard_of(weights, here[:0], here[:0], dice[:, :0]).shape == (0, 3)


def test_a_lower_price_makes_more_firms_propose():
    counts = []
    for private_share in (1.0, 0.6, 0.0):
        world, levers = started(university_town_cooperation=settings(budget="1亿元"))
        world.p["link_price_effect"], world.p["link_price"] = 0.045, 50.0
        levers[0].settings = settings(budget="1亿元", private_share=private_share, province_share=0.0)
        for _ in range(CALL + 1):
            world.step()
        counts.append(len(levers[0].projects.waiting.rows))
    assert counts[0] < counts[1] < counts[2]


def test_links_begin_with_the_contract_and_r_and_d_rises_two_years_later_over_a_year():
    world, levers = started(university_town_cooperation=settings(budget={2016: "200万元"}))
    world.p["university_link_rd_effect"] = 0.1
    rises = []
    for quarter in range(EFFECT + 4):
        world.step()
        projects = levers[0].projects
        assert (len(projects.links.rows) > 0) == (quarter >= CONTRACT)
        gain = world.firms.channels.gain[RD]
        rises.append(float(gain.max()) ** (1.0 / float(world.p.instrument_overlap_exponent)))
        assert (gain > 0.0).sum() <= len(projects.links.rows)
    assert rises[:EFFECT] == [0.0] * EFFECT
    assert rises[EFFECT:] == pytest.approx([0.025, 0.05, 0.075, 0.1])


def test_a_partner_that_is_full_serves_a_tenth_less_well():
    world, lever = called()
    signed(world, lever)
    world.quarter = 20
    world.institutes.capacity[:] = np.maximum(1, 2 * world.institutes.live)
    _, easy = lever.projects.effects(world)
    world.institutes.capacity[:] = np.maximum(1, world.institutes.live)
    _, full = lever.projects.effects(world)
    assert easy == pytest.approx(np.ones(len(easy)))
    assert full == pytest.approx(np.full(len(full), 0.9))


def test_long_projects_are_bodies_built_together_as_long_as_their_link_lives():
    world, levers = started(university_town_cooperation=settings())
    base = world.towns.status.cobuilt_bodies.copy()
    ended = 0
    for _ in range(20):
        before = len(levers[0].projects.links.rows)
        world.step()
        links = levers[0].projects.links
        bodies = links.only(links.town >= 0)
        assert (bodies.term >= 8).all()
        added = world.towns.status.cobuilt_bodies - base
        assert added.tolist() == np.bincount(bodies.town, minlength=world.towns.count).tolist()
        ended += len(links.rows) < before
    assert added.sum() > 0
    assert ended > 0


def test_when_its_term_is_over_a_link_is_kept_at_the_full_price_or_ends():
    world, levers = started(university_town_cooperation=settings())
    kept = closed = 0
    for _ in range(20):
        world.step()
        links, titles = levers[0].projects.links, world.firms.titles
        links = links.only(links.there(world))
        over = links.since + links.term <= world.quarter
        assert titles.policy_link[links.rows[~over]].all()
        assert not titles.policy_link[links.rows[over]].any()
        kept += int((titles.institute[links.rows[over]] == links.partner[over]).sum())
        closed += int((titles.institute[links.rows[over]] < 0).sum())
    assert kept > 0
    assert closed > 0


def test_the_budget_ends_the_call_and_every_fen_is_spent_or_returned():
    world, levers = live(university_town_cooperation=settings(start="2017Q1", end="2018Q4"))
    ledger = world.ledger
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert (ledger.spent[0, 0] <= float(world.p.budget_execution_share) * ledger.appropriated[0]).all()
    assert (ledger.spent[0, 0] > 0).tolist() == [False, True, True, False, False]
    assert in_tills(world) == 0
    assert len(levers[0].projects.waiting.rows) == 0
