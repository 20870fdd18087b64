"""The guide to studies is true: its commands run, its notebook runs, and they say what the guide says, numbers apart.

The guide shows the whole province; here the small one stands in, so that numbers and keys are masked.
"""

import contextlib
import io
import math
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from simulation import notebook, study
from simulation.analysis.intervals import student, wilson_interval
from simulation.analysis.stopping import FIRST_LOOK, parse_rule, planned_looks
from simulation.ensemble import replaying, runner
from simulation.ensemble.results import SEQUENCES
from simulation.presentation.words import Words
from tests.behaviour.small_runs import small_draws, small_ground

GUIDE = (Path(__file__).parent.parent / "docs" / "studies.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"<!-- run -->\n```console\n(.*?)```", GUIDE, re.DOTALL)
CELLS = re.findall(r"<!-- notebook -->\n```python\n(.*?)```\n(?:\n[^`]*?)??\n```text\n(.*?)```", GUIDE, re.DOTALL)
ELIDED = "..."
REFUSED = "names no executor"


@pytest.fixture(autouse=True)
def small_province(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for module in (runner, replaying):
        monkeypatch.setattr(module, "study_ground", small_ground)
        monkeypatch.setattr(module, "draw_parameters", small_draws)
    monkeypatch.setattr(study, "reach", lambda scenario, store: ())  # whom a condition lets in is asked at full size
    monkeypatch.chdir(tmp_path)


def masked(text: str) -> list[str]:
    """Lines without what depends on the size of the province: keys, numbers, and the room they take."""
    text = re.sub(r"\b[0-9a-f]{16}\b", "KEY", text)
    text = re.sub(r"-?\d[\d,]*(\.\d+)?( (bytes|kB|MB)\b)?", "#", text)
    return [" ".join(line.split()) for line in text.splitlines()]


def said(command: str) -> list[str]:
    words = shlex.split(command.removeprefix("$ towncast "))
    answer = CliRunner().invoke(cli.app, words, env={"COLUMNS": "100", "LANG": "en_US.UTF-8", "LC_ALL": ""})
    assert answer.exit_code == (2 if REFUSED in answer.output else 0), answer.output
    return masked(answer.output)


def test_every_command_of_the_guide_says_what_the_guide_says() -> None:
    asked = [re.split(r"^(?=\$)", block, flags=re.MULTILINE)[1:] for block in COMMANDS]
    assert sum(map(len, asked)) >= 8
    for one in (one for block in asked for one in block):
        command, _, shown = one.partition("\n")
        found, wanted = said(command), masked(shown)
        if ELIDED not in wanted:
            assert found == wanted, command
            continue
        places = [found.index(line) for line in wanted if line not in (ELIDED, "")]
        assert places == sorted(places) and len(places) >= 2, command


def test_the_folder_holds_what_the_guide_draws(tmp_path: Path) -> None:
    said("$ towncast run baseline --draws 2 --replications 1")
    store = tmp_path / ".towncast"
    found = {shape(path.relative_to(store).as_posix()) for path in store.rglob("*") if path.is_file()}
    drawn = GUIDE.split("<!-- layout -->\n```text\n")[1].split("```")[0].splitlines()[1:]
    inside, told = "", set()
    for line in drawn:
        name = line.split()[0]
        if line.startswith("    "):
            told.add(inside + shape(name))
        elif name.endswith("/"):
            inside = shape(name)
        else:
            told.add(shape(name))
    assert told - found == {f"{inside}damaged/"}, "nothing has been damaged here"
    assert found <= told


def shape(name: str) -> str:
    """A path without the hashes, times and numbers in it."""
    return re.sub(r"\b[0-9a-fT]{6,}\b|-\d+(?=\.json)", "#", name)


def test_every_cell_of_the_notebook_prints_what_the_guide_says() -> None:
    assert len(CELLS) == GUIDE.count("<!-- notebook -->") >= 3
    names: dict[str, object] = {}
    for cell, shown in CELLS:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(cell, "docs/studies.md", "exec"), names)
        assert masked(printed.getvalue()) == masked(shown)


def test_every_function_of_the_notebook_is_in_the_guide() -> None:
    public = {
        name
        for name, thing in vars(notebook).items()
        if getattr(thing, "__module__", "") == notebook.__name__ and callable(thing) and not name.startswith("_")
    }
    told = GUIDE.split("## In a notebook")[1]
    unseen = {name for name in public - {"Study", "Differences"} if f"`{name}`" not in told and f".{name}(" not in told}
    assert unseen == set()


def test_the_sizes_of_the_guide_are_computed() -> None:
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| (\d+) pp \| ([\d.]+) % \|$", GUIDE, re.MULTILINE)
    assert len(rows) == 4
    for draws, half, unseen in ((int(draws), half, unseen) for draws, half, unseen in rows):
        assert f"{100 * student(SEQUENCES - 1, 0.95) * 0.5 / math.sqrt(draws):.0f}" == half
        assert f"{100 * wilson_interval(0.0, draws)[1]:.1f}" == unseen


def test_rules_that_stop_are_told_as_the_program_reads_them() -> None:
    rules = set(re.findall(r"--until ([\w.]+)", GUIDE))
    assert {str(parse_rule(rule)) for rule in rules} == {"2.5pp", "ranking"}
    assert f"tries {FIRST_LOOK} draws, then {', '.join(map(str, planned_looks(128)[1:]))} and so on" in GUIDE


def test_every_way_to_end_is_told() -> None:
    words = Words("en")
    endings = [words(f"status.{status}") for status in ("running", "finished", "interrupted", "killed", "failed")]
    assert all(f"`{ending}`" in GUIDE for ending in endings)


def test_the_commands_of_the_cluster_are_words_that_dask_knows() -> None:
    scheduler = pytest.importorskip("distributed.cli.dask_scheduler")
    worker = pytest.importorskip("distributed.cli.dask_worker")
    script = GUIDE.split("<!-- dask -->\n```sh\n")[1].split("```")[0]
    for name, command in (("scheduler", scheduler.main), ("worker", worker.main)):
        line = next(line for line in script.splitlines() if line.startswith(f"dask {name} "))
        with command.make_context(name, shlex.split(line)[2:]) as context:
            assert context.params
    asked = next(line for line in script.splitlines() if line.startswith("towncast "))
    assert re.search(r"--executor dask://\w+:\d+$", asked)
