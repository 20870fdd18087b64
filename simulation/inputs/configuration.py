"""Reads a file of numbers from `config/` into a checked, frozen record, and says where each mistake in it stands."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from simulation.inputs.documents import Items, Node, Scalar, Table, read_document
from simulation.inputs.problems import InputError, Place, Problem, nearest
from simulation.inputs.refusals import choices_of, refusal
from simulation.remembering import YAMLError, plain_yaml
from simulation.saying import Saying

Record = TypeVar("Record", bound=BaseModel)


class Entry(BaseModel):
    """An entry of a file of numbers: closed to unknown names, strict about types, never changed after reading."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Names(Entry):
    """What something is called, in English and Chinese."""

    en: str
    zh: str


CODES = {
    "extra_forbidden": "E101",
    "missing": "E112",
    "literal_error": "E111",
    "union_tag_invalid": "E111",
    "union_tag_not_found": "E112",
    "value_error": "E204",
    "finite_number": "E205",
    "greater_than": "E204",
    "greater_than_equal": "E204",
    "less_than": "E204",
    "less_than_equal": "E204",
}
WRONG_KIND = "E201"


def entries_by_name(document: Any, label: str) -> Any:
    """Return a table of named entries as a list whose members carry their name as `label`; anything else as it is.

    ValueError when an entry states a `label` of its own: its heading is its name.
    """
    if not isinstance(document, dict):
        return document
    for name, entry in document.items():
        if isinstance(entry, dict) and label in entry:
            raise ValueError(
                Saying("{name} states its own {label!r}, but its heading is its name", name=name, label=label)
            )
    return [{label: name, **entry} if isinstance(entry, dict) else entry for name, entry in document.items()]


def read_configuration(path: Path, record: type[Record]) -> Record:
    """Return the YAML file at `path` as a `record`.

    Raises InputError with every mistake: a missing or unreadable file, an unknown, missing or contradictory entry. The
    slower reader that remembers lines and columns runs only when there is something to report.
    """
    try:
        return record.model_validate(plain_yaml(path))
    except (OSError, UnicodeDecodeError, YAMLError) as unreadable:
        raise InputError(_reading_problems(path, unreadable)) from unreadable
    except ValidationError as mistakes:
        raise InputError(_problems(path, record, mistakes)) from mistakes


def _reading_problems(path: Path, unreadable: Exception) -> Sequence[Problem]:
    problems: list[Problem] = []
    read_document(path, problems)
    return problems or [Problem("E005", str(unreadable), str(path))]


def _problems(path: Path, record: type[BaseModel], mistakes: ValidationError) -> Sequence[Problem]:
    problems: list[Problem] = []
    document = read_document(path, problems)
    if document is None:
        return problems
    known = tuple(sorted(set(_names(record.model_json_schema()))))
    return problems + [_problem(document, known, mistake) for mistake in mistakes.errors(include_url=False)]


def _names(schema: Any) -> Iterator[str]:
    """Return every entry name that a file of this kind can hold."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from _names(part)
    if isinstance(schema, list):
        for part in schema:
            yield from _names(part)


def _problem(document: Table, known: tuple[str, ...], mistake: ErrorDetails) -> Problem:
    place, value, names = locate(document, mistake["loc"])
    kind = mistake["type"]
    code = CODES.get(kind, WRONG_KIND)
    word = str(mistake["loc"][-1]) if mistake["loc"] else ""
    read = value.text if isinstance(value, Scalar) else str(mistake.get("ctx", {}).get("tag", ""))
    message, allowed = refusal(mistake, value), choices_of(mistake) if code == "E111" else ()
    if names and isinstance(message, Saying):
        message = Saying("{where}: {what}", where=".".join(names), what=message)
    near = nearest(word, known) if kind == "extra_forbidden" else nearest(read, allowed)
    return Problem.at(place, code, message, read=read, allowed=allowed, nearest=near)


def locate(document: Node, steps: Sequence[int | str]) -> tuple[Place, Node, tuple[str, ...]]:
    """Return the place, value and names of the deepest entry that `steps` lead to.

    A number counts the entries of a table as well as of a list. Steps that are not written in the file (the family of a
    distribution, an entry that is missing) are passed over.
    """
    place, names = document.place, []
    for step in steps:
        if isinstance(document, Table):
            keys = list(document.entries)
            key = keys[step] if isinstance(step, int) and step < len(keys) else str(step)
            if key in document.entries:
                place, document = document.keys[key], document.entries[key]
                names.append(key)
        elif isinstance(document, Items) and isinstance(step, int) and step < len(document.members):
            document = document.members[step]
            place = document.place
            names.append(str(step + 1))
    return place, document, tuple(names)
