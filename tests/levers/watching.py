"""What a lever touches: everything it may change is copied before it acts and compared after, column by column."""

from collections.abc import Iterator, Mapping

import numpy as np

from simulation.agents.instruments import Instrument
from simulation.world.firms import CHANNELS
from simulation.world.world import World

CHANNEL_WORDS = ("R&D", "idea", "productivity", "testing", "filing", "market", "credit")
"""What lever files call the channels that instruments share, in their order."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "R&D": ("channels.grant", "channels.told_grant", "titles.pushed"),
    "link chance": ("channels.link_chance",),
    "match": ("channels.match",),
    "exit hazard": ("channels.hazard",),
    "user cost": ("channels.user_cost",),
    "leasing": ("channels.leasing",),
    "outside knowledge": ("channels.outside",),
    "entry": ("world.entry_effect",),
    "entrant quality": ("world.entry_quality",),
    "R&D staff": ("tally.added_staff",),
    "patent value": ("world.patent_value",),
    "cash": ("finance.cash",),
    "outside equity": ("finance.equity",),
    "debt": ("finance.debt", "loans.sums"),
    "titles": ("titles.high_tech", "titles.valid_until", "titles.relabelled", "titles.policy_title"),
    "links": (
        "titles.institute",
        "titles.last_partner",
        "titles.linked_since",
        "titles.linked_until",
        "titles.policy_link",
        "titles.cooperation_year",
        "institutes.live",
        "institutes.income_year",
        "institutes.capacity",
    ),
    "institutions": ("research.institution", "research.centre"),
    "place": ("roster.town", "pools.outside"),
    "bans": ("titles.banned_until",),
    "start-ups": ("economy.micro_sales", "economy.startup_sales", "world.start_ups"),
    "town platforms": ("status.platforms", "status.platform_open_since", "status.platform_paid_until"),
    "town testing platforms": ("status.testing_platforms",),
    "shared platforms": ("status.platform_shared",),
    "institutes": ("status.institutes",),
    "incubators": ("status.incubators", "status.incubator_fill"),
    "co-built bodies": ("status.cobuilt_bodies",),
    "service bodies": ("status.service_bodies",),
    "titles of towns": ("status.certified", "status.certified_since"),
    "land": ("economy.land",),
    "amenity": ("economy.amenity",),
    "capital spending": ("tally.capital_year",),
    "spillover reach": ("world.reach",),
    "institute research": ("world.institute_research",),
    "safeguards": ("world.safeguards",),
    "over-reporting": ("world.over_reporting",),
    "statistics": ("history.gdp",),
    "cut plans": ("research.cut",),
    "exits": ("roster.above_scale",),
}
"""What lever files call other columns. The ledger is everybody's; a lever's own memory is nobody else's business."""
CALLED = {column: word for word, columns in WORDS.items() for column in columns}
CHANGED_BY_EXIT = ("roster.", "output.", "research.", "finance.", "titles.", "institutes.", "tally.left_")
"""Columns that are emptied, or remember what was there, when an instrument ends a firm."""


def columns_of(world: World) -> Iterator[tuple[str, bytes]]:
    """Every column of firms, towns and institutes and every loose number of the world, as bits."""
    groups = {"channels": world.firms.channels, "institutes": world.institutes, "loans": world.loans}
    groups |= {name: getattr(world.firms, name) for name in ("roster", "output", "research", "finance", "titles")}
    groups |= {name: getattr(world.towns, name) for name in ("place", "status", "economy", "pools", "tally", "queues")}
    groups |= {"anchors": world.anchors, "record": world.record, "history": world.history, "macro": world.macro}
    for group, columns in groups.items():
        for name, column in columns._asdict().items():
            if name in ("gain", "loss"):
                yield from ((f"channel {CHANNELS[k]}", row.tobytes()) for k, row in enumerate(column))
            elif isinstance(column, np.ndarray):
                yield f"{group}.{name}", column.tobytes()
    for name in ("entry_effect", "entry_quality", "patent_value", "over_reporting"):
        yield f"world.{name}", getattr(world, name).tobytes()
    yield "world.institute_research", repr(world.institute_research).encode()
    yield "world.safeguards", repr(world.safeguards).encode()
    yield "world.start_ups", b"".join(np.asarray(column).tobytes() for column in vars(world.start_ups).values())
    yield "world.reach", b"".join(column.tobytes() for column in world.reach)
    yield "world.p", world.p.tobytes()


class Watched:
    """A lever and the words of everything it changed, by its own name for it or, where it has none, the column's."""

    def __init__(self, lever: Instrument) -> None:
        self.lever = lever
        self.written: set[str] = set()

    def decide(self, world: World) -> None:
        """Decide, and note what changed."""
        before = list(columns_of(world))
        self.lever.decide(world)
        self.note(before, world)

    def affect(self, world: World) -> None:
        """Affect, and note what changed."""
        before = list(columns_of(world))
        self.lever.affect(world)
        self.note(before, world)

    def note(self, before: list[tuple[str, bytes]], world: World) -> None:
        """Add the words of what differs; a firm that is ended takes its whole row with it."""
        pairs = zip(before, columns_of(world), strict=True)
        changed = {name for (name, was), (_, is_) in pairs if was != is_}
        ended = "roster.above_scale" in changed
        for name in changed:
            if name.startswith("channel "):
                self.written.add(CHANNEL_WORDS[CHANNELS.index(name.removeprefix("channel "))])
            elif not (ended and name.startswith(CHANGED_BY_EXIT) and name != "roster.above_scale"):
                self.written.add(CALLED.get(name, name))
