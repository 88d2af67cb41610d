"""How many pages a PDF takes, and where the headings of its outline are."""

from __future__ import annotations

from pathlib import Path

import pikepdf

MOST_PAGES = 5  # of a short paper: page one, and four more
MOST_OF_FEW = 2  # of one on counts alone
ON_PAGE_ONE = "Recommendations"  # the only heading there
COUNTS_ALONE = "What is counted"  # the section of a paper on few plans


def pages_of(path: Path) -> tuple[int, dict[str, int]]:
    """How many pages a PDF has, and on which, counted from one, each heading of the first level
    is.
    """
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        return len(pdf.pages), {
            entry.title: numbers[entry.destination[0].objgen] for entry in outline.root
        }


def too_long(path: Path) -> list[str]:
    """What a forum would not read of a short paper: a page one that runs on, or more than four
    pages after it, or one where there are few plans.
    """
    count, headings = pages_of(path)
    after = {title: page for title, page in headings.items() if title != ON_PAGE_ONE}
    faults = []
    if headings.get(ON_PAGE_ONE, 1) > 1 or next(iter(after.values()), 2) > 2:
        faults.append("page one runs on to the next page")
    most = MOST_OF_FEW if COUNTS_ALONE in headings else MOST_PAGES
    if count > most:
        faults.append(f"{count} pages; at most {most}")
    return faults
