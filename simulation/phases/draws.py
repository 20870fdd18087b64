"""Dice for many agents at once: one answer per identity, in columns."""

import numpy as np
from numpy.typing import NDArray

from simulation.rules.compiled import phase
from simulation.rules.dice import HALF, LOW, QUARTERS_PER_QUESTION, Dice, philox, share_of_words
from simulation.rules.distributions import normal_quantile, poisson_quantile
from simulation.world.firms import Floats, Integers

Identities = NDArray[np.uint64]


@phase
def uniform_pairs(dice: Dice, question: int, identities: Identities) -> Floats:
    """(2, n) two independent uniforms per identity."""
    out = np.empty((2, identities.shape[0]))
    asked = np.uint64(question * QUARTERS_PER_QUESTION + dice.quarter)
    replication, seed, draw = np.uint64(dice.replication), np.uint64(dice.seed), np.uint64(dice.draw)
    for i in range(identities.shape[0]):
        a, b, c, d = philox(identities[i] & LOW, identities[i] >> HALF, asked, replication, seed, draw)
        out[0, i] = share_of_words(a, b)
        out[1, i] = share_of_words(c, d)
    return out


@phase
def normals(uniforms: Floats) -> Floats:
    """Standard normal quantile of every uniform, (n,)."""
    out = np.empty(uniforms.shape[0])
    for i in range(uniforms.shape[0]):
        out[i] = normal_quantile(uniforms[i])
    return out


@phase
def poisson_counts(uniforms: Floats, means: Floats) -> Integers:
    """(n,) Poisson quantile of every uniform at its own mean."""
    out = np.empty(uniforms.shape[0], dtype=np.int64)
    for i in range(uniforms.shape[0]):
        out[i] = poisson_quantile(uniforms[i], means[i])
    return out


def uniforms(dice: Dice, question: int, identities: Identities) -> Floats:
    """(n,) one uniform per identity."""
    first: Floats = uniform_pairs(dice, question, identities)[0]
    return first
