"""Yearly monitoring in the oracle: firms that are audited, towns that are reviewed."""

from dataclasses import dataclass

from simulation.inputs.levers.dynamic_monitoring import Settings
from simulation.rules.dice import Question
from tests.oracle.books import FEN, fen
from tests.oracle.delivering import ask, delayed, eligible_towns, facts_of_town, is_here, meets, nominal, number_within
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import LINKS
from tests.oracle.yearly_statistics import percentile

NAME = "dynamic_monitoring"
DELAY, BAN = 4, 12
AUDIT_COST, REVIEW_COST = 2.0, 1.0
MISUSE_CUT, REPORTING_CUT, NOISE_CUT = 0.4, 0.5, 0.5
MOST_LEAVE, MARK = 3, 0.05


@dataclass
class Payment:
    """What a programme paid to whom, as far as the audit office cares."""

    firm: Firm
    year: int
    diverted: float


def note_recipient(firm: Firm, diverted: float, world) -> None:
    """Programmes tell those who monitor, if anyone does."""
    for lever in world.levers:
        if isinstance(lever, MonitoringLever):
            lever.payments.append(Payment(firm, world.quarter // 4, diverted))


class MonitoringLever:
    """Audits, reviews and what the fear of them does."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.since, self.delay = None, 0
        self.payments: list[Payment] = []
        self.low: dict[int, set[Town]] = {}
        self.caught: list[Firm] = []
        self.gone: list[Town] = []

    def decide(self, world) -> None:
        """In force with money and towns to watch; in the second quarter look back at last year."""
        has_money = world.books.available(NAME, world.quarter // 4) > 0
        if not has_money or not self.settings.runs_in(world.now) or not self.watched(world):
            return
        if self.since is None:
            self.since, self.delay = world.quarter, delayed(DELAY, world)
        grown = LINKS.ramp(world.quarter - self.since, self.delay, 0.0)
        world.safeguards.target_pressure = True
        world.safeguards.misuse = 1.0 - MISUSE_CUT * grown
        world.safeguards.over_reporting = 1.0 - REPORTING_CUT * grown
        world.safeguards.ranking_noise = 1.0 - NOISE_CUT * grown
        if world.quarter % 4 == 1:
            self.review(world)
            self.audit(world)

    def watched(self, world) -> list[Town]:
        """Certified towns that are monitored."""
        return eligible_towns(self.settings.eligible, world)

    def watches(self, town: Town, world) -> bool:
        """Whether recipients in the town are audited, with or without a title of the town."""
        return meets(self.settings.eligible, facts_of_town(town, world))

    def buy(self, wanted: int, cost: float, world) -> int:
        """As many as the year's money buys."""
        price = fen(nominal(cost, world))
        count = number_within(price, world.books.left(NAME, world), wanted)
        world.books.spend(NAME, "province", count * price, world)
        return count

    def review(self, world) -> None:
        """Towns that score very low in two years of the rule, one after the other, lose the title."""
        year = world.quarter // 4 - 1
        if year * 4 < self.since:
            return
        score = {town: world.statistics.score(town) for town in world.towns}
        mark = percentile([score[town] for town in world.towns if town.cohort_2015], MARK)
        lowest_first = sorted(self.watched(world), key=lambda town: score[town])
        looked_at = lowest_first[: self.buy(len(lowest_first), REVIEW_COST, world)]
        self.low[year] = {town for town in looked_at if score[town] < mark}
        if not self.settings.withdrawal:
            return
        again = [town for town in looked_at if town in self.low[year] and town in self.low.get(year - 1, set())]
        for town in again[:MOST_LEAVE]:
            town.certified = False
            self.low[year].remove(town)
            self.gone.append(town)

    def audit(self, world) -> None:
        """Some of those who were paid last year are looked at; some of those who kept money are found out."""
        last = world.quarter // 4 - 1
        kept: dict[Firm, float] = {}
        for payment in self.payments:
            firm = payment.firm
            if payment.year == last and is_here(firm, world) and self.watches(firm.town, world):
                kept[firm] = kept.get(firm, 0.0) + payment.diverted
        by_lot = sorted(kept, key=lambda firm: ask(Question.AUDIT, firm, world))
        for firm in by_lot[: self.buy(len(by_lot), AUDIT_COST, world)]:
            if ask(Question.AUDIT_FOUND, firm, world) < world.p.misuse_detection_rate and kept[firm] > 0.0:
                firm.cash -= fen(kept[firm]) / FEN
                firm.banned_until = world.quarter + BAN
                self.caught.append(firm)

    def affect(self, world) -> None:
        """Others read the safeguards."""
