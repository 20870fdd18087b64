"""The words of delivery in scenario files: what a change does to those of its base, and that all of them count."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.inputs.budgets import Total
from tests.inputs.example_levers import Vouchers, load, written


def vouchers_of(path: Path) -> Vouchers:
    settings = load(path).levers["innovation_vouchers"]
    assert isinstance(settings, Vouchers)
    return settings


@pytest.mark.parametrize("base", ["{2016: 1亿元, 2017-2020: 2亿元}", "2亿元"])
def test_a_change_to_a_total_replaces_every_year(tmp_path: Path, base: str) -> None:
    written(
        tmp_path, f"title: x\nextends: baseline\nlevers: {{innovation_vouchers: {{budget: {base}}}}}\n", "base.yaml"
    )
    path = written(tmp_path, "title: x\nextends: base\nlevers: {innovation_vouchers: {budget: {total: 5亿元}}}\n")
    assert vouchers_of(path).budget == Total(50_000.0)
    assert vouchers_of(path).money_by_year() == (10_000.0,) * 5


def test_a_change_drops_a_ranking_or_a_quota_of_the_base_with_nothing(tmp_path: Path) -> None:
    words = "{budget: 1亿元, allocation: competitive, ranking: firm.age, quotas: {prd: 40%}, equity_share: 50%}"
    written(tmp_path, f"title: x\nextends: baseline\nlevers: {{innovation_vouchers: {words}}}\n", "base.yaml")
    dropped = "{allocation: lottery, ranking: null, quotas: null}"
    changed_vouchers = vouchers_of(
        written(tmp_path, f"title: x\nextends: base\nlevers: {{innovation_vouchers: {dropped}}}\n")
    )
    assert (changed_vouchers.ranking, changed_vouchers.quotas, changed_vouchers.equity_share) == (None, None, 0.5)


def test_the_hash_knows_every_word_of_delivery_and_no_spelling(tmp_path: Path) -> None:
    def hash_of(words: str) -> str:
        text = f"title: x\nextends: baseline\nlevers: {{innovation_vouchers: {{budget: {{total: 5亿元}}, {words}}}}}\n"
        return load(written(tmp_path, text)).hash()

    ranked = "allocation: competitive, ranking: firm.age"
    different = [
        "start: 2016Q1", "ramp: 2 quarters", "prices: 2015", "carry_over: 50%", "allocation: first_come", ranked,
        f"{ranked} * 2", "quotas: {prd: 40%}", "equity_share: 60%",
    ]  # fmt: skip
    assert len({hash_of(words) for words in different}) == len(different)
    assert hash_of("ramp: 1 year, equity_share: 0.6") == hash_of("equity_share: 60%, ramp: 4 quarters")
