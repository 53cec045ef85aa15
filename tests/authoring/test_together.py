"""Two edit one handbook at the same time: the second waits, or says so; who is killed holds nobody up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from depth import DEEP
from remit.authoring.edits import together
from remit.diagnostics import RemitError
from remit.reading import open_handbook
from repositories import term

HOLDER = """
import sys
from pathlib import Path
from remit.authoring.edits import together
with together.alone(Path(sys.argv[1]), lambda: None):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    (tmp_path / "governance" / "terms").mkdir(parents=True)
    (tmp_path / "governance" / "terms" / "win.yaml").write_text(term("Win"), encoding="utf-8")
    return tmp_path


@contextmanager
def somebody_editing(handbook: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that edits the handbook until its input ends."""
    command = [sys.executable, "-c", HOLDER, str(handbook)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield other
        finally:
            other.kill()


def begun(*words: str, handbook: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "remit", *words, "-C", str(handbook)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_second_says_that_it_waits_and_goes_on_when_the_first_is_done(handbook: Path) -> None:
    with (
        somebody_editing(handbook) as other,
        begun("set", "term:win", "name", "Won", handbook=handbook) as second,
    ):
        assert second.stderr is not None
        assert second.stdout is not None
        said = second.stderr.readline()
        assert said == "remit: another command is editing this handbook; waiting for it\n"
        assert second.poll() is None
        assert other.stdin is not None
        other.stdin.close()
        assert second.stdout.read() == "governance/terms/win.yaml\n"
        assert second.wait() == 0
    won = open_handbook(handbook).get("term", "win")
    assert won is not None
    assert won.name == "Won"


def test_who_has_waited_long_enough_is_refused_and_nothing_is_left_behind(handbook: Path) -> None:
    before = sorted(handbook.rglob("*"))
    started = time.monotonic()
    with (
        somebody_editing(handbook),
        pytest.raises(RemitError, match="another command is editing this handbook"),
        together.alone(handbook, lambda: None, wait=0.3),
    ):
        pytest.fail("two edit at once")
    assert time.monotonic() - started >= 0.3
    assert sorted(handbook.rglob("*")) == before


def test_who_was_killed_holds_nobody_up(handbook: Path) -> None:
    with somebody_editing(handbook) as other:
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
        waited: list[str] = []
        with together.alone(handbook, lambda: waited.append("waited"), wait=5):
            assert waited == []


def test_of_many_edits_at_once_none_is_lost(handbook: Path) -> None:
    wanted = [f"name {number}" for number in range(12 if DEEP else 3)]
    running = [begun("set", "term:win", "aliases", each, "--add", handbook=handbook) for each in wanted]
    for each in running:
        _, said = each.communicate()
        assert each.returncode == 0, said
    found = open_handbook(handbook).get("term", "win")
    assert found is not None
    assert sorted(found.data["aliases"]) == sorted(wanted)


def test_what_is_no_folder_is_left_to_whoever_reads_it(tmp_path: Path) -> None:
    with together.alone(tmp_path, lambda: None), pytest.raises(RemitError):
        open_handbook(tmp_path)
