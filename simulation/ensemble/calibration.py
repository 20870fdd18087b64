"""Calibration records on disk: one small file per parameter draw, found by everything it depends on (model.md 1.1b)."""

import hashlib
import io
from pathlib import Path

import numpy as np

from simulation.ensemble.identity import model_hash
from simulation.ensemble.whole_files import CALIBRATION, write_whole
from simulation.rules.dice import Dice
from simulation.world.anchors import Record
from simulation.world.firms import Floats


def record_key(p: np.record, base_year: str, growth: Floats, dice: Dice) -> str:
    """Key of a record: parameters, base year, macro path, model, seed and draw."""
    digest = hashlib.sha256()
    for part in (p.tobytes(), base_year.encode(), growth.tobytes(), model_hash().encode()):
        digest.update(part)
    digest.update(f"{dice.seed}:{dice.draw}".encode())
    return digest.hexdigest()[:32]


def read_record(store: Path | None, key: str) -> Record | None:
    """A stored record, or None where there is none or where it does not pass its own hash."""
    if store is None:
        return None
    path = store / CALIBRATION / f"{key}.npz"
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, body = content[:32], content[32:]
    if hashlib.sha256(body).digest() != digest:
        return None
    with np.load(io.BytesIO(body)) as arrays:
        return Record(
            arrays["residual"],
            arrays["cohort_residual"],
            arrays["industrial_growth"],
            arrays["research"],
            int(arrays["floor_count"]),
        )


def write_record(store: Path | None, key: str, record: Record) -> None:
    """Store a record under its key, whole or not at all; raises OSError where the store cannot be written."""
    if store is None:
        return
    body = io.BytesIO()
    np.savez(
        body,
        residual=record.residual,
        cohort_residual=record.cohort_residual,
        industrial_growth=record.industrial_growth,
        research=record.research,
        floor_count=np.array(record.floor_count),
    )
    content = hashlib.sha256(body.getvalue()).digest() + body.getvalue()
    write_whole(store / CALIBRATION / f"{key}.npz", content)
