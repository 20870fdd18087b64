"""The high-tech drive in the oracle, firm by firm."""

import math
from dataclasses import dataclass

from simulation.inputs.levers.enterprise_cultivation import HighTechDriveSettings
from simulation.rules.dice import Question
from simulation.rules.high_tech import TITLE_QUARTERS
from simulation.world.firms import FILING
from tests.oracle.books import FEN, fen
from tests.oracle.calls import has, is_call
from tests.oracle.delivering import add_effect, ask, delayed, eligible_firms, is_here, nominal, number_within
from tests.oracle.governing import is_counted, most_titles
from tests.oracle.people import Firm
from tests.oracle.plain_rules import HIGH_TECH, LINKS

DELAY = 3
FILING_EFFECT, FILING_QUARTERS = 0.15, 4
LOGISTIC_SD = math.pi / math.sqrt(3.0)
TITLE_CALL = 2


@dataclass
class Title:
    """A title of the drive, its first quarter with an effect, and the two parts of the step, as shares of sales."""

    firm: Firm
    begins: int
    real: float
    relabelled: float

    def grown(self, quarter: int) -> float:
        """Part of the step that the firm has taken."""
        return LINKS.ramp(quarter - self.begins, 0, 0.0)


class TitleLever:
    """Firms near the notch are moved into the title."""

    purse = "enterprise_cultivation.high_tech_drive"

    def __init__(self, settings: HighTechDriveSettings) -> None:
        self.settings = settings
        self.titles: list[Title] = []
        self.awarded: set[Firm] = set()

    def decide(self, world) -> None:
        """Renew in the second quarter, choose in the third."""
        self.titles = [title for title in self.titles if is_here(title.firm, world)]
        if is_call(world):
            self.renew(world)
        if world.quarter % 4 == TITLE_CALL:
            before = {firm: self.own_intensity(firm, world) for firm in world.makers}
            self.titles = [title for title in self.titles if title.firm.policy_title]
            if self.settings.runs_in(world.now):
                self.award(self.willing(before, world)[: self.room(world)], before, world)

    def own_intensity(self, firm: Firm, world) -> float:
        """Reported R&D over sales, without the steps that the drive has made it take."""
        told = firm.reported / firm.sales if firm.performs else 0.0
        for title in self.titles:
            if title.firm is firm:
                told -= (title.real + title.relabelled) * title.grown(world.quarter - 1)
        return max(0.0, told)

    def filing(self, world) -> float:
        """Cost of filing today."""
        return nominal(world.p.hnte_filing_cost, world)

    def gain(self, firm: Firm, intensity: float, award: float, world) -> float:
        """What the title brings in a year, award and luck included."""
        p, die = world.p, ask(Question.TITLE_CHOICE, firm, world)
        gain = HIGH_TECH.net_gain(intensity, 4.0 * firm.sales, firm.margin, world.anchors.title_cost_slope, p)
        luck = p.hnte_choice_noise / LOGISTIC_SD * math.log(die / (1.0 - die))
        return gain + award - (self.filing(world) - p.hnte_filing_cost) + luck

    def renew(self, world) -> None:
        """Titles that end next quarter go on where it still pays; the steps are set anew."""
        intensity = {title.firm: self.own_intensity(title.firm, world) for title in self.titles}
        for title in self.titles:
            firm = title.firm
            ends = firm.policy_title and firm.valid_until == world.quarter + 1
            able = ends and firm.performs and has(firm, fen(self.filing(world)))
            if able and self.gain(firm, intensity[firm], 0.0, world) > 0.0:
                self.file(firm, world)
                step = HIGH_TECH.step_to_notch(intensity[firm], 4.0 * firm.sales, world.p)
                title.real, title.relabelled = step.real, step.relabelled

    def willing(self, intensity: dict[Firm, float], world) -> list[Firm]:
        """Firms that gain; the largest gain, or the keenest firm, first."""
        gains = {}
        for firm in eligible_firms(self.settings.eligible, world):
            near = intensity[firm] >= self.settings.floor * HIGH_TECH.notch(4.0 * firm.sales)
            if firm.performs and not firm.high_tech and near and has(firm, fen(self.filing(world))):
                gain = self.gain(firm, intensity[firm], self.settings.paid, world)
                if gain > 0.0 and firm not in self.awarded:
                    gains[firm] = gain
        if self.settings.allocation == "competitive":
            return sorted(gains, key=lambda firm: -gains[firm])
        return sorted(gains, key=lambda firm: firm.affinity)

    def room(self, world) -> int:
        """Titles that are still possible among firms with R&D."""
        return max(0, most_titles(world) - sum(firm.high_tech for firm in world.firms if is_counted(firm)))

    def award(self, firms: list[Firm], intensity: dict[Firm, float], world) -> None:
        """As many as the money covers."""
        award = fen(self.settings.paid)
        for firm in firms[: number_within(award, world.books.left(self.purse, world), len(firms))]:
            world.books.spend(self.purse, "province", award, world)
            firm.cash += award / FEN
            self.file(firm, world)
            self.awarded.add(firm)
            step = HIGH_TECH.step_to_notch(intensity[firm], 4.0 * firm.sales, world.p)
            begins = world.quarter + delayed(DELAY, world)
            self.titles.append(Title(firm, begins, step.real, step.relabelled))

    def file(self, firm: Firm, world) -> None:
        """The firm pays and holds the title for three years more."""
        cost = fen(self.filing(world))
        world.books.spend(self.purse, "private", cost, world)
        firm.cash -= cost / FEN
        firm.high_tech = firm.policy_title = True
        firm.valid_until = max(world.quarter, firm.valid_until) + TITLE_QUARTERS

    def affect(self, world) -> None:
        """The step is taken; patents are filed to qualify."""
        for title in self.titles:
            grown, firm = title.grown(world.quarter), title.firm
            firm.pushed, firm.relabelled = title.real * grown, title.relabelled * grown
            if world.quarter < title.begins + FILING_QUARTERS:
                add_effect(firm, FILING, FILING_EFFECT * grown, world)
