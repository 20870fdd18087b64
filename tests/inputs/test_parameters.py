"""The file of estimated numbers: complete, consistent with itself, and refused with the place of every mistake."""

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from simulation.inputs.distributions import Beta, Dirichlet, Distribution, Gamma, LogNormal, Normal, TruncatedNormal
from simulation.inputs.evidence import load_evidence
from simulation.inputs.parameters import Parameters, load_parameters
from simulation.inputs.problems import InputError
from tests.inputs.broken_parameters import CONTRADICTION, SLIPS, SMALL


def read(tmp_path: Path, text: str) -> Parameters:
    """Load a parameter file with the given text."""
    file = tmp_path / "parameters.yaml"
    file.write_text(text, encoding="utf-8")
    return load_parameters(file)


def refusal(tmp_path: Path, old: str, new: str) -> InputError:
    """Return the error that the small file meets once `old` is replaced by `new`."""
    assert old in SMALL
    with pytest.raises(InputError) as caught:
        read(tmp_path, SMALL.replace(old, new, 1))
    return caught.value


def quantiles(belief: Distribution) -> list[float]:
    """Return the 5, 50 and 95 % points of a distribution (of the first share), as scipy has them."""
    match belief:
        case TruncatedNormal(mean=m, sd=s, low=low, high=high):
            frozen = stats.truncnorm((low - m) / s, (high - m) / s, loc=m, scale=s)
        case LogNormal(median=median, log_sd=log_sd):
            frozen = stats.lognorm(log_sd, scale=median)
        case Normal(mean=m, sd=s):
            frozen = stats.norm(m, s)
        case Beta(alpha=alpha, beta=beta):
            frozen = stats.beta(alpha, beta)
        case Gamma(shape=shape, scale=scale, shift=shift):
            frozen = stats.gamma(shape, loc=shift, scale=scale)
        case Dirichlet(concentrations=parts):
            frozen = stats.beta(parts[0], sum(parts[1:]))
        case _:
            raise AssertionError(belief)
    return [float(point) for point in frozen.ppf([0.05, 0.5, 0.95])]


def test_the_file_holds_264_numbers_and_a_draw_270_fields() -> None:
    parameters = load_parameters()
    assert len(parameters.specs) == 264
    assert len(parameters.record_dtype().names or ()) == 270  # three sets of three shares
    assert {parameters.record_dtype()[field] for field in range(270)} == {np.dtype(np.float64)}


def test_every_printed_interval_is_that_of_its_distribution() -> None:
    for spec in load_parameters().specs:
        if spec.sampled:
            assert spec.interval_90 is not None
            printed = [spec.interval_90[0], spec.median, spec.interval_90[1]]
            assert printed == pytest.approx(quantiles(spec.distribution), rel=2e-3, abs=2e-6), spec.key


def test_every_evidence_code_stands_in_the_register() -> None:
    register = load_evidence()
    cited = {citation.code for spec in load_parameters().specs for citation in spec.evidence}
    assert cited <= set(register)
    assert {"E35", "F5"} <= cited


def test_whatever_was_read_has_an_address() -> None:
    assert not [code for code, evidence in load_evidence().items() if evidence.seen == "read" and not evidence.address]


def test_every_number_of_a_lever_names_its_clause_and_instrument() -> None:
    for spec in load_parameters().specs:
        if spec.lever not in ("core", "base_year"):
            assert spec.clause and spec.instruments, spec.key


def test_every_number_of_a_lever_says_where_it_comes_from() -> None:
    for spec in load_parameters().specs:
        if spec.lever not in ("core", "base_year"):
            assert spec.grade and (spec.evidence or spec.note), spec.key


def test_tier_one_numbers_and_numbers_of_levers_have_a_chinese_name() -> None:
    for spec in load_parameters().specs:
        assert spec.name_zh or (spec.tier > 1 and spec.lever == "core"), spec.key


def test_a_spike_at_zero_follows_the_grade_of_the_evidence() -> None:
    expected = {"A": 0.0, "B": 0.1, "C": 0.25, "D": 0.5}
    for spec in load_parameters().specs:
        if spec.spike:
            assert spec.spike == expected[spec.grade], spec.key


def test_a_citation_tells_a_remembered_number_from_one_that_was_read(tmp_path: Path) -> None:
    (citation,) = read(tmp_path, SMALL)["right"].evidence
    assert (citation.code, citation.from_memory) == ("E17", True)


def test_numbers_with_a_direction_correlate_by_the_square_of_the_common_factor() -> None:
    parameters = load_parameters()
    place = {spec.key: index for index, spec in enumerate(parameters.linked())}
    matrix = parameters.score_correlations()
    assert matrix[place["voucher_use_share"], place["fund_private_leverage"]] == pytest.approx(0.371**2)
    assert matrix[place["voucher_use_share"], place["grant_misuse_share"]] == pytest.approx(-(0.371**2))
    assert matrix[place["voucher_additionality"], place["voucher_idea_effect"]] == 0.3
    assert matrix[place["patent_propensity_drift"], place["ip_service_filing_effect"]] == -0.4


def test_correlations_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not positive definite"):
        read(tmp_path, CONTRADICTION)


@pytest.mark.parametrize(("old", "new", "code", "words"), SLIPS)
def test_a_broken_file_is_refused_with_code_and_reason(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    error = refusal(tmp_path, old, new)
    assert code in {problem.code for problem in error.problems}
    assert words in str(error)


def test_a_mistake_is_reported_with_its_line_and_column(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, "sd: 1}", "sd: -1}").problems
    line = SMALL.splitlines().index("    distribution: {family: normal, mean: 0, sd: 1}") + 1
    assert (problem.line, problem.column) == (line, len("    distribution: {family: normal, mean: 0, ") + 1)


def test_all_mistakes_are_found_in_one_pass(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, SMALL.replace("tier: 1", "tier: 9").replace("unit: km", "unit: 7"))
    assert len(caught.value.problems) == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        load_parameters(tmp_path / "nowhere.yaml")


def test_an_unknown_name_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="nearest: left"):
        read(tmp_path, SMALL)["lefft"]


def test_a_scenario_cannot_fix_a_number_outside_what_is_possible(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"right = 1\.5 lies outside the range 0 to 1"):
        read(tmp_path, SMALL).override("right", fixed=1.5, source="office survey")
    with pytest.raises(ValueError, match="cannot be fixed as one number"):
        load_parameters().override("town_kind_shares", fixed=0.5, source="office survey")


def test_the_fingerprint_follows_numbers_and_not_words(tmp_path: Path) -> None:
    plain = read(tmp_path, SMALL)
    reworded = read(tmp_path, SMALL.replace("good when low", "better when low").replace("grade: B", "grade: A"))
    changed = read(tmp_path, SMALL.replace("alpha: 2", "alpha: 2.5"))
    assert plain.hash() == reworded.hash() != changed.hash()
    assert plain.override("left", fixed=1.0, source="a").hash() == plain.override("left", fixed=1.0, source="b").hash()
    assert plain.override("left", fixed=1.0, source="a").hash() != plain.hash()


def test_nothing_leans_on_figures_after_2015_under_the_ex_ante_switch() -> None:
    parameters = load_parameters()
    ex_ante = parameters.ex_ante()
    changed = {spec.key for spec in parameters.specs if spec != ex_ante[spec.key]}
    assert changed == {"patent_propensity_drift", "rd_intensity_drift"}
    assert ex_ante["rd_intensity_drift"].distribution == Normal(family="normal", mean=0.06, sd=0.02)
    assert ex_ante["rd_intensity_drift"].interval_90 == pytest.approx((0.0271, 0.0929), abs=1e-4)
