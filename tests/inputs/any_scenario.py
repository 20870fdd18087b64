"""Any valid scenario: files with random levers, budgets and spellings that build on each other, for property tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from annotated_types import Ge, Le
from hypothesis import strategies as st

from simulation.calendar import HORIZON
from simulation.inputs.delivery import InstrumentSettings, instrument_names
from simulation.inputs.parameters import load_parameters
from simulation.inputs.targets import load_targets
from simulation.inputs.yaml_reader import UNPRINTABLE
from simulation.levers import catalogue

Files = Mapping[str, str]
MONEY = st.sampled_from(["1亿元", "2.5 亿元", "300 万元", "5e8 yuan", "０．３亿元", "'12,000万元'", "1 bn yuan"])
SHARE = st.sampled_from(["0", "10%", "0.25", "３０％", "2.9 %", "80 人/万人", "40%"])
TOWNS = st.sampled_from(["true", "town.region != 'prd'", "town.gdp > 10亿元 or not town.has_platform", "false"])
FIRMS = st.one_of(
    TOWNS,
    st.sampled_from(["firm.sales < 4亿元", "firm.age >= 2 years and firm.sector in ('machinery', 'electronics')",
                     "firm.rd_intensity * 2 > 3%", "firm.sales ＜ ４亿元 and city.name != '广州'"]),
)  # fmt: skip
SHARED = {
    "ramp": ("0", "2 quarters", "1 year"),
    "prices": ("nominal", "2015"),
    "carry_over": ("0", "50%"),
    "quotas": ("{prd: 40%, east: 20%}", "{north: 0.1}"),
    "equity_share": ("0", "30%"),
}
"""Words of delivery that every instrument has."""
TOTAL = re.compile(r"\{ ?total: ([^ }]*) ?\}")
OF_REGIONS = ("quotas", "equity_share")
UNSEEN = [chr(sign) for sign in range(0x200B, 0xFFFF + 1) if UNPRINTABLE.match(chr(sign))]
SIGNS = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters=UNSEEN)
WORDS = st.text(SIGNS, min_size=1, max_size=30).filter(str.strip)
RATES = st.sampled_from(["8%", "-1%", "7.9 %", "0.05"])


def spelled(text: str) -> str:
    """Any text in double quotes, every sign as an escape."""
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'


def yearly(amounts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One amount, years, or spans of years."""
    tables = st.lists(amounts, min_size=2, max_size=2).map(lambda two: f"{{2016-2017: {two[0]}, 2018-2020: {two[1]}}}")
    single = st.lists(amounts, min_size=2, max_size=2).map(lambda two: f"{{2017: {two[0]}, 2019: {two[1]}, 2016: 0}}")
    return st.one_of(amounts, tables, single)


def written(name: str, annotation: Any, metadata: tuple[Any, ...], recipient: str) -> st.SearchStrategy[str] | None:
    """A value of one setting as an author writes it; None for a setting that this file does not know how to fill."""
    if name in SHARED:
        return st.sampled_from(SHARED[name])
    if name == "eligible":
        return (FIRMS if recipient == "firm" else TOWNS).map(spelled)
    if name in ("budget", "cap", "face_value", "award"):
        totals = st.sampled_from(["{total: 3亿元}", "{ total: 500万元 }"])
        return st.one_of(yearly(MONEY), totals) if name == "budget" else MONEY
    if annotation is bool:
        return st.sampled_from(["true", "false"])
    if annotation is int:
        low = next((limit.ge for limit in metadata if isinstance(limit, Ge)), 1)
        high = next((limit.le for limit in metadata if isinstance(limit, Le)), 5)
        return st.integers(int(str(low)), max(int(str(low)), int(str(high)))).map(str)
    if name.endswith(("share", "fee", "quota", "recycle", "floor")):
        return SHARE
    if name == "allocation":
        return st.sampled_from([str(way) for way in get_args(annotation)])
    return None


@st.composite
def instrument(draw: st.DrawFn, settings: type[InstrumentSettings]) -> str:
    """The settings of one instrument as a flow table: its budget, and some of the others."""
    lines = []
    for name, field in settings.model_fields.items():
        if name in InstrumentSettings.model_fields and name not in ("budget", "cap", "eligible", "allocation"):
            continue
        values = written(name, field.annotation, tuple(field.metadata), settings.recipient)
        if name in OF_REGIONS and settings.nowhere_because:
            continue
        if values is not None and (name == "budget" or draw(st.booleans())):
            lines.append(f"{name}: {draw(values)}")
    middle = len(HORIZON) // 2  # so that no start of one file lies behind the end of another
    lines += [f"start: {HORIZON[draw(st.integers(0, middle))]}"] if draw(st.booleans()) else []
    lines += [f"end: {HORIZON[draw(st.integers(middle, len(HORIZON) - 1))]}"] if draw(st.booleans()) else []
    return "{" + ", ".join(lines) + "}"


@st.composite
def lever(draw: st.DrawFn, name: str) -> str:
    """The settings of a lever, or the word off."""
    settings = catalogue()[name].settings
    names = instrument_names(settings)
    if not names:
        assert issubclass(settings, InstrumentSettings)
        return draw(st.one_of(st.just("off"), instrument(settings)))
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    parts = []
    for part in chosen:
        choices = get_args(settings.model_fields[part].annotation)
        kind = next(choice for choice in choices if isinstance(choice, type) and issubclass(choice, InstrumentSettings))
        parts.append(f"{part}: {draw(instrument(kind))}")
    return "{" + ", ".join(parts) + "}"


@st.composite
def world(draw: st.DrawFn) -> list[str]:
    """Lines about growth, shocks, certification, base year, readings and fixed parameters."""
    path = ", ".join(f"{year}: {draw(RATES)}" for year in ("2016-2019", "2020"))
    growth = draw(st.one_of(st.just("ex_ante"), RATES, st.just(f"{{{path}}}")))
    shocks = draw(st.lists(st.sampled_from(["tariffs", "covid", "super_deduction"]), max_size=3))
    target = draw(st.sampled_from(load_targets()))
    reading = draw(st.sampled_from(sorted(target.readings)))
    single = [spec for spec in load_parameters().specs if spec.sampled and len(spec.fields) == 1]
    number = draw(st.sampled_from(single))
    lines = [
        f"macro: {{growth: {growth}}}",
        f"shocks: [{', '.join(shocks)}]",
        f"certification: {{pace: {draw(st.sampled_from(['target_pressure', 'business_as_usual']))}, "
        f"minimum_output: {draw(MONEY)}, minimum_specialty_share: {draw(SHARE)}}}",
        f"base_year: {{share: {draw(st.sampled_from(['published', 'document']))}}}",
        f"drift: {draw(st.sampled_from(['realised', 'ex_ante']))}",
        f"targets: {{{target.id}: {{reading: {reading}}}}}",
        f"parameters: {{{number.key}: {{fixed: {number.median}, source: {spelled(draw(WORDS) + 'x')}}}}}",
    ]
    return draw(st.lists(st.sampled_from(lines), max_size=4, unique=True))


@st.composite
def one_file(draw: st.DrawFn, extends: str, use: str = "") -> str:
    """The text of one file."""
    names = draw(st.lists(st.sampled_from(sorted(catalogue())), min_size=1, max_size=3, unique=True))
    lines = ["schema: 2", f"title: {{en: {spelled(draw(WORDS))}, zh: {spelled(draw(WORDS))}}}", f"extends: {extends}"]
    lines += [f"use: [{use}]"] if use else []
    lines += [f"question: {spelled(draw(WORDS))}"] if draw(st.booleans()) else []
    lines += draw(world())
    lines += ["levers:", *(f"  {name}: {draw(lever(name))}" for name in names)]
    return "\n".join(lines) + "\n"


@st.composite
def files(draw: st.DrawFn) -> Files:
    """`scenario.yaml`, and the base and block it builds on; all are valid alone and together."""
    block = "\n".join(["schema: 2", *draw(world())]) + "\n"
    base = draw(one_file(draw(st.sampled_from(["baseline", "document_package"]))))
    base = TOTAL.sub(r"\1", base)  # a total cannot be changed year by year
    return {"base.yaml": base, "block.yaml": block, "scenario.yaml": draw(one_file("base", "block"))}
