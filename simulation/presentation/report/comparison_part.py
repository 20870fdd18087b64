"""The part of the page that holds the study against another one, run by run on the same luck."""

import math

from simulation.analysis.comparison import Comparison, Difference, TargetDifference
from simulation.analysis.summary import Summary
from simulation.presentation.assumptions import judged, of_part
from simulation.presentation.changes import unseen, value_change
from simulation.presentation.compare_screen import JOINTS, Pair, compare_headline
from simulation.presentation.report.charts import Span, difference_chart
from simulation.presentation.report.material import Material
from simulation.presentation.report.pieces import Cell, Figure, Figures, Number, Section, Sentences, Table
from simulation.presentation.report.rounding import UNKNOWN, change_number, point_numbers
from simulation.presentation.setting import Setting

Named = tuple[str, Difference]


def comparison_section(material: Material, setting: Setting) -> Section | None:
    """Headline, charts and tables of the differences; nothing without another study."""
    base, pair, words = material.base, material.pair, setting.words
    if base is None or pair is None:
        return None
    titles = [words.pick(each.title) for each in (base, pair.summary)]
    extra, unit = setting.figures.money(pair.comparison.extra_cost), words("unit.money")
    money = words("compare.extra", base=titles[0], money=extra, unit=unit)
    answer = compare_headline(base, pair, setting)
    known = {result.target.id for result in judged(pair.summary)}
    targets = [(words(f"target.{each.target.id}"), each.probability) for each in pair.comparison.targets
               if each.target.id in known]  # fmt: skip
    places = _places(pair.comparison, setting)
    blocks = (
        Sentences((answer, money)),
        Figures((
            _figure("differences", targets, 100.0, answer, setting),
            _figure("places", places, 1.0, words("report.places_about", changes=_told(places, setting)), setting),
        ), wide=True),
        Sentences((words("report.hollow"),), "note"),
        difference_table(base, pair, setting),
        places_table(pair.comparison, setting),
        Sentences((words("compare.rule"),), "note"),
    )  # fmt: skip
    return Section("comparison", words("compare.against", base=titles[0], other=titles[1]), blocks)


def _figure(name: str, differences: list[Named], factor: float, about: str, setting: Setting) -> Figure:
    spans = [_span(label, each, factor) for label, each in differences]
    words = setting.words
    axis = words("column.difference" if name == "differences" else "report.index_points")
    title = words("report.differences" if name == "differences" else "report.places")
    return Figure(name, title, about, difference_chart(spans, axis))


def _span(name: str, difference: Difference, factor: float) -> Span:
    interval = difference.interval
    low, high = (interval.estimate if math.isnan(end) else end for end in (interval.low, interval.high))
    return Span(name, factor * interval.estimate, factor * low, factor * high, sure=difference.distinguishable)


def _places(comparison: Comparison, setting: Setting) -> list[Named]:
    known = (place for place in comparison.places if not math.isnan(place.interval.estimate))
    return [(setting.words(f"place.{place.name}"), place) for place in known]


def _told(places: list[Named], setting: Setting) -> str:
    words = setting.words
    told = (words("headline.weak", target=name, chance=change_number(each, setting)[0].text) for name, each in places)
    return words("headline.comma").join(told)


def difference_table(base: Summary, pair: Pair, setting: Setting) -> Table:
    """Both chances of every target, the difference with its interval, how the number moves, and what a point costs."""
    words = setting.words
    names = ("column.target", "report.base", "report.other", "column.difference", "report.low", "report.high",
             "report.told_apart", "column.value_change")  # fmt: skip
    headings = (*map(words, names), words("column.cost", unit=words("unit.money")))
    part = of_part(base.manifest) is not None
    known = {result.target.id for result in judged(pair.summary)}
    rows: list[tuple[Cell, ...]] = []
    for before, after, change in zip(base.targets, pair.summary.targets, pair.comparison.targets, strict=True):
        if change.target.id not in known:
            continue
        both = (Number(setting.figures.chance(each.chance), each.chance.share_met) for each in (before, after))
        name = words(f"target.{change.target.id}")
        rows.append(
            (name, *both, *_cells(change.probability, setting), _moved(change, setting), _cost(change, setting))
        )
    for name, joint in () if part else zip(JOINTS, pair.comparison.joint, strict=False):
        chances = (getattr(each.joint, name) for each in (base, pair.summary))
        both = (Number(setting.figures.chance(each), each.share_met) for each in chances)
        rows.append((words(f"target.{name}"), *both, *_cells(joint, setting), UNKNOWN, UNKNOWN))
    return Table("table-differences", words("report.differences_caption"), headings, tuple(rows))


def _cells(difference: Difference, setting: Setting) -> tuple[Cell, ...]:
    words = setting.words
    if not difference.draws_changed:
        return Number(unseen(difference.interval, setting), difference.interval.estimate), "", "", words("report.no")
    return *point_numbers(difference, setting), words("report.yes" if difference.distinguishable else "report.no")


def _moved(change: TargetDifference, setting: Setting) -> Number:
    measure = change.target.readings[change.reading].measure
    return Number(value_change(change.value, measure, setting), change.value.interval.estimate)


def _cost(change: TargetDifference, setting: Setting) -> Number:
    cost = change.cost_per_point
    if cost is None:
        return UNKNOWN
    return Number(setting.figures.ratio(cost.estimate, cost.low, cost.high), cost.estimate)


def places_table(comparison: Comparison, setting: Setting) -> Table:
    """How the index of 2020 moves, by region."""
    words = setting.words
    rows = tuple(
        (name, *change_number(each, setting), words("report.yes" if each.distinguishable else "report.no"))
        for name, each in _places(comparison, setting)
    )
    names = ("column.region", "report.index_moves", "report.low", "report.high", "report.told_apart")
    return Table("table-places", words("report.places_caption"), tuple(map(words, names)), rows)
