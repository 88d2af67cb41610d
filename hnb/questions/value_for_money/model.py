"""Whether a programme is worth its money: by its own ledger, and by what published figures show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hnb.comparison.select import rows_where
from hnb.domain.errors import Place, unknown
from hnb.domain.words import quoted
from hnb.figures import Figure, Rows
from hnb.figures.records import Records, combined
from hnb.questions.definition import question
from hnb.questions.programme.model import refuse_other_years
from hnb.questions.programme.saving import REPAID, Saving, saving
from hnb.questions.value_for_money.by_ledger import ByLedger, Rates, by_ledger, unit_avoided
from hnb.questions.value_for_money.ledger import ALL, BENEFITS, MAKER, ledger_of

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.tables import Tables

WORTH, NOT_WORTH, EARLY = "worth its money", "not worth its money", "too early to know"
SURE, UNSURE = 90, 10  # per cent: the chance of paying for itself from which an answer is given
USUAL_START = 2023  # from which published figures are followed where no programme is named
DISCOUNT, OPTIMISM = 3.5, 41.0  # per cent (The Green Book; its supplementary guidance)
STATE_FUNDED, INDEPENDENT = "state-funded", "independent or non-maintained"
GIVEN, OWN_RECORDS, PUBLISHED = "given", "records", "published"


@dataclass(frozen=True)
class ValueForMoney:
    """The answer.

    Parameters
    ----------
    ask : Ask
        The authority.
    programme : str
        What the programme is called; empty where none is known.
    money : ByLedger, optional
        By its own ledger; None where none is in use.
    published : Saving, optional
        What published figures show since its start, or since 2023 where no programme is named.
    per_placement : Figure
        What a placement that is avoided saves in a year.
    per_placement_is : str
        Whose that is: `GIVEN`, of the council's `OWN_RECORDS`, or `PUBLISHED`.
    for_a_million : Figure
        Placements avoided for a year that repay a million pounds.
    share_of_spending : Figure
        The saving planned for the ledger's last year over net high needs spending, in per cent.
    million, discount, optimism : Figure
        The amount of the example, and the rates by which costs and savings are weighed.
    """

    ask: Ask
    programme: str
    money: ByLedger | None
    published: Saving | None
    per_placement: Figure
    per_placement_is: str
    for_a_million: Figure
    share_of_spending: Figure
    million: Figure
    discount: Figure
    optimism: Figure

    @property
    def verdict(self) -> str:
        """`WORTH`, `NOT_WORTH` or `EARLY`."""
        if self.money is None or not self.money.ledger.years_over:
            return EARLY
        chance = self.money.last_chance.number
        if chance >= SURE:
            return WORTH
        return NOT_WORTH if chance <= UNSURE else EARLY

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The Figures of the headline."""
        if self.money is None:
            return (self.per_placement, self.for_a_million)
        money = self.money
        return (money.cautious.net, money.cautious.ratio, money.last_chance, money.placements)


def answer(
    tables: Tables,
    ask: Ask,
    *,
    programme: str = "",
    start_year: int = 0,
    benefits: str = ALL,
    discount_percent: float = DISCOUNT,
    cost_optimism_percent: float = OPTIMISM,
    saving_per_placement: int = 0,
) -> ValueForMoney:
    """Whether a programme is worth its money.

    Parameters
    ----------
    tables : Tables
        Those of question.yml; those of the council's own ledger may be empty.
    ask : Ask
        The authority.
    programme : str
        What the programme is called.
    start_year : int
        Published figures are followed from that January; 0 where no programme is named.
    benefits : str
        Which savings count: `all`, `cashable` or `avoided`.
    discount_percent, cost_optimism_percent : float
        Discount rate a year, and by how much costs to come may be larger than planned.
    saving_per_placement : int
        What a placement that is avoided saves in a year, in pounds; 0 where it is worked out.

    Raises
    ------
    ParameterError
        A setting cannot be used; for `benefits` the nearest is named.

    Notes
    -----
    Method: docs/methods/value-for-money.md (HM Treasury 2022, The Green Book).
    """
    if benefits not in BENEFITS:
        place = Place(parameter="benefits")
        raise unknown(place, f"no benefits {quoted(benefits)}", word=benefits, known=BENEFITS)
    question("value_for_money").refuse_unusable(
        discount_percent=discount_percent,
        cost_optimism_percent=cost_optimism_percent,
        saving_per_placement=saving_per_placement,
    )
    if start_year:
        refuse_other_years(start_year, tables["ehc_plans"])
    published = saving(tables, ask, start_year or USUAL_START)
    per_placement, whose = _per_placement(tables, ask, published, saving_per_placement)
    records = Records.of(tables, "council_programme", ask, MAKER)
    ledger = ledger_of(records, tables.at("england")["gdp_deflator"], benefits)
    money = None
    if ledger is not None:
        avoided = Records.of(tables, "council_placements_avoided", ask, MAKER)
        rates = Rates(discount_percent / 100, cost_optimism_percent / 100)
        money = by_ledger(ledger, avoided, rates, per_placement)
    return ValueForMoney(
        ask=ask,
        programme=programme,
        money=money,
        published=published,
        per_placement=per_placement,
        per_placement_is=whose,
        for_a_million=_for_a_million(per_placement, tables, ask),
        share_of_spending=_share_of_spending(money, tables, ask),
        million=MAKER.make("example_gbp", REPAID, "gbp", "an example"),
        discount=_given("discount_percent", discount_percent),
        optimism=_given("cost_optimism_percent", cost_optimism_percent),
    )


def _given(measure: str, percent: float) -> Figure:
    return MAKER.make(measure, percent, "percent", "a setting of the question")


def _per_placement(
    tables: Tables, ask: Ask, published: Saving | None, given: int
) -> tuple[Figure, str]:
    """What a placement that is avoided saves in a year, and whose number it is.

    As given; or the average cost of an independent or non-maintained place less that of a
    state-funded one, in the council's own records; or published net spending per plan.
    """
    if given:
        stated = MAKER.make("saving_per_placement_gbp", given, "gbp_whole", "as given")
        return stated, GIVEN
    costs = Records.of(tables, "council_average_costs", ask, MAKER, unit="gbp_whole")
    latest = costs.where(as_at=costs.latest("as_at"), split="sector", location="all")
    both = [
        latest.where(category=sector).figure(f"average_cost_gbp.{number}")
        for number, sector in enumerate((INDEPENDENT, STATE_FUNDED))
    ]
    if all(figure.known for figure in both):
        difference = combined(
            MAKER,
            "saving_per_placement_gbp",
            both,
            weights=(1, -1),
            calculation="average cost of an independent or non-maintained place less that of a "
            "state-funded one",
            period=latest.latest("as_at"),
        )
        return difference, OWN_RECORDS
    usual = published.usual_cost if published else None
    figure = MAKER.make(
        "saving_per_placement_gbp",
        usual.value if usual else None,
        "gbp_whole",
        "published net high needs spending over plans",
        rows=usual.rows if usual else (),
        period=usual.period if usual else "",
        price_base="cash",
        reason=(usual.reason if usual else "") or "net high needs spending is not published",
    )
    return figure, PUBLISHED


def _for_a_million(per_placement: Figure, tables: Tables, ask: Ask) -> Figure:
    plans = rows_where(tables["ehc_plans"], la_code=ask.la_code)["plans"].dropna().tail(1).sum()
    is_known = per_placement.known and per_placement.number > 0
    if is_known and REPAID / per_placement.number > plans:
        return MAKER.make(
            "placements_for_a_million",
            None,
            unit_avoided(per_placement),
            "a million pounds over what one that is avoided saves in a year",
            rows=per_placement.rows,
            reason="a million pounds is more than all of its plans cost",
        )
    return MAKER.make(
        "placements_for_a_million",
        REPAID / per_placement.number if is_known else None,
        unit_avoided(per_placement),
        "a million pounds over what one that is avoided saves in a year",
        rows=per_placement.rows,
        period=per_placement.period,
        reason=per_placement.reason or "a placement avoided saves nothing",
    )


def _share_of_spending(money: ByLedger | None, tables: Tables, ask: Ask) -> Figure:
    rows = rows_where(tables["net_high_needs"], la_code=ask.la_code)
    latest = rows.dropna(subset=["amount_gbp"]).tail(1)
    spent = float(latest["amount_gbp"].sum())
    is_known = money is not None and spent > 0
    planned = float(money.ledger.in_cash.benefits[:, -1].sum()) if money else 0.0
    return MAKER.make(
        "planned_saving_percent_of_spending",
        100 * planned / spent if is_known else None,
        "percent",
        "saving planned for the last year of the ledger over the last published net high needs "
        "spending",
        rows=(
            Rows.of("net_high_needs", latest, ["la_code", "financial_year"]),
            *(money.ledger.rows if money else ()),
        ),
        period=money.ledger.years[-1] if money else "",
        reason="net high needs spending is not published"
        if money
        else "no ledger of a programme is in use",
    )
