"""What the safeguards of clause 4 do to the delivery of every lever (channel GO of model.md 1.2)."""

from dataclasses import dataclass


@dataclass
class Safeguards:
    """Factors of this quarter; neutral unless a safeguard is in force."""

    delay: float = 1.0
    """On the quarters between a decision and its first effect (G1)."""
    execution: float = 1.0
    """On the share of appropriated money that is spent (G2)."""
    ranking_noise: float = 1.0
    """On the noise of project scores (G4)."""
    misuse: float = 1.0
    """On the share of grants that is diverted (G4)."""
    over_reporting: float = 1.0
    """On what towns add to their figures (G4)."""
    match_rule: bool = False
    """Projects start only in towns that find their share (G3); without the rule the province pays it for the others."""
    target_pressure: bool = False
    """The quota of certification follows the distance to the target (G2, G4)."""
