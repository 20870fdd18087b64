"""The sectors of the model: how industries differ in size, productivity, R&D, patents and exposure to tariffs."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, RootModel, model_validator

from simulation.inputs.configuration import Entry, Names, read_configuration
from simulation.inputs.files import config_file
from simulation.saying import Saying

FAMILIES = ("A", "B", "C", "D", "E", "F", "G")
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Factor = Annotated[float, Field(ge=0.0)]
Column = TypeVar("Column", NDArray[np.float64], NDArray[np.int64])
ROUNDING = 1e-9


class Sector(Entry):
    """One sector as written in `config/sectors.yaml`."""

    names: Names
    family: Literal["A", "B", "C", "D", "E", "F", "G"]
    industries: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    output_share: Share
    worker_factor: Annotated[float, Field(gt=0.0)]
    value_added_factor: Annotated[float, Field(gt=0.0)]
    rd_factor: Factor
    patent_factor: Factor
    us_export_share: Share


class SectorFile(RootModel[dict[str, Sector]]):
    """All sectors by their key."""

    @model_validator(mode="after")
    def shares_sum_to_one_and_industries_stand_once(self) -> Self:
        total = sum(sector.output_share for sector in self.root.values())
        if abs(total - 1.0) > ROUNDING:
            raise ValueError(Saying("the output shares sum to {total:g}, not to 1", total=total))
        industries = [industry for sector in self.root.values() for industry in sector.industries]
        twice = sorted({industry for industry in industries if industries.count(industry) > 1})
        if twice:
            raise ValueError(Saying("industries in two sectors: {names}", names=", ".join(twice)))
        return self


class Sectors(NamedTuple):
    """All sectors, one position each, in the order of their codes."""

    keys: tuple[str, ...]
    names_en: tuple[str, ...]
    names_zh: tuple[str, ...]
    industries: tuple[tuple[str, ...], ...]
    family: NDArray[np.int64]  # position in FAMILIES
    output_share: NDArray[np.float64]  # of above-scale industrial output; sums to 1
    worker_factor: NDArray[np.float64]  # output per worker, average = 1
    value_added_factor: NDArray[np.float64]  # value added over output, average = 1
    rd_factor: NDArray[np.float64]  # R&D intensity, average = 1
    patent_factor: NDArray[np.float64]  # patents per yuan of R&D, average = 1
    us_export_share: NDArray[np.float64]  # of output

    def code(self, key: str) -> int:
        """Return the position of a sector by its key. ValueError for an unknown one."""
        return self.keys.index(key)


@lru_cache(maxsize=1)
def load_sectors(path: Path | None = None) -> Sectors:
    """Return the sectors of `config/sectors.yaml`. Raises InputError where the file is not as it must be."""
    file = read_configuration(path or config_file("sectors.yaml"), SectorFile).root
    sectors = tuple(file.values())
    return Sectors(
        keys=tuple(file),
        names_en=tuple(sector.names.en for sector in sectors),
        names_zh=tuple(sector.names.zh for sector in sectors),
        industries=tuple(sector.industries for sector in sectors),
        family=_frozen(np.array([FAMILIES.index(sector.family) for sector in sectors], dtype=np.int64)),
        output_share=_frozen(np.array([sector.output_share for sector in sectors])),
        worker_factor=_frozen(np.array([sector.worker_factor for sector in sectors])),
        value_added_factor=_frozen(np.array([sector.value_added_factor for sector in sectors])),
        rd_factor=_frozen(np.array([sector.rd_factor for sector in sectors])),
        patent_factor=_frozen(np.array([sector.patent_factor for sector in sectors])),
        us_export_share=_frozen(np.array([sector.us_export_share for sector in sectors])),
    )


def _frozen(column: Column) -> Column:
    """Return the array, now closed to writing."""
    column.flags.writeable = False
    return column
