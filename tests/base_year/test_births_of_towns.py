"""Each draw of the unknowns splits the fixed figures of 2015 without touching them, in the middle and the corners."""

import numpy as np
import pytest

from simulation.inputs.size_classes import ABOVE_SCALE_SALES
from simulation.world.birth.accounts import AccountShares, town_accounts
from simulation.world.birth.firm_counts import (
    Allotment,
    ServiceFirms,
    first_firm,
    industrial_firm_counts,
    other_firm_counts,
)
from simulation.world.birth.firm_sizes import SizeLaw, firm_sales
from simulation.world.birth.population import town_population
from simulation.world.birth.solvers import UnreachableTotalError

# (residents, industry share of GDP, above-scale share, industrial share of firms, body s.d., tail)
MIDDLE = (46e6, 0.50, 0.753, 0.755, 1.10, 1.10)
CORNERS = (
    (36e6, 0.38, 0.645, 0.865, 0.80, 1.00),
    (59e6, 0.62, 0.844, 0.617, 1.40, 1.40),
    (46e6, 0.62, 0.645, 0.617, 1.40, 1.00),
)
SERVICE_SHARE, SERVICE_RATIO = 0.35, 0.20


@pytest.fixture(scope="module", params=(MIDDLE, *CORNERS), ids=("middle", "low", "high", "mixed"))
def draw(request):
    return request.param


@pytest.fixture(scope="module")
def accounts(draw, towns, cities, constants):
    return town_accounts(towns, cities, constants.accounts, AccountShares(draw[1], draw[2], 0.60))


@pytest.fixture(scope="module")
def industrial(draw, accounts, towns, cities, constants):
    allotment = Allotment(draw[3], 0.8)
    return industrial_firm_counts(accounts.above_scale_output, towns, cities, constants, allotment)[0]


@pytest.fixture(scope="module")
def other(accounts, industrial, towns, constants):
    sales = np.round(SERVICE_SHARE * accounts.va_services / SERVICE_RATIO)
    firms = ServiceFirms(sales, accounts.va_services, 0.8, constants.firm_counts.smallest_mean)
    left = 30_000 - int(industrial[towns.certified_2015].sum())
    return other_firm_counts(firms, towns, left, 3_000 - int(industrial[~towns.certified_2015].sum()))


@pytest.fixture(scope="module")
def law(draw):
    return SizeLaw(draw[4], draw[5], 0.40)


@pytest.fixture(scope="module")
def sales(accounts, industrial, law):
    uniforms = np.random.default_rng(1).random(int(industrial.sum()))
    return firm_sales(uniforms, first_firm(industrial), industrial, accounts.above_scale_output, law)


def by_town(values, counts, how):
    first = first_firm(counts)[counts > 0]
    return how.reduceat(values, first)


def test_residents_of_the_certified_towns_sum_to_the_drawn_total_within_their_cities(draw, towns, cities, constants):
    residents = town_population(towns, cities, constants.population, draw[0])
    assert residents[towns.certified_2015].sum() == draw[0]
    assert (np.bincount(towns.city, residents, minlength=21) <= 1.10 * cities.population + 100).all()
    assert residents.min() > 1_000


def test_the_table_is_the_draw_of_46_million(towns, cities, constants):
    residents = town_population(towns, cities, constants.population, 46e6)
    assert np.abs(residents - towns.population).max() <= 1


def test_a_total_that_no_city_could_house_is_refused(towns, cities, constants):
    with pytest.raises(UnreachableTotalError, match="residents"):
        town_population(towns, cities, constants.population, 200e6)


def test_industry_and_agriculture_make_output_in_every_town(accounts, towns):
    assert (accounts.industrial_output + accounts.agricultural_output == towns.gross_output).all()
    assert (accounts.above_scale_output + accounts.micro_output == accounts.industrial_output).all()
    assert (accounts.micro_output >= 0.0299 * accounts.industrial_output).all()


def test_industry_agriculture_and_services_make_gdp_in_every_town(accounts, towns):
    assert (accounts.va_industry + accounts.va_agriculture + accounts.va_services == towns.gdp).all()
    assert (accounts.va_services >= 0.05 * towns.gdp).all()
    assert min(accounts.va_industry.min(), accounts.va_agriculture.min()) >= 0


def test_the_drawn_shares_hold_for_the_certified_towns(draw, accounts, towns):
    certified = towns.certified_2015
    assert accounts.va_industry[certified].sum() / 277_000_000 == pytest.approx(draw[1], abs=2e-6)
    gross = towns.gross_output[certified].sum()
    assert accounts.above_scale_output[certified].sum() / gross == pytest.approx(draw[2], abs=1e-8)


def test_no_town_has_a_trace_of_above_scale_industry(accounts):
    present = accounts.above_scale_output[accounts.above_scale_output > 0]
    assert present.min() >= 8_000


def test_no_city_gives_more_agriculture_than_it_has(accounts, towns, cities):
    output = np.bincount(towns.city, accounts.agricultural_output, minlength=21)
    assert (output <= 0.85 * cities.agricultural_output + 100).all()


def test_the_certified_towns_hold_30_000_firms_in_every_draw(draw, industrial, other, towns):
    certified = towns.certified_2015
    assert industrial[certified].sum() == round(30_000 * draw[3])
    assert (industrial + other)[certified].sum() == 30_000
    assert (industrial + other)[~certified].sum() == 3_000


def test_no_city_has_more_industrial_firms_than_were_counted(industrial, towns, cities):
    certified = towns.certified_2015
    in_certified = np.bincount(towns.city[certified], industrial[certified], minlength=21)
    assert (in_certified <= 0.97 * cities.above_scale_firms).all()
    assert (np.bincount(towns.city, industrial, minlength=21) <= cities.above_scale_firms).all()


def test_a_town_has_industrial_firms_exactly_where_it_has_above_scale_output(industrial, accounts):
    present = accounts.above_scale_output > 0
    assert (industrial[present] >= 3).all()
    assert (industrial[~present] == 0).all()


def test_firm_sales_sum_to_the_output_of_their_town_to_the_last_10_000_yuan(sales, industrial, accounts):
    assert (by_town(sales, industrial, np.add) == accounts.above_scale_output[industrial > 0]).all()
    assert (sales == np.floor(sales)).all()


def test_every_firm_is_above_scale_and_none_holds_over_two_fifths_of_its_town(sales, industrial, accounts):
    assert sales.min() >= ABOVE_SCALE_SALES
    largest = by_town(sales, industrial, np.maximum)
    assert (largest <= 0.40 * accounts.above_scale_output[industrial > 0] + 1).all()


def test_service_firms_sum_to_their_towns_too(other, accounts, law):
    total = np.round(SERVICE_SHARE * accounts.va_services / SERVICE_RATIO) * (other > 0)
    uniforms = np.random.default_rng(2).random(int(other.sum()))
    sales = firm_sales(uniforms, first_firm(other), other, total, law)
    assert (by_town(sales, other, np.add) == total[other > 0]).all()
    assert sales.min() >= ABOVE_SCALE_SALES


def test_sizes_have_the_pareto_tail_of_the_stylised_fact_at_the_median_draw(towns, cities, constants):
    accounts = town_accounts(towns, cities, constants.accounts, AccountShares(0.5, 0.753, 0.60))
    counts, _ = industrial_firm_counts(accounts.above_scale_output, towns, cities, constants, Allotment(0.75, 0.8))
    uniforms = np.random.default_rng(3).random(int(counts.sum()))
    sales = firm_sales(uniforms, first_firm(counts), counts, accounts.above_scale_output, SizeLaw(1.1, 1.1, 0.4))
    largest = np.sort(sales[: counts[towns.certified_2015].sum()])[::-1]
    top = len(largest) // 10
    hill = 1 / np.log(largest[:top] / largest[top]).mean()
    assert 1.0 <= hill <= 1.3


def test_more_luck_never_makes_a_firm_smaller():
    law = SizeLaw(1.1, 1.1, 0.4)
    first, count, total = np.array([0]), np.array([50]), np.array([1_000_000.0])
    sales = firm_sales(np.full(50, 0.5), first, count, total, law)
    assert (np.diff(sales) >= 0).all()
    lucky = firm_sales(np.where(np.arange(50) == 20, 0.9, 0.5), first, count, total, law)
    assert lucky[20] > sales[20]


def test_a_crowded_town_pays_from_its_largest_firms_and_stays_exact():
    # Ten firms share 21,000: barely above the threshold of 2,000 each, less than the tail alone would ask for.
    sales = firm_sales(np.full(10, 0.99), np.array([0]), np.array([10]), np.array([21_000.0]), SizeLaw(1.1, 1.0, 0.4))
    assert sales.sum() == 21_000
    assert sales.min() >= ABOVE_SCALE_SALES


def test_one_firm_holds_all_of_its_town_and_an_empty_town_has_none():
    sales = firm_sales(
        np.array([0.3]), np.array([0, 1]), np.array([1, 0]), np.array([5_000.0, 0.0]), SizeLaw(1, 1, 0.4)
    )
    assert sales.tolist() == [5_000.0]


def test_firms_that_could_not_be_above_scale_are_refused():
    with pytest.raises(UnreachableTotalError, match="2 firms above scale cannot share 3000"):
        firm_sales(np.array([0.3, 0.6]), np.array([0]), np.array([2]), np.array([3_000.0]), SizeLaw(1.1, 1.1, 0.4))
