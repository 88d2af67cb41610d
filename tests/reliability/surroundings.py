"""Settings, locales, folders, limits and streams of many a machine: the same paper and the same
answer, or one true sentence with the right code.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.papers.notebook import write_notebook
from tests.papers.report import BLOCK, SAY
from tests.reliability.attempt import CHECKOUT, Attempt, Ended, hnb

TITLE = "surroundings: the same paper, or one true sentence"
GOAL = "all but one in 46"
CHART = """from hnb.charts import style
figure, axes = style.canvas(2.5, unit="pupils")
axes.bar([0, 1, 2], [3, 1, 2])
axes.plot([0, 1, 2], [1, 2, 3])
axes.set_xticks([0, 1, 2], ["first", "$second$", "the third"])
style.finish(figure, alt="Bars and a line.", caption="A chart", figures=[block])"""
TABLE = """hnb.Listing("The block.", ("Year", "Block"), (("2021-22", block),), source="DfE")"""
YAML = """
title: "The block of {year}"
report_to: Schools Forum
purpose: "To say what the block was: £, –, é."
parameters: {year: 2021-22}
formats: [html]
sections: [{notebook: block, heading: "What is the block?"}]
"""
ODD_MATPLOTLIB = """
backend: nonsense
text.usetex: True
font.family: cursive
font.size: 40
axes.facecolor: red
lines.linewidth: 9
lines.marker: o
axes.grid: False
figure.autolayout: True
savefig.dpi: 13
savefig.bbox: tight
not.a.key: 5
"""
ODD_PYTHON = """
print("a startup file of the person's own")
import pandas
pandas.set_option("display.max_rows", 1)
import builtins
builtins.int = None
"""


def report(folder: Path) -> Path:
    """A report of one sentence, one chart and one table."""
    cells = (BLOCK, SAY, CHART, TABLE)
    write_notebook(folder / "block.ipynb", *cells, parameters='year = "2021-22"')
    file = folder / "small.yml"
    file.write_text(YAML, encoding="utf-8")
    return file


def paper(out: Path) -> dict[str, bytes]:
    """What a render wrote, by file."""
    files = sorted((out / "small").rglob("*"))
    wanted = (".html", ".json", ".ipynb")
    return {
        file.name: file.read_bytes()
        for file in files
        if file.suffix in wanted and file.name != "outcomes.json"  # it holds times
    }


@cache
def undisturbed() -> dict[str, bytes]:
    """The paper where nothing is unusual."""
    folder = Path(mkdtemp())
    try:
        ended = hnb("render", report(folder), "--out", folder / "out", "--date", "2026-11-24")
        if fault := ended.fault(0):
            raise AssertionError(fault)
        return paper(folder / "out")
    finally:
        shutil.rmtree(folder)


@cache
def usual(words: tuple[str, ...]) -> str:
    """What a command prints where nothing is unusual."""
    ended = hnb(*words)
    if fault := ended.fault(0):
        raise AssertionError(fault)
    return ended.out


# what follows the options of python is run by sh, in which `"$@"` is the command
_IN_SHELL = """
import subprocess, sys
code = subprocess.run(["sh", "-c", sys.argv[1], "sh", *sys.argv[2:]]).returncode
sys.exit(code if code >= 0 else 128 - code)
"""


def _started(
    folder: Path,
    words: Sequence[object],
    *,
    env: Mapping[str, str],
    shell: str,
    python: Sequence[str],
    cwd: Path,
) -> Ended:
    """A command, in surroundings where FOLDER stands for the attempt's own folder."""
    import sys

    env = {name: value.replace("FOLDER", str(folder)) for name, value in env.items()}
    if not shell:
        return hnb(*words, env=env, cwd=cwd, python=python)
    start = (sys.executable, *(python or ("-m", "hnb")))
    script = shell.replace("FOLDER", str(folder)).replace("CHECKOUT", str(CHECKOUT))
    return hnb(*start, *words, env=env, cwd=cwd, python=("-c", _IN_SHELL, script))


def surrounding(
    name: str,
    *,
    env: Mapping[str, str] | None = None,
    shell: str = "",
    python: Sequence[str] = (),
    files: Mapping[str, str] | None = None,
    place: str = "report",
    there: bool = False,
    refused: tuple[int, str] | None = None,
    prepare: Callable[[Path], None] = lambda folder: None,
) -> Attempt:
    """A render in a surrounding, of a report in the folder `place`; `files` are written first, and
    `there` starts it in that folder. What may be `refused` is so with a code and words.
    """

    def run(folder: Path) -> str:
        for path, text in (files or {}).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        home = folder / place
        home.mkdir(parents=True, exist_ok=True)
        words = ["render", report(home), "--out", home / "out", "--date", "2026-11-24"]
        prepare(folder)
        cwd = home if there else CHECKOUT
        ended = _started(folder, words, env=env or {}, shell=shell, python=python, cwd=cwd)
        if refused and ended.code:
            return ended.fault(refused[0], says=refused[1])
        return ended.fault(0) or differing(paper(home / "out"))

    return Attempt(name, run)


def differing(found: Mapping[str, bytes]) -> str:
    """Which files are not as in the undisturbed paper."""
    usual_paper = undisturbed()
    if found.keys() != usual_paper.keys():
        return f"other files: {sorted(found.keys() ^ usual_paper.keys())}"
    return ", ".join(name for name in found if found[name] != usual_paper[name])


def command(
    name: str,
    *words: str,
    env: Mapping[str, str] | None = None,
    shell: str = "",
    python: Sequence[str] = (),
    files: Mapping[str, str] | None = None,
    there: bool = False,
    silent: bool = False,
) -> Attempt:
    """A command that only prints, in a surrounding: it prints the same, or nothing where it has
    nowhere to.
    """

    def run(folder: Path) -> str:
        for path, text in (files or {}).items():
            (folder / path).write_text(text, encoding="utf-8")
        cwd = folder if there else CHECKOUT
        ended = _started(folder, words, env=env or {}, shell=shell, python=python, cwd=cwd)
        if fault := ended.fault(0):
            return fault
        if ended.out != ("" if silent else usual(words)):
            return f"it prints something else: {ended.out[:200]!r}"
        return ended.err[:200]

    return Attempt(f"{words[0]}: {name}", run)


def settings() -> list[Attempt]:
    """Settings of matplotlib, Python, IPython and Jupyter."""
    odd_spec = '{"argv": ["false"], "display_name": "Python 3", "language": "python"}'
    odd_config = (
        "c.InteractiveShell.ast_node_interactivity = 'all'\n"
        "c.InteractiveShellApp.exec_lines = ['print(1)']\nc.Application.log_level = 10\n"
    )
    return [
        surrounding("MPLBACKEND of no kind", env={"MPLBACKEND": "nonsense"}),
        surrounding("MPLBACKEND for a screen", env={"MPLBACKEND": "TkAgg"}),
        surrounding("MATPLOTLIBRC", env={"MATPLOTLIBRC": "FOLDER/rc"}, files={"rc": ODD_MATPLOTLIB}),
        surrounding("MPLCONFIGDIR", env={"MPLCONFIGDIR": "FOLDER/m"},
                    files={"m/matplotlibrc": ODD_MATPLOTLIB}),
        surrounding("matplotlibrc at home", env={"HOME": "FOLDER"},
                    files={".config/matplotlib/matplotlibrc": ODD_MATPLOTLIB}),
        surrounding("matplotlibrc beside the notebook", there=True,
                    files={"report/matplotlibrc": ODD_MATPLOTLIB}),
        surrounding("a style of one's own", env={"MPLCONFIGDIR": "FOLDER/m"},
                    files={"m/stylelib/afcharts.mplstyle": ODD_MATPLOTLIB}),
        surrounding("PYTHONWARNINGS=error", env={"PYTHONWARNINGS": "error"}),
        surrounding("PYTHONWARNINGS=always", env={"PYTHONWARNINGS": "always"}),
        surrounding("PYTHONOPTIMIZE=2", env={"PYTHONOPTIMIZE": "2"}),
        surrounding("PYTHONDONTWRITEBYTECODE", env={"PYTHONDONTWRITEBYTECODE": "1"}),
        surrounding("PYTHONSTARTUP", env={"PYTHONSTARTUP": "FOLDER/s.py"},
                    files={"s.py": ODD_PYTHON}),
        surrounding("PYTHONHASHSEED=7", env={"PYTHONHASHSEED": "7"}),
        surrounding("PYTHONMALLOC=debug", env={"PYTHONMALLOC": "debug"}),
        surrounding("PYTHONUNBUFFERED", env={"PYTHONUNBUFFERED": "1"}),
        surrounding("python -O", python=("-O", "-m", "hnb")),
        surrounding("python -B -W error", python=("-B", "-W", "error", "-m", "hnb")),
        surrounding("a startup file of IPython", env={"HOME": "FOLDER"},
                    files={".ipython/profile_default/startup/00.py": ODD_PYTHON}),
        surrounding("IPYTHONDIR", env={"IPYTHONDIR": "FOLDER/i"},
                    files={"i/profile_default/ipython_kernel_config.py": odd_config,
                           "i/profile_default/startup/x.py": ODD_PYTHON}),
        surrounding("a configuration of IPython", env={"HOME": "FOLDER"},
                    files={".ipython/profile_default/ipython_config.py": odd_config}),
        surrounding("JUPYTER_CONFIG_DIR", env={"JUPYTER_CONFIG_DIR": "FOLDER/j"},
                    files={"j/jupyter_config.py": "c.KernelManager.transport = 'x'\n1 / 0",
                           "j/jupyter_nbclient_config.py": "c.NotebookClient.timeout = 1"}),
        surrounding("a kernel python3 that is another", env={"JUPYTER_PATH": "FOLDER/d"},
                    files={"d/kernels/python3/kernel.json": odd_spec}),
        surrounding("JUPYTER_DATA_DIR", env={"JUPYTER_DATA_DIR": "FOLDER/d"},
                    files={"d/kernels/python3/kernel.json": odd_spec}),
        surrounding("JUPYTER_RUNTIME_DIR not there", env={"JUPYTER_RUNTIME_DIR": "/proc/none"}),
        surrounding("threads of arithmetic", env={"OPENBLAS_NUM_THREADS": "1"}),
    ]  # fmt: skip


def languages() -> list[Attempt]:
    """Locales, encodings, times and terminals."""
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    return [
        surrounding("LC_ALL=C", env={"LC_ALL": "C"}),
        surrounding("LC_ALL=C, all of it ASCII", env=bare),
        surrounding("a locale that is not installed", env={"LC_ALL": "tr_TR.UTF-8"}),
        surrounding("PYTHONIOENCODING=latin-1", env={"PYTHONIOENCODING": "latin-1"}),
        surrounding("PYTHONIOENCODING=ascii:strict", env={"PYTHONIOENCODING": "ascii:strict"}),
        surrounding("ASCII, in a folder of other letters", env=bare, place="Größe été 漢字"),
        surrounding("TZ of another day", env={"TZ": "Pacific/Kiritimati"}),
        surrounding("TZ of no place", env={"TZ": "Nowhere/None"}),
        surrounding("SOURCE_DATE_EPOCH", env={"SOURCE_DATE_EPOCH": "1"}),
        surrounding("TERM=dumb, one column", env={"TERM": "dumb", "COLUMNS": "1", "LINES": "1"}),
        surrounding("FORCE_COLOR", env={"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}),
        surrounding("a terminal", python=("-c", _PTY)),
        command("LC_ALL=C, all of it ASCII", "headline", "--authority", "Kent", env=bare),
        command("latin-1", "data", "status", env={"PYTHONIOENCODING": "latin-1"}),
        command("COLUMNS=1", "data", "status", env={"COLUMNS": "1"}),
        command("warnings are errors", "headline", "--authority", "Kent",
                env={"PYTHONWARNINGS": "error"}),
        command("python -OO", "headline", "--authority", "Kent", python=("-OO", "-m", "hnb")),
    ]  # fmt: skip


# a command with a terminal for its streams
_PTY = """
import os, pty, sys
code = pty.spawn([sys.executable, "-m", "hnb", *sys.argv[1:]])
sys.exit(os.waitstatus_to_exitcode(code))
"""
_READ_ONLY = "mount --bind {0} {0} && mount -o remount,bind,ro {0}"


def _mounted(mounts: str) -> str:
    return f'exec unshare -m sh -c \'{mounts} && exec "$@"\' sh "$@"'


def folders() -> list[Attempt]:
    """Homes, temporary folders, checkouts and folders in which it is started."""
    strange = "a b 'c' \"d\" 100% $HOME {x} Größe"
    return [
        surrounding("HOME is not set", shell='unset HOME; exec "$@"'),
        surrounding("HOME is not there", env={"HOME": "/nowhere/at/all"}),
        surrounding("HOME is a file", env={"HOME": "FOLDER/f"}, files={"f": ""}),
        surrounding("HOME is read-only", env={"HOME": "FOLDER/h"}, files={"h/x": ""},
                    shell=_mounted(_READ_ONLY.format("FOLDER/h"))),
        surrounding("HOME is full", env={"HOME": "FOLDER/h"}, files={"h/x": ""},
                    shell=_mounted("mount -t tmpfs -o size=4k,nr_inodes=2 none FOLDER/h")),
        surrounding("XDG folders that are not there", env={
            "XDG_CONFIG_HOME": "/proc/none", "XDG_CACHE_HOME": "/proc/none",
            "XDG_RUNTIME_DIR": "/proc/none", "XDG_DATA_HOME": "/proc/none"}),
        surrounding("nothing is set", shell='exec env -i PYTHONPATH=CHECKOUT "$@"'),
        surrounding("TMPDIR is not there", env={"TMPDIR": "/nowhere/at/all"}),
        surrounding("TMPDIR is long", env={"TMPDIR": f"FOLDER/{'t' * 120}"},
                    prepare=lambda folder: (folder / ("t" * 120)).mkdir()),
        surrounding("TMPDIR has a strange name", env={"TMPDIR": f"FOLDER/{strange}"},
                    prepare=lambda folder: (folder / strange).mkdir()),
        surrounding("TMPDIR is full", env={"TMPDIR": "FOLDER/t"}, files={"t/x": ""},
                    shell=_mounted("mount -t tmpfs -o size=4k,nr_inodes=2 none FOLDER/t"),
                    refused=(1, "No space left")),
        surrounding("a strange name of a folder", place=strange),
        surrounding("a checkout with a strange name", prepare=_copied(strange),
                    shell=f"cd '{_quoted(f'FOLDER/{strange}')}' && PYTHONPATH=$PWD exec \"$@\""),
        surrounding("a read-only checkout", shell=_mounted(_READ_ONLY.format("CHECKOUT"))),
        surrounding("a folder that is gone", shell='mkdir FOLDER/g; cd FOLDER/g; rmdir ../g; "$@"',
                    refused=(1, "the folder in which hnb was started")),
        surrounding("umask 077", shell='umask 077; exec "$@"'),
        surrounding("umask 777", shell='umask 777; exec "$@"',
                    refused=(3, "Permissions assignment failed")),
        surrounding("random.py beside the notebook", there=True, files={"report/random.py": "1/0"}),
        surrounding("pandas.py beside the notebook", there=True, files={"report/pandas.py": "1/0"}),
        surrounding("hnb.py beside the notebook", files={"report/hnb.py": "1/0"}),
        surrounding("json.py and typst.py where it is started", there=True,
                    files={"report/json.py": "1/0", "report/typst.py": "1/0"}),
        command("pandas.py where it is started", "headline", "--authority", "Kent", there=True,
                files={"pandas.py": "1/0", "random.py": "1/0"}),
        command("HOME is not set", "data", "status", shell='unset HOME; exec "$@"'),
        command("a folder that is gone", "data", "status",
                shell='mkdir FOLDER/g; cd FOLDER/g; rmdir ../g; exec "$@"'),
        command("a read-only checkout", "headline", "--authority", "Kent",
                shell=_mounted(_READ_ONLY.format("CHECKOUT"))),
    ]  # fmt: skip


def _quoted(text: str) -> str:
    return text.replace("'", "'\\''")


def _copied(name: str) -> Callable[[Path], None]:
    """A copy of the package in a folder of that name."""

    def prepare(folder: Path) -> None:
        for part in ("hnb", "reports", "notebooks"):
            ignored = shutil.ignore_patterns("out", "__pycache__")
            shutil.copytree(CHECKOUT / part, folder / name / part, ignore=ignored)
        (folder / name / "data").symlink_to(CHECKOUT / "data")
        shutil.copy(CHECKOUT / "pyproject.toml", folder / name)

    return prepare


def limits() -> list[Attempt]:
    """Streams that are closed, handles, network, signals and priorities."""
    few = (3, "files may be open at once")
    return [
        surrounding("stdin closed", shell='exec "$@" <&-'),
        surrounding("stdout closed", shell='exec "$@" >&-'),
        surrounding("stderr closed", shell='exec "$@" 2>&-'),
        surrounding("all streams closed", shell='exec "$@" <&- >&- 2>&-'),
        surrounding("no network, not even with itself", shell='exec unshare -n "$@"'),
        surrounding("a proxy", env={"http_proxy": "http://127.0.0.1:9", "ALL_PROXY": "socks://x"}),
        surrounding("20 files", shell='ulimit -n 20; exec "$@"', refused=few),
        surrounding("32 files", shell='ulimit -n 32; exec "$@"', refused=few),
        surrounding("48 files", shell='ulimit -n 48; exec "$@"', refused=few),
        surrounding("64 files", shell='ulimit -n 64; exec "$@"', refused=few),
        surrounding("96 files", shell='ulimit -n 96; exec "$@"'),
        surrounding("32 files, of more that may be had", shell='ulimit -Sn 32; exec "$@"'),
        surrounding("a small stack", shell='ulimit -s 1024; exec "$@"'),
        surrounding("no core dumps, lowest priority", shell='ulimit -c 0; exec nice -n 19 "$@"'),
        surrounding("signals ignored", shell="trap '' INT HUP PIPE TERM; exec \"$@\""),
        surrounding("ends of children ignored", shell="trap '' CHLD; exec \"$@\""),
        command("stdout closed", "headline", "--authority", "Kent", shell='exec "$@" >&-',
                silent=True),
        command("stdin and stderr closed", "data", "status", shell='exec "$@" <&- 2>&-'),
        command("20 files", "headline", "--authority", "Kent", shell='ulimit -n 20; exec "$@"'),
        command("no network", "data", "status", shell='exec unshare -n "$@"'),
    ]  # fmt: skip


def attempts() -> list[Attempt]:
    """Surroundings of every kind."""
    return [*settings(), *languages(), *folders(), *limits()]
