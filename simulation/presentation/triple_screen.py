"""The screen of money or aim: what a scenario changes, split into what its money does and what aiming it adds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from simulation.analysis.comparison import Difference
from simulation.analysis.summary import Summary
from simulation.analysis.triple import Triple, TripleTarget
from simulation.inputs.untargeted import KeptAim
from simulation.presentation.assumptions import judged
from simulation.presentation.changes import (
    DOUBT,
    bracketed_points,
    number_moved,
    points_with_interval,
    unit_of_change,
    unseen,
)
from simulation.presentation.lines import heading, say, say_cells, section
from simulation.presentation.numbers import NOTHING
from simulation.presentation.sentences import footer, inputs, notice
from simulation.presentation.setting import Setting
from simulation.presentation.tables import plain_table
from simulation.presentation.targets_table import WIDE, explained_marks, target_name
from simulation.presentation.telling import in_chinese

PARTS = ("total", "money", "targeting")
FATES = ("bought", "met_anyway", "missed_still", "lost")
ABOUT_THE_SAME = 0.02
"""Difference of the two sums of money, as a share of the larger, that needs no word."""


@dataclass(frozen=True)
class ThreeScenarios:
    """The three scenarios' own summaries, the split between them, and instruments that still aim when untargeted."""

    none: Summary
    untargeted: Summary
    written: Summary
    found: Triple
    kept: tuple[KeptAim, ...]

    @property
    def rows(self) -> list[TripleTarget]:
        """Targets whose bars mean something for the towns that were run."""
        known = {result.target.id for result in judged(self.written)}
        return [each for each in self.found.targets if each.target in known]


def show_triple(three: ThreeScenarios, setting: Setting) -> None:
    """Print the whole screen."""
    words, written = setting.words, three.written
    size = words("screen.runs", draws=written.draws, replications=written.replications)
    title = words.pick(written.title)
    heading(words("triple.title", title=title, scenario=written.scenario_id, runs=size), setting)
    say(headline(three, setting), setting)
    _parts(three, "chances", setting)
    _parts(three, "values", setting)
    say_cells(explained_marks(setting), setting, style=DOUBT, gap="   ")
    say(words("triple.legend"), setting, style=DOUBT)
    section(words("triple.fate", title=title), setting)
    setting.console.print(_fates(three, setting))
    say(words("triple.fate_legend"), setting, style=DOUBT)
    setting.console.print()
    _money(three, setting)
    _close(three, setting)


def headline(three: ThreeScenarios, setting: Setting) -> str:
    """One sentence: which chances move, and how much of it is money."""
    words = setting.words
    title = words.pick(three.written.title)
    moving = [each for each in three.rows if each.probability.total.distinguishable]
    if not moving:
        return words("triple.headline_none", title=title)
    sentences = (
        words(
            "triple.moved",
            target=words(f"target.{each.target}"),
            **{part: _told(getattr(each.probability, part), setting) for part in PARTS},
        )
        for each in sorted(moving, key=lambda each: -abs(each.probability.total.interval.estimate))
    )
    return words("triple.headline", title=title, targets=words("headline.comma").join(sentences))


def _told(part: Difference, setting: Setting) -> str:
    """One part without its interval: in brackets when it cannot be told from nothing, a bound when it was not seen."""
    return bracketed_points(part.interval, setting) if part.draws_changed else unseen(part.interval, setting)


def _parts(three: ThreeScenarios, what: str, setting: Setting) -> None:
    words, wide = setting.words, setting.width >= WIDE
    section(words(f"triple.{what}"), setting)
    chances = what == "chances"
    headings = [words("triple.three")] if wide and chances else []
    headings += [words(f"triple.{part}") for part in PARTS]
    headings += [] if chances else [words("triple.unit")]
    table = plain_table(*headings, first=words("column.target"), gap=2 if wide else 1)
    results = {result.target.id: result for result in three.written.targets}
    for each in three.rows:
        result = results[each.target]
        cells = [_three(three, each.target, setting)] if wide and chances else []
        split = each.probability if chances else each.value
        measure = "" if chances else result.target.readings[each.reading].measure
        cells += [_cell(getattr(split, part), measure, setting) for part in PARTS]
        cells += [] if chances else [unit_of_change(measure, setting)]
        table.add_row(target_name(result, setting), *cells)
    setting.console.print(table)


def _cell(part: Difference, measure: str, setting: Setting) -> str:
    """One part with its interval; a chance in percentage points, a number in its unit."""
    if not part.draws_changed:
        return "0" if measure else unseen(part.interval, setting)
    if not measure:
        return points_with_interval(part.interval, setting)
    return number_moved(part.interval, measure, setting, with_interval=setting.width >= WIDE)


def _three(three: ThreeScenarios, target: str, setting: Setting) -> str:
    """The three chances, like `12 → 30 → 45 %`."""
    summaries = (three.none, three.untargeted, three.written)
    chances = [next(r.chance for r in summary.targets if r.target.id == target) for summary in summaries]
    cells = [setting.figures.chance(chance) for chance in chances]
    return " → ".join((*(cell.removesuffix("%").rstrip() for cell in cells[:-1]), cells[-1]))


def _fates(three: ThreeScenarios, setting: Setting) -> Table:
    words = setting.words
    table = plain_table(*(words(f"triple.{fate}") for fate in FATES), first=words("column.target"), gap=2)
    results = {result.target.id: result for result in three.written.targets}
    for each in three.rows:
        cells = (NOTHING if each.fate is None else _share(getattr(each.fate, fate), setting) for fate in FATES)
        table.add_row(target_name(results[each.target], setting), *cells)
    return table


def _share(share: Any, setting: Setting) -> str:
    """A share of the money, with its interval where the screen is wide."""
    figures = setting.figures
    text = figures.share(share.estimate)
    if setting.width < WIDE or share.low == share.high:
        return text
    low, high = (figures.share(min(max(end, 0.0), 1.0)).removesuffix("%").rstrip() for end in (share.low, share.high))
    return f"{text} ({low}–{high})"


def _money(three: ThreeScenarios, setting: Setting) -> None:
    words, found = setting.words, three.found
    extra = {"untargeted": found.extra_untargeted, "written": found.extra_written}
    told = {name: setting.figures.money(each) for name, each in extra.items()}
    say(words("triple.public", **told, unit=words("unit.money")), setting)
    if abs(found.extra_untargeted - found.extra_written) > ABOUT_THE_SAME * max(extra.values()):
        say(words("triple.unspent"), setting)


def _close(three: ThreeScenarios, setting: Setting) -> None:
    words = setting.words
    lines = [*_kept(three.kept, setting), *_warnings(three, setting)]
    if lines:
        section(words("screen.warnings"), setting)
    for line in lines:
        say(f"! {line}", setting, indent="  ")
    setting.console.print()
    for line in (inputs(three.written, setting), *footer(three.written, setting)):
        say(line, setting, style=DOUBT)
    say(words("screen.next", command=f"towncast attribute {three.written.scenario_id}"), setting)


def _kept(kept: Sequence[KeptAim], setting: Setting) -> Iterator[str]:
    for each in kept:
        english = setting.words.language == "en"
        because = each.because if english else in_chinese(each.because) or each.because
        yield setting.words("triple.kept", instrument=setting.lever(each.instrument), because=because)


def _warnings(three: ThreeScenarios, setting: Setting) -> Iterator[str]:
    """What is to be doubted in any of the three runs, each once."""
    names = ("failed_runs", "one_draw", "few_draws", "realised_path")
    found = (
        notice(warning, setting.words, setting.lever_names)
        for summary in (three.none, three.untargeted, three.written)
        for warning in summary.notices
        if warning.name in names
    )
    yield from dict.fromkeys(found)
