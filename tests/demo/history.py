"""The demo's commits: the story walked backwards from today's files, then told forwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from demo.edits import Renamed, Reword, State, StoryError, place
from demo.story import Pull, Step, Story, steps_of

HERE = Path(__file__).resolve().parent
STARTER = HERE.parent.parent / "governance"
ADDED = HERE / "added"  # what the demo's last state holds beside the starter handbook

# Hours ahead of UTC in winter. Summer time, near enough, is from April to October.
NEW_YORK, MUNICH = -5, 1
ELSEWHERE = {"head-of-it-data": MUNICH}


@dataclass(frozen=True)
class Commit:
    """A commit ready to be written; `parents` are places in the list of commits."""

    who: str
    when: datetime
    message: str
    encoding: str
    parents: tuple[int, ...]
    files: State = field(repr=False)


def last_state(story: Story) -> dict[str, str]:
    """The files at the end: the starter handbook, what the demo adds, and the ids it remembers."""
    files = {f"governance/{path}": text for path, text in _files(STARTER)}
    files.update(_files(ADDED))
    for step in steps_of(story):
        for edit in step.edits:
            if isinstance(edit, Renamed) and edit.remembered:
                files[place(f"{edit.folder}/{edit.now}.yaml")] += edit.memory()
    return files


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes().decode("utf-8")


def states(story: Story) -> list[dict[str, str]]:
    """The files before the first step, after it, after the second one, and so on to the last."""
    after = [last_state(story)]
    for step in reversed(list(steps_of(story))):
        older = after[-1]
        for edit in reversed(step.edits):
            try:
                older = edit.undo(older)
            except StoryError as problem:
                raise StoryError(f"{told(step)}: {problem}; mend this step in tests/demo/steps/") from problem
        after.append(older)
    if after[-1]:
        raise StoryError(
            f"no step brings in {', '.join(sorted(after[-1]))}; add them to one in tests/demo/steps/"
        )
    return after[::-1]


def told(step: Step) -> str:
    """How a step is named in a message."""
    return f"step {step.day} {step.subject!r}"


def commits(story: Story) -> list[Commit]:
    """All commits, each after its parents."""
    after = states(story)
    made: list[Commit] = []
    main: list[int] = []
    clock = _Clock()
    done = 0
    for entry in story:
        tip = main[-1:]
        for number, step in enumerate(steps_of([entry])):
            done += 1
            if isinstance(entry, Pull) and number == 0:
                tip = [main[-1 - entry.behind]]
            files = made[tip[0]].files if tip else {}
            files = redone(step, files, after[done - 1], after[done])
            made.append(Commit(step.who, clock.at(step), _message(step), step.encoding, tuple(tip), files))
            tip = [len(made) - 1]
        if isinstance(entry, Pull):
            merge = _merge(entry)
            parents = (main[-1], *tip)
            made.append(Commit(merge.who, clock.at(merge), _message(merge), "UTF-8", parents, after[done]))
        main.append(len(made) - 1)
    return made


def _merge(pull: Pull) -> Step:
    subject = f"Merge pull request #{pull.number} from northlake/{pull.branch}"
    return Step(pull.day, pull.who, subject, (), pull.title)


def _message(step: Step) -> str:
    return f"{step.subject}\n\n{step.body}\n" if step.body else f"{step.subject}\n"


def redone(step: Step, files: State, before: State, after: State) -> State:
    """What a step makes of other files than those it was told on: a branch lags behind."""
    if files == before:
        return after
    result = dict(files)
    for path in sorted({*before, *after}):
        if before.get(path) == after.get(path):
            continue
        if files.get(path) == before.get(path):
            result[path] = after.get(path, "")
        else:
            result[path] = _reworded(step, path, files.get(path, ""), after.get(path, ""))
        if path not in after:
            del result[path]
    return result


def _reworded(step: Step, path: str, text: str, after: str) -> str:
    edits = [edit for edit in step.edits if isinstance(edit, Reword) and place(edit.path) == path]
    if not edits or not after:
        raise StoryError(f"{told(step)} and the main line both change `{path}`; let the branch begin later")
    for edit in edits:
        text = edit.redo(text, after)
    return text


class _Clock:
    """A time of day for each commit: the same at every run, and later than all before it."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}

    def at(self, step: Step) -> datetime:
        number = self.seen[step.day] = self.seen.get(step.day, 0) + 1
        summer = "04" <= step.day[5:7] <= "10"
        zone = timezone(timedelta(hours=ELSEWHERE.get(step.who, NEW_YORK) + summer))
        morning = datetime.fromisoformat(step.day).replace(hour=9, tzinfo=zone)
        return morning + timedelta(minutes=47 * number + len(step.subject) % 40)


def main_line(made: Sequence[Commit]) -> Iterator[Commit]:
    """The commits by first parent, from the last to the first."""
    at: int | None = len(made) - 1
    while at is not None:
        yield made[at]
        at = made[at].parents[0] if made[at].parents else None
