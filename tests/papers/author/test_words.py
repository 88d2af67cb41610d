"""hnb.papers.author.words, init and render with an author's file: what stands in the paper and in
figures.json against what was written.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import docx
import pytest
from PIL import Image

from hnb.cli import main
from hnb.domain.errors import ParameterError, SourceError
from hnb.figures import Figure, Rows
from hnb.papers import render as module
from hnb.papers.author.file import read_author, with_parts
from hnb.papers.author.names import known_names
from hnb.papers.author.words import AuthorsWords, marked
from hnb.papers.blocks import Bullets, Paragraph
from hnb.papers.check import check
from hnb.papers.definition import read_report
from hnb.papers.ledger import read_ledger
from hnb.papers.render import Rendered, render
from hnb.papers.word.template import usual_template
from tests.conftest import ROOT
from tests.golden.storage import figure_names
from tests.papers.report import YAML, write_report
from tests.papers.test_render import DAY

FRONT = """---
forum: Madeupshire Schools Forum
meeting_date: 2026-12-10
agenda_item: 7
contact: A. N. Officer, 0116 496 0000
logo: logo.png
stated:
  deficit: {value: 109500000, period: 2025-26, source: "Cabinet, 12 May 2026"}
---
"""
BODY = """
## Recommendations
1. note the report
2. agree a transfer of 0.5% under regulation 8(5)

## After section: block
Our monitoring says £12.3 million. The deficit is {stated.deficit}. It was {placements.block_after_gbp} in {year}.

## New section: Phase 2 of our work
We opened 57 places at 3 schools.

## Next steps
A report on 12 March 2027.
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We opened 57 places.", "We opened 57 places (council’s own figure)."),
        ("From £2m to £3m!", "From £2m to £3m (council’s own figures)!"),
        ("Call 0116 496 0000 by 3 May 2027.", "Call 0116 496 0000 by 3 May 2027."),
        ("None. We spent £3m. Why?", "None. We spent £3m (council’s own figure). Why?"),
        ("It is {prevalence.rate_per_1000}.", "It is {prevalence.rate_per_1000}."),
        ("It is {stated.x}.", "It is {stated.x} (council’s own figure: Cabinet)."),
        ("It costs c. £750k a year.", "It costs c. £750k a year (council’s own figure)."),
        (
            "Of 5 (i.e. 12% of them), by s. 42.",
            "Of 5 (i.e. 12% of them), by s. 42 (council’s own figures).",
        ),
        ("It is No. 3 of 5; cf. p. 12.", "It is No. 3 of 5; cf. p. 12 (council’s own figure)."),
        ("We say no. We have 5.", "We say no. We have 5 (council’s own figure)."),
        ("agree to move £1.4m; and", "agree to move £1.4m (council’s own figure); and"),
        ("{stated.x} and 5 more", "{stated.x} and 5 more (council’s own figures; x from Cabinet)"),
    ],
)
def test_a_sentence_says_which_of_its_numbers_are_the_councils(text, said):
    assert marked(text, {"stated.x": "Cabinet"}) == said


def figure(name: str, value: float | None, period: str, **more: str) -> Figure:
    return Figure(name, value, "plans", "made up", period=period, **more)


def written(folder: Path, text: str, *figures: Figure) -> AuthorsWords:
    path = folder / "a.md"
    path.write_text(text, encoding="utf-8")
    file = with_parts(read_author(path), {})
    return AuthorsWords(file, {"authority": "Kent"}, figures)


FIGURES = (figure("a.plans", 120, "January 2024"), figure("a.plans", 150, "January 2025"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{a.plans} in {authority}", "150 plans in Kent"),  # the latest
        ("{a.plans, January 2024}", "120 plans"),
        ("{{a.plans}}", "{a.plans}"),
    ],
)
def test_a_published_figure_is_quoted_by_its_name(tmp_path, text, said):
    words = written(tmp_path, f"## Risks\n{text}", *FIGURES)
    assert words.blocks_of("Risks") == [Paragraph(said)]


def test_a_sentence_that_quotes_a_made_up_figure_says_so(tmp_path):
    rows = (Rows("council_plans", ("made-up-council-2026-11-30",), {"la_code": 855}),)
    made_up = Figure("b.plans", 90, "plans", "made up", period="2026", rows=rows)
    words = written(tmp_path, "## Risks\nThere are {b.plans}.\n\nNot {a.plans}.", *FIGURES, made_up)
    expected = ["Made-up example: There are 90 plans.", "Not 150 plans."]
    assert words.blocks_of("Risks") == list(map(Paragraph, expected))


@pytest.mark.parametrize(
    ("text", "says", "figures"),
    [
        ("{a.plan}", r"line 2: this paper has no figure 'a.plan'.*nearest: a.plans", FIGURES),
        ("{a.plans, 2023}", "stands for 0 figures.*one of: January 2024; January 2025", FIGURES),
        ("{a.plans}", "has no value .too few", (figure("a.plans", None, "2024", reason="too few"),)),
        (
            "{a.plans}", "stands for 2 figures",
            (figure("a.plans", 1, "2024", scope="x"), figure("a.plans", 2, "2024", scope="y")),
        ),
    ],
)  # fmt: skip
def test_a_figure_that_a_paper_cannot_quote_is_refused_by_its_line(tmp_path, text, says, figures):
    words = written(tmp_path, f"## Risks\n{text}", *figures)
    with pytest.raises(ParameterError, match=says):
        words.blocks_of("Risks")


def test_what_is_stated_is_noted_with_its_line_and_numbers(tmp_path):
    words = written(
        tmp_path,
        f"{FRONT.replace('logo: logo.png', '')}{BODY}".replace(
            "## After section: block", "## Risks"
        ),
    )
    assert words.blocks_of("Recommendations") == [
        Bullets(
            (
                "note the report",
                "agree a transfer of 0.5% under regulation 8(5) (council’s own figure)",
            ),
            lettered=True,
        )
    ]
    (stated,) = words.stated
    assert stated.text == "agree a transfer of 0.5% under regulation 8(5) (council’s own figure)"
    assert (stated.numbers, stated.where) == (("0.5%", "regulation 8(5)"), "a.md, line 13")
    (named,) = words.named()
    assert (named.name, named.value, named.unit) == ("stated.deficit", 109500000, "gbp")
    assert (named.period, named.source) == ("2025-26", "Cabinet, 12 May 2026")
    assert (named.text, named.where) == ("£109.5 million", "a.md")


FEW = """---
stated:
  few: {value: 3, unit: children, period: 2026, source: Our list}
  known: {value: 2, unit: appeals, period: 2026, source: "Ministry of Justice", published: true}
---

## Risks
Only **two** pupils moved.

{stated.few} wait, {stated.known} were made, of {a.few}.

## Next steps
Seven schools were seen.
"""


def test_counts_of_people_are_noted_also_in_words_but_not_those_that_are_published(tmp_path):
    words = written(tmp_path, FEW, figure("a.few", 4, "2025"))
    words.blocks_of("Risks") + words.blocks_of("Next steps")
    noted = [(statement.where, statement.people) for statement in words.stated]
    assert noted == [("a.md", ("2 pupils",)), ("a.md, line 10", ("3 children",))]
    people = {statement.name: statement.people for statement in words.named()}
    assert people == {"stated.few": ("3 children",), "stated.known": ()}


def test_every_name_that_stored_ledgers_have_can_be_quoted(tmp_path):
    assert figure_names() <= known_names(tmp_path)


def test_reports_of_the_package_state_no_amount_of_any_council():
    from hnb.papers.checking.amounts import amounts
    from hnb.papers.compose import worded

    for path in (ROOT / "reports").glob("*.yml"):
        report = read_report(path.stem)
        methods = {*report.methods.values()}
        texts = [text for text in worded(report).values() if text not in methods]
        texts = [re.sub(r"(?m)^\s*\d+\. ", "", text) for text in texts]  # numbers of a list
        assert not [number for text in texts for number in amounts(text)], path.name


def rendered(folder: Path, **options) -> Rendered:
    report = read_report(write_report(folder, yaml=options.pop("yaml", YAML)))
    return render(report, {}, folder / "out", DAY, **options)


def author_writes(folder: Path, text: str = FRONT + BODY) -> Path:
    path = folder / "out" / "tiny.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    Image.new("RGB", (60, 30), "navy").save(path.parent / "logo.png")
    return path


@pytest.fixture(scope="module")
def completed(tmp_path_factory) -> Rendered:
    folder = tmp_path_factory.mktemp("completed")
    author_writes(folder)
    return rendered(folder, formats=["html", "docx"])


def test_the_paper_has_what_its_author_wrote_where_it_belongs(completed):
    word = docx.Document(str(completed.folder / "tiny.docx"))
    texts = [line.text for line in word.paragraphs if line.text]
    assert texts[1:5] == [
        "Report to\tMadeupshire Schools Forum",
        "Meeting\t10 December 2026",
        "Agenda\tItem 7",
        "Date\t24 November 2026",
    ]
    assert "Contact\tA. N. Officer, 0116 496 0000" in texts
    own = (
        "Our monitoring says £12.3 million (council’s own figure). The deficit is £109.5 million "
        "(council’s own figure: Cabinet, 12 May 2026). It was £72.1 million in 2021-22."
    )
    order = [
        "What is the block?",
        own,
        "Phase 2 of our work",
        "Next steps",
        "Financial implications",
    ]
    assert [text for text in texts if text in order][:5] == order  # and once in the appendix
    assert word.inline_shapes[0]._inline.docPr.get("descr") == "The council's logo."
    page = (completed.folder / "tiny.html").read_text(encoding="utf-8")
    assert 'class="logo"' in page and page.index("logo.") < page.index("<h1>")


def test_the_list_of_figures_says_what_the_author_stated(completed):
    stated = read_ledger(completed.folder).stated
    assert stated[0].name == "stated.deficit"
    numbers = {number for statement in stated[1:] for number in statement.numbers}
    assert {"£12.3 million", "0.5%", "57", "3", "0116 496 0000", "Item 7"} <= numbers
    assert check(completed.folder)
    figures = {figure.name for figure in read_ledger(completed.folder).figures}
    assert not any(name.startswith("stated.deficit") for name in figures)


def test_a_render_says_that_it_has_the_authors_words_and_what_is_to_be_written(completed):
    assert completed.author_file == completed.folder.parent / "tiny.md"
    assert completed.to_complete == ("Financial implications", "Equality implications")


def test_no_run_changes_the_authors_file_and_a_second_one_gives_the_same_paper(quickly, tmp_path):
    path = author_writes(
        tmp_path, FRONT + BODY.replace("It was {placements.block_after_gbp} in {year}.", "")
    )
    before = path.read_bytes()
    folder = rendered(tmp_path).folder
    first = (folder / "tiny.docx").read_bytes()
    assert rendered(tmp_path).edited == {}
    assert ((folder / "tiny.docx").read_bytes(), path.read_bytes()) == (first, before)


def nothing_runs(monkeypatch) -> None:
    monkeypatch.setattr(module, "run_notebooks", lambda *_, **__: pytest.fail("it ran"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("## Rissks\nWords.\n", r"tiny\.md, line 1: there is no heading 'Rissks'.*nearest: Risks"),
        (
            "## Risks\n{placements.blok_after_gbp}\n",
            "line 2: there is no figure.*nearest: placements.block",
        ),
        ("## Risks\n{stated.deficit}\n", "line 2: there is no figure 'stated.deficit'"),
        ("---\nforum: The {yaer} forum\n---\n", "line 2: there is no figure 'yaer'.*nearest: year"),
        ("## Risks\nx\n\nOf {kind}.\n", "line 4: 'kind' has no value in this paper"),
        ("## Risks\nA } alone.\n", "line 2: a bracket without its pair"),
        ("---\ntemplate: none.docx\n---\n", "none.docx: this template of the paper cannot be used"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_rendered(
    tmp_path, monkeypatch, text, says
):
    nothing_runs(monkeypatch)
    author_writes(tmp_path, text)
    with pytest.raises((ParameterError, SourceError), match=says):
        rendered(tmp_path, yaml=YAML.replace("2021-22}", '2021-22, kind: ""}'))
    assert [file.name for file in (tmp_path / "out").iterdir() if file.is_dir()] == []


def test_a_template_is_named_on_the_command_line_in_the_file_or_in_the_definition(
    quickly, tmp_path
):
    for place, name in enumerate(("definition", "file", "line")):
        council = docx.Document(str(usual_template()))
        council.sections[0].header.paragraphs[0].text = f"By the {name}, 5{place} High Street"
        council.save(str(tmp_path / f"{name}.docx"))
    yaml = YAML + "template: ../definition.docx\n"

    def header(**options) -> str:
        folder = rendered(tmp_path, yaml=yaml, **options).folder
        assert check(folder)
        return docx.Document(str(folder / "tiny.docx")).sections[0].header.paragraphs[0].text

    assert header() == "By the definition, 50 High Street"
    author_writes(tmp_path, "---\ntemplate: ../file.docx\n---\n")
    assert header() == "By the file, 51 High Street"
    assert header(template=tmp_path / "line.docx") == "By the line, 52 High Street"


def test_init_writes_a_file_once_and_render_says_that_it_reads_it(quickly, tmp_path, capsys):
    report, out = str(write_report(tmp_path)), str(tmp_path / "out")
    words = ["init", "paper", "--report", report, "--out", out]
    assert main(words) == 0
    path = Path(capsys.readouterr().out.strip())
    assert path == tmp_path / "out" / "tiny.md"
    assert "## After section: What is the block?" in path.read_text(encoding="utf-8")
    path.write_text("## Risks\nMy own words.\n", encoding="utf-8")
    assert main(words) == 2
    assert "what an author wrote is never overwritten" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "## Risks\nMy own words.\n"
    assert main(["render", report, "--out", out, "--json", "--quiet"]) == 0
    told = capsys.readouterr()
    assert f"with what its author wrote in {path}" in told.err
    assert "for its author to complete: Recommendations, Financial implications" in told.err
    assert json.loads(told.out)[0]["author_file"] == str(path)


def test_what_has_no_place_in_a_paper_of_one_page_is_told(quickly, tmp_path):
    author_writes(tmp_path, "## Risks\nWords.\n\n## Recommendations\nNote it.\n")
    path = write_report(tmp_path)
    one_page = path.read_text(encoding="utf-8").replace(
        "notebook: block,", "notebook: block, page_one: true,"
    )
    path.write_text(f"{one_page}length: one-page\n", encoding="utf-8")
    told = render(read_report(path), {}, tmp_path / "out", date(2026, 11, 24)).left_out
    assert any(
        text.endswith("tiny.md: Risks has no place in a paper of one page.") for text in told
    )


def test_a_section_that_is_asked_for_and_left_out_is_told(quickly, tmp_path):
    path = write_report(tmp_path)
    needing = path.read_text(encoding="utf-8").replace(
        "notebook: plans,", "notebook: plans, needs: [kind],"
    )
    path.write_text(needing.replace("2021-22}", '2021-22, kind: ""}'), encoding="utf-8")
    report = read_report(path).model_copy(update={"chosen": ("block", "plans")})
    told = render(report, {}, tmp_path / "out", date(2026, 11, 24)).left_out
    assert any(text.startswith("sections: plans left out") for text in told)
    told = render(report, {"kind": "all"}, tmp_path / "out", date(2026, 11, 24)).left_out
    assert not any("sections" in text for text in told)


def test_what_an_author_adds_to_page_one_leaves_no_page_nearly_empty(quickly, tmp_path):
    path = write_report(tmp_path)
    page_one = path.read_text(encoding="utf-8").replace(
        "notebook: block,", "notebook: block, page_one: true,"
    )
    path.write_text(f"{page_one}length: short\n", encoding="utf-8")

    def starts_page() -> bool:
        made = render(read_report(path), {}, tmp_path / "out", DAY, formats=["docx"])
        lines = docx.Document(str(made.folder / "tiny.docx")).paragraphs
        (purpose,) = [line for line in lines if line.text == "Purpose of report"]
        return bool(purpose.paragraph_format.page_break_before)

    assert starts_page()
    author_writes(tmp_path, "## Recommendations\n1. note\n2. agree\n")
    assert not starts_page()
