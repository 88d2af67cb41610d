"""What is said of growth, of spending for each resident, and of requests and plans by year."""

from __future__ import annotations

from hnb.comparison.listings import caution, place_in_cell, with_caution
from hnb.domain.periods import BREAK, write_day
from hnb.domain.words import capitalised, listed
from hnb.figures import Figure, Listing, Sentence, listing, paragraph, say, say_if_known
from hnb.questions.over_the_years.model import STEPS, Growth, OverTheYears


def growth(result: OverTheYears) -> tuple[Sentence, ...]:
    """How much each count grew, next to neighbours and England: a sentence for each."""
    return tuple(_grew(series, result) for series in result.growth)


def _grew(series: Growth, result: OverTheYears) -> Sentence:
    grown = series.grown
    form = "" if series.later.unit == "gbp" else ":,d"
    counts = (
        "between {earlier.period} and {later.period} {what} went "
        f"from {{earlier{form}}} to {{later{form}}}"
    )
    share = "" if result.has_few_plans or grown.own.few else f", {_moved(grown.own)}"
    others = "[ {Others}: {grown.median:moved} (median).][ England: {grown.england:moved}.]"
    template = f"{counts}{share}.{'' if grown.doubt or not share else others}{caution('grown')}"
    if series.is_mended:
        template += " One of the two is not as first published, since that was a mistake."
    return say(
        template,
        otherwise="Growth of {what} cannot be given: {reason}.",
        needs=("earlier", "later"),
        what=series.says,
        Others=capitalised(grown.ask.main.briefly),
        grown=grown,
        earlier=series.earlier,
        later=series.later,
    )


def _moved(change: Figure) -> str:
    if change.value == 0:
        return "without a change"
    return f"{'a fall' if change.number < 0 else 'a rise'} of {{grown.own:read_size}}"


def in_what_money(result: OverTheYears) -> Sentence | None:
    """What must be known of the change: prices, and how the counts were reported."""
    prices = say("Spending is in the money of its year, so that a part of its rise is prices.")
    crossed = [
        series.says
        for series in result.growth
        if series.grown.measure.kind != "financial_year"
        and series.earlier.period.split()[-1] < str(BREAK) <= series.later.period.split()[-1]
    ]
    recorded = say_if_known(
        "From {since} authorities report on each child and young person rather than totals. A part "
        "of a change across that year may be one of recording.",
        since=BREAK,
    )
    return paragraph((prices, recorded if crossed else None))


def before_it_opened(result: OverTheYears) -> Sentence | None:
    """Which councils an authority that was made of others has to be looked up under before."""
    authority = result.ask.authority
    if authority.opened is None or all(series.earlier.known for series in result.growth):
        return None
    return say(
        "{name} opened on {when}. Its area was earlier a part, or the whole, of {earlier}, which "
        "has a count of its own for each year before.",
        name=authority.name,
        when=write_day(authority.opened),
        earlier=listed([result.ask.name(code) for code in authority.predecessors]),
    )


def each_comparator(result: OverTheYears) -> Listing | None:
    """Growth of the authority, of each that it is compared with, and of England."""
    ask, series = result.ask, [one for one in result.growth if one.grown.median.known]
    if result.has_few_plans or not series:
        return None
    columns = [
        {
            ask.authority.name: growth.grown.own,
            **growth.others,
            f"{capitalised(ask.main.briefly)} (median)": growth.grown.median,
            "England": growth.grown.england,
        }
        for growth in series
    ]
    heads = (
        f"{capitalised(one.says)}, {one.earlier.period} to {one.later.period}" for one in series
    )
    rows = ((name, *(column[name] for column in columns)) for name in columns[0])
    table = listing(f"Growth, {ask.authority.name} and others", ("", *heads), rows, appendix=True)
    return with_caution(table, *(words for growth in series for words in growth.doubts))


def per_head(result: OverTheYears) -> Sentence:
    """Net spending for each resident aged 0 to 17 in the last year, next to neighbours."""
    what = "Net high needs spending for each resident aged 0 to 17"
    last = next((year for year in result.per_head[::-1] if year.own.known), None)
    if result.has_few_plans:
        return say("{what} is not given: one plan would move it too far.", what=what)
    if last is None:
        reason = result.per_head[-1].own.reason if result.per_head else "no year is held"
        return say("{what} cannot be given: {reason}.", what=what, reason=reason)
    return say(
        "{what} was {last.own} in {last.period}.[ {Others}: {last.median} (median).]"
        "[ England: {last.england}.] It leaves out the places that the department funds directly, "
        f"and does not say what was bought.{caution('last')}",
        what=what,
        last=last,
        Others=capitalised(result.ask.main.briefly),
    )


def per_head_by_year(result: OverTheYears) -> Listing | None:
    """Net spending, and that for each resident, its place among neighbours, in every year held."""
    known = [
        (net, year) for net, year in zip(result.net, result.per_head, strict=True) if net.known
    ]
    if not known:
        return None
    name = result.ask.authority.name
    if result.has_few_plans:
        rows = ((net.period, net) for net, _ in known)
        return listing(f"Net high needs spending, {name}", ("", "Net spending"), rows)
    others = capitalised(result.ask.main.briefly)
    table = listing(
        f"Net high needs spending for each resident aged 0 to 17, {name}",
        ("", "Net spending", "For each", f"{others} (median)", "Place, highest first", "England"),
        (
            (
                year.period,
                net,
                year.own,
                year.median,
                place_in_cell(year.main.rank, year.main.group),
                year.england,
            )
            for net, year in known
        ),
    )
    return with_caution(table, *(year.doubt for _, year in known))


def requests_to_plans(result: OverTheYears) -> Listing | Sentence:
    """Requests, what came of them, assessments and plans started, by calendar year."""
    years = {
        year: figures
        for year, figures in result.steps.items()
        if any(figure.known for figure in figures)
    }
    if not years:
        reason = next((figures[0].reason for figures in result.steps.values()), "no year is held")
        return say(
            "Requests, assessments and plans by year are not given: {reason}.", reason=reason
        )
    return listing(
        f"From requests to plans by calendar year, {result.ask.authority.name}",
        ("", *STEPS),
        ((str(year), *figures) for year, figures in years.items()),
    )


def how_to_read(result: OverTheYears) -> Sentence:
    """That the counts of one year are of different children."""
    return say(
        "A request of one year may lead to a plan in the next, so the counts of a year are not of "
        "the same children. Plans that started are counted apart from assessments that ended in a "
        "plan, and the two may differ."
    )
