"""A part of a stored study: some runs in one Parquet file, whose name tells which draws and the hash of its content.

A run is a row; an array of a run is a list of fixed length, whose shape stands in the file's metadata, as do the levers
and the names of the parameters. Bytes of doubles are split before they are compressed (measured: the same size as
without, read three times as fast). The same runs give the same bytes.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.ensemble.records import ARRAYS, DrawRecord, RunRecord
from simulation.ensemble.results import FailedRun

if TYPE_CHECKING:
    import pyarrow as pa

HASH_LENGTH = 32
DOUBLE = 8
"""Bytes."""
FORMAT = 1
"""Version of the layout of a part; a part of another version is not read."""
ABOUT = b"towncast"
"""Key of the metadata."""
SUFFIX = ".parquet"
NAME = re.compile(rf"(\d{{6}})-(\d{{6}})-([0-9a-f]{{{HASH_LENGTH}}}){re.escape(SUFFIX)}")
Shape = tuple[int, ...]


class DamagedPartError(ValueError):
    """A part whose content is not what its name says, or cannot be read."""


class PartName(NamedTuple):
    """What a file name tells: the first and the last draw inside, and the hash of the content."""

    first: int
    last: int
    digest: str


def part_name(path: Path) -> PartName | None:
    """What the name of a file tells; None for a file that is no part."""
    found = NAME.fullmatch(path.name)
    return PartName(int(found[1]), int(found[2]), found[3]) if found else None


class Contents(NamedTuple):
    """What the runs of a study have in common, beside their numbers."""

    levers: tuple[str, ...]
    shapes: Mapping[str, Shape]
    """Shape of every array of a run."""


def encode(draws: Sequence[DrawRecord], contents: Contents) -> tuple[str, bytes]:
    """Name and content of a part that holds these draws, in the order of draw and replication."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    ordered = sorted(draws, key=lambda record: record.draw)
    runs = sorted((run for record in ordered for run in record.runs), key=lambda run: run.run)
    names = [str(name) for name in ordered[0].parameters.dtype.names or ()]
    parameters = {record.draw: _row(record.parameters) for record in ordered}
    filled = [name for name in ARRAYS if np.prod(contents.shapes[name])]  # money of no lever has no column
    columns: dict[str, Any] = {
        "draw": pa.array([run.draw for run in runs], pa.int32()),
        "replication": pa.array([run.replication for run in runs], pa.int32()),
        "stage": pa.array([run.failure.stage if run.failure else None for run in runs], pa.string()),
        "message": pa.array([run.failure.message if run.failure else None for run in runs], pa.string()),
        "parameters": _lists(np.stack([parameters[run.draw] for run in runs])),
        **{name: _lists(_stacked(runs, name, contents.shapes[name])) for name in filled},
    }
    about = {
        "format": FORMAT,
        "levers": contents.levers,
        "shapes": {name: contents.shapes[name] for name in ARRAYS},
        "parameters": names,
    }
    table = pa.table(columns).replace_schema_metadata({ABOUT: json.dumps(about)})
    sink = pa.BufferOutputStream()
    split = [f"{name}.list.element" for name in ("parameters", *filled)]
    pq.write_table(table, sink, compression="zstd", use_dictionary=False, use_byte_stream_split=split)
    content = sink.getvalue().to_pybytes()
    name = f"{ordered[0].draw:06d}-{ordered[-1].draw:06d}-{digest_of(content)}{SUFFIX}"
    return name, content


def digest_of(content: bytes) -> str:
    """Hash by which a part is named."""
    return hashlib.sha256(content).hexdigest()[:HASH_LENGTH]


def decode(path: Path) -> tuple[Contents, list[DrawRecord]]:
    """The draws of a part. Raises DamagedPartError when its content is not what its name says, OSError when gone."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    name, content = part_name(path), path.read_bytes()
    if name is None or digest_of(content) != name.digest:
        raise DamagedPartError(f"{path} does not have the hash that its name says")
    try:
        table = pq.ParquetFile(pa.BufferReader(content)).read()
        about = json.loads(table.schema.metadata[ABOUT])
    except (pa.ArrowException, LookupError, ValueError) as reason:
        raise DamagedPartError(f"{path} cannot be read: {reason}") from reason
    if about["format"] != FORMAT:
        raise DamagedPartError(f"{path} has the layout {about['format']}, this version reads {FORMAT}")
    contents = Contents(tuple(about["levers"]), {key: tuple(shape) for key, shape in about["shapes"].items()})
    return contents, list(_draws(table, contents, about["parameters"]))


def _draws(table: "pa.Table", contents: Contents, names: Sequence[str]) -> Iterator[DrawRecord]:
    numbers = {name: _matrix(table, name) for name in ("parameters", *ARRAYS)}
    dtype = np.dtype([(name, np.float64) for name in names])
    stages, messages = table["stage"].to_pylist(), table["message"].to_pylist()
    keys = zip(table["draw"].to_pylist(), table["replication"].to_pylist(), strict=True)
    runs: dict[int, list[RunRecord]] = {}
    first: dict[int, int] = {}
    for row, (draw, replication) in enumerate(keys):
        first.setdefault(draw, row)
        if stages[row] is not None:
            failure = FailedRun(draw, replication, stages[row], messages[row])
            record = RunRecord(draw, replication, None, failure)
        else:
            arrays = {name: numbers[name][row].reshape(contents.shapes[name]) for name in ARRAYS}
            record = RunRecord(draw, replication, arrays, None)
        runs.setdefault(draw, []).append(record)
    for draw, row in first.items():
        yield DrawRecord(draw, numbers["parameters"][row].view(dtype).reshape(()), tuple(runs[draw]))


def _row(parameters: NDArray[Any]) -> NDArray[np.float64]:
    """(parameters,) the numbers of a structured row whose fields are all doubles."""
    return np.frombuffer(np.ascontiguousarray(parameters).tobytes(), dtype=np.float64)


def _stacked(runs: Iterable[RunRecord], name: str, shape: Shape) -> NDArray[np.float64]:
    blank = np.full(shape, np.nan)
    return np.stack([np.asarray(blank if run.arrays is None else run.arrays[name]).ravel() for run in runs])


def _lists(rows: NDArray[np.float64]) -> "pa.FixedSizeListArray":
    import pyarrow as pa

    return pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), rows.shape[1])


def _matrix(table: "pa.Table", name: str) -> NDArray[np.float64]:
    if name not in table.column_names:
        return np.zeros((len(table), 0))
    numbers = table[name].combine_chunks().flatten()  # read from its bytes: `to_numpy` would load pandas
    start = numbers.offset * DOUBLE
    return np.frombuffer(numbers.buffers()[1], np.float64, len(numbers), start).reshape(len(table), -1)
