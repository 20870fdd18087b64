"""Knowledge stock, absorption and productivity of one firm (model.md Q1-Q3)."""

import math

import numpy as np

from simulation.rules.compiled import rule


@rule
def next_knowledge(stock: float, real_spending: float, idea: float, wage_index: float, obsolescence: float) -> float:
    """Q1: K' = (1-δ)^(1/4) K + R (1 + E_idea) / P_R; spending in 10,000 yuan of the quarter."""
    kept: float = (1.0 - obsolescence) ** 0.25 * stock
    return kept + real_spending * (1.0 + idea) / wage_index


@rule
def absorption(stock: float, half_stock: float) -> float:
    """Q2: ACAP = K / (K + K_0), between 0 and 1."""
    return stock / (stock + half_stock)


@rule
def own_knowledge(stock: float, half_stock: float, p: np.record) -> float:
    """Q2: γ_K (1 + K_half) ln(1 + K/K_0), so that the tabled elasticity holds at the reference stock."""
    slope: float = p.knowledge_output_elasticity * (1.0 + p.absorption_half_stock)
    return slope * math.log(1.0 + stock / half_stock)


@rule
def outside_knowledge(capacity: float, pool: float, reference: float, p: np.record) -> float:
    """Q2: λ_S ACAP ln(S / S_ref); a firm that knows nothing learns nothing."""
    gain: float = p.spillover_elasticity * capacity * math.log(pool / reference)
    return gain


@rule
def rivalry(pool: float, reference: float, p: np.record) -> float:
    """Q2: 2 λ_riv ln(1 + S_riv / S_riv,ref), taken off."""
    loss: float = 2.0 * p.rivalry_elasticity * math.log(1.0 + pool / reference)
    return loss


@rule
def agglomeration(employees: float, reference: float, p: np.record) -> float:
    """Q2: θ_agg ln(L / L_ref) with the sector's employees in the town; at least one employee."""
    gain: float = p.agglomeration_elasticity * math.log(max(employees, 1.0) / reference)
    return gain


@rule
def shock_law(persistence: float, shock_sd: float) -> tuple[float, float]:
    """Q2: quarterly persistence ρ_A^(1/4) and innovation σ_u sqrt(1 - ρ_A^(1/2)) of the passing shock."""
    return persistence**0.25, shock_sd * math.sqrt(1.0 - math.sqrt(persistence))


@rule
def next_shock(shock: float, draw: float, law: tuple[float, float]) -> float:
    """Q2: u' = ρ_A^(1/4) u + σ_u sqrt(1 - ρ_A^(1/2)) Z; `draw` is a standard normal, `law` from shock_law."""
    return law[0] * shock + law[1] * draw


@rule
def reach(distance: float, half_distance: float, cutoff: float) -> float:
    """Q3: w = exp(-ln 2 d / d_half), nothing below the cutoff; distance in km."""
    weight = math.exp(-math.log(2.0) * distance / half_distance)
    return weight if weight >= cutoff else 0.0
