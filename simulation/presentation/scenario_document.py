"""A scenario for machines: what it says, where every value came from, and what changes from one to another."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel

from simulation.calendar import YEARS
from simulation.inputs.composition import EXTENDS, USE, shown
from simulation.inputs.differences import Change, instruments_of
from simulation.inputs.scenario import Scenario
from simulation.inputs.tree import Items, leaves, plain
from simulation.inputs.versions import SCHEMA
from simulation.presentation.scenario_screen import money_of
from simulation.presentation.settings_said import instruments_by_name

UNIT: Final = "万元"
SAID: Final = {"id", "title", "question", "author", "extends", "blocks", "shocks", "drift"}


def scenario_document(scenario: Scenario) -> dict[str, Any]:
    """The answer to `show --json`; shares of 1, lengths of time in quarters."""
    return {
        **scenario.model_dump(mode="json", include=SAID),
        "hash": scenario.hash(),
        "files": [shown(path) for path in scenario.files],
        "unit_of_money": UNIT,
        "levers": list(scenario.levers),
        "switched_on": list(scenario.switched_on),
        "instruments": [
            {
                "name": name,
                "number": known.id if (known := instruments_by_name().get(name)) else None,
                "names": known.names.model_dump() if known else None,
                "recipient": settings.recipient,
                "money_by_year": {str(year): settings.budget_of(year) for year in YEARS},
                "settings": settings.model_dump(mode="json"),
            }
            for name, settings in instruments_of(scenario).items()
        ],
        "province_money_by_year": {str(year): money for year, money in zip(YEARS, money_of(scenario), strict=True)},
        "growth": scenario.macro.growth,
        "certification": scenario.certification.model_dump(mode="json"),
        "base_year": scenario.base_year.share,
        "readings": dict(scenario.readings),
        "parameters": {key: override.model_dump(mode="json") for key, override in scenario.parameters.items()},
    }


def merged_document(scenario: Scenario) -> dict[str, Any]:
    """The answer to `show --merged --json`: every value as its author wrote it, with its origin."""
    content = scenario.content.without(SCHEMA, EXTENDS, USE)
    return {
        "id": scenario.id,
        "hash": scenario.hash(),
        "values": [
            {
                "path": list(path),
                "text": list(plain(leaf)) if isinstance(leaf, Items) else leaf.text,
                "file": leaf.place.file,
                "line": leaf.place.line,
                "column": leaf.place.column,
            }
            for path, leaf in leaves(content)
        ],
    }


def difference_document(scenarios: tuple[Scenario, Scenario], changes: Sequence[Change]) -> dict[str, Any]:
    """The answer to `show --diff --json`."""
    before, after = scenarios
    return {
        "before": {"id": before.id, "hash": before.hash()},
        "after": {"id": after.id, "hash": after.hash()},
        "same": before.hash() == after.hash(),
        "unit_of_money": UNIT,
        "changes": [
            {
                "path": list(change.path),
                "years": list(change.years),
                "before": _value(change.before),
                "after": _value(change.after),
            }
            for change in changes
        ],
    }


def _value(value: Any) -> Any:
    """A setting, or a whole instrument, as plain values."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return value if value is None or isinstance(value, bool | int | float | str | tuple) else str(value)
