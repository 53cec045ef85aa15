"""Faults put into two whole handbooks: the edits, what the check must say, and where."""

# tests/cases/planted/<topic>.yaml: each fault with its code, and with edits for the starter and for `hire`, a
# company of another trade. What a rule finds in the starter it must find under other ids and words, too.

from __future__ import annotations

import functools
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from building import CASES, ROOT
from remit.checking import Checked, check
from remit.source import read
from remit.tree import Memory, Overlay

FOLDER = CASES / "planted"
HANDBOOKS: Mapping[str, Path] = {"starter": ROOT, "hire": FOLDER / "hire"}
DAY = "2026-11-20"  # nothing in either handbook is late on it
Texts = dict[str, str]  # path below the root → text


@dataclass(frozen=True)
class Fault:
    """A fault as it is planted into one handbook.

    The finding stands in `file` on the line where `at` begins. `at` stands there once; or it is the first
    after `below`, which stands there once. `also` are codes of what the same fault shows elsewhere. `mends`
    are the edits that the message asks for, where these are not the planted ones taken back.
    """

    name: str
    topic: str
    code: str
    handbook: str
    edits: Sequence[Mapping[str, str]]
    at: str
    file: str
    below: str = ""
    also: Sequence[str] = ()
    mends: Sequence[Mapping[str, str]] = ()

    def __str__(self) -> str:
        return f"{self.handbook}-{self.name}"

    @property
    def texts(self) -> Texts:
        """The files that the fault changes, as they are then."""
        return edited(self.handbook, self.edits)

    @property
    def mended(self) -> Texts:
        """The same, once somebody has done what the message says."""
        return edited(self.handbook, [*self.edits, *self.mends])

    def line_in(self, text: str) -> int:
        """The line, from 1, on which the finding must stand."""
        anchor = self.below or self.at
        count = text.count(anchor)
        assert count == 1, (
            f"{anchor!r} stands in {self.file} {count} times: name more of it, or a text `below` which it is"
        )
        first = self.at.strip().splitlines()[0]
        place = text.find(first, text.index(anchor) + (len(anchor.rstrip()) if self.below else 0))
        assert place >= 0, f"{first!r} is not in {self.file}"
        return text.count("\n", 0, place) + 1


def edited(handbook: str, edits: Sequence[Mapping[str, str]]) -> Texts:
    """The files that edits change.

    Of an edit, `was` stands in its file once and becomes `now`, or nothing; `adds` comes at the file's end;
    of `drops` every match is taken out, in all files that the name fits, as in `stages/*.yaml`.
    """
    texts: Texts = {}
    for edit, path in [(each, path) for each in edits for path in _files(handbook, each["file"])]:
        text = texts.get(path) or text_of(handbook, path)
        if "was" in edit:
            count = text.count(edit["was"])
            assert count == 1, f"{path}: {edit['was']!r} stands there {count} times"
            text = text.replace(edit["was"], edit.get("now", ""))
        if "drops" in edit:
            text = re.sub(edit["drops"], "", text, flags=re.MULTILINE)
        texts[path] = text + edit.get("adds", "")
    return texts


def _files(handbook: str, name: str) -> list[str]:
    root = HANDBOOKS[handbook]
    found = sorted((root / "governance").glob(name)) if "*" in name else [root / "governance" / name]
    return [path.relative_to(root).as_posix() for path in found]


def text_of(handbook: str, path: str) -> str:
    """A file of a handbook as it lies there; nothing where there is none."""
    file = HANDBOOKS[handbook] / path
    return file.read_text(encoding="utf-8") if file.exists() else ""


@functools.cache
def untouched(handbook: str) -> Memory:
    """A handbook whose files were read once for all faults."""
    root = HANDBOOKS[handbook]
    files = sorted(path.relative_to(root).as_posix() for path in (root / "governance").rglob("*.yaml"))
    documents = {path: read(root, path) for path in files}
    return Memory({**documents, **readings(root)}, name=handbook, root=root)


def readings(root: Path) -> Texts:
    """The tables of readings beside the definitions of a handbook."""
    tables = sorted((root / "governance").rglob("*.csv"))
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in tables}


def checked(handbook: str, texts: Texts) -> Checked:
    """What the check says of a handbook with some files changed."""
    return check(Overlay(untouched(handbook), dict(texts)), today=DAY)


@functools.cache
def faults() -> Sequence[Fault]:
    """All planted faults, by topic."""
    found: list[Fault] = []
    for file in sorted(FOLDER.glob("*.yaml")):
        document = read(FOLDER, file.name)
        assert document.problems == (), [problem.message for problem in document.problems]
        for name, data in document.data.items():
            found += (_fault(name, file.stem, data, handbook) for handbook in HANDBOOKS if handbook in data)
    return found


def _fault(name: str, topic: str, data: Mapping[str, Any], handbook: str) -> Fault:
    planted = data[handbook]
    return Fault(
        name,
        topic,
        data["code"],
        handbook,
        planted["edits"],
        planted["at"],
        f"governance/{planted.get('in', planted['edits'][0]['file'])}",
        planted.get("below", ""),
        planted.get("also", ()),
        planted.get("mends", ()),
    )


_INTRO = "# Intro\n\n{remit: map}\n\n{remit: table metrics}\n\nSee [the next page](next.md).\n"


def company(root: Path, **settings: Any) -> Path:
    """A whole handbook with two pages that people wrote, and with settings of MkDocs; returns its root."""
    shutil.copytree(HANDBOOKS["hire"] / "governance", root / "governance")
    guide = root / "docs" / "guide"
    guide.mkdir(parents=True)
    (guide / "intro.md").write_text(_INTRO, encoding="utf-8")
    (guide / "next.md").write_text("# Next\n\nBack to [the intro](intro.md).\n", encoding="utf-8")
    config: dict[str, Any] = {
        "site_name": "Hire",
        "plugins": ["search", "remit"],
        "theme": {"name": "material", "font": False, "features": ["navigation.tabs"]},
        "extra": {"generator": False},
        "validation": {"nav": {"omitted_files": "ignore"}},
    }
    for name, value in settings.items():
        config[name] = {**config[name], **value} if isinstance(config.get(name), dict) else value
    (root / "mkdocs.yml").write_text(json.dumps(config), encoding="utf-8")  # JSON is YAML
    return root
