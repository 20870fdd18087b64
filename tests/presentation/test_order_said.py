"""The order of scenarios is told from best to worst, with what cannot be told apart, on the screen and as JSON."""

import pytest

from simulation import study
from simulation.presentation.order_said import order_record, order_sentences
from simulation.presentation.setting import make_setting
from tests.analysis.fabricated import fabricate, with_change

BASE = fabricate(draws=64)
BETTER = with_change(BASE, "better", {"rd_intensity": 1.5, "rd_personnel": 60.0, "platform_coverage": 40.0})


def test_a_settled_order_says_from_how_many_draws_on() -> None:
    order = study.order({"baseline": BASE, "better": BETTER})
    places, settled = order_sentences(order, make_setting("en", 100))
    assert places.startswith("Primary targets met, of nine, on average: better ")
    assert ", then baseline " in places
    assert settled == f"This order is settled from {order.settled_at} draws on."
    assert order_record(order)["groups"] == [["better"], ["baseline"]]


@pytest.mark.parametrize(("language", "alike"), [("en", "(not distinguishable)"), ("zh", "（不可区分）")])
def test_scenarios_that_do_the_same_are_not_put_in_an_order(language: str, alike: str) -> None:
    order = study.order({"baseline": BASE, "same": with_change(BASE, "same", {})})
    places, is_open = order_sentences(order, make_setting(language, 100))
    assert alike in places
    assert "--until ranking" in is_open
    assert order_record(order)["settled_at_draws"] is None
