"""What a command writes and whom it talks to, by strace: files opened for writing, made, moved or
linked, and addresses that are not this machine.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(?P<name>\w+)\((?P<rest>.*)$")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_FOLDER = re.compile(r"AT_FDCWD<([^>]*)>|^\d+<([^>]*)>")
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")
_OPENS = ("open", "openat", "openat2", "creat")
# of these the last path is the one that is made
_MAKES = ("mkdir", "mkdirat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat",
          "mknod", "mknodat", "truncate")  # fmt: skip
_TALKS = ("connect", "bind", "sendto", "sendmsg")
_ADDRESS = re.compile(r'sin_addr=inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
_HERE = ("127.", "::1", "0.0.0.0", "::")


@dataclass(frozen=True)
class Traced:
    """What became of a command: its exit code and words, what it wrote, and whom it talked to."""

    code: int
    printed: str
    written: frozenset[Path]
    addresses: frozenset[str]

    def outside(self, folders: Sequence[Path]) -> set[Path]:
        """What was written that is in none of some folders, on the way to none, and no device."""
        inside = [folder.resolve() for folder in (*folders, Path("/dev"), Path("/proc"))]
        above = {folder for top in inside for folder in top.parents}
        return {
            file
            for file in self.written - above
            if not any(file.is_relative_to(top) for top in inside)
        }


def traced(command: Sequence[str], log: Path, cwd: Path, env: Mapping[str, str]) -> Traced:
    """Run a command with every process that it starts under strace."""
    # with --seccomp-bpf other calls than these go on unstopped, which is most of the time
    strace = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-y",
        "-s",
        "4096",
        "-e",
        "trace=%file,%network",
        "-o",
        str(log),
    ]
    run = subprocess.run(
        [*strace, *command], cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True
    )
    written, addresses = set(), set()
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            call = _CALL.match(line)
            if call and " = -1 E" not in line:
                written |= _written(call["name"], call["rest"], cwd)
            if call and call["name"] in _TALKS:  # an attempt counts
                addresses |= _elsewhere(call["rest"])
    return Traced(run.returncode, run.stdout + run.stderr, frozenset(written), frozenset(addresses))


def _written(name: str, rest: str, cwd: Path) -> set[Path]:
    texts = _TEXT.findall(rest)
    is_write = name in _MAKES or (name in _OPENS and (_WRITES.search(rest) or name == "creat"))
    if not texts or not is_write:
        return set()
    folder = _FOLDER.search(rest)
    base = Path((folder[1] or folder[2]) if folder else cwd)
    return {Path(os.path.normpath(base / texts[-1].encode().decode("unicode_escape")))}


def _elsewhere(rest: str) -> set[str]:
    addresses = {first or second for first, second in _ADDRESS.findall(rest)}
    return {address for address in addresses if not address.startswith(_HERE)}
