"""Phase 8 and the turn of the year: cohorts, services, agriculture, people; grants; take-up (Q5, Q9, Q17)."""

from typing import TYPE_CHECKING

import numpy as np

from simulation.phases.pools import clear_year
from simulation.rules.compiled import phase
from simulation.rules.dice import Dice, Question, uniform
from simulation.rules.distributions import poisson_quantile
from simulation.rules.growth import cohort_residual, population_growth, services_growth
from simulation.rules.links import next_takeup, takeup_ceiling
from simulation.rules.patents import propensity_drift
from simulation.world.firms import TRADE, Floats, Integers
from simulation.world.towns import GRANT_QUEUE

if TYPE_CHECKING:
    from simulation.world.world import World

SEED_OF_TAKEUP = 0.01
"""Share of firms that use a service in the quarter it opens (Q17)."""
NON_FIRM_PATENTS = int(Question.NON_FIRM_PATENTS)


def open_year(world: "World") -> None:
    """First quarter of a year: last year's sums are remembered by the province and start again."""
    tally = world.towns.tally
    for name in tally._fields:
        if name.endswith("_year"):
            getattr(tally, name)[:] = 0
    world.institutes.income_year[:] = 0.0
    clear_year(world.firms, world.used)


def grant_patents(world: "World") -> None:
    """Announces the grants that are due this quarter and draws those of others than firms."""
    towns, q = world.towns, world.quarter
    due = q % GRANT_QUEUE
    granted = towns.queues.pending[:, :, due]
    towns.tally.grants_year[:] += granted
    towns.queues.granted[:] += granted.sum(axis=0)
    towns.queues.pending[:, :, due] = 0
    per_head = world.non_firm_grants / world.people_2015
    mean = per_head / 4.0 * propensity_drift(q, world.p) * towns.economy.population
    draw_counts(mean, towns.place.code, world.dice_now(), towns.tally.non_firm_year)


@phase
def draw_counts(mean: Floats, codes: Integers, dice: Dice, into: Floats) -> None:
    """Adds a Poisson count to every town."""
    for j in range(mean.shape[0]):
        into[j] += poisson_quantile(uniform(dice, NON_FIRM_PATENTS, np.uint64(codes[j])), mean[j])


def take_up_services(world: "World") -> None:
    """Q17: users of collaborative platforms, as a share of a town's above-scale industrial firms."""
    status, p = world.towns.status, world.p
    firms = world.towns.tally.firms[:, :TRADE].sum(axis=1)
    advance_users(status.platforms, firms, status.platform_users, p)


@phase
def advance_users(platforms: Integers, firms: Integers, users: Floats, p: np.record) -> None:
    """One quarter of diffusion in every town; a town without a platform has no users."""
    for j in range(users.shape[0]):
        ceiling = takeup_ceiling(platforms[j], float(firms[j]), p.platform_capacity_firms, p.platform_takeup_ceiling)
        if ceiling <= 0.0:
            users[j] = 0.0
        else:
            users[j] = next_takeup(min(ceiling, max(SEED_OF_TAKEUP, users[j])), ceiling, p)


def live_cohorts(world: "World") -> None:
    """Firms below scale, agriculture, services and people of every town; value added of the quarter."""
    q, macro, towns, flow = world.quarter, world.macro, world.towns, world.flow
    economy, tally = towns.economy, towns.tally
    if world.is_reference:
        solve_cohort_residual(world)
    step = macro.output[q] - world.record.cohort_residual[q] + macro.shock[q]
    micro = economy.micro_sales
    micro[:, :TRADE] *= np.exp(step[:TRADE])[None, :]
    micro[:, :TRADE] += flow.dropped[:, :TRADE] - flow.left[:, :TRADE]
    np.maximum(micro, 0.0, out=micro)
    small = micro + economy.startup_sales
    value = (tally.sales + small) * economy.value_added_ratio * float(macro.ratio_drift[q])
    before, now = economy.industrial_value.copy(), value[:, :TRADE].sum(axis=1)
    total_growth = float(np.log(now.sum() / before.sum()))
    if world.is_reference:
        world.record.industrial_growth[q] = total_growth
        world.record.research[q] = world.research_now
    reference = float(world.record.industrial_growth[q])
    has = (before > 0.0) & (now > 0.0)
    economy.growth[:] = np.where(has, np.log(np.where(has, now, 1.0) / np.where(has, before, 1.0)), reference)
    economy.industrial_value[:] = now
    live_people(world, reference)
    tally.sales_year[:] += tally.sales
    tally.micro_year[:] += small
    tally.agriculture_year[:] += economy.agriculture
    tally.agriculture_value_year[:] += economy.agriculture * economy.agriculture_ratio
    tally.services_year[:] += economy.services
    tally.value_added_year[:] += value


def solve_cohort_residual(world: "World") -> None:
    """1.1b: the residual of firms below scale in this quarter of the reference run."""
    q, flow, micro = world.quarter, world.flow, world.towns.economy.micro_sales
    for s in range(TRADE):
        sums = (float(micro[:, s].sum()), float(flow.dropped[:, s].sum()), float(flow.left[:, s].sum()))
        world.record.cohort_residual[q, s] = cohort_residual(float(world.macro.output[q, s]), *sums)


def live_people(world: "World", reference: float) -> None:
    """Services, agriculture and residents of every town (Q5, 2.1)."""
    q, macro, towns = world.quarter, world.macro, world.towns
    economy = towns.economy
    economy.agriculture[:] *= np.exp(macro.agriculture[q])
    people_grow(
        (economy.growth, economy.services, economy.population),
        towns.place.region,
        (float(macro.services[q] + macro.services_shock[q]), reference),
        world.p,
    )


@phase
def people_grow(columns: tuple[Floats, Floats, Floats], region: Integers, setting: tuple[float, float],
                p: np.record) -> None:  # fmt: skip
    """`columns` = industrial growth, services, residents; `setting` = path of services, reference growth."""
    growth, services, people = columns
    path, reference = setting
    for j in range(growth.shape[0]):
        own = growth[j]
        if services[j] > 0.0:
            services[j] *= np.exp(services_growth(path, own, reference, p))
        people[j] *= np.exp(population_growth(region[j], own, reference, p))
