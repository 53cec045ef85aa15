"""Templates as Python code, compiled once: for all sites of a process, and for later ones."""

# Compiling all of them takes as long as building a small site. So they are kept as Python keeps its own
# modules: in `__pycache__` beside their sources, never in a cache that anybody names or in the tree that is
# checked, for what is read back is run. A file that is damaged, of another version or of another source is
# not believed; where nothing can be written, or Python is told to write nothing, they are compiled anew.

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import CodeType

import jinja2
import jinja2.bccache

FOLDER = "__pycache__"
_DIGEST = hashlib.sha256().digest_size


class Compiled(jinja2.BytecodeCache):
    """The templates of a folder, compiled; for environments that are all set up alike, by one room."""

    def __init__(self, templates: Path, room: Path) -> None:
        self.folder = templates / FOLDER
        self.stamp = stamp_of(room)
        self._known: dict[tuple[str, str], CodeType] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name of the file, without its ending; that of the template says which it is."""
        del filename
        return name.replace("/", ".")

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Give what was compiled of the same source."""
        bucket.code = self._known.get((bucket.key, bucket.checksum)) or self._read(bucket)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is None:
            return
        self._known[bucket.key, bucket.checksum] = bucket.code
        if not sys.dont_write_bytecode:
            code = marshal.dumps(bucket.code)
            path = self._path(bucket)
            beside = path.with_suffix(f".{os.getpid()}")
            with suppress(OSError):  # whoever may not write here compiles the next time, too
                self.folder.mkdir(exist_ok=True)
                beside.write_bytes(self._digest(bucket, code) + code)
                beside.replace(path)

    def _read(self, bucket: jinja2.bccache.Bucket) -> CodeType | None:
        with suppress(OSError, ValueError, EOFError, TypeError):
            content = self._path(bucket).read_bytes()
            if content[:_DIGEST] == self._digest(bucket, content[_DIGEST:]):
                code: CodeType = marshal.loads(content[_DIGEST:])
                self._known[bucket.key, bucket.checksum] = code
                return code
        return None

    def _path(self, bucket: jinja2.bccache.Bucket) -> Path:
        return self.folder / f"{bucket.key}.{sys.implementation.cache_tag}.compiled"

    def _digest(self, bucket: jinja2.bccache.Bucket, code: bytes) -> bytes:
        return hashlib.sha256(self.stamp + bucket.checksum.encode() + code).digest()


def stamp_of(room: Path) -> bytes:
    """What compiled templates depend on beside their sources: Python, Jinja, and how a room sets it up.

    While it compiles, Jinja asks filters what they take and calls some of them.
    """
    told = [importlib.util.MAGIC_NUMBER.hex(), jinja2.__version__]
    for module in sorted(room.glob("*.py")):
        about = module.stat()
        told.append(f"{module.name} {about.st_mtime_ns} {about.st_size}")
    return hashlib.sha256("\0".join(told).encode()).digest()
