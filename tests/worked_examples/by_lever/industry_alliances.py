"""Technology alliances in plain numbers: who pays what, and the ideas of a member with some rivals."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.agents.alliances import DELAY, rivalry
from simulation.inputs.levers.industry_alliances import Settings
from simulation.rules import links
from simulation.world.ledger import FEN, fen, split_fen
from tests.rules.numbers import by_hand


def alliance(given: Mapping[str, Any]) -> Mapping[str, float]:
    members, same = given["members"], given["same_product"]
    shares = Settings.model_validate({"budget": "1亿元"}).shares
    province, town, private = split_fen(np.array([int(fen(given["cost"]))]), tuple(shares))
    parts = split_fen(private, (1.0 / members,) * members)
    product = np.arange(members)
    product[: same + 1] = 0
    found = rivalry(np.zeros(members, dtype=np.int64), product)[0]
    reached = by_hand(links.ramp)(given["quarters_after_decision"], DELAY, 0.0)
    return {
        "province": province[0] / FEN,
        "town": town[0] / FEN,
        "each_member": parts[0][0] / FEN,
        "rivalry": found,
        "more_ideas": given["effect"] * given["proximity"] * (1.0 - 2.0 * found) * reached,
    }


RULES: dict[str, Callable[[Mapping[str, Any]], Mapping[str, float]]] = {"industry_alliances": alliance}
