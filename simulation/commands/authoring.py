"""Commands for those who write scenarios: start one, show what one says, bring older files up to date."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.commands.options import Json, Lang, Width
from simulation.presentation.answering import (
    WRONG_INPUT,
    answering,
    carries_all,
    hint_at_older,
    print_json,
    refuse,
)

if TYPE_CHECKING:
    from simulation.inputs.scenario import Scenario
    from simulation.presentation.words import Words


NAME = re.compile(r"[^\W_][\w-]{0,59}")
LONGEST_NAME = 60


def add_to(app: typer.Typer) -> None:
    """Make the commands of this file part of the command line."""
    for command in (new, show, schema, upgrade):
        app.command()(command)


def show(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file of a scenario · 情景名称或文件")],
    merged: Annotated[
        bool,
        typer.Option(
            "--merged", help="One runnable file, every value with its origin · 合并为一个可运行文件，注明各值出处"
        ),
    ] = False,
    diff: Annotated[
        str | None, typer.Option(metavar="OTHER", help="What changes from OTHER to SCENARIO · 与 OTHER 相比的变动")
    ] = None,
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Show what a scenario says, or what it changes · 说明情景的内容，或与另一情景的差别"""
    with answering(lang) as words:
        from simulation import study

        if merged and diff is not None:
            refuse(words("scenario.merged_or_diff"))
        scenarios = [study.load(name) for name in (diff, scenario) if name is not None]
        hint_at_older(scenarios, words)
        if merged:
            _show_merged(scenarios[-1], words, json)
        elif diff is not None:
            _show_changes((scenarios[0], scenarios[1]), words, (width, json))
        else:
            _show_whole(scenarios[-1], words, (width, json))


def _show_whole(scenario: "Scenario", words: "Words", form: tuple[int | None, bool]) -> None:
    from simulation import study
    from simulation.presentation.scenario_document import scenario_document
    from simulation.presentation.scenario_screen import show_scenario
    from simulation.presentation.setting import make_setting

    width, json = form
    if json:
        print_json(scenario_document(scenario))
    else:
        show_scenario(scenario, make_setting(words.language, width, study.lever_names()))


def _show_merged(scenario: "Scenario", words: "Words", json: bool) -> None:
    from simulation.inputs.dumping import merged_lines
    from simulation.presentation.scenario_document import merged_document
    from simulation.presentation.scenario_screen import merged_header

    if json:
        print_json(merged_document(scenario))
        return
    for line in (*merged_header(scenario, words), *merged_lines(scenario, ascii_only=not carries_all())):
        print(line)


def _show_changes(scenarios: "tuple[Scenario, Scenario]", words: "Words", form: tuple[int | None, bool]) -> None:
    from simulation import study
    from simulation.inputs.differences import differences
    from simulation.presentation.difference_screen import show_differences
    from simulation.presentation.scenario_document import difference_document
    from simulation.presentation.setting import make_setting

    width, json = form
    changes = differences(*scenarios)
    if json:
        print_json(difference_document(scenarios, changes))
    else:
        show_differences(scenarios, changes, make_setting(words.language, width, study.lever_names()))


def upgrade(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenario files · 情景文件")],
    check: Annotated[bool, typer.Option("--check", help="Only show what would change · 只显示将作的修改")] = False,
    lang: Lang = None,
) -> None:
    """Bring older scenario files to the current format, comments kept · 把旧版情景文件升级到现行格式，保留注释

    The old file is kept beside the new one. With --check nothing is written, and the exit code is 2 when a file is old.
    """
    with answering(lang) as words:
        from simulation.inputs.upgrading import beside
        from simulation.inputs.upgrading import upgrade as upgraded
        from simulation.inputs.writing import replace
        from simulation.presentation.upgrade_screen import changed_lines, upgrade_lines

        found = {str(file): upgraded(file, str(file)) for file in map(beside, files)}
        for name, each in found.items():
            kept = replace(Path(name), each.after, each.version) if each.is_due and not check else None
            for line in upgrade_lines(name, each, kept, words):
                typer.echo(line)
            for line in changed_lines(name, each) if check else ():
                typer.echo(line)
        if check and any(each.is_due for each in found.values()):
            raise SystemExit(WRONG_INPUT)


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new scenario · 新情景的名称")],
    base: Annotated[str, typer.Option("--from", metavar="BASE", help="Scenario to build on · 基础情景")] = "baseline",
    lever: Annotated[
        list[str] | None, typer.Option(metavar="LEVER", help="A lever to state; may be repeated · 要写明的工具，可重复")
    ] = None,
    lang: Lang = None,
) -> None:
    """Write a commented scenario to start from · 写出带注释的情景文件，供修改"""
    with answering(lang) as words:
        from simulation import study
        from simulation.inputs.files import scenarios_here
        from simulation.inputs.lever_cards import levers_by_title
        from simulation.inputs.writing import write_new
        from simulation.presentation.new_scenario import new_lines

        path = _new_path(name, words)
        _known(base, scenarios_here(), "new.unknown_base", words)
        settings = study.lever_settings()
        titles = levers_by_title()
        chosen = [_known(titles.get(each, each), settings, "new.unknown_lever", words) for each in lever or ()]
        stated = {each: settings[each] for each in chosen}
        text = "".join(f"{line}\n" for line in new_lines(path.stem, study.load(base), stated, words))
        try:
            write_new(path, text)
        except FileExistsError:
            refuse(words("new.exists", file=path.name))
        typer.echo(words("new.written", file=path.name))
        typer.echo(words("screen.next", command=f"towncast check {path.name}"))


def _new_path(name: str, words: "Words") -> Path:
    """Where a new scenario goes: in this folder, under a name that no other scenario has."""
    from simulation.inputs.files import scenario_names

    stem = name.removesuffix(".yaml")
    if not NAME.fullmatch(stem):
        refuse(words("new.bad_name", name=repr(name[:LONGEST_NAME]), most=LONGEST_NAME))
    if stem in scenario_names():
        refuse(words("new.taken", name=stem))
    return Path(f"{stem}.yaml")


def _known(name: str, names: Iterable[str], refusal: str, words: "Words") -> str:
    """The name itself, or the end with the nearest one there is."""
    from simulation.inputs.problems import nearest

    known = tuple(names)
    if name not in known:
        near = nearest(name, known)
        hint = words("problem.nearest", nearest=near) if near else ""
        refuse(words(refusal, name=name[:LONGEST_NAME]) + hint)
    return name


def schema(lang: Lang = None) -> None:
    """Print the JSON Schema of scenario files, for editors · 输出情景文件的 JSON Schema，供编辑器使用"""
    with answering(lang):
        from simulation import study
        from simulation.presentation.schema import scenario_schema

        print_json(scenario_schema(study.lever_settings()))
