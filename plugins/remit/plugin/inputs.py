"""What a site is made from, as it lies on the disk: what the preview compares to see what an edit changed."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig

from remit.frozen import dataclass
from remit.reading import FOLDER

# Of a file that was written less than this before it was looked at, in nanoseconds, the times may stay what
# they are when it is written again: the clocks of file systems tick in steps of up to two seconds.
_TICK: Final = 2_000_000_000
# Where no program can set the time of the last change, as anybody can that of the last writing.
_TIMES_ARE_TRUE: Final = sys.platform != "win32"
Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a site is made from: definitions by content, all other files by time and size, and the day.

    `stamps` are those of definitions that nobody can have written since without another stamp.
    """

    definitions: Mapping[str, bytes]
    others: Mapping[str, Stamp]
    day: str
    stamps: Mapping[str, Stamp] = field(default_factory=dict, compare=False)

    def untouched(self, before: Inputs | None) -> Iterator[str]:
        """The definitions that nobody has written since an earlier look."""
        were = before.stamps if before else {}
        return (path for path, stamp in self.stamps.items() if were.get(path) == stamp)


def looked_at(
    config: MkDocsConfig, root: Path, day: str, *, watched: Iterable[str] = (), before: Inputs | None = None
) -> Inputs:
    """What the site of a configuration is made from now; `root` is where `governance/` lies.

    `watched` are files and folders beside those that the configuration names. What was not written since
    the look `before` is not read again.
    """
    definitions, stamps, began = {}, {}, time.time_ns()
    were = before.stamps if before else {}
    for path in _files([str(root / FOLDER)]):
        with suppress(OSError):  # a link that leads nowhere: reading says so
            about = os.stat(path)  # noqa: PTH116
            stamp = (about.st_ctime_ns, *_stamp(about))
            if _TIMES_ARE_TRUE and about.st_ctime_ns < began - _TICK:
                stamps[path] = stamp
            if before and were.get(path) == stamp:
                definitions[path] = before.definitions[path]
            else:
                definitions[path] = hashlib.sha256(Path(path).read_bytes()).digest()
    custom, file = config.theme.custom_dir, config.config_file_path
    tops = {
        config.docs_dir,
        *config.watch,
        *watched,
        *([custom] if custom else ()),
        *([file] if file else ()),
    }
    others = {}
    for path in _files(sorted({os.path.realpath(top) for top in tops} - {str(root / FOLDER)})):
        with suppress(OSError):
            others[path] = _stamp(os.stat(path))  # noqa: PTH116
    return Inputs(definitions, others, day, stamps)


def _stamp(about: os.stat_result) -> Stamp:
    return about.st_mtime_ns, about.st_size, about.st_ino


def _files(tops: Iterable[str]) -> Iterator[str]:
    for top in tops:
        if os.path.isfile(top):  # noqa: PTH113
            yield top
        for folder, _, names in os.walk(top, followlinks=True):
            yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118
