"""An older file is read as before, and brought to the current format without losing a sign its author wrote."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import cli
from simulation import study
from simulation.inputs import writing
from simulation.inputs.problems import InputError
from simulation.inputs.tree import Table
from simulation.inputs.upgrading import upgrade
from simulation.inputs.versions import CURRENT, RENAMES
from simulation.inputs.writing import replace, write_new
from tests.inputs.example_levers import load, problems_in, written

OLDER = Path(__file__).parent.parent / "older_scenarios"
OLD = "# ours\ntitle: x\nextends: baseline\ncertification: {quota: target_pressure} # faster\n"
NEW = "# ours\nschema: 2\ntitle: x\nextends: baseline\ncertification: {pace: target_pressure} # faster\n"


def ask(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words), env={"LANG": "en_US.UTF-8", "LC_ALL": ""})


def upgraded(folder: Path, text: str | bytes) -> str:
    path = folder / "scenario.yaml"
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return upgrade(path, "scenario.yaml").after


def test_a_file_without_a_version_is_read_as_before(tmp_path: Path) -> None:
    old, new = load(written(tmp_path, OLD, "old.yaml")), load(written(tmp_path, NEW, "new.yaml"))
    assert old.certification.pace == new.certification.pace == "target_pressure"
    assert old.hash() == new.hash()
    assert [path.name for path in old.older] == ["old.yaml"] and new.older == ()


def test_old_and_new_files_build_on_each_other(tmp_path: Path) -> None:
    written(tmp_path, OLD, "old.yaml")
    scenario = load(written(tmp_path, "schema: 2\ntitle: y\nextends: old\ncertification: {minimum_output: 1亿元}\n"))
    assert (scenario.certification.pace, scenario.certification.minimum_output) == ("target_pressure", 10_000.0)
    written(tmp_path, "schema: 2\ncertification: {pace: business_as_usual}\n", "blocks/new.yaml")
    older = load(written(tmp_path, "title: z\nextends: old\nuse: [blocks/new]\n", "z.yaml"))
    assert older.certification.pace == "business_as_usual"
    assert [path.name for path in older.older] == ["z.yaml", "old.yaml"]


def test_the_version_of_a_base_is_not_inherited(tmp_path: Path) -> None:
    written(tmp_path, NEW, "new.yaml")
    path = written(tmp_path, "title: y\nextends: new\ncertification: {quota: business_as_usual}\n")
    assert load(path).certification.pace == "business_as_usual"


def test_an_old_key_in_a_new_file_is_unknown(tmp_path: Path) -> None:
    (problem,) = problems_in(written(tmp_path, NEW.replace("pace", "quota")))
    assert (problem.code, problem.line, problem.allowed[0]) == ("E101", 5, "pace")


def test_both_names_in_an_old_file_are_one_too_many(tmp_path: Path) -> None:
    text = OLD.replace("{quota: target_pressure}", "{quota: target_pressure, pace: target_pressure}")
    assert [(p.code, p.read) for p in problems_in(written(tmp_path, text))] == [("E101", "quota")]


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ("3", "version 3 is newer than this program, which reads up to 2"),
        ("0", "'0' is not a version of the format"),
        ("two", "'two' is not a version of the format"),
        ("true", "'true' is not a version of the format"),
        ("'2'", "'2' is not a version of the format"),
        ("[2]", "'' is not a version of the format"),
    ],
)
def test_an_unknown_version_is_the_only_thing_told(tmp_path: Path, stated: str, sentence: str) -> None:
    text = f"title: x\nschema: {stated}\nextends: baseline\nbugdet: of another format\n"
    (problem,) = problems_in(written(tmp_path, text))
    assert (problem.code, problem.line, problem.nearest, problem.allowed) == ("E120", 2, "2", ("1", "2"))
    assert problem.message == sentence


def test_an_unknown_version_of_a_base_does_not_make_keys_missing(tmp_path: Path) -> None:
    written(tmp_path, "schema: 9\ntitle: base\nlevers: {guidance_funds: {follow_on: {budget: 1亿元}}}\n", "base.yaml")
    change = "title: x\nextends: base\nlevers: {guidance_funds: {follow_on: {start: 2017Q1}}}\n"
    assert [problem.code for problem in problems_in(written(tmp_path, change))] == ["E120"]


def test_a_messy_file_keeps_all_that_hands_put_into_it() -> None:
    found = upgrade(OLDER / "by_hand_1.yaml", "by_hand_1.yaml")
    assert found.after == (OLDER / "by_hand_2.yaml").read_text(encoding="utf-8")
    assert [(line, rename.name) for line, rename in found.renames] == [(24, "pace")]
    old, new = (study.load(OLDER / f"by_hand_{version}.yaml") for version in (1, 2))
    assert old.hash() == new.hash() and new.title.en == 'Ours: "quota" and all'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OLD.encode(), NEW.encode()),
        (OLD.replace("\n", "\r\n").encode("utf-8-sig"), NEW.replace("\n", "\r\n").encode("utf-8-sig")),
        (OLD.replace("\n", "\r").encode(), NEW.replace("\n", "\r").encode()),
        (b"{title: x, certification: {'quota': fast}}", b"{schema: 2, title: x, certification: {'pace': fast}}"),
        (b"  title: x\n  shocks: []", b"  schema: 2\n  title: x\n  shocks: []"),
        (b"title: x\nschema:   1 # old\nshocks: []\n", b"title: x\nschema:   2 # old\nshocks: []\n"),
        ("certification: {ｑｕｏｔａ: fast}\n".encode(), b"schema: 2\ncertification: {pace: fast}\n"),
        (b"shocks: &quota [covid]\n", b"schema: 2\nshocks: &quota [covid]\n"),
        (b"? title\n: x\n", b"schema: 2\n? title\n: x\n"),
        (b"certification: {quota: {}}\n", b"schema: 2\ncertification: {pace: {}}\n"),
        (b"certification: quota\n", b"schema: 2\ncertification: quota\n"),
        (b"certification: {quota: x, pace: y}\n", b"schema: 2\ncertification: {quota: x, pace: y}\n"),
    ],
)  # fmt: skip
def test_only_what_must_change_changes(tmp_path: Path, before: bytes, after: bytes) -> None:
    assert upgraded(tmp_path, before).encode() == after


def test_a_current_file_stays_as_it_is(tmp_path: Path) -> None:
    assert upgraded(tmp_path, NEW) == NEW


@pytest.mark.parametrize("text", ["certification: {&mark quota: x}\n", "--- &all\ntitle: x\n"])
def test_what_a_machine_cannot_change_safely_is_left_to_hands(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as refused:
        upgraded(tmp_path, text)
    assert [problem.code for problem in refused.value.problems] == ["E120"]


@pytest.mark.parametrize("text", ["title: [x\n", "- a\n", "", "schema: 3\ntitle: x\n", "a: 1\na: 2\n"])
def test_what_cannot_be_read_is_not_upgraded(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        upgraded(tmp_path, text)


PIECES = st.sampled_from(["# 注释 quota: x\n", "\n", "   \n", "author: 'quota: 1'  # quota\n", "shocks: [ covid ]\n",
                          "question: >\n  long\n  text\n", "macro:\n    growth : 8％ # x\n"])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=5, unique=True), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_taking_the_changes_back_gives_the_same_bytes(pieces: list[str], ends: str, in_quotes: bool) -> None:
    from tempfile import TemporaryDirectory

    key = '"quota"' if in_quotes else "quota"
    text = "".join(
        [*pieces[:2], "title: x\n", *pieces[2:4], f"certification:\n  {key} :  target_pressure\n", *pieces[4:]]
    )
    before = text.replace("\n", ends)
    with TemporaryDirectory() as folder:
        after = upgraded(Path(folder), before)
    new = key.replace("quota", "pace") + " :  target"
    assert after.count(f"schema: 2{ends}") == after.count(new) == 1
    assert after.replace(f"schema: 2{ends}", "").replace(new, key + " :  target") == before


def test_every_rename_leads_to_a_key_that_exists() -> None:
    content = load("baseline").content
    for rename in RENAMES:
        table = content
        for key in rename.path[:-1]:
            below = table.entries[key]
            assert isinstance(below, Table)
            table = below
        assert rename.name in table.entries and rename.since <= CURRENT


def test_every_shipped_file_is_current() -> None:
    for file in (OLDER.parent.parent / "scenarios").rglob("*.yaml"):
        assert not upgrade(file, file.name).is_due, f"run towncast upgrade {file}"


def test_the_old_file_is_kept_beside_and_never_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path, OLD)
    path.chmod(0o640)
    assert ask("upgrade", str(path)).exit_code == 0
    assert path.read_text(encoding="utf-8") == NEW and path.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "scenario.yaml.schema-1").read_text(encoding="utf-8") == OLD
    path.write_text(OLD + "# again\n", encoding="utf-8")
    result = ask("upgrade", str(path))
    assert "kept as scenario.yaml.schema-1.2" in result.stdout
    assert (tmp_path / "scenario.yaml.schema-1").read_text(encoding="utf-8") == OLD
    assert "already in version 2" in ask("upgrade", str(path)).stdout
    assert len(list(tmp_path.iterdir())) == 3


def test_a_link_stays_a_link_and_the_file_behind_it_changes(tmp_path: Path) -> None:
    path = written(tmp_path, OLD, "folder/real.yaml")
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    assert ask("upgrade", str(link)).exit_code == 0
    assert link.is_symlink() and path.read_text(encoding="utf-8") == NEW
    assert (tmp_path / "folder" / "real.yaml.schema-1").is_file()


def test_check_writes_nothing_and_says_what_would_change(tmp_path: Path) -> None:
    path = written(tmp_path, OLD)
    result = ask("upgrade", "--check", str(path))
    assert result.exit_code == 2 and "+schema: 2" in result.stdout and "-certification: {quota" in result.stdout
    assert path.read_text(encoding="utf-8") == OLD and len(list(tmp_path.iterdir())) == 1
    assert ask("upgrade", "--check", str(written(tmp_path, NEW))).exit_code == 0


def test_one_bad_file_keeps_all_from_being_written(tmp_path: Path) -> None:
    good, bad = written(tmp_path, OLD), written(tmp_path, "title: [\n", "bad.yaml")
    result = ask("upgrade", str(good), str(bad))
    assert result.exit_code == 2 and "E005" in result.stderr and "Traceback" not in result.stderr
    assert good.read_text(encoding="utf-8") == OLD


@pytest.mark.parametrize("steps", [("fsync",), ("replace",), ("link", "fsync")])
def test_a_full_disk_or_a_crash_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: tuple[str, ...]
) -> None:
    path = written(tmp_path, OLD)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for step in steps:
        monkeypatch.setattr(writing.os, step, full)
    result = ask("upgrade", str(path))
    assert result.exit_code == 2
    assert result.stderr.strip() == f"cannot use {path}: No space left on device"
    assert path.read_text(encoding="utf-8") == OLD
    leftovers = [each.name for each in tmp_path.iterdir() if each != path]
    assert leftovers in ([], ["scenario.yaml.schema-1"])


def test_a_copy_that_cannot_be_finished_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, asked = written(tmp_path, OLD), []

    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "not here")

    def full_at_the_second(handle: int) -> None:
        asked.append(handle)
        if len(asked) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writing.os, "link", no_links)
    monkeypatch.setattr(writing.os, "fsync", full_at_the_second)
    with pytest.raises(OSError, match="No space left"):
        replace(path, NEW, 1)
    assert [each.name for each in tmp_path.iterdir()] == ["scenario.yaml"] and len(asked) == 2
    assert path.read_text(encoding="utf-8") == OLD


def test_where_a_file_cannot_have_two_names_the_old_one_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "not here")

    monkeypatch.setattr(writing.os, "link", no_links)
    path = written(tmp_path, OLD)
    assert replace(path, NEW, 1).read_text(encoding="utf-8") == OLD
    assert path.read_text(encoding="utf-8") == NEW
    write_new(tmp_path / "new.yaml", NEW)
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "new.yaml", OLD)
    assert (tmp_path / "new.yaml").read_text(encoding="utf-8") == NEW


def test_a_new_file_never_replaces_another(tmp_path: Path) -> None:
    path = written(tmp_path, OLD)
    with pytest.raises(FileExistsError, match=r"scenario\.yaml"):
        write_new(path, NEW)
    assert path.read_text(encoding="utf-8") == OLD and len(list(tmp_path.iterdir())) == 1


def test_an_older_file_is_hinted_at_where_it_is_used(tmp_path: Path) -> None:
    path = written(tmp_path, OLD)
    result = ask("check", str(path))
    assert result.exit_code == 0 and "no problem found" in result.stdout
    assert result.stderr.strip() == (
        f"{path}: written in an older version of the format; towncast upgrade {path} brings it up to date"
    )
    assert ask("check", str(written(tmp_path, NEW))).stderr == ""
