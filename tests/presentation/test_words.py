"""One catalogue of words: nothing is missing in either language, and everything that is shown has a word."""

import re
from pathlib import Path

import pytest

from simulation.analysis import notices
from simulation.inputs.measures import COMPOSITION, DIMENSIONS, PAYERS, PLACES
from simulation.inputs.targets import load_targets
from simulation.presentation import words as module
from simulation.presentation.words import LANGUAGES, Words, catalogue, language_of

PRESENTATION = Path(module.__file__).parent
PROJECT = PRESENTATION.parent.parent
PROGRAMS = [
    *PRESENTATION.rglob("*.py"),
    *PRESENTATION.rglob("*.html"),
    *(PRESENTATION.parent / "commands").glob("*.py"),
    PROJECT / "cli.py",
]


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_every_entry_speaks_both_languages_with_the_same_blanks(key: str) -> None:
    texts = catalogue()[key]
    assert set(texts) == set(LANGUAGES)
    blanks = [sorted(re.findall(r"\{(\w+)", text)) for text in texts.values()]
    assert blanks[0] == blanks[1]


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_chinese_is_not_english_left_over(key: str) -> None:
    texts = catalogue()[key]
    longest = max((word for word in re.findall(r"[A-Za-z]+", re.sub(r"\{\w+\}", "", texts["en"]))), key=len, default="")
    untouched = texts["zh"] == texts["en"] and len(longest) > 3
    assert not untouched


def test_every_word_that_a_program_asks_for_exists() -> None:
    asked = {
        key
        for program in PROGRAMS
        for key in re.findall(r'words\(\s*"([a-z_]+\.[a-zA-Z_0-9]+)"', program.read_text(encoding="utf-8"))
    }
    assert len(asked) > 40
    assert asked <= set(catalogue())


def test_everything_with_a_name_in_the_data_has_words() -> None:
    words = Words("zh")
    targets = load_targets()
    wanted = [f"target.{target.id}" for target in targets]
    wanted += [f"reading.{reading}" for target in targets for reading in target.readings]
    wanted += [f"bar.{reading.sign}" for target in targets for reading in target.readings.values()]
    wanted += [f"catalogue.{target.kind}" for target in targets]
    wanted += [f"place.{place}" for place in PLACES] + [f"payer.{payer}" for payer in PAYERS]
    wanted += [f"dimension.{dimension}" for dimension in DIMENSIONS]
    wanted += [f"term.{re.sub('^(gdp|rd_intensity|rd_personnel|towns_10+bn)_', '', term)}" for term in COMPOSITION]
    assert [key for key in wanted if key not in words] == []


def test_every_warning_has_its_sentence() -> None:
    source = Path(notices.__file__).read_text(encoding="utf-8")
    names = re.findall(r'Notice\(\s*"([a-z_]+)"', source)
    assert len(names) >= 7
    assert [name for name in names if f"notice.{name}" not in catalogue()] == []


def test_no_word_is_kept_that_nobody_uses() -> None:
    """A key counts as used when it, or its section through a composed key, stands in a program."""
    source = "".join(path.read_text(encoding="utf-8") for path in PROGRAMS)
    composed = set(re.findall(r"[\"']([a-z]+)\.(?:[\"']? \+|\{)", source))
    composed |= {"notice", "reading", "term", "split", "catalogue"}
    assert [
        key for key in catalogue() if key.split(".")[0] not in composed and not re.search(f"[\"']{key}[\"']", source)
    ] == []


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_HK"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_follows_the_locale(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        Words("fr")
