"""What is remembered of a file is what reading it gives, whatever has happened to the cache."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from simulation.inputs.files import shipped_root
from simulation.remembering import KEPT, PARSED, YAMLError, plain_yaml

FILES = sorted((shipped_root() / "config").rglob("*.yaml"))


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOWNCAST_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / PARSED


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_read_twice_gives_what_reading_it_gives(file: Path) -> None:
    first, again = plain_yaml(file), plain_yaml(file)
    read = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    assert first == again == read
    assert repr(again) == repr(read)  # 1 is not 1.0, and the order is that of the file


def test_tables_by_year_and_odd_numbers_survive(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text("2016: 1.0\nname: {1: [.5, true, null, 'x'], 2: {}}\nmany: 1e300\n", encoding="utf-8")
    first = plain_yaml(file)
    assert repr(plain_yaml(file)) == repr(first)
    assert first["name"][1] == [0.5, True, None, "x"]


@pytest.mark.parametrize("damage", ["", "{", "[1", "\0"])
def test_a_damaged_memory_is_read_anew(damage: str, tmp_path: Path, own_cache: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text("a: 1\n", encoding="utf-8")
    assert plain_yaml(file) == {"a": 1}
    (remembered,) = own_cache.glob("*.json")
    remembered.write_text(damage, encoding="utf-8")
    assert plain_yaml(file) == {"a": 1}
    assert plain_yaml(file) == {"a": 1}


def test_a_changed_file_is_read_anew_and_old_versions_go(tmp_path: Path, own_cache: Path) -> None:
    file = tmp_path / "one.yaml"
    for value in range(10):
        file.write_text(f"a: {value}\n", encoding="utf-8")
        assert plain_yaml(file) == {"a": value}
    assert len(list(own_cache.glob("*"))) == KEPT


def test_what_cannot_be_remembered_is_read_each_time(tmp_path: Path, own_cache: Path) -> None:
    file = tmp_path / "dated.yaml"
    file.write_text("day: 2016-05-04\n", encoding="utf-8")
    assert plain_yaml(file) == plain_yaml(file)
    assert not own_cache.exists()


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("TOWNCAST_CACHE", str(tmp_path / "taken"))
    file = tmp_path / "one.yaml"
    file.write_text("a: 1\n", encoding="utf-8")
    assert plain_yaml(file) == {"a": 1}


def test_a_broken_file_is_told_each_time(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("a: [1\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(YAMLError):
            plain_yaml(file)
