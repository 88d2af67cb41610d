"""A report settled with what its author adds, or refused where that cannot be used, before
anything is rendered.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from hnb.domain.words import listed
from hnb.papers.author.file import AuthorFile, read_author, with_parts
from hnb.papers.author.names import known_names
from hnb.papers.author.words import refuse_unknown_names
from hnb.papers.definition import Report, SettledReport, settle
from hnb.papers.place import PaperPlace, place_of
from hnb.papers.word.template import open_template

# what an author says of the forum's meeting, and not of the authority
_OF_THE_MEETING = ("forum", "meeting_date", "agenda_item", "asks_for", "report_of", "reference")


def settle_with_author(report: Report, given: Mapping[str, object], out: Path) -> SettledReport:
    """A report with every value settled and with what its author's file adds, where there is one; a
    parameter that a person gives is not changed by it.

    Raises
    ------
    ParameterError
        See `settle`, `read_author` and `with_parts`; or the file quotes a figure that no paper has.
    """
    settled = settle(report, given)
    place = place_of(settled, out)
    author = _author(place)
    if not author:
        return settled
    stated = author.front.parameters.items()
    usual = {name: value for name, value in stated if name in report.parameters}
    if usual:
        settled = settle(report, {**usual, **given})
    labels = settled.labels
    if author.path == place.author_file:
        headings = {
            section.notebook: report.words(section.heading, labels)
            for section in (*report.sections, *report.few_plans)
            if section.is_possible(settled.values)
        }
        author = with_parts(author, headings)
        refuse_unknown_names(author, labels, partial(known_names, place.folder))
    return replace(settled, author=author)


def _author(place: PaperPlace) -> AuthorFile | None:
    """The file of the paper; or what that of the forum paper says of the authority and its author,
    for its briefing and its scorecard too.
    """
    if os.path.lexists(place.author_file):
        return read_author(place.author_file)
    if not os.path.lexists(place.shared_author_file):
        return None
    author = read_author(place.shared_author_file)
    nothing = {name: type(author.front).model_fields[name].default for name in _OF_THE_MEETING}
    return replace(author, front=author.front.model_copy(update=nothing))


def checked_template(settled: SettledReport, given: Path | None) -> Path | None:
    """The Word template that is given, or that the author or the report's definition names; none
    where that of hnb is used, or no Word document written.

    Raises
    ------
    SourceError
        It cannot be used.
    """
    report, author = settled.report, settled.author
    template = given or (author.template if author else None)
    if not template and report.template:
        template = report.folder / report.template
    if not template or "docx" not in report.formats:
        return None
    open_template(template)
    return template


def without_a_place(settled: SettledReport) -> Iterator[str]:
    """A sentence on what an author wrote, or a person asked for, that has no place in the paper."""
    report, is_one_page = settled.report, settled.report.length == "one-page"
    parts = settled.author.parts if settled.author and is_one_page else ()
    if titles := [part.title for part in parts if part.title != "Recommendations"]:
        assert settled.author
        yield f"{settled.author.path}: {listed(titles)} has no place in a paper of one page."
    here = {section.notebook for section in report.sections}
    if gone := [name for name in report.chosen if name not in here]:
        why = "there are too few plans, or a setting that it needs has no value"
        if is_one_page:
            why = "a paper of one page has no room for it"
        yield f"sections: {listed(gone)} left out, because {why}."
