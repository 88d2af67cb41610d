"""Chart of a measure over the years, with the day on which something was said of it."""

from __future__ import annotations

from hnb.charts import labels, style
from hnb.charts.compared import title
from hnb.charts.over_time import FEWEST_YEARS, authority_and_others, over_time, shaded, whole_years
from hnb.domain.periods import write_day
from hnb.domain.words import capitalised
from hnb.figures import DrawnSeries
from hnb.questions.then_and_now.model import Claim, ThenAndNow
from hnb.questions.then_and_now.reading import SIMILAR


def since_it_was_said(result: ThenAndNow) -> style.Chart | None:
    """The first statement that compares the authority with similar ones: its measure by year, and
    when it was said; nothing where no statement does, or there are fewer than three years.
    """
    chosen = [claim for claim in result.claims if claim.statement.claims.endswith(SIMILAR)]
    return _chart(chosen[0]) if chosen else None


def _chart(claim: Claim) -> style.Chart | None:
    reading = claim.then or claim.now
    if reading is None or claim.now is None:
        return None
    compared, day = claim.now.compared, claim.statement.said_on
    table = whole_years(compared.series[["own", "lower", "median", "upper", "england"]])
    if table["own"].count() < FEWEST_YEARS:
        return None
    names = [compared.measure.when(int(year)).removeprefix("January ") for year in table.index]
    figure = over_time(
        DrawnSeries.like(compared.own, "over_time", table),
        authority_and_others(compared.ask),
        f"{capitalised(compared.measure.says)}\n{shaded(compared.ask)}",
        names=names,
    )
    axes = figure.axes[0]
    place = day.year + (day.timetuple().tm_yday - 1) / 365
    if compared.measure.kind != "january":
        place -= 0.5  # a year that goes on is drawn at its middle
    if table.index[0] <= place <= table.index[-1]:
        axes.axvline(place, color=style.TEXT, lw=0.9, ls=":")
        labels.note(axes, "said", (place, axes.get_ylim()[1]), (0, 8), style.TEXT, ha="center")
    now = claim.now.value
    alt = (
        f"Lines of {compared.measure.says} by year, with {write_day(day)} marked, when it was "
        f"said. At the latest, in {now.period}, {compared.ask.authority.name} has {now:read} and "
        f"the median of similar authorities {compared.median:read}."
    )
    shown = (now, compared.median, compared.england)
    return style.finish(figure, alt, title(compared), shown)
