"""Scenarios side by side: what each changes against the base on the same luck, and what a point costs."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.table import Table

from simulation.analysis.chances import Chance, TargetResult
from simulation.analysis.comparison import REAL, Comparison, Difference, TargetDifference
from simulation.analysis.ranking import Order
from simulation.analysis.summary import Summary
from simulation.presentation.assumptions import assumption_sentences, judged, of_part
from simulation.presentation.changes import DOUBT, chance_change, points, value_change
from simulation.presentation.lines import heading, say, say_cells, section
from simulation.presentation.numbers import NOTHING
from simulation.presentation.order_said import order_sentences
from simulation.presentation.sentences import as_asked, footer, inputs, left_out, notice, short_name
from simulation.presentation.setting import Setting
from simulation.presentation.tables import plain_table
from simulation.presentation.targets_table import ROOMY, WIDE, bar_words, target_name
from simulation.presentation.telling import in_short
from simulation.presentation.wrapping import joined

OWN_SCREEN: Final = ("reported", "readings_decide")
"""Warnings that only make sense beside one scenario's own numbers."""
JOINTS: Final = ("primary", "all_ten")
WORDS_OF_CHANCES: Final = 40
"""Columns that the names of targets and their bars take in the table of chances."""


@dataclass(frozen=True)
class Pair:
    """One scenario against the base: its own summary and the paired differences."""

    summary: Summary
    comparison: Comparison


def show_compare(base: Summary, pairs: Sequence[Pair], setting: Setting, order: Order | None = None) -> None:
    """Print the comparison: the answer, then each scenario's differences, money and regions, and what to doubt."""
    words = setting.words
    size = words("screen.runs", draws=base.draws, replications=base.replications)
    names = " / ".join(words.pick(summary.title) for summary in (base, *(pair.summary for pair in pairs)))
    heading(f"{names} · {size}", setting)
    for pair in pairs:
        say(compare_headline(base, pair, setting), setting)
    if len(pairs) > 1:
        setting.console.print()
        setting.console.print(_chances(base, pairs, setting))
    for pair in pairs:
        section(words("compare.against", base=words.pick(base.title), other=words.pick(pair.summary.title)), setting)
        setting.console.print(_differences(base, pair, setting))
        say(_money(base, pair, setting), setting)
        say_cells((words("compare.places"), *_places(pair.comparison, setting)), setting)
    if order is not None:
        setting.console.print()
        for sentence in order_sentences(order, setting):
            say(sentence, setting)
    say(words("compare.rule"), setting, style="dim")
    _close(base, pairs, setting)


def compare_headline(base: Summary, pair: Pair, setting: Setting) -> str:
    """One sentence: which chances move by an amount that can be told from nothing, and how many do not."""
    words = setting.words
    names = {"base": words.pick(base.title), "other": words.pick(pair.summary.title)}
    known = {result.target.id for result in judged(pair.summary)}
    targets = [target for target in pair.comparison.targets if target.target.id in known]
    if not any(target.probability.draws_changed or target.value.draws_changed for target in targets):
        return words("compare.identical", **names)
    moved = [target for target in targets if target.probability.distinguishable]
    if not moved:
        return words("compare.headline_none", **names)
    gains = words("headline.comma").join(
        words(
            "compare.gain",
            target=words(f"target.{target.target.id}"),
            points=points(target.probability.interval, setting),
        )
        for target in sorted(moved, key=lambda target: -abs(target.probability.interval.estimate))
    )
    return words("compare.headline_gain", **names, targets=gains, rest=len(targets) - len(moved))


def _chances(base: Summary, pairs: Sequence[Pair], setting: Setting) -> Table:
    """Chances of every target, one column per scenario."""
    summaries = (base, *(pair.summary for pair in pairs))
    room = (setting.width - WORDS_OF_CHANCES) // len(summaries) - 1
    table = plain_table(
        *(_heading(summary, room) for summary in summaries),
        setting.words("column.bar"),
        first=setting.words("column.target"),
    )
    part = of_part(base.manifest) is not None
    for rows in zip(*(judged(summary) for summary in summaries), strict=True):
        reading = rows[0].target.readings[rows[0].chance.reading]
        cells = [setting.figures.chance(result.chance) for result in rows]
        table.add_row(target_name(rows[0], setting), *cells, bar_words(reading, setting))
    for name in () if part else JOINTS:
        joints = (getattr(summary.joint, name) for summary in summaries)
        cells = [setting.figures.chance(joint) for joint in joints]
        table.add_row(setting.words(f"target.{name}"), *cells, "", style="bold")
    return table


def _heading(summary: Summary, room: int) -> str:
    """The scenario's name over what was left out of it, broken after underscores where the screen is narrow."""
    names = (summary.scenario_id, *(f"−{lever}" for lever in left_out(summary)))
    return "\n".join(line for name in names for line in joined(re.findall("[^_]*_?", name)[:-1], "", room))


def _differences(base: Summary, pair: Pair, setting: Setting) -> Table:
    """One row per target: both chances, the difference and its interval, and as the width allows more."""
    words, roomy = setting.words, setting.width >= ROOMY
    headings = [words("column.both"), words("column.difference"), words("column.interval_short")]
    headings += [words("column.value_change")] if roomy else []
    unit = words("unit.money")
    table = plain_table(*headings, words("column.cost", unit=unit), first=words("column.target"))
    part = of_part(base.manifest) is not None
    rows = zip(base.targets, pair.summary.targets, pair.comparison.targets, strict=True)
    for before, after, change in rows:
        value = [value_change(change.value, change.target.readings[change.reading].measure, setting)] if roomy else []
        if part and not before.target.is_ratio:
            table.add_row(target_name(before, setting), NOTHING, "", "", *value, NOTHING, style=DOUBT)
            continue
        both = _both(before.chance, after.chance, setting)
        table.add_row(
            target_name(before, setting),
            both,
            *chance_change(change.probability, setting),
            *value,
            _cost(change, setting),
        )
        if change.real is not None:
            first, second = (_really(result) for result in (before, after))
            name = f"  {words('screen.real')}"
            table.add_row(name, _both(first, second, setting), *chance_change(change.real, setting), style=DOUBT)
    for name, joint in () if part else zip(JOINTS, pair.comparison.joint, strict=False):
        both = _both(getattr(base.joint, name), getattr(pair.summary.joint, name), setting)
        table.add_row(words(f"target.{name}"), both, *chance_change(joint, setting), style="bold")
    return table


def _really(result: TargetResult) -> Chance:
    return next(chance for chance in result.others if chance.reading == REAL)


def _both(before: Chance, after: Chance, setting: Setting) -> str:
    """Both chances, like `17 → 54 %`; the sign of percent is written once."""
    first = setting.figures.chance(before).removesuffix("%").rstrip()
    return f"{first} → {setting.figures.chance(after)}"


def _cost(target: TargetDifference, setting: Setting) -> str:
    """Money per percentage point; with its interval where the screen is wide enough."""
    cost = target.cost_per_point
    if cost is None:
        return NOTHING
    text = setting.figures.ratio(cost.estimate, cost.low, cost.high)
    return text if setting.width >= WIDE else text.split(" (")[0]


def _money(base: Summary, pair: Pair, setting: Setting) -> str:
    return setting.words(
        "compare.extra",
        base=setting.words.pick(base.title),
        money=setting.figures.money(pair.comparison.extra_cost),
        unit=setting.words("unit.money"),
    )


def _places(comparison: Comparison, setting: Setting) -> Iterator[str]:
    for place in comparison.places:
        if math.isnan(place.interval.estimate):
            continue
        yield f"{setting.words('place.' + place.name)} {_index_change(place, setting)}"


def _index_change(place: Difference, setting: Setting) -> str:
    if not place.draws_changed:
        return "0"
    text = setting.figures.signed(place.interval.estimate, 2)
    return text if place.distinguishable else f"{text} ({setting.words('compare.not_distinguishable')})"


def _close(base: Summary, pairs: Sequence[Pair], setting: Setting) -> None:
    """Warnings, each once and with its file or its scenario unless all share it, and where the numbers come from."""
    summaries = (base, *(pair.summary for pair in pairs))
    lines = [*_warnings(summaries, setting), *assumption_sentences(base.manifest, setting.words)]
    if lines:
        section(setting.words("screen.warnings"), setting)
    for line in lines:
        say(f"! {line}", setting, indent="  ")
    setting.console.print()
    for summary in summaries:
        say(f"{short_name(summary)} · {inputs(summary, setting)}", setting, style="dim", indent="  ")
    for line in footer(base, setting):
        say(line, setting, style="dim")
    say(setting.words("screen.next", command=f"towncast run {as_asked(pairs[-1].summary)}"), setting)


def _warnings(summaries: Sequence[Summary], setting: Setting) -> Iterator[str]:
    yield from dict.fromkeys(in_short(alarm, setting.words) for summary in summaries for alarm in summary.alarms)
    found: dict[str, list[str]] = {}
    for summary in summaries:
        for warning in summary.notices:
            if warning.name not in OWN_SCREEN:
                line = notice(warning, setting.words, setting.lever_names)
                found.setdefault(line, []).append(short_name(summary))
    for line, scenarios in found.items():
        yield line if len(scenarios) == len(summaries) else f"{', '.join(scenarios)} · {line}"
