"""Institutes and incubators take years to open: both tellings live to the end of 2020 with a great deal of money."""

from simulation.inputs.levers import incubators, rd_institutes
from simulation.inputs.levers.rd_institutes import NewInstituteSettings
from simulation.world.firms import PRODUCTIVITY
from simulation.world.start_ups import SPIN_OFF, TENANT
from tests.oracle.running import both_live
from tests.small_province import small_province, with_levers

MONEY = "1亿元"


def test_institutes_and_the_incubators_that_house_their_spin_offs_agree_to_the_end_of_2020():
    levers = {
        "incubators": incubators.Settings(budget=MONEY),
        "rd_institutes": rd_institutes.Settings(new_institute=NewInstituteSettings(budget=MONEY)),
    }
    world, oracle = both_live(with_levers(small_province(1), **levers), quarters=20)
    housing, founding = oracle.levers
    assert world.policy_incubators.sum() > 0
    assert {tenant.young.origin for tenant in housing.tenants} == {TENANT, SPIN_OFF}
    assert any(institute.closed for institute in founding.institutes)
    assert world.policy_institutes.sum() > 0
    assert any(not contract.runs for contract in founding.contracts)
    assert (world.firms.channels.gain[PRODUCTIVITY] > 0.0).any()
    assert world.institute_research > 0.0
