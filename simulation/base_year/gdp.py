"""GDP of towns: published where known, else between bounds by kind, so that every city total is exact."""

import numpy as np

from simulation.base_year.luck import normals
from simulation.base_year.published import Cities, Floats, Ints, Units
from simulation.inputs.base_year import BaseYear
from simulation.world.birth.solvers import largest_remainder, logistic_scale

WAN_PER_YI = 10_000  # 万元 in one 亿元


def town_gdp(units: Units, kind: Ints, output: Floats, totals: Ints, cities: Cities, constants: BaseYear) -> Ints:
    """GDP of every town in whole 万元, shape (towns,); `output` in 亿元, `totals` per city in 万元 (shape (21,)).

    Raises UnreachableTotalError when a city's towns cannot hold its total within the bounds of their kinds.
    """
    rule, codes, city = constants.gdp, units.code, units.city
    cap = np.array([rule.caps.get(name, rule.cap_elsewhere) for name in cities.names])[city]
    low = np.array(rule.ratio_low)[kind] * output
    low = np.where(city == cities.position("东莞"), np.maximum(low, rule.dongguan_floor), low)
    high = np.minimum(np.array(rule.ratio_high)[kind] * output, cap)
    low = np.minimum(low, high)
    start = np.array(rule.ratio_start)[kind] * output
    share = (start - low) / np.maximum(high - low, 1e-9)
    share = np.clip(share, rule.logit_margin, 1 - rule.logit_margin)
    logit = np.log(share / (1 - share)) + rule.luck * normals(codes, "ratio")
    gdp = np.zeros(len(codes), dtype=np.int64)
    for town in constants.pinned.towns:
        if town.gdp is not None:
            gdp[codes == town.code] = round(town.gdp * WAN_PER_YI)
    free = gdp == 0
    for c in np.unique(city):
        left = int(totals[c] - gdp[city == c].sum())
        here = free & (city == c)
        parts = logistic_scale(
            logit[here], low[here] * WAN_PER_YI, high[here] * WAN_PER_YI, left, f"GDP of {cities.names[c]}"
        )
        gdp[here] = largest_remainder(parts, left)
    return gdp
