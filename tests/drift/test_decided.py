"""Each planted drift in each state of its decision, on the starter: once, in its class, with both places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import org_files
from building import starter
from depth import part_of
from planted_drifts import DRIFTS, Drifting, starter_with
from repositories import Repo
from running import remit

STATES = ("not live yet", "in force on that day", "proposed", "rejected", "never said")
SWEEP = [(name, state) for name in sorted(DRIFTS) for state in STATES]
CHOSEN = part_of(SWEEP, 5, form=lambda case: case[1])


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Repo:
    return starter_with(
        org_files.org(starter()), tmp_path_factory.mktemp("decided") / "starter", root / "governance"
    )


@pytest.fixture
def repo(begun: Repo) -> Iterator[Repo]:
    """The starter on the first day; what a test commits is taken back."""
    first, day = begun.head(), begun.day
    yield begun
    begun.git("reset", "-q", "--hard", first)
    begun.git("clean", "-qfd")
    begun.day = day


def past(repo: Repo, each: Drifting, state: str) -> None:
    """Give the handbook a past in which it once said what the edited org says."""
    governance = repo.folder / "governance"
    then = each.handbook_of_then(governance)
    now = {path: (repo.folder / path).read_text() for path in then}
    if state == "never said":
        return
    if state in ("not live yet", "in force on that day"):
        repo.commit(then, "It says so")
        repo.commit(now, "It was decided otherwise")
        return
    subject = each.subject or next(iter(then)).removeprefix("governance/").split(".")[0]
    known = {"fields": "field:shadow", "automations": "automation:night-job"}
    record = (
        "name: Try it\nsummary: Try it.\nwhat: Try it.\nwhy: It is clearer.\n"
        f"definitions: [{_changed(each) or known.get(subject, subject)}]\nstate: "
    )
    at = "governance/changes/try-it.yaml"
    repo.commit({**then, at: f"{record}proposed\n"}, "Propose it")
    last = "rejected" if state == "rejected" else "proposed"
    repo.commit({**now, at: f"{record}{last}\n"}, "Take it back")


def _changed(each: Drifting) -> str:
    """The definition that the edit of the handbook is in."""
    file = each.once["file"].removesuffix(".yaml")
    return f"stage:{file.removeprefix('stages/')}" if file.startswith("stages/") else each.subject


def told(repo: Repo) -> list[dict[str, object]]:
    done = remit("drift", "-C", repo.folder, "--format", "json")
    found = [each for each in json.loads(done.stdout)["findings"] if each["severity"] != "suggestion"]
    assert done.exit_code == (1 if found else 0), done.stderr
    return found


@pytest.mark.parametrize(("name", "state"), CHOSEN)
def test_each_drift_is_found_once_in_the_class_of_its_decision(name: str, state: str, repo: Repo) -> None:
    each = DRIFTS[name]
    past(repo, each, state)
    each.plant(repo.folder / "org")
    if state == "in force on that day":
        settings = repo.folder / "governance" / "handbook.yaml"
        settings.write_text(settings.read_text().replace("day: 2026-03-01", "day: 2026-01-02"))
        assert told(repo) == [], "what was decided later says nothing of an older snapshot"
        return
    found = told(repo)
    assert len(found) == 1, [one["message"] for one in found]
    (one,) = found
    message = str(one["message"])
    assert each.says in message
    assert f"({each.answer}; " in message
    expected = "decided, not live yet" if state == "not live yet" else "live without a decision"
    assert one["code"] == "decided-not-live" if state == "not live yet" else "live-" in str(one["code"])
    assert expected in message
    if state == "not live yet":
        assert "2026-01-03" in message
    if state in ("proposed", "rejected") and each.subject:
        assert f"only change:try-it says so, which is {state}" in message
    assert str(one["path"]).startswith("governance/")
    there = one["related"]
    assert isinstance(there, list)
    assert any(str(place["path"]).startswith("org/") for place in there), one
