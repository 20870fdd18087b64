"""The contract of every lever file, found without being listed: what it says of itself is what it is and does.

Each lever lives five years in the small province with more than its share of the usual money, so that it reaches
somebody; a safeguard runs beside a lever that it can shape.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.inputs.clauses import load_clauses
from simulation.inputs.delivery import LeverSettings, instrument_names
from simulation.inputs.instruments import load_instruments
from simulation.inputs.targets import load_targets
from simulation.levers import catalogue, in_order
from simulation.world.ledger import FEN
from simulation.world.world import World
from tests.behaviour.small_runs import INSTRUMENTS, LEVERS, SAFEGUARDS, settings_of
from tests.levers.running import started
from tests.levers.stating import beside_of, has_nothing_to_pay, stated, whole
from tests.levers.watching import CHANNEL_WORDS, WORDS, Watched

QUARTERS = 20
DRAWS = 6
"""Half of the weakest effects are exactly zero in a draw, so that a lever may need several to show all it writes."""


class Life(NamedTuple):
    """A world after its five years and what its levers wrote."""

    world: World
    written: Mapping[str, frozenset[str]]


def lived(levers: Mapping[str, LeverSettings], draw: int = 0) -> Life:
    """Five years of the small province with these levers, each watched."""
    world, acting = started(draw, **levers)
    assert isinstance(acting, list)
    watched = [Watched(lever) for lever in acting]
    acting[:] = watched
    for _ in range(QUARTERS):
        world.step()
    names = in_order(levers)
    return Life(world, {name: frozenset(one.written) for name, one in zip(names, watched, strict=True)})


@cache
def life_of(lever: str, draw: int) -> Life:
    """A lever with all its instruments, beside another where it has something to shape."""
    beside = beside_of(lever)
    return lived({lever: whole(lever)} | beside, draw)


@pytest.mark.parametrize("lever", LEVERS)
def test_its_settings_are_closed_and_frozen(lever: str) -> None:
    kinds = [catalogue()[lever].settings]
    kinds += [settings_of(name) for name in INSTRUMENTS if name.partition(".")[0] == lever]
    for kind in kinds:
        assert kind.model_config["extra"] == "forbid"
        assert kind.model_config["frozen"]
        assert kind.model_config["strict"]
    with pytest.raises(ValidationError, match="Extra inputs"):
        whole(lever, generosity=1)


@pytest.mark.parametrize("lever", LEVERS)
def test_its_clause_its_instruments_and_its_targets_exist(lever: str) -> None:
    entry = catalogue()[lever]
    assert entry.clause in {clause.id for clause in load_clauses()}
    codes = {code: instrument for code, instrument in load_instruments().items() if instrument.lever == lever}
    assert dict(entry.instruments) == {instrument.key: code for code, instrument in codes.items()}
    names = instrument_names(entry.settings)
    assert set(entry.instruments) == (set(names) if names else {lever})
    assert set(entry.serves) <= {target.id for target in load_targets()}
    assert entry.title_en and entry.title_zh
    assert entry.reads


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_it_costs_money_unless_it_says_that_it_is_free(instrument: str) -> None:
    kind = settings_of(instrument)
    code = catalogue()[instrument.partition(".")[0]].instruments[instrument.rpartition(".")[2]]
    budget = load_instruments()[code].budget
    assert budget is not None
    if kind.free:
        assert not kind.model_fields["budget"].is_required()
        assert budget.default == 0.0
    else:
        assert kind.model_fields["budget"].is_required()


@pytest.mark.parametrize("lever", LEVERS)
def test_what_it_writes_is_what_it_declares(lever: str) -> None:
    declared = set(catalogue()[lever].writes)
    assert declared <= {*CHANNEL_WORDS, *WORDS}
    written: frozenset[str] = frozenset()
    for draw in range(DRAWS):
        written |= life_of(lever, draw).written[lever]
        if written >= declared:
            break
    assert written == declared


@pytest.mark.parametrize("lever", LEVERS)
def test_every_year_what_was_appropriated_is_spent_or_returned(lever: str) -> None:
    world = life_of(lever, 0).world
    ledger = world.ledger
    mine = [row for row, purse in enumerate(ledger.purses) if purse.partition(".")[0] == lever]
    spent = ledger.spent[mine, 0]
    assert (ledger.appropriated[mine] == spent + ledger.returned[mine]).all()
    assert (spent <= ledger.appropriated[mine]).all()
    assert not ledger.carried[mine].any()
    assert (spent.sum(axis=1) > 0).all() or has_nothing_to_pay(lever), [ledger.purses[row] for row in mine]


UNSEEN_CAPS = {
    "enterprise_cultivation.rd_post_subsidy": "payments are summed by town; a worked example holds the cap",
    "guidance_funds.staged_equity": "the province pays into funds, which keep the cap on their tickets",
    "guidance_funds.risk_compensation": "the pool has no recipient of its own",
    "technology_finance.supply_chain_finance": "the province pays for platforms; the cap is on what a supplier gets",
    "technology_finance.equity_crowdfunding": "the province pays for platforms; the cap is on what a start-up raises",
    "technology_finance.credit_guarantee": "the province pays in capital; the cap is on the guaranteed loan",
}
"""Instruments whose cap does not show in single payments of the province, and why."""


class Spent(NamedTuple):
    """What the province spent for one instrument: fen by year, and its largest single payment in 10,000 yuan."""

    by_year: np.ndarray
    largest: float


def spent_for(instrument: str, **settings: object) -> Spent:
    """Five years of the small province with one instrument, its payments watched."""
    lever = instrument.partition(".")[0]
    beside = beside_of(lever)
    world, _ = started(0, **({lever: stated(instrument, **settings)} | beside))
    row, pay, amounts = world.ledger.purses.index(instrument), world.ledger.spend, [0]

    def noted(purse, year, payer, accounts, amount):
        if purse == row and payer == "province" and np.size(amount):
            amounts.append(int(np.max(amount)))
        pay(purse, year, payer, accounts, amount)

    world.ledger.spend = noted  # type: ignore[method-assign]
    for _ in range(QUARTERS):
        world.step()
    return Spent(world.ledger.spent[row, 0].copy(), max(amounts) / FEN)


PLAN = {"start": "2017Q1", "end": "2018Q4", "budget": {2016: "10000万元", 2017: "6000万元", 2018: "3000万元"}}
ALLOWED = np.array([0, 6000, 3000, 0, 0]) * FEN


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_it_keeps_to_its_start_its_end_and_the_money_of_each_year_and_pays_nobody_more_than_the_cap(
    instrument: str,
) -> None:
    plain = spent_for(instrument, **PLAN)
    assert (plain.by_year <= ALLOWED).all()
    assert plain.by_year.sum() > 0 or has_nothing_to_pay(instrument)
    if instrument not in UNSEEN_CAPS and instrument not in SAFEGUARDS:
        cap = round(plain.largest / 2.0, 4)
        assert spent_for(instrument, cap=f"{cap}万元", **PLAN).largest <= cap
