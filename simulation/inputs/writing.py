"""Writes an author's file whole or not at all, so that a full disk or a crash loses nothing that was there before."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path


def write_new(path: Path, text: str) -> None:
    """A file that did not exist. Raises FileExistsError when it does, OSError with its name when it is impossible."""
    with _finished(path, text) as written:
        _given_a_name(written, path)


def replace(path: Path, text: str, version: int) -> Path:
    """Put a text in the place of a file; the old file is kept beside it, and named in the answer.

    Raises OSError with the name of the file when that is impossible; the file is then as it was.
    """
    target = path.resolve()
    with _finished(target, text) as written:
        shutil.copymode(target, written)
        kept = _kept(target, version)
        os.replace(written, target)
    _settle(target.parent)
    return kept


def _kept(target: Path, version: int) -> Path:
    """The old file under a free name beside its own: `mine.yaml.schema-1`, then `mine.yaml.schema-1.2`."""
    for number in count(1):
        place = target.with_name(f"{target.name}.schema-{version}" + (f".{number}" if number > 1 else ""))
        try:
            _given_a_name(target, place)
        except FileExistsError:
            continue
        return place
    raise AssertionError("there is always a next number")


def _given_a_name(source: Path, path: Path) -> None:
    """The content of a file under a second name, never over another file."""
    try:
        os.link(source, path)
    except FileExistsError:
        raise
    except OSError:
        _copied(source, path)


def _copied(source: Path, path: Path) -> None:
    """The same where a file cannot have two names."""
    with path.open("xb") as copy:
        try:
            copy.write(source.read_bytes())
            copy.flush()
            os.fsync(copy.fileno())
        except OSError:
            path.unlink()
            raise


@contextmanager
def _finished(path: Path, text: str) -> Iterator[Path]:
    """A file beside `path` that holds the whole text and is safely on the disk; gone again at the end."""
    written: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            written = Path(file.name)
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        yield written
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error
    finally:
        if written is not None:
            written.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Have the new name of a file reach the disk too, where the system allows to ask for it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
