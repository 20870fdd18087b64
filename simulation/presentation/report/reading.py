"""A report's material out of the store, without running or loading the model."""

import math
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import numpy as np

from simulation import study
from simulation.analysis.town_differences import median_gains
from simulation.ensemble.identity import model_hash
from simulation.ensemble.panels import Panel, panel_of
from simulation.ensemble.results import Ensemble
from simulation.ensemble.roster import Town
from simulation.ensemble.store import StudyFolder
from simulation.inputs.fields import SECTORS
from simulation.inputs.measures import BASE_YEAR, TARGET_YEAR, YEARS
from simulation.inputs.places import KINDS, REGIONS
from simulation.inputs.problems import InputError
from simulation.inputs.scenario import Scenario
from simulation.inputs.towns import load_cities, load_towns
from simulation.presentation.report.material import MappedTown, Material, TownMap

WAN_IN_YI: Final = 10_000.0
COLUMNS: Final = ("certified", "gross_output", "gdp", "total")
BASE: Final = "baseline"
NOWHERE: Final = math.nan


class Stored(NamedTuple):
    """A study of a store, read."""

    store: Path
    key: str
    ensemble: Ensemble


def material_of(this: Stored, other: Stored | None) -> Material:
    """Everything of a study, against another one if there is one. Raises NotPairedError when they share no luck."""
    comparison = study.compare(other.ensemble, this.ensemble) if other else None
    kept = _kept(this)
    merged = tuple(kept.get("merged", ()))
    scenario = scenario_of(merged, this.ensemble.scenario_id)
    return Material(
        summary=study.summarise(this.ensemble),
        units=study.units(),
        town_map=town_map(this, other),
        base=study.summarise(other.ensemble) if other else None,
        comparison=comparison,
        scenario=scenario,
        before=_before(this.ensemble.scenario_id, other),
        merged=merged,
        is_current=this.ensemble.manifest.get("hashes", {}).get("model") == model_hash(),
    )


def _kept(stored: Stored) -> Mapping[str, Any]:
    return StudyFolder(stored.store, stored.key).manifest() or {}


def _before(name: str, other: Stored | None) -> Scenario | None:
    """What the differences in words start from: the other study's scenario, else business as usual."""
    if other is not None:
        return scenario_of(tuple(_kept(other).get("merged", ())), other.ensemble.scenario_id)
    return None if name == BASE else study.load(BASE)


def scenario_of(merged: tuple[str, ...], name: str) -> Scenario | None:
    """The scenario that these lines are, by its name; None where there are none or this version refuses them."""
    if not merged:
        return None
    with TemporaryDirectory() as folder, suppress(InputError):
        file = Path(folder) / f"{name}.yaml"
        file.write_text("\n".join(merged) + "\n", encoding="utf-8")
        return study.load(file)
    return None


def town_map(this: Stored, other: Stored | None) -> TownMap:
    """The towns of a study: with its panel as they end, without it as the base year has them."""
    panel = panel_of(this.store, this.key).read(COLUMNS)
    if panel is None:
        office = this.ensemble.manifest.get("towns")
        return TownMap(() if office else _base_year_towns(), has_panel=False, has_difference=False)
    base = panel_of(other.store, other.key).read(COLUMNS) if other else None
    gains = median_gains(base, panel, "total", TARGET_YEAR) if base else {}
    return TownMap(_panel_towns(panel, gains), has_panel=True, has_difference=bool(gains))


def _base_year_towns() -> tuple[MappedTown, ...]:
    towns, cities = load_towns(), load_cities()
    return tuple(
        MappedTown(
            int(towns.code[row]), name, cities.name[towns.city[row]], "", REGIONS[towns.region[row]],
            float(towns.latitude[row]), float(towns.longitude[row]), KINDS[towns.kind[row]],
            SECTORS[towns.sector[row]], bool(towns.certified_2015[row]),
            float(towns.gross_output[row]) / WAN_IN_YI, float(towns.gdp[row]) / WAN_IN_YI,
            NOWHERE, NOWHERE, NOWHERE, NOWHERE,
        )
        for row, name in enumerate(towns.name)
    )  # fmt: skip


def _panel_towns(panel: Panel, gains: Mapping[int, float]) -> tuple[MappedTown, ...]:
    known = {town.code: (town.kind, town.sector) for town in _base_year_towns()}
    first, last = YEARS.index(BASE_YEAR), YEARS.index(TARGET_YEAR)
    columns = {name: values.astype(np.float64) for name, values in panel.columns.items()}
    certified = columns["certified"][:, last] > 0.0
    scores = np.where(certified, columns["total"][:, last], np.nan)
    return tuple(
        _panel_town(
            town,
            known.get(town.code, ("", "")),
            (
                _median(columns["gross_output"][:, first, row]) / WAN_IN_YI,
                _median(columns["gdp"][:, first, row]) / WAN_IN_YI,
                _median(columns["gross_output"][:, last, row]) / WAN_IN_YI,
                float(certified[:, row].mean()),
                _median(scores[:, row]),
                gains.get(town.code, NOWHERE),
            ),
        )
        for row, town in enumerate(panel.towns)
    )


def _panel_town(town: Town, known: tuple[str, str], numbers: tuple[float, ...]) -> MappedTown:
    return MappedTown(
        town.code, town.name, town.city, town.city_en, town.region, town.latitude, town.longitude, *known,
        town.certified_2015, *numbers,
    )  # fmt: skip


def _median(values: "np.ndarray[Any, Any]") -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if known.size else math.nan
