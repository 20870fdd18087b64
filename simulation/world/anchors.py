"""What a parameter draw fixes once, what a quarter brings, and who moves: records shared by world and phases."""

from typing import NamedTuple

from simulation.rules.dice import Dice
from simulation.world.firms import Floats, Integers


class Anchors(NamedTuple):
    """Constants solved per draw (model.md 1.4e, "solved per draw"); arrays have one entry per sector."""

    start_intercept: float  # α0: share of performers in 2015
    link_intercept: float  # c0: share of firms with a live link in 2015
    product_conversion: float  # conv: new-product share of 2015
    title_cost_slope: float  # c_N: above-scale titles of 2015
    trait_sd: float  # σ_a
    shock_sd: float  # σ_u
    median_sales: float  # quarterly sales of the median firm in 2015
    patent_scale: Floats  # κ_s
    intensity_location: Floats  # log of the R&D intensity at the middle of the sector
    half_stock: Floats  # K_0,s
    outside_reference: Floats  # S_ref
    rival_reference: Floats  # S_riv,ref
    employment_reference: Floats  # L_ref
    output_per_worker: Floats  # quarterly sales per employee


class Scores(NamedTuple):
    """Mean and spread of log sales and log productivity in each sector, at the end of the last quarter."""

    size_mean: Floats
    size_sd: Floats
    productivity_mean: Floats
    productivity_sd: Floats


class Moment(NamedTuple):
    """What a quarter brings to every firm."""

    dice: Dice
    quarter: int  # 0 = 2016Q1
    used: int  # slots that have ever held a firm
    luck: bool  # growth shocks on; off in the reference run
    wage_index: float  # P_R
    deflator: float  # prices over those of 2015
    user_cost_small: float  # of R&D relative to 2015, technology SMEs
    user_cost_large: float
    path: Floats  # (sectors,) log growth of output of the quarter
    shock: Floats  # (sectors,) change of the log level by an outside shock
    output_index: float  # industrial output over 2015 along the path
    exit_factor: float  # outside shock on the exit hazard
    research_factor: float  # outside shock on R&D budgets


class Reach(NamedTuple):
    """Geography of knowledge and institutes for one draw."""

    weights: Floats  # (towns, towns) by distance
    node_weights: Floats  # (towns, cities)
    neighbours: Integers  # (towns, most) towns within the rivalry radius, own first, -1 = none
    cumulative: Floats  # (towns, sectors, institutes) sampling weights, summed up
    distance: Floats  # (towns, institutes) km
    proximity: Floats  # (sectors, institutes)
    sector_proximity: Floats  # (sectors, sectors)
    node_stock: Floats  # (cities, sectors) knowledge outside the modelled towns in 2015


class Institutes(NamedTuple):
    """Universities, colleges and research institutes in columns; each acts through a thin Mesa agent."""

    city: Integers
    kind: Integers  # 0 university, 1 vocational college, 2 research institute
    science_staff: Floats
    capacity: Integers  # contracts it can hold at once
    live: Integers  # contracts it holds
    income_year: Floats  # from contracts, 10,000 yuan


class Record(NamedTuple):
    """Calibration record of one draw (model.md 1.1b); 20 quarters."""

    residual: Floats  # (quarters, sectors) taken off the growth of firms
    cohort_residual: Floats  # (quarters, sectors) taken off the growth of firms below scale
    industrial_growth: Floats  # (quarters,) log growth of industrial value added
    research: Floats  # (quarters,) real R&D of all firms, 10,000 yuan
    floor_count: int  # firm-quarters held at the sales floor


class Flow(NamedTuple):
    """Population moves of a quarter: sales between the cohorts and the columns, counts, free slots."""

    dropped: Floats  # (towns, sectors) quarterly sales that fall to the cohort
    left: Floats  # (towns, sectors) quarterly sales that leave the cohort with entrants
    exits: Integers  # (2,) drops and deaths so far
    entries: Integers  # (1,)
    lost_loans: Floats  # (2,) debt that ends with a firm, debt that begins with one
    free: Integers  # stack of free slots
    top: Integers  # (2,) height of the stack, first slot never used
