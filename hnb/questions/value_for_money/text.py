"""What is said of a programme's value for money."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hnb.domain.words import capitalised
from hnb.figures import Listing, Sentence, listing, paragraph, say, say_if_known
from hnb.figures.records import cell, named
from hnb.questions.medium_term.year_by_year import Quantity
from hnb.questions.value_for_money.ledger import MAKER, NOT_SAID
from hnb.questions.value_for_money.model import (
    EARLY,
    GIVEN,
    NOT_WORTH,
    OWN_RECORDS,
    SURE,
    UNSURE,
    WORTH,
    ValueForMoney,
)

if TYPE_CHECKING:
    from hnb.questions.medium_term.projection import Projection
    from hnb.questions.value_for_money.by_ledger import ByLedger
    from hnb.questions.value_for_money.workstreams import WorkstreamLine

_SAVING_IS = {
    GIVEN: "the saving that was given",
    OWN_RECORDS: "what an independent place costs more than a state-funded one",
}
_USUAL = "net spending per plan"
_BY_LEDGER = {
    WORTH: "By its own ledger {programme} is likely to be worth its money: by the end of {last} "
    "its {savings} are worth {ratio} times its cost.",
    NOT_WORTH: "By its own ledger {programme} is unlikely to be worth its money: by the end of "
    "{last} its {savings} are worth {ratio} times its cost.",
    EARLY: "It is too early to know whether {programme} is worth its money, because by its own "
    "ledger the chance that its {savings} cover its cost by the end of {last} is {chance:read}.",
}
_NOTHING_OVER = (
    "It is too early to know whether {programme} is worth its money, because no year of its ledger "
    "is over."
)


def _programme(result: ValueForMoney) -> str:
    return result.programme or "the programme"


def answer(result: ValueForMoney) -> Sentence | None:
    """Whether it is worth its money, in two sentences."""
    money = result.money
    if money is None:
        return paragraph((_not_known(result), for_a_million(result)))
    by_ledger = say(
        _BY_LEDGER[result.verdict] if money.ledger.years_over else _NOTHING_OVER,
        otherwise="Whether {programme} is worth its money cannot be said: {reason}.",
        programme=_programme(result),
        savings=money.ledger.savings,
        ratio=money.cautious.ratio,
        chance=money.last_chance,
        last=money.ledger.years[-1],
    )
    return paragraph((by_ledger, _confirmed(result)))


def _not_known(result: ValueForMoney) -> Sentence:
    """That it is too early to know without a ledger, and what published figures could show."""
    because = "no ledger of what it costs and saves is in use"
    if not result.programme:
        return say(
            "Whether a programme in {name} is worth its money cannot be said: none is known here, "
            f"and {because}.",
            name=result.ask.authority.name,
        )
    least = result.published.tests[0].detectable if result.published else None
    return say(
        f"It is too early to know whether {{programme}} is worth its money, because {because}[, "
        "and published figures would show only a change in spending of about {least:read}].",
        programme=result.programme,
        least=least or "",
    )


def _confirmed(result: ValueForMoney) -> Sentence | None:
    """Whether published figures could show such a saving."""
    if result.published is None:
        return None
    least = result.published.tests[0].detectable
    verb = "could"
    if least.known and result.share_of_spending.known:
        is_small = result.share_of_spending.number < least.number
        verb = "cannot" if is_small else "could"
    return say_if_known(
        f"Published figures {verb} confirm it: its planned saving of {{share:read}} of spending "
        "compares with a change of about {least:read} that they would show.",
        share=result.share_of_spending,
        least=least,
    )


def for_a_million(result: ValueForMoney) -> Sentence:
    """How many placements avoided repay a million pounds."""
    return say(
        "Each {million} spent is repaid in a year if about {placements} are avoided, at {saving} "
        f"each ({_saving_is(result)}).",
        otherwise="What would repay a programme cannot be said: {reason}.",
        million=result.million,
        placements=result.for_a_million,
        saving=result.per_placement,
    )


def _saving_is(result: ValueForMoney) -> str:
    return _SAVING_IS.get(result.per_placement_is, _USUAL)


def worth(result: ValueForMoney) -> Sentence | None:
    """Net present value, and the year in which it has paid for itself."""
    money = result.money
    if money is None:
        return None
    side = "less" if money.cautious.net.number < 0 else "more"
    return paragraph(
        (
            say(
                "In {price_base} its {savings} are worth {net:read_size} "
                f"{side} than it costs, from {{first}} to {{last}}.",
                price_base=f"prices of {money.ledger.price_year}",
                savings=money.ledger.savings,
                net=money.cautious.net,
                first=money.ledger.years[0],
                last=money.ledger.years[-1],
            ),
            say(
                "From {payback} on, its {savings} to date cover its costs.",
                otherwise="It does not pay for itself by then: {reason}.",
                payback=money.cautious.payback,
                savings=money.ledger.savings,
            ),
            _from_now_on(money),
        )
    )


def _from_now_on(money: ByLedger) -> Sentence | None:
    """What the years to come are worth by themselves."""
    if not money.to_come.costs.known or money.ledger.plan.years_over == len(money.ledger.years):
        return None
    side = "less" if money.to_come.net.number < 0 else "more"
    return say_if_known(
        f"What has been spent is spent: from now on its {{savings}} are worth {{net:read_size}} "
        f"{side} than it costs.",
        savings=money.ledger.savings,
        net=money.to_come.net,
    )


def break_even(result: ValueForMoney) -> Sentence | None:
    """What would make it pay: placements a year, and a share of the planned savings."""
    money = result.money
    if money is None:
        return None
    return paragraph(
        (
            say(
                "It pays for itself if {placements} a year are avoided, at {saving} each "
                f"({_saving_is(result)}).",
                otherwise="How many placements avoided would pay for it cannot be said: {reason}.",
                placements=money.placements,
                saving=result.per_placement,
            ),
            _needed(money),
            say_if_known(
                "The ledger has {done} avoided in {year}, and {planned:bare} were planned.",
                done=money.avoided_achieved,
                planned=money.avoided_planned,
                year=money.avoided_achieved.period,
            ),
        )
    )


def _needed(money: ByLedger) -> Sentence | None:
    """The share of all planned savings that would pay for it, if any would."""
    if money.needed_percent.number > 100:
        return say_if_known(
            "Even all planned {savings} would not pay for it: {needed:read} of them are needed.",
            savings=money.ledger.savings,
            needed=money.needed_percent,
        )
    return say_if_known(
        "It does too if {needed:read} of the {savings} planned for all years are achieved[; of "
        "those planned to date {achieved:read} were].",
        savings=money.ledger.savings,
        needed=money.needed_percent,
        achieved=money.total.percent,
    )


def to_date(result: ValueForMoney) -> Sentence | None:
    """Savings achieved against those planned, in all, and the workstreams that are behind most."""
    money = result.money
    if money is None or not money.ledger.years_over:
        return None
    behind = [line for line in money.lines if _shortfall(line) > 0]
    most = max(behind, key=_shortfall, default=None)
    return paragraph(
        (
            say(
                "By {day} its {savings} came to {achieved:read} of the {planned:read} planned for "
                "the years to {last}[ ({percent:read})].",
                otherwise="What it has saved so far cannot be said: {reason}.",
                day=money.day,
                savings=money.ledger.savings,
                achieved=money.total.achieved,
                planned=money.total.planned,
                percent=money.total.percent,
                last=money.ledger.years_over[-1],
            ),
            _furthest_behind(most),
            _unreported(money),
            _without_rows(money),
        )
    )


def _furthest_behind(line: WorkstreamLine | None) -> Sentence | None:
    if line is None or re.search(r"\d", line.about.name):  # a name with a number is in the table
        return None
    return say_if_known(
        "{who} is furthest behind in pounds: {achieved} of {planned}.",
        who=f"‘{line.about.name}’",
        achieved=line.achieved,
        planned=line.planned,
    )


def _shortfall(line: WorkstreamLine) -> float:
    is_known = line.planned.known and line.achieved.known
    return line.planned.number - line.achieved.number if is_known else 0.0


def _unreported(money: ByLedger) -> Sentence | None:
    if not money.ledger.unreported:
        return None
    return say("Where the ledger has no achieved saving for a year that is over, none is counted.")


def _without_rows(money: ByLedger) -> Sentence | None:
    """The years in between of which the ledger has nothing at all."""
    if not money.ledger.empty_years:
        return None
    return say(
        "Be careful: the ledger has no row for {years}, so no cost and no saving of it is counted.",
        years=" and ".join(money.ledger.empty_years),
    )


def workstreams(result: ValueForMoney) -> Listing | None:
    """Each workstream: owner, status, and savings planned and achieved to date."""
    money = result.money
    if money is None:
        return None
    rows = (*money.lines, money.total)
    return listing(
        f"{capitalised(money.ledger.savings)} planned and achieved, {_programme(result)}, "
        f"{result.ask.authority.name}, "
        f"{money.day}, in cash",
        (
            "Workstream",
            "Owner",
            "Status",
            "Spent to date",
            "Savings planned to date",
            "Achieved",
            "Share",
            "Planned in all",
        ),
        (
            (
                named(line.about.name),
                _label(line.about.owner),
                _label(line.about.rag),
                cell(line.spent),
                cell(line.planned),
                cell(line.achieved),
                cell(line.percent),
                cell(line.in_all),
            )
            for line in rows
        ),
    )


def _label(words: str) -> str | Sentence:
    return "–" if words in ("", NOT_SAID) else named(words)


def cases(result: ValueForMoney) -> Listing | None:
    """The programme in each case: present values, ratio and payback."""
    money = result.money
    if money is None:
        return None
    return listing(
        f"What the programme is worth, {result.ask.authority.name}, in the value of the first year "
        f"of each row and prices of {money.ledger.price_year}",
        ("Case", "Cost", "Savings", "Savings less cost", "Savings over cost", "Paid back by"),
        (
            (
                capitalised(case.name),
                cell(case.costs),
                cell(case.savings),
                cell(case.net),
                cell(case.ratio),
                cell(case.payback),
            )
            for case in money.cases
        ),
        appendix=True,
    )


def chances(result: ValueForMoney) -> Listing | None:
    """The chance that it has paid for itself by the end of each year."""
    money = result.money
    if money is None:
        return None
    return listing(
        f"Chance that the programme has paid for itself, {result.ask.authority.name}",
        ("By the end of", "Chance"),
        ((year, chance) for year, chance in zip(money.ledger.years, money.chance, strict=True)),
        appendix=True,
    )


def doing_nothing(projection: Projection | None) -> Sentence | None:
    """What net spending would come to if nothing changed."""
    if projection is None:
        return None
    years = [
        year for year in projection.years if projection.kind(Quantity.NET_SPEND, year) == "forecast"
    ]
    if not years:
        return None
    return say_if_known(
        "If nothing changes, net high needs spending is forecast to be {spend:read} in {year}[ "
        "(likely range {spend:range})].",
        spend=projection.figure(Quantity.NET_SPEND, years[-1]),
        year=years[-1],
    )


def whose_savings(result: ValueForMoney) -> Sentence:
    """What a ledger cannot show; or, where none is in use, that one would answer the question."""
    if result.money is None:
        return say(
            "The programme's ledger would answer it: what each workstream costs and saves in a "
            "year, as planned and as achieved."
        )
    return say(
        "A ledger says what a council counts as saved. It cannot show that the programme was the "
        "reason, or what it has meant for children. A cost avoided is not money that can be spent."
    )


def how_it_is_weighed(result: ValueForMoney) -> Sentence | None:
    """The rates and the price base."""
    if result.money is None:
        return None
    return say(
        "Amounts are in {prices}, discounted by {discount} a year to {first}. Costs to come are "
        "taken to be {optimism:read} larger than planned, the Treasury's upper bound for "
        "outsourced services. Savings to come are taken as the share of planned savings "
        "achieved so far. It is called likely to be worth its money from a chance of {sure:read} "
        "on, and unlikely up to one of {unsure:read}.",
        sure=MAKER.make("sure_percent", SURE, "percent", "the rule of the verdict"),
        unsure=MAKER.make("unsure_percent", UNSURE, "percent", "the rule of the verdict"),
        prices=f"prices of {result.money.ledger.price_year}",
        first=result.money.ledger.years[0],
        discount=result.discount,
        optimism=result.optimism,
    )
