"""The screen of `validate`: known regularities, what the runs show, and the share of draws that agree."""

from collections.abc import Mapping, Sequence
from typing import Final

from rich.text import Text

from simulation.analysis.stylised_facts import FactResult
from simulation.inputs.stylised_facts import Fact
from simulation.presentation.lines import heading, say
from simulation.presentation.numbers import NOTHING, supported_decimals, written
from simulation.presentation.setting import Setting
from simulation.presentation.tables import Cell, fitted, plain_table
from simulation.presentation.targets_table import ROOMY

MOST: Final = 3


def show_facts(
    title: str, results: Sequence[FactResult], unmeasured: Mapping[str, Mapping[str, str]], setting: Setting
) -> None:
    """Print the table of patterns, how many of the tested ones hold, and what is not measured."""
    words = setting.words
    heading(words("facts.title", title=title), setting)
    roomy = setting.width >= ROOMY
    numbers = ("accepted", "median", "range") if roomy else ("accepted", "median")
    headings = ["", *(words(f"column.{name}") for name in ("fact", *numbers, "inside", "verdict"))]
    table = plain_table(*headings[1:])
    table.columns[1].justify = "left"
    rows = [_row(result, setting, roomy) for result in results]
    for row in fitted(headings, rows, [1], setting.width - len(headings)):
        table.add_row(*row)
    setting.console.print(table)
    setting.console.print()
    tested = [result for result in results if result.fact.asserted]
    inside = sum(result.median_inside for result in tested)
    say(words("facts.summary", inside=inside, asserted=len(tested)), setting)
    for pattern, reason in unmeasured.items():
        say(words("facts.unmeasured", pattern=pattern, reason=words.pick(reason)), setting, style="dim", indent="  ")


def _row(result: FactResult, setting: Setting, roomy: bool) -> list[Cell]:
    value, fact = result.value, result.fact
    lead = (fact.pattern, setting.words.pick(fact.meaning), accepted(fact, setting))
    if result.measured:
        decimals = min(max(supported_decimals((value.p95 - value.p05) / 2, digits=2), 0), MOST)
        decimals = 0 if fact.equals is not None else decimals
        median = written(value.median, decimals)
        ends = (written(value.p05, decimals), written(value.p95, decimals))
        middle = [median, setting.words("compare.between").join(ends)]
    else:
        middle = [NOTHING, NOTHING]
    numbers = middle if roomy else middle[:1]
    return [*lead, *numbers, setting.figures.share(result.share_inside), _verdict(result, setting)]


def accepted(fact: Fact, setting: Setting) -> str:
    """The accepted range, like `0.83 – 0.97`, `> 0.7` or `9 exactly`."""
    if fact.equals is not None:
        return f"= {fact.equals:g}"
    if fact.above is not None:
        return f"> {fact.above:g}"
    if fact.below is not None:
        return f"< {fact.below:g}"
    ends = (NOTHING if end is None else f"{end:g}".replace("-", "−") for end in (fact.at_least, fact.at_most))
    return setting.words("compare.between").join(ends)


def _verdict(result: FactResult, setting: Setting) -> Text:
    words = setting.words
    if not result.measured:
        return Text(words("facts.not_measured"), style="dim")
    verdict = words("facts.inside" if result.median_inside else "facts.outside")
    if not result.fact.asserted:
        return Text(f"{verdict} {words('facts.shown')}", style="dim")
    return Text(verdict, style="green" if result.median_inside else "bold red")
