"""Looking around in JupyterLab: an authority, its comparators, a measure and a year; the picture
follows at once.
"""

from __future__ import annotations

import base64
import html
from typing import TYPE_CHECKING, Any

from hnb.domain import areas
from hnb.parameters import WORDS, ask
from hnb.store.files import load

if TYPE_CHECKING:
    import ipywidgets

    from hnb.charts.style import Chart


def _picture(chart: Chart) -> str:
    """A chart as HTML with its text alternative."""
    data = base64.b64encode(chart.image()).decode("ascii")
    alt = html.escape(chart.alt, quote=True)
    return (
        f'<figure style="margin:0 0 1em"><img alt="{alt}" style="max-width:100%;width:670px" '
        f'src="data:image/png;base64,{data}"><figcaption>{html.escape(chart.source)}</figcaption></figure>'
    )


def explore(
    authority: str | int = "Leicestershire",
    comparators: str = "neighbours",
    measure: str = "EHC plans per 1,000 residents aged 2 to 18 (estimate)",
    year: str | int = "",
    as_at: str = "",
) -> ipywidgets.VBox:
    """Widgets that show a measure of an authority over the years, in England, and beside its
    comparators.

    Parameters
    ----------
    authority : str or int
        Name, DfE number or ONS code.
    comparators : str
        One of `hnb.parameters.WORDS`, or authorities separated by semicolons.
    measure : str
        What one of `hnb.compare.catalogue.ALL` says, or its name.
    year : str or int
        Of the measure's kind; the latest held for the authority where left empty.
    as_at : str
        Only what had been published by this day.

    Returns
    -------
    ipywidgets.VBox
        Four drop-down lists (type to find) and the picture.

    Raises
    ------
    ParameterError
        An authority, comparators, measure or year is not known; the nearest right thing is named.
    """
    import ipywidgets as widgets

    from hnb.charts import compared
    from hnb.compare import catalogue as measures
    from hnb.compare.listings import in_words
    from hnb.domain.errors import ParameterError, Place, did_you_mean

    def unknown(parameter: str, value: object, known: list[str]) -> ParameterError:
        expected = f"one of: {'; '.join(known)}{did_you_mean(str(value), known)}"
        return ParameterError(
            Place(parameter=parameter), found=f"{value!r} is not known", expected=expected
        )

    settled = ask(authority, comparators=comparators, as_at=as_at)
    tables = {name: load(name, as_at=settled.as_at) for name in measures.TABLES}
    named = {one.says: one for one in measures.ALL.values()} | measures.ALL
    if measure not in named:
        raise unknown("measure", measure, list(measures.ALL))
    values = {one.name: one.values(tables) for one in measures.ALL.values()}

    def choice(description: str, options: list[Any], value: Any) -> Any:
        return widgets.Dropdown(
            description=description,
            options=options,
            value=value,
            layout={"width": "46em"},
            style={"description_width": "8em"},
        )

    listed = {*areas.current(), settled.authority}
    who = choice("Authority", sorted((one.name, one.la_code) for one in listed), settled.la_code)
    them = choice("Compare with", list(dict.fromkeys([*WORDS, comparators])), comparators)
    what = choice(
        "Measure", [(one.says, one.name) for one in measures.ALL.values()], named[measure].name
    )
    when = choice("Year", [], None)
    picture = widgets.HTML()

    def years(wanted: object = "") -> None:
        held = values[what.value]
        own = held[held["la_code"].eq(who.value)]["period"]
        found = sorted((own if len(own) else held["period"]).unique().tolist(), reverse=True)
        names = {str(period): period for period in found}
        if wanted and str(wanted) not in names:
            raise unknown("year", wanted, list(names))
        kept = names.get(str(wanted or when.value), found[0] if found else None)
        when.options = [(named[what.value].when(period), period) for period in found]
        when.value = kept

    def draw(_: object = None) -> None:
        if when.value is None:
            picture.value = (
                f"<p>{html.escape(named[what.value].says)}: nothing had been published "
                f"by {as_at}.</p>"
            )
            return
        try:
            asked = ask(who.value, comparators=them.value, as_at=as_at)
            result = measures.view(named[what.value], tables, asked, when.value, values[what.value])
        except ParameterError as fault:  # such as no list of neighbours of that year
            picture.value = f"<p>{html.escape(str(fault))}</p>"
            return
        charts = (
            compared.over_time(result),
            compared.everyone(result),
            compared.beside(result),
        )
        text = f'<p style="line-height:1.4">{html.escape(str(in_words(result)))}</p>'
        picture.value = text + "".join(map(_picture, charts))

    def changed(_: object) -> None:
        when.unobserve(draw, "value")
        years()
        when.observe(draw, "value")
        draw()

    years(year)
    draw()
    for widget, follow in ((who, changed), (what, changed), (them, draw), (when, draw)):
        widget.observe(follow, "value")
    return widgets.VBox([who, them, what, when, picture])
