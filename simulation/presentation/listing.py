"""The catalogues as tables: scenarios, levers, targets, indicators and parameters, one line each.

Each function loads its own catalogue when called, so that a list answers at once.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation.presentation.lines import say
from simulation.presentation.setting import Setting
from simulation.presentation.tables import Parts, sections, wordy_table
from simulation.presentation.targets_table import ROOMY, WIDE, bar_words

if TYPE_CHECKING:
    from simulation.inputs.parameters import Parameter

THOUSAND = 1000


@dataclass(frozen=True)
class Listing:
    """One catalogue: headings and rows for the screen, records for JSON; the first `steady` columns stay whole.

    `parts` is stated for a table in sections, `note` is a sentence under the whole.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    records: tuple[dict[str, Any], ...]
    steady: int = 1
    parts: Parts | None = None
    note: str = ""


def show_listing(listing: Listing, setting: Setting) -> None:
    """Print a catalogue as a table, in sections where it has them."""
    if listing.parts is None:
        loose = range(listing.steady, len(listing.headings))
        setting.console.print(wordy_table(listing.headings, listing.rows, loose, setting.width))
    else:
        for piece in sections(listing.headings, listing.rows, listing.parts, setting.width):
            setting.console.print(piece)
    if listing.note:
        setting.console.print()
        say(listing.note, setting)


def headings(setting: Setting, *names: str) -> tuple[str, ...]:
    return tuple(setting.words(f"catalogue.{name}") for name in names)


def scenario_listing(setting: Setting) -> Listing:
    """Scenarios that come with the program, with their title; a file that cannot be read says so."""
    from simulation.inputs.files import scenario_file, scenario_names
    from simulation.inputs.scenario import scenario_title

    titles = {name: scenario_title(scenario_file(name)) for name in scenario_names()}
    records = tuple({"id": name, "title": title and title.model_dump()} for name, title in titles.items())
    rows = tuple(
        (name, setting.words.pick(title.model_dump()) if title else setting.words("catalogue.broken"))
        for name, title in titles.items()
    )
    return Listing(headings(setting, "id", "name"), rows, records)


def lever_listing(setting: Setting) -> Listing:
    """Levers with their clause, instruments and the targets they serve."""
    from simulation.inputs.lever_cards import lever_cards

    cards = lever_cards()
    rows = tuple(
        (
            card.id,
            card.clause,
            setting.words.pick(card.title),
            ", ".join(card.instruments.values()),
            ", ".join(card.serves),
        )
        for card in cards
    )
    records = tuple(card._asdict() for card in cards)
    return Listing(headings(setting, "id", "clause", "name", "instruments", "serves"), rows, records)


def target_listing(setting: Setting) -> Listing:
    """Targets with their clause, kind, and bar under the default reading."""
    from simulation.inputs.targets import load_targets

    words, targets = setting.words, load_targets()
    rows = tuple(
        (
            target.id,
            target.clause,
            words.pick(target.names.model_dump()),
            bar_words(target.readings[target.reading], setting),
            words(f"catalogue.{target.kind}"),
            setting.reading(target.reading),
        )
        for target in targets
    )
    records = tuple(target.model_dump(mode="json") for target in targets)
    return Listing(headings(setting, "id", "clause", "name", "bar", "kind", "reading"), rows, records)


def indicator_listing(setting: Setting) -> Listing:
    """Indicators with their unit and their weight in the whole index, which is an assumption."""
    from simulation.inputs.indicators import load_indicators

    indicators = load_indicators()
    rows = tuple(
        (
            indicator.code,
            indicator.name_zh if setting.words.language == "zh" else indicator.name_en,
            indicator.unit,
            setting.figures.share(indicator.weight, 1),
        )
        for indicator in indicators
    )
    records = tuple(indicator._asdict() for indicator in indicators)
    return Listing(headings(setting, "id", "name", "unit", "weight"), rows, records)


def parameter_listing(setting: Setting) -> Listing:
    """Parameters with their belief and grade of evidence; on wider screens their unit and lever too."""
    from simulation.inputs.parameters import load_parameters

    parameters = load_parameters().specs
    names = ("id", "prior", "grade", *(("unit",) if setting.width >= ROOMY else ()))
    names = (*names, "lever") if setting.width >= WIDE else names
    rows = tuple((each.key, belief(each), each.grade, each.unit, each.lever)[: len(names)] for each in parameters)
    records = tuple(parameter.model_dump(mode="json") for parameter in parameters)
    return Listing(headings(setting, *names), rows, records, steady=len(names))


def belief(parameter: "Parameter") -> str:
    """What is believed about a number: `0.50 · 0.70 · 0.87`, or the value that it is fixed at."""
    if parameter.interval_90 is None or parameter.median is None:
        return f"{getattr(parameter.distribution, 'value', ''):g}"
    low, high = parameter.interval_90
    return " · ".join(_three_digits(number) for number in (low, parameter.median, high))


def _three_digits(number: float) -> str:
    text = f"{number:,.0f}" if abs(number) >= THOUSAND else f"{number:.3g}"
    return text.replace("-", "−")
