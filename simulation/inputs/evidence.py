"""The register of what the estimated numbers lean on: research and published figures, with how far each was checked."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, RootModel

from simulation.inputs.configuration import Entry, read_configuration
from simulation.inputs.files import config_file


class Evidence(Entry):
    """One source: what was taken from it, and whether it was read, seen second hand, by title only, or remembered."""

    reference: str
    finding: str
    seen: Literal["read", "second_hand", "title", "memory"]
    address: str | None = None
    caveat: str | None = None


class Register(RootModel[dict[str, Evidence]]):
    """All sources by their code: E for research, F for published figures."""

    root: dict[str, Evidence] = Field(min_length=1)


@lru_cache(maxsize=1)
def load_evidence(path: Path | None = None) -> Mapping[str, Evidence]:
    """Return the sources of `config/evidence.yaml` by code. Raises InputError where the file is not as it must be."""
    return read_configuration(path or config_file("evidence.yaml"), Register).root
