"""Delays (B11): money of 2016 alone, followed quarter by quarter through channels and columns; nothing comes early.

Delays are those of model.md 1.3, counted from the quarter in which an instrument decides: firms are called for money in
the second quarter of a year and for titles in the third. Money is no effect: a firm that pays its share or gets money
back holds another amount of cash at once, and if it was short of cash does another amount of R&D; so columns of firms
are held to the delay where an instrument leaves firms' cash alone.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from simulation.agents.instruments import Instrument
from simulation.ensemble.one_run import start_world
from simulation.study import load
from simulation.world.firms import CREDIT, FILING, IDEA, MARKET, PRODUCTIVITY, RD, TESTING
from simulation.world.world import World
from tests.behaviour.small_runs import INSTRUMENTS, SAFEGUARDS, written
from tests.levers.running import own_numbers
from tests.small_province import SmallProvince, small_province

QUARTERS = 12
RICH = {"budget": "{2016: 1亿元}"}
DRAWS = (0, 1, 2)
ONLY_HERE = {
    "innovation_platforms.testing_platform": (0,),
    "industry_alliances": (0,),
    "technology_finance.finance_platform": (0,),
    "technology_finance.equipment_leasing": (1,),
    "technology_finance.first_set_insurance": (0, 2),
    "innovation_services.makerspaces": (0, 2),
    "innovation_services.shared_instruments": (1, 2),
}
"""In the other draws no town of the small province has the fifty firms of its specialty that a testing platform takes,
no firm finds seven others with R&D for an alliance, or the drawn effect is exactly zero."""
CLOSINGS = 4
"""Quarters after which a fund has raised its money at the latest."""


class Due(NamedTuple):
    """When an instrument decides, which channels it writes first, and after how many quarters: earliest, latest."""

    decides: int
    channels: set[str]
    earliest: int
    latest: int


FIRST_CALL, TITLE_CALL = 1, 2
DUE = {
    "innovation_vouchers": Due(0, {"idea"}, 1, 1),
    "guidance_funds.staged_equity": Due(0, {"rd", "hazard", "entry"}, 2, CLOSINGS),
    "guidance_funds.risk_compensation": Due(0, {"credit"}, 4, 4),
    "innovation_platforms.testing_platform": Due(0, {"testing", "market"}, 4, 4),
    "enterprise_cultivation.sme_grant": Due(FIRST_CALL, {"grant"}, 2, 2),
    "enterprise_cultivation.high_tech_drive": Due(TITLE_CALL, {"filing", "pushed", "relabelled"}, 3, 3),
    "enterprise_cultivation.rd_post_subsidy": Due(FIRST_CALL, {"grant"}, 4, 4),
    "enterprise_cultivation.engineering_centre": Due(FIRST_CALL, {"rd"}, 4, 4),
    "rd_institutes.enterprise_institute": Due(
        FIRST_CALL, {"added staff"}, 4, 4
    ),  # of R&D, nothing in a draw without effect
    "technology_finance.finance_platform": Due(0, {"credit"}, 4, 4),
    "technology_finance.ip_pledge_loans": Due(1, {"filing", "grant", "patent value"}, 1, 1),
    "technology_finance.supply_chain_finance": Due(FIRST_CALL, set(), 2, 2),
    "technology_finance.equipment_leasing": Due(1, {"leasing"}, 1, 1),
    "technology_finance.first_set_insurance": Due(FIRST_CALL, {"market"}, 2, 2),
    "technology_finance.equity_crowdfunding": Due(FIRST_CALL, {"hazard"}, 2, 2),
    "technology_finance.credit_guarantee": Due(0, {"hazard"}, 2, 2),
    "industry_alliances": Due(FIRST_CALL, {"idea", "outside"}, 4, 4),
    "innovation_services.makerspaces": Due(0, {"entry", "entrant quality"}, 3, 3),
    "innovation_services.shared_instruments": Due(FIRST_CALL, {"user cost"}, 1, 1),
    "innovation_services.ip_services": Due(FIRST_CALL, {"filing", "patent value"}, 2, 2),
    "university_town_cooperation": Due(FIRST_CALL, {"rd"}, 10, 10),
    "talent.workstations": Due(FIRST_CALL, {"idea", "added staff"}, 4, 4),
    "talent.teams": Due(0, {"added staff"}, 4, 4),
}
"""By instrument; those of `ALONE` have tests of their own."""
ALONE = {
    "rd_institutes.new_institute",  # building takes as long as the draw says: tests.levers.test_rd_institutes
    "incubators",  # start-ups below scale are no channel: tests.levers.test_incubators
    "cooperation_zones",  # moves towns closer and writes no channel of firms
    "regional_pairing",  # a park grows only in years that are paid for
    "guidance_funds.follow_on",  # rounds come by chance
    "innovation_platforms.collaborative_platform",  # building takes as long as the draw says
    "international_cooperation",  # a unit closes when its money ends, before money of one year alone shows any effect
    "talent.commissioners",  # in most draws of the small province they change nothing; see tests/levers
    "talent.vocational_training",  # training takes as long as the draw says; see tests/levers
    "industry_city_integration.land_consolidation",  # so does land, and output falls first: tests/levers
    "industry_city_integration.amenities",  # a state of the town, not a channel: tests/levers
}
LEAVES_CASH_ALONE = (
    "guidance_funds.staged_equity",
    "guidance_funds.risk_compensation",
    "innovation_platforms.testing_platform",
    "innovation_platforms.collaborative_platform",
    "technology_finance.finance_platform",
    "technology_finance.ip_pledge_loans",
    "technology_finance.supply_chain_finance",
    "technology_finance.equipment_leasing",
    "technology_finance.credit_guarantee",
    "innovation_services.makerspaces",
    "talent.teams",
)
KINDS = {
    "rd": RD, "idea": IDEA, "productivity": PRODUCTIVITY, "testing": TESTING, "filing": FILING, "market": MARKET,
    "credit": CREDIT,
}  # fmt: skip


def spoken(world: World) -> set[str]:
    """Channels that are not neutral this quarter, by name."""
    channels, titles, used = world.firms.channels, world.firms.titles, world.used
    found = {name for name, k in KINDS.items() if channels.gain[k, :used].any() or channels.loss[k, :used].any()}
    others = {
        "grant": channels.grant[:used].any() or channels.told_grant[:used].any(),
        "link_chance": channels.link_chance[:used].any(),
        "match": channels.match[:used].any(),
        "hazard": (channels.hazard[:used] != 1.0).any(),
        "user cost": (channels.user_cost[:used] != 1.0).any(),
        "leasing": channels.leasing[:used].any(),
        "outside": channels.outside[:used].any(),
        "patent value": (world.patent_value[:used] != 1.0).any(),
        "entrant quality": world.entry_quality.any(),
        "added staff": world.towns.tally.added_staff.any(),
        "entry": world.entry_effect.any(),
        "pushed": titles.pushed[:used].any(),
        "relabelled": titles.relabelled[:used].any(),
    }
    return found | {name for name, is_spoken in others.items() if is_spoken}


def twins(province: SmallProvince, instrument: str, folder: Path) -> tuple[World, World, list[Instrument]]:
    """The same province without and with the instrument, not yet lived."""
    scenario = written(folder, {instrument: RICH})
    without, _ = start_world(
        province.study._replace(scenario=load("baseline")), province.birth, province.record, province.draw
    )
    treated, levers = start_world(
        province.study._replace(scenario=scenario), province.birth, province.record, own_numbers(province)
    )
    return without, treated, levers


def live(world: World) -> Iterator[int]:
    """Quarter after quarter."""
    for quarter in range(QUARTERS):
        world.step()
        yield quarter


def columns_of(world: World) -> Iterator[tuple[str, np.ndarray]]:
    """Everything the firms and the economy of the towns consist of; channels aside."""
    firms, towns = world.firms, world.towns
    for group in (firms.roster, firms.output, firms.research, firms.finance, firms.titles, towns.economy, towns.pools):
        for name, column in group._asdict().items():
            yield f"{type(group).__name__}.{name}", column


def touched(without: World, treated: World) -> list[str]:
    """Columns in which the twins differ by a bit."""
    pairs = zip(columns_of(without), columns_of(treated), strict=True)
    return [name for (name, one), (_, other) in pairs if one.tobytes() != other.tobytes()]


def test_every_instrument_has_its_delay_tested() -> None:
    assert set(DUE) | ALONE | set(SAFEGUARDS) == set(INSTRUMENTS)


@pytest.mark.parametrize(("instrument", "draw"), [(name, k) for name in DUE for k in ONLY_HERE.get(name, DRAWS)])
def test_no_channel_speaks_before_its_delay_and_the_first_ones_then(instrument: str, draw: int, tmp_path: Path) -> None:
    due = DUE[instrument]
    without, treated, _ = twins(small_province(draw), instrument, tmp_path)
    for quarter in live(treated):
        without.step()
        paid = bool(treated.ledger.spent[0, 0].any())
        assert paid == (quarter >= due.decides)
        if quarter < due.decides + due.earliest:
            assert spoken(treated) == set()
            if instrument in LEAVES_CASH_ALONE:
                assert touched(without, treated) == []
        if quarter == due.decides + due.latest:
            assert spoken(treated) >= due.channels
            break
    assert spoken(without) == set()


@pytest.mark.parametrize("draw", DRAWS)
def test_a_platform_does_nothing_while_it_is_built(draw: int, tmp_path: Path) -> None:
    province = small_province(draw)
    building = round(float(province.p.platform_build_time))
    without, treated, _ = twins(province, "innovation_platforms.collaborative_platform", tmp_path)
    for quarter in live(treated):
        without.step()
        more = int((treated.towns.status.platforms - without.towns.status.platforms).sum())
        assert (more > 0) == (quarter >= building)
        if quarter <= building:  # users come from the quarter after the opening on
            assert spoken(treated) == set()
            assert touched(without, treated) == []
        if quarter == building + 1:
            assert spoken(treated) >= {"productivity", "match"}


def test_a_round_is_followed_one_quarter_later(tmp_path: Path) -> None:
    """Private rounds are made frequent, so that the small province has some in its first quarter."""
    without, treated, levers = twins(small_province(0), "guidance_funds.follow_on", tmp_path)
    treated.p["private_round_rate"] = 0.5
    treated.step()
    without.step()
    (part,) = levers[0].parts  # type: ignore[attr-defined]
    assert len(part.fund.rounds) > 0
    assert not treated.ledger.spent.any()
    assert touched(without, treated) == []
    closed = part.fund.rounds.copy()
    treated.step()
    bought = part.fund.portfolio.stakes.rows
    assert len(bought) > 0
    assert set(bought.tolist()) <= set(closed.tolist())
    assert spoken(treated) == set()


def test_in_the_quarter_of_vouchers_only_their_firms_and_those_who_find_no_institute_free_feel_them(
    tmp_path: Path,
) -> None:
    """They pay their share or are refunded, and a link begins, which helps at once as any link does (Q15)."""
    without, treated, levers = twins(small_province(0), "innovation_vouchers", tmp_path)
    treated.step()
    without.step()
    served = {identity for identity in levers[0].served.tolist() if identity}  # type: ignore[attr-defined]
    firms, others = treated.firms, without.firms
    crowded_out = (firms.titles.institute < 0) & (others.titles.institute >= 0)
    known = served | set(firms.roster.identity[crowded_out].tolist())
    columns = [(firms.research.spending, others.research.spending)]
    columns += [(getattr(firms.output, name), getattr(others.output, name)) for name in ("sales", "productivity")]
    for one, other in columns:
        differs = firms.roster.identity[one != other].tolist()
        assert len(differs) > 0
        assert set(differs) <= known
