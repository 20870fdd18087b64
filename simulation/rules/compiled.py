"""How a rule written once becomes fast: the same text runs compiled in the engine and uncompiled in the oracle."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

from simulation.rules.engine_cache import engine_folder, prepare_folder

Function = TypeVar("Function", bound=Callable[..., object])

if prepare_folder():
    numba.config.CACHE_DIR = str(engine_folder())  # type: ignore[attr-defined]


def rule(function: Function) -> Function:
    """Compile one scalar pure function: the single text of a rule."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def inlined(function: Function) -> Function:
    """Compile a scalar function into each caller's own text, where a call would keep a loop from being vectorised."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")(function))


def phase(function: Function) -> Function:
    """Compile one short loop that applies rules to columns; it releases the interpreter lock."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def plain(function: Function) -> Function:
    """The uncompiled text of a rule, for the oracle and for hand checks."""
    return cast(Function, getattr(function, "py_func", function))
