"""Who lives in the oracle: a Mesa agent for every firm, town and institute, each with a memory of its own."""

from collections import deque

import mesa

from simulation.world.birth.born import Birth
from simulation.world.firms import CHANNELS, FUNDING_MEMORY, RESEARCH_MEMORY, SECTORS, TRADE

FIRM_GROUPS = ("roster", "output", "research", "finance", "titles")
TOWN_GROUPS = ("status", "economy")
KINDS_OF_PATENT = 3
NOT_COPIED = {"identity", "town", "sector", "above_scale", "memory", "funding", "institute", "last_partner"}


class Institute(mesa.Agent):
    """A university, college or institute with room for so many contracts."""

    def __init__(self, model: mesa.Model, row: int, birth: Birth) -> None:
        super().__init__(model)
        self.row = row
        self.city = int(birth.institutes.city[row])
        self.capacity = self.allowed = int(birth.institutes.capacity[row])
        self.live = int(birth.institutes.live[row])
        self.income_year = 0.0


class Town(mesa.Agent):
    """A town with its cohorts, its bodies, the sums over its firms and the patents that wait for their grant."""

    def __init__(self, model: mesa.Model, row: int, birth: Birth) -> None:
        super().__init__(model)
        self.row = row
        place, towns = birth.towns.place, birth.towns
        for name in place._fields:
            setattr(self, name, getattr(place, name)[row].item())
        for group in TOWN_GROUPS:
            columns = getattr(towns, group)
            for name in columns._fields:
                setattr(self, name, getattr(columns, name)[row].tolist())
        self.year = {name: getattr(towns.tally, name)[row].tolist() for name in towns.tally._fields if "year" in name}
        self.waiting = {
            (kind, due): int(towns.queues.pending[row, kind, due])
            for kind in range(KINDS_OF_PATENT)
            for due in range(towns.queues.pending.shape[2])
            if towns.queues.pending[row, kind, due]
        }
        """Grants by type and quarter of announcement."""
        self.forget_quarter()
        self.outside = [0.0] * SECTORS
        self.rivals = [0.0] * SECTORS
        self.entry_effect = self.entry_quality = self.added_staff = 0.0
        self.over_reporting = 1.0
        self.policy_institutes = self.policy_incubators = 0
        self.science_money = 0.0
        self.wants_platform = self.finds_match = False

    def forget_quarter(self) -> None:
        """Sums over firms start at zero."""
        self.sales = [0.0] * SECTORS
        self.firms = [0] * SECTORS
        self.employees = [0.0] * SECTORS
        self.knowledge = [0.0] * SECTORS
        self.dropped = [0.0] * SECTORS
        self.left = [0.0] * SECTORS

    @property
    def industrial_firms(self) -> int:
        """Above-scale firms outside trade and services."""
        return sum(self.firms[:TRADE])


class Firm(mesa.Agent):
    """An above-scale firm; `seat` is its place in the queue of those who ask for something in turn."""

    def __init__(self, model: mesa.Model, seat: int, identity: int, town: Town, sector: int) -> None:
        super().__init__(model)
        self.seat, self.identity, self.town, self.sector = seat, identity, town, sector
        self.born = 0
        self.market = self.shock = self.growth = self.sales_year = 0.0
        self.performs = self.institution = self.in_default = False
        self.deviation = self.spending = self.reported = 0.0
        self.reported_year = self.reported_last_year = self.reported_year_before = 0.0
        self.memory = deque([0.0] * RESEARCH_MEMORY, RESEARCH_MEMORY)
        """Real R&D of the last quarters, newest first."""
        self.knowledge = self.new_products = 0.0
        self.cut = -1000
        self.applications = self.centre = self.negative = 0
        self.funding = deque([0.0] * FUNDING_MEMORY, FUNDING_MEMORY)
        self.funding_mean = self.funding_change = 0.0
        self.high_tech = self.policy_title = self.policy_link = False
        self.valid_until = self.linked_until = self.linked_since = 0
        self.pushed = self.relabelled = self.cooperation_year = 0.0
        self.institute: Institute | None = None
        self.last_partner: Institute | None = None
        self.exit_weight = self.shortage = 0.0
        self.refused_at, self.banned_until = -1000, 0
        self.patent_value = 1.0
        self.forget_channels()

    def forget_channels(self) -> None:
        """Nothing is done to it by anyone."""
        self.gain = [0.0] * len(CHANNELS)
        self.loss = [0.0] * len(CHANNELS)
        self.grant = self.told_grant = self.link_chance = self.match = self.equity = 0.0
        self.hazard = self.user_cost = 1.0
        self.leasing = self.outside = 0.0

    @property
    def is_industrial(self) -> bool:
        """Whether it makes things and may do R&D."""
        return self.sector != TRADE


def firm_from(birth: Birth, slot: int, model: mesa.Model, places: tuple[list[Town], list[Institute]]) -> Firm:
    """The firm in one slot of the columns, as an object."""
    towns, institutes = places
    roster = birth.firms.roster
    firm = Firm(model, slot, int(roster.identity[slot]), towns[roster.town[slot]], int(roster.sector[slot]))
    for group in FIRM_GROUPS:
        columns = getattr(birth.firms, group)
        for name in columns._fields:
            if name not in NOT_COPIED:
                setattr(firm, name, getattr(columns, name)[slot].item())
    memory = birth.firms.research.memory[slot].tolist()
    firm.memory = deque(reversed(memory), RESEARCH_MEMORY)
    titles = birth.firms.titles
    firm.institute = institutes[titles.institute[slot]] if titles.institute[slot] >= 0 else None
    firm.last_partner = institutes[titles.last_partner[slot]] if titles.last_partner[slot] >= 0 else None
    return firm
