"""One run on one core: what a replication costs, what a firm costs a quarter, and how much slower plain Python is."""

import time
from collections.abc import Callable, Iterator

from benchmarks.figures import Figure, Times, timed
from benchmarks.provinces import born, half_of, whole_study
from simulation.ensemble.one_run import reference_record, run_once, start_world
from simulation.inputs.scenario import Scenario
from simulation.study import load
from simulation.world.macro import QUARTERS
from tests.small_province import SmallProvince, small_province

REPEATS = 7
FOUNDATION = ("innovation_vouchers", "guidance_funds", "innovation_platforms", "enterprise_cultivation")
"""The levers with which the speed of all is compared."""
GROUP = "one run"


def never() -> None:
    """Nobody asks to stop."""


def run_of(province: SmallProvince, scenario: Scenario) -> Callable[[], object]:
    """One replication of a scenario, ready to be timed."""
    study = province.study._replace(scenario=scenario)
    return lambda: run_once(study, province.birth, province.record, province.draw, never)


def times_of(province: SmallProvince, scenario: Scenario) -> Times:
    """Processor seconds of one replication once all is compiled."""
    run = run_of(province, scenario)
    run()
    return timed(run, REPEATS, time.process_time)


def firm_quarters(province: SmallProvince) -> int:
    """Above-scale firms, summed over the quarters of a run."""
    world, _ = start_world(province.study, province.birth, province.record, province.draw)
    lived = 0
    for _ in range(QUARTERS):
        world.step()
        lived += world.firms.count
    world.release()
    return lived


def replications() -> Iterator[Figure]:
    """The whole province: baseline, four levers and all, then birth and record, then the oracle beside them."""
    province = born(whole_study())
    lived = firm_quarters(province)
    baseline = times_of(province, load("baseline"))
    package = load("document_package")
    others = [lever for lever in package.levers if lever not in FOUNDATION]
    four = times_of(province, load("document_package", others))
    every = times_of(province, package)
    firms = f"{lived / QUARTERS:,.0f} firms, 20 quarters"
    yield Figure(GROUP, "baseline, best", 1e3 * baseline.best, "ms", None, firms)
    yield Figure(GROUP, "baseline, median", 1e3 * baseline.usual, "ms")
    yield Figure(GROUP, "four levers of the foundation, best", 1e3 * four.best, "ms", 200.0, "aim 100")
    yield Figure(GROUP, "four levers of the foundation, median", 1e3 * four.usual, "ms")
    yield Figure(GROUP, "every lever, best", 1e3 * every.best, "ms")
    yield Figure(GROUP, "every lever, median", 1e3 * every.usual, "ms")
    yield Figure(GROUP, "every lever over the four", every.best / four.best, "times", 2.0)
    yield Figure(GROUP, "four levers over baseline", four.best / baseline.best, "times")
    per_firm = baseline.best / lived
    yield Figure(GROUP, "per firm and quarter", 1e9 * per_firm, "ns")
    birth = timed(lambda: born(province.study), 3, time.process_time)
    record = timed(lambda: reference_record(province.study, province.birth, province.draw), 3, time.process_time)
    yield Figure(GROUP, "birth of a draw", 1e3 * (birth.best - record.best), "ms")
    yield Figure(GROUP, "calibration record of a draw", 1e3 * record.best, "ms")
    yield from oracle(per_firm)


def oracle(per_firm: float) -> Iterator[Figure]:
    """The plain model, an object to a firm, in the same minute."""
    try:
        from tests.oracle.running import oracle_seconds_per_firm_quarter
    except ImportError as missing:
        yield Figure(GROUP, "oracle", float("nan"), "", None, f"skipped: {missing}")
        return
    plain = oracle_seconds_per_firm_quarter()
    yield Figure(GROUP, "oracle, per firm and quarter", 1e9 * plain, "ns")
    yield Figure(GROUP, "oracle over engine", plain / per_firm, "times", 100.0, "at least")


def by_size() -> Iterator[Figure]:
    """What a replication costs in a thirtieth, half and the whole of the province."""
    study = whole_study()
    makers: dict[str, Callable[[], SmallProvince]] = {
        "a thirtieth of the towns": small_province,
        "half of the towns": lambda: born(half_of(study)),
        "all towns": lambda: born(study),
    }
    for name, make in makers.items():
        province = make()
        lived = firm_quarters(province)
        best = times_of(province, load("baseline")).best
        note = f"{1e3 * best:.1f} ms for {lived / QUARTERS:,.0f} firms"
        yield Figure("cost in firms", name, 1e9 * best / lived, "ns a firm-quarter", None, note)
