"""Which values of the uncertain numbers a study tries: well spread, true to every belief, and kept when extended.

Draw d is point d // 8 of sequence d % 8. The eight Sobol sequences are scrambled independently, so their eight means
give an honest interval, and each sequence only grows, so a larger study contains the smaller one.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.inputs.distributions import (
    Beta,
    Dirichlet,
    Distribution,
    Fixed,
    Gamma,
    LogNormal,
    Normal,
    TruncatedNormal,
)
from simulation.inputs.parameters import Parameter, Parameters

SEQUENCES = 8
BITS = 30
HALF_CELL = 2.0 ** -(BITS + 1)
MIDDLE = 0.5

Column = NDArray[np.float64]


def stratum(draw: int) -> int:
    """Return which of the eight independent sequences a draw belongs to."""
    return draw % SEQUENCES


def draw_parameters(parameters: Parameters, seed: int, draws: int) -> NDArray[Any]:
    """Return `draws` values of every number, shape (draws,), one float64 field per number (`record_dtype`).

    Margins are exactly the distributions of `config/parameters.yaml`. Numbers with a direction share one common factor
    and the named correlations hold between the normal scores (Gaussian copula). Spikes at zero come last, each with a
    uniform of its own; then the numbers that the scenario fixes. A fixed number leaves all other draws untouched.
    The first n of a longer study equal the study of n, bit for bit. ValueError for fewer than one draw.
    """
    if draws < 1:
        raise ValueError(f"a study needs at least one draw, not {draws}")
    uniforms = _uniforms(parameters, seed, draws)
    _link(parameters, uniforms)
    return _table(parameters, uniforms, draws)


def middle_parameters(parameters: Parameters) -> NDArray[Any]:
    """Return one draw, shape (1,): every number in the middle of what is believed of it, or fixed."""
    return _table(parameters, dict.fromkeys(_dimensions(parameters), np.full(1, MIDDLE)), 1)


def _table(parameters: Parameters, uniforms: Mapping[str, Column], draws: int) -> NDArray[Any]:
    """Return the numbers at these uniforms: quantiles, then spikes, then what the scenario fixes."""
    table = np.empty(draws, dtype=parameters.record_dtype())
    for spec in parameters.specs:
        columns = _quantiles(spec.distribution, [uniforms[name] for name in _scores(spec)])
        for field, column in zip(spec.fields, columns, strict=True):
            table[field] = column
    for spec in parameters.specs:
        if spec.spike:
            table[spec.key][uniforms[_spike(spec)] < spec.spike] = 0.0
    for override in parameters.overrides:
        table[override.key] = override.fixed
    return table


def _spike(spec: Parameter) -> str:
    return f"{spec.key} is zero"


def _scores(spec: Parameter) -> tuple[str, ...]:
    """Return the names of the uniforms behind a number; shares that sum to one need one fewer than there are shares."""
    if not spec.sampled:
        return ()
    return spec.fields[:-1] if isinstance(spec.distribution, Dirichlet) else spec.fields


def _dimensions(parameters: Parameters) -> tuple[str, ...]:
    """Return the names of the Sobol dimensions in order: the first are the best spread, so tier 1 has them."""

    def names() -> Iterator[str]:
        for tier in (1, 2, 3):
            for spec in parameters.specs:
                if spec.tier == tier:
                    yield from _scores(spec)
        for spec in parameters.specs:
            if spec.spike:
                yield _spike(spec)

    return tuple(names())


def _uniforms(parameters: Parameters, seed: int, draws: int) -> dict[str, Column]:
    """Return, for each dimension, `draws` numbers strictly between 0 and 1.

    A sequence is generated to the next power of two and cut, the only lengths at which its points are balanced. A point
    is a multiple of 2^-30: its cell's middle is taken, so that neither 0 nor 1 occurs.
    """
    from scipy.stats import qmc

    names = _dimensions(parameters)
    if not names:
        return {}
    length = -(-draws // SEQUENCES)
    points = np.empty((length, SEQUENCES, len(names)))
    for number, child in enumerate(np.random.SeedSequence(seed).spawn(SEQUENCES)):
        sobol = qmc.Sobol(len(names), scramble=True, bits=BITS, rng=np.random.default_rng(child))
        points[:, number] = sobol.random_base2((length - 1).bit_length())[:length]
    table = points.reshape(length * SEQUENCES, len(names))[:draws] + HALF_CELL
    return {name: table[:, column].copy() for column, name in enumerate(names)}


def _link(parameters: Parameters, uniforms: dict[str, Column]) -> None:
    """Make the linked numbers move together, in place, without changing the distribution of any of them."""
    from scipy.special import ndtr, ndtri

    linked = [spec.key for spec in parameters.linked()]
    normals = [ndtri(uniforms[key]) for key in linked]
    for key, weights in zip(linked, _lower_factor(parameters.score_correlations().tolist()), strict=True):
        score = np.zeros_like(uniforms[key])
        for weight, normal in zip(weights, normals, strict=False):
            score += weight * normal
        uniforms[key] = ndtr(score)


def _lower_factor(matrix: list[list[float]]) -> list[list[float]]:
    """Return the rows of the lower triangle whose square is a positive definite matrix (Cholesky's factor).

    In plain loops: a matrix library orders its sums by processor and by size, and the last digits would change with it.
    """
    rows: list[list[float]] = []
    for place, entries in enumerate(matrix):
        row: list[float] = []
        for column in range(place):
            known = sum(own * other for own, other in zip(row, rows[column], strict=False))
            row.append((entries[column] - known) / rows[column][column])
        row.append(math.sqrt(entries[place] - sum(weight * weight for weight in row)))
        rows.append(row)
    return rows


def _quantiles(belief: Distribution, columns: list[Column]) -> tuple[Column | float, ...]:
    """Return the columns of one number: the quantiles of its distribution at its uniforms."""
    from scipy import stats

    match belief:
        case Fixed(value=value):
            return (value,)
        case Dirichlet(concentrations=concentrations):
            return _shares(concentrations, columns)
        case TruncatedNormal(mean=mean, sd=sd, low=low, high=high):
            drawn = stats.truncnorm.ppf(columns[0], (low - mean) / sd, (high - mean) / sd, loc=mean, scale=sd)
            return (np.clip(drawn, low, high),)  # rounding alone can leave the range
        case LogNormal(median=median, log_sd=log_sd):
            return (stats.lognorm.ppf(columns[0], log_sd, scale=median),)
        case Normal(mean=mean, sd=sd):
            return (stats.norm.ppf(columns[0], loc=mean, scale=sd),)
        case Beta(alpha=alpha, beta=beta):
            return (stats.beta.ppf(columns[0], alpha, beta),)
        case Gamma(shape=shape, scale=scale, shift=shift):
            return (stats.gamma.ppf(columns[0], shape, loc=shift, scale=scale),)


def _shares(concentrations: tuple[float, ...], columns: list[Column]) -> tuple[Column, ...]:
    """Return shares that sum to one: each takes a beta-distributed part of what the ones before it left."""
    from scipy import stats

    left = np.ones_like(columns[0])
    shares = []
    for place, column in enumerate(columns):
        part = left * stats.beta.ppf(column, concentrations[place], sum(concentrations[place + 1 :]))
        shares.append(part)
        left = left - part
    return (*shares, left)
