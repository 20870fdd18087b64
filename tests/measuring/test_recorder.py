"""A run is written down from 2015 to 2020, in order, and by lever."""

import numpy as np
import pytest

from simulation.inputs.measures import COMPOSITION, DIMENSIONS, FACTS, MEASURES, PAYERS, PLACES, SPENDING_YEARS, YEARS
from simulation.recorder import Outcome, Recorder, by_lever, levers_of
from simulation.world.ledger import Ledger, chart_of

from .tiny import DELTA, EAST, Stage, tiny_stage

PURSES = ("guidance_funds.follow_on", "guidance_funds.risk_compensation", "innovation_vouchers")


def ready(p: np.record) -> Stage:
    place = tiny_stage(p, (DELTA, 0), (EAST, 6), (EAST, 6))
    place.towns.tally.services_year[:] = 10.0, 20.0, 30.0, 40.0
    place.firms.output.sales_year[:3] = 100.0, 200.0, 300.0
    place.firms.output.log_sales[:3] = 8.0
    place.ledger = Ledger(chart_of(1, 4, 1), PURSES)
    return place


def lived(place: Stage) -> Outcome:
    """Six years in which towns grow by a tenth of 2015 and gain ten residents a year."""
    recorder = Recorder()
    recorder.begin(place)  # type: ignore[arg-type]
    start = place.towns.tally.services_year.copy()
    for year in YEARS[1:]:
        place.towns.tally.services_year[:] += 0.1 * start
        place.towns.economy.population[:] += 10.0
        recorder.year_end(place.at_end_of(year))  # type: ignore[arg-type]
    return recorder.finish(place)  # type: ignore[arg-type]


def test_the_outcome_has_the_shapes_that_an_ensemble_stacks(p: np.record) -> None:
    outcome = lived(ready(p))
    years, places = len(YEARS), len(PLACES)
    assert outcome.measures.shape == (years, len(MEASURES))
    assert outcome.indicators.shape == (years, places, 16)
    assert outcome.score.shape == (years, places, len(DIMENSIONS))
    assert outcome.rank_stability.shape == (200,)
    assert outcome.money.shape == (2, len(PAYERS), len(SPENDING_YEARS))
    assert outcome.appropriated.shape == outcome.returned.shape == (2, len(SPENDING_YEARS))
    assert outcome.composition.shape == (len(COMPOSITION),)
    assert outcome.facts.shape == (len(FACTS),)
    assert np.isfinite(outcome.measures).all()


def test_every_year_stands_in_its_own_row(p: np.record) -> None:
    gdp = lived(ready(p)).measures[:, MEASURES.index("gdp")]
    assert gdp == pytest.approx(60e-4 * np.array([1.0, 1.1, 1.2, 1.3, 1.4, 1.5]))


def test_a_year_counts_the_residents_in_its_middle(p: np.record) -> None:
    per_head = lived(ready(p)).indicators[:, 1, 1]  # GDP per head in the delta
    assert per_head[:3] == pytest.approx([10 / 1000, 11 / 1005, 12 / 1015])


def test_the_ruler_of_2015_does_not_move(p: np.record) -> None:
    place = ready(p)
    score = lived(place).score[:, 0, 0]
    assert score[-1] > score[0]


def test_instruments_of_one_lever_add_up_to_the_fen() -> None:
    spent = np.array([[1_000_001], [2], [30_000_000]])
    assert levers_of(PURSES) == ("guidance_funds", "innovation_vouchers")
    assert by_lever(PURSES, spent).ravel().tolist() == [1.000003, 30.0]


def test_a_run_without_levers_has_no_rows_of_money(p: np.record) -> None:
    place = ready(p)
    place.ledger = Ledger(chart_of(1, 4, 1), ())
    assert lived(place).money.shape == (0, len(PAYERS), len(SPENDING_YEARS))


def test_2015_is_recorded_before_the_first_quarter_and_only_then(p: np.record) -> None:
    with pytest.raises(ValueError, match="before the first quarter"):
        Recorder().begin(ready(p).at_end_of(2016))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="call begin first"):
        Recorder().year_end(ready(p).at_end_of(2016))  # type: ignore[arg-type]


def test_a_run_that_stops_early_has_no_outcome(p: np.record) -> None:
    place = ready(p)
    recorder = Recorder()
    recorder.begin(place)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="before 2020"):
        recorder.finish(place)  # type: ignore[arg-type]
