"""The part of the page on targets: how likely each is, together, under other readings, and reported beside real."""

from collections.abc import Iterator

from simulation.analysis.chances import Chance, TargetResult
from simulation.analysis.comparison import REAL
from simulation.analysis.summary import Summary
from simulation.presentation.assumptions import judged, of_part
from simulation.presentation.numbers import NOTHING
from simulation.presentation.report.charts import Span, chance_chart
from simulation.presentation.report.material import Material
from simulation.presentation.report.pieces import Block, Cell, Figure, Heading, Number, Rows, Section, Sentences, Table
from simulation.presentation.report.rounding import UNKNOWN, amounts, chance_numbers, count
from simulation.presentation.setting import Setting
from simulation.presentation.targets_table import ADMINISTRATIVE_MARK, MARKS, bar_words, target_name


def targets_section(material: Material, setting: Setting) -> Section:
    """Chart and tables of the targets."""
    words, summary = setting.words, material.summary
    blocks: list[Block | Heading] = [chances_figure(material, setting)]
    if material.base is not None:
        blocks.append(Sentences((words("report.diamond", base=words.pick(material.base.title)),), "note"))
    blocks += [targets_table(summary, setting), Sentences((_legend(setting),), "note")]
    if of_part(summary.manifest) is None:
        blocks += [Heading(words("report.joint")), joint_table(summary, setting)]
    readings = tuple(_readings(summary, setting))
    if readings:
        blocks += [Heading(words("screen.other_readings")), _readings_table(readings, summary, setting)]
    blocks += [Heading(words("report.reporting")), reporting_table(summary, setting)]
    return Section("targets", words("screen.targets"), tuple(blocks))


def chances_figure(material: Material, setting: Setting) -> Figure:
    """Bars of the chances with their intervals."""
    words, summary, base = setting.words, material.summary, material.base
    befores = {result.target.id: 100 * result.chance.share_met for result in base.targets} if base else {}
    spans = [
        Span(
            target_name(result, setting),
            100 * result.chance.share_met,
            100 * result.chance.low,
            100 * result.chance.high,
            setting.figures.chance(result.chance),
            before=befores.get(result.target.id),
        )
        for result in judged(summary)
    ]
    told = words("headline.comma").join(words("headline.weak", target=span.name, chance=span.text) for span in spans)
    about = words("report.chances_about", chances=told)
    if base:
        about += " " + words("report.diamond", base=words.pick(base.title))
    return Figure("chances", words("report.chances"), about, chance_chart(spans, words("report.percent_of_runs")))


def targets_table(summary: Summary, setting: Setting) -> Table:
    """Every target with its chance, its number of 2020 and what its spread is made of."""
    words = setting.words
    names = (
        "column.target",
        _kind(summary),
        "report.low",
        "report.high",
        "column.bar",
        "report.unit",
        "report.median_2020",
        "report.p05",
        "report.p95",
        "report.median_2015",
        "column.ignorance",
        "report.runs",
    )
    rows: Rows = tuple(row for result in summary.targets for row in _rows(result, summary, setting))
    return Table("table-targets", words("report.targets_caption"), tuple(map(words, names)), rows)


def _rows(result: TargetResult, summary: Summary, setting: Setting) -> Iterator[tuple[Cell, ...]]:
    reading = result.target.readings[result.chance.reading]
    is_judged = result in judged(summary)
    chances = chance_numbers(result.chance, setting) if is_judged else (UNKNOWN, UNKNOWN, UNKNOWN)
    value, first = result.value, result.path.years[0]
    share = Number(setting.figures.variance_share(result.variance_share), result.variance_share.shown)
    yield (
        target_name(result, setting),
        *chances,
        bar_words(reading, setting) if is_judged else NOTHING,
        setting.figures.unit(reading.measure),
        *amounts(value, reading.measure, setting, "median", "p05", "p95"),
        Number(setting.figures.amount(first.median, reading.measure, value), first.median),
        share,
        count(result.chance.runs),
    )
    real = next((other for other in result.others if other.reading == REAL), None)
    if real is not None and is_judged:
        name = setting.words("report.real_of", name=setting.words(f"target.{result.target.id}"))
        yield (name, *chance_numbers(real, setting), *[""] * 7, count(real.runs))


def joint_table(summary: Summary, setting: Setting) -> Table:
    """Targets together, and at least so many of the nine."""
    words = setting.words
    named = [(words(f"target.{each.target}"), each) for each in (summary.joint.primary, summary.joint.all_ten)]
    named += [(words("report.at_least", k=k), each) for k, each in enumerate(summary.joint.at_least, start=1)]
    rows: Rows = tuple((name, *chance_numbers(each, setting)) for name, each in named)
    headings = (words("report.together"), *_chance_headings(summary, setting))
    return Table("table-joint", words("report.joint_caption"), headings, rows)


def _chance_headings(summary: Summary, setting: Setting) -> tuple[str, str, str]:
    words = setting.words
    return words(_kind(summary)), words("report.low"), words("report.high")


def _kind(summary: Summary) -> str:
    """With one draw a share of runs is luck alone, and is not called a chance."""
    return "column.chance" if all(result.chance.is_probability for result in summary.targets) else "column.share"


def _readings(summary: Summary, setting: Setting) -> Iterator[tuple[TargetResult, Chance]]:
    for result in judged(summary):
        yield from ((result, other) for other in result.others if other.reading != REAL)


def _readings_table(readings: tuple[tuple[TargetResult, Chance], ...], summary: Summary, setting: Setting) -> Table:
    words = setting.words
    rows: Rows = tuple(
        (words(f"target.{result.target.id}"), setting.reading(other.reading),
         bar_words(result.target.readings[other.reading], setting), *chance_numbers(other, setting))
        for result, other in readings
    )  # fmt: skip
    headings = (
        words("column.target"),
        words("catalogue.reading"),
        words("column.bar"),
        *_chance_headings(summary, setting),
    )
    return Table("table-readings", words("report.readings_caption"), headings, rows, folded=True)


def reporting_table(summary: Summary, setting: Setting) -> Table:
    """What was reported beside what was really done."""
    words = setting.words
    rows: Rows = tuple(
        (words(f"told.{each.measure}"), setting.figures.unit(each.measure),
         *amounts(each.told, each.measure, setting, "median"), *amounts(each.real, each.measure, setting, "median"),
         Number(setting.figures.signed_share(each.gap.median, 1), each.gap.median))
        for each in summary.reporting
    )  # fmt: skip
    names = ("report.figure", "report.unit", "report.told", "screen.real", "report.more_told")
    return Table("table-reporting", words("report.reporting_caption"), tuple(map(words, names)), rows)


def _legend(setting: Setting) -> str:
    words = setting.words
    marks = {"administrative": ADMINISTRATIVE_MARK, **MARKS}
    told = [words(f"screen.{name}", mark=mark) for name, mark in marks.items() if mark]
    return words("headline.gap").join([*told, words("screen.legend_ignorance")])
