"""One thing explained: what it means, its clause, how it is counted, what is believed about it and on what evidence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from rich.cells import cell_len
from rich.text import Text

from simulation.inputs.delivery import LeverSettings, instrument_names
from simulation.inputs.evidence import Evidence
from simulation.inputs.indicators import Indicator
from simulation.inputs.lever_cards import LeverCard
from simulation.inputs.parameters import Parameter
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
    setting.console.print(Text(explanation.title, style="bold"), soft_wrap=True)
    width = max((cell_len(label) for label, _ in explanation.lines), default=0) + 2
    for label, text in explanation.lines:
        lead = label + " " * (width - cell_len(label))
        for number, line in enumerate(wrapped(text, setting.width - width)):
            start = Text(lead, style="dim") if number == 0 else Text(" " * width)
            setting.console.print(start + Text(line), soft_wrap=True)


def _labelled(setting: Setting, pairs: Iterable[tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    """Labels in the reader's language; a line without text is left out."""
    return tuple((setting.words(f"catalogue.{name}"), str(text)) for name, text in pairs if text not in (None, "", ()))


def explain_target(target: Target, setting: Setting) -> Explanation:
    """A target: clause, wording, kind, and every reading with its bar."""
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
    ]
    title = f"{target.id} · {words.pick(target.names.model_dump())}"
    record = {"is": "target", **target.model_dump(mode="json")}
    return Explanation(f"{words('catalogue.target')} {title}", _labelled(setting, lines), record)


def explain_indicator(indicator: Indicator, setting: Setting) -> Explanation:
    """An indicator of the annex: formula, unit, place in the index, weight and transform."""
    name = indicator.name_zh if setting.words.language == "zh" else indicator.name_en
    lines: list[tuple[str, object]] = [
        ("clause", indicator.clause),
        ("formula", indicator.formula),
        ("unit", indicator.unit),
        ("dimension", f"{indicator.dimension} / {indicator.group}"),
        ("weight", f"{setting.figures.share(indicator.weight, 1)} ({setting.words('catalogue.assumption')})"),
        ("transform", indicator.transform),
    ]
    title = f"{setting.words('catalogue.indicator')} {indicator.code} · {name}"
    return Explanation(title, _labelled(setting, lines), {"is": "indicator", **indicator._asdict()})


def explain_parameter(parameter: Parameter, evidence: Mapping[str, Evidence], setting: Setting) -> Explanation:
    """A parameter: meaning, belief, unit, grade of evidence, the lever it belongs to, and every source."""
    family = parameter.distribution.model_dump(exclude={"family"}, exclude_none=True)
    shape = ", ".join(f"{name} {value}" for name, value in family.items())
    name = parameter.name_zh if setting.words.language == "zh" and parameter.name_zh else ""
    lines: list[tuple[str, object]] = [
        ("meaning", f"{name} {parameter.meaning}".strip()),
        ("code", f"{parameter.code} {parameter.symbol or ''}".strip()),
        ("prior", belief(parameter)),
        ("distribution", f"{parameter.distribution.family}: {shape}"),
        ("unit", parameter.unit),
        ("spike", setting.figures.share(parameter.spike) if parameter.spike else ""),
        ("grade", f"{parameter.grade}: {setting.words(f'grade.{parameter.grade}')}"),
        ("tier", f"{parameter.tier}: {setting.words(f'tier.{parameter.tier}')}"),
        ("lever", parameter.lever),
        ("instruments", ", ".join(parameter.instruments)),
        ("clause", parameter.clause),
        ("note", parameter.note),
        *_sources(parameter, evidence, setting),
    ]
    title = f"{setting.words('catalogue.parameter')} {parameter.key}"
    return Explanation(title, _labelled(setting, lines), {"is": "parameter", **parameter.model_dump(mode="json")})


def _sources(parameter: Parameter, evidence: Mapping[str, Evidence], setting: Setting) -> Iterator[tuple[str, str]]:
    if not parameter.evidence:
        yield "evidence", setting.words("catalogue.no_evidence")
    for citation in parameter.evidence:
        source = evidence.get(citation.code)
        memory = f" ({setting.words('seen.memory')})" if citation.from_memory else ""
        if source is None:
            yield "evidence", citation.code + memory
            continue
        seen = setting.words(f"seen.{source.seen}")
        parts = (f"{citation.code}{memory} {source.reference}: {source.finding}", seen, source.address or "")
        yield "evidence", " · ".join(part for part in parts if part)


def explain_lever(
    card: LeverCard, settings: type[LeverSettings], parameters: Sequence[Parameter], setting: Setting
) -> Explanation:
    """A lever: rule, clause, instruments, the keys an author writes, channels, and its parameters with their grade."""
    own = [parameter for parameter in parameters if parameter.lever == card.id]
    lines: list[tuple[str, object]] = [
        ("clause", card.clause),
        ("rule", card.rule),
        *(("instrument", f"{code} {name}") for name, code in card.instruments.items()),
        *(("settings", line) for line in settings_lines(settings)),
        ("serves", ", ".join(card.serves)),
        ("reads", ", ".join(card.reads)),
        ("writes", ", ".join(card.writes)),
        *(("parameter", f"{each.key}: {belief(each)} {each.unit}, {each.grade}") for each in own),
    ]
    keys = list(settings_lines(settings))
    record = {"is": "lever", **card._asdict(), "settings": keys, "parameters": [each.key for each in own]}
    title = f"{setting.words('catalogue.lever')} {card.id} · {setting.words.pick(card.title)}"
    return Explanation(title, _labelled(setting, lines), record)


def settings_lines(settings: type[LeverSettings]) -> Iterator[str]:
    """The keys an author may write, with the value each has when left out: a line per instrument."""
    if not instrument_names(settings):
        yield ", ".join(_keys(settings))
    for name in instrument_names(settings):
        choices = get_args(settings.model_fields[name].annotation)
        instrument = next(
            choice for choice in choices if isinstance(choice, type) and issubclass(choice, LeverSettings)
        )
        yield f"{name}: {', '.join(_keys(instrument))}"


def _keys(settings: type[LeverSettings]) -> Iterator[str]:
    for name, field in settings.model_fields.items():
        known = not field.is_required() and field.default is not None
        yield f"{name} = {field.default}" if known else name
