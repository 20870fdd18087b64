"""Commands for those who write scenarios: bring older files up to date."""

from pathlib import Path
from typing import Annotated

import typer

from simulation.commands.options import Lang
from simulation.presentation.answering import WRONG_INPUT, answering


def add_to(app: typer.Typer) -> None:
    """Make the commands of this file part of the command line."""
    for command in (upgrade,):
        app.command()(command)


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
