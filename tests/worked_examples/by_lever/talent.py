"""Instruments for people, told in plain numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.agents.talent.commissioners import Commissioners
from simulation.agents.talent.posts import Posts, staff_left
from simulation.agents.talent.team import Team, numbers_of
from simulation.agents.talent.training import Training
from simulation.agents.talent.workstation import Workstation
from simulation.inputs.levers.talent import CommissionersSettings, TeamSettings, TrainingSettings, WorkstationSettings
from simulation.rules import links
from simulation.world.firms import IDEA, PRODUCTIVITY
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.rules.numbers import by_hand
from tests.worked_examples.wealth import wealthy

PURSE, MONEY = "talent", {"budget": "1亿元"}
RICH = 10_000.0
Answer = Mapping[str, float]


def stated(given: Mapping[str, Any], **more: float) -> dict[str, Any]:
    """Settings with the cap of the example, if it has one."""
    return {**MONEY, **more, **({"cap": f"{given['cap']}万元"} if "cap" in given else {})}


def spent(world: World) -> tuple[float, float, float]:
    """What province, town with its city, and firms paid."""
    province, city, town, private = world.ledger.spent[0, :, 0] / FEN
    return province, city + town, private


def in_certified(world: World) -> int:
    """A firm that may have everything."""
    firms = world.firms
    row = int(np.flatnonzero(firms.is_industrial & world.towns.status.certified[firms.roster.town])[0])
    firms.finance.cash[row] = RICH
    return row


def effect_on(world: World, channel: int, row: int) -> float:
    """What all instruments do to a firm on one channel."""
    channels, exponent = world.firms.channels, float(world.p.instrument_overlap_exponent)
    return by_hand(links.overlap)(channels.gain[channel, row], channels.loss[channel, row], exponent)


def commissioners(given: Mapping[str, Any]) -> Answer:
    world = wealthy(PURSE, RICH, quarters=1)
    world.macro.deflator[:] = given["prices"]
    world.town_match[:] = True
    row, stay = in_certified(world), np.array([given["quarters"]])
    settings = stated(given, province_share=float(given["share_of_the_province"]))
    programme = Commissioners(PURSE, CommissionersSettings.model_validate(settings))
    programme.send(world, np.array([row]), stay, staff_left(world, programme.posts))
    province, local, _ = spent(world)
    here = np.array(given["here"])
    count = len(here)
    same = np.zeros(count, dtype=np.int64)
    posts = Posts(same, same.astype(np.uint64), 10 - here + 1, same + 20, same)
    _, added = posts.chances(10, given["effect"])
    chance = by_hand(links.raised_chance)(given["usual"], added.sum())
    return {"province": province, "town_and_city": local, "added": added.sum(), "chance": chance}


def workstations(given: Mapping[str, Any]) -> Answer:
    world = wealthy(PURSE, RICH, quarters=2)
    world.macro.deflator[:] = given["prices"]
    world.p["workstation_patent_effect"] = given["effect"]
    row, (province_share, private_share) = in_certified(world), given["shares"]
    settings = stated(given, province_share=province_share, private_share=private_share, term_years=given["term_years"])
    programme = Workstation(PURSE, WorkstationSettings.model_validate(settings))
    programme.award(world, np.array([row]), programme.cost(world))
    province, local, firm = spent(world)
    before = world.towns.status.cobuilt_bodies.sum()
    world.quarter += given["quarters_after_award"]
    programme.keep(world)
    programme.count_bodies(world)
    programme.affect(world)
    return {
        "province": province,
        "town": local,
        "firm": firm,
        "ideas": effect_on(world, IDEA, row),
        "staff": world.towns.tally.added_staff.sum(),
        "bodies": world.towns.status.cobuilt_bodies.sum() - before,
    }


def innovation_teams(given: Mapping[str, Any]) -> Answer:
    share, cost = float(given["share_of_the_province"]), given["cost"] * given["prices"]
    world = wealthy(PURSE, 1.5 * share * cost if "cap" not in given else 1.5 * given["cap"], quarters=1)
    world.macro.deflator[:] = given["prices"]
    world.town_match[:] = True
    world.p["team_cost"] = given["cost"]
    programme = Team(PURSE, TeamSettings.model_validate(stated(given, province_share=share)))
    programme.start(world)
    province, local, _ = spent(world)
    (count,) = numbers_of(given["per_team"] * programme.teams.size, np.array([given["die"]]))
    return {"province": province, "town_and_city": local, "start_ups": count}


def vocational_training(given: Mapping[str, Any]) -> Answer:
    world = wealthy(PURSE, RICH, quarters=2)
    world.p["training_delay"], world.p["training_productivity_effect"] = 4.0, given["effect"]
    row, firms = in_certified(world), world.firms
    there = np.flatnonzero(firms.is_industrial & (firms.roster.town == firms.roster.town[row]))
    others = there[there != row][: len(given["sales_of_others"])]
    firms.roster.above_scale[np.setdiff1d(there, [row, *others])] = False
    firms.output.sales[others] = given["sales_of_others"]
    firms.output.sales[row], firms.output.employees[row] = given["sales"], given["staff"]
    programme = Training(PURSE, TrainingSettings.model_validate(MONEY))
    programme.train(world, np.array([row]), np.array([given["trainees"]]))
    province, local, firm = spent(world)
    world.quarter += 4 + given["quarters"] - 1
    cash = firms.finance.cash[row]
    programme.affect(world)
    effects = {effect_on(world, PRODUCTIVITY, other) for other in others} or {0.0}
    return {
        "province": province,
        "town": local,
        "firm": firm,
        "own": effect_on(world, PRODUCTIVITY, row),
        "others": max(effects) if max(effects) - min(effects) < 1e-12 else float("nan"),
        "wages": cash - firms.finance.cash[row],
    }


RULES: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "commissioners": commissioners,
    "workstations": workstations,
    "innovation_teams": innovation_teams,
    "vocational_training": vocational_training,
}
