"""Technology alliances: who leads and follows, who pays to the fen, what a member gains, when it begins and ends."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.agents.alliances import beyond_reach, likeness, product_codes, rivalry
from simulation.inputs.levers.industry_alliances import Settings
from simulation.world.firms import IDEA
from simulation.world.ledger import FEN
from tests.levers.running import live, started

QUARTERS = 14


def settings(**stated: object) -> Settings:
    return Settings.model_validate({"budget": "2000万元", **stated})


@pytest.fixture(scope="module")
def first_year():
    """The end of the second quarter, in which the first alliances were founded."""
    return live(2, industry_alliances=settings())


def alone(levers):
    return levers[0].alliances


def test_settings_are_closed():
    with pytest.raises(ValidationError, match="Extra inputs"):
        settings(members=5)


def test_an_alliance_has_a_large_leader_and_seven_to_fifteen_near_members_with_research(first_year):
    world, levers = first_year
    roster = world.firms.roster
    assert len(alone(levers)) > 0
    for alliance in alone(levers):
        rows = alliance.members.rows
        leader, others = rows[0], rows[1:]
        assert 7 <= len(others) <= 15
        assert 4.0 * world.firms.output.sales[leader] > 38_000.0  # it has grown a quarter since
        family = world.ground.sectors.family[roster.sector[rows]]
        assert (family == family[0]).all()
        assert (world.ground.town_distance[roster.town[leader], roster.town[others]] <= 100.0).all()
        assert world.towns.status.certified[roster.town[rows]].all()


def test_no_firm_is_in_two_alliances():
    _, levers = live(10, industry_alliances=settings())
    rows = np.concatenate([alliance.members.rows for alliance in alone(levers)])
    assert len(alone(levers)) > 1
    assert len(rows) == len(np.unique(rows))


def test_province_pays_thirty_the_leaders_town_ten_and_the_members_sixty_per_cent_to_the_fen(first_year):
    world, levers = first_year
    province, city, town, private = world.ledger.spent[0, :, 0]
    cost = round(400 * FEN * float(world.macro.deflator[1]))
    number = len(alone(levers))
    assert province + city + town + private == number * cost
    assert province == pytest.approx(0.3 * number * cost, abs=number)
    assert city + town == pytest.approx(0.1 * number * cost, abs=number)


def test_the_institute_keeps_the_price_of_the_project_and_that_is_what_members_count_as_cooperation(first_year):
    world, levers = first_year
    without, _ = live(2)
    chart = world.chart
    held = world.ledger.balance[chart.institutes : chart.institutes + len(world.institutes.live)]
    price = 300 * float(world.macro.deflator[1])
    assert held.sum() / FEN == pytest.approx(len(alone(levers)) * price, abs=1e-5)
    more = world.firms.titles.cooperation_year - without.firms.titles.cooperation_year
    rows = alone(levers)[0].members.rows
    assert more[rows] == pytest.approx(price / len(rows), abs=1e-6)


def test_a_cap_lowers_the_part_of_the_province_and_raises_that_of_the_members():
    world, levers = live(2, industry_alliances=settings(cap="110万元"))
    province, city, town, private = world.ledger.spent[0, :, 0]
    number = len(alone(levers))
    assert number > 0
    assert province == number * 110 * FEN
    assert city + town == pytest.approx(number * 40 * FEN * float(world.macro.deflator[1]), abs=number)
    assert private / FEN == pytest.approx(number * (360 * float(world.macro.deflator[1]) - 110))


def test_the_years_money_is_never_exceeded_and_what_is_left_goes_back():
    world, _ = live(20, industry_alliances=settings(budget="200万元"))
    ledger = world.ledger
    assert (ledger.spent[:, 0] <= float(world.p.budget_execution_share) * ledger.appropriated).all()
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert (ledger.spent[0, 0] > 0).any()


def test_rivalry_is_the_share_of_the_others_with_the_same_product_of_the_same_sector():
    sector = np.array([0, 0, 0, 1, 1])
    product = np.array([3, 3, 5, 3, 3])
    assert rivalry(sector, product).tolist() == [0.25, 0.25, 0.0, 0.25, 0.25]


def test_a_product_is_for_good_and_one_of_twenty():
    world, _ = started()
    rows = np.arange(200)
    world.quarter = 3
    first = product_codes(world, rows)
    world.quarter = 9
    assert (product_codes(world, rows) == first).all()
    assert first.min() == 0
    assert first.max() == 19


def test_ideas_rise_over_a_year_from_the_fifth_quarter_on_and_fall_back_when_the_alliance_ends():
    world, levers = started(industry_alliances=settings(budget={2016: "2000万元"}, end="2016Q4"))
    gains = []
    for _ in range(QUARTERS):
        world.step()
        if world.quarter == 1:
            (first, *_), effect = alone(levers), float(world.p.alliance_idea_effect)
            who, part = int(first.members.rows[0]), float(first.members.amount[0])
        gains.append(world.firms.channels.gain[IDEA, who] if world.quarter else 0.0)
    size = np.array([0.0] * 5 + [0.25, 0.5, 0.75] + [1.0] * 5 + [0.0])
    expected = (effect * part * size) ** float(world.p.instrument_overlap_exponent)
    assert gains == pytest.approx(expected)
    assert alone(levers) == []


def test_members_of_one_town_hear_nothing_new_and_members_of_two_what_distance_keeps_back():
    world, _ = started()
    world.step()
    firms = world.firms
    rows = np.flatnonzero(firms.research.performs & firms.is_industrial)[:2]
    firms.roster.town[rows], firms.roster.sector[rows] = 7, 0
    firms.research.knowledge[rows] = 100.0, 300.0
    assert beyond_reach(world, rows).tolist() == [0.0, 0.0]
    firms.roster.town[rows[1]] = 5
    kept = 1.0 - world.reach.weights[7, 5]
    assert beyond_reach(world, rows) == pytest.approx([kept * 300.0, kept * 100.0])
    assert likeness(world, rows)[0] in (1.0, -1.0)  # one other member: a rival or none


def test_members_without_a_partner_work_with_the_institute_from_the_beginning_of_the_project_to_its_end():
    world, levers = started(industry_alliances=settings(end="2016Q4"))
    for _ in range(5):
        world.step()
    (alliance, *_) = alone(levers)
    rows = alliance.members.rows
    alone_before = world.firms.titles.institute[rows] < 0
    assert alone_before.any()
    world.institutes.capacity[alliance.institute] = 10_000
    world.step()
    titles = world.firms.titles
    here = rows[alone_before]
    linked = here[titles.institute[here] == alliance.institute]
    assert len(linked) >= 0.8 * len(here)  # some found a partner of their own or left
    assert (titles.linked_until[linked] == alliance.ends).all()
    assert titles.policy_link[linked].all()


def test_where_nobody_is_large_enough_no_alliance_is_founded():
    world, levers = live(6, industry_alliances=settings(eligible="firm.sales > 100000亿元"))
    assert alone(levers) == []
    assert not world.ledger.spent.any()
