"""Rules that end a study: what may be asked, when they look, and what is told at the stop."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from simulation.analysis.comparison import NotPairedError
from simulation.analysis.stopping import (
    CloseEnough,
    OrderSettled,
    confidence_of,
    is_order_settled,
    look_at,
    parse_rule,
    planned_looks,
    until,
)
from simulation.ensemble.results import Ensemble
from simulation.inputs.targets import load_targets
from simulation.recorder import Outcome
from tests.analysis.fabricated import fabricate, with_change

TARGETS = load_targets()


def first(ensemble: Ensemble, draws: int) -> Ensemble:
    arrays = {name: getattr(ensemble, name)[:draws] for name in Outcome._fields}
    return replace(ensemble, draws_table=None, **arrays)


@pytest.mark.parametrize("text", ["2.5pp", " 2.5 PP ", "2.5pp "])
def test_a_half_width_is_read_in_percentage_points(text: str) -> None:
    assert parse_rule(text) == CloseEnough(0.025)


def test_a_rule_is_written_as_it_is_read() -> None:
    assert [str(parse_rule(text)) for text in ("2.5pp", "Ranking", "10 pp")] == ["2.5pp", "ranking", "10pp"]


@pytest.mark.parametrize("text", ["", "2.5", "pp", "-1pp", "0pp", "50pp", "nanpp", "2.5%", "rank", "2,5pp", "infpp"])
def test_nonsense_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match=r"allowed is a half-width .* 2\.5pp, or: ranking"):
        parse_rule(text)


def test_looks_double_up_to_the_limit() -> None:
    assert planned_looks(512) == (32, 64, 128, 256, 512)
    assert planned_looks(300) == (32, 64, 128, 256, 300)
    assert planned_looks(32) == planned_looks(32) == (32,)
    assert planned_looks(16) == (16,)
    with pytest.raises(ValueError, match="at least 8 draws"):
        planned_looks(7)


def test_looks_and_questions_share_five_percent() -> None:
    assert confidence_of(1) == pytest.approx(0.95)
    assert confidence_of(5) == pytest.approx(0.99)
    assert confidence_of(5, 2) == pytest.approx(0.995)


def test_a_study_stops_at_the_first_look_that_is_close_enough() -> None:
    whole = fabricate(draws=256)
    asked: list[int] = []

    def extended_to(draws: int) -> Mapping[str, Ensemble]:
        asked.append(draws)
        return {"baseline": first(whole, draws)}

    stop = until(parse_rule("15pp"), 256, TARGETS, extended_to)
    assert stop.by_rule
    assert stop.draws == asked[-1] == [look.draws for look in stop.looks][-1]
    assert asked == [look for look in stop.planned if look <= stop.draws]
    assert stop.looks[-1].widest <= 0.15
    assert all(look.widest > 0.15 for look in stop.looks[:-1])
    assert set(stop.looks[-1].half_widths) == {target.id for target in TARGETS}


def test_the_limit_comes_first_when_too_much_is_asked() -> None:
    whole = fabricate(draws=64)
    stop = until(parse_rule("0.5pp"), 64, TARGETS, lambda draws: {"baseline": first(whole, draws)})
    assert not stop.by_rule
    assert (stop.draws, len(stop.looks)) == (64, 2)


def test_what_is_told_at_the_stop_pays_for_the_looks_that_were_planned() -> None:
    ensemble = fabricate(draws=64)
    few, many = (
        look_at(CloseEnough(0.1), {"baseline": ensemble}, TARGETS, planned_looks(limit)) for limit in (64, 1024)
    )
    assert few.confidence == pytest.approx(0.975)
    assert many.confidence == pytest.approx(1 - 0.05 / 6)
    assert many.widest > few.widest


def test_a_clear_order_stops_a_study_and_a_level_one_does_not() -> None:
    base = fabricate(draws=64)
    better = with_change(base, "package", {"rd_intensity": 0.45, "rd_personnel": 20.0, "rd_institutes": 30.0})
    planned = planned_looks(64)
    clear = look_at(OrderSettled(), {"baseline": base, "package": better}, TARGETS, planned)
    assert clear.is_met
    assert clear.order == ("package", "baseline")
    level = {"baseline": base, "slight": with_change(base, "slight", {"patents": 1.0})}
    assert not look_at(OrderSettled(), level, TARGETS, planned).is_met


def test_more_scenarios_ask_for_more_certainty() -> None:
    generator = np.random.default_rng(2)
    base = generator.normal(5.0, 1.0, (64, 1))
    gap = generator.normal(0.0, 1.0, (64, 1)) + np.linspace(0, 2, 200)[:, None, None]
    sequence = np.arange(64) % 8
    far = {f"far {place}": base + 100.0 * place for place in range(2, 8)}
    two = [is_order_settled({"a": base, "b": base + one}, sequence, 1) for one in gap]
    eight = [is_order_settled({"a": base, "b": base + one, **far}, sequence, 1) for one in gap]
    assert sum(eight) < sum(two)


def test_looks_that_were_not_planned_and_orders_of_one_are_refused() -> None:
    ensemble = fabricate(draws=16)
    with pytest.raises(ValueError, match="planned at 32, 64 draws"):
        look_at(CloseEnough(0.1), {"baseline": ensemble}, TARGETS, planned_looks(64))
    with pytest.raises(ValueError, match="at least two scenarios"):
        look_at(OrderSettled(), {"baseline": ensemble}, TARGETS, (16,))
    with pytest.raises(NotPairedError):
        look_at(OrderSettled(), {"a": fabricate(1, draws=16), "b": fabricate(2, draws=16)}, TARGETS, (16,))
