"""New-type research institutes in the oracle, one object each, with a contract for every firm that works with one."""

import math
from dataclasses import dataclass, field

from simulation.inputs.levers.rd_institutes import NewInstituteSettings
from simulation.rules.dice import Question
from simulation.world.firms import PRODUCTIVITY, TRADE
from simulation.world.start_ups import SPIN_OFF
from tests.oracle.books import FEN, fen
from tests.oracle.delivering import add_effect, ask, delayed, eligible_towns, is_here, nominal
from tests.oracle.growing_up import found_start_ups
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import DISTRIBUTIONS, uniform
from tests.oracle.town_projects import Project, best_first, finds_match, fund

REACH, SPIN_OFF_REACH = 100.0, 60.0
COLLEGE = 1
STAFF_SPREAD, CLOSING, OWN_INCOME, START_YEARS = 0.6, 0.03, 0.5, 3.0
TERM = PATIENCE = 12
SEARCH, VALUE_SHARE = 0.25, 0.25
QUARTERS = 64


@dataclass(eq=False)
class Institute:
    """Who founded it where, what it can do, and what it earned a quarter (fen)."""

    town: Town
    partner: int
    identity: int
    opens: int
    staff: int
    capacity: int
    closed: bool = False
    income: list[int] = field(default_factory=list)


@dataclass(eq=False)
class Contract:
    """Quarters that a firm has worked with an institute."""

    firm: Firm
    host: Institute
    worked: int = 0
    runs: bool = True


class NewInstituteLever:
    """Institutes that the lever founds."""

    purse = "rd_institutes.new_institute"

    def __init__(self, settings: NewInstituteSettings) -> None:
        self.settings = settings
        self.institutes: list[Institute] = []
        self.contracts: list[Contract] = []

    def decide(self, world) -> None:
        """Open, close, serve, spin off, found; then count what institutes take from the market for researchers."""
        for institute in self.institutes:
            if institute.opens == world.quarter:
                count(institute.town, 1)
        self.contracts = [contract for contract in self.contracts if is_here(contract.firm, world)]
        for contract in self.contracts:
            contract.runs = contract.runs and contract.worked < TERM
        for institute in self.standing(world):
            if fails(institute, world):
                self.close(institute)
        self.sign(world)
        self.work(world)
        self.spin_off(world)
        if self.settings.runs_in(world.now) and world.quarter % 4 == 0:
            self.start(world)
        p = world.p
        a_head = p.rd_cost_per_fte * (1.0 + p.rd_cost_growth) ** (world.quarter // 4 + 1) * p.fte_per_rd_head
        staff = sum(institute.staff for institute in self.standing(world))
        world.institute_research = staff * a_head * world.wage_index / 4.0

    def standing(self, world) -> list[Institute]:
        """Those that are open."""
        return [one for one in self.institutes if one.opens <= world.quarter and not one.closed]

    def close(self, institute: Institute) -> None:
        """It is no more, nor are its contracts."""
        institute.closed = True
        count(institute.town, -1)
        for contract in self.contracts:
            contract.runs = contract.runs and contract.host is not institute

    def sign(self, world) -> None:
        """Firms turn to the institute with room that suits them best; it takes the closest, then the earliest."""
        served = {one: sum(c.runs and c.host is one for c in self.contracts) for one in self.standing(world)}
        room = {one: one.capacity - number for one, number in served.items() if number < one.capacity}
        known = {contract.firm for contract in self.contracts}
        coming: dict[Institute, list[tuple[float, float, int, Firm]]] = {one: [] for one in room}
        for firm in world.makers:
            if firm in known or not room:
                continue
            best = max(room, key=lambda one: suits(one, firm, world))
            strength, die = suits(best, firm, world), ask(Question.INSTITUTE_PARTNER, firm, world)
            if die < SEARCH * strength and wants(firm, world):
                coming[best].append((-strength, die, firm.seat, firm))
        for institute, firms in coming.items():
            taken = sorted(firms, key=lambda entry: entry[:3])[: room[institute]]
            self.contracts += [Contract(firm, institute) for *_, firm in taken]

    def work(self, world) -> None:
        """A quarter's fee for a quarter's work."""
        fee = fen(nominal(world.p.link_price, world) / 4.0)
        earned = dict.fromkeys(self.institutes, 0)
        for contract in self.contracts:
            contract.runs = contract.runs and contract.firm.cash >= fee / FEN
            if contract.runs:
                contract.firm.cash -= fee / FEN
                contract.firm.cooperation_year += fee / FEN
                contract.worked += 1
                earned[contract.host] += fee
        for institute in self.standing(world):
            institute.income.append(earned[institute])

    def spin_off(self, world) -> None:
        """New companies, housed near by where an incubator has room."""
        found = []
        for one in self.standing(world):
            die = uniform(world.dice_now, Question.SPIN_OFF, one.identity)
            sector = one.town.specialty if one.town.specialty != TRADE else world.atlas.fields[one.partner][0]
            number = DISTRIBUTIONS.poisson_quantile(die, world.p.institute_spin_offs / 4.0)
            found += [(home(one.town, world), sector, None)] * number
        if found:
            found_start_ups(found, SPIN_OFF, world)

    def start(self, world) -> None:
        """Found the best proposals as far as the money goes."""
        cost = nominal(world.p.institute_start_cost, world)
        shares = self.shares(cost)
        taken = {institute.town for institute in self.institutes if not institute.closed}
        able = [
            town
            for town in eligible_towns(self.settings.eligible, world)
            if town not in taken
            and finds_match(town, world)
            and partner_of(town, world) is not None
            and gain_of(town, world) > shares[1] * cost + nominal(world.p.application_cost, world)
        ]
        towns = best_first(able, Question.INSTITUTE_SCORE, world)
        for town in fund(Project(self.purse, fen(cost), shares), towns, world):
            self.institutes.append(founded(town, world))

    def shares(self, cost: float) -> tuple[float, float, float]:
        """Province, local, private; under the cap the others take over what the province does not pay."""
        province, local, private = self.settings.shares
        if self.settings.cap is not None and self.settings.cap < province * cost:
            most = self.settings.cap / cost
            local, private = (part * (1.0 - most) / (1.0 - province) for part in (local, private))
            province = most
        return province, local, private

    def affect(self, world) -> None:
        """A twelfth of the effect for every quarter of work, kept."""
        for contract in self.contracts:
            size = world.p.institute_productivity_effect * contract.worked / TERM
            add_effect(contract.firm, PRODUCTIVITY, size, world)


def count(town: Town, change: int) -> None:
    """One more institute, or one less."""
    town.institutes += change
    town.cobuilt_bodies += change
    town.policy_institutes += change


def founded(town: Town, world) -> Institute:
    """An institute with the partner that suits the town best; its size is its luck."""
    identity = town.code * QUARTERS + world.quarter
    luck = DISTRIBUTIONS.normal_quantile(uniform(world.dice_now, Question.INSTITUTE_STAFF, identity))
    staff = max(1, round(world.p.new_institute_staff * math.exp(STAFF_SPREAD * luck)))
    capacity = max(1, round(world.p.institute_capacity_firms * staff / world.p.new_institute_staff))
    opens = world.quarter + max(1, delayed(world.p.institute_build_time, world))
    return Institute(town, partner_of(town, world), identity, opens, staff, capacity)


def fails(institute: Institute, world) -> bool:
    """By chance, or because it does not live on its own income after three years."""
    age = world.quarter - institute.opens
    die = uniform(world.dice_now, Question.INSTITUTE_FATE, institute.identity)
    if age > 0 and DISTRIBUTIONS.strikes(die, CLOSING):
        return True
    budget = nominal(world.p.institute_start_cost, world) / START_YEARS
    return age == PATIENCE and sum(institute.income[-4:]) / FEN < OWN_INCOME * budget


def partner_of(town: Town, world) -> int | None:
    """The university or research institute within reach of most weight by distance and field."""
    kinds, distances = world.ground.institutes.kind.tolist(), world.atlas.distance[town.row]
    near = [k for k, kind in enumerate(kinds) if kind != COLLEGE and distances[k] <= REACH]

    def weight(k: int) -> float:
        fit = 1.0 if town.specialty == TRADE else world.atlas.field_proximity(k, town.specialty)
        return math.exp(-distances[k] / world.p.link_search_scale) * fit

    return max(near, key=weight) if near else None


def suits(institute: Institute, firm: Firm, world) -> float:
    """How much an institute suits a firm: fields of town and partner, distance."""
    distance = world.atlas.between[institute.town.row][firm.town.row]
    if distance > REACH:
        return 0.0
    fit = max(
        world.atlas.proximity(institute.town.specialty, firm.sector),
        world.atlas.field_proximity(institute.partner, firm.sector),
    )
    return math.exp(-distance / world.p.link_search_scale) * fit


def wants(firm: Firm, world) -> bool:
    """A year's fee in cash, and a gain above three years of fees."""
    price = nominal(world.p.link_price, world)
    effect = world.beliefs["institute_productivity_effect"] * firm.belief
    gain = effect * 4.0 * firm.sales * VALUE_SHARE * world.p.gain_horizon
    cost = price * TERM / 4.0 + nominal(world.p.application_cost, world)
    return gain > cost and firm.cash >= fen(price) / FEN


def gain_of(town: Town, world) -> float:
    """What the town expects for those of its firms that an institute can serve."""
    beliefs = world.beliefs
    served = min(1.0, beliefs["institute_capacity_firms"] / max(1, town.industrial_firms))
    sales = 4.0 * sum(town.sales[:TRADE]) * served
    return beliefs["institute_productivity_effect"] * sales * VALUE_SHARE * world.p.gain_horizon


def home(town: Town, world) -> Town:
    """The nearest town within sixty kilometres whose incubators are not full."""
    distance = world.atlas.between[town.row]
    near = [
        other
        for other in world.towns
        if other.incubators > 0 and other.incubator_fill < 1.0 and distance[other.row] <= SPIN_OFF_REACH
    ]
    return min(near, key=lambda other: distance[other.row]) if near else town
