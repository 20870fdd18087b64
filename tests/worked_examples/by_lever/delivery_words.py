"""The words of delivery in plain numbers: money by year, money kept for regions, a ranking."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.purse import Purse
from simulation.calendar import YEARS
from simulation.inputs.delivery import InstrumentSettings, Ranked, Recipient
from simulation.inputs.regional_shares import REGIONS
from simulation.rules.dice import Question
from simulation.world.ledger import FEN
from tests.worked_examples.wealth import wealthy

NAME = "words"
Answer = Mapping[Any, float]


class Works(InstrumentSettings):
    """Towns compete."""

    recipient: ClassVar[Recipient] = "town"
    allocation: Ranked = "competitive"


class Grants(InstrumentSettings):
    """Firms compete."""

    allocation: Ranked = "competitive"


def regional_shares(given: Mapping[str, Any]) -> Answer:
    stated = {key: given[key] for key in ("quotas", "equity_share") if key in given}
    purse = Purse(NAME, Works.model_validate({"budget": "1亿元", **stated}))
    world = wealthy(NAME, given["money"], quarters=1)
    region = world.towns.place.region
    towns = np.array([np.flatnonzero(region == REGIONS.index(where))[0] for where, _ in given["projects"]])
    amounts = np.array([cost * FEN for _, cost in given["projects"]])
    chosen = purse.covers(world, towns, amounts)
    purse.grant(world, world.chart.tills + towns[chosen], amounts[chosen], towns[chosen])
    paid = np.bincount(region, world.ledger.received[world.chart.tills + np.arange(world.towns.count)], minlength=4)
    return {**dict(zip(REGIONS, paid / FEN, strict=True)), "left": world.ledger.purse[0] / FEN}


def ranking(given: Mapping[str, Any]) -> Answer:
    world = wealthy(NAME, 1.0, quarters=1)
    firms, names = world.firms, list(given["firms"])
    rows = np.flatnonzero(firms.is_industrial)[: len(names)]
    for row, facts in zip(rows, given["firms"].values(), strict=True):
        firms.output.sales[row] = facts.get("sales", 4.0) / 4.0
        firms.output.employees[row] = facts.get("employees", 1.0)
        firms.research.reported[row] = facts.get("rd_intensity", 0.0) * firms.output.sales[row]
        firms.roster.born[row] = world.quarter - round(4 * facts.get("age", 0.0))
    settings = Grants.model_validate({"budget": "1亿元", "ranking": given["ranking"]})
    places = order(world, settings, rows, Question.GRANT_SCORE)
    return {names[who]: place + 1 for place, who in enumerate(places)}


def money_by_year(given: Mapping[str, Any]) -> Answer:
    return dict(zip(YEARS, InstrumentSettings.model_validate(given).money_by_year(), strict=True))


RULES: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "regional_shares": regional_shares,
    "ranking": ranking,
    "money_by_year": money_by_year,
}
