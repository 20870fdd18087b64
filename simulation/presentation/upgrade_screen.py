"""What bringing older files to the current version of the format changes, and where the old ones are kept."""

import difflib
from collections.abc import Iterator
from pathlib import Path

from simulation.inputs.upgrading import Upgrade
from simulation.inputs.versions import CURRENT
from simulation.presentation.words import Words


def upgrade_lines(name: str, upgrade: Upgrade, kept: Path | None, words: Words) -> Iterator[str]:
    """One line on the file, one on every change; with `kept`, where the old file lies."""
    if not upgrade.is_due:
        yield words("upgrade.current", file=name, current=CURRENT)
        return
    done = "upgrade.due" if kept is None else "upgrade.done"
    yield words(done, file=name, version=upgrade.version, current=CURRENT)
    for line, rename in upgrade.renames:
        yield "  " + words("upgrade.renamed", line=line, before=".".join(rename.path), after=rename.name)
    if kept is not None:
        yield "  " + words("upgrade.kept", file=kept.name)


def changed_lines(name: str, upgrade: Upgrade) -> Iterator[str]:
    """The lines that change, in the manner of `diff`."""
    before, after = (text.splitlines() for text in (upgrade.before, upgrade.after))
    yield from difflib.unified_diff(before, after, name, name, n=1, lineterm="")
