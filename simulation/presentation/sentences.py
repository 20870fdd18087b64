"""The sentences of a screen: the headline, the warnings, and the lines that say where a number comes from."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol

from simulation.analysis.chances import TargetResult
from simulation.analysis.notices import Notice
from simulation.analysis.stopping import RANKING
from simulation.analysis.summary import Summary
from simulation.presentation.assumptions import judged, of_part
from simulation.presentation.numbers import Figures, written
from simulation.presentation.setting import LeverNames, Setting, lever_name
from simulation.presentation.words import Words

WEAKEST: Final = 3
LIKELY: Final = 0.5
EVIDENCE: Final = ("A", "B", "C")
CALIBRATED: Final = ("data", "derived", "M")
HASH_SHOWN: Final = 8


class Sized(Protocol):
    """Whatever was run with so many draws and replications and keeps its manifest."""

    @property
    def draws(self) -> int: ...

    @property
    def replications(self) -> int: ...

    @property
    def manifest(self) -> Mapping[str, Any]: ...


def headline(summary: Summary, setting: Setting) -> str:
    """One sentence: the chance of the nine primary targets together, and which of them are most likely to fail."""
    words, figures, joint = setting.words, setting.figures, summary.joint.primary
    title = words.pick(summary.title)
    if not joint.runs:
        return words("headline.nothing", title=title)
    part = of_part(summary.manifest)
    if part is not None:
        return _headline_of_part(summary, part, setting)
    weak = words("headline.comma").join(
        words(
            "headline.weak",
            target=words(f"target.{result.target.id}"),
            chance=figures.chance(result.chance),
        )
        for result in weakest(summary.targets)
    )
    bounds = figures.bounds(joint)
    form = "several" if bounds else "one_sided"
    if not joint.is_probability:
        form = "seed_only"
    weak = weak or words("headline.none_weak")
    return words(f"headline.{form}", title=title, chance=figures.chance(joint), bounds=bounds, weak=weak)


def _headline_of_part(summary: Summary, part: Mapping[str, Any], setting: Setting) -> str:
    """One sentence for some of the towns: the chances of the targets that mean the same for them as for the whole."""
    words, comma = setting.words, setting.words("headline.comma")
    ratios = (
        words("headline.weak", target=words(f"target.{each.target.id}"), chance=setting.figures.chance(each.chance))
        for each in judged(summary)
    )
    return words(
        "headline.part",
        title=words.pick(summary.title),
        towns=part["certified"],
        cities=comma.join(words(f"city.{city}") for city in part["cities"]),
        ratios=comma.join(ratios),
    )


def weakest(results: tuple[TargetResult, ...]) -> list[TargetResult]:
    """At most three primary targets that are missed more often than met, the least likely first."""
    primary = [result for result in results if result.target.kind == "primary"]
    weak = sorted(primary, key=lambda result: result.chance.share_met)
    return [result for result in weak if result.chance.share_met < LIKELY][:WEAKEST]


def notice(warning: Notice, words: Words, lever_names: LeverNames) -> str:
    """A warning in the reader's words, its shares rounded and its names spelt out."""
    return words(f"notice.{warning.name}", **_worded(warning.values, words, lever_names))


def _worded(values: Mapping[str, Any], words: Words, lever_names: LeverNames) -> dict[str, str]:
    worded = {}
    for name, value in values.items():
        if isinstance(value, tuple):
            names = (words(f"target.{each}") for each in value)
            worded[name] = words("headline.comma").join(names)
        elif name == "lever":
            worded[name] = lever_name(str(value), words, lever_names)
        elif isinstance(value, str):
            worded[name] = _name(name, value, words)
        elif name.endswith("share"):
            worded[name] = Figures(words).share(value)
        else:
            worded[name] = written(value, 2 if isinstance(value, float) else 0)
    return worded


def _name(kind: str, value: str, words: Words) -> str:
    key = f"{kind}.{value}"
    return words(key) if key in words else value


def inputs(summary: Summary, setting: Setting) -> str:
    """The files a scenario was read from, what was left out, and the hashes of what was merged from them."""
    manifest = summary.manifest
    hashes = " · ".join(f"{name} {str(code)[:HASH_SHOWN]}" for name, code in manifest.get("hashes", {}).items())
    levers = ", ".join(left_out(summary))
    without = setting.words("footer.left_out", levers=levers) if levers else ""
    towns = manifest.get("towns")
    table = setting.words("footer.towns", file=towns["file"]) if towns else ""
    return setting.words("footer.inputs", files=_files(manifest, setting) + table + without, hashes=hashes)


def left_out(summary: Summary) -> tuple[str, ...]:
    """The levers of the scenario's file that this run does without."""
    return tuple(summary.manifest.get("left_out", ()))


def short_name(summary: Summary) -> str:
    """The scenario by its file's name, and what was left out of it: `document_package −guidance_funds`."""
    return " −".join((summary.scenario_id, *left_out(summary)))


def as_asked(summary: Summary) -> str:
    """The scenario as a reader types it: `document_package --leave-out guidance_funds`."""
    return " --leave-out ".join((summary.scenario_id, *left_out(summary))) + on_towns(summary)


def on_towns(summary: Summary) -> str:
    """The options that say on which towns, as a reader types them; empty on the model's own."""
    towns = summary.manifest.get("towns")
    if not towns:
        return ""
    switches = (("only_these", " --only-these"), ("whole_budgets", " --whole-budgets"))
    return f" --towns {towns['path']}" + "".join(option for name, option in switches if towns[name])


def why_stopped(manifest: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Why a study that was to stop by itself ended where it did; nothing of a study of fixed size."""
    stop = manifest.get("stopped")
    if stop is None:
        return
    kind = "order" if stop["rule"] == RANKING else "close"
    yield words(
        f"stopping.{kind if stop['by_rule'] else f'limit_{kind}'}",
        rule=stop["rule"],
        draws=stop["draws"],
        looks=stop["looks"],
        planned=stop["looks_planned"],
        widest=f"{100 * stop['widest_half_width']:.1f}",
        target=words(f"target.{stop['widest_target']}"),
    )


def footer(summary: Sized, setting: Setting) -> Iterator[str]:
    """How to reproduce the numbers: seed, size and version; what they rest on; what is left out."""
    words, manifest = setting.words, summary.manifest
    yield from why_stopped(manifest, words)
    study = words("footer.study", study=manifest["study"]) if manifest.get("study") else ""
    yield words(
        "footer.runs",
        seed=manifest.get("seed", ""),
        draws=summary.draws,
        replications=summary.replications,
        version=manifest.get("version", ""),
        study=study,
    )
    grades = manifest.get("parameter_grades", {})
    counted = {
        "evidence": sum(grades.get(grade, 0) for grade in EVIDENCE),
        "calibrated": sum(grades.get(grade, 0) for grade in CALIBRATED),
    }
    yield words("footer.grades", **counted, judgement=sum(grades.values()) - sum(counted.values()))
    yield words("footer.validation")


def _files(manifest: Mapping[str, Any], setting: Setting) -> str:
    files = [str(name) for name in manifest.get("files", ())]
    return ", ".join(files) if len(files) <= WEAKEST else setting.words("footer.files", count=len(files))
