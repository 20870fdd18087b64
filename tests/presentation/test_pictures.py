"""Pictures made of characters, and lines that break where they may."""

import pytest
from rich.cells import cell_len

from simulation.analysis.spread import Spread
from simulation.presentation.glyphs import PLAIN, UNICODE, glyphs_for
from simulation.presentation.tables import fitted
from simulation.presentation.wrapping import joined, wrapped

CHINESE = (
    "与“照常发展”相比（同一随机条件），“文件原文措施”改变了 R&D 占比 +37 个百分点、"
    "专利 +4 个百分点的达标概率；其余 7 项不可区分。"
)


def at(number: float, reach: float = 0.0) -> Spread:
    return Spread(number, number - reach, number - reach / 2, number + reach / 2, number + reach, number)


def test_a_bar_is_sure_up_to_the_low_end_and_open_up_to_the_high_end() -> None:
    assert PLAIN.chance_bar(0.5, 0.3, 0.7, 10) == "###==--..."
    assert PLAIN.chance_bar(0.0, 0.0, 0.02, 10) == ".........."
    assert PLAIN.chance_bar(1.0, 0.98, 1.0, 10) == "##########"


def test_an_unknown_share_is_an_empty_bar() -> None:
    assert PLAIN.chance_bar(float("nan"), 0.0, 1.0, 5) == "....."


def test_a_band_opens_as_uncertainty_grows() -> None:
    years = [at(1.0), at(2.0, 0.5), at(3.0, 1.0), at(4.0, 1.5), at(5.0, 2.0), at(6.0, 3.0)]
    path = UNICODE.band_path(years)
    dots = [bin(ord(cell) - 0x2800).count("1") for cell in path]
    assert len(path) == 6
    assert dots[0] == 2  # one for the band, one for the median
    assert dots[-1] > dots[0]
    assert PLAIN.band_path(years)[0] == "0"


def test_the_strip_puts_the_bar_where_it_belongs() -> None:
    value = at(5.0, 4.0)  # 5-95 % from 1 to 9, half of the runs from 3 to 7
    assert PLAIN.strip(value, 5.5, 17) == "----====o|===----"
    assert PLAIN.strip(value, 11.0, 11) == "--==o==-- |"
    assert PLAIN.strip(value, -1.0, 11) == "| --==o==--"


@pytest.mark.parametrize(("encoding", "glyphs"), [("utf-8", UNICODE), ("ascii", PLAIN), ("no-such", PLAIN)])
def test_pictures_fit_the_output(encoding: str, glyphs: object) -> None:
    assert glyphs_for(encoding) is glyphs


@pytest.mark.parametrize("width", [20, 33, 40, 61, 80])
def test_chinese_breaks_between_characters_and_never_before_a_stop(width: int) -> None:
    lines = wrapped(CHINESE, width)
    assert all(cell_len(line) <= width for line in lines)
    assert not any(line[0] in "，。、；：）”" for line in lines)
    assert not any(line[-1] in "（“" for line in lines)
    assert "".join(line.replace(" ", "") for line in lines) == CHINESE.replace(" ", "")


def test_english_breaks_between_words() -> None:
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("one two three", 7, indent=" ") == ["one two", " three"]


def test_cells_in_a_row_are_not_cut() -> None:
    assert joined(["Index 55", "A 40", "B 50"], " · ", 16) == ["Index 55 · A 40", "B 50"]
    assert joined(["Index 55", "A 40"], " · ", 8) == ["Index 55", "A 40"]
    assert joined(["A 40", "Index 55"], " · ", 7) == ["A 40", "Index", "  55"]


def test_loose_columns_share_what_the_others_leave() -> None:
    rows = fitted(["Id", "Name"], [["gdp", "gross domestic product of the towns"]], [1], 20)
    assert rows == [["gdp", "gross domestic\nproduct of the\ntowns"]]
