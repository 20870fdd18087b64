"""The sectors: their shares, their families, and the industries of the published tables they hold."""

import csv
from pathlib import Path

import pytest

from simulation.inputs.files import config_file
from simulation.inputs.problems import InputError
from simulation.inputs.sectors import load_sectors


def test_fourteen_sectors_share_out_all_industrial_output() -> None:
    sectors = load_sectors()
    assert len(sectors.keys) == 14
    assert sectors.output_share.sum() == pytest.approx(1)
    assert sectors.keys[-1] == "trade_and_logistics"
    assert sectors.output_share[-1] == sectors.rd_factor[-1] == 0


def test_furniture_and_toys_export_most_to_the_united_states() -> None:
    sectors = load_sectors()
    most = sorted(range(14), key=lambda code: -sectors.us_export_share[code])[:3]
    assert {sectors.keys[code] for code in most} == {"furniture_and_lighting", "electronics", "toys_and_crafts"}


def test_metal_machinery_and_vehicles_are_one_family() -> None:
    sectors = load_sectors()
    families = {sectors.family[sectors.code(key)] for key in ("metal_products", "machinery", "motor_vehicles")}
    assert len(families) == 1
    assert list(sectors.family).count(families.pop()) == 3


@pytest.mark.parametrize("table", ["known_specialties.csv", "lead_industries.csv"])
def test_every_industry_of_the_published_tables_belongs_to_one_sector(table: str) -> None:
    known = [industry for industries in load_sectors().industries for industry in industries]
    with config_file(f"published/{table}").open(encoding="utf-8", newline="") as file:
        assert {row["industry"] for row in csv.DictReader(file)} <= set(known)
    assert len(known) == len(set(known))


def test_nobody_can_write_into_the_sectors() -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_sectors().family[0] = 3


def test_shares_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "sectors.yaml"
    written = config_file("sectors.yaml").read_text(encoding="utf-8")
    file.write_text(written.replace("output_share: 0.18", "output_share: 0.28"), encoding="utf-8")
    with pytest.raises(InputError, match=r"sum to 1\.1, not to 1"):
        load_sectors(file)
