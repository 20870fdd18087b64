"""An ensemble made up from a seeded generator, shaped like the province's, for tests that need no simulation."""

from dataclasses import replace
from typing import Any

import numpy as np

from simulation.ensemble.results import Ensemble, FailedRun, Numbers
from simulation.inputs.measures import (
    COMPOSITION,
    DIMENSIONS,
    FACTS,
    MEASURES,
    PAYERS,
    PLACES,
    SPENDING_YEARS,
    YEARS,
)

# measure: value of 2015, its spread between draws, median of 2020, spread between draws and between replications
PATHS = {
    "towns": (399, 0, 489, 1, 4.3),
    "gdp": (27_700, 0, 40_900, 2_000, 300),
    "gdp_cohort_2015": (27_700, 0, 39_100, 1_900, 300),
    "gdp_2015_prices": (27_700, 0, 37_000, 1_700, 250),
    "towns_100bn": (9, 0, 16, 1.8, 1.8),
    "towns_10bn": (141, 0, 177, 6, 4),
    "towns_10bn_without_100bn": (132, 0, 161, 6, 4),
    "platform_coverage": (60, 14, 49, 11, 0.4),
    "functional_coverage": (5, 1, 4.5, 1, 0.1),
    "rd_institutes": (22, 11, 36, 18, 3),
    "rd_institutes_new": (0, 0, 14, 6, 3),
    "incubators": (44, 20, 84, 38, 5),
    "incubators_any_fill": (46, 20, 90, 40, 5),
    "rd_intensity": (2, 0.36, 2.51, 0.2, 0.13),
    "rd_intensity_real": (1.9, 0.34, 2.35, 0.2, 0.13),
    "science_input_intensity": (2.5, 0.4, 3.1, 0.3, 0.13),
    "patents": (70_000, 14_000, 165_000, 33_000, 2_800),
    "patents_without_designs": (45_000, 9_000, 106_000, 21_000, 1_800),
    "rd_personnel": (54, 8, 76, 13, 2),
    "rd_personnel_fte": (35, 5, 50, 9, 1.4),
    "backbone_rd_coverage": (60, 11, 64, 10, 2),
    "clusters_100bn": (6, 1, 8, 1.4, 0.8),
}
FOLLOWS = {
    "gdp_real": ("gdp", 1.0),
    "rd_personnel_real": ("rd_personnel", 1.0),
    "high_tech_value": ("rd_intensity", 12.0),
    "high_tech_value_real": ("rd_intensity", 11.0),
}
"""Measures that are so much times another one, run by run."""
COUNTS = {"towns", "towns_100bn", "towns_10bn", "towns_10bn_without_100bn", "clusters_100bn"}
COUNTS |= {"rd_institutes", "rd_institutes_new", "incubators", "incubators_any_fill", "patents"}
LEVERS = ("innovation_vouchers", "guidance_funds", "innovation_platforms", "enterprise_cultivation")
SHARES = {"towns": 1.0, "province": 1.4, "city": 0.3, "town": 0.5, "private": 0.8}
FACT_MEDIANS = (1.1, 1.02, -0.13, 0.42, 0.22, 1.05, 0.84, 31.0, 0.72, 0.9, 0.65, 0.08, 0.09, -0.21, 0.448, 3.0)


def _measures(generator: np.random.Generator, draws: int, replications: int) -> Numbers:
    years = np.linspace(0, 1, len(YEARS))
    columns = {}
    for name in PATHS:
        start, start_spread, end, spread, noise = PATHS[name]
        first = start + start_spread * generator.standard_normal((draws, 1, 1))
        ignorance = spread * generator.standard_normal((draws, 1, 1))
        luck = noise * generator.standard_normal((draws, replications, 1))
        path = first + (end - start + ignorance + luck) * years
        columns[name] = np.maximum(np.round(path) if name in COUNTS else path, 0)
    columns |= {name: factor * columns[other] for name, (other, factor) in FOLLOWS.items()}
    return np.stack([columns[name] for name in MEASURES], axis=-1)


def _levers(generator: np.random.Generator, draws: int, replications: int, levers: int) -> tuple[Numbers, ...]:
    runs = (draws, replications)
    appropriated = np.full((*runs, levers, len(SPENDING_YEARS)), 20_000.0)
    spent = appropriated * generator.uniform(0.7, 1.0, appropriated.shape)
    shares = np.array([SHARES[payer] for payer in PAYERS]) / SHARES["province"]
    money = spent[..., None, :] * shares[:, None]
    return money, appropriated, appropriated - spent, np.zeros_like(spent)


def _facts(generator: np.random.Generator, draws: int, replications: int) -> Numbers:
    medians = np.array([*FACT_MEDIANS, np.nan, 9.0, 141.0])
    spread = np.abs(medians) * 0.03
    spread[-2:] = 0
    return medians + spread * generator.standard_normal((draws, replications, len(FACTS)))


def fabricate(seed: int = 7, draws: int = 64, replications: int = 2, levers: tuple[str, ...] = ()) -> Ensemble:
    """Make up an ensemble; the same seed and size give paired ensembles whatever the levers."""
    generator = np.random.default_rng(seed)
    runs = (draws, replications)
    measures = _measures(generator, draws, replications)
    growth = (1 + np.arange(len(YEARS)) / 10)[:, None, None]
    indicators = generator.lognormal(1, 0.2, (*runs, len(YEARS), len(PLACES), 16)) * growth
    score = generator.normal(40, 2, (*runs, 1, len(PLACES), len(DIMENSIONS))) + 3 * np.arange(len(YEARS))[:, None, None]
    stability = generator.uniform(0.85, 0.99, (*runs, 200))
    composition = np.abs(generator.normal(1, 0.2, (*runs, len(COMPOSITION))))
    composition[..., :3] = np.array([11_400, 1_800, 0]) * composition[..., :3]
    composition[..., 3:11] *= np.array([0.5, 0.05, -0.04, 0, 21, 2, -1, 0])
    composition[..., 11:] = np.round(np.array([16, 0.4, 170, 7]) * composition[..., 11:])
    facts = _facts(generator, draws, replications)
    table = np.zeros(draws, dtype=[("macro_growth_mean", np.float64)])
    table["macro_growth_mean"] = generator.normal(8.2, 1, draws)
    money, *set_aside = _levers(np.random.default_rng(seed + 1), draws, replications, len(levers))
    manifest: dict[str, Any] = {
        "study": "b7c1f00d",
        "version": "0.1.0",
        "seed": seed,
        "files": ["scenarios/baseline.yaml", "config/parameters.yaml"],
        "hashes": {"scenario": "1f2e3d4c5b6a", "parameters": "a1b2c3d4e5f6", "data": "0011223344ff"},
        "parameter_grades": {"A": 12, "B": 20, "C": 9, "D": 14, "J": 150, "derived": 6},
        "drift": "realised",
        "macro": "ex_ante",
        "wall_seconds": 61.2,
        "command": "towncast run baseline",
    }
    title = {"en": "Business as usual", "zh": "照常发展"}
    return Ensemble(
        "baseline", title, measures, indicators, score, stability, money, *set_aside, composition, facts,
        levers, draws_table=table, manifest=manifest,
    )  # fmt: skip


def with_change(ensemble: Ensemble, scenario: str, changes: dict[str, float]) -> Ensemble:
    """The same runs, with some measures of 2020 moved by a constant: what a lever of known effect would leave."""
    measures = ensemble.measures.copy()
    for name, change in changes.items():
        measures[:, :, -1, MEASURES.index(name)] += change
    title = {"en": "The package as written", "zh": "文件原文措施"}
    return replace(ensemble, scenario_id=scenario, title=title, measures=measures)


def with_failures(ensemble: Ensemble, *runs: tuple[int, int]) -> Ensemble:
    """The same ensemble with some runs broken: NaN throughout and on record."""
    arrays = {
        name: getattr(ensemble, name).copy()
        for name in ("measures", "indicators", "score", "rank_stability", "money", "composition", "facts")
    }
    for draw, replication in runs:
        for array in arrays.values():
            array[draw, replication] = np.nan
    failed = tuple(FailedRun(draw, replication, "2018Q3 ledger", "account overdrawn") for draw, replication in runs)
    return replace(ensemble, failed=failed, **arrays)
