"""What `remit check` writes for other programs, read again by readers that are not remit's."""

# The corpus is every faulty handbook of the golden cases. Each format must say the same: code, path, line
# and severity of every place of every finding.

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import junitparser
import pytest

from building import CASES, rules_named
from remit.checking import Checked, check
from remit.diagnostics import Location, Severity
from remit.reports.finding_identity import placed
from remit.reports.findings import FORMATS, sarif
from remit.schema import output_schema
from running import remit

FOLDER = CASES / "check"
RULES = rules_named((FOLDER / "rules.txt").read_text(encoding="utf-8").split())
CORPUS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "_base")
SARIF = jsonschema.Draft4Validator(
    json.loads((CASES / "output" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
)
FINDINGS = jsonschema.Draft202012Validator(output_schema("findings"))
# Every place of every finding: code, severity as remit calls it, path, line.
Places = Counter[tuple[str, str, str, int]]


@functools.cache
def checked(case: str) -> Checked:
    """A handbook of the corpus in a folder of a repository, as a host sees its paths."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(FOLDER / "_base", name, dirs_exist_ok=True)
        shutil.copytree(FOLDER / case, name, dirs_exist_ok=True)
        return check(Path(name), RULES).under("our/handbook")


def expected(found: Checked, *, all_places: bool = True) -> Places:
    return Counter(
        (each.code, each.severity.word, place.path, place.line)
        for each in found.findings
        for place in (each.location, *(each.uses if all_places else ()))
    )


# -- the readers ---------------------------------------------------------------


def read_sarif(text: str) -> tuple[Mapping[str, Any], Places]:
    data = json.loads(text)
    errors = [error.message for error in SARIF.iter_errors(data)]
    assert errors == []
    (run,) = data["runs"]
    words = {level: severity.word for severity, level in sarif.LEVELS.items()}
    found: Places = Counter()
    for result in run["results"]:
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        for place in (*result["locations"], *result["relatedLocations"]):
            physical = place["physicalLocation"]
            path = unquote(physical["artifactLocation"]["uri"], errors="surrogateescape")
            if "message" not in place or place["message"]["text"] == "the same fault shows here":
                line = physical["region"]["startLine"]
                found[result["ruleId"], words[result["level"]], path, line] += 1
    return run, found


def read_gitlab(text: str) -> tuple[list[dict[str, Any]], Places]:
    """As GitLab's documentation demands: each issue with these five, and no fingerprint twice."""
    words = {"major": "error", "minor": "warning", "info": "suggestion"}
    issues = json.loads(text)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    found: Places = Counter()
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["description"]
        place = issue["location"]
        assert not place["path"].startswith(("/", "./"))
        found[issue["check_name"], words[issue["severity"]], place["path"], place["lines"]["begin"]] += 1
    return issues, found


def read_github(text: str) -> Places:
    """As GitHub's runner reads a log: a command a line, and what was escaped in it."""
    found: Places = Counter()
    words = {"error": "error", "warning": "warning", "notice": "suggestion"}
    for line in re.split(r"\r\n|\r|\n", text):
        match = re.match(r"\s*::([A-Za-z-]+)(?: ([^:]*))?::(.*)", line)
        if match is None:
            assert "##[" not in line
            continue
        properties = dict(each.split("=", 1) for each in match[2].split(","))
        for code, sign in (("%2C", ","), ("%3A", ":"), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            properties = {name: value.replace(code, sign) for name, value in properties.items()}
        code = properties["title"].removeprefix("remit ")
        found[code, words[match[1]], properties["file"], int(properties["line"])] += 1
    return found


def read_junit(text: str, folder: Path) -> tuple[junitparser.JUnitXml, Places]:
    path = folder / "junit.xml"
    path.write_text(text, encoding="utf-8", errors="replace")
    suites = junitparser.JUnitXml.fromfile(str(path))
    found: Places = Counter()
    for suite in suites:
        assert suite.tests == len(list(suite))
        for case in suite:
            for result in case.result:
                severity = result.message.partition(":")[0]
                line = int(case._elem.get("line"))
                found[result.type, severity, case.classname, line] += 1
                assert isinstance(result, junitparser.Failure) == (severity == "error")
    return suites, found


# -- over the whole corpus -----------------------------------------------------


@pytest.mark.parametrize("case", CORPUS)
def test_every_format_says_the_same_and_is_read_by_others(case: str, tmp_path: Path) -> None:
    found = checked(case)
    every, first = expected(found), expected(found, all_places=False)
    run, places = read_sarif(FORMATS["sarif"](found))
    assert places == every
    assert run["invocations"] == [{"executionSuccessful": True}]
    assert read_gitlab(FORMATS["gitlab"](found))[1] == every
    assert read_github(FORMATS["github"](found)) == every
    suites, places = read_junit(FORMATS["junit"](found), tmp_path)
    assert places == first
    assert suites.failures == sum(each.severity is Severity.ERROR for each in found.findings)
    data = json.loads(FORMATS["json"](found))
    FINDINGS.validate(data)
    assert (
        Counter((each["code"], each["severity"], each["path"], each["line"]) for each in data["findings"])
        == first
    )
    for place in every:
        assert f"`{place[2]}:{place[3]}`" in FORMATS["markdown"](found)


def test_the_corpus_has_every_severity_and_findings_with_several_places() -> None:
    every = [each for case in CORPUS for each in checked(case).findings]
    assert {each.severity for each in every} == set(Severity)
    assert any(each.uses for each in every)
    assert sum(bool(each.related) for each in every) >= 10
    assert len(every) > 100


def test_the_readers_can_fail() -> None:
    found = checked("dangling") if "dangling" in CORPUS else checked(CORPUS[0])
    data = json.loads(FORMATS["sarif"](found))
    data["runs"][0]["results"][0]["level"] = "fatal"
    assert list(SARIF.iter_errors(data))
    told = json.loads(FORMATS["json"](found))
    del told["findings"][0]["uses"]
    assert list(FINDINGS.iter_errors(told))


# -- fingerprints ---------------------------------------------------------------


def moved(found: Checked, by: int) -> Checked:
    def down(place: Location) -> Location:
        return replace(place, line=place.line + by)

    return replace(
        found,
        findings=tuple(
            replace(each, location=down(each.location), end=down(each.end), uses=tuple(map(down, each.uses)))
            for each in found.findings
        ),
    )


def test_a_fingerprint_stays_when_lines_move_and_differs_between_findings() -> None:
    for case in CORPUS:
        found = checked(case)
        before = [each.fingerprint for each in placed(found.findings)]
        assert before == [each.fingerprint for each in placed(moved(found, 7).findings)]
        assert len(set(before)) == len(before)


def test_a_line_number_in_a_message_is_no_part_of_the_fingerprint(tmp_path: Path) -> None:
    file = tmp_path / "governance" / "terms.yaml"
    file.parent.mkdir()
    marks = []
    for head in ("", "# one\n# two\n"):
        file.write_text(f"{head}a: {{name: A, summary: S.}}\na: {{name: A, summary: S.}}\n", encoding="utf-8")
        data = json.loads(remit("check", "--format", "json", tmp_path).stdout)
        (found,) = [each for each in data["findings"] if each["code"] == "duplicate-key"]
        marks.append((found["fingerprint"], found["message"]))
    assert marks[0][0] == marks[1][0]
    assert marks[0][1] != marks[1][1]


# -- what could not be checked --------------------------------------------------

REASON = "`governance/` is a pipe: 100%, <b>\n::error::x"


@pytest.mark.parametrize("form", FORMATS)
def test_what_could_not_be_checked_is_said_in_every_format(form: str, tmp_path: Path) -> None:
    text = FORMATS[form].failure(REASON)
    if form == "sarif":
        run, places = read_sarif(text)
        (invocation,) = run["invocations"]
        assert (invocation["executionSuccessful"], invocation["exitCode"], places) == (False, 2, Counter())
        assert "is a pipe" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    elif form == "gitlab":
        (issue,) = json.loads(text)
        assert issue["severity"] == "blocker"
        assert "is a pipe" in issue["description"]
    elif form == "junit":
        path = tmp_path / "junit.xml"
        path.write_text(text, encoding="utf-8")
        assert junitparser.JUnitXml.fromfile(str(path)).errors == 1
    elif form == "json":
        FINDINGS.validate(json.loads(text))
        assert json.loads(text)["failed"] == REASON
    elif form == "github":
        assert re.fullmatch(r"::error title=remit could not check::.*is a pipe: 100%25, <b>.*\n", text)
    else:
        assert "is a pipe" in text
    assert text.count("\n::") == 0


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_in_a_file_says_so_too(form: str, tmp_path: Path) -> None:
    done = remit("check", "--format", form, "--output", tmp_path / "report", tmp_path / "none")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "there is no folder" in (tmp_path / "report").read_text("utf-8")


# -- paths ----------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a faulty handbook in a folder of it."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs" / "book" / "governance").mkdir(parents=True)
    terms = "a: {nme: A, summary: S.}\nb: {name: B, summary: S., see: [c]}\n"
    (tmp_path / "docs" / "book" / "governance" / "terms.yaml").write_text(terms, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if form.is_for_a_host])
def test_a_host_sees_paths_from_the_top_of_the_repository(
    form: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = set()
    for here, root in (
        (repository, "docs/book"),
        (repository / "docs", "book"),
        (repository / "docs" / "book", "."),
    ):
        monkeypatch.chdir(repository / here)
        said.add(remit("check", root, "--format", form).stdout)
    (text,) = said
    assert "docs/book/governance/terms.yaml" in text


@pytest.mark.parametrize("form", ["text", "line"])
def test_the_shell_opens_every_path_that_is_printed_for_people(
    form: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = repository / "docs" / "book"
    for here, root in (
        (repository, "docs/book"),
        (repository, "./docs/../docs/book/"),
        (repository, book),
        (repository / "docs", "book"),
        (book, "."),
        (book / "governance", ".."),
        (Path("/"), book),
    ):
        monkeypatch.chdir(here)
        done = remit("check", root, "--format", form)
        paths = re.findall(r"^ *(?:-->)? *(\S+):\d+:\d+", done.stdout, re.MULTILINE)
        assert len(paths) == 3
        assert all((here / path).read_text("utf-8").startswith("a:") for path in paths), (here, root, paths)
    monkeypatch.chdir(repository)
    assert (
        remit("check", "-C", "docs/book", "--format", form).stdout
        == remit("check", "docs/book", "--format", form).stdout
    )


# -- which format, in which colours ----------------------------------------------


def test_in_a_github_workflow_the_log_gets_annotations_and_a_file_does_not(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    plain = remit("check", "docs/book").stdout
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert (
        remit("check", "docs/book").stdout
        == remit("check", "docs/book", "--format", "github").stdout
        != plain
    )
    assert remit("check", "docs/book", "--format", "text").stdout == plain
    remit("check", "docs/book", "--output", "found.txt")
    assert (repository / "found.txt").read_text("utf-8") == plain


@pytest.mark.parametrize(
    ("given", "is_coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
    ],
)
def test_colours_are_for_terminals_and_say_what_the_words_say(
    repository: Path, monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str], is_coloured: bool
) -> None:
    monkeypatch.chdir(repository)
    plain = remit("check", "docs/book").stdout
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    shown = remit("check", "docs/book").stdout
    assert ("\x1b[" in shown) == is_coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == plain
    remit("check", "docs/book", "--output", "found.txt")
    assert "\x1b" not in (repository / "found.txt").read_text("utf-8")


def on_a_terminal(*arguments: str, cwd: Path, **environment: str) -> str:
    """What the command prints on a terminal of its own."""
    import os
    import pty

    given = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    main, side = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "remit", *arguments],
        stdin=side, stdout=side, stderr=side, cwd=cwd, env={**given, "TERM": "xterm", **environment},
    )  # fmt: skip
    os.close(side)
    return b"".join(_read(main)).decode() + f"\nexit {done.wait(60)}"


def _read(handle: int) -> Iterator[bytes]:
    import os

    try:
        while part := os.read(handle, 4096):
            yield part
    except OSError:  # how Linux says that nobody writes to it any more
        pass
    finally:
        os.close(handle)


def test_a_terminal_gets_colours_unless_it_has_none(repository: Path) -> None:
    shown = on_a_terminal("check", "docs/book", cwd=repository)
    assert "\x1b[1;31merror[unknown-property]\x1b[0m" in shown
    assert shown.endswith("exit 1")
    assert "\x1b" not in on_a_terminal("check", "docs/book", cwd=repository, TERM="dumb")
