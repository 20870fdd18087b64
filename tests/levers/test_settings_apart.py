"""What a scenario may say of a lever stands apart from its rules; a lever that is being tried is one file."""

import sys
from pathlib import Path

import pytest

import simulation.inputs.levers
from simulation import levers
from simulation.inputs.delivery import LeverSettings
from tests.behaviour.small_runs import LEVERS

TRIAL = '''"""A lever that is being tried."""

from simulation.inputs.delivery import InstrumentSettings

CLAUSE = "3.3.3"


class Settings(InstrumentSettings):
    """Nothing of its own."""
'''


def test_every_lever_has_its_settings_in_a_file_of_its_name() -> None:
    (folder,) = simulation.inputs.levers.__path__
    assert sorted(file.stem for file in Path(folder).glob("[a-z]*.py")) == sorted(LEVERS)
    for lever, settings in levers.lever_settings().items():
        assert issubclass(settings, LeverSettings)
        assert settings.__module__ == f"simulation.inputs.levers.{lever}"


def test_a_lever_in_one_file_is_found_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "trial_lever.py").write_text(TRIAL, encoding="utf-8")
    monkeypatch.setattr(levers, "__path__", [*levers.__path__, str(tmp_path)])
    found = levers.lever_settings.__wrapped__()
    sys.modules.pop("simulation.levers.trial_lever")
    assert found["trial_lever"].__module__ == "simulation.levers.trial_lever"
    assert found.keys() - {"trial_lever"} == set(LEVERS)
