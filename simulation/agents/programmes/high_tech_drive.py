"""The high-tech drive: awards move firms near the R&D notch into the title, beyond what happens without a lever."""

from functools import partial

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.delivery import (
    Awards,
    add_effect,
    ask,
    eligible_firms,
    firms_pay,
    nominal,
    pay_firms,
    till_of,
    whole_fen,
)
from simulation.agents.programmes.calls import FIRST_CALL, TITLE_CALL, has, only
from simulation.agents.purse import Purse
from simulation.agents.timing import grown
from simulation.agents.title_room import in_certified, most_titles
from simulation.inputs.levers.enterprise_cultivation import HighTechDriveSettings
from simulation.phases.notches import net_gains, notches, steps_to_notch
from simulation.rules.dice import Question
from simulation.rules.high_tech import TITLE_QUARTERS
from simulation.world.firms import FILING, Floats, Integers
from simulation.world.ledger import fen
from simulation.world.macro import QUARTERS
from simulation.world.world import World

DELAY = 3
"""Quarters from the choice to the first change of R&D and of patent filings (I08)."""
FILING_EFFECT = 0.15
"""Relative rise of patent applications filed to qualify (I08, a default of the rule table without evidence)."""
FILING_QUARTERS = 4
LOGISTIC_SD = np.pi / np.sqrt(3.0)
"""Standard deviation of the standard logistic distribution."""


class HighTechDrive:
    """I08: a moved firm reports the notch while it holds its title; a part of the step is only relabelled."""

    def __init__(self, name: str, settings: HighTechDriveSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.real = Awards()
        """Titles of the drive; `amount` is the real part of the step to the notch, as a share of sales."""
        self.relabelled = Awards()
        """The same titles with the part of the step that is only told."""
        self.awarded: set[int] = set()

    def decide(self, world: World) -> None:
        """Second quarter: renewals. Third, after business as usual has given its titles: choices and awards."""
        for part in (self.real, self.relabelled):
            part.keep(world, QUARTERS)
        if world.quarter % 4 == FIRST_CALL:
            self.renew(world)
        if world.quarter % 4 == TITLE_CALL:
            intensity = self.own_intensity(world)
            self.forget_ended(world)
            if self.purse.is_open(world):
                rows = self.willing(world, self.candidates(world, intensity), intensity)
                self.award(world, rows, intensity)

    def own_intensity(self, world: World) -> Floats:
        """(slots in use,) reported R&D over sales last quarter, without the steps of this drive."""
        firms, used = world.firms, world.used
        sales = np.maximum(firms.output.sales[:used], 1e-9)
        told: Floats = np.where(firms.research.performs[:used], firms.research.reported[:used] / sales, 0.0)
        for part in (self.real, self.relabelled):
            told[part.rows] -= part.amount * grown(part.begins, world.quarter - 1)
        return np.maximum(0.0, told)

    def forget_ended(self, world: World) -> None:
        """Titles that were not renewed have just run out."""
        held = world.firms.titles.policy_title[self.real.rows]
        for part in (self.real, self.relabelled):
            only(part, held)

    def renew(self, world: World) -> None:
        """A title that runs out next quarter is renewed without an award where Q14 says so; the step is set anew."""
        titles, used = world.firms.titles, world.used
        due = titles.policy_title[:used] & (titles.valid_until[:used] == world.quarter + 1)
        due &= world.firms.research.performs[:used]
        due &= has(world.firms.finance.cash[:used], int(fen(self.filing_cost(world))))
        intensity = self.own_intensity(world)
        gain, rows = self.gains(world, np.flatnonzero(due), intensity, 0.0)
        rows = rows[gain > 0.0]
        if len(rows) == 0:
            return
        self.file(world, rows)
        renewed = np.isin(self.real.rows, rows)
        again = self.real.rows[renewed]
        steps = steps_to_notch(intensity[again], 4.0 * world.firms.output.sales[again], world.p)
        self.real.amount[renewed], self.relabelled.amount[renewed] = steps

    def candidates(self, world: World, intensity: Floats) -> Integers:
        """Firms with R&D near the notch or above, without a title or an earlier award, able to pay for filing."""
        firms, used = world.firms, world.used
        able = eligible_firms(world, self.settings.eligible) & firms.research.performs[:used]
        able &= ~firms.titles.high_tech[:used]
        able &= intensity >= self.settings.floor * notches(4.0 * firms.output.sales[:used])
        able &= has(firms.finance.cash[:used], int(fen(self.filing_cost(world))))
        rows = np.flatnonzero(able)
        fresh = [identity not in self.awarded for identity in firms.roster.identity[rows].tolist()]
        return rows[np.array(fresh, dtype=np.bool_)]

    def filing_cost(self, world: World) -> float:
        """What filing costs a firm at today's prices, 10,000 yuan."""
        return nominal(world, float(world.p.hnte_filing_cost))

    def gains(self, world: World, rows: Integers, intensity: Floats, award: float) -> tuple[Floats, Integers]:
        """Q14 with award and noise, 10,000 yuan a year, and the rows it is about."""
        firms, p = world.firms, world.p
        sales, margin = 4.0 * firms.output.sales[rows], firms.finance.margin[rows]
        gain = net_gains(intensity[rows], sales, margin, world.anchors.title_cost_slope, p)
        gain += award - (self.filing_cost(world) - float(p.hnte_filing_cost))
        luck = ask(world, Question.TITLE_CHOICE, rows)
        gain += float(p.hnte_choice_noise) / LOGISTIC_SD * np.log(luck / (1.0 - luck))
        return gain, rows

    def willing(self, world: World, rows: Integers, intensity: Floats) -> Integers:
        """Firms whose gain is above zero, who comes first at the head: where firms compete, the largest gain."""
        gain, rows = self.gains(world, rows, intensity, self.settings.paid)
        gain, rows = gain[gain > 0.0], rows[gain > 0.0]
        by_gain = partial(np.argsort, -gain, kind="stable")
        return rows[order(world, self.settings, rows, Question.TITLE_ORDER, by_gain)]

    def room(self, world: World) -> int:
        """Titles above scale that are still possible: at most a share of the firms with R&D can hold one (1.1c)."""
        held = int(np.count_nonzero(world.firms.titles.high_tech & in_certified(world)))
        return max(0, most_titles(world) - held)

    def award(self, world: World, rows: Integers, intensity: Floats) -> None:
        """As many titles as money and room allow: the firm pays for filing, the award enters its cash."""
        towns, award = world.firms.roster.town, whole_fen(self.settings.paid, len(rows))
        paid = self.purse.covers(world, towns[rows], award)[: self.room(world)]
        rows, award = rows[paid], award[paid]
        if len(rows) == 0:
            return
        tills, chart, firms = till_of(world, rows), world.chart, world.firms
        self.purse.grant(world, tills, award, towns[rows])
        world.ledger.pay(tills, chart.outside, award)
        pay_firms(world, rows, award)
        self.file(world, rows)
        self.awarded.update(firms.roster.identity[rows].tolist())
        real, relabelled = steps_to_notch(intensity[rows], 4.0 * firms.output.sales[rows], world.p)
        self.real.grant(world, rows, real, DELAY)
        self.relabelled.grant(world, rows, relabelled, DELAY)

    def file(self, world: World, rows: Integers) -> None:
        """Firms pay for filing and hold the title for three years more."""
        titles = world.firms.titles
        firms_pay(world, self.purse, rows, world.chart.outside, whole_fen(self.filing_cost(world), len(rows)))
        start = np.where(titles.high_tech[rows], titles.valid_until[rows], world.quarter)
        titles.high_tech[rows] = True
        titles.policy_title[rows] = True
        titles.valid_until[rows] = start + TITLE_QUARTERS

    def affect(self, world: World) -> None:
        """From the third quarter on: the real and the relabelled step; for a year, patents filed to qualify."""
        for part in (self.real, self.relabelled):
            part.keep(world, QUARTERS)  # another lever may have ended a firm since this one decided
        rows, titles, begins = self.real.rows, world.firms.titles, self.real.begins
        part_taken = grown(begins, world.quarter)
        titles.pushed[rows] = self.real.amount * part_taken
        titles.relabelled[rows] = self.relabelled.amount * part_taken
        files = world.quarter < begins + FILING_QUARTERS
        add_effect(world, FILING, rows[files], FILING_EFFECT * part_taken[files])
