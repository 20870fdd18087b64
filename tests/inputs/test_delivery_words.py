"""Who comes first and what is kept for regions, as a scenario states it: what is accepted and what is refused."""

import pytest
from pydantic import ValidationError

from simulation.inputs.delivery import HOW, InstrumentSettings, Ranked, Split
from simulation.inputs.regional_shares import Kept, Quotas, kept_shares


class Call(InstrumentSettings):
    """Firms stand in a queue."""

    allocation: Ranked = "lottery"


class Works(InstrumentSettings):
    """Towns stand in a queue."""

    recipient = "town"
    allocation: Ranked = "competitive"


class Office(InstrumentSettings):
    """Nobody applies."""

    fixed_because = "one office serves all"
    nowhere_because = "it pays an office"
    allocation: Split = "formula"


def refusal(kind: type[InstrumentSettings], **words: object) -> tuple[str, str]:
    """Code and sentence of the one thing that is refused."""
    with pytest.raises(ValidationError) as refused:
        kind.model_validate({"budget": "1亿元", **words})
    (error,) = refused.value.errors()
    return error.get("ctx", {}).get("code", error["type"]), error["msg"]


def accepted(kind: type[InstrumentSettings], **words: object) -> InstrumentSettings:
    return kind.model_validate({"budget": "1亿元", **words})


@pytest.mark.parametrize("way", ["competitive", "lottery", "first_come", "gap"])
def test_where_applicants_stand_in_a_queue_every_order_is_known(way: str) -> None:
    assert accepted(Call, allocation=way).allocation == accepted(Works, allocation=way).allocation == way


def test_what_a_rule_cannot_do_is_refused_with_the_reason() -> None:
    code, words = refusal(Call, allocation="formula")
    assert (code, "whole or not at all" in words) == ("E221", True)
    assert refusal(Office, allocation="lottery") == ("E221", "lottery is not possible here: one office serves all")
    assert refusal(Call, allocation="lotery")[0] == "literal_error"


def test_only_where_the_best_come_first_is_there_something_to_rank_by() -> None:
    ranks = accepted(Call, allocation="competitive", ranking="firm.rd_intensity * 2 + firm.age / 1 year")
    assert ranks.ranking is not None and ranks.ranking.fields == {"firm.rd_intensity", "firm.age"}
    for way in ("lottery", "first_come", "gap"):
        code, words = refusal(Call, allocation=way, ranking="firm.age")
        assert (code, "allocation: competitive" in words) == ("E222", True)
    assert refusal(Call, ranking="firm.age")[0] == "E222"
    assert refusal(Office, ranking="town.gdp") == (
        "E222",
        "nobody is ranked where the allocation is formula: one office serves all",
    )


def test_towns_are_not_ranked_by_what_firms_have() -> None:
    assert refusal(Works, ranking="firm.sales") == ("E302", "firm.sales cannot be asked: this money goes to towns")
    assert accepted(Works, ranking="town.gdp").ranking is not None


def test_regions_may_be_given_shares_up_to_the_whole() -> None:
    assert accepted(Call).kept is None
    assert accepted(Call, quotas={"prd": "40%", "east": "20%", "west": "20%", "north": "20%"}).kept == Kept(
        (0.4, 0.2, 0.2, 0.2), 0.0, 0.0
    )
    assert refusal(Call, quotas={"prd": "40%", "east": "61%"})[0] == "E224"
    assert refusal(Call, quotas={"prd": "50%"}, equity_share="60%")[0] == "E224"
    assert refusal(Office, quotas={"prd": "50%"}) == (
        "E223",
        "this money cannot be told by region: it pays an office",
    )
    assert refusal(Office, equity_share="50%")[0] == "E223"


def test_a_share_for_east_west_and_north_together_counts_what_each_has_of_its_own() -> None:
    assert kept_shares(None, 0.6) == Kept((0.0, 0.0, 0.0, 0.0), 0.6, 0.4)
    # 60 % for the three, 25 of it for the east alone: 35 % is common to them; the delta keeps 30 %, 10 % is open.
    kept = kept_shares(Quotas(prd=0.3, east=0.25), 0.6)
    assert kept is not None and kept.own == (0.3, 0.25, 0.0, 0.0)
    assert (kept.outside_delta, kept.open) == pytest.approx((0.35, 0.1))
    # The three have more of their own than the share asks for: nothing beyond it is common.
    assert kept_shares(Quotas(east=0.5, west=0.25), 0.6) == Kept((0.0, 0.5, 0.25, 0.0), 0.0, 0.25)


def test_quotas_of_nothing_keep_nothing() -> None:
    assert kept_shares(Quotas(), None) is kept_shares(None, 0.0) is None


@pytest.mark.parametrize("kind", [InstrumentSettings, Call, Works, Office])
def test_every_word_explains_itself(kind: type[InstrumentSettings]) -> None:
    for name, field in kind.model_fields.items():
        assert field.description, name
    assert kind.model_fields["allocation"].description == HOW.description
