"""Regularities are read off firms followed by identity, never by slot."""

import numpy as np
import pytest

from simulation.inputs.measures import FACTS
from simulation.measuring.facts import base_facts, firms_now, in_order, innovation_facts, stayers, turnover_facts

from .tiny import CANDIDATE, DELTA, EAST, Stage, measured, tiny_stage


def four_firms(p: np.record) -> Stage:
    place = tiny_stage(p, (DELTA, 0), (DELTA, 0), (EAST, 0), (EAST, 13))
    place.firms.output.productivity[:4] = 1.0, 2.0, 6.0, 50.0
    return place


def test_a_slot_that_changed_hands_is_an_exit_and_an_entry(p: np.record) -> None:
    place = four_firms(p)
    before = firms_now(place)  # type: ignore[arg-type]
    place.firms.roster.identity[0] = 99
    now = firms_now(place)  # type: ignore[arg-type]
    assert stayers(before, now).tolist() == [False, True, True, False]
    found = turnover_facts(before, now)
    assert found["exit_rate"] == found["entry_rate"] == pytest.approx(1 / 3)
    assert found["exiter_productivity_gap"] == pytest.approx(-2.0 - (-1.0 + 3.0) / 2)


def test_productivity_is_measured_against_the_sector(p: np.record) -> None:
    panel = firms_now(four_firms(p))  # type: ignore[arg-type]
    assert panel.productivity[:3].tolist() == [-2.0, -1.0, 3.0]
    assert panel.present.tolist() == [True, True, True, False]


def test_patents_and_persistence_are_those_of_the_firms_that_are_there(p: np.record) -> None:
    place = four_firms(p)
    research = place.firms.research
    research.applications[:4] = 0, 0, 3, 7
    research.reported_last_year[:3] = 1.0, np.e, np.e**2
    research.reported_year[:3] = 1.0, np.exp(0.9), np.exp(1.8)
    found = innovation_facts(firms_now(place), place)  # type: ignore[arg-type]
    assert found["patents_zero_share"] == pytest.approx(2 / 3)
    assert found["patents_dispersion"] == pytest.approx(2.0)
    assert found["rd_persistence"] == pytest.approx(0.9)


def test_the_base_year_is_about_industrial_firms_of_certified_towns(p: np.record) -> None:
    place = tiny_stage(p, (DELTA, 0), (EAST, 0), (EAST, 13), (CANDIDATE, 0))
    place.towns.tally.services_year[:] = 1.0
    place.firms.output.sales_year[:4] = 100.0, 300.0, 5000.0, 5000.0
    place.firms.research.performs[:4] = True, False, False, True
    place.firms.research.reported_year[:4] = 4.0, 0.0, 0.0, 900.0
    found = base_facts(place, measured(place))  # type: ignore[arg-type]
    assert found["rd_participation"] == 0.5
    assert found["rd_per_output"] == pytest.approx(1.0)
    assert found["top_rd_share"] == 1.0


def test_what_is_not_measured_is_missing_and_what_is_unknown_is_refused() -> None:
    values = in_order({"exit_rate": 0.08})
    assert values[FACTS.index("exit_rate")] == 0.08
    assert np.isnan(np.delete(values, FACTS.index("exit_rate"))).all()
    with pytest.raises(KeyError, match="birth_rate"):
        in_order({"birth_rate": 0.1})
