"""Science and technology commissioners: institutes send staff to firms whose towns ask, for one to two years."""

import numpy as np

from simulation.agents.allocation import behind, order
from simulation.agents.delivery import ask, delayed, eligible_firms, local_can_pay, nominal, pay_local
from simulation.agents.purse import Purse
from simulation.agents.talent.brought_links import BroughtLinks
from simulation.agents.talent.posts import Posts, no_posts, senders, staff_left
from simulation.agents.town_projects import match_found
from simulation.inputs.constants import constant
from simulation.inputs.levers.talent import CommissionersSettings
from simulation.rules.dice import Question
from simulation.world.firms import Integers
from simulation.world.ledger import FEN, fen, split_fen
from simulation.world.world import World

MOST = 2
"""Commissioners a firm can have at one time."""


class Commissioners:
    """I13: while a commissioner is there the firm is more likely to begin a link; one in five outlasts the post."""

    def __init__(self, name: str, settings: CommissionersSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.posts = no_posts()
        self.links = BroughtLinks()

    def decide(self, world: World) -> None:
        """Every quarter: see what became of links and posts. In the first quarter: towns ask, the province allots."""
        self.links.settle(world, self.posts)
        self.posts = self.posts.lasting(world)
        if not self.purse.is_open(world) or world.quarter % 4:
            return
        left = staff_left(world, self.posts)
        rows = self.requests(world)[: int(left.sum())]
        stays = self.stays(world, rows)
        rows, stays = rows[stays > 0], stays[stays > 0]
        if len(rows):
            self.send(world, rows, stays, left)

    def requests(self, world: World) -> Integers:
        """Firms without a partner for which their towns ask: those without a commissioner first.

        A town asks where it finds its share of the cost, which under the match rule not every town does (G3).
        """
        firms, used = world.firms, world.used
        able = eligible_firms(world, self.settings.eligible) & (firms.titles.institute[:used] < 0)
        able &= match_found(world)[firms.roster.town[:used]]
        has = np.bincount(self.posts.rows, minlength=used)
        rows = np.flatnonzero(able & (has < MOST))
        return rows[behind(order(world, self.settings, rows, Question.COMMISSIONER), has[rows])]

    def stays(self, world: World, rows: Integers) -> Integers:
        """Quarters of every post: each length is as likely; a cap on the province's part allows fewer, or none."""
        shortest, longest = int(constant("commissioner_shortest_stay")), int(constant("commissioner_longest_stay"))
        die = ask(world, Question.COMMISSIONER_STAY, rows)
        stays = shortest + np.floor(die * (longest - shortest + 1)).astype(np.int64)
        if self.settings.cap is not None:
            alone = ~world.town_match[world.firms.roster.town[rows]]
            part = fen(np.where(alone, 1.0, self.settings.province_share) * self.price(world))
            stays = np.minimum(stays, int(fen(self.settings.cap)) // np.maximum(1, part))
        chosen: Integers = np.where(stays < shortest, 0, stays)
        return chosen

    def price(self, world: World) -> float:
        """Cost of a quarter of a post, 10,000 yuan."""
        return nominal(world, constant("commissioner_cost")) / 4.0

    def send(self, world: World, rows: Integers, stays: Integers, left: Integers) -> None:
        """The whole of a post is paid to the institute that sends, in this order as far as the money goes.

        Where the match rule is lifted the province pays the part of a town that does not find it (G3).
        """
        towns = world.firms.roster.town
        total = fen(self.price(world) * stays.astype(np.float64))
        province, local = split_fen(total, (self.settings.province_share, 1.0 - self.settings.province_share))
        alone = ~world.town_match[towns[rows]]
        province, local = np.where(alone, total, province), np.where(alone, 0, local)
        paid = self.purse.covers(world, towns[rows], province)
        paid = paid[local_can_pay(world, towns[rows[paid]], local[paid])]
        if len(paid) == 0:
            return
        rows, stays, province, local = rows[paid], stays[paid], province[paid], local[paid]
        institutes = senders(world, rows, left)
        accounts = world.chart.institutes + institutes
        self.purse.grant(world, accounts, province, towns[rows])
        pay_local(world, self.purse, towns[rows], accounts, local)
        world.firms.titles.cooperation_year[rows] += (province + local) / FEN
        begins = np.full(len(rows), world.quarter + delayed(world, constant("commissioner_delay")), dtype=np.int64)
        new = Posts(rows, world.firms.roster.identity[rows], begins, begins + stays, institutes)
        self.posts = self.posts.and_also(new)

    def affect(self, world: World) -> None:
        """Firms with a commissioner are more likely to begin a link."""
        rows, chances = self.posts.chances(world.quarter, float(world.p.commissioner_link_effect))
        if len(rows):
            np.add.at(world.firms.channels.link_chance, rows, chances)
            self.links.watch(world, rows)
