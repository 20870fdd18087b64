"""The constants of the base year 2015, read from `config/base_year.yaml` into frozen, closed settings."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from simulation.inputs.configuration import read_configuration
from simulation.inputs.files import config_file

ByRegion = tuple[float, float, float, float]
ByKind = tuple[float, float, float]


class Section(BaseModel):
    """A group of constants that share one origin (published, inferred, memory, synthetic) and one source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    origin: str
    source: str


class Totals(Section):
    """Published totals of the 399 towns; money in 亿元."""

    towns: int
    gdp: float
    document_gdp: float  # "a bit over one third" of the province, as the policy document says
    over_1000: int
    over_100: int
    dongguan_gdp: float
    above_scale_firms: int


class Jitter(Section):
    """Places of units without a trusted coordinate, km."""

    radius_km: float
    trusted_km: float


class UnitWeight(Section):
    """Terms of a unit's weight (how likely it is a specialised town, and how large)."""

    luck: float
    known_specialty: float
    own_coordinate: float
    per_km_to_centre: float
    km_unknown: float
    km_limit: float
    prd_subdistrict: float
    large: float
    small: float
    shrink: float
    shrunk_cities: tuple[str, ...]
    sure_bonus: float
    unsure_bonus: float
    other_subdistrict: float


class Units(Section):
    """A list of units by official code."""

    units: tuple[int, ...]


class Kinds(Section):
    """Numbers of towns by kind and region (prd, east, west, north)."""

    industry: tuple[int, int, int, int]
    agriculture: tuple[int, int, int, int]
    service: tuple[int, int, int, int]
    weight_floor: float


class CityShare(Section):
    """Share of the specialised towns in a city's GDP."""

    highest: float
    guangzhou_gdp: float


class OutputSlots(Section):
    """Sizes of town output, 亿元: a lognormal whose top places are set by hand."""

    log_mean: float
    log_sd: float
    first: float
    second: float
    rest_of_top: tuple[float, float]
    top_count: int


class OutputPlaces(Section):
    """How towns are ranked into the slots."""

    industrial_markup: float
    highest_city_share: float
    agriculture: float
    service: float
    step: float
    rounds: int
    dongguan_floor: float
    repair_ceiling: float
    top_limits: dict[str, int]


class PinnedTown(BaseModel):
    """A town whose own figures are known, 亿元."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: int
    name: str
    output: float
    output_origin: str
    gdp: float | None = None


class Pinned(Section):
    """All towns whose own figures are known, in the order in which they choose their slots."""

    towns: tuple[PinnedTown, ...]


class GdpRule(Section):
    """Bounds and starting point of GDP over output by kind, caps in 亿元."""

    ratio_low: ByKind
    ratio_high: ByKind
    ratio_start: ByKind
    logit_margin: float
    luck: float
    caps: dict[str, float]
    cap_elsewhere: float
    dongguan_floor: float


class PopulationRule(Section):
    """How residents are spread over towns."""

    reference_million: float
    tilt: float
    growth_since_2010: float
    highest_city_share: float
    heads_2010: dict[int, int]


class AccountsRule(Section):
    """How output splits into agriculture, above-scale and other industry; sizes in 万元."""

    agricultural_share: tuple[ByRegion, ByRegion, ByRegion]  # by kind and region
    highest_agricultural_share: float
    highest_outside_services: float
    smallest_above_scale: float
    highest_above_scale_share: float
    size_slope: float


class FirmCountRule(Section):
    """How above-scale firms are spread over cities and towns; sizes in 万元."""

    highest_city_share: float
    fewest: int
    smallest_mean: float
    candidate_firms: int


class Candidates(Section):
    """The units that may be certified after 2015; money in 亿元."""

    count: int
    without_cities: tuple[str, ...]
    without_subdistricts_of: tuple[str, ...]
    other_subdistrict: float
    kind_shift: ByKind
    median_output: float
    log_sd: float
    highest_output: float
    target_share: float
    crowding: float
    highest_city_share: float
    highest_slot_share: float
    ratio: ByKind
    ratio_luck: float


class Certification(Section):
    """Certified towns at the end of each year, and towns whose year is known."""

    years: tuple[int, ...]
    certified: tuple[int, ...]
    certified_dongguan: tuple[int, ...]
    first: dict[int, int]
    by_2010: tuple[int, ...]
    in_2014: tuple[int, ...]


class CitySeats(Section):
    """The county in which each city's government sits."""

    counties: dict[str, str]


class BaseYear(BaseModel):
    """Everything `config/base_year.yaml` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    totals: Totals
    jitter: Jitter
    unit_weight: UnitWeight
    exclusions: Units
    kinds: Kinds
    city_share: CityShare
    output_slots: OutputSlots
    output_places: OutputPlaces
    pinned: Pinned
    top_towns: Units
    gdp: GdpRule
    population: PopulationRule
    accounts: AccountsRule
    firm_counts: FirmCountRule
    candidates: Candidates
    certification: Certification
    city_seats: CitySeats


def load_base_year(path: Path | None = None) -> BaseYear:
    """Read the constants; raises InputError naming every missing, unknown or mistyped entry."""
    return read_configuration(path or config_file("base_year.yaml"), BaseYear)
