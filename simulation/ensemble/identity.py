"""What makes two runs the same run: the merged scenario, the office's towns, every number, the model itself, the seed.

A study is found by the hash of all of these; draw and replication then name a run within it. Nothing is imported here
that compiles, so that a stored study is found at once.
"""

import hashlib
import platform
from functools import cache
from importlib.metadata import version as version_of
from pathlib import Path

from simulation.inputs.files import PACKAGE, shipped_root
from simulation.inputs.scenario import Scenario

KEY_LENGTH = 16
LIBRARIES = ("numpy", "scipy", "numba")
"""Libraries whose version can change the last digit of a run."""
AFTER_THE_RUN = ("analysis", "presentation", "commands", "base_year", "study.py", "extension.py", "notebook.py")
"""Parts of the package that only read what runs have left, or that write the numbers of `config/`, which are hashed."""
OF_THE_ENSEMBLE = ("design.py", "one_run.py", "work.py", "calibration.py", "office_ground.py")
"""Files of `ensemble` that decide a digit; the others only carry and keep."""


def study_key(scenario: Scenario, seed: int) -> str:
    """The name of a study in the store (16 hexadecimal digits): everything that a run depends on but its numbers."""
    towns = scenario.towns
    used = "" if towns is None else repr((towns.digest, towns.only_these, towns.whole_budgets))
    text = "\n".join((scenario.hash(), used, model_hash(), str(seed)))
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]


def versions() -> dict[str, str]:
    """Of the language and of every library whose version can change the last digit of a run."""
    return {"python": platform.python_version()} | {name: version_of(name) for name in LIBRARIES}


@cache
def model_hash() -> str:
    """SHA-256 of every source and every number that a run reads, and of the versions of the libraries that count."""
    digest = hashlib.sha256("".join(f"{name} {version_of(name)}\n" for name in LIBRARIES).encode())
    numbers = shipped_root() / "config"
    for root, path in (*((PACKAGE, path) for path in model_sources()), *((numbers, path) for path in _files(numbers))):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def model_sources() -> list[Path]:
    """Every Python file whose text can change a run, in a fixed order."""
    return sorted(path for path in PACKAGE.rglob("*.py") if _decides(path.relative_to(PACKAGE).parts))


def _decides(parts: tuple[str, ...]) -> bool:
    if parts[0] == "ensemble":
        return parts[-1] in OF_THE_ENSEMBLE
    return parts[0] not in AFTER_THE_RUN


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".csv"))
