"""The day on which a period was first published, by the rule that its release has."""

from __future__ import annotations

from hnb.domain.plain import Json
from hnb.tables import Table


def first_published(release: Json, spec: Table, period: object) -> str:
    """The day on which a period was first published, by the release's own rule; its own date where
    it has none.

    A rule is written `MM-DD`: that day of the year in which the period ends; `-1-MM-DD` the year
    before, `+1-MM-DD` the year after.
    """
    rule = release.get("first_published", {}).get(spec.name)
    if rule is None:
        return str(release["published"])
    year = int(str(period)[:4])
    if spec.period in ("financial_year", "academic_year"):  # named by the year in which they start
        year += 1
    *shift, month, day = str(rule).rsplit("-", 2)
    years = int(shift[0]) if shift else 0
    return f"{year + years}-{month}-{day}"
