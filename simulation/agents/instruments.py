"""A lever with several instruments: those that have money, each in turn, with the memory of one run."""

from collections.abc import Mapping
from typing import Any, Protocol

from simulation.inputs.delivery import InstrumentSettings, LeverSettings
from simulation.world.world import World


class Instrument(Protocol):
    """What an instrument does every quarter, and so does a lever, with the memory of one run."""

    def decide(self, world: World) -> None:
        """Take decisions and pay for them through the ledger."""

    def affect(self, world: World) -> None:
        """Write this quarter's channels."""


class InstrumentMaker(Protocol):
    """Starts one instrument for one run, from the name of its purse and its settings."""

    def __call__(self, name: str, settings: Any, /) -> Instrument:
        """A fresh instrument."""


class Instruments:
    """The instruments of one lever in the order of `makers`; not there: those that are off or lack money."""

    def __init__(self, makers: Mapping[str, InstrumentMaker], lever: str, settings: LeverSettings) -> None:
        self.parts: list[Instrument] = []
        for name, make in makers.items():
            stated = getattr(settings, name)
            if isinstance(stated, InstrumentSettings) and (stated.has_money() or stated.free):
                self.parts.append(make(f"{lever}.{name}", stated))

    def decide(self, world: World) -> None:
        """Each instrument in turn."""
        for part in self.parts:
            part.decide(world)

    def affect(self, world: World) -> None:
        """Each instrument in turn."""
        for part in self.parts:
            part.affect(world)
