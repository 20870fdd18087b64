"""Clause 3.3.2, guidance funds: public money draws private equity into young and research firms, and shares losses."""

from collections.abc import Mapping
from functools import partial

import numpy as np

from simulation.agents.delivery import add_effect
from simulation.agents.follow_on_fund import FollowOnFund
from simulation.agents.funds.market import open_market
from simulation.agents.funds.portfolio import RISK_OF_BACKED
from simulation.agents.guarantor import Guarantor
from simulation.agents.guidance_fund import GuidanceFund, Terms, Vintage
from simulation.agents.instruments import InstrumentMaker, Instruments
from simulation.agents.purse import Purse
from simulation.inputs.levers.guidance_funds import FollowOn, RiskCompensation, StagedEquity
from simulation.world.firms import RD, Floats
from simulation.world.ledger import FEN, split_fen
from simulation.world.world import World

CLAUSE = "3.3.2"
TITLE = {"en": "Venture guidance funds", "zh": "创业投资引导基金"}
INSTRUMENTS = {"staged_equity": "I17", "follow_on": "I18", "risk_compensation": "I19"}
SERVES = ("rd_intensity", "gdp")
READS = ("firm.age", "firm.sales", "firm.performs_rd", "productivity", "town.certified", "loans in default")
WRITES = ("outside equity", "R&D", "exit hazard", "entry", "credit")

RAMP = 4
"""Quarters from a ticket until its firm's R&D has risen in full."""
RECENT = 4
"""Quarters whose tickets make up the fund intensity of a city."""
USUAL_MONEY = 27000.0
"""10,000 yuan a year: public commitments of a programme of the usual size (model.md 1.3b)."""
HALVES = 2
"""Funds are founded for the Pearl River Delta and for East, West and North."""
FOLLOW_ON_PLACE, RESERVE_PLACE = 62, 63
"""Accounts among those of funds; vintages take them from 0 on."""


class Vintages:
    """I17: one fund a year for each half of the province."""

    def __init__(self, name: str, settings: StagedEquity) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.funds: list[GuidanceFund] = []
        self.founded: set[int] = set()

    def decide(self, world: World) -> None:
        """Found this year's funds; let every fund live its quarter on a common market."""
        if self.purse.is_open(world) and world.year not in self.founded:
            self.found(world)
        market = None
        if any(fund.is_investing for fund in self.funds):
            backed = np.concatenate([fund.portfolio.held(world) for fund in self.funds])
            market = open_market(world, self.settings.eligible, backed, self.settings.cap)
        for fund in self.funds:
            fund.live(market)

    def found(self, world: World) -> None:
        """The year's spendable budget and the reserve are committed, split by the reported GDP of certified towns."""
        self.founded.add(world.year)
        chart, settings = world.chart, self.settings
        reserve = chart.funds + RESERVE_PLACE
        gdp = world.history.gdp * world.towns.status.certified
        in_delta = world.towns.place.region == 0
        total = float(gdp.sum())
        if total <= 0.0:
            return
        delta = float(gdp[in_delta].sum()) / total
        sources = np.array([self.purse.left(world), int(world.ledger.balance[reserve])])
        terms = Terms(settings.management_fee, settings.local_quota, settings.recycle, reserve)
        for half, (new, old) in enumerate(split_fen(sources, (delta, 1.0 - delta))):
            account = chart.funds + HALVES * world.year + half
            vintage = Vintage(account, half == 0, int(new + old), int(old))
            if vintage.government > 0:
                self.funds.append(GuidanceFund(world, vintage, terms, self.purse))

    def affect(self, world: World) -> None:
        """Backed firms do more R&D and leave less; elsewhere fewer firms are founded where funds are strong."""
        stakes = [fund.portfolio.stakes for fund in self.funds]
        if not stakes:
            return
        rows = np.concatenate([held.rows for held in stakes])
        since = np.concatenate([held.since for held in stakes])
        ramp = np.minimum(1.0, (world.quarter - since + 1) / RAMP)
        add_effect(world, RD, rows, float(world.p.fund_rd_effect) * ramp)
        world.firms.channels.hazard[rows] *= RISK_OF_BACKED
        cost = np.concatenate([held.cost for held in stakes])
        recent = world.quarter - since < RECENT
        cities = world.towns.place.city[world.firms.roster.town[rows[recent]]]
        invested = np.zeros(len(world.ground.cities.name))
        np.add.at(invested, cities, cost[recent] / FEN)
        self.discourage(world, invested)

    def discourage(self, world: World, invested: Floats) -> None:
        """Q13: E_entry = x_form for every standard deviation over cities of the money invested in the last year over
        GDP, on the part of a town's firms outside its specialty (the priority sector of the funds).

        The standard deviation counts as at least the intensity of a programme of the usual size, so that a small fund
        does little.
        """
        gdp = world.ground.cities.gdp
        intensity = invested / gdp
        spread = max(float(intensity.std()), USUAL_MONEY / float(gdp.sum()))
        towns = world.towns
        firms = towns.tally.firms
        own = firms[np.arange(towns.count), towns.place.specialty]
        others = 1.0 - own / np.maximum(1, firms.sum(axis=1))
        strength = (intensity / spread)[towns.place.city]
        world.entry_effect += float(world.p.fund_firm_formation_effect) * strength * others


class FollowingRounds:
    """I18: the follow-on fund."""

    def __init__(self, name: str, settings: FollowOn) -> None:
        self.purse = Purse(name, settings)
        self.fund: FollowOnFund | None = None

    def decide(self, world: World) -> None:
        """The fund lives its quarter."""
        if self.fund is None:
            self.fund = FollowOnFund(world, world.chart.funds + FOLLOW_ON_PLACE, self.purse)
        self.fund.live()

    def affect(self, world: World) -> None:
        """Its money is outside equity; there is no other effect."""


class SharingLosses:
    """I19: the risk pool."""

    def __init__(self, name: str, settings: RiskCompensation) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.guarantor: Guarantor | None = None

    def decide(self, world: World) -> None:
        """The guarantor lives its quarter."""
        if self.guarantor is None:
            self.guarantor = Guarantor(world, world.chart.guarantors, self.purse, self.settings.loss_share)
        self.guarantor.live()

    def affect(self, world: World) -> None:
        """Covered firms borrow more easily."""
        if self.guarantor is not None:
            self.guarantor.affect()


MAKERS: Mapping[str, InstrumentMaker] = {
    "staged_equity": Vintages,
    "follow_on": FollowingRounds,
    "risk_compensation": SharingLosses,
}
Lever = partial(Instruments, MAKERS)
"""The instruments of one run that have money."""
