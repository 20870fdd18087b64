"""What is told stands beside what was done (B16 of model.md 4.5): T8, T10 and C32 in every summary, screen and JSON.

Under the high-tech drive firms relabel a part of the step to their notch, so all three figures are told too high; in
business as usual nobody does. Ensembles of the small province.
"""

import pytest

from simulation import study
from simulation.analysis.summary import Summary
from simulation.ensemble.results import Ensemble
from simulation.ensemble.runner import run_ensemble
from simulation.presentation.document import compare_document, run_document
from simulation.presentation.words import Words
from simulation.study import load, summarise
from tests.behaviour.small_runs import small_draws, small_ground, written
from tests.presentation.rendering import run_screen

TOLD = {"T8": "rd_intensity", "T10": "rd_personnel", "C32": "high_tech_value"}
"""Targets and the indicator that can be told without being done, by the name of their measure."""
SCENARIOS = ("baseline", "drive")
DRIVE = {"enterprise_cultivation.high_tech_drive": {"budget": "2000万元", "floor": "10%"}}
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def ensembles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ensemble]:
    """A few draws of both."""
    scenarios = {"baseline": load("baseline"), "drive": written(tmp_path_factory.mktemp("drive"), DRIVE)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simulation.ensemble.runner.study_ground", small_ground)
        patch.setattr("simulation.ensemble.runner.draw_parameters", small_draws)
        return {name: run_ensemble(each, draws=8, replications=1, seed=2016) for name, each in scenarios.items()}


@pytest.fixture(scope="module")
def summaries(ensembles) -> dict[str, Summary]:
    return {name: summarise(ensemble) for name, ensemble in ensembles.items()}


@pytest.mark.parametrize("measure", TOLD.values(), ids=TOLD)
def test_b16_the_drive_has_more_told_than_done_and_business_as_usual_has_not(
    summaries: dict[str, Summary], measure: str
) -> None:
    gaps = {name: {each.measure: each for each in summary.reporting} for name, summary in summaries.items()}
    drive, usual = gaps["drive"][measure], gaps["baseline"][measure]
    assert drive.told.mean > drive.real.mean > 0.0
    assert drive.gap.p05 > 0.0
    assert drive.gap.p95 > 0.01
    assert usual.told.median == usual.real.median > 0.0
    assert usual.gap.median == 0.0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("measure", TOLD.values(), ids=TOLD)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_b16_the_screen_shows_both_figures_and_the_gap(
    ensembles: dict[str, Ensemble], summaries: dict[str, Summary], scenario: str, measure: str, language: str
) -> None:
    found = next(each for each in summaries[scenario].reporting if each.measure == measure)
    lines = run_screen(ensembles[scenario], language).splitlines()
    lines = lines[lines.index(Words(language)("screen.reporting")) + 1 :]
    cells = [cell for line in lines[: lines.index("")] for cell in line.split(" · ")]
    (cell,) = (cell for cell in cells if cell.startswith(Words(language)(f"told.{measure}")))
    told, real, gap = numbers(cell.removeprefix(Words(language)(f"told.{measure}")))
    assert told == pytest.approx(found.told.median, abs=0.51 * 10.0 ** -decimals(cell))
    assert real == pytest.approx(found.real.median, abs=0.51 * 10.0 ** -decimals(cell))
    assert gap == pytest.approx(100.0 * found.gap.median, abs=0.051)


def numbers(cell: str) -> tuple[float, float, float]:
    """Both figures and the gap in percent out of `2.51 / 2.35 % (+6.8 %)`."""
    figures, _, gap = cell.replace("（", "(").rstrip(")）").partition("(")
    told, _, real = figures.partition(" / ")
    return float(told), float(real.split()[0]), float(gap.rstrip(" %").replace("−", "-"))


def decimals(cell: str) -> int:
    """Decimals of the first figure."""
    figure = cell.split(" / ")[0].split()[-1]
    return len(figure.partition(".")[2])


@pytest.mark.parametrize("measure", TOLD.values(), ids=TOLD)
def test_b16_the_json_carries_both_figures_of_every_scenario_and_of_every_year(
    ensembles: dict[str, Ensemble], summaries: dict[str, Summary], measure: str
) -> None:
    base, drive = (summaries[name] for name in SCENARIOS)
    compared = compare_document(base, [(drive, study.compare(*ensembles.values()))], study.units())
    for document in (run_document(drive, study.units()), *compared["scenarios"]):
        (gap,) = (each for each in document["reporting_gap"] if each["measure"] == measure)
        assert {"told", "real", "gap"} < gap.keys()
        paths = {row["indicator"] for row in document["trajectories"]}
        assert {measure, f"{measure}_real"} <= paths


@pytest.mark.parametrize("measure", ["rd_intensity", "rd_personnel"])
def test_b16_a_target_that_can_be_dressed_up_is_also_judged_by_what_was_done(
    ensembles: dict[str, Ensemble], measure: str
) -> None:
    compared = study.compare(*ensembles.values())
    (target,) = (each for each in compared.targets if each.target.id == measure)
    assert target.real is not None
