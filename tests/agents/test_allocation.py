"""Who comes first: each word of allocation orders firms and towns as it says, whatever slots they stand in."""

from typing import ClassVar

import numpy as np
import pytest

from simulation.agents.allocation import behind, firm_scores, order, research_told, town_scores
from simulation.agents.delivery import ask, ask_towns
from simulation.inputs.delivery import InstrumentSettings, Ranked, Recipient
from simulation.rules.dice import Question
from simulation.world.world import World
from tests.levers.running import world_with


class Call(InstrumentSettings):
    """Firms compete."""

    allocation: Ranked = "competitive"


class Draw(InstrumentSettings):
    """Lots are drawn among firms."""

    allocation: Ranked = "lottery"


class Works(InstrumentSettings):
    """Towns compete."""

    recipient: ClassVar[Recipient] = "town"
    allocation: Ranked = "competitive"


FIRM, TOWN = Question.GRANT_SCORE, Question.PLATFORM_SCORE


@pytest.fixture
def world() -> World:
    """The small province in the second quarter of 2016."""
    return world_with({"programme": 100.0}, quarters=2)


def firms(world: World, count: int = 6) -> np.ndarray:
    """Rows of industrial firms."""
    return np.flatnonzero(world.firms.is_industrial)[:count]


def by(kind: type[InstrumentSettings], **words: str) -> InstrumentSettings:
    return kind.model_validate({"budget": "1亿元", **words})


@pytest.mark.parametrize("way", ["competitive", "lottery", "first_come", "gap"])
def test_the_same_firms_come_first_in_whatever_slots_and_order_they_are_listed(world: World, way: str) -> None:
    rows = firms(world, 40)
    listed = np.random.default_rng(1).permutation(rows)
    settings = by(Call, allocation=way)
    assert rows[order(world, settings, rows, FIRM)].tolist() == listed[order(world, settings, listed, FIRM)].tolist()


@pytest.mark.parametrize("way", ["competitive", "lottery", "first_come", "gap"])
def test_nobody_is_ordered_where_nobody_applies(world: World, way: str) -> None:
    nobody = np.zeros(0, dtype=np.int64)
    for kind in (Call, Works):
        assert order(world, by(kind, allocation=way), nobody, FIRM).tolist() == []


def test_where_firms_or_towns_compete_the_best_project_score_comes_first(world: World) -> None:
    rows, towns = firms(world), np.arange(8)
    scores = firm_scores(world, rows, FIRM)[order(world, by(Call), rows, FIRM)]
    assert scores.tolist() == sorted(scores, reverse=True)
    scores = town_scores(world, towns, TOWN)[order(world, by(Works), towns, TOWN)]
    assert scores.tolist() == sorted(scores, reverse=True)


def test_of_towns_alike_in_output_the_one_that_told_less_research_scores_higher(world: World) -> None:
    rows, towns = firms(world, 2), np.array([0, 1])
    world.firms.research.reported_last_year[:] = 0.0
    world.firms.roster.town[rows] = towns
    world.firms.research.reported_last_year[rows] = [300.0, 100.0]
    world.history.gdp[towns] = 10_000.0
    world.history.output[towns] = 50_000.0
    world.safeguards.ranking_noise = 0.0
    # equal strength; the gap is one standard deviation either way, and need counts for half
    assert town_scores(world, towns, TOWN) == pytest.approx([-0.5, 0.5])


def test_a_lottery_is_drawn_anew_every_quarter(world: World) -> None:
    rows, towns = firms(world), np.arange(8)
    drawn = order(world, by(Call, allocation="lottery"), rows, FIRM)
    assert drawn.tolist() == np.argsort(ask(world, FIRM, rows)).tolist()
    town_lot = order(world, by(Works, allocation="lottery"), towns, TOWN)
    assert town_lot.tolist() == np.argsort(ask_towns(world, TOWN, towns)).tolist()
    world.quarter += 1
    assert order(world, by(Call, allocation="lottery"), rows, FIRM).tolist() != drawn.tolist()


def test_who_comes_first_by_arrival_does_so_at_every_call(world: World) -> None:
    rows, towns = firms(world), np.arange(8)
    world.firms.roster.affinity[rows] = [0.5, 0.1, 0.9, 0.3, 0.7, 0.2]
    come = by(Call, allocation="first_come"), by(Works, allocation="first_come")
    assert order(world, come[0], rows, FIRM).tolist() == [1, 5, 3, 0, 4, 2]
    before = order(world, come[1], towns, TOWN).tolist()
    world.quarter += 4
    assert order(world, come[0], rows, FIRM).tolist() == [1, 5, 3, 0, 4, 2]
    assert order(world, come[1], towns, Question.TEAM).tolist() == before
    assert before != order(world, by(Works, allocation="lottery"), towns, TOWN).tolist()


def test_a_gap_is_research_told_over_gdp_of_the_town(world: World) -> None:
    rows, towns = firms(world, 3), np.array([0, 1, 2])
    firm = world.firms
    firm.research.reported_last_year[:] = 0.0
    firm.roster.town[rows] = towns
    firm.research.reported_last_year[rows] = [300.0, 100.0, 200.0]
    world.history.gdp[towns] = [10_000.0, 10_000.0, 2_000.0]
    assert research_told(world)[towns] == pytest.approx([0.03, 0.01, 0.1])
    assert order(world, by(Works, allocation="gap"), towns, TOWN).tolist() == [1, 0, 2]
    assert order(world, by(Call, allocation="gap"), rows, FIRM).tolist() == [1, 0, 2]


def test_research_of_firms_that_have_left_is_not_told(world: World) -> None:
    row = firms(world, 1)
    world.firms.research.reported_last_year[row] = 1e9
    assert research_told(world).max() > 1.0
    world.firms.roster.above_scale[row] = False
    assert research_told(world).max() < 1.0


def test_a_ranking_puts_the_highest_number_first_and_equals_by_lot(world: World) -> None:
    rows = firms(world, 4)
    world.firms.output.employees[rows] = [50.0, 400.0, 50.0, 90.0]
    die = ask(world, FIRM, rows)
    equals = [0, 2] if die[0] < die[2] else [2, 0]
    assert order(world, by(Call, ranking="firm.employees"), rows, FIRM).tolist() == [1, 3, *equals]
    assert order(world, by(Call, ranking="-firm.employees"), rows, FIRM).tolist() == [*equals, 3, 1]


def test_a_ranking_may_ask_about_town_and_time(world: World) -> None:
    rows = firms(world, 3)
    world.firms.roster.born[rows] = world.quarter - np.array([4, 8, 40])  # 1, 2 and 10 years old
    world.firms.roster.town[rows] = [0, 1, 2]
    world.history.gdp[[0, 1, 2]] = [90_000.0, 10_000.0, 10_000.0]
    # 9 + 1, 1 + 2, 1 + 10.
    text = "town.gdp / 1亿元 + firm.age / 1 year"
    assert order(world, by(Call, ranking=text), rows, FIRM).tolist() == [2, 0, 1]


def test_what_is_usual_stands_in_for_the_instruments_own_way_only(world: World) -> None:
    rows = firms(world, 3)

    def usual() -> np.ndarray:
        return np.array([2, 1, 0])

    assert order(world, by(Draw), rows, FIRM, usual).tolist() == [2, 1, 0]
    assert order(world, by(Call), rows, FIRM, usual).tolist() == [2, 1, 0]
    world.firms.roster.affinity[rows] = [0.2, 0.1, 0.3]
    assert order(world, by(Draw, allocation="first_come"), rows, FIRM, usual).tolist() == [1, 0, 2]
    world.firms.output.employees[rows] = [1.0, 3.0, 2.0]
    assert order(world, by(Call, ranking="firm.employees"), rows, FIRM, usual).tolist() == [1, 2, 0]


def test_those_with_more_come_behind_and_keep_their_order() -> None:
    assert behind(np.array([3, 1, 0, 2]), np.array([1, 0, 0, 1])).tolist() == [1, 2, 3, 0]
