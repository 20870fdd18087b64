"""A scenario is a difference from a base: `extends` names the base, `use` the blocks laid over it, then the file.

Bases and blocks are found beside the file, beside the scenario that was asked for, and among those that come with the
program; never elsewhere. Every value keeps the place it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypeVar

from simulation.inputs.documents import read_document
from simulation.inputs.files import scenario_file
from simulation.inputs.problems import Problem, nearest
from simulation.inputs.tree import Items, Node, Scalar, Table, by_single_years, merged
from simulation.inputs.versions import CURRENT, SCHEMA, brought_up, version_of
from simulation.saying import Saying

EXTENDS, USE = "extends", "use"
OWN_WORDS = (SCHEMA, "title", "question", "author", EXTENDS, USE)
LONGEST_CHAIN = 30
Thing = TypeVar("Thing")


class Composed(NamedTuple):
    """A file with its bases and blocks merged in.

    `own` is the file alone, `below` what it builds on, `content` the merged whole without the words a file says about
    itself, `chain` the bases from near to far, `blocks` what any of them uses, `files` all that were read and `older`
    those in an older version of the format. It is complete when every base and block could be read.
    """

    own: Table
    below: Table
    content: Table
    chain: tuple[str, ...]
    blocks: tuple[str, ...]
    files: tuple[Path, ...]
    older: tuple[Path, ...]
    is_complete: bool

    @property
    def whole(self) -> Table:
        """The merged content under the file's own title, question and author."""
        return merged(self.own.only(*OWN_WORDS), self.content)


def compose(path: Path, problems: list[Problem]) -> Composed | None:
    """Read a scenario file and everything it builds on, or None after telling `problems` why that cannot be done."""
    return _Composer(path.parent, problems).file(path, ())


def shown(path: Path) -> str:
    """How messages name a file: from the folder where the author works, when it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


@dataclass(slots=True)
class _Composer:
    """Reads every file once; a file that is already being read is a circle."""

    root: Path
    problems: list[Problem]
    _done: dict[Path, Composed | None] = field(default_factory=dict)

    def file(self, path: Path, trail: tuple[Path, ...], block: Scalar | None = None) -> Composed | None:
        """The file with its bases and blocks; `trail` are the files that led here, `block` names it in one of them."""
        key = path.resolve()
        if key not in self._done:
            document = read_document(path, self.problems, shown(path))
            self._done[key] = None if document is None else self._current(path, document, (*trail, key))
        composed = self._done[key]
        if composed is not None and block is not None and EXTENDS in composed.own.entries:
            place = composed.own.keys[EXTENDS]
            told = {"name": block.text.strip(), "file": place.file, "line": place.line}
            message = Saying(
                "{name} extends a scenario ({file}:{line}), which a block cannot: extend {name}, or use a block", **told
            )
            self.problems.append(Problem.at(block.place, "E114", message, read=block.text))
        return composed

    def _current(self, path: Path, document: Table, trail: tuple[Path, ...]) -> Composed | None:
        """The file read as the version of the format that it states; None when nobody here knows that version."""
        version = version_of(document, self.problems)
        if version is None:
            return None
        composed = self._composed(path, brought_up(document, version), trail)
        return composed._replace(older=(path, *composed.older)) if version < CURRENT else composed

    def _composed(self, path: Path, document: Table, trail: tuple[Path, ...]) -> Composed:
        own = by_single_years(document, self.problems)
        found = list(self._parts(path, own, trail))
        parts = [part for _, part in found if part is not None]
        content = Table({}, {}, own.place)
        for layer in (part.content for part in parts):
            content = merged(content, layer)
        below, content = content, merged(content, own.without(*OWN_WORDS))
        bases = parts[:1] if EXTENDS in own.entries and found[0][1] is not None else []
        chain = tuple(step for base in bases for step in (base.files[0].stem, *base.chain))
        blocks = (*(name for name, _ in found if name), *(name for part in parts for name in part.blocks))
        read = (path, *(file for part in parts for file in part.files))
        older = (file for part in parts for file in part.older)
        is_complete = len(parts) == len(found) and all(part.is_complete for part in parts)
        return Composed(own, below, content, chain, _once(blocks), _once(read), _once(older), is_complete)

    def _parts(self, path: Path, own: Table, trail: tuple[Path, ...]) -> Iterator[tuple[str, Composed | None]]:
        """The base and then the blocks (with the name they are used by), each composed; None for what is unreadable."""
        base = own.entries.get(EXTENDS)
        if base is not None:
            yield "", self._part(path, base, trail, is_block=False)
        for reference in self._blocks(own):
            name = reference.text.strip() if isinstance(reference, Scalar) else ""
            yield name, self._part(path, reference, trail, is_block=True)

    def _blocks(self, own: Table) -> tuple[Node, ...]:
        blocks = own.entries.get(USE)
        if blocks is None or isinstance(blocks, Items):
            return blocks.members if blocks else ()
        message = Saying("expected a list of blocks, like [blocks/no_shocks]")
        self.problems.append(Problem.at(blocks.place, "E201", message))
        return ()

    def _part(self, path: Path, reference: Node, trail: tuple[Path, ...], *, is_block: bool) -> Composed | None:
        if not isinstance(reference, Scalar) or not isinstance(reference.value, str) or not reference.value.strip():
            wanted = (
                Saying("expected the name of a block") if is_block else Saying("expected the name of one base scenario")
            )
            self.problems.append(Problem.at(reference.place, "E201", wanted))
            return None
        found = self._find(path, reference)
        if found is None:
            return None
        if found.resolve() in trail or len(trail) > LONGEST_CHAIN:
            steps = " -> ".join(step.stem for step in (*trail, found))
            message = Saying("a circle: {steps}", steps=steps)
            if len(trail) > LONGEST_CHAIN:
                message = Saying("more than {most} bases", most=LONGEST_CHAIN)
            self.problems.append(Problem.at(reference.place, "E110", message, read=reference.text))
            return None
        return self.file(found, trail, reference if is_block else None)

    def _find(self, path: Path, reference: Scalar) -> Path | None:
        """The file a name stands for, or None after telling why there is none."""
        folders = dict.fromkeys((path.parent, self.root, scenario_file("baseline").parent))
        name = reference.text.strip().removesuffix(".yaml")
        parts = PurePosixPath(name).parts
        if any(sign in name for sign in "\\\0:") or not parts or parts[0] == "/" or ".." in parts:
            message = Saying("{name!r} leads outside the scenario folders", name=name)
            self.problems.append(Problem.at(reference.place, "E113", message, read=name))
            return None
        for folder in folders:
            candidate = folder.joinpath(*parts[:-1], f"{parts[-1]}.yaml")
            if not _exists(candidate) or candidate.resolve() == path.resolve():
                continue
            if candidate.resolve().is_relative_to(folder.resolve()):
                return candidate
            message = Saying("{name!r} leads outside the scenario folders", name=name)
            self.problems.append(Problem.at(reference.place, "E113", message, read=name))
            return None
        self._circle_or_unknown(path, reference, name, tuple(folders))
        return None

    def _circle_or_unknown(self, path: Path, reference: Scalar, name: str, folders: tuple[Path, ...]) -> None:
        if PurePosixPath(name).parts == (path.stem,):
            message = Saying("a circle: {name} builds on itself", name=name)
            self.problems.append(Problem.at(reference.place, "E110", message, read=name))
            return
        known = tuple(sorted({known for folder in folders for known in names_in(folder)}))
        places = ", ".join(shown(folder) for folder in folders)
        message = Saying("there is no {name} in {folders}", name=name, folders=places)
        details = Problem.at(reference.place, "E103", message, read=name, allowed=known, nearest=nearest(name, known))
        self.problems.append(details)


def names_in(folder: Path) -> Iterator[str]:
    """The scenarios of a folder by name, and its blocks as `blocks/name`."""
    yield from (path.stem for path in folder.glob("*.yaml"))
    yield from (f"blocks/{path.stem}" for path in folder.glob("blocks/*.yaml"))


def _once(things: Iterable[Thing]) -> tuple[Thing, ...]:
    return tuple(dict.fromkeys(things))


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
