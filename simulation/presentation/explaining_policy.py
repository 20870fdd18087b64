"""Policy explained: a lever with its instruments, one instrument, or a clause with everything it asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from simulation.inputs.configuration import Names
from simulation.inputs.coverage import Catalogue, Row, rows_of
from simulation.inputs.delivery import LeverSettings, instrument_names
from simulation.inputs.evidence import Evidence
from simulation.inputs.instruments import Instrument
from simulation.inputs.lever_cards import LeverCard
from simulation.inputs.parameters import Citation, Parameter
from simulation.inputs.targets import Target
from simulation.presentation.coverage_table import asked_for, record, served, why_not
from simulation.presentation.explaining import Explanation, labelled, prior, sources
from simulation.presentation.setting import Setting

Lines = Iterator[tuple[str, object]]
PLAIN = "1"
"""Unit of a number that has none."""


@dataclass(frozen=True)
class Shelf:
    """The catalogues that an explanation draws on."""

    catalogue: Catalogue
    targets: Sequence[Target]
    evidence: Mapping[str, Evidence]


def explain_instrument(instrument: Instrument, shelf: Shelf, setting: Setting) -> Explanation:
    """An instrument: rule in words, formula, clause, who pays, default budget, numbers with priors and evidence."""
    words = setting.words
    lines = [
        ("clause", clause_words(instrument.clause, shelf, setting)),
        ("lever", instrument.lever or words("catalogue.always")),
        *_rule(instrument, setting),
        ("state", "" if instrument.id in shelf.catalogue.built else words("catalogue.no_lever")),
        *_numbers(_used(instrument, shelf), shelf, setting),
    ]
    title = f"{words('catalogue.instrument')} {instrument.id} {instrument.name} · {_pick(instrument.names, setting)}"
    details = {"is": "instrument", "name": instrument.name, **instrument.model_dump(mode="json")}
    return Explanation(title, labelled(setting, lines), details)


def explain_lever(card: LeverCard, settings: type[LeverSettings], shelf: Shelf, setting: Setting) -> Explanation:
    """A lever: clause, every instrument's rule, the keys an author writes, channels, numbers with their evidence."""
    own = [each for each in shelf.catalogue.parameters if each.lever == card.id]
    known = shelf.catalogue.instruments
    instruments = [known[code] for code in card.instruments.values() if code in known]
    keys = list(settings_lines(settings))
    lines: list[tuple[str, object]] = [
        ("clause", clause_words(card.clause, shelf, setting)),
        ("rule", card.rule if setting.words.language == "en" else ""),
        ("serves", served(card.serves, setting)),
        *(line for each in instruments for line in _instrument_of(each, setting)),
        *(("settings", line) for line in keys),
        ("reads", ", ".join(card.reads)),
        ("writes", ", ".join(card.writes)),
        *_numbers(own, shelf, setting),
    ]
    rules = [each.model_dump(mode="json") for each in instruments]
    details = {"is": "lever", **card._asdict(), "rules": rules, "settings": keys, "parameters": [p.key for p in own]}
    title = f"{setting.words('catalogue.lever')} {card.id} · {setting.words.pick(card.title)}"
    return Explanation(title, labelled(setting, lines), details)


def explain_clause(row_clause: str, shelf: Shelf, setting: Setting) -> Explanation:
    """A clause: the targets it sets, and everything it asks for with what the model makes of it."""
    words = setting.words
    clause = next(each for each in shelf.catalogue.clauses if each.id == row_clause)
    rows = tuple(rows_of(clause, shelf.catalogue))
    targets = tuple(target.id for target in shelf.targets if target.clause == clause.id)
    lines: list[tuple[str, object]] = [
        ("sets", served(targets, setting)),
        *((row.status, _row_words(row, setting)) for row in rows),
    ]
    title = f"{words('catalogue.clause')} {clause.id} · {_pick(clause.names, setting)}"
    details = {"is": "clause", "id": clause.id, "names": clause.names.model_dump(), "targets": targets}
    return Explanation(title, labelled(setting, lines), {**details, "asks": [record(row) for row in rows]})


def clause_words(clause: str, shelf: Shelf, setting: Setting) -> str:
    """The number of a clause, with its name where it is a single one."""
    names = next((each.names for each in shelf.catalogue.clauses if each.id == clause), None)
    return f"{clause} {_pick(names, setting)}" if names else clause


def _pick(names: Names, setting: Setting) -> str:
    return setting.words.pick(names.model_dump())


def _row_words(row: Row, setting: Setting) -> str:
    what = f"{row.lever}: {asked_for(row, setting)}" if row.lever else asked_for(row, setting)
    codes = f" ({', '.join(row.instruments)})" if row.instruments else ""
    why = why_not(row, setting)
    return f"{what}{codes}" + (f" · {why}" if why else "")


def _rule(instrument: Instrument, setting: Setting) -> Lines:
    """What one instrument does, for whom, at whose cost, and how soon."""
    words = setting.words
    yield "rule", _pick(instrument.rule, setting)
    yield "formula", _pick(instrument.formula, setting)
    yield "eligible", _pick(instrument.eligible, setting)
    yield "pays", _pick(instrument.pays.words, setting)
    yield "budget", budget_words(instrument, setting)
    yield "timing", _pick(instrument.timing, setting)
    channels = (words(f"channel.{name}") for name in (instrument.primary, instrument.secondary) if name)
    yield "channel", words("headline.comma").join(channels)
    yield "omits", _pick(instrument.not_modelled, setting) if instrument.not_modelled else ""


def _instrument_of(instrument: Instrument, setting: Setting) -> Lines:
    """An instrument inside the explanation of its lever, under its number."""
    yield "instrument", f"{instrument.id} {instrument.key} · {_pick(instrument.names, setting)}"
    yield from _rule(instrument, setting)


def budget_words(instrument: Instrument, setting: Setting) -> str:
    """The default budget with the range to try, in the unit of a scenario file."""
    budget = instrument.budget
    if budget is None:
        return ""
    numbers = {name: f"{getattr(budget, name):g}" for name in ("default", "low", "high")}
    return setting.words("catalogue.per_year", **numbers)


def _used(instrument: Instrument, shelf: Shelf) -> list[Parameter]:
    return [each for each in shelf.catalogue.parameters if each.key in instrument.parameters]


def _numbers(parameters: Sequence[Parameter], shelf: Shelf, setting: Setting) -> Lines:
    """Every number with its prior, unit and grade; then every source they lean on, once."""
    for each in parameters:
        unit = "" if each.unit == PLAIN else f" {each.unit}"
        yield "parameter", f"{each.key}: {prior(each, setting)}{unit}, {setting.words('catalogue.grade')} {each.grade}"
    cited: dict[str, Citation] = {}
    for each in parameters:
        for citation in each.evidence:
            cited.setdefault(citation.code, citation)
    if parameters:
        yield from sources(tuple(cited.values()), shelf.evidence, setting)


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
