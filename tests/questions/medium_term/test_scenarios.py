"""Scenarios against the words of their own rules, and the library that comes with the project."""

import pytest

import hnb
from hnb.domain.errors import ParameterError
from hnb.questions.medium_term.scenarios import LEVERS, MITIGATIONS, PRESENT, pick, read

PLAIN = {PRESENT: {"says": "Nothing changes."}}


def _with(**levers):
    return read({**PLAIN, "other": {"says": "Something does.", **levers}})["other"]


def test_lever_by_year_has_its_usual_value_in_years_not_named():
    scenario = _with(savings_gbp={"2026/27": 5}, block_growth_percent={"2027-28": 1})
    assert [scenario.at("savings_gbp", year) for year in ("2025-26", "2026-27")] == [0, 5]
    assert [scenario.at("block_growth_percent", year) for year in ("2026-27", "2027-28")] == [3, 1]


def test_one_number_stands_for_every_year():
    assert {
        _with(transfer_percent=0.5).at("transfer_percent", f"20{y}-{y + 1}") for y in range(25, 30)
    } == {0.5}


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        ({"growth": "neighbour"}, r"growth: 'neighbour' cannot be used.*nearest: neighbours"),
        (
            {"savings_gbp": {"2026-28": 5}},
            r"s\.yml, other, .* savings_gbp: .* such as 2023-24: '2026-28' does not name two years",
        ),
        ({"savings_gbp": {"2026-27": 5, "2026/27": 6}}, r"savings_gbp: .* Expected each year once"),
        ({"savings_gbp": [1] * 99}, r"savings_gbp: \[1, .{,80} cannot be used"),
        (
            {"grant_percent": 120},
            r"120 cannot be used. Expected a number from 0 to 100\. ",
        ),
        (
            {"brought_forward_gbp": {"2026-27": 5}},
            r"cannot be used. Expected a number from -1e\+09 to 1e\+10\.",
        ),
        ({"transfer_percent": True}, "True cannot be used"),
        ({"transfer_percent": float("nan")}, "nan cannot be used"),
        ({"grant_percent": {"2027-28": 75}}, "grant_percent: .*cannot be used. Expected a number"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_nearest_right_thing(levers, message):
    with pytest.raises(ParameterError, match=message):
        _with(**levers)


@pytest.mark.parametrize("key", ["says", *LEVERS])
def test_key_that_is_misspelt_is_refused_with_the_nearest(key):
    misspelt = key.replace("s", "z", 1) if "s" in key else f"{key[:2]}{key[3:]}"
    stated = {"says": "Something does.", misspelt: 1}
    message = rf"s\.yml, other, parameter {misspelt}: there is no key.*\(nearest: {key}\)"
    with pytest.raises(ParameterError, match=message):
        read({**PLAIN, "other": stated})


def test_library_without_doing_nothing_is_refused():
    with pytest.raises(ParameterError, match="no scenario 'do nothing'"):
        read({"other": {"says": "x"}})


def test_scenario_without_words_is_refused():
    with pytest.raises(ParameterError, match="other: no 'says'"):
        read({**PLAIN, "other": {"transfer_percent": 1}})
    with pytest.raises(ParameterError, match="other: no 'says'"):
        read({**PLAIN, "other": {"says": " "}})
    with pytest.raises(ParameterError, match="other: no 'says'"):
        read({**PLAIN, "other": None})
    with pytest.raises(ParameterError, match=r"s\.yml, other.*'a word' cannot be used"):
        read({**PLAIN, "other": "a word"})
    with pytest.raises(ParameterError, match=r"a \+ b: a name with \+"):
        read({**PLAIN, "a + b": {"says": "A."}})


def test_names_may_have_capitals():
    library = read({**PLAIN, "Our  Plan": {"says": "We do."}})
    assert pick(library, "our plan + do nothing").says == "We do. Nothing changes."


def test_number_among_the_words_is_refused_and_a_year_is_not():
    with pytest.raises(
        ParameterError, match="half: a number in its words. Expected numbers in levers alone"
    ):
        read({**PLAIN, "half": {"says": "A transfer of 0.5%.", "transfer_percent": 0.5}})
    assert read({**PLAIN, "late": {"says": "From 2026-27 on."}})["late"].says == "From 2026-27 on."


def test_joined_scenarios_have_every_lever_and_the_later_one_holds():
    library = read(
        {
            **PLAIN,
            "a": {"says": "A.", "transfer_percent": 1, "unit_cost_percent": 2},
            "b": {"says": "B.", "transfer_percent": 0.5},
        }
    )
    both = pick(library, " A  + b")
    assert (both.name, both.says, dict(both.levers)) == (
        "a + b",
        "A. B.",
        {"transfer_percent": 0.5, "unit_cost_percent": 2},
    )
    with pytest.raises(ParameterError, match=r"no scenario 'do nothin'.*nearest: do nothing"):
        pick(library, "do nothin")


def test_unmitigated_drops_what_the_council_would_do_and_nothing_else():
    scenario = _with(savings_gbp=5, transfer_percent=1, independent_cap_percent=100)
    assert set(scenario.unmitigated.levers) == {"transfer_percent"}
    assert set(MITIGATIONS) < set(LEVERS)


def test_lever_is_written_with_its_unit_and_years():
    scenario = _with(
        new_places={"2026-27": 50, "2027-28": 50}, savings_percent={"2026-27": 1, "2027-28": 2}
    )
    assert scenario.words("new_places") == "50 places in 2026-27 to 2027-28"
    assert scenario.words("savings_percent") == "1.0% in 2026-27; 2.0% in 2027-28"
    assert (scenario.words("growth"), scenario.words("block_gbp")) == ("forecast", "not stated")


def test_library_of_the_project_can_be_read_and_quoted():
    library = hnb.scenarios()
    assert {PRESENT, "independent placements capped", "grant for part of the deficit"} <= set(
        library
    )
    assert not [name for name in library if any(letter.isdigit() for letter in name)]
