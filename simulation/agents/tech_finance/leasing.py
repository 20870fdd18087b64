"""Leasing of large equipment: firms short of money lease what they cannot buy, with a subsidy of interest (I22)."""

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.delivery import Awards, eligible_firms, nominal, prior_median
from simulation.agents.programmes.calls import only
from simulation.agents.purse import Purse
from simulation.agents.tech_finance.banks import Rebates
from simulation.agents.tech_finance.needs import is_short, last_funding, output_value, wanted_investment
from simulation.inputs.constants import constant
from simulation.inputs.levers.technology_finance import EquipmentLeasingSettings
from simulation.rules.dice import Question
from simulation.world.firms import FUNDING_MEMORY, Floats, Integers
from simulation.world.ledger import fen
from simulation.world.macro import QUARTERS
from simulation.world.world import World

DELAY = 1
"""Quarters from the contract to the first equipment (I22)."""
RAMP = 4


class EquipmentLeasing:
    """I22: for two years a lessor adds to what a firm invests that is short; as much again replaces bank loans."""

    def __init__(self, name: str, settings: EquipmentLeasingSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.leases = Awards()
        self.rebates = Rebates()

    def decide(self, world: World) -> None:
        """Contracts end; firms that were short sign, as far as the quarter's money goes."""
        self.rebates.release(world)
        self.leases.keep(world, QUARTERS)
        only(self.leases, world.quarter - self.leases.begins < self.quarters)
        if self.purse.is_open(world):
            self.sign(world, *self.asking(world))

    @property
    def quarters(self) -> int:
        """How long a lessor stands by a firm."""
        return round(constant("lease_quarters"))

    def asking(self, world: World) -> tuple[Integers, Floats]:
        """Firms short of money for whom the equipment is worth the form, and the subsidy of each, 10,000 yuan."""
        able = eligible_firms(world, self.settings.eligible) & is_short(world)
        able[self.leases.rows] = False
        rows = np.flatnonzero(able)
        rise = prior_median(world, "leasing_investment_effect")
        subsidy = self.subsidy(world, rows, rise)
        gain = output_value(world, rows, np.log1p(rise) * min(self.quarters, FUNDING_MEMORY))
        worth = world.firms.roster.belief[rows] * (gain + subsidy) > nominal(world, float(world.p.application_cost))
        rows, subsidy = rows[worth], subsidy[worth]
        places = order(world, self.settings, rows, Question.LEASING)
        return rows[places], subsidy[places]

    def subsidy(self, world: World, rows: Integers, rise: float) -> Floats:
        """Points of interest on the whole contract: the equipment added and what only replaces bank loans."""
        funded = wanted_investment(world, rows) * np.exp(last_funding(world)[rows])
        contract = self.quarters * funded * rise / (1.0 - constant("lease_substitution"))
        subsidy: Floats = constant("lease_interest_subsidy") * constant("lease_years") * contract
        return subsidy if self.settings.cap is None else np.minimum(subsidy, self.settings.cap)

    def sign(self, world: World, rows: Integers, subsidy: Floats) -> None:
        """As many contracts as the money covers; the lessors' bank holds the subsidy and passes it on."""
        amounts = fen(subsidy)
        signed = self.purse.covers(world, world.firms.roster.town[rows], amounts, parts=4)
        rows, amounts, count = rows[signed], amounts[signed], len(signed)
        if count == 0:
            return
        effect = np.full(count, float(world.p.leasing_investment_effect))
        self.leases.grant(world, rows, effect, DELAY)
        begins = int(self.leases.begins[-1])
        self.rebates.hold(world, self.purse, rows, (begins, np.full(count, self.quarters, dtype=np.int64), amounts))

    def affect(self, world: World) -> None:
        """The investment that lessors fund where money is short."""
        age = world.quarter - self.leases.begins
        running = age >= 0
        grown = np.minimum(1.0, (age[running] + 1) / RAMP)
        np.add.at(world.firms.channels.leasing, self.leases.rows[running], self.leases.amount[running] * grown)
