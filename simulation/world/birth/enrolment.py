"""Firms of 2015 before they have traits: how many in every town, how large, in which sector (base_year.md 9, 10)."""

from typing import NamedTuple

import numpy as np

from simulation.phases.draws import uniforms
from simulation.rules.dice import Dice, Question
from simulation.world.anchors import Anchors, Institutes, Scores
from simulation.world.birth.census import Census
from simulation.world.birth.firm_birth import choose_sectors, number_firms
from simulation.world.birth.firm_counts import first_firm
from simulation.world.birth.firm_sizes import SizeLaw, firm_sales
from simulation.world.birth.research_birth import Members, sector_scores
from simulation.world.birth.town_birth import sector_shares
from simulation.world.firms import SECTORS, TRADE, Firms, Integers, empty_firms
from simulation.world.ground import Ground
from simulation.world.macro import Macro


class Roll(NamedTuple):
    """Firms of every town before they have traits."""

    firms: Firms
    used: int
    members: Members
    counts: Integers


def slots_needed(firms: int, p: np.record) -> int:
    """Slots for five years: net entry at the drawn rates, a twelfth more, and some for the luck of small numbers."""
    net = max(0.0, float(p.entry_rate - p.exit_hazard))
    return int(firms * (1.0 + net) ** 5 * 13.0 / 12.0) + 1500


def enrol_firms(ground: Ground, census: Census, p: np.record, dice: Dice) -> Roll:
    """Give every town its firms with yearly sales and sectors."""
    towns, above_scale = ground.towns, census.accounts.above_scale_output
    industrial, other = census.industrial, census.other
    counts = np.stack([industrial, other], axis=1)
    firms = empty_firms(slots_needed(int(counts.sum()), p))
    used = number_firms(firms, towns.code, counts)
    choose_sectors(firms, used, np.cumsum(sector_shares(ground, float(p.specialty_share)), axis=1), dice)
    luck = uniforms(dice, int(Question.FIRM_SIZE), firms.roster.identity[:used])
    law = SizeLaw(float(p.firm_size_log_sd), float(p.firm_size_tail), float(p.largest_firm_share_cap))
    trade = firms.roster.sector[:used] == TRADE
    year = firms.output.sales_year
    year[:used][~trade] = firm_sales(luck[~trade], first_firm(industrial), industrial, above_scale, law)
    totals = np.where(other > 0, census.other_sales, 0.0)
    year[:used][trade] = firm_sales(luck[trade], first_firm(other), other, totals, law)
    members = Members(~trade, ~trade & towns.certified_2015[firms.roster.town[:used]])
    return Roll(firms, used, members, counts)


def first_anchors(ground: Ground, p: np.record, median: float) -> Anchors:
    """Anchors before anything is solved."""
    zero = np.zeros(SECTORS)
    one = np.ones(SECTORS)
    per_worker = float(p.output_per_worker) * ground.sectors.worker_factor / 4.0
    return Anchors(0.0, 0.0, 0.0, 30.0, 1.0, 1.0, median, zero, zero - 5.0, one, one, one, one, per_worker)


def give_sales(roll: Roll, macro: Macro) -> Scores:
    """Quarterly sales at the end of 2015 from yearly sales; returns the sectors' size scores."""
    firms, used = roll.firms, roll.used
    sector = firms.roster.sector[:used]
    output = firms.output
    output.sales[:used] = output.sales_year[:used] / 4.0 * macro.carry[sector]
    output.log_sales[:used] = np.log(output.sales[:used])
    mean, spread = sector_scores(output.log_sales[:used], sector)
    return Scores(mean, spread, np.zeros(SECTORS), np.ones(SECTORS))


def institutes_of(ground: Ground, p: np.record) -> Institutes:
    """Institutes with staff for science and contracts they can hold at once."""
    table = ground.institutes
    shares = np.array(
        [p.science_staff_share_university, p.science_staff_share_college, p.science_staff_share_institute]
    )
    staff = table.staff * shares[table.kind]
    running = float(p.link_duration) / 4.0
    capacity = np.maximum(1, np.rint(float(p.contracts_per_staff) * staff * running)).astype(np.int64)
    empty = np.zeros(len(staff), dtype=np.int64)
    return Institutes(table.city, table.kind, staff, capacity, empty, np.zeros(len(staff)))
