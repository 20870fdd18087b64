"""Single towns from the command line: `run --panel` keeps them, `towns STUDY` ranks them, refusals are sentences."""

import json
from pathlib import Path

import pytest

from simulation.commands.town_ranks import By
from simulation.ensemble import runner
from simulation.inputs.measures import DIMENSIONS
from tests.behaviour.small_runs import small_draws, small_ground
from tests.test_cli_towns import ask, joined

SIZE = ("--draws", "2", "--replications", "1")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one study of the small province and its towns."""
    folder = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "study_ground", small_ground)
        patch.setattr(runner, "draw_parameters", small_draws)
        result = ask("run", "baseline", *SIZE, "--store", str(folder), "--panel", "--json")
        assert result.exit_code == 0, result.stderr
        told = joined(result.stderr)
        assert "Single towns of 2 runs:" in told and f"towncast towns baseline --store {folder}" in told
        assert ask("run", "baseline", *SIZE, "--store", str(folder), "--seed", "7").exit_code == 0
        return folder


def test_towns_are_ranked_by_the_study_that_keeps_them(store: Path) -> None:
    result = ask("towns", "baseline", "--store", str(store), "--json")
    document = json.loads(result.stdout)
    assert (document["seed"], document["runs"], document["by"]) == (2016, 2, "total")
    assert len(document["towns"]) == 20 < document["listed"]
    ranks = [town["rank"]["median"] for town in document["towns"]]
    assert ranks == sorted(ranks) and ranks[0] == 1.0
    assert ask("towns", document["study"][:6], "--store", str(store), "--json").stdout == result.stdout
    by_b = json.loads(ask("towns", "baseline", "--by", "b", "--store", str(store), "--top", "3", "--json").stdout)
    assert (by_b["by"], len(by_b["towns"])) == ("B", 3)


def test_a_city_is_narrowed_to_with_ranks_of_the_province(store: Path) -> None:
    whole = json.loads(ask("towns", "baseline", "--store", str(store), "--top", "99", "--json").stdout)["towns"]
    for name in ("阳江", "Yangjiang", "阳江市"):
        here = json.loads(ask("towns", "--city", name, "baseline", "--store", str(store), "--json").stdout)["towns"]
        assert here == [town for town in whole if town["city"] == "阳江"]
    assert min(town["rank_in_city"]["median"] for town in here) == 1.0 < max(town["rank"]["median"] for town in here)


def test_one_town_has_a_page(store: Path) -> None:
    (town, *_) = json.loads(ask("towns", "baseline", "--store", str(store), "--json").stdout)["towns"]
    for name in (town["name"], str(town["code"]), town["name"].removesuffix("镇")):
        page = json.loads(ask("towns", "baseline", "--town", name, "--store", str(store), "--json").stdout)
        assert page["town"]["code"] == town["code"] and page["years"][-1]["rank"] == town["rank"]
    screen = ask("towns", "baseline", "--town", town["name"], "--store", str(store), language="zh_CN.UTF-8").stdout
    assert f"{town['name']}（{town['city']}）" in screen


def test_a_study_without_towns_says_how_to_make_them(store: Path) -> None:
    (plain,) = (
        each["key"] for each in json.loads(ask("studies", "--store", str(store), "--json").stdout) if not each["panel"]
    )
    result = ask("towns", plain, "--store", str(store))
    assert result.exit_code == 2
    assert f"towncast run baseline --seed 7 --panel --store {store}" in joined(result.stderr)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("towns", "nothing"), "is called nothing"),
        (("towns", "baseline", "--city", "Foshn"), "did you mean Foshan"),
        (("towns", "baseline", "--city", "深圳"), "has no towns in Shenzhen"),
        (("towns", "baseline", "--town", "无此镇"), "无此镇 is no town of this study"),
        (("towns", "baseline", "--town", "无此镇", "--top", "3"), "say --town or --top, not both"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(store: Path, words: tuple[str, ...], sentence: str) -> None:
    result = ask(*words, "--store", str(store))
    assert result.exit_code == 2 and sentence in joined(result.stderr) and "Traceback" not in result.stderr


@pytest.mark.parametrize("words", [("run", "baseline"), ("compare", "baseline", "vouchers_only")])
def test_towns_cannot_be_kept_without_a_store(words: tuple[str, ...]) -> None:
    result = ask(*words, "--panel", "--no-cache", "--draws", "1")
    assert result.exit_code == 2 and "cannot go with --no-cache" in result.stderr


def test_a_damaged_part_is_left_out_and_told(store: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "store"
    shutil.copytree(store, copy)
    (part,) = (copy / "studies").glob("*/panel/*.parquet")
    content = part.read_bytes()
    other = part.with_name("000005-000005-" + "0" * 32 + ".parquet")
    other.write_bytes(content)
    result = ask("towns", "baseline", "--store", str(copy), "--json")
    assert json.loads(result.stdout)["damaged"] == [str(other)] and str(other) in result.stderr
    assert ask("studies", "verify", "--store", str(copy)).exit_code == 2


def test_help_names_both_commands_of_the_group() -> None:
    for words in (("towns", "--help"), ("towns",)):
        assert {"rank", "template"} <= set(ask(*words).output.split())


def test_every_dimension_can_be_ranked_by() -> None:
    assert tuple(each.value for each in By) == DIMENSIONS
