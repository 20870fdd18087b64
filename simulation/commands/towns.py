"""The words of the command line about towns: options of what runs, ranks of single towns, and `towns template`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from simulation.commands.town_ranks import city_named, rank
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

RANK = "rank"


class StudyOrCommand(TyperGroup):
    """`towns STUDY` is short for `towns rank STUDY`; what is no command of the group is the name of a study."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command in front where it has been left out."""
        is_named = not args or args[0] in self.commands or args[0] in ctx.help_option_names
        return super().parse_args(ctx, args if is_named else [RANK, *args])


towns_app = typer.Typer(cls=StudyOrCommand, no_args_is_help=True)
towns_app.command(RANK)(rank)


@towns_app.callback()
def towns() -> None:
    """Single towns of a stored study by rank (towns STUDY); the office's own table · 各镇排名；本单位的镇表"""


@towns_app.command()
def template(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Name in .csv or .xlsx · 文件名")] = Path("towns.csv"),
    city: Annotated[str | None, typer.Option(metavar="CITY", help="Only the towns of a city · 仅某市的镇")] = None,
    lang: Annotated[Language | None, typer.Option(help="en or zh; from the locale unless given · 语言")] = None,
) -> None:
    """Write the table an office fills in for --towns · 生成供 --towns 使用的镇表模板"""
    with answering(lang) as words:
        from simulation.presentation.town_template import SUFFIXES, write_template

        place = None if city is None else city_named(city, words)
        if file.suffix.lower() not in SUFFIXES:
            refuse(words("problem.template_suffix", path=file))
        if file.exists():
            refuse(words("problem.exists", path=file))
        typer.echo(words("template.written", path=file, towns=write_template(file, place, words)))
        alone = " --only-these" if city else ""
        typer.echo(words("screen.next", command=f"towncast run baseline --towns {file}{alone}"))


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
