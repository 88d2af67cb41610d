"""Looking around in JupyterLab: an authority, its comparators, a measure and a year; the picture
follows at once.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hnb.answers import tables_of
from hnb.domain import areas
from hnb.domain.errors import ParameterError, Place, did_you_mean
from hnb.domain.periods import period_from
from hnb.domain.words import quoted, typed
from hnb.parameters import WORDS, ask, left_out

if TYPE_CHECKING:
    import ipywidgets

    from hnb.charts.style import Chart
    from hnb.comparison.counts import Counts
    from hnb.comparison.measure import Measure
    from hnb.domain.comparators import Ask


def _picture(chart: Chart) -> str:
    """A chart as HTML with its text alternative."""
    alt = html.escape(chart.alt, quote=True)
    return (
        f'<figure style="margin:0 0 1em"><img alt="{alt}" style="max-width:100%;width:670px" '
        f'src="data:image/png;base64,{chart.encoded()}">'
        f"<figcaption>{html.escape(chart.source)}</figcaption></figure>"
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
        A name in `hnb.comparison.measures.catalogue.MEASURES`, or the words of the measure.
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
    from hnb.comparison.measures.catalogue import MEASURES, measure_called

    settled = ask(authority, comparators=comparators, as_at=as_at)
    chosen = measure_called(measure)
    listed = {*areas.current(), settled.authority}
    explorer = _Explorer(
        as_at=as_at,
        who=_choice("Authority", sorted((each.name, each.la_code) for each in listed)),
        them=_choice("Compare with", list(dict.fromkeys([*WORDS, comparators]))),
        what=_choice("Measure", [(each.says, each.name) for each in MEASURES.values()]),
        when=_choice("Year", []),
    )
    return explorer.opened(settled, comparators, chosen.name, year)


def _choice(description: str, options: list[Any]) -> ipywidgets.Dropdown:
    import ipywidgets

    return ipywidgets.Dropdown(
        description=description,
        options=options,
        layout={"width": "46em"},
        style={"description_width": "8em"},
    )


@dataclass
class _Explorer:
    """Four drop-down lists and the picture that follows them."""

    as_at: str
    who: ipywidgets.Dropdown
    them: ipywidgets.Dropdown
    what: ipywidgets.Dropdown
    when: ipywidgets.Dropdown

    def opened(self, settled: Ask, comparators: str, measure: str, year: object) -> ipywidgets.VBox:
        """The widgets, set to what is asked, and following each other from then on."""
        import ipywidgets

        self.picture = ipywidgets.HTML()
        self.who.value, self.them.value, self.what.value = settled.la_code, comparators, measure
        self.offer_years(year)
        self.draw()
        for widget in (self.who, self.what):
            widget.observe(self.changed, "value")
        for widget in (self.them, self.when):
            widget.observe(self.draw, "value")
        return ipywidgets.VBox([self.who, self.them, self.what, self.when, self.picture])

    @property
    def measure(self) -> Measure:
        """The measure chosen."""
        from hnb.comparison.measures.catalogue import MEASURES

        return MEASURES[self.what.value]

    def counts(self) -> Counts:
        """The counts of the measure chosen, at every level."""
        from hnb.comparison.counts import Counts

        return Counts(tables_of(self.measure, self.as_at or None))

    def offer_years(self, wanted: object = "") -> None:
        """Offer the years in which the authority, or failing it anybody, has a value."""
        measure = self.measure
        years = measure.years_of(self.who.value, self.counts())[::-1]
        periods = [period_from(measure.kind, year) for year in years]
        by_words = {str(period): period for period in periods}
        if not left_out(wanted) and typed(wanted) not in by_words:
            raise ParameterError(
                Place(parameter="year"),
                found=f"{quoted(wanted)} is not known",
                expected=f"one of: {'; '.join(by_words)}{did_you_mean(typed(wanted), by_words)}",
            )
        last = measure.latest(self.counts(), self.who.value)
        latest = None if last is None else period_from(measure.kind, last)
        chosen = by_words.get(typed(wanted) or typed(self.when.value), latest)
        self.when.options = list(zip(map(measure.when, years), periods, strict=True))
        self.when.value = chosen

    def changed(self, _: object = None) -> None:
        """Offer the years of another authority or measure, and draw."""
        self.when.unobserve(self.draw, "value")
        self.offer_years()
        self.when.observe(self.draw, "value")
        self.draw()

    def draw(self, _: object = None) -> None:
        """Draw what is chosen; or say why nothing can be drawn."""
        if self.when.value is None:
            says = html.escape(self.measure.says)
            self.picture.value = f"<p>{says}: nothing had been published by {self.as_at}.</p>"
            return
        try:
            self.picture.value = self.drawn()
        except ParameterError as fault:  # such as no list of neighbours of that year
            self.picture.value = f"<p>{html.escape(str(fault))}</p>"

    def drawn(self) -> str:
        """The sentence and the three charts of what is chosen, as HTML."""
        from hnb.charts import compared as charts
        from hnb.comparison.compared import compare
        from hnb.comparison.listings import in_words

        asked = ask(self.who.value, comparators=self.them.value, as_at=self.as_at)
        compared = compare(self.measure, self.counts(), asked, self.when.value)
        pictures = (
            charts.over_time(compared),
            charts.everyone(compared),
            charts.among_comparators(compared),
        )
        text = f'<p style="line-height:1.4">{html.escape(str(in_words(compared)))}</p>'
        return text + "".join(_picture(chart) for chart in pictures if chart)
