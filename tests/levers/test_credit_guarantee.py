"""Credit guarantees: capital, whom guarantors choose, what a loan does, who bears a loss, and books that close."""

import numpy as np
import pytest

from simulation.agents.tech_finance.city_guarantor import CityGuarantor, choose
from simulation.agents.tech_finance.guarantee import CreditGuarantee
from simulation.inputs.levers.technology_finance import CreditGuaranteeSettings, Settings
from simulation.phases.finance import LOANS_MADE, LOANS_WRITTEN_OFF
from simulation.world.firms import PRODUCTIVITY, RD
from simulation.world.invariants import check_loans
from simulation.world.ledger import FEN, BrokenBooksError
from tests.levers.finance_worlds import PROGRAMME, makers, one_city, refuse, rich_world, spent
from tests.levers.running import live, started

NEVER_FAILS = {"guarantee_default_rise": 0.0, "guarantee_leverage": 1.0, "guarantee_selection": 0.0, "loan_life": 10.0}


def programme(world, budget=10_000.0, **settings):
    """The instrument with all the purse of the year, each city with a guarantor."""
    stated = CreditGuaranteeSettings.model_validate({"budget": f"{budget:g}万元", **settings})
    lever = CreditGuarantee(PROGRAMME, stated)
    lever.guarantors = [CityGuarantor(world, city) for city in range(len(world.ground.cities.name))]
    return lever


def guaranteed(count=2, missing=50.0, **settings):
    """A world in its second quarter in which so many refused firms of one city have just got a guarantee."""
    world = rich_world(2, **NEVER_FAILS)
    rows = makers(world, 200)
    city = int(world.towns.place.city[world.firms.roster.town[rows[0]]])
    rows = rows[world.towns.place.city[world.firms.roster.town[rows]] == city][:count]
    one_city(world, city)
    refuse(world, rows, missing)
    lever = programme(world, **settings)
    world.p["guarantee_selection"] = -100.0  # everyone is better than aimed at,
    lever.guarantors[city].lean = -1e6  # and all chosen so far were far worse
    lever.decide(world)
    return world, lever, lever.guarantors[city]


def test_the_mean_of_the_chosen_stays_where_the_guarantor_aims():
    score = np.array([0.4, -0.3, 0.2, -0.5, 0.1])
    chosen, lean = choose(score, np.ones(5), np.arange(5.0), 10.0, 0.0)
    # a stronger one (0.4), two weaker ones (0.1, then -0.4), two stronger ones (-0.2, then -0.1)
    assert chosen.tolist() == [0, 1, 2, 3, 4]
    assert lean == pytest.approx(-0.1)


def test_nobody_is_chosen_who_would_pull_the_mean_further_away():
    chosen, lean = choose(np.array([-0.2, -0.1, 0.3]), np.ones(3), np.arange(3.0), 10.0, -0.5)
    assert chosen.tolist() == [2]
    assert lean == pytest.approx(-0.2)


def test_a_loan_that_does_not_fit_is_passed_over_for_the_next():
    chosen, _ = choose(np.array([0.0, 0.0, 0.0]), np.array([3.0, 8.0, 2.0]), np.arange(3.0), 6.0, 0.0)
    assert chosen.tolist() == [0, 2]


def test_capital_is_paid_in_by_gdp_once_a_year_less_a_tenth_that_is_kept_for_losses():
    world = rich_world(1)
    cities = world.towns.place.city
    first, second = np.unique(cities[world.towns.status.certified])[:2]
    town_of = {city: np.flatnonzero((cities == city) & world.towns.status.certified)[0] for city in (first, second)}
    world.history.gdp[:] = 0.0
    world.history.gdp[town_of[first]], world.history.gdp[town_of[second]] = 300.0, 100.0
    lever = programme(world)
    lever.decide(world)
    assert [lever.guarantors[city].money for city in (first, second)] == [6750 * FEN, 2250 * FEN]
    assert sum(guarantor.money for guarantor in lever.guarantors) == 9000 * FEN
    world.quarter = 1
    lever.decide(world)
    assert spent(world)["province"] == 9000.0


def test_the_loan_comes_a_quarter_later_less_the_fee_and_enters_the_books_of_the_banks():
    world, lever, guarantor = guaranteed(count=1, missing=50.0)
    row = lever.book.rows[0]
    finance = world.firms.finance
    cash, debt, made = float(finance.cash[row]), float(finance.debt[row]), float(world.loans.sums[LOANS_MADE])
    lever.affect(world)
    assert (world.firms.channels.hazard == 1.0).all()
    world.quarter = 2
    lever.decide(world)
    assert finance.cash[row] == pytest.approx(cash + 50.0 - 1.0)
    assert finance.debt[row] == pytest.approx(debt + 50.0)
    assert world.loans.sums[LOANS_MADE] == pytest.approx(made + 50.0)
    check_loans(world)
    assert guarantor.fees == 1 * FEN
    assert guarantor.money == 9001 * FEN
    assert spent(world)["private"] == 1.0


def test_no_guarantee_exceeds_a_tenth_of_the_capital_or_the_cap_of_the_scenario():
    _, lever, _ = guaranteed(count=1, missing=2000.0)
    assert lever.book.owed.tolist() == [900.0]
    _, lever, _ = guaranteed(count=1, missing=100.0, cap="30万元")
    assert lever.book.owed.tolist() == [30.0]


def test_what_is_guaranteed_stays_within_leverage_times_capital():
    world, lever, guarantor = guaranteed(count=30, missing=2000.0)
    assert len(lever.book.rows) == 10
    assert lever.book.owed.sum() <= float(world.p.guarantee_leverage) * guarantor.capital


def test_only_small_firms_refused_in_the_last_quarter_may_ask():
    world = rich_world(2, **NEVER_FAILS)
    rows = makers(world, 4)
    lever = programme(world)
    lever.take_capital(world)
    refuse(world, rows, 40.0)
    world.firms.finance.refused_at[rows[1]] = world.quarter - 2
    world.firms.output.sales[rows[2]] = 10_000.0  # 4 亿元 a year
    world.firms.titles.banned_until[rows[3]] = 8
    asking, loans = lever.asking(world)
    assert asking.tolist() == [rows[0]]
    assert loans.tolist() == [40.0]


def test_a_firm_that_gains_less_than_fee_and_form_does_not_ask():
    world = rich_world(2, **NEVER_FAILS)
    rows = makers(world, 2)
    lever = programme(world)
    lever.take_capital(world)
    refuse(world, rows, 40.0)
    world.firms.roster.belief[rows[0]] = 0.001
    assert lever.asking(world)[0].tolist() == [rows[1]]


def test_while_guaranteed_a_firm_leaves_less_and_nothing_else_changes():
    world, lever, _ = guaranteed(count=1)
    world.p["guarantee_exit_hazard_ratio"] = 0.8
    world.quarter = 2
    lever.decide(world)
    lever.affect(world)
    row = lever.book.rows[0]
    assert world.firms.channels.hazard[row] == 0.8
    assert (np.delete(world.firms.channels.hazard, row) == 1.0).all()
    for channel in (RD, PRODUCTIVITY):
        assert not world.firms.channels.gain[channel].any()
    assert not world.firms.channels.grant.any()


def test_a_guarantee_ends_after_eight_quarters():
    world, lever, _ = guaranteed(count=1)
    for quarter in range(2, 10):
        world.quarter = quarter
        lever.settle(world)
        assert len(lever.book.rows) == 1
    assert lever.book.owed[0] == pytest.approx(50.0 * 0.9**7)
    world.quarter = 10
    lever.settle(world)
    assert len(lever.book.rows) == 0


def test_a_lost_loan_is_written_off_claimed_shared_by_the_province_and_partly_recovered():
    world, lever, guarantor = guaranteed(count=1, missing=50.0)
    row, finance = lever.book.rows[0], world.firms.finance
    world.quarter = 2
    lever.decide(world)
    lever.book.risk[:] = 1.0
    debt, off = float(finance.debt[row]), float(world.loans.sums[LOANS_WRITTEN_OFF])
    world.quarter = 3
    lever.decide(world)
    # 45 of 50 are still owed; 40 % of the claim is reinsured, half of that paid by the province
    assert finance.debt[row] == pytest.approx(debt - 45.0)
    assert world.loans.sums[LOANS_WRITTEN_OFF] == pytest.approx(off + 45.0)
    check_loans(world)
    assert guarantor.claims == 45 * FEN
    assert guarantor.reinsured == 9 * FEN
    assert guarantor.money == (9000 + 1 - 45 + 9) * FEN
    lever.affect(world)
    assert world.firms.channels.hazard[row] == float(world.p.default_exit_factor)
    (coming,) = guarantor.coming.values()
    assert 0 <= coming <= 0.6 * 45 * FEN
    before = guarantor.money
    world.quarter = 7
    lever.settle(world)
    assert guarantor.money == before + coming
    assert guarantor.recovered == coming


def test_a_firm_in_default_is_a_claim_and_one_that_only_dropped_below_the_threshold_is_none():
    for share_of_drops, claims in ((0.0, 45 * FEN), (1.0, 0)):
        world, lever, guarantor = guaranteed(count=1)
        world.p["exit_drop_share"] = share_of_drops
        world.quarter = 2
        lever.decide(world)
        world.firms.roster.above_scale[lever.book.rows] = False
        world.quarter = 3
        lever.decide(world)
        assert guarantor.claims == claims
        assert len(lever.book.rows) == 0
    world, lever, guarantor = guaranteed(count=1)
    world.quarter = 2
    lever.decide(world)
    world.firms.finance.in_default[lever.book.rows] = True
    world.firms.finance.debt[lever.book.rows] = 0.0
    world.quarter = 3
    lever.decide(world)
    assert guarantor.claims == 45 * FEN


def test_claims_stop_where_the_capital_does():
    world = rich_world(1)
    guarantor = CityGuarantor(world, 0)
    world.ledger.pay(world.chart.outside, guarantor.account, np.array([10 * FEN]))
    guarantor.paid_in = 10 * FEN
    assert guarantor.pay_claim(25.0, 0.5) == 10 * FEN
    assert guarantor.money == 0
    guarantor.check()
    world.quarter = 4
    guarantor.recover()
    assert guarantor.money == 3 * FEN
    guarantor.check()


def test_a_fen_that_is_missing_breaks_the_books():
    world, _, guarantor = guaranteed(count=1)
    world.ledger.pay(guarantor.account, world.chart.outside, np.array([1]))
    with pytest.raises(BrokenBooksError, match="A5"):
        guarantor.check()


def test_default_rises_with_the_share_of_those_who_ask_that_is_served():
    world = rich_world(1, guarantee_default_rise=0.02)
    lever = programme(world)
    assert [lever.risk(world, served) for served in (0.0, 0.5, 1.0)] == pytest.approx([0.01, 0.02, 0.03])


def test_over_five_years_the_books_close_and_the_chosen_are_as_productive_as_aimed_at():
    settings = Settings.model_validate({"credit_guarantee": {"budget": "2000万元"}})
    world, (lever,) = started(2, technology_finance=settings)
    (part,) = lever.parts
    served = 0
    for _ in range(20):
        world.step()
        served = max(served, len(part.book.rows))
        for guarantor in part.guarantors:
            guarantor.check()
            assert abs(guarantor.lean) < 5.0
    assert served > 20
    money = sum(guarantor.money for guarantor in part.guarantors)
    came = sum(each.paid_in + each.reinsured + each.fees + each.recovered for each in part.guarantors)
    assert money == came - sum(each.claims for each in part.guarantors)
    ledger = world.ledger
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert sum(each.paid_in + each.reinsured for each in part.guarantors) == ledger.spent[0, 0].sum()
    assert sum(each.fees for each in part.guarantors) == ledger.spent[0, 3].sum()


def test_after_its_end_capital_goes_back_when_the_last_guarantee_is_over():
    settings = Settings.model_validate({"credit_guarantee": {"budget": "2000万元", "end": "2016Q4"}})
    world, (lever,) = live(20, 2, technology_finance=settings)
    (part,) = lever.parts
    assert len(part.book.rows) == 0
    assert sum(guarantor.given_back for guarantor in part.guarantors) > 0
    assert all(guarantor.money == 0 for guarantor in part.guarantors)
    assert (world.ledger.spent[0, 0, 1:] == 0).all()
