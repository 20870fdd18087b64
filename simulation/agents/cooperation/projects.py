"""Projects with an institute from the decision on: money held until the contract, then a link of some quarters."""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from simulation.agents.delivery import delayed, open_links
from simulation.agents.shared_costs import risen
from simulation.inputs.constants import constant
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.ledger import FEN
from simulation.world.world import World


class Columns(NamedTuple):
    """One entry per project: of money that waits for its contract, or of a link that policy has added."""

    rows: Integers
    identity: NDArray[np.uint64]
    partner: Integers
    since: Integers  # quarter of the contract
    begins: Integers  # quarter of the first effect on R&D
    term: Integers  # quarters
    till: Integers  # account that holds the money
    total: Integers  # fen
    town: Integers  # where it counts as a body built with an institute, -1 = nowhere

    @classmethod
    def none(cls) -> Self:
        """No project yet."""
        kinds = {"identity": np.uint64}
        return cls._make(np.zeros(0, dtype=kinds.get(name, np.int64)) for name in cls._fields)

    def only(self, kept: Flags) -> Self:
        """Some of them."""
        return type(self)._make(column[kept] for column in self)

    def and_also(self, others: Self) -> Self:
        """These and others."""
        return type(self)._make(np.concatenate(pair) for pair in zip(self, others, strict=True))

    def there(self, world: World) -> Flags:
        """Which firms are still above scale."""
        roster = world.firms.roster
        alive: Flags = roster.above_scale[self.rows] & (roster.identity[self.rows] == self.identity)
        return alive


class Projects:
    """All projects of one run."""

    def __init__(self) -> None:
        self.waiting = Columns.none()
        self.links = Columns.none()

    def agree(self, world: World, rows: Integers, partners: Integers, terms: Integers, total: Integers) -> None:
        """Note projects whose money has reached the tills this quarter."""
        until_contract = delayed(world, constant("cooperation_contract_delay"))
        until_effect = delayed(world, constant("cooperation_effect_delay"))
        since = np.full(len(rows), world.quarter + until_contract)
        roster = world.firms.roster
        tills = world.chart.tills + roster.town[rows]
        nowhere = np.full(len(rows), -1)
        agreed = Columns(
            rows, roster.identity[rows], partners, since, since + until_effect, terms, tills, total, nowhere
        )
        self.waiting = self.waiting.and_also(agreed)

    def advance(self, world: World) -> None:
        """Every quarter: strike off links that have ended, sign what is due, leave renewal to the partners."""
        self.strike_off(world)
        due = self.waiting.since <= world.quarter
        signed = self.waiting.only(due)
        self.waiting = self.waiting.only(~due)
        if len(signed.rows):
            self.pay(world, signed)
            self.open(world, signed)
        over = self.links.rows[self.links.since + self.links.term == world.quarter]
        world.firms.titles.policy_link[over] = False

    def strike_off(self, world: World) -> None:
        """Forget links that have ended, and the bodies they were."""
        titles, links = world.firms.titles, self.links
        kept = links.there(world) & (titles.institute[links.rows] == links.partner)
        kept &= titles.linked_since[links.rows] == links.since
        closed = links.town[~kept]
        np.subtract.at(world.towns.status.cobuilt_bodies, closed[closed >= 0], 1)
        self.links = links.only(kept)

    def pay(self, world: World, signed: Columns) -> None:
        """The till pays the institute the whole project; the money of a firm that is gone leaves the programme."""
        there = signed.there(world)
        gone, paid = signed.only(~there), signed.only(there)
        world.ledger.pay(gone.till, world.chart.outside, gone.total)
        world.ledger.pay(paid.till, world.chart.institutes + paid.partner, paid.total)
        world.firms.titles.cooperation_year[paid.rows] += paid.total / FEN
        np.add.at(world.institutes.income_year, paid.partner, paid.total / FEN)

    def open(self, world: World, signed: Columns) -> None:
        """A link where the firm has none by now; one with a long term is a body built together (B23).

        A firm that has found a partner by itself meanwhile does the project all the same, but no link is added.
        """
        free = signed.there(world) & (world.firms.titles.institute[signed.rows] < 0)
        added = signed.only(free)
        lasts = np.zeros(len(added.rows), dtype=np.bool_)
        open_links(world, added.rows, added.partner, added.term, lasts)
        home = world.firms.roster.town[added.rows]
        added = added._replace(town=np.where(added.term >= constant("cooperation_body_term"), home, -1))
        np.add.at(world.towns.status.cobuilt_bodies, added.town[added.town >= 0], 1)
        self.links = self.links.and_also(added)

    def effects(self, world: World) -> tuple[Integers, Floats]:
        """Firms with a live link and the part of the full effect each has, less where its partner is overloaded."""
        load = world.institutes.live / np.maximum(1, world.institutes.capacity)
        excess = np.maximum(0.0, load - constant("cooperation_full_load"))
        quality = 1.0 - constant("cooperation_overload_loss") * excess
        return self.links.rows, risen(world, self.links.begins) * quality[self.links.partner]
