"""A line on a terminal's stderr while something takes long; it is gone before anything else is printed."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AFTER = 2.0  # seconds; what takes less needs no word
_CLEAR = "\r\x1b[2K"


class _Line:
    """The line, which counts the seconds until it is taken away."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._stands = False
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        seconds = int(AFTER)
        if self._ended.wait(AFTER):
            return
        while True:
            with self._lock:
                if self._ended.is_set():
                    return
                sys.stderr.write(f"{_CLEAR}{self._what}: still at work, {seconds} s; Ctrl-C stops it")
                sys.stderr.flush()
                self._stands = True
            if self._ended.wait(1):
                return
            seconds += 1

    def end(self) -> None:
        with self._lock:
            self._ended.set()
        if self._stands:
            self._stands = False
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()


_lines: list[_Line] = []


@contextmanager
def shown(what: str) -> Iterator[None]:
    """Say on a terminal that `what` is still at work, until it is done or prints something."""
    if sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        _lines.append(_Line(what))
    try:
        yield
    finally:
        done()


def done() -> None:
    """Take the line away, before something is printed."""
    while _lines:
        _lines.pop().end()
