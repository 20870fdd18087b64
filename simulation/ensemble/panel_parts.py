"""A part of a town panel: the single towns of some runs in one Parquet file, named like a part of the study.

A run is a row; every column of the panel is a list of years times towns of single precision. The metadata names the
roster, so that a column of towns is never read under the names of others. The same runs give the same bytes.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.ensemble.parts import ABOUT, SUFFIX, DamagedPartError, digest_of, part_name
from simulation.ensemble.records import Run
from simulation.inputs.measures import TOWN_PANEL, YEARS

FORMAT = 1
"""Version of the layout; a part of another version is not read."""
LEVEL = 3
SINGLE = 4
"""Bytes."""
Singles = NDArray[np.float32]
Panels = Mapping[Run, Singles]
"""(columns, years, towns) by run."""


class PanelPart(NamedTuple):
    """What a part holds: its runs in order, and the columns asked for, (runs, years, towns) each."""

    roster: str
    """Hash of the roster that names the towns."""
    runs: tuple[Run, ...]
    columns: Mapping[str, Singles]

    def panels(self) -> dict[Run, Singles]:
        """Every run by itself; all columns must have been read."""
        whole = np.stack([self.columns[name] for name in TOWN_PANEL], axis=1)
        return dict(zip(self.runs, whole, strict=True))


def encode_panels(panels: Panels, roster: str) -> tuple[str, bytes]:
    """Name and content of a part that holds these runs, in the order of draw and replication."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    runs = sorted(panels)
    whole = np.stack([panels[run] for run in runs])
    size = int(np.prod(whole.shape[2:]))
    columns: dict[str, Any] = {
        "draw": pa.array([draw for draw, _ in runs], pa.int32()),
        "replication": pa.array([replication for _, replication in runs], pa.int32()),
    }
    for place, name in enumerate(TOWN_PANEL):
        columns[name] = pa.FixedSizeListArray.from_arrays(pa.array(whole[:, place].ravel()), size)
    about = {"format": FORMAT, "roster": roster, "years": YEARS, "columns": TOWN_PANEL}
    table = pa.table(columns).replace_schema_metadata({ABOUT: json.dumps(about)})
    sink = pa.BufferOutputStream()
    split = [f"{name}.list.element" for name in TOWN_PANEL]
    pq.write_table(table, sink, compression="zstd", compression_level=LEVEL, use_dictionary=False,
                   use_byte_stream_split=split)  # fmt: skip
    content = sink.getvalue().to_pybytes()
    return f"{runs[0][0]:06d}-{runs[-1][0]:06d}-{digest_of(content)}{SUFFIX}", content


def decode_panels(path: Path, names: Sequence[str] = TOWN_PANEL) -> PanelPart:
    """These columns of a part.

    Raises DamagedPartError when its content is not what its name says, OSError when it is gone.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    name, content = part_name(path), path.read_bytes()
    if name is None or digest_of(content) != name.digest:
        raise DamagedPartError(f"{path} does not have the hash that its name says")
    try:
        table = pq.ParquetFile(pa.BufferReader(content)).read(columns=["draw", "replication", *names])
        about = json.loads(table.schema.metadata[ABOUT])
    except (pa.ArrowException, LookupError, ValueError) as reason:
        raise DamagedPartError(f"{path} cannot be read: {reason}") from reason
    if about["format"] != FORMAT:
        raise DamagedPartError(f"{path} has the layout {about['format']}, this version reads {FORMAT}")
    runs = tuple(zip(table["draw"].to_pylist(), table["replication"].to_pylist(), strict=True))
    return PanelPart(about["roster"], runs, {each: _column(table[each], len(runs)) for each in names})


def _column(column: Any, runs: int) -> Singles:
    numbers = column.combine_chunks().flatten()  # read from its bytes: `to_numpy` would load pandas
    start = numbers.offset * SINGLE
    return np.frombuffer(numbers.buffers()[1], np.float32, len(numbers), start).reshape(runs, len(YEARS), -1)
