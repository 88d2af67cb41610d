"""The forum's second question in `hnb headline`, against figures read by hand in the publishers'
files (LAYOUTS.md).
"""

from tests.cli.headline import headline

IN_2021_22 = ("--authority", "855", "--financial-year", "2021-22")


def test_spend_and_block_come_out_as_published(capsys):
    figures = headline(capsys, *IN_2021_22)
    assert figures["placements.block_before_gbp"]["value"] == 83_427_992
    assert figures["placements.block_after_gbp"]["value"] == 72_070_823
    assert figures["placements.spend_gbp"]["value"] == 73_586_443
    assert figures["placements.rank_in_england"]["value"] == 35


def test_another_scope_is_asked_for_in_words(capsys):
    figures = headline(capsys, *IN_2021_22, "--scope", "all place funding")
    assert figures["placements.spend_gbp"]["value"] == 74_612_840
    assert figures["placements.share_of_block_percent"]["text"] == "103.5%"


def test_spend_that_is_not_published_is_missing(capsys):
    for who in ("City of London", "Isles of Scilly", "Cumberland", "Northamptonshire"):
        figures = headline(capsys, "--authority", who, "--financial-year", "2021-22")
        assert figures["placements.spend_gbp"]["value"] is None, who
