"""Under coordination every instrument of the other levers still agrees with its plain telling, only sooner."""

import numpy as np

from simulation.world.firms import CREDIT, FILING, RD
from tests.oracle import package
from tests.oracle.running import both_live
from tests.small_province import small_province, with_levers

SHORTEST = 0.6
"""The lower end of the prior: delays of 4, 3 and 2 quarters become 3, 2 and 2."""


def hurried(province):
    """The province with the strongest coordination there may be."""
    p = np.array([province.p], dtype=province.p.dtype).view(np.recarray)[0]
    p.coordination_delay_factor, p.private_round_rate = SHORTEST, 0.2
    return province._replace(p=p)


def test_all_levers_agree_for_three_years_under_coordination():
    world, _ = both_live(with_levers(hurried(small_province(1)), **package.every_lever()), quarters=12)
    assert world.safeguards.delay == SHORTEST
    assert (world.firms.channels.gain[[RD, FILING, CREDIT]] > 0.0).any(axis=1).all()
