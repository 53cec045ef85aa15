"""Templates as Python code, compiled once: for all sites of a process, and for later ones."""

# Compiling all of them takes as long as building a small site. So they are kept as Python keeps its own
# modules: in `__pycache__` beside their sources, never in a cache that anybody names or in the tree that is
# checked, for what is read back is run. A file that is damaged, of another version or of another source is
# not believed; where nothing can be written, or Python is told to write nothing, they are compiled anew.

from __future__ import annotations

import functools
import hashlib
import importlib.util
import marshal
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import CodeType

import jinja2
import jinja2.bccache

FOLDER = "__pycache__"
_DIGEST = hashlib.sha256().digest_size
# Of an environment, what its compiler and its lexer look at.
_SETTINGS = (
    "autoescape", "optimized", "undefined", "finalize", "policies", "trim_blocks", "lstrip_blocks",
    "keep_trailing_newline", "newline_sequence", "line_statement_prefix", "line_comment_prefix",
    "block_start_string", "block_end_string", "variable_start_string", "variable_end_string",
    "comment_start_string", "comment_end_string", "is_async", "sandboxed",
)  # fmt: skip


class Compiled(jinja2.BytecodeCache):
    """Templates, compiled, kept beside those of a folder; for environments that are all set up alike.

    `stamp` is what the code of a template depends on beside its source.
    """

    def __init__(self, templates: Path, stamp: bytes) -> None:
        self.folder = templates / FOLDER
        self.stamp = stamp
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


@functools.lru_cache(maxsize=4)
def shared(templates: Path, stamp: bytes) -> Compiled:
    """The one of a process for a folder and a stamp."""
    return Compiled(templates, stamp)


def stamp_of(room: Path) -> bytes:
    """What templates of ours depend on beside their sources: Python, Jinja, and how a room sets it up.

    While it compiles, Jinja asks filters what they take and calls some of them.
    """
    return _stamp(_dated(module) for module in sorted(room.glob("*.py")))


def stamp_of_theme(environment: jinja2.Environment) -> bytes | None:
    """What templates of a theme depend on beside their sources; None where nobody can tell.

    Other plugins may have given filters to the environment, tests, or extensions.
    """
    functions = [*environment.filters.items(), *environment.tests.items()]
    makers = [*(each for _, each in functions), *map(type, environment.extensions.values())]
    if callable(environment.autoescape) or type(environment) is not jinja2.Environment:
        return None
    modules = {str(getattr(each, "__module__", "")) for each in makers}
    files = (getattr(sys.modules.get(module), "__file__", None) for module in modules)
    takes = [
        f"{name} {getattr(each, '__qualname__', type(each))} {getattr(each, 'jinja_pass_arg', '')}"
        for name, each in functions
    ]
    settings = [repr(getattr(environment, name)) for name in _SETTINGS]
    return _stamp(
        sorted([*takes, *environment.extensions, *(_dated(Path(file)) for file in files if file)]) + settings
    )


def _stamp(about: Iterable[str]) -> bytes:
    told = [importlib.util.MAGIC_NUMBER.hex(), jinja2.__version__, *about]
    return hashlib.sha256("\0".join(told).encode()).digest()


def _dated(module: Path) -> str:
    about = module.stat()
    return f"{module.name} {about.st_mtime_ns} {about.st_size}"
