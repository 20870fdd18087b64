"""One run lived again by its numbers, such as one that failed: the same seed breaks at the same place."""

import numpy as np

from simulation.ensemble.design import draw_parameters
from simulation.ensemble.manifest import base_year_hash
from simulation.ensemble.records import RunRecord
from simulation.ensemble.runner import parameters_of, study_ground
from simulation.ensemble.work import Job, Request, run_draw
from simulation.inputs.scenario import Scenario


def replay(scenario: Scenario, seed: int, draw: int, replication: int) -> RunRecord:
    """The record of one run, made anew from nothing; ValueError for numbers below 0."""
    if draw < 0 or replication < 0:
        raise ValueError("draws and replications are counted from 0")
    parameters = parameters_of(scenario)
    p = draw_parameters(parameters, seed, draw + 1).view(np.recarray)[draw]
    job = Job(study_ground(scenario, parameters), base_year_hash(scenario), seed, None)
    return run_draw(job, Request(draw, p, (replication,)), lambda: None).runs[0]
