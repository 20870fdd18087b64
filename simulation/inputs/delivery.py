"""The words every lever shares to say how it is delivered: when, how much, to whom, and who comes first."""

from __future__ import annotations

from typing import ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from simulation.calendar import HORIZON_END, HORIZON_START, Quarter
from simulation.inputs.conditions import Condition
from simulation.quantities import PositiveMoney, YearlyMoney
from simulation.saying import Saying

Allocation = Literal["lottery", "first_come", "competitive", "formula"]
Recipient = Literal["firm", "town"]


class LeverSettings(BaseModel):
    """Settings of one lever: a field per instrument, `None` while that instrument is off."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    def instruments(self, lever: str) -> dict[str, InstrumentSettings]:
        """The instruments that are on, by the name the ledger uses: `guidance_funds.follow_on`."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return {f"{lever}.{name}": value for name, value in fields.items() if isinstance(value, InstrumentSettings)}

    def has_money(self) -> bool:
        """False when every budget of every year is 0, so that the lever counts as off."""
        return any(instrument.has_money() for instrument in self.instruments("").values())

    def is_free(self) -> bool:
        """Whether an instrument of the lever needs no money: it is on while anything else of the scenario has some."""
        return any(instrument.free for instrument in self.instruments("").values())


class InstrumentSettings(LeverSettings):
    """Settings of one instrument; a lever with a single instrument uses them directly.

    `budget` is province money in 万元 for 2016 to 2020 (years not stated: 0), `cap` the most one recipient gets in a
    year in 万元, `end` the last quarter that runs (`None`: the plan's last). A subclass narrows `allocation` to the
    ways its rule knows and says in `recipient` whom `eligible` may ask about.
    """

    recipient: ClassVar[Recipient] = "firm"
    free: ClassVar[bool] = False
    """A rule that costs nothing (G2, G3); a subclass that is free gives its budget a default of 0."""

    start: Quarter = HORIZON_START
    end: Quarter | None = None
    budget: YearlyMoney
    eligible: Condition = Condition.everyone
    allocation: Allocation = "competitive"
    cap: PositiveMoney | None = None

    def instruments(self, lever: str) -> dict[str, InstrumentSettings]:
        """This instrument, under the name of its lever."""
        return {lever: self}

    def has_money(self) -> bool:
        """False when the budget of every year is 0."""
        return any(self.budget)

    def runs_in(self, quarter: Quarter) -> bool:
        """Whether calls are open and money flows in this quarter."""
        return self.start <= quarter <= (self.end or HORIZON_END)

    def budget_of(self, year: int) -> float:
        """Province money of a year, 万元; 0 outside the plan."""
        index = year - HORIZON_START.year
        return self.budget[index] if 0 <= index < len(self.budget) else 0.0

    @model_validator(mode="after")
    def _ends_after_start(self) -> InstrumentSettings:
        if self.end is not None and self.end < self.start:
            reason = Saying("it ends in {end}, before it starts in {start}", end=self.end, start=self.start)
            raise PydanticCustomError("E209", "{reason}", {"reason": reason, "at": "end"})
        return self

    @model_validator(mode="after")
    def _asks_what_the_recipient_has(self) -> InstrumentSettings:
        foreign = sorted(name for name in self.eligible.fields if self.recipient == "town" and name.startswith("firm."))
        if foreign:
            reason = Saying("{field} cannot be asked: this money goes to towns", field=foreign[0])
            raise PydanticCustomError("E302", "{reason}", {"reason": reason, "at": "eligible"})
        return self


def instrument_names(settings: type[LeverSettings]) -> tuple[str, ...]:
    """The names of a lever's instruments; empty for a lever that is a single instrument."""
    return tuple(name for name, field in settings.model_fields.items() if _is_instrument(field.annotation))


def settings_of(settings: type[LeverSettings], instrument: str) -> type[InstrumentSettings]:
    """The settings of one instrument of a lever. Raises KeyError when it has none of that name."""
    annotation = settings.model_fields[instrument].annotation
    choices = (choice for choice in (annotation, *get_args(annotation)) if isinstance(choice, type))
    return next(choice for choice in choices if issubclass(choice, InstrumentSettings))


def _is_instrument(annotation: object) -> bool:
    choices = (annotation, *get_args(annotation))
    return any(isinstance(choice, type) and issubclass(choice, InstrumentSettings) for choice in choices)
