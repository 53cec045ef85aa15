"""No change comes to a dead end: somebody can always approve it, and why it cannot be judged is said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import remit
from building import CASES, write_handbook
from remit import Memory, Overlay
from remit.ownership.rights import rights
from remit.ownership.standing import last_resort, standing
from remit.reading import open_handbook
from repositories import Repo
from running import remit as run

BASE = CASES / "change" / "_base"


def role(**more: Any) -> dict[str, Any]:
    return {"name": "R", "summary": "S.", "held-by": ["@a/b"], **more}


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "summary": "S.", **more}


def system(governs: str = "") -> dict[str, Any]:
    return named("CRM", category="crm", **({"governs": {governs: {}}} if governs else {}))


TEAMS = {"head": named("Head office"), "desk": named("Desk")}


# -- who approves --


CORE = {"core": named("Core", central=True)}


@pytest.mark.parametrize(
    ("collections", "who"),
    [
        ({"functions": {**TEAMS, **CORE}, "systems": {"a": system("desk")}}, "core"),
        ({"functions": TEAMS, "systems": {"a": system("desk"), "b": system("desk"), "c": system("head")}},
         "desk"),
        ({"functions": TEAMS, "systems": {"a": system("desk"), "b": system("head")}}, "desk"),
        ({"roles": {"boss": role(), "clerk": role(**{"reports-to": "boss"}), "lone": role()}}, "boss"),
        ({"functions": TEAMS}, None),
    ],
)  # fmt: skip
def test_without_lanes_the_central_function_approves_else_who_governs_the_most_else_the_top_of_the_line(
    tmp_path: Path, collections: Mapping[str, Mapping[str, Any]], who: str | None
) -> None:
    book = open_handbook(write_handbook(tmp_path, collections))
    assert [each.id for each in standing(book)] == ([who] if who else [])


def test_a_shared_change_without_lanes_is_approved_by_the_central_function(tmp_path: Path) -> None:
    functions = {**TEAMS, "core": named("Core", central=True)}
    policy = named("Policy", answers={"why": {"question": "Q?", "answer": "A."}}, governs={"desk": {}})
    before = write_handbook(tmp_path / "a", {"functions": functions, "policies": {"one": policy}})
    changed = {**policy, "answers": {"why": {"question": "Q?", "answer": "Another one."}}}
    after = write_handbook(tmp_path / "b", {"functions": functions, "policies": {"one": changed}})
    agree = {ask.party.id: ask.because for ask in remit.review(before, after).asks}
    assert agree["core"] == ("approves the shared lane",)


def test_who_decides_where_nobody_is_named_has_the_right_to(tmp_path: Path) -> None:
    roles = {"boss": role(), "clerk": role(**{"reports-to": "boss"})}
    book = open_handbook(write_handbook(tmp_path, {"roles": roles, "systems": {"crm": system()}}))
    crm = book.find("system:crm")
    assert crm
    assert rights([crm]) == {}
    assert rights([crm], None, last_resort(book)) == {"boss": "approves what no lane names anybody for"}


def test_nobody_is_never_said_to_have_the_right(tmp_path: Path) -> None:
    """Where no role can decide, the way out is to write one."""
    functions = {**TEAMS, "core": named("Core", central=True)}
    before = {"functions": functions, "systems": {"crm": system("desk")}}
    before["roles"] = {"lone": role(), "other": role(**{"reports-to": "lone"})}
    record = {
        "name": "N", "summary": "S.", "what": "W.", "why": "Y.", "definitions": ["function:desk"],
        "state": "approved", "decided-on": "2026-01-01", "decided-by": ["other"],
    }  # fmt: skip
    changed = {**functions, "desk": named("Desk", mandate="More.")}
    after = {**before, "functions": changed, "changes": {"one": record}}
    one, two = (write_handbook(tmp_path / name, each) for name, each in (("a", before), ("b", after)))
    (gap,) = (gap for gap in remit.review(one, two).gaps if gap.code == "no-right")
    assert "nobody" not in gap.fix
    assert gap.fix.endswith(": `lone`")


# -- where references lead nowhere --


def test_a_removed_definition_is_missing_where_it_is_still_referred_to() -> None:
    review = remit.review(BASE, Overlay(BASE, {"governance/metrics/deals-won.yaml": None}))
    gap = next(gap for gap in review.gaps if gap.code == "still-referred-to")
    assert gap.message == "`metric:deals-won` is removed, but `metric:revenue-plan` still refers to it"
    assert gap.location
    assert gap.location.path == "governance/metrics/revenue-plan.yaml"
    assert not review.is_ready


def test_a_new_reference_that_leads_nowhere_is_said_and_an_old_one_is_not_this_changes_doing() -> None:
    term = {"name": "T", "summary": "Of {metric:nowhere}.", "see": ["stage:mql"]}
    broken = Overlay(BASE, {"governance/terms.yaml": json.dumps({"one": term})})
    (gap,) = remit.review(BASE, broken).gaps
    assert gap.code == "reference-leads-nowhere"
    assert gap.message.startswith("no metric `nowhere`: `term:one` refers to it")
    better = {"one": {**term, "summary": "Better: {metric:nowhere}."}}
    again = Overlay(broken, {"governance/terms.yaml": json.dumps(better)})
    assert remit.review(broken, again).gaps == ()


# -- where a handbook begins --


def brought(tmp_path: Path, folder: str = "") -> Repo:
    """A repository with a branch that brings the first handbook."""
    repo = Repo(tmp_path / "repo")
    repo.commit({"README": "x", "docs/governance/notes.md": "x"})
    repo.git("checkout", "-q", "-b", "topic")
    shutil.copytree(BASE / "governance", repo.folder / folder / "governance")
    repo.commit({}, "A handbook")
    return repo


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_the_first_handbook_is_judged_by_the_rights_that_it_names(tmp_path: Path, form: str) -> None:
    repo = brought(tmp_path)
    done = run("review", "main", "topic", "--format", form, "-C", repo.folder)
    assert done.exit_code == 0, done.output
    said = "The handbook begins here and is judged by the rights that it names itself."
    first = json.loads(done.stdout)["summary"] if form == "json" else done.stdout.splitlines()[0]
    assert first.lstrip("*").startswith(said)
    working = run("review", "main", "-C", repo.folder)
    assert working.stdout.startswith(said)


def test_in_a_first_handbook_what_leads_nowhere_is_missing(tmp_path: Path) -> None:
    repo = brought(tmp_path)
    repo.commit({"governance/terms.yaml": "a: {name: A, summary: S., see: [metric:gone]}\n"})
    done = run("review", "main", "topic", "-C", repo.folder)
    assert done.exit_code == 1
    assert "no metric `gone`" in done.stdout


def test_a_handbook_that_moves_or_comes_back_begins_no_new_life(tmp_path: Path) -> None:
    """Neither in another folder nor after it was gone, nor where a merge left it out."""
    repo = brought(tmp_path, "old")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-s", "ours", "-m", "Left out", "topic", **repo.clock())
    repo.git("checkout", "-q", "-b", "moved")
    shutil.copytree(BASE / "governance", repo.folder / "governance")
    repo.commit({}, "Elsewhere")
    done = run("review", "main", "moved", "-C", repo.folder)
    assert done.exit_code == 2
    assert "`old/governance/" in done.stdout
    assert "judged by the rights that it had" in done.stdout


def test_a_shallow_clone_does_not_know_whether_a_handbook_begins(tmp_path: Path) -> None:
    repo = brought(tmp_path)
    repo.git("checkout", "-q", "main")
    repo.commit({"README": "y"})
    repo.git("merge", "-q", "-m", "Newest", "topic", **repo.clock())
    repo.git("rm", "-rq", "governance")
    repo.commit({"README": "z"}, "Gone")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth", "1", repo.folder.as_uri(), str(clone))
    shutil.copytree(BASE / "governance", clone / "governance")
    done = run("review", "HEAD", "-C", clone)
    assert done.exit_code == 2
    assert "fetch the whole repository first" in done.stdout


# -- what could not be judged --


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_why_it_could_not_be_judged_is_written_in_every_format(tmp_path: Path, form: str) -> None:
    repo = brought(tmp_path)
    done = run("review", "nowhere", "topic", "--format", form, "-C", repo.folder)
    assert done.exit_code == 2
    assert "there is no commit `nowhere` here" in done.stderr
    if form == "json":
        data = json.loads(done.stdout)
        assert (data["ready"], data["changes"], data["asks"]) == (False, [], [])
        assert "there is no commit `nowhere` here" in data["failed"]
    else:
        assert "could not be judged: there is no commit" in done.stdout.replace("\\`", "`")


def test_a_place_without_a_handbook_is_no_beginning() -> None:
    with pytest.raises(remit.RemitError):
        remit.review(Memory({}), BASE)
