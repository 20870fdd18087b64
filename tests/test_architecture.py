"""The shape of the project: imports point one way, files stay readable, and chance has one door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 300

LAYERS = (
    ("simulation.saying", "simulation.shapes", "simulation.remembering"),
    ("simulation.quantities", "simulation.calendar"),
    ("simulation.inputs",),
    ("simulation.rules",),
    ("simulation.world", "simulation.phases"),
    ("simulation.measuring",),
    ("simulation.agents", "simulation.levers"),
    ("simulation.schedule", "simulation.population"),
    ("simulation.recorder",),
    ("simulation.ensemble",),
    ("simulation.analysis",),
    ("simulation.study",),
    ("simulation.presentation",),
    ("simulation.commands",),
    ("cli",),
)
"""From what knows least to what knows all; a module may import its own layer and those above it in this list."""

BESIDE = {
    "simulation.base_year": {
        "simulation.saying",
        "simulation.shapes",
        "simulation.quantities",
        "simulation.calendar",
        "simulation.inputs",
        "simulation.world.birth.solvers",
    }
}
"""Programs beside the arrow, with what they may read; nothing may import them."""

GLOBAL_DICE = {"random", "secrets"}
GENERATORS = {
    "simulation/ensemble/design.py": "the scrambling of the draws",
    "simulation/analysis/attribution.py": "orders of levers, which no run feels",
    "simulation/measuring/index_score.py": "weights of the index by chance, which no run feels",
    "simulation/world/world.py": "Mesa asks every model for a generator; it is never rolled",
}
"""The only files that may name numpy's generators, and why."""


def modules() -> list[Path]:
    return sorted([*(ROOT / "simulation").rglob("*.py"), ROOT / "cli.py"])


def written() -> list[Path]:
    return [*modules(), *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that a file imports, wherever the import stands; `from simulation import x` names both readings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer_of(module: str) -> int | None:
    levels = {name: level for level, names in enumerate(LAYERS) for name in names if within(module, name)}
    return levels[max(levels, key=len)] if levels else None


def within(module: str, name: str) -> bool:
    return module == name or module.startswith(name + ".")


def beside(module: str) -> str | None:
    return next((name for name in BESIDE if within(module, name)), None)


def names_numpy_random(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "random"
        and isinstance(node.value, ast.Name)
        and node.value.id in ("np", "numpy", "self")
    )


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down_the_arrow(path: Path) -> None:
    module = name_of(path)
    here, program = layer_of(module), beside(module)
    for target in imported(parsed(path)):
        level = layer_of(target)
        assert beside(target) in (None, program), f"{module} imports {target}, a program that stands beside the arrow"
        if program is not None:
            allowed = any(within(target, name) for name in BESIDE[program])
            assert level is None or allowed, f"{module} may not import {target}"
        elif level is not None and here is not None:
            assert level <= here, f"{module} imports {target}, which comes after it"


def test_every_module_has_its_place_on_the_arrow() -> None:
    homeless = [name_of(path) for path in modules() if layer_of(name_of(path)) is None and not beside(name_of(path))]
    assert set(homeless) <= {"simulation"}


@pytest.mark.parametrize("path", written(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is(path: Path) -> None:
    tree = parsed(path)
    if tree.body:
        assert ast.get_docstring(tree), "the first line of a module says what it is to a policy reader"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_chance_comes_only_from_the_dice_and_the_design(path: Path) -> None:
    tree = parsed(path)
    targets = set(imported(tree))
    assert not {target.split(".")[0] for target in targets} & GLOBAL_DICE
    if str(path.relative_to(ROOT)) not in GENERATORS:
        lines = [node.lineno for node in ast.walk(tree) if names_numpy_random(node)]
        assert not lines, f"numpy's generators are named on lines {lines}"
        assert not any(within(target, "numpy.random") for target in targets)


def test_numbers_and_choices_hold_no_program() -> None:
    strays = [path for folder in ("config", "scenarios") for path in (ROOT / folder).rglob("*.py")]
    assert strays == []
