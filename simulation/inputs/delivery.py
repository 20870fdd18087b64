"""The words every lever shares to say how it is delivered: when, how much, to whom, and who comes first."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from simulation.calendar import HORIZON_END, HORIZON_START, Quarter
from simulation.inputs.budgets import Budget, Prices, Total, place_in_plan, yearly_money
from simulation.inputs.conditions import Condition, Expression, Ranking
from simulation.inputs.regional_shares import Kept, Quotas, kept_shares
from simulation.quantities import PositiveMoney, Quarters, Share
from simulation.saying import Saying

Recipient = Literal["firm", "town"]
Allocation = Literal["competitive", "lottery", "first_come", "gap", "formula"]
"""Best first, by lot, in the order of arrival, neediest town first, or split in proportion without ranking."""
HOW = Field(
    description="who comes first: competitive (best score, or highest `ranking`), lottery, first_come, gap (towns with "
    "the least R&D over GDP, and firms in them), or formula (money is split and nobody is ranked)"
)
Ranked = Annotated[Literal["competitive", "lottery", "first_come", "gap"], HOW]
"""For instruments whose applicants stand in a queue."""
Split = Annotated[Literal["formula"], HOW]
"""For instruments that rank nobody; they say why in `fixed_because`."""
Eligible = Annotated[Condition, Field(description="which firms or towns may get money: a condition about them")]


class Shares(NamedTuple):
    """Who pays which part of a project; they add up to one."""

    province: float
    local: float
    private: float


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

    A subclass narrows `allocation` to the ways its rule knows, says why in `fixed_because`, and says in `recipient`
    whom `eligible` and `ranking` may ask about.
    """

    recipient: ClassVar[Recipient] = "firm"
    free: ClassVar[bool] = False
    """A rule that costs nothing (G2, G3); a subclass that is free gives its budget a default of 0."""
    fixed_because: ClassVar[str] = Saying("what one applicant gets is paid whole or not at all")
    """Why the rule cannot use the ways of allocation that its `allocation` leaves out."""
    nowhere_because: ClassVar[str] = ""
    """Why the money cannot be told by region; nothing where it reaches towns, or firms in them."""

    start: Quarter = Field(default=HORIZON_START, description="first quarter with open calls, like 2016Q1")
    end: Quarter | None = Field(default=None, description="last quarter with open calls; the plan's last if not stated")
    ramp: Quarters = Field(default=0, description="quarters from `start` over which the money grows to its full size")
    budget: Budget = Field(
        description="province money per year (one amount, or a table of years in which a year not stated is 0), or "
        "{total: 5亿元} for all quarters from `start` to `end`"
    )
    prices: Prices = Field(
        default="nominal",
        description="prices in which the budget is stated: nominal, or 2015 (it then rises with the price level)",
    )
    carry_over: Share = Field(
        default=0.0, description="share of what is unspent at the end of a year that is added to the next year's money"
    )
    cap: PositiveMoney | None = Field(default=None, description="the most that one recipient gets in a year")
    eligible: Eligible = Condition.everyone
    allocation: Annotated[Allocation, HOW] = "competitive"
    ranking: Ranking | None = Field(
        default=None,
        description="number by which applicants are ranked instead of the province's score, highest first, like "
        "firm.rd_intensity * 2 + firm.age / 1 year",
    )
    quotas: Quotas | None = Field(
        default=None, description="shares of each year's money that are kept for regions; the rest is open to all"
    )
    equity_share: Share | None = Field(
        default=None, description="share of each year's money that is kept for east, west and north together"
    )

    def instruments(self, lever: str) -> dict[str, InstrumentSettings]:
        """This instrument, under the name of its lever."""
        return {lever: self}

    def has_money(self) -> bool:
        """False when the budget of every year is 0."""
        return self.budget.total > 0.0 if isinstance(self.budget, Total) else any(self.budget)

    def runs_in(self, quarter: Quarter) -> bool:
        """Whether calls are open and money flows in this quarter."""
        return self.start <= quarter <= self.last

    @property
    def last(self) -> Quarter:
        """The last quarter with open calls."""
        return self.end or HORIZON_END

    def money_by_year(self) -> tuple[float, ...]:
        """Province money for 2016 to 2020, 万元, in the prices in which the budget is stated."""
        return yearly_money(self.budget, self.start, self.last, self.ramp)

    def budget_of(self, year: int) -> float:
        """The same for one year; 0 outside the plan."""
        place = place_in_plan(year)
        return 0.0 if place is None else self.money_by_year()[place]

    def carried_from(self, year: int) -> float:
        """Share of what is unspent at the end of a year that goes on; 0 where the instrument is over by then."""
        return self.carry_over if self.start.year <= year < self.last.year else 0.0

    @property
    def kept(self) -> Kept | None:
        """What is kept for which regions; None where all money is open to all."""
        return kept_shares(self.quotas, self.equity_share)

    @field_validator("allocation", mode="before")
    @classmethod
    def _knows_this_way(cls, value: Any) -> Any:
        known = get_args(cls.model_fields["allocation"].annotation)
        if isinstance(value, str) and value in get_args(Allocation) and value not in known:
            reason = Saying("{way} is not possible here: {because}", way=value, because=cls.fixed_because)
            raise PydanticCustomError("E221", "{reason}", {"reason": reason, "allowed": known})
        return value

    @model_validator(mode="after")
    def _ends_after_start(self) -> InstrumentSettings:
        if self.end is not None and self.end < self.start:
            reason = Saying("it ends in {end}, before it starts in {start}", end=self.end, start=self.start)
            raise _refusal("E209", "end", reason)
        return self

    @model_validator(mode="after")
    def _asks_what_the_recipient_has(self) -> InstrumentSettings:
        asked: tuple[tuple[str, Expression | None], ...] = (("eligible", self.eligible), ("ranking", self.ranking))
        for key, question in asked:
            foreign = sorted(name for name in question.fields if name.startswith("firm.")) if question else []
            if foreign and self.recipient == "town":
                reason = Saying("{field} cannot be asked: this money goes to towns", field=foreign[0])
                raise _refusal("E302", key, reason)
        return self

    @model_validator(mode="after")
    def _ranks_somebody(self) -> InstrumentSettings:
        if self.ranking is None or self.allocation == "competitive":
            return self
        way, known = self.allocation, get_args(type(self).model_fields["allocation"].annotation)
        hint = Saying("write allocation: competitive") if "competitive" in known else self.fixed_because
        reason = Saying("nobody is ranked where the allocation is {way}: {hint}", way=way, hint=hint)
        raise _refusal("E222", "ranking", reason)

    @model_validator(mode="after")
    def _keeps_no_more_than_there_is(self) -> InstrumentSettings:
        stated = [key for key in ("quotas", "equity_share") if getattr(self, key) is not None]
        if stated and self.nowhere_because:
            reason = Saying("this money cannot be told by region: {because}", because=self.nowhere_because)
            raise _refusal("E223", stated[0], reason)
        kept = self.kept
        if kept is not None and not kept.fits:
            share = sum(kept.own) + kept.outside_delta
            reason = Saying("{share:.4g} of 1 is kept for regions: more than there is", share=share)
            raise _refusal("E224", stated[-1], reason)
        return self


def _refusal(code: str, key: str, reason: Saying) -> PydanticCustomError:
    return PydanticCustomError(code, "{reason}", {"reason": reason, "at": key})


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
