"""The words of the command line about an office's own towns: options of what runs, and `towns template`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.presentation.answering import answering, refuse
from simulation.presentation.words import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulation.presentation.setting import Setting
    from simulation.presentation.words import Words

Towns = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The office's own towns, CSV or Excel (see towns template) · 本单位的镇表"),
]
OnlyThese = Annotated[
    bool, typer.Option("--only-these", help="Run the towns of --towns alone, as one city · 仅运行镇表中的镇")
]
WholeBudgets = Annotated[
    bool,
    typer.Option("--whole-budgets", help="With --only-these: budgets are these towns' own · 预算全额用于镇表中的镇"),
]

towns_app = typer.Typer(no_args_is_help=True, help="The office's own towns: their table to fill in · 本单位的镇表")


@towns_app.callback()
def towns() -> None:
    """The office's own towns: their table to fill in · 本单位的镇表"""


@towns_app.command()
def template(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Name in .csv or .xlsx · 文件名")] = Path("towns.csv"),
    city: Annotated[str | None, typer.Option(metavar="CITY", help="Only the towns of a city · 仅某市的镇")] = None,
    lang: Annotated[Language | None, typer.Option(help="en or zh; from the locale unless given · 语言")] = None,
) -> None:
    """Write the table an office fills in for --towns · 生成供 --towns 使用的镇表模板"""
    with answering(lang) as words:
        from simulation.presentation.town_template import SUFFIXES, write_template

        place = None if city is None else _city(city, words)
        if file.suffix.lower() not in SUFFIXES:
            refuse(words("problem.template_suffix", path=file))
        if file.exists():
            refuse(words("problem.exists", path=file))
        typer.echo(words("template.written", path=file, towns=write_template(file, place, words)))
        alone = " --only-these" if city else ""
        typer.echo(words("screen.next", command=f"towncast run baseline --towns {file}{alone}"))


def _city(name: str, words: "Words") -> int:
    from simulation.inputs.office_towns.atlas import city_of, nearest_city

    place = city_of(name)
    if place is None:
        near = nearest_city(name)
        refuse(words("problem.no_such_city", city=name, hint=words("problem.nearest", nearest=near) if near else ""))
    return place


def tell_assumptions(file: str, words: "Words") -> None:
    """What a run would assume of a town table; nothing of any other file."""
    from simulation import study
    from simulation.presentation.assumptions import sentence
    from simulation.presentation.setting import make_setting

    sentences = (sentence(assumption.as_record(), words) for assumption in study.assumptions(file))
    tell(sentences, make_setting(words.language))


def tell(sentences: "Iterable[str]", setting: "Setting") -> None:
    """What was assumed of an office's towns, below an answer."""
    from simulation.presentation.lines import say

    for each in sentences:
        say(f"! {each}", setting, indent="  ")
