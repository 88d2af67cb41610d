"""How many pages each part of a PDF takes, by where its outline says that the headings stand."""

from __future__ import annotations

from pathlib import Path

import pikepdf

TOP, BOTTOM, HEIGHT = (
    22 / 25.4 * 72,
    24 / 25.4 * 72,
    842.0,
)  # points: the margins and the page of paper.typ
SUMMARY, SECTION = 1.0, 2.0  # pages that a paper may give to its summary, and to a section


def lengths(path: Path) -> dict[str, float]:
    """Pages from each heading of the first level to the next, the room left at the foot of a page
    included.
    """
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        pages = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
        tops = {}
        for entry in outline.root:
            page, _, _, height, *_ = entry.destination
            tops[entry.title] = pages[page.objgen] + (HEIGHT - TOP - float(height)) / (
                HEIGHT - TOP - BOTTOM
            )
        ends = [*list(tops.values())[1:], len(pages)]
    return {title: end - top for (title, top), end in zip(tops.items(), ends, strict=True)}


def too_long(path: Path) -> list[str]:
    """The parts of a paper that a forum would not read: a summary of more than a page, a section of
    more than two.
    """
    found = lengths(path)
    limits = {
        title: SUMMARY if title == "Summary" else SECTION
        for title in found
        if not title.startswith("Appendix")
    }
    return [
        f"{title}: {found[title]:.2f} pages"
        for title, limit in limits.items()
        if found[title] > limit
    ]
