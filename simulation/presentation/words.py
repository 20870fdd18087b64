"""One catalogue of words, Chinese and English: every label and sentence that a screen, a page or an error shows."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from simulation.remembering import plain_yaml

Language = StrEnum("Language", {"ENGLISH": "en", "CHINESE": "zh"})
LANGUAGES: Final = tuple(Language)
FILES: Final = ("words.yaml", "authoring.yaml", "studies.yaml", "towns.yaml", "analysis.yaml", "report.yaml")
CATALOGUES: Final = tuple(Path(__file__).with_name(name) for name in FILES)


class Words:
    """The catalogue in one language: `words("headline.nothing", title=...)` gives the sentence, filled in.

    Raises KeyError when there is no such entry and ValueError when the language is neither `en` nor `zh`.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"the language {language!r} is not one of {', '.join(LANGUAGES)}")
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        return self.template(key).format(**values)

    def template(self, key: str) -> str:
        """A sentence with its blanks still open."""
        file = next((each for each in CATALOGUES if key in entries_of(each)), CATALOGUES[-1])
        return entries_of(file)[key][self.language]

    def __contains__(self, key: str) -> bool:
        return any(key in entries_of(file) for file in CATALOGUES)

    def pick(self, texts: Mapping[str, str]) -> str:
        """The text in this language of something that carries its own two languages, such as a scenario's title."""
        return texts.get(self.language) or texts.get("en") or next(iter(texts.values()), "")


@cache
def entries_of(file: Path) -> dict[str, dict[str, str]]:
    """The entries of one file by their key, `section.name`, with the text in each language."""
    sections: dict[str, dict[str, Any]] = plain_yaml(file)
    return {f"{section}.{name}": texts for section, entries in sections.items() for name, texts in entries.items()}


def catalogue() -> dict[str, dict[str, str]]:
    """Every entry of every file; no two files share a section."""
    return {key: texts for file in CATALOGUES for key, texts in entries_of(file).items()}


def language_of(environment: Mapping[str, str]) -> str:
    """`zh` when the locale of the environment is Chinese, `en` otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"
