"""Dose and response (B5): half, once, twice and four times the money, seen in the first thing each lever moves.

Thirty-two paired draws of the small province, whose usual money is a twentieth of the default budgets. Each of the four
steps of each lever must raise the mean of the paired differences, one-sided at 5 % (t with 31 degrees of freedom): a
lever without response passes a step once in twenty. Where a lever saturates, the last step must bring less per yuan
than the one before, at the same level. False alarms: the dice are fixed, so only a change of the model can turn the
tests red. With new dice the weakest step (platforms from twice to four times, t = 3.8 when written) would miss 1.7 once
in fifty, the sixteen steps of the levers together about once in thirty, and the saturations less than once in a
thousand.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from simulation.ensemble.one_run import mean_growth, reference_record, start_world
from simulation.ensemble.runner import parameters_of
from simulation.inputs.measures import MEASURES
from simulation.inputs.scenario import Scenario
from simulation.measuring.indicators import CODES
from simulation.recorder import Recorder
from simulation.rules.dice import BIRTH, Dice
from simulation.study import load
from simulation.world.birth.birth import Setting, be_born
from simulation.world.macro import QUARTERS
from simulation.world.world import World
from tests.behaviour.small_runs import small_draws, written
from tests.small_province import small_study

pytestmark = pytest.mark.slow

PAIRS = 32
LEVEL = 0.05
DOSES = (0.0, 0.5, 1.0, 2.0, 4.0)
SHARE = 1 / 20
USUAL_MONEY = {
    "innovation_vouchers": 10_000.0,
    "guidance_funds.staged_equity": 27_000.0,
    "guidance_funds.follow_on": 3_000.0,
    "guidance_funds.risk_compensation": 5_000.0,
    "innovation_platforms.collaborative_platform": 15_000.0,
    "innovation_platforms.testing_platform": 6_000.0,
    "enterprise_cultivation.sme_grant": 20_000.0,
    "enterprise_cultivation.high_tech_drive": 15_000.0,
    "enterprise_cultivation.rd_post_subsidy": 15_000.0,
    "enterprise_cultivation.engineering_centre": 3_000.0,
}
"""Default budgets of the whole province, 10,000 yuan a year (model.md 1.3b)."""
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

Response = dict[str, float]


def scenario(folder: Path, lever: str, dose: float) -> Scenario:
    """The baseline with one lever at a multiple of the usual money."""
    if dose == 0.0:
        return load("baseline")
    chosen = {name: money for name, money in USUAL_MONEY.items() if name.partition(".")[0] == lever}
    budgets = {name: {"budget": f"{SHARE * dose * money:.2f}万元"} for name, money in chosen.items()}
    return written(folder, budgets, f"{lever}_{dose}")


def live(world: World) -> Response:
    """Five years, and what the levers are for first."""
    recorder, research, equity = Recorder(), 0.0, 0.0
    recorder.begin(world)
    for quarter in range(QUARTERS):
        world.step()
        research += float(world.firms.research.spending[: world.used].sum())
        equity += float(world.firms.finance.equity[: world.used].sum())
        if quarter % 4 == 3:
            recorder.year_end(world)
    found = recorder.finish(world)
    world.release()
    province = found.indicators[1:, 0]
    return {
        "paid to institutes": float(province[:, CODES.index("B31")].sum()),
        "firms that cooperate": float(province[:, CODES.index("B32")].mean()),
        "platform coverage": float(found.measures[-1, MEASURES.index("platform_coverage")]),
        "real R&D": research,
        "equity received": equity,
    }


def responses_of(
    draw: int, p: np.record, scenarios: Mapping[tuple[str, float], Scenario]
) -> dict[tuple[str, float], Response]:
    """One birth, one calibration record, and a run of every scenario on the same dice."""
    study, dice = small_study(), Dice(2016, draw, BIRTH, 0)
    growth = mean_growth(study.scenario, p)
    birth = be_born(Setting(study.ground, study.province, study.base, p, dice, growth))
    now = (p, dice._replace(replication=0))
    record = reference_record(study, birth, now)
    baseline = live(start_world(study, birth, record, now)[0])
    return {
        key: baseline if key[1] == 0.0 else live(start_world(study._replace(scenario=it), birth, record, now)[0])
        for key, it in scenarios.items()
    }


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[tuple[str, float], Response]]:
    """Responses by lever and dose, one dictionary per pair."""
    folder = tmp_path_factory.mktemp("doses")
    scenarios = {(lever, dose): scenario(folder, lever, dose) for lever in RESPONSES for dose in DOSES}
    draws = small_draws(parameters_of(load("baseline")), 2016, PAIRS).view(np.recarray)
    small_study()
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lambda k: responses_of(k, draws[k], scenarios), range(PAIRS)))


def gains(found: list[dict[tuple[str, float], Response]], lever: str, response: str) -> NDArray[np.float64]:
    """(steps, pairs) what every step up in money adds."""
    values = np.array([[pair[lever, dose][response] for pair in found] for dose in DOSES])
    return np.diff(values, axis=0)


def surely_positive(differences: NDArray[np.float64]) -> bool:
    """Whether the mean lies above zero, one-sided."""
    return bool(stats.ttest_1samp(differences, 0.0, alternative="greater").pvalue < LEVEL)


@pytest.mark.parametrize(("lever", "response"), [(lever, one) for lever, all_ in RESPONSES.items() for one in all_])
def test_every_step_up_in_money_raises_the_response(found, lever: str, response: str) -> None:
    steps = gains(found, lever, response)
    assert [surely_positive(step) for step in steps] == [True] * len(steps)


@pytest.mark.parametrize(("lever", "response"), SATURATING)
def test_the_last_yuan_brings_less_than_the_one_before(found, lever: str, response: str) -> None:
    steps = gains(found, lever, response)
    *_, before, last = (step / money for step, money in zip(steps, np.diff(DOSES), strict=True))
    assert surely_positive(before - last)
