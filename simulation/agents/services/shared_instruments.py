"""Large instruments of universities and institutes, open to firms that get a part of the fee back (I29)."""

import numpy as np

from simulation.agents.allocation import order
from simulation.agents.delivery import eligible_firms, firms_pay, nominal, prior_median, till_of
from simulation.agents.programmes.calls import FIRST_CALL, has
from simulation.agents.purse import Purse
from simulation.agents.services.yearly_users import YearlyUsers
from simulation.agents.shared_costs import parts
from simulation.inputs.constants import constant
from simulation.inputs.delivery import Shares
from simulation.inputs.levers.innovation_services import SharedInstrumentsSettings
from simulation.rules.compiled import phase
from simulation.rules.dice import Question
from simulation.world.firms import Floats, Integers
from simulation.world.world import World

NOWHERE = -1


class SharedInstruments:
    """I29: research of a user is cheaper for a year; hours at an institute are limited."""

    def __init__(self, name: str, settings: SharedInstrumentsSettings) -> None:
        self.settings = settings
        self.purse = Purse(name, settings)
        self.users = YearlyUsers()

    def decide(self, world: World) -> None:
        """In the second quarter: firms that want hours get them at the nearest institute that has some."""
        if not self.purse.is_open(world) or world.quarter % 4 != FIRST_CALL:
            return
        fee = nominal(world, constant("instrument_fee"))
        shares = self.shares(fee)
        rows = self.applicants(world, fee, shares)
        rows = rows[order(world, self.settings, rows, Question.INSTRUMENT_USER)]
        rebate, _, own = parts(fee, shares, len(rows))
        covered = self.purse.covers(world, world.firms.roster.town[rows], rebate)
        if self.purse.kept is not None:
            rows, rebate, own = rows[covered], rebate[covered], own[covered]
        hosts = self.hosts(world, rows, len(covered))
        if len(covered):
            served = hosts != NOWHERE
            self.serve(world, (rows[served], hosts[served]), (rebate[served], own[served]))

    def shares(self, fee: float) -> Shares:
        """Parts of the fee that the province gives back, at most the cap, and that the firm bears."""
        share, cap = self.settings.province_share, self.settings.cap
        share = share if cap is None else min(share, cap / fee)
        return Shares(share, 0.0, 1.0 - share)

    def applicants(self, world: World, fee: float, shares: Shares) -> Integers:
        """Performers of R&D near an institute to whom the cheaper research is worth more than their part of the fee."""
        firms, used = world.firms, world.used
        own = parts(fee, shares, 1)[2]
        able = eligible_firms(world, self.settings.eligible) & firms.research.performs[:used]
        near = world.reach.distance.min(axis=1) <= constant("instrument_reach")
        able &= near[firms.roster.town[:used]] & has(firms.finance.cash[:used], own)
        rows = np.flatnonzero(able)
        saved = prior_median(world, "shared_instrument_cost_cut") * 4.0 * firms.research.spending[rows]
        expense = shares.private * fee + nominal(world, float(world.p.application_cost))
        return rows[firms.roster.belief[rows] * saved > expense]

    def hosts(self, world: World, rows: Integers, places: int) -> Integers:
        """Institute that serves each of these firms, for as many as there are places."""
        limit, reach = int(constant("instrument_users")), constant("instrument_reach")
        return nearest_with_hours(world.firms.roster.town[rows], world.reach.distance, reach, (limit, places))

    def serve(self, world: World, who: tuple[Integers, Integers], amounts: tuple[Integers, Integers]) -> None:
        """Firms pay the institutes the fee; the province gives a part of it back."""
        rows, hosts = who
        rebate, own = amounts
        tills, sellers = till_of(world, rows), world.chart.institutes + hosts
        self.purse.grant(world, tills, rebate, world.firms.roster.town[rows])
        world.ledger.pay(tills, sellers, rebate)
        firms_pay(world, self.purse, rows, sellers, own)
        self.users.serve(world, rows, constant("instrument_delay"))

    def affect(self, world: World) -> None:
        """The unit cost of R&D of this quarter's users."""
        rows, part = self.users.now(world)
        world.firms.channels.user_cost[rows] *= 1.0 - float(world.p.shared_instrument_cost_cut) * part


def nearest_with_hours(towns: Integers, distance: Floats, reach: float, most: tuple[int, int]) -> Integers:
    """For each firm, in order, the nearest institute within reach that still has hours, or -1.

    `towns` of the firms; `distance` (towns, institutes) km; `most` = users of one institute, and of all.
    """
    limit, places = most
    asking, who = np.unique(towns, return_inverse=True)
    by_distance = np.argsort(distance[asking], axis=1, kind="stable")
    within = (distance[asking] <= reach).sum(axis=1)
    return places_in_order(who, (by_distance, within), np.full(distance.shape[1], limit), places)


@phase
def places_in_order(who: Integers, near: tuple[Integers, Integers], left: Integers, places: int) -> Integers:
    """(firms,) institute of each firm, or -1, one firm after the other until `places` are given.

    `who` = row of each firm in `near`: institutes (rows, institutes) by distance and how many are within reach; `left`
    = users that each institute still takes, used up here.
    """
    by_distance, within = near
    found = np.full(who.shape[0], NOWHERE)
    for firm in range(who.shape[0]):
        if places == 0:
            break
        for k in range(within[who[firm]]):
            host = by_distance[who[firm], k]
            if left[host] > 0:
                found[firm] = host
                left[host] -= 1
                places -= 1
                break
    return found
