"""The command: exit codes, messages, formats that hostile text cannot break out of, and what it writes."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import jsonschema_rs
import pytest

from building import CASES, ROOT, starter
from depth import DEEP
from language_server import language_server
from remit import schema
from remit.cli import main
from remit.exports import model
from remit.reports import occasions
from remit.reports.findings import FORMATS
from running import remit, remit_alone

BASE = CASES / "check" / "_base"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small faultless handbook."""
    shutil.copytree(BASE / "governance", tmp_path / "book" / "governance")
    return tmp_path / "book"


def write(book: Path, path: str, text: str) -> None:
    file = book / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


WARNING = "cfo: {name: CFO, summary: Leads finance.}\n"  # nobody holds it
SUGGESTION = "name: Book\nsummary: S.\ncompany: {name: C}\nseverities: {role-without-holder: suggestion}\n"


# -- exit codes ---------------------------------------------------------------


def test_a_faultless_handbook_is_0_and_says_so(book: Path) -> None:
    done = remit("check", book)
    assert (done.exit_code, done.output) == (0, "No findings in 11 definitions.\n")


def test_an_error_is_1(book: Path) -> None:
    write(book, "governance/terms.yaml", "a: {nme: A, summary: S.}\n")
    assert remit("check", book).exit_code == 1


@pytest.mark.parametrize(
    ("policy", "level", "code"),
    [
        ("", "error", 0),
        ("", "warning", 1),
        ("", "suggestion", 1),
        (SUGGESTION, "error", 0),
        (SUGGESTION, "warning", 0),
        (SUGGESTION, "suggestion", 1),
    ],
)
def test_fail_on_sets_the_least_severity_that_is_1(book: Path, policy: str, level: str, code: int) -> None:
    write(book, "governance/roles/cfo.yaml", "name: CFO\nsummary: Leads finance.\n")
    if policy:
        write(book, "governance/handbook.yaml", policy)
    done = remit("check", "--fail-on", level, book)
    assert done.exit_code == code
    assert "role-without-holder" in done.output


def nothing(book: Path) -> None:
    shutil.rmtree(book / "governance")


def governance_is_a_file(book: Path) -> None:
    nothing(book)
    write(book, "governance", "")


def governance_is_a_link_outside(book: Path) -> None:
    (book / "governance").rename(book.parent / "elsewhere")
    (book / "governance").symlink_to(book.parent / "elsewhere")


def governance_is_a_dangling_link(book: Path) -> None:
    nothing(book)
    (book / "governance").symlink_to("nowhere")


def a_folder_named_like_a_file(book: Path) -> None:
    (book / "governance" / "metrics.yaml").mkdir()


def a_folder_named_like_a_definition(book: Path) -> None:
    (book / "governance" / "metrics" / "win-rate.yaml").mkdir(parents=True)


def a_dangling_link(book: Path) -> None:
    (book / "governance" / "terms.yaml").symlink_to("nowhere.yaml")


def a_link_to_itself(book: Path) -> None:
    (book / "governance" / "terms.yaml").symlink_to("terms.yaml")


def a_link_out_of_the_tree(book: Path) -> None:
    (book.parent / "secret.yaml").write_text("a: {name: A, summary: S.}\n", encoding="utf-8")
    (book / "governance" / "terms.yaml").symlink_to(book.parent / "secret.yaml")


def a_folder_linked_out_of_the_tree(book: Path) -> None:
    (book.parent / "terms").mkdir()
    (book / "governance" / "terms").symlink_to(book.parent / "terms")


def a_folder_linked_in_a_circle(book: Path) -> None:
    write(book, "governance/terms/mql.yaml", "name: MQL\nsummary: S.\n")
    (book / "governance" / "terms" / "more").symlink_to("../terms")


def a_pipe(book: Path) -> None:
    os.mkfifo(book / "governance" / "terms.yaml")


def a_schema_that_is_a_pipe(book: Path) -> None:
    (book / "schemas").mkdir()
    os.mkfifo(book / "schemas" / "metric.schema.json")


def a_schema_that_is_a_folder(book: Path) -> None:
    (book / "schemas" / "metric.schema.json").mkdir(parents=True)


def a_schema_linked_out_of_the_tree(book: Path) -> None:
    (book / "schemas").mkdir()
    (book / "schemas" / "own.schema.json").symlink_to("/dev/zero")


UNCHECKABLE: tuple[tuple[Callable[[Path], None], str], ...] = (
    (nothing, "`governance/` does not exist in book; run remit where `governance/` lies"),
    (governance_is_a_file, "`governance/` is not a folder in book"),
    (governance_is_a_link_outside, "`governance` is a link to a folder"),
    (governance_is_a_dangling_link, "`governance/` is not a folder in book"),
    (a_folder_named_like_a_file, "governance/metrics.yaml is not a file"),
    (a_folder_named_like_a_definition, "governance/metrics/win-rate.yaml is not a file"),
    (a_dangling_link, "cannot read governance/terms.yaml: no such file or directory"),
    (a_link_to_itself, "cannot read governance/terms.yaml: "),
    (a_link_out_of_the_tree, "governance/terms.yaml leads out of the handbook"),
    (a_folder_linked_out_of_the_tree, "`governance/terms` is a link to a folder"),
    (a_folder_linked_in_a_circle, "`governance/terms/more` is a link to a folder"),
    (a_pipe, "governance/terms.yaml is not a file"),
    (a_schema_that_is_a_pipe, "schemas/metric.schema.json is not a file"),
    (a_schema_that_is_a_folder, "schemas/metric.schema.json is not a file"),
    (a_schema_linked_out_of_the_tree, "schemas/own.schema.json leads out of the handbook"),
)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("spoil", "message"), UNCHECKABLE, ids=lambda each: getattr(each, "__name__", ""))
def test_what_cannot_be_checked_is_2_and_never_reads_as_clean(
    book: Path, spoil: Callable[[Path], None], message: str, form: str
) -> None:
    spoil(book)
    done = remit("check", "--format", form, book)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"remit: could not do this: {message}")
    assert done.stderr.count("\n") == 1
    if FORMATS[form].is_for_people:
        assert done.stdout == ""
    else:
        reason = done.stderr.removeprefix("remit: could not do this: ").strip()
        assert done.stdout == FORMATS[form].failure(reason)


@pytest.mark.parametrize(
    "command", [["render", "--output", "{out}"], ["export", "json"], ["schema", "--editor", "{out}"]]
)
def test_other_commands_fail_alike(book: Path, command: list[str]) -> None:
    nothing(book)
    out = book.parent / "out"
    done = remit(*[part.format(out=out) for part in command], book)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "does not exist" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize("refused", ["governance", "terms"])
def test_a_folder_that_may_not_be_listed_is_2(
    book: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    write(book, "governance/terms/mql.yaml", "name: MQL\nsummary: S.\n")
    original = os.scandir

    def scandir(path: Path) -> Any:
        if path.name == refused:
            raise PermissionError(13, "Permission denied")
        return original(path)

    monkeypatch.setattr(os, "scandir", scandir)
    done = remit("check", book)
    assert done.exit_code == 2
    assert f"{refused}/`: permission denied; fix or remove it" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--format", "xml"],
        ["check", "--fail-on", "fatal"],
        ["chek"],
        ["check", "a", "b"],
        ["render"],
        ["export"],
        ["export", "yaml"],
        ["explain", "a", "b"],
        ["--unknown"],
    ],
)
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    done = remit(*arguments)
    assert done.exit_code == 2
    assert "No findings" not in done.output
    assert done.stdout == ""


def test_a_missing_or_strange_root_is_2(tmp_path: Path) -> None:
    for root in (tmp_path / "none", tmp_path / "bad\x1b[31mname"):
        done = remit("check", root)
        assert done.exit_code == 2, root
        assert "\x1b" not in done.output


# -- no outside world, no surprises -------------------------------------------


def test_a_check_opens_no_socket_and_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a check reached for the outside world")

    for holder, name in (
        (socket, "socket"),
        (subprocess, "Popen"),
        (os, "system"),
        (os, "fork"),
        (os, "posix_spawn"),
    ):
        monkeypatch.setattr(holder, name, refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    with pytest.raises(AssertionError, match="outside world"):
        subprocess.run(["true"], check=False)
    assert remit("check", ROOT).exit_code == 0


def test_edits_open_no_socket_and_start_no_process(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object, **_options: object) -> None:
        raise AssertionError("an edit reached for the outside world")

    for holder, name in ((socket, "socket"), (subprocess, "Popen"), (os, "system"), (os, "fork")):
        monkeypatch.setattr(holder, name, refused)
    write(book, "governance/terms.yaml", "a:\n  name:  A\n  summary: An a.\n")
    for words in (
        ("fmt",),
        ("set", "term:a", "notes", "N."),
        ("rename", "term:a", "b"),
        ("split", "term"),
        ("merge", "term"),
        ("new", "term", "c", "--summary", "A c."),
        ("check", "--fix"),
    ):
        done = remit(*words, "-C", book)
        assert done.exit_code in (0, 1), done.output


def test_a_check_writes_nothing(book: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in book.rglob("*")}
    remit("check", book)
    assert {path: path.stat().st_mtime_ns for path in book.rglob("*")} == before


@pytest.mark.parametrize("form", FORMATS)
def test_output_depends_on_neither_locale_nor_hash_seed(book: Path, form: str) -> None:
    write(
        book,
        "governance/terms.yaml",
        "b: {nme: B, summary: Köpfe → 漢字.}\na: {name: A, summary: '{metric:é}'}\n",
    )
    write(book, "governance/zoë.yaml", "")
    given = [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo", "COLUMNS": "20"},
        {"PYTHONHASHSEED": "3", "PYTHONIOENCODING": "latin-1", "TERM": "dumb", "NO_COLOR": "1"},
    ]
    outputs = [remit_alone("check", "--format", form, book, **environment) for environment in given]
    assert {(done.returncode, done.stderr) for done in outputs} == {(1, b"")}
    assert len({done.stdout for done in outputs}) == 1
    assert outputs[0].stdout.decode()


# -- hostile text -------------------------------------------------------------

HOSTILE = (
    "::stop-commands::x",
    "a%0A::error file=x::y",
    "a,line=9::b",
    "##[add-mask]x",
    "  ::warning::x",
    "\x1b]8;;https://example.org\x07",
    "{metric:::set-output name=a::b}",
)


def hostile_book(book: Path) -> Path:
    for number, text in enumerate(HOSTILE):
        quoted = json.dumps(text)
        write(
            book,
            f"governance/terms/t{number}.yaml",
            f"name: [{quoted}]\nsummary: {quoted}\n{quoted}: {quoted}\n",
        )
        write(
            book,
            f"governance/roles/r{number}.yaml",
            f"name: A\nsummary: S.\nreports-to: {quoted}\nheld-by: [A]\n",
        )
        write(book, f"governance/{text.replace('/', '-')}.yaml", "")
    for number, name in enumerate(
        ("x\n::error::y", "x\x1b[31m", "x\u202e", "x\r::error::y", "x\x9b31m", "x\udcff")
    ):
        write(book, f"governance/terms/{number}{name}.txt", "")
        write(book, f"governance/terms/{number}{name}.yaml", "name: A\nsummary: S.\n")
    return book


@pytest.mark.parametrize("form", FORMATS)
def test_no_text_reaches_the_terminal_unprintable(book: Path, form: str) -> None:
    done = remit("check", "--format", form, hostile_book(book))
    assert done.exit_code == 1
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]", done.output
    )


def commands(output: str) -> list[tuple[str, dict[str, str], str]]:
    """What GitHub's runner makes of an output: it trims each line, and obeys `##[` anywhere on it."""
    found = []
    for line in re.split(r"\r\n|\r|\n", output):
        if line.lstrip().startswith("::"):
            head, _, data = line.lstrip()[2:].partition("::")
            name, _, listed = head.partition(" ")
            properties = dict(each.split("=", 1) for each in listed.split(",") if each)
            found.append((name, properties, data))
        else:
            assert "##[" not in line
    return found


@pytest.mark.parametrize("form", ["text", "line", "json"])
def test_no_text_starts_a_workflow_command(book: Path, form: str) -> None:
    assert commands(remit("check", "--format", form, hostile_book(book)).output) == []


def test_annotations_are_the_findings_and_nothing_else(book: Path) -> None:
    found = json.loads(remit("check", "--format", "json", hostile_book(book)).output)["findings"]
    annotations = commands(remit("check", "--format", "github", book).output)
    assert len(annotations) == len(found) > 30
    for (name, properties, data), finding in zip(annotations, found, strict=True):
        assert name == finding["severity"]
        assert list(properties) == ["file", "line", "col", "title"]
        assert properties["line"] == str(finding["line"])
        assert properties["title"] == f"remit {finding['code']}"
        assert data


def test_a_message_of_failure_is_one_harmless_line(book: Path) -> None:
    (book / "governance" / "terms" / "x\n::error::y\x1b[31m##[add-mask]z.yaml").mkdir(parents=True)
    done = remit("check", book)
    assert done.exit_code == 2
    assert commands(done.stderr) == []
    assert done.stderr.count("\n") == 1
    assert "\x1b" not in done.stderr


def test_severities_have_githubs_names(book: Path) -> None:
    write(book, "governance/roles/cfo.yaml", "name: CFO\nsummary: Leads finance.\n")
    assert [name for name, *_ in commands(remit("check", "--format", "github", book).output)] == ["warning"]
    write(book, "governance/handbook.yaml", SUGGESTION)
    assert [name for name, *_ in commands(remit("check", "--format", "github", book).output)] == ["notice"]


# -- export -------------------------------------------------------------------


def test_the_model_fits_its_schema_and_is_the_same_each_time() -> None:
    first, second = (remit_alone("export", "json", ROOT, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.stdout == second.stdout
    assert (first.returncode, first.stderr) == (0, b"")
    data = json.loads(first.stdout)
    jsonschema.Draft202012Validator.check_schema(model.schema())
    jsonschema.validate(data, model.schema(), cls=jsonschema.Draft202012Validator)
    assert len(data["definitions"]) > 400
    assert len(data["edges"]) > 1000
    known = {definition["address"] for definition in data["definitions"]}
    assert {edge[end] for edge in data["edges"] for end in ("from", "to")} <= known


def test_an_edge_says_where_it_is_written() -> None:
    data = model.as_data(starter())
    by_address = {definition["address"]: definition["data"] for definition in data["definitions"]}
    for edge in data["edges"]:
        value: Any = by_address[edge["from"]]
        for step in edge["at"]:
            value = value[step]
        target = edge["to"].partition(":")[2]
        if not edge["to"].startswith("value:"):  # a value stands in a text as its amount
            assert target in str(edge["at"][-1]) or target in value  # a key, or a text that names it


def test_a_model_with_errors_fits_its_schema_too_and_exits_1(book: Path) -> None:
    write(book, "governance/terms.yaml", "a: {name: [1], status: gone}\nb: text\nc:\n")
    write(book, "governance/terms/D_d.yaml", "name: 5\n")
    done = remit("export", "json", book)
    assert done.exit_code == 1
    assert "errors while reading; `remit check` shows them" in done.stderr
    jsonschema.validate(json.loads(done.stdout), model.schema(), cls=jsonschema.Draft202012Validator)


# -- schemas for editors ------------------------------------------------------


def test_editor_schemas_stand_alone_and_know_the_ids(tmp_path: Path) -> None:
    done = remit("schema", "--editor", tmp_path / "editor", ROOT)
    assert done.exit_code == 0
    files = {
        path.name: json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "editor").iterdir()
    }
    settings = files.pop("settings.json")["yaml.schemas"]
    assert {Path(name).name for name in settings} == set(files)
    for name, content in files.items():
        jsonschema_rs.meta.validate(content)
        text = json.dumps(content)
        assert set(re.findall(r'"\$ref": "([^"]*/)', text)) <= {"#/$defs/"}, name
        assert '"x-' not in text, name
        assert '"examples": [' not in text, "editors list them all over a word"
        assert len(text) < 500_000, name
    metric = files["metric.schema.json"]
    (offered,) = metric["properties"]["systems"]["items"]["allOf"]
    snippets = metric["$defs"][offered["$ref"].removeprefix("#/$defs/")]["defaultSnippets"]
    assert [each["body"] for each in snippets] == sorted(each.id for each in starter().every("system"))
    parties = metric["properties"]["governs"]["properties"]
    assert set(parties) == {each.id for kind in ("function", "role") for each in starter().every(kind)}
    assert parties["revops"]["title"] == "RevOps"


def test_settings_for_editors_have_the_paths_from_the_top_of_the_repository(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (book.parent / ".git").mkdir()
    monkeypatch.chdir(book)
    assert remit("schema", "--editor", ".editor").exit_code == 0
    found = json.loads((book / ".editor" / "settings.json").read_text("utf-8"))["yaml.schemas"]
    assert found["./book/.editor/term.schema.json"] == ["book/governance/terms/**/*.yaml"]
    assert all((book.parent / name).is_file() for name in found)


def test_an_id_that_is_new_is_no_fault_for_an_editor(tmp_path: Path) -> None:
    remit("schema", "--editor", tmp_path, ROOT)
    new: dict[str, dict[str, Any]] = {
        "term.schema.json": {"name": "A", "summary": "S.", "see": ["metric:not-there-yet"]},
        "value.schema.json": {
            "name": "A", "summary": "S.", "amount": 1, "unit": "count",
            "operates": {"not-there-yet": {}}, "governs": {"revops": {"words": "All of it."}},
        },
    }  # fmt: skip
    for name, data in new.items():
        checker = jsonschema.Draft202012Validator(json.loads((tmp_path / name).read_text(encoding="utf-8")))
        assert [error.message for error in checker.iter_errors(data)] == []
        assert not checker.is_valid({**data, "governs": {"revops": {"wrds": "x"}}})


@pytest.mark.skipif(not DEEP or shutil.which("npm") is None, reason="installs an editor's server from npm")
def test_an_editor_offers_ids_as_names_and_values_and_shows_few_words(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "governance", tmp_path / "governance")
    remit("schema", "--editor", tmp_path / ".editor", tmp_path)
    server = "yaml-language-server"
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", f"{server}@2.0.0"], cwd=tmp_path, check=True)
    settings = json.loads((tmp_path / ".editor" / "settings.json").read_text("utf-8"))["yaml.schemas"]
    schemas = {(tmp_path / name).as_uri(): places for name, places in settings.items()}
    with language_server([tmp_path / "node_modules" / ".bin" / server], tmp_path, schemas) as editor:
        for path in sorted((tmp_path / "governance").rglob("*.yaml")):
            at = path.relative_to(tmp_path).as_posix()
            assert editor.marks(at, path.read_text(encoding="utf-8")) == [], at
        file = "governance/metrics/new.yaml"
        assert editor.marks(file, "nme: A\n")
        assert {"revops", "cfo"} <= set(editor.offered(file, "name: A\ngoverns:\n  |\n"))
        assert "win-rate" in editor.offered(file, "name: A\ninputs:\n  - |\n")
        assert "metric:win-rate" in editor.offered("governance/terms/new.yaml", "name: A\nsee:\n  - |\n")
        over = editor.shown(file, "name: A\ngoverns:\n  rev|ops: {}\n")
        assert over.startswith("#### RevOps\n\nGoverns what the teams share")
        role = editor.shown("governance/roles/new.yaml", "name: A\nreports-to: cr|o\n")
        assert len(role.splitlines()) < 10


def test_the_kinds_are_listed_as_wide_as_the_terminal(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = remit("schema", "-C", book).stdout
    assert max(map(len, usual.splitlines())) in range(60, 97)
    monkeypatch.setenv("COLUMNS", "40")
    narrow = remit("schema", "-C", book).stdout
    assert max(map(len, narrow.splitlines())) <= 40
    assert narrow.split() == usual.split()


def test_editor_schemas_accept_the_starter_and_refuse_a_typo(tmp_path: Path) -> None:
    remit("schema", "--editor", tmp_path, ROOT)
    book = starter()
    for kind in book.kinds.by_id.values():
        name = f"{kind.id}.schema.json" if kind.single else f"{kind.plural}.collection.schema.json"
        checker = schema.validator(json.loads((tmp_path / name).read_text(encoding="utf-8")))
        whole = {definition.id: dict(definition.data) for definition in book.every(kind.id)}
        data: Any = whole["handbook"] if kind.single else whole
        assert checker.is_valid(data), kind.id
        spoilt = {**data, "nme": "x"} if kind.single else {**data, "x": {"nme": "x"}}
        assert not checker.is_valid(spoilt), kind.id


@pytest.mark.parametrize(
    "file", ["governance/handbook.yaml", ".vscode/settings.json", "own/deal.schema.json"]
)
def test_editor_schemas_are_written_over_nothing_but_their_own(book: Path, file: str) -> None:
    write(book, file, SUGGESTION if file.startswith("governance") else "{}")
    before = tree(book)
    done = remit("schema", "--editor", (book / file).parent, book)
    assert done.exit_code == 2
    assert "holds something else than schemas for editors" in done.stderr
    assert tree(book) == before
    assert [remit("schema", "--editor", book / "new", book).exit_code for _ in range(2)] == [0, 0]


def test_editor_schemas_that_cannot_be_written_are_2(book: Path) -> None:
    write(book, "taken", "")
    done = remit("schema", "--editor", book / "taken" / "below", book)
    assert done.exit_code == 2
    assert "cannot write to" in done.stderr


# -- render -------------------------------------------------------------------


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_pages_are_written_and_written_anew_the_same(book: Path) -> None:
    out = book / "pages"
    first = remit("render", "--output", out, book)
    assert first.exit_code == 0
    pages = tree(out)
    count = sum(name.endswith(".md") for name in pages)
    assert first.output == f"{count} pages in {out}\n"
    assert {
        "index.md",
        "functions/index.md",
        "functions/revops/index.md",
        "assets/remit/handbook.css",
        ".remit-render",
    } <= set(pages)
    (out / "stale.md").write_text("old", encoding="utf-8")
    assert remit("render", "--output", out, book).exit_code == 0
    assert tree(out) == pages
    assert sorted(path.name for path in book.iterdir()) == ["governance", "pages"]


def test_a_page_is_front_matter_and_one_block_of_html(book: Path) -> None:
    remit("render", "--output", book / "pages", book)
    for path in (book / "pages").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        _, front, html = text.split("---\n", 2)
        assert json.loads(front)["title"]
        assert html.startswith('\n<div class="r">\n')
        assert html.endswith("\n</div>\n")
        assert "\n\n" not in html[1:], "a blank line would end the block"


def test_a_foreign_folder_is_refused_and_left_alone(book: Path) -> None:
    write(book, "docs/mine.md", "mine")
    write(book, "file", "mine")
    for out in (book, book / "docs", book / "governance", book / "file"):
        before = tree(book)
        done = remit("render", "--output", out, book)
        assert done.exit_code == 2
        assert tree(book) == before


def test_an_empty_folder_or_a_link_to_pages_is_taken(book: Path) -> None:
    (book / "empty").mkdir()
    assert remit("render", "--output", book / "empty", book).exit_code == 0
    (book / "link").symlink_to("empty")
    assert remit("render", "--output", book / "link", book).exit_code == 0
    assert (book / "link").is_symlink()
    assert (book / "empty" / "index.md").is_file()


def test_a_failure_leaves_nothing_behind_and_the_old_pages_standing(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remit("render", "--output", book / "pages", book)
    before = tree(book)

    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    done = remit("render", "--output", book / "pages", book)
    assert done.exit_code == 2
    assert "No space left on device" in done.stderr
    assert tree(book) == before


def test_no_id_leads_a_page_out_of_its_folder(book: Path) -> None:
    write(
        book,
        "governance/terms.yaml",
        '"../../../up": {name: Up, summary: S.}\n/abs: {name: Abs, summary: S.}\n'
        f'"a\\0b": {{name: Nul, summary: S.}}\n{"x" * 300}: {{name: Long, summary: S.}}\n',
    )
    write(
        book,
        "governance/topics.yaml",
        '"../../../up": {name: Up, summary: S.}\n/abs: {name: Abs, summary: S.}\n',
    )
    before = tree(book)
    done = remit("render", "--output", book / "deep" / "pages", book)
    assert done.exit_code == 0
    written = set(tree(book)) - set(before)
    assert all(name.startswith("deep/pages/") for name in written)
    assert not (book.parent / "up.md").exists()


# -- output that nobody takes, and a tool that breaks --------------------------


def shell(command: str, book: Path) -> tuple[int, str]:
    """Exit code and standard error of a line of shell, in which `$REMIT` is the command."""
    run = f"{sys.executable} -W error -m remit"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=book,
        env={**os.environ, "REMIT": run},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("command", ["check", "explain", "export json"])
@pytest.mark.parametrize(
    ("target", "message"), [("&-", "standard output is closed"), ("/dev/full", "cannot write the output: ")]
)
def test_output_that_cannot_be_written_is_2(book: Path, command: str, target: str, message: str) -> None:
    code, error = shell(f"$REMIT {command} >{target}", book)
    assert code == 2
    assert error.startswith(f"remit: could not do this: {message}")
    assert error.count("\n") == 1


def test_a_reader_that_has_enough_is_no_fault(book: Path) -> None:
    assert shell("{ $REMIT export json; echo $? >code; } | true", book) == (0, "")
    assert (book / "code").read_text(encoding="utf-8") == "0\n"


@pytest.mark.parametrize("raised", ["KeyboardInterrupt", "ZeroDivisionError"])
def test_a_check_that_breaks_off_is_2(book: Path, raised: str) -> None:
    spoilt = (
        "import remit.checking as c, remit.cli as m, sys\n"
        f"def check(*_, **__): raise {raised}\n"
        "c.check = check; sys.argv = ['remit', 'check']; m.run()"
    )
    done = subprocess.run([sys.executable, "-c", spoilt], cwd=book, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr


def test_a_command_that_is_none_names_the_nearest() -> None:
    assert "there is no command `chek`; did you mean `check`?" in remit("chek").stderr


def test_the_help_lists_every_command_under_a_heading_in_a_line() -> None:
    shown = remit("--help").output
    for name in main.list_commands(click.Context(main)):
        (line,) = [line for line in shown.splitlines() if line.startswith(f"  {name} ")]
        assert line.endswith("."), line
        assert not line.endswith("..."), line
    assert {"Check:", "Change:", "Look back:", "Hand on:"} <= set(shown.splitlines())


def every_command(group: click.Group = main) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", each) for below, each in every_command(command))
        else:
            yield name, command


def test_every_command_takes_the_folder_as_an_option_and_three_as_an_argument() -> None:
    usages = {}
    for name, command in every_command():
        assert [each for each in command.params if "-C" in each.opts], name
        usages[name] = command.get_usage(click.Context(command))
    assert [name for name, usage in usages.items() if "ROOT" in usage] == ["check", "fmt", "render"]


def test_an_option_has_one_name_and_one_meaning_everywhere() -> None:
    days = {"--today", "--as-of", "--from", "--day"}  # the last is that of a snapshot
    for name, command in every_command():
        opts = {opt: each for each in command.params for opt in each.opts if isinstance(each, click.Option)}
        shown = {opt for opt, each in opts.items() if not each.hidden}
        assert not shown & {"--out", "--date", "--until", "--root"}, name
        assert {opt for opt, each in opts.items() if each.metavar == "YYYY-MM-DD"} <= days, name
        assert "--format" not in shown or "--output" in shown, name


def test_a_folder_named_twice_is_wrong_usage(book: Path) -> None:
    done = remit("check", book, "-C", book)
    assert (done.exit_code, "both say where `governance/` lies; name one" in done.stderr) == (2, True)
    assert remit("check", "-C", book).stdout == remit("check", book).stdout


def test_what_options_were_called_before_is_understood(book: Path) -> None:
    assert remit("render", "--out", book / "pages", book).exit_code == 0
    assert remit("export", "json", book).stdout == remit("export", "json", "-C", book).stdout
    write(book, "governance/cadences/call.yaml", "name: C\nsummary: S.\nevery: week\nagenda: [A?]\n")
    old, new = (
        remit("agenda", "call", option, "2026-11-20", "-C", book).stdout for option in ("--date", "--today")
    )
    assert old == new != ""


def test_a_report_goes_to_a_file_and_to_the_terminal_for_a_dash(book: Path) -> None:
    printed = remit("check", "--format", "json", book).stdout
    assert remit("check", "--format", "json", "--output", "-", book).stdout == printed
    done = remit("check", "--format", "json", "--output", book / "new" / "found.json", book)
    assert (done.exit_code, done.stdout) == (0, "")
    assert (book / "new" / "found.json").read_text("utf-8") == printed


def test_a_bare_id_is_answered_with_its_addresses(book: Path) -> None:
    write(book, "governance/terms/mql.yaml", "name: MQL\nsummary: S.\n")
    assert "did you mean `term:mql`?" in remit("show", "mql", "-C", book).stderr


def test_a_day_that_is_none_is_wrong_usage(book: Path) -> None:
    said = remit("check", "--today", "24.11.2026", book).stderr
    assert "`24.11.2026` is not a day; write year, month and day, such as 2026-11-20" in said
    assert remit("check", "--today", "2026-02-31", book).exit_code == 2
    assert remit("check", "--today", "2026-02-28", book).exit_code == 0


def test_a_folder_of_schemas_that_may_not_be_listed_is_2(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (book / "schemas").mkdir()
    original = os.scandir

    def scandir(path: Path) -> Any:
        if path.name == "schemas":
            raise PermissionError(13, "Permission denied")
        return original(path)

    monkeypatch.setattr(os, "scandir", scandir)
    done = remit("check", book)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "`schemas/`: permission denied; fix or remove it" in done.stderr


def test_a_format_that_an_occasion_is_not_told_in_is_wrong_usage(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(occasions, "FORMATS", {"text": occasions.text, "markdown": occasions.as_markdown})
    done = remit("review", "--occasion", "new-tool", "--format", "json", "-C", book)
    assert done.exit_code == 2
    assert "an occasion is not told as json; write text or markdown" in done.stderr
