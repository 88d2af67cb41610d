"""Where a command prints: streams that are open, that no text can give orders to, and whose end is
survived; and signals that stop a command.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from io import TextIOBase
from types import FrameType
from typing import TextIO

from hnb.domain.words import printable

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP


class Stopped(KeyboardInterrupt):
    """A signal that asks a command to stop; `number` says which."""

    def __init__(self, number: int):
        super().__init__()
        self.number = number


class _Harmless(TextIOBase):
    """A stream whose text is harmless.

    What `may_be_lost` is dropped, without a word, where the stream is full or its reader gone.
    """

    def __init__(self, stream: TextIO, *, may_be_lost: bool):
        self._stream, self._may_be_lost = stream, may_be_lost
        self.broken = False

    def write(self, text: str) -> int:
        """Write a text."""
        # a bar of progress goes back to the beginning of its line
        with self._survived():
            self._stream.write(printable(text, but="\r" if self._may_be_lost else ""))
        return len(text)

    def flush(self) -> None:
        """Write what waits."""
        with self._survived():
            self._stream.flush()

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The number by which the system knows the stream."""
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """How it is encoded."""
        return self._stream.encoding

    @contextmanager
    def _survived(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self.broken = True
            if not self._may_be_lost:
                raise
            close_quietly(self._stream)


def close_quietly(stream: TextIO | TextIOBase) -> None:
    """Let nothing more come of a stream: else the interpreter's last flush complains."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def terminal() -> Iterator[None]:
    """Streams that a command can print to, and signals that it can be stopped by."""
    _open_closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # a Windows console may be cp1252
            stream.reconfigure(encoding="utf-8", errors="replace")
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(_Harmless(sys.stdout, may_be_lost=False)))
        stack.enter_context(redirect_stderr(_Harmless(sys.stderr, may_be_lost=True)))
        stack.enter_context(_stoppable())
        yield


def _open_closed() -> None:
    """Open what a service started us without: a file that is opened next would get its number, and
    a kernel could not be started.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            os.set_inheritable(number, True)
            setattr(sys, name, open(number, "w" if number else "r", closefd=False))  # noqa: SIM115


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM and SIGHUP stop a command as Ctrl-C does; once it is stopping it is left in peace to
    end its kernels and to tidy up.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = (signal.SIG_DFL, signal.default_int_handler)
    known = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    # what is ignored, as under nohup, stays so
    before = {number: signal.getsignal(number) for number in known}
    ours = [number for number, handler in before.items() if handler in usual]

    def stop(number: int, frame: FrameType | None) -> None:
        for other in ours:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(number)

    try:
        for number in ours:
            signal.signal(number, stop)
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])
