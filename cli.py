"""The command line of Towncast: reads what is asked, calls the library, shows the answer.

Commands import what they need when they run, so that help and lists answer at once.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.commands import authoring
from simulation.commands.options import Json, Lang, Width
from simulation.commands.towns import OnlyThese, Towns, WholeBudgets, tell_assumptions, towns_app
from simulation.presentation.answering import (
    WRONG_INPUT,
    Asked,
    TownsAsked,
    answering,
    end,
    hint_at_older,
    print_json,
    refuse,
    run_all,
    show_comparison,
)

if TYPE_CHECKING:
    from simulation.presentation.listing import Listing
    from simulation.presentation.setting import Setting


class Catalogue(StrEnum):
    """What can be listed."""

    SCENARIOS = "scenarios"
    LEVERS = "levers"
    TARGETS = "targets"
    INDICATORS = "indicators"
    PARAMETERS = "parameters"
    CLAUSES = "clauses"
    QUOTAS = "quotas"
    FIELDS = "fields"


app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="How likely is each 2020 target of Guangdong's specialised towns under a mix of innovation policy? · "
    "在一组创新政策下，广东专业镇 2020 年各项目标有多大把握达到？",
)

app.add_typer(towns_app, name="towns")

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file of a scenario · 情景名称或文件")]
Draws = Annotated[int, typer.Option(min=1, help="Sets of parameters drawn · 参数抽样组数")]
Replications = Annotated[int, typer.Option(min=1, help="Runs per set of parameters · 每组参数的运行次数")]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Seed of all dice · 随机种子")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Workers; one per core unless given · 并行数")]
Store = Annotated[Path, typer.Option(help="Folder that keeps calibration records · 校准记录目录")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither read nor keep records · 不使用校准记录")]
LeaveOut = Annotated[
    list[str] | None,
    typer.Option(metavar="LEVER", help="A lever to leave out; may be repeated · 剔除的政策工具，可重复"),
]
STORE = Path(".towncast")


@app.command()
def run(
    scenario: Name,
    draws: Draws = 256,
    replications: Replications = 2,
    seed: Seed = 2016,
    jobs: Jobs = None,
    store: Store = STORE,
    no_cache: NoCache = False,
    leave_out: LeaveOut = None,
    towns: Towns = None,
    only_these: OnlyThese = False,
    whole_budgets: WholeBudgets = False,
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Run a scenario many times and show how likely each target is · 多次运行一个情景，给出各项目标的达标概率"""
    with answering(lang) as words:
        from simulation import study
        from simulation.presentation.document import run_document
        from simulation.presentation.run_screen import show_run
        from simulation.presentation.setting import make_setting

        size = study.Size(draws, replications, seed, jobs, None if no_cache else store)
        office = TownsAsked(towns, only_these, whole_budgets)
        (answer,) = run_all([Asked(scenario, tuple(leave_out or ()))], size, words, office)
        summary = study.summarise(*answer)
        if json:
            print_json(run_document(summary, study.units(), study.lever_names()))
        else:
            show_run(summary, make_setting(words.language, width, study.lever_names()))
        end([answer.ensemble])


@app.command()
def compare(
    base: Annotated[str, typer.Argument(metavar="BASE", help="The scenario to compare with · 基准情景")],
    others: Annotated[list[str], typer.Argument(metavar="OTHER...", help="Scenarios that differ · 对比情景")],
    draws: Draws = 256,
    replications: Replications = 2,
    seed: Seed = 2016,
    jobs: Jobs = None,
    store: Store = STORE,
    no_cache: NoCache = False,
    leave_out: LeaveOut = None,
    towns: Towns = None,
    only_these: OnlyThese = False,
    whole_budgets: WholeBudgets = False,
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Compare scenarios run by run on the same luck · 在同一随机条件下逐次比较情景

    Levers left out are left out of every OTHER, never of BASE · 剔除只作用于对比情景，不作用于基准情景
    """
    with answering(lang) as words:
        from simulation import study

        size = study.Size(draws, replications, seed, jobs, None if no_cache else store)
        changed = [Asked(other, tuple(leave_out or ())) for other in others]
        answers = run_all([Asked(base), *changed], size, words, TownsAsked(towns, only_these, whole_budgets))
        show_comparison(answers, words, width, json)
        end([answer.ensemble for answer in answers])


@app.command()
def validate(
    scenario: Name = "baseline",
    draws: Draws = 64,
    replications: Replications = 1,
    seed: Seed = 2016,
    jobs: Jobs = None,
    store: Store = STORE,
    no_cache: NoCache = False,
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Hold the model against known regularities, draw by draw · 用典型事实检验模型"""
    with answering(lang) as words:
        from simulation import study
        from simulation.inputs.stylised_facts import load_stylised_facts
        from simulation.presentation.document import facts_document
        from simulation.presentation.facts_screen import show_facts
        from simulation.presentation.setting import make_setting

        size = study.Size(draws, replications, seed, jobs, None if no_cache else store)
        ensemble = run_all([Asked(scenario)], size, words)[0].ensemble
        results = study.facts(ensemble)
        unmeasured = load_stylised_facts().unmeasured
        if json:
            print_json(facts_document(results, tuple(unmeasured)))
        else:
            title = f"{words.pick(ensemble.title)} · {words('screen.runs', draws=draws, replications=replications)}"
            show_facts(title, results, unmeasured, make_setting(words.language, width))
        end([ensemble])


@app.command("list")
def list_(
    what: Annotated[Catalogue, typer.Argument(help="Which catalogue · 目录")],
    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="Scenario of the quotas · 配额所属情景")
    ] = None,
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """List scenarios, levers, targets, indicators, parameters, clauses, quotas, fields · 列出情景、工具、字段等目录

    Quotas are what a SCENARIO asks of every city · 配额指某情景下各市分解到的目标
    """
    with answering(lang) as words:
        from simulation.presentation.listing import show_listing
        from simulation.presentation.setting import make_setting

        setting = make_setting(words.language, width)
        listing = _quotas(scenario, setting) if what is Catalogue.QUOTAS else _listing(what, scenario, setting)
        if json:
            print_json(listing.records)
        else:
            show_listing(listing, setting)


def _quotas(scenario: str | None, setting: "Setting") -> "Listing":
    from simulation import study
    from simulation.presentation.progress import progress_bar
    from simulation.presentation.quota_table import quota_listing

    if scenario is None:
        refuse(setting.words("problem.quotas_of_what"))
    asked = study.load(scenario)
    with progress_bar(asked.id, setting.words, study.is_prepared()):
        found = study.quotas(asked)
    return quota_listing(found, setting)


def _listing(what: Catalogue, scenario: str | None, setting: "Setting") -> "Listing":
    from simulation.presentation import listing

    if scenario is not None:
        refuse(setting.words("problem.not_of_a_scenario", what=what.value))
    match what:
        case Catalogue.SCENARIOS:
            return listing.scenario_listing(setting)
        case Catalogue.LEVERS:
            return listing.lever_listing(setting)
        case Catalogue.TARGETS:
            return listing.target_listing(setting)
        case Catalogue.INDICATORS:
            return listing.indicator_listing(setting)
        case Catalogue.PARAMETERS:
            return listing.parameter_listing(setting)
        case Catalogue.CLAUSES:
            from simulation.presentation.coverage_table import clause_listing

            return clause_listing(setting)
        case Catalogue.FIELDS:
            from simulation.presentation.field_table import field_listing

            return field_listing(setting)
        case _:
            raise ValueError(f"{what} is no catalogue of its own")


@app.command()
def explain(
    name: Annotated[str, typer.Argument(metavar="ID", help="Id or name · 编号或名称")],
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Explain a lever, instrument, target, indicator, parameter or clause · 解释工具、手段、目标、指标、参数或条款"""
    with answering(lang) as words:
        from simulation.presentation.explaining import show_explanations
        from simulation.presentation.finding import UnknownNameError, find_explanations
        from simulation.presentation.setting import make_setting

        setting = make_setting(words.language, width)
        try:
            found = find_explanations(name, setting)
        except UnknownNameError as mistake:
            refuse(str(mistake))
        if json:
            print_json([explanation.record for explanation in found])
        else:
            show_explanations(found, setting)


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario, parameter or town files · 文件")],
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Tell every mistake in scenario, parameter or town files, with line and column · 检查文件，指出错误所在行列"""
    with answering(lang) as words:
        from simulation import study
        from simulation.presentation.telling import problem_record, told

        found = {file: (*study.problems(file), *study.warnings(file)) for file in files}
        mistaken = {file: [one for one in problems if not one.is_alarm] for file, problems in found.items()}
        if json:
            print_json({file: [problem_record(problem) for problem in problems] for file, problems in found.items()})
        else:
            for file, problems in found.items():
                typer.echo(told(problems, words) if problems else words("problem.clean", file=file))
                if not mistaken[file]:
                    tell_assumptions(file, words)
            clean = (study.clean_scenario(file) for file, mistakes in mistaken.items() if not mistakes)
            hint_at_older([scenario for scenario in clean if scenario is not None], words)
        if any(mistaken.values()):
            raise SystemExit(WRONG_INPUT)


authoring.add_to(app)


def main() -> None:
    """Run the command that the arguments ask for."""
    app(prog_name="towncast" if Path(sys.argv[0]).name != "cli.py" else "python cli.py")


if __name__ == "__main__":
    main()
