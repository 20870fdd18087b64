"""The province as a whole, 2015-2020: the paths that business as usual follows, and the outside shocks."""

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, FiniteFloat, model_validator

from simulation.inputs.configuration import Entry, read_configuration
from simulation.inputs.files import config_file
from simulation.inputs.measures import BASE_YEAR, TARGET_YEAR, YEARS
from simulation.inputs.shocks import Confidence, ShockEntries, Shocks, read_shocks
from simulation.saying import Saying

Path6 = NDArray[np.float64]
Year = Annotated[int, Field(ge=2000, le=2020)]


class Wording(Entry):
    """A figure that its source words instead of printing."""

    value: FiniteFloat
    words: str


class SeriesEntry(Entry):
    """Which published figures make a series."""

    metric: str
    unit: str
    read: Mapping[Year, Wording] = Field(default_factory=dict)


class RealGrowth(Entry):
    """Growth of GDP at constant prices by year."""

    figures: Mapping[Year, FiniteFloat]
    source: str
    confidence: Confidence

    @model_validator(mode="after")
    def every_year_of_the_plan_is_there(self) -> Self:
        missing = [str(year) for year in YEARS[1:] if year not in self.figures]
        if missing:
            raise ValueError(Saying("no figure for {years}", years=", ".join(missing)))
        return self


class ExAnteGrowth(Entry):
    """The years whose growth goes on under `drift: ex_ante`."""

    series: Literal["high_tech_enterprises"]
    from_year: Annotated[Year, Field(alias="from")]
    to_year: Annotated[Year, Field(alias="to")]


class SeriesEntries(Entry):
    """All series as written."""

    gdp: SeriesEntry
    rd_expenditure: SeriesEntry
    high_tech_enterprises: SeriesEntry
    new_rd_institutes: SeriesEntry
    incubators: SeriesEntry
    patents_granted: SeriesEntry


class ProvinceFile(Entry):
    """`config/province.yaml` as a whole."""

    series: SeriesEntries
    real_growth: RealGrowth
    ex_ante_growth: ExAnteGrowth
    shocks: ShockEntries


class Figure(NamedTuple):
    """One published figure of the province."""

    value: float
    source: str
    confidence: str


class Series(NamedTuple):
    """The published figures of one quantity by year."""

    unit: str
    figures: Mapping[int, Figure]

    def filled(self) -> tuple[int, ...]:
        """Return the years 2015-2020 that have no figure and are filled in between their neighbours."""
        return tuple(year for year in YEARS if year not in self.figures)

    def path(self) -> Path6:
        """Return the values of 2015-2020, shape (6,), at constant growth between published years.

        ValueError when the first or the last of these years has no figure: nothing is continued beyond what is known.
        """
        if {BASE_YEAR, TARGET_YEAR} - set(self.figures):
            raise ValueError(f"a path {BASE_YEAR}-{TARGET_YEAR} needs the figures of both years")
        years = sorted(self.figures)
        logs = np.log([self.figures[year].value for year in years])
        return _closed(np.exp(np.interp(YEARS, years, logs)))


class Province(NamedTuple):
    """Paths of the province at the end of 2015-2020, shape (6,) each, and the outside shocks."""

    gdp: Path6  # 亿元, current prices
    deflator: Path6  # 2015 = 1
    rd_expenditure: Path6  # 亿元
    high_tech_enterprises: Path6  # stock, realised
    high_tech_enterprises_ex_ante: Path6  # stock, had growth gone on as before 2015
    new_rd_institutes: Path6  # stock
    incubators: Path6  # stock
    patents_granted: Path6  # in the year
    shocks: Shocks
    series: Mapping[str, Series]


@lru_cache(maxsize=1)
def load_province(path: Path | None = None) -> Province:
    """Return the paths and shocks of `config/province.yaml`. Raises InputError where the file is not as it must be."""
    file = read_configuration(path or config_file("province.yaml"), ProvinceFile)
    published = _published(config_file("published/province_series.csv"))
    series = {name: _series(entry, published) for name, entry in file.series}
    gdp = series["gdp"].path()
    growth = [0.0, *(file.real_growth.figures[year] for year in YEARS[1:])]
    return Province(
        gdp=gdp,
        deflator=_closed(gdp / gdp[0] / np.cumprod(1.0 + np.array(growth))),
        rd_expenditure=series["rd_expenditure"].path(),
        high_tech_enterprises=series["high_tech_enterprises"].path(),
        high_tech_enterprises_ex_ante=_ex_ante(series["high_tech_enterprises"], file.ex_ante_growth),
        new_rd_institutes=series["new_rd_institutes"].path(),
        incubators=series["incubators"].path(),
        patents_granted=series["patents_granted"].path(),
        shocks=read_shocks(file.shocks),
        series=series,
    )


def _published(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _series(entry: SeriesEntry, published: list[dict[str, str]]) -> Series:
    """Return the figures of one metric; where a source prints words, the number that `read` gives for that year.

    ValueError when a year has two figures, or `read` quotes words that nobody printed.
    """
    figures: dict[int, Figure] = {}
    quoted = {(year, wording.words): wording.value for year, wording in entry.read.items()}
    for row in published:
        year, printed = int(row["year"]), row["value"]
        number = quoted.pop((year, printed), None) if row["metric"] == entry.metric else None
        if number is None and row["metric"] == entry.metric and _is_number(printed):
            number = float(printed)
        if number is not None:
            if year in figures:
                raise ValueError(f"{entry.metric} has two figures for {year}")
            figures[year] = Figure(number, row["source"], row["confidence"])
    if quoted:
        raise ValueError(f"{entry.metric}: nobody printed {quoted}")
    return Series(entry.unit, figures)


def _is_number(printed: str) -> bool:
    return printed.replace(".", "", 1).isdigit()


def _ex_ante(series: Series, growth: ExAnteGrowth) -> Path6:
    first, last = series.figures[growth.from_year].value, series.figures[growth.to_year].value
    yearly = (last / first) ** (1.0 / (growth.to_year - growth.from_year))
    return _closed(series.path()[0] * yearly ** np.arange(len(YEARS)))


def _closed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the array, now closed to writing."""
    values.flags.writeable = False
    return values
