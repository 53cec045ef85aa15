"""Reviewers as CODEOWNERS: both dialects, hostile names, and the file around the generated part."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from building import CASES, golden, starter, write_handbook
from depth import law
from remit.diagnostics import RemitError
from remit.exports import codeowners
from remit.exports.codeowners import DIALECTS, Part, comment, parse, part, pattern, placed
from remit.exports.reviewers import MOST, Line
from remit.reading import open_handbook
from running import remit

GITHUB, GITLAB = DIALECTS["github"], DIALECTS["gitlab"]
BOTH = pytest.mark.parametrize("dialect", [GITHUB, GITLAB], ids=["github", "gitlab"])

ANSWERS = {"why": {"question": "Why?", "answer": "So."}}


def named(name: str, **properties: Any) -> dict[str, Any]:
    return {
        "name": name,
        "summary": "S.",
        **{key.replace("_", "-"): each for key, each in properties.items()},
    }


def system(name: str, operates: str, **governs: dict[str, Any]) -> dict[str, Any]:
    return named(name, category="crm", operates={operates: {}}, governs=governs)


def small() -> dict[str, dict[str, Any]]:
    return {
        "functions": {
            "revops": named("RevOps", central=True),
            "sales": named("Sales"),
            "finance": named("F"),
        },
        "roles": {
            "head": named("Head", function="revops", held_by=["@acme/revops"]),
            "vp-sales": named("VP Sales", function="sales", vacant=True, deputy="manager", reports_to="cro"),
            "manager": named("Manager", held_by=["@zoe", "@al"], reports_to="vp-sales"),
            "cro": named("CRO", held_by=["cro@acme.example"]),
            "cfo": named("CFO", function="finance", held_by=["@acme/finance"]),
        },
        "systems": {
            "crm": system("CRM", "sales", revops={"with": ["finance"]}),
            "bi": system("BI", "sales", revops={}, cro={"with": ["revops"]}),
        },
        "work-items": {
            "one": named("One", operates={"sales": {}}, governs={"sales": {}}),
            "two": named("Two", operates={"sales": {}}, governs={"cro": {}}),
        },
        "policies": {"only": named("Only", answers=ANSWERS, operates={"sales": {}}, governs={"cro": {}})},
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return write_handbook(tmp_path, small())


def owners(*arguments: str | Path) -> Result:
    return remit("export", "codeowners", *arguments)


# -- what is written --


@pytest.mark.parametrize("dialect", ["github", "gitlab"])
def test_a_small_handbook_is_written_as_its_golden_case(root: Path, dialect: str) -> None:
    text = part(open_handbook(root), DIALECTS[dialect]).text
    assert text == golden(CASES / "codeowners" / f"{dialect}.txt", text)


@BOTH
def test_the_starter_has_a_line_for_each_file_of_one_definition(dialect: codeowners.Dialect) -> None:
    book = starter()
    made = part(book, dialect)
    owned = {line.path for line in parse(made.text, dialect)}
    assert made.problems == ()
    single = {each.document.path for each in book.all("metric")}
    assert single <= owned
    assert len(owned) == made.count


def test_general_lines_come_before_specific_ones_because_the_last_match_wins(root: Path) -> None:
    paths = [line.path for line in parse(part(open_handbook(root), GITHUB).text, GITHUB)]
    for number, path in enumerate(paths):
        assert not any(later != path and path.startswith(later) for later in paths[number:])


def test_a_handbook_in_a_folder_of_its_repository_has_its_paths_from_the_top(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    inner = write_handbook(tmp_path / "hand books" / "emea", small())
    done = owners(inner)
    assert done.exit_code == 0
    assert "\n/hand\\ books/emea/governance/ @acme/revops\n" in done.output
    assert "\n/hand\\ books/emea/governance/systems.yaml " in done.output


def test_more_owners_than_a_few_are_cut_and_that_is_said(tmp_path: Path) -> None:
    some = small()
    some["roles"]["head"]["held-by"] = [f"@acme/{number}" for number in range(MOST + 3)]
    made = part(open_handbook(write_handbook(tmp_path, some)), GITHUB)
    line = next(line for line in parse(made.text, GITHUB) if line.path == "governance/")
    assert len(line.owners) == MOST
    assert f"only {MOST} of {MOST + 3} owners are asked" in made.text


# -- handles --


@pytest.mark.parametrize(
    ("handle", "github", "gitlab"),
    [
        ("@octocat", True, True),
        ("@acme/revops", True, True),
        ("@acme/gtm/revops", False, True),
        ("a.b+c@acme.example", True, True),
        ("@a.b", False, True),
        ("Jane Doe", False, False),
        ("acme/revops", False, False),
        ("@acme/", False, False),
        ("@@maintainer", False, False),
        ("@a\n* @evil", False, False),
        ("@a\n", False, False),
        ("@a @evil", False, False),
        ("@a#", False, False),
        ("@á", False, False),
        ("a@b", False, False),
        ("", False, False),
        ("*", False, False),
    ],
)
def test_only_what_is_exactly_a_handle_is_one(handle: str, github: bool, gitlab: bool) -> None:
    assert (GITHUB.is_handle(handle), GITLAB.is_handle(handle)) == (github, gitlab)


def test_a_name_in_place_of_a_handle_is_named_with_its_role_and_place(tmp_path: Path) -> None:
    some = small()
    some["roles"]["cro"]["held-by"] = ["Jane Doe"]
    done = owners(write_handbook(tmp_path, some))
    assert done.exit_code == 1
    assert (
        "role `cro` is held by `Jane Doe`, which is not a handle; write `@user`, `@org/team`" in done.stderr
    )
    assert "governance/roles.yaml:" in done.stderr
    assert "Jane" not in done.stdout


def test_a_party_that_nobody_stands_for_is_a_problem(tmp_path: Path) -> None:
    some = small()
    some["roles"]["cfo"]["vacant"] = True
    del some["roles"]["cfo"]["held-by"]
    some["work-items"]["one"]["governs"] = {"finance": {}}
    some["work-items"] = {"one": some["work-items"]["one"]}
    done = owners(write_handbook(tmp_path, some))
    assert done.exit_code == 1
    assert "nobody stands for F: CFO vacant; give it a role with `held-by`" in done.stderr


def test_a_handbook_that_cannot_be_read_whole_says_so(root: Path) -> None:
    (root / "governance" / "terms.yaml").write_text("a: [", encoding="utf-8")
    done = owners(root)
    assert done.exit_code == 1
    assert "`remit check` shows them" in done.stderr


# -- nothing can be smuggled in --

nasty = st.text(st.sampled_from("ab/ @#\\[]!*?^\n\r\t\x0b\x85\u2028\u202e\ud800é"), min_size=1, max_size=12)


@given(nasty, st.sampled_from([GITHUB, GITLAB]))
def test_a_path_reads_back_as_itself_or_is_said_to_have_no_pattern(
    path: str, dialect: codeowners.Dialect
) -> None:
    if not dialect.can_say(path):
        return
    text = f"{pattern(path, dialect)} @a\n"
    assert parse(text, dialect) == [Line(path, ("@a",))]


@given(nasty)
def test_a_comment_is_one_line_without_an_owner(text: str) -> None:
    assert len(f"# {comment(text)}".splitlines()) == 1
    assert "@" not in comment(text)


@law(deep=200)
@given(
    st.lists(st.one_of(nasty, st.sampled_from(["@ok", "@acme/ok"])), min_size=1, max_size=4, unique=True),
    nasty,
    nasty,
    st.sampled_from([GITHUB, GITLAB]),
)
def test_hostile_handles_names_and_folders_never_add_a_line_or_an_owner(
    handles: list[str], name: str, prefix: str, dialect: codeowners.Dialect
) -> None:
    some = small()
    some["roles"]["head"].update({"held-by": handles})
    some["roles"]["vp-sales"]["name"] = name
    with tempfile.TemporaryDirectory() as folder:
        book = open_handbook(write_handbook(Path(folder), _without(some, "\ud800")))
    made = part(book, dialect, prefix.strip("/"))
    known = {"@zoe", "@al", "cro@acme.example", "@acme/finance"} | {
        each for each in handles if dialect.is_handle(each)
    }
    lines = parse(made.text, dialect)
    assert {owner for line in lines for owner in line.owners} <= known
    assert len(lines) == made.count
    allowed = ("# ", "/", "[Handbook]")
    assert all(line.startswith(allowed) for line in made.text.splitlines())


def _without(data: Any, sign: str) -> Any:
    if isinstance(data, dict):
        return {key: _without(value, sign) for key, value in data.items()}
    if isinstance(data, list):
        return [_without(value, sign) for value in data]
    return data.replace(sign, "?") if isinstance(data, str) else data


@BOTH
def test_the_reader_refuses_what_the_writer_never_writes(dialect: codeowners.Dialect) -> None:
    for line in ("* @a", "/a", "/a @b c", "/a\\", "/a\\q @b", "# @a", "!/a @b", "[Other] @a", "/a*b @c"):
        with pytest.raises(ValueError, match=r"."):
            parse(line, dialect)


# -- the file around it --


def test_what_stands_outside_the_marks_is_kept_byte_for_byte(root: Path) -> None:
    made = part(open_handbook(root), GITHUB)
    old = made.text.replace("@acme/revops", "@acme/old")
    before, after = "* @all\r\n# caf\udce9\n", "\n/docs/ @me"
    assert placed(made, f"{before}{old}{after}".replace("\r\n", "\n")) == (
        f"{before}{made.text}{after}".replace("\r\n", "\n")
    )
    path = root / "CODEOWNERS"
    path.write_bytes(b"* @all # caf\xe9\n" + old.encode() + b"/docs/ @me")
    path.chmod(0o640)
    assert owners(root, "--output", path).exit_code == 0
    assert path.read_bytes() == b"* @all # caf\xe9\n" + made.text.encode() + b"/docs/ @me"
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(each.name for each in root.iterdir() if "remit" in each.name) == []


def test_a_file_without_marks_gets_ours_at_its_end_and_a_second_run_changes_nothing(root: Path) -> None:
    made = part(open_handbook(root), GITHUB)
    once = placed(made, "* @all")
    assert once == f"* @all\n\n{made.text}"
    assert placed(made, once) == once
    assert placed(made, "") == made.text


def test_a_file_with_windows_line_ends_keeps_them(root: Path) -> None:
    made = part(open_handbook(root), GITHUB)
    once = placed(made, "* @all\r\n")
    assert "\n" not in once.replace("\r\n", "")
    assert placed(made, once) == once


@pytest.mark.parametrize("marks", ["first", "last", "last first", "first first last"])
def test_marks_that_do_not_stand_once_each_in_order_stop_it(root: Path, marks: str) -> None:
    made: Part = part(open_handbook(root), GITHUB)
    text = "\n".join({"first": made.first, "last": made.last}[mark] for mark in marks.split())
    with pytest.raises(RemitError, match="must stand once each"):
        placed(made, text)


def test_two_handbooks_of_one_repository_have_a_part_each(root: Path) -> None:
    one, two = (part(open_handbook(root), GITHUB, prefix) for prefix in ("", "emea"))
    both = placed(two, placed(one, ""))
    assert both == one.text + "\n" + two.text
    assert placed(one, both) == both


def test_check_finds_the_file_that_the_host_reads(root: Path) -> None:
    assert owners(root, "--check").exit_code == 2
    for place in ("docs/CODEOWNERS", "CODEOWNERS", ".github/CODEOWNERS"):
        assert owners(root, "--output", root / place).exit_code == 0
        done = owners(root, "--check")
        assert (done.exit_code, done.stdout) == (0, "CODEOWNERS matches the definitions\n")
    (root / ".github" / "CODEOWNERS").write_text("* @all\n", encoding="utf-8")
    assert owners(root, "--check").exit_code == 1
    assert owners(root, "--check", root / "CODEOWNERS").exit_code == 0


def test_a_stale_file_fails_the_check_with_a_short_diff(root: Path) -> None:
    path = root / "CODEOWNERS"
    assert owners(root, "--output", path).exit_code == 0
    roles = root / "governance" / "roles.yaml"
    roles.write_text(roles.read_text(encoding="utf-8").replace("cro@acme.example", "@cro"), encoding="utf-8")
    before = path.read_bytes()
    done = owners(root, "--check")
    assert done.exit_code == 1
    assert "\n-/governance/policies.yaml cro@acme.example @acme/revops @al @zoe\n" in done.stdout
    assert "\n+/governance/policies.yaml @cro @acme/revops @al @zoe\n" in done.stdout
    assert "is out of date: write it again" in done.stderr
    assert path.read_bytes() == before


def test_check_and_out_together_or_a_file_that_is_not_there_could_not_be_checked(root: Path) -> None:
    assert owners(root, "--output", root / "a", "--check", root / "a").exit_code == 2
    assert owners(root, "--check", root / "missing").exit_code == 2
    assert owners(root, "--check", root).exit_code == 2


TAKES = (
    "*", "/governance/", "governance", "/governance/policies.yaml", "*.yaml", "/governance/systems/new.yaml",
    "**/policies.yaml", "/gov*/", "*/**/*/**/*/**/x",
)  # fmt: skip
LEAVES = ("/docs/", "docs/", "*.md", "/governance-of-old/", "/src/governance.py", "/.github/", "/a/b*")


@pytest.mark.parametrize("written", TAKES)
def test_an_entry_below_that_takes_a_path_from_its_reviewers_fails_the_check(
    root: Path, written: str
) -> None:
    """On GitHub the last entry that fits holds: our lines alone would be no more than decoration."""
    path = root / "CODEOWNERS"
    assert owners(root, "--output", path).exit_code == 0
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n# mine\n{written} @me\n", encoding="utf-8", newline="\r\n")
    done = owners(root, "--check")
    assert done.exit_code == 1
    assert f"line {text.count(chr(10)) + 3} comes later and takes `governance/" in done.stderr
    path.write_text(f"{written} @me\n{text}", encoding="utf-8")
    assert owners(root, "--check").exit_code == 0


@pytest.mark.parametrize("written", LEAVES)
def test_an_entry_below_about_something_else_is_left_in_peace(root: Path, written: str) -> None:
    path = root / "CODEOWNERS"
    assert owners(root, "--output", path).exit_code == 0
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{written} @me\n")
    assert owners(root, "--check").exit_code == 0


def test_an_entry_after_our_section_of_gitlab_is_said(root: Path) -> None:
    path = root / "CODEOWNERS"
    assert owners(root, "--dialect", "gitlab", "--output", path).exit_code == 0
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n# mine\n/docs/ @me\n", encoding="utf-8")
    done = owners(root, "--dialect", "gitlab", "--check")
    assert done.exit_code == 1
    assert "would belong to the section above it" in done.stderr
    path.write_text(f"{text}\n[Docs]\n/docs/ @me\n", encoding="utf-8")
    assert owners(root, "--dialect", "gitlab", "--check").exit_code == 0
