"""Every check of the quarter fails when its law is broken, and says which law it was (model.md 4.4)."""

import numpy as np
import pytest

from simulation.inputs.levers.innovation_vouchers import Settings
from simulation.world import invariants
from simulation.world.invariants import BrokenInvariantError, check_quarter
from simulation.world.ledger import BrokenBooksError
from simulation.world.world import World
from tests.levers.running import live


@pytest.fixture(scope="module")
def lived() -> World:
    """The small province after its first quarter; its books are closed."""
    world, _ = live(1)
    return world


@pytest.fixture
def world(lived: World):
    """The same, with columns that a test may break and that are mended afterwards."""
    firms, towns, flow = lived.firms, lived.towns, lived.flow
    lived.firms, lived.towns = firms.copy(lived.used), towns.copy()
    lived.flow = flow._replace(lost_loans=flow.lost_loans.copy())
    yield lived
    lived.firms, lived.towns, lived.flow = firms, towns, flow


def a_firm(world: World) -> int:
    """The first firm that does R&D."""
    return int(np.flatnonzero(world.firms.research.performs & world.firms.is_industrial)[0])


def test_a_lived_quarter_keeps_every_law(world):
    check_quarter(world)


def test_a_payment_that_is_not_booked_stops_the_run(lived):
    lived.ledger.balance[lived.chart.towns] += 1
    with pytest.raises(BrokenBooksError, match="A1"):
        check_quarter(lived)
    lived.ledger.balance[lived.chart.towns] -= 1


def test_money_that_leaves_a_purse_unspent_stops_the_run():
    world, _ = live(1, innovation_vouchers=Settings.model_validate({"budget": "500万元"}))
    world.ledger.purse[0] -= 1
    with pytest.raises(BrokenBooksError, match="A3: the money of innovation_vouchers"):
        check_quarter(world)


@pytest.mark.parametrize("amount", [0.01, -0.01])
def test_a_loan_that_nobody_made_or_repaid_stops_the_run(world, amount):
    world.firms.finance.debt[a_firm(world)] += amount  # 100 yuan
    with pytest.raises(BrokenBooksError, match="A6"):
        check_quarter(world)


def test_a_loan_that_ends_with_its_firm_must_be_counted(world):
    world.flow.lost_loans[0] += 1.0
    with pytest.raises(BrokenBooksError, match="A6"):
        check_quarter(world)


@pytest.mark.parametrize("people", [0.0, -5.0, np.nan])
def test_a_town_without_people_stops_the_run(world, people):
    world.towns.economy.population[3] = people
    with pytest.raises(BrokenInvariantError, match="A9: a town has no people"):
        check_quarter(world)


def test_negative_employees_stop_the_run(world):
    world.firms.output.employees[a_firm(world)] = -1.0
    with pytest.raises(BrokenInvariantError, match="A9: a firm"):
        check_quarter(world)


def test_more_grants_than_applications_stop_the_run(world):
    queues = world.towns.queues
    queues.granted[1] = queues.applied[1] + 1
    with pytest.raises(BrokenInvariantError, match="A12"):
        check_quarter(world)


def test_a_negative_number_of_pending_patents_stops_the_run(world):
    world.towns.queues.pending[0, 2, 5] = -1
    with pytest.raises(BrokenInvariantError, match="A12"):
        check_quarter(world)


def test_a_firm_that_tells_less_research_than_it_does_stops_the_run(world):
    research, row = world.firms.research, a_firm(world)
    research.spending[row] = 100.0
    research.reported[row] = 99.9
    with pytest.raises(BrokenInvariantError, match="A8"):
        check_quarter(world)


@pytest.mark.parametrize("column", ["sales", "cash", "knowledge", "services"])
@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_a_number_that_is_none_stops_the_run(world, column, number):
    places = (world.firms.output, world.firms.finance, world.firms.research, world.towns.economy)
    getattr(next(place for place in places if hasattr(place, column)), column)[0] = number
    with pytest.raises(BrokenInvariantError, match="not finite"):
        check_quarter(world)


def test_the_quarters_check_runs_every_check(lived, monkeypatch):
    names = [name for name in vars(invariants) if name.startswith("check_") and name != "check_quarter"]
    run: list[str] = []
    for name in names:
        monkeypatch.setattr(invariants, name, lambda _, name=name: run.append(name))
    check_quarter(lived)
    assert sorted(run) == sorted(names)
    assert len(names) >= 5
