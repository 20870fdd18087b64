"""A province on an office's own towns: their figures are exact in every draw, and a city is born as in the whole."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from simulation.agents.province import planned_towns
from simulation.ensemble.design import draw_parameters
from simulation.ensemble.office_ground import numbers_for
from simulation.ensemble.one_run import StudyGround, mean_growth
from simulation.ensemble.runner import parameters_of, study_ground
from simulation.inputs.office_towns.table import OfficeTowns, load_office_towns
from simulation.inputs.scenario import Scenario
from simulation.levers import target_responsibility
from simulation.measuring.quotas import bars, bars_of, handed_down
from simulation.rules.dice import BIRTH, Dice
from simulation.study import Size, load, on_towns, run
from simulation.world.birth.birth import Setting, be_born
from simulation.world.birth.born import Birth
from simulation.world.birth.census import Census, take_census
from simulation.world.firms import Floats
from tests.office_towns.tables import EXAMPLE, office, own_table

DRAWS = 4
EXACT = {"rel": 1e-9}


def scenario_on(towns: OfficeTowns | None, name: str = "baseline") -> Scenario:
    return on_towns(load(name), towns)


@cache
def example(only_these: bool) -> StudyGround:
    """The study on the twenty towns of the example, alone or in the province."""
    return ground_of(scenario_on(load_office_towns(EXAMPLE, only_these=only_these)))


def ground_of(scenario: Scenario) -> StudyGround:
    return study_ground(scenario, parameters_of(scenario))


def numbers(study: StudyGround, draw: int) -> np.record:
    """The drawn numbers as the study takes them."""
    table = draw_parameters(parameters_of(study.scenario), 2016, DRAWS).view(np.recarray)
    return numbers_for(study, table[draw])


def drawn(study: StudyGround, draw: int) -> np.record:
    """The numbers as drawn for the province."""
    return draw_parameters(parameters_of(study.scenario), 2016, DRAWS).view(np.recarray)[draw]


@cache
def birth_of(only_these: bool, draw: int = 1) -> Birth:
    study = example(only_these)
    p = numbers(study, draw)
    dice = Dice(2016, draw, BIRTH, 0)
    return be_born(Setting(study.ground, study.province, study.base, p, dice, mean_growth(study.scenario, p)))


def census_of(study: StudyGround, draw: int) -> Census:
    return take_census(study.ground, study.base, numbers(study, draw))


@pytest.mark.parametrize("draw", range(DRAWS))
def test_what_the_office_states_is_exact_in_every_draw(draw: int) -> None:
    study = example(only_these=False)
    census, stated = census_of(study, draw), study.ground.stated
    assert stated is not None
    for column, figures in ((census.people, stated.population), (census.industrial, stated.industrial_firms)):
        known = ~np.isnan(figures)
        assert known.any() and np.array_equal(column[known], figures[known])
    towns, accounts = study.ground.towns, census.accounts
    assert np.array_equal(accounts.industrial_output + accounts.agricultural_output, towns.gross_output)
    assert np.array_equal(accounts.va_industry + accounts.va_agriculture + accounts.va_services, towns.gdp)
    assert np.array_equal(accounts.above_scale_output + accounts.micro_output, accounts.industrial_output)
    inside = towns.certified_2015
    assert towns.gdp[inside].sum() == 277_000_000
    assert census.industrial[inside].sum() + census.other[inside].sum() == 30_000
    assert (census.people >= 1).all()


def test_above_scale_output_goes_with_the_firms_that_are_counted(tmp_path: Path) -> None:
    """No firm: no such output. So many that they would not find their sales: as much as industry may have."""
    study = ground_of(scenario_on(office(tmp_path, "镇名,地市,规上工业企业数", "小榄镇,中山,0", "阜沙镇,中山,300")))
    census, (first, second) = (
        census_of(study, 0),
        np.flatnonzero(np.isin(study.ground.towns.name, ("小榄镇", "阜沙镇"))),
    )
    accounts = census.accounts
    assert (census.industrial[first], accounts.above_scale_output[first]) == (0, 0.0)
    assert accounts.micro_output[first] == accounts.industrial_output[first] > 6_000_000
    assert census.industrial[second] == 300
    assert accounts.above_scale_output[second] == np.floor(0.97 * accounts.industrial_output[second]) > 600_000


@pytest.mark.parametrize("draw", range(DRAWS))
def test_residents_of_towns_without_a_figure_keep_their_part_of_the_drawn_total(draw: int) -> None:
    study = example(only_these=False)
    assert study.ground.stated is not None
    unknown = np.isnan(study.ground.stated.population) & study.ground.towns.certified_2015
    census = census_of(study, draw)
    listed = float(study.ground.towns.population[unknown].sum())
    wanted = float(drawn(study, draw).base_population) * listed / 46.0
    assert census.people[unknown].sum() == pytest.approx(wanted, abs=400)


def test_a_city_alone_has_the_accounts_residents_firms_and_bodies_that_it_has_in_the_province() -> None:
    part, whole = birth_of(only_these=True), birth_of(only_these=False)
    around = example(only_these=True).ground.around
    assert around is not None and len(around.rows) == 20
    rows = around.rows
    for column in ("population", "agriculture", "services", "land"):
        assert np.array_equal(getattr(part.towns.economy, column), getattr(whole.towns.economy, column)[rows])
    for column in ("platforms", "institutes", "incubators", "testing_platforms", "certified"):
        assert np.array_equal(getattr(part.towns.status, column), getattr(whole.towns.status, column)[rows])
    firms, all_firms = part.firms, whole.firms
    here = np.isin(all_firms.roster.town[: whole.used], rows)
    assert part.used == here.sum() > 300
    assert np.array_equal(firms.roster.identity[: part.used], all_firms.roster.identity[: whole.used][here])
    assert np.array_equal(firms.output.sales_year[: part.used], all_firms.output.sales_year[: whole.used][here])


def test_platforms_institutes_and_incubators_stand_where_the_office_says(tmp_path: Path) -> None:
    rows = ("小榄镇,中山,是,3,2", "古镇镇,中山,否,0,1", "南头镇,中山,,,")
    table = office(tmp_path, "镇名,地市,协同创新平台,新型研发机构,科技企业孵化器", *rows)
    study = ground_of(scenario_on(table))
    p = numbers(study, 0)
    dice = Dice(2016, 0, BIRTH, 0)
    towns = be_born(Setting(study.ground, study.province, study.base, p, dice, mean_growth(study.scenario, p))).towns
    place = {name: row for row, name in enumerate(study.ground.towns.name) if study.ground.towns.city[row] == 17}
    first, second = place["小榄镇"], place["古镇镇"]
    status = towns.status
    assert [int(column[first]) for column in (status.platforms, status.institutes, status.incubators)] == [1, 3, 2]
    assert [int(column[second]) for column in (status.platforms, status.institutes, status.incubators)] == [0, 0, 1]


def test_without_a_table_numbers_are_the_drawn_ones_themselves() -> None:
    study = ground_of(scenario_on(None))
    p = drawn(study, 0)
    assert numbers_for(study, p) is p
    assert study.ground.share == 1.0 and study.ground.everywhere is study.ground.towns


def test_a_table_that_states_nothing_leaves_every_number_of_a_draw_to_the_bit(tmp_path: Path) -> None:
    study = ground_of(scenario_on(office(tmp_path, "镇名,地市", "小榄镇,中山")))
    for draw in range(DRAWS):
        assert numbers(study, draw).tobytes() == drawn(study, draw).tobytes()


def test_the_parts_of_a_province_share_its_totals_without_rest(tmp_path: Path) -> None:
    """Two studies that split the 399 towns: their R&D, patents, titles and centres add up to the drawn ones."""
    codes = [str(code) for code in own_table().code]
    halves = [
        ground_of(scenario_on(office(tmp_path, "代码", *part, only_these=True))) for part in (codes[::2], codes[1::2])
    ]
    whole = drawn(halves[0], 2)
    parts = [numbers(study, 2) for study in halves]
    for name in ("base_patents", "base_hnte_share", "engineering_centres_2015", "certification_quota"):
        assert sum(float(p[name]) for p in parts) == pytest.approx(float(whole[name]), **EXACT)
    gdp = [float(study.ground.towns.gdp[study.ground.towns.certified_2015].sum()) for study in halves]
    spent = sum(float(p.base_rd_intensity) * money for p, money in zip(parts, gdp, strict=True))
    assert spent == pytest.approx(float(whole.base_rd_intensity) * 277_000_000, **EXACT)
    assert sum(study.ground.share for study in halves) == pytest.approx(1.0, **EXACT)


def test_sums_are_what_is_stated_and_the_drawn_part_of_the_other_towns(tmp_path: Path) -> None:
    """All six towns state R&D of 2 亿元 and 300 patents; two of them state high-tech firms."""
    names = ("小榄镇", "黄圃镇", "东凤镇", "东升镇", "古镇镇", "南头镇")
    rows = [f"{name},中山,2,300,{'40' if place < 2 else ''}" for place, name in enumerate(names)]
    head = "镇名,地市,研发经费（亿元）,专利授权量,高新技术企业数"
    study = ground_of(scenario_on(office(tmp_path, head, *rows, only_these=True)))
    p, whole = numbers(study, 3), drawn(study, 3)
    gdp = float(study.ground.towns.gdp.sum())
    assert float(p.base_rd_intensity) == pytest.approx(100 * 120_000 / gdp, **EXACT)
    assert float(p.base_patents) == pytest.approx(0.18, **EXACT)
    titles = float(study.province.high_tech_enterprises[0])
    own = own_table()
    industry = own.gross_output[own.certified_2015].sum()
    others = own.gross_output[np.isin(own.name, names[2:]) & (own.city == 17)].sum()
    rest = float(p.base_hnte_share) - 80 / titles
    assert rest / float(whole.base_hnte_share) == pytest.approx(others / industry, rel=0.1)


def test_a_part_gets_its_share_of_every_budget_unless_the_budgets_are_its_own() -> None:
    table = load_office_towns(EXAMPLE, only_these=True)
    share = example(only_these=True).ground.share
    assert 0.03 < share < 0.06
    scenario = scenario_on(table, "document_package")
    cut = ground_of(scenario).scenario
    own = ground_of(scenario_on(load_office_towns(EXAMPLE, only_these=True, whole_budgets=True), "document_package"))
    whole = ground_of(scenario_on(load_office_towns(EXAMPLE), "document_package"))
    names = ("innovation_vouchers", "guidance_funds", "talent")
    for study, factor in ((cut, share), (own.scenario, 1.0), (whole.scenario, 1.0)):
        for name in names:
            before, after = (each.levers[name].instruments(name) for each in (scenario, study))
            for instrument, settings in before.items():
                assert after[instrument].budget == pytest.approx([factor * money for money in settings.budget])
    assert cut.hash() != scenario.hash() and own.scenario.hash() == scenario.hash()


def test_of_a_part_amounts_are_asked_in_part_and_ratios_in_full() -> None:
    ids = [target.id for target in handed_down()]
    asked = dict(zip(ids, bars_of(0.1), strict=True))
    assert (asked["rd_institutes"], asked["incubators"], asked["patents"]) == (5.0, 10.0, 12_000.0)
    assert (asked["platform_coverage"], asked["rd_intensity"], asked["rd_personnel"]) == (90.0, 2.9, 80.0)
    assert np.array_equal(bars_of(1.0), bars())


def test_a_part_answers_for_its_part_of_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """500 towns are wanted of 399: 25 of the twenty. Its other amounts go with its share of GDP."""
    asked: list[float] = []

    def heard(share: float) -> Floats:
        asked.append(share)
        return bars_of(share)

    monkeypatch.setattr(target_responsibility, "bars_of", heard)
    study = example(only_these=True)
    assert planned_towns(SimpleNamespace(ground=study.ground)) == 25
    assert planned_towns(SimpleNamespace(ground=example(only_these=False).ground)) == 500
    run(scenario_on(load_office_towns(EXAMPLE, only_these=True), "document_package"), Size(1, 1, 2016, 1, None))
    assert asked and set(asked) == {study.ground.share}
