"""What is wrong with an author's files, said like a good compiler: place, code, sentence, what is meant or allowed."""

from __future__ import annotations

import difflib
import operator
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

from simulation.calendar import spans
from simulation.inputs.punctuation import slip_at
from simulation.saying import Saying

SHOWN, LONGEST, LINE_WIDTH = 12, 300, 150
MAY_BE_A_SLIP = ("E008", "E101", "E102", "E105", "E107", "E109", "E111", "E201", "E206")
"""Codes of what cannot be understood, so that a wrong sign in it is the likely mistake."""

UNREADABLE = "E0"
"""How the codes begin of what is wrong with the text itself; what else is said of that place follows from it."""

MEANINGS: Mapping[str, tuple[str, str]] = {
    "E001": ("there is no such file or scenario", "找不到文件或情景"),
    "E002": ("the file cannot be read", "文件无法读取"),
    "E003": ("the file is too large", "文件过大"),
    "E004": ("the file is not UTF-8 text", "文件不是 UTF-8 文本"),
    "E005": ("the file is not well-formed YAML", "YAML 格式有误"),
    "E006": ("the same key stands twice", "键重复"),
    "E007": ("the file is empty", "文件为空"),
    "E008": ("the file must hold keys and values", "文件顶层须为键值对"),
    "E009": ("values are nested too deep", "嵌套层次过深"),
    "E010": ("the file holds too many values, or an alias inside itself", "内容过多或别名循环"),
    "E011": ("a tab stands where spaces are needed", "缩进须用空格而非制表符"),
    "E012": ("one file holds one document", "一个文件只能有一个文档"),
    "E013": ("YAML tags are not used here", "不接受 YAML 标签"),
    "E014": ("a key must be a single word or number", "键须为单个词或数字"),
    "E015": ("a number that starts with 0 is ambiguous", "以 0 开头的数字有歧义"),
    "E101": ("unknown key", "未知的键"),
    "E102": ("unknown lever", "未知的政策工具"),
    "E103": ("unknown base or block", "未知的基础情景或模块"),
    "E104": ("unknown unit", "未知的单位"),
    "E105": ("unknown year, or outside the plan", "年份无法识别或超出规划期"),
    "E106": ("not a quarter", "季度写法有误"),
    "E107": ("unknown target", "未知的目标"),
    "E108": ("unknown reading of a target", "未知的目标口径"),
    "E109": ("unknown parameter", "未知的参数"),
    "E110": ("scenarios or blocks that build on each other in a circle", "情景或模块循环引用"),
    "E111": ("not one of the choices", "不在可选范围内"),
    "E112": ("a required key is missing", "缺少必填的键"),
    "E113": ("a base or block outside the scenario folders", "引用超出情景目录"),
    "E114": ("a block cannot extend a scenario", "模块不能继承情景"),
    "E115": ("a lever to leave out that the scenario does not have", "情景中没有要剔除的政策工具"),
    "E120": ("a version of the format that this program does not read", "本程序无法读取的文件格式版本"),
    "E201": ("wrong kind of value", "值的类型有误"),
    "E202": ("an amount without its unit", "数额缺少单位"),
    "E203": ("an amount of the wrong dimension", "数额量纲有误"),
    "E204": ("an amount out of range", "数额超出范围"),
    "E205": ("not a finite number", "不是有限数"),
    "E206": ("not an amount", "不是数额"),
    "E207": ("years that overlap or run backwards", "年份重叠或颠倒"),
    "E208": ("a parameter is fixed without a source", "固定参数须注明来源"),
    "E209": ("an end before its start", "结束早于开始"),
    "E210": ("a yearly path with years missing", "年度路径缺少年份"),
    "E221": ("an allocation that this instrument cannot use", "该政策工具不能采用此分配方式"),
    "E222": ("a ranking by which nobody is ranked", "排序表达式不起作用"),
    "E223": ("regional shares of money that reaches no region", "该资金不分区域，不能设区域份额"),
    "E224": ("regional shares above the whole", "区域份额之和超过 100%"),
    "E225": ("a budget both in total and by year", "预算总额与年度预算不能并用"),
    "E301": ("a condition or ranking that cannot be read", "条件或排序表达式无法解析"),
    "E302": ("unknown field in a condition or ranking", "条件或排序表达式中的字段未知"),
    "E303": ("a condition or ranking that mixes unlike kinds", "条件或排序表达式中的类型不符"),
    "E304": ("a condition or ranking that mixes unlike units", "条件或排序表达式中的单位不符"),
    "E305": ("unknown word in a condition or ranking", "条件或排序表达式中的取值未知"),
    "E306": ("a condition or ranking too long or too deep", "条件或排序表达式过长或嵌套过深"),
    "E401": ("a town table without a column of names", "镇表缺少镇名列"),
    "E402": ("unknown column of a town table", "镇表中的列名未知"),
    "E403": ("two columns for the same figure", "同一指标出现两列"),
    "E404": ("the same town twice", "同一个镇重复出现"),
    "E405": ("unknown city", "地市名称未知"),
    "E406": ("a town name close to a known one", "镇名疑似有误"),
    "E407": ("a town of another city", "镇不在所填地市"),
    "E408": ("a name that more than one town has", "镇名不唯一"),
    "E409": ("a new town without its city", "新增镇缺少地市"),
    "E410": ("not the code of this town", "区划代码有误"),
    "E411": ("a row without a name", "该行缺少镇名"),
    "E412": ("a table that cannot be read", "表格无法读取"),
    "E413": ("the table is neither UTF-8 nor GBK", "表格编码不是 UTF-8 或 GBK"),
    "E414": ("the table is too large", "表格过大"),
    "E415": ("a formula without a stored result", "公式没有保存计算结果"),
    "E416": ("figures that contradict one another", "数据相互矛盾"),
    "E417": ("too few towns or firms to be run by themselves", "镇或企业过少，不能单独运行"),
    "W601": ("a value that its base states already", "与基础情景相同的取值"),
    "W602": ("money of years without open calls", "资金所在年份不受理申报"),
    "W603": ("calls stay open after the last money", "资金用完后仍受理申报"),
    "W604": ("more money than was tried", "资金超出测试范围"),
    "W605": ("a target is judged by another reading", "目标采用了其他口径"),
    "W606": ("nobody is eligible", "没有符合条件的对象"),
    "W607": ("everybody is eligible", "所有对象都符合条件"),
}
"""Every code an author may meet, in English and Chinese: E stops, W warns. A code never changes its meaning."""


class Phrases(NamedTuple):
    """What stands around the sentence of a problem."""

    years: str
    nearest: str
    allowed: str
    more: str


ENGLISH = Phrases(" (in {years})", "; did you mean {nearest}?", "allowed: {names}", " and {rest} more")


class Place(NamedTuple):
    """Where something stands: file, line and column from 1, and the text of that line."""

    file: str
    line: int
    column: int
    source: str = ""

    def right(self, characters: int) -> Place:
        """The place so many characters further on the same line."""
        return self._replace(column=self.column + characters)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `line` 0: no line (a missing file). `read` is what stood there, `nearest` the likely meaning."""

    code: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    read: str = ""
    allowed: tuple[str, ...] = ()
    nearest: str = ""
    source: str = ""
    mark: int = 0
    """Where in `source` the caret stands when that is not the column, as in the cells of a table."""
    years: tuple[int, ...] = ()
    """Years of one table that all have this mistake; empty when it stands alone."""

    def __post_init__(self) -> None:
        if self.code not in MEANINGS:
            raise ValueError(f"{self.code} is not a known code")

    @property
    def is_alarm(self) -> bool:
        """Whether it only warns: what is told may be meant."""
        return self.code.startswith("W")

    @classmethod
    def at(
        cls, place: Place, code: str, message: str, *, read: str = "", allowed: tuple[str, ...] = (), nearest: str = ""
    ) -> Problem:
        """A problem at a place; what was read is shortened.

        Where a sign of Chinese punctuation was read that cannot be what its author meant, it is told in place of it.
        """
        file, line, column, source = place
        slip = slip_at(source, column, read) if code in MAY_BE_A_SLIP else None
        if slip is not None:
            return cls(code, slip.saying, file, line, column + slip.offset, read[:LONGEST], source=source)
        message = message if isinstance(message, Saying) else message[:LONGEST]
        return cls(code, message, file, line, column, read[:LONGEST], allowed, nearest, source)

    def as_record(self) -> dict[str, object]:
        """The problem as plain values, for `--json`."""
        return {**asdict(self), "message": str(self.message)[:LONGEST]}

    def __str__(self) -> str:
        return self.told()

    def told(self, message: str = "", phrases: Phrases = ENGLISH) -> str:
        """The problem as a compiler tells it, in lines; `message` and `phrases` are in the reader's language."""
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        years = phrases.years.format(years=spans(self.years)) if self.years else ""
        hint = phrases.nearest.format(nearest=self.nearest) if self.nearest else ""
        head = f"{self.code} {(message or self.message)[:LONGEST]}{years}{hint}"
        lines = [f"{where}: {head}" if where else head]
        if self.source:
            mark = self.mark or self.column
            first = max(0, mark - LINE_WIDTH // 2) if len(self.source) > LINE_WIDTH else 0
            window = self.source[first : first + LINE_WIDTH]
            lines += [f"{self.line:>5} | {window}", f"{'':5} | {_gap(window, mark - first)}^"]
        if self.allowed:
            rest = len(self.allowed) - SHOWN
            more = phrases.more.format(rest=rest) if rest > 0 else ""
            lines.append("      " + phrases.allowed.format(names=", ".join(self.allowed[:SHOWN])) + more)
        return "\n".join(lines)


class InputError(Exception):
    """Everything wrong with the author's files, found in one pass, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        unique = dict.fromkeys(problems)
        unreadable = {(p.file, p.line, p.column) for p in unique if p.code.startswith(UNREADABLE)}
        unique = {
            p: None
            for p in unique
            if p.code.startswith(UNREADABLE) or not p.line or (p.file, p.line, p.column) not in unreadable
        }
        self.problems: tuple[Problem, ...] = tuple(sorted(unique, key=lambda p: (p.file, p.line, p.column, p.code)))
        super().__init__(str(self))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return InputError, (self.problems,)


def nearest(word: str, names: Iterable[str]) -> str:
    """The name an author most likely meant, or nothing."""
    plain = {name.casefold(): name for name in names}
    short = word[:80].casefold()
    found = difflib.get_close_matches(short, plain, n=1) or [name for name in plain if _one_sign_off(short, name)]
    return plain[found[0]] if found else ""


def _one_sign_off(word: str, name: str) -> bool:
    """Whether one Chinese character of several was mistaken: half of a word of two, and yet plain to see."""
    same_length = len(word) == len(name) > 1 and not name.isascii()
    return same_length and sum(map(operator.ne, word, name)) == 1


def _gap(source: str, column: int) -> str:
    """White space as wide on screen as the text before a column; Chinese characters take two places, tabs stay tabs."""
    wide = {"W": "  ", "F": "  "}
    return "".join(
        "\t" if sign == "\t" else wide.get(unicodedata.east_asian_width(sign), " ") for sign in source[: column - 1]
    )
