"""A study on an office's own towns: its ground, its numbers, and, for a part of the province, its part of all money."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import numpy as np

from simulation.ensemble.one_run import StudyGround
from simulation.inputs.base_year import BaseYear, load_base_year
from simulation.inputs.budgets import times
from simulation.inputs.choices import FrozenMap
from simulation.inputs.delivery import InstrumentSettings, LeverSettings
from simulation.inputs.office_towns.fitting import Fitted, fitted
from simulation.inputs.scenario import Scenario
from simulation.inputs.towns import StatedFigures, TownTable, load_cities, load_towns, rows_of, with_document_share
from simulation.world.birth.accounts import agricultural_output
from simulation.world.firms import Floats
from simulation.world.ground import Ground, load_ground

PATENTS_PER_UNIT = 1e4
"""`base_patents` counts 万件."""


def towns_of(scenario: Scenario, base: BaseYear) -> TownTable:
    """The model's own table of towns, with the GDP that the scenario's base year gives them."""
    towns = load_towns()
    return with_document_share(towns, base.totals) if scenario.base_year.share == "document" else towns


def fit(scenario: Scenario) -> Fitted | None:
    """The office's towns in the province of the scenario, None without a table. Raises InputError on misfits."""
    if scenario.towns is None:
        return None
    base = load_base_year()
    return fitted(scenario.towns, towns_of(scenario, base), load_cities(), base)


def ground_for(scenario: Scenario, base: BaseYear) -> Ground:
    """The ground of a study: the model's own towns, or the office's among them, or those alone."""
    found = fit(scenario)
    if found is None or scenario.towns is None:
        return load_ground(towns_of(scenario, base))
    return load_ground(found.towns, found.stated, found.office if scenario.towns.only_these else None)


def with_its_money(scenario: Scenario, share: float) -> Scenario:
    """The scenario with the budgets of a part of the province: its share of GDP, unless the budgets are its own."""
    if scenario.towns is None or not scenario.towns.only_these or scenario.towns.whole_budgets:
        return scenario
    levers = {name: _scaled(settings, share) for name, settings in scenario.levers.items()}
    return scenario.model_copy(update={"levers": FrozenMap(levers)})


def _scaled(settings: LeverSettings, share: float) -> LeverSettings:
    if isinstance(settings, InstrumentSettings):
        return settings.model_copy(update={"budget": times(settings.budget, share)})
    inside = {name: getattr(settings, name) for name in type(settings).model_fields}
    scaled = {name: _scaled(each, share) for name, each in inside.items() if isinstance(each, LeverSettings)}
    return settings.model_copy(update=scaled)


class Weights(NamedTuple):
    """Industrial output of certified towns, 万元 a year: of the whole province, and by town of the study."""

    whole: float
    here: Floats


def numbers_for(study: StudyGround, p: np.record) -> np.record:
    """Numbers of a draw for the towns of the study; as drawn where it is the whole province on the model's own table.

    Totals of the certified towns that firms are fitted to (R&D, patents, high-tech firms): what the office states, and
    of what was drawn for the province the part of the other towns, by industrial output. Engineering centres go with
    industrial output, new titles with the number of candidates.
    """
    ground = study.ground
    if ground.stated is None:
        return p
    table = np.recarray(1, dtype=p.dtype)
    table[0] = p
    here = StatedFigures(*(ground.only_studied(column) for column in ground.stated))
    weights = _weights(study)
    towns, everywhere = ground.towns, ground.everywhere
    gdp_here = float(towns.gdp[towns.certified_2015].sum())
    spending = float(p.base_rd_intensity) / ground.share  # of the province, in percent of the GDP of these towns
    titles = float(study.province.high_tech_enterprises[0])
    table["base_rd_intensity"] = _total(spending, 100.0 * here.rd_spending / gdp_here, weights)
    table["base_patents"] = _total(float(p.base_patents), here.patents / PATENTS_PER_UNIT, weights)
    table["base_hnte_share"] = _total(float(p.base_hnte_share), here.high_tech_firms / titles, weights)
    table["engineering_centres_2015"] = float(p.engineering_centres_2015) * (float(weights.here.sum()) / weights.whole)
    waiting = [int((~each.certified_2015).sum()) for each in (towns, everywhere)]
    table["certification_quota"] = float(p.certification_quota) * (waiting[0] / max(1, waiting[1]))
    numbers: np.record = table[0]
    return numbers


def _weights(study: StudyGround) -> Weights:
    ground = study.ground
    whole = ground.everywhere
    industrial = whole.gross_output - agricultural_output(whole, ground.cities, study.base.accounts)
    certified = industrial * whole.certified_2015
    return Weights(float(certified.sum()), ground.only_studied(certified))


def _total(drawn: float, stated: Floats, weights: Weights) -> float:
    """What the office states for its certified towns, and the part of the drawn total that falls on the others."""
    known = ~np.isnan(stated) & (weights.here > 0.0)
    return float(stated[known].sum()) + drawn * (float(weights.here[~known].sum()) / weights.whole)


def digest_of(scenario: Scenario) -> bytes:
    """Hash of the office's towns as the study takes them, with the way they are used; empty without a table."""
    found, office = fit(scenario), scenario.towns
    if found is None or office is None:
        return b""
    digest = hashlib.sha256(office.digest.encode())
    digest.update(repr((office.only_these, office.whole_budgets)).encode())
    for column in (*found.towns, *found.stated, found.office):
        digest.update(column.tobytes() if isinstance(column, np.ndarray) else repr(column).encode())
    return digest.digest()


def town_manifest(scenario: Scenario) -> dict[str, Any]:
    """What the manifest says of the office's towns; empty without a table."""
    found, office = fit(scenario), scenario.towns
    if found is None or office is None:
        return {}
    towns = rows_of(found.towns, found.office)
    inside = towns.certified_2015
    whole = found.towns.gdp[found.towns.certified_2015].sum()
    return {
        "towns": {
            "file": office.file,
            "path": office.path,
            "sha256": office.digest,
            "only_these": office.only_these,
            "whole_budgets": office.whole_budgets,
            "towns": len(office.rows),
            "certified": int(inside.sum()),
            "cities": list(office.cities),
            "share_gdp": float(towns.gdp[inside].sum() / whole),
            "figures": [dict(each) for each in found.origins],
            "assumptions": [each.as_record() for each in found.assumptions],
        }
    }
