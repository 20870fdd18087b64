"""The command that writes the report of a stored study: one page, or the reviewer's bundle."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.commands.analyses import read_study, study_named
from simulation.commands.options import Lang, Store
from simulation.presentation.answering import STORE, answering, end, refuse, tell_damage

if TYPE_CHECKING:
    from simulation.presentation.report.material import Material
    from simulation.presentation.report.reading import Stored
    from simulation.presentation.setting import Setting
    from simulation.presentation.words import Words


def add_to(app: typer.Typer) -> None:
    """Make the command of this file part of the command line."""
    app.command()(report)


def report(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="Key, its beginning, or scenario · 研究编号或情景")],
    against: Annotated[
        str | None, typer.Option(metavar="OTHER", help="Study to hold it against · 用于对比的研究")
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write the page · 报告文件")] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write page, tables, figures, scenario and command · 写出完整资料包"),
    ] = None,
    store: Store = STORE,
    lang: Lang = None,
) -> None:
    """Write the report of a stored study as one page that opens offline · 将已存储的研究写成可离线打开的报告

    Nothing is run. Without --html or --bundle the page is STUDY.html · 不运行模型；默认写入 STUDY.html
    """
    with answering(lang) as words:
        from simulation.presentation.setting import make_setting
        from simulation.study import lever_names

        this = _stored(store, study, words)
        other = None if against is None else _stored(store, against, words)
        material = _material(this, other, words)
        setting = make_setting(words.language, lever_names=lever_names())
        page = html or (None if bundle else Path(f"{this.ensemble.scenario_id}.html"))
        if page is not None:
            _write_page(page, material, setting)
        if bundle is not None:
            _write_bundle(bundle, material, setting)
        end([each.ensemble for each in (this, other) if each is not None])


def _stored(store: Path, name: str, words: "Words") -> "Stored":
    from simulation.presentation.report.reading import Stored

    key = study_named(store, name, words).key
    ensemble = read_study(store, key, words)
    tell_damage(ensemble, words, "inspect.damaged")
    return Stored(store, key, ensemble)


def _material(this: "Stored", other: "Stored | None", words: "Words") -> "Material":
    from simulation.analysis.comparison import NotPairedError
    from simulation.presentation.report.reading import material_of

    try:
        return material_of(this, other)
    except NotPairedError:
        scenarios = {"base": other.ensemble.scenario_id if other else "", "scenario": this.ensemble.scenario_id}
        refuse(words("report.not_paired", study=this.key, other=other.key if other else "", **scenarios))


def _write_page(file: Path, material: "Material", setting: "Setting") -> None:
    from rich.filesize import decimal

    from simulation.ensemble.whole_files import write_whole
    from simulation.presentation.report.page import page_of

    content = page_of(material, setting).encode()
    write_whole(file, content)
    typer.echo(setting.words("report.written", path=file, size=decimal(len(content))))


def _write_bundle(folder: Path, material: "Material", setting: "Setting") -> None:
    from simulation.presentation.report.bundle import write_bundle
    from simulation.presentation.report.drawing import writes_chinese

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        refuse(setting.words("problem.exists", path=folder))
    if not writes_chinese():
        print(setting.words("report.no_pictures"), file=sys.stderr)
    paths = write_bundle(folder, material, setting)
    typer.echo(setting.words("report.bundle", path=folder, files=len(paths)))
