"""`make bench`: every figure of one run of the benchmarks, ratios from the same run."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import (
    against_the_oracle,
    command_seconds,
    ensemble_seconds,
    memory_mb,
    one_replication,
)

DRAWS = (8, 16, 32)


def rows() -> Iterator[tuple[str, str]]:
    """Name and figure, as they are measured."""
    for name in ("baseline", "document_package"):
        found = one_replication(name)
        yield f"{name}: birth of a draw", f"{found['birth_ms']:.0f} ms"
        yield f"{name}: calibration record of a draw", f"{found['record_ms']:.0f} ms"
        yield f"{name}: one replication, full size, one core", f"{found['replication_ms']:.0f} ms"
        yield f"{name}: per firm and quarter", f"{found['ns_per_firm_quarter']:.0f} ns"
        if name == "baseline":
            per_firm = found["ns_per_firm_quarter"]
    oracle = against_the_oracle()
    yield "plain model, small province, per firm and quarter", f"{oracle['oracle_ns'] / 1000.0:.0f} µs"
    yield (
        "plain model over compiled model, both small",
        f"{oracle['oracle_ns'] / oracle['compiled_small_ns']:.0f} times",
    )
    yield "plain model over compiled model at full size", f"{oracle['oracle_ns'] / per_firm:.0f} times"
    for draws in DRAWS:
        seconds = ensemble_seconds("baseline", draws, None)
        yield f"baseline, {draws} draws x 2, all cores", f"{seconds:.1f} s, {seconds / draws:.2f} s a draw"
        yield f"memory after {2 * draws} runs (PSS)", f"{memory_mb():.0f} MB"
    with tempfile.TemporaryDirectory() as folder:
        fresh = ensemble_seconds("baseline", DRAWS[-1], Path(folder))
        again = ensemble_seconds("baseline", DRAWS[-1], Path(folder))
    yield f"baseline, {DRAWS[-1]} draws, records stored while running", f"{fresh:.1f} s"
    yield f"baseline, {DRAWS[-1]} draws, records read from the store", f"{again:.1f} s"
    yield "towncast --help", f"{command_seconds('--help'):.2f} s"
    yield "towncast list levers", f"{command_seconds('list', 'levers'):.2f} s"


def main() -> None:
    """Print the figures as they come."""
    console = Console()
    table = Table("figure", "measured", title="Benchmarks")
    for name, figure in rows():
        console.print(f"{name}: {figure}")
        table.add_row(name, figure)
    console.print(table)


if __name__ == "__main__":
    main()
