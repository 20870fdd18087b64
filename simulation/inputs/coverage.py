"""What the model covers of the document, clause by clause: made from the lever files, so that it cannot go stale."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from simulation.inputs.clauses import Clause, Part
from simulation.inputs.configuration import Names
from simulation.inputs.instruments import Instrument
from simulation.inputs.lever_cards import LeverCard
from simulation.inputs.parameters import Parameter

Status = Literal["modelled", "partly", "not_modelled"]
Missing = Literal["lever", "instruments"]
_CLAUSE = re.compile(r"\d\.\d(?:\.\d)?")


@dataclass(frozen=True)
class Row:
    """One thing that a clause asks for: a lever, a part without a lever of its own, or what is only measured.

    `missing` says what of it has no file yet: the whole lever, or the `absent` instruments of it.
    """

    clause: Clause
    names: Names
    status: Status
    lever: str = ""
    instruments: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    reasons: tuple[Names, ...] = ()
    missing: Missing | None = None
    absent: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    without_evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """What the coverage table is joined from."""

    clauses: Sequence[Clause]
    cards: Sequence[LeverCard]
    instruments: Mapping[str, Instrument]
    parameters: Sequence[Parameter]

    @property
    def built(self) -> frozenset[str]:
        """Numbers of the instruments that a lever file holds or that always run."""
        held = {code for card in self.cards for code in card.instruments.values()}
        return frozenset(held | {code for code, each in self.instruments.items() if each.lever is None})


def lacks_evidence(parameter: Parameter) -> bool:
    """Whether a number rests on judgement alone: graded so, or with no source to its name."""
    return parameter.grade == "J" or not parameter.evidence


def clauses_of(card: LeverCard) -> tuple[str, ...]:
    """The clauses that a lever file names at its head."""
    return tuple(_CLAUSE.findall(card.clause))


def coverage(catalogue: Catalogue) -> tuple[Row, ...]:
    """One row or more for every clause, in the order of the document."""
    return tuple(row for clause in catalogue.clauses for row in rows_of(clause, catalogue))


def rows_of(clause: Clause, catalogue: Catalogue) -> Iterator[Row]:
    """Levers of the clause, those without a file, what is measured, then the parts without a lever of their own."""
    if clause.nothing is not None:
        yield Row(clause, clause.names, "not_modelled", reasons=(clause.nothing,))
    if clause.measured is not None:
        yield Row(clause, clause.names, "modelled", reasons=(clause.measured,))
    for card in catalogue.cards:
        if clause.id in clauses_of(card):
            yield _lever(clause, card, catalogue)
    yield from _without_file(clause, catalogue)
    for part in clause.parts:
        yield _part(clause, part, catalogue)


def _lever(clause: Clause, card: LeverCard, catalogue: Catalogue) -> Row:
    """A lever that has a file; partly modelled when an instrument is still missing or leaves something out."""
    wanted = [each for each in catalogue.instruments.values() if each.lever == card.id]
    absent = tuple(each.id for each in wanted if each.id not in card.instruments.values())
    reasons = tuple(each.not_modelled for each in wanted if each.not_modelled is not None and each.id not in absent)
    own = [each for each in catalogue.parameters if each.lever == card.id]
    return Row(
        clause,
        Names(en=card.title["en"], zh=card.title["zh"]),
        "partly" if absent or reasons else "modelled",
        card.id,
        tuple(card.instruments.values()),
        card.serves,
        reasons,
        "instruments" if absent else None,
        absent,
        tuple(each.key for each in own),
        tuple(each.key for each in own if lacks_evidence(each)),
    )


def _without_file(clause: Clause, catalogue: Catalogue) -> Iterator[Row]:
    """Instruments of the clause that always run, and levers that have no file."""
    files = {card.id for card in catalogue.cards}
    waiting: dict[str, list[Instrument]] = {}
    for each in catalogue.instruments.values():
        if each.clause == clause.id and each.lever is None:
            yield Row(clause, each.names, "modelled", instruments=(each.id,))
        elif each.clause == clause.id and each.lever not in files:
            waiting.setdefault(str(each.lever), []).append(each)
    for lever, instruments in waiting.items():
        codes = tuple(each.id for each in instruments)
        names = [each.names for each in instruments]
        both = Names(en=", ".join(name.en for name in names), zh="、".join(name.zh for name in names))
        yield Row(clause, both, "not_modelled", lever, codes, missing="lever", absent=codes)


def _part(clause: Clause, part: Part, catalogue: Catalogue) -> Row:
    """A part, as far as the instruments that carry it are there."""
    reasons = () if part.reason is None else (part.reason,)
    absent = tuple(code for code in part.within if code not in catalogue.built)
    if not part.within or len(absent) == len(part.within):
        missing: Missing | None = "instruments" if absent else None
        return Row(clause, part.names, "not_modelled", "", part.within, (), reasons, missing, absent)
    status: Status = "partly" if reasons or absent else "modelled"
    return Row(clause, part.names, status, "", part.within, (), reasons, "instruments" if absent else None, absent)
