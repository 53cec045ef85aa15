"""`remit-post`: one comment, edited in place, and three labels; what is in its way is said."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import remit_post
from building import ROOT
from hosts import Host, hosted
from remit.reports.comment import LONGEST, MARKER

LABELS = ("remit:shared", "remit:ready")
BODY = f"{MARKER}\n**Ready**"


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    monkeypatch.setattr(remit_post, "WAIT", 0.01)
    with hosted() as found:
        yield found


class Poster:
    """Runs the command as a job of a host does."""

    def __init__(self, host: Host, folder: Path, kind: str) -> None:
        self.host, self.folder, self.kind = host, folder, kind
        self.environment = {
            "github": {
                "GITHUB_API_URL": host.address,
                "GITHUB_REPOSITORY": "acme/book",
                "GITHUB_TOKEN": host.token,
                "GITHUB_EVENT_PATH": str(folder / "event.json"),
            },
            "gitlab": {
                "CI_API_V4_URL": host.address,
                "CI_PROJECT_ID": "42",
                "CI_MERGE_REQUEST_IID": "7",
                "REVIEW_TOKEN": host.token,
            },
        }[kind]
        self.event({"pull_request": {"number": 7, "head": {"repo": {"full_name": "acme/book"}}}})

    def event(self, event: object) -> None:
        (self.folder / "event.json").write_text(json.dumps(event), encoding="utf-8")

    def post(
        self, body: str = BODY, labels: tuple[str, ...] = ("remit:shared", "remit:ready"), *more: str
    ) -> int:
        (self.folder / "comment.md").write_text(body, encoding="utf-8")
        (self.folder / "review.json").write_text(json.dumps({"labels": labels}), encoding="utf-8")
        files = ["--comment", str(self.folder / "comment.md"), "--review", str(self.folder / "review.json")]
        return remit_post.main([self.kind, *files, *more], self.environment)


@pytest.fixture(params=["github", "gitlab"])
def poster(request: pytest.FixtureRequest, host: Host, tmp_path: Path) -> Poster:
    return Poster(host, tmp_path, request.param)


def test_the_marks_and_limits_are_those_of_the_comment() -> None:
    assert remit_post.MARK == MARKER
    assert LONGEST < remit_post.LONGEST


def test_the_comment_is_written_once_and_then_edited(
    poster: Poster, capsys: pytest.CaptureFixture[str]
) -> None:
    host = poster.host
    assert poster.post() == 0
    assert [each["body"] for each in host.comments] == [BODY]
    assert sorted(host.labels) == ["remit:ready", "remit:shared"]
    before = len(host.writes)
    assert poster.post() == 0
    assert [call for call in host.writes[before:] if "notes" in call or "comments" in call] == []
    assert poster.post(f"{MARKER}\n**Not ready**\n", ("remit:local",)) == 0
    assert [each["body"] for each in host.comments] == [f"{MARKER}\n**Not ready**"]
    assert host.labels == ["remit:local"]
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "remit-post: wrote the comment",
        "remit-post: the comment says so already",
        "remit-post: edited the comment",
    ]


def test_comments_of_others_are_left_alone_also_with_the_mark(poster: Poster) -> None:
    others = [
        {"id": number, "body": BODY, "user": {"type": "User"}, "author": {"id": 5}} for number in range(150)
    ]
    poster.host.comments += others
    poster.host.labels = ["bug"]
    assert poster.post() == 0
    assert len(poster.host.comments) == 151
    assert poster.post(f"{BODY}!") == 0
    assert len(poster.host.comments) == 151
    assert [each["body"] for each in poster.host.comments] == [BODY] * 150 + [f"{BODY}!"]
    assert "bug" in poster.host.labels


def test_without_a_token_nothing_is_asked_and_nothing_fails(
    poster: Poster, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("GITHUB_TOKEN", "REVIEW_TOKEN"):
        poster.environment.pop(name, None)
    assert poster.post() == 0
    assert poster.host.calls == []
    assert "there is no token in " in capsys.readouterr().out


def test_a_forks_token_that_only_reads_is_no_failure(
    host: Host, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poster = Poster(host, tmp_path, "github")
    host.refuses["POST"] = 403
    poster.event({"pull_request": {"number": 7, "head": {"repo": {"full_name": "stranger/book"}}}})
    assert poster.post() == 0
    assert "a fork's token only reads, so nothing was posted" in capsys.readouterr().out
    poster.event({"pull_request": {"number": 7, "head": {"repo": {"full_name": "acme/book"}}}})
    assert poster.post() == 2
    assert "give the token the permission pull-requests: write" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "give the token the "),
        (404, "there is no such request, or the token does not see it"),
        (422, "the host answered 422 to POST "),
        (500, "run the job again"),
        (302, "the host answered 302 to POST "),
    ],
)
def test_an_error_of_the_host_is_said_with_what_to_do(
    poster: Poster, status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    poster.host.refuses["POST"] = status
    poster.host.says = "nope\n::error::x" + "y" * 500
    assert poster.post() == 2
    said = capsys.readouterr().err
    assert words in said
    assert "nope ::error::x" in said
    assert said.count("\n") == 1
    assert poster.host.token not in said
    tries = remit_post.TRIES if status == 500 else 1
    assert len(poster.host.writes) == tries


def test_a_host_that_is_busy_for_a_moment_is_asked_again(poster: Poster) -> None:
    host = poster.host
    host.refuses["GET"] = 503
    answer = host.answer

    def recovering(*arguments: Any, **options: Any) -> tuple[int, Any]:
        found = answer(*arguments, **options)
        host.refuses.clear()
        return found

    host.answer = recovering  # type: ignore[method-assign]
    assert poster.post() == 0
    assert len(host.comments) == 1


def test_a_host_that_is_not_there_is_said(poster: Poster, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("GITHUB_API_URL", "CI_API_V4_URL"):
        poster.environment[name] = "http://127.0.0.1:9"
    assert poster.post() == 2
    assert "http://127.0.0.1:9 does not answer" in capsys.readouterr().err


@pytest.mark.parametrize("body", ["hello", "", "x" * 70_000, MARKER + "x" * 70_000])
def test_what_is_no_comment_of_a_review_is_not_posted(poster: Poster, body: str) -> None:
    assert poster.post(body) == 2
    assert poster.host.calls == []


def test_only_labels_of_remit_are_set(poster: Poster) -> None:
    assert poster.post(BODY, ("remit:ready", "security", "a,b")) == 0
    assert poster.host.labels == ["remit:ready"]


@pytest.mark.parametrize("number", ["0", "7/../8", "-1", "x", "7 8"])
def test_a_number_that_is_none_is_wrong_usage(poster: Poster, number: str) -> None:
    with pytest.raises(SystemExit) as done:
        poster.post(BODY, (), f"--number={number}")
    assert done.value.code == 2


def run_of(head: str, *, owner: str = "stranger", branch: str = "patch") -> dict[str, object]:
    return {
        "workflow_run": {
            "head_sha": head,
            "head_branch": branch,
            "head_repository": {"owner": {"login": owner}, "full_name": f"{owner}/book"},
        }
    }


def test_the_pull_request_of_a_finished_run_is_found_by_its_commit(
    host: Host, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poster = Poster(host, tmp_path, "github")
    sha = "a" * 40
    host.pulls = [
        {"number": 6, "head": {"owner": "stranger", "sha": "b" * 40}, "base": {"ref": "main"}},
        {"number": 7, "head": {"owner": "stranger", "sha": sha}, "base": {"ref": "main"}},
        {"number": 8, "head": {"owner": "other", "sha": sha}, "base": {"ref": "main"}},
    ]
    poster.event(run_of(sha))
    assert remit_post.main(["github", "--find"], poster.environment) == 0
    assert capsys.readouterr().out == f"number=7\nbase=main\nhead={sha}\n"
    poster.event(run_of("c" * 40, branch="a&state=all"))
    assert remit_post.main(["github", "--find"], poster.environment) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "no open pull request has this commit as its newest" in said.err


def test_it_runs_with_the_standard_library_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "plugins" / "remit_post.py", "--help"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "--comment FILE" in done.stdout
