"""A world of eight numbers whose chances are known: what intervals and stop rules are held against.

A run hits when its score plus its luck passes a bar. The score is smooth in eight standard normal parameters, drawn as
a study draws them (eight independently scrambled Sobol sequences, `simulation.ensemble.design`), with one product in
it; a policy adds a push that differs between draws. Both integrate by hand but for two parameters, so the truth is a
sum over Gauss-Hermite nodes and no simulation.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from simulation.ensemble.design import BITS, HALF_CELL, SEQUENCES

Numbers = NDArray[np.float64]

WEIGHTS: Final = np.array([0.6, 0.45, 0.4, 0.3, 0.3, 0.2, 0.15, 0.1])
PRODUCT: Final = 0.3
"""Weight of the first parameter times the second."""
LUCK: Final = 0.6
"""Standard deviation of what differs between replications."""
SHARED: Final = 0.95
"""Correlation of the luck of two scenarios on the same dice."""
NODES: Final = 60


def draw_numbers(seed: int, studies: int, draws: int) -> Numbers:
    """[studies, draws, 8], standard normal parameters; drawn as for real studies, draw d in sequence d % 8."""
    length = -(-draws // SEQUENCES)
    points = np.empty((studies, length, SEQUENCES, len(WEIGHTS)))
    for number, child in enumerate(np.random.SeedSequence(seed).spawn(studies * SEQUENCES)):
        sobol = qmc.Sobol(len(WEIGHTS), scramble=True, bits=BITS, rng=np.random.default_rng(child))
        points[number // SEQUENCES, :, number % SEQUENCES] = sobol.random_base2((length - 1).bit_length())[:length]
    return ndtri(points.reshape(studies, length * SEQUENCES, len(WEIGHTS))[:, :draws] + HALF_CELL)


@dataclass(frozen=True)
class Studies:
    """Many studies of the toy: scores [studies, draws, replications] without policy, and with a push of size 1."""

    scores: Numbers
    pushed_luck: Numbers
    push: Numbers
    """[studies, draws, 1], how much a draw feels of the policy: exp(half of its third parameter)."""

    def hits(self, bar: float, push: float | None = None) -> Numbers:
        """[studies, draws, replications], 1 where the run passes the bar; under no policy when `push` is None."""
        scores = self.scores if push is None else self.scores + self.pushed_luck + push * self.push
        return (scores > bar).astype(np.float64)


@lru_cache(maxsize=4)
def studies(seed: int, number: int, draws: int, replications: int = 2) -> Studies:
    """`number` studies of the toy on their own scramblings and their own luck."""
    z = draw_numbers(seed, number, draws)
    score = z @ WEIGHTS + PRODUCT * z[..., 0] * z[..., 1]
    generator = np.random.default_rng([seed, 1])
    luck, other = LUCK * generator.standard_normal((2, number, draws, replications))
    scores = score[..., None] + luck
    return Studies(scores, (SHARED - 1.0) * luck + np.sqrt(1 - SHARED**2) * other, np.exp(z[..., 2:3] / 2))


@lru_cache(maxsize=64)
def truth(bar: float, push: float = 0.0) -> float:
    """Probability that a run passes the bar: nodes over the first and third parameter, the others by hand."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    first, third = nodes[:, None], nodes[None, :]
    mean = WEIGHTS[0] * first + WEIGHTS[2] * third + push * np.exp(third / 2)
    variance = (WEIGHTS[1] + PRODUCT * first) ** 2 + (WEIGHTS[3:] ** 2).sum() + LUCK**2
    return float(weights @ ndtr((mean - bar) / np.sqrt(variance)) @ weights)


def bar_for(probability: float) -> float:
    """The bar that is passed with this probability under no policy."""
    return float(brentq(lambda bar: truth(bar) - probability, -8.0, 8.0, xtol=1e-12))


def push_for(bar: float, gain: float) -> float:
    """The push that raises the probability of passing the bar by `gain`."""
    return float(brentq(lambda push: truth(bar, push) - truth(bar) - gain, 0.0, 20.0, xtol=1e-12)) if gain else 0.0
