"""The high-tech drive: awards move firms near the R&D notch into the title, beyond what happens without a lever."""

from typing import Literal

import numpy as np

from simulation.agents.delivery import (
    Awards,
    Purse,
    add_effect,
    ask,
    eligible_firms,
    firms_pay,
    first_within,
    nominal,
    pay_firms,
    till_of,
    whole_fen,
)
from simulation.agents.programmes.calls import TITLE_CALL, best_first, has
from simulation.inputs.delivery import InstrumentSettings
from simulation.quantities import PositiveMoney, Share
from simulation.rules.compiled import phase
from simulation.rules.dice import Question
from simulation.rules.high_tech import TITLE_QUARTERS, net_gain, notch
from simulation.rules.links import ramp
from simulation.world.firms import FILING, Floats, Integers
from simulation.world.ledger import fen
from simulation.world.world import World

DELAY = 3
"""Quarters from the choice to the first change of R&D and of patent filings (I08)."""
FILING_EFFECT = 0.15
"""Relative rise of patent applications filed to qualify (I08, a default of the rule table without evidence)."""
FILING_QUARTERS = 4
LOGISTIC_SD = np.pi / np.sqrt(3.0)
"""Standard deviation of the standard logistic distribution."""


class HighTechDriveSettings(InstrumentSettings):
    """Province money per year for awards of `award`; open to firms from `floor` of their notch upwards."""

    award: PositiveMoney = 30.0
    floor: Share = 0.65
    allocation: Literal["competitive", "first_come"] = "competitive"


@phase
def notches(sales: Floats) -> Floats:
    """The notch of every firm, by yearly sales."""
    out = np.empty(sales.shape[0])
    for i in range(sales.shape[0]):
        out[i] = notch(sales[i])
    return out


@phase
def net_gains(intensity: Floats, sales: Floats, margin: Floats, cost_slope: float, p: np.record) -> Floats:
    """Q14 of every firm without award and noise, 10,000 yuan a year."""
    out = np.empty(sales.shape[0])
    for i in range(sales.shape[0]):
        out[i] = net_gain(intensity[i], sales[i], margin[i], cost_slope, p)
    return out


class HighTechDrive:
    """I08: a moved firm reports the notch for the three years of its title; a part of the step is only relabelled."""

    def __init__(self, name: str, settings: HighTechDriveSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.titles = Awards()
        """Titles of the drive; `amount` is the gap to the notch when the firm filed, as a share of its sales."""

    def decide(self, world: World) -> None:
        """In the third quarter, after the titles of business as usual: firms choose, the money limits how many."""
        if self.purse.is_open(world) and world.quarter % 4 == TITLE_CALL:
            intensity = self.own_intensity(world)
            rows = self.willing(world, self.candidates(world, intensity), intensity)
            self.award(world, rows[: self.room(world)], intensity)
        self.titles.keep(world, TITLE_QUARTERS)

    def own_intensity(self, world: World) -> Floats:
        """(slots in use,) reported R&D over sales last quarter, without the step of a title that has just ended."""
        firms, used, titles = world.firms, world.used, self.titles
        sales = np.maximum(firms.output.sales[:used], 1e-9)
        told: Floats = np.where(firms.research.performs[:used], firms.research.reported[:used] / sales, 0.0)
        titles.keep(world, TITLE_QUARTERS + 1)
        ended = world.quarter - titles.since == TITLE_QUARTERS
        np.subtract.at(told, titles.rows[ended], titles.amount[ended])
        return told

    def candidates(self, world: World, intensity: Floats) -> Integers:
        """Firms with R&D and without a title, from the floor of their notch upwards, that can pay for filing."""
        firms, used = world.firms, world.used
        able = eligible_firms(world, self.settings.eligible) & firms.research.performs[:used]
        able &= ~firms.titles.high_tech[:used]
        able &= intensity >= self.settings.floor * notches(4.0 * firms.output.sales[:used])
        able &= has(firms.finance.cash[:used], int(fen(self.filing_cost(world))))
        return np.flatnonzero(able)

    def filing_cost(self, world: World) -> float:
        """What filing costs a firm at today's prices, 10,000 yuan."""
        return nominal(world, float(world.p.hnte_filing_cost))

    def willing(self, world: World, rows: Integers, intensity: Floats) -> Integers:
        """Q14: firms whose net gain with award and noise is above zero; the largest gain, or the keenest, first."""
        if len(rows) == 0:
            return rows
        firms, p = world.firms, world.p
        sales, margin = 4.0 * firms.output.sales[rows], firms.finance.margin[rows]
        gain = net_gains(intensity[rows], sales, margin, world.anchors.title_cost_slope, p)
        gain += self.settings.award - (self.filing_cost(world) - float(p.hnte_filing_cost))
        luck = ask(world, Question.TITLE_CHOICE, rows)
        gain += float(p.hnte_choice_noise) / LOGISTIC_SD * np.log(luck / (1.0 - luck))
        order = gain if self.settings.allocation == "competitive" else -firms.roster.affinity[rows]
        wants = gain > 0.0
        return best_first(rows[wants], order[wants])

    def room(self, world: World) -> int:
        """Titles above scale that are still possible: at most a share of the firms with R&D can hold one (1.1c)."""
        counted = world.firms.is_industrial & world.towns.status.certified[world.firms.roster.town]
        performers = int(np.count_nonzero(world.firms.research.performs & counted))
        held = int(np.count_nonzero(world.firms.titles.high_tech & counted))
        return max(0, int(float(world.p.hnte_performer_cap) * performers) - held)

    def award(self, world: World, rows: Integers, intensity: Floats) -> None:
        """As many titles as the money covers: the firm pays for filing, the province pays the award into its cash."""
        award = whole_fen(self.settings.award, len(rows))
        count = first_within(award, self.purse.left(world))
        rows, award = rows[:count], award[:count]
        if len(rows) == 0:
            return
        tills, chart, titles = till_of(world, rows), world.chart, world.firms.titles
        firms_pay(world, self.purse, rows, chart.outside, whole_fen(self.filing_cost(world), len(rows)))
        self.purse.pay(world, "province", (chart.province, tills), award)
        world.ledger.pay(tills, chart.outside, award)
        pay_firms(world, rows, award)
        titles.high_tech[rows] = True
        titles.policy_title[rows] = True
        titles.valid_until[rows] = world.quarter + TITLE_QUARTERS
        gap = np.maximum(0.0, notches(4.0 * world.firms.output.sales[rows]) - intensity[rows])
        self.titles.grant(world, rows, gap)

    def affect(self, world: World) -> None:
        """From the third quarter on: the real and the relabelled step; for a year, patents filed to qualify."""
        titles, firms = self.titles, world.firms
        age = world.quarter - titles.since
        size = np.array([ramp(quarters, DELAY, 0.0) for quarters in range(TITLE_QUARTERS)])[age]
        relabelled = float(world.p.notch_relabelling_share)
        firms.titles.pushed[titles.rows] = (1.0 - relabelled) * titles.amount * size
        firms.titles.relabelled[titles.rows] = relabelled * titles.amount * size
        files = age < DELAY + FILING_QUARTERS
        add_effect(world, FILING, titles.rows[files], FILING_EFFECT * size[files])
