"""Commits as one stream for `git fast-import`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from demo.edits import State
from demo.history import Commit

DOMAIN = "northlake.example"
NAMES = {
    "coo": "COO",
    "cs-ops-lead": "CS Ops lead",
    "fp-and-a-lead": "FP&A lead",
    "head-of-it-data": "Head of IT and data",
    "head-of-revops": "Head of RevOps",
    "marketing-ops-lead": "Marketing Ops lead",
    "revops-analytics-lead": "RevOps analytics lead",
    "sales-ops-lead": "Sales Ops lead",
    "vp-sales": "VP Sales",
}


def stream(commits: Sequence[Commit], branch: str = "main") -> bytes:
    """The whole history on one branch; side branches hang on their merges alone."""
    parts = [b"feature done\n"]
    for number, commit in enumerate(commits, start=1):
        message = commit.message.encode(commit.encoding)
        who = f"{NAMES[commit.who]} <{commit.who}@{DOMAIN}> {int(commit.when.timestamp())} {commit.when:%z}"
        lines = [f"commit refs/heads/{branch}", f"mark :{number}", f"author {who}", f"committer {who}"]
        if commit.encoding != "UTF-8":
            lines.append(f"encoding {commit.encoding}")
        parts += ["\n".join(lines).encode(), b"\n", _data(message)]
        links = zip(("from", "merge"), commit.parents, strict=False)
        parts += [f"{link} :{parent + 1}\n".encode() for link, parent in links]
        parts += _changes(commits[commit.parents[0]].files if commit.parents else {}, commit.files)
    return b"".join([*parts, b"done\n"])


def _changes(before: State, after: State) -> Iterator[bytes]:
    for path in sorted({*before, *after}):
        if path not in after:
            yield f"D {path}\n".encode()
        elif before.get(path) != after[path]:
            yield f"M 100644 inline {path}\n".encode() + _data(after[path].encode())


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)
