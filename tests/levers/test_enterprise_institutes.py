"""Enterprise institutes: leading firms, half and half, a year of delay, five researchers, a look after three years."""

import numpy as np
import pytest

from simulation.agents.rd_institutes.enterprise_institute import EnterpriseInstitute, leading_firms
from simulation.inputs.levers.rd_institutes import EnterpriseInstituteSettings, Settings
from simulation.world.firms import RD
from simulation.world.ledger import FEN
from tests.levers.running import live, started
from tests.worked_examples.wealth import wealthy

PURSE = "rd_institutes.enterprise_institute"
CALL = 1


def settings(**more: object) -> EnterpriseInstituteSettings:
    return EnterpriseInstituteSettings.model_validate({"budget": "1000万元", **more})


@pytest.fixture(scope="module")
def whole_plan():
    """The small province after five years, in a draw in which institutes move R&D."""
    return live(draw=2, rd_institutes=Settings(enterprise_institute=settings()))


def calling(money: float = 10_000.0):
    """The second quarter, with money for every firm that asks; all firms expect much and hold cash."""
    world = wealthy(PURSE, money, quarters=CALL + 1)
    used = world.used
    world.firms.roster.belief[:used] = 1000.0
    world.firms.finance.cash[:used] = 1000.0
    world.firms.research.reported[:used] = world.firms.research.spending[:used]
    return world, EnterpriseInstitute(PURSE, settings())


def test_the_top_tenth_by_sales_of_the_industrial_firms_of_certified_towns_leads():
    world, _ = calling()
    firms, leading = world.firms, leading_firms(world)
    counted = firms.is_industrial & world.towns.status.certified[firms.roster.town]
    assert leading.sum() == int(0.1 * counted.sum())
    sales = firms.output.sales[: world.used]
    assert not leading[~counted[: world.used]].any()
    assert sales[leading].min() >= sales[counted[: world.used] & ~leading].max()


def test_only_leading_firms_that_spend_two_per_cent_of_sales_on_rd_are_certified_and_never_twice():
    world, part = calling()
    part.decide(world)
    rows = part.certified.rows
    firms = world.firms
    able = leading_firms(world) & firms.research.performs[: world.used]
    able &= firms.research.reported[: world.used] >= 0.02 * firms.output.sales[: world.used]
    assert set(rows.tolist()) == set(np.flatnonzero(able).tolist())
    part.decide(world)
    assert len(part.certified.rows) == len(set(part.certified.rows.tolist())) == len(rows)


def test_province_and_firm_pay_one_hundred_each_and_the_money_limits_the_number():
    world, part = calling(money=350.0)
    cash = world.firms.finance.cash.copy()
    part.decide(world)
    rows = part.certified.rows
    assert len(rows) == 3
    assert world.ledger.spent[0, :, 0].tolist() == [300 * FEN, 0, 0, 300 * FEN]
    assert (cash[rows] - world.firms.finance.cash[rows]).tolist() == [100.0] * 3
    assert world.ledger.balance[world.chart.tills : world.chart.platforms].sum() == 0


def test_a_cap_makes_a_smaller_institute():
    world, part = calling()
    part.settings = settings(cap="80万元")
    part.decide(world)
    count = len(part.certified.rows)
    assert world.ledger.spent[0, :, 0].tolist() == [80 * FEN * count, 0, 0, 80 * FEN * count]


def test_a_firm_that_expects_nothing_or_has_no_cash_does_not_apply():
    for column, value in (("belief", 0.0), ("cash", 99.0)):
        world, part = calling()
        group = world.firms.roster if column == "belief" else world.firms.finance
        getattr(group, column)[: world.used] = value
        part.decide(world)
        assert len(part.certified.rows) == 0


def test_an_institute_counts_as_one_more_centre_at_once_and_covers_its_firm_once():
    world, part = calling()
    before = world.firms.research.centre.copy()
    covered = world.firms.research.institution.copy()
    part.decide(world)
    rows = part.certified.rows
    assert (world.firms.research.centre[rows] - before[rows] == 1).all()
    assert world.firms.research.institution[rows].all()
    bare = set(world.firms.roster.identity[rows[~covered[rows]]].tolist())
    assert part.alone == bare


def test_rd_and_researchers_come_after_a_year_and_grow_over_another():
    world, part = calling()
    world.p["enterprise_institute_rd_effect"] = 0.1
    part.decide(world)
    rows, exponent = part.certified.rows, float(world.p.instrument_overlap_exponent)
    rise, staff = [], []
    for quarter in range(CALL, CALL + 10):
        world.quarter = quarter
        world.firms.channels.gain[:] = 0.0
        world.towns.tally.added_staff[:] = 0.0
        part.affect(world)
        rise.append(float(world.firms.channels.gain[RD, rows[0]] ** (1.0 / exponent)))
        staff.append(float(world.towns.tally.added_staff.sum()) / len(rows))
    assert rise == pytest.approx([0.0] * 4 + [0.025, 0.05, 0.075, 0.1, 0.1, 0.1])
    assert staff == pytest.approx([0.0] * 4 + [1.25, 2.5, 3.75, 5.0, 5.0, 5.0])


def test_after_three_years_a_firm_below_two_per_cent_loses_what_the_certificate_brought():
    world, part = calling()
    research = world.firms.research
    before, covered = research.centre.copy(), research.institution.copy()
    part.decide(world)
    rows = part.certified.rows.copy()
    research.reported[rows[:4]] = 0.0
    for quarter in (CALL + 11, CALL + 12):
        held = len(part.certified.rows)
        world.quarter = quarter
        part.recheck(world)
        assert held - len(part.certified.rows) == (4 if quarter == CALL + 12 else 0)
    assert research.centre[rows[:4]].tolist() == before[rows[:4]].tolist()
    assert research.institution[rows[:4]].tolist() == covered[rows[:4]].tolist()
    assert research.institution[rows[4:]].all()


def test_every_yuan_is_spent_or_returned(whole_plan):
    world, levers = whole_plan
    ledger = world.ledger
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert (ledger.spent[:, 0] <= float(world.p.budget_execution_share) * ledger.appropriated).all()
    province, firms = ledger.spent[0, 0].sum(), ledger.spent[0, 3].sum()
    assert firms == pytest.approx(province, abs=100)  # of an odd fen the province pays the half
    assert province > 0
    assert not ledger.balance[world.chart.tills : world.chart.platforms].any()
    assert len(levers[0].parts[0].certified.rows) > 0


def test_before_its_start_and_after_its_end_no_money_is_taken():
    world, _ = live(draw=2, rd_institutes=Settings(enterprise_institute=settings(start="2017Q2", end="2018Q4")))
    spent = world.ledger.spent[0, 0]
    assert spent[[0, 3, 4]].tolist() == [0, 0, 0]
    assert (spent[[1, 2]] > 0).all()


def test_an_instrument_without_money_is_off():
    _, levers = started(rd_institutes=Settings(enterprise_institute=settings(budget={2016: "0元"})))
    assert not levers or not levers[0].parts
