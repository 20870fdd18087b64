"""Research institutes of towns and of leading firms told in plain numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.agents.rd_institutes.enterprise_institute import EnterpriseInstitute
from simulation.agents.rd_institutes.new_institute import NewInstitutes
from simulation.inputs.constants import constant
from simulation.inputs.levers.rd_institutes import EnterpriseInstituteSettings, NewInstituteSettings
from simulation.world.firms import PRODUCTIVITY, RD
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.worked_examples.wealth import wealthy

FOUNDED, ENTERPRISE = "rd_institutes.new_institute", "rd_institutes.enterprise_institute"
TOWN, CALL = 7, 1
Answer = Mapping[str, float]


def new_institute(given: Mapping[str, Any]) -> Answer:
    world = wealthy(FOUNDED, 10_000.0, quarters=1)
    world.town_match[:] = True
    for name, key in (("institute_start_cost", "start_cost"), ("link_price", "price")):
        world.p[name] = given[key]
    world.p["institute_productivity_effect"], world.p["institute_build_time"] = given["effect"], 1.0
    world.towns.tally.sales[:] = 0.0
    world.towns.tally.sales[TOWN, 0] = 1e6
    founder = NewInstitutes(FOUNDED, NewInstituteSettings.model_validate({"budget": "1亿元"}))
    founder.start(world)
    province, city, town, private = world.ledger.spent[0, :, 0] / FEN
    (institute,) = founder.institutes
    cash = work(world, founder, given["partners"], given["quarters"])
    founder.affect(world)
    row = founder.contracts.rows[0]
    gain = world.firms.channels.gain[PRODUCTIVITY, row] ** (1.0 / float(world.p.instrument_overlap_exponent))
    return {
        "province": province,
        "town": city + town,
        "university": private,
        "learnt": float(gain),
        "paid_by_a_partner": float(cash[row] - world.firms.finance.cash[row]),
        "income": sum(institute.income) / FEN,
        "needed": constant("institute_own_income") * given["start_cost"] / 3.0,
        "closes": float(institute.fails()),
    }


def work(world: World, founder: NewInstitutes, partners: int, quarters: int) -> np.ndarray:
    """So many firms work with the institute for so long from its opening on; returns the firms' cash before."""
    contracts, (institute,) = founder.contracts, founder.institutes
    contracts.rows = np.flatnonzero(world.firms.is_industrial)[:partners]
    contracts.identity = world.firms.roster.identity[contracts.rows]
    contracts.host = contracts.worked = np.zeros(partners, dtype=np.int64)
    contracts.running = np.ones(partners, dtype=np.bool_)
    world.firms.finance.cash[:] = 10_000.0
    cash = world.firms.finance.cash.copy()
    for _ in range(quarters):
        institute.income.append(int(contracts.work(world, np.array([TOWN])).item()))
    world.quarter = institute.opens + quarters
    return cash


def enterprise_institute(given: Mapping[str, Any]) -> Answer:
    world = wealthy(ENTERPRISE, 105.0 * given["prices"], quarters=CALL + 1)
    world.macro.deflator[:] = given["prices"]
    world.p["enterprise_institute_rd_effect"] = given["effect"]
    world.firms.roster.belief[: world.used], world.firms.finance.cash[: world.used] = 1000.0, 10_000.0
    stated = {"budget": "1亿元"} | ({"cap": f"{given['cap']}万元"} if "cap" in given else {})
    part = EnterpriseInstitute(ENTERPRISE, EnterpriseInstituteSettings.model_validate(stated))
    part.decide(world)
    (row,) = part.certified.rows
    world.quarter += given["quarters"]
    part.affect(world)
    gain = world.firms.channels.gain[RD, row] ** (1.0 / float(world.p.instrument_overlap_exponent))
    return {
        "province": world.ledger.spent[0, 0, 0] / FEN,
        "firm": world.ledger.spent[0, 3, 0] / FEN,
        "rise_of_rd": float(gain),
        "researchers": float(world.towns.tally.added_staff.sum()),
    }


RULES: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "new_institute": new_institute,
    "enterprise_institute": enterprise_institute,
}
