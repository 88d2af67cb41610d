"""Which sections of a report a paper has: by its length, by what is known of its authority, and by
what a person asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hnb.comparison.small import has_few_plans
from hnb.domain.errors import ParameterError, Place, unknown
from hnb.papers.settling.parameters import Value
from hnb.store.files import load

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.papers.definition import Report, Section


def sections_of(
    report: Report, values: Mapping[str, Value], ask: Ask | None
) -> tuple[Section, ...]:
    """The sections that a paper has, in its order.

    Parameters
    ----------
    report : Report
        What its definition, or a person, says of its length and sections.
    values : mapping
        The settled parameters: a section may need some of them.
    ask : Ask, optional
        What is asked of an authority: one with few plans has the sections `few_plans`.

    Raises
    ------
    ParameterError
        A person asks for a section that the report does not have, or is left with none.
    """
    of_authority = report.sections
    if report.few_plans and ask and has_few_plans(load("ehc_plans", as_at=ask.as_at), ask):
        of_authority = report.few_plans
    known = {section.notebook for section in (*report.sections, *report.few_plans)}
    for name in report.chosen:
        if name not in known:
            fault = f"{report.name} has no section of that notebook"
            raise unknown(Place(parameter="sections"), fault, word=name, known=known)
    sections = tuple(section for section in of_authority if _is_wanted(section, report, values))
    if not sections:
        raise ParameterError(
            Place(parameter="sections"),
            found="no section is left for this authority and length",
            expected=f"one of: {', '.join(section.notebook for section in of_authority)}",
        )
    return sections


def _is_wanted(section: Section, report: Report, values: Mapping[str, Value]) -> bool:
    """Whether a paper of the report's length, by what is known and asked for, has a section."""
    if not section.is_possible(values):
        return False
    is_chosen = not report.chosen or section.notebook in report.chosen
    return section.page_one or (is_chosen and report.length != "one-page")
