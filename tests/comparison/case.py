"""Plans and residents of a small made-up England."""

import pandas as pd

from tests.conftest import frame

# plans at each January, and residents aged 0 to 17 (before revision) at the mid-year before the
# last
PLANS = frame("""
    la_code  january  plans
    855        2023    600
    855        2024    700
    855        2025    720
    850        2023    400
    850        2024    500
    850        2025    600
    860        2023    250
    860        2024    260
    860        2025    300
    830        2024    340
    830        2025    .
    931        2023    100
    931        2024    220
    931        2025    450
    926        2024    800
    926        2025    900
    909        2023    500
    420        2025      9
    800        2025    330
    801        2025    310
    802        2025    335
    803        2025    270
""")
PEOPLE = frame("""
    la_code  people
    855       18000
    850       20000
    860       10000
    830       16000
    931       10000
    926       15000
    420         300
    800       10000
    801       10000
    802       10000
    803       10000
""")


def population(mid_years=(2021, 2022, 2023)) -> pd.DataFrame:
    """Residents aged 0 to 17 the same each year; aged 2 to 18 in mid-2023 only, as seventeen years
    of equal size.
    """
    rows = []
    for code, people in PEOPLE.itertuples(index=False):
        rows += [
            (code, year, "0 to 17", "estimate before revision", people)
            for year in (*mid_years, 2024)
        ]
        rows += [(code, 2023, str(age), "estimate", people / 18) for age in range(2, 19)]
    table = pd.DataFrame(rows, columns=["la_code", "mid_year", "age_group", "basis", "people"])
    return table.assign(status="published", release="population-made-up").astype(
        {"people": "float64"}
    )


def plans() -> pd.DataFrame:
    """Counts, with a status and a release."""
    return PLANS.assign(
        status=PLANS["plans"].notna().map({True: "published", False: "suppressed"}),
        release="plans-1",
    )
