"""Commands about the store: which studies it holds, whether they are sound, what can go, and one run lived again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.commands.options import Json, Lang, Seed, Store, Width
from simulation.presentation.answering import FAILED_RUNS, STORE, WRONG_INPUT, answering, print_json, refuse

if TYPE_CHECKING:
    from simulation.ensemble.shelf import StudyEntry
    from simulation.presentation.words import Words

studies_app = typer.Typer(
    invoke_without_command=True, help="Studies in the store: list, verify, prune · 已存储的研究：列出、核验、清理"
)


def add_to(app: typer.Typer) -> None:
    """Make the commands of this file part of the command line."""
    app.add_typer(studies_app, name="studies")
    app.command()(replay)


@studies_app.callback()
def studies(
    context: typer.Context,
    store: Store = STORE,
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Studies in the store: scenario, runs, how the last session ended, age and size · 列出已存储的研究"""
    if context.invoked_subcommand is not None:
        return
    with answering(lang) as words:
        from simulation.ensemble import shelf
        from simulation.presentation.listing import show_listing
        from simulation.presentation.setting import make_setting
        from simulation.presentation.study_table import study_listing

        setting = make_setting(words.language, width)
        listing = study_listing(shelf.studies(store), store, setting)
        if json:
            print_json(listing.records)
        elif listing.rows:
            show_listing(listing, setting)
        else:
            typer.echo(listing.note)


@studies_app.command()
def verify(store: Store = STORE, lang: Lang = None, json: Json = False) -> None:
    """Read every part of every study again and tell what is not what its name says · 核验全部文件"""
    with answering(lang) as words:
        from simulation.ensemble import shelf

        flaws = list(shelf.verify(store))
        if json:
            print_json([{**flaw._asdict(), "path": str(flaw.path)} for flaw in flaws])
        else:
            for flaw in flaws:
                typer.echo(words(f"studies.flaw_{flaw.kind}", path=flaw.path))
            if not flaws:
                typer.echo(words("studies.sound", count=len(shelf.studies(store))))
        if flaws:
            raise SystemExit(WRONG_INPUT)


@studies_app.command()
def prune(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[STUDY]...", help="Key (or its beginning) or scenario · 研究或情景")
    ] = None,
    older_than: Annotated[
        float | None, typer.Option("--older-than", min=0, metavar="DAYS", help="Older than so many days · 早于天数")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go · 仅列出，不删除")] = False,
    store: Store = STORE,
    lang: Lang = None,
) -> None:
    """Remove studies: those named, or those of another version of the model · 删除指定的或模型版本不同的研究"""
    with answering(lang) as words:
        from rich.filesize import decimal

        from simulation.ensemble import shelf

        if names:
            chosen = list({entry.key: entry for name in names for entry in _found(store, name, words)}.values())
        else:
            chosen = shelf.prunable(shelf.studies(store), older_than)
        size = decimal(sum(entry.size for entry in chosen))
        if dry_run:
            keys = ", ".join(entry.key for entry in chosen)
            typer.echo(
                words("studies.would_prune", keys=keys, size=size) if keys else words("studies.nothing_to_prune")
            )
        else:
            typer.echo(words("studies.pruned", count=len(chosen), size=decimal(shelf.prune(store, chosen))))


def _found(store: Path, name: str, words: "Words") -> "tuple[StudyEntry, ...]":
    from simulation.ensemble import shelf

    found = shelf.find(store, name)
    if not found:
        refuse(words("studies.unknown", name=name, store=store))
    return found


def replay(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file of a scenario · 情景名称或文件")],
    draw: Annotated[int, typer.Option(min=0, help="Number of the set of parameters, from 0 · 参数组号")],
    replication: Annotated[int, typer.Option(min=0, help="Number of the run, from 0 · 次号")] = 0,
    seed: Seed = 2016,
    leave_out: Annotated[list[str] | None, typer.Option(metavar="LEVER", help="As in run · 同 run")] = None,
    lang: Lang = None,
) -> None:
    """Live one run again, such as one that failed, and tell how it ends · 重演某一次运行"""
    with answering(lang) as words:
        from simulation import study
        from simulation.ensemble.replaying import replay as live_again

        record = live_again(study.load(scenario, tuple(leave_out or ())), seed, draw, replication)
        numbers = {"draw": draw, "replication": replication}
        if record.failure is None:
            typer.echo(words("replay.finished", **numbers))
        else:
            failure = record.failure
            typer.echo(words("replay.failed", **numbers, stage=failure.stage, message=failure.message))
            raise SystemExit(FAILED_RUNS)
