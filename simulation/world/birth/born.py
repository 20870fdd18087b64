"""What a birth is: the province at the end of 2015, from which every replication of a draw starts."""

from typing import NamedTuple

from simulation.world.anchors import Anchors, Institutes, Reach, Scores
from simulation.world.firms import Firms
from simulation.world.macro import Macro
from simulation.world.towns import Towns


class Birth(NamedTuple):
    """A province at the end of 2015: what every replication of a draw starts from."""

    firms: Firms
    towns: Towns
    institutes: Institutes
    anchors: Anchors
    scores: Scores
    reach: Reach
    macro: Macro  # mean path of the draw
    used: int  # slots filled
    non_firm_grants: float  # patents granted to others than firms in 2015
    branch_shares: tuple[float, float, float]  # industry, agriculture, services in the value added of 2015
