"""Targets handed down: who answers, what is spent and certified more, what is only told, and that all of it can end."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.agents.province import statistics_of
from simulation.inputs.levers.enterprise_cultivation import Settings as Cultivation
from simulation.inputs.levers.target_responsibility import Settings
from simulation.inputs.measures import MEASURES
from simulation.levers.target_responsibility import Lever
from simulation.measuring.targets import measure_targets
from simulation.recorder import Recorder
from simulation.study import load
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.behaviour.small_runs import written
from tests.levers.running import live, started, world_with

NAME = "target_responsibility"
NOBODY = {"eligible": "town.gdp > 100000亿元"}
OFFICE = {"budget": "100万元"}


def settings(**stated: object) -> Settings:
    return Settings.model_validate(stated)


def on(**stated: object) -> dict[str, Settings]:
    return {NAME: settings(**stated)}


def held(lever: Lever, world: World, quarter: int) -> None:
    """One quarter of the lever alone."""
    world.quarter = quarter
    world.safeguards.execution, world.safeguards.target_pressure = 1.0, False
    lever.decide(world)
    lever.affect(world)


def test_it_needs_no_money_and_is_on_while_anything_else_has_some(tmp_path):
    assert not settings().has_money()
    alone = written(tmp_path, {NAME: {"start": "2016Q1"}}, "alone")
    assert alone.switched_on == ()
    beside = {NAME: {"start": "2016Q1"}, "innovation_vouchers": {"budget": "1亿元"}}
    assert NAME in written(tmp_path, beside, "beside").switched_on
    assert NAME not in load("document_package", list(load("document_package").levers)).switched_on


def test_settings_are_closed_and_ask_about_towns_only():
    with pytest.raises(ValidationError, match="Extra inputs"):
        settings(weight=0.5)
    with pytest.raises(ValidationError, match="this money goes to towns"):
        settings(eligible="firm.sales > 1亿元")


def test_where_no_town_answers_nothing_is_pressed_nor_told():
    world, levers = started(**on(**OFFICE, **NOBODY))
    for _ in range(8):
        world.step()
        assert not world.safeguards.target_pressure
        assert world.safeguards.execution == 1.0
    assert (world.over_reporting == 1.0).all()
    assert not world.ledger.spent.any()
    assert len(levers) == 1


def test_more_of_the_money_is_spent_from_the_fifth_quarter_on():
    world, _ = started(**on(**OFFICE))
    seen = []
    for _ in range(9):
        world.step()
        seen.append(world.safeguards.execution)
    assert seen == pytest.approx([1.0, 1.0, 1.0, 1.0, 1.025, 1.05, 1.075, 1.1, 1.1])


def test_a_grant_programme_spends_a_tenth_more_and_never_more_than_it_has():
    grant = Cultivation.model_validate({"sme_grant": {"budget": "500万元"}})
    without, _ = live(12, draw=1, enterprise_cultivation=grant)
    pressed, _ = live(12, draw=1, enterprise_cultivation=grant, **on())
    before, after = (world.ledger.spent[0, 0, :3] for world in (without, pressed))
    share = float(without.p.budget_execution_share)
    one = 0.7 * float(without.p.grant_size) * float(without.macro.deflator[9]) * FEN
    assert before[0] == after[0]
    assert before[2] == pytest.approx(share * 500 * FEN, abs=one)
    assert after[2] == pytest.approx(min(1.0, 1.1 * share) * 500 * FEN, abs=one)
    assert after[2] > before[2]
    assert (after <= 500 * FEN).all()


def test_titles_follow_the_target_from_the_first_year():
    without, _ = started()
    pressed, _ = started(**on(**OFFICE))
    for _ in range(2):
        without.step()
        pressed.step()
    new = pressed.towns.status.certified & ~pressed.towns.place.cohort_2015
    applied = pressed.towns.status.applied == 2016
    assert (new == applied).all()  # a fifth of the 480 and more that are missing is more than apply here
    assert new.sum() > (without.towns.status.certified & ~without.towns.place.cohort_2015).sum()


def test_certified_towns_tell_more_where_their_city_is_short_and_by_the_formula():
    world, levers = started(**on(**OFFICE))
    for quarter in range(8):
        world.step()
        if quarter < 4:
            assert (world.over_reporting == 1.0).all()
    (lever,) = levers
    certified, city = world.towns.status.certified, world.towns.place.city
    pressure = lever.pressure[city]
    assert ((pressure >= 0.0) & (pressure <= 0.25)).all()  # four years are left in 2017
    assert (pressure[certified] > 0.0).any()
    expected = np.where(certified, 1.0 + float(world.p.over_reporting_share) * pressure, 1.0)
    assert world.over_reporting == pytest.approx(expected, rel=1e-12)


def test_what_monitoring_leaves_of_it_is_told():
    world = world_with({NAME: 0.0}, 9)
    lever = Lever(NAME, settings())
    lever.since, lever.answering = 0, world.towns.status.certified.copy()
    lever.pressure = np.full(len(world.ground.cities.name), 0.5)
    world.p["over_reporting_share"] = 0.04
    told = []
    for factor in (1.0, 0.5):
        world.safeguards.over_reporting = factor
        lever.affect(world)
        told.append(world.over_reporting[world.towns.status.certified])
    assert told[0] == pytest.approx(1.02)
    assert told[1] == pytest.approx(1.01)


def test_coordination_shortens_the_time_until_it_is_felt():
    world = world_with({NAME: 0.0}, 1)
    lever = Lever(NAME, settings())
    world.safeguards.delay = 0.5
    seen = []
    for quarter in range(4):
        held(lever, world, quarter)
        seen.append(world.safeguards.execution)
    assert seen == pytest.approx([1.0, 1.0, 1.025, 1.05])


def test_registers_stay_exact_and_only_four_figures_are_dressed_up():
    world, _ = started(**on(**OFFICE))
    recorder = Recorder()
    recorder.begin(world)
    for quarter in range(8):
        world.step()
        if quarter % 4 == 3:
            recorder.year_end(world)
    year, factor = recorder.last, world.over_reporting
    assert (factor > 1.0).any()
    for figure in ("gdp", "research", "heads", "new_products"):
        told, real = getattr(year.reported, figure), getattr(year.real, figure)
        honest = np.where(real > 0.0, told / np.maximum(real, 1e-12), factor)
        assert honest == pytest.approx(factor, rel=1e-9)  # nobody relabels R&D here
    tally = world.towns.tally
    assert year.knowledge.patents.sum(axis=1) == pytest.approx(tally.grants_year.sum(axis=1) + tally.non_firm_year)
    measures = dict(zip(MEASURES, measure_targets(year, year), strict=True))
    assert measures["gdp"] > measures["gdp_real"]
    assert measures["rd_personnel"] > measures["rd_personnel_real"]


def test_the_province_hears_what_is_recorded():
    world, _ = started(**on(**OFFICE))
    recorder = Recorder()
    recorder.begin(world)
    for quarter in range(8):
        world.step()
        if quarter % 4 == 3:
            recorder.year_end(world)
            heard = statistics_of(world).last
            assert heard.year == recorder.last.year
            assert heard.reported.gdp.tobytes() == recorder.last.reported.gdp.tobytes()
            assert heard.bodies.incubators.tobytes() == recorder.last.bodies.incubators.tobytes()


def test_the_province_decides_on_told_gdp_while_revenue_follows_the_real_one():
    world, _ = started(**on(**OFFICE))
    for _ in range(8):
        world.step()
    told, real = world.over_reporting.copy(), world.history.gdp.copy()
    assert (told > 1.0).any()
    world.step()
    share = float(world.p.town_revenue_share * world.p.town_science_share)
    assert world.history.gdp == pytest.approx(told * real, rel=1e-12)
    assert world.town_budget == pytest.approx(share * real, rel=1e-12)


def test_telling_more_changes_nothing_that_is_real():
    worlds = []
    for share in (0.0, 0.12):
        world, _ = started(**on(**OFFICE))
        world.p["over_reporting_share"] = share
        for _ in range(12):
            world.step()
        worlds.append(world)
    honest, dressed = worlds
    assert (dressed.over_reporting > 1.0).any() and (honest.over_reporting == 1.0).all()
    for name in ("sales", "productivity"):
        assert getattr(honest.firms.output, name).tobytes() == getattr(dressed.firms.output, name).tobytes()
    assert honest.towns.tally.grants_year.tobytes() == dressed.towns.tally.grants_year.tobytes()


def test_when_it_ends_spending_titles_and_reports_are_as_before():
    world, _ = started(**on(**OFFICE, end="2018Q3"))
    for quarter in range(12):
        world.step()
        assert (world.over_reporting > 1.0).any() == (4 <= quarter <= 10)
        assert world.safeguards.target_pressure == (quarter <= 10)
    assert world.safeguards.execution == 1.0


def test_a_budget_pays_the_office_a_quarter_at_a_time_and_the_rest_goes_back():
    world, _ = started(**on(**OFFICE))
    share = float(world.p.budget_execution_share)
    for quarter in range(4):
        world.step()
        expected = int(share * 100 * FEN) * (quarter + 1) // 4
        assert world.ledger.spent[0, 0, 0] == expected
    assert world.ledger.returned[0, 0] == 100 * FEN - expected
    assert not world.ledger.spent[0, 1:].any()
    assert world.ledger.balance[world.chart.province] == 0


def test_without_levers_that_ask_no_statistics_are_kept():
    world, _ = started()
    with pytest.raises(LookupError, match="dynamic_monitoring and target_responsibility"):
        statistics_of(world)
