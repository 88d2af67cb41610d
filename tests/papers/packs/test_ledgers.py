"""hnb.papers.packs.ledgers on ledgers whose union can be read off them."""

from __future__ import annotations

from hnb.figures import Figure
from hnb.papers.ledger import Ledger, Statement
from hnb.papers.packs.ledgers import bare, union


def figure(name: str, value: int, period: str = "2025", scope: str = "") -> Figure:
    return Figure(name, value, "plans", "counted", period=period, scope=scope)


def names(**ledgers: tuple[Figure, ...]) -> list[tuple[str, int]]:
    """The names and values in the union of figures."""
    joined = union({key: Ledger(figures) for key, figures in ledgers.items()})
    return [(entry.name, entry.value) for entry in joined.figures]  # type: ignore[misc]


def test_a_figure_that_papers_share_is_in_the_union_once():
    assert names(a=(figure("x", 1),), b=(figure("x", 1), figure("y", 2))) == [("x", 1), ("y", 2)]


def test_figures_of_one_name_with_other_values_are_told_apart_by_paper():
    both = names(a=(figure("x", 1), figure("y", 5)), b=(figure("x", 2), figure("y", 5)))
    assert both == [("a:x", 1), ("y", 5), ("b:x", 2)]
    assert [bare(figure(name, value)).name for name, value in both] == ["x", "y", "x"]


def test_another_period_or_scope_is_another_figure_and_needs_no_name_of_its_own():
    later, wider = figure("x", 2, "2026"), figure("x", 3, scope="all")
    assert names(a=(figure("x", 1),), b=(later, wider)) == [("x", 1), ("x", 2), ("x", 3)]


def test_a_paper_that_quotes_fewer_of_several_of_a_name_agrees_with_the_other():
    several = (figure("x", 1), figure("x", 2))
    assert names(a=several, b=several[:1]) == [("x", 1), ("x", 2)]


def test_labels_words_and_statements_are_there_once():
    ledger = Ledger((), ("2025",), ("Words",), (Statement("4 posts", "a.md"),))
    joined = union({"a": ledger, "b": ledger})
    assert (joined.labels, joined.words, joined.stated) == (("2025",), ("Words",), ledger.stated)
