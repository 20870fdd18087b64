"""Where the oracle and the compiled world differ: every column of firms, towns, institutes and books, side by side."""

from collections.abc import Iterator

import numpy as np

from simulation.world.firms import FUNDING_MEMORY, RESEARCH_MEMORY, TRADE
from simulation.world.ledger import PAYERS, Chart
from simulation.world.towns import GRANT_QUEUE
from simulation.world.world import World
from tests.oracle.people import FIRM_GROUPS, Firm
from tests.oracle.province import OracleProvince

RELATIVE = 1e-9
NOISE = 1e-12
"""Differences below this part of a column's largest number are rounding: some numbers are differences of large ones."""
BALANCE_NOISE = 2
"""Fen by which the revenue of a year may be rounded differently."""

Pair = tuple[str, np.ndarray, np.ndarray]


def differences(world: World, oracle: OracleProvince) -> list[str]:
    """What differs after a quarter, in words; empty where both agree."""
    pairs = (*firm_pairs(world, oracle), *town_pairs(world, oracle), *other_pairs(world, oracle))
    return [text for name, fast, plain in pairs if (text := difference(name, fast, plain))]


def difference(name: str, fast: np.ndarray, plain: np.ndarray) -> str:
    """Integers and flags must be equal, floats within 1e-9 relative."""
    if fast.shape != plain.shape:
        return f"{name}: {fast.shape} against {plain.shape}"
    if fast.dtype.kind != "f":
        wrong = fast != plain
    else:
        finite = np.abs(plain[np.isfinite(plain)])
        scale = float(finite.max()) if finite.size else 0.0
        with np.errstate(invalid="ignore"):  # minus infinity is a firm that never does R&D
            wrong = ~((fast == plain) | (np.abs(fast - plain) <= RELATIVE * np.abs(plain) + NOISE * scale))
    if not wrong.any():
        return ""
    where = tuple(int(axis[0]) for axis in np.nonzero(wrong))
    return f"{name}: {int(wrong.sum())} of {wrong.size} differ, first at {where}: {fast[where]} against {plain[where]}"


def firm_pairs(world: World, oracle: OracleProvince) -> Iterator[Pair]:
    """Who is there, and every column of those who are."""
    there = np.array([seat is not None for seat in oracle.seats])
    yield "firms.above_scale", world.firms.roster.above_scale[: world.used], there
    firms = oracle.firms
    rows = np.array([firm.seat for firm in firms])
    for group in FIRM_GROUPS:
        columns = getattr(world.firms, group)
        for name in columns._fields:
            if name != "above_scale":
                column = getattr(columns, name)
                values = [value_of(firm, name, oracle.quarter) for firm in firms]
                yield f"firms.{group}.{name}", column[rows], np.array(values, dtype=column.dtype)
    channels = world.firms.channels
    for name in channels._fields:
        column = getattr(channels, name)
        here = np.array([firm.born < oracle.quarter for firm in firms])
        """Channels of this quarter's entrants are written for the first time in the next one."""
        values = np.array([getattr(firm, name) for firm in firms])
        wide = column.ndim == 2
        yield f"channels.{name}", column.T[rows[here]] if wide else column[rows[here]], values[here]


def value_of(firm: Firm, name: str, quarter: int) -> object:
    """A firm's number as its column holds it."""
    if name == "town":
        return firm.town.row
    if name in ("institute", "last_partner"):
        partner = getattr(firm, name)
        return -1 if partner is None else partner.row
    if name == "memory":
        newest_first = list(firm.memory)
        return [newest_first[(quarter - place) % RESEARCH_MEMORY] for place in range(RESEARCH_MEMORY)]
    if name == "funding":
        newest_first = list(reversed(firm.funding))
        return [newest_first[(quarter - place) % FUNDING_MEMORY] for place in range(FUNDING_MEMORY)]
    return getattr(firm, name)


def town_pairs(world: World, oracle: OracleProvince) -> Iterator[Pair]:
    """Status, economy, sums, pools, patents and reports of every town."""
    towns = world.towns
    for group in ("status", "economy"):
        for name, column in getattr(towns, group)._asdict().items():
            values = np.array([getattr(town, name) for town in oracle.towns], dtype=column.dtype)
            yield f"towns.{group}.{name}", column, values
    for name, column in towns.tally._asdict().items():
        values = [town.year[name] if name.endswith("_year") else getattr(town, name) for town in oracle.towns]
        yield f"towns.tally.{name}", column, np.array(values, dtype=column.dtype)
    for name in ("outside", "rivals", "knowledge"):
        values = np.array([getattr(town, name) for town in oracle.towns])
        known = towns.pools.employment > 0.0 if name == "outside" else np.ones(values.shape, dtype=np.bool_)
        yield f"towns.pools.{name}", np.where(known, getattr(towns.pools, name), 0.0), np.where(known, values, 0.0)
    pending = np.zeros_like(towns.queues.pending)
    for town in oracle.towns:
        for (kind, due), number in town.waiting.items():
            pending[town.row, kind, due % GRANT_QUEUE] += number
    yield "towns.queues.pending", towns.queues.pending, pending
    for name in ("applied", "granted"):
        yield f"towns.queues.{name}", getattr(towns.queues, name), np.array(oracle.patents[name])
    for name, column in world.history._asdict().items():
        yield f"history.{name}", column, np.array([getattr(oracle.reports[town], name) for town in oracle.towns])
    for name in ("entry_effect", "entry_quality", "over_reporting", "policy_institutes", "policy_incubators"):
        yield name, getattr(world, name), np.array([getattr(town, name) for town in oracle.towns])
    young = world.start_ups
    yield "start_ups.identity", young.identity, np.array([k.identity for k in oracle.start_ups], dtype=np.uint64)
    for name in ("sales", "hazard"):
        yield f"start_ups.{name}", getattr(young, name), np.array([getattr(k, name) for k in oracle.start_ups])


def other_pairs(world: World, oracle: OracleProvince) -> Iterator[Pair]:
    """Institutes, banks, scores of the sectors, population moves and public money."""
    for name in ("capacity", "live", "income_year"):
        column = getattr(world.institutes, name)
        yield f"institutes.{name}", column, np.array([getattr(k, name) for k in oracle.institutes], dtype=column.dtype)
    bank = oracle.bank
    names = ("made", "repaid", "written_off", "tax", "saving", "short", "refused")
    yield "loans", world.loans.sums, np.array([bank[name] for name in names], dtype=np.float64)
    yield "loans ended and begun", world.flow.lost_loans, np.array([bank["ended"], bank["begun"]])
    moves = (oracle.exits["drop"], oracle.exits["death"], oracle.entries, oracle.held_at_floor)
    yield "moves", np.array([*world.flow.exits, *world.flow.entries, world.floor_count]), np.array(moves)
    yield (
        "wage and research",
        np.array([world.wage_index, world.research_now, world.institute_research]),
        np.array([oracle.wage_index, oracle.research, oracle.institute_research]),
    )
    present = np.array([any(firm.sector == sector for firm in oracle.firms) for sector in range(TRADE + 1)])
    for part, name in ((0, "mean"), (1, "sd")):
        for kind in ("size", "productivity"):
            fast = getattr(world.scores, f"{kind}_{name}")
            plain = np.array([getattr(score, kind)[part] for score in oracle.scores])
            yield f"scores.{kind}_{name}", fast[present], plain[present]
    yield from money_pairs(world, oracle)


def accounts_of(lever: object, chart: Chart) -> dict[int, int]:
    """Accounts behind an oracle lever, with what they hold (fen); none where it has no accounts of its own."""
    return lever.accounts(chart) if hasattr(lever, "accounts") else {}


def money_pairs(world: World, oracle: OracleProvince) -> Iterator[Pair]:
    """Balances of towns and cities, and what every purse got, spent and gave back."""
    ledger, chart, books = world.ledger, world.chart, oracle.books
    kinds = (("town", chart.towns, len(oracle.towns)), ("city", chart.cities, len(world.ground.cities.name)))
    for kind, start, count in kinds:
        plain = np.array([books.balance[kind, row] for row in range(count)])
        fast = ledger.balance[start : start + count]
        near = np.abs(fast - plain) <= BALANCE_NOISE
        yield f"balance of every {kind}", np.where(near, plain, fast), plain
    sellers = np.array([books.balance["institute", row] for row in range(len(oracle.institutes))])
    yield "balance of every institute", ledger.balance[chart.institutes : chart.institutes + len(sellers)], sellers
    held = {account: money for lever in oracle.levers for account, money in accounts_of(lever, chart).items()}
    yield "balance of every fund and pool", ledger.balance[list(held)], np.array(list(held.values()), dtype=np.int64)
    for row, purse in enumerate(ledger.purses):
        for year in range(oracle.quarter // 4 + 1):
            spent = np.array([books.spent[purse, payer, year] for payer in PAYERS])
            yield f"spent by {purse} in {2016 + year}", ledger.spent[row, :, year], spent
            columns = ("appropriated", "returned", "carried")
            fast = np.array([getattr(ledger, name)[row, year] for name in columns])
            plain = np.array([getattr(books, name)[purse, year] for name in columns])
            yield f"got, gave back and carried over by {purse} in {2016 + year}", fast, plain
