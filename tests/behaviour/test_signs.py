"""Signs: what evidence says against common beliefs (model.md 1.5) holds in the median draw of the small province.

Forty-eight draws, each with business as usual and eight paired runs on the same dice; `signs.SIGNS` states every number
and the bounds asked of its median. False alarms: the dice are fixed, so only a change of the model can turn a test red.
With new dice (means and spread of the medians of six seeds) the closest to its bound is the productivity that funds
lose where the best refuse, 3.1 standard deviations, then loans lost under guarantees, 4.6; all others are more than
five away. Together the medians would turn red about once in nine hundred, the mean of survivors (t of 2.5 to 4.1 with
these seeds) about once in twenty.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from simulation.ensemble.runner import parameters_of
from simulation.study import load
from tests.behaviour.signs import SIGNS, Measures, holds, known, measures_of, median_of, scenarios
from tests.behaviour.small_runs import small_draws
from tests.small_province import SEED, province_of, small_study

pytestmark = pytest.mark.slow

DRAWS = 48
REACHED = 0.75
"""Part of the draws in which a policy must reach somebody, or its median says little."""
SHARES = {"vouchers": 0.1, "guarantees": 1.5, "pairing": 1.5, "drive": 1.5, "funds": 1.5, "incubators": 1.5}
"""Of the default budgets of the whole province: a thirtieth would pay for no park here and for few stakes of funds."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Measures]:
    """All measures of every draw; births, records and business as usual are shared by all signs."""
    tried = scenarios(tmp_path_factory.mktemp("signs"), SHARES)
    draws = small_draws(parameters_of(load("baseline")), SEED, DRAWS).view(np.recarray)
    study = small_study()
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lambda k: measures_of(province_of(study, draws[k], k), tried), range(DRAWS)))


def broken(found: Sequence[Measures], policy: str) -> dict[str, float]:
    """Medians of a policy that lie outside their bounds; nearly every draw must have told something."""
    signs = [sign for sign in SIGNS if sign.policy == policy]
    assert min(len(known(found, sign.key)) for sign in signs) >= REACHED * DRAWS
    return {sign.sentence: median_of(found, sign) for sign in signs if not holds(found, sign)}


def test_vouchers_fade_within_two_years(found):
    assert broken(found, "vouchers") == {}


def test_guarantees_lift_survival_not_research_and_raise_defaults(found):
    assert broken(found, "guarantees") == {}


def test_over_all_draws_more_guaranteed_firms_are_alive_two_years_after_their_loan(found):
    """Whole firms, too few in one draw for a median: one-sided at 5 % (t = 4.1 with 47 degrees of freedom)."""
    assert stats.ttest_1samp(known(found, "alive"), 0.0, alternative="greater").pvalue < 0.05


def test_pairing_lifts_output_and_not_productivity_in_receiving_towns(found):
    assert broken(found, "pairing") == {}


def test_the_drive_shows_its_relabelled_part(found):
    assert broken(found, "drive") == {}


def test_the_best_refuse_guidance_money(found):
    assert broken(found, "funds") == {}


def test_incubators_hardly_help_their_tenants_to_survive(found):
    assert broken(found, "incubators") == {}
