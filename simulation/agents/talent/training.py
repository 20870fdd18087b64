"""Dual vocational training: firms and vocational colleges train workers together, half a firm's staff at most."""

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.delivery import (
    Awards,
    add_effect,
    eligible_firms,
    firms_pay,
    local_can_pay,
    nominal,
    pay_local,
    prior_median,
)
from simulation.agents.programmes.calls import FIRST_CALL, VALUE_SHARE, has
from simulation.agents.purse import Purse
from simulation.inputs.constants import constant
from simulation.inputs.levers.talent import TrainingSettings
from simulation.rules.dice import Question
from simulation.world.firms import PRODUCTIVITY, Flags, Floats, Integers
from simulation.world.ledger import fen, split_fen
from simulation.world.macro import QUARTERS
from simulation.world.world import World

COLLEGE = 1
"""Kind of an institute that trains workers."""


class Training:
    """I16: productivity rises with the trained share of the staff; some of it goes to wages, some to other firms."""

    def __init__(self, name: str, settings: TrainingSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.classes = Awards()

    def decide(self, world: World) -> None:
        """In the second quarter firms apply; places go as far as the money of province and towns covers them."""
        self.classes.keep(world, QUARTERS)
        if not self.purse.is_open(world) or world.quarter % 4 != FIRST_CALL:
            return
        rows, trainees = self.applicants(world)
        if len(rows):
            places = order(world, self.settings, rows, Question.TRAINING)
            self.train(world, rows[places], trainees[places])

    def price(self, world: World) -> float:
        """Cost of one place, 10,000 yuan."""
        return nominal(world, constant("training_cost"))

    def applicants(self, world: World) -> tuple[Integers, Integers]:
        """Firms with enough staff and a college nearby that hold their part and expect to gain, with their trainees.

        A firm counts the gain in productivity that neither leaves with the trained nor goes into wages.
        """
        firms = world.firms
        able = eligible_firms(world, self.settings.eligible) & self.near_a_college(world)
        able &= firms.output.employees[: world.used] > constant("training_smallest_staff")
        rows = np.flatnonzero(able)
        trainees = self.places(world)[rows]
        rows, trainees = rows[trainees > 0], trainees[trainees > 0]
        own = self.settings.private_share * self.price(world) * trainees
        share = trainees / firms.output.employees[rows]
        kept = (1.0 - constant("training_leak")) * (1.0 - constant("training_wage_share"))
        rise = prior_median(world, "training_productivity_effect") * share * kept
        gain = rise * 4.0 * firms.output.sales[rows] * VALUE_SHARE * float(world.p.gain_horizon)
        asks = firms.roster.belief[rows] * gain > own + nominal(world, float(world.p.application_cost))
        asks &= has(firms.finance.cash[rows], self.parts(world, trainees)[2])
        return rows[asks], trainees[asks]

    def near_a_college(self, world: World) -> Flags:
        """(slots in use,) whether a vocational college lies close enough."""
        distance = world.reach.distance[:, world.institutes.kind == COLLEGE]
        close: Flags = distance.min(axis=1, initial=np.inf) <= constant("training_distance")
        near: Flags = close[world.firms.roster.town[: world.used]]
        return near

    def places(self, world: World) -> Integers:
        """(slots in use,) how many each firm may train this year: up to the yearly most and to half of its staff."""
        trained = np.bincount(self.classes.rows, self.classes.amount, minlength=world.used)
        most = int(constant("training_most_trainees"))
        if self.settings.cap is not None:
            part = max(1, int(fen(self.settings.province_share * self.price(world))))
            most = min(most, int(fen(self.settings.cap)) // part)
        room = np.floor(constant("training_staff_share") * world.firms.output.employees[: world.used]) - trained
        places: Integers = np.clip(room, 0.0, most).astype(np.int64)
        return places

    def parts(self, world: World, trainees: Integers) -> list[Integers]:
        """What province, town with its city and firm pay for so many trainees, fen."""
        return split_fen(trainees * int(fen(self.price(world))), self.settings.shares)

    def train(self, world: World, rows: Integers, trainees: Integers) -> None:
        """Everybody pays the nearest college; a firm whose town cannot pay its part gets no places."""
        towns = world.firms.roster.town[rows]
        province, local, own = self.parts(world, trainees)
        paid = self.purse.covers(world, towns, province)
        paid = paid[local_can_pay(world, towns[paid], local[paid])]
        if len(paid) == 0:
            return
        rows, towns, trainees = rows[paid], towns[paid], trainees[paid]
        colleges = np.flatnonzero(world.institutes.kind == COLLEGE)
        nearest = colleges[np.argmin(world.reach.distance[np.ix_(towns, colleges)], axis=1)]
        accounts = world.chart.institutes + nearest
        self.purse.grant(world, accounts, province[paid], towns)
        pay_local(world, self.purse, towns, accounts, local[paid])
        firms_pay(world, self.purse, rows, accounts, own[paid])
        self.classes.grant(world, rows, trainees.astype(np.float64), float(world.p.training_delay))

    def affect(self, world: World) -> None:
        """Productivity of the firms that train and of those that hire the trained; wages out of the firms' cash."""
        if not (self.classes.begins <= world.quarter).any():
            return
        used = world.used
        gain = float(world.p.training_productivity_effect) * self.trained_share(world)
        leaves, arrives = leaked(world, np.maximum(0.0, gain))
        effect = gain - leaves + arrives
        rows = np.flatnonzero(effect != 0.0)
        add_effect(world, PRODUCTIVITY, rows, effect[rows])
        rise = constant("training_wage_share") * np.maximum(0.0, gain - leaves)
        bill = constant("wage_bill_share") * world.firms.output.sales[:used]
        world.firms.finance.cash[:used] -= rise * bill

    def trained_share(self, world: World) -> Floats:
        """(slots in use,) part of the staff whose training counts by now, at most half."""
        classes = self.classes
        grown = np.clip((world.quarter - classes.begins + 1) / 4.0, 0.0, 1.0)
        skilled = np.bincount(classes.rows, grown * classes.amount, minlength=world.used)
        staff = np.maximum(1.0, world.firms.output.employees[: world.used])
        share: Floats = np.minimum(constant("training_staff_share"), skilled / staff)
        return share


def leaked(world: World, gain: Floats) -> tuple[Floats, Floats]:
    """What of each firm's gain goes to other firms, and what it gets from them, log points, (slots in use,) each.

    The trained are hired by the other industrial firms of the town, in proportion to sales: what one firm loses in
    output the others gain. Where there is no other firm nothing leaves.
    """
    used, firms = world.used, world.firms
    town, sales = firms.roster.town[:used], np.where(firms.is_industrial[:used], firms.output.sales[:used], 0.0)
    others = np.bincount(town, sales, minlength=world.towns.count)[town] - sales
    leaves = np.where(others > 0.0, constant("training_leak") * gain, 0.0)
    spread = np.divide(leaves * sales, others, out=np.zeros(used), where=others > 0.0)
    arrives = np.bincount(town, spread, minlength=world.towns.count)[town] - spread
    return leaves, np.where(sales > 0.0, arrives, 0.0)
