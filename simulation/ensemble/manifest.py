"""What reproduces a study to the digit: its inputs by their hashes, its seed, and what was assumed."""

import hashlib
from collections import Counter
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from typing import Any

from simulation.ensemble.identity import model_hash, study_key
from simulation.ensemble.office_ground import digest_of, town_manifest
from simulation.inputs.files import config_file
from simulation.inputs.parameters import Parameters
from simulation.inputs.scenario import Scenario
from simulation.rules.engine_cache import engine_hash

BASE_YEAR_FILES = (
    "towns_2015.csv",
    "cities.csv",
    "institutes_2015.csv",
    "base_year.yaml",
    "sectors.yaml",
    "province.yaml",
)


def manifest_of(scenario: Scenario, seed: int, parameters: Parameters) -> dict[str, Any]:
    """What every run of a study has in common; its size, its files and its wall time belong to who asks."""
    growth = scenario.macro.growth
    hashes = {
        "scenario": scenario.hash(),
        "parameters": parameters.hash(),
        "base_year": base_year_hash(scenario),
        "engine": engine_hash(),
        "model": model_hash(),
    }
    if scenario.towns is not None:
        hashes["towns"] = scenario.towns.digest
    return {
        "study": study_key(scenario, seed),
        "version": version(),
        "seed": seed,
        "hashes": hashes,
        "parameter_grades": dict(Counter(spec.grade for spec in parameters.specs)),
        "drift": scenario.drift,
        "macro": growth if isinstance(growth, str) else list(growth),
        "validated": False,
        **town_manifest(scenario),
    }


def base_year_hash(scenario: Scenario) -> str:
    """Hash of the files, switches and towns of an office that decide the base year."""
    digest = hashlib.sha256(scenario.base_year.share.encode() + scenario.drift.encode())
    digest.update(repr(scenario.certification).encode())
    for name in BASE_YEAR_FILES:
        digest.update(config_file(name).read_bytes())
    digest.update(digest_of(scenario))
    return digest.hexdigest()


def version() -> str:
    """Version of the installed product."""
    try:
        return version_of("towncast")
    except PackageNotFoundError:
        return "checkout"
