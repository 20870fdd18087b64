"""The instruments of the document, as rules in words: who gets what, who pays, what moves and after how long."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, RootModel, model_validator

from simulation.inputs.configuration import Entry, Names, entries_by_name, read_configuration
from simulation.inputs.files import config_file
from simulation.inputs.parameters import Share, load_parameters
from simulation.inputs.problems import nearest
from simulation.saying import Saying

Channel = Literal["RD", "MA", "ID", "TF", "FI", "EN", "HC", "SP", "IP", "LA", "MK", "GO"]
"""Ways into the model: R&D, matching, ideas, technology, finance, entry and exit, people, spillovers, intellectual
property, land and amenity, market, governance."""
Clause = Annotated[str, Field(pattern=r"^\d\.\d(\.\d)?$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Amount = Annotated[float, Field(ge=0.0, allow_inf_nan=False, strict=False)]
WHOLE = 1e-9


def _known(key: str) -> str:
    known = load_parameters().keys()
    if key not in known:
        near = nearest(key, known)
        if near:
            raise ValueError(Saying("{key} is not in parameters.yaml; did you mean {near}?", key=key, near=near))
        raise ValueError(Saying("{key} is not in parameters.yaml", key=key))
    return key


class Shares(Entry):
    """Parts of the cost that province, city with town, and firms or other private money bear."""

    province: Share
    local: Share
    private: Share

    @model_validator(mode="after")
    def they_add_up(self) -> Self:
        total = self.province + self.local + self.private
        if abs(total - 1.0) > WHOLE:
            raise ValueError(
                Saying("the shares of province, local and private add up to {total:g}, not to 1", total=total)
            )
        return self


class Cost(Entry):
    """Who pays, in words, and where the parts are fixed also in numbers."""

    words: Names
    shares: Shares | None = None


class Budget(Entry):
    """Province money in 亿元 a year when nobody states another: a placeholder, with the range to try."""

    default: Amount
    low: Amount
    high: Amount

    @model_validator(mode="after")
    def it_lies_in_its_range(self) -> Self:
        if not self.low <= self.default <= self.high:
            limits: dict[str, Any] = {"default": self.default, "low": self.low, "high": self.high}
            raise ValueError(Saying("the default {default:g} lies outside its range {low:g} to {high:g}", **limits))
        return self


class Instrument(Entry):
    """One instrument. `lever` None: it belongs to no lever and always runs. `key` is its name in a scenario file."""

    id: Annotated[str, Field(pattern=r"^([IG]\d+|C0)$")]
    lever: Key | None = None
    key: Key
    clause: Clause
    names: Names
    rule: Names
    formula: Names
    eligible: Names
    pays: Cost
    timing: Names
    primary: Channel | None = None
    secondary: Channel | None = None
    parameters: Annotated[tuple[Annotated[str, AfterValidator(_known)], ...], Field(strict=False)] = ()
    budget: Budget | None = None
    not_modelled: Names | None = None

    @property
    def name(self) -> str:
        """What money and scenarios call it: `enterprise_cultivation.sme_grant`, or its lever when that has no other."""
        return self.key if self.lever in (None, self.key) else f"{self.lever}.{self.key}"


def _with_ids(document: Any) -> Any:
    return entries_by_name(document, "id")


class InstrumentFile(RootModel[Annotated[tuple[Instrument, ...], Field(strict=False), BeforeValidator(_with_ids)]]):
    """All instruments, in the order of their numbers."""

    @model_validator(mode="after")
    def names_are_unique(self) -> Self:
        names = [instrument.name for instrument in self.root]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(Saying("instruments that share a name: {names}", names=", ".join(twice)))
        return self


@lru_cache(maxsize=1)
def load_instruments(path: Path | None = None) -> Mapping[str, Instrument]:
    """Return the instruments of `config/instruments.yaml` by number.

    Raises InputError with file, line and column for anything unknown, missing or contradictory.
    """
    file = read_configuration(path or config_file("instruments.yaml"), InstrumentFile)
    return {instrument.id: instrument for instrument in file.root}
