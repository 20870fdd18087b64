"""One cell of a town table becomes a value of the model: amounts with their units, yes and no, kinds, specialties."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache
from typing import Any, NamedTuple

from simulation.inputs.fields import SECTORS
from simulation.inputs.office_towns.columns import COUNT_UNITS, Column, plain
from simulation.inputs.places import KINDS
from simulation.inputs.sectors import load_sectors
from simulation.quantities import MONEY, PURE, QuantityError, read_quantity
from simulation.saying import Saying

BLANKS = {
    *("", "-", "--", "–", "—", "——", "...", "……", "/", "\\"),
    *("n/a", "na", "nan", "none", "null", "无数据", "暂无", "缺", "不详"),
}
"""What stands in a cell that states nothing; compared in lower case."""
YES = {"是", "有", "已认定", "√", "✓", "yes", "y", "true", "1"}
NO = {"否", "无", "未认定", "×", "no", "n", "false", "0"}
KIND_WORDS = {
    "工业": "industry", "工业型": "industry", "工业类": "industry", "农业": "agriculture", "农业型": "agriculture",
    "农业类": "agriculture", "服务业": "service", "服务": "service", "服务型": "service", "三产": "service",
    "商贸": "service", "旅游": "service", "service": "service", "services": "service",
}  # fmt: skip
SPECIALTY_WORDS = {
    "五金": "metal_products_and_hardware", "有色金属": "nonferrous_metals", "电子": "electronics",
    "家电": "home_appliances",
    "机械": "machinery_and_moulds", "模具": "machinery_and_moulds", "装备制造": "machinery_and_moulds",
    "纺织": "textiles_and_apparel", "服装": "textiles_and_apparel", "皮革": "footwear_and_leather",
    "制鞋": "footwear_and_leather", "鞋业": "footwear_and_leather", "家具": "furniture", "红木家具": "furniture",
    "灯饰": "lighting", "照明": "lighting", "玩具": "plastics_and_toys", "塑料": "plastics_and_toys",
    "珠宝": "jewellery_and_crafts", "工艺品": "jewellery_and_crafts", "陶瓷": "ceramics_and_building_materials",
    "建材": "ceramics_and_building_materials", "石材": "stone", "化工": "chemicals_and_medicine",
    "医药": "chemicals_and_medicine", "造纸": "paper_and_printing", "印刷": "paper_and_printing",
    "包装印刷": "paper_and_printing", "汽车": "motor_vehicles_and_parts", "汽车零部件": "motor_vehicles_and_parts",
    "食品": "food_and_beverages", "食品饮料": "food_and_beverages", "茶叶": "tea", "花卉": "flowers_and_horticulture",
    "水产": "aquaculture_and_fishing", "水产养殖": "aquaculture_and_fishing", "蔬菜": "fruit_and_vegetables",
    "水果": "fruit_and_vegetables", "果蔬": "fruit_and_vegetables", "粮食": "grain_and_livestock",
    "畜牧": "grain_and_livestock", "养殖": "grain_and_livestock", "旅游": "tourism_and_culture",
    "文化旅游": "tourism_and_culture", "商贸": "trade_and_logistics", "物流": "trade_and_logistics",
    "商贸物流": "trade_and_logistics",
}  # fmt: skip
AGRICULTURE, TRADE = "agriculture_and_food", "trade_and_logistics"
LONGEST = 40
"""Characters of a cell that a message repeats."""
_LEADING_COUNT = re.compile(r"(-?[\d,.]+)(.*)", re.DOTALL)
_NAME = re.compile(r"[\w·（）()\-、 ]{1,40}")

Value = float | int | str | bool


class CellError(ValueError):
    """What is wrong with a cell: code, sentence, nearest valid word, and what is allowed."""

    def __init__(self, code: str, message: Saying, nearest: str = "", allowed: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code, self.message, self.nearest, self.allowed = code, message, nearest, allowed


class Specialty(NamedTuple):
    """What a town is known for: the industry of the published tables and the sector of the model that holds it."""

    industry: str
    sector: str


def clean(text: str) -> str:
    """A cell without width and outer spaces; empty where it states nothing."""
    word = unicodedata.normalize("NFKC", text).strip()
    return "" if word.lower() in BLANKS else word


def value_of(text: str, column: Column, unit: str) -> Value:
    """What a cell that is not blank says. `unit` is that of its header, if any. Raises CellError."""
    match column.kind:
        case "money" | "people":
            return _within(_amount(text, column, unit), column, text)
        case "count":
            return _within(_count(text, unit), column, text)
        case "degrees" | "year":
            return _number(text.removesuffix("年") if column.kind == "year" else text, column)
        case "flag":
            return _flag(text, column)
        case "kind":
            return _kind(text)
        case "specialty":
            return specialty_of(text).industry
        case "code":
            return _code(text)
        case _:
            return _name(text)


def _amount(text: str, column: Column, unit: str) -> float:
    dimension = MONEY if column.kind == "money" else PURE
    example = "12.5亿元" if dimension == MONEY else "8.3万人"
    read = repr(text[:LONGEST])
    try:
        amount = read_quantity(text)
        if not amount.unit and unit:
            amount = read_quantity(f"{text}{unit}")
        if not amount.unit and dimension == MONEY and amount.value != 0:
            hint = Saying(
                "{read!r} has no unit: put it in the header, like （亿元）, or write {example}",
                read=text[:LONGEST],
                example=example,
            )
            raise QuantityError("E202", hint)
    except QuantityError as error:
        message = error.message
        if error.code == "E206":
            message = Saying(
                "{read} is not an amount: write digits and a unit, like {example}", read=read, example=example
            )
        raise CellError(error.code, message, error.nearest) from error
    if amount.dimension != dimension or amount.unit in ("%", "percent"):
        found = Saying("a share") if amount.unit in ("%", "percent") else amount.dimension.saying
        wanted = Saying("money") if dimension == MONEY else Saying("a number of persons")
        parts = {"read": read, "found": found, "dimension": wanted, "example": example}
        raise CellError("E203", Saying("{read} is {found}, expected {dimension}, like {example}", **parts))
    return amount.value


def _count(text: str, unit: str) -> float:
    """A whole number of pieces; 家, 个, 件 and the like may follow, 万 multiplies."""
    found = _LEADING_COUNT.fullmatch(text)
    behind = (found[2].strip() if found else "") or unit
    times, _, piece = behind.rpartition("万")
    if found is None or (piece and piece not in COUNT_UNITS) or times:
        raise CellError("E206", Saying("{read!r} is not a count: write digits alone, like 35", read=text[:LONGEST]))
    try:
        number = read_quantity(found[1]).value * (10_000 if "万" in behind else 1)
    except QuantityError as error:
        raise CellError(error.code, error.message) from error
    if number % 1:
        raise CellError("E204", Saying("{read!r} is not a whole number", read=text[:LONGEST]))
    return number


def _number(text: str, column: Column) -> float | int:
    try:
        amount = read_quantity(text)
    except QuantityError as error:
        message = error.message
        if error.code == "E206":
            message = Saying("{read!r} is not a number: write digits alone", read=text[:LONGEST])
        raise CellError(error.code, message) from error
    if amount.unit or not column.least <= amount.value <= column.most or (column.kind == "year" and amount.value % 1):
        limits: dict[str, Any] = {"read": text[:LONGEST], "low": column.least, "high": column.most}
        raise CellError("E204", Saying("{read!r} lies outside {low:g} to {high:g}", **limits))
    return int(amount.value) if column.kind == "year" else amount.value


def _within(amount: float, column: Column, text: str) -> float:
    if amount < 0:
        raise CellError("E204", Saying("{read} must not be below {limit:g}", read=repr(text[:LONGEST]), limit=0.0))
    if not column.least <= amount <= column.most:
        low, high = (_readable(bound, column) for bound in (column.least, column.most))
        parts = {"read": text[:LONGEST], "low": low, "high": high}
        raise CellError(
            "E204", Saying("{read!r} cannot be that of one town ({low} to {high}): is the unit right?", **parts)
        )
    return amount


def _readable(bound: float, column: Column) -> str:
    return f"{bound / 10_000:g}亿元" if column.kind == "money" else f"{bound:,.0f}"


def _flag(text: str, column: Column) -> bool:
    word = text.lower()
    if word in YES or word in NO:
        return word in YES
    if column.key == "platforms" and word.isdigit():
        return True
    message = Saying("{read!r} is neither yes nor no", read=text[:LONGEST])
    raise CellError("E111", message, allowed=("是", "否", "yes", "no"))


def _kind(text: str) -> str:
    word = plain(text).removesuffix("镇")
    found = KIND_WORDS.get(word, word)
    if found not in KINDS:
        message = Saying("{read!r} is no kind of town", read=text[:LONGEST])
        raise CellError("E111", message, allowed=("工业", "农业", "服务业", *KINDS))
    return found


@lru_cache(maxsize=1)
def specialty_words() -> dict[str, Specialty]:
    """Every word for a specialty: industries and sectors by key and by name in both languages, and common words."""
    sectors = load_sectors()
    words: dict[str, Specialty] = {}
    for key, names, *titles in zip(sectors.keys, sectors.industries, sectors.names_en, sectors.names_zh, strict=True):
        words |= {plain(word): Specialty(names[0], key) for word in (*titles, key)}
        words |= {plain(name): Specialty(name, key) for name in names}
    holder = {specialty.industry: specialty for specialty in words.values()}
    return words | {plain(word): holder[industry] for word, industry in SPECIALTY_WORDS.items()}


def specialty_of(text: str) -> Specialty:
    """The specialty that a word names; the first of several (电子、五金) counts. Raises CellError (E111)."""
    words = specialty_words()
    first = plain(re.split(r"[、,，;；/]", text)[0])
    for word in (first, *(first.removesuffix(ending) for ending in ("产业", "制造业", "制造", "业", "制品"))):
        if word in words:
            return words[word]
    near = difflib.get_close_matches(first, words, n=1)
    allowed = (*load_sectors().names_zh, *SECTORS)
    message = Saying("{read!r} is no specialty the model knows", read=text[:LONGEST])
    raise CellError("E111", message, near[0] if near else "", allowed)


def kind_of(sector: str) -> str:
    """The kind of a town whose specialty lies in a sector."""
    return {AGRICULTURE: "agriculture", TRADE: "service"}.get(sector, "industry")


def _code(text: str) -> int:
    digits = text.replace(" ", "")
    if not digits.isdigit() or len(digits) not in (9, 12):
        message = Saying("{read!r} is not a code of nine or twelve digits", read=text[:LONGEST])
        if "e+" in text.lower():
            message = Saying(
                "{read!r} is not a code of nine or twelve digits: Excel has shortened it; format the column as text",
                read=text[:LONGEST],
            )
        raise CellError("E410", message)
    return int(digits.ljust(12, "0"))


def _name(text: str) -> str:
    if not _NAME.fullmatch(text) or not any(sign.isalpha() for sign in text):
        raise CellError("E411", Saying("{read!r} is no name", read=text[:LONGEST]))
    return text
