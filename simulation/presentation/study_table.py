"""The studies of a store as a table: which scenario, how many runs, how the last session ended, how large, how old."""

from collections.abc import Sequence
from pathlib import Path

from rich.filesize import decimal

from simulation.ensemble.shelf import EMPTY, StudyEntry
from simulation.presentation.listing import Listing
from simulation.presentation.setting import Setting
from simulation.presentation.targets_table import ROOMY
from simulation.presentation.words import Words

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


def study_listing(entries: Sequence[StudyEntry], store: Path, setting: Setting) -> Listing:
    """One line a study, the latest first."""
    words = setting.words
    names = ("key", "scenario", "runs", "status", "age", *(("seed", "size") if setting.width >= ROOMY else ()))
    rows = tuple(
        (
            entry.key,
            name_of(entry, words),
            runs_of(entry, words),
            status_of(entry, words),
            age_of(entry.age, words),
            str(entry.seed),
            decimal(entry.size),
        )[: len(names)]
        for entry in entries
    )
    total = words("studies.total", count=len(entries), size=decimal(sum(entry.size for entry in entries)), store=store)
    note = total if entries else words("studies.none", store=store)
    records = tuple(entry._asdict() for entry in entries)
    return Listing(tuple(words(f"studies.{name}") for name in names), rows, records, steady=1, note=note)


def name_of(entry: StudyEntry, words: Words) -> str:
    """The scenario, and how many of its levers the study does without."""
    if not entry.left_out:
        return entry.scenario
    return words("studies.part", scenario=entry.scenario, count=len(entry.left_out))


def runs_of(entry: StudyEntry, words: Words) -> str:
    """Runs that reached 2020, and those that failed."""
    if not entry.failed:
        return str(entry.finished)
    return words("studies.failed", finished=entry.finished, failed=entry.failed)


def status_of(entry: StudyEntry, words: Words) -> str:
    """How the last session ended, and what a reader should know before using the study."""
    status = words(f"status.{entry.status or EMPTY}")
    if entry.damaged:
        status = words("studies.damaged", status=status, parts=entry.damaged)
    return status if entry.is_current else words("studies.other_model", status=status)


def age_of(seconds: float, words: Words) -> str:
    """`5 min`, `3 h`, `12 d`."""
    if seconds < HOUR:
        return words("age.minutes", count=max(1, round(seconds / MINUTE)))
    if seconds < 2 * DAY:
        return words("age.hours", count=round(seconds / HOUR))
    return words("age.days", count=round(seconds / DAY))
