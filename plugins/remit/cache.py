"""What was worked out once from content that cannot change: safe to delete, never needed."""

# A key holds everything that its value depends on, so nothing here can be stale. Each value is a
# file that begins with a digest of key and value: one that is damaged, or not ours, is thrown away
# and worked out anew. Whatever goes wrong costs time and nothing else.

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from remit.diagnostics import RemitError

SUFFIX = ".remit-kept"
MOST = 20  # files; the oldest go


def place() -> Path | None:
    """The folder of the cache: `REMIT_CACHE`, else the user's; None when `REMIT_CACHE` is empty."""
    said = os.environ.get("REMIT_CACHE")
    if said is not None:
        return Path(said) if said else None
    import platformdirs

    return Path(platformdirs.user_cache_dir("remit", appauthor=False))


def fetch(key: str, folder: Path | None = None) -> str | None:
    """The value that was kept under a key; None when there is none, or none that can be believed.

    `folder` is a place of its own, instead of the cache.
    """
    path = _file(key, folder)
    if path is None:
        return None
    with suppress(OSError):
        digest, _, value = path.read_bytes().partition(b"\n")
        if digest.decode("ascii", "replace") == _digest(key, value):
            return value.decode()
        path.unlink()
    return None


def keep(key: str, value: str, folder: Path | None = None) -> None:
    """Remember the value of a key; silently not, when that is impossible."""
    from remit import files  # whoever only fetches is spared the import

    path = _file(key, folder)
    if path is None:
        return
    with suppress(RemitError, OSError):
        files.replace(path, f"{_digest(key, value.encode())}\n{value}")
        others = [other for other in path.parent.glob(f"*{SUFFIX}") if other != path]
        for old in sorted(others, key=_changed, reverse=True)[MOST - 1 :]:
            old.unlink()


def _file(key: str, folder: Path | None) -> Path | None:
    folder = folder or place()
    return folder / f"{_digest(key)[:32]}{SUFFIX}" if folder is not None else None


def _digest(key: str, value: bytes = b"") -> str:
    return hashlib.sha256(key.encode() + b"\n" + value).hexdigest()


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns
