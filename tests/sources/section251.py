"""Outturn and budget files of section 251 for every authority, in the layout of the published ones.

Every amount is made up, in whole pounds from a seed: no figure of any authority. The files, their
lines and their main categories say so. Gross is the settings added up, net is gross less income,
and a region and England are their authorities added up.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache

from hnb.domain import areas
from hnb.domain.periods import start_year, starts
from hnb.sources.area import NINE
from tests.sources.books import csv_bytes

Row = dict[str, object]
Amounts = Mapping[str, int]
MADE_UP = "(made up)"
UNITS = {"£": 1, "£000": 1_000, "£ million": 1_000_000}
# what the publisher writes where there is no amount, and what it means
SYMBOLS = (
    ("c", "suppressed"),
    ("x", "not available"),
    ("z", "not applicable"),
    (":", "not available"),
    ("u", "not available"),
    ("..", "not available"),
    ("-", "not available"),
)
NAMES = {
    "outturn": "made_up_s251_alleducation_la_regional_national.csv",
    "budget": "made_up_plannedexpenditure_schools_other_education_la_unrounded_data.csv",
}
HEADS = {
    "outturn": ("", "main_category", "category_of_expenditure"),
    "budget": ("planned_", "main_category_planned_expenditure", "category_of_planned_expenditure"),
}
PER_HEAD = {
    "outturn": "net_per_capita_expenditure",
    "budget": "net_per_capita_planned_expenditure",
}
SETTINGS = (
    "early_years_establishments", "primary_schools", "secondary_schools",
    "sen_and_special_schools", "pupil_referral_units_and_alt_provision", "post_16",
)  # fmt: skip
INDIVIDUAL_SCHOOLS = {
    "outturn": "1.0.2 High needs place funding within Individual Schools Budget, after recoupment",
    "budget": "1.0.2 High needs place funding within Individual Schools Budget, including all pre- "
    "and post-16 place funding for maintained schools and academies",
}
# £ million of England in 2024-25, by line; a line of one amount alone is in no setting
LINES = {
    "1.0.1 Individual Schools Budget": 20_000,
    "1.0.2": 900,
    "1.1.2 Behaviour support services": 30,
    "1.1.10 School improvement": 20,
    "1.2.1 Top-up funding – maintained schools": 2_700,
    "1.2.2 Top-up funding – academies, free schools and colleges": 3_100,
    "1.2.3 Top-up and other funding – non-maintained and independent providers": 2_600,
    "1.2.4 Additional high needs targeted funding for mainstream schools and academies": 250,
    "1.2.5 SEN support services": 500,
    "1.2.6 Hospital education services": 60,
    "1.2.7 Other alternative provision services": 450,
    "1.2.8 Support for inclusion": 300,
    "1.2.9 Special schools and PRUs in financial difficulty": 10,
    "1.2.10 PFI/ BSF costs at special schools, AP/ PRUs and Post 16 institutions only": 30,
    "1.2.11 Direct payments (SEN and disability)": 20,
    "1.2.12 Carbon reduction commitment allowances (PRUs)": 1,
    "1.2.13 Therapies and other health related services": 80,
    "1.3.1 Central expenditure on early years entitlement": 200,
    "1.4.11 SEN transport": 60,
    "1.9.3 Dedicated Schools Grant carried forward to next year": 0,
    "2.1.1 Educational psychology service": 250,
    "2.1.2 SEN administration, assessment and coordination and monitoring": 480,
    "2.1.3 Independent Advice and Support Services (parent partnership), guidance and information": 30,
    "2.1.4 Home to school transport (pre 16): SEN transport expenditure": 1_500,
    "2.1.5 Home to school transport (pre 16): mainstream home to school transport expenditure": 400,
    "2.1.6 Home to post-16 provision: SEN/ LLDD transport expenditure (aged 16-18)": 170,
    "2.1.7 Home to post-16 provision: SEN/ LLDD transport expenditure (aged 19-25)": 60,
}  # fmt: skip
WITHOUT_SETTINGS = ("1.9.", "2.")
SMALLEST = (201, 420)  # the City of London and the Isles of Scilly
LAST_YEAR, GROWTH, SEED = 2024, 1.1, 251


def number_of(label: str) -> str:
    """The number of a line, such as 1.2.3."""
    return label.split(" ", 1)[0]


@cache
def amounts(la_code: int, number: str, year: str, kind: str = "outturn") -> Amounts:
    """What the files say of an authority's line, in pounds: by column, without `planned`.

    Parameters
    ----------
    la_code, number, year, kind : int, str, str, str
        The authority, the line such as 1.2.3, the financial year, and outturn or budget.
    """
    million = next(size for label, size in LINES.items() if number_of(label) == number)
    authority = random.Random(f"{SEED}-{la_code}")
    size = authority.lognormvariate(0, 0.7) / 1.28 / 152  # of England; 1.28 is the mean
    size *= 0.01 if la_code in SMALLEST else 1
    chance = random.Random(f"{SEED}-{la_code}-{number}-{start_year(year)}-{kind}")
    whole = million * 1e6 * size * GROWTH ** (start_year(year) - LAST_YEAR)
    if number == "1.9.3":  # a deficit is above zero, and some have a surplus
        return _with_totals({}, round(chance.uniform(-5e6, 4e7)), 0)
    whole *= chance.uniform(0.8, 1.2)
    if number.startswith(WITHOUT_SETTINGS):
        return _with_totals({}, round(whole), round(whole * 0.02))
    shares = [chance.random() for _ in SETTINGS]
    by_setting = {
        setting: round(whole * share / sum(shares))
        for setting, share in zip(SETTINGS, shares, strict=True)
    }
    return _with_totals(by_setting, sum(by_setting.values()), round(whole * 0.01))


def _with_totals(by_setting: Amounts, gross: int, income: int) -> Amounts:
    in_settings = {setting: by_setting.get(setting, 0) for setting in SETTINGS}
    net = gross - income
    return {**in_settings, "gross_expenditure": gross, "income": income, "net_expenditure": net}


def authorities(year: str) -> list[areas.Authority]:
    """Those that exist when a financial year starts."""
    return [who for who in areas.everyone() if who.stands_at(starts("financial_year", year))]


def together(codes: Iterable[int], number: str, year: str, kind: str = "outturn") -> Amounts:
    """The amounts of some authorities added up, in pounds."""
    each = [amounts(code, number, year, kind) for code in codes]
    return {column: sum(of_one[column] for of_one in each) for column in each[0]}


def rows(
    kind: str, years: Iterable[str], unit: str = "£", alone: list[areas.Authority] | None = None
) -> Iterator[Row]:
    """The rows of a file: of each year and line England, the regions, and each authority; with
    `alone`, of a country of those authorities.
    """
    for year in years:
        standing = alone or authorities(year)
        for label in LINES:
            yield _row(kind, year, label, ("National", "", "", "", ""), unit, standing)
            for region in NINE:
                theirs = [who for who in standing if _region(who) == region]
                yield _row(kind, year, label, ("Regional", region, "", "", ""), unit, theirs)
            for who in standing:
                whose = (
                    "Local authority",
                    _region(who),
                    who.name,
                    str(who.la_code),
                    who.ons_codes[0],
                )
                yield _row(kind, year, label, whose, unit, [who])


def _region(who: areas.Authority) -> str:
    return "London" if who.region.endswith("London") else who.region


def _row(
    kind: str,
    year: str,
    label: str,
    whose: tuple[str, str, str, str, str],
    unit: str,
    of: list[areas.Authority],
) -> Row:
    planned, main, category = HEADS[kind]
    level, region, name, old_code, new_code = whose
    number = number_of(label)
    total = together([who.la_code for who in of], number, year, kind)
    printed = {
        column.replace("_expenditure", f"_{planned}expenditure"): _in_unit(amount, unit)
        for column, amount in total.items()
    }
    label = INDIVIDUAL_SCHOOLS[kind] if number == "1.0.2" else label
    return {
        "time_period": year.replace("-", ""),
        "time_identifier": "Financial year",
        "geographic_level": level,
        "country_name": "England",
        "country_code": "E92000001",
        "region_name": region,
        "region_code": "",
        "la_name": name,
        "old_la_code": old_code,
        "new_la_code": new_code,
        main: f"Schools {MADE_UP}",
        category: f"{label} {MADE_UP}",
        **printed,
        PER_HEAD[kind]: round(total["net_expenditure"] / (80_000 * len(of)), 2),
    }


def _in_unit(pounds: int, unit: str) -> str:
    """An amount to the last pound, as the file prints it."""
    return format((Decimal(pounds) / UNITS[unit]).normalize(), "f")


def file(
    kind: str, years: Iterable[str], unit: str = "£", encoding: str = "utf-8"
) -> tuple[str, bytes]:
    """The name and bytes of a file for every authority."""
    return NAMES[kind], csv_bytes(list(rows(kind, years, unit)), encoding)
