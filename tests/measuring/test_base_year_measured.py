"""The province of 2015, measured like every later year, says what was published and what was drawn."""

from collections.abc import Sequence

import numpy as np
import pytest

from simulation.inputs.measures import MEASURES
from simulation.inputs.province import load_province
from simulation.measuring.facts import base_facts
from simulation.measuring.index_score import make_ruler, place_scores, points_of, read_annex, town_scores
from simulation.measuring.indicators import CODES, indicators_of, place_parts, town_parts
from simulation.measuring.targets import measure_targets

from .conftest import Born
from .tiny import measured


def measures(born: Born) -> dict[str, float]:
    year = measured(born.stage)
    return dict(zip(MEASURES, measure_targets(year, year).tolist(), strict=True))


def indicators(born: Born) -> dict[str, float]:
    year = measured(born.stage)
    return dict(zip(CODES, indicators_of(place_parts(year, town_parts(year)))[0].tolist(), strict=True))


def test_published_totals_are_exact_in_every_draw(births: Sequence[Born]) -> None:
    for born in births:
        found = measures(born)
        assert found["towns"] == 399
        assert found["gdp"] == found["gdp_cohort_2015"] == found["gdp_2015_prices"] == 27_700
        assert (found["towns_100bn"], found["towns_10bn"]) == (9, 141)
        assert round(100 * found["gdp"] / load_province().gdp[0], 2) == 38.04


def test_drawn_unknowns_come_back_as_drawn(births: Sequence[Born]) -> None:
    for born in births:
        found, p = measures(born), born.p
        assert found["rd_intensity"] == pytest.approx(p.base_rd_intensity, rel=1e-9)
        assert found["rd_intensity_real"] == found["rd_intensity"]
        assert found["science_input_intensity"] == pytest.approx(
            p.base_rd_intensity * p.base_science_input_ratio, rel=1e-9
        )
        assert found["patents"] == pytest.approx(1e4 * p.base_patents, rel=1e-3)
        assert found["platform_coverage"] == pytest.approx(100 * round(p.base_platform_coverage * 399) / 399)
        assert found["rd_institutes"] == round(p.base_institutes)
        assert found["incubators"] == round(p.base_incubators)
        assert found["backbone_rd_coverage"] == pytest.approx(100 * p.base_backbone_coverage, abs=1.0)


def test_indicators_of_the_province_are_those_of_the_draw(births: Sequence[Born]) -> None:
    for born in births:
        found, p = indicators(born), born.p
        assert found["A11"] == 277_000_000.0
        assert found["A12"] == pytest.approx(277_000_000.0 / (p.base_population * 1e6), rel=1e-6)
        assert found["B32"] == pytest.approx(100 * p.base_university_link_share, rel=0.05)
        assert found["D12"] > 0.0 and found["D21"] > 0.0


def test_staff_never_exceeds_what_research_can_pay(births: Sequence[Born]) -> None:
    for born in births:
        found, p = measures(born), born.p
        research = p.base_rd_intensity / 100 * 277e6
        most = research / (p.rd_cost_per_fte * p.fte_per_rd_head) / (p.base_population * 1e6) * 1e4
        assert 0.8 * most < found["rd_personnel"] <= most


def test_the_index_of_2015_uses_every_indicator_and_scores_the_delta_highest(births: Sequence[Born]) -> None:
    for born in births:
        year = measured(born.stage)
        values = indicators_of(town_parts(year))
        ruler = make_ruler(values[year.place.cohort_2015], read_annex())
        assert ruler.left_out == ()
        scores = place_scores(year, town_scores(ruler, points_of(ruler, values)))
        assert np.isfinite(scores).all()
        assert scores[1, 0] == scores[1:, 0].max()


def test_clusters_of_2015_are_a_handful(births: Sequence[Born]) -> None:
    for born in births:
        assert 4 <= measures(born)["clusters_100bn"] <= 12


def test_regularities_of_2015_hold(births: Sequence[Born]) -> None:
    for born in births:
        found = base_facts(born.stage, measured(born.stage))  # type: ignore[arg-type]
        assert 1.0 < found["firm_size_tail"] < 1.3
        assert found["top_forty_gdp_share"] == pytest.approx(0.448, abs=5e-4)
        assert (found["base_towns_100bn"], found["base_towns_10bn"]) == (9, 141)
        assert found["rd_participation"] == pytest.approx(born.p.rd_performer_share, abs=0.01)
