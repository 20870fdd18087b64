"""An office's towns become part of the province of 2015: gaps filled, totals reconciled, every assumption counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from simulation.inputs.base_year import BaseYear
from simulation.inputs.office_towns.assumptions import Assumption, Detail
from simulation.inputs.office_towns.columns import STATED
from simulation.inputs.office_towns.filling import (
    DRAWN,
    OWN_FIGURES,
    STATED_HERE,
    Filled,
    Sources,
    Town,
    fill,
    own_towns,
)
from simulation.inputs.office_towns.reconciling import Fixed, mismatches, reconciled
from simulation.inputs.office_towns.table import OfficeTowns
from simulation.inputs.places import KINDS, plane_coordinates
from simulation.inputs.problems import InputError, Problem
from simulation.inputs.size_classes import ABOVE_SCALE_SALES
from simulation.inputs.towns import CityTable, Flags, Ints, StatedFigures, TownTable, frozen
from simulation.saying import Saying

FEWEST_ALONE = 5
"""Certified towns that can be a study by themselves."""
FEWEST_FIRMS = 50
"""Above-scale industrial firms of such a study: about a fifth of them do R&D."""
WAN_PER_YI = 10_000.0
TOLD = ("kind", "specialty", "certified", "gross_output", "gdp", "population")
"""Figures whose origins are always told."""


class Fitted(NamedTuple):
    """All towns of the province with the office's among them."""

    towns: TownTable
    stated: StatedFigures
    office: Ints
    """Rows that are the office's."""
    assumptions: tuple[Assumption, ...]
    origins: tuple[Mapping[str, object], ...]
    """Every town of the office with its figures and the origin of each."""


def fitted(office: OfficeTowns, towns: TownTable, cities: CityTable, base: BaseYear) -> Fitted:
    """The towns of the model's table with the office's rows in place; GDP of all as in `towns`.

    Raises InputError (E416, E417) when figures do not fit together or too few towns are to be run by themselves.
    """
    sources = Sources(towns, cities, 1.0 + base.population.tilt)
    own = own_towns(towns)
    filled = {row.code: fill(row, own.get(row.code), sources) for row in office.rows}
    total = float(towns.gdp[towns.certified_2015].sum())
    table = _assembled(own | {code: each.town for code, each in filled.items()}, towns)
    mine = np.isin(table.code, list(filled))
    _refuse_misfits(office, filled, base)
    touched = [code for code, each in filled.items() if each.origins["gdp"] in OWN_FIGURES]
    pinned = [town.code for town in base.pinned.towns if town.gdp is not None]
    fixed = Fixed(np.isin(table.code, touched), np.isin(table.code, pinned))
    table, told = reconciled(table, cities, base, fixed, total)
    stated = _stated(office, table)
    told += mismatches(table, cities, base, mine, stated.industrial_firms)
    notes = (*_table_told(office, filled), *office.remarks, *_fills(filled), *told, *_extent(office, table, mine))
    return Fitted(table, stated, np.flatnonzero(mine), notes, tuple(_origins(table, filled)))


def _assembled(rows: Mapping[int, Town], like: TownTable) -> TownTable:
    """Rows as columns: certified towns, then candidates, each in the order of their codes."""
    ordered = sorted(rows.values(), key=lambda town: (not town.certified_2015, town.code))
    columns = (
        frozen(np.array(column, dtype=old.dtype)) if isinstance(old, np.ndarray) else column
        for column, old in zip(zip(*ordered, strict=True), tuple(like), strict=True)
    )
    table = TownTable._make(columns)
    east, north = plane_coordinates(table.latitude, table.longitude)
    return table._replace(x_km=frozen(east), y_km=frozen(north))


def _stated(office: OfficeTowns, table: TownTable) -> StatedFigures:
    """What the office states and the model else draws, for all towns of the table."""
    place = {int(code): row for row, code in enumerate(table.code)}
    columns = {key: np.full(len(table.code), np.nan) for key in STATED}
    for row in office.rows:
        for key in STATED:
            if key in row.figures:
                columns[key][place[row.code]] = float(row.figures[key])
    return StatedFigures(**columns)


def _refuse_misfits(office: OfficeTowns, filled: Mapping[int, Filled], base: BaseYear) -> None:
    """Firms that the town's industry cannot hold in any draw, and studies of too few towns."""
    problems = []
    rule = base.accounts
    for row in office.rows:
        town, firms = filled[row.code].town, float(row.figures.get("industrial_firms", 0.0))
        industry = (1.0 - rule.agricultural_share[town.kind][town.region]) * town.gross_output
        most = int(rule.highest_above_scale_share * industry / ABOVE_SCALE_SALES)
        if firms > most:
            output = f"{town.gross_output / WAN_PER_YI:,.4g}亿元"
            message = Saying(
                "{town}: {firms} industrial firms above scale; an output of {output} holds at most {most}",
                town=town.name,
                firms=f"{firms:.0f}",
                output=output,
                most=most,
            )
            problems.append(Problem("E416", message, office.path, row.line))
    if office.only_these:
        problems += _too_few(office, filled)
    if problems:
        raise InputError(problems)


def _too_few(office: OfficeTowns, filled: Mapping[int, Filled]) -> Iterator[Problem]:
    """Studies of too few towns, or of too few firms for anyone among them to do R&D."""
    inside = [row for row in office.rows if filled[row.code].town.certified_2015]
    firms = [row.figures.get("industrial_firms") for row in inside]
    counted = sum(float(number) for number in firms if number is not None)
    if len(inside) < FEWEST_ALONE:
        message = Saying(
            "{towns} certified towns; at least {least} can be run by themselves", towns=len(inside), least=FEWEST_ALONE
        )
        yield Problem("E417", message, office.path)
    elif None not in firms and counted < FEWEST_FIRMS:
        message = Saying(
            "{firms} industrial firms above scale; at least {least} can be run by themselves",
            firms=f"{counted:.0f}",
            least=FEWEST_FIRMS,
        )
        yield Problem("E417", message, office.path)


def _table_told(office: OfficeTowns, filled: Mapping[int, Filled]) -> Iterator[Assumption]:
    """What the table holds."""
    sources = Counter(row.source for row in office.rows)
    certified = sum(each.town.certified_2015 for each in filled.values())
    counts: dict[str, Detail] = {
        "towns": len(office.rows),
        "certified": certified,
        "cities": office.cities,
        "file": office.file,
        "stated": sum(len(row.figures) for row in office.rows),
    }
    yield Assumption("town_table", counts)
    if sources["units"] or sources["new"]:
        placed = sum(each.origins["place"] == "city" for each in filled.values())
        yield Assumption("towns_added", {"added": sources["units"] + sources["new"], "placed_at_centre": placed})


def _fills(filled: Mapping[int, Filled]) -> Iterator[Assumption]:
    """How many of every figure are stated, and how the gaps were filled."""
    alike: dict[tuple[tuple[str, int], ...], list[str]] = {}
    for figure in TOLD:
        rules = Counter(each.origins[figure] for each in filled.values())
        alike.setdefault(tuple(sorted(rules.items())), []).append(figure)
    for counted, figures in alike.items():
        gaps = {rule: count for rule, count in counted if rule != STATED_HERE}
        if gaps:
            stated = len(filled) - sum(gaps.values())
            values: dict[str, Detail] = {"figures": tuple(figures), "stated": stated, "towns": len(filled)}
            yield Assumption("figures_filled", {**values, "fills": gaps})
    drawn = {key: sum(each.origins[key] == DRAWN for each in filled.values()) for key in STATED if key not in TOLD}
    if any(drawn.values()):
        yield Assumption("figures_drawn", {"fills": {key: count for key, count in drawn.items() if count}})


def _extent(office: OfficeTowns, table: TownTable, mine: Flags) -> Iterator[Assumption]:
    """What it means that the office's towns are run within the province, or alone."""
    inside = table.certified_2015
    share = float(table.gdp[inside & mine].sum() / table.gdp[inside].sum())
    if not office.only_these:
        yield Assumption("in_the_province", {"share_gdp": share, "least": FEWEST_ALONE})
    else:
        yield Assumption("only_these_towns", {"share_gdp": share})
        yield Assumption("whole_budgets" if office.whole_budgets else "share_of_budgets", {"share_gdp": share})


def _origins(table: TownTable, filled: Mapping[int, Filled]) -> Iterator[Mapping[str, object]]:
    for row, code in enumerate(table.code):
        if int(code) in filled:
            yield {
                "code": int(code),
                "name": table.name[row],
                "certified": bool(table.certified_2015[row]),
                "kind": KINDS[table.kind[row]],
                "specialty": table.specialty[row],
                "gross_output": float(table.gross_output[row]),
                "gdp": float(table.gdp[row]),
                "population": float(table.population[row]),
                "origins": filled[int(code)].origins,
            }
