"""Options that every command has: language, width of the screen, JSON."""

from typing import Annotated

import typer

from simulation.presentation.words import Language

Width = Annotated[int | None, typer.Option(min=60, help="Columns of the screen · 屏幕列宽")]
Lang = Annotated[Language | None, typer.Option(help="en or zh; from the locale unless given · 语言")]
Json = Annotated[bool, typer.Option("--json", help="The same numbers as JSON on standard output · 输出 JSON")]
