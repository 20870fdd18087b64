"""The co-funding rule: nobody builds without its share, nobody pays for it, and match is missing elsewhere."""

import numpy as np
import pytest

from simulation.inputs.levers import co_funding, innovation_platforms
from simulation.levers.co_funding import crowded_out, match_paid
from simulation.world.ledger import FEN
from tests.levers.running import started
from tests.small_province import small_province, with_levers

LAST_QUARTER = 3


def rule(**more: object) -> co_funding.Settings:
    return co_funding.Settings.model_validate(more)


def platforms(money: str = "1亿元") -> innovation_platforms.Settings:
    return innovation_platforms.Settings.model_validate({"collaborative_platform": {"budget": {2016: money}}})


def builders(levers) -> set[int]:
    (part,) = levers[-1].parts
    return set(part.rows.tolist())


def live(world, quarters: int) -> None:
    for _ in range(quarters):
        world.step()


def test_the_rule_needs_no_money_and_is_on_only_where_anything_else_has_some():
    alone = with_levers(small_province(0), co_funding=rule()).study.scenario
    assert alone.switched_on == ()
    beside = with_levers(small_province(0), co_funding=rule(), innovation_platforms=platforms()).study.scenario
    assert beside.switched_on == ("co_funding", "innovation_platforms")


def test_only_towns_that_find_their_share_build_under_the_rule_and_others_build_without_it():
    free, levers = started(innovation_platforms=platforms())
    bound, bound_levers = started(co_funding=rule(), innovation_platforms=platforms())
    live(free, 1)
    live(bound, 1)
    assert builders(bound_levers)
    assert all(bound.town_match[town] for town in builders(bound_levers))
    assert any(not free.town_match[town] for town in builders(levers))


def test_without_the_rule_the_province_pays_the_part_that_is_not_found():
    """Forty per cent where a town pays thirty, seventy where it does not find them."""
    free, levers = started(innovation_platforms=platforms())
    live(free, 1)
    towns = sorted(builders(levers))
    unpaid = np.count_nonzero(~free.town_match[towns])
    (province, city, town, private) = free.ledger.spent[0, :, 0] / free.ledger.spent[0, :, 0].sum()
    assert province == pytest.approx(0.4 + 0.3 * unpaid / len(towns), abs=1e-6)
    assert city + town == pytest.approx(0.3 - 0.3 * unpaid / len(towns), abs=1e-6)
    assert private == pytest.approx(0.3, abs=1e-6)


def test_under_the_rule_the_province_never_pays_more_than_its_share():
    bound, _ = started(co_funding=rule(), innovation_platforms=platforms())
    live(bound, 4)
    spent = bound.ledger.spent[1, :, 0]
    assert spent[0] == pytest.approx(0.4 * spent.sum(), abs=10)
    assert not bound.ledger.spent[0].any()


def test_match_beyond_a_fifth_of_the_science_budget_takes_the_place_of_other_spending():
    paid, budget = np.array([0.0, 20.0, 30.0, 100.0]), np.full(4, 100.0)
    assert crowded_out(paid, budget).tolist() == [0.0, 0.0, 10.0, 80.0]


def test_capital_spending_of_the_year_falls_by_the_excess_in_the_last_quarter_and_never_below_nothing():
    bound, levers = started(co_funding=rule(), innovation_platforms=platforms())
    live(bound, LAST_QUARTER)
    before = bound.towns.tally.capital_year.copy()
    rows = sorted(builders(levers))
    assert (before[rows] > 0.0).all()
    live(bound, 1)
    paid, budget = match_paid(bound), bound.town_budget
    excess = np.maximum(0.0, paid - 0.2 * budget)
    assert (excess[rows] > 0.0).any()
    assert bound.towns.tally.capital_year == pytest.approx(np.maximum(0.0, before - excess))


def test_what_towns_paid_is_what_the_ledger_says_they_paid():
    bound, _ = started(co_funding=rule(), innovation_platforms=platforms())
    live(bound, 4)
    assert round(match_paid(bound).sum() * FEN) == bound.ledger.spent[:, 2, 0].sum()


def test_nothing_is_crowded_out_where_the_rule_is_not_in_force():
    free, _ = started(innovation_platforms=platforms())
    ended, _ = started(co_funding=rule(end="2016Q3"), innovation_platforms=platforms())
    live(free, LAST_QUARTER)
    before = free.towns.tally.capital_year.copy()
    live(free, 1)
    assert (free.towns.tally.capital_year == before).all()
    live(ended, LAST_QUARTER)
    before = ended.towns.tally.capital_year.copy()
    live(ended, 1)
    assert (ended.towns.tally.capital_year == before).all()


def test_the_rule_binds_nobody_where_nobody_is_meant():
    nobody = rule(eligible="town.gdp > 100000亿元")
    free, levers = started(innovation_platforms=platforms())
    unbound, other = started(co_funding=nobody, innovation_platforms=platforms())
    live(free, 4)
    live(unbound, 4)
    assert builders(levers) == builders(other)
    assert unbound.safeguards.match_rule is False


def test_money_given_to_a_rule_goes_back_unspent():
    world, _ = started(co_funding=rule(budget="100万元"), innovation_platforms=platforms())
    live(world, 4)
    assert world.ledger.returned[0, 0] == world.ledger.appropriated[0, 0] == 100 * FEN
