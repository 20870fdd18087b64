"""Payments one after the other: how a total is split to the fen, and how far towns and their cities can pay."""

import numpy as np

from simulation.rules.compiled import phase
from simulation.world.firms import Flags, Floats, Integers


@phase
def split_by_remainders(total: Integers, shares: Floats) -> Integers:
    """(shares, n) each total (n,) in parts by shares that sum to one; the largest remainders take what is left over.

    Of equal remainders the earlier share comes first.
    """
    count = shares.shape[0]
    parts = np.empty((count, total.shape[0]), dtype=np.int64)
    rest = np.empty(count)
    for i in range(total.shape[0]):
        missing = total[i]
        for k in range(count):
            exact = total[i] * shares[k]
            parts[k, i] = np.int64(np.floor(exact))
            rest[k] = exact - parts[k, i]
            missing -= parts[k, i]
        for _ in range(min(missing, count)):
            largest = 0
            for k in range(1, count):
                if rest[k] > rest[largest]:
                    largest = k
            parts[largest, i] += 1
            rest[largest] = -1.0
    return parts


@phase
def payable(left: tuple[Integers, Integers], city_of: Integers, towns: Integers, amounts: Integers) -> Flags:
    """(n,) which payments, in order, towns and then their cities can make; `left` (towns,) and (cities,) is used up."""
    town_left, city_left = left
    able = np.zeros(towns.shape[0], dtype=np.bool_)
    for k in range(towns.shape[0]):
        town = towns[k]
        own = min(town_left[town], amounts[k])
        rest = amounts[k] - own
        if rest <= city_left[city_of[town]]:
            able[k] = True
            town_left[town] -= own
            city_left[city_of[town]] -= rest
    return able


@phase
def paid_by_towns(left: Integers, towns: Integers, amounts: Integers) -> Integers:
    """(n,) what the towns themselves pay of each payment, in order; `left` (towns,) is used up."""
    own = np.zeros(towns.shape[0], dtype=np.int64)
    for k in range(towns.shape[0]):
        own[k] = min(left[towns[k]], amounts[k])
        left[towns[k]] -= own[k]
    return own
