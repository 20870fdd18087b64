"""The part of the page that splits growth from membership: what each change since 2015 is made of."""

from simulation.analysis.composition import Split
from simulation.analysis.summary import Summary
from simulation.presentation.numbers import DIVISORS, supported_decimals, written
from simulation.presentation.report.charts import Span, term_chart
from simulation.presentation.report.pieces import Figure, Figures, Number, Rows, Section, Sentences, Table
from simulation.presentation.setting import Setting

PARTS = ("mean", "p05", "p95")


def growth_section(summary: Summary, setting: Setting) -> Section:
    """A small chart per split and one table."""
    words = setting.words
    charts = Figures(tuple(_figure(split, setting) for split in summary.splits))
    rows: Rows = tuple(
        (_name(split, setting), term, *numbers) for split in summary.splits for term, numbers in _terms(split, setting)
    )
    names = ("report.change", "report.term", "report.mean", "report.p05", "report.p95")
    table = Table("table-composition", words("report.composition_caption"), tuple(map(words, names)), rows)
    return Section("composition", words("screen.composition"), (Sentences((words("report.composition_note"),), "note"),
                                                                charts, table))  # fmt: skip


def _name(split: Split, setting: Setting) -> str:
    return setting.words(f"split.{split.measure}", unit=setting.words("unit.money"))


def _terms(split: Split, setting: Setting) -> list[tuple[str, tuple[Number, ...]]]:
    """Each term and the total, with mean and 5-95 %, in the reader's unit; the value behind stays as recorded."""
    words, divisor = setting.words, _divisor(split, setting)
    half = (split.total.p95 - split.total.p05) / 2 / divisor
    decimals = min(supported_decimals(half, digits=2), 1 if split.measure.startswith("towns") else 2)
    named = [(words("term." + name.removeprefix(split.measure + "_")), spread) for name, spread in split.terms]
    named.append((words("column.total"), split.total))
    return [
        (name, tuple(Number(written(getattr(spread, part) / divisor, decimals), getattr(spread, part))
                     for part in PARTS))
        for name, spread in named
    ]  # fmt: skip


def _divisor(split: Split, setting: Setting) -> float:
    return DIVISORS["money"][setting.words.language] if split.measure == "gdp" else 1.0


def _figure(split: Split, setting: Setting) -> Figure:
    words, divisor = setting.words, _divisor(split, setting)
    spans, told = [], []
    for name, (mean, low, high) in _terms(split, setting)[:-1]:
        middle, left, right = (float(each.value or 0.0) / divisor for each in (mean, low, high))
        spans.append(Span(name, middle, left, right, mean.text))
        told.append(words("headline.weak", target=name, chance=mean.text))
    about = words("report.composition_about", terms=words("headline.comma").join(told))
    return Figure(f"split-{split.measure}", _name(split, setting), about, term_chart(spans, ""))
