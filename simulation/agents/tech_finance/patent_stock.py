"""Patents a firm keeps in force, told from three years of its R&D, and what an appraiser makes of them (I20)."""

from simulation.agents.delivery import nominal
from simulation.inputs.constants import constant
from simulation.phases.draws import poisson_counts, uniform_pairs
from simulation.phases.ideas import lag_weights
from simulation.rules.dice import Question
from simulation.rules.patents import application_shares, propensity_drift
from simulation.world.firms import Flags, Floats, Integers
from simulation.world.world import World

LEAST_INVENTIONS, LEAST_UTILITIES = 1, 3
"""In force, for a loan: one invention, or three utility models (I20)."""
Patents = tuple[Integers, ...]
"""Inventions and utility models in force, one count per firm."""


def yearly_applications(world: World, rows: Integers) -> Floats:
    """Q9 for these firms: applications a year that their R&D of the last three years lets expect."""
    p, research, q = world.p, world.firms.research, world.quarter
    lagged = (research.memory[rows] * lag_weights(q - 1, p)).sum(axis=1)
    offset = float(p.patent_rd_offset * world.macro.deflator[q])
    power = float(p.patent_rd_elasticity)
    effective = (lagged + offset) ** power - offset**power
    scale = world.anchors.patent_scale[world.firms.roster.sector[rows]] * research.patent_effect[rows]
    applications: Floats = scale * effective * propensity_drift(q, p)
    return applications


def patents_in_force(world: World, rows: Integers) -> Patents:
    """Poisson counts around applications x grant rate x years in force; the firm's luck is the same for life."""
    p = world.p
    applications = yearly_applications(world, rows)
    inventions, designs = application_shares(p)
    means = (
        applications * inventions * float(p.invention_grant_rate) * constant("invention_years_in_force"),
        applications * (1.0 - inventions - designs) * float(p.utility_grant_rate) * constant("utility_years_in_force"),
    )
    for_life = world.dice._replace(quarter=0)
    dice = uniform_pairs(for_life, int(Question.PATENT_STOCK), world.firms.roster.identity[rows])
    return tuple(poisson_counts(luck, kind) for luck, kind in zip(dice, means, strict=True))


def can_pledge(patents: Patents) -> Flags:
    """Firms with one invention or three utility models in force."""
    inventions, utilities = patents
    able: Flags = (inventions >= LEAST_INVENTIONS) | (utilities >= LEAST_UTILITIES)
    return able


def appraised_value(world: World, patents: Patents) -> Floats:
    """10,000 yuan at today's prices; the appraiser takes off what filing for its own sake has cost in quality."""
    inventions, utilities = patents
    whole = constant("invention_value") * inventions + constant("utility_value") * utilities
    value: Floats = nominal(world, 1.0) * whole * (1.0 + float(world.p.ip_service_value_effect))
    return value
