"""Enterprise research institutes in the oracle, firm by firm."""

from dataclasses import dataclass

from simulation.inputs.levers.rd_institutes import EnterpriseInstituteSettings
from simulation.rules.dice import Question
from simulation.world.firms import RD
from tests.oracle.books import FEN, fen, split
from tests.oracle.calls import expected_value, has, is_call, ranked
from tests.oracle.delivering import add_effect, delayed, eligible_firms, is_here, nominal, number_within
from tests.oracle.people import Firm
from tests.oracle.plain_rules import LINKS

COST, STAFF, TOP_SHARE = 200.0, 5.0, 0.1
DELAY, TERM = 4, 12


@dataclass
class Certificate:
    """A firm's institute; `sole` = nothing else makes the firm count as one with an institution."""

    firm: Firm
    since: int
    begins: int
    sole: bool = False


class EnterpriseInstituteLever:
    """Institutes of leading firms."""

    purse = "rd_institutes.enterprise_institute"

    def __init__(self, settings: EnterpriseInstituteSettings) -> None:
        self.settings = settings
        self.certificates: list[Certificate] = []

    def decide(self, world) -> None:
        """Look again, call, and keep every certified firm covered."""
        self.certificates = [
            held for held in self.certificates if is_here(held.firm, world) and self.passes(held, world)
        ]
        if self.settings.runs_in(world.now) and is_call(world):
            self.call(world)
        for held in self.certificates:
            if not held.firm.institution:
                held.firm.institution = held.sole = True

    def passes(self, held: Certificate, world) -> bool:
        """Every three years the firm must still meet the condition, or it loses what the certificate brought."""
        age = world.quarter - held.since
        if age == 0 or age % TERM or held.firm in eligible_firms(self.settings.eligible, world):
            return True
        held.firm.centre -= 1
        if held.sole:
            held.firm.institution = False
        return False

    def call(self, world) -> None:
        """The best of the leading firms that apply, as far as the money goes; both halves are paid at once."""
        share, cap = self.settings.province_share, self.settings.cap
        cost = nominal(COST, world)
        if cap is not None and share * cost > cap:
            cost *= cap / (share * cost)
        province, own = split(fen(cost), (share, 1.0 - share))
        holders = {held.firm for held in self.certificates}
        bar = smallest_of_the_leading(world)
        applicants = [
            firm
            for firm in eligible_firms(self.settings.eligible, world)
            if firm.sales >= bar and firm not in holders and has(firm, own) and self.gains(firm, cost, world)
        ]
        order = ranked(applicants, Question.ENTERPRISE_INSTITUTE_SCORE, world)
        for firm in order[: number_within(province, world.books.left(self.purse, world), len(order))]:
            world.books.spend(self.purse, "province", province, world)
            world.books.spend(self.purse, "private", own, world)
            firm.cash -= own / FEN
            firm.centre += 1
            self.certificates.append(Certificate(firm, world.quarter, world.quarter + delayed(DELAY, world)))

    def gains(self, firm: Firm, cost: float, world) -> bool:
        """Whether what the firm expects of more research is worth more than its part and the forms."""
        added = world.beliefs["enterprise_institute_rd_effect"] * 4.0 * firm.spending * world.p.gain_horizon
        expense = (1.0 - self.settings.province_share) * cost + nominal(world.p.application_cost, world)
        return firm.belief * expected_value(firm, added, world) > expense

    def affect(self, world) -> None:
        """More R&D and a few more researchers after a year, growing over another."""
        for held in self.certificates:
            size = LINKS.ramp(world.quarter - held.begins, 0, 0.0)
            add_effect(held.firm, RD, world.p.enterprise_institute_rd_effect * size, world)
            held.firm.town.added_staff += STAFF * size


def smallest_of_the_leading(world) -> float:
    """Quarterly sales of the smallest firm in the top tenth of the certified towns' makers."""
    sales = sorted((firm.sales for firm in world.makers if firm.town.certified), reverse=True)
    places = int(TOP_SHARE * len(sales))
    return sales[places - 1] if places else float("inf")
