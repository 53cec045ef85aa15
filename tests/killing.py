"""A program that is killed while it writes, for tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


class Killed(BaseException):
    """Stands for a signal: nothing of ours may catch it."""


def kill(patched: pytest.MonkeyPatch, left: list[int]) -> None:
    """Raise at one of the calls by which files are written: before it is made."""

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return real(*args, **options)

        return call

    targets: tuple[tuple[Any, str], ...] = (
        (os, "link"),
        (os, "fdopen"),
        (Path, "replace"),
        (Path, "unlink"),
    )
    for owner, name in targets:
        patched.setattr(owner, name, dying(getattr(owner, name)))


def everything(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }
