"""The screen of what each lever adds: its share in the package by target, what is lost without it, what overlaps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.table import Table

from simulation.analysis.comparison import Difference
from simulation.analysis.contributions import OTHERS, Contribution, Effect, Interaction, TargetContributions
from simulation.analysis.summary import Summary
from simulation.presentation.assumptions import judged
from simulation.presentation.changes import (
    DOUBT,
    bracketed_points,
    half_width,
    moved,
    number_moved,
    point_bounds,
    points,
    unseen,
)
from simulation.presentation.lines import heading, say, say_cells, section
from simulation.presentation.sentences import footer, inputs, notice
from simulation.presentation.setting import Setting
from simulation.presentation.tables import fitted, plain_table
from simulation.presentation.targets_table import WIDE

SHOWN: Final = 3
"""Targets shown when none is asked for, and pairs of levers shown of each."""
NAME_COLUMNS: Final = {"narrow": 22, "wide": 28}
WARNINGS: Final = ("one_draw", "few_draws", "realised_path")


@dataclass(frozen=True)
class Attributed:
    """A scenario's package taken apart: the whole's own summary, and what was run to tell its levers apart."""

    summary: Summary
    targets: tuple[TargetContributions, ...]
    packages: int
    levers: tuple[str, ...]
    """Those told apart, `others` among them where some were not asked about."""
    orders: int
    """0: every package was run."""
    kept: tuple[str, ...]
    """Levers that are on in every package, because the base has them."""
    base: str
    failed: int
    """Runs that failed in some package and are left out of all."""
    asked: tuple[str, ...] = ()
    """Targets that were asked about."""

    @property
    def rows(self) -> list[TargetContributions]:
        """Targets whose bars mean something for the towns that were run."""
        known = {result.target.id for result in judged(self.summary)}
        return [each for each in self.targets if each.target.id in known]

    @property
    def shown(self) -> list[TargetContributions]:
        """The targets asked about; else those that the package moves most, first of all by chance, three at most.

        What the province itself decides is shown on demand only.
        """
        if self.asked:
            return [each for each in self.targets if each.target.id in self.asked]
        free = [each for each in self.rows if not each.target.administrative]
        by_chance = sorted(free, key=lambda each: -abs(each.chance.total.interval.estimate))
        moving = [each for each in by_chance if each.chance.total.distinguishable]
        moving += [each for each in free if each.value.total.distinguishable and each not in moving]
        return (moving or free)[:SHOWN]


def show_attribution(found: Attributed, setting: Setting) -> None:
    """Print the whole screen."""
    words, summary = setting.words, found.summary
    size = words("screen.runs", draws=summary.draws, replications=summary.replications)
    title = words.pick(summary.title)
    heading(words("attribute.title", title=title, scenario=summary.scenario_id, runs=size), setting)
    say(_headline(found, setting), setting)
    counted = {"packages": found.packages, "levers": len(found.levers)}
    how = words("attribute.sampled", orders=found.orders, **counted) if found.orders else None
    say(how or words("attribute.exact", **counted), setting)
    for each in found.shown:
        _target(each, found, setting)
    setting.console.print()
    say(words("attribute.legend"), setting, style=DOUBT)
    if found.orders:
        say(words("attribute.sampled_pairs"), setting, style=DOUBT)
    rest = [each.target.id for each in found.rows if each not in found.shown]
    if rest:
        say(words("attribute.more", targets=" ".join(rest)), setting, style=DOUBT)
    _close(found, setting)


def _headline(found: Attributed, setting: Setting) -> str:
    words, title = setting.words, setting.words.pick(found.summary.title)
    moving = [each for each in found.rows if each.chance.total.distinguishable]
    if not moving:
        return words("attribute.headline_none", title=title)
    told = words("headline.comma").join(
        words("compare.gain", target=_name(each, setting), points=points(each.chance.total.interval, setting))
        for each in sorted(moving, key=lambda each: -abs(each.chance.total.interval.estimate))
    )
    return words("attribute.headline", title=title, targets=told, rest=len(found.rows) - len(moving))


def _name(each: TargetContributions, setting: Setting) -> str:
    return setting.words(f"target.{each.target.id}")


def lever_title(lever: str, setting: Setting) -> str:
    """The name of a lever, or of all that were not asked about."""
    return setting.words("attribute.others") if lever == OTHERS else setting.lever(lever)


def _target(each: TargetContributions, found: Attributed, setting: Setting) -> None:
    """One target: what the package does to it, one row per lever, the sum, and pairs that meet."""
    words, figures = setting.words, setting.figures
    measure = each.target.readings[each.reading].measure
    ends = (figures.share_met(end.estimate, end.low, end.high) for end in (each.chance.none, each.chance.whole))
    chances = " → ".join(ends)
    value = moved(each.value.total.interval, measure, setting) if each.value.total.draws_changed else "0"
    section(words("attribute.of_target", target=_name(each, setting), chances=chances, value=value), setting)
    setting.console.print(_table(each, measure, setting))
    if not found.orders:
        cells = [*_pairs(each.chance, "", setting), *_pairs(each.value, measure, setting)]
        say_cells((words("attribute.pairs"), *(cells or [words("attribute.no_pair")])), setting)


def _table(each: TargetContributions, measure: str, setting: Setting) -> Table:
    words, wide = setting.words, setting.width >= WIDE
    names = ["adds", "interval", "without", "adds_value", *(["value_without"] if wide else [])]
    headings = [words("column.lever"), *(words(f"attribute.{name}") for name in names)]
    pairs = list(zip(each.chance.contributions, each.value.contributions, strict=True))
    pairs.sort(key=lambda pair: (-abs(pair[0].term.interval.estimate), -abs(pair[1].term.interval.estimate)))
    rows = [_row(chance, value, measure, setting) for chance, value in pairs]
    total = (each.chance.total, each.value.total)
    summed = _sum(each, measure, setting)
    package = [words("attribute.package"), _points(total[0], setting), _bounds(total[0], setting), "",
               _value(total[1], measure, setting, with_interval=wide), *([""] if wide else [])]  # fmt: skip
    room = NAME_COLUMNS["wide" if wide else "narrow"]
    names_fitted = fitted(headings[:1], [row[:1] for row in (*rows, summed, package)], [0], room)
    table = plain_table(*headings[1:], first=headings[0], gap=2)
    for (name,), (_, *cells) in zip(names_fitted, (*rows, summed, package), strict=True):
        table.add_row(name, *cells, style="bold" if cells in (summed[1:], package[1:]) else "")
    return table


def _row(chance: Contribution, value: Contribution, measure: str, setting: Setting) -> list[str]:
    """A lever: what it adds to the chance, the interval, what is lost without it; the same of the number."""
    cells = [
        lever_title(chance.lever, setting),
        _points(chance.term, setting),
        _bounds(chance.term, setting),
        _points(chance.left_out, setting),
        _value(value.term, measure, setting, with_interval=setting.width >= WIDE),
    ]
    return [*cells, _value(value.left_out, measure, setting)] if setting.width >= WIDE else cells


def _sum(each: TargetContributions, measure: str, setting: Setting) -> list[str]:
    """The sum of what the levers add, and of what is lost without each, at the digits of the most certain lever."""
    figures = setting.figures

    def cell(effect: Effect, part: str, of_value: bool) -> str:
        intervals = [getattr(one, part).interval for one in effect.contributions]
        total = sum(interval.estimate for interval in intervals)
        reaches = [half_width(interval) for interval in intervals if interval.estimate]
        reach = min(reaches, default=half_width(effect.total.interval))
        return figures.change(total, measure, reach).split(" ")[0] if of_value else figures.points(total, reach)

    cells = [cell(each.chance, "term", False), "", cell(each.chance, "left_out", False), cell(each.value, "term", True)]
    last = [cell(each.value, "left_out", True)] if setting.width >= WIDE else []
    return [setting.words("attribute.sum"), *cells, *last]


def _points(difference: Difference, setting: Setting) -> str:
    if not difference.draws_changed:
        return unseen(difference.interval, setting)
    return bracketed_points(difference.interval, setting)


def _bounds(difference: Difference, setting: Setting) -> str:
    return point_bounds(difference.interval, setting) if difference.draws_changed else ""


def _value(difference: Difference, measure: str, setting: Setting, with_interval: bool = False) -> str:
    """A change of the number, in the unit that stands in the line above the table."""
    if not difference.draws_changed:
        return "0"
    return number_moved(difference.interval, measure, setting, with_interval)


def _pairs(effect: Effect, measure: str, setting: Setting) -> Iterator[str]:
    """The strongest pairs that can be told to overlap or to help each other."""
    for each in effect.told_apart[:SHOWN]:
        yield _pair(each, measure, setting)


def _pair(each: Interaction, measure: str, setting: Setting) -> str:
    words = setting.words
    one, other = (lever_title(lever, setting) for lever in each.pair)
    interval = each.gap.interval
    size = moved(interval, measure, setting) if measure else ""
    size = size or words("attribute.points", points=points(interval, setting))
    what = words("attribute.number" if measure else "attribute.chance")
    form = "attribute.overlap" if interval.estimate < 0.0 else "attribute.help"
    return words(form, one=one, other=other, size=f"{what} {size}")


def _close(found: Attributed, setting: Setting) -> None:
    words = setting.words
    lines = list(_warnings(found, setting))
    if lines:
        section(words("screen.warnings"), setting)
    for line in lines:
        say(f"! {line}", setting, indent="  ")
    setting.console.print()
    for line in (inputs(found.summary, setting), *footer(found.summary, setting)):
        say(line, setting, style=DOUBT)
    say(words("screen.next", command=f"towncast triple {found.summary.scenario_id}"), setting)


def _warnings(found: Attributed, setting: Setting) -> Iterator[str]:
    words = setting.words
    if found.failed:
        yield words("packages.failed", failed=found.failed)
    if found.kept:
        yield words("attribute.kept", base=found.base, levers=_listed(found.kept, setting))
    for warning in found.summary.notices:
        if warning.name in WARNINGS:
            yield notice(warning, words, setting.lever_names)


def _listed(levers: Sequence[str], setting: Setting) -> str:
    return setting.words("headline.comma").join(map(setting.lever, levers))
