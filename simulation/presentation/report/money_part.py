"""The part of the page on money: who pays for which lever, what was spent and what came back, and where it flowed."""

from typing import Final

from simulation.analysis.costs import LeverCost
from simulation.analysis.summary import Summary
from simulation.inputs.coverage import lacks_evidence
from simulation.inputs.measures import PAYERS
from simulation.inputs.parameters import load_parameters
from simulation.presentation.assumptions import of_part
from simulation.presentation.numbers import DIVISORS
from simulation.presentation.report.charts import stacked_chart
from simulation.presentation.report.flow_chart import Stream, flow_chart
from simulation.presentation.report.pieces import Cell, Figure, Section, Sentences, Table
from simulation.presentation.report.rounding import money
from simulation.presentation.setting import Setting
from simulation.presentation.side_tables import OF_PART, OF_PROVINCE

LEAST_DRAWN: Final = 0.001
"""Share of all the money below which a stream is too thin to be seen."""


def money_section(summary: Summary, setting: Setting) -> Section:
    """Charts and tables of the money of five years."""
    words = setting.words
    title = words("screen.costs", unit=words("unit.money"))
    if not summary.costs:
        return Section("money", title, (Sentences((words("screen.no_levers"),)),))
    blocks = (costs_figure(summary, setting), flow_figure(summary, setting), cost_table(summary, setting),
              Sentences((words("report.judged_note"),), "note"))  # fmt: skip
    return Section("money", title, blocks)


def _unit(setting: Setting) -> str:
    return setting.words("unit.money")


def _shown(yi: float, setting: Setting) -> float:
    return yi / DIVISORS["money"][setting.words.language]


def costs_figure(summary: Summary, setting: Setting) -> Figure:
    """What each lever spends, by payer."""
    words = setting.words
    order = [words(f"payer.{payer}") for payer in PAYERS]
    dearest = sorted(summary.costs, key=lambda cost: -cost.spent.mean)
    rows = [
        {"name": setting.lever(cost.lever), "part": name, "amount": _shown(spread.mean, setting)}
        for cost in dearest
        for name, spread in zip(order, cost.by_payer, strict=True)
    ]
    told = words("headline.comma").join(
        words("headline.weak", target=setting.lever(cost.lever), chance=money(cost.spent.mean, setting).text)
        for cost in dearest
    )
    about = words("report.costs_about", unit=_unit(setting), amounts=told)
    return Figure("costs", words("report.costs"), about, stacked_chart(rows, order, _unit(setting)))


def flow_figure(summary: Summary, setting: Setting) -> Figure:
    """Who paid for what, and what of it was spent or came back."""
    words, total = setting.words, summary.total_cost
    spent, returned = words("report.spent"), words("column.returned")
    streams = []
    least = LEAST_DRAWN * (total.spent.mean + total.returned.mean)
    for cost in sorted(summary.costs, key=lambda cost: -cost.spent.mean):
        lever = setting.lever(cost.lever)
        for payer, paid in zip(PAYERS, cost.by_payer, strict=True):
            back = cost.returned.mean if payer == PAYERS[0] else 0.0
            streams.append(Stream(words(f"payer.{payer}"), lever, _shown(paid.mean + back, setting)))
        streams.append(Stream(lever, spent, _shown(cost.spent.mean, setting)))
        streams.append(Stream(lever, returned, _shown(cost.returned.mean, setting)))
    payers = words("headline.comma").join(
        words("headline.weak", target=words(f"payer.{payer}"), chance=money(spread.mean, setting).text)
        for payer, spread in zip(PAYERS, total.by_payer, strict=True)
    )
    about = words("report.flow_about", unit=_unit(setting), payers=payers, spent=money(total.spent.mean, setting).text,
                  returned=money(total.returned.mean, setting).text)  # fmt: skip
    columns = ([words(f"payer.{payer}") for payer in PAYERS],
               [setting.lever(cost.lever) for cost in sorted(summary.costs, key=lambda cost: -cost.spent.mean)],
               [spent, returned])  # fmt: skip
    drawn = [stream for stream in streams if stream.amount > _shown(least, setting)]
    return Figure("flow", words("report.flow"), about, flow_chart(columns, drawn))


def cost_table(summary: Summary, setting: Setting) -> Table:
    """Money by lever and payer, and how many of the lever's numbers rest on judgement."""
    words = setting.words
    names = [words(f"payer.{payer}") for payer in PAYERS]
    headings = (words("column.lever"), *names, words("column.total"), words("report.set_aside"),
                words("column.returned"), words("catalogue.judged"))  # fmt: skip
    rows = [(setting.lever(cost.lever), *_cells(cost, summary, setting), _judged(cost.lever, setting))
            for cost in summary.costs]  # fmt: skip
    rows.append((words("screen.all_levers"), *_cells(summary.total_cost, summary, setting), ""))
    caption = words("report.costs_caption", unit=_unit(setting))
    return Table("table-costs", caption, headings, tuple(rows))


def _cells(cost: LeverCost, summary: Summary, setting: Setting) -> tuple[Cell, ...]:
    decimals = OF_PROVINCE if of_part(summary.manifest) is None else OF_PART
    spreads = (*cost.by_payer, cost.spent, cost.appropriated, cost.returned)
    return tuple(money(spread.mean, setting, decimals) for spread in spreads)


def _judged(lever: str, setting: Setting) -> str:
    own = [spec for spec in load_parameters().specs if spec.lever == lever.partition(".")[0]]
    return setting.words("catalogue.some_of", some=sum(map(lacks_evidence, own)), all=len(own)) if own else ""
