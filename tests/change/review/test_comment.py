"""The comment on a pull request: what people act by comes first, equal things once, and a host takes it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from building import CASES
from remit.reports.comment import LONGEST, MARKER, Suggestion
from repositories import Repo, begun
from running import remit

BASE = CASES / "change" / "_base"
STAGES = (BASE / "governance" / "stages.yaml").read_text(encoding="utf-8")
HIGHER = STAGES.replace("score of 50", "score of 65")
GITHUB = "https://github.com/northlake/handbook/new/topic"
GITLAB = "https://gitlab.com/northlake/handbook/-/new/topic"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return begun(tmp_path / "repo", BASE)


def comment(repo: Repo, *options: str, form: str = "comment") -> str:
    done = remit("review", "main", "--format", form, "--today", "2026-01-15", *options, "-C", repo.folder)
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def link_of(text: str) -> str:
    return text.partition("**[Write the record](")[2].partition(")")[0]


@pytest.mark.parametrize(
    ("host", "path", "value"), [(GITHUB, "filename", "value"), (GITLAB, "file_name", "content")]
)
def test_the_link_opens_a_new_file_with_the_record_and_only_why_is_left(
    repo: Repo, host: str, path: str, value: str
) -> None:
    repo.write({"governance/stages.yaml": HIGHER})
    text = comment(repo, "--new-file", host)
    assert text.startswith(f"{MARKER}\n**1 definition changes")
    assert "| RevOps | Head of RevOps, @&#8203;northlake/revops | not yet |" in text
    query = parse_qs(urlsplit(link_of(text)).query)
    (name,), (record,) = query[path], query[value]
    assert record in text.replace("\n```", "\n")
    decided = record.replace(
        "state: proposed", "state: approved\ndecided-by: [head-of-revops]\ndecided-on: 2026-01-15"
    )
    repo.write({name: decided.replace("\nwhy:", "\nwhy: Too many were rejected.")})
    done = remit("review", "main", "--today", "2026-01-15", "-C", repo.folder)
    assert done.exit_code == 0, done.output
    assert "governance/changes" not in remit("check", repo.folder).stdout
    again = comment(repo, "--new-file", host)
    assert "| says change:mql-changed |" in again
    assert "Write the record" not in again


def test_what_is_removed_stands_under_removes(repo: Repo) -> None:
    repo.write({"governance/metrics/revenue-plan.yaml": None})
    assert "removes: [metric:revenue-plan]\n" in comment(repo)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://x.org/a)b", "https://x.org", "http://x.org/a b", "https://u@x.org/a"],
)
def test_an_address_that_is_none_is_refused(repo: Repo, address: str) -> None:
    done = remit("review", "main", "--format", "comment", "--new-file", address, "-C", repo.folder)
    assert done.exit_code == 2
    assert "is not where a host begins a new file" in done.stderr


def test_a_link_that_is_too_long_has_the_path_alone() -> None:
    assert Suggestion("a/b.yaml", "x" * 9000, GITHUB).link == f"{GITHUB}?filename=a%2Fb.yaml"
    assert Suggestion("a/b.yaml", "x").link == ""


def test_three_hundred_changes_fit_a_comment_and_all_stand_in_the_summary(repo: Repo) -> None:
    fields = {
        f"score-{number}": {
            "name": f"Score {number}", "summary": "S.", "entity": "lead", "type": "number",
            "systems": {"crm": {"object": "Lead", "api-name": f"S{number}", "sync": "truth"}},
            "operates": {"marketing-ops": {}}, "governs": {"revops": {}},
        }
        for number in range(300)
    }  # fmt: skip
    repo.write({f"governance/fields/{id}.yaml": json.dumps(data) for id, data in fields.items()})
    text = comment(repo, "--new-file", GITHUB)
    assert len(text) <= LONGEST
    assert text.count("⚠️") == 1
    assert "the same holds for" in text
    assert "more are in the summary of the run" in text
    assert len(link_of(text)) < 6000
    whole = comment(repo, form="markdown")
    assert whole.count("<details><summary>Score ") == 300
    assert len(whole) > LONGEST


@pytest.mark.parametrize(("change", "labels"), [
    ({"governance/stages.yaml": HIGHER}, ["remit:shared"]),
    ({"governance/terms.yaml": "mine: {name: Mine, summary: It.}\n"}, ["remit:local", "remit:ready"]),
    ({}, ["remit:ready"]),
])  # fmt: skip
def test_labels_say_how_far_it_reaches_and_whether_it_is_ready(
    repo: Repo, change: dict[str, str], labels: list[str]
) -> None:
    repo.write(change)
    assert json.loads(comment(repo, form="json"))["labels"] == labels
