"""The command beside a terminal: checks that go on, progress, and Ctrl-C at any moment."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from remit.cli import progress, watching
from remit.diagnostics import RemitError
from remit.files import replace

TERMS = "a: {name: A, summary: S.}\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "terms.yaml").write_text(TERMS, encoding="utf-8")
    return tmp_path


@contextmanager
def watched(book: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`remit check --watch` in a process of its own; it is gone afterwards."""
    # What a shell starts in the background ignores Ctrl-C, and so would all that is started from there.
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "remit", "check", "--watch", "--format", "line", *arguments],
        cwd=book, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )  # fmt: skip
    signal.signal(signal.SIGINT, ignored)
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)
        if process.stdout:
            process.stdout.close()


def until(process: subprocess.Popen[str], words: str) -> str:
    """What it prints up to a line with these words."""
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if words in line:
            return "".join(said)
    raise AssertionError("".join(said))


def test_a_watched_handbook_is_checked_again_at_every_change_and_ctrl_c_ends_it_quietly(book: Path) -> None:
    terms = book / "governance" / "terms.yaml"
    with watched(book) as process:
        assert "error" not in until(process, "waiting for changes")
        replace(terms, "a: {nme: A, summary: S.}\n")
        assert "terms.yaml:1:5: error unknown-property" in until(process, "waiting for changes")
        (book / "governance").rename(book / "elsewhere")
        assert "could not do this: `governance/` does not exist" in until(process, "waiting for changes")
        (book / "elsewhere").rename(book / "governance")
        replace(terms, TERMS)
        assert "error" not in until(process, "waiting for changes")
        process.send_signal(signal.SIGINT)
        assert process.stdout
        rest = process.stdout.read()
        assert process.wait(30) == 0
        assert "Traceback" not in rest


def test_the_code_of_a_watched_check_is_that_of_the_last(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("remit.cli.watching.time.sleep", pressed)
    assert watching.repeated(book, lambda: 1) == 1

    def cannot() -> int:
        raise RemitError("no")

    assert watching.repeated(book, cannot) == 2


def test_a_change_of_any_file_is_seen(book: Path) -> None:
    seen = [watching.stamps(book)]
    (book / "governance" / "roles").mkdir()
    for path in ("governance/roles/cfo.yaml", "schemas/own.schema.json"):
        (book / path).parent.mkdir(exist_ok=True)
        (book / path).write_text("{}", encoding="utf-8")
        seen.append(watching.stamps(book))
    os.utime(book / "governance" / "terms.yaml", (1, 1))
    seen.append(watching.stamps(book))
    (book / "governance" / "terms.yaml").unlink()
    seen.append(watching.stamps(book))
    assert all(before != after for before, after in pairwise(seen))


# -- Ctrl-C --------------------------------------------------------------------

INTERRUPTED = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Finder())
sys.argv = ["remit", "check"]
from remit.cli import run
run()
"""


@pytest.mark.parametrize(
    "module", ["click", "remit.cli.output", "remit.cli.checks", "remit.checking", "yaml"]
)
def test_ctrl_c_while_something_is_imported_leaves_no_traceback(module: str, book: Path) -> None:
    anchored = book / "governance" / "terms" / "anchored.yaml"  # no plain lines
    anchored.parent.mkdir(exist_ok=True)
    anchored.write_text("name: &word Word\nsummary: *word\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(module=module)],
        cwd=book,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "remit: interrupted before it was done\n"


# -- progress --------------------------------------------------------------------


class Terminal:
    """A stderr that says it is a terminal, and keeps what is written."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.said.append(text)

    def flush(self) -> None:
        pass


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal()
    monkeypatch.setattr(progress, "AFTER", 0.01)
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=made))
    monkeypatch.setenv("TERM", "xterm")
    return made


def waited(for_this: Callable[[], object]) -> None:
    for _ in range(500):
        if for_this():
            return
        time.sleep(0.01)
    raise AssertionError("nothing came")


def test_what_takes_long_says_so_on_a_terminal_and_takes_it_back(terminal: Terminal) -> None:
    with progress.shown("remit check"):
        waited(lambda: terminal.said)
        assert re.search(r"remit check: still at work, \d+ s; Ctrl-C stops it", terminal.said[0])
        progress.done()
        assert terminal.said[-1] == "\r\x1b[2K"
        count = len(terminal.said)
    assert len(terminal.said) == count


def test_what_is_quick_says_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "AFTER", 60.0)
    with progress.shown("remit check"):
        pass
    assert terminal.said == []


@pytest.mark.parametrize("spoil", ["not a terminal", "dumb"])
def test_a_log_gets_no_progress(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, spoil: str) -> None:
    if spoil == "dumb":
        monkeypatch.setenv("TERM", "dumb")
    else:
        monkeypatch.setattr(terminal, "isatty", lambda: False)
    with progress.shown("remit check"):
        time.sleep(0.1)
    assert terminal.said == []
