"""Order of firms (B13): dice know firms by identity, so who stands where in the columns changes nothing but rounding.

One thing is first come, first served: the last free place at a full institute goes to the firm that stands first among
those that ask in the same quarter. So where every institute has room, all columns are the same under any order; where
institutes hold no more contracts than in 2015, who is linked changes and the province's totals do not. False alarms:
the dice are fixed; with new dice the three totals, two-sided at 1 % each, would fail about once in thirty.
"""

import numpy as np
import pytest
from scipy import stats

from simulation.ensemble.one_run import start_world
from simulation.study import load
from simulation.world.birth.born import Birth
from simulation.world.macro import QUARTERS
from simulation.world.world import World
from tests.behaviour.by_identity import columns_of
from tests.levers.running import own_numbers
from tests.oracle.comparing import difference
from tests.small_province import small_province

DRAWS = range(3)
SCENARIOS = ("baseline", "document_package")
PLENTY = 1_000_000
PAIRS = 48
"""Eight draws with six replications each."""
LEVEL = 0.01
TOTALS = ("linked firm-quarters", "real R&D", "output")
MOST = {"linked firm-quarters": 0.02, "real R&D": 0.002, "output": 0.0002}
"""What the order may move the mean of a total by, relative."""


def shuffled(birth: Birth, seed: int) -> Birth:
    """The same province with its firms in another order: every column by the same permutation."""
    order = np.random.default_rng(seed).permutation(birth.used)
    firms = birth.firms.copy(birth.used)
    for column in (column for group in firms for column in group if len(column) == firms.slots):
        column[: birth.used] = column[: birth.used][order]
    return birth._replace(firms=firms)


def started(draw: int, scenario: str, seed: int | None, replication: int = 0) -> World:
    """A world at the end of 2015, its firms as born or shuffled."""
    province = small_province(draw, replication=replication)
    birth = province.birth if seed is None else shuffled(province.birth, seed)
    study = province.study._replace(scenario=load(scenario))
    return start_world(study, birth, province.record, own_numbers(province))[0]


def with_room(world: World, contracts: int | np.ndarray) -> World:
    """The same world with room for so many contracts at every institute."""
    world.institutes.capacity[:] = contracts
    world.contracts_allowed = world.institutes.capacity.copy()
    return world


def differing(one: World, other: World) -> list[str]:
    """Columns that differ by more than rounding: whole numbers at all, others by 1e-9."""
    towns = np.arange(one.towns.count)
    pairs = zip(columns_of(one, towns), columns_of(other, towns), strict=True)
    found = [difference(name, mine, theirs) for (name, mine), (_, theirs) in pairs]
    found += [
        difference(name, getattr(one.institutes, name), getattr(other.institutes, name))
        for name in ("live", "income_year")
    ]
    found += [difference("spent", one.ledger.spent, other.ledger.spent)]
    return [text for text in found if text]


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("draw", DRAWS)
def test_b13_where_institutes_have_room_the_order_of_firms_changes_no_column(draw: int, scenario: str) -> None:
    as_born, mixed = started(draw, scenario, None), started(draw, scenario, seed=draw)
    assert (as_born.firms.roster.identity != mixed.firms.roster.identity).sum() > 0.9 * as_born.used
    for world in (as_born, mixed):
        with_room(world, PLENTY)
    for _ in range(QUARTERS):
        as_born.step()
        mixed.step()
        assert differing(as_born, mixed) == []


def totals(world: World) -> np.ndarray:
    """Of five years: firm-quarters with a link, real R&D, output."""
    sums = np.zeros(len(TOTALS))
    for _ in range(QUARTERS):
        world.step()
        firms, used = world.firms, world.used
        linked = np.count_nonzero(firms.titles.institute[:used] >= 0)
        sums += (linked, firms.research.spending[:used].sum(), firms.output.sales[:used].sum())
    return sums


@pytest.mark.slow
def test_b13_where_institutes_are_full_the_order_decides_who_is_linked_and_moves_no_total() -> None:
    worlds = ([started(k % 8, "baseline", seed, replication=k // 8) for seed in (None, k)] for k in range(PAIRS))
    found = np.array([[totals(with_room(world, world.institutes.live)) for world in pair] for pair in worlds])
    gaps = dict(zip(TOTALS, (found[:, 1] / found[:, 0] - 1.0).T, strict=True))
    assert all(np.count_nonzero(np.abs(gap) > 1e-9) > 0.8 * PAIRS for gap in gaps.values())
    assert [name for name, gap in gaps.items() if stats.ttest_1samp(gap, 0.0).pvalue < LEVEL] == []
    assert [name for name, gap in gaps.items() if abs(gap.mean()) > MOST[name]] == []
