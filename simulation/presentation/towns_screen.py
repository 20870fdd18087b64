"""The screens of `towns`: single towns ranked by the index with how far their ranks reach, and the page of one town."""

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import Any, Final, NamedTuple

from simulation.analysis.town_ranks import LISTED_FROM, Reach, Standing, TownYear
from simulation.ensemble.panels import Panel
from simulation.ensemble.roster import Town
from simulation.ensemble.shelf import StudyEntry
from simulation.inputs.measures import DIMENSIONS
from simulation.presentation.lines import heading, say
from simulation.presentation.numbers import NOTHING, written
from simulation.presentation.setting import Setting
from simulation.presentation.tables import plain_table
from simulation.presentation.targets_table import ROOMY, WIDE
from simulation.presentation.words import Words

PARTS: Final = DIMENSIONS[1:]


class Ranked(NamedTuple):
    """What is known of the towns of a stored study in 2020."""

    entry: StudyEntry
    panel: Panel
    by: str
    """Dimension of the index by which they are ranked."""
    shown: Sequence[Standing]
    listed: int
    """Towns certified in enough runs, of which the first are shown."""
    rarer: int
    """Towns certified in some runs, too few to be listed."""
    parts: Mapping[str, Sequence[float]]
    """Median score of each town shown, by dimension."""


class Page(NamedTuple):
    """What is known of one town of a stored study."""

    entry: StudyEntry
    panel: Panel
    by: str
    town: Town
    years: Sequence[TownYear]


def show_ranking(found: Ranked, setting: Setting) -> None:
    """Print the ranking with what it rests on."""
    words = setting.words
    by = words(f"dimension.{found.by}")
    heading(words("single.title", title=words.pick(found.entry.title), by=by), setting)
    table = plain_table(*headings(setting), first=words("single.town"))
    table.columns[1].justify = "left"
    for place in range(len(found.shown)):
        table.add_row(*_row(found, place, setting))
    setting.console.print(table)
    setting.console.print()
    rarer = words("single.rarer", rarer=found.rarer) if found.rarer else ""
    say(words("single.shown", shown=len(found.shown), listed=found.listed, rarer=rarer), setting)
    say(words("single.ranks"), setting)
    _end(found.entry, found.panel, setting)


def headings(setting: Setting) -> list[str]:
    """City, ranks with their intervals, score; on wider screens the interval of the score and the four dimensions."""
    names = ["city", "rank", "interval", "rank_in_city", "interval", "score"]
    names += ["interval"] if setting.width >= ROOMY else []
    names += PARTS if setting.width >= WIDE else []
    return [setting.words(f"single.{name}") for name in (*names, "certified")]


def _row(found: Ranked, place: int, setting: Setting) -> Iterator[str]:
    standing = found.shown[place]
    town = found.panel.towns[standing.town]
    yield town.name
    yield city_name(town, setting.words)
    for reach in (standing.rank, standing.rank_in_city):
        yield number(reach.median, 0)
        yield interval(reach, 0)
    yield number(standing.score.median, 1)
    if setting.width >= ROOMY:
        yield interval(standing.score, 1)
    if setting.width >= WIDE:
        yield from (number(found.parts[name][place], 1) for name in PARTS)
    yield setting.figures.share(standing.share_certified)


def show_town(page: Page, setting: Setting) -> None:
    """Print one town from 2015 to 2020."""
    words, figures = setting.words, setting.figures
    heading(words("single.title_of", title=words.pick(page.entry.title), town=place_name(page.town, words)), setting)
    names = ("output", "rd", "score", "rank", "interval", "rank_in_city", "certified")
    table = plain_table(*(words(f"single.{name}") for name in names), first=words("single.year"))
    for standing, output, spending in page.years:
        table.add_row(
            str(standing.year),
            figures.ratio(*output),
            figures.ratio(*spending),
            number(standing.score.median, 1),
            number(standing.rank.median, 0),
            interval(standing.rank, 0),
            number(standing.rank_in_city.median, 0),
            figures.share(standing.share_certified),
        )
    setting.console.print(table)
    setting.console.print()
    say(words("single.ranks_of", by=words(f"dimension.{page.by}")), setting)
    _end(page.entry, page.panel, setting)


def _end(entry: StudyEntry, panel: Panel, setting: Setting) -> None:
    words = setting.words
    say(f"! {words('single.illustrative')}", setting, indent="  ")
    setting.console.print()
    say(words("single.study", study=entry.key, seed=entry.seed, runs=len(panel.runs)), setting, style="dim")


def number(value: float, decimals: int) -> str:
    """A median; a dash where there is no run."""
    return NOTHING if isnan(value) else written(value, decimals)


def interval(reach: Reach, decimals: int) -> str:
    """`3–17`; a dash where there is no run."""
    return NOTHING if isnan(reach.median) else f"{written(reach.p05, decimals)}–{written(reach.p95, decimals)}"


def city_name(town: Town, words: Words) -> str:
    """The city of a town in the reader's language."""
    return words.pick({"en": town.city_en, "zh": town.city})


def place_name(town: Town, words: Words) -> str:
    """A town with its city."""
    return words("single.in_place", name=town.name, place=city_name(town, words))


def ranking_document(found: Ranked) -> dict[str, Any]:
    """The ranking for machines."""
    rows = [
        {
            **_record(found.panel.towns[each.town], each),
            "median_scores": {name: found.parts[name][place] for name in DIMENSIONS},
        }
        for place, each in enumerate(found.shown)
    ]
    counts = {"listed_from_share": LISTED_FROM, "listed": found.listed, "certified_in_fewer": found.rarer}
    return {**_head(found.entry, found.panel, found.by), **counts, "towns": rows}


def town_document(page: Page) -> dict[str, Any]:
    """One town for machines; amounts in 亿元."""
    return {
        **_head(page.entry, page.panel, page.by),
        "town": page.town._asdict(),
        "years": [
            {
                "year": standing.year,
                **_standing(standing),
                "gross_output": {"unit": "亿元", **output._asdict()},
                "rd_spending": {"unit": "亿元", **spending._asdict()},
            }
            for standing, output, spending in page.years
        ],
    }


def _head(entry: StudyEntry, panel: Panel, by: str) -> dict[str, Any]:
    return {
        "study": entry.key,
        "scenario": entry.scenario,
        "seed": entry.seed,
        "runs": len(panel.runs),
        "by": by,
        "illustrative": True,
        "damaged": [str(Path(path)) for path in panel.damaged],
    }


def _record(town: Town, standing: Standing) -> dict[str, Any]:
    return {**town._asdict(), **_standing(standing)}


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "share_certified": standing.share_certified,
        "rank": standing.rank._asdict(),
        "rank_in_city": standing.rank_in_city._asdict(),
        "score": standing.score._asdict(),
    }
