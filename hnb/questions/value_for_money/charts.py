"""Charts of a programme: when it pays for itself, what that depends on, and what was achieved."""

from __future__ import annotations

from hnb.charts import labels, steps, style
from hnb.charts.over_time import over_time
from hnb.domain.words import capitalised
from hnb.figures import Figure
from hnb.questions.value_for_money.by_ledger import ByLedger
from hnb.questions.value_for_money.model import ValueForMoney

_MILLION = 1e6
_TWO_YEARS = 2  # fewer make no line


def paid_back(result: ValueForMoney) -> style.Chart | None:
    """Savings less costs up to the end of each year: as planned, and as achieved so far with larger
    costs (cautious), with the range of eight in ten simulated futures; at zero it is paid back.
    """
    money = result.money
    if money is None or len(money.ledger.years) < _TWO_YEARS:
        return None
    planned, cautious = money.planned.net, money.cautious.net
    figure = over_time(
        money.drawn,
        {
            "planned": style.Line("as planned", style.OTHERS, 1.8, style.DASHED, f"{planned:read}"),
            "cautious": style.Line("cautious", style.STRONG, 2.6, value=f"{cautious:read}"),
        },
        "£ million, savings less costs up to the end of the year"
        "\nShaded: eight in ten possible futures",
        bands={("low", "high"): style.BAND},
        names=money.ledger.years,
        height=2.9,
    )
    figure.axes[0].axhline(0, color=style.TEXT, linewidth=0.9)
    title = (
        f"Savings less costs since {money.ledger.years[0]}, in prices of "
        f"{money.ledger.price_year}, {result.ask.authority.name}"
    )
    alt = (
        f"Lines by financial year. {title}: as planned {planned:read} by {money.ledger.years[-1]}, "
        f"with caution {cautious:read}; {_crossing(money)}."
    )
    return style.finish(figure, alt, title, [planned, cautious, money.last_chance])


def _crossing(money: ByLedger) -> str:
    payback = money.cautious.payback
    if not payback.known:
        return "the cautious line does not reach zero for good"
    return f"the cautious line is above zero from {payback} on"


def depends_on(result: ValueForMoney) -> style.Chart | None:
    """A bar for each assumption, from the net present value at its worse end to that at its better
    one, the widest first.
    """
    money = result.money
    if money is None:
        return None
    net = money.cautious.net
    bars = [
        steps.Bar(
            capitalised(item.name),
            (item.better.number - item.worse.number) / _MILLION,
            f"{item.worse:read} to {item.better:read}",
            style.STRONG,
            start=item.worse.number / _MILLION,
        )
        for item in money.sensitivities
    ]
    figure, axes, _ = steps.level(bars, "£ million, savings less costs over all years", height=0.5)
    axes.axvline(net.number / _MILLION, color=style.DARK, linewidth=1.2, linestyle=style.DASHED)
    top = (net.number / _MILLION, axes.get_ylim()[1])
    labels.note(axes, f"cautious case {net:read}", top, (0, 6), style.TEXT, ha="center")
    title = f"What savings less costs depend on, {result.ask.authority.name}, {money.day}"
    every = [net, *(end for item in money.sensitivities for end in (item.worse, item.better))]
    listed = "; ".join(
        f"{item.name} {item.worse:read} to {item.better:read}" for item in money.sensitivities
    )
    return style.finish(
        figure,
        f"Bars, the widest first. {title}: {listed}; the cautious case {net:read}.",
        title,
        every,
        appendix=True,
    )


def achieved(result: ValueForMoney) -> style.Chart | None:
    """Two bars a workstream: savings planned and achieved in the years that are over."""
    money = result.money
    if money is None or not money.total.planned.known:
        return None
    lines = [line for line in money.lines if line.planned.known and line.planned.number > 0]
    if not lines:
        return None
    bars = []
    for line in lines:
        pair = [_bar(line.planned, "white"), _bar(line.achieved, style.STRONG)]
        pair[0] = pair[0]._replace(name=line.about.name)
        bars += pair
    figure, *_ = steps.level(bars, "£ million; light: planned, dark: achieved", height=0.25)
    title = (
        f"Savings planned and achieved to {money.ledger.years_over[-1]} by workstream, "
        f"{result.ask.authority.name}"
    )
    listed = "; ".join(
        f"{line.about.name} {line.achieved:read} of {line.planned:read}"
        if line.achieved.known
        else f"{line.about.name} nothing reported of {line.planned:read}"
        for line in lines
    )
    every = [figure for line in lines for figure in (line.planned, line.achieved)]
    return style.finish(figure, f"Bars. {title}: {listed}.", title, every)


def _bar(amount: Figure, colour: str) -> steps.Bar:
    if not amount.known:
        return steps.Bar("", 0.0, "not reported", colour)
    return steps.Bar("", amount.number / _MILLION, f"{amount:read}", colour)
