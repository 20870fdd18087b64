"""The province as business as usual follows it, and the shocks that can hit it."""

from pathlib import Path

import numpy as np
import pytest

from simulation.calendar import Quarter
from simulation.inputs.files import config_file
from simulation.inputs.problems import InputError
from simulation.inputs.province import load_province


def test_paths_start_and_end_at_the_published_figures() -> None:
    province = load_province()
    assert (province.gdp[0], province.gdp[-1]) == pytest.approx((72_812.55, 110_760.94))
    assert (province.incubators[0], province.incubators[-1]) == pytest.approx((399, 1_036))
    assert (province.new_rd_institutes[0], province.new_rd_institutes[-1]) == pytest.approx((124, 251))
    assert province.high_tech_enterprises[:2] == pytest.approx([11_105, 19_857])


def test_a_year_without_a_figure_is_filled_at_constant_growth_and_says_so() -> None:
    province = load_province()
    assert province.series["incubators"].filled() == (2019,)
    assert province.incubators[4] == pytest.approx(np.sqrt(962 * 1_036))
    assert province.series["gdp"].filled() == ()


def test_a_figure_that_is_only_worded_is_read_as_the_file_says() -> None:
    figure = load_province().series["high_tech_enterprises"].figures[2019]
    assert (figure.value, figure.source) == (50_000, "S43")


def test_every_figure_keeps_its_confidence_and_remembered_ones_have_no_source() -> None:
    figures = [figure for series in load_province().series.values() for figure in series.figures.values()]
    assert all(figure.confidence for figure in figures)
    assert all(figure.source for figure in figures if figure.confidence == "seen verbatim")


def test_without_hindsight_high_tech_enterprises_grow_by_a_fifth_a_year() -> None:
    path = load_province().high_tech_enterprises_ex_ante
    assert path[0] == pytest.approx(11_105)
    assert path[1:] / path[:-1] == pytest.approx(np.full(5, 11_105 / 9_289))


def test_the_deflator_is_what_current_prices_add_to_real_growth() -> None:
    province = load_province()
    assert province.deflator[0] == 1
    assert province.deflator[1] == pytest.approx(80_854.91 / 72_812.55 / 1.07)
    assert province.deflator[-1] == pytest.approx(110_760.94 / 72_812.55 / (1.07**4 * 1.021))


def test_tariffs_come_in_four_steps_and_stay() -> None:
    phase = load_province().shocks.tariff_phase
    written = {"2018Q2": 0, "2018Q3": 0.25, "2018Q4": 0.5, "2019Q1": 0.5, "2019Q2": 0.75, "2019Q3": 1, "2020Q4": 1}
    assert {quarter: phase[Quarter.parse(quarter).index] for quarter in written} == written


def test_the_epidemic_hits_in_2020_and_leaves_at_its_end() -> None:
    shocks = load_province().shocks
    assert list(shocks.covid_sales[15:]) == [0, -0.12, -0.03, -0.01, 0]
    assert list(shocks.covid_rd_budget[15:]) == [0, -0.05, -0.05, 0, 0]
    assert list(shocks.covid_exit_factor[15:]) == [1, 1.3, 1.3, 1, 1]


def test_technology_firms_deduct_a_year_before_all_others() -> None:
    shocks = load_province().shocks
    assert (Quarter.at(shocks.deduction_technology_firms), Quarter.at(shocks.deduction_all_firms)) == (
        Quarter(2017, 1),
        Quarter(2018, 1),
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2018Q3: 0.25", "2018Q5: 0.25", "2018Q5"),
        ("2018Q3: 0.25", "2023Q3: 0.25", "outside the plan"),
        ("2018Q3: 0.25", "2018Q3: 25", "must not be above 1"),
        ("2016: 0.07, ", "", "no figure for 2016"),
    ],
)
def test_a_shock_outside_the_plan_or_a_missing_year_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = tmp_path / "province.yaml"
    written = config_file("province.yaml").read_text(encoding="utf-8")
    assert old in written
    file.write_text(written.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_province(file)
