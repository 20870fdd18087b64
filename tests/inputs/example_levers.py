"""Levers and a few names to read scenarios with; four of them are told here, so that tests know their settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, NamedTuple

from simulation.inputs.delivery import InstrumentSettings, LeverSettings, Ranked, Recipient
from simulation.inputs.problems import InputError, Problem
from simulation.inputs.scenario import Scenario, load_scenario
from simulation.levers import catalogue
from simulation.quantities import PositiveMoney, Share


class Vouchers(InstrumentSettings):
    face_value: PositiveMoney = 5.0
    own_share: Share = 0.5
    allocation: Ranked = "lottery"


class StagedEquity(InstrumentSettings):
    management_fee: Share = 0.02


class RiskCompensation(InstrumentSettings):
    loss_share: Share = 0.4


class Funds(LeverSettings):
    staged_equity: StagedEquity | None = None
    follow_on: InstrumentSettings | None = None
    risk_compensation: RiskCompensation | None = None


class Platform(InstrumentSettings):
    recipient: ClassVar[Recipient] = "town"


class Platforms(LeverSettings):
    collaborative_platform: Platform | None = None
    testing_platform: Platform | None = None


class Cultivation(LeverSettings):
    sme_grant: InstrumentSettings | None = None
    high_tech_drive: InstrumentSettings | None = None
    rd_post_subsidy: InstrumentSettings | None = None
    engineering_centre: InstrumentSettings | None = None


class ExampleTarget(NamedTuple):
    id: str
    readings: Mapping[str, object]


EXAMPLES: Mapping[str, type[LeverSettings]] = {
    "innovation_vouchers": Vouchers,
    "guidance_funds": Funds,
    "innovation_platforms": Platforms,
    "enterprise_cultivation": Cultivation,
}
LEVERS = {lever: EXAMPLES.get(lever, entry.settings) for lever, entry in catalogue().items()}
"""Names as in the model, so that the shipped scenarios can be read; settings of four levers are those above."""
PARAMETERS = ("voucher_additionality", "macro_growth_mean")
TARGETS = (ExampleTarget("gdp", {"strict": 1, "document": 2}), ExampleTarget("patents", {"all": 1}))


def load(name_or_path: str | Path) -> Scenario:
    """A scenario read with the levers above."""
    return load_scenario(name_or_path, LEVERS, lambda: PARAMETERS, TARGETS)


def problems_in(name_or_path: str | Path) -> tuple[Problem, ...]:
    """What is wrong with a scenario; nothing when it can be read."""
    try:
        load(name_or_path)
    except InputError as refused:
        return refused.problems
    return ()


def written(folder: Path, text: str, name: str = "scenario.yaml") -> Path:
    """A scenario file with this text."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
