"""What an ensemble of runs has found: one frozen record of arrays, the only thing that analysis and screens read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulation.inputs.measures import COMPOSITION, DIMENSIONS, FACTS, MEASURES, PAYERS, PLACES, SPENDING_YEARS, YEARS

CONFIDENCE: Final = 0.95
"""Of an interval, unless a study was looked at while it ran."""
SEQUENCES: Final = 8
"""Independent scramblings of the design: draw d belongs to sequence d % 8."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class FailedRun:
    """A run that broke: which one, where in the quarter, and what was wrong; it can be replayed by its numbers."""

    draw: int
    replication: int
    stage: str
    message: str


@dataclass(frozen=True)
class Ensemble:
    """Every run of one scenario. Axes are named in `simulation.inputs.measures`; a failed run is NaN throughout.

    Raises ValueError when the arrays do not have the shapes stated here.
    """

    scenario_id: str
    title: Mapping[str, str]
    """Title of the scenario by language, `en` and `zh`."""
    measures: Numbers
    """[draws, replications, years, measures], units of `MEASURES`."""
    indicators: Numbers
    """[draws, replications, years, places, 16], units of the indicator catalogue."""
    score: Numbers
    """[draws, replications, years, places, dimensions], index points."""
    rank_stability: Numbers
    """[draws, replications, weights], rank correlation of towns in 2020 under random index weights."""
    money: Numbers
    """[draws, replications, levers, payers, spending years], 万元 spent."""
    appropriated: Numbers
    """[draws, replications, levers, spending years], 万元 of province money set aside."""
    returned: Numbers
    """[draws, replications, levers, spending years], 万元 of province money not spent and returned."""
    carried: Numbers
    """[draws, replications, levers, spending years], 万元 of province money not spent and left for the next year."""
    composition: Numbers
    """[draws, replications, terms], units of `COMPOSITION`."""
    facts: Numbers
    """[draws, replications, facts], units of `FACTS`."""
    lever_ids: tuple[str, ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    """Reading of a target chosen by the scenario, by target id; a target that is not named keeps its default."""
    failed: tuple[FailedRun, ...] = ()
    draws_table: NDArray[Any] | None = None
    """[draws], structured: one field per parameter; identifies which ensembles are paired."""
    confidence: float = CONFIDENCE
    """At which intervals are computed: higher where a study stopped by itself, so that they hold 95 % all the same."""
    manifest: Mapping[str, Any] = field(default_factory=dict)
    """`study`, `version`, `seed`, `files` (list), `hashes` (name: hex), `parameter_grades` (grade: count),
    `drift`, `macro`, `wall_seconds`, `command` and whatever else reproduces the runs."""

    def __post_init__(self) -> None:
        runs = self.measures.shape[:2]
        levers = len(self.lever_ids)
        expected = {
            "measures": (len(YEARS), len(MEASURES)),
            "indicators": (len(YEARS), len(PLACES), 16),
            "score": (len(YEARS), len(PLACES), len(DIMENSIONS)),
            "money": (levers, len(PAYERS), len(SPENDING_YEARS)),
            "appropriated": (levers, len(SPENDING_YEARS)),
            "returned": (levers, len(SPENDING_YEARS)),
            "carried": (levers, len(SPENDING_YEARS)),
            "composition": (len(COMPOSITION),),
            "facts": (len(FACTS),),
        }
        for name, shape in expected.items():
            found = getattr(self, name).shape
            if found != runs + shape:
                raise ValueError(f"{name} has the shape {found}, expected {runs + shape}")
        if self.rank_stability.shape[:2] != runs:
            raise ValueError(f"rank_stability covers {self.rank_stability.shape[:2]} runs, expected {runs}")

    @property
    def draws(self) -> int:
        """Number of parameter draws."""
        return int(self.measures.shape[0])

    @property
    def replications(self) -> int:
        """Number of runs per parameter draw."""
        return int(self.measures.shape[1])

    @property
    def sequence(self) -> NDArray[np.int64]:
        """[draws], the scrambled sequence (0-7) that each draw belongs to."""
        return np.arange(self.draws) % SEQUENCES

    @property
    def finished(self) -> NDArray[np.bool_]:
        """[draws, replications], runs that reached the end; the others are left out of every share and median."""
        return np.asarray(~np.isnan(self.measures).all(axis=(2, 3)))

    def measure(self, name: str) -> Numbers:
        """[draws, replications, years], the yearly numbers of one measure."""
        return self.measures[..., MEASURES.index(name)]
