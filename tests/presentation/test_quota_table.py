"""The list of quotas fits its screen in both languages and gives machines the numbers that people see."""

import json

import pytest
from typer.testing import CliRunner, Result

import cli
from tests.presentation.rendering import widest

WORDS = ("list", "quotas", "baseline")


def ask(*words: str, width: int = 80) -> Result:
    env = {"COLUMNS": str(width), "LANG": "en_US.UTF-8", "LC_ALL": ""}
    return CliRunner().invoke(cli.app, [*WORDS, *words, "--width", str(width)], env=env)


@pytest.mark.parametrize(
    ("language", "width", "places", "line"),
    [
        ("en", 80, ["Province", "Guangzhou", "Foshan"], ["R&D", "/", "GDP", "2.00", "0.90", "2.90", "%"]),
        ("zh", 80, ["全省", "广州", "佛山"], ["研发支出占GDP比重", "2.00", "0.90", "2.90", "%"]),
        ("en", 60, ["Province", "Guangzhou", "Foshan"], ["R&D", "/", "GDP", "2.00", "0.90", "2.90", "%"]),
    ],
)
def test_every_city_has_its_section(language: str, width: int, places: list[str], line: list[str]) -> None:
    screen = ask("--lang", language, width=width).stdout
    lines = screen.splitlines()
    assert widest(screen) <= width
    assert "…" not in screen
    assert all(place in lines for place in places)
    assert "深圳" not in screen and "Shenzhen" not in screen
    assert next(text.split() for text in lines if text.strip().startswith(line[0])) == line
    assert "target_responsibility" in screen  # the baseline hands nothing down, and says so


def test_numbers_stand_on_the_right_of_their_columns() -> None:
    lines = ask().stdout.splitlines()
    rows = [line for line in lines if line.startswith(("  GDP of the towns", "  Incubators"))]
    assert len({line.rindex(".") for line in rows}) == 1


def test_json_has_base_gap_and_quota_of_every_city_and_target() -> None:
    records = json.loads(ask("--json").stdout)
    assert len(records) == (1 + 20) * 9
    assert records[0] == pytest.approx(
        {"place": "province", "target": "gdp", "unit": "亿元", "base": 27_700.0, "gap": 12_300.0, "quota": 40_000.0}
    )
    cities = [record for record in records if record["place"] != "province" and record["target"] == "patents"]
    assert sum(record["quota"] for record in cities) == pytest.approx(120_000.0)
    assert all(record["quota"] == pytest.approx(record["base"] + record["gap"]) for record in records)
