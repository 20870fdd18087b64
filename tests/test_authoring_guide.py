"""The author's guide is true: every example in it is read by the program, and its mistakes are told where it says."""

import re
from pathlib import Path

import pytest

from simulation import study
from simulation.inputs.delivery import InstrumentSettings
from simulation.inputs.problems import MEANINGS

GUIDE = (Path(__file__).parent.parent / "docs" / "authoring.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
EXPECTED = re.compile(r"# ([EW]\d{3}) (\d+):(\d+)\n")


@pytest.mark.parametrize("text", EXAMPLES, ids=[text.split("title: ")[1].splitlines()[0][:40] for text in EXAMPLES])
def test_an_example_says_what_the_guide_says_of_it(text: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    told = [(one.code, one.line, one.column) for one in (*study.problems(str(path)), *study.warnings(str(path)))]
    promised = EXPECTED.match(text)
    assert told == ([(promised[1], int(promised[2]), int(promised[3]))] if promised else [])


def test_there_are_examples_of_both_kinds() -> None:
    assert len(EXAMPLES) >= 9
    assert sum(bool(EXPECTED.match(text)) for text in EXAMPLES) >= 3


def test_every_word_of_delivery_is_explained() -> None:
    shared = set(InstrumentSettings.model_fields)
    assert {word for word in shared if f"`{word}`" in GUIDE} == shared


def test_every_code_of_the_guide_exists_and_every_doubt_is_in_it() -> None:
    told = set(re.findall(r"\b([EW]\d{3})\b", GUIDE))
    assert told <= set(MEANINGS)
    assert {code for code in MEANINGS if code.startswith("W")} <= told
