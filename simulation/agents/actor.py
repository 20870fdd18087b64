"""Those who decide: every agent knows the world it lives in."""

from typing import cast

import mesa

from simulation.world.world import World


class Actor(mesa.Agent):
    """A Mesa agent whose model is the world."""

    @property
    def world(self) -> World:
        """The world it lives in."""
        return cast(World, self.model)
