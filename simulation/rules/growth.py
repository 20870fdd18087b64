"""Growth of output and of the cohorts around the firms (model.md Q4, Q5 and the calibration record 1.1b)."""

import math

import numpy as np

from simulation.rules.compiled import rule


@rule
def shock_scale(log_ratio: float, p: np.record) -> float:
    """Q4: b = b_L (Y/Y_med)^-η_b, between 0.02 and 0.5: large firms swing less; `log_ratio` = ln(Y/Y_med)."""
    scale: float = p.sales_shock_scale * math.exp(-p.size_volatility_exponent * log_ratio)
    return min(0.5, max(0.02, scale))


@rule
def mean_correction(scale: float) -> float:
    """Q4: 0.25 ln(1 - b^2), so that a quarter's shock leaves the expected level alone (trap 2)."""
    return 0.25 * math.log(1.0 - scale * scale)


@rule
def output_growth(productivity_change: float, market_change: float, funding_change: float, town_effect: float,
                  p: np.record) -> float:  # fmt: skip
    """Q4 without macro path and luck: κ_A Δln A* + Δ E_mkt + Δ fin + τ_j / 4, log points of the quarter."""
    growth: float = p.productivity_pass_through * productivity_change + market_change + funding_change
    return growth + town_effect / 4.0


@rule
def funding_effect(mean_log_ratio: float, p: np.record) -> float:
    """Q4: fin = ε_I times the eight-quarter mean of ln(funded / wanted investment)."""
    effect: float = p.investment_output_elasticity * mean_log_ratio
    return effect


@rule
def next_employees(employees: float, growth: float, p: np.record) -> float:
    """Employees follow output with their elasticity."""
    staff: float = employees * math.exp(p.employment_output_elasticity * growth)
    return staff


@rule
def macro_residual(path: float, sales: float, grown: float, entering: float) -> float:
    """1.1b: the residual that makes sector output, net of entry and exit, follow its path in the reference run.

    `grown` = Σ Y (1-h) exp(g) without path, `entering` = expected sales of entrants, all of one quarter.
    """
    wanted = math.exp(path) * sales - entering
    if grown <= 0.0 or wanted <= 0.0:
        return 0.0
    return path + math.log(grown) - math.log(wanted)


@rule
def cohort_residual(path: float, cohort: float, dropped: float, left: float) -> float:
    """1.1b: the same for the firms below scale, which take in drops and give off entrants."""
    wanted = math.exp(path) * cohort - dropped + left
    if cohort <= 0.0 or wanted <= 0.0:
        return 0.0
    return path - math.log(wanted / cohort)


@rule
def services_growth(path: float, industrial_growth: float, reference_growth: float, p: np.record) -> float:
    """Q5: Δ ln VA_serv = μ_serv + μ_loc (g_ind - g_ind,ref)."""
    growth: float = path + p.local_service_pass_through * (industrial_growth - reference_growth)
    return growth


@rule
def population_growth(region: int, industrial_growth: float, reference_growth: float, p: np.record) -> float:
    """2.1: quarterly log growth of residents; region 0 is the Pearl River Delta."""
    base: float = p.population_growth_prd if region == 0 else p.population_growth_other
    pull: float = p.population_pull * (industrial_growth - reference_growth)
    return base / 4.0 + pull
