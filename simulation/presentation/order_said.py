"""Which scenario meets most of the primary targets, what cannot be told apart, and whether the order is settled."""

from collections.abc import Iterator
from typing import Any

from simulation.analysis.ranking import Order, Place
from simulation.presentation.setting import Setting


def order_sentences(order: Order, setting: Setting) -> Iterator[str]:
    """The order from best to worst, and how many draws settle it."""
    words, places = setting.words, {place.scenario: place for place in order.ranking.places}
    groups = [[_place(places[name], setting) for name in group] for group in order.ranking.groups]
    told = words("order.then").join(words("order.alike", names=words("order.and").join(group)) if len(group) > 1
                                    else group[0] for group in groups)  # fmt: skip
    yield words("order.places", places=told)
    if order.settled_at is None:
        yield words("order.open")
    else:
        yield words("order.settled", draws=order.settled_at)


def _place(place: Place, setting: Setting) -> str:
    return setting.words("order.place", name=place.scenario, met=f"{place.merit.estimate:.2f}")


def order_record(order: Order) -> dict[str, Any]:
    """The same for machines; `merit` is the mean number of primary targets met."""
    return {
        "by": order.ranking.by,
        "places": [
            {
                "scenario": place.scenario,
                "merit": place.merit.estimate,
                "low": place.merit.low,
                "high": place.merit.high,
            }
            for place in order.ranking.places
        ],
        "groups": [list(group) for group in order.ranking.groups],
        "settled_at_draws": order.settled_at,
    }
