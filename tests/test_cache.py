"""What is kept is what was handed in, or nothing: never another's, half of it, or a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from remit import cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REMIT_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_what_is_kept_is_fetched_by_its_own_key_alone(folder: Path) -> None:
    cache.keep("one", ["é\n", "first\n"])
    cache.keep("other", [])
    assert cache.fetch("one") == "é\nfirst\n"
    assert cache.fetch("other") == ""
    assert cache.fetch("none") is None
    cache.keep("one", ["anew"])
    assert cache.fetch("one") == "anew"
    assert len([*folder.iterdir()]) == 2


def test_a_file_of_another_key_is_not_believed(folder: Path) -> None:
    cache.keep("one", ["first"])
    (file,) = folder.iterdir()
    cache.keep("other", ["second"])
    (other,) = set(folder.iterdir()) - {file}
    file.replace(other)
    assert cache.fetch("other") is None
    assert not other.exists()


@given(st.integers(0, 39), st.binary(max_size=3), st.integers(0, 3))
@example(7, b"", 1)
@example(39, b"\n", 0)
def test_a_damaged_file_is_thrown_away(
    tmp_path_factory: pytest.TempPathFactory, at: int, instead: bytes, length: int
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REMIT_CACHE", str(folder))
        cache.keep("key", ["a ", "value"])
        (file,) = folder.iterdir()
        whole = file.read_bytes()
        damaged = whole[:at] + instead + whole[at + length :]
        file.write_bytes(damaged)
        assert cache.fetch("key") == ("a value" if damaged == whole else None)
        assert file.exists() == (damaged == whole)


def test_the_oldest_files_go_and_what_is_not_of_the_cache_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST", 3)
    folder.mkdir()
    (folder / "mine.txt").write_text("stays", encoding="utf-8")
    for number in range(9):
        cache.keep(str(number), ["x"])
    assert len([*folder.iterdir()]) == 4
    assert cache.fetch("8") == "x"
    assert (folder / "mine.txt").read_text(encoding="utf-8") == "stays"


def test_whoever_reads_while_others_write_sees_a_whole_value_or_none(folder: Path) -> None:
    write = (
        "import sys; from remit import cache\nfor _ in range(60): cache.keep('key', [sys.argv[1] * 50_000])"
    )
    writers = [subprocess.Popen([sys.executable, "-c", write, letter]) for letter in "ab"]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        value = cache.fetch("key")
        seen.add(value and (value[0], len(value)))
    assert [writer.returncode for writer in writers] == [0, 0]
    assert seen <= {None, ("a", 50_000), ("b", 50_000)}
    assert None not in {cache.fetch("key")}
