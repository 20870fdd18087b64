"""The part of the page that says where it comes from: manifest, merged scenario, changes in words, the command."""

import shlex
from collections.abc import Iterator, Mapping
from typing import Any, Final

from simulation.inputs.differences import differences
from simulation.inputs.scenario import Scenario
from simulation.presentation.difference_screen import parts, sentence
from simulation.presentation.report.material import Material
from simulation.presentation.report.pieces import Block, Heading, Listing, Section, Sentences, Table
from simulation.presentation.sentences import footer
from simulation.presentation.setting import Setting

SCENARIO_FILE: Final = "scenario.yaml"
OF_THE_ASKING: Final = ("wall_seconds", "command", "damaged", "files")
"""What belongs to one asking and not to the runs; two reports of the same study do not differ in it."""


def provenance_section(material: Material, setting: Setting) -> Section:
    """How to get these very numbers again."""
    words = setting.words
    blocks: list[Block | Heading] = [Sentences(tuple(footer(material.summary, setting)))]
    if material.merged:
        blocks.append(Sentences((words("report.how_to_reproduce", file=SCENARIO_FILE),)))
        blocks.append(Listing("command", words("report.command"), command(material)))
    blocks.append(manifest_table(material.manifest, setting))
    changes = "\n".join(change_lines(material.before, material.scenario, setting))
    if changes:
        blocks.append(Listing("changes", words("report.changes"), changes, folded=True))
    if material.merged:
        blocks.append(Listing("scenario", words("report.scenario"), scenario_text(material), folded=True))
    return Section("provenance", words("report.provenance"), tuple(blocks))


def command(material: Material) -> str:
    """What runs the merged scenario again, to the digit."""
    manifest = material.manifest
    size = {"draws": material.summary.draws, "replications": material.summary.replications}
    asked = ["towncast", "run", SCENARIO_FILE, "--seed", str(manifest.get("seed", ""))]
    asked += [word for name, number in size.items() for word in (f"--{name}", str(number))]
    towns = manifest.get("towns")
    if towns:
        asked += ["--towns", str(towns["file"])]
        asked += [option for name, option in (("only_these", "--only-these"), ("whole_budgets", "--whole-budgets"))
                  if towns[name]]  # fmt: skip
    return shlex.join(asked)


def scenario_text(material: Material) -> str:
    """The merged scenario as a file of its own."""
    return "\n".join(material.merged) + "\n"


def lasting(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest without what belongs to one asking."""
    return {name: value for name, value in manifest.items() if name not in OF_THE_ASKING}


def manifest_table(manifest: Mapping[str, Any], setting: Setting) -> Table:
    """The manifest, one line each."""
    words = setting.words
    rows = tuple(_lines("", lasting(manifest)))
    headings = (words("report.entry"), words("report.value"))
    return Table("table-manifest", words("report.manifest"), headings, rows, folded=True, worded=True)


def _lines(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _lines(f"{name}.{key}".lstrip("."), each)
    elif isinstance(value, list | tuple):
        yield name, ", ".join(map(str, value))
    else:
        yield name, str(value)


def change_lines(before: Scenario | None, after: Scenario | None, setting: Setting) -> Iterator[str]:
    """What the scenario decides otherwise than the one before, in words; nothing where the store does not say."""
    if before is None or after is None:
        return
    words = setting.words
    titles = (f"{words.pick(each.title.model_dump())} · {each.id}" for each in (before, after))
    yield words("change.title", **dict(zip(("before", "after"), titles, strict=True)))
    changes = differences(before, after)
    if not changes:
        yield words("change.same")
    for title, chosen in parts(changes):
        yield ""
        yield words(title)
        yield from (f"  {sentence(change, setting)}" for change in chosen)
