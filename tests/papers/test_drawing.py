"""Charts as drawings in a web page, against lxml's reading of them, the rules of the page, and
another program that saves it.
"""

from __future__ import annotations

import dataclasses
import re

import pytest
from lxml import etree, html

from hnb.charts import labels, style
from hnb.domain.errors import CheckError
from hnb.figures import MIME
from hnb.papers.blocks import Heading, Paper, Picture
from hnb.papers.checking.compare import compare
from hnb.papers.checking.pages import read_page
from hnb.papers.composing.drawing import drawing
from hnb.papers.documents import write_documents
from tests.papers.test_documents import PAPER

HOSTILE = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     viewBox="0 0 9 9" onload="alert(1)">
<style>* { fill: red }</style><script>alert(2)</script>
<foreignObject><p>words</p></foreignObject><image href="https://a.example/a.png"/>
<a xlink:href="javascript:alert(3)"><text>a link</text></a>
<path id="p" d="M 0 0" style="fill: url(https://a.example/f); stroke: #123456"/>
<use xlink:href="https://a.example/b.svg#c"/><use xlink:href="#p" onclick="alert(4)"/>
<text x="1" font-family="&quot;&gt;&lt;script&gt;">5 &lt; 6 &amp; 7</text>
</svg>"""


def chart(height: float = 2.0) -> style.Chart:
    figure, axes = style.canvas(height, unit="plans <per> 1,000 & more")
    axes.plot([1, 2, 3], [1, 5, 4], color=style.STRONG, marker="o")
    labels.label_ends(axes, [(3, 4, "Kent 4", style.STRONG)])
    return style.finish(figure, "A line.", "Rising", ())


def paper(*charts: style.Chart) -> Paper:
    pictures = [Picture(one.image(), one.alt, one.caption, svg=one.drawing()) for one in charts]
    return dataclasses.replace(PAPER, blocks=(Heading(1, "Charts"), *pictures))


@pytest.fixture
def page(tmp_path):
    (file,) = write_documents(paper(chart(), chart(2.5)), tmp_path, "paper", ("html",))
    return file


def test_nothing_that_runs_styles_or_asks_another_host_is_left():
    element = etree.fromstring(drawing(HOSTILE))
    assert {child.tag for child in element.iter()} == {"svg", "path", "use", "text"}
    names = {name for child in element.iter() for name in child.attrib}
    assert names == {"viewBox", "d", "stroke", "id", "href", "x"}
    assert "example" not in drawing(HOSTILE) and "alert" not in drawing(HOSTILE)
    assert element.findtext("text") == "5 < 6 & 7"


def test_words_and_shapes_of_a_chart_are_kept():
    before = etree.fromstring(chart().drawing().encode())
    after = etree.fromstring(drawing(chart().drawing()))

    def listed(element, tag):
        return [child.text for child in element.iter() if etree.QName(child).localname == tag]

    assert listed(before, "text") == listed(after, "text")
    assert "plans <per> 1,000 & more" in listed(after, "text") and "Kent 4" in listed(after, "text")
    assert len(listed(before, "path")) == len(listed(after, "path"))


def test_every_identifier_of_a_page_is_there_once_and_every_reference_has_its_own(page):
    content = html.parse(str(page)).getroot()
    named = content.xpath("//@id")
    assert len(named) == len(set(named))
    wanted = re.findall(r'(?:url\(|href=")#(figure-[\w-]+)', page.read_text(encoding="utf-8"))
    assert wanted and set(wanted) <= set(named)
    for figure in content.iter("figure"):
        inside = etree.tostring(figure).decode()
        own = figure.get("id")
        assert all(name.startswith(own) for name in re.findall(r"url\(#([\w-]+)\)", inside))


def test_a_drawing_is_named_by_its_text_alternative_and_brings_no_style(page):
    content = html.parse(str(page)).getroot()
    for svg in content.iter("svg"):
        assert (svg.get("role"), svg.get("aria-label")) == ("img", "A line.")
        assert not svg.xpath(".//style | .//script | .//@style")
    assert len(list(content.iter("svg"))) == 2 and len(list(content.iter("style"))) == 1


def test_the_check_sees_whatever_changes_in_a_drawing(page):
    before = read_page(page)
    content = page.read_text(encoding="utf-8")
    assert sum(piece.kind == "picture" for piece in before) == 2
    for old, new in (
        ("Kent 4", "Kent 5"),
        ('<path d="M ', '<path d="M 1'),
        ('stroke="#12436d"', 'stroke="#ffffff"'),
        ('viewBox="0 0', 'viewBox="9 0'),
        ("</svg>", "<text>more</text></svg>"),
        ("</svg>", "<script>1</script></svg>"),
        ("</text>", "</text></svg><svg>"),
    ):
        assert old in content
        page.write_text(content.replace(old, new, 1), encoding="utf-8")
        assert read_page(page) != before, (old, new)
    page.write_text(content.replace('aria-label="A line."', 'aria-label="Another."', 1))
    kinds = [piece.kind for piece in read_page(page) if piece not in before]
    assert kinds == ["alt"]


def test_numbers_of_a_drawing_that_was_not_rendered_are_told(page):
    before = read_page(page)
    content = page.read_text(encoding="utf-8")
    added = "<svg><text>9,999 plans</text></svg></main>"
    page.write_text(content.replace("</main>", added), encoding="utf-8")
    faults = [change.fault for change in compare(before, read_page(page), own_numbers=False)]
    assert "says '9,999'" in faults


def test_a_page_that_another_program_saved_has_the_same_drawings(page):
    before = [piece.text for piece in read_page(page) if piece.kind == "picture"]
    tree = html.parse(str(page))
    page.write_bytes(html.tostring(tree, encoding="utf-8"))
    assert [piece.text for piece in read_page(page) if piece.kind == "picture"] == before


def test_a_drawing_that_does_not_end_is_refused(page):
    page.write_text(page.read_text(encoding="utf-8").replace("</svg>", ""), encoding="utf-8")
    with pytest.raises(CheckError, match="does not end"):
        read_page(page)


@pytest.mark.parametrize(
    "svg", ["<svg", "words", '<!DOCTYPE x [<!ENTITY a "b">]><svg>&a;</svg>', "<svg><!-- --></svg>"]
)
def test_what_is_no_drawing_of_matplotlib_is_refused(svg):
    with pytest.raises(CheckError, match="cannot be read"):
        drawing(svg)


def test_a_notebook_has_the_drawing_where_it_is_lighter():
    bundle = chart()._repr_mimebundle_()
    assert len(bundle["image/svg+xml"]) < len(bundle["image/png"]) and MIME in bundle
    figure, axes = style.canvas(2)
    axes.scatter(range(2000), range(2000))
    heavy = style.finish(figure, "Dots.", "Many", ())
    assert len(heavy.drawing()) > len(heavy.encoded())
    assert "image/svg+xml" not in heavy._repr_mimebundle_()


def test_the_same_chart_is_the_same_drawing():
    assert chart().drawing() == chart().drawing()
