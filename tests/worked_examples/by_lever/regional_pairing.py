"""Pairs of towns in plain numbers: what the receiver gains, what the sender loses, who pays for the park."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.agents.pairs import DELAY, Pair, part_reached, sales_change
from simulation.inputs.levers.regional_pairing import Settings
from simulation.world.ledger import FEN, fen, split_fen


def pairing(given: Mapping[str, Any]) -> Mapping[str, float]:
    pair = Pair(sender=0, receiver=1, delay=DELAY, lived=given["paid_quarters"])
    rise = math.log1p(given["full_rise"]) * part_reached(pair)
    change = sales_change(given["receiver"], given["sender"], rise, given["created"])
    gain = given["receiver"] * math.expm1(change.rise)
    loss = -given["sender"] * math.expm1(-change.fall)
    shares = Settings.model_validate({"budget": "1亿元"}).shares
    province, towns, private = split_fen(np.array([int(fen(given["cost"]))]), tuple(shares))
    return {
        "gain": gain,
        "loss": loss,
        "together": gain - loss,
        "province": province[0] / FEN,
        "towns": towns[0] / FEN,
        "private": private[0] / FEN,
    }


RULES: dict[str, Callable[[Mapping[str, Any]], Mapping[str, float]]] = {"regional_pairing": pairing}
