"""Two scenarios differ exactly where they decide otherwise, and years with the same change stand together."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings

from simulation import study
from simulation.inputs.differences import Change, differences
from tests.inputs.any_scenario import Files, files
from tests.inputs.example_levers import written

HEAD = "schema: 2\ntitle: x\nextends: vouchers_only\n"


def changes(folder: Path, text: str, base: str = "vouchers_only") -> tuple[Change, ...]:
    return differences(study.load(base), study.load(written(folder, HEAD + text)))


def test_a_scenario_does_not_differ_from_itself() -> None:
    assert differences(study.load("document_package"), study.load("document_package")) == ()


def test_years_with_the_same_change_stand_together(tmp_path: Path) -> None:
    found = changes(
        tmp_path, "levers: {innovation_vouchers: {budget: {2016: 2亿元, 2018: 2.5亿元, 2019-2020: 2亿元}}}\n"
    )
    path = ("levers", "innovation_vouchers", "budget")
    assert found == (
        Change(path, 10_000.0, 20_000.0, (2016, 2019, 2020)),
        Change(path, 10_000.0, 25_000.0, (2018,)),
    )


def test_another_spelling_of_the_same_is_no_difference(tmp_path: Path) -> None:
    text = "levers: {innovation_vouchers: {budget: {2016-2020: 10000万元}, own_share: 0.5, end: 2020Q4}}\n"
    assert [change.path[-1] for change in changes(tmp_path, text)] == ["end"]


def test_what_is_switched_on_or_off_stands_as_a_whole(tmp_path: Path) -> None:
    text = "levers: {innovation_vouchers: off, guidance_funds: {follow_on: {budget: 1亿元}}}\n"
    on, off = changes(tmp_path, text)
    assert (on.path, on.before, on.after.budget[0]) == (("levers", "guidance_funds.follow_on"), None, 10_000.0)
    assert (off.path, off.before.face_value, off.after) == (("levers", "innovation_vouchers"), 5.0, None)


def test_the_world_is_compared_too(tmp_path: Path) -> None:
    text = (
        "macro: {growth: 8%}\nshocks: [covid]\ncertification: {pace: target_pressure}\nbase_year: {share: document}\n"
        "drift: ex_ante\ntargets: {gdp: {reading: real}}\n"
        "parameters: {voucher_additionality: {fixed: 0.5, source: office}}\n"
    )
    assert [(change.path, change.before, change.after) for change in changes(tmp_path, text)] == [
        (("macro", "growth"), "ex_ante", (0.08,) * 5),
        (("shocks",), (), ("covid",)),
        (("certification", "pace"), "business_as_usual", "target_pressure"),
        (("base_year", "share"), "published", "document"),
        (("drift",), "realised", "ex_ante"),
        (("targets", "gdp", "reading"), None, "real"),
        (("parameters", "voucher_additionality", "fixed"), None, 0.5),
    ]


def test_paths_of_growth_are_compared_year_by_year(tmp_path: Path) -> None:
    base = written(tmp_path, HEAD + "macro: {growth: {2016-2020: 8%}}\n", "base.yaml")
    text = HEAD.replace("vouchers_only", "base") + "macro: {growth: {2019-2020: 3%}}\n"
    (change,) = differences(study.load(base), study.load(written(tmp_path, text)))
    assert change == Change(("macro", "growth"), 0.08, 0.03, (2019, 2020))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(files())
def test_two_scenarios_differ_in_something_exactly_when_they_decide_otherwise(texts: Files) -> None:
    with TemporaryDirectory() as name:
        paths = {file: written(Path(name), text, file) for file, text in texts.items()}
        one, other = (study.load(paths[file]) for file in ("base.yaml", "scenario.yaml"))
        assert bool(differences(one, other)) == (one.hash() != other.hash())
        assert len(differences(one, other)) == len(differences(other, one))
