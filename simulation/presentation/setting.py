"""How an answer is to be shown: language, width, which characters the output can carry, and the names of things."""

import io
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TextIO

from rich.console import Console

from simulation.presentation.glyphs import Glyphs, glyphs_for
from simulation.presentation.numbers import Figures
from simulation.presentation.words import Words

WIDTH_ON_A_PIPE: Final = 100
NARROWEST: Final = 60

LeverNames = Mapping[str, Mapping[str, str]]
"""Title of each lever by language; a lever without one is shown by its id."""


@dataclass(frozen=True)
class Setting:
    """Everything a screen needs to know about its reader."""

    console: Console
    words: Words
    figures: Figures
    glyphs: Glyphs
    lever_names: LeverNames = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Columns of the output."""
        return self.console.width

    def lever(self, lever: str) -> str:
        """The name of a lever in the reader's language; of an instrument (`guidance_funds.follow_on`), both."""
        return lever_name(lever, self.words, self.lever_names)

    def reading(self, reading: str) -> str:
        """The name of a reading of a target in the reader's language."""
        return self.words(f"reading.{reading}") if f"reading.{reading}" in self.words else reading


def lever_name(lever: str, words: Words, names: LeverNames) -> str:
    """The name of a lever in one language; of an instrument (`guidance_funds.follow_on`), both."""
    whole, _, instrument = lever.partition(".")
    name = words.pick(names.get(whole, {"en": whole}))
    return f"{name}: {instrument}" if instrument else name


def open_console(output: TextIO, width: int | None = None) -> Console:
    """A console on `output`: the terminal's width, or `width`; on a pipe 100 columns and no escape codes.

    Colour follows the terminal and `NO_COLOR`. Characters that the output cannot carry are replaced, never refused.
    """
    if isinstance(output, io.TextIOWrapper):
        output.reconfigure(errors="replace")
    on_a_pipe = not output.isatty() and "COLUMNS" not in os.environ
    chosen = width or (WIDTH_ON_A_PIPE if on_a_pipe else None)
    return Console(
        file=output,
        width=max(chosen, NARROWEST) if chosen else None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )


def make_setting(
    language: str,
    width: int | None = None,
    lever_names: LeverNames | None = None,
    output: TextIO | None = None,
) -> Setting:
    """The setting of one answer on `output` (standard output unless told otherwise)."""
    stream = output or sys.stdout
    words = Words(language)
    glyphs = glyphs_for(getattr(stream, "encoding", None) or "utf-8")
    return Setting(open_console(stream, width), words, Figures(words), glyphs, lever_names or {})
