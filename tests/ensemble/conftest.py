"""The whole runner on the small province: births, records, threads and books as at full size, only faster."""

import pytest

from simulation.ensemble import runner
from tests.behaviour.small_runs import small_draws, small_ground


@pytest.fixture
def small_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """`run_ensemble`, and all that calls it, runs the small province."""
    monkeypatch.setattr(runner, "study_ground", small_ground)
    monkeypatch.setattr(runner, "draw_parameters", small_draws)
