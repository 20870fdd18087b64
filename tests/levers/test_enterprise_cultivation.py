"""Cultivation of firms over the whole plan: whole books, due delays, extra titles, no trace where nobody qualifies."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.ensemble.design import draw_parameters
from simulation.ensemble.one_run import mean_growth, reference_record, start_world
from simulation.ensemble.runner import parameters_of, study_ground
from simulation.inputs.choices import FrozenMap
from simulation.inputs.levers.enterprise_cultivation import Settings
from simulation.levers.enterprise_cultivation import EngineeringCentre, HighTechDrive, SmeGrant
from simulation.rules.dice import BIRTH, Dice
from simulation.study import load
from simulation.world.birth.birth import Setting, be_born
from simulation.world.firms import Firms
from simulation.world.ledger import FEN
from tests.levers.running import live, started

MONEY = {
    "sme_grant": "1000万元",
    "high_tech_drive": "500万元",
    "rd_post_subsidy": "500万元",
    "engineering_centre": "150万元",
}
DRAW = 1
"""A draw in which business as usual leaves firms near the notch without a title."""


def settings(**stated: dict[str, object]) -> Settings:
    """Settings with this much stated, money where none is."""
    return Settings.model_validate({name: {"budget": MONEY[name], **more} for name, more in stated.items()})


ALL = settings(**{name: {} for name in MONEY})


@pytest.fixture(scope="module")
def whole_plan():
    """All four instruments after five years."""
    return live(draw=DRAW, enterprise_cultivation=ALL)


def part_of(levers, kind):
    return next(part for part in levers[0].parts if isinstance(part, kind))


def same(first: Firms, second: Firms) -> bool:
    """Whether every column of two populations holds the same bits."""
    pairs = ((one, other) for a, b in zip(first, second, strict=True) for one, other in zip(a, b, strict=True))
    return all(one.tobytes() == other.tobytes() for one, other in pairs)


def test_settings_are_closed_and_state_their_budget():
    with pytest.raises(ValidationError, match="Extra inputs"):
        settings(sme_grant={"grant_size": "60万元"})
    with pytest.raises(ValidationError, match="budget"):
        Settings.model_validate({"rd_post_subsidy": {}})


def test_an_instrument_without_money_is_off():
    _, levers = started(enterprise_cultivation=settings(sme_grant={"budget": {2016: "0元"}}, engineering_centre={}))
    assert [type(part) for part in levers[0].parts] == [EngineeringCentre]


def test_every_yuan_is_spent_or_returned_and_what_is_held_belongs_to_running_projects(whole_plan):
    world, levers = whole_plan
    ledger, chart = world.ledger, world.chart
    assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
    assert (ledger.spent[:, 0] <= float(world.p.budget_execution_share) * ledger.appropriated).all()
    assert (ledger.spent[:, 0].sum(axis=1) > 0).all()
    money = part_of(levers, SmeGrant).money
    step = world.quarter - money.begins
    left = money.total - money.total * np.clip(step + 1, 0, 4) // 4
    assert ledger.balance[chart.tills : chart.tills + world.towns.count].sum() == left.sum() > 0


def test_every_project_is_paid_in_the_shares_of_the_rule_table(whole_plan):
    world, _ = whole_plan
    province, city, town, private = world.ledger.spent.sum(axis=2).T
    local = city + town
    names = [name.split(".")[1] for name in world.ledger.purses]
    at = {name: place for place, name in enumerate(names)}
    for name in ("sme_grant", "rd_post_subsidy"):
        assert local[at[name]] == pytest.approx(province[at[name]] * 3 / 7, rel=1e-6)
    assert private[at["sme_grant"]] == province[at["sme_grant"]] + local[at["sme_grant"]]
    assert private[at["engineering_centre"]] == pytest.approx(province[at["engineering_centre"]], abs=100)
    assert local[at["high_tech_drive"]] == local[at["engineering_centre"]] == private[at["rd_post_subsidy"]] == 0


def test_the_drive_leaves_the_titles_of_business_as_usual_to_others():
    without, _ = started(draw=DRAW)
    driven, levers = started(draw=DRAW, enterprise_cultivation=settings(high_tech_drive={}))
    for _ in range(3):
        without.step()
        driven.step()
    titles = driven.firms.titles
    own = titles.high_tech & ~titles.policy_title
    assert own.tobytes() == without.firms.titles.high_tech.tobytes()
    assert titles.policy_title.sum() == len(part_of(levers, HighTechDrive).real.rows) > 0
    for _ in range(9):
        without.step()
        driven.step()
    own = titles.high_tech & ~titles.policy_title
    assert abs(int(own.sum()) - int(without.firms.titles.high_tech.sum())) <= 2


def test_a_step_to_the_notch_lasts_as_long_as_its_title_and_only_the_drive_makes_one():
    world, _ = started(draw=DRAW, enterprise_cultivation=settings(high_tech_drive={}))
    titles, research = world.firms.titles, world.firms.research
    ended = 0
    for _ in range(20):
        before = titles.policy_title.copy()
        world.step()
        moved = (titles.pushed > 0.0) | (titles.relabelled > 0.0)
        assert not (moved & ~titles.policy_title).any()
        assert not (titles.policy_title & ~titles.high_tech).any()
        told = research.reported > research.spending + 1e-6
        assert not (told & (titles.relabelled == 0.0)).any()
        ended += int((before & ~titles.policy_title).sum())
    assert ended > 0


def test_awards_times_firms_is_the_money_of_the_drive(whole_plan):
    world, levers = whole_plan
    drive = part_of(levers, HighTechDrive)
    spent = world.ledger.spent[drive.purse.place(world), 0].sum()
    assert spent == len(drive.awarded) * 30 * FEN > 0


def test_a_higher_floor_leaves_fewer_firms_to_the_drive():
    awards = []
    for floor in ("0%", "65%", "100%"):
        _, levers = live(3, DRAW, enterprise_cultivation=settings(high_tech_drive={"floor": floor, "budget": "1亿元"}))
        awards.append(len(part_of(levers, HighTechDrive).awarded))
    assert awards[0] >= awards[1] > awards[2] > 0


def test_winners_of_grants_are_small_and_get_no_more_than_the_cap():
    world, levers = started(draw=DRAW, enterprise_cultivation=settings(sme_grant={"cap": "20万元"}))
    for _ in range(2):
        world.step()
    grant = part_of(levers, SmeGrant)
    assert len(grant.money.rows) > 0
    assert (grant.money.total == 40 * FEN).all()
    assert (4.0 * world.firms.output.sales[grant.money.rows] < 45_000.0).all()


def test_a_lottery_and_a_ranking_choose_differently():
    chosen = [
        part_of(live(2, DRAW, enterprise_cultivation=settings(sme_grant={"allocation": way}))[1], SmeGrant).winners
        for way in ("competitive", "lottery")
    ]
    assert len(chosen[0]) == len(chosen[1]) > 0
    assert chosen[0] != chosen[1]


def test_centres_cover_more_large_firms(whole_plan):
    world, levers = whole_plan
    centres = part_of(levers, EngineeringCentre).centres
    assert len(centres.rows) > 0
    assert world.firms.research.institution[centres.rows].all()
    assert (world.firms.research.centre[centres.rows] == 1).all()


@pytest.mark.parametrize("instrument", sorted(MONEY))
def test_where_nobody_qualifies_no_bit_of_any_firm_or_town_changes(instrument):
    without, _ = live(draw=DRAW)
    nobody, levers = live(
        draw=DRAW, enterprise_cultivation=settings(**{instrument: {"eligible": "firm.employees < 0"}})
    )
    assert same(nobody.firms, without.firms)
    assert nobody.towns.tally.grants_year.tobytes() == without.towns.tally.grants_year.tobytes()
    assert nobody.wage_index == without.wage_index
    assert len(levers) == 1


@pytest.mark.parametrize(("instrument", "first"), [("sme_grant", 3), ("rd_post_subsidy", 5), ("high_tech_drive", 5)])
def test_no_research_is_bought_before_the_delay_of_the_table(instrument, first):
    world, _ = started(draw=DRAW, enterprise_cultivation=settings(**{instrument: {}}))
    for quarter in range(first + 1):
        world.step()
        bought = world.firms.channels.grant.sum() + world.firms.titles.pushed.sum()
        assert (bought > 0.0) == (quarter == first)


def test_before_its_start_and_after_its_end_an_instrument_takes_no_money_of_the_province():
    window = {"start": "2017Q2", "end": "2018Q4"}
    world, _ = live(draw=DRAW, enterprise_cultivation=settings(**{name: window for name in MONEY}))
    spent = world.ledger.spent[:, 0]
    assert (spent[:, [0, 3, 4]] == 0).all()
    assert (spent[:, [1, 2]] > 0).any(axis=1).all()


def test_the_same_dice_give_the_same_digits(whole_plan):
    world, _ = whole_plan
    again, _ = live(draw=DRAW, enterprise_cultivation=ALL)
    assert same(world.firms, again.firms)
    assert world.ledger.balance.tobytes() == again.ledger.balance.tobytes()


@pytest.mark.slow
def test_in_the_whole_province_more_money_buys_more_research_until_no_firm_is_left():
    scenario = load("baseline")
    parameters = parameters_of(scenario)
    study = study_ground(scenario, parameters)
    p = draw_parameters(parameters, 2016, 8).view(np.recarray)[3]
    dice = Dice(2016, 3, BIRTH, 0)
    birth = be_born(Setting(study.ground, study.province, study.base, p, dice, mean_growth(scenario, p)))
    record = reference_record(study, birth, (p, dice))
    base = {"sme_grant": 2.0, "high_tech_drive": 1.5, "rd_post_subsidy": 1.5, "engineering_centre": 0.3}
    bought, steps, centres = [], [], []
    for dose in (0.5, 1.0, 2.0):
        money = {name: {"budget": f"{dose * value}亿元"} for name, value in base.items()}
        levers = FrozenMap({"enterprise_cultivation": Settings.model_validate(money)})
        chosen = study._replace(scenario=scenario.model_copy(update={"levers": levers}))
        world, running = start_world(chosen, birth, record, (p, dice._replace(replication=0)))
        for _ in range(12):
            world.step()
        ledger = world.ledger
        assert (ledger.appropriated == ledger.spent[:, 0] + ledger.returned).all()
        bought.append(float(world.firms.channels.grant.sum()))
        steps.append(len(part_of(running, HighTechDrive).awarded))
        centres.append(len(part_of(running, EngineeringCentre).centres.rows))
        world.release()
    assert bought[2] > 1.9 * bought[1] > 3.5 * bought[0]
    assert steps[0] < steps[1] <= steps[2] < 2 * steps[1]
    assert centres[0] < centres[1] <= centres[2] < 2 * centres[1]
