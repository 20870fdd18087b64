"""Paragraphs and headings of a screen, broken where the reader's language breaks and never wider than the screen."""

from collections.abc import Iterable

from rich.text import Text

from simulation.presentation.setting import Setting
from simulation.presentation.wrapping import joined, wrapped


def say(text: str, setting: Setting, style: str = "", indent: str = "") -> None:
    """Print a paragraph."""
    _print(wrapped(text, setting.width, indent), setting, style)


def say_cells(cells: Iterable[str], setting: Setting, style: str = "", gap: str = " · ", indent: str = "") -> None:
    """Print short texts one after another, none cut in two."""
    _print(joined(cells, gap, setting.width, indent), setting, style)


def heading(title: str, setting: Setting) -> None:
    """The first line of a screen."""
    say(title, setting, style="bold")


def section(title: str, setting: Setting) -> None:
    """A blank line and the heading of a part."""
    setting.console.print()
    heading(title, setting)


def _print(lines: Iterable[str], setting: Setting, style: str) -> None:
    for line in lines:
        setting.console.print(Text(line, style=style), soft_wrap=True)
