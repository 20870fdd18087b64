"""What a town table may say: every column with its headers in Chinese and English, its unit, and how it is used."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

Kind = Literal["name", "city", "code", "degrees", "flag", "year", "kind", "specialty", "money", "people", "count"]
Use = Literal["place", "town", "drawn", "sum"]


class Column(NamedTuple):
    """One column. `zh` and `en` are the headers understood, the first of each is what the template writes.

    `unit_zh` and `unit_en` are the units the template writes and the only ones of a count. `least` and `most` bound a
    figure in 万元, persons or pieces: beyond them a unit is wrong.

    `use`: `place` says which town it is, `town` replaces the town's own figure, `drawn` replaces a figure of the town
    that is otherwise drawn anew in every set of parameters, `sum` enters the total of the towns and not their split.
    """

    key: str
    kind: Kind
    use: Use
    zh: tuple[str, ...]
    en: tuple[str, ...]
    unit_zh: str = ""
    unit_en: str = ""
    least: float = 0.0
    most: float = 0.0


COLUMNS = (
    Column("code", "code", "place", ("代码", "区划代码", "统计用区划代码", "行政区划代码"), ("code", "official code")),
    Column(
        "name", "name", "place",
        ("镇名", "镇街", "镇街名称", "乡镇", "乡镇名称", "专业镇", "专业镇名称", "镇名称", "名称"),
        ("town", "name", "town name"),
    ),
    Column("city", "city", "place", ("地市", "市", "城市", "地级市", "所在地市", "所属地市", "所在市"), ("city",)),
    Column("latitude", "degrees", "place", ("纬度", "北纬"), ("latitude",), "", "", 20.0, 25.6),
    Column("longitude", "degrees", "place", ("经度", "东经"), ("longitude",), "", "", 109.5, 117.5),
    Column("certified", "flag", "town", ("省级专业镇", "是否省级专业镇", "是否专业镇", "是否认定"), ("certified",)),
    Column(
        "certification_year", "year", "town",
        ("认定年份", "认定年度", "认定时间"), ("certification year", "certified since"), "", "", 2000, 2015,
    ),
    Column("kind", "kind", "town", ("类型", "专业镇类型", "类别"), ("kind", "type")),
    Column(
        "specialty", "specialty", "town",
        ("特色产业", "主导产业", "特色行业", "所属行业", "行业"), ("specialty", "sector", "industry"),
    ),
    Column(
        "gross_output", "money", "town", ("工农业总产值", "工农业产值"),
        ("gross output", "gross output of industry and agriculture"), "亿元", "million yuan", 500, 200_000_000,
    ),
    Column(
        "gdp", "money", "town", ("地区生产总值", "生产总值", "GDP"), ("GDP", "gross domestic product"),
        "亿元", "million yuan", 500, 100_000_000,
    ),
    Column(
        "population", "people", "drawn", ("常住人口", "人口", "常住人口数", "年末常住人口"),
        ("population", "residents"), "万人", "persons", 500, 3_000_000,
    ),
    Column(
        "industrial_firms", "count", "drawn",
        ("规上工业企业数", "规模以上工业企业数", "规上工业企业", "规上企业数", "规模以上企业数", "规上企业"),
        ("above-scale industrial firms", "above-scale firms", "industrial firms"), "家", "", 0, 3_000,
    ),
    Column(
        "platforms", "flag", "drawn", ("协同创新平台", "创新平台", "创新服务平台"),
        ("innovation platform", "platform", "collaborative platform"),
    ),
    Column(
        "institutes", "count", "drawn", ("新型研发机构数", "新型研发机构"),
        ("new R&D institutes", "R&D institutes"), "家", "", 0, 100,
    ),
    Column(
        "incubators", "count", "drawn", ("科技企业孵化器数", "科技企业孵化器", "孵化器数", "孵化器"),
        ("incubators",), "家", "", 0, 100,
    ),
    Column(
        "rd_spending", "money", "sum",
        ("研发经费", "研发投入", "研发经费支出", "R&D经费", "R&D经费支出", "研究与试验发展经费"),
        ("R&D spending", "R&D expenditure"), "亿元", "million yuan", 0, 10_000_000,
    ),
    Column(
        "patents", "count", "sum", ("专利授权量", "专利授权数", "专利授权"), ("patents granted", "patents"),
        "件", "", 0, 50_000,
    ),
    Column(
        "high_tech_firms", "count", "sum", ("高新技术企业数", "高新技术企业", "高企数"),
        ("high-tech firms", "high-tech enterprises"), "家", "", 0, 2_000,
    ),
)  # fmt: skip

BY_KEY = {column.key: column for column in COLUMNS}
STATED = tuple(column.key for column in COLUMNS if column.use in ("drawn", "sum"))
"""Figures that the model draws where the table does not state them, in the order of the columns."""
COUNT_UNITS = ("家", "个", "户", "件", "所", "座", "镇", "firms", "pieces", "patents", "institutes", "incubators")
"""Units that may stand behind a count and change nothing."""


def plain(text: str) -> str:
    """A header or a word without width, case, spaces and hyphens, so that spellings of it agree."""
    return re.sub(r"[\s_\-—]+", "", unicodedata.normalize("NFKC", text)).casefold()


HEADERS = {plain(header): column for column in COLUMNS for header in (*column.zh, *column.en, column.key)}
"""Every header understood, as `plain` gives it."""
READ_AS = {plain(header) for header in ("规上企业数", "规模以上企业数", "规上企业", "above-scale firms")}
"""Headers that say less than the figure they are read as, so that the reader is told."""
