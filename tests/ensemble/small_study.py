"""A study of the small province in a process of its own, so that it can be killed."""

import sys
from pathlib import Path
from unittest.mock import patch

from simulation.ensemble import runner
from simulation.ensemble.executors import workers_named
from simulation.ensemble.results import Ensemble
from simulation.study import load
from tests.behaviour.small_runs import small_draws, small_ground

SCENARIO = "vouchers_only"


def small_study(
    store: Path | None, draws: int, replications: int, executor: str = "threads", **more: object
) -> Ensemble:
    """The ensemble of the small province, kept in `store`."""
    with patch.object(runner, "study_ground", small_ground), patch.object(runner, "draw_parameters", small_draws):
        return runner.run_ensemble(
            load(SCENARIO),
            draws=draws,
            replications=replications,
            seed=2016,
            store=store,
            workers=workers_named(executor, 2),
            **more,
        )


if __name__ == "__main__":
    small_study(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
