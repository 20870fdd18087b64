"""Shared channels (B7): on one firm two levers do at most the sum of both, and one alone its own effect.

The rule is Q16, for effects of either sign. That it holds for all that levers share is read off their files.
"""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.delivery import add_effect
from simulation.ensemble.design import draw_parameters
from simulation.ensemble.runner import parameters_of
from simulation.inputs.instruments import load_instruments
from simulation.levers import catalogue
from simulation.rules.links import overlap
from simulation.study import load
from simulation.world.firms import empty_firms
from tests.behaviour.meetings import (
    COMPLEMENTS,
    MEET_OTHERWISE,
    MEETINGS,
    SHARED_CHANNELS,
    are_complements,
    is_shared,
)
from tests.levers.watching import CHANNEL_WORDS
from tests.rules.numbers import by_hand, numbers

Effects = list[float]
some_effects = st.lists(st.floats(-1.0, 1.0), min_size=1, max_size=3)
exponents = st.floats(1.0, 5.0)


def read(channel: str, exponent: float, *levers: Effects) -> float:
    """What one firm reads off a channel after these levers have added their effects."""
    place, firms = CHANNEL_WORDS.index(channel), empty_firms(1)
    world = SimpleNamespace(firms=firms, p=numbers(instrument_overlap_exponent=exponent))
    for effects in levers:
        for effect in effects:
            add_effect(world, place, np.array([0]), effect)  # type: ignore[arg-type]
    return float(by_hand(overlap)(firms.channels.gain[place, 0], firms.channels.loss[place, 0], exponent))


def test_b7_whatever_two_levers_write_has_a_rule_for_both() -> None:
    words = {word for entry in catalogue().values() for word in entry.writes if is_shared(word)}
    assert words == set(SHARED_CHANNELS) | set(MEET_OTHERWISE)
    assert len(MEETINGS) > 20


def test_b7_declared_complements_are_instruments_of_two_levers_and_left_aside() -> None:
    levers = [{load_instruments()[code].lever for code in pair} for pair in COMPLEMENTS]
    assert levers == [{"incubators", "guidance_funds"}, {"innovation_vouchers", "innovation_platforms"}]
    assert all(are_complements((first, second)) for first, second in levers)
    assert not any(set(pair) in levers for _, pair in MEETINGS)


@pytest.mark.parametrize("channel", SHARED_CHANNELS)
@given(first=some_effects, second=some_effects, exponent=exponents)
def test_b7_on_one_firm_two_levers_do_at_most_the_sum(
    channel: str, first: Effects, second: Effects, exponent: float
) -> None:
    together = read(channel, exponent, first, second)
    assert together <= read(channel, exponent, first) + read(channel, exponent, second) + 1e-12


@given(effect=st.floats(-1.0, 1.0), exponent=exponents)
def test_b7_an_instrument_alone_has_its_own_effect(effect: float, exponent: float) -> None:
    assert read("idea", exponent, [effect]) == pytest.approx(effect, rel=1e-12, abs=1e-60)


def test_b7_in_no_draw_do_effects_on_a_channel_reinforce_each_other() -> None:
    drawn = draw_parameters(parameters_of(load("baseline")), 2016, 512)
    assert drawn["instrument_overlap_exponent"].min() >= 1.0
