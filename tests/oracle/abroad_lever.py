"""Research units abroad in the oracle, firm by firm."""

from dataclasses import dataclass

from simulation.inputs.constants import constant
from simulation.inputs.levers.international_cooperation import Settings
from simulation.rules.dice import Question
from simulation.world.firms import IDEA
from tests.oracle.books import FEN, fen, split
from tests.oracle.calls import expected_value, has, is_call, ranked
from tests.oracle.delivering import add_effect, ask, delayed, eligible_firms, is_here, nominal, number_within
from tests.oracle.people import Firm
from tests.oracle.plain_rules import LINKS

NAME = "international_cooperation"


@dataclass
class Unit:
    """A unit abroad and the quarter in which its money is used up."""

    firm: Firm
    effect_from: int
    effect: float
    ends: int


class AbroadLever:
    """Who has a unit abroad."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.units: list[Unit] = []

    def decide(self, world) -> None:
        """Once a year who stays and who goes abroad; what is not paid for closes."""
        if self.settings.runs_in(world.now) and is_call(world):
            self.call(world)
        self.units = [unit for unit in self.units if is_here(unit.firm, world) and unit.ends > world.quarter]

    def call(self, world) -> None:
        """Old units first."""
        share, cost = self.settings.province_share, nominal(constant("abroad_yearly_cost"), world)
        if self.settings.cap is not None and share * cost > self.settings.cap:
            cost = self.settings.cap / share
        province, _, own = split(fen(cost), (share, 0.0, 1.0 - share))
        willing = [
            firm
            for firm in eligible_firms(self.settings.eligible, world)
            if has(firm, own) and self.gains(firm, (1.0 - share) * cost, world)
        ]
        known = {unit.firm: unit for unit in self.units}
        order = sorted(ranked(willing, Question.ABROAD_SCORE, world), key=lambda firm: firm not in known)
        most = int(constant("abroad_firm_limit") * sum(firm.town.certified for firm in world.makers))
        for firm in order[: min(most, number_within(province, world.books.left(NAME, world), len(order)))]:
            world.books.spend(NAME, "province", province, world)
            world.books.spend(NAME, "private", own, world)
            firm.cash -= own / FEN
            if firm not in known:
                self.units.append(self.opened(firm, world))
            else:
                known[firm].ends = world.quarter + 4

    def gains(self, firm: Firm, own: float, world) -> bool:
        """Whether a year of more ideas is worth more than the firm's part of its cost."""
        added = world.beliefs["overseas_advanced_idea_effect"] * 4.0 * firm.spending
        return firm.belief * expected_value(firm, added, world) > own + nominal(world.p.application_cost, world)

    def opened(self, firm: Firm, world) -> Unit:
        """A new unit, in one kind of host country or the other."""
        advanced = ask(Question.ABROAD_HOST, firm, world) < constant("abroad_advanced_share")
        effect = world.p.overseas_advanced_idea_effect if advanced else world.p.overseas_silk_road_idea_effect
        return Unit(firm, world.quarter + delayed(constant("abroad_delay"), world), effect, world.quarter + 4)

    def affect(self, world) -> None:
        """Ideas after two years, for better or worse."""
        for unit in self.units:
            size = LINKS.ramp(world.quarter - unit.effect_from, 0, 0.0)
            add_effect(unit.firm, IDEA, unit.effect * size, world)
