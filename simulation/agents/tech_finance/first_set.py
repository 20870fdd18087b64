"""Insurance of the first set of a new machine: its maker sells a little more while it is insured (I23)."""

from dataclasses import dataclass

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.delivery import add_effect, delayed, eligible_firms, firms_pay, nominal, prior_median, till_of
from simulation.agents.programmes.calls import FIRST_CALL, VALUE_SHARE, has
from simulation.agents.purse import Purse
from simulation.inputs.constants import constant
from simulation.inputs.levers.technology_finance import FirstSetSettings
from simulation.phases.draws import uniforms
from simulation.rules.dice import Question
from simulation.world.firms import MARKET, Floats, Integers
from simulation.world.ledger import fen, split_fen
from simulation.world.world import World

DELAY = 2
"""Quarters from the first premium to the first sales (I23)."""
RAMP = 4
YEAR = 4
"""Quarters that one premium covers."""


@dataclass
class Policy:
    """Insurance of one firm, renewed year by year."""

    row: int
    begins: int  # quarter of the first effect since it was last without insurance
    until: int  # first quarter without insurance
    years: int  # premiums paid so far


class FirstSetInsurance:
    """I23: a tenth of the maker's sales is insured; the level of its sales rises by a tenth of e_fs, and falls back."""

    def __init__(self, name: str, settings: FirstSetSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.policies: dict[int, Policy] = {}
        """By the firm's identity."""

    def decide(self, world: World) -> None:
        """Forget firms that are gone; in the second quarter of a year makers apply, the best-scored are insured."""
        roster = world.firms.roster
        self.policies = {
            identity: policy
            for identity, policy in self.policies.items()
            if roster.above_scale[policy.row] and int(roster.identity[policy.row]) == identity
        }
        if not self.purse.is_open(world) or world.quarter % 4 != FIRST_CALL:
            return
        rows = self.applicants(world)
        if len(rows):
            rows = rows[order(world, self.settings, rows, Question.FIRST_SET_SCORE)]
            self.insure(world, rows)

    def applicants(self, world: World) -> Integers:
        """Makers of a first set, insured for three years at most, that can pay their part and expect to gain."""
        firms, most = world.firms, round(constant("first_set_years"))
        rows = np.flatnonzero(eligible_firms(world, self.settings.eligible))
        for_life = world.dice._replace(quarter=0)
        luck = uniforms(for_life, int(Question.FIRST_SET), firms.roster.identity[rows])
        sells = self.insured_sales(world, rows) >= nominal(world, constant("first_set_least_price"))
        rows = rows[(luck < float(world.p.first_set_eligible_share)) & sells]
        done = [identity for identity, policy in self.policies.items() if policy.years >= most]
        rows = rows[~np.isin(firms.roster.identity[rows], np.array(done, dtype=np.uint64))]
        _, own = self.parts(world, rows)
        effect = constant("first_set_product_share") * prior_median(world, "first_set_sales_effect")
        gain = firms.roster.belief[rows] * effect * 4.0 * firms.output.sales[rows] * VALUE_SHARE
        cost = (1.0 - self.settings.province_share) * self.premium(world, rows)
        worth = gain > cost + nominal(world, float(world.p.application_cost))
        return rows[worth & has(firms.finance.cash[rows], own)]

    def insured_sales(self, world: World, rows: Integers) -> Floats:
        """Sales of the first-set product in a year, 10,000 yuan."""
        sales: Floats = constant("first_set_product_share") * 4.0 * world.firms.output.sales[rows]
        return sales

    def premium(self, world: World, rows: Integers) -> Floats:
        """Of one year, 10,000 yuan."""
        premium: Floats = constant("first_set_premium") * self.insured_sales(world, rows)
        return premium

    def parts(self, world: World, rows: Integers) -> tuple[Integers, Integers]:
        """What province and maker pay of each premium, fen; beyond the cap the maker pays."""
        share = self.settings.province_share
        province, own = split_fen(fen(self.premium(world, rows)), (share, 1.0 - share))
        if self.settings.cap is None:
            return province, own
        covered = np.minimum(province, fen(self.settings.cap))
        return covered, own + (province - covered)

    def insure(self, world: World, rows: Integers) -> None:
        """As many as the money covers: both parts go through the till to the insurer."""
        province, own = self.parts(world, rows)
        paid = self.purse.covers(world, world.firms.roster.town[rows], province)
        rows, province, own = rows[paid], province[paid], own[paid]
        if len(rows) == 0:
            return
        tills = till_of(world, rows)
        self.purse.grant(world, tills, province, world.firms.roster.town[rows])
        firms_pay(world, self.purse, rows, tills, own)
        world.ledger.pay(tills, world.chart.outside, province + own)
        for row in rows.tolist():
            self.renew(world, row)

    def renew(self, world: World, row: int) -> None:
        """A year more, from the end of the running one or after the delay."""
        identity = int(world.firms.roster.identity[row])
        policy = self.policies.setdefault(identity, Policy(row, 0, 0, 0))
        if policy.until <= world.quarter:
            policy.begins = policy.until = world.quarter + delayed(world, DELAY)
        policy.until += YEAR
        policy.years += 1

    def affect(self, world: World) -> None:
        """E_mkt of insured makers."""
        q = world.quarter
        live = [policy for policy in self.policies.values() if policy.begins <= q < policy.until]
        if not live:
            return
        rows = np.array([policy.row for policy in live], dtype=np.int64)
        grown = np.array([min(1.0, (q - policy.begins + 1) / RAMP) for policy in live])
        effect = constant("first_set_product_share") * float(world.p.first_set_sales_effect)
        add_effect(world, MARKET, rows, effect * grown)
