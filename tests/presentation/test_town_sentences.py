"""Whatever is assumed of an office's towns has a sentence in both languages, and screens of a few towns stay honest."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulation import study
from simulation.analysis.chances import target_results
from simulation.inputs import office_towns
from simulation.inputs.office_towns.columns import COLUMNS, STATED
from simulation.inputs.office_towns.fitting import TOLD
from simulation.inputs.targets import load_targets
from simulation.presentation.assumptions import sentence
from simulation.presentation.document import run_document
from simulation.presentation.words import Words, catalogue
from tests.analysis.fabricated import fabricate
from tests.presentation.rendering import compare_screen, package, run_screen, widest

PICTURE = re.compile("[\u2801-\u28ff]")
"""Only rows of the table of targets hold a picture of the years."""
FOLDER = Path(str(office_towns.__file__)).parent
MADE = sorted(
    {
        name
        for path in FOLDER.glob("*.py")
        for name in re.findall(r'Assumption\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    | {"whole_budgets", "share_of_budgets"}
)
"""Every assumption that the program can make."""
EXAMPLES: dict[str, Any] = {
    "file": "towns.csv", "towns": 20, "certified": 18, "cities": ("江门", "中山"), "added": 3, "placed_at_centre": 1,
    "columns": ("备注",), "rows": ("合计",), "figures": ("gdp", "population"), "stated": 11,
    "fills": {"from_gdp": 6, "same_town": 3, "rd_spending": 4}, "place": "dongguan", "factor": 0.98312,
    "money_published": 27_700.0, "money_office": 1_200.0, "money_left": 800.0, "money_now": 28_100.0,
    "target": "towns_10bn", "now": 140, "published": 141, "city": "东莞", "money_towns": 6_300.0, "money_city": 6_275.0,
    "firms": 3_100, "share_gdp": 0.0384, "least": 5,
}  # fmt: skip


def manifest_of_part(**changes: Any) -> dict[str, Any]:
    """What a manifest says of towns that were run by themselves."""
    records = [{"name": name, **EXAMPLES} for name in MADE]
    towns = {"file": "towns.csv", "path": "data/towns.csv", "only_these": True, "whole_budgets": False,
             "certified": 18, "cities": ["江门"], "assumptions": records}  # fmt: skip
    return {"towns": {**towns, **changes}}


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_assumption_has_its_sentence(name: str, language: str) -> None:
    text = sentence({"name": name, **EXAMPLES}, Words(language))
    assert len(MADE) >= 13 and len(text) > 8 and not re.search(r"[{}]|\w_\w", text)


def test_no_sentence_is_kept_for_an_assumption_that_is_never_made() -> None:
    assert sorted(key.partition(".")[2] for key in catalogue() if key.startswith("assumption.")) == MADE


def test_everything_that_goes_into_a_sentence_has_a_word() -> None:
    rules = re.findall(r"^[A-Z_, ]+ = (.+)$", (FOLDER / "filling.py").read_text(encoding="utf-8"), re.MULTILINE)
    origins = {word for line in rules[:2] for word in re.findall(r'"([a-z_]+)"', line)} - {"stated", "drawn"}
    drawn = {key for key in STATED if key not in TOLD}
    assert origins == {"same_town", "city", "assumed", "from_gdp", "from_output", "from_specialty", "from_year"}
    assert {f"gap.{name}" for name in origins | drawn} <= set(catalogue())
    assert {f"figure.{name}" for name in TOLD} | {f"use.{column.use}" for column in COLUMNS} <= set(catalogue())


@pytest.mark.parametrize(("language", "width"), [(language, width) for language in ("en", "zh") for width in (80, 120)])
def test_screens_of_a_few_towns_fit_and_judge_ratios_only(language: str, width: int) -> None:
    base = replace(fabricate(), manifest={**fabricate().manifest, **manifest_of_part()})
    other = replace(package(), manifest={**package().manifest, **manifest_of_part()})
    screens = (run_screen(other, language, width), compare_screen(base, other, language=language, width=width))
    for screen in screens:
        assert widest(screen) <= width and "…" not in screen
        together = Words(language)("target.primary")
        assert together not in screen
    rows = [line for line in screens[0].splitlines() if PICTURE.search(line)]
    for target in load_targets():
        name = Words(language)(f"target.{target.id}")
        (line,) = [line for line in rows if re.match(re.escape(name) + r"[†°*]?\s", line)]
        assert ("  –  " in line) != target.is_ratio


def test_of_the_whole_province_every_target_is_judged() -> None:
    manifest = {**fabricate().manifest, **manifest_of_part(only_these=False)}
    screen = run_screen(replace(fabricate(), manifest=manifest))
    assert "Nine primary together" in screen
    document = run_document(study.summarise(replace(fabricate(), manifest=manifest)), study.units())
    assert all(target["applies"] for target in document["targets"])


def test_ratios_are_the_targets_that_mean_the_same_for_a_part() -> None:
    found = {result.target.id for result in target_results(fabricate(), load_targets()) if result.target.is_ratio}
    assert found == {"platform_coverage", "rd_intensity", "rd_personnel", "backbone_rd_coverage"}


def test_the_next_command_keeps_the_towns() -> None:
    ensemble = replace(fabricate(), manifest={**fabricate().manifest, **manifest_of_part(whole_budgets=True)})
    screen = " ".join(run_screen(ensemble).split())
    assert "towncast compare baseline document_package --towns data/towns.csv --only-these --whole-budgets" in screen
