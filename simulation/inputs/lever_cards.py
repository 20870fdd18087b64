"""What each lever file says about itself, read from its text, so that a list need not load the simulation."""

import ast
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from simulation.inputs.files import PACKAGE
from simulation.inputs.problems import nearest

LEVERS = PACKAGE / "levers"


class LeverCard(NamedTuple):
    """The upper-case lines at the head of `simulation/levers/<id>.py`, and its first sentence."""

    id: str
    rule: str
    clause: str
    title: dict[str, str]
    instruments: dict[str, str]
    """Number of each instrument in the model's rule table, by its name in the scenario file."""
    serves: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]


def lever_cards(folder: Path = LEVERS) -> tuple[LeverCard, ...]:
    """One card per lever file, in alphabetical order. Raises KeyError when a file leaves one of its lines out."""
    return tuple(_card(file) for file in sorted(folder.glob("[a-z]*.py")))


@cache
def levers_by_title() -> dict[str, str]:
    """The id of every lever by its title, in either language."""
    return {title: card.id for card in lever_cards() for title in card.title.values()}


def lever_called(title: str) -> str:
    """The lever with the title most like what somebody wrote in place of its name; nothing when none is near."""
    titles = levers_by_title()
    return titles.get(nearest(title, titles), "")


def _card(file: Path) -> LeverCard:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    said: dict[str, Any] = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_plain(node.value)
    }
    rule = (ast.get_docstring(tree) or "").partition("\n")[0]
    lines = (said[name] for name in ("CLAUSE", "TITLE", "INSTRUMENTS", "SERVES", "READS", "WRITES"))
    return LeverCard(file.stem, rule, *lines)


def _is_plain(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except ValueError:
        return False
    return True
