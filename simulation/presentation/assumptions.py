"""What was assumed of an office's own towns, in sentences: on the screen in one language, in JSON in both."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from simulation.analysis.chances import TargetResult, applies
from simulation.analysis.summary import Summary
from simulation.presentation.numbers import Figures, written
from simulation.presentation.words import LANGUAGES, Words

Record = Mapping[str, Any]
FACTOR_DECIMALS: Final = 3


def of_part(manifest: Record) -> Record | None:
    """What the manifest says of the towns, when they are run without the rest of the province."""
    towns: Record | None = manifest.get("towns")
    return towns if towns and towns["only_these"] else None


def judged(summary: Summary) -> tuple[TargetResult, ...]:
    """The targets whose bars mean something for the towns that were run: of a part of the province, ratios only."""
    return tuple(result for result in summary.targets if applies(result.target, summary.manifest))


def assumption_sentences(manifest: Record, words: Words) -> Iterator[str]:
    """Every assumption of a study on an office's towns, in the order in which they were made."""
    for record in manifest.get("towns", {}).get("assumptions", ()):
        yield sentence(record, words)


def assumption_records(manifest: Record) -> list[dict[str, Any]]:
    """The same as numbers, each with its sentence in both languages."""
    records: Sequence[Record] = manifest.get("towns", {}).get("assumptions", ())
    return [{**record, **{language: sentence(record, Words(language)) for language in LANGUAGES}} for record in records]


def sentence(record: Record, words: Words) -> str:
    """One assumption in the reader's words."""
    values = {name: _worded(name, value, words) for name, value in record.items() if name != "name"}
    return words(f"assumption.{record['name']}", unit=words("unit.money"), **values)


def _worded(name: str, value: Any, words: Words) -> str:
    comma, figures = words("headline.comma"), Figures(words)
    if name == "fills":
        return comma.join(words(f"gap.{rule}", count=count) for rule, count in value.items())
    if name == "figures":
        return comma.join(words(f"figure.{each}") for each in value)
    if name == "cities":
        return comma.join(words(f"city.{each}") for each in value)
    if name in ("place", "city", "target"):
        return words(f"{name}.{value}")
    if isinstance(value, list | tuple):
        return comma.join(map(str, value))
    if name.startswith("money"):
        return figures.money(value)
    if name.startswith("share"):
        return figures.share(value, 1)
    return value if isinstance(value, str) else written(value, FACTOR_DECIMALS if isinstance(value, float) else 0)
