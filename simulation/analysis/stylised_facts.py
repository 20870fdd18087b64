"""Does the model look like the world? Known regularities held against what the runs show, draw by draw."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from simulation.analysis.spread import Spread, average_by_draw, spread
from simulation.ensemble.results import Ensemble
from simulation.inputs.stylised_facts import Fact, StylisedFacts


@dataclass(frozen=True)
class FactResult:
    """One regularity: where the median draw lies and which share of draws is inside the accepted range."""

    name: str
    fact: Fact
    value: Spread
    """Over draws, each averaged over its replications."""
    median_inside: bool
    share_inside: float
    draws: int
    """Draws that measured it; 0 when this version does not."""

    @property
    def measured(self) -> bool:
        """Whether any run recorded the statistic."""
        return self.draws > 0


def fact_results(ensemble: Ensemble, catalogue: StylisedFacts) -> Iterator[FactResult]:
    """Hold every fact against the ensemble, in the order of the catalogue; of towns run alone, what is true of any."""
    is_part = ensemble.manifest.get("towns", {}).get("only_these", False)
    for column, (name, fact) in enumerate(catalogue.facts.items()):
        if is_part and fact.whole_province:
            continue
        by_draw = average_by_draw(ensemble.facts[:, :, column])
        known = by_draw[~np.isnan(by_draw)]
        answer = partial(FactResult, name, fact, spread(known), draws=known.size)
        if known.size:
            median = np.array([np.median(known)])
            yield answer(median_inside=bool(fact.inside(median)[0]), share_inside=float(fact.inside(known).mean()))
        else:
            yield answer(median_inside=False, share_inside=np.nan)
