"""When each town was certified: the yearly counts are given, who came when is chance except where it is known."""

import numpy as np

from simulation.base_year.luck import normal
from simulation.base_year.published import Cities, Ints
from simulation.inputs.base_year import Certification

COHORT_2010 = 2010


def certified_by_2010(codes: Ints, city: Ints, cities: Cities, rule: Certification) -> Ints:
    """Positions of the towns certified by 2010: in each city the known ones first, then by luck, never by size."""
    members = []
    for c, count in enumerate(cities.towns_2010):
        here = [int(i) for i in np.flatnonzero(city == c) if int(codes[i]) not in rule.in_2014]
        here.sort(key=lambda i: (int(codes[i]) not in rule.by_2010, -normal(int(codes[i]), "certified"), int(codes[i])))
        members += here[:count]
    return np.array(sorted(members))


def certification_years(codes: Ints, city: Ints, cities: Cities, rule: Certification) -> Ints:
    """Year of certification of every town, shape (towns,); the first year of the path stands for "by then".

    The path of 东莞 and that of the other cities hold exactly, year by year.
    """
    cohort = np.zeros(len(codes), dtype=np.bool_)
    cohort[certified_by_2010(codes, city, cities, rule)] = True
    inside = city == cities.position("东莞")
    path = np.array(rule.certified) - np.array(rule.certified_dongguan)
    years = np.zeros(len(codes), dtype=np.int64)
    for group, certified in ((inside, np.array(rule.certified_dongguan)), (~inside, path)):
        news = dict(zip(rule.years, np.diff(certified, prepend=0), strict=True))
        for early in (True, False):
            waiting = [int(i) for i in np.flatnonzero(group & (cohort == early))]
            _admit(waiting, {y: int(n) for y, n in news.items() if (y <= COHORT_2010) == early}, codes, years, rule)
    for code, year in rule.first.items():
        years[codes == code] = year
    return years


def _admit(waiting: list[int], news: dict[int, int], codes: Ints, years: Ints, rule: Certification) -> None:
    """Give the waiting towns their years: known years first, the others in an order of chance; changes `years`."""
    known = {code: 2014 for code in rule.in_2014} | {code: min(news) for code in rule.first if min(news) < COHORT_2010}
    for i in waiting:
        year = known.get(int(codes[i]))
        if year is not None:
            years[i] = year
            news[year] -= 1
    free = [i for i in waiting if int(codes[i]) not in known]
    free.sort(key=lambda i: (-normal(int(codes[i]), "order"), int(codes[i])))
    for year in sorted(news):
        for i in free[: news[year]]:
            years[i] = year
        free = free[news[year] :]
