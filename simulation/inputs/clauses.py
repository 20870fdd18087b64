"""The clauses of the document, with everything they ask for that no instrument of its own carries, and why."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, RootModel, model_validator

from simulation.inputs.configuration import Entry, Names, entries_by_name, read_configuration
from simulation.inputs.files import config_file
from simulation.saying import Saying

InstrumentCode = Annotated[str, Field(pattern=r"^([IG]\d+|C0)$")]


class Part(Entry):
    """Something that a clause asks for and that is not an instrument under this clause.

    `within` names the instruments that carry it. Without a `reason` they carry all of it; with one, only in part.
    Without `within` it is not modelled.
    """

    names: Names
    within: Annotated[tuple[InstrumentCode, ...], Field(strict=False)] = ()
    reason: Names | None = None

    @model_validator(mode="after")
    def silence_is_not_an_answer(self) -> Self:
        if not self.within and self.reason is None:
            raise ValueError(Saying("a part that no instrument carries states the reason"))
        return self


class Clause(Entry):
    """One clause: what it is called, what it asks beside its instruments, and why it moves nothing if it does not."""

    id: Annotated[str, Field(pattern=r"^(\d(\.\d){0,2}|annex)$")]
    names: Names
    measured: Names | None = None
    """What of the clause is not moved but counted."""
    nothing: Names | None = None
    """Why the clause as a whole asks for nothing that a rule could carry."""
    parts: Annotated[tuple[Part, ...], Field(strict=False)] = ()


def _with_ids(document: Any) -> Any:
    return entries_by_name(document, "id")


class ClauseFile(RootModel[Annotated[tuple[Clause, ...], Field(strict=False), BeforeValidator(_with_ids)]]):
    """All clauses, in the order of the document."""


@lru_cache(maxsize=1)
def load_clauses(path: Path | None = None) -> tuple[Clause, ...]:
    """Return the clauses of `config/clauses.yaml`. Raises InputError where the file is not as it must be."""
    return read_configuration(path or config_file("clauses.yaml"), ClauseFile).root
