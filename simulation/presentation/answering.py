"""How a question ends: with an answer, or with one clear sentence and an exit code, never with a traceback."""

import errno
import io
import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

if TYPE_CHECKING:
    from simulation.analysis.ranking import Order
    from simulation.analysis.stopping import Rule
    from simulation.analysis.summary import Summary
    from simulation.ensemble.results import Ensemble
    from simulation.inputs.office_towns.table import OfficeTowns
    from simulation.inputs.problems import Problem
    from simulation.inputs.scenario import Scenario
    from simulation.presentation.compare_screen import Pair
    from simulation.presentation.words import Words
    from simulation.study import Size

WRONG_INPUT: Final = 2
FAILED_RUNS: Final = 3
INTERRUPTED: Final = 130
STORE: Final = Path(".towncast")
"""Where studies are kept unless the reader names another folder."""


class Asked(NamedTuple):
    """A scenario that a reader wants to see run, and the levers of it that are to be left out."""

    name: str
    leave_out: tuple[str, ...] = ()


class Answer(NamedTuple):
    """The runs of a scenario, and what is allowed in its files and hardly meant."""

    ensemble: "Ensemble"
    alarms: "tuple[Problem, ...]" = ()


class TownsAsked(NamedTuple):
    """The town table that a reader brings, if any, and how it is to be used."""

    file: Path | None = None
    only_these: bool = False
    whole_budgets: bool = False


class StopAsked(NamedTuple):
    """The rule by which a study is to stop by itself, if any, and the most draws it may take."""

    rule: str | None = None
    limit: int = 0


@contextmanager
def answering(language: str | None) -> "Iterator[Words]":
    """Give the words of the reader's language (from the locale when None).

    Characters that standard output cannot carry are replaced, never refused.
    Wrong input and unusable folders end with a sentence on standard error and exit code 2, an interruption with 130.
    """
    from simulation.ensemble.executor_names import NoWorkersError
    from simulation.ensemble.whole_files import IN_STORE
    from simulation.inputs.problems import InputError
    from simulation.presentation.words import Words, language_of

    words = Words(language or language_of(os.environ))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        yield words
    except InputError as mistakes:
        from simulation.presentation.telling import told

        refuse(told(mistakes.problems, words), WRONG_INPUT)
    except NoWorkersError as nobody:
        from simulation.presentation.telling import said

        refuse(said(nobody.saying, words), WRONG_INPUT)
    except OSError as trouble:
        if trouble.filename is None:
            raise
        in_store = set(IN_STORE) & set(Path(str(trouble.filename)).parts)
        kept = f"\n{words('problem.kept')}" if trouble.errno == errno.ENOSPC and in_store else ""
        refuse(words("problem.unusable", path=trouble.filename, reason=trouble.strerror) + kept, WRONG_INPUT)
    except KeyboardInterrupt:
        refuse(f"{words('problem.interrupted')} {words('problem.kept')}", INTERRUPTED)


def command_line() -> str:
    """What the reader typed, ready to be typed again."""
    return shlex.join(["towncast", *sys.argv[1:]])


def refuse(sentence: str, code: int = WRONG_INPUT) -> NoReturn:
    """Say why there is no answer, and end."""
    print(sentence, file=sys.stderr)
    raise SystemExit(code)


def run_all(asked: Sequence[Asked], size: "Size", words: "Words", towns: TownsAsked | None = None,
            stop: StopAsked | None = None) -> list[Answer]:  # fmt: skip
    """Read every scenario before the first is run, then run each once, in the order asked, telling how far it is.

    Alarms are told before the first run, so that nobody waits for numbers that were not meant. Whom a condition lets in
    may take preparing the rules, so that they are looked for where the first scenario tells how far it is.
    """
    from simulation import study
    from simulation.presentation.progress import progress_bar

    if size.panel and size.store is None:
        refuse(words("panel.needs_store"))
    office = read_office(towns or TownsAsked(), words)
    rule = _rule(stop, len(set(asked)), words) if stop and stop.rule else None
    scenarios = {each: study.on_towns(study.load(each.name, each.leave_out), office) for each in asked}
    hint_at_older(scenarios.values(), words)
    alarms: dict[Asked, tuple[Problem, ...]] = {}
    found: dict[Asked, Ensemble] = {}
    if rule and stop:
        from simulation import extension

        alarms = warn(scenarios, words, size.store)
        found = extension.run_until(
            scenarios,
            size._replace(draws=stop.limit),
            rule,
            lambda scenario: progress_bar(scenario.id, words, study.is_prepared()),
        )
    else:
        for each, scenario in scenarios.items():
            with progress_bar(scenario.id, words, study.is_prepared()) as report:
                alarms = alarms or warn(scenarios, words, size.store)
                found[each] = study.run(scenario, size, report)
    for ensemble in found.values():
        tell_damage(ensemble, words)
        if size.panel and size.store is not None:
            tell_panel(ensemble, size.store, words)
    return [Answer(found[each], alarms[each]) for each in asked]


def _rule(stop: StopAsked, scenarios: int, words: "Words") -> "Rule":
    """The rule to stop by, understood before anything is run."""
    from simulation.analysis.stopping import OrderSettled, parse_rule

    try:
        rule = parse_rule(stop.rule or "")
    except ValueError:
        refuse(words("stopping.unknown", rule=stop.rule))
    if isinstance(rule, OrderSettled) and scenarios < 2:
        refuse(words("stopping.needs_two"))
    return rule


def tell_panel(ensemble: "Ensemble", store: Path, words: "Words") -> None:
    """Say on standard error how much room the single towns of a study take, and how to look at them."""
    from rich.filesize import decimal

    from simulation.ensemble.panels import panel_of

    panel = panel_of(store, str(ensemble.manifest["study"]))
    runs, size = int(ensemble.finished.sum()), decimal(panel.size())
    command = shlex.join(["towncast", "towns", ensemble.scenario_id, *store_words(store)])
    print(words("panel.kept", runs=runs, size=size, folder=panel.folder, command=command), file=sys.stderr)


def store_words(store: Path) -> list[str]:
    """What names a store on the command line; nothing for the usual one."""
    return [] if store == STORE else ["--store", str(store)]


def tell_damage(ensemble: "Ensemble", words: "Words", sentence: str = "studies.put_aside") -> None:
    """Say on standard error which stored parts were not what their name says."""
    for path in ensemble.manifest.get("damaged", ()):
        print(words(sentence, path=path), file=sys.stderr)


def read_office(towns: TownsAsked, words: "Words") -> "OfficeTowns | None":
    """The table of towns, read and checked; options that would do nothing without another are refused."""
    from simulation import study

    if towns.whole_budgets and not towns.only_these:
        refuse(words("problem.goes_with", option="--whole-budgets", other="--only-these"))
    if towns.file is None:
        if towns.only_these:
            refuse(words("problem.goes_with", option="--only-these", other="--towns FILE"))
        return None
    return study.read_towns(towns.file, only_these=towns.only_these, whole_budgets=towns.whole_budgets)


def warn(
    scenarios: "Mapping[Asked, Scenario]", words: "Words", store: Path | None
) -> "dict[Asked, tuple[Problem, ...]]":
    """Say on standard error what is allowed and hardly meant, each once, and give it back by scenario."""
    from simulation import study
    from simulation.presentation.telling import told

    found = {each: study.every_alarm(scenario, store) for each, scenario in scenarios.items()}
    once = dict.fromkeys(alarm for alarms in found.values() for alarm in alarms)
    if once:
        print(told(once, words), file=sys.stderr)
    return found


def hint_at_older(scenarios: "Iterable[Scenario]", words: "Words") -> None:
    """Say on standard error which files are written in an older version of the format; they are read as before."""
    from simulation.inputs.composition import shown

    for file in dict.fromkeys(shown(path) for scenario in scenarios for path in scenario.older):
        print(words("upgrade.hint", file=file), file=sys.stderr)


def print_json(document: object) -> None:
    """The answer for machines, on standard output, in ASCII where the output cannot carry more."""
    from simulation.presentation.document import as_json

    print(as_json(document, ascii_only=not carries_all()))


def carries_all() -> bool:
    """Whether standard output can carry every character."""
    return (sys.stdout.encoding or "ascii").lower().replace("-", "") == "utf8"


def show_comparison(answers: Sequence[Answer], words: "Words", width: int | None, json: bool) -> None:
    """Show every scenario against the first, on the screen or as JSON."""
    from simulation import study
    from simulation.presentation.compare_screen import Pair, show_compare
    from simulation.presentation.document import compare_document
    from simulation.presentation.setting import make_setting

    base, *others = answers
    pairs = [Pair(study.summarise(*other), study.compare(base.ensemble, other.ensemble)) for other in others]
    summary, names = study.summarise(*base), study.lever_names()
    order = _order(summary, pairs, answers)
    if json:
        compared = [(pair.summary, pair.comparison) for pair in pairs]
        print_json(compare_document(summary, compared, study.units(), names, order))
    else:
        show_compare(summary, pairs, make_setting(words.language, width, names), order)


def _order(base: "Summary", pairs: "Sequence[Pair]", answers: Sequence[Answer]) -> "Order | None":
    """The order of the scenarios; None for one scenario, and for a part of the province, of which targets are fewer."""
    from simulation import study
    from simulation.presentation.assumptions import of_part
    from simulation.presentation.sentences import short_name

    names = (short_name(summary) for summary in (base, *(pair.summary for pair in pairs)))
    ensembles = {name: answer.ensemble for name, answer in zip(names, answers, strict=True)}
    return study.order(ensembles) if len(ensembles) > 1 and of_part(base.manifest) is None else None


def end(ensembles: Sequence["Ensemble"]) -> None:
    """End with code 3 when any run failed; its share of runs then leaves them out."""
    if any(ensemble.failed for ensemble in ensembles):
        raise SystemExit(FAILED_RUNS)
