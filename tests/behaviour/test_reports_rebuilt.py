"""Reports are what firms and payments add up to (B15 of model.md 4.5), told once more in plain Python.

A diary is kept beside a run of the package in the small province: every quarter the rows of all firms and the cohorts
of all towns, every payment of the ledger when it is made. What the recorder reports of each year must follow from it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np
import pytest

from simulation import schedule
from simulation.ensemble.one_run import start_world
from simulation.inputs.measures import MEASURES, PAYERS, PLACES
from simulation.measuring.indicators import CODES
from simulation.recorder import Outcome, Recorder
from simulation.world.firms import TRADE
from simulation.world.ledger import Ledger
from simulation.world.macro import QUARTERS
from simulation.world.world import World
from tests.oracle.package import every_lever
from tests.small_province import small_province, with_levers

DRAW = 0
FIRST_YEAR = 2016
FEN_IN_10_000_YUAN = 1_000_000
HUNDRED_BN, TEN_BN, HUNDRED_MILLION = 10_000_000.0, 1_000_000.0, 10_000.0
EXACT = 1e-9
Sums = defaultdict[int, float]


def rows(world: World, *names: str) -> Iterator[tuple]:
    """Firms that are there, one after the other, as plain numbers: `rows(world, "roster.town", "output.sales")`."""
    columns = [getattr(getattr(world.firms, group), name) for group, name in (each.split(".") for each in names)]
    there = world.firms.roster.above_scale[: world.used].tolist()
    for is_there, *numbers in zip(there, *(column[: world.used].tolist() for column in columns), strict=True):
        if is_there:
            yield tuple(numbers)


class Diary:
    """One year, by town: what was made, spent and paid in its four quarters."""

    def __init__(self) -> None:
        self.output, self.value, self.reported = (defaultdict(float) for _ in range(3))
        self.paid: dict[int, tuple[int, float]] = {}
        """Town of every firm that was ever there, and what it had paid to institutes when it was last seen."""

    def before_firms_leave(self, world: World) -> None:
        """Those who leave this quarter have paid all the same."""
        for identity, town, sector, paid in rows(
            world, "roster.identity", "roster.town", "roster.sector", "titles.cooperation_year"
        ):
            if sector != TRADE:
                self.paid[identity] = town, paid

    def at_the_end_of_a_quarter(self, world: World) -> None:
        """Add the quarter of the firms that are there, of small firms, fields and services."""
        economy, drift = world.towns.economy, float(world.macro.ratio_drift[world.quarter])
        ratio = economy.value_added_ratio.tolist()
        for town, sector, sales, told in rows(
            world, "roster.town", "roster.sector", "output.sales", "research.reported"
        ):
            if sector != TRADE:
                self.output[town] += sales
                self.value[town] += sales * ratio[town][sector] * drift
                self.reported[town] += told
        small = (economy.micro_sales + economy.startup_sales).tolist()
        fields, share, services = (
            column.tolist() for column in (economy.agriculture, economy.agriculture_ratio, economy.services)
        )
        for town, sales in enumerate(small):
            self.output[town] += sum(sales[:TRADE]) + fields[town]
            self.value[town] += sum(sales[s] * ratio[town][s] * drift for s in range(TRADE))
            self.value[town] += fields[town] * share[town] + services[town]

    def cooperation(self) -> Sums:
        """B31 by town."""
        sums: Sums = defaultdict(float)
        for town, paid in self.paid.values():
            sums[town] += paid
        return sums


def rebuilt(world: World, diary: Diary) -> dict[str, list[float]]:
    """Lines of the year by town, as told: amounts, and what is counted on 31 December."""
    towns = world.towns
    firms, centres, titles = (
        Counter(),
        Counter(),
        Counter(dict(enumerate(towns.economy.high_tech_below_scale.tolist()))),
    )
    for town, sector, built, title in rows(
        world, "roster.town", "roster.sector", "research.centre", "titles.high_tech"
    ):
        if sector != TRADE:
            firms[town] += 1
            centres[town] += built
            titles[town] += title
    told, firms_do = world.over_reporting.tolist(), 1.0 - float(world.p.rd_share_outside_firms)
    places, paid = range(towns.count), diary.cooperation()
    return {
        "output": [diary.output[town] for town in places],
        "A11": [told[town] * diary.value[town] for town in places],
        "RDX": [told[town] * diary.reported[town] / firms_do for town in places],
        "B31": [paid[town] for town in places],
        "firms": [firms[town] for town in places],
        "centres": [centres[town] for town in places],
        "C31": [titles[town] for town in places],
    }


class Rebuilt:
    """The years of one run as the diary tells them, by place; payments by instrument, payer and year in fen."""

    def __init__(self) -> None:
        self.years: list[dict[str, dict[str, float]]] = []
        self.spent: Counter[tuple[str, str, int]] = Counter()
        self.balance: Counter[int] = Counter()

    def close_year(self, world: World, diary: Diary) -> None:
        """Sum the certified towns of the province and of each region."""
        lines = rebuilt(world, diary)
        certified, region = world.towns.status.certified.tolist(), world.towns.place.region.tolist()
        found = {}
        for code, place in enumerate(PLACES):
            mine = [j for j, is_in in enumerate(certified) if is_in and code in (0, region[j] + 1)]
            sums = {name: sum(line[j] for j in mine) for name, line in lines.items()}
            sums["T3"] = sum(lines["output"][j] > HUNDRED_BN for j in mine)
            sums["T4"] = sum(lines["output"][j] > TEN_BN for j in mine)
            found[place] = sums
        self.years.append(found)

    def watch(self, ledger: Ledger, patch: pytest.MonkeyPatch) -> None:
        """Write down every payment when it is made."""
        pay, spend = ledger.pay, ledger.spend

        def noting_pay(payer, payee, amount) -> None:
            for one, other, fen in zip(
                *(each.tolist() for each in np.broadcast_arrays(payer, payee, np.atleast_1d(amount))), strict=True
            ):
                self.balance[one] -= fen
                self.balance[other] += fen
            pay(payer, payee, amount)

        def noting_spend(purse, year, payer, accounts, amount) -> None:
            self.spent[ledger.purses[purse], payer, year] += sum(np.atleast_1d(amount).tolist())
            spend(purse, year, payer, accounts, amount)

        patch.setattr(ledger, "pay", noting_pay)
        patch.setattr(ledger, "spend", noting_spend)


@pytest.fixture(scope="module")
def lived() -> Iterator[tuple[World, Outcome, Rebuilt]]:
    """Five years of the package with a diary."""
    province = with_levers(small_province(DRAW), **every_lever())
    world, _ = start_world(province.study, province.birth, province.record, province.draw)
    recorder, found, diary, moves = Recorder(), Rebuilt(), Diary(), schedule.population_moves
    recorder.begin(world)

    def noting_moves(world: World) -> None:
        diary.before_firms_leave(world)
        moves(world)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schedule, "population_moves", noting_moves)
        found.watch(world.ledger, patch)
        for quarter in range(QUARTERS):
            if quarter % 4 == 0:
                diary = Diary()
            world.step()
            diary.at_the_end_of_a_quarter(world)
            if quarter % 4 == 3:
                recorder.year_end(world)
                found.close_year(world, diary)
    yield world, recorder.finish(world), found
    world.release()


def told(outcome: Outcome, code: str) -> np.ndarray:
    """(years, places) an indicator from 2016 on."""
    return outcome.indicators[1:, :, CODES.index(code)]


def line(found: Rebuilt, name: str) -> np.ndarray:
    """(years, places) the same from the diary."""
    return np.array([[year[place][name] for place in PLACES] for year in found.years], dtype=np.float64)


@pytest.mark.parametrize("code", ["A11", "B31", "C31"])
def test_b15_amounts_and_counts_are_sums_over_firms_and_towns(lived, code: str) -> None:
    _, outcome, found = lived
    assert (line(found, code)[:, 0] > 0.0).all()
    assert told(outcome, code) == pytest.approx(line(found, code), rel=EXACT)


def test_b15_centres_per_firm_are_a_ratio_of_sums(lived) -> None:
    _, outcome, found = lived
    centres, firms = line(found, "centres"), line(found, "firms")
    assert told(outcome, "B21") == pytest.approx(centres / firms, rel=EXACT)
    assert (centres[-1] > centres[0]).any()


def test_b15_research_over_gdp_is_a_ratio_of_sums(lived) -> None:
    _, outcome, found = lived
    share = 100.0 * line(found, "RDX")[:, 0] / line(found, "A11")[:, 0]
    assert outcome.measures[1:, MEASURES.index("rd_intensity")] == pytest.approx(share, rel=EXACT)
    assert outcome.measures[1:, MEASURES.index("gdp")] == pytest.approx(line(found, "A11")[:, 0] / HUNDRED_MILLION)


def test_b15_towns_over_a_bar_are_counted_by_their_output(lived) -> None:
    _, outcome, found = lived
    for target, name in (("T3", "towns_100bn"), ("T4", "towns_10bn")):
        assert outcome.measures[1:, MEASURES.index(name)].tolist() == line(found, target)[:, 0].tolist()
    assert 0 < line(found, "T4")[0, 0] < line(found, "T4")[-1, 0]


def test_b15_firms_that_left_have_paid_all_the_same(lived) -> None:
    """Without this the test of B31 could not tell whether they are counted."""
    world, _, _ = lived
    assert world.towns.tally.left_cooperation_year.sum() > 0.0


def test_b15_money_of_every_lever_is_the_sum_of_its_payments(lived) -> None:
    world, outcome, found = lived
    levers = list(dict.fromkeys(purse.partition(".")[0] for purse in world.ledger.purses))
    for row, lever in enumerate(levers):
        for column, payer in enumerate(PAYERS):
            for year in range(5):
                fen = sum(
                    amount
                    for (purse, who, when), amount in found.spent.items()
                    if (purse.partition(".")[0], who, when) == (lever, payer, year)
                )
                assert outcome.money[row, column, year] == fen / FEN_IN_10_000_YUAN, (lever, payer, year)
    assert (outcome.money.sum(axis=(1, 2)) > 0.0).sum() >= len(levers) - 1


def test_b15_what_went_back_is_what_was_set_aside_and_not_spent(lived) -> None:
    world, outcome, found = lived
    for row, purse in enumerate(world.ledger.purses):
        for year in range(5):
            spent = found.spent[purse, "province", year]
            assert world.ledger.appropriated[row, year] - spent == world.ledger.returned[row, year], (purse, year)
    assert outcome.returned.sum() > 0.0


def test_b15_every_account_holds_what_was_paid_into_it_less_what_was_paid_out(lived) -> None:
    world, _, found = lived
    assert world.ledger.balance.tolist() == [found.balance[account] for account in range(world.chart.size)]
    assert sum(found.balance.values()) == 0
