"""Scopes of placement spend, and the stages of the High Needs Block that each goes with."""

from __future__ import annotations

from dataclasses import dataclass

BEFORE, AFTER, ADDED_BACK = "before deductions", "after deductions", "deductions added back"


@dataclass(frozen=True)
class SpendCells:
    """Section 251 lines and settings that are added up, and settings that are taken off."""

    lines: tuple[str, ...]
    settings: tuple[str, ...] = ("total",)
    less: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpendLine:
    """One line of placement spend: how it is called, and each way in which publications give it,
    the preferred one first.
    """

    label: str
    ways: tuple[SpendCells, ...]


PLACES = "place funding"
ALL_SETTINGS = "all settings"
STATE = "top-ups, maintained schools, academies, free schools and colleges"
INDEPENDENT = "top-ups, non-maintained and independent schools and colleges"
# councils book independent placements under alternative provision too: wherever spend is set
# against plans, that setting of the line goes with independent schools
INDEPENDENT_SCHOOLS = ("early years", "primary", "secondary", "special", "alternative provision")
# lines 1.2.1, 1.2.2, 1.2.4 and 1.2.11: the section 251 files have them one by one, where the
# benchmarking tool has the one line above
STATE_ONE_BY_ONE = (
    "top-ups, maintained schools",
    "top-ups, academies, free schools and colleges",
    "additional funding for mainstream schools and academies",
    "direct payments",
)
_TOP_UPS = (
    SpendLine("Top-ups, state-funded", (SpendCells((STATE,)), SpendCells(STATE_ONE_BY_ONE))),
    SpendLine("Top-ups, independent and non-maintained", (SpendCells((INDEPENDENT,)),)),
)
# the benchmarking tool's total of place funding is special and alternative provision only, and
# mainstream places are beside it; the net figure of the section 251 files is of every setting
IN_SPECIAL = ("special", "alternative provision")
_SPECIAL = SpendLine(
    "Places, special and alternative provision",
    (SpendCells((PLACES,)), SpendCells((PLACES,), IN_SPECIAL)),
)
_UNITS = SpendLine(
    "Places, units and resourced provision",
    (
        SpendCells((PLACES,), (ALL_SETTINGS,), less=IN_SPECIAL),
        SpendCells((PLACES,), ("early years", "primary", "secondary")),
    ),
)
SCOPES: dict[str, tuple[SpendLine, ...]] = {
    "publisher's total": (_SPECIAL, *_TOP_UPS),
    "all place funding": (_SPECIAL, _UNITS, *_TOP_UPS),
    "top-ups alone": _TOP_UPS,
}
PARTS = SCOPES["all place funding"]
# special schools that the state does not run, as placements name them
NON_STATE = ("independent special school", "non-maintained special school")


def block_stage(stage: str) -> str:
    """The stage of the block that goes with a stage of spend: before deductions where they are
    added back to spend.
    """
    return BEFORE if stage == ADDED_BACK else stage
