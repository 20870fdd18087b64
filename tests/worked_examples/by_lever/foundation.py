"""Rules of the base model and of the first four levers, told in plain numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.agents.programmes.rd_post_subsidy import RdPostSubsidy
from simulation.inputs.levers.enterprise_cultivation import RdPostSubsidySettings
from simulation.levers import innovation_vouchers
from simulation.rules import finance, high_tech, links, patents
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.rules.numbers import by_hand, numbers
from tests.worked_examples.wealth import wealthy

FIRST_CALL = 1
VOUCHERS, POST_SUBSIDY = "innovation_vouchers", "enterprise_cultivation.rd_post_subsidy"
Answer = Mapping[str, float]


def vouchers(given: Mapping[str, Any]) -> Answer:
    face, province = given["face_value"], given["share_of_the_province"]
    world = wealthy(VOUCHERS, 4.0 * given["vouchers"] * face * province, quarters=1)
    world.p["voucher_use_share"], world.p["voucher_additionality"] = 1.0, float(given["additionality"])
    settings = innovation_vouchers.Settings.model_validate(
        {
            "budget": "1亿元",
            "face_value": f"{face}万元",
            "own_share": float(given["share_of_the_firm"]),
            "province_share": float(province),
        }
    )
    before = world.firms.finance.cash.sum()
    innovation_vouchers.Lever(VOUCHERS, settings).decide(world)
    chart, ledger = world.chart, world.ledger
    paid = ledger.spent[0, :, 0] / FEN
    return {
        "province": paid[0],
        "town_and_city": paid[1] + paid[2],
        "firm": paid[3],
        "institutes": ledger.balance[chart.institutes : chart.funds].sum() / FEN,
        "cash_of_firms": world.firms.finance.cash.sum() - before,
    }


def post_subsidy(given: Mapping[str, Any]) -> Answer:
    world = wealthy(POST_SUBSIDY, given["money_of_the_province"], quarters=FIRST_CALL + 1)
    world.macro.deflator[:] = given["prices"]
    world.p["post_subsidy_rate"], world.p["post_subsidy_cap"] = given["rate"], given["usual_cap"]
    firms = world.firms
    row = np.flatnonzero(firms.research.performs & firms.is_industrial & in_certified_towns(world))[0]
    firms.roster.belief[row] = 1.0
    for column in (firms.research.reported_last_year, firms.research.reported_year_before):
        column[:] = 0.0
        column[row] = given["reported"]
    stated = {"budget": "1亿元", "province_share": float(given["share_of_the_province"])}
    if "cap_of_the_scenario" in given:
        stated["cap"] = f"{given['cap_of_the_scenario']}万元"
    programme = RdPostSubsidy(POST_SUBSIDY, RdPostSubsidySettings.model_validate(stated))
    _, due = programme.claims(world)
    programme.decide(world)
    paid = world.ledger.spent[0, :, 0] / FEN
    return {"due": due.item(), "province": paid[0], "town": paid[2]}


def in_certified_towns(world: World) -> np.ndarray:
    return world.towns.status.certified[world.firms.roster.town]


def high_tech_title(given: Mapping[str, Any]) -> Answer:
    p = numbers(
        notch_relabelling_share=given["relabelled_share"],
        corporate_tax_rate=0.25,
        hnte_tax_rate=0.15,
        hnte_filing_cost=given["filing_cost"],
    )
    real, relabelled = by_hand(high_tech.step_to_notch)(given["intensity"], given["sales"], p)
    gain = by_hand(high_tech.net_gain)(given["intensity"], given["sales"], given["margin"], given["cost_slope"], p)
    return {"asked": by_hand(high_tech.notch)(given["sales"]), "real": real, "relabelled": relabelled, "gain": gain}


def platform_take_up(given: Mapping[str, Any]) -> Answer:
    ceiling = by_hand(links.takeup_ceiling)(given["platforms"], given["firms"], given["places"], given["most"])
    users = given["users"]
    for _ in range(given["quarters"]):
        users = by_hand(links.next_takeup)(users, ceiling, numbers(service_takeup_speed=given["speed"]))
    return {"ceiling": ceiling, "users": users}


def patent_applications(given: Mapping[str, Any]) -> Answer:
    offset, elasticity = given["offset"], given["elasticity"]
    effective = by_hand(patents.effective_rd)(given["research"], offset, elasticity, offset**elasticity)
    help_ = (given["better_ideas"], given["more_filing"], given["drift"])
    return {
        "effective": effective,
        "applications": by_hand(patents.mean_applications)(given["scale"], effective, *help_),
    }


def cut_of_plans(given: Mapping[str, Any]) -> Answer:
    plans = (given["research"], given["investment"], given["shortage"])
    cut = by_hand(finance.cut_plans)(*plans, numbers(rd_cut_weight=given["weight"]))
    return {"research": cut.rd, "investment": cut.investment}


def credit(given: Mapping[str, Any]) -> Answer:
    p = numbers(
        loan_to_value=given["loan_to_value"],
        collateral_share=given["collateral"],
        loan_acceptance_mean=given["mean_chance"],
        loan_size_effect=0.4,
        loan_productivity_effect=0.2,
        loan_age_effect=0.02,
    )
    return {
        "room": by_hand(finance.borrowing_room)(given["debt"], given["sales_of_the_quarter"], p),
        "chance": by_hand(finance.loan_chance)(0.0, 0.0, 9.0, given["help"], p),
    }


def overlapping_instruments(given: Mapping[str, Any]) -> Answer:
    gain = sum(max(effect, 0.0) ** given["exponent"] for effect in given["effects"])
    loss = sum(max(-effect, 0.0) for effect in given["effects"])
    return {"together": by_hand(links.overlap)(gain, loss, given["exponent"])}


RULES: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "innovation_vouchers": vouchers,
    "rd_post_subsidy": post_subsidy,
    "high_tech_title": high_tech_title,
    "platform_take_up": platform_take_up,
    "patent_applications": patent_applications,
    "cut_of_plans": cut_of_plans,
    "credit": credit,
    "overlapping_instruments": overlapping_instruments,
}
