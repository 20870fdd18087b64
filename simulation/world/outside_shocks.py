"""Shocks from outside that a scenario can switch on (model.md 3.6); they enter the path of a run, never the record."""

import numpy as np

from simulation.inputs.sectors import Sectors
from simulation.inputs.shocks import Shocks
from simulation.world.firms import SECTORS, TRADE
from simulation.world.macro import QUARTERS, Macro


def with_shocks(macro: Macro, names: tuple[str, ...], shocks: Shocks, setting: tuple[Sectors, np.record]) -> Macro:
    """The path with the named shocks added; `setting` = sectors and the parameters of the draw."""
    sectors, p = setting
    level = np.zeros((QUARTERS, SECTORS))
    services = np.zeros(QUARTERS)
    if "tariffs" in names:
        exposure = sectors.us_export_share * shocks.tariff_rise
        effect = -float(p.tariff_output_effect) / 100.0 * exposure
        level += shocks.tariff_phase[:, None] * effect[None, :]
    if "covid" in names:
        fall = float(p.covid_factor) * shocks.covid_sales
        level[:, :TRADE] += np.log1p(fall)[:, None]
        hit = np.log1p(np.maximum(-0.9, shocks.covid_service_factor * fall))
        level[:, TRADE] += hit
        services += hit
        macro = macro._replace(
            exit_factor=macro.exit_factor * shocks.covid_exit_factor,
            research_factor=macro.research_factor * (1.0 + shocks.covid_rd_budget),
        )
    if "super_deduction" in names:
        cost = macro.user_cost.copy()
        cut = 1.0 - float(p.super_deduction_cost_cut)
        cost[shocks.deduction_technology_firms :, 0] *= cut
        cost[shocks.deduction_all_firms :, 1] *= cut
        macro = macro._replace(user_cost=cost)
    change = np.diff(np.vstack([np.zeros((1, SECTORS)), level]), axis=0)
    return macro._replace(
        shock=macro.shock + change, services_shock=macro.services_shock + np.diff(np.concatenate([[0.0], services]))
    )
