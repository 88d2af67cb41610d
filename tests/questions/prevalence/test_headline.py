"""The forum's first question in `hnb headline`, against figures read by hand in the publishers'
files (LAYOUTS.md).
"""

from tests.cli.headline import headline

AS_THE_FORUM_READ = (
    "--authority",
    "855",
    "--january",
    "2021",
    "--denominator",
    "2 to 18 (projection)",
)


def _rates(figures: dict) -> list[str]:
    names = ("rate_per_1000", "comparators_mean_per_1000", "comparators_median_per_1000")
    return [figures[f"prevalence.{name}"]["text"] for name in names]


def test_the_forums_rates_come_out_as_published(capsys):
    figures = headline(capsys, *AS_THE_FORUM_READ)
    assert figures["prevalence.plans"]["value"] == 5288
    assert _rates(figures) == ["37.8 per 1,000", "34.7 per 1,000", "36.7 per 1,000"]


def test_another_list_is_asked_for_in_words(capsys):
    figures = headline(capsys, *AS_THE_FORUM_READ, "--comparators", "neighbours 2021")
    assert _rates(figures)[1:] == ["36.3 per 1,000", "36.5 per 1,000"]


def test_what_was_published_by_a_day(capsys):
    figures = headline(capsys, "--authority", "Leicestershire", "--as-at", "2024-02-13")
    # of January 2022: no edition of January 2023 that had been published by that day is used here
    assert figures["prevalence.plans"]["text"] == "5,813 plans"
    names = {"rank_among_comparators", "rank_in_england", "difference_in_plans"}
    assert {f"prevalence.{name}" for name in names} <= figures.keys()
