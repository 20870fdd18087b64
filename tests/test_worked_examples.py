"""Worked examples in plain numbers (worked_examples/*.yaml) come out as computed by hand."""

import importlib
import pkgutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.worked_examples import by_lever

FOLDER = Path(__file__).parent / "worked_examples"
MODULES = [
    importlib.import_module(f"{by_lever.__name__}.{info.name}") for info in pkgutil.iter_modules(by_lever.__path__)
]
RULES = {name: rule for module in MODULES for name, rule in module.RULES.items()}


def examples() -> list[Any]:
    """Every example of every file, named by its file and story."""
    return [
        pytest.param(path.stem, example, id=f"{path.stem}: {example['story']}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for example in YAML(typ="safe").load(path)
    ]


def test_every_file_of_examples_has_its_rule():
    assert sorted(RULES) == sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize(("rule", "example"), examples())
def test_the_example_comes_out_as_computed_by_hand(rule, example):
    assert sorted(example) == ["expect", "given", "story", "working"]
    assert dict(RULES[rule](example["given"])) == pytest.approx(example["expect"], rel=1e-9, abs=1e-9)
