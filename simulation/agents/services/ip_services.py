"""Help with patents and a market for technology: more filings of less value, and a little catching up (I30)."""

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.delivery import (
    Awards,
    add_effect,
    ask,
    eligible_firms,
    local_can_pay,
    nominal,
    pay_firms,
    pay_local,
    till_of,
)
from simulation.agents.programmes.calls import FIRST_CALL
from simulation.agents.purse import Purse
from simulation.agents.services.yearly_users import YearlyUsers
from simulation.agents.shared_costs import risen
from simulation.inputs.constants import constant
from simulation.inputs.levers.innovation_services import IpServicesSettings
from simulation.phases.ideas import lag_weights
from simulation.rules.dice import Question
from simulation.rules.patents import propensity_drift
from simulation.world.firms import FILING, PRODUCTIVITY, Floats, Integers
from simulation.world.ledger import fen, split_fen
from simulation.world.macro import QUARTERS
from simulation.world.world import World


class IpServices:
    """I30: support for the patents a firm usually files in a year, and purchases of technology among its users."""

    def __init__(self, name: str, settings: IpServicesSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.users = YearlyUsers()
        self.bought = Awards()

    def decide(self, world: World) -> None:
        """In the second quarter: firms apply and are paid in the order of the call."""
        if not self.purse.is_open(world) or world.quarter % 4 != FIRST_CALL:
            return
        rows, support = self.applicants(world)
        province, local, _ = split_fen(fen(support), tuple(self.settings.shares))
        towns = world.firms.roster.town[rows]
        paid = self.purse.covers(world, towns, province)
        paid = paid[local_can_pay(world, towns[paid], local[paid])]
        rows, province, local = rows[paid], province[paid], local[paid]
        if len(rows):
            self.pay(world, rows, province, local)
            self.users.serve(world, rows, constant("ip_service_delay"))
            self.trade(world, rows)

    def applicants(self, world: World) -> tuple[Integers, Floats]:
        """Performers of R&D to whom the support is worth the form, who comes first at the head; 10,000 yuan each."""
        able = eligible_firms(world, self.settings.eligible) & world.firms.research.performs[: world.used]
        rows = np.flatnonzero(able)
        support = nominal(world, constant("filing_support")) * usual_filings(world, rows)
        support = support if self.settings.cap is None else np.minimum(support, self.settings.cap)
        roster = world.firms.roster
        worth = roster.belief[rows] * support > nominal(world, float(world.p.application_cost))
        rows, support = rows[worth], support[worth]
        places = order(world, self.settings, rows, Question.IP_SERVICE_ORDER)
        return rows[places], support[places]

    def pay(self, world: World, rows: Integers, province: Integers, local: Integers) -> None:
        """Province and town pay into the tills, which pay the firms for what their filings cost."""
        tills = till_of(world, rows)
        towns = world.firms.roster.town[rows]
        self.purse.grant(world, tills, province, towns)
        pay_local(world, self.purse, towns, tills, local)
        world.ledger.pay(tills, world.chart.outside, province + local)
        pay_firms(world, rows, province + local)

    def trade(self, world: World, rows: Integers) -> None:
        """A few of these users buy technology and close a part of the gap to a better firm for good."""
        buys = ask(world, Question.TECHNOLOGY_PURCHASE, rows) < constant("technology_purchase_share")
        buyers = rows[buys]
        if len(buyers):
            luck = ask(world, Question.TECHNOLOGY_SELLER, buyers)
            gaps = np.array([gap_to_seller(world, int(row), float(u)) for row, u in zip(buyers, luck, strict=True)])
            closed = constant("technology_gap_closed") * gaps
            self.bought.grant(world, buyers, closed, constant("ip_service_delay"))

    def affect(self, world: World) -> None:
        """Users file more patents of less value; buyers of technology stay more productive."""
        rows, part = self.users.now(world)
        add_effect(world, FILING, rows, float(world.p.ip_service_filing_effect) * part)
        world.patent_value[rows] *= 1.0 + float(world.p.ip_service_value_effect) * part
        self.bought.keep(world, QUARTERS)
        add_effect(world, PRODUCTIVITY, self.bought.rows, self.bought.amount * risen(world, self.bought.begins))


def usual_filings(world: World, rows: Integers) -> Floats:
    """Patent applications a year of these firms by their R&D of the last three years, no instrument helping (Q9)."""
    p, firms = world.p, world.firms
    lagged = firms.research.memory[rows] @ lag_weights(world.quarter - 1, p)
    offset = float(p.patent_rd_offset) * float(world.macro.deflator[world.quarter])
    elasticity = float(p.patent_rd_elasticity)
    effective = (lagged + offset) ** elasticity - offset**elasticity
    scale = world.anchors.patent_scale[firms.roster.sector[rows]] * firms.research.patent_effect[rows]
    filings: Floats = scale * effective * propensity_drift(world.quarter, p)
    return filings


def gap_to_seller(world: World, row: int, luck: float) -> float:
    """Log productivity by which a random better firm of the sector is ahead of this one; 0 where none is better."""
    roster, level = world.firms.roster, world.firms.output.productivity
    better = np.flatnonzero(roster.above_scale & (roster.sector == roster.sector[row]) & (level > level[row]))
    if len(better) == 0:
        return 0.0
    by_identity = better[np.argsort(roster.identity[better])]
    return float(level[by_identity[int(luck * len(better))]] - level[row])
