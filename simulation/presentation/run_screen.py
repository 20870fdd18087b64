"""The reviewer's screen of one scenario: the answer first, then targets, causes, money, warnings and provenance."""

from collections.abc import Iterator
from typing import Final

from simulation.analysis.chances import Chance
from simulation.analysis.reporting import ReportingGap
from simulation.analysis.summary import Summary
from simulation.presentation.assumptions import assumption_sentences, judged, of_part
from simulation.presentation.lines import heading, say, say_cells, section
from simulation.presentation.sentences import as_asked, footer, headline, inputs, left_out, notice, on_towns, short_name
from simulation.presentation.setting import Setting
from simulation.presentation.side_tables import cost_table, index_cells, region_cells, split_terms
from simulation.presentation.targets_table import ROOMY, explained_marks, targets_table
from simulation.presentation.telling import in_short

BASE: Final = "baseline"
PACKAGE: Final = "document_package"


def show_run(summary: Summary, setting: Setting) -> None:
    """Print the whole screen of one scenario."""
    words = setting.words
    size = words("screen.runs", draws=summary.draws, replications=summary.replications)
    heading(f"{words.pick(summary.title)} · {short_name(summary)} · {size}", setting)
    say(headline(summary, setting), setting)
    if summary.joint.primary.runs:
        setting.console.print()
        part = of_part(summary.manifest) is not None
        setting.console.print(targets_table(summary.targets, setting, part))
        _legend(setting)
        if not part:
            _joint(summary, setting)
        _reporting(summary, setting)
        _other_readings(summary, setting)
        _causes(summary, setting)
    _warnings(summary, setting)
    setting.console.print()
    for line in (inputs(summary, setting), *footer(summary, setting)):
        say(line, setting, style="dim")
    say(words("screen.next", command=next_command(summary)), setting)


def next_command(summary: Summary) -> str:
    """What a planner would type next: the comparison with business as usual, or with the document's package.

    Of a scenario without some of its levers: the comparison with the whole of it.
    """
    whole = summary.scenario_id
    if left_out(summary):
        return f"towncast compare {whole} {as_asked(summary)}"
    return f"towncast compare {BASE} {PACKAGE if whole == BASE else whole}{on_towns(summary)}"


def _legend(setting: Setting) -> None:
    words, glyphs = setting.words, setting.glyphs
    pictures = {"sure": glyphs.sure, "likely": glyphs.likely, "possible": glyphs.possible}
    cells = [words("screen.legend_bar", **pictures)]
    if glyphs.dotted:
        cells.append(words("screen.legend_path"))
    if setting.width >= ROOMY:
        cells.append(words("screen.legend_ignorance"))
    say_cells((*cells, *explained_marks(setting)), setting, style="dim", gap="   ")


def _joint(summary: Summary, setting: Setting) -> None:
    words, joint = setting.words, summary.joint
    section(words("screen.joint"), setting)
    say_cells((named_chance(chance, setting) for chance in (joint.primary, joint.all_ten)), setting)
    half = len(joint.at_least) // 2
    steps = (f"{k}: {setting.figures.chance(joint.at_least[k - 1])}" for k in range(half, len(joint.at_least)))
    say_cells((words("screen.at_least"), *steps), setting)


def _reporting(summary: Summary, setting: Setting) -> None:
    section(setting.words("screen.reporting"), setting)
    say_cells((_told_and_real(each, setting) for each in summary.reporting), setting)


def _told_and_real(each: ReportingGap, setting: Setting) -> str:
    """A figure as told and as it was, and by how much it was dressed up, like `R&D / GDP 2.51 / 2.35 % (+6.8 %)`."""
    words, figures = setting.words, setting.figures
    told, real = (figures.amount(spread.median, each.measure, spread) for spread in (each.told, each.real))
    name, unit = words(f"told.{each.measure}"), figures.unit(each.measure)
    gap = figures.signed_share(each.gap.median, 1)
    return words("screen.told_and_real", name=name, told=told, real=real, unit=unit, gap=gap)


def named_chance(chance: Chance, setting: Setting) -> str:
    """A joint chance with its name and its interval."""
    bounds = setting.figures.bounds(chance)
    name = setting.words(f"target.{chance.target}")
    return f"{name} {setting.figures.chance(chance)}" + (f" ({bounds})" if bounds else "")


def _other_readings(summary: Summary, setting: Setting) -> None:
    cells = list(_reading_cells(summary, setting))
    if cells:
        section(setting.words("screen.other_readings"), setting)
        say_cells(cells, setting)


def _reading_cells(summary: Summary, setting: Setting) -> Iterator[str]:
    words = setting.words
    for result in judged(summary):
        others = [other for other in result.others if other.reading != "real"]
        readings = (
            words("headline.weak", target=setting.reading(other.reading), chance=setting.figures.chance(other))
            for other in others
        )
        if others:
            name = words(f"target.{result.target.id}")
            yield words("screen.readings", target=name, readings=words("headline.comma").join(readings))


def _causes(summary: Summary, setting: Setting) -> None:
    words = setting.words
    section(words("screen.composition"), setting)
    for terms in split_terms(summary.splits, setting):
        say_cells(terms, setting, gap=" ", indent="  ")
    section(words("screen.index"), setting)
    say_cells(index_cells(summary.score, setting), setting)
    say_cells(region_cells(summary.regional_score, setting), setting)
    if summary.costs:
        section(words("screen.costs", unit=words("unit.money")), setting)
        setting.console.print(cost_table(summary, setting))
    else:
        setting.console.print()
        say(words("screen.no_levers"), setting)


def _warnings(summary: Summary, setting: Setting) -> None:
    lines = [in_short(alarm, setting.words) for alarm in summary.alarms]
    lines += [notice(warning, setting.words, setting.lever_names) for warning in summary.notices]
    lines += assumption_sentences(summary.manifest, setting.words)
    if lines:
        section(setting.words("screen.warnings"), setting)
    for line in lines:
        say(f"! {line}", setting, indent="  ")
