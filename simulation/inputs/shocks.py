"""Outside shocks a scenario can switch on: the tariffs of 2018-19, the epidemic of 2020, the R&D super-deduction."""

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, FiniteFloat

from simulation.calendar import HORIZON, Quarter
from simulation.inputs.configuration import Entry
from simulation.saying import Saying


def _quarter(written: str) -> str:
    quarter = Quarter.parse(written)
    if not quarter.in_horizon:
        plan = {"first": HORIZON[0], "last": HORIZON[-1]}
        raise ValueError(Saying("{read} lies outside the plan, which runs {first} to {last}", read=quarter, **plan))
    return str(quarter)


WrittenQuarter = Annotated[str, AfterValidator(_quarter)]
Steps = Mapping[WrittenQuarter, FiniteFloat]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Confidence = Literal["seen verbatim", "inferred", "memory"]


class TariffEntry(Entry):
    """The tariffs of 2018-19 as written."""

    tariff_rise: Annotated[float, Field(gt=0.0)]
    phases: Mapping[WrittenQuarter, Share]
    source: str
    confidence: Confidence


class CovidEntry(Entry):
    """The epidemic of 2020 as written."""

    sales: Steps
    service_factor: Annotated[float, Field(ge=0.0)]
    rd_budget: Steps
    exit_factor: Steps
    source: str
    confidence: Confidence


class DeductionEntry(Entry):
    """The super-deduction of R&D as written."""

    technology_firms_from: WrittenQuarter
    all_firms_from: WrittenQuarter
    source: str
    confidence: Confidence


class ShockEntries(Entry):
    """All outside shocks as written."""

    tariffs: TariffEntry
    covid: CovidEntry
    super_deduction: DeductionEntry


class Shocks(NamedTuple):
    """Outside shocks by quarter of the plan, shape (20,) each; a scenario says which of them happen."""

    tariff_rise: float  # percentage points on goods sold to the United States
    tariff_phase: NDArray[np.float64]  # share of the rise in force
    covid_sales: NDArray[np.float64]  # level effect on sales of industry, share, before covid_factor
    covid_service_factor: float  # how many times as hard trade and services are hit
    covid_rd_budget: NDArray[np.float64]  # level effect on R&D budgets, share
    covid_exit_factor: NDArray[np.float64]  # factor on exit
    deduction_technology_firms: int  # first quarter of the super-deduction for technology SMEs
    deduction_all_firms: int  # first quarter of the super-deduction for all firms


def read_shocks(entries: ShockEntries) -> Shocks:
    """Return the shocks as paths over the quarters of the plan."""
    tariffs, covid, deduction = entries.tariffs, entries.covid, entries.super_deduction
    return Shocks(
        tariff_rise=tariffs.tariff_rise,
        tariff_phase=_steps(tariffs.phases, before=0.0),
        covid_sales=_steps(covid.sales, before=0.0),
        covid_service_factor=covid.service_factor,
        covid_rd_budget=_steps(covid.rd_budget, before=0.0),
        covid_exit_factor=_steps(covid.exit_factor, before=1.0),
        deduction_technology_firms=Quarter.parse(deduction.technology_firms_from).index,
        deduction_all_firms=Quarter.parse(deduction.all_firms_from).index,
    )


def _steps(written: Mapping[str, float], before: float) -> NDArray[np.float64]:
    """Return the value in each quarter of the plan: each written one holds until the next."""
    values = np.full(len(HORIZON), before)
    for quarter in sorted(written):
        values[Quarter.parse(quarter).index :] = written[quarter]
    values.flags.writeable = False
    return values
