"""Clause 3.3.3, innovation vouchers: small firms buy research services at a discount, once a year at most."""

import numpy as np
from numpy.typing import NDArray

from simulation.agents.allocation import first_in_order, order
from simulation.agents.delivery import (
    Awards,
    add_effect,
    ask,
    eligible_firms,
    firms_pay,
    local_can_pay,
    open_links,
    pay_firms,
    pay_local,
    till_of,
    whole_fen,
)
from simulation.agents.purse import Purse
from simulation.agents.timing import grown
from simulation.inputs.levers.innovation_vouchers import Settings
from simulation.rules.dice import Question
from simulation.world.firms import IDEA, Flags, Integers
from simulation.world.ledger import split_fen
from simulation.world.world import World

CLAUSE = "3.3.3"
TITLE = {"en": "Innovation vouchers", "zh": "创新券"}
INSTRUMENTS = {"innovation_vouchers": "I27"}
SERVES = ("patents",)
READS = ("firm.sales", "town.certified", "cash", "live links")
WRITES = ("idea", "links", "cash")

DELAY = 1
"""Quarters from the voucher to its first effect."""
LINK_QUARTERS = 4
FADED = 24
"""Quarters after which what is left of a voucher's effect is forgotten."""


class Lever:
    """Vouchers of one run."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.used = Awards()
        self.served: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
        """By slot: the firm that had a voucher this year."""

    def decide(self, world: World) -> None:
        """Each quarter: choose among the firms that ask, as far as province and towns can pay."""
        if world.quarter % 4 == 0 or len(self.served) == 0:
            self.served = np.zeros(world.firms.slots, dtype=np.uint64)
        if not self.purse.is_open(world):
            return
        rows = self.in_turn(world, self.asking(world))
        rows = rows[self.affordable(world, rows)]
        if len(rows) == 0:
            return
        self.served[rows] = world.firms.roster.identity[rows]
        uses = ask(world, Question.VOUCHER_USE, rows) < float(world.p.voucher_use_share)
        self.redeem(world, rows[uses])

    def asking(self, world: World) -> Integers:
        """Firms that want a voucher and have had none this year."""
        able = eligible_firms(world, self.settings.eligible)
        worth = self.settings.face * world.firms.roster.belief[: world.used]
        able &= worth > float(world.p.application_cost)
        able &= self.served[: world.used] != world.firms.roster.identity[: world.used]
        return np.flatnonzero(able)

    def in_turn(self, world: World, rows: Integers) -> Integers:
        """Who comes first at the head; where no money is kept for regions, no more of them than it covers."""
        if self.settings.kept is not None:
            return rows[order(world, self.settings, rows, Question.VOUCHER_LOTTERY)]
        most = len(self.affordable(world, rows))
        return rows[first_in_order(world, self.settings, rows, Question.VOUCHER_LOTTERY, most)]

    def affordable(self, world: World, rows: Integers) -> Integers:
        """Places of the vouchers that the quarter's province money covers."""
        province = whole_fen(self.settings.face * self.settings.province_share, len(rows))
        return self.purse.covers(world, world.firms.roster.town[rows], province, parts=4)

    def redeem(self, world: World, rows: Integers) -> None:
        """Used vouchers: province and town pay the face, the firm its own share, the institute earns the price."""
        settings = self.settings
        face = whole_fen(settings.face, len(rows))
        province, local = split_fen(face, (settings.province_share, 1.0 - settings.province_share))
        paid = local_can_pay(world, world.firms.roster.town[rows], local)
        rows, province, local = rows[paid], province[paid], local[paid]
        if len(rows) == 0:
            return
        towns, tills = world.firms.roster.town[rows], till_of(world, rows)
        self.purse.grant(world, tills, province, towns)
        pay_local(world, self.purse, towns, tills, local)
        new = ask(world, Question.VOUCHER_LASTING, rows)
        additional = new < float(world.p.voucher_additionality)
        price = settings.face / (1.0 - settings.own_share)
        self.spend(world, rows, additional, price)

    def spend(self, world: World, rows: Integers, additional: Flags, price: float) -> None:
        """Additional projects are bought from an institute; the rest replaces the firm's own spending and is cash."""
        face = whole_fen(self.settings.face, len(rows))
        own = whole_fen(price - self.settings.face, len(rows))
        real, refund = rows[additional], rows[~additional]
        sellers = world.chart.institutes + world.nearest_institute[world.firms.roster.town[real]]
        world.ledger.pay(till_of(world, real), sellers, face[additional])
        firms_pay(world, self.purse, real, sellers, own[additional])
        pay_firms(world, refund, face[~additional])
        world.ledger.pay(till_of(world, refund), world.chart.outside, face[~additional])
        world.firms.titles.cooperation_year[real] += price
        self.used.grant(world, real, np.full(len(real), float(world.p.voucher_idea_effect)), DELAY)
        self.link(world, real)

    def link(self, world: World, rows: Integers) -> None:
        """A voucher project is a link for four quarters; a few become lasting ones."""
        free = rows[world.firms.titles.institute[rows] < 0]
        lasting = ask(world, Question.LINK_DURATION, free) < float(world.p.voucher_lasting_link_share)
        partners = world.nearest_institute[world.firms.roster.town[free]]
        open_links(world, free, partners, LINK_QUARTERS, lasting)

    def affect(self, world: World) -> None:
        """Idea productivity rises from the quarter after, over a year, and then fades with its half-life."""
        self.used.keep(world, FADED)
        age = world.quarter - self.used.since
        peak = grown(self.used.begins, world.quarter)
        fade = 0.5 ** (np.maximum(0, np.arange(FADED) - LINK_QUARTERS) / float(world.p.voucher_half_life))
        add_effect(world, IDEA, self.used.rows, self.used.amount * (peak * fade[age]))
