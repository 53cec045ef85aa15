"""Golden cases: two versions of a small handbook, and what `remit diff` and `remit review` say of them."""

# tests/cases/change/<case>/ and tests/cases/review/<case>/ hold before/ and after/, which both lie over
# _base/ of tests/cases/change/. `expected.txt`, `.json` and `.md` are what the three formats print; the
# first line of the text is the exit code. An empty file in after/ removes that of _base/.
# REMIT_UPDATE_CASES=1 writes them anew: read the diff before you commit it.

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from building import CASES, golden
from remit.escape import markdown_text
from repositories import Repo
from running import remit

BASE = CASES / "change" / "_base"
FORMS = {"text": "expected.txt", "json": "expected.json", "markdown": "expected.md"}


def names(command: str) -> list[str]:
    return sorted(path.name for path in (CASES / command).iterdir() if path.name != "_base")


def lay(case: Path, side: str, target: Path) -> Path:
    """One side of a case as a folder; what is empty there is not."""
    for folder in (
        BASE,
        case / side,
    ):  # with the time of now: git takes an old file of equal size for the same
        if folder.exists():
            shutil.copytree(folder, target, dirs_exist_ok=True, copy_function=shutil.copyfile)
    for path in sorted(target.rglob("*.yaml")):
        if not path.stat().st_size:
            path.unlink()
    return target


def told(form: str, *arguments: str) -> str:
    done = remit(*arguments, "--format", form)
    assert (done.exit_code == 2) == bool(done.stderr), done.stderr
    return f"exit {done.exit_code}\n{done.stdout}" if form == "text" else done.stdout


def compared(case: Path, form: str, said: str) -> None:
    assert said == golden(case / FORMS[form], said)


def repository(case: Path, folder: Path) -> Repo:
    """Both sides as commits with the tags `before` and `after`; the second is checked out."""
    repo = Repo(folder)
    for side in ("before", "after"):
        for path in folder.iterdir():
            if path.name != ".git":
                shutil.rmtree(path)
        lay(case, side, folder)
        repo.commit({}, side)
        repo.git("tag", side)
    return repo


@pytest.mark.parametrize("case", names("change"))
def test_a_difference_is_told_as_expected_of_folders_commits_and_the_working_tree(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = repository(CASES / "change" / case, tmp_path / "repo")
    (tmp_path / "elsewhere").mkdir()
    for side in ("before", "after"):
        lay(CASES / "change" / case, side, tmp_path / side)
    for form in FORMS:
        monkeypatch.chdir(tmp_path)
        said = told(form, "diff", "before", "after")
        compared(CASES / "change" / case, form, said)
        assert told(form, "diff", "before", "after") == said
        monkeypatch.chdir(tmp_path / "elsewhere")
        assert told(form, "diff", "before", "after", "-C", str(repo.folder)) == said
        working = told(form, "diff", "before", "-C", str(repo.folder))
        assert working.replace("the working tree", "after") == said


@pytest.mark.parametrize("case", names("change"))
def test_back_it_is_the_same_difference_the_other_way_round(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for side in ("before", "after"):
        lay(CASES / "change" / case, side, tmp_path / side)
    there, back = (
        json.loads(told("json", "diff", *sides)) for sides in (("before", "after"), ("after", "before"))
    )
    other = {"added": "removed", "removed": "added", "gained": "lost", "lost": "gained"}

    def facts(data: Any, *, turned: bool = False) -> list[Any]:
        found = []
        for change in data["changes"]:
            ref, was = change["definition"], change["was"] or change["definition"]
            for each in change["properties"] or [{"path": [], "how": change["how"], "old": 0, "new": 0}]:
                values = [json.dumps(each[side]) for side in ("old", "new")]
                how = other.get(each["how"], each["how"]) if turned else each["how"]
                found.append([*((was, ref) if turned else (ref, was)), each["path"], how])
                found[-1] += values[::-1] if turned else values
        return sorted(found)

    if case != "renamed-and-changed":  # what says the former id is on one side only
        assert facts(there, turned=True) == facts(back)


# kind, what, weight, old → new of every change that was planted in the case `twelve`
PLANTED: list[tuple[str, list[str], str, Any, Any]] = [
    ("entity:lead", ["summary"], "editorial", "A person who asked.", "A person who has asked us something."),
    ("field:lead-status", ["values", "Recycled"], "meaning", "Not now.", None),
    ("handoff:mql-to-sql", ["sla", "within", "amount"], "meaning", 24, 48),
    ("metric:deals-won", ["governs", "function:finance"], "authority", None, {}),
    ("metric:deals-won", ["governs", "function:revops"], "authority", {}, None),
    ("metric:revenue-plan", ["formula"], "meaning", "metric:deals-won * 100", "metric:deals-won * 120"),
    ("metric:win-rate", ["formula"], "meaning", "(where)", "(where)"),
    ("metric:win-rate", ["grain"], "meaning", "month and quarter", "quarter"),
    ("metric:win-rate", ["operates", "function:cs-ops"], "authority", None, {}),
    ("metric:win-rate", ["operates", "function:sales-ops"], "authority", {}, None),
    ("stage:mql", ["entry"], "meaning", "A score of 50 or more.", "A score of 65 or more."),
]


def test_of_twelve_planted_changes_each_is_found_with_its_weight_and_none_beside_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for side in ("before", "after"):
        lay(CASES / "change" / "twelve", side, tmp_path / side)
    data = json.loads(told("json", "diff", "before", "after"))
    found = [
        (change["definition"], each["path"], each["weight"], *(
            ("(where)", "(where)") if each["path"] == ["formula"] and "where" in each["new"]
            else (each["old"], each["new"])
        ))
        for change in data["changes"] for each in change["properties"]
    ]  # fmt: skip
    assert found == PLANTED
    others = [(each["definition"], each["how"], each["was"], each["weight"]) for each in data["changes"]]
    assert [each for each in others if each[1] != "changed"] == [
        ("term:prospect", "renamed", "term:suspect", "editorial")
    ]
    assert len(others) == 8
    assert data["unread"] == []


# -- text of strangers in Markdown ---------------------------------------------------


def rendered(text: str) -> tuple[set[str], str]:
    """The elements that a comment on GitHub would have (all HTML allowed), and its visible text."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    flat = [inner for token in tokens for inner in (token, *(token.children or ()))]
    tags = {token.tag for token in flat if token.tag}
    tags |= {token.content.strip() for token in flat if token.type in ("html_block", "html_inline")}
    return tags, "".join(token.content for token in flat if token.type in ("text", "code_inline"))


OURS = {"p", "strong", "em", "s", "ul", "li", "code", "table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize("command", ["diff", "review"])
def test_hostile_text_stays_text_in_a_comment(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = repository(CASES / "change" / "hostile-text", tmp_path / "repo")
    monkeypatch.chdir(repo.folder)
    done = remit(command, "before", "after", "--format", "markdown")
    tags, text = rendered(done.stdout)
    folded = {tag for tag in tags if tag.startswith(("<details><summary>", "</details>"))}
    assert tags - folded <= OURS
    assert all(tag.count("<") == 3 for tag in folded if tag != "</details>")
    assert "<img src=x onerror=alert(1)>" in text
    # What a renderer of the host makes of plain text: mentions, numbers, addresses.
    for sign in ("@northlake", "#12", "http://", "www."):
        assert sign not in done.stdout
        assert sign not in html.unescape(done.stdout)
    assert not any(line.startswith("::") for line in done.stdout.splitlines())
    for table in re.findall(r"(?:^\|.*\n)+", done.stdout, re.MULTILINE):
        rows = table.splitlines()
        assert all(line.replace("\\|", "").count("|") == rows[1].count("|") for line in rows)


CALLS = (
    "@northlake/all", "x@y.org", "#12", "northlake/app#12", "GH-12", "gh-12", "!12", "~bug",
    '~"a label"', "%12", "$12", "&12",
    "http://e.org", "HTTPS://e.org", "www.e.org", "WWW.e.org", "ftp://e.org",
)  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_what_calls_or_links_on_a_host_is_broken_in_what_a_reader_sees(call: str) -> None:
    """The hosts search the text that Markdown became: an entity or a backslash is gone by then."""
    for text in (call, f"({call})", f"see {call}, now"):
        _, seen = rendered(markdown_text(text))
        assert call not in seen
        assert seen.replace("\u200b", "") == text


# -- reviews -------------------------------------------------------------------------

TODAY = ("--today", "2026-01-15")


@pytest.mark.parametrize("case", names("review"))
def test_a_change_is_judged_as_expected(case: str, tmp_path: Path) -> None:
    repo = repository(CASES / "review" / case, tmp_path / "repo")
    for form in FORMS:
        said = told(form, "review", "before", "after", *TODAY, "-C", str(repo.folder))
        compared(CASES / "review" / case, form, said)
        working = told(form, "review", "before", *TODAY, "-C", str(repo.folder))
        assert working.replace("the working tree", "after") == said


VERDICTS = {
    **dict.fromkeys(["ready", "removal-recorded", "local-only", "editorial-only"], 0),
    **dict.fromkeys(["no-change", "renamed", "punctuation-only", "wording-claimed"], 0),
    "unreadable": 2,
}


@pytest.mark.parametrize("case", names("review"))
def test_the_exit_code_is_the_verdict(case: str) -> None:
    first = (CASES / "review" / case / "expected.txt").read_text(encoding="utf-8").partition("\n")[0]
    assert first == f"exit {VERDICTS.get(case, 1)}"
    data = json.loads((CASES / "review" / case / "expected.json").read_text(encoding="utf-8"))
    assert data["ready"] == (first == "exit 0")


@pytest.mark.parametrize("case", [name for name in names("review") if "votes" in name])
def test_a_change_cannot_vote_itself_in(case: str) -> None:
    data = json.loads((CASES / "review" / case / "expected.json").read_text(encoding="utf-8"))
    (change,) = (each for each in data["changes"] if each["definition"] == "stage:mql")
    assert change["lane"] == "shared"
    assert change["needs-record"]
    asked = {each["party"]: each for each in change["asks"] if each["how"] == "must agree"}
    assert asked["function:revops"]["handles"] == ["@northlake/revops"]
    assert data["missing"]
