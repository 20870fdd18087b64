"""Phase 7, population: firms leave the above-scale state and others enter it (model.md Q12, Q13)."""

import numpy as np
from numpy.typing import NDArray

from simulation.phases.draws import uniforms
from simulation.phases.founding import endow, open_books
from simulation.rules.compiled import phase
from simulation.rules.dice import Dice, Question, uniform
from simulation.rules.distributions import poisson_quantile, strikes
from simulation.rules.research import start_hazards
from simulation.rules.turnover import entrant_sales, exit_hazard, exit_weight, expected_entrants
from simulation.world.anchors import Anchors, Flow, Moment, Scores
from simulation.world.firms import SECTORS, TRADE, Firms, Floats, Integers
from simulation.world.towns import Tally, Towns

ENTRY = int(Question.ENTRY)
ENTRANT_SIZE = int(Question.ENTRANT_SIZE)
LEFT_EMPTY = {"cut": -1000, "institute": -1, "last_partner": -1, "refused_at": -1000}
"""What a free slot says where it does not say zero."""


@phase
def weigh_exits(firms: Firms, scores: Scores, now: Moment, p: np.record, weights: Floats) -> Floats:
    """Exit weight of every firm into `weights`; returns the mean by sector."""
    roster, output, finance = firms.roster, firms.output, firms.finance
    total = np.zeros(SECTORS)
    count = np.zeros(SECTORS)
    for i in range(now.used):
        if roster.above_scale[i]:
            s = roster.sector[i]
            size = (output.log_sales[i] - scores.size_mean[s]) / scores.size_sd[s]
            level = output.productivity[i] + output.shock[i]
            productivity = (level - scores.productivity_mean[s]) / scores.productivity_sd[s]
            weights[i] = exit_weight(size, productivity, now.quarter - roster.born[i], finance.in_default[i], p)
            total[s] += weights[i]
            count[s] += 1.0
    for s in range(SECTORS):
        total[s] = total[s] / count[s] if count[s] > 0.0 else 1.0
    return total


@phase
def choose_leavers(firms: Firms, weights: Floats, mean_weight: Floats, context: tuple[Moment, Flow, Integers, Floats],
                   p: np.record) -> int:  # fmt: skip
    """Exits: most drop to the cohort of their town and sector, the rest die; returns how many slots became free."""
    now, flow, live_contracts, die = context
    roster, sales, partner = firms.roster, firms.output.sales, firms.titles.institute
    gone = 0
    for i in range(now.used):
        if not roster.above_scale[i]:
            continue
        s = roster.sector[i]
        hazard = exit_hazard(weights[i], mean_weight[s], firms.channels.hazard[i] * now.exit_factor, p)
        if not strikes(die[0, i], hazard):
            continue
        if die[1, i] < p.exit_drop_share:
            flow.dropped[roster.town[i], s] += sales[i]
            flow.exits[0] += 1
        else:
            flow.exits[1] += 1
        if partner[i] >= 0:
            live_contracts[partner[i]] -= 1
        roster.above_scale[i] = False
        flow.free[flow.top[0]] = i
        flow.top[0] += 1
        gone += 1
    return gone


def leave(firms: Firms, tally: Tally, weights: tuple[Floats, Floats], context: tuple[Moment, Flow, Integers, Floats],
          p: np.record) -> None:  # fmt: skip
    """Exits of the quarter by exit weight of every firm and their means by sector; only its town remembers a firm."""
    flow = context[1]
    gone = choose_leavers(firms, *weights, context, p)
    clear(firms, tally, flow, flow.free[flow.top[0] - gone : flow.top[0]])


def close(firms: Firms, tally: Tally, flow: Flow, live_contracts: Integers, rows: Integers) -> None:
    """Firms that an instrument ends: they die, whatever their hazard, and their slots become free."""
    partners = firms.titles.institute[rows]
    np.subtract.at(live_contracts, partners[partners >= 0], 1)
    firms.roster.above_scale[rows] = False
    flow.exits[1] += len(rows)
    flow.free[flow.top[0] : flow.top[0] + len(rows)] = rows
    flow.top[0] += len(rows)
    clear(firms, tally, flow, rows)


def clear(firms: Firms, tally: Tally, flow: Flow, slots: Integers) -> None:
    """Empty the columns of slots that have become free; debt ends with its firm, payments to institutes were made."""
    flow.lost_loans[0] += float(firms.finance.debt[slots].sum())
    makers = slots[firms.roster.sector[slots] != TRADE]
    np.add.at(tally.left_cooperation_year, firms.roster.town[makers], firms.titles.cooperation_year[makers])
    for group in (firms.output, firms.research, firms.finance, firms.titles):
        for name, column in zip(group._fields, group, strict=True):
            column[slots] = LEFT_EMPTY.get(name, 0)


@phase
def draw_entrants(codes: Integers, firms: Integers, rooms: tuple[Floats, Floats], dice: Dice, p: np.record,
                  most: int) -> tuple[Integers, "np.ndarray", Floats]:  # fmt: skip
    """Entrants of every town and sector out of the cohort below scale.

    `firms` (towns, sectors) there are now; `rooms` = relative rise of entry (towns,), quarterly sales a cohort can give
    (towns, sectors); `most` = free slots. Returns town x sector cell, identity and yearly sales of every entrant.
    """
    effect, room = rooms
    cells = np.empty(most, dtype=np.int64)
    identities = np.empty(most, dtype=np.uint64)
    sizes = np.empty(most)
    found = 0
    for j in range(codes.shape[0]):
        for s in range(SECTORS):
            u = uniform(dice, ENTRY, np.uint64(codes[j] * SECTORS + s))
            mean = expected_entrants(firms[j, s], effect[j], p)
            if u <= 1.0 - mean:  # below exp(-mean) at any rate: nobody enters
                continue
            left = room[j, s]
            for ordinal in range(poisson_quantile(u, mean)):
                identity = (
                    (np.uint64(codes[j] // 1000) << np.uint64(35))
                    | (np.uint64(s) << np.uint64(31))
                    | (np.uint64(dice.quarter + 1) << np.uint64(25))
                    | np.uint64(ordinal)
                )
                sales = entrant_sales(uniform(dice, ENTRANT_SIZE, identity), p)
                if found >= most or (s != TRADE and left < sales / 4.0):
                    continue
                left -= sales / 4.0
                cells[found] = j * SECTORS + s
                identities[found] = identity
                sizes[found] = sales
                found += 1
    return cells[:found], identities[:found], sizes[:found]


def take_slots(flow: Flow, count: int) -> Integers:
    """Free slots, the last freed first, then slots never used."""
    again = min(count, int(flow.top[0]))
    reused = flow.free[flow.top[0] - again : flow.top[0]][::-1].copy()
    fresh = np.arange(flow.top[1], flow.top[1] + count - again)
    flow.top[0] -= again
    flow.top[1] += count - again
    return np.concatenate([reused, fresh])


def enter(firms: Firms, towns: Towns, effect: tuple[Floats, Floats],
          context: tuple[Scores, Anchors, Moment, Flow, Floats], p: np.record) -> None:  # fmt: skip
    """Entrants come out of the cohorts, which give up their sales.

    `effect` = relative rise of entry and shift of the entrants' productivity in standard deviations, (towns,) each.
    """
    _, _, now, flow, _ = context
    rise, quality = effect
    most = int(flow.top[0]) + firms.slots - int(flow.top[1])
    room = towns.economy.micro_sales + flow.dropped
    cells, identities, year = draw_entrants(towns.place.code, towns.tally.firms, (rise, room), now.dice, p, most)
    town, sector = cells // SECTORS, cells % SECTORS
    admit(firms, (identities, town, sector, year), quality, context, p)
    np.add.at(flow.left, (town, sector), year / 4.0)


Newcomers = tuple[NDArray[np.uint64], Integers, Integers, Floats]
"""Identity, town, sector and yearly sales of firms that enter, one each."""


def admit(firms: Firms, who: Newcomers, quality: Floats, context: tuple[Scores, Anchors, Moment, Flow, Floats],
          p: np.record) -> Integers:  # fmt: skip
    """Newcomers take their slots, traits, size and opening books; returns the slots.

    `quality` (towns,) shift of the productivity of entrants in standard deviations. There must be room for all.
    """
    scores, anchors, now, flow, terms = context
    identities, town, sector, year = who
    rows = take_slots(flow, len(identities))
    roster, output, research = firms.roster, firms.output, firms.research
    roster.identity[rows], roster.town[rows], roster.sector[rows] = identities, town, sector
    roster.above_scale[rows] = True
    roster.born[rows] = now.quarter
    endow(rows, firms, now.dice, (anchors.trait_sd, anchors.intensity_location), p)
    gap = p.entrant_productivity_gap + quality[town]
    output.trait[rows] += gap * np.hypot(anchors.trait_sd, anchors.shock_sd)
    output.sales[rows] = year / 4.0
    output.log_sales[rows] = np.log(year / 4.0)
    output.employees[rows] = year / 4.0 / anchors.output_per_worker[sector]
    output.productivity[rows] = output.trait[rows] + np.where(sector == TRADE, 0.0, terms[town, sector])
    open_books(rows, firms, now.dice, p)
    size = (output.log_sales[rows] - scores.size_mean[sector]) / scores.size_sd[sector]
    hazard = start_hazards(anchors.start_intercept, p.rd_start_size_effect * size)
    chance = hazard / (hazard + p.rd_stop_hazard)
    die = uniforms(now.dice, int(Question.FIRM_RESEARCH), identities)
    research.performs[rows] = (sector != TRADE) & (die < chance)
    flow.entries[0] += len(rows)
    flow.lost_loans[1] += float(firms.finance.debt[rows].sum())
    return rows
