"""Dose and response (B5) of the other levers that move something of their own first: once and four times the money.

Sixteen paired draws of the small province (23 seconds of processor time; 64 would take a minute and a half), one-sided
at 5 % (t with 15 degrees of freedom): a lever without response passes a step once in twenty. Doses are multiples of a
twentieth of the default budgets; where that buys less than one incubator or alliance a year, they are four times as
large. False alarms: the dice are fixed, so only a change of the model can turn the tests red. With new dice the weakest
step (alliances, t = 3.6 when written) would miss 1.75 once in thirty, one of the fourteen about once in fifteen.

Left out: zones, pairing and units abroad, a twentieth of whose money buys nothing in most draws and four times that
little more; the safeguards, which move what others do.
"""

import pytest

from tests.behaviour.doses import Key, Response, gains, in_pairs, scenario, surely_positive

pytestmark = pytest.mark.slow

PAIRS = 16
USUAL, LARGE = (0.0, 1.0, 4.0), (0.0, 4.0, 16.0)
RESPONSES = {
    "rd_institutes": ("R&D staff brought", USUAL),
    "talent": ("R&D staff brought", USUAL),
    "university_town_cooperation": ("paid to institutes", USUAL[:2]),
    "technology_finance": ("loans made", USUAL),
    "innovation_services": ("patents filed", USUAL),
    "industry_city_integration": ("amenity of towns", USUAL),
    "incubators": ("start-ups founded", LARGE),
    "industry_alliances": ("paid to institutes", LARGE[:2]),
}
"""One step each where institutes have no room for more projects and towns no partners for more alliances."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[Key, Response]]:
    """Responses by lever and dose, one dictionary per pair."""
    folder = tmp_path_factory.mktemp("doses")
    doses = {(lever, dose) for lever, (_, all_) in RESPONSES.items() for dose in all_}
    return in_pairs(PAIRS, {(lever, dose): scenario(folder, lever, dose) for lever, dose in sorted(doses)})


@pytest.mark.parametrize("lever", RESPONSES)
def test_b5_every_step_up_in_money_raises_the_response(found, lever: str) -> None:
    response, doses = RESPONSES[lever]
    steps = gains(found, lever, response, doses)
    assert [surely_positive(step) for step in steps] == [True] * len(steps)
