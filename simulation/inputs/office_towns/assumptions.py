"""What was assumed of an office's table: one sentence each on screen, the same in numbers for `--json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

Detail = float | int | str | tuple[str, ...] | Mapping[str, int]


@dataclass(frozen=True)
class Assumption:
    """One assumption: its name in the catalogue of words, and the numbers and names that go into its sentence.

    Values are money in 亿元 under a name that starts with `money`, shares of 1 under one that starts with `share`,
    columns of the table under `figures`, numbers of towns by rule or column under `fills`, and else counts and texts.
    """

    name: str
    values: Mapping[str, Detail] = field(default_factory=dict)

    def as_record(self) -> dict[str, object]:
        """The assumption as plain values, for the manifest and for `--json`."""
        record = asdict(self)
        return {"name": self.name, **record["values"]}
