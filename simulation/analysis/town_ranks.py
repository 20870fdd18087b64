"""Ranks of single towns by their index score, with how far a rank reaches over the runs of a stored study."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.ensemble.panels import Panel
from simulation.inputs.measures import YEARS

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

LISTED_FROM = 0.5
"""Share of the runs from which a town counts as one of the certified towns of a year."""


class Reach(NamedTuple):
    """Median of a number over some runs, and the interval that holds nine tenths of them; NaN without any run."""

    median: float
    p05: float
    p95: float


class Standing(NamedTuple):
    """How one town stands in one year."""

    town: int
    """Its place in the roster."""
    year: int
    share_certified: float
    """Share of the runs in which it is certified at the end of the year."""
    rank: Reach
    """Among the certified towns of the province, 1 for the best; over the runs in which it is certified."""
    rank_in_city: Reach
    score: Reach
    """Index points, over the same runs."""


def ranks_among(score: Numbers, inside: Flags) -> Numbers:
    """(runs, towns) 1 for the highest score of the towns `inside`, NaN for the others; equal towns share the better."""
    ranks = np.full(score.shape, np.nan)
    for run, (points, here) in enumerate(zip(score, inside, strict=True)):
        rising = np.sort(points[here])
        ranks[run, here] = len(rising) + 1 - np.searchsorted(rising, points[here], side="right")
    return ranks


def ranks_within(score: Numbers, inside: Flags, groups: Sequence[str]) -> Numbers:
    """The same among the towns of each group alone."""
    ranks = np.full(score.shape, np.nan)
    names = np.array(groups)
    for name in dict.fromkeys(groups):
        members = names == name
        ranks[:, members] = ranks_among(score[:, members], inside[:, members])
    return ranks


def reach_of(values: Numbers, whole: bool = False) -> Reach:
    """Of `values` (runs,); `whole`: only numbers that some run has had, as ranks are no fractions."""
    known = values[~np.isnan(values)]
    if not known.size:
        return Reach(np.nan, np.nan, np.nan)
    return Reach(*map(float, np.percentile(known, [50, 5, 95], method="inverted_cdf" if whole else "linear")))


def standings(panel: Panel, dimension: str, year: int, towns: Sequence[int] | None = None) -> list[Standing]:
    """Every town of a year, or these, in the order of the roster; the panel must hold `certified` and `dimension`."""
    row = YEARS.index(year)
    score = panel.columns[dimension][:, row].astype(np.float64)
    inside = panel.columns["certified"][:, row] > 0.0
    ranks = ranks_among(score, inside)
    in_city = ranks_within(score, inside, [town.city for town in panel.towns])
    return [
        Standing(
            town=town,
            year=year,
            share_certified=float(inside[:, town].mean()),
            rank=reach_of(ranks[:, town], whole=True),
            rank_in_city=reach_of(in_city[:, town], whole=True),
            score=reach_of(score[inside[:, town], town]),
        )
        for town in (range(len(panel.towns)) if towns is None else towns)
    ]


def ranking(found: Sequence[Standing]) -> list[Standing]:
    """The towns that are certified in enough runs, the best median rank first, then the higher median score."""
    listed = [each for each in found if each.share_certified >= LISTED_FROM]
    return sorted(listed, key=lambda each: (each.rank.median, -each.score.median, each.town))


class TownYear(NamedTuple):
    """One year of one town: its standing, and figures over all runs whether or not it is certified, 亿元."""

    standing: Standing
    gross_output: Reach
    rd_spending: Reach


WAN_IN_YI = 10_000.0


def path_of(panel: Panel, dimension: str, town: int) -> list[TownYear]:
    """One town from 2015 to 2020; the panel must hold `gross_output` and `rd_spending` too."""
    return [
        TownYear(
            standings(panel, dimension, year, [town])[0],
            *(
                reach_of(panel.columns[name][:, row, town].astype(np.float64) / WAN_IN_YI)
                for name in ("gross_output", "rd_spending")
            ),
        )
        for row, year in enumerate(YEARS)
    ]
