"""How many firms and towns the conditions of a scenario let in, remembered beside the studies of a store."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from simulation.ensemble.identity import study_key
from simulation.ensemble.whole_files import write_whole
from simulation.inputs.alarms import Reached
from simulation.inputs.scenario import Scenario

FOLDER = "reach"
ANY_SEED = 0
"""The count is that of a middle province, whatever the seed of a study."""


def remembered(scenario: Scenario, store: Path | None, count: Callable[[], Sequence[Reached]]) -> list[Reached]:
    """What has been counted for this scenario before, or what `count` counts now.

    A store that cannot be written costs only the count; a study says so itself.
    """
    if store is None:
        return list(count())
    file = store / FOLDER / f"{study_key(scenario, ANY_SEED)}.json"
    try:
        return [Reached(**facts) for facts in json.loads(file.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        found = list(count())
    with suppress(OSError):
        write_whole(file, json.dumps([reached._asdict() for reached in found]).encode())
    return found
