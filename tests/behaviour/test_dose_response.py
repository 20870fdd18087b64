"""Dose and response (B5): half, once, twice and four times the money, seen in the first thing each lever moves.

Thirty-two paired draws of the small province, whose usual money is a twentieth of the default budgets. Each of the four
steps of each lever must raise the mean of the paired differences, one-sided at 5 % (t with 31 degrees of freedom): a
lever without response passes a step once in twenty. Where a lever saturates, the last step must bring less per yuan
than the one before, at the same level. False alarms: the dice are fixed, so only a change of the model can turn the
tests red. With new dice the weakest step (platforms from nothing to half, t = 3.9 when written) would miss 1.7 once
in fifty, the sixteen steps of the levers together about once in thirty, and the saturations less than once in a
thousand.

model.md asks for 64 draws. They would take a minute and a half of processor time (a birth, a calibration and 17 runs to
a draw), these take 45 seconds. The level of a step is 5 % with any number of pairs; fewer only make it harder to pass.
"""

from itertools import pairwise

import pytest

from tests.behaviour.doses import Key, Response, gains, in_pairs, scenario, surely_positive

pytestmark = pytest.mark.slow

PAIRS = 32
DOSES = (0.0, 0.5, 1.0, 2.0, 4.0)
RESPONSES = {
    "innovation_vouchers": ("paid to institutes", "firms that cooperate"),
    "innovation_platforms": ("platform coverage",),
    "enterprise_cultivation": ("real R&D",),
    "guidance_funds": ("equity received",),
}
SATURATING = (
    ("innovation_vouchers", "firms that cooperate"),
    ("innovation_platforms", "platform coverage"),
    ("enterprise_cultivation", "real R&D"),
)
"""Funds do not saturate here: half of the usual money buys few tickets of the least size."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[Key, Response]]:
    """Responses by lever and dose, one dictionary per pair."""
    folder = tmp_path_factory.mktemp("doses")
    return in_pairs(PAIRS, {(lever, dose): scenario(folder, lever, dose) for lever in RESPONSES for dose in DOSES})


@pytest.mark.parametrize(("lever", "response"), [(lever, one) for lever, all_ in RESPONSES.items() for one in all_])
def test_b5_every_step_up_in_money_raises_the_response(found, lever: str, response: str) -> None:
    steps = gains(found, lever, response, DOSES)
    assert [surely_positive(step) for step in steps] == [True] * len(steps)


@pytest.mark.parametrize(("lever", "response"), SATURATING)
def test_b5_the_last_yuan_brings_less_than_the_one_before(found, lever: str, response: str) -> None:
    steps = gains(found, lever, response, DOSES)
    *_, before, last = (step / (high - low) for step, (low, high) in zip(steps, pairwise(DOSES), strict=True))
    assert surely_positive(before - last)
