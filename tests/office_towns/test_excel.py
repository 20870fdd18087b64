"""An Excel table is read like a CSV one: stored results only, first sheet only, and never more than it may hold."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from simulation.inputs.office_towns.excel import LARGEST_UNPACKED
from simulation.inputs.office_towns.table import load_office_towns
from tests.office_towns.tables import EXAMPLE, places_of, problems_of, written

HEAD = ("镇名", "地市", "地区生产总值（亿元）", "规上工业企业数", "协同创新平台")
ROWS = (("小榄镇", "中山", 304.7, 320, True), ("古镇镇", None, None, 90.0, None))


def workbook(folder: Path, *rows: tuple[object, ...], name: str = "towns.xlsx") -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.create_sheet("other").append(("镇名", "石岐区"))
    path = folder / name
    book.save(path)
    return path


def test_excel_and_csv_say_the_same(tmp_path: Path) -> None:
    excel = load_office_towns(workbook(tmp_path, HEAD, *ROWS))
    csv = load_office_towns(written(tmp_path, ",".join(HEAD), "小榄镇,中山,304.7,320,yes", "古镇镇,,,90,"))
    assert excel.rows == csv.rows and excel.remarks == csv.remarks


def test_the_suffix_does_not_matter(tmp_path: Path) -> None:
    path = workbook(tmp_path, HEAD, *ROWS, name="towns.csv")
    assert [row.name for row in load_office_towns(path).rows] == ["小榄镇", "古镇镇"]


def with_stored(path: Path, cell: str, value: str) -> Path:
    """The file with a formula in a cell whose stored result is `value`, as Excel saves it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                empty = f'<c r="{cell}"><f>'.encode()
                assert empty in content
                start = content.index(empty)
                end = content.index(b"</c>", start)
                formula = content[start:end].replace(b"<v></v>", b"").replace(b"<v />", b"").replace(b"<v/>", b"")
                content = content[:start] + formula + f"<v>{value}</v>".encode() + content[end:]
            new.writestr(part, content)
    path.write_bytes(packed.getvalue())
    return path


def test_of_a_formula_the_stored_result_is_read_and_nothing_is_worked_out(tmp_path: Path) -> None:
    path = with_stored(workbook(tmp_path, HEAD, ("小榄镇", "中山", "=1+1", 320, None)), "C2", "304.7")
    (row,) = load_office_towns(path).rows
    assert row.figures["gdp"] == 3_047_000.0


def test_a_formula_without_a_stored_result_is_told_at_its_cell_and_not_taken_for_a_gap(tmp_path: Path) -> None:
    path = workbook(tmp_path, HEAD, ("小榄镇", "中山", "=SUM(C3:C4)", 320, None))
    assert places_of(path) == [("E415", 2, 3)]


def test_the_library_for_excel_is_loaded_for_excel_alone() -> None:
    program = (
        "import sys, cli\n"
        "from simulation.inputs.office_towns.table import load_office_towns\n"
        f"load_office_towns({str(EXAMPLE)!r})\n"
        "assert 'simulation.inputs.office_towns.sheets' in sys.modules and 'openpyxl' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=EXAMPLE.parent.parent)


def test_mistakes_in_excel_have_row_and_column(tmp_path: Path) -> None:
    path = workbook(tmp_path, HEAD, ("小榄镇", "中仙", -304.7, 320.5, "在建"))
    assert places_of(path) == [("E405", 2, 2), ("E204", 2, 3), ("E204", 2, 4), ("E111", 2, 5)]


def test_a_workbook_that_would_unpack_to_too_much_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, HEAD, *ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/bomb.xml", b" " * LARGEST_UNPACKED)
    assert path.stat().st_size < 200_000
    assert [problem.code for problem in problems_of(path)] == ["E003"]


@pytest.mark.parametrize("broken", [0, 40, 400])
def test_a_workbook_cut_short_is_refused(tmp_path: Path, broken: int) -> None:
    path = workbook(tmp_path, HEAD, *ROWS)
    path.write_bytes(path.read_bytes()[: -broken or 50])
    assert [problem.code for problem in problems_of(path)] == ["E412"]


def test_an_empty_workbook_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    assert [problem.code for problem in problems_of(path)] == ["E007"]


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, HEAD, *[("小榄镇", "中山", 304.7, 320, True)] * 3_001)
    assert [problem.code for problem in problems_of(path)] == ["E414"]
