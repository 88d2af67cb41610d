"""What is said of fixed rates, of spending per plan, and of top-ups under a rate card."""

from __future__ import annotations

from hnb.domain.words import capitalised
from hnb.figures import Figure, Listing, Sentence, listing, paragraph, say, say_if_known
from hnb.figures.records import cell, named
from hnb.questions.plan_funding.model import PlanFunding
from hnb.questions.plan_funding.top_ups import SCHOOL, Group, School, TopUps

_SPLITS = {"band": "band", "hours": "hours a week", "phase": "phase"}


def answer(result: PlanFunding) -> Sentence | None:
    """What a fixed rate has lost, what it would take to make that good, and who bears it."""
    return paragraph([_lost(result), _to_keep_pace(result), _bears(result), _forecast(result)])


def _lost(result: PlanFunding) -> Sentence:
    """What a fixed rate has lost, and what of it is the council's where its rates did not rise."""
    records = result.top_ups
    start = "An hourly rate unchanged since {fixed} buys {lost:read_size} {less} in {until}"
    less = "less" if result.lost.number >= 0 else "more"
    if records is None or _has_risen(records) or not records.is_short:
        return say(
            f"{start}.", fixed=result.fixed_in, until=result.until, lost=result.lost, less=less
        )
    return say(
        start + ": keeping pace would cost {shortfall:read} a year more for the {children:,d} "
        "children {funded}.",
        fixed=result.fixed_in,
        until=result.until,
        lost=result.lost,
        less=less,
        shortfall=records.shortfall,
        children=records.children,
        funded=_funded(records),
    )


def _has_risen(records: TopUps) -> bool:
    return records.card is not None and bool(records.card.rise.value)


def _funded(records: TopUps) -> str:
    return "funded on hours" if records.on_hours else "with a top-up"


def _to_keep_pace(result: PlanFunding) -> Sentence | None:
    """What it would take to keep pace where the council's cards say that its rates rose."""
    records = result.top_ups
    if records is None or records.card is None or not _has_risen(records):
        return None
    return say(
        "{name} {raised} its rates by {rise:size} from {first} to {last}[: keeping pace since "
        "{fixed} {would} cost {shortfall:read} a year more for the {children:,d} children "
        "{funded}].",
        needs="rise",
        raised="raised" if records.card.rise.number > 0 else "cut",
        name=result.ask.authority.name,
        rise=records.card.rise,
        first=records.card.between[0],
        last=records.card.between[1],
        fixed=result.fixed_in,
        would="would still" if records.is_short else "",
        shortfall=records.shortfall,
        children=records.children,
        funded=_funded(records),
    )


def _bears(result: PlanFunding) -> Sentence | None:
    """Who bears it."""
    if result.lost.number <= 0:
        return None
    return say(
        "The school bears it: the same hours cost it more than the rate pays, on top of the first "
        "{threshold} of each child's support.",
        threshold=result.threshold,
    )


def _forecast(result: PlanFunding) -> Sentence | None:
    """Which prices they are, and whether they are forecasts."""
    if not result.is_forecast:
        return None
    return say("Prices of {until} are a forecast.", until=result.until)


def threshold(result: PlanFunding) -> Sentence | None:
    """What the first thousands of a child's support are in today's prices."""
    return say(
        "The first {was} that a school pays for each child has not changed since {since}: in "
        "prices of {until} that would be {now:read}.",
        otherwise="What the first {was} would be in later prices cannot be given: {reason}.",
        needs="now",
        was=result.threshold,
        since=result.threshold.period,
        until=result.until,
        now=result.threshold_now,
    )


def assumed(result: PlanFunding) -> Sentence | None:
    """Since when the rate is taken to have been fixed, where no card says it."""
    records = result.top_ups
    if records is None or (records.card is not None and records.card.goes_back):
        return None
    if records.card is None:
        return say(
            "That the rate has not changed since {fixed} is an assumption: no rate card is in the "
            "records.",
            fixed=result.fixed_in,
        )
    return say(
        "That rates did not change from {fixed} to {first} is an assumption: the cards in the "
        "records begin then.[ {prices_rose} {prices} from {first} to {last}.]",
        fixed=result.fixed_in,
        first=records.card.years[0],
        last=records.card.between[1],
        prices_rose="Prices rose" if len(records.card.years) > 1 else "",
        prices=records.card.prices,
    )


def average(result: PlanFunding) -> Sentence | None:
    """What an hour a week is paid with."""
    if result.top_ups is None:
        return None
    return say_if_known(
        "On {day} an hour of support a week was paid with {rate:read} a year on average: "
        "{amount:read} for {hours}.",
        day=result.top_ups.day,
        rate=result.top_ups.rate,
        amount=result.top_ups.amount,
        hours=result.top_ups.hours,
    )


def per_plan(result: PlanFunding) -> Sentence | None:
    """Spending per plan against prices, by either January."""
    spent = result.per_plan
    if len(spent.years) == 1:
        return say(
            "Net high needs spending per plan is published for {year} alone: {cash}.",
            year=spent.years[0][0],
            cash=spent.years[0][1],
        )
    return say(
        "From {since} to {last} net high needs spending per plan went {within:moved} in cash[, or "
        "{before:moved} by plans of the January before each year]; prices went {prices:moved}.",
        otherwise="How spending per plan has changed in {name} cannot be given: {reason}.",
        name=result.ask.authority.name,
        since=spent.prices.period.split()[0],
        last=spent.prices.period.split()[-1],
        within=spent.within,
        before=spent.before,
        prices=spent.prices,
    )


def by_year(result: PlanFunding) -> Listing:
    """What a rate buys in each year, and what it would be had it kept pace."""
    rate = result.years[0].worth
    return listing(
        f"A rate of {result.fixed_in} in the years after, by {result.prices.name}",
        ("Year", "Prices rose", "The rate still buys", "Keeping pace, it would be", "Lost"),
        (
            (
                _with_forecast(year.year, is_forecast=year.is_forecast),
                cell(year.prices),
                rate if year.year == result.fixed_in else year.worth,
                year.keeping_pace,
                year.lost,
            )
            for year in result.years
        ),
    )


def _with_forecast(year: str, *, is_forecast: bool) -> str:
    return f"{year} (forecast)" if is_forecast else year


def spending_by_year(result: PlanFunding) -> Listing | None:
    """Spending per plan in cash and in the last year's prices."""
    years = result.per_plan.years
    if not years:
        return None
    last = years[-1][0]
    return listing(
        f"Net high needs spending per plan, {result.ask.authority.name}, by plans of the January "
        "within each year",
        ("Year", "In cash", f"In prices of {last}"),
        years,
        appendix=True,
    )


def transfer(result: PlanFunding) -> Sentence | None:
    """What a transfer from the schools block takes."""
    moved = result.transfer
    whole = say(
        "A transfer of {share} of the schools block of {year} to high needs is {amount:read}[, or "
        "{pupil} for each pupil].",
        otherwise="What a transfer from the schools block comes to cannot be given: {reason}.",
        needs="amount",
        share=moved.share,
        year=moved.share.period,
        amount=moved.amount,
        pupil=moved.per_pupil,
    )
    if len(moved.schools) < 2:
        return whole
    (_, _, most), *_, (_, _, least) = moved.schools
    of_schools = say_if_known(
        "The school with the most pupils would give {most:read}, the one with the fewest "
        "{least:read}.",
        most=most,
        least=least,
    )
    return paragraph([whole, of_schools])


def transfer_by_school(result: PlanFunding) -> Listing | None:
    """What a transfer takes from each school of the council's list."""
    if not result.transfer.schools:
        return None
    return listing(
        f"What a transfer from the schools block would take from each school, "
        f"{result.ask.authority.name}, in proportion to pupils",
        ("School", "Pupils", "It would give"),
        ((named(school), pupils, gives) for school, pupils, gives in result.transfer.schools),
        appendix=True,
    )


def rate_card(result: PlanFunding) -> Sentence | None:
    """What the rate card would change in all, and for how many schools."""
    records = result.top_ups
    if records is None:
        return None
    if records.card is None:
        return say(
            "What a rate card would change cannot be given: none is in the council's records."
        )
    return paragraph([_in_all(records), _by_limit(records), _limits(records), _first_year(records)])


def _in_all(records: TopUps) -> Sentence:
    gain = records.total.gain
    if gain.known and abs(gain.number) < 1:
        return say("Under the rate card top-ups would come to the same sum as now.")
    return say(
        "Under the rate card top-ups would come to {gain:read_size} a year {more} than now.",
        otherwise="What the rate card would change in all cannot be given: {reason}.",
        gain=gain,
        more="more" if gain.number > 0 else "less",
    )


def _by_limit(records: TopUps) -> Sentence | None:
    """How many schools gain and lose more than a little, among those that are shown."""
    return say(
        "Of the {schools} whose change can be shown, {gaining:d} would gain and {losing:d} "
        "would lose more than {limit:read} of what they are paid now.",
        otherwise="No school's change can be shown without telling of its children.",
        needs="schools",
        schools=records.schools.number,
        gaining=records.schools.gaining,
        losing=records.schools.losing,
        limit=records.schools.limit,
    )


def _first_year(records: TopUps) -> Sentence | None:
    """That the change is made in steps."""
    if records.transition.number == 100:
        return None
    return say("{share:read} of the change is made in each year.", share=records.transition)


def _limits(records: TopUps) -> Sentence | None:
    card = records.card
    if card is None or (card.floor is None and card.ceiling is None):
        return say("No limit is set to what a school may gain or lose.")
    least, most = card.floor, card.ceiling
    return paragraph(
        [
            say("No school loses more than {floor:read_size}.", floor=least) if least else None,
            say("No school gains more than {ceiling:read}.", ceiling=most) if most else None,
        ]
    )


def by(result: PlanFunding, split: str, *, appendix: bool = False) -> Listing | None:
    """Children, amounts, what keeping pace would take, and the change under the rate card.

    By school there is no amount: children, and the class of its change.
    """
    records = result.top_ups
    if records is None:
        return None
    if split == SCHOOL:
        return _by_school(result, records, appendix=appendix)
    if not records.splits[split]:
        return None
    words, with_card = _SPLITS[split], records.card is not None
    heads = ["Children", "Paid a year", "To keep pace"]
    heads += ["Change under the card", "In the first year"] if with_card else []
    return listing(
        f"Top-ups by {words}, {result.ask.authority.name}, {records.day}",
        (capitalised(words), *heads),
        (
            (
                "All" if group is records.total else named(group.name),
                *(cell(figure) for figure in _cells(group, with_card=with_card)),
            )
            for group in (*records.splits[split], records.total)
        ),
        appendix=appendix,
    )


def _by_school(result: PlanFunding, records: TopUps, *, appendix: bool) -> Listing | None:
    schools = sorted(records.schools.schools, key=lambda school: not school.children.known)
    if not schools:
        return None
    with_card = records.card is not None
    return listing(
        f"Children with a top-up by school, {result.ask.authority.name}, {records.day}",
        ("School", "Children", *(["Under the card it"] if with_card else [])),
        (
            (
                named(school.name),
                cell(school.children),
                *([_change(school)] if with_card else []),
            )
            for school in schools
        ),
        appendix=appendix,
    )


def _change(school: School) -> Figure | Sentence | str:
    """The class, with the Figure that it rests on; a sign where it is withheld."""
    if not school.change:
        return cell(school.in_class)
    return Sentence(school.change, (school.in_class,), (school.change,))


def by_class(result: PlanFunding) -> Listing | None:
    """How many schools are in each class of change under the rate card, of those shown."""
    records = result.top_ups
    if records is None or not records.schools.number.known:
        return None
    return listing(
        f"Schools by their change under the rate card, of those that can be shown, "
        f"{result.ask.authority.name}, {records.day}",
        ("A school", "Schools"),
        ((named(change), number) for change, number in records.schools.by_class),
    )


def _cells(group: Group, *, with_card: bool) -> tuple[Figure, ...]:
    always = (group.children, group.amount, group.shortfall)
    return (*always, group.gain, group.first_year) if with_card else always


def not_shown(result: PlanFunding) -> Sentence:
    """What must not be read into the figures."""
    prices = (
        "Prices are those of the index given."
        if result.prices.is_stated
        else "Prices are those of all that the country makes, not the pay of support staff: a pay "
        "index can be given in their place."
    )
    return say("{prices} What a school spends on a child is not in these figures.", prices=prices)
