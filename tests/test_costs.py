"""Costs that can be counted: no clock is needed to hold them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
import markdown
import pytest

from building import starter
from depth import DEEP
from generate import write_yaml
from own_kinds import contract_schema
from remit import formula
from remit.change.review import reach
from remit.change.review.lanes import lanes_of
from remit.checking import check
from remit.handbook import Definition
from remit.ownership.organisation import functions_behind
from remit.tree import Memory
from remit.views import handbook_site

SMALL, LARGE = 100, 1000 if DEEP else 250  # metrics


class Counted:
    """What a build did: Markdown objects made, theme pages rendered, files written."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()


def counted_build(root: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.utils import write_file

    counted = Counted()
    made, rendered = markdown.Markdown.__init__, jinja2.Template.render

    def make(self: markdown.Markdown, **options: object) -> None:
        counted.done["markdown"] += 1
        made(self, **options)

    def render(self: jinja2.Template, *args: object, **kwargs: object) -> str:
        if self.name == "main.html":
            counted.done["theme"] += 1
        return rendered(self, *args, **kwargs)

    def write(content: bytes, path: str) -> None:
        counted.done["written"] += 1
        write_file(content, path)

    with monkeypatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        patch.setattr(markdown.Markdown, "__init__", make)
        patch.setattr(jinja2.Template, "render", render)
        patch.setattr("mkdocs.utils.write_file", write)
        build(load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site")))
    return counted


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Path, Counted]]:
    built = {}
    with pytest.MonkeyPatch.context() as patch:
        for count in (SMALL, LARGE):
            root = tmp_path_factory.mktemp(f"book{count}")
            write_yaml(root, count)
            built[count] = (root, counted_build(root, patch))
    return built


def test_no_page_of_the_handbook_makes_a_markdown_object(sites: dict[int, tuple[Path, Counted]]) -> None:
    assert sites[LARGE][1].done["markdown"] == sites[SMALL][1].done["markdown"]
    assert sites[LARGE][1].done["markdown"] <= 3


def test_the_theme_is_rendered_for_shapes_of_pages_not_for_pages(
    sites: dict[int, tuple[Path, Counted]],
) -> None:
    small, large = (sites[count][1].done["theme"] for count in (SMALL, LARGE))
    assert 20 < small < 90
    assert large <= small + 10


def test_every_file_is_written_once(sites: dict[int, tuple[Path, Counted]]) -> None:
    def found(count: int) -> int:
        return sum(1 for _ in (sites[count][0] / "site" / "search" / "handbook").iterdir())

    grown = sites[LARGE][1].done["written"] - sites[SMALL][1].done["written"]
    # A page a metric, and a field for every twenty of them; each with its Markdown; and the search.
    assert grown == 2 * ((LARGE - SMALL) + (LARGE - SMALL) // 20) + found(LARGE) - found(SMALL)


def test_the_parts_of_the_search_do_not_grow(sites: dict[int, tuple[Path, Counted]]) -> None:
    """More pages are more files of results, not larger ones."""

    def largest(count: int) -> int:
        parts = (sites[count][0] / "site" / "search" / "handbook").glob("pages-*.js")
        return max(part.stat().st_size for part in parts)

    assert largest(LARGE) <= largest(SMALL) * 1.1


def test_a_definitions_page_does_not_grow_with_the_handbook(sites: dict[int, tuple[Path, Counted]]) -> None:
    """A metric's page in a handbook many times the size differs only by what points at it."""

    def size(count: int) -> int:
        root = sites[count][0]
        pages = [root / "site" / "metrics" / f"metric-{number}" / "index.html" for number in range(60, 100)]
        return sum(len(re.sub(r"\s+", " ", page.read_text(encoding="utf-8"))) for page in pages) // len(pages)

    assert size(LARGE) <= size(SMALL) * 1.05


def test_the_navigation_does_not_grow_with_the_handbook(sites: dict[int, tuple[Path, Counted]]) -> None:
    def links(count: int) -> int:
        html = (sites[count][0] / "site" / "metrics" / "metric-7" / "index.html").read_text(encoding="utf-8")
        return html.partition("md-sidebar--secondary")[0].count("md-nav__link")

    assert links(LARGE) == links(SMALL)


def test_checking_parses_each_file_once_and_starts_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from remit import source
    from remit.checking import check
    from remit.diagnostics import Severity

    write_yaml(tmp_path, SMALL)
    seen: Counter[str] = Counter()
    read = source.read

    def counting(root: Path, relative: str, before: source.Document | None = None) -> source.Document:
        seen[relative] += 1
        return read(root, relative, before)

    monkeypatch.setattr(source, "read", counting)
    monkeypatch.setattr("subprocess.Popen", None)
    monkeypatch.setattr("socket.socket", None)
    assert Severity.ERROR not in {finding.severity for finding in check(tmp_path).findings}
    assert set(seen.values()) == {1}
    assert len(seen) == SMALL + 4


def test_each_file_is_opened_without_a_look_before_and_read_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_yaml(tmp_path, SMALL)
    reads: Counter[int] = Counter()
    read = os.read

    def counted(handle: int, most: int) -> bytes:
        reads[most] += 1
        return read(handle, most)

    monkeypatch.setattr("os.read", counted)
    monkeypatch.setattr("os.path.islink", None)
    check(tmp_path)
    assert sum(reads.values()) == SMALL + 4
    assert max(reads) < 10_000  # room for the file, not for the largest there may be


def test_rules_share_what_they_make_of_formulas_and_thresholds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from remit.compute import written
    from remit.rules.numbers import thresholds

    write_yaml(tmp_path, SMALL)
    made: Counter[str] = Counter()
    for module, name in ((written, "written"), (thresholds, "_bands")):
        make = getattr(module, name)

        def counted(definition: Definition, name: str = name, make: Any = make) -> Any:
            made[f"{name} {definition.ref}"] += 1
            return make(definition)

        monkeypatch.setattr(module, name, counted)
    check(tmp_path)
    assert len(made) >= 2 * SMALL
    assert set(made.values()) == {1}


def test_who_stands_behind_a_definition_is_asked_once_for_all_triggers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every review asks it of every definition, and the page "Who decides?" too."""
    asked: Counter[str] = Counter()

    def counted(definition: Definition) -> frozenset[Definition]:
        asked[str(definition.ref)] += 1
        return functions_behind(definition)

    monkeypatch.setattr(reach, "functions_behind", counted)
    lanes = lanes_of(starter())
    twice = tuple(
        replace(
            lane, triggers=(*lane.triggers, *(replace(each, id=f"{each.id}-2") for each in lane.triggers))
        )
        for lane in lanes.all
    )
    every = reach.Reach(starter(), replace(lanes, all=twice))
    assert sum("functions" in trigger.touches for trigger in every.lanes.triggers()) >= 2
    for definition in starter().definitions():
        every.touches(definition)
    assert asked
    assert set(asked.values()) == {1}


def test_a_schema_of_ones_own_is_compiled_once_for_all_versions_of_a_handbook(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from remit.schema import own, validating

    compiled: list[str] = []
    compile_one = validating.validator

    def counted(schema: Any) -> Any:
        compiled.append(schema["$id"])
        return compile_one(schema)

    monkeypatch.setattr(own, "validator", counted)
    schema = json.dumps({**contract_schema(), "description": "A contract of this test."})
    for number in range(3):
        terms = json.dumps({"win": {"name": f"Win {number}", "summary": "S."}})
        files = {"schemas/contract.schema.json": schema, "governance/terms.yaml": terms}
        assert "contract" in check(Memory(files)).book.kinds.by_id
    assert len(compiled) == 1


def test_a_history_that_was_kept_is_told_without_reading_yaml(demo_repository: Path, tmp_path: Path) -> None:
    """What the second run of `remit history` imports; starting is most of what it costs."""
    code = (
        "import sys; from remit.cli import main; main(['history', 'metric:win-rate'], standalone_mode=False);"
        "heavy = {'yaml', 'jsonschema', 'jsonschema_rs', 'jinja2', 'mkdocs', 'remit.source.events',"
        "'remit.formula.parser', 'remit.formula.nodes', 'remit.change.compare.versions', 'html.entities',"
        "'tempfile', 'remit.schema.old_shapes'};"
        "print(sorted(heavy & sys.modules.keys()), file=sys.stderr)"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=demo_repository,
            env={**os.environ, "REMIT_CACHE": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        for _ in range(2)
    ]
    assert told[0].stdout == told[1].stdout != ""
    assert "yaml" in told[0].stderr
    assert told[1].stderr.strip() == "[]"


def test_a_check_imports_what_its_handbook_needs_and_no_more(tmp_path: Path) -> None:
    """Starting is half of a small check: who has no examples and no rules of its own pays for none."""
    write_yaml(tmp_path, 20)
    code = (
        "import sys; from remit.cli import main\ntry: main(['check'])\nexcept SystemExit: pass\n"
        "heavy = {'yaml', 'jsonschema', 'jinja2', 'mkdocs', 'difflib', 'shutil', 'remit.source.events',"
        "'remit.compute.model', 'remit.compute.evaluate', 'remit.compute.judged', 'remit.compute.examples',"
        "'remit.compute.sense.chains', 'remit.schema.old_shapes', 'remit.yaml_text'};"
        "print(sorted(heavy & sys.modules.keys()), file=sys.stderr)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert " definitions" in told.stdout
    assert told.stderr.strip() == "[]"


def test_changes_of_a_history_that_was_kept_are_not_weighed_again(
    demo_repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from remit.change.history.timeline import history
    from remit.reports import history as report

    monkeypatch.setenv("REMIT_CACHE", "")
    unkept = report.summary(history(demo_repository), None)
    monkeypatch.setenv("REMIT_CACHE", str(tmp_path))
    assert report.summary(history(demo_repository), None) == unkept
    monkeypatch.setattr(report, "definition_weight", None)
    assert report.summary(history(demo_repository), None) == unkept


def test_a_formula_is_walked_once_for_all_rules() -> None:
    tree = formula.parse("sum(field:amount where field:stage = Won) ÷ metric:all")
    assert formula.parts(tree) is formula.parts(tree)
    assert [type(part).__name__ for part in formula.parts(tree)] == [
        "Arithmetic", "Call", "Mention", "Test", "Mention", "Literal", "Mention",
    ]  # fmt: skip


def test_a_template_is_compiled_once_for_all_sites_of_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling is most of what a small site costs, and `mkdocs serve` makes one at every save."""
    compiled: list[str | None] = []
    compile_one = jinja2.Environment.compile

    def counted(self: jinja2.Environment, source: str, name: str | None = None, *more: Any) -> Any:
        compiled.append(name)
        return compile_one(self, source, name, *more)

    monkeypatch.setattr(jinja2.Environment, "compile", counted)
    book = starter()
    for _ in range(2):
        compiled.clear()
        for page in handbook_site(book, ()).pages:
            if page.in_nav:
                page.body()
    assert compiled == []
