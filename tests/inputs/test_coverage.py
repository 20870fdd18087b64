"""The coverage table is made from the lever files: nothing of the document is passed over in silence."""

from collections.abc import Sequence

import pytest

from simulation.inputs.clauses import Clause, Part, load_clauses
from simulation.inputs.configuration import Names
from simulation.inputs.coverage import Catalogue, Row, clauses_of, coverage, lacks_evidence
from simulation.inputs.instruments import load_instruments
from simulation.inputs.lever_cards import LeverCard, lever_cards
from simulation.inputs.parameters import load_parameters

DOCUMENT = {"1": 0, "2": 2, "3.1": 4, "3.2": 3, "3.3": 4, "4": 4}
"""Parts of the document with the number of their items; 2.3 has two items of its own."""


def name(text: str) -> Names:
    return Names(en=text, zh=text)


def card(lever: str, clause: str, instruments: dict[str, str]) -> LeverCard:
    return LeverCard(lever, "A rule.", clause, {"en": lever, "zh": lever}, instruments, ("gdp",), (), ())


def table(cards: Sequence[LeverCard], *parts: Part) -> list[Row]:
    clause = Clause(id="3.3.2", names=name("Finance"), parts=parts)
    return list(coverage(Catalogue((clause,), cards, load_instruments(), load_parameters().specs)))


def shipped() -> Catalogue:
    return Catalogue(load_clauses(), lever_cards(), load_instruments(), load_parameters().specs)


def test_no_clause_of_the_document_is_without_a_row() -> None:
    items = [f"{part}.{item}" for part, count in DOCUMENT.items() for item in range(1, count + 1)]
    wanted = {"1", *items, "2.3.1", "2.3.2", "annex"}
    assert {row.clause.id for row in coverage(shipped())} == wanted == {clause.id for clause in load_clauses()}


def test_whatever_is_not_modelled_in_full_says_why() -> None:
    silent = [row for row in coverage(shipped()) if row.status != "modelled" and not row.reasons and not row.missing]
    assert silent == []


def test_every_lever_file_stands_in_the_table_with_its_own_instruments() -> None:
    rows = {(row.clause.id, row.lever): row for row in coverage(shipped())}
    for each in lever_cards():
        assert clauses_of(each)
        for clause in clauses_of(each):
            row = rows[clause, each.id]
            assert row.instruments == tuple(each.instruments.values())
            assert row.serves == each.serves


def test_every_instrument_is_in_a_row_under_its_clause() -> None:
    rows = coverage(shipped())
    for instrument in load_instruments().values():
        assert any(instrument.id in row.instruments and row.clause.id == instrument.clause for row in rows)


def test_a_lever_without_a_file_is_not_modelled() -> None:
    rows = {row.lever: row for row in table([])}
    assert rows["technology_finance"].status == "not_modelled"
    assert rows["technology_finance"].missing == "lever"
    assert rows["technology_finance"].absent == ("I20", "I21", "I22", "I23", "I24", "I25", "I26")


def test_a_lever_that_lacks_an_instrument_is_modelled_in_part() -> None:
    whole = {"staged_equity": "I17", "follow_on": "I18", "risk_compensation": "I19"}
    assert table([card("guidance_funds", "3.3.2", whole)])[0].status == "modelled"
    part = table([card("guidance_funds", "3.3.2", {"staged_equity": "I17"})])[0]
    assert (part.status, part.absent) == ("partly", ("I18", "I19"))


def test_a_lever_of_two_clauses_stands_under_both() -> None:
    assert clauses_of(card("incubators", "3.1.1, 3.1.4", {})) == ("3.1.1", "3.1.4")


@pytest.mark.parametrize(
    ("within", "reason", "status"),
    [
        (("I17",), None, "modelled"),
        (("I17",), "only so far", "partly"),
        (("I17", "I24"), None, "partly"),
        (("I24",), None, "not_modelled"),
        ((), "no evidence", "not_modelled"),
    ],
)
def test_a_part_is_as_far_modelled_as_the_instruments_that_carry_it(
    within: tuple[str, ...], reason: str | None, status: str
) -> None:
    part = Part(names=name("a part"), within=within, reason=name(reason) if reason else None)
    found = table([card("guidance_funds", "3.3.2", {"staged_equity": "I17"})], part)[-1]
    assert found.status == status


def test_a_part_without_carrier_or_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="states the reason"):
        Part(names=name("a part"))


def test_numbers_by_judgement_alone_are_counted_for_each_lever() -> None:
    row = next(row for row in coverage(shipped()) if row.lever == "innovation_platforms")
    specs = {each.key: each for each in load_parameters().specs}
    assert "platform_takeup_ceiling" in row.without_evidence  # grade J
    assert "testing_product_effect" in row.without_evidence  # names no source
    assert "platform_productivity_effect" not in row.without_evidence  # E31
    assert [key for key in row.parameters if lacks_evidence(specs[key])] == list(row.without_evidence)
