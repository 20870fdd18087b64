"""The coverage table: what the document asks, clause by clause, and what of it the model moves, or does not."""

from collections import Counter
from typing import Any

from simulation.inputs.clauses import load_clauses
from simulation.inputs.coverage import Catalogue, Row, coverage, lacks_evidence
from simulation.inputs.instruments import load_instruments
from simulation.inputs.lever_cards import lever_cards
from simulation.inputs.parameters import load_parameters
from simulation.presentation.listing import Listing, headings
from simulation.presentation.setting import Setting
from simulation.presentation.tables import Parts

COLUMNS = ("asked", "state", "instruments", "serves", "judged")
MAY_BREAK = (0, 2, 3)


def load_catalogue() -> Catalogue:
    """All that the table is joined from, as it stands in the files now."""
    return Catalogue(load_clauses(), lever_cards(), load_instruments(), load_parameters().specs)


def clause_listing(setting: Setting) -> Listing:
    """Every clause with its levers and the other things it asks for; reasons stand under what is left out."""
    catalogue = load_catalogue()
    rows = coverage(catalogue)
    groups = [f"{row.clause.id} {setting.words.pick(row.clause.names.model_dump())}" for row in rows]
    return Listing(
        headings(setting, *COLUMNS),
        tuple(_cells(row, setting) for row in rows),
        tuple(record(row) for row in rows),
        parts=Parts(MAY_BREAK, groups, [why_not(row, setting) for row in rows]),
        note=_note(rows, catalogue, setting),
    )


def _cells(row: Row, setting: Setting) -> tuple[str, ...]:
    words = setting.words
    judged = words("catalogue.some_of", some=len(row.without_evidence), all=len(row.parameters))
    return (
        asked_for(row, setting),
        words(f"catalogue.{row.status}"),
        " ".join(row.instruments),
        served(row.serves, setting),
        judged if row.parameters else "",
    )


def asked_for(row: Row, setting: Setting) -> str:
    """What is asked for; of a clause that is only measured or asks for nothing, that it is the clause itself."""
    whole = row.names is row.clause.names
    return setting.words("catalogue.whole_clause") if whole else setting.words.pick(row.names.model_dump())


def served(names: tuple[str, ...], setting: Setting) -> str:
    """Targets by their short name, index indicators by their code."""
    shown = (setting.words(key) if (key := f"target.{name}") in setting.words else name for name in names)
    return setting.words("headline.comma").join(shown)


def why_not(row: Row, setting: Setting) -> str:
    """Why something is left out, wholly or in part, in the reader's language."""
    parts = [setting.words.pick(reason.model_dump()) for reason in row.reasons]
    if row.missing:
        parts.append(setting.words(f"catalogue.no_{row.missing}", instruments=", ".join(row.absent)))
    return setting.words("catalogue.semicolon").join(parts)


def record(row: Row) -> dict[str, Any]:
    """One row for machines, in both languages."""
    return {
        "clause": row.clause.id,
        "clause_names": row.clause.names.model_dump(),
        "names": row.names.model_dump(),
        "lever": row.lever or None,
        "instruments": row.instruments,
        "status": row.status,
        "reasons": [reason.model_dump() for reason in row.reasons],
        "instruments_without_file": row.absent,
        "serves": row.serves,
        "parameters": row.parameters,
        "parameters_without_evidence": row.without_evidence,
    }


def _note(rows: tuple[Row, ...], catalogue: Catalogue, setting: Setting) -> str:
    states = Counter(row.status for row in rows)
    return setting.words(
        "catalogue.coverage_note",
        asked=len(rows),
        modelled=states["modelled"],
        partly=states["partly"],
        not_modelled=states["not_modelled"],
        judged=sum(map(lacks_evidence, catalogue.parameters)),
        parameters=len(catalogue.parameters),
    )
