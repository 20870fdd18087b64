"""One thing explained: what it means, its clause, how it is counted, what is believed about it and on what evidence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from simulation.inputs.evidence import Evidence
from simulation.inputs.indicators import Indicator
from simulation.inputs.instruments import Instrument
from simulation.inputs.lever_cards import LeverCard
from simulation.inputs.parameters import Citation, Parameter
from simulation.inputs.targets import Target
from simulation.presentation.listing import belief
from simulation.presentation.setting import Setting
from simulation.presentation.targets_table import bar_words
from simulation.presentation.wrapping import wrapped


@dataclass(frozen=True)
class Explanation:
    """A title and labelled lines for the screen, a record for JSON."""

    title: str
    lines: tuple[tuple[str, str], ...]
    record: dict[str, Any]


def show_explanations(explanations: Sequence[Explanation], setting: Setting) -> None:
    """Print explanations one under the other."""
    for number, explanation in enumerate(explanations):
        if number:
            setting.console.print()
        _show(explanation, setting)


def _show(explanation: Explanation, setting: Setting) -> None:
    """Labels on the left, texts on the right, long texts under themselves."""
    title = "\n".join(wrapped(explanation.title, setting.width))
    setting.console.print(Text(title, style="bold"), soft_wrap=True)
    width = max((cell_len(label) for label, _ in explanation.lines), default=0) + 2
    for label, text in explanation.lines:
        lead = label + " " * (width - cell_len(label))
        for number, line in enumerate(wrapped(text, setting.width - width)):
            start = (lead, "dim") if number == 0 else " " * width
            setting.console.print(Text.assemble(start, line), soft_wrap=True)


def labelled(setting: Setting, pairs: Iterable[tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    """Labels in the reader's language; a line without text is left out."""
    return tuple((setting.words(f"catalogue.{name}"), str(text)) for name, text in pairs if text not in (None, "", ()))


def explain_target(target: Target, cards: Sequence[LeverCard], setting: Setting) -> Explanation:
    """A target: clause, wording, kind, every reading with its bar, and the levers that serve it."""
    words = setting.words
    readings = [
        (
            "default" if name == target.reading else "reading",
            f"{name}: {words.pick(reading.names.model_dump())}, {bar_words(reading, setting)}",
        )
        for name, reading in target.readings.items()
    ]
    lines: list[tuple[str, object]] = [
        ("clause", target.clause),
        ("wording", target.wording),
        ("unit", target.unit),
        ("kind", words(f"catalogue.{target.kind}")),
        ("administrative", words("catalogue.yes") if target.administrative else ""),
        *readings,
        ("served_by", serving(target.id, cards, setting)),
    ]
    title = f"{target.id} · {words.pick(target.names.model_dump())}"
    record = {"is": "target", **target.model_dump(mode="json")}
    return Explanation(f"{words('catalogue.target')} {title}", labelled(setting, lines), record)


def explain_indicator(indicator: Indicator, cards: Sequence[LeverCard], setting: Setting) -> Explanation:
    """An indicator of the annex: formula, unit, place in the index, weight, transform, and the levers that serve it."""
    name = indicator.name_zh if setting.words.language == "zh" else indicator.name_en
    lines: list[tuple[str, object]] = [
        ("clause", indicator.clause),
        ("formula", indicator.formula),
        ("unit", indicator.unit),
        ("dimension", f"{indicator.dimension} / {indicator.group}"),
        ("weight", f"{setting.figures.share(indicator.weight, 1)} ({setting.words('catalogue.assumption')})"),
        ("transform", indicator.transform),
        ("served_by", serving(indicator.code, cards, setting)),
    ]
    title = f"{setting.words('catalogue.indicator')} {indicator.code} · {name}"
    return Explanation(title, labelled(setting, lines), {"is": "indicator", **indicator._asdict()})


def serving(name: str, cards: Sequence[LeverCard], setting: Setting) -> str:
    """The levers that serve a target or an indicator before others."""
    return setting.words("headline.comma").join(card.id for card in cards if name in card.serves)


def explain_parameter(
    parameter: Parameter, users: Sequence[Instrument], evidence: Mapping[str, Evidence], setting: Setting
) -> Explanation:
    """A parameter: meaning, belief, unit, grade of evidence, the lever and instruments that use it, every source."""
    family = parameter.distribution.model_dump(exclude={"family"}, exclude_none=True)
    shape = ", ".join(f"{name} {value}" for name, value in family.items())
    name = parameter.name_zh if setting.words.language == "zh" and parameter.name_zh else ""
    lines: list[tuple[str, object]] = [
        ("meaning", f"{name} {parameter.meaning}".strip()),
        ("code", f"{parameter.code} {parameter.symbol or ''}".strip()),
        ("prior", prior(parameter, setting)),
        ("distribution", f"{parameter.distribution.family}: {shape}"),
        ("unit", parameter.unit),
        ("grade", f"{parameter.grade}: {setting.words(f'grade.{parameter.grade}')}"),
        ("tier", f"{parameter.tier}: {setting.words(f'tier.{parameter.tier}')}"),
        ("lever", parameter.lever),
        ("instruments", ", ".join(dict.fromkeys((*parameter.instruments, *(each.id for each in users))))),
        ("clause", parameter.clause),
        ("note", parameter.note),
        *sources(parameter.evidence, evidence, setting),
    ]
    title = f"{setting.words('catalogue.parameter')} {parameter.key}"
    return Explanation(title, labelled(setting, lines), {"is": "parameter", **parameter.model_dump(mode="json")})


def prior(parameter: Parameter, setting: Setting) -> str:
    """What is believed before any run, with the weight that an effect has on being exactly zero."""
    if not parameter.spike:
        return belief(parameter)
    spike, rest = (setting.figures.share(share) for share in (parameter.spike, 1 - parameter.spike))
    return setting.words("catalogue.spiked", spike=spike, rest=rest, belief=belief(parameter))


def sources(
    citations: Sequence[Citation], evidence: Mapping[str, Evidence], setting: Setting
) -> Iterator[tuple[str, str]]:
    """A line per source: what was found, how far that was checked, and where."""
    if not citations:
        yield "evidence", setting.words("catalogue.no_evidence")
    for citation in citations:
        source = evidence.get(citation.code)
        memory = f" ({setting.words('seen.memory')})" if citation.from_memory else ""
        if source is None:
            yield "evidence", citation.code + memory
            continue
        seen = setting.words(f"seen.{source.seen}")
        parts = (f"{citation.code}{memory} {source.reference}: {source.finding}", seen, source.address or "")
        yield "evidence", " · ".join(part for part in parts if part)
