"""Makerspaces, shared instruments and help with patents, told in plain numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.agents.services import ip_services, makerspaces, shared_instruments
from simulation.inputs.constants import constant
from simulation.world.firms import PRODUCTIVITY
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.worked_examples.wealth import wealthy

TOWN_CALL, FIRM_CALL = 0, 1
Answer = Mapping[str, float]


def one_firm(world: World) -> int:
    """The only firm whose belief lets it apply for anything."""
    firms = world.firms
    row = int(np.flatnonzero(firms.is_industrial & world.towns.status.certified[firms.roster.town])[0])
    firms.roster.belief[:] = 0.0
    firms.roster.belief[row], firms.finance.cash[row], firms.research.performs[row] = 1.0, 1e4, True
    world.p["application_cost"] = 2.0
    return row


def makerspace(given: Mapping[str, Any]) -> Answer:
    world = wealthy("makerspaces", given["cost"], quarters=TOWN_CALL + 1)
    scale = given["cost"] / constant("makerspace_cost")
    world.macro.deflator[:] = scale
    world.p["makerspace_entry_effect"] = given["effect"]
    world.town_match[:] = True
    world.towns.status.incubators[:] = given["incubators"]
    stated = {"province_share": given["share_of_the_province"], "private_share": given["share_of_the_operator"]}
    stated = {name: float(share) for name, share in stated.items()} | {"budget": "1亿元"}
    part = makerspaces.Makerspaces("makerspaces", makerspaces.MakerspaceSettings.model_validate(stated))
    part.decide(world)
    count = len(part.rows)
    world.quarter = TOWN_CALL + given["quarters_since_the_award"]
    part.affect(world)
    paid = world.ledger.spent[0, :, 0] / FEN / count
    town = part.rows[0]
    return {
        "province": paid[0],
        "town_and_city": paid[1] + paid[2],
        "operator": paid[3],
        "rise_of_entry": world.entry_effect[town],
        "weaker_by": -world.entry_quality[town],
    }


def instruments(given: Mapping[str, Any]) -> Answer:
    world = wealthy("shared_instruments", 1000.0, quarters=FIRM_CALL + 1)
    row = one_firm(world)
    world.macro.deflator[:] = given["fee"] / constant("instrument_fee")
    world.beliefs = {"shared_instrument_cost_cut": given["saving_expected"]}
    world.p["shared_instrument_cost_cut"] = given["cut"]
    world.firms.research.spending[row] = given["rd_of_a_year"] / 4.0
    stated = {"budget": "1亿元", "province_share": float(given["share_of_the_province"])}
    settings = shared_instruments.SharedInstrumentsSettings.model_validate(stated)
    part = shared_instruments.SharedInstruments("shared_instruments", settings)
    part.decide(world)
    users = len(part.users.rows)
    world.quarter = FIRM_CALL + given["quarters_since_the_award"]
    part.affect(world)
    paid, chart = world.ledger.spent[0, :, 0] / FEN, world.chart
    return {
        "users": users,
        "province": paid[0],
        "firm": paid[3],
        "institutes": world.ledger.balance[chart.institutes : chart.funds].sum() / FEN,
        "unit_cost": world.firms.channels.user_cost[row],
    }


def patents(given: Mapping[str, Any]) -> Answer:
    world = wealthy("ip_services", 1000.0, quarters=FIRM_CALL + 1)
    row = one_firm(world)
    firms = world.firms
    world.p["patent_rd_offset"], world.p["patent_rd_elasticity"] = given["offset"], given["elasticity"]
    world.p["patent_propensity_drift"], world.p["instrument_overlap_exponent"] = 0.0, 1.0
    firms.research.memory[row] = given["rd_of_a_year"] / 4.0
    firms.research.patent_effect[row] = 1.0
    world.anchors = world.anchors._replace(patent_scale=np.full_like(world.anchors.patent_scale, given["scale"]))
    same = firms.roster.above_scale & (firms.roster.sector == firms.roster.sector[row])
    firms.output.productivity[same] = given["gap_to_the_seller"]
    firms.output.productivity[row] = 0.0
    settings = ip_services.IpServicesSettings.model_validate({"budget": "1亿元"})
    part = ip_services.IpServices("ip_services", settings)
    cash, filings = float(firms.finance.cash[row]), ip_services.usual_filings(world, np.array([row])).item()
    part.decide(world)
    gap = ip_services.gap_to_seller(world, row, 0.5)
    part.bought.grant(world, np.array([row]), np.array([constant("technology_gap_closed") * gap]))
    world.quarter += 4
    part.affect(world)
    paid = world.ledger.spent[0, :, 0] / FEN
    return {
        "usual_filings": filings,
        "support": firms.finance.cash[row] - cash,
        "province": paid[0],
        "town_and_city": paid[1] + paid[2],
        "rise_of_productivity": firms.channels.gain[PRODUCTIVITY, row],
    }


RULES: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "makerspaces": makerspace,
    "shared_instruments": instruments,
    "ip_services": patents,
}
