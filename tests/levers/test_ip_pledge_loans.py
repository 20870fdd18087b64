"""Loans pledged on patents: what is in force, what a bank lends on it, what the loan does, and how it ends."""

import numpy as np
import pytest

from simulation.agents.tech_finance import banks
from simulation.agents.tech_finance.ip_pledge import IpPledgeLoans
from simulation.agents.tech_finance.patent_stock import can_pledge, patents_in_force, yearly_applications
from simulation.inputs.levers.technology_finance import IpPledgeSettings
from simulation.rules.finance import loan_chance
from simulation.world.firms import FILING, RD
from simulation.world.invariants import check_loans
from simulation.world.ledger import FEN
from tests.levers.finance_worlds import PROGRAMME, makers, refuse, rich_world, single
from tests.rules.numbers import by_hand

RICH = {"budget": "1亿元"}


def performers(world, count):
    """Makers with R&D so large that they hold patents, short of money since the last quarter."""
    rows = makers(world, count)
    world.firms.research.memory[rows] = 250.0
    world.firms.research.knowledge[rows] = 3000.0
    world.firms.research.patent_effect[rows] = 1.0
    refuse(world, rows, 100.0)
    return rows


def test_a_bank_judges_pledge_loans_as_any_other():
    world = rich_world(2)
    rows = makers(world, 30)
    output, scores, sector = world.firms.output, world.scores, world.firms.roster.sector[rows]
    size = (output.log_sales[rows] - scores.size_mean[sector]) / scores.size_sd[sector]
    age = (world.quarter - world.firms.roster.born[rows]) / 4.0
    z = banks.productivity_scores(world, rows)
    wanted = [by_hand(loan_chance)(*asked, 0.0, world.p) for asked in zip(size, z, age, strict=True)]
    assert banks.chances_of_loan(world, rows) == pytest.approx(wanted)


def test_patents_in_force_grow_with_research_and_luck_is_for_life():
    world = rich_world(2)
    rows = performers(world, 40)
    before = patents_in_force(world, rows)
    world.quarter = 9
    world.firms.research.memory[rows] *= 2.0
    after = patents_in_force(world, rows)
    assert all((later >= earlier).all() for earlier, later in zip(before, after, strict=True))
    assert after[1].sum() > before[1].sum() > 0
    world.firms.research.memory[rows] = 0.0
    assert not yearly_applications(world, rows).any()
    assert not can_pledge(patents_in_force(world, rows)).any()
    assert can_pledge((np.array([0, 0, 1]), np.array([2, 3, 0]))).tolist() == [False, True, True]


@pytest.fixture
def pledging():
    """A world in which some firms have just signed; all banks lend, and the lever has all its money."""
    world = rich_world(2, loan_acceptance_mean=1.0 - 1e-12, pledge_rd_per_loan=0.2, ip_service_value_effect=-0.1)
    single(world)
    rows = performers(world, 40)
    world.p["loan_life"] = 10.0
    lever = IpPledgeLoans(PROGRAMME, IpPledgeSettings.model_validate(RICH))
    lever.affect(world)
    lever.decide(world)
    assert 0 < len(lever.book.rows) <= len(rows)
    return world, lever


def test_a_pledge_loan_comes_a_quarter_later_and_the_province_pays_interest_and_valuation(pledging):
    world, lever = pledging
    rows, loan = lever.book.rows, lever.book.loan
    quarters = lever.book.ends - lever.book.begins
    assert set(quarters.tolist()) <= {4, 5, 6, 7, 8}
    subsidy = np.rint(0.5 * 0.05 * loan * quarters / 4.0 * FEN).astype(int)
    assert world.ledger.balance[world.chart.banks] == subsidy.sum()
    assert world.ledger.spent[0, 0, 0] == subsidy.sum() + 2 * FEN * len(rows)
    debt = world.firms.finance.debt[rows].copy()
    world.quarter = 2
    lever.decide(world)
    assert world.firms.finance.debt[rows] == pytest.approx(debt + loan)
    check_loans(world)


def test_a_pledge_loan_buys_research_in_its_first_year_and_filings_while_it_runs(pledging):
    world, lever = pledging
    channels, book = world.firms.channels, lever.book
    exponent = float(world.p.instrument_overlap_exponent)
    assert exponent == 1.0
    first = book.rows[:1]
    for age in range(9):
        world.quarter = 2 + age
        world.firms.finance.refused_at[:] = -1000
        world.firms.finance.funding[:] = 0.0
        single(world)
        channels.grant[:] = 0.0
        world.patent_value[:] = 1.0
        lever.decide(world)
        lever.affect(world)
        running = world.quarter < book.ends[0]
        assert channels.grant[first] == pytest.approx(0.2 * book.loan[0] / 4.0 if age < 4 else 0.0)
        assert channels.gain[FILING, first] == pytest.approx(0.03 * min(1.0, (age + 1) / 4) if running else 0.0)
        assert world.patent_value[first] == pytest.approx(0.95 if running else 1.0)


def test_when_research_per_loan_is_negative_research_falls_and_never_below_zero(pledging):
    world, lever = pledging
    world.p["pledge_rd_per_loan"] = -0.1
    rows = lever.book.rows[:2]
    world.firms.research.spending[rows] = (10.0, 0.0)
    lever.research(world, rows, np.array([25.0, 25.0]))
    assert world.firms.channels.loss[RD, rows] == pytest.approx([0.25, 0.0])
    assert not world.firms.channels.grant.any()


def test_a_loan_that_is_due_is_repaid_as_far_as_there_is_cash(pledging):
    world, lever = pledging
    row, loan = lever.book.rows[0], float(lever.book.loan[0])
    ends, begins = int(lever.book.ends[0]), int(lever.book.begins[0])
    world.quarter = begins
    lever.settle(world)
    finance = world.firms.finance
    finance.debt[row], finance.cash[row] = 500.0, 3.0
    owed = loan * 0.9 ** (ends - begins)
    assert owed > 3.0
    world.quarter = ends
    lever.settle(world)
    assert finance.cash[row] == 0.0
    assert finance.debt[row] == 497.0
