"""Page one of an authority, as it is printed."""

from __future__ import annotations

from functools import cache, wraps

import hnb
from hnb.comparison.counts import Counts
from hnb.domain import areas
from hnb.questions.page_one import model, text
from hnb.questions.page_one.model import PageOne
from hnb.questions.plans_forecast import model as plans_forecast
from tests.questions.page_one.reread import Printed

NAMED = {"Leicestershire": {"programme": "TSIL", "start_year": 2023}}
EVERYONE = [authority.name for authority in areas.current()]


@cache
def counts() -> Counts:
    """What every authority's page one reads, read once for all of them."""
    plans_forecast.fit_growth = _once(plans_forecast.fit_growth)
    return Counts(hnb.tables_for("page_one"))


def _once(fit_growth):
    """Growth learned once, for it is learned from all authorities alike."""
    learned = {}

    @wraps(fit_growth)
    def fit(units, origin, horizons):
        key = (origin, tuple(horizons))
        if key not in learned:
            learned[key] = fit_growth(units, origin, horizons)
        return learned[key]

    return fit


@cache
def page(authority: str) -> PageOne:
    """What the model says, with the programme where one is named."""
    return model.answer(counts(), hnb.ask(authority), **NAMED.get(authority, {}))


@cache
def printed(authority: str) -> tuple[Printed, ...]:
    """Its rows."""
    return tuple(Printed(*row) for row in text.table(page(authority)).cells())
