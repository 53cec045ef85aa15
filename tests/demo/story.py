"""The demo's story, as `tests/demo/steps/` tells it: commits, and branches that were merged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeGuard

import yaml

from demo.edits import (
    Arrive,
    Attested,
    Blocks,
    Edit,
    Gained,
    Gone,
    LineEnds,
    MovedOut,
    Renamed,
    Reword,
    Split,
    StoryError,
)

HERE = Path(__file__).resolve().parent
STEPS = HERE / "steps"
GONE = HERE / "gone"  # what files held when they went


@dataclass(frozen=True)
class Step:
    """One commit: the day, the role that made it, its message, and what it did."""

    day: str
    who: str
    subject: str
    edits: tuple[Edit, ...]
    body: str = ""
    encoding: str = "UTF-8"


@dataclass(frozen=True)
class Pull:
    """A branch and its merge. It began `behind` commits of the main line before the latest one."""

    number: int
    branch: str
    day: str
    who: str
    title: str
    steps: tuple[Step, ...]
    behind: int = 0


Story = Sequence[Step | Pull]


def steps_of(story: Story) -> Iterator[Step]:
    """All commits but the merges, those of branches in their place."""
    for entry in story:
        yield from entry.steps if isinstance(entry, Pull) else (entry,)


def read_story() -> Story:
    """The whole story, from the files of `steps/` in their order."""
    entries = [
        _entry(data)
        for path in sorted(STEPS.glob("*.yaml"))
        for data in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    ]
    return tuple(_in_turn(entries))


def _entry(data: Mapping[str, Any]) -> Step | Pull:
    if "pull" not in data:
        return _step(data)
    steps = tuple(_step(each) for each in data["steps"])
    who, day = data["by"], data["merged"].isoformat()
    return Pull(data["pull"], data["branch"], day, who, data["title"], steps, data.get("behind", 0))


def _step(data: Mapping[str, Any]) -> Step:
    edits = tuple(_edit(each, data) for each in data["does"])
    more, encoding = data.get("more", ""), data.get("encoding", "UTF-8")
    return Step(data["day"].isoformat(), data["by"], data["says"], edits, more, encoding)


def _edit(data: Mapping[str, Any], step: Mapping[str, Any]) -> Edit:
    """An edit, named by its first key."""
    made = EDITS.get(next(iter(data)))
    if made is None:
        names = ", ".join(EDITS)
        raise StoryError(
            f"step {step['day']} {step['says']!r}: no edit is called {next(iter(data))!r}; use {names}"
        )
    return made(data)


def _gone(path: str) -> Gone:
    return Gone(path, (GONE / "governance" / path).read_text(encoding="utf-8"))


def _attested(data: Mapping[str, Any]) -> Attested:
    first, last = (data["attested"][key].isoformat() for key in ("from", "to"))
    was: date | None = data.get("was")
    new = {path: day.isoformat() for path, day in data.get("new", {}).items()}
    return Attested(first, last, was.isoformat() if was else "", new)


EDITS: Mapping[str, Callable[[Mapping[str, Any]], Edit]] = {
    "arrives": lambda data: Arrive(tuple(data["arrives"])),
    "attested": _attested,
    "gains": lambda data: Gained(data["gains"]),
    "comes-into": lambda data: Blocks(
        data["comes-into"], tuple(data.get("ids", ())), tuple(data.get("holding", ()))
    ),
    "gone": lambda data: _gone(data["gone"]),
    "line-ends": lambda data: LineEnds(data["line-ends"], data["of"] == "windows"),
    "moved-out": lambda data: MovedOut(data["moved-out"], data["id"], data["after"]),
    "renamed": lambda data: Renamed(data["renamed"], data["was"], data["now"], data.get("remembered", False)),
    "reword": lambda data: Reword(data["reword"], data["was"], data["now"]),
    "split": lambda data: Split(data["split"], tuple(data["now"])),
}


def _in_turn(story: Story) -> Iterator[Step | Pull]:
    """The story; each rest of a folder (`metrics/*`) is without what an earlier step brings in."""
    named: tuple[str, ...] = ()
    for entry in story:
        arrivals = [edit for step in steps_of([entry]) for edit in step.edits if isinstance(edit, Arrive)]
        if isinstance(entry, Step):
            edits = (replace(edit, but=named) if _is_rest(edit) else edit for edit in entry.edits)
            yield replace(entry, edits=tuple(edits))
        else:
            yield entry
        named += tuple(pattern for edit in arrivals for pattern in edit.patterns)


def _is_rest(edit: Edit) -> TypeGuard[Arrive]:
    return isinstance(edit, Arrive) and any(pattern.endswith("/*") for pattern in edit.patterns)
