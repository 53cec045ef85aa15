"""Handbooks that `remit init` begins, for tests."""

from __future__ import annotations

from pathlib import Path

from running import remit


def begun(tmp_path: Path, *more: str, name: str = "Acme") -> Path:
    """A new handbook in a folder, by the command."""
    folder = tmp_path / "acme"
    done = remit("init", folder, "--name", name, *more)
    assert done.exit_code == 0, done.output
    return folder


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
