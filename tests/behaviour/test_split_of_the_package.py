"""Split of the package (B8): four levers of the small province, all sixteen packages on the same dice, run by run."""

from pathlib import Path

import numpy as np
import pytest

from simulation.analysis.attribution import Package, Split, split
from simulation.inputs.measures import MEASURES
from simulation.study import load
from tests.behaviour.small_runs import business_as_usual, run_small, written
from tests.small_province import small_province

pytestmark = pytest.mark.slow

LEVERS = {
    "innovation_vouchers": {"innovation_vouchers": {"budget": "500万元"}},
    "innovation_platforms": {"innovation_platforms.collaborative_platform": {"budget": "750万元"}},
    "enterprise_cultivation": {"enterprise_cultivation.sme_grant": {"budget": "1000万元"}},
    "guidance_funds": {
        "guidance_funds.staged_equity": {"budget": "1350万元", "eligible": "firm.sales > 100000亿元"},
    },
}
"""Default budgets cut to the small province's twentieth; the funds may invest in nobody."""
NOBODY = "guidance_funds"
DRAWS = 4
SHOWN = ("platform_coverage", "rd_intensity_real", "patents", "gdp_real")
ROUNDING = 1e-12


def split_runs(folder: Path) -> Split:
    """Every measure of 2020, (draws, measures), split among the levers."""

    def lived(package: Package) -> np.ndarray:
        stated = {name: settings for lever in sorted(package) for name, settings in LEVERS[lever].items()}
        scenario = written(folder, stated, "_".join(sorted(package))) if package else load("baseline")
        return np.array([run_small(small_province(draw), scenario).measures[-1] for draw in range(DRAWS)])

    return split(tuple(LEVERS), lived)


def table(found: Split) -> str:
    """Mean shares of every shown measure, with what leaving out finds beside them, and the sums of both."""
    columns = [MEASURES.index(name) for name in SHOWN]
    rows = {lever: (found.terms[lever], found.left_out[lever]) for lever in LEVERS}
    rows["sum"] = (sum(found.terms.values()), found.total - found.interaction)
    rows["total"] = (found.total, found.total)
    lines = [f"{'':24}" + "".join(f"{name:>22}" for name in SHOWN)]
    for name, (share, left_out) in rows.items():
        cells = zip(share[:, columns].mean(axis=0), left_out[:, columns].mean(axis=0), strict=True)
        lines.append(f"{name:24}" + "".join(f"{a:>+11.4g}{f'({b:+.4g})':>11}" for a, b in cells))
    return "\n".join(lines)


def test_b8_shares_add_up_to_the_package_in_every_run_and_who_reaches_nobody_has_none(tmp_path: Path) -> None:
    found = split_runs(tmp_path)
    print(table(found))
    size = np.abs([business_as_usual(draw).measures[-1] for draw in range(DRAWS)]) + np.abs(found.total)
    assert (np.abs(sum(found.terms.values()) - found.total) <= ROUNDING * size).all()
    assert all((found.total[:, MEASURES.index(name)] != 0.0).any() for name in SHOWN)
    # Left out one by one levers do not add up where they meet.
    assert (found.interaction[:, MEASURES.index("patents")] != 0.0).all()
    assert [lever for lever in LEVERS if found.terms[lever].any()] == [lever for lever in LEVERS if lever != NOBODY]
    assert not found.left_out[NOBODY].any()
