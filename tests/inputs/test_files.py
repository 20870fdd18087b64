"""Where the program looks for its numbers and scenarios."""

from pathlib import Path

import pytest

from simulation.inputs import files


def test_a_checkout_keeps_its_numbers_beside_the_package() -> None:
    assert files.config_file("parameters.yaml") == files.PACKAGE.parent / "config" / "parameters.yaml"
    assert files.scenario_file("baseline") == files.PACKAGE.parent / "scenarios" / "baseline.yaml"


def test_an_installed_copy_carries_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = tmp_path / "simulation" / "_shipped"
    (shipped / "config").mkdir(parents=True)
    (shipped / "config" / "parameters.yaml").touch()
    (shipped / "scenarios").mkdir()
    (shipped / "scenarios" / "baseline.yaml").touch()
    (tmp_path / "scenarios").mkdir()  # somebody else's folder of the same name, beside the package
    monkeypatch.setattr(files, "PACKAGE", tmp_path / "simulation")
    assert files.scenario_file("baseline.yaml") == shipped / "scenarios" / "baseline.yaml"
    assert files.scenario_names() == ("baseline",)


def test_a_copy_without_numbers_says_where_it_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PACKAGE", tmp_path / "simulation")
    with pytest.raises(FileNotFoundError, match="_shipped"):
        files.config_file("parameters.yaml")
