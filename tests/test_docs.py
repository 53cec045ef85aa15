"""The documentation says what is: its paths, links, examples, commands and tables against the code."""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest

import command_reference
from building import ROOT, build
from remit import formula
from remit.cli import main
from remit.diagnostics import Severity
from remit.exports import model
from remit.handbook import Handbook
from remit.insight.matrix import LETTERS
from remit.plugin import RemitConfig
from remit.schema import metaschema
from remit.source import MAX_ALIKE, MAX_BYTES, MAX_DEPTH
from remit.views.site.site import SECTIONS
from running import remit
from test_layers import LAYERS

GUIDE = ROOT / "docs" / "guide"
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(GUIDE.glob("*.md")))
NAMES = [page.name for page in PAGES]

# Folders and files that a path in the documentation may begin with, or be.
FOLDERS = ("ci", "plugins", "schemas", "governance", "tests", "docs", "benchmarks", ".github", ".ci")
FILES = re.compile(
    r"(README|CHANGELOG|CONTRIBUTING)\.md|LICENSE|Makefile|Dockerfile|(mkdocs|pyproject)\.(yml|toml)|.*\.lock"
)
# Paths of a reader's own handbook, which this repository need not have.
THEIRS = {"governance/changes/", "docs/about/", "docs/metrics.md"}
# Options that are not remit's.
OTHER_OPTIONS = {
    "--body-file",
    "--metadata",
    "--target-org",
    "--sfdx-url-stdin",
    "--alias",
    "--global",
    "--cached",
    "--title",
    "--edit-last",
    "--create-if-none",
    "--raw",
    "--strict",
    "--quick",
    "--require-hashes",
    "--paginate",
    "--jq",
    "--arg",
    "--slurpfile",
    "--input",
    "--force",
    "--repo",
    "--add-label",
    "--remove-label",
    "--quiet",
    "--base",
    "--head",
    "--fill",
}

_FENCE = re.compile(
    r"^(?P<ticks>```+) *(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=ticks) *$", re.DOTALL | re.MULTILINE
)
_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_PLACED = re.compile(r"# (governance/[\w./-]+\.yaml)(?P<broken> \(broken\))?\n")
_TITLED = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what else stands on the fence, its text."""

    language: str
    info: str
    body: str


@dataclass
class Example:
    """A command line of a `console` block, what must be printed, and a broken file to have in place."""

    command: str
    lines: list[str] = field(default_factory=list)
    broken: tuple[str, str] | None = None


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> Iterator[Block]:
    for match in _FENCE.finditer(text_of(page)):
        language, _, rest = match["info"].partition(" ")
        yield Block(language, rest, match["body"])


def code_spans(page: Path) -> Iterator[str]:
    """What stands in backticks in the sentences of a page."""
    for match in _CODE.finditer(_FENCE.sub("", text_of(page))):
        yield " ".join(match[1].split())


def placed(page: Path) -> dict[str, str]:
    """Path → content of the sound files that a page's examples make."""
    found = {}
    for block in blocks(page):
        comment = _PLACED.match(block.body)
        if block.language == "yaml" and comment and not comment["broken"]:
            found[comment[1]] = block.body
        elif block.language == "json" and (title := _TITLED.search(block.info)):
            found[title[1]] = block.body
    return found


def examples(page: Path) -> Iterator[Example]:
    broken = None
    for block in blocks(page):
        if block.language == "yaml" and (comment := _PLACED.match(block.body)) and comment["broken"]:
            broken = (comment[1], block.body)
        if block.language == "console":
            example = Example("")
            for line in block.body.splitlines():
                if line.startswith("$ "):
                    example = Example(line[2:], broken=broken)
                    yield example
                elif line.strip():
                    example.lines.append(line.rstrip())
            broken = None


def looks_like_a_path(span: str) -> bool:
    if re.search(r"[\s<>{}|…$=,:]", span):
        return False
    return (span.partition("/")[0] in FOLDERS and "/" in span) or FILES.fullmatch(span) is not None


@pytest.fixture
def their_handbook(tmp_path: Path) -> Path:
    """A copy of the starter handbook, as somebody else's repository has it."""
    shutil.copytree(ROOT / "governance", tmp_path / "governance")
    return tmp_path


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")


def run(command: str, folder: Path) -> str:
    """What a command prints, run in a folder; in this process: most cost less than starting another."""
    words = shlex.split(command)
    assert words[0] == "remit", f"only `remit` is run from the documentation, not `{words[0]}`"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return remit(*words[1:]).output


# -- paths and links ----------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_path_that_is_named_exists(page: Path) -> None:
    made = {*placed(page), *THEIRS}
    named = {span for span in code_spans(page) if looks_like_a_path(span)}
    missing = [name for name in named if name not in made and not any(ROOT.glob(name.rstrip("/")))]
    assert not missing


def test_the_search_for_paths_finds_them() -> None:
    named = {span for page in PAGES for span in code_spans(page) if looks_like_a_path(span)}
    assert {"plugins/remit/rules/rule.py", "schemas/", "Makefile", "tests/cases/source/"} <= named


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(_FENCE.sub("", text_of(page))):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        linked = page.parent / name if name else page
        assert linked.is_file(), f"{page.name}: {target}"
        if anchor and linked.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text_of(linked)), re.MULTILINE)
            slugs = {re.sub(r"[^a-z0-9]+", "-", each.lower()).strip("-") for each in headings}
            assert anchor in slugs, f"{page.name}: {target}"


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent == GUIDE], ids=lambda page: page.name)
def test_links_of_the_guide_stay_inside_the_site(page: Path) -> None:
    for target in _LINK.findall(text_of(page)):
        assert not target.startswith(("../", "/")), target


def test_the_index_of_the_guide_names_every_page() -> None:
    linked = set(_LINK.findall(text_of(GUIDE / "index.md")))
    assert {page.name for page in GUIDE.glob("*.md")} - {"index.md"} <= linked


def test_pictures_are_shown_and_small() -> None:
    shown = {
        target.partition("#")[0].rpartition("/")[2]
        for page in PAGES
        for target in _LINK.findall(text_of(page))
        if ".png" in target
    }
    pictures = {path.name: path for path in (GUIDE / "pictures").glob("*.png")}
    assert shown <= set(pictures)
    assert all(path.stat().st_size <= 200_000 for path in pictures.values())


SHOWN = re.compile(r"!\[[^\]]*\]\((pictures/[^)#]+\.png)[^)]*\)(.*)")


def test_a_page_keeps_room_for_its_pictures_before_they_come() -> None:
    """Else the text below jumps: their width and height stand behind them."""
    for page in GUIDE.glob("*.md"):
        for name, behind in SHOWN.findall(text_of(page)):
            width, height = struct.unpack(">II", (GUIDE / name).read_bytes()[16:24])
            assert behind.startswith(f'{{ width="{width}" height="{height}" }}'), (page.name, name)


# -- examples -----------------------------------------------------------------


@pytest.mark.parametrize(
    "page", [page for page in PAGES if placed(page)], ids=[page.name for page in PAGES if placed(page)]
)
def test_the_files_of_a_page_check_clean_in_a_handbook(page: Path, their_handbook: Path) -> None:
    write(their_handbook, placed(page))
    assert run("remit check --fail-on suggestion", their_handbook).startswith("No findings in ")


# Commands that look at more than one version: the page's own files are not committed yet.
VERSIONS = ("diff", "review", "history", "show")


def commit(folder: Path) -> None:
    when = "2026-11-02T09:00:00+00:00"
    who = {f"GIT_{one}_NAME": "Head of RevOps" for one in ("AUTHOR", "COMMITTER")}
    days = {f"GIT_{one}_DATE": when for one in ("AUTHOR", "COMMITTER")}
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "The handbook"]):
        subprocess.run(["git", "-C", str(folder), *words], env={**os.environ, **who, **days}, check=True)


def test_the_page_of_weights_says_what_the_command_says() -> None:
    """The page says what weights are; the list itself is printed, and stands on the pages of the kinds."""
    said, kinds = run("remit schema --weights", ROOT).split("\n## ", 1)
    assert text_of(GUIDE / "weights.md") == said
    assert kinds.count("\n## ") > 20


def session(page: Path) -> str:
    """The `pycon` blocks of a page, one after the other."""
    return "\n".join(block.body for block in blocks(page) if block.language == "pycon")


def test_an_example_in_python_is_a_session_that_shows_what_comes_of_it() -> None:
    assert [page.name for page in PAGES if session(page)] == ["python.md"]
    assert [page.name for page in PAGES for block in blocks(page) if block.language in ("python", "py")] == []


@pytest.mark.parametrize("page", [page for page in PAGES if session(page)], ids=lambda page: page.name)
def test_an_example_in_python_gives_what_is_shown(
    page: Path, demo_repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blocks of a page are one session, beside the demo repository."""
    test = doctest.DocTestParser().get_doctest(session(page), {}, page.name, str(page), 0)
    monkeypatch.chdir(demo_repository.parent)
    told: list[str] = []
    doctest.DocTestRunner().run(test, out=told.append)
    assert not told, "".join(told)


CASES = [(page, example) for page in PAGES for example in examples(page)]


@pytest.mark.parametrize(
    ("page", "example"), CASES, ids=[f"{page.name}: {example.command}" for page, example in CASES]
)
def test_a_command_prints_what_is_shown(page: Path, example: Example, their_handbook: Path) -> None:
    if example.command.split()[1] in VERSIONS:
        commit(their_handbook)
    write(their_handbook, placed(page))
    if example.broken:
        write(their_handbook, dict([example.broken]))
    printed = run(example.command, their_handbook)
    assert example.lines, "show what the command prints"
    missing = [line for line in example.lines if line not in printed]
    assert not missing, printed


def test_the_smallest_site_has_tabs_colours_embedded_parts_and_a_kind_of_ones_own(
    their_handbook: Path,
) -> None:
    (smallest,) = (
        block.body for block in blocks(GUIDE / "running.md") if block.body.startswith("site_name:")
    )
    embedded = next(block.body for block in blocks(GUIDE / "running.md") if "{remit: map}" in block.body)
    own_page = f"# Ours\n\n{embedded}\nWe look at {{metric:win-rate}}, not at `{{metric:win-rate}}`.\n"
    write(
        their_handbook,
        {**placed(GUIDE / "own-kinds.md"), "mkdocs.yml": smallest, "docs/ours.md": own_page},
    )
    done = build(their_handbook, their_handbook / "site", "--strict")
    assert done.returncode == 0, done.stdout
    run("remit schema --editor .editor", their_handbook)
    assert (their_handbook / ".editor" / "playbook.schema.json").is_file()

    def page(url: str) -> str:
        return (their_handbook / "site" / url / "index.html").read_text(encoding="utf-8")

    assert "Renewal at risk" in page("playbooks")
    assert 'href="../../metrics/renewal-forecast/"' in page("playbooks/renewal-at-risk")
    assert "Has playbook" in page("stages/renewal")
    html = page("ours")
    assert "md-tabs__link" in html
    assert 'data-md-color-scheme="default"' in html
    assert html.count('<a href="../metrics/win-rate/">Win rate</a>') >= 3  # card, table, sentence
    assert "<code>{metric:win-rate}</code>" in html
    assert "Pipeline coverage" in html
    assert "<svg" in html[html.index("Pipeline coverage") :]
    assert "{remit:" not in html


def test_every_formula_that_is_shown_can_be_read_and_names_what_exists(starter: Handbook) -> None:
    lines = [
        line
        for page in PAGES
        for block in blocks(page)
        if block.language == "formula"
        for line in block.body.splitlines()
    ]
    assert len(lines) >= 8
    for line in lines:
        assert not list(formula.misuses(formula.parse(line))), line
        for mention in formula.mentions(formula.parse(line)):
            assert starter.get(mention.kind, mention.id), f"{mention.kind}:{mention.id} in {line}"


def test_every_golden_case_that_is_shown_is_one() -> None:
    cases = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests/cases/source").glob("*.txt")
    )
    shown = [block.body for block in blocks(ROOT / "CONTRIBUTING.md") if block.body.startswith("#### ")]
    assert shown
    assert all(body in cases for body in shown)


# -- tables -------------------------------------------------------------------


def first_column(page: str, heading: str) -> list[str]:
    """The first cells, without backticks, of the first table under a heading."""
    _, _, below = text_of(GUIDE / page).partition(heading)
    table = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert table, f"no table under {heading!r} in {page}"
    rows = table.group().splitlines()[2:]
    return [row.split("|")[1].strip().strip("`") for row in rows]


def test_the_table_of_functions_lists_all_functions() -> None:
    assert sorted(first_column("formulas.md", "**Functions**")) == sorted(formula.FUNCTIONS)


def test_the_table_of_annotations_lists_all_annotations() -> None:
    keys = set(re.findall(r'"(x-[a-z]+)"', json.dumps(metaschema())))
    assert set(first_column("architecture.md", "### Annotations")) == keys


def test_the_table_of_layers_is_the_one_that_is_held() -> None:
    _, _, below = text_of(GUIDE / "architecture.md").partition("## Layers")
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", below, re.MULTILINE)
    told = [(int(number), set(re.findall(r"`([\w.]+)`", units))) for number, units in rows]
    held = [{re.sub(r"^views\.pages\.\w+$", "views.pages", unit) for unit in units} for units in LAYERS]
    assert told == list(enumerate(held))


def test_the_table_of_letters_lists_all_letters() -> None:
    assert sorted(first_column("reading.md", "## Letters")) == sorted(LETTERS)


def test_the_table_of_tabs_lists_all_tabs() -> None:
    assert first_column("reading.md", "## Two clicks") == [
        title for section, title in SECTIONS.items() if section != "home"
    ]


def test_the_limits_are_those_of_the_reader() -> None:
    text = text_of(GUIDE / "running.md")
    for row in (
        f"| a file | {MAX_BYTES >> 20} MiB |",
        f"| nesting in a file | {MAX_DEPTH} |",
        f"| findings of one code in one file | {MAX_ALIKE}, then silence |",
        f"| brackets in a formula | {formula.MAX_DEPTH} deep |",
        f"| words in a formula | {formula.MAX_TOKENS} |",
        f"| digits of a number in a formula | {formula.MAX_DIGITS} |",
    ):
        assert row in text, row


# -- commands -----------------------------------------------------------------


def commands(group: click.Group = main, above: str = "remit") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, subcommands included."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{above} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")


def options(command: click.Command) -> set[str]:
    """The options that the help shows: those of before are understood, and no longer told."""
    found = {
        option
        for parameter in command.params
        if not getattr(parameter, "hidden", False)
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    return found | {"--help", "-h"}


def test_the_command_reference_is_written_from_the_command_line() -> None:
    assert text_of(command_reference.PAGE) == command_reference.reference(), "write it anew: make reference"


def test_every_command_is_explained() -> None:
    text = text_of(GUIDE / "running.md")
    assert [name for name, _ in commands() if name not in text] == []


def test_every_option_of_the_plugin_is_documented() -> None:
    text = text_of(GUIDE / "running.md")
    assert all(re.search(rf"^ +{name}: ", text, re.MULTILINE) for name, _ in RemitConfig._schema)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_option_that_is_named_exists(page: Path) -> None:
    known = {name: options(command) for name, command in commands()}
    every = {option for found in known.values() for option in found} | options(main) | OTHER_OPTIONS
    lines = [line for block in blocks(page) for line in block.body.splitlines()]
    for span in [*code_spans(page), *lines]:
        used = set(re.findall(r"(?<!\S)--[a-z][a-z-]*", span))
        named = [name for name in known if re.search(rf"(^|[ $]){name}\b", span)]
        name = max(named, key=len, default=None)  # `remit export json` before `remit export`
        assert used <= (known[name] if name else every), span


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    makefile = text_of(ROOT / "Makefile")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    lines = [line for block in blocks(page) if block.language == "sh" for line in block.body.splitlines()]
    named = {
        match[1]
        for span in [*code_spans(page), *lines]
        if (match := re.match(r"make ([a-z][a-z-]*)(?=\s|$)", span))
    }
    assert named <= targets
    assert page.name != "README.md" or {"handbook", "test", "serve"} <= named


def test_every_severity_and_exit_code_is_documented() -> None:
    text = text_of(GUIDE / "running.md")
    assert all(f"**{severity.word}**" in text for severity in Severity)
    assert first_column("running.md", "Exit codes") == ["0", "1", "2"]


def test_the_export_is_described_property_by_property() -> None:
    text = text_of(GUIDE / "running.md")
    _, _, section = text.partition("### remit export")
    spans = set(_CODE.findall(section.partition("\n## ")[0]))
    shape = model.schema()["properties"]
    for properties in (
        shape,
        shape["definitions"]["items"]["properties"],
        shape["edges"]["items"]["properties"],
    ):
        assert set(properties) <= spans


# -- what must not be said ----------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_no_page_names_a_machine_or_promises(page: Path) -> None:
    text = text_of(page)
    assert not re.search(r"(?<![\w.])/(?:home|work|root|Users|tmp)/", text)
    promised = re.findall(r"remit (?:import|tickets)\b", text)
    assert not promised
