"""Which levers meet where: channels and columns that several lever files declare to write, and declared complements."""

from collections.abc import Mapping
from itertools import combinations

from simulation.levers import catalogue
from tests.levers.watching import CHANNEL_WORDS

COMPLEMENTS: Mapping[frozenset[str], str] = {
    frozenset({"I03", "I17"}): "incubators bring up the young firms that staged funds look for",
    frozenset({"I27", "I01"}): "vouchers are spent where a platform offers services",
}
"""Declared pairs of instruments that may do more together than apart, and why (model.md 4.5)."""
MEET_OTHERWISE: Mapping[str, str] = {
    "cash": "money adds",
    "capital spending": "money adds",
    "outside equity": "money adds",
    "R&D staff": "persons add",
    "entry": "relative rises add",
    "exit hazard": "ratios multiply",
    "patent value": "ratios multiply",
    "links": "a firm has one",
    "institutions": "a firm has one or not",
    "co-built bodies": "counted once each",
    "start-ups": "counted once each",
    "place": "a firm moves once",
    "safeguards": "shape how others deliver, without an effect of their own",
}
"""What several levers write beside the channels of Q16, and how it meets."""

Pair = tuple[str, str]


def writers(word: str) -> list[str]:
    """Levers whose files declare that they write this."""
    return [lever for lever, entry in catalogue().items() if word in entry.writes]


def is_shared(word: str) -> bool:
    """Whether several levers write this."""
    return len(writers(word)) > 1


def are_complements(pair: Pair) -> bool:
    """Whether each has an instrument of a declared complement."""
    codes = [set(catalogue()[lever].instruments.values()) for lever in pair]
    return any(all(mine & complement for mine in codes) for complement in COMPLEMENTS)


SHARED_CHANNELS = tuple(word for word in CHANNEL_WORDS if is_shared(word))
MEETINGS = tuple(
    (channel, pair)
    for channel in SHARED_CHANNELS
    for pair in combinations(writers(channel), 2)
    if not are_complements(pair)
)
"""Every channel with every pair of levers that may meet there, declared complements aside."""
