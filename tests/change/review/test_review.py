"""Reviews of branches that went on, skeletons of records, and every property's grade."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from building import CASES
from remit.change.compare.diff import DefinitionChange, PropertyChange
from remit.change.compare.grading import definition_weight, weight_of
from remit.handbook import Ref
from remit.schema import WEIGHTS, Kind, Node, load_kinds
from repositories import Repo, begun
from running import remit

BASE = CASES / "change" / "_base"
STAGES = (BASE / "governance" / "stages.yaml").read_text(encoding="utf-8")
HIGHER = STAGES.replace("score of 50", "score of 65")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """The handbook of the golden cases, on main."""
    return begun(tmp_path / "repo", BASE)


def judged(repo: Repo, *arguments: str, code: int) -> dict[str, Any]:
    done = remit("review", *arguments, "--today", "2026-01-15", "--format", "json", "-C", repo.folder)
    assert done.exit_code == code, done.output
    data: dict[str, Any] = json.loads(done.stdout)
    return data


def test_what_base_gained_since_the_fork_is_not_undone_by_the_branch(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"governance/terms.yaml": "mine: {name: Mine, summary: It.}\n"}, "On the branch")
    repo.git("checkout", "-q", "main")
    repo.commit({"governance/stages.yaml": HIGHER}, "Main goes on")
    data = judged(repo, "main", "topic", code=0)
    assert [each["definition"] for each in data["changes"]] == ["term:mine"]
    plain = json.loads(remit("diff", "main", "topic", "--format", "json", "-C", repo.folder).stdout)
    assert [each["definition"] for each in plain["changes"]] == ["stage:mql", "term:mine"]
    forked = remit("diff", "main", "topic", "--merge-base", "--format", "json", "-C", repo.folder).stdout
    assert [each["definition"] for each in json.loads(forked)["changes"]] == ["term:mine"]


def test_policy_and_owners_are_those_of_the_tip_of_base_and_not_of_the_fork(repo: Repo) -> None:
    """A branch that waits long enough does not escape a lane that was made stricter meanwhile."""
    lanes = (BASE / "governance" / "lanes.yaml").read_text(encoding="utf-8")
    repo.commit(
        {"governance/lanes.yaml": lanes.replace("needs-record: true", "needs-record: false")}, "Loose"
    )
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"governance/stages.yaml": HIGHER}, "Higher")
    judged(repo, "main", "topic", code=0)
    repo.git("checkout", "-q", "main")
    repo.commit({"governance/lanes.yaml": lanes}, "Strict again")
    data = judged(repo, "main", "topic", code=1)
    assert [gap["code"] for gap in data["missing"]] == ["record-missing"]


@pytest.mark.parametrize("gone", [False, True])
def test_the_skeleton_of_a_record_passes_the_check_once_it_is_filled_in(repo: Repo, gone: bool) -> None:
    repo.git("checkout", "-q", "-b", "topic")
    change = {"governance/metrics/win-rate.yaml": None} if gone else {"governance/stages.yaml": HIGHER}
    repo.commit(change, "Change")
    arguments = ("main", "--fix", "--today", "2026-01-15", "-C", repo.folder)
    done = remit("review", *arguments)
    assert done.exit_code == 1
    (record,) = (repo.folder / "governance" / "changes").iterdir()
    assert record.name in done.stderr
    assert f"complete the record at governance/changes/{record.name}, then review again" in done.stdout
    assert "--fix" not in done.stdout
    text = record.read_text(encoding="utf-8")
    named = "\nremoves: [metric:win-rate]\n" if gone else "\ndefinitions: [stage:mql]\n"
    assert named in text.replace("definitions:\n  - stage:mql", "definitions: [stage:mql]")
    again = remit("review", *arguments)
    assert "wrote" not in again.stderr
    assert len(list(record.parent.iterdir())) == 1
    assert "covers:" in text
    decided = "decided-by: [head-of-revops]\ndecided-on: 2026-01-15\nstate: approved\n"
    filled = text.replace("state: proposed\n", decided).replace("\nsummary:\n", "\nsummary: It was wrong.\n")
    record.write_text(filled.replace("\nwhy:\n", "\nwhy: It was wrong.\n"), encoding="utf-8")
    checked = remit("check", repo.folder)
    assert checked.exit_code == 0, checked.output + filled
    assert remit("review", "main", "--today", "2026-01-15", "-C", repo.folder).exit_code == 0


def test_what_a_change_reaches_and_nobody_reviewed_is_named_on_the_day_it_is_due(repo: Repo) -> None:
    win = repo.folder / "governance" / "metrics" / "win-rate.yaml"
    text = win.read_text(encoding="utf-8") + "review-every: quarter\nreviewed: 2025-06-01\n"
    repo.commit({"governance/metrics/win-rate.yaml": text}, "Reviewed long ago")
    repo.write({"governance/stages.yaml": HIGHER})
    assert judged(repo, "HEAD", code=1)["reattest"] == ["metric:win-rate"]
    done = remit("review", "HEAD", "--today", "2025-07-01", "--format", "json", "-C", repo.folder)
    assert json.loads(done.stdout)["reattest"] == []


# -- which record decides ---------------------------------------------------------------

LINE = {
    "name": "Line", "summary": "S.", "what": "W.", "why": "Y.", "definitions": ["stage:mql"],
    "lane": "shared", "decided-by": ["head-of-revops"], "decided-on": "2026-01-02", "state": "approved",
    "covers": {"stage:mql": "cev32lo6ej7524q6"},
}  # fmt: skip


def record(**values: Any) -> str:
    """A change record; JSON is YAML."""
    return json.dumps({**LINE, **values})


@pytest.fixture
def decided(repo: Repo) -> Repo:
    """A repository in which a change of the line has been decided, merged, and is history."""
    repo.commit({"governance/changes/line.yaml": record()}, "Decided")
    return repo


def test_better_words_in_an_old_record_decide_no_new_change(decided: Repo) -> None:
    decided.write(
        {"governance/changes/line.yaml": record(why="Better.", note="N."), "governance/stages.yaml": HIGHER}
    )
    (gap,) = judged(decided, "HEAD", code=1)["missing"]
    assert gap["code"] == "record-missing"
    assert "`change:line` was decided before, and covers what came with it" in gap["message"]


@pytest.mark.parametrize(
    "new", [{"decided-on": "2026-01-14"}, {"definitions": ["stage:mql", "metric:win-rate"]}]
)
def test_a_decided_record_that_is_edited_covers_nothing_and_is_itself_a_change(
    decided: Repo, new: dict[str, Any]
) -> None:
    decided.write({"governance/changes/line.yaml": record(**new), "governance/stages.yaml": HIGHER})
    data = judged(decided, "HEAD", code=1)
    assert {gap["code"] for gap in data["missing"]} == {"decision-edited", "record-missing"}
    assert [each["definition"] for each in data["changes"]] == ["change:line", "stage:mql"]


def test_a_proposal_that_is_approved_covers_the_change(repo: Repo) -> None:
    repo.commit({"governance/changes/line.yaml": record(state="proposed")}, "Proposed")
    repo.write({"governance/changes/line.yaml": record(), "governance/stages.yaml": HIGHER})
    judged(repo, "HEAD", code=0)


@pytest.mark.parametrize("state", ["superseded", "rejected", "proposed"])
def test_an_approved_record_holds_whatever_becomes_of_others_about_the_same(
    decided: Repo, state: str
) -> None:
    """A record supersedes another in one pull request, as the check asks for; any other state is an edit."""
    decided.write(
        {
            "governance/changes/line.yaml": record(state=state),
            "governance/changes/newer.yaml": record(**{"decided-on": "2026-01-14", "supersedes": "line"}),
            "governance/stages.yaml": HIGHER,
        }
    )
    edited = [] if state == "superseded" else ["decision-edited"]
    found = judged(decided, "HEAD", code=len(edited))
    assert [gap["code"] for gap in found["missing"]] == edited


@pytest.mark.parametrize(("day", "code"), [("2026-01-15", 0), ("2026-01-16", 0), ("2026-01-17", 1)])
def test_nobody_has_decided_on_a_day_that_has_come_nowhere(repo: Repo, day: str, code: int) -> None:
    repo.write(
        {"governance/changes/line.yaml": record(**{"decided-on": day}), "governance/stages.yaml": HIGHER}
    )
    assert [gap["code"] for gap in judged(repo, "HEAD", code=code)["missing"]] == ["decided-ahead"] * code


# -- grades ---------------------------------------------------------------------------

KINDS = load_kinds()


def nodes(node: Node, path: tuple[str, ...] = ()) -> Any:
    """Every place of a schema, with a path that leads there."""
    yield path, node
    for name, inner in node.properties.items():
        yield from nodes(inner, (*path, name))
    if node.values is not None:
        yield from nodes(node.values, (*path, "function:any" if node.keys else "any"))


@pytest.mark.parametrize("kind", KINDS.by_id.values(), ids=lambda kind: kind.id)
def test_no_change_of_any_property_is_ungraded(kind: Kind) -> None:
    """By each way in which it can change; and what comes or goes weighs no less than what is in it."""
    seen = 0
    for path, node in nodes(kind.node):
        values: list[tuple[Any, Any]] = [("a", "b"), (None, {"deep": {"unknown": 1}}), ([1], [2]), (1, True)]
        for how, (old, new) in itertools.product(("added", "removed", "changed", "gained", "lost"), values):
            weight = weight_of(kind, PropertyChange(path, how, old, new))
            assert weight in WEIGHTS
            change = DefinitionChange(
                Ref(kind.id, "x"), "changed", None, None, None, (PropertyChange(path, how),)
            )
            assert definition_weight(kind, change) in WEIGHTS
            seen += 1
        for name, inner in node.properties.items():
            whole = PropertyChange(path, "added", None, {name: "x"})
            assert WEIGHTS.index(weight_of(kind, whole)) >= WEIGHTS.index(inner.weight)
    assert seen >= 20 * len(kind.node.properties)
    for fate in ("added", "removed", "renamed"):
        assert definition_weight(kind, DefinitionChange(Ref(kind.id, "x"), fate)) in WEIGHTS


def test_what_no_schema_knows_weighs_as_meaning() -> None:
    change = PropertyChange(("unheard", "of"), "changed", 1, 2)
    assert weight_of(None, change) == "meaning"
    assert weight_of(KINDS.by_id["metric"], change) == "meaning"


@pytest.mark.parametrize(
    ("kind", "path", "weight"),
    [
        ("metric", ("summary",), "editorial"),
        ("metric", ("formula",), "meaning"),
        ("metric", ("governs", "function:revops"), "authority"),
        ("stage", ("entry",), "meaning"),
        ("handoff", ("sla", "within", "amount"), "meaning"),
        ("handoff", ("sla", "label"), "editorial"),
        ("field", ("may-edit",), "authority"),
        ("decision", ("parties", "function:revops", "letter"), "authority"),
        ("role", ("held-by",), "authority"),
        ("lane", ("triggers", "any", "touches", "within"), "authority"),
    ],
)
def test_grades_that_people_rely_on(kind: str, path: tuple[str, ...], weight: str) -> None:
    assert weight_of(KINDS.by_id[kind], PropertyChange(path, "changed", "a", "b")) == weight
