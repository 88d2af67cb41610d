"""What axe-core finds at fault with a paper's page in headless Chromium, at three widths of a screen.

`python -m tests.papers.accessible PAPER.html …` prints the faults of each. The browser is the
machine's own: nothing is downloaded.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (375, 768, 1280)  # pixels: a telephone, a tablet, a desk
HEIGHT = 900
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# on a page as wide as the screen only what scrolls by itself, such as a table, may be wider
_WIDER = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return wide > 1 ? wide : 0;
}"""
# text of a browser that is smaller than this is not read on a telephone
_SMALL = """() => [...document.querySelectorAll('p, li, td, th, figcaption, caption')]
  .filter(part => parseFloat(getComputedStyle(part).fontSize) < 12)
  .map(part => part.textContent.trim().slice(0, 40))"""


def browser_path() -> str:
    """The machine's Chromium; empty where there is none."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), "")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser, closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        # a container's root has no sandbox of its own; the pages are ours
        browser = player.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def violations(
    browser: Browser, page_file: Path, contrast_at: Collection[int] = WIDTHS
) -> list[str]:
    """What shuts a reader out of a page, a line each: every rule of axe-core, of any level, pages
    that scroll sideways, text that is too small, and whatever the page asks another host for.

    Contrast takes most of the time, and colours seldom differ by width: `contrast_at` says at which
    of the widths it is measured.
    """
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": HEIGHT})
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.goto(page_file.resolve().as_uri())
    faulty = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        faulty += [f"{width} px: {fault}" for fault in _faults(page, width in contrast_at)]
    page.close()
    elsewhere = [url for url in asked_for if not url.startswith(("file:", "data:"))]
    return [*(f"asks for {url}" for url in elsewhere), *faulty]


def _faults(page: Page, with_contrast: bool) -> Iterator[str]:
    from axe_playwright_python.sync_playwright import Axe

    # what passes is not listed, which would take ten times as long
    options = {
        "resultTypes": ["violations"],
        "rules": {"color-contrast": {"enabled": with_contrast}},
    }
    for violation in Axe().run(page, options=options).response["violations"]:
        places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
        yield f"{violation['id']} ({violation['impact']}): {', '.join(places[:3])}"
    if wider := page.evaluate(_WIDER):
        yield f"the page scrolls sideways by {wider} px"
    for text in page.evaluate(_SMALL)[:3]:
        yield f"text below 12 px: {text}"


if __name__ == "__main__":
    count = 0
    with chromium() as opened:
        for name in sys.argv[1:]:
            for fault in violations(opened, Path(name)):
                count += 1
                print(f"{name}: {fault}")
    print(f"{len(sys.argv) - 1} pages, {count} faults")
    sys.exit(int(count > 0))
