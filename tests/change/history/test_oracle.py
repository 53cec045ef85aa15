"""What history tells of each day is what `git show` has of the commit that was the last one then."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from depth import part_of
from remit.change.compare.sides import diff
from remit.change.history.timeline import History, history
from remit.handbook import Ref
from repositories import Clock, Repo, term
from running import remit

START = date(2026, 1, 1)


@dataclass
class Story:
    """A repository that is written by chance; `commits` are those of its main line, oldest first."""

    repo: Repo
    chance: random.Random
    prefix: str = ""
    alone: dict[str, str] = field(default_factory=dict)  # id → name of what has a file of its own
    together: dict[str, str] = field(default_factory=dict)  # of what stands in the collection
    count: int = 0

    def name(self) -> str:
        self.count += 1
        return f"Word {self.count}"

    def act(self) -> None:
        """Do one thing, write all, and commit on a day that nobody would expect."""
        self.chance.choice(self.acts())()
        here = f"{self.prefix}governance"
        folder = self.repo.folder
        for path in sorted(folder.rglob("*.yaml")):
            path.unlink()
        files = {f"{here}/terms/{id}.yaml": term(name) for id, name in self.alone.items()}
        if self.together:
            lines = (f"{id}: {{name: {name}, summary: {name}.}}\n" for id, name in self.together.items())
            files[f"{here}/terms.yaml"] = "".join(lines)
        self.commit({**files, f"{here}/keep": "", "README": self.name()})

    def commit(self, files: Mapping[str, str]) -> None:
        self.repo.write(files)
        self.repo.git("add", "-A")
        zone = self.chance.choice(["+0000", "+1400", "-1200", "+0530"])
        seconds = 1_767_225_600 + self.chance.randrange(90 * 86_400)
        clock = Clock(GIT_COMMITTER_DATE=f"{seconds} {zone}", GIT_AUTHOR_DATE=f"{seconds} {zone}")
        if self.count > 3 and self.chance.random() < 0.2:  # a merge: what it brought counts once
            self.repo.git("checkout", "-q", "-b", "side")
            self.repo.git("commit", "-q", "--allow-empty", "-m", "On the side", **clock)
            self.repo.git("checkout", "-q", "main")
            self.repo.git("merge", "-q", "--no-ff", "-m", "Merge", "side", **clock)
            self.repo.git("branch", "-q", "-D", "side")
        else:
            self.repo.git("commit", "-q", "--allow-empty", "-m", "Change", **clock)

    def acts(self) -> Sequence[Callable[[], object]]:
        both = {**self.alone, **self.together}
        acts: list[Callable[[], object]] = [self.add, self.add]
        if both:
            acts += [
                self.edit,
                self.edit,
                self.edit,
                self.remove,
                self.unite,
                self.part,
                self.double,
                self.move,
            ]
        return acts

    def some(self) -> str:
        return self.chance.choice(sorted({*self.alone, *self.together}))

    def add(self) -> None:
        where = self.chance.choice([self.alone, self.together])
        where[self.chance.choice("abcdef")] = self.name()

    def edit(self) -> None:
        id = self.some()
        for where in (self.alone, self.together):
            if id in where:
                where[id] = self.name()

    def remove(self) -> None:
        if len({**self.alone, **self.together}) == 1:
            return  # a handbook that goes whole, and comes again elsewhere, is another one
        id = self.some()
        self.alone.pop(id, None)
        self.together.pop(id, None)

    def unite(self) -> None:
        for id in [*self.alone]:
            self.together.setdefault(id, self.alone.pop(id))

    def part(self) -> None:
        for id in [*self.together]:
            self.alone[id] = self.together.pop(id)

    def double(self) -> None:
        id = self.some()
        name = self.together.get(id) or self.alone[id]
        self.alone[id] = self.together[id] = name

    def move(self) -> None:
        self.prefix = self.chance.choice(["", "books/", "books/birds/"])


def told_by_git(repo: Repo) -> list[tuple[str, dict[str, Any]]]:
    """Of each commit of the main line the latest day up to it, in UTC, and the terms as git shows them."""
    found = []
    latest = ""
    for line in repo.git("log", "--first-parent", "--reverse", "--format=%H %ct").splitlines():
        id, seconds = line.split()
        latest = max(latest, datetime.fromtimestamp(int(seconds), UTC).date().isoformat())
        terms: dict[str, Any] = {}
        for path in sorted(repo.git("ls-tree", "-r", "--name-only", id).splitlines()):
            if path.endswith("governance/terms.yaml"):
                terms |= yaml.safe_load(repo.git("show", f"{id}:{path}"))
            elif path.endswith(".yaml"):
                terms.setdefault(Path(path).stem, yaml.safe_load(repo.git("show", f"{id}:{path}")))
        found.append((latest, terms))
    return found


def hold_to_git(told: History, past: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    ids = {id for _, terms in past for id in terms}
    for offset in range(-1, 92):
        day = (START + timedelta(offset)).isoformat()
        then: Mapping[str, Any] = next((terms for latest, terms in reversed(past) if latest <= day), {})
        held = {id: told.as_of(Ref("term", id), day)[1] for id in ids}
        assert {id: data for id, data in held.items() if data is not None} == then, day
    for id in ids:
        entries = told.entries[Ref("term", id)]
        states = [None, *(terms.get(id) for _, terms in past)]
        changed = [
            (past[number][0], "added" if old is None else "removed" if new is None else "changed")
            for number, (old, new) in enumerate(pairwise(states))
            if old != new
        ]
        assert [(entry.step.day, entry.change.how) for entry in entries] == changed, id
        assert [entry.since for entry in entries] == [entry.step.day for entry in entries]
    days = [step.day for step in told.steps]
    assert days == sorted(days)


@pytest.mark.parametrize("seed", part_of(range(40), 4))
def test_history_is_what_git_shows(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMIT_CACHE", "")
    story = Story(Repo(tmp_path), random.Random(seed))
    for _ in range(14):
        story.act()
    past = told_by_git(story.repo)
    hold_to_git(history(tmp_path / story.prefix), past)


def test_a_commit_holds_from_the_latest_day_up_to_it(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    days = [
        "2026-01-05T23:30:00-05:00",
        "2026-01-02T10:00:00Z",
        "2026-01-06T01:00:00+14:00",
        "2026-01-08T00:00:00Z",
    ]
    for number, day in enumerate(days):
        repo.write({"governance/terms/win.yaml": term(f"Win {number}")})
        repo.git("add", "-A")
        repo.git("commit", "-q", "-m", "Change", GIT_COMMITTER_DATE=day, GIT_AUTHOR_DATE=day)
    told = history(tmp_path)
    assert [step.day for step in told.steps] == ["2026-01-06", "2026-01-06", "2026-01-06", "2026-01-08"]
    assert told.as_of(Ref("term", "win"), "2026-01-05") == (None, None)
    assert "Win 2" in remit("show", "term:win", "--as-of", "2026-01-07", "-C", tmp_path).stdout
    said = remit("show", "term:win", "--as-of", "2026-01-03", "-C", tmp_path)
    assert (said.exit_code, "it came on 2026-01-06" in said.stderr) == (2, True)


def test_a_clock_that_no_calendar_has_is_no_crash(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    when = "@99999999999999 +0000"
    repo.write({"governance/terms/win.yaml": term()})
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "Far", GIT_COMMITTER_DATE=when, GIT_AUTHOR_DATE=when)
    assert history(tmp_path).steps[0].day == "9999-12-31"


def test_a_handbook_that_moves_keeps_its_past(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"governance/terms/win.yaml": term("Win"), "governance/terms/loss.yaml": term("Loss")})
    repo.commit({"governance/terms/win.yaml": term("Won")})
    (tmp_path / "books").mkdir()
    repo.git("mv", "governance", "books/governance")
    repo.commit({"books/governance/terms/win.yaml": term("Deal")}, "Move it, and edit it")
    repo.commit({"other/governance/terms/x.yaml": term("Another handbook")})
    told = history(tmp_path / "books")
    assert [entry.step.subject for entry in told.entries[Ref("term", "win")]] == [
        "Change", "Change", "Move it, and edit it",
    ]  # fmt: skip
    assert [entry.change.how for entry in told.entries[Ref("term", "loss")]] == ["added"]
    assert told.entries[Ref("term", "loss")][0].step.day == "2026-01-01"
    assert len(history(tmp_path / "other").steps) == 1


def test_what_a_sparse_checkout_leaves_out_is_not_removed(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"governance/terms/win.yaml": term("Win"), "governance/roles/al.yaml": term("Al"), "a/b": ""})
    repo.commit({"governance/terms/win.yaml": term("Won")})
    repo.git("sparse-checkout", "set", "--no-cone", "/governance/terms/")
    assert not (tmp_path / "governance" / "roles").exists()
    found = diff(tmp_path, base="HEAD~1")
    assert [(str(change.ref), change.how) for change in found.changes] == [("term:win", "changed")]
    (tmp_path / "governance" / "terms" / "win.yaml").unlink()
    assert [change.how for change in diff(tmp_path, base="HEAD").changes] == ["removed"]
