"""The world: a Mesa model that holds the parts of the province and knows the quarter, nothing else."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import mesa
import numpy as np

from simulation.calendar import Quarter
from simulation.inputs.province import Province
from simulation.phases.draws import uniform_pairs
from simulation.rules.dice import REFERENCE, Dice, Question
from simulation.rules.distributions import variance_gamma_table
from simulation.world.anchors import Anchors, Flow, Institutes, Moment, Reach, Record, Scores
from simulation.world.birth.born import Birth
from simulation.world.firms import SECTORS, Firms, Floats, Integers
from simulation.world.ground import Ground
from simulation.world.ledger import Ledger, chart_of
from simulation.world.macro import QUARTERS, Macro
from simulation.world.safeguards import Safeguards
from simulation.world.start_ups import StartUps
from simulation.world.towns import Towns


class Certification(NamedTuple):
    """How the province certifies towns (C0): money in 10,000 yuan a year."""

    target_pressure: bool
    minimum_output: float
    minimum_specialty_share: float


class Loans(NamedTuple):
    """A6, 10,000 yuan: opening + made - repaid - written off - lost with firms = closing."""

    opening: float
    sums: Floats  # (7,) made, repaid, written off, tax, tax saved by titles, then firms short and refused


class World(mesa.Model):
    """One replication: the columns, the agents that decide, the books, and the quarter.

    `record` is the calibration record of the draw, or None in the reference run that makes one. `act` is what a quarter
    does (simulation.schedule); the world itself decides nothing.
    """

    def __init__(self, birth: Birth, setting: "Rules", dice: Dice, purses: tuple[str, ...] = ()) -> None:
        super().__init__(rng=np.random.default_rng(0))
        self.setting = setting
        self.p = setting.p
        self.ground: Ground = setting.ground
        self.province_paths: Province = setting.province
        self.dice = dice
        self.is_reference = dice.replication == REFERENCE
        self.firms: Firms = birth.firms.copy(birth.used)
        self.towns: Towns = birth.towns.copy()
        self.institutes: Institutes = birth.institutes._replace(
            capacity=birth.institutes.capacity.copy(),
            live=birth.institutes.live.copy(),
            income_year=birth.institutes.income_year.copy(),
        )
        self.anchors: Anchors = birth.anchors
        self.scores: Scores = birth.scores
        self.reach: Reach = birth.reach
        self.macro: Macro = setting.macro
        self.record: Record = setting.record or empty_record()
        self.non_firm_grants = birth.non_firm_grants
        self.people_2015 = float(birth.towns.economy.population[birth.towns.place.cohort_2015].sum())
        self.quarter = -1
        self.flow = start_flow(self.towns.count, self.firms.slots, birth.used)
        self.loans = Loans(float(self.firms.finance.debt.sum()), np.zeros(7))
        self.weights = np.zeros(self.firms.slots)
        self.mean_weight = np.ones(SECTORS)
        self.terms = np.zeros((self.towns.count, SECTORS))
        self.table = variance_gamma_table()
        self.wage_index = 1.0
        self.research_now = float(self.firms.research.spending.sum())
        self.entry_effect = np.zeros(self.towns.count)
        self.entry_quality = np.zeros(self.towns.count)  # of entrants, standard deviations of log productivity
        self.policy_institutes: Integers = np.zeros(self.towns.count, dtype=np.int64)  # of them founded by levers
        self.policy_incubators: Integers = np.zeros(self.towns.count, dtype=np.int64)
        self.institute_research = 0.0  # R&D of institutes that policy founded, 10,000 yuan per quarter
        self.patent_value: Floats = np.ones(self.firms.slots)  # of a patent of a firm, over the usual
        self.over_reporting: Floats = np.ones(self.towns.count)  # factor on the figures as told
        self.start_ups = StartUps()
        self.safeguards = Safeguards()
        self.chart = chart_of(len(self.ground.cities.name), self.towns.count, len(self.institutes.live))
        self.ledger = Ledger(self.chart, purses)
        self.history = start_history(self.towns)
        self.floor_count = 0
        self.certification = setting.certification
        self.contracts_allowed = birth.institutes.capacity.copy()
        self.town_budget: Floats = np.zeros(self.towns.count)  # science money of the year, 10,000 yuan
        self.town_match = np.zeros(self.towns.count, dtype=np.bool_)  # finds its share of projects this year
        self.platform_cover = 0.0  # what a town must be able to carry before it builds
        self.hte_path = setting.high_tech_path
        self.beliefs = setting.beliefs
        self.nearest_institute: Integers = np.argmin(self.reach.distance, axis=1)
        self.act: Callable[[World], None] | None = None

    @property
    def used(self) -> int:
        """Slots that have ever held a firm."""
        return int(self.flow.top[1])

    @property
    def now(self) -> Quarter:
        """The quarter being lived."""
        return Quarter.at(self.quarter)

    @property
    def year(self) -> int:
        """Place of the calendar year, 0 = 2016."""
        return self.quarter // 4

    def dice_now(self) -> Dice:
        """Dice of this quarter."""
        return self.dice._replace(quarter=self.quarter)

    def ask_firms(self, question: Question) -> Floats:
        """(2, slots in use) this quarter's dice of every slot."""
        pairs: Floats = uniform_pairs(self.dice_now(), int(question), self.firms.roster.identity[: self.used])
        return pairs

    def moment(self) -> Moment:
        """What this quarter brings to every firm."""
        q, macro = self.quarter, self.macro
        return Moment(
            self.dice_now(),
            q,
            self.used,
            not self.is_reference,
            self.wage_index,
            float(macro.deflator[q]),
            float(macro.user_cost[q, 0]),
            float(macro.user_cost[q, 1]),
            macro.output[q],
            macro.shock[q],
            float(np.exp(macro.output[: q + 1, 0].sum())),
            float(macro.exit_factor[q]),
            float(macro.research_factor[q]),
        )

    def step(self) -> None:
        """Live one quarter."""
        self.quarter += 1
        if self.act is not None:
            self.act(self)

    def release(self) -> None:
        """Let the agents go: Mesa keeps a counter for every finished model otherwise."""
        self.remove_all_agents()  # type: ignore[no-untyped-call]
        mesa.Agent._ids.pop(self, None)

    def forget(self) -> None:
        """Let everything go at once; the world cannot be used afterwards.

        Levers, agents and world hold each other, so that the columns would wait for the garbage collector, which counts
        objects and not megabytes.
        """
        self.release()
        vars(self).clear()


class Rules(NamedTuple):
    """What a run is given beside its birth."""

    p: np.record
    ground: Ground
    province: Province
    macro: Macro
    record: Record | None
    certification: Certification
    high_tech_path: Floats  # (6,) titles in the province at the end of 2015-2020
    beliefs: Mapping[str, float]  # middle of every prior: what agents expect of an effect


class History(NamedTuple):
    """What the province remembers of the towns' reports, (towns,) each, 10,000 yuan a year."""

    output: Floats  # gross output of last year
    output_before: Floats
    gdp: Floats
    specialty_share: Floats


def start_history(towns: Towns) -> History:
    """Reports of 2015; the year before is not known, so growth starts at zero."""
    from simulation.world.accounts import gross_output, specialty_share, town_gdp

    output = gross_output(towns)
    return History(output, output.copy(), town_gdp(towns), specialty_share(towns))


def reports_of(towns: Towns, before: History) -> History:
    """Reports of the year just ended, on which the province decides in the next."""
    from simulation.world.accounts import gross_output, specialty_share, town_gdp

    return History(gross_output(towns), before.output, town_gdp(towns), specialty_share(towns))


def start_flow(towns: int, slots: int, used: int) -> Flow:
    """No one has moved yet; slots above `used` are free."""
    counts = np.zeros(2, dtype=np.int64)
    return Flow(
        np.zeros((towns, SECTORS)),
        np.zeros((towns, SECTORS)),
        counts,
        np.zeros(1, dtype=np.int64),
        np.zeros(2),
        np.zeros(slots, dtype=np.int64),
        np.array([0, used], dtype=np.int64),
    )


def empty_record() -> Record:
    """A record to be filled by the reference run."""
    wide = (QUARTERS, SECTORS)
    return Record(np.zeros(wide), np.zeros(wide), np.zeros(QUARTERS), np.zeros(QUARTERS), 0)
