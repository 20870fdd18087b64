"""Commissioners: who gets one from where, for how long, what it costs, and which links outlast the post."""

import numpy as np
import pytest

from simulation.agents.talent.brought_links import Seekers, found_by_commissioner
from simulation.agents.talent.posts import Posts
from simulation.rules.links import ramp
from simulation.world.ledger import FEN
from tests.levers.running import started
from tests.levers.talent_worlds import part_of, settings, world_for

SURE = 4.0
"""A yearly effect with which a link is certain in every quarter once it has grown in full."""


@pytest.fixture
def sent():
    """A world of the first quarter in which towns have asked and the province has sent as many as it can."""
    world, programme = world_for("commissioners", quarters=1)
    world.town_match[:] = True
    programme.decide(world)
    return world, programme


def firm_with_post(world, programme, stay=4):
    """One firm without a partner that gets a commissioner now."""
    able = world.firms.is_industrial & world.towns.status.certified[world.firms.roster.town]
    row = np.flatnonzero(able & (world.firms.titles.institute < 0))[:1]
    left = np.ones(len(world.institutes.live), dtype=np.int64)
    programme.send(world, row, np.array([stay]), left)
    return int(row[0])


def test_posts_go_to_firms_without_a_partner_one_each_and_last_one_to_two_years(sent):
    world, programme = sent
    posts, firms = programme.posts, world.firms
    assert len(posts.rows) > 50
    assert len(np.unique(posts.rows)) == len(posts.rows)
    assert (firms.titles.institute[posts.rows] < 0).all()
    assert world.towns.status.certified[firms.roster.town[posts.rows]].all()
    assert set(posts.ends - posts.begins) == {4, 5, 6, 7, 8}
    assert (posts.begins == world.quarter + 2).all()


def test_no_institute_sends_more_than_three_percent_of_its_science_staff(sent):
    world, programme = sent
    away = np.bincount(programme.posts.institute, minlength=len(world.institutes.live))
    assert (away <= np.floor(0.03 * world.institutes.science_staff)).all()
    assert away.sum() == np.floor(0.03 * world.institutes.science_staff).sum()  # here staff is what is short


def test_province_and_towns_pay_half_each_to_the_institutes_for_the_whole_post(sent):
    world, programme = sent
    stays = programme.posts.ends - programme.posts.begins
    province, city, town, private = (int(world.ledger.spent[0, place, 0]) for place in range(4))
    assert (province, city + town, private) == (FEN * int(stays.sum()), FEN * int(stays.sum()), 0)
    chart, ledger = world.chart, world.ledger
    assert ledger.balance[chart.institutes : chart.funds].sum() == 2 * FEN * stays.sum()
    assert world.firms.titles.cooperation_year[programme.posts.rows] == pytest.approx(2.0 * stays)


def test_the_institute_nearest_in_field_sends(sent):
    world, programme = sent
    posts = programme.posts
    near = world.reach.proximity[world.firms.roster.sector[posts.rows]]
    assert near[0, posts.institute[0]] == near[0].max()


def test_the_money_of_a_year_is_not_exceeded_and_the_next_one_in_line_waits():
    world, programme = world_for("commissioners", quarters=1, money=30.0)
    world.town_match[:] = True
    programme.decide(world)
    spent = world.ledger.spent[0, 0, 0] / FEN
    assert 22.0 < spent <= 30.0
    assert spent == (programme.posts.ends - programme.posts.begins).sum()


def test_a_second_commissioner_only_after_all_others_and_never_a_third():
    world, programme = world_for("commissioners", quarters=1)
    world.town_match[:] = True
    row = firm_with_post(world, programme)
    assert programme.requests(world)[-1] == row
    programme.posts = programme.posts.and_also(programme.posts)
    assert row not in programme.requests(world)


def test_towns_that_do_not_find_their_share_ask_only_where_the_province_pays_it():
    world, programme = world_for("commissioners", quarters=1)
    world.town_match[:] = False
    world.safeguards.match_rule = True
    assert len(programme.requests(world)) == 0
    world.safeguards.match_rule = False
    firm_with_post(world, programme)
    assert world.ledger.spent[0, :, 0].tolist() == [8 * FEN, 0, 0, 0]


def test_the_chance_grows_over_a_year_from_the_third_quarter_on_and_ends_with_the_post():
    world, programme = world_for("commissioners", quarters=1, commissioner_link_effect=0.2)
    row = firm_with_post(world, programme, stay=5)
    seen = []
    for quarter in range(9):
        world.quarter = quarter
        world.firms.channels.link_chance[:] = 0.0
        programme.affect(world)
        seen.append(float(world.firms.channels.link_chance[row]))
    assert seen == pytest.approx([0.0, 0.0, 0.05, 0.1, 0.15, 0.2, 0.2, 0.0, 0.0])


def test_coordination_brings_the_commissioner_earlier():
    world, programme = world_for("commissioners", quarters=1)
    world.safeguards.delay = 0.5
    firm_with_post(world, programme)
    assert programme.posts.begins.tolist() == [1]


def test_a_second_one_in_the_same_firm_counts_half_until_the_first_has_left():
    posts = Posts(*(np.array(column) for column in ([7, 7], [1, 1], [0, 3], [6, 9], [0, 0])))
    assert posts.chances(4, 0.2)[1].sum() == pytest.approx(0.2 + 0.5 * 0.2 * ramp(1, 0, 0.0))
    assert posts.chances(7, 0.2)[1].sum() == pytest.approx(0.2)


@pytest.mark.parametrize(("intercept", "owed"), [(-80.0, True), (80.0, False)])
def test_a_link_is_owed_to_the_commissioner_only_where_it_would_not_have_begun_anyway(intercept, owed):
    world, _ = world_for("commissioners", quarters=2)
    world.anchors = world.anchors._replace(link_intercept=intercept)
    rows = np.flatnonzero(world.firms.is_industrial)[:400]
    nobody = np.full(len(rows), -1)
    world.firms.titles.institute[rows], world.firms.titles.linked_since[rows] = 0, world.quarter - 1
    zero = np.zeros(len(rows))
    asked = Seekers(world.quarter - 1, rows, world.firms.roster.identity[rows], zero, nobody, zero)
    found = len(found_by_commissioner(world, asked))
    expected = len(rows) if owed else round(0.75 * len(rows))
    """A firm that would accept anyone still searches in one quarter of four only."""
    assert abs(found - expected) < 40
    world.firms.titles.linked_since[rows] = world.quarter
    assert len(found_by_commissioner(world, asked)) == 0


def test_about_one_brought_link_in_five_outlasts_the_post_and_the_others_end_with_it():
    world, levers = started(talent=settings(commissioners={"budget": {2016: "1亿元"}}))
    world.p["commissioner_link_effect"] = SURE
    programme = part_of(levers, "commissioners")
    titles, begun, ended = world.firms.titles, 0, 0
    for _ in range(12):
        before = programme.links.bound
        world.step()
        begun += len(programme.links.bound.rows) > len(before.rows)
        over = before.until <= world.quarter
        still = world.firms.roster.identity[before.rows] == before.identity
        linked = (titles.institute[before.rows] >= 0) & (titles.linked_since[before.rows] == before.since)
        assert not (over & still & linked).any()
        ended += int(over.sum())
    assert begun > 0
    assert ended > 20
    assert len(programme.posts.rows) == len(programme.links.bound.rows) == 0


def test_a_lasting_link_is_an_ordinary_one():
    world, levers = started(talent=settings(commissioners={"budget": {2016: "1亿元"}}))
    world.p["commissioner_link_effect"] = SURE
    programme = part_of(levers, "commissioners")
    for _ in range(6):
        world.step()
    posts, titles = programme.posts, world.firms.titles
    rows = np.unique(posts.rows)
    linked = rows[titles.institute[rows] >= 0]
    bound = np.isin(linked, programme.links.bound.rows)
    assert 0.6 < bound.mean() < 0.95
    assert not titles.policy_link[linked].any()  # both kinds are paid for while they live
