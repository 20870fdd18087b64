"""A university, college or research institute: offers contracts up to its capacity (3.5)."""

from simulation.agents.actor import Actor
from simulation.world.world import World


class Institute(Actor):
    """Thin agent over one row of the institutes' columns."""

    def __init__(self, model: World, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def load(self) -> float:
        """Contracts it holds over contracts it can hold."""
        institutes = self.world.institutes
        return float(institutes.live[self.row] / institutes.capacity[self.row])

    def set_capacity(self) -> None:
        """First quarter: contracts it can hold this year, as its science staff allow; what runs is never thrown out."""
        institutes = self.world.institutes
        allowed = self.world.contracts_allowed[self.row]
        institutes.capacity[self.row] = max(int(allowed), int(institutes.live[self.row]))
