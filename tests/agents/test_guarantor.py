"""The risk pool covers what it can pay for, pays its share of losses, and stops when it is empty."""

import numpy as np
import pytest

from simulation.agents.guarantor import WRITTEN_OFF, Cover, Guarantor
from simulation.agents.purse import Purse
from simulation.inputs.levers.guidance_funds import RiskCompensation
from simulation.world.firms import CREDIT
from simulation.world.ledger import FEN, BrokenBooksError
from simulation.world.world import World
from tests.levers.running import world_with

PURSE = "guidance_funds.risk_compensation"


@pytest.fixture
def world() -> World:
    """The small province in its first quarter, with 10 million yuan a year for the pool, all of it spendable."""
    world = world_with({PURSE: 1000.0}, quarters=1)
    world.p["budget_execution_share"] = 1.0
    world.p["compensation_default_rise"] = 0.25
    world.p["loan_life"] = 10.0
    return world


def guarantor_of(world: World, **settings: str) -> Guarantor:
    stated = RiskCompensation.model_validate({"budget": "1000万元", **settings})
    return Guarantor(world, world.chart.guarantors, Purse(PURSE, stated), stated.loss_share)


def covering(world: World, money: int) -> tuple[Guarantor, int]:
    """A guarantor with this money (fen) that covers one firm owing 100, all of it under cover."""
    guarantor = guarantor_of(world)
    world.ledger.pay(world.chart.outside, guarantor.account, np.array([money]))
    guarantor.paid_in[0] = money
    row = int(np.flatnonzero(world.firms.is_industrial)[0])
    world.firms.finance.debt[row] = 100.0
    one = np.array([100.0])
    identity = world.firms.roster.identity[[row]]
    guarantor.cover = Cover(np.array([row]), identity, np.array([0]), np.array([1.0]), one, one.copy())
    guarantor.is_covering = True
    return guarantor, row


def test_the_years_money_is_paid_in_once(world):
    guarantor = guarantor_of(world)
    guarantor.take_money()
    world.quarter = 1
    guarantor.take_money()
    assert guarantor.money == 1000 * FEN


def test_a_new_loan_of_a_covered_firm_comes_under_cover_and_old_ones_run_off(world):
    guarantor, row = covering(world, 1000 * FEN)
    world.firms.finance.debt[row] = 150.0
    assert guarantor.look_at_loans() == 0.0
    assert guarantor.cover.loans.tolist() == [150.0]
    guarantor.is_covering = False
    world.firms.finance.debt[row] = 200.0
    guarantor.look_at_loans()
    assert guarantor.cover.loans.tolist() == pytest.approx([135.0])


def test_a_covered_loan_written_off_costs_the_pool_its_share_raised_by_moral_hazard(world):
    guarantor, row = covering(world, 1000 * FEN)
    world.firms.finance.debt[row] = 0.0
    world.firms.finance.in_default[row] = True
    guarantor.pay_claims(guarantor.look_at_loans())
    # A tenth was repaid: 90 lost x 1.25 x 40 % = 45.
    assert guarantor.claims == 45 * FEN
    assert guarantor.money == 955 * FEN
    assert guarantor.look_at_loans() == 0.0
    guarantor.check()


def test_a_pool_pays_no_more_than_it_has(world):
    guarantor, row = covering(world, 10 * FEN)
    world.firms.finance.debt[row] = 0.0
    world.firms.finance.in_default[row] = True
    guarantor.pay_claims(guarantor.look_at_loans())
    assert (guarantor.claims, guarantor.money) == (10 * FEN, 0)


def test_covered_firms_borrow_more_easily_and_an_empty_pool_changes_nothing(world):
    world.quarter = 3
    guarantor, row = covering(world, 1000 * FEN)
    guarantor.affect()
    exponent = float(world.p.instrument_overlap_exponent)
    assert world.firms.channels.gain[CREDIT, row] == pytest.approx(0.05**exponent)
    world.firms.channels.gain[CREDIT] = 0.0
    world.ledger.pay(guarantor.account, world.chart.outside, np.array([1000 * FEN]))
    guarantor.affect()
    assert not world.firms.channels.gain[CREDIT].any()


def test_of_covered_firms_in_default_a_quarter_more_leave(world):
    guarantor, row = covering(world, 1000 * FEN)
    guarantor.affect()
    assert world.firms.channels.hazard[row] == 1.0
    world.firms.finance.in_default[row] = True
    guarantor.affect()
    assert world.firms.channels.hazard[row] == 1.25


def test_firms_are_registered_as_far_as_a_year_of_expected_claims_is_carried(world):
    guarantor = guarantor_of(world)
    guarantor.take_money()
    world.quarter = 4
    debt = float(world.firms.finance.debt[: world.used].sum())
    guarantor.written_off = [0.0, 0.0, 0.0, 0.0, 0.05 * debt]
    guarantor.register()
    line = float(world.p.loan_to_value * world.p.collateral_share) * 4.0 * world.firms.output.sales
    rows = guarantor.cover.rows
    assert len(rows) > 0
    assert float((0.4 * 0.05 * line[rows]).sum()) <= 1000.0
    assert guarantor.cover.expected == pytest.approx(0.4 * 0.05 * line[rows])
    world.quarter = 5
    guarantor.register()
    assert len(np.unique(guarantor.cover.rows)) == len(guarantor.cover.rows)


def test_money_registers_no_firm_in_its_first_four_quarters(world):
    guarantor = guarantor_of(world)
    for quarter in range(4):
        world.quarter = quarter
        world.loans.sums[WRITTEN_OFF] += 1.0
        guarantor.live()
        assert len(guarantor.cover.rows) == 0
    world.quarter = 4
    guarantor.live()
    assert len(guarantor.cover.rows) > 0


def test_after_its_end_the_pool_goes_back_to_the_treasury(world):
    guarantor = guarantor_of(world, end="2016Q1")
    guarantor.live()
    world.quarter = 1
    guarantor.live()
    assert guarantor.money == 0
    assert guarantor.given_back == 1000 * FEN


def test_a_fen_that_is_missing_breaks_the_books(world):
    guarantor, _ = covering(world, 1000 * FEN)
    guarantor.check()
    world.ledger.pay(guarantor.account, world.chart.outside, np.array([1]))
    with pytest.raises(BrokenBooksError, match="A5"):
        guarantor.check()
