"""The words of delivery mean the same for every instrument, found without being listed: honoured, or refused at load.

Each instrument lives in the small province with more than its share of the usual money; a safeguard beside a lever
that it can shape.
"""

from typing import NamedTuple, get_args

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.agents.allocation import research_told
from simulation.agents.purse import Purse
from simulation.inputs.delivery import Allocation
from simulation.inputs.regional_shares import REGIONS
from simulation.world.ledger import fen
from simulation.world.world import World
from tests.behaviour.small_runs import INSTRUMENTS, settings_of
from tests.levers.running import started
from tests.levers.stating import beside_of, has_nothing_to_pay, stated

QUARTERS = 20
YEARS = 5
TWO_CALLS = 6
"""Quarters after which firms and towns have been called twice."""
UNSEEN = {
    "enterprise_cultivation.rd_post_subsidy": "payments are summed by town",
    "guidance_funds.risk_compensation": "the pool has no recipient of its own",
    "technology_finance.equity_crowdfunding": "the province pays for platforms; firms are ranked inside each",
    "technology_finance.credit_guarantee": "the province pays in capital; firms are ranked by the guarantors",
}
"""Instruments whose order does not show in payments of the province, and why."""
ONLY_IN_THE_DELTA = ("incubators", "innovation_platforms.testing_platform")
"""Instruments for which only the largest town of the small province is large enough."""


def ways(instrument: str) -> tuple[str, ...]:
    """The ways of allocation that the rule of an instrument knows."""
    return get_args(settings_of(instrument).model_fields["allocation"].annotation)


QUEUES = tuple(name for name in INSTRUMENTS if "gap" in ways(name))
WITH_PLACE = tuple(name for name in INSTRUMENTS if not settings_of(name).nowhere_because)
WITHOUT_PLACE = tuple(name for name in INSTRUMENTS if settings_of(name).nowhere_because)


class Payment(NamedTuple):
    """Money of the province for an instrument: when, into which accounts, in which towns, fen; what is told of them."""

    quarter: int
    accounts: np.ndarray
    towns: np.ndarray
    amounts: np.ndarray
    gdp: np.ndarray
    research: np.ndarray


def lived(instrument: str, quarters: int = QUARTERS, **words: object) -> World:
    """The small province after so many quarters; its books were checked in each of them."""
    lever = instrument.partition(".")[0]
    world, _ = started(0, **({lever: stated(instrument, **words)} | beside_of(lever)))
    world.p.private_round_rate = 0.2  # so that the follow-on fund finds rounds to follow among so few firms
    for _ in range(quarters):
        world.step()
    return world


def watched(instrument: str, watch: pytest.MonkeyPatch, quarters: int, **words: object) -> tuple[World, list[Payment]]:
    """The same, with every payment of the province for the instrument."""
    payments: list[Payment] = []
    grant = Purse.grant

    def noted(self, world, payee, amount, towns):
        if self.name == instrument:
            accounts = np.broadcast_to(payee, amount.shape)
            told = (world.history.gdp[towns], research_told(world)[towns])
            payments.append(Payment(world.quarter, accounts, towns, amount, *told))
        grant(self, world, payee, amount, towns)

    watch.setattr(Purse, "grant", noted)
    return lived(instrument, quarters, **words), payments


def row_of(world: World, instrument: str) -> int:
    return world.ledger.purses.index(instrument)


def refusal(instrument: str, **words: object) -> str:
    """The code with which a word is refused."""
    with pytest.raises(ValidationError) as refused:
        stated(instrument, **words)
    (error,) = refused.value.errors()
    return str(error.get("ctx", {}).get("code", error["type"]))


@pytest.mark.parametrize("way", get_args(Allocation))
@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_a_way_of_allocation_spends_the_money_or_is_refused(instrument: str, way: str) -> None:
    if way not in ways(instrument):
        assert refusal(instrument, allocation=way) == "E221"
        return
    world = lived(instrument, TWO_CALLS, allocation=way)
    assert world.ledger.spent[row_of(world, instrument), 0].sum() > 0 or has_nothing_to_pay(instrument)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_applicants_are_ranked_only_where_they_compete(instrument: str) -> None:
    for way in set(ways(instrument)) - {"competitive"}:
        assert refusal(instrument, allocation=way, ranking="town.gdp") == "E222"
    if instrument in QUEUES:
        assert stated(instrument, allocation="competitive", ranking="town.gdp")


def in_order_of_payment(payments: list[Payment], name: str) -> np.ndarray:
    """What is told of the towns paid in the first quarter with payments, in the order in which each is first paid."""
    first = [payment for payment in payments if payment.quarter == payments[0].quarter]
    towns, told = (np.concatenate([getattr(payment, part) for payment in first]) for part in ("towns", name))
    _, places = np.unique(towns, return_index=True)
    return told[np.sort(places)]


@pytest.mark.parametrize(
    ("words", "told", "sign"),
    [
        ({"allocation": "competitive", "ranking": "town.gdp"}, "gdp", -1),
        ({"allocation": "competitive", "ranking": "-town.gdp"}, "gdp", 1),
        ({"allocation": "gap"}, "research", 1),
    ],
    ids=["large first", "small first", "gap"],
)
@pytest.mark.parametrize("instrument", [name for name in QUEUES if name not in UNSEEN])
def test_who_stands_in_front_is_paid_first(
    instrument: str, words: dict[str, str], told: str, sign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, payments = watched(instrument, monkeypatch, TWO_CALLS, **words)
    assert (np.diff(sign * in_order_of_payment(payments, told)) >= 0.0).all()


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_money_grows_rises_with_prices_and_is_carried_over(instrument: str) -> None:
    # From the third quarter of 2016 to the end of 2019, over six quarters: 1/6 and 2/6, then 3/6 to 6/6, then all.
    words = {"start": "2016Q3", "end": "2019Q4", "ramp": "6 quarters", "prices": 2015, "carry_over": "50%"}
    world = lived(instrument, budget="1000万元", **words)
    ledger, row, deflator = world.ledger, row_of(world, instrument), world.macro.deflator
    parts = np.array([3 / 12, 18 / 24, 1.0, 1.0, 0.0])
    set_aside = fen(1000.0 * parts * deflator[::4])
    assert ledger.appropriated[row] == pytest.approx(set_aside, abs=1)
    assert deflator[12] > deflator[0]
    came = ledger.appropriated[row] + np.concatenate([[0], ledger.carried[row, :-1]])
    spent = ledger.spent[row, 0]
    left = came - spent
    assert (left >= 0).all()
    assert ledger.carried[row].tolist() == [*(left[:3] // 2), 0, 0]
    assert (ledger.returned[row] == left - ledger.carried[row]).all()
    assert ledger.carried[row, 0] > 0
    executed = min(1.0, float(world.p.budget_execution_share) * 1.1)
    assert (spent <= executed * came + 1).all()


def region_of_accounts(world: World, accounts: np.ndarray) -> np.ndarray:
    """Region in which an account of a town lies; -1 for accounts of institutes, funds, banks and the world outside."""
    chart, found = world.chart, np.full(len(accounts), -1)
    for start in (chart.tills, chart.platforms, chart.bodies):
        here = (accounts >= start) & (accounts < start + world.towns.count)
        found[here] = world.towns.place.region[accounts[here] - start]
    return found


NOTHING_FOR_THE_DELTA = {"east": "50%", "west": "30%", "north": "20%"}


@pytest.mark.parametrize("instrument", WITH_PLACE)
def test_no_region_gets_more_than_is_kept_for_it(instrument: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world, payments = watched(instrument, monkeypatch, 8, quotas=NOTHING_FOR_THE_DELTA)
    by_region = np.zeros((len(REGIONS), YEARS), dtype=np.int64)
    for payment in payments:
        region = world.towns.place.region[payment.towns]
        known = region_of_accounts(world, payment.accounts)
        assert (region == known)[known >= 0].all()
        np.add.at(by_region[:, payment.quarter // 4], region, payment.amounts)
    row = row_of(world, instrument)
    assert (by_region.sum(axis=0) == world.ledger.spent[row, 0]).all()
    assert by_region[0].sum() == 0
    for region, share in enumerate((0.0, 0.5, 0.3, 0.2)):
        assert (by_region[region] <= share * world.ledger.appropriated[row]).all()
    assert (by_region.sum() > 0) == (instrument not in ONLY_IN_THE_DELTA)


@pytest.mark.parametrize("instrument", WITH_PLACE)
def test_the_delta_never_touches_what_is_kept_for_the_others(instrument: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world, payments = watched(instrument, monkeypatch, 8, equity_share="100%")
    assert bool(payments) == (instrument not in ONLY_IN_THE_DELTA)
    for payment in payments:
        paid = payment.amounts > 0
        assert (world.towns.place.region[payment.towns[paid]] != 0).all()


@pytest.mark.parametrize("instrument", ONLY_IN_THE_DELTA)
def test_the_delta_has_what_is_kept_for_it(instrument: str) -> None:
    world = lived(instrument, 8, quotas={"prd": "60%", "north": "40%"})
    spent = world.ledger.spent[row_of(world, instrument), 0, :2].sum()
    assert 0 < spent <= 0.6 * world.ledger.appropriated[row_of(world, instrument), :2].sum()


@pytest.mark.parametrize("instrument", WITHOUT_PLACE)
def test_money_that_reaches_no_region_is_not_promised_to_any(instrument: str) -> None:
    assert refusal(instrument, quotas={"prd": "40%"}) == "E223"
    assert refusal(instrument, equity_share="60%") == "E223"


def test_most_money_reaches_towns_or_firms_in_them() -> None:
    refusing = {name.partition(".")[2] or name for name in WITHOUT_PLACE}
    assert refusing == {
        "co_funding", "coordination", "dynamic_monitoring", "target_responsibility", "staged_equity",
        "risk_compensation",
    }  # fmt: skip
