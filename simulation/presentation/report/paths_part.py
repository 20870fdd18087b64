"""The parts of the page on the years 2015 to 2020: fans of targets and indicators, and the index by dimension."""

import math
from collections.abc import Iterator, Sequence

from simulation.analysis.chances import TargetResult
from simulation.analysis.trajectories import Path
from simulation.inputs.indicators import Indicator, load_indicators
from simulation.inputs.measures import PLACES, YEARS
from simulation.presentation.assumptions import judged
from simulation.presentation.numbers import DIVISORS, unit_of
from simulation.presentation.report.charts import Fan, Span, change_chart, fan_chart
from simulation.presentation.report.material import Material
from simulation.presentation.report.pieces import Cell, Figure, Figures, Rows, Section, Sentences, Spec, Table
from simulation.presentation.report.rounding import amounts, plain
from simulation.presentation.setting import Setting
from simulation.presentation.targets_table import bar_words
from simulation.presentation.words import Words

BAND = ("p05", "p25", "median", "p75", "p95")


def paths_section(material: Material, setting: Setting) -> Section:
    """A fan and six rows of numbers per target."""
    words, summary = setting.words, material.summary
    others = {result.target.id: result for result in material.base.targets} if material.base else {}
    known = judged(summary)
    fans = tuple(_target_fan(each, others.get(each.target.id), each in known, setting) for each in summary.targets)
    rows: Rows = tuple(row for each in summary.targets for row in _target_rows(each, setting))
    about = words("report.fan_legend")
    if material.base:
        about += " " + words("report.dotted", base=words.pick(material.base.title))
    headings = (words("column.target"), words("report.year"), *_band_headings(setting), words("report.unit"))
    table = Table("table-paths", words("report.paths_caption"), headings, rows, folded=True)
    return Section("paths", words("report.paths"), (Sentences((about,), "note"), Figures(fans), table))


def _target_fan(result: TargetResult, other: TargetResult | None, is_judged: bool, setting: Setting) -> Figure:
    words = setting.words
    reading = result.target.readings[result.chance.reading]
    divisor = DIVISORS.get(unit_of(reading.measure), {}).get(words.language, 1.0)
    fan = _fan(result.path, divisor, reading.bar / divisor if is_judged else None, other.path if other else None)
    unit = setting.figures.unit(reading.measure)
    name = words(f"target.{result.target.id}")
    if unit and not is_judged:
        name = words("report.with_unit", name=name, unit=unit)
    first, (last,) = result.path.years[0], amounts(result.value, reading.measure, setting, "median")
    begin = setting.figures.amount(first.median, reading.measure, result.value)
    ends = amounts(result.value, reading.measure, setting, "p05", "p95")
    about = words("report.fan_about", name=name, begin=begin, end=last.text, low=ends[0].text, high=ends[1].text)
    if is_judged:
        about += " " + words("report.fan_bar", bar=bar_words(reading, setting))
        name = words("report.fan_title", name=name, bar=bar_words(reading, setting))
    return Figure(f"path-{result.target.id}", name, about, fan_chart(fan))


def _fan(path: Path, divisor: float, bar: float | None, other: Path | None) -> Fan:
    bands = [[getattr(year, name) / divisor for name in BAND] for year in path.years]
    medians = [year.median / divisor for year in other.years] if other else []
    return Fan(YEARS, bands, bar, medians)


def _target_rows(result: TargetResult, setting: Setting) -> Iterator[tuple[Cell, ...]]:
    measure = result.target.readings[result.chance.reading].measure
    for year, spread in zip(YEARS, result.path.years, strict=True):
        numbers = amounts(spread, measure, setting, *BAND)
        yield setting.words(f"target.{result.target.id}"), str(year), *numbers, setting.figures.unit(measure)


def _band_headings(setting: Setting) -> Sequence[str]:
    words = setting.words
    return words("report.p05"), words("report.p25"), words("column.median"), words("report.p75"), words("report.p95")


def index_section(material: Material, setting: Setting) -> Section:
    """The index of 2020 by dimension and region, then every indicator through the years."""
    words, summary, base = setting.words, material.summary, material.base
    dimensions = [(words("dimension." + path.name.removeprefix("score_")), path) for path in summary.score]
    regions = [(words(f"place.{path.place}"), path) for path in summary.regional_score]
    charts = (
        _index_figure("index-dimensions", words("report.index_dimensions"), dimensions, setting),
        _index_figure("index-regions", words("report.index_regions"), regions, setting),
    )
    known = [(name, path) for name, path in (*dimensions, *regions) if not math.isnan(path.end.median)]
    rows: Rows = tuple(
        (name, *plain(path.years[0], "median"), *plain(path.end, "median", "p05", "p95")) for name, path in known
    )
    names = ("column.index", "report.median_2015", "report.median_2020", "report.p05", "report.p95")
    table = Table("table-index", words("report.index_caption"), tuple(map(words, names)), rows)
    fans = Figures(tuple(_indicator_fans(summary.paths, base.paths if base else (), setting)))
    return Section("index", words("report.index"), (
        Sentences((words("report.index_note"),), "note"), Figures(charts, wide=True), table,
        Sentences((words("report.indicators_note"),), "note"), fans, _indicator_table(summary.paths, setting),
    ))  # fmt: skip


def _index_figure(name: str, title: str, paths: Sequence[tuple[str, Path]], setting: Setting) -> Figure:
    return Figure(name, title, _index_about(paths, setting), _index_chart(paths, setting))


def _index_chart(paths: Sequence[tuple[str, Path]], setting: Setting) -> Spec:
    spans = [
        Span(name, path.end.median, path.end.p05, path.end.p95, before=path.years[0].median)
        for name, path in paths
        if not math.isnan(path.end.median)
    ]
    return change_chart(spans, setting.words("report.index_points"))


def _index_about(paths: Sequence[tuple[str, Path]], setting: Setting) -> str:
    words = setting.words
    told = (
        words("report.from_to", name=name, begin=plain(path.years[0], "median")[0].text,
              end=plain(path.end, "median")[0].text)
        for name, path in paths
    )  # fmt: skip
    return words("report.index_about", changes=words("headline.comma").join(told))


def _indicator_fans(paths: Sequence[Path], others: Sequence[Path], setting: Setting) -> Iterator[Figure]:
    words = setting.words
    found = {path.name: path for path in paths if path.place == PLACES[0]}
    beside = {path.name: path for path in others if path.place == PLACES[0]}
    for indicator in load_indicators():
        path = found[indicator.code]
        title = words("report.with_unit", name=_named(indicator, words), unit=words(f"quantity.{indicator.unit}"))
        (begin,), (end, low, high) = plain(path.years[0], "median"), plain(path.end, "median", "p05", "p95")
        about = words("report.fan_about", name=title, begin=begin.text, end=end.text, low=low.text, high=high.text)
        fan = _fan(path, 1.0, None, beside.get(indicator.code))
        yield Figure(f"path-{indicator.code}", title, about, fan_chart(fan))


def _indicator_table(paths: Sequence[Path], setting: Setting) -> Table:
    words = setting.words
    names = {each.code: (_named(each, words), words(f"quantity.{each.unit}")) for each in load_indicators()}
    rows: Rows = tuple(
        (names[path.name][0], str(year), *plain(spread, *BAND), names[path.name][1])
        for path in paths
        if path.name in names and path.place == PLACES[0]
        for year, spread in zip(YEARS, path.years, strict=True)
    )
    headings = (words("catalogue.indicator"), words("report.year"), *_band_headings(setting), words("report.unit"))
    return Table("table-indicators", words("report.indicators_caption"), headings, rows, folded=True)


def _named(indicator: Indicator, words: Words) -> str:
    return f"{indicator.code} {words.pick({'en': indicator.name_en, 'zh': indicator.name_zh})}"
