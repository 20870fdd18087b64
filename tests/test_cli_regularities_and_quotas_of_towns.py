"""Known regularities and quotas on an office's own towns: what is true of them alone, and what was assumed of them."""

import json

import pytest

from tests.office_towns.tables import EXAMPLE
from tests.test_cli_towns import SMALL, ask, joined


def test_known_regularities_are_asked_of_the_towns_alone_but_none_of_the_whole_province() -> None:
    words = ("validate", "baseline", "--towns", str(EXAMPLE), "--only-these", *SMALL)
    result = ask(*words)
    screen = joined(result.stdout)
    assert result.exit_code == 0, result.stderr
    assert "V11 firms leaving in a year" in screen and "towns over 10 bn yuan at the end" not in screen
    assert screen.count("! Gaps in residents: 7 of 20 towns stated; 13 from GDP.") == 1
    document = json.loads(ask(*words, "--json").stdout)
    names = {fact["name"] for fact in document["facts"]}
    assert "exit_rate" in names and not names & {"base_towns_10bn", "base_towns_100bn", "top_forty_gdp_share"}
    assert document["assumptions"][-2]["name"] == "only_these_towns"


def test_quotas_of_towns_alone_are_shares_and_rates_of_their_city() -> None:
    words = ("list", "quotas", "baseline", "--towns", str(EXAMPLE), "--only-these")
    records = json.loads(ask(*words, "--json").stdout)
    assert [(record["place"], record["target"]) for record in records] == [
        ("江门", "platform_coverage"), ("江门", "rd_intensity"), ("江门", "rd_personnel")
    ]  # fmt: skip
    assert all(record["quota"] == pytest.approx(record["base"] + record["gap"]) for record in records)
    screen = joined(ask(*words).stdout)
    assert "Province" not in screen.split("2015 in the middle")[0]
    assert "! Gaps in residents: 7 of 20 towns stated; 13 from GDP." in screen


def test_quotas_with_towns_in_the_province_start_from_their_figures() -> None:
    records = json.loads(ask("list", "quotas", "baseline", "--towns", str(EXAMPLE), "--json").stdout)
    base = {(record["place"], record["target"]): record["base"] for record in records}
    assert base["province", "towns_10bn"] == 140 and base["province", "gdp"] == pytest.approx(27_700.0)


def test_lists_that_depend_on_no_town_refuse_a_table() -> None:
    result = ask("list", "targets", "--towns", str(EXAMPLE))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip() == "--towns goes with list quotas"
