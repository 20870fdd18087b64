"""One quarter, in order (model.md 3.1). The order is an assumption of the model and is written only here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.agents.city import City
from simulation.agents.institute import Institute
from simulation.agents.instruments import Instrument
from simulation.agents.province import ProvinceGovernment
from simulation.agents.town_government import TownGovernment, keep_platforms, receive_revenue
from simulation.phases import finance, growth, ideas, links, pools, research, turnover
from simulation.phases.cohorts import grant_patents, live_cohorts, open_year, take_up_services
from simulation.phases.start_ups import live_start_ups
from simulation.rules.dice import Question
from simulation.rules.growth import macro_residual
from simulation.rules.turnover import expected_entrants, mean_entrant_sales
from simulation.world.firms import SECTORS
from simulation.world.invariants import check_quarter
from simulation.world.safeguards import Safeguards
from simulation.world.world import World, reports_of


def live_quarter(world: World, levers: Sequence[Instrument] = ()) -> None:
    """Live one quarter: governments plan, money moves, levers act, firms decide, learn and produce, towns add up."""
    begin(world, bool(levers))
    governments_decide(world)
    levers_act(world, levers)
    firms_decide(world)
    firms_learn(world)
    firms_produce(world)
    population_moves(world)
    towns_add_up(world)
    governments_close(world)
    check_quarter(world)


def begin(world: World, has_levers: bool) -> None:
    """Phase 1: channels to neutral, the wage of researchers from last quarter's R&D over the record."""
    if has_levers:
        pools.reset_channels(world.firms, world.used)
    world.entry_effect[:] = 0.0
    world.entry_quality[:] = 0.0
    world.towns.tally.added_staff[:] = 0.0
    if not world.is_reference and world.quarter > 0:
        reference = float(world.record.research[world.quarter - 1])
        demand = world.research_now + world.institute_research
        world.wage_index = (demand / reference) ** float(world.p.rd_wage_elasticity)
    if world.quarter % 4 == 0:
        open_year(world)


def governments_decide(world: World) -> None:
    """Phases 0, 2 and 3: province, cities and towns plan and fund; institutes set their capacity."""
    by_type = world.agents_by_type
    if world.quarter % 4 == 0:
        by_type[ProvinceGovernment].do("appropriate")
        by_type[City].do("receive_revenue")
        receive_revenue(world)
        by_type[TownGovernment].do("plan")
        by_type[Institute].do("set_capacity")
    if world.quarter % 4 == 1:
        by_type[ProvinceGovernment].do("certify")
    if world.quarter % 4 == 2:
        by_type[ProvinceGovernment].do("award_titles")
    keep_platforms(world)


def levers_act(world: World, levers: Sequence[Instrument]) -> None:
    """Phases 2 to 5: every lever decides and pays, then writes its channels."""
    world.safeguards = Safeguards()
    world.patent_value[:] = 1.0
    for lever in levers:
        lever.decide(world)
    take_up_services(world)
    for lever in levers:
        lever.affect(world)


def firms_decide(world: World) -> None:
    """Phases 4 and 5: R&D starts, stops and plans; links; what can be paid."""
    now, p = world.moment(), world.p
    die = world.ask_firms(Question.RESEARCH)
    research.plan_research(world.firms, world.scores, world.anchors, now, die, p)
    context = (world.reach, world.anchors, now, world.ask_firms(Question.LINK_SEARCH))
    links.search_links(world.firms, world.institutes, context, p)
    finance.pay_for_plans(world.firms, world.scores, now, p, world.loans.sums)


def firms_learn(world: World) -> None:
    """Phase 6: knowledge, new products, patents."""
    now, p = world.moment(), world.p
    ideas.learn(world.firms, world.anchors, now, p)
    if world.is_reference:
        return  # nothing in a record depends on patents
    ideas.file_patents(world.firms, world.anchors, now, p, (world.towns.queues, world.towns.tally.applications_year))
    grant_patents(world)


def firms_produce(world: World) -> None:
    """Phase 7: productivity and output; the reference run solves the macro residual here."""
    now, p, firms = world.moment(), world.p, world.firms
    growth.town_terms(world.towns.pools, world.anchors, p, world.terms)
    world.mean_weight = turnover.weigh_exits(firms, world.scores, now, p, world.weights)
    die = world.ask_firms(Question.GROWTH)
    constants = (world.anchors, world.towns.status.growth_effect, world.table, die)
    growth.grow(firms, world.towns.pools, world.terms, constants, now, p)
    if world.is_reference:
        solve_residual(world)
    world.floor_count += growth.produce(firms, world.record, now, p)


def solve_residual(world: World) -> None:
    """1.1b: the residual of every sector in this quarter of the reference run."""
    now, p = world.moment(), world.p
    sums = growth.sector_sums(world.firms, world.weights, world.mean_weight, now, p)
    entrants = np.zeros(SECTORS)
    for s in range(SECTORS):
        counts = world.towns.tally.firms[:, s]
        mean = float(np.maximum(counts, 0.2).sum()) * expected_entrants(1, 0.0, p)
        entrants[s] = mean * mean_entrant_sales(p) / 4.0
        world.record.residual[world.quarter, s] = macro_residual(now.path[s], sums[0, s], sums[1, s], entrants[s])


def population_moves(world: World) -> None:
    """Phase 7, population: exits, then entrants out of the cohorts."""
    now, p, flow = world.moment(), world.p, world.flow
    flow.dropped[:] = 0.0
    flow.left[:] = 0.0
    live = world.institutes.live
    die = world.ask_firms(Question.EXIT)
    weights = (world.weights, world.mean_weight)
    turnover.leave(world.firms, world.towns.tally, weights, (now, flow, live, die), p)
    context = (world.scores, world.anchors, now, flow, world.terms)
    turnover.enter(world.firms, world.towns, (world.entry_effect, world.entry_quality), context, p)
    live_start_ups(world)


def towns_add_up(world: World) -> None:
    """Phase 8: cohorts, people, sums of the quarter, pools for the next one."""
    now = world.moment()
    drift = float(world.macro.ratio_drift[world.quarter])
    towns = world.towns
    world.scores = pools.tally_firms(world.firms, towns.tally, towns.pools, towns.economy, (now, drift))
    world.research_now = pools.sum_column(world.firms.research.spending, world.firms.roster.above_scale, world.used)
    live_cohorts(world)
    years = (world.quarter + 1) / 4.0
    pools.spread_knowledge(towns.pools, world.reach, float(np.exp(world.p.node_rd_growth * years)), False)


def governments_close(world: World) -> None:
    """Phase 9: the province returns what was not spent and counts new bodies at the end of a year."""
    if world.quarter % 4 == 3:
        world.agents_by_type[ProvinceGovernment].do("close_year")
        world.history = reports_of(world.towns, world.history)
