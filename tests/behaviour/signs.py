"""What evidence says against common beliefs (model.md 1.5), measured on paired runs of one draw: six policies, each
alone, against business as usual or, where only a policy's own people can tell, against the policy without the effect.

Every measure compares firms, towns or start-ups with themselves in the other run, on the same dice.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from simulation.agents.funds.market import Market, open_market
from simulation.agents.tech_finance.banks import productivity_scores
from simulation.inputs.constants import constant
from simulation.inputs.scenario import Scenario
from simulation.levers import purses_of
from simulation.study import load
from simulation.world.firms import Floats
from simulation.world.macro import QUARTERS
from simulation.world.world import World
from tests.behaviour.paired_films import Eye, Film, Identities, fails, film, in_both, is_alive, total, with_numbers
from tests.behaviour.small_runs import written
from tests.small_province import SmallProvince

VOUCHERS_END = 7
"""Last quarter with vouchers: the end of 2017."""
TWO_YEARS = 8
PER_CENT = 100.0
UNKNOWN = float("nan")
"""Of a draw in which nobody was reached."""

Measures = dict[str, float]


class Policy(NamedTuple):
    """An instrument, and what its scenario states beside the money."""

    instrument: str
    stated: Mapping[str, str] = {}


POLICIES = {
    "vouchers": Policy("innovation_vouchers", {"end": "2017Q4"}),
    "guarantees": Policy("technology_finance.credit_guarantee"),
    "pairing": Policy("regional_pairing"),
    "drive": Policy("enterprise_cultivation.high_tech_drive"),
    "funds": Policy("guidance_funds.staged_equity"),
    "incubators": Policy("incubators"),
}


class Sign(NamedTuple):
    """A number that the median draw must have within bounds for a sentence to hold; infinite bounds are none."""

    policy: str
    sentence: str
    key: str
    unit: str
    least: float
    most: float


MANY = float("inf")
SIGNS = (
    Sign("vouchers", "Cooperation two years after the last voucher, of its peak", "links left", "%", -8.8, 8.8),
    Sign("vouchers", "Effect on ideas two years after the last voucher, of its peak", "ideas left", "%", -50.0, 50.0),
    Sign("guarantees", "Exit hazard while guaranteed, over that without", "leaving", "pp a year", -MANY, 0.0),
    Sign("guarantees", "Real R&D while guaranteed, over that without", "research", "%", -2.0, 2.0),
    Sign("guarantees", "Firms that lose a loan while guaranteed, more than without", "defaults", "pp", 0.0, MANY),
    Sign("pairing", "Output of receiving towns in 2020, over that without", "output", "%", 5.0, 18.0),
    Sign("pairing", "ln A* of firms of receiving towns in 2020, over that without", "productivity", "%", -MANY, 0.0),
    Sign("drive", "Of the rise in R&D that awarded firms tell, relabelled", "relabelled", "%", 21.0, 60.0),
    Sign("funds", "Share of the best among the backed, over that if none refused", "best", "pp", -MANY, 0.0),
    Sign("funds", "Productivity of the backed, over that if none refused", "merit", "s.d.", -MANY, 0.0),
    Sign("funds", "Productivity of the backed, over that of all candidates", "selection", "s.d.", 0.0, MANY),
    Sign("incubators", "Tenants that close, fewer than if not housed", "young survival", "pp a year", -2.0, 2.0),
)
"""Bounds that are not zero. Cooperation: as if every lasting link (P03e, middle) still stood. Ideas: over half is gone;
they halve every 3.5 quarters (P03d) after the first four. R&D: a loan pays for a little and does nothing else to it
(E49). Output: what relocation parks brought (E57). Relabelling: 90 % of its prior (P02b). Tenants: a sixth of the
hazard of a start-up, 12 % a year; the middle of the prior (P06a) is half a point."""


def scenarios(folder: Path, shares: Mapping[str, float]) -> dict[str, Scenario]:
    """These policies, each alone, with a share of its budget in the document's package."""
    package, found = purses_of(load("document_package")), {}
    for name, share in shares.items():
        policy = POLICIES[name]
        budget = {"budget": f"{share * package[policy.instrument].money_by_year()[0]:.2f}万元"}
        found[name] = written(folder, {policy.instrument: {**budget, **policy.stated}}, name)
    return found


def measures_of(province: SmallProvince, tried: Mapping[str, Scenario]) -> Measures:
    """All measures of one draw; business as usual is run once."""
    usual, _ = film(province, load("baseline"))
    found = voucher_measures(usual, province, tried["vouchers"])
    found |= guarantee_measures(usual, province, tried["guarantees"])
    found |= pairing_measures(usual, province, tried["pairing"])
    found |= drive_measures(usual, province, tried["drive"])
    found |= fund_measures(province, tried["funds"])
    return found | incubator_measures(province, tried["incubators"])


def known(found: Sequence[Measures], key: str) -> Floats:
    """One measure in every draw in which somebody was reached."""
    values = np.array([measures[key] for measures in found])
    return values[~np.isnan(values)]


def median_of(found: Sequence[Measures], sign: Sign) -> float:
    """The middle draw."""
    return float(np.median(known(found, sign.key)))


def holds(found: Sequence[Measures], sign: Sign) -> bool:
    """Whether the middle draw lies within the bounds."""
    return sign.least < median_of(found, sign) < sign.most


def voucher_measures(usual: Film, province: SmallProvince, scenario: Scenario) -> Measures:
    """What is left two years after the last voucher, over the largest there ever was while or after they were live."""
    taken, _ = film(province, scenario)
    links = total(taken, "linked") - total(usual, "linked")
    ideas = total(taken, "ideas")
    now, peak = VOUCHERS_END + TWO_YEARS, ideas[np.abs(ideas).argmax()]
    return {
        "links left": PER_CENT * links[now] / links.max() if links.max() > 0.0 else UNKNOWN,
        "ideas left": PER_CENT * ideas[now] / peak if peak != 0.0 else UNKNOWN,
    }


class GuaranteeEye(Eye):
    """Whose guaranteed loan was paid out when, first time only, and whose was lost."""

    def __init__(self) -> None:
        self.paid_out: dict[int, int] = {}
        self.lost: set[int] = set()

    def affect(self, world: World) -> None:
        """Loans of this quarter."""
        book = self.instrument.book
        for who in book.identity[book.begins == world.quarter].tolist():
            self.paid_out.setdefault(who, world.quarter)
        self.lost.update(world.firms.roster.identity[self.instrument.failing].tolist())


class Terms(NamedTuple):
    """Sums over guarantees, with the guarantee and without: (2,) each."""

    firms: Floats
    alive: Floats  # firms there when it ends
    failed: Floats  # firms that lost a loan while it stood
    lived: Floats  # firm-quarters in which the firm is there in both runs, and in these its
    research: Floats  # real R&D, and
    leaving: Floats  # yearly exit hazards


def terms_of(runs: tuple[Film, Film], begins: int, who: Identities, lost: set[int]) -> Terms:
    """The term of guarantees that begin in this quarter."""
    end = begins + round(constant("guarantee_quarters"))
    failed = np.array([[each in lost for each in who.tolist()], [False] * len(who)], dtype=np.bool_)
    lived, research, leaving = np.zeros(2), np.zeros(2), np.zeros(2)
    for now in zip(*(run[begins:end] for run in runs), strict=True):
        places = in_both(*now, who)
        failed |= [fails(each, who) for each in now]
        lived += len(places[0])
        research += [each.spending[place].sum() for each, place in zip(now, places, strict=True)]
        leaving += [each.leaving[place].sum() for each, place in zip(now, places, strict=True)]
    alive = np.array([is_alive(run[end - 1], who).sum() for run in runs], dtype=np.float64)
    return Terms(np.full(2, float(len(who))), alive, failed.sum(axis=1), lived, research, leaving)


def guarantee_measures(usual: Film, province: SmallProvince, scenario: Scenario) -> Measures:
    """Firms whose guarantee ran its whole term within the plan, against themselves without it in the same quarters."""
    eye = GuaranteeEye()
    runs = film(province, scenario, eye)[0], usual
    sums = Terms(*np.zeros((len(Terms._fields), 2)))
    for begins in range(1, QUARTERS - round(constant("guarantee_quarters")) + 1):
        who = np.array([each for each, paid in eye.paid_out.items() if paid == begins], dtype=np.uint64)
        who = who[is_alive(runs[0][begins - 1], who) & is_alive(runs[1][begins - 1], who)]
        sums = Terms(*(old + new for old, new in zip(sums, terms_of(runs, begins, who, eye.lost), strict=True)))
    if sums.firms[1] == 0.0 or sums.research[1] == 0.0:
        return dict.fromkeys(("leaving", "alive", "defaults", "research"), UNKNOWN)
    pairs = {
        "leaving": (sums.leaving, sums.lived),
        "alive": (sums.alive, sums.firms),
        "defaults": (sums.failed, sums.firms),
        "research": (sums.research, sums.research),
    }
    return {key: PER_CENT * float((of[0] - of[1]) / over[1]) for key, (of, over) in pairs.items()}


def pairing_measures(usual: Film, province: SmallProvince, scenario: Scenario) -> Measures:
    """Towns with a park that works at the end of 2020: sales of all their firms, ln A* of firms there in both runs."""
    taken, instrument = film(province, scenario)
    receivers = [pair.receiver for pair in instrument.pairs if pair.step > 0]
    with_park, without = taken[-1], usual[-1]
    inside = np.isin(with_park.town, receivers), np.isin(without.town, receivers)
    stayed: Identities = np.intersect1d(with_park.identity[inside[0]], without.identity[inside[1]])
    if len(stayed) == 0:
        return dict.fromkeys(("output", "productivity"), UNKNOWN)
    here, there = in_both(with_park, without, stayed)
    return {
        "output": PER_CENT * (with_park.sales[inside[0]].sum() / without.sales[inside[1]].sum() - 1.0),
        "productivity": PER_CENT * float((with_park.productivity[here] - without.productivity[there]).mean()),
    }


def drive_measures(usual: Film, province: SmallProvince, scenario: Scenario) -> Measures:
    """Firms that the drive ever awarded: what they tell of more R&D than without, over the plan, and did not do."""
    taken, instrument = film(province, scenario)
    who: Identities = np.array(sorted(instrument.awarded), dtype=np.uint64)
    told, real = 0.0, 0.0
    for driven, without in zip(taken, usual, strict=True):
        here, there = in_both(driven, without, who)
        told += float(driven.reported[here].sum() - without.reported[there].sum())
        real += float(driven.spending[here].sum() - without.spending[there].sum())
    return {"relabelled": PER_CENT * (1.0 - real / told) if told > 0.0 else UNKNOWN}


class FundEye(Eye):
    """Productivity of all that funds may look at and of those they back, and how many of these are among the best."""

    def __init__(self) -> None:
        self.market: Market | None = None
        self.candidates: list[float] = []
        self.backed: list[float] = []
        self.best: list[bool] = []

    def decide(self, world: World) -> None:
        """Who is on the market this quarter."""
        funds = self.instrument.funds
        self.market = None
        if any(fund.is_investing for fund in funds):
            held = np.concatenate([fund.portfolio.held(world) for fund in funds])
            self.market = open_market(world, self.instrument.settings.eligible, held, None)
            self.candidates += productivity_scores(world, self.market.rows).tolist()

    def affect(self, world: World) -> None:
        """Who was bought into this quarter."""
        if self.market is not None:
            held = [fund.portfolio.stakes for fund in self.instrument.funds]
            rows = np.concatenate([stakes.rows[stakes.since == world.quarter] for stakes in held])
            self.backed += productivity_scores(world, rows).tolist()
            self.best += self.market.is_best[np.isin(self.market.rows, rows)].tolist()


def fund_measures(province: SmallProvince, scenario: Scenario) -> Measures:
    """Whom the funds back, and whom they would back if neither managers nor firms refused the government's money."""
    eye, anyone = FundEye(), FundEye()
    film(province, scenario, eye)
    film(with_numbers(province, fund_refusal_by_best=0.0), scenario, anyone)
    if not eye.backed or not anyone.backed:
        return dict.fromkeys(("best", "merit", "selection"), UNKNOWN)
    return {
        "best": PER_CENT * float(np.mean(eye.best) - np.mean(anyone.best)),
        "merit": float(np.mean(eye.backed) - np.mean(anyone.backed)),
        "selection": float(np.mean(eye.backed) - np.mean(eye.candidates)),
    }


class TenantEye(Eye):
    """Quarters that start-ups have lived, and how many closed; here all of them are tenants."""

    def __init__(self) -> None:
        self.here, self.lived, self.closed = 0, 0, 0

    def affect(self, world: World) -> None:
        """Up to the end of the last quarter."""
        self.lived, self.closed = self.lived + self.here, world.start_ups.closed
        self.here = world.start_ups.count


def incubator_measures(province: SmallProvince, scenario: Scenario) -> Measures:
    """How often tenants close, and how often they would if they closed like start-ups that no incubator houses."""
    housed, alone = TenantEye(), TenantEye()
    film(province, scenario, housed)
    film(with_numbers(province, incubator_exit_hazard_ratio=1.0), scenario, alone)
    if housed.lived == 0 or alone.lived == 0:
        return {"young survival": UNKNOWN}
    rates = [4.0 * PER_CENT * eye.closed / eye.lived for eye in (housed, alone)]
    return {"young survival": rates[1] - rates[0]}
