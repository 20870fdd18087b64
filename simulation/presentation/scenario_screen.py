"""What a scenario says, in words: its levers with their money, and the world it is tried in."""

from collections.abc import Iterator, Sequence

from simulation.calendar import YEARS
from simulation.inputs.differences import instruments_of
from simulation.inputs.dumping import short_names
from simulation.inputs.lever_cards import lever_cards
from simulation.inputs.parameters import load_parameters
from simulation.inputs.scenario import Scenario
from simulation.presentation.amounts import FROM_HERE_YI, money, money_by_year, number, path_words, percent
from simulation.presentation.explaining import prior
from simulation.presentation.lines import heading, say, section
from simulation.presentation.sentences import HASH_SHOWN
from simulation.presentation.setting import Setting
from simulation.presentation.settings_said import instrument_facts, instrument_name
from simulation.presentation.words import Words
from simulation.presentation.wrapping import wrapped

INDENT = "  "
PLAIN = "1"
WIDTH_OF_A_FILE = 100


def show_scenario(scenario: Scenario, setting: Setting) -> None:
    """Print the screen of `show`."""
    words = setting.words
    heading(f"{words.pick(scenario.title.model_dump())} · {scenario.id}", setting)
    if scenario.question is not None:
        say(words.pick(scenario.question.model_dump()), setting)
    for line in about(scenario, setting):
        say(line, setting, style="dim")
    section(words("scenario.levers"), setting)
    for line in lever_lines(scenario, setting):
        say(line, setting, indent=INDENT * 2)
    section(words("scenario.rest"), setting)
    for line in world_lines(scenario, setting):
        say(line, setting, indent=INDENT)
    setting.console.print()
    files = ", ".join(short_names(scenario.files).values())
    say(words("scenario.files", files=files, hash=scenario.hash()[:HASH_SHOWN]), setting, style="dim")


def about(scenario: Scenario, setting: Setting) -> Iterator[str]:
    """Who wrote it, and what it builds on."""
    words = setting.words
    if scenario.author:
        yield words("scenario.author", author=scenario.author)
    bases = words("headline.comma").join(scenario.extends)
    parts = [words("scenario.built_on", bases=bases) if bases else words("scenario.alone")]
    if scenario.blocks:
        parts.append(words("scenario.uses", blocks=words("headline.comma").join(scenario.blocks)))
    yield words("headline.comma").join(parts)


def lever_lines(scenario: Scenario, setting: Setting) -> Iterator[str]:
    """Every lever under its clause, then the money of all of them."""
    words = setting.words
    clauses = {card.id: card.clause for card in lever_cards()}
    for lever, settings in sorted(scenario.levers.items(), key=lambda pair: clauses.get(pair[0], "")):
        instruments = settings.instruments(lever)
        off = "" if lever in scenario.switched_on else f" ({words('scenario.counts_as_off')})"
        if list(instruments) != [lever]:
            yield f"{clauses.get(lever, '')} {setting.lever(lever)}{off}"
        for name, each in instruments.items():
            head = INDENT * 2 if list(instruments) != [lever] else f"{clauses.get(lever, '')} "
            facts = instrument_facts(each, setting)
            line = words("scenario.instrument", name=instrument_name(name, setting), facts=facts)
            yield head + line + (off if list(instruments) == [lever] else "")
    if not scenario.levers:
        yield words("scenario.no_levers")
        return
    yield money_line(scenario, setting)


def money_of(scenario: Scenario) -> tuple[float, ...]:
    """Province money of all levers by year, 万元."""
    instruments = instruments_of(scenario).values()
    return tuple(sum(each.budget_of(year) for each in instruments) for year in YEARS)


def rounded(wan: float) -> float:
    """A sum that was worked out rather than stated, to whole 万元, small ones to the hundred yuan."""
    return round(wan, 0 if abs(wan) >= FROM_HERE_YI else 2)


def money_line(scenario: Scenario, setting: Setting) -> str:
    """What all levers get from the province, by year and in all."""
    words, amounts = setting.words, money_of(scenario)
    years = money_by_year([rounded(amount) for amount in amounts], words)
    return words("scenario.money", years=years, total=money(rounded(sum(amounts)), words))


def world_lines(scenario: Scenario, setting: Setting) -> Iterator[str]:
    """Growth, shocks, certification, base year, trends, readings, fixed numbers."""
    words, rule = setting.words, scenario.certification
    yield growth_line(scenario, setting)
    yield words("scenario.shocks", shocks=shocks_words(scenario.shocks, setting))
    yield words(
        "scenario.certification",
        pace=words(f"pace.{rule.pace}"),
        output=money(rule.minimum_output, words),
        share=percent(rule.minimum_specialty_share, words),
    )
    yield words("scenario.base_year", share=words(f"base.{scenario.base_year.share}"))
    yield words("scenario.drift", drift=words(f"drift.{scenario.drift}"))
    for target, reading in scenario.readings.items():
        yield words("scenario.reading", target=words(f"target.{target}"), reading=setting.reading(reading))
    if not scenario.readings:
        yield words("scenario.readings")
    yield from parameter_lines(scenario, setting)


def growth_line(scenario: Scenario, setting: Setting) -> str:
    """How the economy grows."""
    words, growth = setting.words, scenario.macro.growth
    if isinstance(growth, str):
        return words("scenario.growth_ex_ante")
    return words("scenario.growth", path=path_words(growth, words))


def shocks_words(shocks: Sequence[str], setting: Setting) -> str:
    """The shocks by name, or that there is none."""
    names = setting.words("headline.comma").join(setting.words(f"shock.{shock}") for shock in shocks)
    return names or setting.words("amount.none")


def parameter_lines(scenario: Scenario, setting: Setting) -> Iterator[str]:
    """Every number that the author fixes, with its source and what would be believed without."""
    known = load_parameters()
    for key, override in scenario.parameters.items():
        unit = "" if known[key].unit == PLAIN else f" {known[key].unit}"
        details = {
            "name": key,
            "fixed": number(override.fixed),
            "unit": unit,
            "source": override.source,
        }
        yield setting.words("scenario.parameter", prior=prior(known[key], setting), **details)
    if not scenario.parameters:
        yield setting.words("scenario.parameters")


def merged_header(scenario: Scenario, words: Words) -> Iterator[str]:
    """The comment at the head of a merged scenario; ASCII where the output carries no more."""
    text = words("scenario.merged_header", name=scenario.id, hash=scenario.hash()[:HASH_SHOWN])
    yield from (f"# {line}" for line in wrapped(text, WIDTH_OF_A_FILE))
