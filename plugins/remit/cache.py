"""What was worked out once from content that cannot change: safe to delete, never needed."""

# A key holds everything that its value depends on, so nothing here can be stale. Each value is a
# file that ends with a digest of key and value: one that is damaged, or not ours, is thrown away
# and worked out anew. Whatever goes wrong costs time and nothing else.

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from remit.diagnostics import RemitError

SUFFIX = ".remit-kept"
MOST = 20  # files; the oldest go
_DIGEST = hashlib.sha256().digest_size


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
        content = path.read_bytes()
        value = memoryview(content)[:-_DIGEST]
        if content[-_DIGEST:] == _begun(key, value).digest():
            return str(value, "utf-8")
        path.unlink()
    return None


def keep(key: str, value: Iterable[str], folder: Path | None = None) -> None:
    """Remember the value of a key, given in pieces; silently not, when that is impossible."""
    from remit import files  # whoever only fetches is spared the import

    path = _file(key, folder)
    if path is None:
        return
    with suppress(RemitError, OSError):
        files.replace(path, _sealed(key, value))
        others = [other for other in path.parent.glob(f"*{SUFFIX}") if other != path]
        for old in sorted(others, key=_changed, reverse=True)[MOST - 1 :]:
            old.unlink()


def _file(key: str, folder: Path | None) -> Path | None:
    folder = folder or place()
    return folder / f"{_begun(key).hexdigest()[:32]}{SUFFIX}" if folder is not None else None


def _sealed(key: str, value: Iterable[str]) -> Iterator[bytes]:
    """What a file holds: the value, and the digest of key and value."""
    digest = _begun(key)
    for piece in value:
        content = piece.encode()
        digest.update(content)
        yield content
    yield digest.digest()


def _begun(key: str, value: bytes | memoryview = b"") -> hashlib._Hash:
    """The digest of a key and as much of its value."""
    digest = hashlib.sha256(key.encode() + b"\n")
    digest.update(value)
    return digest


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns
