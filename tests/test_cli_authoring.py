"""Authors on the command line: show, its merged form and its differences, and the fields of conditions."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from simulation import study
from simulation.inputs.delivery import InstrumentSettings, instrument_names, settings_of
from simulation.inputs.fields import CODES, FIELDS
from tests.inputs.example_levers import written
from tests.presentation.rendering import widest

ROOT = Path(__file__).resolve().parent.parent
CHANGE = "schema: 2\ntitle: Ours\nextends: vouchers_only\nlevers: {innovation_vouchers: {budget: {2018: 2.5亿元}}}\n"


def ask(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words), env={"COLUMNS": "100", "LANG": "en_US.UTF-8", "LC_ALL": ""})


def test_show_says_what_a_scenario_says() -> None:
    result = ask("show", "vouchers_only")
    assert result.exit_code == 0 and result.stderr == ""
    assert result.stdout.startswith("Innovation vouchers alone · vouchers_only\n")
    assert "政策工具与省级资金" in ask("show", "vouchers_only", "--lang", "zh").stdout


def test_what_show_merged_prints_runs_and_is_the_same(tmp_path: Path) -> None:
    ours = written(tmp_path, CHANGE, "ours.yaml")
    printed = ask("show", str(ours), "--merged").stdout
    merged = written(tmp_path, printed, "merged.yaml")
    assert printed.startswith("# ours with everything it builds on, merged; scenario ")
    assert study.load(merged).hash() == study.load(ours).hash()
    assert "      2018: 2.5亿元 # ours.yaml:4" in printed.splitlines()
    result = ask("show", str(merged), "--diff", str(ours))
    assert result.exit_code == 0 and "say the same" in result.stdout


def test_merged_on_an_output_that_carries_ascii_only_reads_the_same(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "show", "vouchers_only", "--merged", "--lang", "zh"]
    environment = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = subprocess.run(command, capture_output=True, env=environment, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"") and done.stdout.isascii()
    path = tmp_path / "merged.yaml"
    path.write_bytes(done.stdout)
    assert study.load(path).hash() == study.load("vouchers_only").hash()


def test_the_other_scenario_of_a_difference_comes_first_wherever_it_stands(tmp_path: Path) -> None:
    ours = str(written(tmp_path, CHANGE, "ours.yaml"))
    sentence = "Innovation vouchers, budget 2018: 1 亿元 -> 2.5 亿元"
    for words in (("--diff", "vouchers_only", ours), (ours, "--diff", "vouchers_only")):
        assert sentence in ask("show", *words).stdout.splitlines()
    assert (
        "创新券预算 2018 年：1 亿元 → 2.5 亿元" in ask("show", ours, "--diff", "vouchers_only", "--lang", "zh").stdout
    )


def test_show_in_json_has_settings_and_money() -> None:
    document = json.loads(ask("show", "document_package", "--json").stdout)
    assert (document["id"], document["extends"], document["unit_of_money"]) == (
        "document_package",
        ["baseline"],
        "万元",
    )
    assert document["hash"] == study.load("document_package").hash()
    vouchers = next(each for each in document["instruments"] if each["name"] == "innovation_vouchers")
    assert (vouchers["number"], vouchers["money_by_year"]["2018"]) == ("I27", 10_000.0)
    assert vouchers["settings"]["eligible"] == "firm.sales < 4亿元"
    total = sum(each["money_by_year"]["2018"] for each in document["instruments"])
    assert document["province_money_by_year"]["2018"] == pytest.approx(total) == pytest.approx(219_000.0)


def test_merged_in_json_names_the_origin_of_every_value(tmp_path: Path) -> None:
    ours = written(tmp_path, CHANGE, "ours.yaml")
    values = {
        ".".join(each["path"]): each
        for each in json.loads(ask("show", str(ours), "--merged", "--json").stdout)["values"]
    }
    changed, kept = (values[f"levers.innovation_vouchers.budget.{year}"] for year in (2018, 2019))
    assert (changed["text"], Path(changed["file"]).name, changed["line"]) == ("2.5亿元", "ours.yaml", 4)
    assert (kept["text"], Path(kept["file"]).name) == ("1亿元", "vouchers_only.yaml")
    assert values["shocks"]["text"] == []


def test_a_difference_in_json(tmp_path: Path) -> None:
    ours = str(written(tmp_path, CHANGE + "shocks: [covid]\n", "ours.yaml"))
    document = json.loads(ask("show", ours, "--diff", "vouchers_only", "--json").stdout)
    assert (document["before"]["id"], document["after"]["id"], document["same"]) == ("vouchers_only", "ours", False)
    assert document["changes"] == [
        {"path": ["levers", "innovation_vouchers", "budget"], "years": [2018], "before": 10_000.0, "after": 25_000.0},
        {"path": ["shocks"], "years": [], "before": [], "after": ["covid"]},
    ]
    document = json.loads(ask("show", "baseline", "--diff", "vouchers_only", "--json").stdout)
    assert document["changes"][0]["after"] is None and document["changes"][0]["before"]["face_value"] == 5.0


@pytest.mark.parametrize(
    "words",
    [("show",), ("show", "basline"), ("show", "baseline", "--diff", "nowhere"),
     ("show", "baseline", "--merged", "--diff", "vouchers_only"), ("show", "baseline", "--width", "5"), ("new",),
     ("upgrade",), ("upgrade", "nowhere.yaml"), ("schema", "--lang", "fr")],
)  # fmt: skip
def test_wrong_words_end_with_two_and_no_traceback(words: tuple[str, ...]) -> None:
    result = ask(*words)
    assert result.exit_code == 2 and "Traceback" not in result.stderr and result.stdout == ""


def test_an_older_file_is_hinted_at_beside_the_answer(tmp_path: Path) -> None:
    old = written(tmp_path, CHANGE.replace("schema: 2\n", ""), "old.yaml")
    result = ask("show", str(old), "--json")
    assert "older version of the format" in result.stderr and json.loads(result.stdout)["id"] == "old"


def test_fields_are_listed_with_units_meanings_and_words() -> None:
    records = {record["id"]: record for record in json.loads(ask("list", "fields", "--json").stdout)}
    assert list(records) == list(FIELDS)
    assert records["firm.sales"]["units"] == ["亿元", "万元", "yuan"] and records["firm.age"]["units"] == [
        "years",
        "quarters",
    ]
    assert records["firm.rd_intensity"]["answer"] == "share" and records["firm.is_hte"]["answer"] == "flag"
    assert records["town.region"]["words"][0] == {"word": "prd", "en": "Pearl River Delta", "zh": "珠三角"}
    assert all(record["meaning"]["zh"] and record["name"]["en"] for record in records.values())
    assert {name: [each["word"] for each in records[name]["words"]] for name in CODES} == {
        name: list(words) for name, words in CODES.items()
    }


def test_the_table_of_fields_says_why_funds_and_institutes_have_none() -> None:
    """True while firms and towns alone apply for money, whatever the instrument."""
    kinds = {
        settings if issubclass(settings, InstrumentSettings) else settings_of(settings, name)
        for settings in study.lever_settings().values()
        for name in instrument_names(settings) or ("",)
    }
    assert len(kinds) > 30 and {kind.recipient for kind in kinds} == {"firm", "town"}
    assert {name.partition(".")[0] for name in FIELDS} == {"firm", "town", "city"}
    english, chinese = (" ".join(ask("list", "fields", "--lang", each).stdout.split()) for each in ("en", "zh"))
    assert "Funds and R&D institutes have no fields, because no instrument takes applications from them" in english
    assert "基金和研发机构没有字段，因为没有手段以其为申请者" in chinese.replace(" ", "")


@pytest.mark.parametrize(("language", "width"), [(lang, width) for lang in ("en", "zh") for width in (80, 120)])
def test_the_table_of_fields_fits_its_screen(language: str, width: int) -> None:
    screen = ask("list", "fields", "--lang", language, "--width", str(width)).stdout
    assert widest(screen) <= width and "…" not in screen
    assert all(f"  {name} " in screen for name in FIELDS)
    assert "firm.sales < 4" in screen
