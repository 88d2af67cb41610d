"""docs/questions.md: every question as members ask it, with the command that answers it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from hnb.domain.paths import notebooks, reports
from hnb.papers.definition import Report, read_report
from hnb.papers.settling.parameters import notebook_parameters
from hnb.questions.definition import Question, names, question

EXAMPLE = "Leicestershire"


def _parameters(name: str) -> tuple[str, ...]:
    """The parameters of a question's notebook."""
    return tuple(notebook_parameters(notebooks() / f"{question(name).notebook}.ipynb"))


def command(name: str) -> str:
    """What a person types for the answer to a question."""
    whose = f" --authority {EXAMPLE}" if "authority" in _parameters(name) else ""
    return f"hnb answer {name}{whose}"


@cache
def _reports() -> dict[str, Report]:
    return {path.stem: read_report(path.stem) for path in sorted(reports().glob("*.yml"))}


def _in_reports(asked: Question) -> str:
    """The reports that have the question's notebook among their sections."""
    having = [
        f"`{name}`"
        for name, report in _reports().items()
        if asked.notebook in {part.notebook for part in (*report.sections, *report.few_plans)}
    ]
    return ", ".join(having) or "none: see its notebook"


def _files(asked: Question) -> str:
    """The council's own files that a question answers from."""
    links = ", ".join(f"[{name}](layouts/{name}.md)" for name in asked.council_files)
    if not links:
        return "none: published figures answer it"
    return f"{links}{'' if asked.needs_records else ' (for what is not published)'}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _about(name: str) -> Iterator[str]:
    """What a question asks, its command, where it is, and what it needs."""
    asked = question(name)
    yield from (f"## {name}", "", asked.asks, "", "```", command(name), "```", "")
    options = [option for option in _parameters(name) if option != "authority"]
    if options:
        flags = ", ".join(f"`--{option.replace('_', '-')}`" for option in options)
        yield f"- It takes {flags}."
    for key, setting in asked.settings.items():
        where = "" if key in options else " (in Python and the notebook)"
        yield f"- `{key}`{where}: {setting.says.rstrip('.')}."
    page = asked.method.removeprefix("docs/")
    yield f"- Reports that have it: {_in_reports(asked)}. Notebook: `{asked.notebook}`."
    yield f"- The council's own files: {_files(asked)}. [The method]({page})."
    yield ""


def question_page() -> str:
    """The page: first the questions in the words of members, then each question in full."""
    lines = [
        "# Which command answers which question",
        "",
        "Generated from `hnb/questions/*/question.yml` by `make docs`. Look for your question, and "
        "put your authority in",
        f"place of {EXAMPLE}. `hnb answer` prints the sentences and tables in some seconds; "
        "`hnb render` makes the paper of a report.",
        "In Python, `hnb.answer(name, authority)` gives the same as Figures. Where only the "
        "council's own files can answer, the command",
        "says which; [from your own files to a paper](how-to/your-own-files.md) takes them in.",
        "",
        _row("asked", "command"),
        _row("---", "---"),
    ]
    asked = sorted((words, name) for name in names() for words in question(name).members_ask)
    lines += [_row(words, f"[`{command(name)}`](#{name})") for words, name in asked]
    lines.append("")
    for name in names():
        lines += _about(name)
    return "\n".join(lines).rstrip() + "\n"
