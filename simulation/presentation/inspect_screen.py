"""The screen of one stored study: joint chances, when and how fast, what spreads the numbers, what falls together."""

import math
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from simulation.analysis.conditional import Fallout, Given
from simulation.analysis.inspection import InspectedTarget, Inspection, hardest
from simulation.analysis.spread import VarianceShare
from simulation.analysis.timing import Pace
from simulation.calendar import spans
from simulation.ensemble.identity import model_hash
from simulation.presentation.assumptions import assumption_sentences, of_part
from simulation.presentation.changes import DOUBT, point_bounds, points
from simulation.presentation.lines import heading, say, say_cells, section
from simulation.presentation.numbers import NOTHING, unit_of
from simulation.presentation.run_screen import BASE, PACKAGE, named_chance
from simulation.presentation.sentences import HASH_SHOWN, footer
from simulation.presentation.setting import Setting
from simulation.presentation.tables import plain_table
from simulation.presentation.targets_table import WIDE, explained_marks, target_name


def show_inspection(found: Inspection, setting: Setting) -> None:
    """Print the whole screen of one stored study."""
    words = setting.words
    size = words("screen.runs", draws=found.draws, replications=found.replications)
    named = {"title": words.pick(found.title), "scenario": found.scenario_id, "runs": size}
    heading(words("inspect.title", **named, study=study_of(found)), setting)
    if of_part(found.manifest) is None:
        _joint(found, setting)
    section(words("inspect.times"), setting)
    setting.console.print(_times(found, setting))
    say_cells(explained_marks(setting), setting, style=DOUBT, gap="   ")
    say(words("inspect.pace_rule"), setting, style=DOUBT)
    _shares(found, setting)
    if found.fallouts:
        _missed(found, setting)
    _close(found, setting)


def study_of(found: Inspection) -> str:
    """The key of the study."""
    return str(found.manifest.get("study", ""))


def shown(found: Inspection) -> list[InspectedTarget]:
    """The targets whose bars mean something for the towns that were run: of a part of the province, ratios only."""
    part = of_part(found.manifest) is not None
    return [each for each in found.targets if each.result.target.is_ratio or not part]


def _joint(found: Inspection, setting: Setting) -> None:
    words, joint = setting.words, found.joint
    section(words("inspect.together"), setting)
    say_cells((named_chance(chance, setting) for chance in (joint.primary, joint.all_ten)), setting)
    steps = (f"{k}: {setting.figures.chance(chance)}" for k, chance in enumerate(joint.at_least, start=1))
    say_cells((words("inspect.of_nine"), *steps), setting)


def _times(found: Inspection, setting: Setting) -> Table:
    """One row per target: chance, when half of the runs have met it, who never does, and the pace it asks for."""
    words, figures, wide = setting.words, setting.figures, setting.width >= WIDE
    names = ("median", "never", *(("lost",) if wide else ()), "needed", "ahead")
    names += ("needed_late", "ahead_late") if wide else ()
    headings = (words(f"inspect.{name}") for name in names)
    first = words("column.target")
    table = plain_table(words("column.chance"), words("column.interval_short"), *headings, first=first)
    for each in shown(found):
        chance, time = each.result.chance, each.time
        median = NOTHING if time.median_year is None else str(time.median_year)
        lost = [figures.share(time.lost.estimate)] if wide else []
        chosen = (each.paces[0], *(each.paces[-1:] if wide else ()))
        paces = [cell for pace in chosen for cell in _pace(pace, each, setting)]
        row = (figures.chance(chance), figures.bounds(chance), median, figures.share(time.never.estimate), *lost)
        table.add_row(target_name(each.result, setting), *row, *paces)
    return table


def _pace(pace: Pace, each: InspectedTarget, setting: Setting) -> Iterator[str]:
    """The pace needed and that of the median path, a year."""
    measure = each.result.target.readings[each.result.chance.reading].measure
    for value in (pace.needed, pace.ahead):
        if math.isnan(value):
            yield NOTHING
        elif pace.kind == "growth":
            yield setting.figures.signed_share(value, 1)
        else:
            number = setting.figures.change(value, measure, half_width=0.0).split(" ")[0]
            yield setting.words("inspect.points", number=number) if unit_of(measure) == "percent" else number


def _shares(found: Inspection, setting: Setting) -> None:
    words = setting.words
    section(words("inspect.shares"), setting)
    if found.replications == 1:
        say(words("inspect.one_run"), setting)
        return
    rows = shown(found)
    with_growth = any(each.shares.growth_drawn is not None for each in rows)
    parts = ("parameters", "growth_drawn", "luck", "growth_thrown") if with_growth else ("parameters", "luck")
    table = plain_table(*(words(f"inspect.{part}") for part in parts), first=words("column.target"), gap=2)
    for each in rows:
        cells = (_share(getattr(each.shares, part), setting) for part in parts)
        table.add_row(target_name(each.result, setting), *cells)
    setting.console.print(table)
    say(words("inspect.shares_rule"), setting, style=DOUBT)
    if not with_growth:
        say(words("inspect.fixed_growth"), setting, style=DOUBT)


def _share(share: VarianceShare | None, setting: Setting) -> str:
    return NOTHING if share is None else setting.figures.variance_share(share)


def _missed(found: Inspection, setting: Setting) -> None:
    """What else falls with one target: the answer, both chances of every other target, and what they rest on."""
    words, name = setting.words, setting.words(f"target.{found.missed}")
    rows = {each.id: each for each in shown(found)}
    fallouts = [each for each in found.fallouts if each.other in rows]
    section(words("inspect.missed", target=name), setting)
    missed, met = found.fallouts[0].if_missed, found.fallouts[0].if_met
    counted = {"missed": missed.runs, "missed_draws": missed.draws, "met": met.runs, "met_draws": met.draws}
    say(words("inspect.counts", target=name, **counted), setting)
    if missed.too_few or met.too_few:
        say(words("inspect.too_few_draws"), setting)
        return
    falls = [each for each in fallouts if each.distinguishable and each.difference.estimate < 0.0]
    comma = words("headline.comma")
    gains = comma.join(
        words("compare.gain", target=words(f"target.{each.other}"), points=points(each.difference, setting))
        for each in sorted(falls, key=lambda each: each.difference.estimate)
    )
    answer = words("inspect.falls", target=name, targets=gains) if falls else words("inspect.falls_none", target=name)
    say(answer, setting)
    headings = (words("inspect.if_missed"), words("inspect.if_met"), words("column.difference"))
    table = plain_table(*headings, words("column.interval_short"), first=words("column.target"))
    for each in fallouts:
        both = (_given(one, setting) for one in (each.if_missed, each.if_met))
        table.add_row(target_name(rows[each.other].result, setting), *both, *_gap(each, setting))
    setting.console.print(table)
    say(words("inspect.missed_rule"), setting, style=DOUBT)


def _given(one: Given, setting: Setting) -> str:
    return setting.figures.share_met(one.interval.estimate, one.interval.low, one.interval.high)


def _gap(each: Fallout, setting: Setting) -> tuple[Text, str]:
    bounds = point_bounds(each.difference, setting)
    if not each.distinguishable:
        return Text(setting.words("compare.not_distinguishable"), style=DOUBT), bounds
    return Text(points(each.difference, setting)), bounds


def _close(found: Inspection, setting: Setting) -> None:
    """What to doubt, where the numbers come from, and what to type next."""
    words = setting.words
    lines = [*_warnings(found, setting), *assumption_sentences(found.manifest, words)]
    if lines:
        section(words("screen.warnings"), setting)
    for line in lines:
        say(f"! {line}", setting, indent="  ")
    setting.console.print()
    for line in (*_origin(found, setting), *footer(found, setting)):
        say(line, setting, style=DOUBT)
    say(words("screen.next", command=next_command(found)), setting)


def _warnings(found: Inspection, setting: Setting) -> Iterator[str]:
    words, manifest = setting.words, found.manifest
    if found.failed:
        first = found.failed[0]
        run = {"draw": first.draw, "replication": first.replication, "stage": first.stage, "reason": first.message}
        again = {"scenario": found.scenario_id, "seed": manifest.get("seed", "")}
        runs = found.draws * found.replications
        yield words("notice.failed_runs", failed=len(found.failed), runs=runs, **run, **again)
    outside = manifest.get("runs_left_out", ())
    if outside:
        yield words("inspect.left_runs", runs=len(outside), draws=spans({draw for draw, _ in outside}))
    if manifest.get("hashes", {}).get("model") != model_hash():
        yield words("inspect.other_model")


def _origin(found: Inspection, setting: Setting) -> Iterator[str]:
    words, manifest = setting.words, found.manifest
    if manifest.get("left_out"):
        yield words("inspect.without", levers=words("headline.comma").join(map(setting.lever, manifest["left_out"])))
    hashes = (f"{name} {str(code)[:HASH_SHOWN]}" for name, code in manifest.get("hashes", {}).items())
    yield words("inspect.hashes", hashes=words("headline.gap").join(hashes))
    if manifest.get("command"):
        yield words("inspect.asked", command=manifest["command"])


def next_command(found: Inspection) -> str:
    """What to type next: what falls with the target that is hardest, or the comparison with business as usual."""
    target = hardest(found)
    if target and not found.fallouts:
        return f"towncast inspect {study_of(found)} --if-missed {target}"
    if found.scenario_id == BASE:
        return f"towncast compare {BASE} {PACKAGE}"
    return f"towncast attribute {found.scenario_id}"
