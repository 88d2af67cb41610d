"""Measures of single lines of section 251: independent top-ups, and services around plans.

A line is what was booked under it, and never placements.
"""

from __future__ import annotations

from hnb.comparison.counts import Count, FirstOf, Sum, count
from hnb.comparison.denominators import ALL, residents
from hnb.comparison.measure import Measure
from hnb.comparison.measures.money import NET_HIGH_NEEDS
from hnb.domain.scopes import INDEPENDENT, STATE, STATE_ONE_BY_ONE

# name, words and line of s251_lines
SERVICES = {
    "independent_top_ups": (
        "top-ups for independent and non-maintained schools and colleges",
        INDEPENDENT,
    ),
    "sen_transport": ("transport of school pupils with SEN", "SEN transport, pupils up to 16"),
    "educational_psychology": ("educational psychology", "educational psychology service"),
    "sen_administration": (
        "SEN administration, assessment and monitoring",
        "SEN administration, assessment and monitoring",
    ),
}
GROWTH_YEARS = 2
# the January that lies within the financial year
PLANS_WITHIN = count("plans", "ehc_plans", "plans in the January within the year", offsets=(1,))
RESIDENTS = residents(ALL["0 to 17"], says="residents aged 0 to 17")


def gross(name: str, *, offset: int = 0) -> Count:
    """The gross outturn on a line, some years later."""
    words, line = SERVICES[name]
    return count(
        name,
        "s251_lines",
        f"gross outturn on {words}",
        offsets=(offset,),
        kind="outturn",
        line=line,
        side="gross",
    )


def _per_plan(name: str) -> Measure:
    words, _ = SERVICES[name]
    return Measure(
        f"{name}_per_plan",
        f"Gross outturn for each EHC plan on {words}",
        gross(name),
        PLANS_WITHIN,
        unit="gbp_whole",
        chance="none",
        pooled=True,
    )


def _book(setting: str) -> Count:
    """Independent top-ups as the benchmarking tool has them, in the year from which they grow."""
    return count(
        f"independent_top_ups_before_{setting}",
        "s251_high_needs",
        f"top-ups for independent schools ({setting})",
        offsets=(-GROWTH_YEARS,),
        kind="outturn",
        line=INDEPENDENT,
        setting=setting,
    )


# gross: from the lines where they are held, else the benchmarking tool's net total and its income
_BEFORE = FirstOf(
    "independent_top_ups_before",
    "independent top-ups two years before (gross)",
    (
        gross("independent_top_ups", offset=-GROWTH_YEARS),
        Sum(
            "independent_top_ups_before",
            "independent top-ups two years before (net and income together)",
            (_book("total"), _book("income")),
        ),
    ),
)


def _spent_of_planned(name: str, words: str, line: str) -> Measure:
    ways = ((line,), STATE_ONE_BY_ONE) if line == STATE else ((line,),)

    def of(kind: str) -> FirstOf:
        counts = tuple(
            count(
                f"{name}_{kind}",
                "s251_high_needs",
                f"{words} ({kind}, net)",
                kind=kind,
                line=lines,
                setting="total",
            )
            for lines in ways
        )
        return FirstOf(f"{name}_{kind}", f"{words} ({kind}, net)", counts)

    return Measure(
        f"{name}_of_budget_percent",
        f"Outturn on {words} as a percentage of its budget, both net",
        of("outturn"),
        of("budget"),
        chance="none",
        pooled=True,
    )


PER_PLAN = tuple(map(_per_plan, SERVICES))
TOP_UPS_PER_RESIDENT = Measure(
    "independent_top_ups_per_resident",
    f"Gross outturn for each resident aged 0 to 17 on {SERVICES['independent_top_ups'][0]}",
    gross("independent_top_ups"),
    RESIDENTS,
    unit="gbp_whole",
    chance="none",
    pooled=True,
)
TOP_UPS_GROWTH = Measure(
    "independent_top_ups_growth",
    f"Growth over two years in gross outturn on {SERVICES['independent_top_ups'][0]}, in cash",
    gross("independent_top_ups"),
    _BEFORE,
    chance="growth",
    pooled=True,
    exact_interval=False,
)
HIGH_NEEDS_PER_PLAN = Measure(
    "high_needs_lines_per_plan",
    "Net outturn on every high needs line 1.2.x for each EHC plan, without place funding",
    NET_HIGH_NEEDS,
    PLANS_WITHIN,
    unit="gbp_whole",
    chance="none",
    pooled=True,
)
HIGH_NEEDS_PER_RESIDENT = Measure(
    "high_needs_lines_per_resident",
    "Net outturn on every high needs line 1.2.x for each resident aged 0 to 17, without place "
    "funding",
    NET_HIGH_NEEDS,
    RESIDENTS,
    unit="gbp_whole",
    chance="none",
    pooled=True,
)
HIGH_NEEDS_PER_PUPIL = Measure(
    "high_needs_lines_per_pupil",
    "Net outturn on every high needs line 1.2.x for each pupil in the authority's schools, without "
    "place funding",
    NET_HIGH_NEEDS,
    count(
        "pupils",
        "free_school_meals",
        "pupils in the authority's schools",
        phase="all schools",
        measure=("eligible", "not known to be eligible"),
    ),
    unit="gbp_whole",
    chance="none",
    pooled=True,
)
SPENT_OF_PLANNED = (
    _spent_of_planned("independent_top_ups", "independent top-ups", INDEPENDENT),
    _spent_of_planned("state_top_ups", "state-funded top-ups", STATE),
)
MEASURES = (
    *PER_PLAN,
    TOP_UPS_PER_RESIDENT,
    TOP_UPS_GROWTH,
    HIGH_NEEDS_PER_PLAN,
    HIGH_NEEDS_PER_RESIDENT,
    HIGH_NEEDS_PER_PUPIL,
    *SPENT_OF_PLANNED,
)
