"""Reports of made-up studies: a store with two of them, pages read back as tables, headings and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import numpy as np

from simulation import study
from simulation.ensemble.panel_parts import encode_panels
from simulation.ensemble.panels import panel_of
from simulation.ensemble.parts import digest_of
from simulation.ensemble.results import Ensemble
from simulation.ensemble.roster import roster_of
from simulation.ensemble.stored import read_ensemble
from simulation.ensemble.whole_files import write_whole
from simulation.inputs.dumping import merged_lines
from simulation.inputs.measures import TOWN_PANEL, YEARS
from simulation.inputs.towns import load_cities, load_towns
from simulation.presentation.report.material import Material
from simulation.presentation.report.page import page_of
from simulation.presentation.report.reading import Stored, material_of
from simulation.presentation.setting import Setting, make_setting
from tests.analysis.fabricated import LEVERS, fabricate, with_change
from tests.ensemble.shelved import shelve
from tests.presentation.rendering import LEVER_NAMES, Output

BASE, PACKAGE = "ab12" + "0" * 12, "ab34" + "0" * 12
CHANGES = {"rd_intensity": 0.45, "platform_coverage": 42.0, "patents": 9_000.0}
VOID = ("meta", "link", "br", "rect", "path", "line", "stop", "use", "image")


def package() -> Ensemble:
    return with_change(fabricate(draws=16, levers=LEVERS), "document_package", CHANGES)


def filled_store(folder: Path, panel: bool = False) -> Path:
    """Business as usual and the package, 16 draws each, with their scenarios and, if asked, their single towns."""
    for key, ensemble in ((BASE, fabricate(draws=16)), (PACKAGE, package())):
        merged = list(merged_lines(study.load(ensemble.scenario_id)))
        shelve(folder, key, ensemble, merged=merged)
        if panel:
            shelve_panel(folder, key, gain=5.0 if key == PACKAGE else 0.0)
    return folder


def shelve_panel(store: Path, key: str, gain: float) -> None:
    """Single towns of two runs: everybody certified with 40 points and 100 万元, the first town never certified."""
    roster = roster_of(load_towns(), load_cities())
    towns = len(load_towns().name)
    values = np.full((len(TOWN_PANEL), len(YEARS), towns), 100.0, dtype=np.float32)
    values[TOWN_PANEL.index("certified")] = 1.0
    values[TOWN_PANEL.index("certified"), :, 0] = 0.0
    values[TOWN_PANEL.index("total")] = 40.0 + gain
    folder = panel_of(store, key)
    folder.write_roster(roster)
    name, content = encode_panels({(0, 0): values, (0, 1): values}, digest_of(roster))
    write_whole(folder.folder / name, content)


def stored(store: Path, key: str) -> Stored:
    return Stored(store, key, read_ensemble(store, key))


def material(store: Path, key: str = PACKAGE, against: str | None = BASE) -> Material:
    return material_of(stored(store, key), stored(store, against) if against else None)


def setting(language: str = "en") -> Setting:
    return make_setting(language, None, LEVER_NAMES, Output())


def page(store: Path, key: str = PACKAGE, against: str | None = BASE, language: str = "en") -> str:
    return page_of(material(store, key, against), setting(language))


@dataclass
class Cell:
    """What a reader sees of a cell, and the number behind it."""

    tag: str
    attributes: dict[str, str | None]
    text: str = ""
    value: float | None = None


@dataclass
class Seen:
    """A page as its reader, or a program that reads to them, finds it."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    tables: dict[str, list[list[Cell]]] = field(default_factory=dict)
    captions: dict[str, str] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)

    def rows(self, table: str) -> list[list[Cell]]:
        """The rows of the body of a table."""
        return [row for row in self.tables[table] if row[0].attributes.get("scope") != "col"]

    def values(self, table: str) -> list[list[float | None]]:
        """The numbers of a table, row by row; None where a cell is none."""
        return [[cell.value for cell in row[1:]] for row in self.rows(table)]


class Reader(HTMLParser):
    """Reads a page; a tag that closes another than the last opened is a mistake."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()
        self.table = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        seen = self.seen
        seen.tags.append((tag, attributes))
        if tag not in VOID:
            seen.open.append(tag)
        if tag in ("h1", "h2", "h3", "h4"):
            seen.headings.append((int(tag[1]), ""))
        elif tag == "table":
            self.table = str(attributes["id"])
            seen.tables[self.table] = []
        elif tag == "tr":
            seen.tables[self.table].append([])
        elif tag in ("td", "th"):
            seen.tables[self.table][-1].append(Cell(tag, attributes))
        elif tag == "data":
            seen.tables[self.table][-1][-1].value = float(str(attributes["value"]))

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.seen.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.seen.open.pop() == tag

    def handle_data(self, text: str) -> None:
        seen = self.seen
        inside = seen.open[-1] if seen.open else ""
        if inside in ("h1", "h2", "h3", "h4"):
            level, before = seen.headings[-1]
            seen.headings[-1] = (level, before + text)
        elif inside == "caption":
            seen.captions[self.table] = text
        elif inside in ("td", "th", "data") and text.strip():
            seen.tables[self.table][-1][-1].text += text.strip()


def read(text: str) -> Seen:
    """The page, read; everything that was opened is closed."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.seen.open == []
    return reader.seen
