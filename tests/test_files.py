"""A file is written whole or not at all, and over nothing unless that is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from remit import files
from remit.diagnostics import RemitError


def test_a_file_that_came_in_between_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("theirs", encoding="utf-8")
    with pytest.raises(RemitError, match=r"x\.yaml exists already; nothing was written"):
        files.create(path, "ours")
    assert [each.name for each in tmp_path.iterdir()] == ["x.yaml"]
    assert path.read_text(encoding="utf-8") == "theirs"


def test_a_file_that_can_be_read_by_others_is_made(tmp_path: Path) -> None:
    files.create(tmp_path / "deep" / "x.yaml", "a: b\n")
    assert [each.name for each in (tmp_path / "deep").iterdir()] == ["x.yaml"]
    assert (tmp_path / "deep" / "x.yaml").stat().st_mode & 0o777 == 0o644


def test_what_is_replaced_keeps_its_rights_and_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "x.yaml", tmp_path / "link.yaml"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)
    link.symlink_to(path)
    files.replace(link, "new")
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == "new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert {each.name for each in tmp_path.iterdir()} == {"x.yaml", "link.yaml"}


def test_where_nothing_can_be_written_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(RemitError, match="cannot write folder"):
        files.replace(tmp_path / "folder", "text")
    with pytest.raises(RemitError, match="cannot write below"):
        files.replace(tmp_path / "loop" / "below", "text")
    assert {each.name for each in tmp_path.iterdir()} == {"folder", "loop"}
