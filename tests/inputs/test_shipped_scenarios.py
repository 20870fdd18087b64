"""The scenarios that come with the program: what each of them is, and that they fit together."""

from __future__ import annotations

import pytest

from simulation.inputs.files import scenario_names
from simulation.inputs.instruments import load_instruments
from simulation.inputs.scenario import find_scenario, scenario_title
from simulation.levers import catalogue
from tests.inputs.example_levers import load


@pytest.mark.parametrize("name", scenario_names())
def test_the_shipped_scenarios_can_be_read_and_have_titles_in_both_languages(name: str) -> None:
    scenario = load(name)
    title = scenario_title(find_scenario(name))
    assert title == scenario.title and title.en != title.zh and scenario.question and scenario.id == name


def test_the_baseline_has_no_lever_and_zero_budgets_switches_every_lever_off() -> None:
    baseline, package, empty = (load(name) for name in ("baseline", "document_package", "zero_budgets"))
    assert not baseline.levers and baseline.switched_on == ()
    assert package.switched_on == tuple(package.levers) == tuple(catalogue())
    assert empty.switched_on == () and list(empty.levers) == list(package.levers)


def test_the_package_states_the_default_budget_of_every_instrument() -> None:
    yearly = {
        name: instrument.budget
        for lever, settings in load("document_package").levers.items()
        for name, instrument in settings.instruments(lever).items()
    }
    expected = {
        instrument.lever if instrument.key == instrument.lever else f"{instrument.lever}.{instrument.key}": budget
        for instrument in load_instruments().values()
        if instrument.lever is not None and (budget := instrument.budget) is not None
    }
    assert yearly == {name: pytest.approx((budget.default * 10_000,) * 5) for name, budget in expected.items()}


TASKS = [name for name in scenario_names() if name.startswith("task_")]


def test_every_task_of_the_document_has_a_scenario_of_its_own_with_its_levers_as_the_package_has_them() -> None:
    package, alone = load("document_package").levers, [load(name).levers for name in TASKS]
    for levers in alone:
        assert len({catalogue()[lever].clause for lever in levers}) == 1
        assert all(settings == package[lever] for lever, settings in levers.items())
    together = [lever for levers in alone for lever in levers]
    assert sorted(together) == [lever for lever in package if not catalogue()[lever].clause.startswith("4")]
    assert len(TASKS) == 11


@pytest.mark.parametrize("lever", ["innovation_vouchers", "guidance_funds"])
def test_a_scenario_of_one_lever_has_it_as_the_package_does(lever: str) -> None:
    name = "vouchers_only" if lever == "innovation_vouchers" else "guidance_funds_only"
    alone = load(name)
    assert list(alone.levers) == [lever] and alone.levers[lever] == load("document_package").levers[lever]
