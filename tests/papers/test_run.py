"""hnb.papers.run against notebooks that fail in every way that papermill calls completed, or ends
with code 0.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from hnb.domain.errors import NotebookError
from hnb.papers.definition import Job, Limits
from hnb.papers.kernel import TRIES, _Session, environment
from hnb.papers.run import Outcome, run_notebooks
from tests.papers.notebook import write_notebook

ROOT = Path(__file__).resolve().parent.parent.parent


def run(
    tmp_path: Path, *cells: str, limits: Limits | None = None, timeout: int = 60, **parameters: str
) -> Outcome:
    """One notebook with a parameter `year`, in a folder whose name is unkind; what became of it."""
    notebook = write_notebook(
        tmp_path / "a $HOME {year} b" / "tiny.ipynb", *cells, parameters='year = "2023-24"'
    )
    (outcome,) = run_notebooks(
        [Job("tiny", notebook, dict(parameters))],
        tmp_path / "out put",
        limits or Limits(seconds=timeout),
    )
    return outcome


def kept(tmp_path: Path) -> dict:
    return json.loads((tmp_path / "out put" / "tiny.ipynb").read_text(encoding="utf-8"))


def test_a_notebook_that_ends_is_an_outcome_without_error(tmp_path):
    outcome = run(tmp_path, "import hnb, sys", "print(sys.executable, year)", year='"; quit() #')
    assert (outcome.ok, outcome.cell, outcome.error) == (True, None, "")
    said = "".join(kept(tmp_path)["cells"][-1]["outputs"][0]["text"])
    assert said == f'{sys.executable} "; quit() #\n'


# name: cells after the question (cell 1) and the parameters (cell 2); the cell to blame; what is
# said
FAULTS = {
    "an exception": (["1 / 0", "2"], 3, "ZeroDivisionError: division by zero"),
    "os._exit(0)": (["1", "import os; os._exit(0)", "2"], 4, "the kernel died"),
    "a killed kernel": (["import os, signal; os.kill(os.getpid(), 9)"], 3, "the kernel died"),
    "sys.exit(0)": (["import sys; sys.exit(0)", "2"], 3, "SystemExit"),
    "sys.exit(0) at the end": (["1", "import sys; sys.exit(0)"], 4, "SystemExit"),
    "a failed shell command": (
        ["!false", "2"],
        3,
        "the shell command 'false' ended with exit code 1",
    ),
    "one that is not the last": (
        ["!false\n!true", "2"],
        3,
        "the shell command 'false' ended with exit code 1",
    ),
    "a thread's exception": (
        ["import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start(); t.join()", "2"],
        3,
        "a thread ended with ZeroDivisionError",
    ),
    "a late thread's exception": (
        [
            "import threading\nlater = threading.Event()\n"
            "t = threading.Thread(target=lambda: later.wait() and 1 / 0)\nt.start()",
            "1",
            "later.set(); t.join()",
        ],
        5,
        "a thread ended with ZeroDivisionError",
    ),
    "exit()": (["exit()", "2"], 3, "it left by exit() or quit()"),
    "quit() at the end": (["1", "quit()"], 4, "it left by exit() or quit()"),
    "a crash": (["import ctypes; ctypes.string_at(0)"], 3, "it crashed, with SIGSEGV"),
    "os._exit(7)": (["import os; os._exit(7)"], 3, "ended its process, with exit code 7"),
    "a thread that dies after the last cell": (
        ["import threading; threading.Timer(1, lambda: 1 / 0).start()"],
        3,
        "a thread ended with ZeroDivisionError",
    ),
    "Ctrl-C in the kernel": (["raise KeyboardInterrupt"], 3, "KeyboardInterrupt"),
    "an hnb error": (
        ["from hnb.domain.errors import CheckError\nraise CheckError(found='no plans')"],
        3,
        "CheckError: No plans",
    ),
    "a watch undone": (["del get_ipython().hnb_faults"], 3, "the kernel did not answer"),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory) -> tuple[Path, dict[str, Outcome]]:
    """Every faulty notebook, run beside the others."""
    folder = tmp_path_factory.mktemp("faults")
    jobs = [
        Job(
            f"fault-{place}",
            write_notebook(folder / f"{place}.ipynb", *cells, parameters="year = 2025"),
            {},
        )
        for place, (cells, _, _) in enumerate(FAULTS.values())
    ]
    return folder / "out", dict(zip(FAULTS, run_notebooks(jobs, folder / "out"), strict=True))


@pytest.mark.skipif(os.name == "nt", reason="needs kill and the shell's false")
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_by_cell_and_the_notebook_is_kept(faulty, name):
    (folder, outcomes), (_, cell, words) = faulty, FAULTS[name]
    outcome = outcomes[name]
    assert not outcome.ok
    assert words in outcome.error
    assert outcome.cell == cell
    text = (folder / outcome.notebook).read_text(encoding="utf-8")
    assert json.loads(text)["metadata"]["hnb"]["outcome"]["error"] == outcome.error
    assert "completed" not in text
    held = json.loads((folder / "outcomes.json").read_text(encoding="utf-8"))
    assert held[list(FAULTS).index(name)]["ok"] is False


def dies(monkeypatch, times: int) -> None:
    """The first kernels end before they answer, as one does whose port another program
    has taken.
    """
    made, starts = _Session.create_kernel_manager, iter(range(times))

    def create(session):
        manager = made(session)
        if next(starts, None) is not None:
            manager._kernel_spec.argv = [sys.executable, "-c", "raise SystemExit(1)"]
        return manager

    monkeypatch.setattr(_Session, "create_kernel_manager", create)


def test_a_kernel_that_dies_before_it_answers_is_started_again(tmp_path, monkeypatch):
    dies(monkeypatch, TRIES - 1)
    outcome = run(tmp_path, "print(year)")
    assert (outcome.ok, outcome.error) == (True, "")
    assert [cell.get("execution_count") for cell in kept(tmp_path)["cells"][1:]] == [1, 2]


def test_a_kernel_that_never_starts_is_said_to_be_so(tmp_path, monkeypatch):
    dies(monkeypatch, TRIES)
    outcome = run(tmp_path, "print(year)")
    assert (outcome.ok, outcome.cell) == (False, None)
    assert outcome.error.startswith(
        f"no kernel would start, in {TRIES} tries; the last said: Kernel died"
    )


def test_a_cell_that_takes_too_long_is_a_fault(tmp_path):
    # a busy machine may need a second for a cell that does nothing
    outcome = run(tmp_path, "1", "import threading; threading.Event().wait()", timeout=4)
    assert (outcome.cell, outcome.exit_code, outcome.error) == (
        4,
        3,
        "the cell had not ended after 4 seconds; --timeout, or `limits: {seconds: …}` in the "
        "report, allows it more",
    )


def test_a_cell_tagged_to_be_skipped_is_a_fault(tmp_path):
    notebook = write_notebook(tmp_path / "tiny.ipynb", "1", "2")
    held = json.loads(notebook.read_text())
    held["cells"][1]["metadata"]["tags"] = ["skip-execution"]
    notebook.write_text(json.dumps(held))
    (outcome,) = run_notebooks([Job("tiny", notebook, {})], tmp_path / "out")
    assert (outcome.cell, outcome.error) == (2, "the cell was not run")


def test_a_misspelt_parameter_starts_no_kernel(tmp_path):
    outcome = run(tmp_path, "1", yaer="2023-24")
    assert outcome.error.startswith("tiny.ipynb, parameter yaer: there is no such parameter")
    assert "(nearest: year)" in outcome.error
    assert kept(tmp_path)["cells"][-1]["execution_count"] is None


def test_one_that_fails_does_not_stop_another(tmp_path):
    bad = write_notebook(tmp_path / "bad.ipynb", "1 / 0")
    good = write_notebook(tmp_path / "good.ipynb", "1")
    cells: list[tuple[str, int, int]] = []
    outcomes = run_notebooks(
        [Job("bad", bad, {}), Job("good", good, {})],
        tmp_path / "out",
        tell=lambda *cell: cells.append(cell),
    )
    assert [outcome.ok for outcome in outcomes] == [False, True]
    assert ("good", 2, 2) in cells


def test_notebooks_run_beside_each_other_do_not_see_each_other(tmp_path):
    jobs = [
        Job(f"n{n}", write_notebook(tmp_path / f"n{n}.ipynb", f"x = {n}", "print(x)"), {})
        for n in range(3)
    ]
    assert all(outcome.ok for outcome in run_notebooks(jobs, tmp_path / "out"))
    for n in range(3):
        cells = json.loads((tmp_path / "out" / f"n{n}.ipynb").read_text())["cells"]
        assert "".join(cells[-1]["outputs"][0]["text"]) == f"{n}\n"


@pytest.mark.skipif(os.name == "nt", reason="needs SIGINT")
def test_ctrl_c_ends_the_kernels_and_keeps_the_notebooks(tmp_path):
    notebook = write_notebook(
        tmp_path / "tiny.ipynb",
        "open('started', 'w').close()",
        "import threading; threading.Event().wait()",
    )
    code = (  # where the tests run in the background, a child would inherit that Ctrl-C is ignored
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from pathlib import Path; from hnb.papers.run import run_notebooks; from "
        "hnb.papers.definition import Job\n"
        f"run_notebooks([Job('tiny', Path({str(notebook)!r}), {{}})], "
        f"Path({str(tmp_path / 'out')!r}))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE)
    try:
        while not (tmp_path / "started").exists() and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=120)  # the cell would wait for ever
    finally:
        process.kill()
    assert process.returncode != 0 and b"KeyboardInterrupt" in said
    (outcome,) = json.loads((tmp_path / "out" / "outcomes.json").read_text())
    assert (outcome["ok"], outcome["cell"], outcome["error"]) == (
        False,
        3,
        "stopped by the person at the keyboard, or by a signal",
    )
    assert (tmp_path / "out" / "tiny.ipynb").exists()
    assert threading.active_count() < 20


FLOODS = {
    "one large print": "print('x' * 3_000_000)",
    "many prints": "while True: print('x' * 100)",
    "one display": "from IPython.display import display\ndisplay('x' * 3_000_000)",
    "many displays": "from IPython.display import display\nwhile True: display('x' * 1000)",
    "a result": "'x' * 3_000_000",
    "an error": "raise ValueError('x' * 3_000_000)",
    "its errors": "import sys\nwhile True: print('x' * 100, file=sys.stderr)",
    "output that is cleared": "from IPython.display import clear_output\n"
    "while True:\n    print('x' * 1000)\n    clear_output()",
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_stopped_and_little_of_it_is_kept(tmp_path, name):
    outcome = run(tmp_path, "1", FLOODS[name], limits=Limits(output_mb=2))
    assert (outcome.cell, outcome.exit_code, outcome.error) == (
        4,
        3,
        "what the notebook shows had grown to more than 2 MB; --output-limit, or `limits: "
        "{output_mb: …}` in the report, allows it more",
    )
    assert (tmp_path / "out put" / "tiny.ipynb").stat().st_size < 5_000_000


@pytest.mark.parametrize(
    "cell",
    [
        "x = bytearray(600_000_000); import time; time.sleep(60)",
        "rows = []\nwhile True: rows.append(bytearray(1_000_000))",
        "import subprocess, sys\n"
        "held = 'import time; x = b\"x\" * 600_000_000; time.sleep(60)'\n"
        "subprocess.run([sys.executable, '-c', held])",
    ],
    ids=["at once", "by and by", "in a child"],
)
def test_memory_beyond_the_limit_is_said(tmp_path, cell):
    outcome = run(tmp_path, cell, limits=Limits(memory_mb=400))
    assert (outcome.cell, outcome.exit_code, outcome.error) == (
        3,
        3,
        "it held more than 400 MB of memory; --memory-limit, or `limits: {memory_mb: …}` in the "
        "report, allows it more",
    )


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1 / 0", 3),
        ("import hnb; hnb.load('no_such')", 2),
        ("from hnb.domain.errors import *; raise SourceError(found='x')", 4),
        ("from hnb.domain.errors import *; raise NotPublished(found='x')", 0),
        ("from hnb.domain.errors import *; raise CheckError(found='x')", 6),
        ("from hnb.domain.errors import *; raise HnbError(found='x')", 3),
        ("class Place(Exception): pass\nraise Place", 3),
        ("raise TimeoutError('x')", 3),
        ("open('no such file')", 3),
    ],
)
def test_an_error_of_our_own_keeps_its_exit_code(tmp_path, cell, code):
    assert run(tmp_path, cell).exit_code == code


def test_what_a_notebook_started_ends_with_it(tmp_path):
    outcome = run(
        tmp_path,
        "import subprocess\nchild = subprocess.Popen(['sleep', '600'])\n"
        "open('child', 'w').write(str(child.pid))",
    )
    assert outcome.ok
    child = int((tmp_path / "a $HOME {year} b" / "child").read_text())
    for _ in range(50):
        if not psutil.pid_exists(child) or psutil.Process(child).status() == "zombie":
            return
        time.sleep(0.1)
    raise AssertionError("it is still alive")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "it cannot be read"),
        ('{"cells": [{}]}', "it cannot be read"),
        ('{"cells": [], "nbformat": 9, "nbformat_minor": 1, "metadata": {}}', "it cannot be read"),
        ('{"cells": [{"cell_type": "cod", "id": "a", "metadata": {}, "source": ""}], '
         '"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "cell 1 is of no known kind"),
        ('{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": '
         '{"name": "ir", "display_name": "R", "language": "R"}}}', "written in R"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_notebook_of_ours_is_said_to_be_so(tmp_path, text, words):
    file = tmp_path / "tiny.ipynb"
    file.write_text(text)
    (outcome,) = run_notebooks([Job("tiny", file, {})], tmp_path / "out")
    assert not outcome.ok and outcome.cell is None
    assert words in outcome.error


UNFRIENDLY = {
    "MPLBACKEND": "nonsense",
    "PYTHONWARNINGS": "error",
    "PYTHONOPTIMIZE": "2",
    "PYTHONSTARTUP": "/nowhere",
    "PYTHONIOENCODING": "ascii",
    "IPYTHONDIR": "/nowhere",
    "JUPYTER_CONFIG_DIR": "/nowhere",
    "JUPYTER_PATH": "/nowhere",
    "MATPLOTLIBRC": "/nowhere",
}


@pytest.mark.parametrize("name", UNFRIENDLY)
def test_a_kernel_hears_nothing_of_a_persons_settings(tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, UNFRIENDLY[name])
    assert environment(tmp_path).get(name) != UNFRIENDLY[name]


def test_modules_are_where_the_person_says(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/of/a/person")
    assert environment(tmp_path)["PYTHONPATH"].endswith("/of/a/person")


def test_a_module_of_a_known_name_beside_the_notebook_is_not_taken_for_it(tmp_path):
    folder = tmp_path / "a $HOME {year} b"
    folder.mkdir()
    for name in ("random", "pandas", "hnb", "mine"):
        (folder / f"{name}.py").write_text("value = 7\n" + ("1 / 0" if name != "mine" else ""))
    assert run(tmp_path, "import hnb, mine, pandas, random\nassert mine.value == 7").ok


def test_few_open_files_are_refused_before_a_kernel_starts(tmp_path, monkeypatch):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (80, 80))
    with pytest.raises(NotebookError, match="only 80 files may be open at once"):
        run(tmp_path, "1")


def test_the_same_notebook_gives_the_same_bytes(tmp_path):
    texts = []
    for _ in range(2):
        assert run(tmp_path, "print(year)", year="2021-22").ok
        texts.append((tmp_path / "out put" / "tiny.ipynb").read_bytes())
    assert texts[0] == texts[1]
