"""Checks of every quarter (model.md 4.4): books, loans, people, patents, bounds. A broken invariant stops the run."""

import numpy as np

from simulation.world.ledger import BrokenBooksError
from simulation.world.world import World

CLOSE = 1e-9


class BrokenInvariantError(AssertionError):
    """A law of the model does not hold; the message names it."""


def check_quarter(world: World) -> None:
    """Run every check that is not vacuous yet."""
    world.ledger.close_quarter()
    check_purses(world)
    check_loans(world)
    check_people(world)
    check_patents(world)
    check_reports(world)
    check_finite(world)


def check_purses(world: World) -> None:
    """A3: what was set aside for this year or carried into it was spent, was returned, or is still in the purse."""
    ledger, year = world.ledger, world.year
    came = ledger.appropriated[:, year] + (ledger.carried[:, year - 1] if year else 0)
    went = ledger.spent[:, 0, year] + ledger.returned[:, year] + ledger.purse
    if not np.array_equal(came, went):
        wrong = ledger.purses[int(np.flatnonzero(came != went)[0])]
        raise BrokenBooksError(f"A3: the money of {wrong} is neither spent nor returned nor in its purse")


def check_loans(world: World) -> None:
    """A6: opening + new + begun - repaid - written off - ended with firms = closing."""
    made, repaid, off = (float(part) for part in world.loans.sums[:3])
    lost, begun = (float(part) for part in world.flow.lost_loans)
    expected = world.loans.opening + made + begun - repaid - off - lost
    closing = float(world.firms.finance.debt[: world.used].sum())
    if abs(expected - closing) > CLOSE * max(1.0, abs(closing)):
        raise BrokenBooksError(f"A6: loans close at {closing:.6f}, not {expected:.6f}")


def check_people(world: World) -> None:
    """A9: no town without people, no negative employment."""
    if not np.all(world.towns.economy.population > 0.0):
        raise BrokenInvariantError("A9: a town has no people")
    if np.any(world.firms.output.employees[: world.used] < 0.0):
        raise BrokenInvariantError("A9: a firm has negative employees")


def check_patents(world: World) -> None:
    """A12: grants never exceed applications, and what is pending is never negative."""
    queues = world.towns.queues
    if np.any(queues.granted > queues.applied) or np.any(queues.pending < 0):
        raise BrokenInvariantError("A12: more patents granted than applied for")


def check_reports(world: World) -> None:
    """Reported R&D is never below real R&D (A8)."""
    research = world.firms.research
    if np.any(research.reported[: world.used] < research.spending[: world.used] * (1.0 - CLOSE) - CLOSE):
        raise BrokenInvariantError("A8: a firm reports less R&D than it does")


def check_finite(world: World) -> None:
    """Nothing in the economy of firms and towns is infinite or not a number."""
    total = float(world.firms.output.sales[: world.used].sum()) + float(world.firms.finance.cash[: world.used].sum())
    total += float(world.towns.economy.services.sum()) + float(world.firms.research.knowledge[: world.used].sum())
    if not np.isfinite(total):
        raise BrokenInvariantError("a number of the economy is not finite")
