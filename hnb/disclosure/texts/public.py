"""Texts that everybody has: what the package itself ships, and the days and words in them."""

from __future__ import annotations

from collections.abc import Iterator

from hnb.domain import paths

_ENDINGS = {".py", ".yml", ".j2", ".typ", ".ipynb", ".txt", ".css"}
_WORDS = "ordinary_words.txt"  # read on its own, as words and not as names
_TABLES = ("authorities.csv", "releases.yml")


def package_texts() -> Iterator[str]:
    """The text of every module, definition, template and notebook, and what the published tables
    say in words.
    """
    files = {paths.published() / name for name in _TABLES}
    for folder in (paths.PACKAGE, paths.notebooks(), paths.reports()):
        files |= {file for file in folder.rglob("*") if file.suffix in _ENDINGS}
    for file in sorted(files):
        rendered = paths.reports() / "out" in file.parents
        if file.is_file() and file.name != _WORDS and not rendered:
            yield file.read_text(encoding="utf-8", errors="replace")
