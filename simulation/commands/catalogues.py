"""The command that lists what there is: scenarios, levers, targets, indicators, parameters, clauses, quotas, fields."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.commands.options import Json, Lang, Width
from simulation.commands.towns import OnlyThese, Towns, WholeBudgets, tell
from simulation.presentation.answering import TownsAsked, answering, print_json, read_office, refuse

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


def add_to(app: typer.Typer) -> None:
    """Make the command of this file part of the command line."""
    app.command("list")(list_)


def list_(
    what: Annotated[Catalogue, typer.Argument(help="Which catalogue · 目录")],
    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="Scenario of the quotas · 配额所属情景")
    ] = None,
    towns: Towns = None,
    only_these: OnlyThese = False,
    whole_budgets: WholeBudgets = False,
    width: Width = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """List scenarios, levers, targets, indicators, parameters, clauses, quotas, fields · 列出情景、工具、字段等目录

    Quotas are what a SCENARIO asks of every city, on the towns of --towns if given · 配额指某情景下各市分解到的目标
    """
    with answering(lang) as words:
        from simulation.presentation.listing import show_listing
        from simulation.presentation.setting import make_setting

        setting = make_setting(words.language, width)
        asked = TownsAsked(towns, only_these, whole_budgets)
        if what is Catalogue.QUOTAS:
            listing, assumed = _quotas(scenario, asked, setting)
        else:
            _needs_nothing(what, scenario, asked, setting)
            listing, assumed = _listing(what, setting), ()
        if json:
            print_json(listing.records)
        else:
            show_listing(listing, setting)
            tell(assumed, setting)


def _quotas(scenario: str | None, towns: TownsAsked, setting: "Setting") -> "tuple[Listing, tuple[str, ...]]":
    """The quotas, and what was assumed of an office's towns."""
    from simulation import study
    from simulation.presentation.assumptions import sentence
    from simulation.presentation.progress import progress_bar
    from simulation.presentation.quota_table import quota_listing

    if scenario is None:
        refuse(setting.words("problem.quotas_of_what"))
    office = read_office(towns, setting.words)
    asked = study.on_towns(study.load(scenario), office)
    with progress_bar(asked.id, setting.words, study.is_prepared()):
        found = study.quotas(asked)
    assumed = tuple(sentence(each.as_record(), setting.words) for each in study.assumed_in(asked))
    return quota_listing(found, setting), assumed


def _needs_nothing(what: Catalogue, scenario: str | None, towns: TownsAsked, setting: "Setting") -> None:
    """Refuse a scenario or a town table, on which none of these lists depends."""
    if scenario is not None:
        refuse(setting.words("problem.not_of_a_scenario", what=what.value))
    if towns != TownsAsked():
        refuse(setting.words("problem.goes_with", option="--towns", other="list quotas"))


def _listing(what: Catalogue, setting: "Setting") -> "Listing":
    from simulation.presentation import listing

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
