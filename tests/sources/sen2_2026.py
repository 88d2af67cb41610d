"""The files of the 2026 release of EHC plans, made up, in the layout that LAYOUTS.md notes of it."""

from __future__ import annotations

import csv
import io

from tests.sources.books import EES_AREA, REQUESTS, packed

MAINSTREAM = [
    f"mainstream_{kind}{part}"
    for kind in ("la_maintained", "academy", "free_school")
    for part in ("", "_resourced_provision", "_senunit")
] + ["mainstream_independent", "mainstream_total", "mainstream_total_pc"]
SPECIAL = [
    "special_la_maintained", "special_academy", "special_free_school", "special_independent",
    "special_non_maintained", "special_total", "special_total_pc",
]  # fmt: skip
OTHER = [
    "ap_pru_academy", "ap_pru_free_school", "ap_pru_la_maintained", "ap_pru_total",
    "ap_pru_total_pc", "general_fe_tertiary_colleges", "specialist_post_16_institutions",
    "ukrlp_provider", "fe_total", "fe_total_pc", "elective_home_education",
    "other_arrangements_la", "other_arrangements_parents", "online_provider", "w_settings",
    "other_schools", "other_placement_settings", "neet", "neet_ntci", "neet_other",
    "neet_other_csa", "ed_elsewhere", "ed_elsewhere_pc", "nm_early_years", "nm_early_years_pc",
    "placement_unknown", "placement_unknown_pc",
]  # fmt: skip
PLACED = [*MAINSTREAM, *SPECIAL, *OTHER]
NEEDS = ["asd", "ds", "hi", "mld", "msi", "oth", "pd", "pmld", "semh", "slcn", "sld", "spld", "vi"]
KINDS = [f"number_{need}" for need in NEEDS] + ["number_need_unknown"]
SHARES = [f"{need}_pc" for need in NEEDS] + ["unknown_pc"]
ISSUED = [
    f"{prefix}plans_issued_{what}"
    for what in ("gt20weeks_ltYear", "gt20weeks_ltYear_ex", "gt_1_year", "gt_1_year_ex")
    for prefix in ("", "pc_")
]
AGE, NEW_AGE = "Child or young persons age", "Age at start of academic year"
PLACE = "Type of placement"
ACADEMIC, CALENDAR = "Academic year", "Calendar year"
# file: kind of period, periods, topics each with a breakdown, columns
FILES: dict[str, tuple[str, tuple[str, ...], dict[str, str], list[str]]] = {
    "caseload": (
        ACADEMIC,
        ("202425", "202526"),
        {"All EHC plans": "All EHC plans", NEW_AGE: "age 7", "Sex": "Boys"},
        ["ehcplans", *PLACED, "await_prov_2022", "perm_ex_2022"],
    ),
    "newplans": (
        CALENDAR,
        ("2024", "2025"),
        {"New EHC plans": "New EHC plans", "Age when plan started": "age 7", "Sex": "Boys"},
        ["new_ehc_plans", *PLACED, "await_prov", "perm_ex"],
    ),
    "requests": (
        CALENDAR,
        ("2025",),
        {"All requests for EHC needs assessments": "All", "Sex": "Boys"},
        [*REQUESTS, "request_assess_pc", "request_outcome_six_weeks_pc"],
    ),
    "assessments": (
        CALENDAR,
        ("2025",),
        {"All EHC needs assessments": "All", "Sex": "Boys"},
        [
            "assess_in_year", "assess_issued", "assess_issued_pc", "assess_not_issued",
            "assess_not_made", "assess_withdrawn", "outcome_decision_within_time",
            "outcome_decision_over_time", "number_assess_mediation", "number_assess_tribunal",
            "number_asssess_mediation_tribunal", "number_other_mediation",
            "number_other_tribunal", "number_other_mediation_tribunal",
        ],
    ),
    "timeliness_20_week": (
        CALENDAR,
        ("2025",),
        {"All EHC plans issued": "All", "Sex": "Boys"},
        [
            "plans_issued_den", "plans_issued_den_ex", "plans_issued_within_20_weeks",
            "plans_issued_20_weeks_ex", "pc_plans_issued_within_20_weeks",
            "pc_plans_issued_20_weeks_ex", *ISSUED, "avg_weeks_issue_plan",
            "avg_weeks_issue_plan_exc",
        ],
    ),
    "annual_reviews": (
        CALENDAR,
        ("2025",),
        {"All annual reviews": "All", AGE: "age 7"},
        [
            "total_ehc_plans", "review_expected_2025", "review_completed_2025",
            "outcome_amended", "outcome_ceased", "outcome_maintained",
        ],
    ),
    "ceased_plans": (
        CALENDAR,
        ("2024", "2025"),
        {"All ceased EHC plans": "All", "Age plan ceased": "age 19"},
        [
            "max_age", "needs_met", "he", "employ", "transfer", "no_engage", "moved_outside_eng",
            "deceased", "not_rec", "other", "total_ceased",
        ],
    ),
    "sen_needs_caseload": (
        ACADEMIC,
        ("202425", "202526"),
        {
            "All EHC plans": "All EHC plans",
            AGE: "age 7",
            NEW_AGE: "age 7",
            PLACE: "Special - total",
        },
        ["ehc_plans", *KINDS, *SHARES],
    ),
    "sen_need_newplans": (
        CALENDAR,
        ("2025",),
        {"All EHC plans": "All EHC plans", PLACE: "Special - total"},
        ["ehc_plans", *KINDS, *SHARES],
    ),
    "residential_settings": (
        ACADEMIC,
        ("202526",),
        {"All residential placements": "All", PLACE: "Special - total"},
        ["res_3851", "res_52", "res_tot"],
    ),
    "personal_budgets": (
        ACADEMIC,
        ("202526",),
        {"All personal budgets": "All"},
        ["personal_budget", "org_arrangments", "pb_health", "pb_education", "pb_social"],
    ),
    "work_based_placements": (
        ACADEMIC,
        ("202526",),
        {"All work based placements": "All"},
        ["open_supp_intern", "open_apprentice", "open_trainee", "open_wbp"],
    ),
    "phase_transfers": (
        CALENDAR,
        ("2025",),
        {},
        ["number_plans", "due_25", "due_26", "final_25", "final_26"],
    ),
}  # fmt: skip
AREAS = {
    "england": ["National", "E92000001", "England", "", "", "", "", ""],
    855: ["Local authority", "E92000001", "England", "E12000004", "East Midlands", "E10000018", "855", "Leicestershire"],
    921: ["Local authority", "E92000001", "England", "E12000008", "South East", "E06000046", "921", "Isle of Wight"],
}  # fmt: skip


def cell(area: object, period: str, column: str, place: int) -> object:
    """What stands in a cell: a figure of its own, or the symbol that the release has there."""
    if area == 921 and period in ("202526", "2025"):
        return "x"
    if (period, column) in (("202425", "number_ds"), ("202425", "ds_pc")):
        return "x"  # Down syndrome was not asked for
    if column in ("await_prov_2022", "perm_ex_2022", "await_prov", "perm_ex"):
        return "x"  # asked for to 2022
    if column == "special_free_school" and area == 855:
        return "no data"
    return place + 1


def file(name: str, renamed: dict[str, str] | None = None) -> bytes:
    """One file of the release; `renamed` gives columns other names."""
    kind, periods, topics, columns = FILES[name]
    head = EES_AREA if topics else EES_AREA[:-2]
    text = io.StringIO()
    write = csv.writer(text).writerow
    write([*head, *((renamed or {}).get(column, column) for column in columns)])
    for period in periods:
        for area, words in AREAS.items():
            for topic in topics.items() or [()]:
                figures = (cell(area, period, c, place) for place, c in enumerate(columns))
                write([period, kind, *words, *topic, *figures])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def release() -> bytes:
    """The zip of the release with every file."""
    members: dict[str, str | bytes] = {f"data/{name}.csv": file(name) for name in FILES}
    return packed(members | {"data-guidance/data-guidance.txt": "Made for a test."})
