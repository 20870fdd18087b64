"""Firms in the order of their identity, which is theirs for life: slots depend on who else has come and gone."""

from collections.abc import Iterator

import numpy as np

from simulation.world.world import World


def firms_of(world: World, towns: np.ndarray) -> np.ndarray:
    """Slots of the firms of these towns, by identity."""
    roster = world.firms.roster
    rows = np.flatnonzero(roster.above_scale[: world.used] & np.isin(roster.town[: world.used], towns))
    return rows[np.argsort(roster.identity[rows])]


def columns_of(world: World, towns: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Every column of these towns and of their firms, named, firms by identity."""
    firms, rows = world.firms, firms_of(world, towns)
    groups = [(group, rows) for group in (firms.roster, firms.output, firms.research, firms.finance, firms.titles)]
    groups += [(group, towns) for group in (world.towns.status, world.towns.economy, world.towns.pools)]
    groups += [(world.towns.tally, towns)]
    for group, places in groups:
        for name, column in group._asdict().items():
            yield f"{type(group).__name__}.{name}", column[places]
