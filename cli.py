"""The command line of Towncast: reads what is asked, calls the library, shows the answer.

Commands import what they need when they run, so that help and lists answer at once.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from simulation.commands import analyses, authoring, catalogues, packages, reporting, studies
from simulation.commands.options import (
    LIMIT,
    Draws,
    Jobs,
    Json,
    Lang,
    Limit,
    NoCache,
    Panel,
    Replications,
    Seed,
    Store,
    Until,
    Width,
    Workers,
)
from simulation.commands.towns import OnlyThese, Towns, WholeBudgets, tell, tell_assumptions, towns_app
from simulation.presentation.answering import (
    STORE,
    WRONG_INPUT,
    Asked,
    StopAsked,
    TownsAsked,
    answering,
    command_line,
    end,
    hint_at_older,
    print_json,
    refuse,
    run_all,
    show_comparison,
)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="How likely is each 2020 target of Guangdong's specialised towns under a mix of innovation policy? · "
    "在一组创新政策下，广东专业镇 2020 年各项目标有多大把握达到？",
)

app.add_typer(towns_app, name="towns")

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file of a scenario · 情景名称或文件")]
LeaveOut = Annotated[
    list[str] | None,
    typer.Option(metavar="LEVER", help="A lever to leave out; may be repeated · 剔除的政策工具，可重复"),
]


@app.command()
def run(
    scenario: Name,
    draws: Draws = 256,
    replications: Replications = 2,
    seed: Seed = 2016,
    jobs: Jobs = None,
    store: Store = STORE,
    no_cache: NoCache = False,
    executor: Workers = "threads",
    until: Until = None,
    limit: Limit = LIMIT,
    panel: Panel = False,
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

        kept_in = None if no_cache else store
        size = study.Size(draws, replications, seed, jobs, kept_in, executor, command_line(), panel)
        office = TownsAsked(towns, only_these, whole_budgets)
        stop = StopAsked(until, limit)
        (answer,) = run_all([Asked(scenario, tuple(leave_out or ()))], size, words, office, stop)
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
    executor: Workers = "threads",
    until: Until = None,
    limit: Limit = LIMIT,
    panel: Panel = False,
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

        kept_in = None if no_cache else store
        size = study.Size(draws, replications, seed, jobs, kept_in, executor, command_line(), panel)
        changed = [Asked(other, tuple(leave_out or ())) for other in others]
        office, stop = TownsAsked(towns, only_these, whole_budgets), StopAsked(until, limit)
        answers = run_all([Asked(base), *changed], size, words, office, stop)
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
    executor: Workers = "threads",
    towns: Towns = None,
    only_these: OnlyThese = False,
    whole_budgets: WholeBudgets = False,
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Hold the model against known regularities, draw by draw · 用典型事实检验模型"""
    with answering(lang) as words:
        from simulation import study
        from simulation.inputs.stylised_facts import load_stylised_facts
        from simulation.presentation.assumptions import assumption_sentences
        from simulation.presentation.document import facts_document
        from simulation.presentation.facts_screen import show_facts
        from simulation.presentation.setting import make_setting

        size = study.Size(draws, replications, seed, jobs, None if no_cache else store, executor, command_line())
        office = TownsAsked(towns, only_these, whole_budgets)
        ensemble = run_all([Asked(scenario)], size, words, office)[0].ensemble
        results = study.facts(ensemble)
        unmeasured = load_stylised_facts().unmeasured
        if json:
            print_json(facts_document(results, tuple(unmeasured), ensemble.manifest))
        else:
            title = f"{words.pick(ensemble.title)} · {words('screen.runs', draws=draws, replications=replications)}"
            setting = make_setting(words.language, width)
            show_facts(title, results, unmeasured, setting)
            tell(assumption_sentences(ensemble.manifest, words), setting)
        end([ensemble])


catalogues.add_to(app)


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
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Scenario, parameter or town files · 情景、参数、镇表")
    ],
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


analyses.add_to(app)
packages.add_to(app)
authoring.add_to(app)
studies.add_to(app)
reporting.add_to(app)


def main() -> None:
    """Run the command that the arguments ask for."""
    app(prog_name="towncast" if Path(sys.argv[0]).name != "cli.py" else "python cli.py")


if __name__ == "__main__":
    main()
