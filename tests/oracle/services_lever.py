"""Makerspaces, shared instruments and help with patents in the oracle, town by town and firm by firm."""

from dataclasses import dataclass, field

from simulation.inputs.constants import constant
from simulation.inputs.levers.innovation_services import (
    IpServicesSettings,
    MakerspaceSettings,
    SharedInstrumentsSettings,
)
from simulation.rules.dice import Question
from simulation.world.firms import FILING, PRODUCTIVITY, RESEARCH_MEMORY
from tests.oracle.books import FEN, can_pay_local, fen, pay_local, split
from tests.oracle.calls import has, is_call
from tests.oracle.delivering import (
    add_effect,
    ask,
    delayed,
    eligible_firms,
    eligible_towns,
    is_here,
    nominal,
    number_within,
)
from tests.oracle.people import Firm, Institute, Town
from tests.oracle.plain_rules import LINKS, PATENTS
from tests.oracle.town_projects import Project, best_first, finds_match, fund

YEAR = 4


class MakerspaceLever:
    """Makerspaces by town."""

    purse = "innovation_services.makerspaces"

    def __init__(self, settings: MakerspaceSettings) -> None:
        self.settings = settings
        self.effect_from: dict[Town, int] = {}

    def decide(self, world) -> None:
        """Once a year the best towns that have none open one."""
        settings = self.settings
        if not settings.runs_in(world.now) or world.quarter % YEAR:
            return
        asking = [
            town
            for town in eligible_towns(settings.eligible, world)
            if finds_match(town, world) and town not in self.effect_from
        ]
        cost = nominal(constant("makerspace_cost"), world)
        if settings.cap is not None and settings.province_share * cost > settings.cap:
            cost = settings.cap / settings.province_share
        order = best_first(asking, Question.MAKERSPACE_SCORE, world)
        for town in fund(Project(self.purse, fen(cost), tuple(settings.shares)), order, world):
            self.effect_from[town] = world.quarter + delayed(constant("makerspace_delay"), world)

    def affect(self, world) -> None:
        """More and weaker entrants, shared with the incubators of the town."""
        for town, first in self.effect_from.items():
            size = world.p.makerspace_entry_effect * LINKS.ramp(world.quarter - first, 0, 0.0) / (1 + town.incubators)
            town.entry_effect += size
            town.entry_quality -= constant("makerspace_quality_gap") * size / (1.0 + size)


@dataclass
class Use:
    """What a firm uses: the quarter of the first effect and the first quarter without it."""

    first: int
    end: int


@dataclass
class Users:
    """Users of a service."""

    uses: dict[Firm, Use] = field(default_factory=dict)

    def serve(self, firm: Firm, delay: float, world) -> None:
        """Another year for a user, a first year for anybody else."""
        start = world.quarter + delayed(delay, world)
        old = self.uses.get(firm)
        goes_on = old is not None and old.end > world.quarter
        self.uses[firm] = Use(old.first if goes_on else start, start + YEAR)

    def now(self, world) -> list[tuple[Firm, float]]:
        """Users and the part of the effect they feel."""
        live = [(firm, use) for firm, use in self.uses.items() if is_here(firm, world) and use.end > world.quarter]
        return [(firm, LINKS.ramp(world.quarter - use.first, 0, 0.0)) for firm, use in live]


class InstrumentsLever:
    """Shared instruments."""

    purse = "innovation_services.shared_instruments"

    def __init__(self, settings: SharedInstrumentsSettings) -> None:
        self.settings = settings
        self.users = Users()

    def decide(self, world) -> None:
        """Once a year: who wants hours, in the order of the draw."""
        settings = self.settings
        if not settings.runs_in(world.now) or not is_call(world):
            return
        fee = nominal(constant("instrument_fee"), world)
        share = settings.province_share if settings.cap is None else min(settings.province_share, settings.cap / fee)
        rebate, _, own = split(fen(fee), (share, 0.0, 1.0 - share))
        asking = [
            firm
            for firm in eligible_firms(settings.eligible, world)
            if firm.performs
            and self.institutes_near(firm.town, world)
            and has(firm, own)
            and self.gains(firm, (1.0 - share) * fee, world)
        ]
        places = number_within(rebate, world.books.left(self.purse, world), len(asking))
        hours = {institute: int(constant("instrument_users")) for institute in world.institutes}
        for firm in sorted(asking, key=lambda firm: self.turn(firm, world)):
            free = [institute for institute in self.institutes_near(firm.town, world) if hours[institute]]
            if places and free:
                places -= 1
                hours[free[0]] -= 1
                self.use(firm, free[0], (rebate, own), world)

    def institutes_near(self, town: Town, world) -> list[Institute]:
        """Those within reach, the nearest first."""
        distance = {institute: world.atlas.to_institute(town.row, institute.row) for institute in world.institutes}
        near = [institute for institute in world.institutes if distance[institute] <= constant("instrument_reach")]
        return sorted(near, key=lambda institute: distance[institute])

    def gains(self, firm: Firm, own: float, world) -> bool:
        """Whether the saving it expects is worth more than its part of the fee."""
        saved = world.beliefs["shared_instrument_cost_cut"] * 4.0 * firm.spending
        return firm.belief * saved > own + nominal(world.p.application_cost, world)

    def turn(self, firm: Firm, world) -> float:
        """Place in the queue."""
        return ask(Question.INSTRUMENT_USER, firm, world) if self.settings.allocation == "lottery" else firm.affinity

    def use(self, firm: Firm, institute: Institute, parts: tuple[int, int], world) -> None:
        """Pay and work."""
        rebate, own = parts
        world.books.spend(self.purse, "province", rebate, world)
        world.books.spend(self.purse, "private", own, world)
        firm.cash -= own / FEN
        world.books.balance["institute", institute.row] += rebate + own
        self.users.serve(firm, constant("instrument_delay"), world)

    def affect(self, world) -> None:
        """Cheaper research."""
        for firm, part in self.users.now(world):
            firm.user_cost *= 1.0 - world.p.shared_instrument_cost_cut * part


@dataclass
class Purchase:
    """Technology that a firm has bought."""

    firm: Firm
    effect_from: int
    size: float


class IpLever:
    """Help with patents, and trade in technology."""

    purse = "innovation_services.ip_services"

    def __init__(self, settings: IpServicesSettings) -> None:
        self.settings = settings
        self.users = Users()
        self.purchases: list[Purchase] = []

    def decide(self, world) -> None:
        """Once a year, those closest to services first, as far as the money goes."""
        if not self.settings.runs_in(world.now) or not is_call(world):
            return
        claims = {}
        for firm in eligible_firms(self.settings.eligible, world):
            due = self.due(firm, world) if firm.performs else 0.0
            if firm.belief * due > nominal(world.p.application_cost, world):
                claims[firm] = split(fen(due), tuple(self.settings.shares))
        left, bills = world.books.left(self.purse, world), []
        for firm in sorted(claims, key=lambda firm: firm.affinity):
            left -= claims[firm][0]
            if left < 0:
                break
            bills.append(firm)
        able = can_pay_local(world.books, [(firm.town, claims[firm][1]) for firm in bills])
        for firm in [firm for firm, can in zip(bills, able, strict=True) if can]:
            self.support(firm, claims[firm], world)

    def due(self, firm: Firm, world) -> float:
        """Support for a year of its usual filings."""
        p = world.p
        by_year = (p.patent_lag_weights_0, p.patent_lag_weights_1, p.patent_lag_weights_2)
        lagged = sum(by_year[k // YEAR] * firm.memory[k] for k in range(RESEARCH_MEMORY))
        offset, beta = p.patent_rd_offset * world.prices, p.patent_rd_elasticity
        effective = PATENTS.effective_rd(lagged, offset, beta, offset**beta)
        scale = float(world.anchors.patent_scale[firm.sector]) / 4.0 * firm.patent_effect
        drift = PATENTS.propensity_drift(world.quarter, p)
        due = nominal(constant("filing_support"), world) * 4.0
        due *= PATENTS.mean_applications(scale, effective, 0.0, 0.0, drift)
        return due if self.settings.cap is None else min(due, self.settings.cap)

    def support(self, firm: Firm, parts: tuple[int, ...], world) -> None:
        """Pay, serve, and maybe sell technology."""
        province, local, _ = parts
        world.books.spend(self.purse, "province", province, world)
        pay_local(world.books, self.purse, [(firm.town, local)], world)
        firm.cash += (province + local) / FEN
        self.users.serve(firm, constant("ip_service_delay"), world)
        if ask(Question.TECHNOLOGY_PURCHASE, firm, world) < constant("technology_purchase_share"):
            rivals = [other for other in world.firms if other.sector == firm.sector]
            better = sorted(
                (other for other in rivals if other.productivity > firm.productivity), key=lambda other: other.identity
            )
            if better:
                seller = better[int(ask(Question.TECHNOLOGY_SELLER, firm, world) * len(better))]
                size = constant("technology_gap_closed") * (seller.productivity - firm.productivity)
                first = world.quarter + delayed(constant("ip_service_delay"), world)
                self.purchases.append(Purchase(firm, first, size))

    def affect(self, world) -> None:
        """More filings of less value; better technology."""
        for firm, part in self.users.now(world):
            add_effect(firm, FILING, world.p.ip_service_filing_effect * part, world)
            firm.patent_value *= 1.0 + world.p.ip_service_value_effect * part
        for bought in self.purchases:
            if is_here(bought.firm, world):
                size = bought.size * LINKS.ramp(world.quarter - bought.effect_from, 0, 0.0)
                add_effect(bought.firm, PRODUCTIVITY, size, world)
