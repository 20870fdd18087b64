"""Land consolidation and amenities in the oracle, town by town and firm by firm."""

from dataclasses import dataclass

from simulation.inputs.levers.industry_city_integration import AmenitiesSettings, LandConsolidationSettings
from simulation.rules.dice import Question
from tests.oracle.books import fen, split
from tests.oracle.delivering import ask, delayed, eligible_towns, nominal
from tests.oracle.moving import leave
from tests.oracle.people import Firm, Town
from tests.oracle.plain_rules import LINKS, uniform_pair
from tests.oracle.town_projects import Project, best_first, finds_match, fund

COST_PER_MU, ENTRY_PER_PERCENT = 150.0, 0.005
WITHIN_TOWN = 0.7
COST_PER_POINT, POINT, AMENITY_DELAY = 500.0, 0.01, 8
FROM_NEIGHBOURS, REACH, RENTS = 0.5, 30.0, 0.3


@dataclass
class Work:
    """What a town has begun; its effect begins later."""

    town: Town
    begins: int
    size: float

    def felt(self, world) -> float:
        """How much of it is there."""
        return self.size * LINKS.ramp(world.quarter - self.begins, 0, 0.0)


class LandLever:
    """Towns that clear land on credit."""

    purse = "industry_city_integration.land_consolidation"

    def __init__(self, settings: LandConsolidationSettings) -> None:
        self.settings = settings
        self.works: list[Work] = []
        self.debt: dict[Town, int] = {}

    def decide(self, world) -> None:
        """Once a year, the best towns first; then firms have to go, town by town as the table has them."""
        if not self.settings.runs_in(world.now) or world.quarter % 4:
            return
        towns = [
            town
            for town in eligible_towns(self.settings.eligible, world)
            if finds_match(town, world) and self.firms_of(town, world)
        ]
        cleared = {town: self.clear(town, world) for town in best_first(towns, Question.LAND_SCORE, world)}
        leaving: list[Firm] = []
        for town in world.towns:
            if cleared.get(town, 0) > 0:
                share = cleared[town] / town.land
                self.works.append(Work(town, world.quarter + delayed(world.p.land_delay, world), share))
                leaving += self.displaced(town, share, world)
        fates = [(firm, *uniform_pair(world.dice_now, Question.LAND_MOVE, firm.identity)) for firm in leaving]
        closing = world.p.land_displaced_exit_share
        for firm, fate, whither in fates:
            if fate >= closing + (1.0 - closing) * WITHIN_TOWN:
                firm.town = self.destination(firm, whither, world)
        for firm, fate, _ in fates:
            if fate < closing:
                leave(firm, False, world)

    def firms_of(self, town: Town, world) -> list[Firm]:
        """Industrial firms of a town, the least productive first."""
        here = [firm for firm in world.makers if firm.town is town]
        return sorted(here, key=lambda firm: firm.productivity + firm.shock)

    def clear(self, town: Town, world) -> int:
        """Pay for as many mu as the town wants and everybody can bear."""
        settings = self.settings
        shares = (settings.province_share, 1.0 - settings.province_share - settings.private_share)
        price = split(fen(nominal(COST_PER_MU, world)), (*shares, settings.private_share))
        province, local = (price[0], price[1]) if town.finds_match else (price[0] + price[1], 0)
        money = world.books.left(self.purse, world)
        if settings.cap is not None:
            money = min(money, fen(settings.cap))
        mu = int(world.p.land_consolidated_share * town.land)
        if province > 0:
            mu = min(mu, money // province)
        if local > 0:
            revenue = world.reports[town].gdp * world.p.town_revenue_share
            room = fen((1.0 - world.p.town_opening_debt) * revenue) - self.debt.get(town, 0)
            mu = min(mu, max(0, room) // local)
        self.debt[town] = self.debt.get(town, 0) + mu * local
        for payer, amount in (("province", province), ("town", local), ("private", price[2])):
            world.books.spend(self.purse, payer, mu * amount, world)
        return mu

    def displaced(self, town: Town, share: float, world) -> list[Firm]:
        """As many firms as the share of land, a part of one by a die."""
        firms = self.firms_of(town, world)
        number = share * len(firms)
        more = ask(Question.LAND_DISPLACED, town, world) < number - int(number)
        return firms[: int(number) + more]

    def destination(self, firm: Firm, die: float, world) -> Town:
        """Near, and where firms of the sector are."""
        pull = [
            (town, world.atlas.weight(world.atlas.between[firm.town.row][town.row]) * town.firms[firm.sector])
            for town in world.towns
            if town.certified and town is not firm.town
        ]
        place = die * sum(weight for _, weight in pull)
        for town, weight in pull:
            place -= weight
            if place < 0.0:
                return town
        return firm.town

    def affect(self, world) -> None:
        """More firms enter."""
        for work in self.works:
            work.town.entry_effect += ENTRY_PER_PERCENT * 100.0 * work.felt(world)


class AmenityLever:
    """Towns that become pleasant."""

    purse = "industry_city_integration.amenities"

    def __init__(self, settings: AmenitiesSettings) -> None:
        self.settings = settings
        self.works: list[Work] = []

    def decide(self, world) -> None:
        """Once a year the best towns build."""
        settings = self.settings
        if not settings.runs_in(world.now) or world.quarter % 4:
            return
        cost = fen(settings.points * nominal(COST_PER_POINT, world))
        able = [town for town in eligible_towns(settings.eligible, world) if finds_match(town, world)]
        shares = (settings.province_share, 1.0 - settings.province_share - settings.private_share)
        shares = (*shares, settings.private_share)
        project = Project(self.purse, cost, shares, is_capital=False, cap=settings.cap)
        begins = world.quarter + delayed(AMENITY_DELAY, world)
        for town in fund(project, best_first(able, Question.AMENITY_SCORE, world), world):
            self.works.append(Work(town, begins, POINT * settings.points))

    def affect(self, world) -> None:
        """Won and lost, then what rents leave of it."""
        if not self.works:
            return
        index = {town: 1.0 for town in world.towns}
        for work in self.works:
            gain, between = work.felt(world), world.atlas.between[work.town.row]
            near = [town for town in world.towns if town is not work.town and between[town.row] <= REACH]
            index[work.town] += gain
            for town in near:
                index[town] -= FROM_NEIGHBOURS * gain / len(near)
        for town in world.towns:
            town.amenity = index[town] ** (1.0 - RENTS)
