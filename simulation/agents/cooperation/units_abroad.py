"""Research units that firms keep abroad with a small yearly subsidy, as long as they still expect to gain (I12)."""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from simulation.agents.delivery import ask, delayed, firms_pay, prior_median, till_of
from simulation.agents.programmes.calls import expected_value
from simulation.agents.purse import Purse
from simulation.agents.shared_costs import risen
from simulation.inputs.constants import constant
from simulation.rules.dice import Question
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.world import World


class Units(NamedTuple):
    """One entry per research unit abroad."""

    rows: Integers
    identity: NDArray[np.uint64]
    begins: Integers  # quarter of the first effect
    paid_until: Integers  # first quarter that is not paid for
    effect: Floats  # on ideas per R&D, once it is whole

    @classmethod
    def none(cls) -> Self:
        """None yet."""
        kinds = {"identity": np.uint64, "effect": np.float64}
        return cls._make(np.zeros(0, dtype=kinds.get(name, np.int64)) for name in cls._fields)

    def only(self, kept: Flags) -> Self:
        """Some of them."""
        return type(self)._make(column[kept] for column in self)

    def there(self, world: World) -> Flags:
        """Which firms are still above scale."""
        roster = world.firms.roster
        alive: Flags = roster.above_scale[self.rows] & (roster.identity[self.rows] == self.identity)
        return alive


def value_of_a_year(world: World, rows: Integers) -> Floats:
    """What these firms believe that a year with a unit abroad is worth to them, 10,000 yuan.

    More ideas add to knowledge as more R&D would; a firm hopes for an advanced host country.
    """
    research = world.firms.research
    added = prior_median(world, "overseas_advanced_idea_effect") * 4.0 * research.spending[rows]
    value: Floats = world.firms.roster.belief[rows] * expected_value(world, rows, added)
    return value


def host_effects(world: World, rows: Integers) -> Floats:
    """Effect of a new unit on ideas by where it goes: an advanced country or one along the Maritime Silk Road."""
    p = world.p
    advanced = ask(world, Question.ABROAD_HOST, rows) < constant("abroad_advanced_share")
    effects: Floats = np.where(
        advanced, float(p.overseas_advanced_idea_effect), float(p.overseas_silk_road_idea_effect)
    )
    return effects


class UnitsAbroad:
    """All units of one run."""

    def __init__(self) -> None:
        self.units = Units.none()

    def held(self, world: World, rows: Integers) -> Flags:
        """Which of these firms have a unit."""
        found: Flags = np.isin(world.firms.roster.identity[rows], self.units.identity)
        return found

    def close(self, world: World) -> None:
        """Units of firms that are gone or that were not paid for again are no more."""
        units = self.units
        self.units = units.only(units.there(world) & (units.paid_until > world.quarter))

    def prolong(self, world: World, rows: Integers) -> None:
        """Units of these firms are paid for another year; firms without one open it."""
        paid = world.quarter + 4
        identity = world.firms.roster.identity
        self.units.paid_until[np.isin(self.units.identity, identity[rows])] = paid
        new = rows[~self.held(world, rows)]
        begins = world.quarter + delayed(world, constant("abroad_delay"))
        opened = Units(
            new,
            identity[new],
            np.full(len(new), begins),
            np.full(len(new), paid),
            host_effects(world, new),
        )
        self.units = Units._make(np.concatenate(pair) for pair in zip(self.units, opened, strict=True))

    def effects(self, world: World) -> tuple[Integers, Floats]:
        """Firms with a unit and its effect on their ideas this quarter."""
        return self.units.rows, self.units.effect * risen(world, self.units.begins)


def pay_abroad(world: World, purse: Purse, rows: Integers, province: Integers, own: Integers) -> None:
    """Province and firms pay through the tills; the money leaves the province."""
    tills = till_of(world, rows)
    purse.grant(world, tills, province, world.firms.roster.town[rows])
    firms_pay(world, purse, rows, tills, own)
    world.ledger.pay(tills, world.chart.outside, province + own)
