"""`remit-post`: puts what `remit review` wrote on its pull or merge request, as one comment and labels.

It is a command of its own because it talks to a host, which `remit` never does. It imports nothing of remit
and reads nothing of the change but the two files that it is given. It needs the standard library alone.

    remit review BASE HEAD --format comment --output comment.md
    remit review BASE HEAD --format json --output review.json
    remit-post github --comment comment.md --review review.json

The comment is written once and then edited in place: a mark in its first line tells it from all others. Exit
codes: 0 when it stands there, or may not from here (a fork's token only reads); 2 when something is in the
way, with a sentence.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

MARK = "<!-- remit:review -->"
LABELS = ("remit:local", "remit:shared", "remit:ready")
LONGEST = 65_536  # characters of a comment that GitHub takes; GitLab takes more
MOST_PAGES = 100  # of a hundred comments each
TRIES = 3  # of a call that the host is too busy for
BUSY = (429, 500, 502, 503, 504)
WAIT = 1.0  # seconds before the second try; then twice as long


class CannotPost(Exception):
    """The comment could not be posted; the message says why and what to do."""


class MayNotPost(Exception):
    """The comment may not be posted from here, and that is as it should be."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to another host."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Refused(Exception):
    """The host answered with an error."""

    def __init__(self, status: int, said: str, call: str) -> None:
        super().__init__(f"the host answered {status} to {call}" + (f": {said}" if said else ""))
        self.status = status


class Api:
    """The calls of one host, by JSON; `headers` carry the token."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        if not re.match(r"https?://", address):
            raise CannotPost(f"`{address}` is not the address of a host's API; it begins with https://")
        self._address = address.rstrip("/")
        self._headers = {"User-Agent": "remit-post", "Accept": "application/json", **headers}
        self._opener = urllib.request.build_opener(_NoRedirect)

    def call(self, method: str, path: str, data: Any = None) -> Any:
        """The answer as data; raises Refused, and CannotPost where no host answers."""
        for number in range(TRIES):
            try:
                return self._once(method, path, data)
            except Refused as problem:
                if problem.status not in BUSY or number == TRIES - 1:
                    raise
                time.sleep(WAIT * 2**number)
        raise AssertionError("a try either answers or raises")

    def every(self, path: str) -> Iterator[dict[str, Any]]:
        """All items of a list that comes in pages."""
        sign = "&" if "?" in path else "?"
        for page in range(1, MOST_PAGES + 1):
            items = self.call("GET", f"{path}{sign}per_page=100&page={page}")
            yield from items
            if len(items) < 100:
                return

    def _once(self, method: str, path: str, data: Any) -> Any:
        body = None if data is None else json.dumps(data).encode()
        headers = self._headers if body is None else {**self._headers, "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self._address}{path}", data=body, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=30) as answer:
                text = answer.read()
        except urllib.error.HTTPError as problem:
            with problem:
                raise Refused(problem.code, _said(problem.read(2000)), f"{method} {path}") from None
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "reason", problem)
            raise CannotPost(f"{self._address} does not answer: {reason}; run the job again") from None
        try:
            return json.loads(text) if text else None
        except ValueError:
            raise CannotPost(f"{self._address} answered {method} {path} with what is not JSON") from None


def _said(body: bytes) -> str:
    """The host's own words, on one line and not too long."""
    try:
        data = json.loads(body)
        text = data.get("message") or data.get("error") or "" if isinstance(data, dict) else ""
    except ValueError:
        text = ""
    return re.sub(r"[^ -~]+", " ", str(text))[:200].strip()


# -- the hosts ------------------------------------------------------------------


def github(environment: Mapping[str, str], body: str, labels: Sequence[str], number: str | None) -> str:
    """Post on a pull request of GitHub; returns what became of the comment."""
    repository = _named(environment, "GITHUB_REPOSITORY")
    event = _event(environment)
    api = _github(environment)
    try:
        found = number or _number(api, repository, event)
        issue = f"/repos/{repository}/issues/{found}"
        ours = (
            each
            for each in api.every(f"{issue}/comments")
            if each["user"]["type"] == "Bot" and each["body"].startswith(MARK)
        )
        old = next(ours, None)
        if old is None:
            api.call("POST", f"{issue}/comments", {"body": body})
        elif old["body"] != body:
            api.call("PATCH", f"/repos/{repository}/issues/comments/{old['id']}", {"body": body})
        _label_on_github(api, issue, labels)
    except Refused as problem:
        if problem.status == 403 and _is_fork(event, repository):
            raise MayNotPost("a fork's token only reads, so nothing was posted") from None
        raise CannotPost(f"{problem}; {_remedy(problem.status, 'permission pull-requests: write')}") from None
    return _became(old, body)


def _github(environment: Mapping[str, str]) -> Api:
    token = environment.get("GITHUB_TOKEN") or environment.get("GH_TOKEN")
    if not token:
        raise MayNotPost("there is no token in GITHUB_TOKEN, so nothing was posted")
    headers = {"Authorization": f"Bearer {token}", "X-GitHub-Api-Version": "2022-11-28"}
    return Api(environment.get("GITHUB_API_URL") or "https://api.github.com", headers)


def _label_on_github(api: Api, issue: str, labels: Sequence[str]) -> None:
    has = {each["name"] for each in api.every(f"{issue}/labels")}
    for label in LABELS:
        if label in has and label not in labels:
            api.call("DELETE", f"{issue}/labels/{urllib.parse.quote(label, safe='')}")
    if new := [label for label in labels if label not in has]:
        api.call("POST", f"{issue}/labels", {"labels": new})


def _event(environment: Mapping[str, str]) -> dict[str, Any]:
    path = environment.get("GITHUB_EVENT_PATH")
    if not path:
        return {}
    try:
        data = json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as problem:
        raise CannotPost(f"the event of this run cannot be read: {problem}") from None
    return data if isinstance(data, dict) else {}


def _number(api: Api, repository: str, event: Mapping[str, Any]) -> str:
    """The number of the pull request that the event is about."""
    return str(int(_pull_request(api, repository, event)["number"]))


def _pull_request(api: Api, repository: str, event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The event's own pull request, or the open one whose newest commit a finished run was about."""
    own: Mapping[str, Any] | None = event.get("pull_request")
    if own:
        return own
    run = event.get("workflow_run")
    if not run:
        raise CannotPost("this run is about no pull request; name one with --number")
    head = f"{run['head_repository']['owner']['login']}:{run['head_branch']}"
    query = urllib.parse.urlencode({"state": "open", "head": head})
    for each in api.every(f"/repos/{repository}/pulls?{query}"):
        if each["head"]["sha"] == run["head_sha"]:
            return each
    raise MayNotPost("no open pull request has this commit as its newest; nothing was posted")


def found_on_github(environment: Mapping[str, str]) -> str:
    """The pull request that a finished run was about, as outputs of a step; raises MayNotPost without one."""
    repository = _named(environment, "GITHUB_REPOSITORY")
    api = _github(environment)
    try:
        found = _pull_request(api, repository, _event(environment))
    except Refused as problem:
        raise CannotPost(f"{problem}; {_remedy(problem.status, 'permission pull-requests: read')}") from None
    base, head = found["base"]["ref"], found["head"]["sha"]
    return f"number={int(found['number'])}\nbase={base}\nhead={head}"


def _is_fork(event: Mapping[str, Any], repository: str) -> bool:
    head = (event.get("pull_request") or {}).get("head") or {}
    return bool(head) and (head.get("repo") or {}).get("full_name") != repository


def gitlab(environment: Mapping[str, str], body: str, labels: Sequence[str], number: str | None) -> str:
    """Post on a merge request of GitLab; returns what became of the comment."""
    token = environment.get("REVIEW_TOKEN")
    if not token:
        raise MayNotPost(
            "there is no token in REVIEW_TOKEN, so nothing was posted; a job's own token may not comment"
        )
    project = urllib.parse.quote(_named(environment, "CI_PROJECT_ID"), safe="")
    found = number or _named(environment, "CI_MERGE_REQUEST_IID")
    request = f"/projects/{project}/merge_requests/{found}"
    api = Api(_named(environment, "CI_API_V4_URL"), {"PRIVATE-TOKEN": token})
    try:
        me = api.call("GET", "/user")["id"]
        ours = (
            each
            for each in api.every(f"{request}/notes?sort=asc")
            if each["author"]["id"] == me and each["body"].startswith(MARK)
        )
        old = next(ours, None)
        if old is None:
            api.call("POST", f"{request}/notes", {"body": body})
        elif old["body"] != body:
            api.call("PUT", f"{request}/notes/{old['id']}", {"body": body})
        gone = [label for label in LABELS if label not in labels]
        api.call("PUT", request, {"add_labels": ",".join(labels), "remove_labels": ",".join(gone)})
    except Refused as problem:
        raise CannotPost(f"{problem}; {_remedy(problem.status, 'scope api and the role Reporter')}") from None
    return _became(old, body)


def _became(old: Mapping[str, Any] | None, body: str) -> str:
    """What became of the comment, in words."""
    if old is None:
        return "wrote the comment"
    return "the comment says so already" if old["body"] == body else "edited the comment"


def _remedy(status: int, right: str) -> str:
    """What to do about an error of the host."""
    if status in (401, 403):
        return f"give the token the {right}"
    if status == 404:
        return f"there is no such request, or the token does not see it: it needs the {right}"
    return (
        "run the job again; if it stays so, look at the host's status"
        if status in BUSY
        else "nothing more is known"
    )


def _named(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise CannotPost(f"{name} is not set; the host sets it in its jobs")
    return value


# -- the command ------------------------------------------------------------------

HOSTS = {"github": github, "gitlab": gitlab}


def main(arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    """Post as the arguments say; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="remit-post", description="Put a review on its pull or merge request, as one comment and labels."
    )
    parser.add_argument("host", choices=sorted(HOSTS))
    parser.add_argument("--comment", metavar="FILE", help="what `remit review --format comment` wrote")
    parser.add_argument("--review", metavar="FILE", help="what `remit review --format json` wrote: labels")
    parser.add_argument("--number", type=_digits, metavar="N", help="the request; by default the job's")
    parser.add_argument(
        "--find", action="store_true", help="post nothing: print number, base and head of the request"
    )
    wanted = parser.parse_args(arguments)
    if wanted.find == (wanted.comment is not None) or (wanted.find and wanted.host != "github"):
        parser.error("name the comment with --comment FILE; --find is for GitHub, and posts none")
    try:
        print(found_on_github(environment) if wanted.find else f"remit-post: {_posted(wanted, environment)}")
    except MayNotPost as reason:
        words = f"remit-post: {reason}; the review is in the log, or in the summary of the run"
        print(words, file=sys.stderr if wanted.find else sys.stdout)
    except CannotPost as problem:
        print(f"remit-post: could not post: {problem}", file=sys.stderr)
        return 2
    except (KeyError, TypeError, ValueError) as problem:
        print(f"remit-post: could not post: the host answered something else: {problem!r}", file=sys.stderr)
        return 2
    return 0


def _posted(wanted: argparse.Namespace, environment: Mapping[str, str]) -> str:
    return HOSTS[wanted.host](environment, _body(wanted.comment), _labels(wanted.review), wanted.number)


def _digits(value: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,9}", value):
        raise argparse.ArgumentTypeError(f"`{value}` is not the number of a request")
    return value


def _body(file: str) -> str:
    try:
        body = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise CannotPost(f"the comment cannot be read: {problem}") from None
    if not body.startswith(MARK):
        raise CannotPost(
            f"`{file}` is not what `remit review --format comment` writes: its first line lacks the mark"
        )
    if len(body) > LONGEST:
        raise CannotPost(f"the comment has {len(body)} characters, and the host takes {LONGEST}")
    return body.strip()  # hosts store it so: else it would never be equal


def _labels(file: str | None) -> Sequence[str]:
    """The labels of a review, of those that remit sets."""
    if file is None:
        return ()
    try:
        data = json.loads(Path(file).read_bytes())
        return [label for label in LABELS if label in data["labels"]]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise CannotPost(f"`{file}` is not what `remit review --format json` writes: {problem}") from None


def run() -> NoReturn:
    """The installed command."""
    sys.exit(main())


if __name__ == "__main__":
    run()
