"""R&D post-subsidy: every firm with two years of reported R&D gets back a part of last year's, by formula."""

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.audit import note_recipients
from simulation.agents.delivery import eligible_firms, local_can_pay, nominal, pay_firms, pay_local
from simulation.agents.programmes.calls import FIRST_CALL, BoughtResearch
from simulation.agents.purse import Purse
from simulation.inputs.levers.enterprise_cultivation import RdPostSubsidySettings
from simulation.inputs.regional_shares import REGIONS
from simulation.rules.dice import Question
from simulation.world.firms import Floats, Integers
from simulation.world.ledger import FEN, fen, split_fen
from simulation.world.world import World

DELAY = 4
"""Quarters from the payment to the first R&D it buys (I33)."""


class RdPostSubsidy:
    """I33: the subsidy is cash for R&D already done; part of it buys R&D a year later. Relabelled R&D is paid too."""

    def __init__(self, name: str, settings: RdPostSubsidySettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.research = BoughtResearch(DELAY)

    def decide(self, world: World) -> None:
        """In the second quarter: firms report; the money is shared out in proportion or in the order of the call."""
        if not self.purse.is_open(world) or world.quarter % 4 != FIRST_CALL:
            return
        rows, due = self.claims(world)
        places, province, local = self.shared(world, rows, due)
        rows, province, local = self.matched(world, rows[places], province, local)
        if len(rows):
            self.pay(world, rows, province, local)

    def claims(self, world: World) -> tuple[Integers, Floats]:
        """Firms that reported R&D in both of the last two years and find the form worth it; what they are due."""
        research, used = world.firms.research, world.used
        able = eligible_firms(world, self.settings.eligible) & research.performs[:used]
        able &= (research.reported_last_year[:used] > 0.0) & (research.reported_year_before[:used] > 0.0)
        rows = np.flatnonzero(able)
        most = nominal(world, float(world.p.post_subsidy_cap))
        most = most if self.settings.cap is None else min(most, self.settings.cap)
        due = np.minimum(most, float(world.p.post_subsidy_rate) * research.reported_last_year[rows])
        worth = world.firms.roster.belief[rows] * due > nominal(world, float(world.p.application_cost))
        return rows[worth], due[worth]

    def shared(self, world: World, rows: Integers, due: Floats) -> tuple[Integers, Integers, Integers]:
        """Places of the firms that are paid, with province and local part of every subsidy, fen."""
        share = self.settings.province_share
        province, local = split_fen(fen(due), (share, 1.0 - share))
        places = np.arange(len(rows))
        if self.settings.allocation == "formula":
            covered = self.covered(world, rows, province)
            province, local = (np.floor(part * covered).astype(np.int64) for part in (province, local))
            return places, province, local
        places = order(world, self.settings, rows, Question.POST_SUBSIDY_ORDER)
        places = places[self.purse.covers(world, world.firms.roster.town[rows[places]], province[places])]
        return places, province[places], local[places]

    def covered(self, world: World, rows: Integers, province: Integers) -> Floats:
        """Part of every claim that is paid: all fall in proportion when the province is short, region by region where
        money is kept for some."""
        if self.purse.kept is None:
            total, left = int(province.sum()), self.purse.left(world)
            return np.full(len(rows), 1.0 if total <= left else left / total)
        region = world.towns.place.region[world.firms.roster.town[rows]]
        wanted = np.bincount(region, province, minlength=len(REGIONS)).astype(np.float64)
        given = self.purse.pots(world).split(wanted, wanted)
        part: Floats = (given / np.maximum(wanted, 1.0))[region]
        return np.minimum(1.0, part)

    def matched(self, world: World, rows: Integers, province: Integers, local: Integers
                ) -> tuple[Integers, Integers, Integers]:  # fmt: skip
        """Without the firms of towns that, with their city, cannot pay the local part for all of theirs."""
        town = world.firms.roster.town[rows]
        due = by_town(world, town, local)
        pays = due == 0
        towns = np.flatnonzero(due)
        pays[towns] = local_can_pay(world, towns, due[towns])
        able = pays[town]
        return rows[able], province[able], local[able]

    def pay(self, world: World, rows: Integers, province: Integers, local: Integers) -> None:
        """Province and towns pay into the towns' tills, which pay the firms."""
        town = world.firms.roster.town[rows]
        from_province, from_town = by_town(world, town, province), by_town(world, town, local)
        towns = np.flatnonzero(from_province + from_town)
        from_province, from_town, tills = from_province[towns], from_town[towns], world.chart.tills + towns
        self.purse.grant(world, tills, from_province, towns)
        pay_local(world, self.purse, towns, tills, from_town)
        world.ledger.pay(tills, world.chart.outside, from_province + from_town)
        pay_firms(world, rows, province + local)
        self.research.add(world, rows, (province + local) / FEN * self.bought(world))
        note_recipients(world, rows, (province + local) / FEN * diverted_share(world))

    def bought(self, world: World) -> float:
        """R&D per yuan of subsidy: half the diverted share of a grant is lost; crowding out takes no more than all."""
        return (1.0 - diverted_share(world)) * max(0.0, 1.0 + float(world.p.post_subsidy_additionality))

    def affect(self, world: World) -> None:
        """The R&D that last year's payment buys."""
        self.research.spend(world)


def diverted_share(world: World) -> float:
    """Part of a post-subsidy that is not used as meant: half that of a grant, less where misuse is looked for (G4)."""
    return 0.5 * float(world.p.grant_misuse_share) * world.safeguards.misuse


def by_town(world: World, town: Integers, amount: Integers) -> Integers:
    """(towns,) sums over firms, fen."""
    sums = np.zeros(world.towns.count, dtype=np.int64)
    np.add.at(sums, town, amount)
    return sums
