"""The towns of 2015 in one draw: people, accounts, cohorts, bodies (model.md 1.4d, 1.4e; base_year.md 7-10)."""

from typing import NamedTuple

import numpy as np

from simulation.inputs.size_classes import LARGE_SALES, LARGE_STAFF
from simulation.inputs.towns import StatedFigures
from simulation.rules.dice import Dice, Question, uniform
from simulation.rules.distributions import normal_quantile, poisson_quantile
from simulation.world.birth.accounts import TownAccounts
from simulation.world.birth.solve import largest_first
from simulation.world.firms import SECTORS, TRADE, Firms, Flags, Floats, Integers
from simulation.world.ground import Ground
from simulation.world.macro import Macro
from simulation.world.towns import GRANT_QUEUE, Economy, Place, Pools, Queues, Status, Towns, empty_tally

FAR_PAST = -1000
AGRICULTURE_SECTOR = 12


class Bodies(NamedTuple):
    """Bodies of the towns in 2015, whole numbers by town."""

    platforms: Integers
    institutes: Integers
    incubators: Integers
    testing_platforms: Integers
    service_bodies: Integers
    cobuilt_bodies: Integers


def place_of_die(sums: Floats, u: float) -> int:
    """Row whose part of the running sums holds the die."""
    return min(int(np.searchsorted(sums, u * sums[-1], side="right")), len(sums) - 1)


def scatter(count: int, weight: Floats, dice: Dice, salt: int) -> Integers:
    """Place `count` bodies in towns with chances by weight, one die a body, so that more bodies keep the first ones."""
    sums = np.cumsum(weight)
    places = np.zeros(len(weight), dtype=np.int64)
    for k in range(count):
        u = uniform(dice, int(Question.PLACEMENT), salt * 100_000 + k)
        places[place_of_die(sums, u)] += 1
    return places


def bodies_of(ground: Ground, p: np.record, dice: Dice) -> Bodies:
    """Draw the base-year unknowns U3-U5 and the bodies of 1.4e onto the certified towns, the larger ones first.

    They are drawn for the whole province; towns for which an office states its bodies have those.
    """
    towns = ground.everywhere
    certified = towns.certified_2015
    weight = towns.gross_output * certified
    luck = np.array([uniform(dice, int(Question.TOWN_PLATFORM), int(code)) for code in towns.code])
    platforms = np.zeros(len(towns.code), dtype=np.int64)
    wanted = round(float(p.base_platform_coverage) * int(certified.sum()))
    platforms[np.argsort(np.where(certified, luck, 2.0), kind="stable")[:wanted]] = 1
    poisson = np.zeros((2, len(towns.code)), dtype=np.int64)
    for j in np.flatnonzero(certified):
        for row, mean in enumerate((p.ip_bodies_per_town, p.cobuilt_bodies_per_town)):
            u = uniform(dice, int(Question.TOWN_BODIES), int(towns.code[j]) * 2 + row)
            poisson[row, j] = poisson_quantile(u, float(mean))
    drawn = Bodies(
        platforms,
        scatter(round(float(p.base_institutes)), weight, dice, 1),
        scatter(round(float(p.base_incubators)), weight, dice, 2),
        scatter(round(float(p.testing_platforms_2015)), weight, dice, 3),
        poisson[0],
        poisson[1],
    )
    return Bodies(*(ground.only_studied(column) for column in _with_stated(drawn, ground.stated)))


def _with_stated(drawn: Bodies, stated: StatedFigures | None) -> Bodies:
    """The bodies of every town, as stated where an office states them."""
    if stated is None:
        return drawn
    columns = {
        name: np.where(np.isnan(figures), column, np.nan_to_num(figures)).astype(np.int64)
        for name, figures, column in (
            ("platforms", stated.platforms, drawn.platforms),
            ("institutes", stated.institutes, drawn.institutes),
            ("incubators", stated.incubators, drawn.incubators),
        )
    }
    return drawn._replace(**columns)


def sector_shares(ground: Ground, share: float) -> Floats:
    """(towns, 13) share of every industrial sector in a town's industry.

    Industrial towns give `share` to their specialty and the rest by the provincial shares, doubled within the family;
    towns of another kind have no industrial specialty but keep the doubling within the specialty's family.
    """
    sectors, towns = ground.sectors, ground.towns
    family = sectors.family[None, :TRADE] == sectors.family[towns.sector][:, None]
    rest = sectors.output_share[None, :TRADE] * np.where(family, 2.0, 1.0)
    has = (towns.kind == 0) & (towns.sector != TRADE)
    rows = np.flatnonzero(has)
    rest[rows, towns.sector[rows]] = 0.0
    rest /= rest.sum(axis=1, keepdims=True)
    rest[rows] *= 1.0 - share
    rest[rows, towns.sector[rows]] = share
    return rest


def place_of(ground: Ground) -> Place:
    """The fixed columns."""
    towns = ground.towns
    return Place(towns.code, towns.city, towns.region, towns.kind, towns.sector, towns.certified_2015)


def status_of(ground: Ground, bodies: Bodies, p: np.record, dice: Dice) -> Status:
    """What the towns hold at the end of 2015."""
    towns = ground.towns
    n = len(towns.code)
    growth = [normal_quantile(uniform(dice, int(Question.TOWN_GROWTH), int(code))) for code in towns.code]
    has = bodies.platforms > 0
    return Status(
        certified=towns.certified_2015.copy(),
        certified_since=np.full(n, -1, dtype=np.int64),
        applied=np.zeros(n, dtype=np.int64),
        platforms=bodies.platforms.copy(),
        platform_open_since=np.full(n, FAR_PAST, dtype=np.int64),
        platform_paid_until=np.where(has, 1, FAR_PAST).astype(np.int64),
        platform_users=np.zeros(n),
        platform_shared=np.zeros(n, dtype=np.bool_),
        testing_platforms=bodies.testing_platforms.copy(),
        institutes=bodies.institutes.copy(),
        incubators=bodies.incubators.copy(),
        incubator_fill=np.where(bodies.incubators > 0, float(p.incubator_opening_fill), 0.0),
        service_bodies=bodies.service_bodies.copy(),
        cobuilt_bodies=bodies.cobuilt_bodies.copy(),
        growth_effect=float(p.town_growth_sd) * np.array(growth),
        specialty_share=np.full(n, float(p.specialty_share)),
    )


def value_added_ratios(ground: Ground, accounts: TownAccounts, output: Floats) -> Floats:
    """(towns, sectors) value added over output: the sectors' factors, scaled so that every town's account is exact.

    `output` (towns, sectors) industrial output of all sizes in 2015.
    """
    factors = ground.sectors.value_added_factor
    weighted = output[:, :TRADE] @ factors[:TRADE]
    scale = np.where(weighted > 0.0, accounts.va_industry / np.maximum(weighted, 1e-9), accounts.common_ratio)
    ratios = scale[:, None] * factors[None, :]
    ratios[:, TRADE] = 0.0
    return ratios


def economy_of(ground: Ground, accounts: TownAccounts, micro: Floats, people: Floats,
               setting: tuple[Floats, Macro, np.record]) -> Economy:  # fmt: skip
    """Cohorts and people at the end of 2015, at the level of its last quarter.

    `micro` (towns, sectors) yearly output below scale; `setting` = value-added ratios, macro path, parameters.
    """
    ratios, macro, p = setting
    carry = macro.carry
    return Economy(
        population=people.copy(),
        micro_sales=micro / 4.0 * carry[None, :SECTORS],
        startup_sales=np.zeros((len(people), SECTORS)),
        agriculture=accounts.agricultural_output / 4.0 * carry[SECTORS + 1],
        agriculture_ratio=accounts.va_agriculture / np.maximum(accounts.agricultural_output, 1.0),
        services=accounts.va_services / 4.0 * carry[SECTORS],
        value_added_ratio=ratios,
        industrial_value=np.zeros(len(people)),
        growth=np.zeros(len(people)),
        high_tech_below_scale=np.zeros(len(people), dtype=np.int64),
        land=accounts.industrial_output / float(p.output_per_land),
        amenity=np.ones(len(people)),
    )


def assemble_towns(ground: Ground, status: Status, economy: Economy) -> Towns:
    """All town columns, sums at zero."""
    n = len(ground.towns.code)
    pools = Pools(*(np.zeros((n, SECTORS)) for _ in Pools._fields))
    queues = Queues(
        np.zeros((n, 3, GRANT_QUEUE), dtype=np.int64), np.zeros(3, dtype=np.int64), np.zeros(3, dtype=np.int64)
    )
    return Towns(place_of(ground), status, economy, pools, empty_tally(n), queues)


def centres_at_birth(firms: Firms, used: int, industrial: Flags, luck: Floats, p: np.record) -> None:
    """Institutions of large firms (share U17) and provincial engineering centres, both at the larger firms first."""
    year = firms.output.sales_year[:used]
    large = industrial & (year >= LARGE_SALES) & (firms.output.employees[:used] >= LARGE_STAFF)
    members = np.flatnonzero(large)
    covered = members[np.argsort(luck[members], kind="stable")[: round(float(p.base_backbone_coverage) * len(members))]]
    firms.research.institution[covered] = True
    wanted = round(float(p.engineering_centres_2015))
    first = covered[np.argsort(-year[covered], kind="stable")]
    others = np.flatnonzero(industrial & ~large)
    then = others[np.argsort(-year[others], kind="stable")]
    chosen = np.concatenate([first, then])[:wanted]
    firms.research.centre[chosen] = 1
    firms.research.institution[chosen] = True


def below_scale_titles(towns: Towns, accounts: TownAccounts, number: int) -> None:
    """High-tech enterprises below scale as a count of the town, by above-scale output of the certified towns."""
    weight = accounts.above_scale_output * towns.place.cohort_2015
    towns.economy.high_tech_below_scale[:] = largest_first(weight, number)
