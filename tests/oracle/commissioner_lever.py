"""Science and technology commissioners in the oracle, post by post and link by link."""

import math
from dataclasses import dataclass

from simulation.inputs.constants import constant
from simulation.inputs.levers.talent import CommissionersSettings
from simulation.rules.dice import Question
from tests.oracle.books import FEN, can_pay_local, fen, pay_local, split
from tests.oracle.deciding import YEARLY_TO_QUARTERLY, capacity
from tests.oracle.delivering import ask, delayed, eligible_firms, is_here, nominal
from tests.oracle.people import Firm, Institute
from tests.oracle.plain_rules import DISTRIBUTIONS, LINKS, uniform
from tests.oracle.town_projects import finds_match

MOST = 2
QUARTERS_OF_A_YEAR = 4


@dataclass(eq=False)
class Post:
    """A commissioner in a firm, from the quarter of arrival to the quarter before `ends`."""

    firm: Firm
    sender: Institute
    begins: int
    ends: int


@dataclass(eq=False)
class Seeker:
    """A firm that goes out to look for a partner with a commissioner in the house."""

    firm: Firm
    capacity: float
    last_partner: Institute | None
    match: float


@dataclass(eq=False)
class Brought:
    """A link that ends with a post."""

    firm: Firm
    since: int
    until: int


class CommissionerLever:
    """Posts under way, and the links that would not be there without them."""

    purse = "talent.commissioners"

    def __init__(self, settings: CommissionersSettings) -> None:
        self.settings = settings
        self.posts: list[Post] = []
        self.seekers: list[Seeker] = []
        self.brought: list[Brought] = []

    def decide(self, world) -> None:
        """Look at last quarter's links and at posts that are over; once a year send new commissioners."""
        self.look_at_links(world)
        self.posts = [post for post in self.posts if is_here(post.firm, world) and post.ends > world.quarter]
        if self.settings.runs_in(world.now) and world.quarter % QUARTERS_OF_A_YEAR == 0:
            self.allot(world)

    def look_at_links(self, world) -> None:
        """Four in five links owed to a commissioner end with the firm's last post."""
        for seeker in self.seekers:
            firm = seeker.firm
            new = is_here(firm, world) and firm.institute is not None and firm.linked_since == world.quarter - 1
            if new and self.is_owed(seeker, world):
                lasts = ask(Question.COMMISSIONER_LASTING, firm, world) < constant("commissioner_lasting_share")
                if not lasts:
                    until = max(post.ends for post in self.posts if post.firm is firm)
                    self.brought.append(Brought(firm, firm.linked_since, until))
        self.seekers = []
        for link in self.brought:
            firm = link.firm
            is_live = is_here(firm, world) and firm.institute is not None and firm.linked_since == link.since
            if link.until <= world.quarter and is_live:
                firm.linked_until, firm.policy_link = world.quarter, True
        self.brought = [link for link in self.brought if link.until > world.quarter]

    def is_owed(self, seeker: Seeker, world) -> bool:
        """Whether the search would have failed without the commissioner."""
        firm, p = seeker.firm, world.p
        near = world.atlas.field_proximity(firm.institute.row, firm.sector)
        distance = world.atlas.to_institute(firm.town.row, firm.institute.row)
        known = seeker.last_partner is firm.institute
        wish = LINKS.link_utility(near, seeker.capacity, distance, known, p)
        usual = DISTRIBUTIONS.logistic(wish + world.anchors.link_intercept + seeker.match) * YEARLY_TO_QUARTERLY
        die = uniform(world.dice._replace(quarter=world.quarter - 1), Question.LINK_SEARCH, firm.identity)
        return die >= usual

    def allot(self, world) -> None:
        """In the order of the lot, firms without a commissioner first, as far as staff and money go."""
        held = {firm: sum(post.firm is firm for post in self.posts) for firm in world.makers}
        asking = [
            firm
            for firm in eligible_firms(self.settings.eligible, world)
            if firm.institute is None and finds_match(firm.town, world) and held[firm] < MOST
        ]
        asking.sort(key=lambda firm: (held[firm], ask(Question.COMMISSIONER, firm, world)))
        staff = self.staff_left(world)
        price = nominal(constant("commissioner_cost"), world) / 4.0
        left, bills = world.books.left(self.purse, world), []
        for firm in asking[: sum(staff.values())]:
            stay = self.stay(firm, price, world)
            if not stay:
                continue
            province, local = self.parts(firm, fen(price * stay), world)
            if province > left:
                break
            left -= province
            bills.append((firm, stay, province, local))
        able = can_pay_local(world.books, [(firm.town, local) for firm, _, _, local in bills])
        for (firm, stay, province, local), can in zip(bills, able, strict=True):
            if can:
                self.send(firm, stay, (province, local), staff, world)

    def staff_left(self, world) -> dict[Institute, int]:
        """Commissioners that every institute can still send."""
        p, table, share = world.p, world.ground.institutes, constant("commissioner_staff_share")
        science = (p.science_staff_share_university, p.science_staff_share_college, p.science_staff_share_institute)
        people = [staff * science[kind] for staff, kind in zip(table.staff.tolist(), table.kind.tolist(), strict=True)]
        most = [math.floor(share * staff) for staff in people]
        away = [sum(post.sender is institute for post in self.posts) for institute in world.institutes]
        pairs = zip(world.institutes, most, away, strict=True)
        return {institute: max(0, can - gone) for institute, can, gone in pairs}

    def stay(self, firm: Firm, price: float, world) -> int:
        """Quarters of the post; none where the cap does not cover the shortest."""
        shortest, longest = int(constant("commissioner_shortest_stay")), int(constant("commissioner_longest_stay"))
        stay = shortest + int(ask(Question.COMMISSIONER_STAY, firm, world) * (longest - shortest + 1))
        if self.settings.cap is not None:
            share = self.settings.province_share if firm.town.finds_match else 1.0
            stay = min(stay, fen(self.settings.cap) // max(1, fen(share * price)))
        return stay if stay >= shortest else 0

    def parts(self, firm: Firm, total: int, world) -> tuple[int, int]:
        """Province and town; the province alone for a town that does not find its part."""
        if not firm.town.finds_match:
            return total, 0
        province, local = split(total, (self.settings.province_share, 1.0 - self.settings.province_share))
        return province, local

    def send(self, firm: Firm, stay: int, parts: tuple[int, int], staff: dict[Institute, int], world) -> None:
        """The institute nearest in field, then in space, sends somebody and is paid for the whole post."""
        atlas, (province, local) = world.atlas, parts
        sender = min(
            (institute for institute, can in staff.items() if can),
            key=lambda institute: (
                -atlas.field_proximity(institute.row, firm.sector),
                atlas.to_institute(firm.town.row, institute.row),
            ),
        )
        staff[sender] -= 1
        world.books.spend(self.purse, "province", province, world)
        pay_local(world.books, self.purse, [(firm.town, local)], world)
        world.books.balance["institute", sender.row] += province + local
        firm.cooperation_year += (province + local) / FEN
        begins = world.quarter + delayed(constant("commissioner_delay"), world)
        self.posts.append(Post(firm, sender, begins, begins + stay))

    def affect(self, world) -> None:
        """The first commissioner of a firm helps in full, the second by half."""
        helped: list[Firm] = []
        for post in self.posts:
            if post.begins <= world.quarter < post.ends:
                weight = constant("commissioner_second") if post.firm in helped else 1.0
                size = LINKS.ramp(world.quarter - post.begins, 0, 0.0)
                post.firm.link_chance += weight * world.p.commissioner_link_effect * size
                helped.append(post.firm)
        self.seekers = [
            Seeker(firm, capacity(firm, world), firm.last_partner, firm.match)
            for firm in dict.fromkeys(helped)
            if firm.institute is None
        ]
