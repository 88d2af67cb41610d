"""Tables of spend: section 251 high needs lines, and one net figure of all of them."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.tidy import by_authority

TABLES = (
    by_authority(
        "s251_high_needs",
        "High needs budget and outturn of section 251, by line and setting.",
        c.FINANCIAL_YEAR,
        c.KIND,
        c.LINE,
        c.SETTING,
        value=c.AMOUNT,
        notes="Totals of a line are net of income; income is a setting of its own, published "
        "positive. Outturn leaves out places that the department funds directly; budget includes "
        "academies' places. 'place funding' in setting 'total' is the benchmarking tool's: "
        "special and alternative provision only. The section 251 files give a net figure over "
        "every setting instead, and it is called 'all settings'. Those files have lines 1.2.x one "
        "by one: the tool's 'top-ups, maintained schools, academies, free schools and colleges' "
        "is their 'top-ups, maintained schools', 'top-ups, academies, free schools and colleges', "
        "'additional funding for mainstream schools and academies' and 'direct payments' "
        "together; its 'SEN support and inclusion services' is 'SEN support services' and "
        "'support for inclusion'.",
    ),
    by_authority(
        "s251_lines",
        "Section 251 lines as a whole, gross, income and net: high needs, and the services paid "
        "for from elsewhere that go with them, such as transport.",
        c.FINANCIAL_YEAR,
        c.KIND,
        c.LINE,
        c.SIDE,
        value=c.AMOUNT,
        notes="Gross, less income, is net. High needs lines by setting are in `s251_high_needs`, "
        "whose totals are net. A line is never 'placements'. No budget was collected for 2020-21.",
    ),
    by_authority(
        "net_high_needs",
        "Net outturn on every section 251 line 1.2.x in one figure: top-ups and services, without "
        "place funding.",
        c.FINANCIAL_YEAR,
        value=c.AMOUNT,
        notes="The publisher's own lines added up, where its file has been taken in with all of "
        "them; compiled by a third party elsewhere. Never 'placements'.",
    ),
)
