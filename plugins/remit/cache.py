"""What was worked out once from content that cannot change: safe to delete, never needed."""

# A key holds everything that its value depends on, so nothing here can be
# stale. Whatever goes wrong with the file costs time and nothing else.

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

FILE = "versions.sqlite"
MAX_BYTES = 256 << 20
CHUNK = 500


def place() -> Path | None:
    """The folder of the cache: `REMIT_CACHE`, else the user's; None when `REMIT_CACHE` is empty."""
    said = os.environ.get("REMIT_CACHE")
    if said is not None:
        return Path(said) if said else None
    import platformdirs

    return Path(platformdirs.user_cache_dir("remit", appauthor=False))


def fetch(keys: Iterable[str]) -> dict[str, str]:
    """The values that are known of some keys."""
    found: dict[str, str] = {}
    with _opened() as base:
        if base is None:
            return found
        wanted = list(keys)
        for start in range(0, len(wanted), CHUNK):
            some = wanted[start : start + CHUNK]
            marks = ",".join("?" * len(some))
            found.update(base.execute(f"SELECT key, value FROM kept WHERE key IN ({marks})", some))
    return found


def keep(values: Mapping[str, str]) -> None:
    """Remember values; silently not, when that is impossible."""
    with _opened() as base:
        if base is not None and values:
            base.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", values.items())
            base.commit()


@contextmanager
def _opened() -> Iterator[sqlite3.Connection | None]:
    """The base, or None; a broken file is thrown away."""
    folder = place()
    if folder is None:
        yield None
        return
    path = folder / FILE
    base = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MAX_BYTES:
            path.unlink()
        base = sqlite3.connect(path, timeout=5)
        base.execute(f"PRAGMA mmap_size={MAX_BYTES}")
        base.execute("PRAGMA synchronous=OFF")  # a power cut costs time, and nothing else
        base.execute("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
    except (OSError, sqlite3.Error) as problem:
        _close(base, path, problem)
        base = None
    try:
        yield base
    except sqlite3.Error as problem:  # what is not kept is worked out anew
        _close(base, path, problem)
    else:
        _close(base, path)


def _close(base: sqlite3.Connection | None, path: Path, problem: Exception | None = None) -> None:
    """Close the base; throw the file away when it is broken, not when it is only locked or full."""
    if base is not None:
        base.close()
    if isinstance(problem, sqlite3.DatabaseError) and not isinstance(problem, sqlite3.OperationalError):
        with suppress(OSError):
            path.unlink(missing_ok=True)
