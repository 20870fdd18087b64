"""What is wrong with an author's files, told in the author's language."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from simulation.inputs.problems import MEANINGS, Phrases, Problem
from simulation.presentation.words import Words
from simulation.remembering import plain_yaml
from simulation.saying import Saying

SAYINGS: Final = Path(__file__).with_name("sayings.yaml")


def told(problems: Iterable[Problem], words: Words) -> str:
    """Every problem, one under the other."""
    names = ("problem.years", "problem.nearest", "problem.allowed", "problem.more")
    phrases = Phrases(*map(words.template, names))
    return "\n".join(problem.told(sentence(problem, words.language), phrases) for problem in problems)


def in_short(problem: Problem, words: Words) -> str:
    """One line for a screen: the file by its name, the line, the code and the sentence."""
    return f"{Path(problem.file).name}:{problem.line}: {problem.code} {sentence(problem, words.language)}"


def sentence(problem: Problem, language: str) -> str:
    """What is wrong, without the place.

    What has no Chinese, such as the words of another library, stands behind the Chinese meaning of its code.
    """
    if language == "en":
        return str(problem.message)
    said = in_chinese(problem.message)
    return said if said is not None else f"{MEANINGS[problem.code][1]}（{problem.message}）"


def said(saying: Saying, words: Words) -> str:
    """A sentence in the reader's language."""
    return str(saying) if words.language == "en" else in_chinese(saying) or str(saying)


def in_chinese(text: str) -> str | None:
    """The Chinese of a saying with its blanks filled in, or None where there is none."""
    if not isinstance(text, Saying) or text.template not in sayings():
        return None
    blanks = {name: _filled(value) for name, value in text.blanks.items()}
    chinese = sayings()[text.template]
    return chinese.format(**blanks) if blanks else chinese


def _filled(value: Any) -> Any:
    """A blank in Chinese where it is a saying itself, as it stands otherwise."""
    return (in_chinese(value) or value) if isinstance(value, Saying) else value


@cache
def sayings() -> Mapping[str, str]:
    """The Chinese of every sentence about a file, by its English template."""
    found: dict[str, str] = plain_yaml(SAYINGS)
    return found


def problem_record(problem: Problem) -> dict[str, object]:
    """A problem for machines: the meaning of its code and its sentence in both languages."""
    english, chinese = MEANINGS[problem.code]
    record = {**problem.as_record(), "message_zh": sentence(problem, "zh")}
    return {"code": record.pop("code"), "meaning": {"en": english, "zh": chinese}, **record}
