"""Scopes of placement spend, and the stages of the High Needs Block that each goes with."""

from __future__ import annotations

from dataclasses import dataclass

BEFORE, AFTER, ADDED_BACK = "before deductions", "after deductions", "deductions added back"


@dataclass(frozen=True)
class SpendLine:
    """One line of placement spend: how it is called, and the section 251 line and settings that it
    sums.
    """

    label: str
    line: str
    settings: tuple[str, ...] = ("total",)


PLACES = "place funding"
STATE = "top-ups, maintained schools, academies, free schools and colleges"
INDEPENDENT = "top-ups, non-maintained and independent schools and colleges"
_TOP_UPS = (
    SpendLine("Top-ups, state-funded", STATE),
    SpendLine("Top-ups, independent and non-maintained", INDEPENDENT),
)
_SPECIAL = SpendLine("Places, special and alternative provision", PLACES)
_UNITS = SpendLine(
    "Places, units and resourced provision", PLACES, ("early years", "primary", "secondary")
)
# the publisher's total of place funding is special and alternative provision only; mainstream
# places stand beside it
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
