"""What counts as reaching each target, under every reading of its words."""

from pathlib import Path

import numpy as np
import pytest

from simulation.inputs.measures import MEASURES
from simulation.inputs.problems import InputError
from simulation.inputs.targets import Reading, Target, load_targets


def target(name: str) -> Target:
    return next(target for target in load_targets() if target.id == name)


def met(name: str, value: float, reading: str = "") -> bool:
    """Return whether a value of the measure meets a target under a reading (left out: the default)."""
    chosen = target(name).readings[reading or target(name).reading]
    return bool(chosen.met(np.array([value]) * chosen.scale)[0])


@pytest.mark.parametrize(
    ("name", "misses", "meets"),
    [
        ("towns", 489, 490),
        ("gdp", 40_000, 40_000.1),
        ("towns_100bn", 19, 20),
        ("towns_10bn", 179, 180),
        ("platform_coverage", 89.9, 90),
        ("rd_institutes", 49, 50),
        ("incubators", 99, 100),
        ("rd_intensity", 2.899, 2.9),
        ("patents", 119_999, 120_000),
        ("rd_personnel", 79.9, 80),
        ("backbone_rd_coverage", 99.9, 100),
        ("clusters_100bn", 7, 8),
    ],
)
def test_a_target_is_met_at_its_bar_and_not_just_below(name: str, misses: float, meets: float) -> None:
    assert (met(name, misses), met(name, meets)) == (False, True)


def test_more_than_twenty_towns_is_stricter_than_twenty_or_more() -> None:
    assert (met("towns_100bn", 20, "more_than"), met("towns_100bn", 21, "more_than")) == (False, True)


def test_about_five_hundred_towns_can_be_read_as_a_band_with_two_ends() -> None:
    assert [met("towns", count, "near") for count in (489, 490, 510, 511)] == [False, True, True, False]


def test_the_base_year_of_the_document_lowers_gdp_by_eight_percent() -> None:
    """25,500 in place of 27,700: 43,000 then stands for 39,585, and 43,500 for 40,045."""
    assert (met("gdp", 43_000, "document_share"), met("gdp", 43_500, "document_share")) == (False, True)


def test_a_missing_value_meets_no_target() -> None:
    assert not any(
        reading.met(np.array([np.nan]))[0] for target in load_targets() for reading in target.readings.values()
    )


def test_nine_targets_are_primary_gdp_is_an_aspiration_and_two_are_watched() -> None:
    kinds = [target.kind for target in load_targets()]
    assert (kinds.count("primary"), kinds.count("secondary")) == (9, 2)
    assert [target.id for target in load_targets() if target.kind == "aspiration"] == ["gdp"]
    assert [target.id for target in load_targets() if target.administrative] == ["towns"]


def test_every_reading_looks_at_a_measure_of_the_results_and_says_so_in_two_languages() -> None:
    for target in load_targets():
        for reading in target.readings.values():
            assert reading.measure in MEASURES
            assert reading.names.en and reading.names.zh


BROKEN = """
towns:
  clause: 2.3.2
  names: {en: Towns, zh: 专业镇}
  wording: about 500
  unit: towns
  kind: primary
  default: band
  readings:
    band: {names: {en: band, zh: 区间}, measure: towns, at_least: 490}
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("measure: towns", "measure: twons", "'twons' is not a measure"),
        ("at_least: 490", "at_least: 490, over: 3", "exactly one bar"),
        ("at_least: 490", "between: [510, 490]", "from the smaller to the larger"),
        ("default: band", "default: bend", "'bend' is none of its readings: band"),
        ("kind: primary", "kind: main", "aspiration"),
    ],
)
def test_a_target_that_says_something_impossible_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = tmp_path / "targets.yaml"
    file.write_text(BROKEN.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_targets(file)


def test_the_same_file_unbroken_is_accepted(tmp_path: Path) -> None:
    file = tmp_path / "targets.yaml"
    file.write_text(BROKEN, encoding="utf-8")
    (read,) = load_targets(file)
    assert isinstance(read.readings["band"], Reading)
