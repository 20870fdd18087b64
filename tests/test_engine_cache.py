"""Compiled code is never older than its text: any edit of a rule, a phase or a column makes a new engine."""

import ast
import re
import shutil
from pathlib import Path

import numba
import pytest

from simulation.remembering import cache_home
from simulation.rules import compiled, engine_cache
from simulation.rules.engine_cache import COLUMNS, engine_folder, engine_hash, engine_sources

SIMULATION = Path(compiled.__file__).resolve().parents[1]
SOURCES = engine_sources()
COMPILES = re.compile(r"^\s*@(?:\w+\.)?(?:rule|phase|inlined|n?jit|vectorize|guvectorize|cfunc)\b", re.MULTILINE)


def name_of(source: Path) -> str:
    return source.relative_to(SIMULATION).as_posix()


@pytest.fixture
def copies(tmp_path: Path) -> list[Path]:
    """All engine sources, copied in their order."""
    made = [tmp_path / source.relative_to(SIMULATION) for source in SOURCES]
    for source, copy in zip(SOURCES, made, strict=True):
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    return made


def test_the_same_text_elsewhere_is_the_same_engine(copies):
    assert engine_hash(copies) == engine_hash() == engine_hash(SOURCES)


@pytest.mark.parametrize("place", range(len(SOURCES)), ids=[name_of(source) for source in SOURCES])
def test_editing_any_source_makes_another_engine(copies, place):
    before = engine_hash(copies)
    text = copies[place].read_text(encoding="utf-8")
    copies[place].write_text(text + "# another word\n", encoding="utf-8")
    assert engine_hash(copies) != before
    copies[place].write_text(text, encoding="utf-8")
    assert engine_hash(copies) == before


def test_a_changed_number_in_a_rule_makes_another_engine(copies):
    before = engine_hash(copies)
    rule = next(copy for copy in copies if copy.name == "high_tech.py")
    text = rule.read_text(encoding="utf-8")
    assert "return 0.05" in text
    rule.write_text(text.replace("return 0.05", "return 0.06"), encoding="utf-8")
    assert engine_hash(copies) != before


def test_another_compiler_makes_another_engine(monkeypatch):
    before = engine_hash()
    monkeypatch.setattr(engine_cache, "version", lambda name: "0.0")
    assert engine_hash() != before


def test_every_file_that_compiles_anything_is_an_engine_source():
    compiling = {path for path in SIMULATION.rglob("*.py") if COMPILES.search(path.read_text(encoding="utf-8"))}
    assert len(compiling) > 15
    assert {name_of(path) for path in compiling - set(SOURCES)} == set()


def test_rules_and_columns_are_engine_sources():
    names = {name_of(source) for source in SOURCES}
    assert {name_of(path) for path in (SIMULATION / "rules").glob("*.py")} <= names
    assert {f"world/{name}" for name in COLUMNS} <= names


def test_compiled_code_reads_no_constant_from_a_file_that_is_no_engine_source():
    # A constant is frozen into machine code: one from elsewhere could change without a new engine.
    known = set(SOURCES)
    strangers = {
        f"{name_of(source)} reads {constant}"
        for source in SOURCES
        for constant, home in constants_from(source).items()
        if home not in known and constant in names_in_compiled(source)
    }
    assert strangers == set()


def constants_from(source: Path) -> dict[str, Path]:
    """Names that a file imports from other files of the simulation."""
    homes = {}
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("simulation."):
            home = SIMULATION.parent / f"{node.module.replace('.', '/')}.py"
            homes |= {alias.asname or alias.name: home for alias in node.names}
    return homes


def names_in_compiled(source: Path) -> set[str]:
    """Names read inside the bodies of compiled functions, module constants they lean on included."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    names = {
        leaf.id for node in functions for part in node.body for leaf in ast.walk(part) if isinstance(leaf, ast.Name)
    }
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(goal, ast.Name) and goal.id in names for goal in node.targets
        ):
            names |= {leaf.id for leaf in ast.walk(node.value) if isinstance(leaf, ast.Name)}
    return names


def test_the_cache_lives_in_a_folder_named_by_the_engine(monkeypatch, tmp_path):
    monkeypatch.setenv("TOWNCAST_CACHE", str(tmp_path))
    assert cache_home() == tmp_path
    assert engine_folder() == tmp_path / "engines" / engine_hash()
    assert Path(numba.config.CACHE_DIR).name == engine_hash()
