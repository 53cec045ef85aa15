"""What other repositories use in their CI, run as their hosts run it, on a repository with a change."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from building import CASES, ROOT, read_yaml
from depth import DEEP
from hosts import Host, hosted
from repositories import Repo
from workflow_runner import Runner, gitlab_job, loaded

BIN = Path(sys.executable).parent
PATH = f"{BIN}:{os.environ['PATH']}"
FIELDS = (CASES / "check" / "_base" / "governance" / "fields.yaml").read_text(encoding="utf-8")
CHANGED = FIELDS.replace("It has signed.", "It has paid.")
LANES = (CASES / "check" / "_base" / "governance" / "lanes.yaml").read_text(
    encoding="utf-8"
) + "  needs-record: true\n"


@pytest.fixture
def host() -> Iterator[Host]:
    with hosted() as found:
        yield found


@pytest.fixture
def upstream(tmp_path: Path) -> Repo:
    """The repository on the host: a branch `change`, and the same as pull request 7 of a fork."""
    repo = Repo(tmp_path / "acme" / "book")
    shutil.copytree(CASES / "check" / "_base" / "governance", repo.folder / "governance")
    repo.commit({"governance/lanes.yaml": LANES})
    repo.git("switch", "-q", "-c", "change")
    repo.commit({"governance/fields.yaml": CHANGED})
    repo.git("update-ref", "refs/pull/7/head", "change")
    repo.git("switch", "-q", "main")
    return repo


@pytest.fixture
def clone(upstream: Repo, tmp_path: Path) -> Path:
    work = tmp_path / "work"
    subprocess.run(["git", "clone", "-q", upstream.folder, work], check=True)
    return work


def switched(clone: Path, branch: str) -> Path:
    subprocess.run(["git", "-C", clone, "switch", "-q", "--detach", f"origin/{branch}"], check=True)
    return clone


def runner(clone: Path, room: Path, host: Host, event: dict[str, Any], **more: str) -> Runner:
    """A job of GitHub's, with remit installed where the action installs it."""
    (room / "temp" / "remit" / "bin").mkdir(parents=True)
    for name in ("requirements.lock", "requirements-core.lock"):  # so the action finds it installed
        (room / "temp" / "remit" / name).touch()
    for name in ("remit", "remit-post"):
        (room / "temp" / "remit" / "bin" / name).symlink_to(BIN / name)
    (room / "event.json").write_text(json.dumps(event), encoding="utf-8")
    (room / "summary.md").touch()
    environment = {
        **os.environ,
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": host.address,
        "GITHUB_REPOSITORY": "acme/book",
        "GITHUB_EVENT_PATH": str(room / "event.json"),
        "GITHUB_STEP_SUMMARY": str(room / "summary.md"),
        "GITHUB_SERVER_URL": clone.parent.as_uri(),
        "RUNNER_TEMP": str(room / "temp"),
        **more,
    }
    pull_request = event.get("pull_request")
    github = {
        "token": host.token,
        "event": {"pull_request": pull_request} if pull_request else {},
        "server_url": "https://git.example.org",
        "head_ref": "change",
    }
    return Runner(clone, room, environment, {"github": github, "steps": {}, "runner": {"temp": str(room)}})


def pull_request(of: str = "acme/book") -> dict[str, Any]:
    return {"pull_request": {"number": 7, "head": {"repo": {"full_name": of}}}}


# -- GitHub ---------------------------------------------------------------------


def test_a_check_annotates_and_sums_up(clone: Path, tmp_path: Path, host: Host) -> None:
    job = runner(clone, tmp_path, host, pull_request())
    job.job("handbook-check.yml", "check")
    assert not job.failed
    (clone / "governance" / "terms.yaml").write_text("win: {nme: Win, summary: S.}\n", encoding="utf-8")
    again = runner(clone, tmp_path / "again", host, pull_request())
    again.job("handbook-check.yml", "check")
    assert again.failed
    assert "::error file=governance/terms.yaml,line=1,col=7," in again.log
    assert "`governance/terms.yaml:1`" in (tmp_path / "again" / "summary.md").read_text("utf-8")
    assert host.calls == []


def test_a_review_is_one_comment_that_is_edited_with_its_labels(
    upstream: Repo, clone: Path, tmp_path: Path, host: Host
) -> None:
    job = runner(switched(clone, "change"), tmp_path, host, pull_request(), GITHUB_BASE_REF="main")
    job.job("handbook-review.yml", "review")
    (comment,) = host.comments
    assert comment["body"].startswith("<!-- remit:review -->\n**1 definition changes")
    assert "https://git.example.org/acme/book/new/change?filename=governance" in comment["body"]
    assert host.labels == ["remit:shared"]
    assert job.failed, "a record is missing"
    assert "remit-post: wrote the comment" in job.log
    assert "1 definition changes" in (tmp_path / "summary.md").read_text("utf-8")
    # The author takes it back: the same comment says so, and the job is green.
    upstream.git("switch", "-q", "change")
    upstream.commit({"governance/fields.yaml": FIELDS})
    subprocess.run(["git", "-C", clone, "fetch", "-q"], check=True)
    again = runner(
        switched(clone, "change"), tmp_path / "again", host, pull_request(), GITHUB_BASE_REF="main"
    )
    again.job("handbook-review.yml", "review")
    assert not again.failed
    assert len(host.comments) == 1
    assert "Nothing that is governed changes" in host.comments[0]["body"]
    assert host.labels == ["remit:ready"]


def test_a_fork_gets_the_review_in_the_summary_and_no_failure_of_its_own(
    clone: Path, tmp_path: Path, host: Host
) -> None:
    host.refuses["POST"] = 403
    job = runner(
        switched(clone, "change"), tmp_path, host, pull_request("stranger/book"), GITHUB_BASE_REF="main"
    )
    job.job("handbook-review.yml", "review")
    assert "a fork's token only reads, so nothing was posted" in job.log
    assert "1 definition changes" in (tmp_path / "summary.md").read_text("utf-8")
    assert (host.comments, host.labels) == ([], [])
    assert job.contexts["steps"] == {}
    assert job.failed, "the record is missing all the same"


def test_a_review_that_cannot_be_made_is_said_in_the_comment(clone: Path, tmp_path: Path, host: Host) -> None:
    job = runner(switched(clone, "change"), tmp_path, host, pull_request(), GITHUB_BASE_REF="nowhere")
    job.job("handbook-review.yml", "review")
    assert job.failed
    assert "This change could not be judged" in host.comments[0]["body"]


def test_a_run_about_no_pull_request_says_what_is_missing(clone: Path, tmp_path: Path, host: Host) -> None:
    job = runner(clone, tmp_path, host, {}, GITHUB_BASE_REF="")
    job.action({"run": "review"})
    assert job.failed
    assert "this run is about no pull request" in job.log


def test_a_comment_on_a_fork_is_made_anew_on_the_main_branch_from_git_alone(
    upstream: Repo, clone: Path, tmp_path: Path, host: Host
) -> None:
    head = upstream.git("rev-parse", "change")
    host.pulls = [{"number": 7, "head": {"owner": "stranger", "sha": head}, "base": {"ref": "main"}}]
    event = {
        "workflow_run": {
            "head_sha": head,
            "head_branch": "change",
            "head_repository": {"owner": {"login": "stranger"}},
        }
    }
    job = runner(clone, tmp_path, host, event, GITHUB_SERVER_URL=tmp_path.as_uri())
    job.job("handbook-comment.yml", "comment")
    (comment,) = host.comments
    assert comment["body"].startswith("<!-- remit:review -->\n**1 definition changes")
    assert (clone / "governance" / "fields.yaml").read_text("utf-8") == FIELDS, "it was never checked out"
    # A newer commit has come since: the newer run will comment.
    host.pulls[0]["head"]["sha"] = "0" * 40
    late = runner(clone, tmp_path / "late", host, event, GITHUB_SERVER_URL=tmp_path.as_uri())
    late.job("handbook-comment.yml", "comment")
    assert "no open pull request has this commit as its newest" in late.log
    assert not late.failed
    assert late.ran == ["Install remit", "Find the pull request"]


def test_no_step_puts_foreign_text_into_a_script() -> None:
    steps = list(loaded(ROOT / "ci" / "action.yml")["runs"]["steps"])
    for file in (ROOT / ".github" / "workflows").glob("handbook-*.yml"):
        steps += [step for job in loaded(file)["jobs"].values() for step in job["steps"]]
    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []


def test_every_reusable_workflow_says_what_it_may_and_the_site_is_published_by_a_job_that_runs_nothing() -> (
    None
):
    wanted = {
        "check": {"contents: read"},
        "review": {"contents: read", "pull-requests: write"},
        "comment": {"contents: read", "pull-requests: write"},
        "build": {"contents: read"},
        "publish": {"pages: write", "id-token: write"},
    }
    found = {}
    for file in (ROOT / ".github" / "workflows").glob("handbook-*.yml"):
        described = loaded(file)
        assert described["permissions"] == {}
        for name, job in described["jobs"].items():
            found[name] = {f"{what}: {how}" for what, how in job["permissions"].items()}
    assert found == wanted
    steps = loaded(ROOT / ".github" / "workflows" / "handbook-pages.yml")["jobs"]["publish"]["steps"]
    assert [step["uses"].partition("@")[0] for step in steps] == ["actions/deploy-pages"]


def test_a_check_installs_the_core_alone_at_the_versions_that_the_site_has() -> None:
    core, whole = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements-core.lock", "requirements.lock")
    )
    assert core.items() < whole.items()
    assert "click" in core
    assert not {"mkdocs", "mkdocs-material", "jinja2"} & set(core)


# -- GitLab -----------------------------------------------------------------------


def on_gitlab(host: Host, **more: str) -> dict[str, str]:
    return {
        "PATH": PATH,
        "CI_API_V4_URL": host.address,
        "CI_PROJECT_ID": "42",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_URL": "https://git.example.org/acme/book",
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "change",
        **more,
    }


def test_gitlabs_check_writes_its_reports(clone: Path, host: Host) -> None:
    (clone / "governance" / "terms.yaml").write_text("win: {nme: Win, summary: S.}\n", encoding="utf-8")
    done = gitlab_job("remit-check", clone, on_gitlab(host))
    assert done.returncode == 1
    (issue,) = json.loads((clone / "gl-code-quality-report.json").read_text("utf-8"))
    assert issue["location"]["path"] == "governance/terms.yaml"
    assert "<failure " in (clone / "remit-junit.xml").read_text("utf-8")
    assert "error[unknown-property]" in done.stdout
    reports = loaded(ROOT / "ci" / "gitlab.yml")["remit-check"]["artifacts"]["reports"]
    assert all((clone / name).exists() for name in reports.values())


def test_gitlabs_review_is_one_note_that_is_edited_and_nothing_without_a_token(
    upstream: Repo, clone: Path, host: Host
) -> None:
    work = switched(clone, "change")
    done = gitlab_job("remit-review", work, on_gitlab(host))
    assert done.returncode == 1
    assert "there is no token in REVIEW_TOKEN" in done.stdout
    assert host.calls == []
    for _ in range(2):
        done = gitlab_job("remit-review", work, on_gitlab(host, REVIEW_TOKEN=host.token))
        assert done.returncode == 1
    (note,) = host.comments
    assert "https://git.example.org/acme/book/-/new/change?file_name=governance" in note["body"]
    assert host.labels == ["remit:shared"]
    upstream.git("switch", "-q", "change")
    upstream.commit({"governance/fields.yaml": FIELDS})
    subprocess.run(["git", "-C", clone, "fetch", "-q"], check=True)
    done = gitlab_job("remit-review", switched(clone, "change"), on_gitlab(host, REVIEW_TOKEN=host.token))
    assert done.returncode == 0, done.stdout
    assert len(host.comments) == 1
    assert host.labels == ["remit:ready"]


# -- pins, and what an auditor says --------------------------------------------------

_USES = re.compile(r"^[ -]*uses: ([\w.-]+/[\w./-]+)@(\S+)(?: # (\S+))?", re.MULTILINE)
_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)
OURS = "northlake/remit"


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file in which an action may be named."""
    scaffold = ROOT / "plugins" / "remit" / "packs"
    return (
        *(ROOT / ".github" / "workflows").glob("*.yml"),
        ROOT / "ci" / "action.yml",
        ROOT / "README.md",
        *(ROOT / "docs" / "guide").glob("*.md"),
        *scaffold.rglob("*.yml"),
    )


def table() -> dict[str, tuple[str, str]]:
    """Action → commit and tag, as the guide lists them."""
    text = (ROOT / "docs" / "guide" / "ci.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w./-]+)` \| (v[\d.]+) \| `([0-9a-f]{40})` \|", text, re.MULTILINE)
    return {name: (commit, tag) for name, tag, commit in rows}


def test_every_action_is_pinned_by_its_commit_with_its_tag_as_the_guide_lists_it() -> None:
    named = set()
    for file in files():
        for name, commit, tag in _USES.findall(file.read_text(encoding="utf-8")):
            assert re.fullmatch(r"[0-9a-f]{40}", commit), f"{file.name}: {name}@{commit}"
            assert tag.startswith("v"), f"{file.name}: {name}"
            if not name.startswith(OURS):
                named.add(name)
                assert table()[name] == (commit, tag), f"{file.name}: {name}"
    assert named == set(table())


def audited(folder: Path) -> str:
    done = subprocess.run(
        [
            BIN / "zizmor",
            "--offline",
            "--no-progress",
            "--quiet",
            "--color",
            "never",
            "--format",
            "plain",
            folder,
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return f"exit {done.returncode}\n{done.stdout}{done.stderr}"


def test_zizmor_finds_nothing_in_our_workflows_nor_in_those_that_the_guide_prints(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for file in (ROOT / ".github" / "workflows").glob("*.yml"):
        shutil.copy(file, folder)
    (tmp_path / "ci").mkdir()
    shutil.copy(ROOT / "ci" / "action.yml", tmp_path / "ci")
    printed = 0
    for page in (ROOT / "README.md", *(ROOT / "docs" / "guide").glob("*.md")):
        for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
            if re.search(r"^jobs:", block, re.MULTILINE):
                printed += 1
                (folder / f"{page.stem}-{printed}.yml").write_text(block, encoding="utf-8")
    assert printed >= 5
    # One is ignored, with its reason beside it: `workflow_run` in the workflow that comments on forks.
    assert re.fullmatch(
        r"exit 0\nNo findings to report. Good job! \(1 ignored, \d+ suppressed\)\n", audited(tmp_path)
    )


def test_the_auditor_finds_what_is_wrong(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    bad = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{uses: actions/checkout@v5}]\n"
    (folder / "a.yml").write_text(bad, encoding="utf-8")
    assert "unpinned-uses" in audited(tmp_path)


# -- pre-commit -----------------------------------------------------------------------


def committed_with_hooks(repo: Repo, config: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    repo.commit({".pre-commit-config.yaml": config})
    return subprocess.run(
        [BIN / "pre-commit", "run", "--all-files", "--color", "never", *arguments],
        cwd=repo.folder,
        env={**os.environ, "PRE_COMMIT_HOME": str(repo.folder.parent / "home"), "PATH": PATH},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )  # fmt: skip


def hooks() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_yaml(ROOT / ".pre-commit-hooks.yaml")
    return found


def test_the_hooks_run_on_a_repository(upstream: Repo) -> None:
    """As they are, but that pre-commit finds remit installed and does not install it: see the next test."""
    ours = [{**hook, "language": "system"} for hook in hooks()]
    config = yaml.safe_dump({"repos": [{"repo": "local", "hooks": ours}]}, sort_keys=False)
    subprocess.run(
        [BIN / "remit", "export", "codeowners", "--output", "CODEOWNERS"],
        cwd=upstream.folder,
        check=False,
        capture_output=True,
    )
    done = committed_with_hooks(upstream, config)
    assert re.search(r"check the handbook\.+Passed", done.stdout), done.stdout
    upstream.commit({"governance/terms.yaml": "win:    {name: Win, summary: S.}\n"})
    assert committed_with_hooks(upstream, config, "remit-fmt").returncode == 1, (
        "it lays out the file, and says so"
    )
    assert committed_with_hooks(upstream, config, "remit-fmt").returncode == 0
    upstream.commit({"governance/terms.yaml": "win: {nme: Win, summary: S.}\n", "README.md": "Ours.\n"})
    done = committed_with_hooks(upstream, config, "remit-check")
    assert done.returncode == 1
    assert "governance/terms.yaml:1:7" in done.stdout
    upstream.commit({"CODEOWNERS": "* @everybody\n"})
    done = committed_with_hooks(upstream, config, "remit-codeowners")
    assert re.search(r"CODEOWNERS says what the definitions say\.+Failed", done.stdout)


@pytest.mark.skipif(not DEEP, reason="installs from the package index")
def test_pre_commit_installs_the_hooks_itself(upstream: Repo) -> None:
    commit = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    )
    named = [{"id": "remit-check"}]
    source = {"repo": str(ROOT), "rev": commit.stdout.strip(), "hooks": named}
    done = committed_with_hooks(upstream, yaml.safe_dump({"repos": [source]}, sort_keys=False))
    assert re.search(r"check the handbook\.+Passed", done.stdout), done.stdout + done.stderr
