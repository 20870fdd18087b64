"""Placebo place (B4): who lives beyond 300 km of the only treated town feels no more than what knowledge carries there.

Vouchers and grants go to one electronics town of the Pearl River Delta; eight towns lie more than 330 km away in the
east. Four things are the province's and know no distance: the wage of researchers, the number of high-tech titles, the
standing of a firm in its sector, and room at institutes. They are held, each as `HELD` says; let loose, each reaches
the far towns in a draw that is named. Certification and the places of new bodies go by rank and luck of whole towns,
and nothing that the treated town gains turns them in these draws.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from simulation.ensemble.one_run import start_world
from simulation.inputs.scenario import Scenario
from simulation.study import load
from simulation.world.firms import TRADE
from simulation.world.ground import distance_weights
from simulation.world.macro import QUARTERS
from simulation.world.world import World
from tests.behaviour.by_identity import columns_of, firms_of
from tests.behaviour.small_runs import written
from tests.levers.running import own_numbers
from tests.small_province import SmallProvince, small_province

TREATED = 7
ONLY_THERE = """'town.specialty == "electronics"'"""
FAR = 300.0
"""km"""
SHORT = 45.0
"""km; a half-distance at which the weight at 300 km, 0.5 ** (300 / 45) = 0.0098, lies just below the cutoff of 0.01."""
DRAWS = range(5)
HELD = {
    "wages": {"rd_wage_elasticity": 0.0},  # R&D anywhere makes researchers no dearer
    "titles": {
        "hnte_growth_elasticity": 0.0,
        "base_hnte_above_scale_share": 1.0,
        "base_hnte_share": 10.0,
        "hnte_performer_cap": 1e9,
    },  # enough for all who do R&D, none below scale, so that nobody takes another's
    "standing": {
        "rd_start_size_effect": 0.0,
        "loan_size_effect": 0.0,
        "loan_productivity_effect": 0.0,
        "exit_size_effect": 0.0,
        "exit_productivity_effect": 0.0,
        "young_firm_exit_factor": 1.0,
        "default_exit_factor": 1.0,
    },  # nobody starts R&D, borrows or gives up because others in its sector have grown
    "room": {},  # contracts without end at every institute; let loose, one free place at each
}
PLENTY = 1_000_000
REACHED_IN = {"wages": 0, "titles": 0, "standing": 0, "room": 4}
"""A draw in which each channel of the province reaches far towns."""
WITHIN_REACH = (0, 2, 3)
"""Draws with half-distances of 170, 78 and 76 km."""


class Twins(NamedTuple):
    """The same province without and with the treatment, and who is far from it."""

    without: World
    treated: World
    far: np.ndarray

    def live(self) -> "Twins":
        """Five years."""
        for _ in range(QUARTERS):
            self.without.step()
            self.treated.step()
        return self


def scenario(folder: Path) -> Scenario:
    """Vouchers and grants for firms of one town only."""
    return written(
        folder,
        {
            "enterprise_cultivation.sme_grant": {"budget": "5000万元", "eligible": ONLY_THERE},
            "innovation_vouchers": {"budget": "2000万元", "eligible": ONLY_THERE},
        },
    )


def started(province: SmallProvince, chosen: Scenario, loose: str, half_distance: float | None) -> World:
    """A world at the end of 2015 in which all but one of the province-wide channels are held."""
    p, dice = own_numbers(province)
    for numbers in (numbers for channel, numbers in HELD.items() if channel != loose):
        for key, value in numbers.items():
            p[key] = value
    study = province.study._replace(scenario=chosen)
    world, _ = start_world(study, province.birth, province.record, (p, dice))
    room = world.institutes.live + 1 if loose == "room" else PLENTY
    world.institutes.capacity[:] = world.contracts_allowed[:] = room
    if half_distance is not None:
        weights = distance_weights(province.study.ground.town_distance, half_distance, float(p.spillover_weight_cutoff))
        world.reach = world.reach._replace(weights=weights)
    return world


def twins(draw: int, folder: Path, loose: str = "", half_distance: float | None = SHORT) -> Twins:
    """Both worlds, not yet lived."""
    province = small_province(draw)
    far = np.flatnonzero(province.study.ground.town_distance[TREATED] > FAR)
    pair = (started(province, one, loose, half_distance) for one in (load("baseline"), scenario(folder)))
    return Twins(*pair, far)


def touched(pair: Twins, towns: np.ndarray) -> list[str]:
    """Columns in which these towns differ by a bit."""
    both = zip(columns_of(pair.without, towns), columns_of(pair.treated, towns), strict=True)
    return [name for (name, one), (_, other) in both if one.tobytes() != other.tobytes()]


def moved(pair: Twins, towns: np.ndarray) -> np.ndarray:
    """By how much log productivity of the firms of these towns differs, firm by firm, either way."""
    one, other = pair.without, pair.treated
    rows, twin = firms_of(one, towns), firms_of(other, towns)
    _, mine, theirs = np.intersect1d(
        one.firms.roster.identity[rows], other.firms.roster.identity[twin], return_indices=True
    )
    return np.abs(other.firms.output.productivity[twin[theirs]] - one.firms.output.productivity[rows[mine]])


def test_far_towns_have_firms_and_some_in_the_treated_sector() -> None:
    """Without them there would be nobody to be silent."""
    province = small_province(0)
    distance, roster = province.study.ground.town_distance[TREATED], province.birth.firms.roster
    far = np.flatnonzero(distance > FAR)
    here = np.isin(roster.town[: province.birth.used], far)
    assert len(far) == 8
    assert distance[far].min() > 330.0
    assert here.sum() > 200
    assert 0 in roster.sector[: province.birth.used][here]


@pytest.mark.parametrize("draw", DRAWS)
def test_b4_beyond_the_cutoff_no_bit_of_any_firm_or_town_moves(draw: int, tmp_path: Path) -> None:
    pair = twins(draw, tmp_path).live()
    assert touched(pair, pair.far) == []
    assert len(touched(pair, np.array([TREATED]))) > 30


@pytest.mark.parametrize("loose", HELD)
def test_b4_what_is_held_would_reach_far_towns(loose: str, tmp_path: Path) -> None:
    """Without this the test above could not fail."""
    pair = twins(REACHED_IN[loose], tmp_path, loose).live()
    assert touched(pair, pair.far) != []


@pytest.mark.parametrize("draw", WITHIN_REACH)
def test_b4_within_reach_an_effect_has_decayed_by_the_law_of_distance(draw: int, tmp_path: Path) -> None:
    """Knowledge within reach: it changes by at most exp(-ln 2 x 300 / half-distance) of the change in the treated town,
    sector by sector. Productivity: the largest change of a far firm is below that share of the mean of treated firms.
    """
    pair = twins(draw, tmp_path, half_distance=None).live()
    decay = 0.5 ** (FAR / float(pair.without.p.spillover_half_distance))
    change = np.abs(pair.treated.towns.pools.outside - pair.without.towns.pools.outside)
    read = np.flatnonzero(np.all([one.towns.pools.employment[TREATED, :TRADE] > 0.0 for one in pair[:2]], axis=0))
    assert (change[np.ix_(pair.far, read)] > 0.0).any()
    assert (change[np.ix_(pair.far, read)] <= decay * change[TREATED, read]).all()
    assert 0.0 < moved(pair, pair.far).max() < decay * moved(pair, np.array([TREATED])).mean()
