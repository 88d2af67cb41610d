"""hnb.council.example.taken_in, a council whose true numbers are known, and `hnb render --example`."""

from __future__ import annotations

import json

import pytest

from hnb.cli import main
from hnb.council.example.taken_in import taken_in
from hnb.council.forum import layouts_read
from hnb.store.files import read_releases


def test_made_up_council_is_taken_in_and_protected(tmp_path):
    folder = taken_in(tmp_path, "Leicestershire", size=0.02)
    assert folder.authority.example and folder.name == "Leicestershire"
    assert all(folder.has(name) for name in layouts_read())
    ((name, release),) = read_releases(folder.protected).items()
    assert name.startswith("made-up-council-")
    assert {"council_plans", "council_programme"} <= set(release["tables"])
    truth = json.loads((folder.root / "truth.json").read_text(encoding="utf-8"))
    assert truth["size"] == 0.02


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--all"], "it needs one authority"),
        (["--authority", "Kent", "Dorset"], "it needs one authority"),
        (["--authority", "Kent", "--council", "authority.yml"], "it has the records of a council"),
    ],
)
def test_example_is_of_one_authority_and_of_no_council(words, message, capsys):
    assert main(["render", "forum-questions", "--example", *words]) == 2
    said = capsys.readouterr().err
    assert message in said and "--example with one --authority, and without --council" in said
