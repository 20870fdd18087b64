"""What a scenario author may ask about a firm, its town or its city when saying who is eligible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from simulation.quantities import MONEY, PURE, TIME, Dimension

Kind = Literal["amount", "share", "flag", "word"]


class Field(NamedTuple):
    """One question: kind of answer, its dimension (万元, years or 1 inside), and the question in words."""

    kind: Kind
    en: str
    zh: str
    dimension: Dimension = PURE


SECTORS = (
    "electronics", "home_appliances", "metal_products", "machinery", "textiles_and_apparel", "footwear_and_leather",
    "furniture_and_lighting", "toys_and_crafts", "building_materials", "chemicals", "paper_and_printing",
    "motor_vehicles", "agriculture_and_food", "trade_and_logistics",
)  # fmt: skip
CITIES = (
    "广州", "韶关", "深圳", "珠海", "汕头", "佛山", "江门", "湛江", "茂名", "肇庆", "惠州", "梅州", "汕尾", "河源",
    "阳江", "清远", "东莞", "中山", "潮州", "揭阳", "云浮",
)  # fmt: skip

FIELDS: Mapping[str, Field] = {
    "firm.sales": Field("amount", "sales of the last four quarters", "近四个季度销售收入", MONEY),
    "firm.age": Field("amount", "years since the firm was founded", "成立年数", TIME),
    "firm.employees": Field("amount", "employees", "从业人数"),
    "firm.sector": Field("word", "one of the 14 sectors", "所属行业"),
    "firm.kind": Field("word", "industry or service", "工业或服务业"),
    "firm.rd_intensity": Field("share", "reported R&D spending over sales", "研发投入占销售收入比重"),
    "firm.performs_rd": Field("flag", "does R&D this quarter", "有研发活动"),
    "firm.is_hte": Field("flag", "holds a valid high-tech enterprise status", "高新技术企业"),
    "firm.ownership": Field("word", "private, foreign (with Hong Kong, Macao and Taiwan) or state", "所有制"),
    "firm.exports": Field("flag", "sells abroad", "有出口"),
    "town.region": Field("word", "prd (Pearl River Delta), east, west or north", "所在区域"),
    "town.kind": Field("word", "industry, agriculture or service town", "专业镇类型"),
    "town.specialty": Field("word", "sector of the town's specialty", "特色产业所属行业"),
    "town.output": Field("amount", "industrial and agricultural gross output of a year", "工农业总产值", MONEY),
    "town.gdp": Field("amount", "gross domestic product of a year", "地区生产总值", MONEY),
    "town.certified": Field("flag", "is a provincial specialised town", "省级专业镇"),
    "town.has_platform": Field("flag", "has a working collaborative innovation platform", "有协同创新平台"),
    "city.name": Field("word", "Chinese name of the prefecture-level city, without 市", "所在地市"),
}


def _codes(words: tuple[str, ...]) -> dict[str, int]:
    return {word: code for code, word in enumerate(words)}


CODES: Mapping[str, Mapping[str, int]] = {
    "firm.sector": _codes(SECTORS),
    "firm.kind": {"industry": 0, "service": 2},
    "firm.ownership": _codes(("private", "foreign", "state")),
    "town.region": _codes(("prd", "east", "west", "north")),
    "town.kind": _codes(("industry", "agriculture", "service")),
    "town.specialty": _codes(SECTORS),
    "city.name": _codes(CITIES),
}
"""The whole number that stands for each word in the columns; cities in the order of their official codes."""
