"""How each number moves from 2015 to 2020: median path and bands, for the province and its regions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulation.analysis.spread import Spread, spread
from simulation.ensemble.results import Ensemble, Numbers
from simulation.inputs.measures import DIMENSIONS, PLACES, YEARS


@dataclass(frozen=True)
class Path:
    """One number's way through the years: who it is about, and its spread in each year of `YEARS`."""

    name: str
    """A measure, the code of an indicator (`A11`), or `score_` and a dimension."""
    place: str
    years: tuple[Spread, ...]

    @property
    def end(self) -> Spread:
        """Its spread in 2020."""
        return self.years[-1]


def path(name: str, place: str, values: Numbers) -> Path:
    """The path of `values` [draws, replications, years]."""
    return Path(name, place, tuple(spread(values[..., year]) for year in range(len(YEARS))))


def measure_path(ensemble: Ensemble, name: str) -> Path:
    """The path of one yearly measure of the province."""
    return path(name, PLACES[0], ensemble.measure(name))


def indicator_paths(ensemble: Ensemble, codes: Sequence[str]) -> Iterator[Path]:
    """Paths of the 16 index indicators, province and regions; `codes` in the order of the annex."""
    for column, code in enumerate(codes):
        for row, place in enumerate(PLACES):
            yield path(code, place, ensemble.indicators[:, :, :, row, column])


def score_path(ensemble: Ensemble, dimension: str, place: str = PLACES[0]) -> Path:
    """The path of the index score, in points, of one dimension (`total`, `A` ... `D`) and place."""
    values = ensemble.score[:, :, :, PLACES.index(place), DIMENSIONS.index(dimension)]
    return path(f"score_{dimension}", place, values)
