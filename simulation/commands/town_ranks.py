"""The command that ranks the single towns of a stored study, or tells the years of one of them; it reads only."""

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.commands.options import Json, Lang, Store, Width
from simulation.inputs.measures import DIMENSIONS, TARGET_YEAR
from simulation.presentation.answering import STORE, answering, print_json, refuse, store_words

if TYPE_CHECKING:
    from simulation.ensemble.panels import Panel
    from simulation.ensemble.shelf import StudyEntry
    from simulation.presentation.setting import Setting
    from simulation.presentation.towns_screen import Page, Ranked
    from simulation.presentation.words import Words

By = StrEnum("By", {"TOTAL": "total", "A": "A", "B": "B", "C": "C", "D": "D"})
SHOWN = 20
"""Towns of the province shown unless more are asked for; of a city all are."""


def rank(
    study: Annotated[
        str,
        typer.Argument(metavar="STUDY", help="Scenario or key of a study run with --panel · 加 --panel 运行过的研究"),
    ],
    city: Annotated[str | None, typer.Option(metavar="NAME", help="Only the towns of a city · 仅某市的镇")] = None,
    town: Annotated[str | None, typer.Option(metavar="NAME", help="The years of one town · 单个镇历年情况")] = None,
    by: Annotated[By, typer.Option(case_sensitive=False, help="Index or dimension · 总指数或某一维度")] = By.TOTAL,
    top: Annotated[int | None, typer.Option(min=1, help="Show so many · 显示个数")] = None,
    store: Store = STORE,
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Towns of 2020 ranked by the index with rank intervals (`towns STUDY`) · 2020 年各镇指数排名及名次区间"""
    with answering(lang) as words:
        from simulation.analysis.town_ranks import path_of
        from simulation.presentation import towns_screen
        from simulation.presentation.setting import make_setting

        if town is not None and top is not None:
            refuse(words("panel.town_or_top"))
        columns = ("certified", "gross_output", "rd_spending", by.value) if town else ("certified", *DIMENSIONS)
        entry, panel = _opened(store, study, columns, words)
        here = _in_city(panel, city, words)
        setting = make_setting(words.language, width)
        if town is not None:
            chosen = _town(panel, town, here, words)
            page = towns_screen.Page(entry, panel, by.value, panel.towns[chosen], path_of(panel, by.value, chosen))
            _answer_town(page, setting, json)
        else:
            found = _ranked((entry, panel), by.value, here, top or (None if city else SHOWN))
            _answer_ranking(found, setting, json)


def _answer_town(page: "Page", setting: "Setting", json: bool) -> None:
    from simulation.presentation import towns_screen

    if json:
        print_json(towns_screen.town_document(page))
    else:
        towns_screen.show_town(page, setting)


def _answer_ranking(found: "Ranked", setting: "Setting", json: bool) -> None:
    from simulation.presentation import towns_screen

    if json:
        print_json(towns_screen.ranking_document(found))
    else:
        towns_screen.show_ranking(found, setting)


def _opened(store: Path, name: str, columns: tuple[str, ...], words: "Words") -> "tuple[StudyEntry, Panel]":
    """The latest study of this name that keeps single towns, and these columns of it; else the end."""
    from simulation.ensemble import shelf
    from simulation.ensemble.panels import panel_of

    entries = shelf.find(store, name)
    if not entries:
        refuse(words("studies.unknown", name=name, store=store))
    kept = ((entry, panel_of(store, entry.key).read(columns)) for entry in entries if entry.panel)
    entry, panel = next((each for each in kept if each[1] is not None), (entries[0], None))
    if panel is None:
        refuse(words("panel.none", study=entry.key, command=_making(store, entry)))
    for path in panel.damaged:
        print(words("single.damaged", path=path), file=sys.stderr)
    return entry, panel


def _making(store: Path, entry: "StudyEntry") -> str:
    """The command that makes the panel of a study: what was typed for it, or its scenario, and `--panel`."""
    from simulation.ensemble.panels import panel_of
    from simulation.ensemble.sessions import sessions_of

    for facts in reversed(sessions_of(panel_of(store, entry.key).study.folder)):
        typed = str(facts.get("command", ""))
        if typed.startswith(("towncast run ", "towncast compare ")):
            return f"{typed} --panel"
    return shlex.join(["towncast", "run", entry.scenario, "--seed", str(entry.seed), "--panel", *store_words(store)])


def _in_city(panel: "Panel", name: str | None, words: "Words") -> list[int]:
    """Places in the roster of the towns of a city, of all towns without one."""
    if name is None:
        return list(range(len(panel.towns)))
    from simulation.inputs.fields import CITIES

    city = CITIES[city_named(name, words)]
    here = [place for place, town in enumerate(panel.towns) if town.city == city]
    if not here:
        refuse(words("panel.no_towns_there", city=words(f"city.{city}")))
    return here


def city_named(name: str, words: "Words") -> int:
    """Position of a city of the province, by its Chinese or English name; else the end."""
    from simulation.inputs.office_towns.atlas import city_of, nearest_city

    place = city_of(name)
    if place is None:
        near = nearest_city(name)
        refuse(words("problem.no_such_city", city=name, hint=words("problem.nearest", nearest=near) if near else ""))
    return place


def _town(panel: "Panel", name: str, here: list[int], words: "Words") -> int:
    """Place in the roster of the one town of this name or code; else the end."""
    from simulation.inputs.office_towns.atlas import stem
    from simulation.inputs.problems import nearest
    from simulation.presentation.towns_screen import place_name

    same = [place for place in here if name.strip() in (panel.towns[place].name, str(panel.towns[place].code))]
    found = same or [place for place in here if stem(panel.towns[place].name) == stem(name)]
    if not found:
        near = nearest(name, [panel.towns[place].name for place in here])
        refuse(words("panel.no_such_town", name=name, hint=words("problem.nearest", nearest=near) if near else ""))
    if len(found) > 1:
        names = words("headline.comma").join(place_name(panel.towns[place], words) for place in found)
        refuse(words("panel.too_many_towns", name=name, towns=names))
    return found[0]


def _ranked(opened: "tuple[StudyEntry, Panel]", by: str, here: list[int], top: int | None) -> "Ranked":
    from simulation.analysis.town_ranks import ranking, standings
    from simulation.presentation.towns_screen import Ranked

    entry, panel = opened
    found = standings(panel, by, TARGET_YEAR, here)
    listed = ranking(found)
    rarer = sum(each.share_certified > 0.0 for each in found) - len(listed)
    shown = listed[:top]
    towns = [each.town for each in shown]
    parts = {name: [each.score.median for each in standings(panel, name, TARGET_YEAR, towns)] for name in DIMENSIONS}
    return Ranked(entry, panel, by, shown, len(listed), rarer, parts)
