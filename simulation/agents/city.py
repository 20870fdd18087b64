"""A prefecture-level city: splits its own science money and tops up what poor towns cannot match (3.2)."""

from simulation.agents.actor import Actor
from simulation.world.ledger import fen
from simulation.world.world import World


class City(Actor):
    """One of the 21 cities; its account in the ledger holds what it gives to specialised towns."""

    def __init__(self, model: World, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def account(self) -> int:
        """Its place in the ledger."""
        return int(self.world.chart.cities + self.row)

    def receive_revenue(self) -> None:
        """First quarter: the share of its science money meant for towns arrives; last year's rest goes back."""
        world = self.world
        p, ledger = world.p, world.ledger
        rest = ledger.balance[self.account : self.account + 1].copy()
        ledger.pay(self.account, world.chart.outside, rest)
        gdp = float(world.ground.cities.gdp[self.row]) * float(world.macro.nominal_index[world.quarter])
        money = gdp * float(p.city_revenue_share * p.city_science_share * p.city_town_share)
        ledger.pay(world.chart.outside, self.account, fen(money))
