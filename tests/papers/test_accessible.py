"""The check of pages in a browser: a sound page has no fault, and each fault that is planted in it is
found. Chromium is the machine's own; without one these tests are skipped.
"""

from __future__ import annotations

import pytest

from tests.papers.accessible import browser_path, chromium, violations

pytestmark = pytest.mark.skipif(not browser_path(), reason="no Chromium is installed")

SOUND = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>A paper</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>A paper</h1>
<p style="color: #000; background: #fff">Some words.</p>
<table><caption>Plans</caption><thead><tr><th scope="col">Year</th><th scope="col">Plans</th></tr></thead>
<tbody><tr><td>2026</td><td>5</td></tr></tbody></table></main></body></html>"""
PLANTED = {
    "html-has-lang": ('<html lang="en-GB">', "<html>"),
    "color-contrast": ("color: #000", "color: #bbb"),
    "image-alt": ("<p ", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9"><p '),
    "empty-table-header": ('<th scope="col">Year</th>', '<th scope="col"></th>'),
    "heading-order": ("<p ", "<h4>Deep</h4><p "),
    "scrolls sideways": ("Some words.", '<span style="white-space: nowrap">' + "word " * 400),
    "below 12 px": ("color: #000", "font-size: 9px; color: #000"),
    "asks for": ("<p ", '<img alt="" src="http://127.0.0.1:9/a.png"><p '),
}


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


def test_a_sound_page_has_no_fault(browser, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(SOUND, encoding="utf-8")
    assert violations(browser, page) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(browser, tmp_path, name):
    sound, faulty = PLANTED[name]
    assert sound in SOUND
    page = tmp_path / "page.html"
    page.write_text(SOUND.replace(sound, faulty, 1), encoding="utf-8")
    assert any(name in fault for fault in violations(browser, page))
