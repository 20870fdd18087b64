"""The firms of the towns: one population in columns, with a lazy view of any single firm.

Above-scale firms of all kinds (yearly main revenue of at least 20 million yuan when they enter) stand one to a slot.
Slots are recycled; luck is not, because dice ask for the identity. Groups of columns share one slot number.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

SECTORS = 14
TRADE = 13
"""Code of trade and logistics: these firms sell services and do no research."""
RESEARCH_MEMORY = 12
"""Quarters of real R&D spending that are remembered (three years, for patents)."""
FUNDING_MEMORY = 8
"""Quarters of funded over wanted investment that are remembered."""
CHANNELS = ("rd", "idea", "productivity", "testing", "filing", "market", "credit")
RD, IDEA, PRODUCTIVITY, TESTING, FILING, MARKET, CREDIT = range(len(CHANNELS))


class Roster(NamedTuple):
    """Who is there. Columns of length `slots`."""

    identity: NDArray[np.uint64]  # key of the firm's luck
    town: Integers  # row of the town table
    sector: Integers  # 0..13
    above_scale: Flags  # a state, moved by entry and exit only; False = free slot
    born: Integers  # quarter of founding, 0 = 2016Q1, negative before
    ownership: Integers  # 0 private, 1 Hong Kong, Macao, Taiwan and foreign, 2 state
    exporter: Flags
    listed: Flags  # its new products enter the provincial list
    affinity: Floats  # 0..1, who comes first to a service
    belief: Floats  # factor on every expected gain


class Output(NamedTuple):
    """What it makes. Money in 10,000 yuan per quarter unless a year is named."""

    sales: Floats
    log_sales: Floats
    sales_year: Floats  # sum over the calendar year so far
    employees: Floats
    trait: Floats  # permanent part of log productivity
    shock: Floats  # passing part of log productivity; ranks and exits, never moves output
    productivity: Floats  # log productivity without the shock, at the end of the last quarter
    market: Floats  # level of the market channel at the end of the last quarter
    growth: Floats  # log growth of the quarter before the macro residual


class Research(NamedTuple):
    """What it learns. Spending in 10,000 yuan per quarter."""

    performs: Flags
    permanent: Floats  # log of the permanent R&D intensity
    deviation: Floats  # log deviation from it
    spending: Floats  # real R&D of the quarter
    reported: Floats  # R&D told to the statistics
    reported_year: Floats
    reported_last_year: Floats
    reported_year_before: Floats
    memory: Floats  # (slots, 12) real R&D by quarter, ring
    knowledge: Floats  # stock, 10,000 yuan
    cut: Integers  # last quarter in which R&D was cut for lack of money
    new_products: Floats  # share of new products in sales
    patent_effect: Floats  # permanent factor on patent applications
    applications: Integers  # filed this calendar year
    institution: Flags  # has an engineering centre, laboratory or institute of its own
    centre: Integers  # provincial engineering centres


class Finance(NamedTuple):
    """What it can pay. Money in 10,000 yuan."""

    margin: Floats  # permanent, after usual R&D
    cash: Floats
    debt: Floats
    equity: Floats  # outside equity received this quarter
    negative: Integers  # quarters in a row with cash below zero
    in_default: Flags
    funding: Floats  # (slots, 8) log of funded over wanted investment, ring
    funding_mean: Floats
    funding_change: Floats
    refused_at: Integers  # last quarter in which a bank refused
    shortage: Floats  # what was missing in that quarter


class Titles(NamedTuple):
    """High-tech titles and links to institutes."""

    high_tech: Flags
    valid_until: Integers  # first quarter without the title
    pushed: Floats  # real R&D intensity added by the high-tech drive
    relabelled: Floats  # intensity that is only told
    institute: Integers  # partner, -1 = none
    linked_until: Integers  # first quarter without the link
    linked_since: Integers
    last_partner: Integers
    cooperation_year: Floats  # paid to institutes this calendar year
    policy_link: Flags
    policy_title: Flags  # the title comes from the high-tech drive, beyond business as usual
    banned_until: Integers  # first quarter in which it may apply again after misuse was found


class Channels(NamedTuple):
    """What instruments do to a firm this quarter; reset to neutral before every quarter."""

    gain: Floats  # (channels, slots) sum of positive effects to the power of the overlap exponent
    loss: Floats  # (channels, slots) sum of the sizes of negative effects
    grant: Floats  # real R&D added, 10,000 yuan per quarter
    told_grant: Floats  # the same as the firm reports it
    link_chance: Floats  # yearly probability of a link added
    match: Floats  # logit added to the wish for a link
    hazard: Floats  # ratio on the exit hazard
    user_cost: Floats  # ratio on the user cost of R&D
    leasing: Floats  # relative rise of investment that lessors fund where money is short
    outside: Floats  # knowledge within reach beyond that of the town, 10,000 yuan


class Firms(NamedTuple):
    """All columns of all firms; every group shares the slot number."""

    roster: Roster
    output: Output
    research: Research
    finance: Finance
    titles: Titles
    channels: Channels

    @property
    def slots(self) -> int:
        """How many firms the columns can hold."""
        return len(self.roster.town)

    @property
    def count(self) -> int:  # type: ignore[override]
        """Above-scale firms of all kinds, certified towns and candidates."""
        return int(np.count_nonzero(self.roster.above_scale))

    @property
    def is_industrial(self) -> Flags:
        """Above-scale firms outside trade and services: the firms of every per-firm indicator."""
        flags: Flags = self.roster.above_scale & (self.roster.sector != TRADE)
        return flags

    def view(self, slot: int) -> "Firm":
        """A read-only look at one firm."""
        return Firm(self, slot)

    def copy(self, used: int) -> "Firms":
        """Columns of their own with the first `used` slots: replications of a draw start alike and part ways."""
        fresh = empty_firms(self.slots)
        for mine, theirs in zip(self, fresh, strict=True):
            for column, target in zip(mine, theirs, strict=True):
                if column.shape[0] == len(CHANNELS) and column.ndim == 2 and column.shape[1] == self.slots:
                    continue  # channels are neutral at the start of every quarter
                target[:used] = column[:used]
        return fresh


@dataclass(frozen=True, slots=True)
class Firm:
    """One firm, read from the columns when asked."""

    firms: Firms
    slot: int

    def __getattr__(self, name: str) -> object:
        for group in self.firms:
            if name in group._fields:
                column = getattr(group, name)
                return column[:, self.slot] if name in ("gain", "loss") else column[self.slot]
        raise AttributeError(name)


KINDS: dict[str, type] = {
    "identity": np.uint64,
    **dict.fromkeys(
        [
            "town",
            "sector",
            "born",
            "ownership",
            "cut",
            "applications",
            "centre",
            "negative",
            "valid_until",
            "institute",
            "linked_until",
            "linked_since",
            "last_partner",
            "refused_at",
            "banned_until",
        ],
        np.int64,
    ),
    **dict.fromkeys(
        [
            "above_scale",
            "exporter",
            "listed",
            "performs",
            "institution",
            "in_default",
            "high_tech",
            "policy_link",
            "policy_title",
        ],
        np.bool_,
    ),
}
WIDE = {"memory": RESEARCH_MEMORY, "funding": FUNDING_MEMORY}


def empty_firms(slots: int) -> Firms:
    """Columns for this many firms, every slot free."""

    def shape(name: str) -> tuple[int, ...]:
        if name in ("gain", "loss"):
            return (len(CHANNELS), slots)
        return (slots, WIDE[name]) if name in WIDE else (slots,)

    def made(group: type[Any]) -> Any:
        return group(*(np.zeros(shape(name), dtype=KINDS.get(name, np.float64)) for name in group._fields))

    firms = Firms(made(Roster), made(Output), made(Research), made(Finance), made(Titles), made(Channels))
    firms.titles.institute.fill(-1)
    firms.titles.last_partner.fill(-1)
    firms.research.cut.fill(-1000)
    firms.finance.refused_at.fill(-1000)
    firms.channels.hazard.fill(1.0)
    firms.channels.user_cost.fill(1.0)
    return firms
