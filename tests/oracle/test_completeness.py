"""The oracle knows all of the model (B17 of model.md 4.5): every instrument of the rule table is told a second time."""

import pytest

from simulation.inputs.instruments import load_instruments
from tests.behaviour.small_runs import INSTRUMENTS
from tests.oracle.package import every_lever
from tests.oracle.switching import ACTORS, oracle_levers
from tests.small_province import small_province, with_levers

WITHOUT_LEVER = {"C0"}
"""Certification of towns belongs to no lever: it always runs, and business as usual is told twice as well."""


def test_b17_the_rule_table_the_lever_files_and_the_oracle_name_the_same_instruments() -> None:
    table = load_instruments()
    assert {number for number, instrument in table.items() if instrument.lever is None} == WITHOUT_LEVER
    assert {instrument.name for instrument in table.values() if instrument.lever is not None} == set(INSTRUMENTS)
    assert set(ACTORS) == set(INSTRUMENTS)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_b17_an_instrument_is_on_where_both_tellings_live_side_by_side_to_2020(instrument: str) -> None:
    """`test_levers` compares draw for draw with all of these on, and asks that each has spent money."""
    stated = {name: one for lever, all_ in every_lever().items() for name, one in all_.instruments(lever).items()}
    assert stated[instrument].has_money() or stated[instrument].free
    small = with_levers(small_province(0), **every_lever())
    assert ACTORS[instrument] in {type(lever) for lever in oracle_levers(small)}
