"""Coordination: an office paid quarter by quarter, shorter delays for what is decided meanwhile, nothing else."""

import numpy as np
import pytest

from simulation.agents.delivery import delayed
from simulation.agents.programmes.engineering_centre import EngineeringCentre
from simulation.inputs.conditions import Condition
from simulation.inputs.levers import coordination, enterprise_cultivation, innovation_vouchers
from simulation.inputs.levers.enterprise_cultivation import EngineeringCentreSettings
from simulation.levers import in_order
from simulation.world.ledger import FEN
from tests.levers.running import started

FACTOR = 0.6


def office(**more: object) -> coordination.Settings:
    return coordination.Settings.model_validate({"budget": "100万元", **more})


def centres() -> enterprise_cultivation.Settings:
    large = Condition.parse("firm.sales >= 1亿元")
    return enterprise_cultivation.Settings(
        engineering_centre=EngineeringCentreSettings(budget="300万元", eligible=large)
    )


def centres_of(levers) -> EngineeringCentre:
    (part,) = levers[-1].parts
    return part


def live(world, quarters: int) -> None:
    for _ in range(quarters):
        world.step()


def test_the_office_gets_a_quarter_of_its_money_each_quarter_and_nobody_else_pays():
    world, _ = started(coordination=office())
    world.p["budget_execution_share"] = 0.8
    paid = []
    for _ in range(4):
        world.step()
        paid.append(world.ledger.spent[0, :, 0].tolist())
    assert paid == [[20 * FEN * k, 0, 0, 0] for k in (1, 2, 3, 4)]
    assert world.ledger.returned[0, 0] == 20 * FEN


@pytest.mark.parametrize(
    ("factor", "shortened"),
    [(1.0, [0, 1, 2, 3, 4, 8, 10]), (0.85, [0, 1, 2, 3, 4, 7, 9]), (0.6, [0, 1, 2, 2, 3, 5, 6])],
)
def test_delays_shrink_by_the_factor_and_are_rounded_up(factor: float, shortened: list[int]):
    world, _ = started(coordination=office())
    world.p["coordination_delay_factor"] = factor
    world.step()
    assert [delayed(world, quarters) for quarters in (0, 1, 2, 3, 4, 8, 10)] == shortened


def test_safeguards_act_before_all_levers():
    assert in_order(["innovation_vouchers", "coordination", "enterprise_cultivation"])[0] == "coordination"


def test_a_delay_is_fixed_when_the_award_is_made():
    """Centres take four quarters: three under coordination. Coordination ends with 2016, the second call is in 2017."""
    world, levers = started(coordination=office(end="2016Q4"), enterprise_cultivation=centres())
    world.p["coordination_delay_factor"] = FACTOR
    live(world, 6)
    awards = centres_of(levers).centres
    assert set(zip(awards.since.tolist(), awards.begins.tolist(), strict=True)) == {(1, 1 + 3), (5, 5 + 4)}


def test_an_effect_that_begins_sooner_grows_at_the_same_pace():
    world, levers = started(coordination=office(), enterprise_cultivation=centres())
    world.p["coordination_delay_factor"] = FACTOR
    effect = float(world.p.engineering_centre_rd_effect)
    live(world, 2)
    first = centres_of(levers).centres.identity.copy()
    parts = []
    for _ in range(7):
        world.step()
        awards = centres_of(levers).centres
        row = awards.rows[awards.identity == first[0]][0]
        gain = float(world.firms.channels.gain[0, row]) ** (1.0 / float(world.p.instrument_overlap_exponent))
        parts.append(round(gain / effect, 9))
    assert parts == [0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0]  # 2016Q3 to 2018Q1; awarded in 2016Q2


def test_alone_it_moves_nothing_but_its_own_money():
    with_office, _ = started(coordination=office())
    without, _ = started(innovation_vouchers=innovation_vouchers.Settings(budget="0元"))
    for world in (with_office, without):
        live(world, 4)
    for name in ("output", "research", "finance", "titles"):
        pairs = zip(getattr(with_office.firms, name), getattr(without.firms, name), strict=True)
        assert all(one.tobytes() == other.tobytes() for one, other in pairs)
    assert not with_office.ledger.balance[with_office.chart.province]


@pytest.mark.parametrize(
    "stated", [{"budget": {2017: "100万元"}}, {"start": "2017Q1"}, {"eligible": "town.gdp > 100000亿元"}]
)
def test_without_money_before_its_start_or_with_nobody_to_coordinate_it_is_not_in_force(stated: dict[str, object]):
    world, _ = started(coordination=office(**stated))
    world.step()
    assert world.safeguards.delay == 1.0
    assert not world.ledger.spent.any()


def test_it_ends_with_its_last_quarter():
    world, _ = started(coordination=office(end="2016Q2"))
    world.p["coordination_delay_factor"] = FACTOR
    delays = []
    for _ in range(3):
        world.step()
        delays.append(world.safeguards.delay)
    assert delays == [FACTOR, FACTOR, 1.0]
    assert np.count_nonzero(world.ledger.spent) == 1
