"""A sentence for an author that remembers what was filled in, so that it can be said in another language."""

from __future__ import annotations

from typing import Any


class Saying(str):
    """An English sentence; `template` is the sentence before its `blanks` were filled in, by name.

    `Saying("unknown unit {unit}", unit="'亿园'")` is the text `unknown unit '亿园'`, and can be used as one.
    """

    template: str
    blanks: dict[str, Any]

    def __new__(cls, template: str, /, **blanks: Any) -> Saying:
        saying = super().__new__(cls, template.format(**blanks) if blanks else template)
        saying.template, saying.blanks = template, blanks
        return saying

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.template,), self.blanks
