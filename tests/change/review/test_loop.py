"""The whole way of a change, with a stub of the host on 127.0.0.1: from the page to what an auditor reads."""

# Request opened → comment → record from its link → approvals arrive → comment edited in place → merged →
# `agreed-by` written. What people do is counted; all else is what the workflows of the guide do.

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest

from building import CASES
from remit.reading import open_handbook
from remit.reports.comment import MARKER
from repositories import Repo, begun
from running import remit

BASE = CASES / "change" / "_base"
STAGES = (BASE / "governance" / "stages.yaml").read_text(encoding="utf-8")
HIGHER = STAGES.replace("score of 50", "score of 65")
PULL = "/repos/northlake/handbook/pulls/1"
COMMENTS = "/repos/northlake/handbook/issues/1/comments"
MEMBERS = "/orgs/northlake/teams/revops/members"


class Host:
    """What a host keeps of one pull request, as answers by path."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {COMMENTS: [], f"{PULL}/reviews": [], MEMBERS: [{"login": "jane"}]}
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(host.answers.get(self.path))

            def do_POST(self) -> None:
                host.answers[self.path].append({"id": len(host.answers[self.path]) + 1, **self.sent()})
                self.answer({})

            def do_PATCH(self) -> None:
                number = int(self.path.rpartition("/")[2])
                host.answers[COMMENTS][number - 1] |= self.sent()
                self.answer({})

            def sent(self) -> dict[str, Any]:
                data: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                return data

            def answer(self, data: Any) -> None:
                body = json.dumps(data).encode()
                self.send_response(200 if data is not None else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def call(self, path: str, data: Mapping[str, Any] | None = None, method: str = "") -> Any:
        body = None if data is None else json.dumps(data).encode()
        address = f"http://127.0.0.1:{self.server.server_port}{path}"
        with urlopen(Request(address, body, method=method or ("POST" if body else "GET"))) as answer:
            return json.loads(answer.read())


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.server.shutdown()
    made.server.server_close()


def export(host: Host, folder: Path) -> Path:
    """The approvals as the commands of the guide export them."""
    pull = host.call(PULL)
    reviews = [
        {
            "login": each["user"]["login"],
            "commit": each["commit_id"],
            "at": each["submitted_at"],
            "state": each["state"].lower().replace("_", "-"),
        }
        for each in host.call(f"{PULL}/reviews")
    ]
    members = {"northlake/revops": [each["login"] for each in host.call(MEMBERS)]}
    data = {"version": 1, "head": pull["head"]["sha"], "author": pull["user"]["login"]}
    path = folder / "approvals.json"
    path.write_text(json.dumps({**data, "reviews": reviews, "members": members}), encoding="utf-8")
    return path


def run_workflow(host: Host, repo: Repo) -> list[str]:
    """The job of the review: the comment written or edited; the labels that the request has then."""
    options = (
        "main", "HEAD", "--approvals", export(host, repo.folder.parent), "--require-approvals",
        "--today", "2026-01-15",
        "--new-file", "https://host.example/northlake/handbook/new/topic", "-C", repo.folder,
    )  # fmt: skip
    body = remit("review", *options, "--format", "comment").stdout
    old = next((each["id"] for each in host.call(COMMENTS) if each["body"].startswith(MARKER)), None)
    if old is None:
        host.call(COMMENTS, {"body": body})
    else:
        host.call(f"{COMMENTS}/{old}", {"body": body}, "PATCH")
    labels: list[str] = json.loads(remit("review", *options, "--format", "json").stdout)["labels"]
    return labels


def body_of(host: Host) -> str:
    (comment,) = host.call(COMMENTS)
    body: str = comment["body"]
    return body


def merged(host: Host, repo: Repo) -> list[str]:
    """A threshold changes from the page to merged: what people did for it."""
    people = ["edit the line on the page's source, and propose it on a branch", "open the pull request"]
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"governance/stages.yaml": HIGHER}, "A higher line")
    host.answers[PULL] = {"head": {"sha": repo.head()}, "user": {"login": "ann"}}
    assert run_workflow(host, repo) == ["remit:shared"]
    assert "open: no approval by Head of RevOps or who stands in" in body_of(host)

    people += ["follow the link of the comment", "write why, and commit the file"]
    link = body_of(host).partition("**[Write the record](")[2].partition(")")[0]
    query = parse_qs(urlsplit(link).query)
    record = query["value"][0].replace("\nwhy:", "\nwhy: Sales rejected too many.")
    repo.commit({query["filename"][0]: record}, "Why")
    host.answers[PULL]["head"]["sha"] = repo.head()
    assert run_workflow(host, repo) == ["remit:shared"]
    assert "Not ready: 1 thing is missing" in body_of(host)

    people += ["approve, as RevOps", "merge"]
    seen = {"user": {"login": "jane"}, "state": "APPROVED", "commit_id": repo.head()}
    host.call(f"{PULL}/reviews", {**seen, "submitted_at": "2026-01-15T09:00:00Z"})
    assert run_workflow(host, repo) == ["remit:shared", "remit:ready"]
    assert "| ✓ @&#8203;jane, Head of RevOps on 2026-01-15 |" in body_of(host)
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "topic", **repo.clock())
    return people


def write_agreements(repo: Repo, approvals: Path) -> Path:
    """The workflow after a merge; the file of the record."""
    options = ("--fix", "--approvals", approvals, "--today", "2026-01-16", "-C", repo.folder)
    done = remit("review", "HEAD^1", *options)
    assert done.exit_code == 0, done.output
    assert "it says who agreed" in done.stderr
    (written,) = open_handbook(repo.folder).all("change")
    assert written["agreed-by"] == {"function:revops": {"role": "head-of-revops", "on": "2026-01-15"}}
    assert written["decided-by"] == ["head-of-revops"]
    return repo.folder / written.document.path


def test_a_threshold_changes_from_the_page_to_merged_in_six_actions(host: Host, tmp_path: Path) -> None:
    repo = begun(tmp_path / "repo", BASE)
    assert len(merged(host, repo)) <= 6
    write_agreements(repo, export(host, tmp_path))


def test_what_the_host_confirms_asks_nobody_again_and_anything_else_does(host: Host, tmp_path: Path) -> None:
    repo = begun(tmp_path / "repo", BASE)
    merged(host, repo)
    approvals = export(host, tmp_path)
    path = write_agreements(repo, approvals)
    asked = ("review", "HEAD", "--approvals", approvals, "--require-approvals", "-C", repo.folder)
    confirmed = remit(*asked)
    assert (confirmed.exit_code, "must agree" in confirmed.stdout) == (0, False), confirmed.stdout
    assert remit("review", "HEAD", "-C", repo.folder).exit_code == 1
    text = path.read_text(encoding="utf-8")
    kept, agreed = text[: text.index("agreed-by:")], text[text.index("agreed-by:") :]
    for old, new in (
        ("2026-01-15", "2026-01-12"),
        ("head-of-revops", "sales-ops-lead"),
        ("revops:", "finance:"),
    ):
        path.write_text(kept + agreed.replace(old, new, 1), encoding="utf-8")
        assert remit(*asked).exit_code == 1
    path.write_text(
        kept.replace("decided-on: 2026-01-15", "decided-on: 2026-01-14") + agreed, encoding="utf-8"
    )
    assert remit(*asked).exit_code != 0
    path.write_text(text, encoding="utf-8")
    nobody = json.loads(approvals.read_text(encoding="utf-8")) | {"reviews": []}
    approvals.write_text(json.dumps(nobody), encoding="utf-8")
    assert remit(*asked).exit_code == 1
