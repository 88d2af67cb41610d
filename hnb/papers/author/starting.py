"""The file that an author begins with: every key and heading that there is, and nothing stated."""

from __future__ import annotations

from collections.abc import Iterable

from hnb.papers.author.file import AFTER, FURTHER, NEW, PARTS

_START = """---
# Take out the # before a line and fill it in. docs/how-to/complete-a-paper.md says more.
# forum: Schools Forum
# meeting_date: 2026-12-10
# agenda_item: 7
# for: decision            # decision, information or consultation
# report_of: Director of Children's Services
# author: A. N. Officer, Head of Finance
# contact: "0116 496 0000, a.officer@example.gov.uk"
# reference: SF/2026/14
# logo: logo.png           # a picture in the folder of this file
# template: council.docx   # a Word document with your council's styles
# programme: TSIL          # no section on a programme without its name and start
# programme_start: 2023
# stated:                  # figures of your own, quoted below as {stated.deficit}
#   deficit: {value: 109500000, period: 2025-26, source: "Cabinet, 12 May 2026"}
#   in_year: {value: 45000000, period: 2025-26, source: "Cabinet, 12 May 2026"}
---
<!--
Write under the headings. A heading with nothing under it is left as the report has it.
Numbers of your own are marked as the council's own in the paper. A published figure is quoted by
its name in figures.json: {prevalence.plans}. No run changes this file.
-->
"""


def starting_text(sections: Iterable[str]) -> str:
    """What the file says at first.

    Parameters
    ----------
    sections : iterable of str
        The headings of the report's sections.
    """
    headings = "".join(f"\n## {heading}\n" for heading in PARTS.values())
    after = "".join(f"## {AFTER.capitalize()}: {heading}\n" for heading in sections)
    return f"{_START}{headings}\n<!-- {FURTHER}\n{after}## {NEW.capitalize()}: its title\n-->\n"
