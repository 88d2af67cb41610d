"""hnb.council.mapping against header rows of real councils, invariants, and files as people write
them.

Synonyms of payments were written from the transparency code, six councils that are not among the
tested ones, and general words; `tests/council/headers.py` says where the headings are from.
"""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnb.cli import Parser, main
from hnb.cli.council.map import register
from hnb.council.definition import ColumnMapping, layout
from hnb.council.mapping import (
    UNKNOWN,
    changed,
    likely,
    propose,
    read_mapping,
    recognise,
    refuse_data_as_headings,
    write_mapping,
)
from hnb.council.mapping.accounts import possible_accounts
from hnb.council.mapping.headings import words_of
from hnb.council.mapping.preview import MASK, mask, masked, table, write_preview
from hnb.council.mapping_widgets import NONE, MappingForm, form, form_of
from hnb.domain.errors import ParameterError, SourceError
from tests.council import mapper
from tests.council.headers import FURTHER_PAYMENTS, LEDGERS, OTHERS, PAYMENTS, SEN2, Case

EVERY = [*PAYMENTS, *FURTHER_PAYMENTS, *SEN2, *LEDGERS, *OTHERS]
CHILDREN = pd.DataFrame(
    {
        "Mosaic ID": ["8812345", "8812346", "8812347"] * 4,
        "School": ["Bramble House", "Thornfield Lodge", "Oak Lane"] * 4,
        "DOB": ["03/05/2012", "17/09/2010", "2011-01-30"] * 4,
        "Start Date": ["01/09/2023", "01/09/2022", "15/01/2024"] * 4,
        "Annual Cost": ["£51,200.00", "£48,000.00", "£9,750.50"] * 4,
        "Primary Need": ["ASD", "SEMH", "Autisic spectrum disorder"] * 4,
        "Sector": ["Indep", "LA", "Zebra sector"] * 4,
        "Notes": ["Spoke to Mrs Tuesday", "", "Moved from Wales"] * 4,
    }
)
SECRET = [
    *CHILDREN["Mosaic ID"].unique(),
    *CHILDREN["School"].unique(),
    *CHILDREN["DOB"].unique(),
    *CHILDREN["Start Date"].unique(),
    *CHILDREN["Annual Cost"].unique(),
    "Tuesday",
    "Wales",
]


def ledger():
    """What is proposed for the rows above."""
    return propose(layout("placement_ledger"), list(CHILDREN), CHILDREN)


# How well it proposes


@pytest.mark.parametrize("with_rows", [False, True], ids=["headings alone", "with rows"])
@pytest.mark.parametrize(
    "cases",
    [PAYMENTS, FURTHER_PAYMENTS, SEN2, LEDGERS, OTHERS],
    ids=["ten councils", "nine more", "SEN2", "ledgers", "others"],
)
def test_four_in_five_columns_are_proposed_rightly(cases: tuple[Case, ...], with_rows: bool):
    reached = mapper.total(cases, with_rows=with_rows)
    assert reached.recall >= 0.8
    assert reached.wrong_share <= 0.02


def test_ten_councils_need_no_synonym_that_is_a_heading_of_theirs():
    reached = mapper.held_out(with_rows=False)
    assert reached.recall >= 0.8
    assert reached.wrong_share <= 0.02


@given(st.sampled_from(EVERY), st.integers(0, 10_000))
def test_headings_written_badly_are_never_wrong_with_confidence(case: Case, seed: int):
    reached = mapper.score(case, with_rows=False, write=mapper.written_badly(seed))
    assert reached.wrong_and_sure <= 1


def test_headings_written_badly_are_mostly_proposed_rightly():
    reached = mapper.total(EVERY, with_rows=False, write=mapper.written_badly(7))
    assert reached.recall >= 0.8
    assert reached.wrong_share <= 0.02


@given(st.lists(st.text(max_size=30), max_size=12))
def test_any_headings_are_proposed_at_most_once(headings: list[str]):
    proposal = propose(layout("payments"), headings)
    proposed = [match.heading for match in proposal.matches if match.heading is not None]
    assert len(proposed) == len(set(proposed))
    assert set(proposed) <= set(headings)
    assert not set(proposed) & set(proposal.left_out)
    assert all(0 <= match.score <= 100 for match in proposal.matches)


def test_values_decide_between_headings_that_say_as_much():
    rows = pd.DataFrame(
        {"Supplier": ["10012", "10013", "10014"], "Vendor": ["Acme Ltd", "Bee Ltd", "Cat Ltd"]}
    )
    assert propose(layout("payments"), list(rows), rows).columns["supplier"] == "Vendor"


def test_what_contradicts_its_heading_is_not_sure():
    rows = pd.DataFrame({"Payment Date": ["Acme Ltd"] * 5, "Amount": ["£5.00"] * 5})
    matches = {
        match.column: match for match in propose(layout("payments"), list(rows), rows).matches
    }
    assert not matches["paid"].confident
    assert matches["amount_gbp"].confident


def test_codes_under_a_heading_that_says_nothing_are_proposed_without_confidence():
    rows = pd.DataFrame({"Plan ID": list("abcdef"), "Column 7": ["ASD", "SEMH", "MLD"] * 2})
    match = propose(layout("sen2_needs"), list(rows), rows).matches[2]
    assert (match.column, match.heading, match.confident) == ("need", "Column 7", False)


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("OrganisationalUnit", ("organisational", "unit")),
        ("START_DATE", ("start", "date")),
        ("D.O.B.", ("date", "birth")),
        ("Fee p.a.", ("fee", "per", "annum")),
        ("Dept's  Amt (£)", ("department", "amount", "gbp")),
        ("Date of Payment\n", ("date", "pay")),
    ],
)
def test_headings_are_read_as_words(heading: str, words: tuple[str, ...]):
    assert words_of(heading) == words


# Which layout it is


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.name)
def test_a_file_is_recognised_or_refused_but_never_taken_for_another(case: Case):
    try:
        assert likely(case.headings, mapper.rows_for(case)) == case.layout
    except SourceError:
        assert case.name in ("Wiltshire", "Kirklees", "Darlington")


def test_layouts_are_listed_with_the_likeliest_first():
    scores = recognise(list(CHILDREN), CHILDREN)
    assert scores[0][0] == "placement_ledger"
    assert [score for _, score in scores] == sorted((score for _, score in scores), reverse=True)


def test_two_layouts_as_likely_are_both_named():
    case = next(case for case in PAYMENTS if case.name == "Wiltshire")
    with pytest.raises(SourceError, match="as much like those of .* as of .*--layout"):
        likely(case.headings, mapper.rows_for(case), "spend.csv")


def test_headings_like_none_are_refused():
    with pytest.raises(SourceError, match="of none of our layouts"):
        likely(["Apples", "Pears"], None, "fruit.csv")


@pytest.mark.parametrize(
    "value", ["A123456789012", "03/05/2012", "2012-05-03", "LE3 8RA", "8812345"]
)
def test_a_first_row_of_values_is_refused_without_quoting_it(value: str):
    with pytest.raises(SourceError, match="values where headings should be") as refusal:
        refuse_data_as_headings(["Smith", value], "children.csv")
    assert value not in refusal.value.message
    assert "Smith" not in refusal.value.message


# Codes


def test_codes_are_proposed_with_ours_and_unknown_ones_left_to_fill_in():
    codes = ledger().codes
    assert codes["need"] == {
        "ASD": "autistic spectrum disorder",
        "Autisic spectrum disorder": "autistic spectrum disorder",
        "SEMH": "social, emotional and mental health",
    }
    # an unknown word is not written down, since only four rows have it
    assert codes["sector"] == {"Indep": "independent or non-maintained", "LA": "state-funded"}
    assert ledger().withheld == {"sector": 1}


def test_an_unknown_word_of_many_rows_is_left_to_fill_in():
    rows = pd.concat([CHILDREN] * 2)
    codes = propose(layout("placement_ledger"), list(rows), rows).codes
    assert codes["sector"]["Zebra sector"] == UNKNOWN


def test_short_codes_are_never_guessed():
    rows = pd.DataFrame({"Plan ID": range(14), "SEN type": ["ASDX"] * 6 + ["ASD"] * 8}, dtype="str")
    codes = propose(layout("sen2_needs"), list(rows), rows).codes["need"]
    assert codes == {"ASD": "autistic spectrum disorder", "ASDX": UNKNOWN}


def test_a_column_of_unknown_words_is_not_written_down():
    rows = pd.DataFrame({"Plan ID": range(12), "SEN type": ["Amelia", "Noah"] * 6}, dtype="str")
    proposal = propose(layout("sen2_needs"), list(rows), rows)
    assert proposal.columns["need"] == "SEN type"
    assert proposal.codes == {}
    assert proposal.withheld == {"need": 2}


# Files


def test_a_mapping_is_read_as_it_was_written(tmp_path: Path):
    mapping = ColumnMapping(
        layout="payments",
        columns={"paid": "Pay: date #1", "account": "Acc 'x'", "amount_gbp": '£ "net"'},
        left_out=("- odd", "yes", "Ünï"),
        accounts={"5323": "independent providers", "Top up: fee": "top-ups"},
        confirmed=True,
    )
    write_mapping(tmp_path / "payments.yml", mapping, {"account": ["5323-Fees", "two\nlines"]})
    assert read_mapping(tmp_path / "payments.yml") == mapping


def test_an_account_needs_no_quotes_around_its_number(tmp_path: Path):
    text = "layout: payments\ncolumns: {}\naccounts:\n  5323: independent providers\n"
    (tmp_path / "payments.yml").write_text(text, encoding="utf-8")
    accounts = read_mapping(tmp_path / "payments.yml").accounts
    assert accounts == {"5323": "independent providers"}


@given(
    st.dictionaries(st.sampled_from(["child", "school", "band", "hours"]), st.text(min_size=1)),
    st.lists(st.text(max_size=20), max_size=4),
)
def test_any_mapping_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, columns: dict[str, str], left_out: list[str]
):
    from hnb.domain.words import UNSEEN

    columns = {name: UNSEEN.sub("", head) or name for name, head in columns.items()}
    columns = {name: head for name, head in columns.items() if [*columns.values()].count(head) == 1}
    left_out = [UNSEEN.sub("", head) for head in left_out]
    mapping = ColumnMapping(layout="top_ups", columns=columns, left_out=tuple(left_out))
    file = tmp_path_factory.mktemp("mapping") / "top_ups.yml"
    write_mapping(file, mapping)
    assert read_mapping(file) == mapping


def test_a_mapping_holds_no_value_of_a_child(tmp_path: Path):
    proposal = ledger()
    examples = {name: list(CHILDREN[heading]) for name, heading in proposal.columns.items()}
    write_mapping(tmp_path / "ledger.yml", proposal.mapping(), examples)
    text = (tmp_path / "ledger.yml").read_text(encoding="utf-8")
    assert not [value for value in SECRET if value in text]
    assert "Zebra" not in text
    assert '"ASD": "autistic spectrum disorder"' in text


def test_examples_stand_beside_what_identifies_nobody(tmp_path: Path):
    mapping = ColumnMapping(
        layout="payments",
        columns={"paid": "Date", "supplier": "Supplier", "account": "Account", "amount_gbp": "Net"},
    )
    write_mapping(
        tmp_path / "payments.yml",
        mapping,
        {"supplier": ["Acme Ltd"], "account": ["5323-Fees", "5325-Top up"]},
    )
    text = (tmp_path / "payments.yml").read_text(encoding="utf-8")
    assert "'5323-Fees', '5325-Top up'" in text
    assert "Acme" not in text


@pytest.mark.parametrize(
    ("account", "kind"),
    [
        ("5323-External SEN Providers Independent Sch", "independent providers"),
        ("5324-External SEN Providers Place Fee", "place funding"),
        ("5325-External SEN Providers Top Up Fee", "top-ups"),
        ("R6107 SEN EHCP (Education, Health & Care Plan)", "other high needs"),
        ("HN Special Independent", "independent providers"),
        ("Home to School Transport", "transport"),
        ("3404-Public Transport - Staff Travelling Exps", None),
        ("5422-Specialist Disposal Costs Wood", None),
    ],
)
def test_accounts_that_could_be_of_high_needs_are_listed_for_a_person(
    tmp_path: Path, account: str, kind: str | None
):
    assert possible_accounts([account]).get(account) == kind
    mapping = ColumnMapping(layout="payments", columns={"account": "Account"})
    write_mapping(tmp_path / "payments.yml", mapping, {"account": [account]})
    text = (tmp_path / "payments.yml").read_text(encoding="utf-8")
    assert (f'#  "{account}": "{kind}"' in text) == (kind is not None)
    assert read_mapping(tmp_path / "payments.yml").accounts == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("layout: paymnts\ncolumns: {}", "'paymnts'.*payments"),
        ("layout: payments\ncolumns: {suplier: A}", "'suplier'.*nearest: supplier"),
        ("layout: payments\ncolumns: {paid: A, account: A}", "'A' is mapped to both"),
        ("layout: payments\ncolumns: {}\nconfirmed: true", "paid, account and amount_gbp"),
        ("layout: payments\ncolumns: {}\nconfirmd: true", "'confirmd'"),
        ("layout: payments\ncolumns: {}\naccounts: {'5323': placement}", "'placement'"),
        (
            "layout: sen2_needs\ncolumns: {}\ncodes: {need: {A: autistic disorder}}",
            "nearest: autistic spectrum",
        ),
        (
            "layout: sen2_needs\ncolumns: {plan: P, need: N}\n"
            "codes: {need: {XYZ: '?'}}\nconfirmed: true",
            "'XYZ' of need has no word",
        ),
        (
            "layout: placement_ledger\nconfirmed: true\ncolumns: {child: C, provider: P, start: S}",
            "weekly_cost_gbp or annual_cost_gbp",
        ),
    ],
)
def test_a_mapping_that_is_wrong_is_refused(tmp_path: Path, text: str, words: str):
    file = tmp_path / "mapping.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=words):
        read_mapping(file)


def test_a_changed_layout_is_reported():
    mapping = ColumnMapping(layout="payments", columns={"paid": "Date "}, left_out=("Team",))
    assert not changed(mapping, ["Date", "Team", "made_up"])
    difference = changed(mapping, ["Date", "Region"])
    assert (difference.new, difference.gone) == (("Region",), ("Team",))
    assert difference.says == "Its columns have changed (new: 'Region'; gone: 'Team')."


# What a person sees


def test_the_terminal_shows_no_value_of_a_child():
    text = table(ledger(), list(CHILDREN), CHILDREN)
    assert not [value for value in SECRET if value in text]
    assert "ASD" in text
    assert "••/••/2012" in text
    assert f"B{MASK}" in text


@pytest.mark.parametrize(
    ("value", "is_date", "shown"),
    [
        ("Amelia", False, f"A{MASK}"),
        ("8812345", False, MASK),
        ("03/05/2012", True, "••/••/2012"),
        ("2012-Sep-28 00:00:00", True, "2012-•••-••"),
        ("41032", True, MASK),
    ],
)
def test_a_value_is_masked(value: str, is_date: bool, shown: str):
    assert mask(value, is_date=is_date) == shown


def test_values_that_identify_nobody_are_shown():
    values = pd.Series(["5323-Fees", "5323-Fees", "5325-Top up"])
    assert masked(values, "account", layout("payments")) == ["5323-Fees", "5325-Top up"]
    assert masked(pd.Series(["Acme Ltd"]), "supplier", layout("payments")) == [f"A{MASK}"]


def test_first_rows_go_into_the_private_folder_alone(tmp_path: Path):
    page = write_preview(tmp_path / "private", ledger(), list(CHILDREN), CHILDREN)
    assert page == tmp_path / "private" / "preview" / "placement_ledger.html"
    assert "Bramble House" in page.read_text(encoding="utf-8")
    assert page.stat().st_mode & 0o777 == 0o600
    assert page.parent.stat().st_mode & 0o777 == 0o700
    write_preview(tmp_path / "private", ledger(), list(CHILDREN), CHILDREN)


def test_a_cell_that_is_markup_is_shown_as_it_is(tmp_path: Path):
    rows = CHILDREN.assign(School="<script>alert(1)</script>")
    page = write_preview(tmp_path, ledger(), list(rows), rows).read_text(encoding="utf-8")
    assert "<script>" not in page


@given(
    st.sampled_from([case for case in EVERY if layout(case.layout).about == "children"]),
    st.integers(0, 10_000),
)
def test_no_planted_value_leaves_the_private_folder(
    tmp_path_factory: pytest.TempPathFactory, case: Case, seed: int
):
    rows = mapper.rows_for(case)
    chance = random.Random(seed)
    planted: list[str] = []

    def disturbed(value: str) -> str:
        if chance.random() < 0.5:
            return value
        planted.append("".join(chance.choices("qxzjkvw", k=chance.randint(6, 12))).title())
        return planted[-1]

    rows = rows.map(disturbed)
    proposal = propose(layout(case.layout), case.headings, rows)
    file = tmp_path_factory.mktemp("mapping") / "mapping.yml"
    examples = {name: list(rows[heading]) for name, heading in proposal.columns.items()}
    write_mapping(file, proposal.mapping(), examples)
    shown = file.read_text(encoding="utf-8") + table(proposal, case.headings, rows)
    assert not [value for value in planted if value in shown]


# In JupyterLab


def widgets_below(box: object) -> list[object]:
    """Every widget of a form."""
    children = getattr(box, "children", ())
    return [box, *(widget for child in children for widget in widgets_below(child))]


def opened(folder: Path) -> MappingForm:
    """The form of the rows above, before it is drawn."""
    return form_of(layout("placement_ledger"), list(CHILDREN), CHILDREN, folder)


def test_a_form_shows_no_value_of_a_child(council: Path):
    box = form(council.parent / "ledger.csv", council)
    state = repr([widget.get_state() for widget in widgets_below(box)])  # type: ignore[attr-defined]
    assert not [value for value in SECRET if value in state]
    assert "••/••/2012" in state
    assert (council / "private" / "preview" / "placement_ledger.html").exists()


def test_a_form_writes_what_is_chosen(tmp_path: Path):
    opened_form = opened(tmp_path)
    opened_form.box()
    opened_form.chosen["birth_date"].value = NONE
    opened_form.words["need", "SEMH"].value = "hearing impairment"
    opened_form.write()
    mapping = read_mapping(tmp_path / "mappings" / "placement_ledger.yml")
    assert mapping.confirmed
    assert "birth_date" not in mapping.columns
    assert "DOB" in mapping.left_out
    assert mapping.codes["need"]["SEMH"] == "hearing impairment"
    assert "Written to" in opened_form.message.value


def test_a_form_remembers_what_was_written(tmp_path: Path):
    first = opened(tmp_path)
    first.box()
    first.chosen["birth_date"].value = NONE
    first.words["need", "SEMH"].value = "hearing impairment"
    first.write()
    again = opened(tmp_path)
    again.box()
    assert again.chosen["birth_date"].value == NONE
    assert again.words["need", "SEMH"].value == "hearing impairment"


def test_a_form_that_is_not_complete_writes_nothing(tmp_path: Path):
    opened_form = opened(tmp_path)
    opened_form.box()
    opened_form.chosen["child"].value = NONE
    opened_form.chosen["provider"].value = "Notes"
    opened_form.chosen["need"].value = "Notes"
    opened_form.write()
    assert not (tmp_path / "mappings").exists()
    assert "child has no heading" in opened_form.message.value
    assert "Notes is chosen twice" in opened_form.message.value


# On the command line


@pytest.fixture
def council(tmp_path: Path) -> Path:
    folder = tmp_path / "council"
    folder.mkdir()
    (folder / "authority.yml").write_text("authority: Leicestershire\n", encoding="utf-8")
    CHILDREN.to_csv(tmp_path / "ledger.csv", index=False)
    return folder


def run_map(council: Path, *options: str) -> int:
    """`hnb council map` of the rows above."""
    commands = Parser()
    register(commands.add_subparsers())
    file = str(council.parent / "ledger.csv")
    args = commands.parse_args(["map", "--folder", str(council), file, *options])
    return int(args.run(args))


def test_map_prints_masked_values_and_writes_a_mapping(
    council: Path, capsys: pytest.CaptureFixture[str]
):
    assert run_map(council) == 0
    shown = capsys.readouterr().out
    assert "is read as placement_ledger" in shown
    assert not [value for value in SECRET if value in shown]
    assert not read_mapping(council / "mappings" / "placement_ledger.yml").confirmed


def test_accepting_confirms(council: Path, capsys: pytest.CaptureFixture[str]):
    assert run_map(council, "--accept") == 0
    assert read_mapping(council / "mappings" / "placement_ledger.yml").confirmed
    assert run_map(council) == 0
    assert "there is nothing to do" in capsys.readouterr().out


def test_several_files_are_mapped_at_once_and_a_broken_one_stops_no_other(
    council: Path, capsys: pytest.CaptureFixture[str]
):
    bills = council.parent / "bills.csv"
    bills.write_text(
        "Payment Date,Supplier Name,Account Description,Net Amount\n"
        "01/04/2026,Bramble House,SEN Transport,£600.00\n",
        encoding="utf-8",
    )
    assert run_map(council, str(council.parent / "missing.csv"), str(bills), "--accept")
    shown = capsys.readouterr()
    assert "missing.csv" in shown.err
    for name in ("placement_ledger", "payments"):
        assert read_mapping(council / "mappings" / f"{name}.yml").confirmed
    assert "To do: say in payments.yml, under `accounts:`, which accounts" in shown.out


def test_what_is_not_complete_is_written_and_not_confirmed(council: Path):
    CHILDREN.drop(columns="Mosaic ID").to_csv(council.parent / "ledger.csv", index=False)
    with pytest.raises(ParameterError, match="child has no heading.*not confirmed"):
        run_map(council, "--accept", "--layout", "placement_ledger")
    assert not read_mapping(council / "mappings" / "placement_ledger.yml").confirmed


def test_a_person_at_a_terminal_is_asked_of_what_is_not_sure(
    council: Path, monkeypatch: pytest.MonkeyPatch
):
    rows = CHILDREN.rename(columns={"School": "School attended"})
    rows.to_csv(council.parent / "ledger.csv", index=False)
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "n")
    run_map(council, "--layout", "placement_ledger")
    mapping = read_mapping(council / "mappings" / "placement_ledger.yml")
    unsure = {
        match.column
        for match in propose(layout("placement_ledger"), list(rows), rows).matches
        if match.heading and not match.confident
    }
    assert len(asked) == len(unsure) > 0
    assert not unsure & set(mapping.columns)


def test_nothing_confirms_a_column_that_is_not_sure(
    council: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    rows = CHILDREN.rename(columns={"School": "School attended"})
    ledger = council.parent / "ledger.csv"
    rows.to_csv(ledger, index=False)
    file = council / "mappings" / "placement_ledger.yml"
    accept = ["--accept", "--layout", "placement_ledger"]
    for _ in range(2):
        with pytest.raises(ParameterError, match="provider may not be 'School attended'"):
            run_map(council, *accept)
        assert not read_mapping(file).confirmed
    add = ["council", "add", str(ledger), "--folder", str(council), "--as-at", "2026-09-30"]
    assert main([*add, *accept]) == 4
    assert "not certain to have 'School attended' for provider" in capsys.readouterr().err
    with monkeypatch.context() as terminal:
        terminal.setattr("sys.stdin.isatty", lambda: True, raising=False)
        terminal.setattr("builtins.input", lambda question: "y")
        assert run_map(council, *accept) == 0
    rows.assign(Notes="seen").to_csv(ledger, index=False)  # what was looked at stays
    assert run_map(council, *accept) == 0 and read_mapping(file).confirmed


def test_a_changed_file_keeps_what_a_person_chose(
    council: Path, capsys: pytest.CaptureFixture[str]
):
    run_map(council, "--accept")
    file = council / "mappings" / "placement_ledger.yml"
    mapping = read_mapping(file)
    codes = {**mapping.codes, "need": {**mapping.codes["need"], "ASD": "hearing impairment"}}
    columns = {name: head for name, head in mapping.columns.items() if name != "birth_date"}
    by_hand = mapping.model_copy(
        update={"codes": codes, "columns": columns, "left_out": (*mapping.left_out, "DOB")}
    )
    write_mapping(file, by_hand)
    changed_rows = CHILDREN.rename(columns={"Annual Cost": "Yearly Cost"})
    changed_rows.to_csv(council.parent / "ledger.csv", index=False)
    capsys.readouterr()
    assert run_map(council) == 0
    assert "new: 'Yearly Cost'; gone: 'Annual Cost'" in capsys.readouterr().out
    again = read_mapping(file)
    assert again.columns["annual_cost_gbp"] == "Yearly Cost"
    assert "birth_date" not in again.columns
    assert again.codes["need"]["ASD"] == "hearing impairment"
    assert not again.confirmed
