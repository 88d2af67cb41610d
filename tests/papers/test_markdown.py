"""hnb.papers.markdown against Markdown as people write it."""

from __future__ import annotations

import pytest

from hnb.papers.blocks import Bullets, Heading, Paragraph
from hnb.papers.markdown import read_markdown

MARKDOWN = {
    "# The notebook's own title": [],
    "## A *bold* **question**?": [Heading(2, "A bold question?")],
    "#### Deep": [Heading(3, "Deep")],
    "## One\nwords of\none paragraph\n\nand another": [
        Heading(2, "One"), Paragraph("words of one paragraph"), Paragraph("and another"),
    ],
    "It cannot tell:\n- who **waits**,\n- why\n  it is so.": [
        Paragraph("It cannot tell:"), Bullets(("who waits,", "why it is so.")),
    ],
    "1. first\n2. second": [Bullets(("first", "second"), lettered=True)],
    "A [link](https://x.org/a_b) and `code_name`, snake_case, 2 * 3 * 4": [
        Paragraph("A link and code_name, snake_case, 2 * 3 * 4")
    ],
    ("<b onclick='x'>Bold</b> &amp; a < b <script>alert(1)</script><!-- note " "-->"): [Paragraph("Bold & a < b")],
    "![picture](a.png)\n\n---\n\n```python\nx = 1\n```": [],
    "> quoted\n> words": [Paragraph("quoted words")],
    "- one\n  - inner `x_y`\n    1. innermost\n- two": [Bullets(("one", "inner x_y", "innermost", "two"))],
    "- one\n\n  more of it\n\n      code\n\n- two": [Bullets(("one more of it", "two"))],
    "* a\n* b\n\nand\n\n+ c": [Bullets(("a", "b")), Paragraph("and"), Bullets(("c",))],
    "    x = 1\n\n~~~\ny = 2\n~~~\n\nafter": [Paragraph("after")],
    "`a * b * c` and ``d `e` f``": [Paragraph("a * b * c and d `e` f")],
    "[a *b*](https://x.org/(y)) [c][d] <https://z.org>\n\n[d]: https://d.org": [Paragraph("a b c https://z.org")],
    "One  \ntwo \\* three &pound;5": [Paragraph("One two * three £5")],
    "Words\n-----\n\nTitle\n=====": [Heading(2, "Words")],
    "<div class='x'>\nHello <i>you</i>\n</div>\n\n<style>p {}</style>": [Paragraph("Hello you")],
    "## \n\n**\n\n": [Paragraph("**")],
    "": [],
}  # fmt: skip


@pytest.mark.parametrize("text", MARKDOWN)
def test_markdown_is_reduced_to_words(text):
    assert read_markdown(text) == MARKDOWN[text]
