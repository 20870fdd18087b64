"""Rebuilds the base year: reads `config/published/` and `config/base_year.yaml`, rewrites towns, cities and institutes.

Run as `python -m simulation.base_year`; the same tables give the same bytes.
"""

import sys
from pathlib import Path

from simulation.base_year.build import Built, build
from simulation.base_year.institutes import read_institutes
from simulation.base_year.tables import (
    CITY_COLUMNS,
    INSTITUTE_COLUMNS,
    TOWN_COLUMNS,
    city_rows,
    institute_rows,
    town_rows,
    write_table,
)
from simulation.inputs.files import config_file
from simulation.inputs.sectors import load_sectors


def rebuild(source: Path, target: Path) -> Built:
    """Build the base year from the `config` folder `source` and write its three tables into `target`."""
    built = build(source)
    cities = built.inputs.cities
    institutes = read_institutes(source, cities, built.inputs.constants.jitter)
    write_table(target / "towns_2015.csv", TOWN_COLUMNS, town_rows(built, load_sectors()))
    write_table(target / "cities.csv", CITY_COLUMNS, city_rows(built.inputs))
    write_table(target / "institutes_2015.csv", INSTITUTE_COLUMNS, institute_rows(institutes))
    return built


def main() -> None:
    """Rewrite the tables beside the published ones and say what the solvers found."""
    config = config_file("published").parent
    finding = rebuild(config, config).finding
    sys.stderr.write(
        f"{config}: towns_2015.csv, cities.csv, institutes_2015.csv rewritten; "
        f"share exponent {finding.share_exponent:.3f}, output factor {finding.output_factor:.3f}, "
        f"worst city {finding.worst_city:.1%}, worst candidate city {finding.worst_candidate_city:.1%}\n"
    )


if __name__ == "__main__":
    main()
