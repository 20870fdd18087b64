"""A scenario: one mix of policies and the world it is tried in, read from its file, checked and frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict

from simulation.inputs.checking import checked
from simulation.inputs.choices import (
    BaseYear,
    Certification,
    FrozenMap,
    Macro,
    ParameterOverride,
    ScenarioFile,
    Shock,
    Words,
)
from simulation.inputs.composition import Composed, compose, shown
from simulation.inputs.delivery import LeverSettings, instrument_names
from simulation.inputs.documents import read_document
from simulation.inputs.files import scenario_file, scenario_names
from simulation.inputs.lever_cards import lever_called
from simulation.inputs.office_towns.table import OfficeTowns
from simulation.inputs.problems import InputError, Problem, nearest
from simulation.inputs.tree import Node, Scalar, Table, plain
from simulation.saying import Saying

LEVERS = "levers"


class TargetLike(Protocol):
    """What the check of readings needs to know of a target."""

    @property
    def id(self) -> str: ...

    @property
    def readings(self) -> Mapping[str, Any]: ...


class Scenario(BaseModel):
    """One checked scenario. `content` is the merged tree, in which every value knows the file and line it came from."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", arbitrary_types_allowed=True)

    id: str
    title: Words
    question: Words | None
    author: str
    extends: tuple[str, ...]
    blocks: tuple[str, ...]
    levers: FrozenMap[LeverSettings]
    macro: Macro
    shocks: tuple[Shock, ...]
    certification: Certification
    base_year: BaseYear
    drift: Literal["realised", "ex_ante"]
    readings: FrozenMap[str]
    parameters: FrozenMap[ParameterOverride]
    files: tuple[Path, ...]
    older: tuple[Path, ...]
    """Those of the files that are written in an older version of the format."""
    content: Table
    left_out: tuple[str, ...] = ()
    """Levers of the file that were left out when it was asked for."""
    towns: OfficeTowns | None = None
    """The office's own towns, when the study was asked for with a table of them."""

    @property
    def switched_on(self) -> tuple[str, ...]:
        """The levers with money in some year, and those that need none while any other has some.

        A lever whose budgets are all 0 counts as off; where every budget is 0, so does every rule.
        """
        has_money = any(settings.has_money() for settings in self.levers.values())
        return tuple(
            lever
            for lever, settings in self.levers.items()
            if settings.has_money() or (has_money and settings.is_free())
        )

    def without(self, levers: Iterable[str], titles: Mapping[str, Mapping[str, str]]) -> Scenario:
        """The scenario less these levers, as if its file had switched them off; its title says so.

        `titles` names each lever by language. Raises InputError (E115) with every lever that the scenario has not.
        """
        left_out = tuple(dict.fromkeys(levers))
        known = tuple(self.levers)
        unknown = [lever for lever in left_out if lever not in known]
        if unknown:
            raise InputError(_not_in(self.id, lever, known) for lever in unknown)
        named = [titles.get(lever, {"en": lever, "zh": lever}) for lever in left_out]
        title = Words(
            en=f"{self.title.en}, without {', '.join(name['en'] for name in named)}",
            zh=f"{self.title.zh}（不含{'、'.join(name['zh'] for name in named)}）",
        )
        kept = {lever: settings for lever, settings in self.levers.items() if lever not in left_out}
        stated = _table(self.content, LEVERS).without(*left_out)
        content = Table({**self.content.entries, LEVERS: stated}, self.content.keys, self.content.place)
        changes = {"title": title, "levers": FrozenMap(kept), "content": content, "left_out": left_out}
        return self.model_copy(update=changes) if left_out else self

    def hash(self) -> str:
        """SHA-256 of all that the scenario decides, in hexadecimal; title, author, file and spelling do not count."""
        decided = {
            "levers": {lever: settings.model_dump(mode="json") for lever, settings in self.levers.items()},
            "parameters": {key: override.fixed for key, override in self.parameters.items()},
            "readings": dict(self.readings),
            **self.model_dump(mode="json", include={"macro", "shocks", "certification", "base_year", "drift"}),
        }
        text = json.dumps(decided, sort_keys=True, ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()


class _Catalogues(NamedTuple):
    """The names a scenario may use."""

    lever_settings: Mapping[str, type[LeverSettings]]
    parameter_keys: Callable[[], Collection[str]]
    """Asked only by scenarios that state a parameter: the file of all numbers takes longer to read than a scenario."""
    targets: Mapping[str, TargetLike]


def load_scenario(
    name_or_path: str | Path,
    lever_settings: Mapping[str, type[LeverSettings]],
    parameter_keys: Callable[[], Collection[str]],
    targets: Iterable[TargetLike],
) -> Scenario:
    """A scenario by name (`baseline`) or path, merged with its bases and blocks, checked and frozen.

    Raises InputError with every problem found in any of its files.
    """
    names = _Catalogues(lever_settings, parameter_keys, {target.id: target for target in targets})
    problems: list[Problem] = []
    path = find_scenario(name_or_path)
    composed = compose(path, problems)
    if composed is None:
        raise InputError(problems)
    scenario = _checked(path, composed, names, problems)
    if scenario is None or problems:
        kept = [problem for problem in problems if composed.is_complete or problem.code != "E112"]
        raise InputError(kept)
    return scenario


def find_scenario(name_or_path: str | Path) -> Path:
    """The file of a scenario: a path as it stands, a name among those that come with the program or in this folder.

    Raises InputError (E001) with the nearest name.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text:
        return Path(name_or_path)
    known = scenario_names()
    if text in known:
        return scenario_file(text)
    beside = Path(f"{text}.yaml")
    if text.isprintable() and beside.is_file():
        return beside
    message = Saying("there is no scenario named {name!r}", name=text[:60])
    raise InputError([Problem("E001", message, read=text[:60], allowed=known, nearest=nearest(text[:60], known))])


def scenario_title(path: Path) -> Words | None:
    """The title of a scenario file, for a list of scenarios; None when the file is broken."""
    problems: list[Problem] = []
    document = read_document(path, problems, shown(path))
    if document is None:
        return None
    heading = checked(ScenarioFile, plain(document.only("title")), document, (), problems)
    return heading.title if heading else None


def _checked(path: Path, composed: Composed, names: _Catalogues, problems: list[Problem]) -> Scenario | None:
    root = composed.whole
    stated = checked(ScenarioFile, plain(root), root, (), problems)
    problems[:] = [_as_lever(problem, root, names) for problem in problems]
    levers = _levers(root, names, problems)
    _check_names(root, names, problems)
    if stated is None or problems:
        return None
    kept = stated.model_dump(include={"author", "shocks", "drift"})
    return Scenario(
        id=path.stem,
        title=stated.title,
        question=stated.question,
        extends=composed.chain,
        blocks=composed.blocks,
        levers=FrozenMap(levers),
        macro=stated.macro,
        certification=stated.certification,
        base_year=stated.base_year,
        readings=FrozenMap({target: choice.reading for target, choice in sorted(stated.targets.items())}),
        parameters=FrozenMap(dict(sorted(stated.parameters.items()))),
        files=composed.files,
        older=composed.older,
        content=root,
        **kept,
    )


def _as_lever(problem: Problem, root: Table, names: _Catalogues) -> Problem:
    """An unknown key of the file that names a lever stands in the wrong place: say where it belongs."""
    at = (problem.file, problem.line, problem.column)
    is_lever = problem.code == "E101" and problem.read in names.lever_settings.keys() & root.keys.keys()
    if not is_lever or at != root.keys[problem.read][:3]:
        return problem
    return replace(problem, message=Saying("{name} is a lever: it belongs under levers", name=problem.read), allowed=())


def _levers(root: Table, names: _Catalogues, problems: list[Problem]) -> dict[str, LeverSettings]:
    """The settings of every lever that is on, in the order of the catalogue."""
    stated = _table(root, LEVERS)
    for lever in stated.entries.keys() - names.lever_settings.keys():
        known = tuple(names.lever_settings)
        problem = _unknown("E102", Saying("lever"), stated, lever, known)
        problems.append(replace(problem, nearest=problem.nearest or lever_called(lever)))
    levers = {}
    for lever, settings in names.lever_settings.items():
        node = stated.entries.get(lever)
        if node is None or (isinstance(node, Scalar) and node.is_off):
            continue
        if not isinstance(node, Table):
            message = Saying("expected the lever's settings, or the word off")
            read = node.text if isinstance(node, Scalar) else ""
            problems.append(Problem.at(node.place, "E201", message, read=read))
            continue
        lever_settings = _lever(lever, settings, root, node, problems)
        if lever_settings is not None:
            levers[lever] = lever_settings
    return levers


def _lever(
    lever: str, settings: type[LeverSettings], root: Table, node: Table, problems: list[Problem]
) -> LeverSettings | None:
    """The settings of one lever; None when all its instruments are off, or after telling what is wrong."""
    instruments = instrument_names(settings)
    off = [name for name in instruments if _is_off(node.entries.get(name))]
    on = node.without(*off)
    if off and not on.entries:
        return None
    if instruments and not node.entries:
        message = Saying("{lever} states no instrument", lever=lever)
        problems.append(Problem.at(node.place, "E112", message, allowed=(*instruments, "off")))
        return None
    return checked(settings, plain(on), root, (LEVERS, lever), problems)


def _is_off(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.is_off


def _check_names(root: Table, names: _Catalogues, problems: list[Problem]) -> None:
    """Tell every target, reading and parameter that does not exist."""
    parameters, targets = _table(root, "parameters"), _table(root, "targets")
    known_parameters = tuple(sorted(names.parameter_keys())) if parameters.entries else ()
    for key in parameters.entries.keys() - set(known_parameters):
        problems.append(_unknown("E109", Saying("parameter"), parameters, key, known_parameters))
    for key, node in targets.entries.items():
        if key not in names.targets:
            problems.append(_unknown("E107", Saying("target"), targets, key, tuple(names.targets)))
            continue
        reading = node.entries.get("reading") if isinstance(node, Table) else None
        known = tuple(names.targets[key].readings)
        if isinstance(reading, Scalar) and isinstance(reading.value, str) and reading.value not in known:
            message = Saying("{target} has no reading {read!r}", target=key, read=reading.text[:40])
            near = nearest(reading.text, known)
            problems.append(Problem.at(reading.place, "E108", message, read=reading.text, allowed=known, nearest=near))


def _not_in(scenario: str, lever: str, known: tuple[str, ...]) -> Problem:
    asked = {"scenario": scenario, "lever": lever[:60]}
    message = Saying("{scenario} has no lever {lever!r} to leave out", **asked)
    if not known:
        message = Saying("{scenario} has no lever {lever!r} to leave out: it has no lever at all", **asked)
    return Problem("E115", message, read=lever[:60], allowed=known, nearest=nearest(lever, known))


def _table(root: Table, key: str) -> Table:
    """The table under a key; an empty one when something else stands there, which is told elsewhere."""
    node = root.entries.get(key)
    return node if isinstance(node, Table) else Table({}, {}, root.place)


def _unknown(code: str, kind: Saying, table: Table, key: str, known: tuple[str, ...]) -> Problem:
    message = Saying("unknown {kind} {name}", kind=kind, name=key[:60])
    return Problem.at(table.keys[key], code, message, read=key, allowed=known, nearest=nearest(key, known))
