"""Makerspaces, shared instruments and help with patents: who gets them, who pays, what they do and until when."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.agents.services.ip_services import IpServices, gap_to_seller, usual_filings
from simulation.agents.services.makerspaces import Makerspaces, entrants_added
from simulation.agents.services.shared_instruments import SharedInstruments, nearest_with_hours
from simulation.inputs.levers.innovation_services import (
    IpServicesSettings,
    MakerspaceSettings,
    Settings,
    SharedInstrumentsSettings,
)
from simulation.world.firms import FILING, PRODUCTIVITY
from simulation.world.ledger import FEN
from tests.levers.running import live, started, world_with
from tests.oracle import package
from tests.oracle.running import both_live
from tests.small_province import small_province, with_levers

MONEY = {"makerspaces": "250万元", "shared_instruments": "80万元", "ip_services": "150万元"}
DRAW = 2
"""A draw in which all three have an effect."""
TOWN_CALL, FIRM_CALL = 0, 1


def settings(*names: str, **stated: dict[str, object]) -> Settings:
    return Settings.model_validate({name: {"budget": MONEY[name]} | stated.get(name, {}) for name in names})


def rich(purse: str, money: float, call: int):
    """A world in its first or second quarter at prices of 2015 whose towns and firms hold plenty."""
    world = world_with({purse: money}, call + 1)
    towns = world.chart.towns + np.arange(world.towns.count)
    world.ledger.pay(world.chart.outside, towns, np.full(len(towns), 10_000 * FEN))
    world.p["budget_execution_share"] = 1.0
    world.macro.deflator[:] = 1.0
    world.firms.finance.cash[:] = 1e4
    world.town_match[:] = True
    return world


def makerspaces(money: float = 100.0, **stated):
    world = rich("makerspaces", money, TOWN_CALL)
    part = Makerspaces("makerspaces", MakerspaceSettings.model_validate({"budget": "1亿元"} | stated))
    part.decide(world)
    return world, part


def instruments(money: float = 20.0, **stated):
    world = rich("shared_instruments", money, FIRM_CALL)
    part = SharedInstruments(
        "shared_instruments", SharedInstrumentsSettings.model_validate({"budget": "1亿元"} | stated)
    )
    part.decide(world)
    return world, part


def ip_services(money: float = 50.0, **stated):
    world = rich("ip_services", money, FIRM_CALL)
    part = IpServices("ip_services", IpServicesSettings.model_validate({"budget": "1亿元"} | stated))
    part.decide(world)
    return world, part


@pytest.fixture(scope="module")
def whole_plan():
    """All three after five years."""
    return live(draw=DRAW, innovation_services=settings(*MONEY))


def test_settings_are_closed():
    with pytest.raises(ValidationError, match="Extra inputs"):
        settings("makerspaces", makerspaces={"cost": "150万元"})


def test_a_makerspace_of_150_is_paid_thirty_forty_thirty_and_counts_as_capital_spending():
    world, part = makerspaces(money=100.0)
    assert len(part.rows) == 2  # 45 of the province each
    assert world.ledger.spent[0, [0, 3], 0].tolist() == [90 * FEN, 90 * FEN]
    assert world.ledger.spent[0, 1:3, 0].sum() == 120 * FEN
    assert world.towns.tally.capital_year[part.rows].tolist() == [105.0, 105.0]


def test_a_town_opens_one_makerspace_and_no_second():
    world, part = makerspaces(money=1e5)
    assert sorted(part.rows.tolist()) == np.flatnonzero(world.towns.status.certified).tolist()
    world.quarter = 4
    world.ledger.appropriate(0, 1, 1e5)
    part.decide(world)
    assert len(part.rows) == world.towns.status.certified.sum()


def test_entry_rises_from_the_fourth_quarter_over_a_year_and_entrants_are_weaker_in_proportion():
    world, part = makerspaces()
    world.p["makerspace_entry_effect"] = 0.05
    world.towns.status.incubators[:] = 0
    rises = []
    for quarter in range(8):
        world.quarter = quarter
        world.entry_effect[:], world.entry_quality[:] = 0.0, 0.0
        part.affect(world)
        rises.append(float(world.entry_effect[part.rows[0]]))
        weaker = world.entry_quality[part.rows]
        assert weaker == pytest.approx(-0.1 * rises[-1] / (1.0 + rises[-1]))
        assert np.count_nonzero(world.entry_effect) in (0, len(part.rows))
    assert rises == pytest.approx([0.0, 0.0, 0.0, 0.0125, 0.025, 0.0375, 0.05, 0.05])


def test_a_makerspace_shares_its_entrants_with_the_incubators_of_the_town():
    extra, weaker = entrants_added(np.array([0.06, 0.06, 0.06]), np.array([0, 1, 2]), 0.1)
    assert extra == pytest.approx([0.06, 0.03, 0.02])
    assert weaker == pytest.approx([0.1 * 0.06 / 1.06, 0.1 * 0.03 / 1.03, 0.1 * 0.02 / 1.02])


def test_the_province_gives_back_two_fifths_of_a_fee_of_five_and_the_institute_earns_it_all():
    world, part = instruments(money=20.0)
    rows = part.users.rows
    assert len(rows) == 10  # 2 each
    assert world.ledger.spent[0, :, 0].tolist() == [20 * FEN, 0, 0, 30 * FEN]
    chart = world.chart
    assert world.ledger.balance[chart.institutes : chart.funds].sum() == 50 * FEN
    assert world.firms.finance.cash[rows] == pytest.approx(np.full(10, 1e4 - 3.0))


def test_a_cap_lowers_what_comes_back_and_the_firm_pays_the_rest():
    world, part = instruments(money=20.0, cap="1万元")
    count = len(part.users.rows)
    assert count == 20
    assert world.ledger.spent[0, :, 0].tolist() == [20 * FEN, 0, 0, 80 * FEN]


def test_users_do_research_near_an_institute_and_expect_to_save_more_than_they_pay():
    world, part = instruments(money=1e4)
    firms, rows = world.firms, part.users.rows
    assert firms.research.performs[rows].all()
    saved = world.beliefs["shared_instrument_cost_cut"] * 4.0 * firms.research.spending[rows]
    assert (firms.roster.belief[rows] * saved > 3.0 + world.p.application_cost).all()
    world.reach = world.reach._replace(distance=world.reach.distance + 100.0)  # everything is now too far
    assert len(part.applicants(world, 5.0, part.shares(5.0))) == 0


def test_the_nearest_institute_with_hours_serves_a_firm_until_places_run_out():
    distance = np.array([[10.0, 20.0, 200.0], [30.0, 5.0, 10.0]])
    towns = np.array([0, 0, 0, 1, 1, 0, 1])
    assert nearest_with_hours(towns, distance, 100.0, (2, 99)).tolist() == [0, 0, 1, 1, 2, -1, 2]
    assert nearest_with_hours(towns, distance, 100.0, (2, 3)).tolist() == [0, 0, 1, -1, -1, -1, -1]


def test_an_institute_has_no_more_than_forty_users_a_year():
    world, part = instruments(money=1e4)
    chart = world.chart
    earned = world.ledger.balance[chart.institutes : chart.funds]
    assert earned.max() <= 40 * 5 * FEN
    assert len(part.users.rows) * 5 * FEN == earned.sum()


def test_research_is_cheaper_from_the_next_quarter_for_a_year_and_stays_so_for_who_comes_back():
    world, part = instruments(money=20.0)
    world.p["shared_instrument_cost_cut"] = 0.04
    stays, leaves = int(part.users.rows[0]), int(part.users.rows[1])
    costs = {stays: [], leaves: []}
    for quarter in range(FIRM_CALL, FIRM_CALL + 10):
        world.quarter = quarter
        if quarter == FIRM_CALL + 4:
            part.users.serve(world, np.array([stays]), 1.0)
        world.firms.channels.user_cost[:] = 1.0
        part.affect(world)
        for row, heard in costs.items():
            heard.append(float(world.firms.channels.user_cost[row]))
    assert costs[leaves] == pytest.approx([1.0, 0.99, 0.98, 0.97, 0.96] + [1.0] * 5)
    assert costs[stays] == pytest.approx([1.0, 0.99, 0.98, 0.97] + [0.96] * 5 + [1.0])


def test_first_come_serves_those_closest_to_services():
    world, part = instruments(money=20.0, allocation="first_come")
    affinity = world.firms.roster.affinity
    wanting = part.applicants(world, 5.0, part.shares(5.0))
    others = np.setdiff1d(wanting, part.users.rows)
    assert affinity[part.users.rows].max() < affinity[others].min()


def test_support_for_usual_filings_is_paid_half_and_half_and_is_cash_of_the_firm():
    world, part = ip_services(money=50.0)
    rows = part.users.rows
    paid = world.firms.finance.cash[rows] - 1e4
    assert paid == pytest.approx(0.2 * usual_filings(world, rows), abs=1e-6)
    province, city, town, private = world.ledger.spent[0, :, 0]
    assert province == pytest.approx(city + town, abs=len(rows))
    assert (province + city + town) / FEN == pytest.approx(paid.sum())
    assert private == 0
    assert province <= 50 * FEN


def test_a_cap_limits_what_one_firm_gets():
    world, part = ip_services(money=50.0, cap="3万元")
    assert (world.firms.finance.cash[part.users.rows] - 1e4 <= 3.0 + 1e-6).all()


def test_only_performers_with_many_filings_apply_and_those_closest_to_services_come_first():
    world, part = ip_services(money=1e6)
    rows, roster = part.users.rows, world.firms.roster
    assert world.firms.research.performs[rows].all()
    assert (roster.belief[rows] * 0.2 * usual_filings(world, rows) > world.p.application_cost).all()
    few, some = ip_services(money=20.0)
    others = np.setdiff1d(rows, some.users.rows)
    assert few.firms.roster.affinity[some.users.rows].max() < roster.affinity[others].min()


def test_usual_filings_are_what_firms_file_on_average():
    """A quarter's applications over a fourth of the usual ones, all firms that know something, four draws together."""
    expected = filed = 0.0
    for draw in range(4):
        world, _ = started(draw)
        for _ in range(5):
            world.step()
        known = np.flatnonzero((world.firms.research.knowledge > 0.0) & world.firms.is_industrial)
        expected += usual_filings(world, known).sum() / 4.0
        filed -= world.towns.tally.applications_year.sum()
        world.step()
        filed += world.towns.tally.applications_year.sum()
    assert expected == pytest.approx(filed, rel=0.05)


def test_users_file_more_patents_of_less_value_two_quarters_later_and_for_a_year():
    world, part = ip_services(money=50.0)
    world.p["ip_service_filing_effect"], world.p["ip_service_value_effect"] = 0.1, -0.04
    world.p["instrument_overlap_exponent"] = 1.0
    more, worth = [], []
    for quarter in range(FIRM_CALL, FIRM_CALL + 8):
        world.quarter = quarter
        world.firms.channels.gain[:], world.patent_value[:] = 0.0, 1.0
        part.affect(world)
        more.append(float(world.firms.channels.gain[FILING].max()))
        worth.append(float(world.patent_value.min()))
    assert more == pytest.approx([0.0, 0.0, 0.025, 0.05, 0.075, 0.1, 0.0, 0.0])
    assert worth == pytest.approx([1.0, 1.0, 0.99, 0.98, 0.97, 0.96, 1.0, 1.0])


def test_a_buyer_of_technology_closes_a_twentieth_of_the_gap_to_a_better_firm_of_its_sector_for_good():
    world, part = ip_services(money=50.0)
    firms = world.firms
    row = int(part.users.rows[0])
    level = firms.output.productivity
    same = np.flatnonzero(firms.roster.above_scale & (firms.roster.sector == firms.roster.sector[row]))
    gaps = sorted({gap_to_seller(world, row, luck) for luck in np.linspace(0.001, 0.999, 400)})
    assert gaps == pytest.approx(sorted(level[same][level[same] > level[row]] - level[row]))
    assert len(gaps) > 1
    best = int(same[np.argmax(level[same])])
    assert gap_to_seller(world, best, 0.5) == 0.0
    part.bought.grant(world, np.array([row]), np.array([0.05 * 0.4]), 2)
    world.p["instrument_overlap_exponent"] = 1.0
    heard = []
    for quarter in (FIRM_CALL, FIRM_CALL + 1, FIRM_CALL + 2, FIRM_CALL + 5, 19):
        world.quarter = quarter
        firms.channels.gain[:] = 0.0
        part.affect(world)
        heard.append(float(firms.channels.gain[PRODUCTIVITY, row]))
    assert heard == pytest.approx([0.0, 0.0, 0.005, 0.02, 0.02])


def test_two_users_in_a_hundred_buy_technology_in_a_year():
    world, part = ip_services(money=0.0)
    many = np.flatnonzero(world.firms.is_industrial[: world.used])
    bought = 0
    for quarter in range(20):
        world.quarter = quarter
        before = len(part.bought.rows)
        part.trade(world, many)
        bought += len(part.bought.rows) - before
    assert bought / (20 * len(many)) == pytest.approx(0.02, abs=0.005)


def test_every_fen_is_spent_or_returned_and_none_is_left_in_tills_or_bodies(whole_plan):
    world, _ = whole_plan
    ledger, chart = world.ledger, world.chart
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert (ledger.spent[:, 0].sum(axis=1) > 0).all()
    assert not ledger.balance[chart.tills : chart.platforms].any()
    assert not ledger.balance[chart.bodies : chart.size].any()


def test_services_agree_with_their_plain_telling_over_the_whole_plan_the_value_of_patents_too():
    world, oracle = both_live(with_levers(small_province(DRAW), **package.services()), quarters=20)
    told = {firm.seat: firm.patent_value for firm in oracle.firms if firm.born < oracle.quarter}
    assert world.patent_value[list(told)] == pytest.approx(list(told.values()), rel=1e-12)
    assert (world.patent_value != 1.0).sum() > 10
    assert world.firms.channels.gain[PRODUCTIVITY].any()
