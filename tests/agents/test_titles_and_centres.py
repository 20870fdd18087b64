"""The high-tech drive and engineering centres, award by award, with numbers to check by hand."""

import numpy as np
import pytest

from simulation.agents.programmes.engineering_centre import EngineeringCentre
from simulation.agents.programmes.high_tech_drive import HighTechDrive
from simulation.inputs.levers.enterprise_cultivation import EngineeringCentreSettings, HighTechDriveSettings
from simulation.world.firms import FILING, RD
from simulation.world.world import World
from tests.agents.programme_worlds import MONEY, SECOND, THIRD, performers, spent, until, world_in


def drive_world() -> tuple[World, HighTechDrive, np.ndarray]:
    world = world_in(THIRD, notch_relabelling_share=0.4, hnte_filing_cost=20.0, hnte_choice_noise=1e-9)
    drive = HighTechDrive("programme", HighTechDriveSettings.model_validate(MONEY))
    rows = performers(world, 3)
    firms = world.firms
    firms.titles.high_tech[:] = False
    firms.output.sales[rows] = 1000.0
    firms.research.reported[rows] = [40.0, 60.0, 20.0]
    firms.finance.margin[rows] = 0.10
    world.anchors = world.anchors._replace(title_cost_slope=30.0)
    return world, drive, rows


def test_firms_near_the_notch_or_above_it_gain_and_those_far_below_may_not_file():
    world, drive, rows = drive_world()
    intensity = drive.own_intensity(world)
    assert drive.candidates(world, intensity).tolist() == rows[:2].tolist()
    gain, _ = drive.gains(world, rows[:2], intensity, 30.0)
    assert gain == pytest.approx([0.1 * 400.0 - 0.5 * 30.0 * 0.01**2 * 4000.0 + 10.0, 50.0], abs=1e-6)
    assert drive.willing(world, rows[:2], intensity).tolist() == [rows[1], rows[0]]


def test_a_moved_firm_does_a_part_of_the_step_tells_the_rest_and_files_patents_for_a_year():
    world, drive, rows = drive_world()
    drive.award(world, rows[:2], drive.own_intensity(world))
    assert spent(world) == pytest.approx({"province": 60.0, "city": 0.0, "town": 0.0, "private": 40.0})
    assert world.firms.finance.cash[rows[:2]] == pytest.approx([1010.0, 1010.0])
    titles, exponent = world.firms.titles, float(world.p.instrument_overlap_exponent)
    assert titles.valid_until[rows[:2]].tolist() == [14, 14]
    for quarter, part in ((4, 0.0), (5, 0.25), (8, 1.0), (9, 1.0)):
        until(world, quarter)
        drive.affect(world)
        assert titles.pushed[rows[:2]] == pytest.approx([0.006 * part, 0.0])
        assert titles.relabelled[rows[:2]] == pytest.approx([0.004 * part, 0.0])
        files = 0.15 * part if quarter < 9 else 0.0
        assert world.firms.channels.gain[FILING, rows[:2]] == pytest.approx(np.full(2, files) ** exponent)


def test_a_title_is_renewed_without_an_award_only_where_it_still_pays():
    world, drive, rows = drive_world()
    drive.award(world, rows[:2], drive.own_intensity(world))
    before = spent(world)["province"]
    world.firms.research.reported[rows[:2]] = [50.0, 45.0]
    world.firms.finance.margin[rows[1]] = 0.0
    until(world, 13)
    drive.decide(world)
    assert world.firms.titles.valid_until[rows[:2]].tolist() == [26, 14]
    assert drive.real.amount == pytest.approx([0.006, 0.0])
    assert spent(world)["province"] == before


def test_a_firm_gets_one_award_only():
    world, drive, rows = drive_world()
    drive.award(world, rows[:1], drive.own_intensity(world))
    world.firms.titles.high_tech[rows] = False
    assert drive.candidates(world, drive.own_intensity(world)).tolist() == [rows[1]]


def test_titles_never_pass_their_share_of_firms_with_research():
    world, drive, rows = drive_world()
    world.p["hnte_performer_cap"] = 0.7
    assert drive.room(world) == 2
    world.firms.titles.high_tech[rows[2]] = True
    assert drive.room(world) == 1


def centre_world() -> tuple[World, EngineeringCentre, np.ndarray]:
    world = world_in(SECOND, engineering_centre_award=50.0, engineering_centre_rd_effect=0.03)
    rows = performers(world, 2)
    firms = world.firms
    firms.output.sales[rows], firms.output.employees[rows] = 50_000.0, [1500.0, 900.0]
    firms.research.institution[:] = True
    firms.research.spending[rows], firms.research.institution[rows] = 2000.0, False
    return world, EngineeringCentre("programme", EngineeringCentreSettings.model_validate(MONEY)), rows


def test_a_large_firm_builds_a_centre_with_half_of_the_money_and_does_more_research_after_a_year():
    world, centre, rows = centre_world()
    centre.decide(world)
    assert spent(world) == pytest.approx({"province": 25.0, "city": 0.0, "town": 0.0, "private": 25.0})
    research, exponent = world.firms.research, float(world.p.instrument_overlap_exponent)
    assert research.institution[rows].tolist() == [True, False]
    assert research.centre[rows[0]] == 1
    for quarter, part in ((4, 0.0), (5, 0.25), (8, 1.0), (12, 1.0)):
        until(world, quarter)
        centre.affect(world)
        assert world.firms.channels.gain[RD, rows[0]] == pytest.approx((0.03 * part) ** exponent)


def test_after_three_years_a_centre_without_research_is_lost():
    world, centre, rows = centre_world()
    centre.decide(world)
    until(world, 13)
    world.firms.research.performs[rows] = False
    centre.recheck(world)
    assert not world.firms.research.institution[rows[0]]
    assert world.firms.research.centre[rows[0]] == 0
    centre.affect(world)
    assert world.firms.channels.gain[RD, rows[0]] == 0.0
