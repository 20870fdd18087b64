"""Every place a row can mean: the model's own towns, all other township units of the province, and the cities."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from simulation.inputs.fields import CITIES
from simulation.inputs.files import config_file
from simulation.inputs.office_towns.columns import plain

CITY_NAMES = (
    "Guangzhou", "Shaoguan", "Shenzhen", "Zhuhai", "Shantou", "Foshan", "Jiangmen", "Zhanjiang", "Maoming", "Zhaoqing",
    "Huizhou", "Meizhou", "Shanwei", "Heyuan", "Yangjiang", "Qingyuan", "Dongguan", "Zhongshan", "Chaozhou", "Jieyang",
    "Yunfu",
)  # fmt: skip
"""English names of the cities in the order of their codes."""
ENDINGS = ("街道办事处", "街道办", "街道", "办事处", "镇", "乡", "街")
CLOSE = 0.6


class Known(NamedTuple):
    """A township unit of 2015."""

    code: int
    name: str
    city: int
    latitude: float
    longitude: float
    in_table: bool
    """Whether the model's own table has it, as a specialised town or a candidate."""


class Atlas(NamedTuple):
    """All units by code, and the codes under every name and stem of a name."""

    units: dict[int, Known]
    by_name: dict[str, tuple[int, ...]]
    by_stem: dict[str, tuple[int, ...]]

    def named(self, name: str, city: int | None = None) -> list[Known]:
        """The units of that name, in a city if one is given; where there is none, those whose name ends otherwise."""
        for index, key in ((self.by_name, name), (self.by_stem, stem(name))):
            found = [self.units[code] for code in index.get(key, ())]
            here = [unit for unit in found if city is None or unit.city == city]
            if here:
                return here
        return []

    def close(self, name: str, among: Iterable[Known]) -> Known | None:
        """The unit whose name is one slip of the pen away, if any."""
        wanted = stem(name)
        for unit in among:
            other = stem(unit.name)
            differ = sum(a != b for a, b in zip(wanted, other, strict=False))
            if len(wanted) == len(other) > 1 and differ == 1:
                return unit
        stems = {stem(unit.name): unit for unit in among}
        near = difflib.get_close_matches(wanted, stems, n=1, cutoff=CLOSE)
        return stems[near[0]] if near else None


def stem(name: str) -> str:
    """A name without its ending (镇, 街道 and the like)."""
    word = "".join(name.split())
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending)
    return word


def city_of(text: str) -> int | None:
    """Position of a city by its Chinese or English name, with or without 市 or city; None for an unknown one."""
    word = plain(text).removeprefix("广东省").removesuffix("市").removesuffix("city")
    names = {plain(name): place for names in (CITIES, CITY_NAMES) for place, name in enumerate(names)}
    return names.get(word)


def nearest_city(text: str) -> str:
    """The city an office most likely meant, or nothing."""
    near = difflib.get_close_matches(text.strip().removesuffix("市"), (*CITIES, *CITY_NAMES), n=1, cutoff=0.5)
    return near[0] if near else ""


@lru_cache(maxsize=1)
def load_atlas() -> Atlas:
    """Read the units of `published/townships_2015.csv` with the places of `towns_2015.csv`."""
    own = {int(row["code"]): row for row in _rows("towns_2015.csv")}
    units: dict[int, Known] = {}
    for row in _rows("published/townships_2015.csv"):
        code = int(row["code_2015"])
        if row["type"] == "other" and code not in own:
            continue
        city = CITIES.index(row["city_zh"].removesuffix("市"))
        place = row["lat"] or row["county_lat"], row["lon"] or row["county_lon"]
        if code in own:
            place = own[code]["latitude"], own[code]["longitude"]
        units[code] = Known(code, row["name_zh"], city, float(place[0]), float(place[1]), code in own)
    return Atlas(units, _index(units, lambda name: name), _index(units, stem))


def _index(units: dict[int, Known], key: Callable[[str], str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for unit in units.values():
        found.setdefault(key(unit.name), []).append(unit.code)
    return {word: tuple(codes) for word, codes in found.items()}


def _rows(name: str) -> list[dict[str, str]]:
    with config_file(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
