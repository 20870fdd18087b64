"""Luck of the base year: a chance number is a fixed function of what it is about, never of an order or a generator."""

import hashlib
from collections.abc import Iterable
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

STANDARD_NORMAL = NormalDist()


def uniform(key: int | str, *words: str) -> float:
    """Number in (0, 1) that belongs to a key (a unit's official code) and a question."""
    text = ":".join((str(key), *words))
    number: int = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return float((number >> 11) / 2**53)


def normal(key: int | str, *words: str) -> float:
    """Standard normal number that belongs to a key and a question."""
    return STANDARD_NORMAL.inv_cdf(uniform(key, *words))


def normals(keys: Iterable[int], *words: str) -> NDArray[np.float64]:
    """One standard normal number per key."""
    return np.array([normal(int(key), *words) for key in keys])


def normal_quantile(shares: Iterable[float]) -> NDArray[np.float64]:
    """Standard normal quantiles of shares in (0, 1)."""
    return np.array([STANDARD_NORMAL.inv_cdf(float(share)) for share in shares])
