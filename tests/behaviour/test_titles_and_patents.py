"""B19 of model.md 4.5: titles need firms with R&D, and a yuan of R&D brings no more patents than the first."""

from collections.abc import Sequence

import numpy as np
import pytest

from simulation.agents.instruments import Instrument
from simulation.ensemble.one_run import start_world
from simulation.inputs.scenario import Scenario
from simulation.phases.ideas import lag_weights
from simulation.rules.patents import effective_rd, propensity_drift
from simulation.schedule import live_quarter
from simulation.study import load
from simulation.world.birth.research_birth import expected_applications
from simulation.world.firms import Firms
from simulation.world.macro import QUARTERS
from simulation.world.world import World
from tests.behaviour.small_runs import small_provinces, written
from tests.rules.numbers import by_hand
from tests.small_province import SmallProvince

DRAWS = 32
DRIVE = {"budget": "2000万元"}
"""More than the small province's share of the usual 1.5亿元, so that the cap binds in some of the draws."""
MOST = 0.8
"""Titles above scale over firms with R&D, at most (X75)."""
ROUNDING = 1e-9

effective = by_hand(effective_rd)


class Watch:
    """An instrument without money or effect that looks on after all others have decided."""

    def __init__(self) -> None:
        self.shares: list[float] = []

    def decide(self, world: World) -> None:
        """Third quarter: titles have just been given, by business as usual and by levers."""
        if world.quarter % 4 == 2:
            self.shares.append(share_with_title(world, world.firms.research.performs))

    def affect(self, world: World) -> None:
        """Nothing."""


def share_with_title(world: World, does_research: np.ndarray) -> float:
    """Titles of the above-scale industrial firms of certified towns over those of them that do R&D."""
    firms = world.firms
    counted = firms.is_industrial & world.towns.status.certified[firms.roster.town]
    return float((firms.titles.high_tech & counted).sum() / (does_research & counted).sum())


def live_and_watch(world: World, levers: Sequence[Instrument]) -> tuple[list[float], list[float]]:
    """Shares of the five years: when titles are given, and on 31 December over firms that told of R&D in the year."""
    watch, at_the_end = Watch(), []
    for quarter in range(QUARTERS):
        world.quarter += 1
        live_quarter(world, [*levers, watch])
        if quarter % 4 == 3:
            at_the_end.append(share_with_title(world, world.firms.research.reported_year > 0.0))
    return watch.shares, at_the_end


@pytest.fixture(scope="module")
def provinces() -> list[SmallProvince]:
    """One for every draw of a small study."""
    return list(small_provinces(DRAWS))


@pytest.fixture(scope="module")
def shares(provinces: list[SmallProvince], tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """By scenario (draws, two moments, years)."""
    drive = written(tmp_path_factory.mktemp("drive"), {"enterprise_cultivation.high_tech_drive": DRIVE})
    scenarios: dict[str, Scenario] = {"baseline": load("baseline"), "drive": drive}
    found: dict[str, list[tuple[list[float], list[float]]]] = {name: [] for name in scenarios}
    for province in provinces:
        for name, scenario in scenarios.items():
            study = province.study._replace(scenario=scenario)
            world, levers = start_world(study, province.birth, province.record, province.draw)
            found[name].append(live_and_watch(world, levers))
            world.release()
    return {name: np.array(each) for name, each in found.items()}


@pytest.mark.parametrize("scenario", ["baseline", "drive"])
def test_b19_at_most_four_of_five_firms_with_research_hold_a_title(shares, scenario: str) -> None:
    assert shares[scenario].shape == (DRAWS, 2, 5)
    assert shares[scenario].max() <= MOST + ROUNDING


def test_b19_the_cap_binds_in_some_draws_and_the_drive_still_adds_titles(shares) -> None:
    """Without this the test above could not fail."""
    given = {name: each[:, 0] for name, each in shares.items()}
    assert (given["baseline"] > MOST - 0.02).any(axis=1).sum() >= 3
    assert (given["drive"] > given["baseline"] + 0.02).any(axis=1).sum() >= DRAWS // 2


@pytest.mark.parametrize(("offset", "elasticity"), [(50.0, 0.6), (20.0, 0.3), (150.0, 0.95)])
def test_b19_the_first_yuan_of_research_brings_most_patents(offset: float, elasticity: float) -> None:
    """The bound is the slope at no R&D at all, β R_0^(β-1): 0.6 x 50^-0.4 = 0.1255 in the first case."""
    bound = elasticity * offset ** (elasticity - 1.0)
    research = np.geomspace(1e-3, 1e6, 40)
    per_yuan = np.array([effective(each, offset, elasticity, offset**elasticity) / each for each in research])
    assert (np.diff(per_yuan) < 0.0).all()
    assert (per_yuan <= bound * (1.0 + ROUNDING)).all()
    assert per_yuan[0] == pytest.approx(bound, rel=1e-4)


def bound_of(firms: Firms, used: int, scale: np.ndarray, setting: tuple[int, float, np.record]) -> np.ndarray:
    """Applications a year of every slot if each yuan of its R&D brought as many as its first one.

    `setting` = last quarter of the year, deflator, numbers of the draw; a live link counts as in the rule.
    """
    quarter, prices, p = setting
    offset = p.patent_rd_offset * prices
    slope = p.patent_rd_elasticity * offset ** (p.patent_rd_elasticity - 1.0)
    lagged = firms.research.memory[:used] @ lag_weights(quarter, p)
    linked = 1.0 + p.link_idea_effect * (firms.titles.institute[:used] >= 0)
    bound: np.ndarray = scale * slope * firms.research.patent_effect[:used] * lagged * linked
    return bound


def test_b19_no_firm_of_any_draw_expects_more_patents_than_its_first_yuan_promises(
    provinces: list[SmallProvince],
) -> None:
    for province in provinces:
        p, firms, used = province.p, province.birth.firms, province.birth.used
        expected = expected_applications(firms, used, p)
        bound = bound_of(firms, used, np.ones(used), (-1, 1.0, p))
        assert (expected > 0.0).sum() > 50
        assert (expected <= bound * (1.0 + ROUNDING)).all()


def test_b19_no_year_of_any_draw_sees_more_patents_than_the_first_yuan_promises(provinces: list[SmallProvince]) -> None:
    """Counts of every year. When written they reached 0.41 of the bound at most: few firms spend less than R_0."""
    for province in provinces:
        world, _ = start_world(province.study, province.birth, province.record, province.draw)
        for quarter in range(QUARTERS):
            world.step()
            if quarter % 4 == 3:
                scale = world.anchors.patent_scale[world.firms.roster.sector[: world.used]]
                setting = (quarter, float(world.macro.deflator[quarter - 3]), world.p)
                bound = bound_of(world.firms, world.used, scale, setting).sum() * propensity_drift(quarter, world.p)
                assert 0 < world.firms.research.applications[: world.used].sum() <= bound
        world.release()
