"""hnb.council.example.truth.late_plans against files that a reader can compare."""

from __future__ import annotations

import pandas as pd
import pytest

from hnb.council.example.council import MadeUpCouncil, made_up_council


@pytest.fixture(scope="module")
def council() -> MadeUpCouncil:
    """A small made-up council."""
    return made_up_council(size=0.2)


def test_children_who_asked_again_did_so_within_six_weeks_of_an_appeal_that_was_won(council):
    requests = council.frames["sen2_requests"].drop_duplicates("request")
    refused = requests[requests["outcome"].eq("refuse") & requests["tribunal"]]
    appeals = council.frames["appeals"]
    won = appeals[
        appeals["subject"].str.startswith("refusal")
        & appeals["outcome"].isin(["conceded", "upheld"])
    ]
    again = won.merge(requests, on="person", suffixes=("_of_appeal", ""))
    days = (again["received"] - again["outcome_date_of_appeal"]).dt.days
    linked = again[days.between(0, 42)]
    assert len(linked) == council.truth["late_plans"]["children_who_asked_again"] > 20
    assert linked["request"].is_unique
    assert refused["person"].isin(linked["person"]).any()


def test_nobody_is_left_without_a_request_or_a_plan(council):
    frames = council.frames
    known = pd.concat([frames["sen2_requests"]["person"], frames["sen2_named_plans"]["person"]])
    assert frames["sen2_persons"]["person"].isin(known).all()
    assert known.isin(frames["sen2_persons"]["person"]).all()


def test_a_tiny_council_has_a_truth_too():
    truth = made_up_council("Isles of Scilly").truth["late_plans"]
    assert truth["children_who_asked_again"] >= 0
