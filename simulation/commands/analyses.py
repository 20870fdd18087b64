"""Commands that read more out of runs than their chances: a stored study looked at closely."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.commands.options import Json, Lang, Store, Width
from simulation.presentation.answering import STORE, answering, end, print_json, refuse, tell_damage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.ensemble.results import Ensemble
    from simulation.ensemble.shelf import StudyEntry
    from simulation.presentation.words import Words

LONGEST_NAME = 60


def add_to(app: typer.Typer) -> None:
    """Make the commands of this file part of the command line."""
    app.command()(inspect)


def inspect(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="Key, its beginning, or scenario · 研究编号或情景")],
    if_missed: Annotated[
        str | None, typer.Option(metavar="TARGET", help="What else falls if this target is missed · 某目标落空时")
    ] = None,
    store: Store = STORE,
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Look closely at a stored study: when, at what pace, why, and what falls together · 细看已存储的研究

    Nothing is run. Of a scenario the latest study is shown · 不运行模型；给出情景名称时取最近一次研究
    """
    with answering(lang) as words:
        from simulation.analysis.inspection import inspect as looked_at
        from simulation.inputs.targets import load_targets
        from simulation.presentation.analysis_document import inspection_document
        from simulation.presentation.inspect_screen import show_inspection
        from simulation.presentation.setting import make_setting
        from simulation.study import lever_names

        targets = load_targets()
        missed = known_target(if_missed, words) if if_missed is not None else ""
        ensemble = read_study(store, study_named(store, study, words).key, words)
        tell_damage(ensemble, words, "inspect.damaged")
        found = looked_at(ensemble, targets, missed)
        if json:
            print_json(inspection_document(found))
        else:
            show_inspection(found, make_setting(words.language, width, lever_names()))
        end([ensemble])


def known_target(name: str, words: "Words") -> str:
    """The target of that id, or of that name in either language; else the end, with the nearest there is."""
    from simulation.inputs.problems import nearest
    from simulation.inputs.targets import load_targets
    from simulation.presentation.words import LANGUAGES, Words

    ids = {target.id: target.id for target in load_targets()}
    known = ids | {Words(language)(f"target.{each}"): each for each in ids for language in LANGUAGES}
    if name not in known:
        near = nearest(name, known)
        hint = words("problem.nearest", nearest=known[near]) if near else ""
        refuse(words("inspect.unknown_target", name=name[:LONGEST_NAME]) + hint)
    return known[name]


def study_named(store: Path, name: str, words: "Words") -> "StudyEntry":
    """The latest study of a scenario, whole rather than without some levers; or the one whose key begins so."""
    from simulation.ensemble import shelf

    found = shelf.find(store, name)
    if not found:
        refuse(words("studies.unknown", name=name[:LONGEST_NAME], store=store) + _nearest(store, name, words))
    of_scenario = [entry for entry in found if entry.scenario == name]
    if of_scenario:
        return next((entry for entry in of_scenario if not entry.left_out), of_scenario[0])
    if len(found) > 1:
        refuse("\n".join((words("inspect.ambiguous", name=name[:LONGEST_NAME]), *_candidates(found, words))))
    return found[0]


def _candidates(found: "Sequence[StudyEntry]", words: "Words") -> list[str]:
    from simulation.presentation.study_table import age_of, name_of, runs_of

    return [
        words("inspect.candidate", study=each.key, scenario=name_of(each, words), runs=runs_of(each, words),
              age=age_of(each.age, words))
        for each in found
    ]  # fmt: skip


def _nearest(store: Path, name: str, words: "Words") -> str:
    """The scenario of the store that may have been meant."""
    from simulation.ensemble import shelf
    from simulation.inputs.problems import nearest

    near = nearest(name, {shelf.scenario_of(each) for each in shelf.folders(store)})
    return words("problem.nearest", nearest=near) if near else ""


def read_study(store: Path, key: str, words: "Words") -> "Ensemble":
    from simulation.ensemble.stored import UnreadableStudyError, read_ensemble

    try:
        return read_ensemble(store, key)
    except UnreadableStudyError:
        refuse(words("inspect.empty", study=key))
