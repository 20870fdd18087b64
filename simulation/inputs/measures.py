"""The names, and the order, of everything a run reports: what the recorder writes and every table and screen reads.

One tuple per axis. The recorder fills arrays in this order, the ensemble stacks them, and the analysis finds a number
by its name, so the order is written here and nowhere else.
"""

YEARS = (2015, 2016, 2017, 2018, 2019, 2020)
SPENDING_YEARS = YEARS[1:]
BASE_YEAR = YEARS[0]
TARGET_YEAR = YEARS[-1]

PLACES = ("province", "prd", "east", "west", "north")
"""The province's certified towns as a whole, then its four regions."""

DIMENSIONS = ("total", "A", "B", "C", "D")
"""Index score as a whole, then its four dimensions (annex of the document)."""

TOWN_PANEL_UNITS = {
    "certified": "",  # 1 with the title on 31 December, else 0
    "gross_output": "万元",  # industry and agriculture, current prices
    "gdp": "万元",  # as told, current prices
    "rd_spending": "万元",  # as told
    "rd_personnel": "persons",  # as told
    "patents": "patents",  # granted in the year, all three types
    "high_tech_firms": "firms",  # with a valid title
    "population": "persons",  # residents, mean of the year
    **dict.fromkeys(DIMENSIONS, "points"),  # index score of the town
}
"""What the optional panel of a run keeps of every town and year, with the unit it is kept in."""

TOWN_PANEL = tuple(TOWN_PANEL_UNITS)

PAYERS = ("province", "city", "town", "private")
"""Who pays for a lever."""

MEASURE_UNITS = {
    "towns": "towns",  # certified on 31 December
    "gdp": "亿元",  # current prices, towns certified that year
    "gdp_cohort_2015": "亿元",  # current prices, the 399 towns of 2015 only
    "gdp_2015_prices": "亿元",  # prices of 2015, towns certified that year
    "towns_100bn": "towns",  # gross output over 1,000 亿元
    "towns_10bn": "towns",  # gross output over 100 亿元
    "towns_10bn_without_100bn": "towns",  # the same without the largest
    "platform_coverage": "%",  # of towns, with an operating platform
    "functional_coverage": "%",  # of above-scale industrial firms, users of a platform
    "rd_institutes": "institutes",  # new-type, alive
    "rd_institutes_new": "institutes",  # of them, opened since 2016
    "incubators": "incubators",  # operating and at least half full
    "incubators_any_fill": "incubators",  # operating
    "rd_intensity": "%",  # reported R&D over GDP, ratio of sums
    "rd_intensity_real": "%",  # R&D really done over GDP
    "science_input_intensity": "%",  # science and technology input over GDP
    "patents": "patents",  # granted in the year, all three types
    "patents_without_designs": "patents",  # granted in the year, inventions and utility models
    "rd_personnel": "per 10,000 inhabitants",  # reported heads
    "rd_personnel_fte": "per 10,000 inhabitants",  # full-time equivalents
    "backbone_rd_coverage": "%",  # of large firms, with an R&D institution
    "clusters_100bn": "clusters",  # lead industry x city with output over 1,000 亿元
    "gdp_real": "亿元",  # current prices, what was really made
    "rd_personnel_real": "per 10,000 inhabitants",  # heads that do R&D
    "high_tech_value": "%",  # value added of high-tech enterprises over that of industry
    "high_tech_value_real": "%",  # of those that hold their title without relabelling
}
"""Yearly numbers of the province's certified towns that targets are read from, with the unit they are recorded in."""

MEASURES = tuple(MEASURE_UNITS)

REALLY_DONE = {
    "gdp": "gdp_real",
    "rd_intensity": "rd_intensity_real",
    "rd_personnel": "rd_personnel_real",
    "high_tech_value": "high_tech_value_real",
}
"""What can be told without being done, and the measure of what was really done."""

COMPOSITION = (
    "gdp_within",  # 亿元: growth of the towns certified in both years
    "gdp_entry",  # 亿元: GDP of the towns certified since 2015
    "gdp_exit",  # 亿元, never positive: GDP of 2015 of the towns that lost the title
    "rd_intensity_within",  # percentage points: stayers' own change at their weights of 2015
    "rd_intensity_between",  # percentage points: stayers' weights shift
    "rd_intensity_entry",  # percentage points: new towns differ from the stayers
    "rd_intensity_exit",  # percentage points: towns that left differed from the stayers
    "rd_personnel_within",  # persons per 10,000 inhabitants, the same four terms
    "rd_personnel_between",
    "rd_personnel_entry",
    "rd_personnel_exit",
    "towns_100bn_cohort_2015",  # towns over 1,000 亿元 in 2020 that were certified in 2015
    "towns_100bn_new",  # and those certified since
    "towns_10bn_cohort_2015",  # towns over 100 亿元 in 2020 that were certified in 2015
    "towns_10bn_new",  # and those certified since
)
"""Exact split of the change 2015-2020 into growth and membership (model.md 2.4): terms carry their sign and add up."""

FACTS = (
    "firm_size_tail",  # V1: Hill exponent of sales of the largest tenth of above-scale firms
    "growth_shape",  # V2: Subbotin shape of annual log growth of sales
    "growth_spread_slope",  # V3: slope of ln s.d. of growth on ln size, firms off the floor
    "top_rd_share",  # V4: share of the top 1 % of R&D performers in R&D
    "rd_participation",  # V5: share of above-scale industrial firms with R&D, 2015
    "rd_per_output",  # V6: R&D of above-scale industrial firms, % of their output
    "patents_zero_share",  # V7: share of firms with no patent in a year
    "patents_dispersion",  # V7: variance over mean of patents per firm and year
    "recent_rd_weight",  # V8: share of the weight of R&D on patents that lies on t and t-1
    "rd_persistence",  # V9: first-order autoregression of ln R&D
    "productivity_spread",  # V10: s.d. of ln TFP within sectors
    "exit_rate",  # V11: firms leaving in a year, share of firms
    "entry_rate",  # V11: firms arriving in a year, share of firms
    "exiter_productivity_gap",  # V11: mean ln TFP of those leaving minus those staying
    "top_forty_gdp_share",  # V12: share of the 40 largest towns in GDP
    "delta_invention_gap",  # V12: PRD share of inventions (without Shenzhen, Guangzhou) minus published, points
    "notch_excess_mass",  # V13: firms just above the 3, 4, 5 % notches over those expected, minus 1
    "base_towns_100bn",  # V14: towns over 1,000 亿元 at the end of 2015
    "base_towns_10bn",  # V14: towns over 100 亿元 at the end of 2015
)
"""One statistic of a run per known regularity (model.md 4.1); NaN where this version does not measure it."""
