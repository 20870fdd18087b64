"""Every lever agrees with its own plain telling, firm by firm, town by town and fund by fund."""

import numpy as np
import pytest

from simulation.inputs.choices import Certification
from tests.oracle import package
from tests.oracle.running import both_live
from tests.small_province import small_birth, small_province, with_levers

FREQUENT_ROUNDS = 0.2
"""Yearly chance of a private round that gives the follow-on fund something to follow among few firms."""


def with_rounds(province):
    """The province with more private rounds than anywhere."""
    p = np.array([province.p], dtype=province.p.dtype).view(np.recarray)[0]
    p.private_round_rate = FREQUENT_ROUNDS
    return province._replace(p=p)


def under_pressure(province):
    """The province with every shock on and a quota that follows the target for certified towns."""
    scenario = province.study.scenario
    rule = scenario.certification.model_dump() | {"quota": "target_pressure"}
    changes = {
        "shocks": ("tariffs", "covid", "super_deduction"),
        "certification": Certification.model_construct(**rule),
    }
    return province._replace(study=province.study._replace(scenario=scenario.model_copy(update=changes)))


def spent_by_province(world):
    """Fen by instrument, of those that were given any."""
    spent = zip(world.ledger.purses, world.ledger.spent[:, 0, :].sum(axis=1).tolist(), strict=True)
    given = dict(zip(world.ledger.purses, world.ledger.appropriated.any(axis=1).tolist(), strict=True))
    return {purse: money for purse, money in spent if given[purse]}


@pytest.mark.parametrize(
    ("draw", "levers"),
    [
        pytest.param(0, package.vouchers(), id="vouchers"),
        pytest.param(1, package.vouchers("first_come"), id="vouchers_first_come"),
        pytest.param(3, package.slowly_delivered(), id="slowly_delivered"),
        pytest.param(2, package.platforms(), id="platforms"),
        pytest.param(1, package.cultivation(), id="cultivation"),
        pytest.param(3, package.funds(), id="funds"),
        pytest.param(7, package.people(), id="people"),
        pytest.param(2, package.institutes(), id="institutes"),
        pytest.param(0, package.places(), id="places"),
        pytest.param(0, package.alliances(), id="industry_alliances"),
        pytest.param(2, package.zones(), id="cooperation_zones"),
        pytest.param(1, package.pairs(), id="regional_pairing"),
        pytest.param(0, package.finance(), id="finance_0"),
        pytest.param(2, package.finance(), id="finance_2"),
        pytest.param(0, package.responsibility(), id="responsibility"),
        pytest.param(1, package.monitoring() | package.cultivation(), id="monitoring"),
        pytest.param(2, package.cooperation(), id="cooperation"),
        pytest.param(0, package.units_abroad(), id="units_abroad"),
        pytest.param(2, package.services(), id="services"),
        pytest.param(0, package.coordinated() | package.platforms() | package.vouchers(), id="coordinated"),
        pytest.param(2, package.matched() | package.platforms() | package.vouchers(), id="matched"),
    ],
)
def test_a_lever_agrees_for_eight_quarters(draw, levers):
    world, oracle = both_live(with_levers(with_rounds(small_province(draw)), **levers))
    unspent = [purse for purse, money in spent_by_province(world).items() if money == 0]
    assert unspent in ([], ["innovation_platforms.testing_platform"])
    assert len(oracle.levers) == len(world.ledger.purses)


def test_all_levers_agree_to_the_end_of_2020_with_shocks_from_outside_and_certification_under_pressure():
    small = under_pressure(with_levers(with_rounds(small_province(0)), **package.every_lever()))
    world, oracle = both_live(small, quarters=20)
    assert min(spent_by_province(world).values()) > 0
    assert world.firms.titles.policy_title.sum() > 0
    assert (world.firms.channels.gain > 0.0).any(axis=1).sum() >= 5
    assert oracle.bank["written_off"] > 0.0
    assert (world.towns.status.certified_since >= 0).any()
    assert (world.macro.shock != 0.0).any()
    assert world.macro.user_cost.min() < 1.0


def test_a_run_leaves_the_birth_as_it_found_it():
    _, _, birth = small_birth(0)
    groups = (*birth.firms, *birth.towns, birth.institutes, birth.scores, birth.reach, birth.macro)
    before = [column.copy() for group in groups for column in group]
    both_live(with_levers(small_province(0), **package.every_lever()), quarters=3)
    after = [column for group in groups for column in group]
    assert all(np.array_equal(was, is_, equal_nan=True) for was, is_ in zip(before, after, strict=True))
