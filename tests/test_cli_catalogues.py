"""The catalogues on the command line: every list, and everything with a name explained, in both languages."""

import json
import re

import pytest
from typer.testing import CliRunner, Result

import cli
from simulation.inputs.clauses import load_clauses
from simulation.inputs.indicators import load_indicators
from simulation.inputs.instruments import load_instruments
from simulation.inputs.lever_cards import lever_cards
from simulation.inputs.parameters import load_parameters
from simulation.inputs.targets import load_targets
from simulation.presentation.explaining import Explanation, show_explanations
from simulation.presentation.finding import names
from simulation.presentation.setting import make_setting
from tests.presentation.rendering import Output, widest


def ask(*words: str, width: int = 100) -> Result:
    env = {"COLUMNS": str(width), "LANG": "en_US.UTF-8", "LC_ALL": ""}
    return CliRunner().invoke(cli.app, list(words), env=env)


@pytest.mark.parametrize("what", ["scenarios", "levers", "targets", "indicators", "parameters", "clauses", "fields"])
def test_every_catalogue_can_be_listed_in_both_languages_and_as_json(what: str) -> None:
    for language in ("en", "zh"):
        assert len(ask("list", what, "--lang", language).stdout.splitlines()) > 1
    assert json.loads(ask("list", what, "--json").stdout)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("voucher_additionality", "E35"),
        ("P03b", "voucher_additionality"),
        ("b11", "science and technology input"),
        ("innovation_vouchers", "I27 innovation_vouchers"),
        ("创新券", "I27 innovation_vouchers"),
        ("i27", "voucher_use_share"),
        ("sme_grant", "province 70 %, town with its city 30 % of the grant"),
        ("enterprise_cultivation.sme_grant", "2 亿元 of province money a year (0 to 10 to try)"),
        ("c0", "none: always runs"),
        ("platform_productivity_effect", "exactly 0 with 10 %; with 90 % −0.00403 · 0.0303 · 0.0663"),
        ("rd_intensity", "science_input: all science and technology input, ≥ 2.9 %"),
        ("rd_intensity", "Levers enterprise_cultivation"),
        ("3.2.1", "regional brand and product quality · no figures on brands"),
        ("2.3.2", "Sets the targets Specialised towns, GDP of the towns"),
        ("annex", "all 16 indicators"),
    ],
)
def test_everything_with_a_name_is_explained(name: str, expected: str) -> None:
    result = ask("explain", name)
    assert result.exit_code == 0
    assert expected in " ".join(result.stdout.split())


def explanations(language: str) -> dict[str, Explanation]:
    return {name: explain() for name, explain in names(make_setting(language, 80, output=Output()))}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_id_of_every_catalogue_is_explained(language: str) -> None:
    found = explanations(language)
    cards, instruments = lever_cards(), load_instruments().values()
    wanted = [card.id for card in cards] + [name for card in cards for name in card.instruments]
    wanted += [each.id for each in instruments] + [each.name for each in instruments]
    wanted += [each.key for each in load_parameters().specs] + [each.code for each in load_parameters().specs]
    wanted += [each.id for each in load_targets()] + [each.code for each in load_indicators()]
    wanted += [each.id for each in load_clauses()]
    assert [name for name in wanted if name not in found] == []
    assert all(explanation.lines and explanation.title for explanation in found.values())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_explanations_fit_a_narrow_screen_save_for_addresses(language: str) -> None:
    output = Output()
    show_explanations(list(explanations(language).values()), make_setting(language, 80, output=output))
    assert [line for line in output.text().splitlines() if widest(line or " ") > 80 and "/" not in line] == []


def test_only_the_label_of_a_line_is_dimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    output = Output(terminal=True)
    show_explanations([explanations("en")["I12"]], make_setting("en", 80, output=output))
    unit = next(line for line in output.text().splitlines() if "Lever" in line)
    assert re.fullmatch("\x1b\\[2mLever +\x1b\\[0minternational_cooperation", unit)


def test_an_instrument_in_json_carries_its_shares_and_budget() -> None:
    record = json.loads(ask("explain", "I07", "--json").stdout)[0]
    assert record["pays"]["shares"] == {"province": 0.35, "local": 0.15, "private": 0.5}
    assert record["budget"] == {"default": 2.0, "low": 0.0, "high": 10.0}
    assert (record["is"], record["name"]) == ("instrument", "enterprise_cultivation.sme_grant")


@pytest.mark.parametrize(
    ("asked", "near"), [("rd_intesity", "rd_intensity"), ("sme_grants", "sme_grant"), ("3.2.9", "3.2.3")]
)
def test_what_nobody_knows_is_answered_with_the_nearest_name(asked: str, near: str) -> None:
    result = ask("explain", asked)
    assert result.exit_code == 2
    assert result.stderr.strip() == f"nothing is called {asked}; did you mean {near}?"


def test_the_card_of_a_lever_is_what_its_file_declares() -> None:
    from simulation.levers import catalogue

    entries = catalogue()
    assert [card.id for card in lever_cards()] == list(entries)
    for card in lever_cards():
        entry = entries[card.id]
        assert (card.clause, card.title["en"], card.title["zh"]) == (entry.clause, entry.title_en, entry.title_zh)
        assert (card.instruments, card.serves) == (dict(entry.instruments), entry.serves)


@pytest.mark.parametrize(("language", "width"), [(lang, width) for lang in ("en", "zh") for width in (80, 100, 120)])
def test_the_coverage_table_fits_its_screen_uncut(language: str, width: int) -> None:
    screen = ask("list", "clauses", "--lang", language, "--width", str(width), width=width).stdout
    assert widest(screen) <= width
    assert "…" not in screen


def test_the_coverage_table_names_reasons_and_judged_numbers() -> None:
    lines = ask("list", "clauses", "--width", "120", width=120).stdout.splitlines()
    brand = next(number for number, line in enumerate(lines) if line.startswith("  regional brand and product"))
    assert "not modelled" in lines[brand]
    assert any("no figures on brands by town" in line for line in lines[brand : brand + 3])
    vouchers = next(line for line in lines if line.startswith("  Innovation vouchers"))
    assert vouchers.split() == ["Innovation", "vouchers", "modelled", "I27", "Patents", "granted", "0", "of", "5"]
