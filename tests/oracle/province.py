"""The oracle: the whole model once more, an object to a firm, plain Python throughout, in the order of model.md 3.1."""

import math

import mesa

from simulation.calendar import Quarter
from simulation.ensemble.one_run import path_of, rules_of
from simulation.levers import purses_of
from simulation.rules.dice import REFERENCE, Dice
from simulation.world.firms import SECTORS, TRADE
from simulation.world.safeguards import Safeguards
from simulation.world.world import empty_record
from tests.oracle.adding_up import (
    announce_grants,
    count_firm,
    live_on,
    move_cohort,
    scores_of,
    solve_cohort,
    use_platform,
    values_of,
)
from tests.oracle.atlas import Atlas
from tests.oracle.books import Books
from tests.oracle.deciding import meet_institutes, pay_for_plans, plan_research
from tests.oracle.governing import (
    award_titles,
    certify,
    close_year,
    keep_platforms,
    open_year,
    plan,
    receive_revenue,
    report_of,
)
from tests.oracle.growing_up import StartUp, live_start_ups
from tests.oracle.moving import exit_hazard, maybe_leave, weigh_exit, welcome
from tests.oracle.people import Firm, Institute, Town, firm_from
from tests.oracle.plain_rules import DISTRIBUTIONS, GROWTH, KNOWLEDGE, TURNOVER, plain_numbers
from tests.oracle.producing import file_patents, grow, learn, produce
from tests.oracle.yearly_statistics import YearlyStatistics
from tests.small_province import SmallProvince

ASKED_FOR_BY = {"dynamic_monitoring", "target_responsibility"}
"""Levers for whose sake statistics are kept."""
FEWEST = 0.2
"""Firms that a town and sector without any counts for in entry."""


class OracleProvince(mesa.Model):
    """One replication, or the reference run where `is_reference`."""

    def __init__(self, small: SmallProvince, levers: tuple[object, ...] = (), is_reference: bool = False) -> None:
        super().__init__(rng=0)
        study, birth, record, p, dice = small
        self.p, self.ground, self.province, self.anchors = plain_numbers(p), study.ground, study.province, birth.anchors
        self.is_reference, self.levers, self.beliefs = is_reference, levers, study.beliefs
        self.dice = dice._replace(replication=REFERENCE) if is_reference else dice
        self.macro = birth.macro if is_reference else path_of(study, birth, (p, dice))
        self.record = empty_record() if is_reference else record
        self.certification = rules_of(study, p, self.macro, self.record).certification
        self.high_tech_path = study.high_tech_path.tolist()
        self.shock_table = DISTRIBUTIONS.variance_gamma_table().tolist()
        self.non_firm_grants = birth.non_firm_grants
        self.quarter, self.wage_index = -1, 1.0
        self.safeguards, self.institute_research = Safeguards(), 0.0
        self.start_ups: list[StartUp] = []
        self.towns = [Town(self, row, birth) for row in range(birth.towns.count)]
        self.institutes = [Institute(self, row, birth) for row in range(len(birth.institutes.live))]
        places = (self.towns, self.institutes)
        self.seats: list[Firm | None] = [firm_from(birth, slot, self, places) for slot in range(birth.used)]
        self.free_seats: list[int] = []
        self.atlas = Atlas(study.ground, birth, self.p)
        self.books = Books({} if is_reference else purses_of(study.scenario), self.macro.deflator.tolist())
        self.people_2015 = sum(town.population for town in self.towns if town.cohort_2015)
        self.patents = {name: getattr(birth.towns.queues, name).tolist() for name in ("applied", "granted")}
        self.bank = dict.fromkeys(("made", "repaid", "written_off", "tax", "saving", "short", "refused"), 0.0)
        self.bank |= {"ended": 0.0, "begun": 0.0}
        self.exits, self.entries, self.held_at_floor = {"drop": 0, "death": 0}, 0, 0
        self.reports = {town: report_of(town, None) for town in self.towns}
        self.look_around()
        self.statistics = YearlyStatistics(self) if ASKED_FOR_BY & set(self.books.purses) else None

    def release(self) -> None:
        """Let Mesa forget the agents; everything that is asked afterwards stands in the lists."""
        self.remove_all_agents()
        mesa.Agent._ids.pop(self, None)

    @property
    def firms(self) -> list[Firm]:
        """Those who are there, in the order of their seats."""
        return [firm for firm in self.seats if firm is not None]

    @property
    def makers(self) -> list[Firm]:
        """The industrial ones."""
        return [firm for firm in self.firms if firm.is_industrial]

    @property
    def dice_now(self) -> Dice:
        """Dice of the quarter."""
        return self.dice._replace(quarter=self.quarter)

    @property
    def now(self) -> Quarter:
        """The quarter being lived."""
        return Quarter.at(self.quarter)

    @property
    def path(self) -> list[float]:
        """Log growth of output of the quarter by sector."""
        return self.macro.output[self.quarter].tolist()

    @property
    def prices(self) -> float:
        """Prices over those of 2015."""
        return float(self.macro.deflator[self.quarter])

    @property
    def industrial_path(self) -> float:
        """Log growth of industrial output since 2015 along the path."""
        return float(self.macro.output[: self.quarter + 1, 0].sum())

    def step(self) -> None:
        """Live one quarter."""
        self.quarter += 1
        self.begin()
        self.govern()
        self.let_levers_act()
        self.let_firms_live()
        self.move_people()
        self.add_up()
        if self.quarter % 4 == 3:
            close_year(self)
            if self.statistics is not None:
                self.statistics.close_year(self)

    def begin(self) -> None:
        """Channels are forgotten, the wage of researchers follows R&D over the record."""
        for firm in self.firms:
            firm.forget_channels()
        for town in self.towns:
            town.entry_effect = town.entry_quality = town.added_staff = 0.0
        if not self.is_reference and self.quarter > 0:
            reference = float(self.record.research[self.quarter - 1])
            demand = self.research + self.institute_research
            self.wage_index = (demand / reference) ** self.p.rd_wage_elasticity
        if self.quarter % 4 == 0:
            open_year(self)

    def govern(self) -> None:
        """Governments plan, certify and pay; institutes set their capacity."""
        if self.quarter % 4 == 0:
            for institute in self.institutes:
                institute.capacity = max(institute.allowed, institute.live)
            self.books.appropriate(self.quarter // 4)
            receive_revenue(self)
            for town in self.towns:
                plan(town, self)
        if self.quarter % 4 == 1:
            certify(self)
        if self.quarter % 4 == 2:
            award_titles(self)
        keep_platforms(self)

    def let_levers_act(self) -> None:
        """Every lever decides; then services find users; then every lever writes what it does to firms."""
        self.safeguards = Safeguards()
        for firm in self.firms:
            firm.patent_value = 1.0
        for lever in self.levers:
            lever.decide(self)
        for town in self.towns:
            use_platform(town, self.p)
        for lever in self.levers:
            lever.affect(self)

    def let_firms_live(self) -> None:
        """Every firm decides, pays, learns, files, grows and sells; each step for all before the next."""
        for act in (plan_research, meet_institutes):
            for firm in self.makers:
                act(firm, self)
        for firm in self.firms:
            pay_for_plans(firm, self)
        for act in (learn, file_patents):
            for firm in self.makers:
                act(firm, self)
        for town in self.towns:
            announce_grants(town, self)
        for act in (weigh_exit, grow):
            for firm in self.firms:
                act(firm, self)
        self.mean_weight = [self.mean_exit_weight(sector) for sector in range(SECTORS)]
        if self.is_reference:
            self.solve_residuals()
        for firm in self.firms:
            produce(firm, self)

    def mean_exit_weight(self, sector: int) -> float:
        """Of the firms of a sector; one where there is none."""
        weights = [firm.exit_weight for firm in self.firms if firm.sector == sector]
        return math.fsum(weights) / len(weights) if weights else 1.0

    def solve_residuals(self) -> None:
        """Reference run: what keeps every sector on its path."""
        for s in range(SECTORS):
            mine = [firm for firm in self.firms if firm.sector == s]
            stays = [1.0 - DISTRIBUTIONS.quarterly(exit_hazard(firm, self)) for firm in mine]
            grown = sum(firm.sales * part * math.exp(firm.growth) for firm, part in zip(mine, stays, strict=True))
            entrants = sum(max(float(town.firms[s]), FEWEST) for town in self.towns)
            entrants *= TURNOVER.expected_entrants(1, 0.0, self.p)
            entering = entrants * TURNOVER.mean_entrant_sales(self.p) / 4.0
            sales = sum(firm.sales for firm in mine)
            self.record.residual[self.quarter, s] = GROWTH.macro_residual(self.path[s], sales, grown, entering)

    def move_people(self) -> None:
        """Firms leave, then others enter."""
        for town in self.towns:
            town.dropped, town.left = [0.0] * SECTORS, [0.0] * SECTORS
        for firm in self.firms:
            maybe_leave(firm, self)
        for town in self.towns:
            for sector in range(SECTORS):
                welcome(town, sector, self)
        live_start_ups(self)

    def next_seat(self) -> int:
        """The seat that became free last, else a new one."""
        if self.free_seats:
            return self.free_seats.pop()
        self.seats.append(None)
        return len(self.seats) - 1

    def terms_of_town(self, town: Town, sector: int) -> float:
        """What an industrial firm that knows nothing finds in its town."""
        if sector == TRADE:
            return 0.0
        anchors = self.anchors
        found = KNOWLEDGE.agglomeration(town.employees[sector], anchors.employment_reference[sector], self.p)
        return found - KNOWLEDGE.rivalry(town.rivals[sector], anchors.rival_reference[sector], self.p)

    def add_up(self) -> None:
        """Sums over firms, cohorts, services, people; then everyone looks around."""
        q, drift = self.quarter, float(self.macro.ratio_drift[self.quarter])
        if self.is_reference:
            self.record.cohort_residual[q, :TRADE] = [solve_cohort(sector, self) for sector in range(TRADE)]
        for town in self.towns:
            move_cohort(town, self)
            town.forget_quarter()
        for firm in self.firms:
            count_firm(firm, drift)
        self.look_around()
        values = {town: values_of(town, drift) for town in self.towns}
        if self.is_reference:
            before = sum(town.industrial_value for town in self.towns)
            growth = math.log(sum(sum(value[:TRADE]) for value in values.values()) / before)
            self.record.industrial_growth[q], self.record.research[q] = growth, self.research
        for town in self.towns:
            live_on(town, values[town], float(self.record.industrial_growth[q]), self)

    def look_around(self) -> None:
        """What is known of sectors and places at the end of a quarter."""
        if self.quarter < 0:
            for firm in self.firms:
                self.count_at_birth(firm)
        self.scores = scores_of(self.firms)
        self.research = sum(firm.spending for firm in self.firms)
        for town in self.towns:
            for sector in range(TRADE):
                town.outside[sector] = self.atlas.outside(town.row, sector, self)
                town.rivals[sector] = self.atlas.rivals(town.row, sector, self)

    def count_at_birth(self, firm: Firm) -> None:
        """The towns' sums over firms in 2015, without the sums of the year, which are given."""
        firm.town.sales[firm.sector] += firm.sales
        firm.town.firms[firm.sector] += 1
        firm.town.employees[firm.sector] += firm.employees
        firm.town.knowledge[firm.sector] += firm.knowledge
