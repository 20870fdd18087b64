"""Who comes first where more is asked for than there is: the same words for firms and towns of every lever (3.2)."""

from collections.abc import Callable

import numpy as np

from simulation.agents.delivery import ask, ask_towns, firm_columns, town_columns
from simulation.agents.province import standardised
from simulation.inputs.conditions import Ranking
from simulation.inputs.delivery import InstrumentSettings
from simulation.phases.draws import normals, uniforms
from simulation.rules.dice import Question
from simulation.rules.distributions import normal_quantile
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.world import World


def order(world: World, settings: InstrumentSettings, rows: Integers, question: Question,
          usual: Callable[[], Integers] | None = None) -> Integers:  # fmt: skip
    """Places of the applicants `rows` (firms or towns, as the instrument pays), who comes first at the head.

    competitive: by `ranking` where the scenario states one, else by the province's project score; lottery: by this
    quarter's die; first_come: in the order of arrival, the same at every call; gap: those whose town does least R&D for
    its GDP. Equal applicants stand in the order of the die. `usual` is the order of an instrument that does by default
    what these words mean in its own way.
    """
    if len(rows) == 0:
        return np.zeros(0, dtype=np.int64)
    is_firm = settings.recipient == "firm"
    if settings.ranking is not None:
        numbers = -ranked(world, settings.ranking, is_firm)[rows]
        return np.lexsort((lots(world, rows, question, is_firm), numbers))
    if usual is not None and settings.allocation == type(settings).model_fields["allocation"].default:
        return usual()
    if settings.allocation == "gap":
        return np.lexsort((lots(world, rows, question, is_firm), gaps(world, rows, is_firm)))
    if settings.allocation == "first_come":
        return np.argsort(arrivals(world, rows, is_firm), kind="stable")
    if settings.allocation == "lottery":
        return np.argsort(lots(world, rows, question, is_firm), kind="stable")
    scores = firm_scores(world, rows, question) if is_firm else town_scores(world, rows, question)
    return np.argsort(-scores, kind="stable")


def first_in_order(world: World, settings: InstrumentSettings, rows: Integers, question: Question,
                   most: int) -> Integers:  # fmt: skip
    """The first `most` places of `order`; a large lottery is cheap where few can win."""
    if settings.ranking is None and settings.allocation in ("lottery", "first_come") and len(rows):
        is_firm = settings.recipient == "firm"
        by_lot = settings.allocation == "lottery"
        return foremost(lots(world, rows, question, is_firm) if by_lot else arrivals(world, rows, is_firm), most)
    return order(world, settings, rows, question)[:most]


def foremost(numbers: Floats, count: int) -> Integers:
    """Places of the `count` lowest numbers in rising order; of equal ones the earlier place comes first.

    Only those that come near are sorted.
    """
    if count >= len(numbers):
        return np.argsort(numbers, kind="stable")
    if count <= 0:
        return np.zeros(0, dtype=np.int64)
    near = np.flatnonzero(numbers <= np.partition(numbers, count - 1)[count - 1])
    first: Integers = near[np.argsort(numbers[near], kind="stable")][:count]
    return first


def behind(order_of_all: Integers, later: Flags | Integers) -> Integers:
    """The same order within groups: places with a higher number in `later` come behind all others."""
    sorted_places: Integers = order_of_all[np.argsort(later[order_of_all], kind="stable")]
    return sorted_places


def ranked(world: World, ranking: Ranking, is_firm: bool) -> Floats:
    """(slots in use,) or (towns,) the number that the scenario ranks by."""
    columns = firm_columns(world, ranking) if is_firm else town_columns(world, ranking)
    numbers: Floats = ranking.evaluate(columns)
    return numbers


def lots(world: World, rows: Integers, question: Question, is_firm: bool) -> Floats:
    """This quarter's die of each of them."""
    return ask(world, question, rows) if is_firm else ask_towns(world, question, rows)


def arrivals(world: World, rows: Integers, is_firm: bool) -> Floats:
    """Firms closest to services (their affinity, kept for life) hear of a call first; some towns are always quick."""
    if is_firm:
        arrival: Floats = world.firms.roster.affinity[rows]
        return arrival
    for_good = world.dice._replace(quarter=0)
    return uniforms(for_good, int(Question.TOWN_ARRIVAL), world.towns.place.code[rows].astype(np.uint64))


def gaps(world: World, rows: Integers, is_firm: bool) -> Floats:
    """R&D over GDP of the town of each of them, as told."""
    return research_told(world)[world.firms.roster.town[rows] if is_firm else rows]


def research_told(world: World) -> Floats:
    """(towns,) R&D that the firms of a town reported for last year over the town's GDP of last year."""
    firms, used = world.firms, world.used
    told = np.where(firms.roster.above_scale[:used], firms.research.reported_last_year[:used], 0.0)
    sums = np.bincount(firms.roster.town[:used], told, minlength=world.towns.count)
    share: Floats = sums / np.maximum(world.history.gdp, 1.0)
    return share


def firm_scores(world: World, rows: Integers, question: Question) -> Floats:
    """3.2: half strength (log productivity), half need (size gap to the sector's mean), both as z-scores, and noise."""
    output = world.firms.output
    strength = standardised(output.productivity[rows] + output.shock[rows])
    need = standardised(world.scores.size_mean[world.firms.roster.sector[rows]] - output.log_sales[rows])
    noise = normals(ask(world, question, rows))
    scores: Floats = 0.5 * strength + 0.5 * need + float(world.p.ranking_noise) * world.safeguards.ranking_noise * noise
    return scores


def town_scores(world: World, rows: Integers, question: Question) -> Floats:
    """Score of town projects: half strength (output), half need (gap in last year's R&D), noise (model.md 3.2)."""
    output = np.log(np.maximum(world.history.output[rows], 1.0))
    strength = (output - output.mean()) / max(1e-9, float(output.std()))
    told = research_told(world)[rows]
    need = (told.mean() - told) / max(1e-9, float(told.std()))
    noise = np.array([normal_quantile(float(u)) for u in ask_towns(world, question, rows)])
    score_noise = float(world.p.ranking_noise) * world.safeguards.ranking_noise
    scores: Floats = 0.5 * strength + 0.5 * need + score_noise * noise
    return scores
