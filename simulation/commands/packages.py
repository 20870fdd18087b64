"""Commands that run a scenario in parts: without policy and without aim, and without some of its levers."""

from typing import TYPE_CHECKING, Annotated

import typer

from simulation.commands.analyses import known_target
from simulation.commands.options import Draws, Jobs, Json, Lang, Replications, Seed, Store, Width, Workers
from simulation.commands.taking_apart import live, plan_of, players_of
from simulation.presentation.answering import (
    FAILED_RUNS,
    STORE,
    Asked,
    answering,
    command_line,
    end,
    hint_at_older,
    print_json,
    refuse,
    warn,
)

if TYPE_CHECKING:
    from simulation.inputs.scenario import Scenario
    from simulation.presentation.words import Words
    from simulation.study import Size

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file of a scenario · 情景名称或文件")]


def add_to(app: typer.Typer) -> None:
    """Make the commands of this file part of the command line."""
    app.command()(attribute)
    app.command()(triple)


def attribute(
    scenario: Name,
    base: Annotated[
        str, typer.Option(metavar="BASE", help="Levers that BASE has too stay on · BASE 已有的工具始终启用")
    ] = "baseline",
    levers: Annotated[
        str | None, typer.Option(metavar="A,B,..", help="Levers told apart; the rest is one more · 要区分的工具")
    ] = None,
    orders: Annotated[
        int | None, typer.Option(min=2, help="Draw so many orders in place of all · 抽取的次序数")
    ] = None,
    target: Annotated[
        list[str] | None, typer.Option(metavar="TARGET", help="Only this target; may be repeated · 仅看此目标")
    ] = None,
    draws: Draws = 64,
    replications: Replications = 1,
    seed: Seed = 2016,
    jobs: Jobs = None,
    store: Store = STORE,
    executor: Workers = "threads",
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """What each lever adds to a package, and which levers overlap · 各政策工具在组合中的贡献与重叠

    Up to six levers every package is run; beyond, orders are drawn · 至多六个工具时运行全部组合，更多时抽取次序
    """
    with answering(lang) as words:
        from simulation import study
        from simulation.analysis.contributions import contributions
        from simulation.inputs.targets import load_targets
        from simulation.presentation.analysis_document import attribution_document
        from simulation.presentation.attribute_screen import Attributed, show_attribution
        from simulation.presentation.setting import make_setting

        asked = tuple(known_target(name, words) for name in target or ())
        size = study.Size(draws, replications, seed, jobs, store, executor, command_line())
        whole = with_levers(scenario, size, words)
        players = players_of(whole, study.load(base), levers, words)
        plan = plan_of(players, orders, seed)
        lived = live(whole, players, plan, size, words)
        found = Attributed(
            summary=study.summarise(lived.whole),
            targets=tuple(contributions(lived.numbers, plan.names, lived.whole, load_targets(), plan.orders)),
            packages=len(plan.packages),
            levers=plan.names,
            orders=len(plan.orders),
            kept=players.kept,
            base=base,
            failed=lived.failed,
            asked=asked,
        )
        if json:
            print_json(attribution_document(found))
        else:
            show_attribution(found, make_setting(words.language, width, study.lever_names()))
        if lived.failed:
            raise SystemExit(FAILED_RUNS)


def triple(
    scenario: Name,
    draws: Draws = 64,
    replications: Replications = 1,
    seed: Seed = 2016,
    jobs: Jobs = None,
    store: Store = STORE,
    executor: Workers = "threads",
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Money or aim: no policy, the same money untargeted, and as written · 区分资金与定向：无政策、不定向、原文三种情形

    Untargeted: everybody is eligible and lots are drawn; budgets and prices stay · 不定向：人人可申请并抽签，资金不变
    """
    with answering(lang) as words:
        from simulation import study
        from simulation.analysis.triple import triple as split
        from simulation.inputs.targets import load_targets
        from simulation.inputs.untargeted import kept_aims, untargeted
        from simulation.presentation.analysis_document import triple_document
        from simulation.presentation.package_runs import run_each
        from simulation.presentation.setting import make_setting
        from simulation.presentation.triple_screen import ThreeScenarios, show_triple

        size = study.Size(draws, replications, seed, jobs, store, executor, command_line())
        written = with_levers(scenario, size, words)
        three = (written.without(written.levers, study.lever_names()), untargeted(written), written)
        ensembles = list(run_each(written.id, three, size, words))
        if not all(ensemble.finished.any() for ensemble in ensembles):
            refuse(words("packages.nothing"))
        none, spread, aimed = ensembles
        found = split(none, spread, aimed, load_targets())
        kept = tuple(kept_aims(written))
        answer = ThreeScenarios(study.summarise(none), study.summarise(spread), study.summarise(aimed), found, kept)
        if json:
            print_json(triple_document(answer))
        else:
            show_triple(answer, make_setting(words.language, width, study.lever_names()))
        end(ensembles)


def with_levers(name: str, size: "Size", words: "Words") -> "Scenario":
    """A scenario that has a lever with money, read and checked; its alarms are told before anything is run."""
    from simulation import study

    found = study.load(name)
    hint_at_older([found], words)
    if not found.switched_on:
        refuse(words("packages.no_levers", scenario=name))
    warn({Asked(name): found}, words, size.store)
    return found
