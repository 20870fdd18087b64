"""Parameter draws, and provinces born from them, made once for all tests of the statistics."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest

from simulation.ensemble.design import draw_parameters
from simulation.inputs.base_year import load_base_year
from simulation.inputs.parameters import load_parameters
from simulation.inputs.province import load_province
from simulation.rules.dice import BIRTH, Dice
from simulation.world.birth.birth import Birth, Setting, be_born
from simulation.world.ground import load_ground

from .tiny import Stage, stage

BORN = 2


class Born(NamedTuple):
    """One draw, the province it gives birth to, and the stage on which it can be measured."""

    p: np.record
    birth: Birth
    stage: Stage


@pytest.fixture(scope="session")
def draws() -> np.recarray:
    return draw_parameters(load_parameters(), 2016, 8).view(np.recarray)


@pytest.fixture(scope="session")
def births(draws: np.recarray) -> Sequence[Born]:
    ground, province, base = load_ground(), load_province(), load_base_year()
    born = []
    for draw in range(BORN):
        p = draws[draw]
        dice = Dice(2016, draw, BIRTH, 0)
        birth = be_born(Setting(ground, province, base, p, dice, np.full(5, p.macro_growth_mean)))
        born.append(Born(p, birth, stage(birth.towns, birth.firms, birth.used, p)))
    return born


@pytest.fixture
def p(draws: np.recarray) -> np.record:
    """A record with round numbers where a test computes by hand."""
    record = draws[:1].copy().view(np.recarray)[0]
    record.rd_share_outside_firms = 0.15
    record.rd_cost_per_fte = 30.0
    record.fte_per_rd_head = 0.5
    record.rd_cost_growth = 0.1
    record.rd_staff_share_cap = 0.6
    record.base_science_input_ratio = 1.2
    record.invention_share_of_grants = 0.2
    record.design_share_of_grants = 0.3
    record.micro_output_per_worker = 30.0
    record.agriculture_va_per_worker = 2.5
    record.service_va_per_worker = 12.0
    record.quarterly_sales_floor = 500.0
    return record
