"""The instruments for people agree with their plain telling to the end of 2020 where all of them have an effect."""

from collections.abc import Mapping

import numpy as np
import pytest

from simulation.inputs.delivery import LeverSettings
from simulation.world.firms import IDEA, PRODUCTIVITY
from tests.oracle import package
from tests.oracle.running import both_live
from tests.small_province import SmallProvince, small_province, with_levers

STRONG = {
    "commissioner_link_effect": 0.6,
    "workstation_patent_effect": 0.1,
    "team_cost": 800.0,
    "team_startups": 1.6,
    "training_delay": 4.0,
    "training_productivity_effect": 0.05,
}
HARMFUL = {"workstation_patent_effect": -0.02, "training_productivity_effect": -0.01, "training_delay": 3.2}


def changed(province: SmallProvince, numbers: Mapping[str, float]) -> SmallProvince:
    """The province with these numbers of the draw."""
    p = np.array([province.p], dtype=province.p.dtype).view(np.recarray)[0]
    for key, value in numbers.items():
        p[key] = value
    return province._replace(p=p)


def of_people(numbers: Mapping[str, float], draw: int = 1) -> SmallProvince:
    levers: dict[str, LeverSettings] = package.people()
    return with_levers(changed(small_province(draw), numbers), **levers)


def test_strong_effects_agree_to_the_end():
    world, oracle = both_live(of_people(STRONG), quarters=20)
    commissioners, workstations, _, training = oracle.levers
    assert commissioners.posts
    assert commissioners.brought
    assert any(firm.policy_link is False and firm.institute is not None for firm in oracle.makers)
    assert workstations.hosts
    assert training.classes
    assert len(oracle.start_ups) > 5
    assert (world.firms.channels.gain[IDEA] > 0.0).any()
    assert (world.firms.channels.gain[PRODUCTIVITY] > 0.0).any()
    assert world.towns.tally.added_staff.sum() > 30.0


@pytest.mark.parametrize("draw", [2, 5])
def test_harmful_effects_agree(draw):
    world, _ = both_live(of_people(HARMFUL, draw), quarters=12)
    assert (world.firms.channels.loss[PRODUCTIVITY] > 0.0).any()
    assert not (world.firms.channels.gain[PRODUCTIVITY] > 0.0).any()
