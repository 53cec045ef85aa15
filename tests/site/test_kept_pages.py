"""A build with the pages of the last one gives, byte for byte, what a build without them gives."""

from __future__ import annotations

import copy
import hashlib
import json
import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from building import FEW, begun, build, write_governance, write_handbook
from depth import DEEP
from remit.checking import check
from remit.plugin.extension import RemitPlugin
from remit.publish import kept_pages, markdown_pages
from remit.reads import ALL, Read, Watched, taken_down, watched_row
from remit.views import handbook_site
from remit.views.site.site import TWIN
from running import remit

if TYPE_CHECKING:
    from remit.views.site.site import Page, Site

EDITS = 50
PLAYBOOK = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Playbook",
    "description": "How a team does a thing.",
    "x-kind": {"id": "playbook", "plural": "playbooks", "titles": "Playbooks", "section": "reference"},
    "x-weight": "meaning",
    "type": "object",
    "required": ["name", "summary"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "title": "Name", "description": "Its name.", "x-text": "line"},
        "summary": {"type": "string", "title": "Summary", "description": "In short.", "x-text": "prose"},
    },
}


class Company:
    """A handbook under git that is edited, and built with and without what the last build kept."""

    def __init__(self, root: Path, scratch: Path) -> None:
        self.root, self.cache, self.scratch, self.number = root, scratch / "cache", scratch, 0
        self.chance = random.Random(17)
        self._git("init", "-q", "-b", "main")
        self._commit()

    def _git(self, *arguments: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *arguments], cwd=self.root, check=True, capture_output=True)

    def _commit(self) -> None:
        self._git("add", "-A")
        self._git(
            "commit", "-q", "--allow-empty", "-m", f"Edit {self.number}", "--date", "2025-12-01T12:00:00Z"
        )

    def site(self, *, kept: bool) -> dict[str, bytes]:
        """The files of the site that is built now."""
        target = self.scratch / f"site-{kept}"
        shutil.rmtree(target, ignore_errors=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(RemitPlugin, "cache", self.cache if kept else None)
            done = build(self.root, target)
        assert done.returncode == 0, done.stderr
        found = (path for path in sorted(target.rglob("*")) if path.is_file())
        # The map of the site has the time of its build, and is packed with it.
        return {
            path.relative_to(target).as_posix(): path.read_bytes() for path in found if path.suffix != ".gz"
        }

    def kept(self) -> bytes:
        """What the last build left."""
        return (self.cache / kept_pages.NAME).read_bytes()

    def edit(self, path: str, text: str | None) -> None:
        file = self.root / path
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def replaced(self, path: str, was: str, now: str) -> None:
        text = self.read(path)
        assert re.search(was, text, re.MULTILINE), (was, path)
        self.edit(path, re.sub(was, now, text, count=1, flags=re.MULTILINE))

    def any(self, folder: str = "*") -> str:
        """The path of any file of a folder's definitions."""
        found = sorted(self.root.glob(f"governance/{folder}/**/*.yaml") if folder != "*" else
                       self.root.glob("governance/**/*.yaml"))  # fmt: skip
        return self.chance.choice(found).relative_to(self.root).as_posix()

    def edits(self) -> Iterator[str]:
        """What each edit is called, once it is made; whatever breaks is mended later."""
        yield from self._of_settings(0)
        while True:
            self.number += 1
            yield from self._of_texts(self.number)
            yield from self._of_settings(self.number)

    def _of_texts(self, n: int) -> Iterator[str]:
        for folder in ("metrics", "stages", "*"):
            path = self.any(folder)
            if re.search(r"^summary: \S", self.read(path), re.MULTILINE):
                self.replaced(path, r"^summary: (\S.*)$", rf"summary: \1 Seen {n}.")
                yield f"the summary of {path}"
        path = self.any("metrics")
        self.replaced(path, r"^name: (.*?)(?: Of \d+)?$", rf"name: \1 Of {n}")
        yield f"the name of {path}"
        about = f"See {{metric:{Path(path).stem}}}."
        self.edit("governance/terms/extra.yaml", f"name: Extra {n}\nsummary: {about}\n")
        yield "a term that comes"
        self.edit("governance/terms/extra.yaml", None)
        self.edit("governance/terms/other.yaml", f"name: Extra {n}\nsummary: It is called otherwise.\n")
        yield "a term that is renamed"
        self.edit("governance/terms/other.yaml", None)
        yield "a term that goes"
        whole = self.read(path)
        self.edit(path, f"{whole}\nbroken: [\n")
        yield f"{path} is broken"
        self.edit(path, whole.replace("summary:", "summery:", 1))
        yield f"{path} does not fit its schema"
        self.edit(path, whole)
        yield f"{path} is mended"
        self.edit("docs/written.md", f"# Written\n\nNumber {n}. {about}\n")
        yield "a page that people write"
        lines = f"metric,period,value,source,measured-on\n{Path(path).stem},2025-11,{n},crm,2025-12-01\n"
        self.edit("governance/readings/extra.csv", lines)
        yield "a reading"

    def _of_settings(self, n: int) -> Iterator[str]:
        self.replaced("mkdocs.yml", r"^site_name: .*$", f"site_name: Acme {n}")
        yield "the name of the site"
        self.edit("schemas/playbook.schema.json", json.dumps({**PLAYBOOK, "title": f"Playbook {n}"}))
        self.edit("governance/playbooks/start.yaml", "name: Start\nsummary: How it begins.\n")
        yield "a schema of the company's own"
        file = "governance/functions.yaml"
        owner = file if (self.root / file).is_file() else self.any("functions")
        self.replaced(owner, r"^( *)name: (.*?)(?: Team)*$", r"\1name: \2 Team")
        yield "an owner is called otherwise"
        block = f'{{% block extrahead %}}<meta name="n" content="{n}">{{% endblock %}}'
        self.edit("overrides/main.html", f'{{% extends "base.html" %}}{block}')
        text = self.read("mkdocs.yml")
        if "custom_dir" not in text:
            self.replaced("mkdocs.yml", r"^theme:\n", "theme:\n  custom_dir: overrides\n")
        yield "a template of the company's own"
        day = f"today: 2026-01-{n + 1:02}"
        if "today:" in text:
            self.replaced("mkdocs.yml", r"today: \S+", day)
        else:
            self.replaced("mkdocs.yml", r"^( *)- remit:?$", rf"\1- remit:\n\1    {day}")
        yield "another day"

    def differences(self) -> list[str]:
        """The files that a build with kept pages makes otherwise than one without."""
        ours, theirs = self.site(kept=True), self.site(kept=False)
        return sorted(path for path in {*ours, *theirs} if ours.get(path) != theirs.get(path))


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2025-12-01T12:00:00Z")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    return Company(begun(tmp_path / "hb"), tmp_path)


@pytest.mark.skipif(not DEEP, reason="builds a whole site a hundred times")
@pytest.mark.timeout(7200)
def test_after_every_edit_a_build_with_kept_pages_is_one_without(company: Company) -> None:
    company.site(kept=True)
    edits = company.edits()
    for number in range(EDITS):
        what = next(edits)
        company._commit()
        assert not company.differences(), f"edit {number}: {what}"


# -- the pages alone, of a small handbook --


class Small:
    """A small handbook, and its pages with and without what was kept."""

    def __init__(self, scratch: Path) -> None:
        self.root, self.cache, self.fresh = scratch / "hb", scratch / "cache", scratch / "fresh"
        self.collections: dict[str, dict[str, Any]] = copy.deepcopy(FEW)
        self.said: list[str] = []

    def pages(self, *, kept: bool = True, today: str = "2025-12-01") -> Mapping[str, kept_pages.Made]:
        write_governance(self.root, self.collections)
        checked = check(self.root, today=today)
        site = handbook_site(checked.book, checked.findings, today, twins=True)
        if not DEEP:  # what remit says about itself is most of a small handbook
            site.pages[:] = [page for page in site.pages if page.section not in ("reference", "maturity")]
        if not kept:
            shutil.rmtree(self.fresh, ignore_errors=True)
        return kept_pages.pages(site, self.cache if kept else self.fresh, TWIN, self.said.append)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


def _edits(small: Small) -> Iterator[str]:
    terms, functions = small.collections["terms"], small.collections["functions"]
    terms["mql"]["summary"] += " It is seen again."
    yield "a text"
    terms["mql"]["name"] = "Lead"
    yield "a name that other texts mention"
    terms["deal"]["summary"] = "See {term:mql}."
    yield "a reference that comes"
    terms["new"] = {"name": "New", "summary": "Deal and Lead."}
    yield "a definition that comes"
    del terms["new"]
    yield "a definition that goes"
    functions["deal-desk"] = functions.pop("sales-ops")
    yield "an owner that is lost"
    functions["sales-ops"] = {**functions.pop("deal-desk"), "name": "Deal Desk"}
    yield "an owner with another name"
    terms["mql"]["summery"] = terms["mql"].pop("summary")
    yield "a property that nobody knows"
    terms["mql"]["summary"] = terms["mql"].pop("summery")
    yield "which is mended"
    small.collections["systems"]["crm"]["category"] = "billing"
    yield "a value of a list"
    small.collections["handbook"]["company"]["name"] = "Larger"
    yield "a setting"


def test_after_every_edit_kept_pages_are_those_that_are_made_anew(small: Small) -> None:
    small.pages()
    for what in islice(_edits(small), None if DEEP else 3):
        assert small.pages() == small.pages(kept=False), what
    assert small.pages(today="2026-03-01") == small.pages(kept=False, today="2026-03-01")


def test_a_text_makes_its_own_page_anew_and_those_that_show_it(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.pages()
    made: set[str] = set()
    before = markdown_pages.twin

    def told(site: Site, page: Page, *more: Any, **options: Any) -> str:
        made.add(page.url)
        return before(site, page, *more, **options)

    monkeypatch.setattr(markdown_pages, "twin", told)
    small.collections["terms"]["deal"]["notes"] = "Only here."
    small.pages()
    assert made - {"health/"} == {"terms/deal/"}  # the page of health may ask git
    made.clear()
    small.collections["terms"]["deal"]["summary"] = "What is lost."
    small.pages()
    assert {"terms/deal/", "terms/"} <= made
    assert not made & {"functions/revops/", "decide/", "roles/"}
    made.clear()
    small.pages()
    assert not made - {"health/"}


def test_what_does_not_fit_is_thrown_away_with_a_word(small: Small) -> None:
    wanted = small.pages()
    assert not small.said
    file = small.cache / kept_pages.NAME
    whole = file.read_bytes()
    form, head, texts = whole.split(b"\n", 3)[1:]
    other = json.dumps({**json.loads(head), "frame": "of another program"}).encode()
    for damaged, said in (
        (whole[: len(whole) // 2], "damaged"),  # cut
        (whole.replace(b"</p>", b"</q>", 1), "damaged"),  # tampered with
        (b"", "damaged"),
        (b"\xff\n\n\n", "damaged"),
        (sealed(b"\n".join((b"remit pages 0", head, texts))), "damaged or of another form"),
        (sealed(b"\n".join((form, b"[]", texts))), "damaged"),
        (sealed(b"\n".join((form, other, texts))), "another day, version or setting"),
    ):
        file.write_bytes(damaged)
        small.said.clear()
        assert small.pages() == wanted
        assert said in "".join(small.said)
        small.said.clear()
        assert small.pages() == wanted
        assert not small.said
    small.pages(today="2025-12-02")
    assert "another day" in "".join(small.said)


def sealed(content: bytes) -> bytes:
    """What somebody may write who knows the form."""
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def test_the_cache_lies_outside_of_what_is_built(tmp_path: Path) -> None:
    root = write_handbook(tmp_path, FEW)
    done = remit("build", "-C", root, "--cache", root / "kept")
    assert done.exit_code == 2
    assert "where a pull request could put pages into it" in done.output


def test_whatever_is_read_is_taken_down() -> None:
    data = Watched("term:mql", {"name": "MQL", "aliases": ["Lead"]})
    for read, wanted in (
        (lambda: data["name"], "name"),
        (lambda: data.get("tags"), "tags"),
        (lambda: "notes" in data, "notes"),
        (lambda: {**data}, ALL),
        (lambda: dict(data), ALL),
        (lambda: data | {}, ALL),
        (lambda: {} | data, ALL),
        (lambda: list(data), ALL),
        (lambda: json.dumps(data), ALL),
        (lambda: data == {}, ALL),
        (data.copy, ALL),
        (lambda: repr(data), ALL),
        (lambda: bool(data), ALL),
        (lambda: dict(**data), ALL),
        (lambda: [*reversed(data)], ALL),
        (lambda: copy.deepcopy(data), ALL),
    ):
        with taken_down() as reads:
            read()
        assert Read("term:mql", wanted) in reads, wanted
    row = watched_row("steps", (1, 2))
    for look in (
        list,
        len,
        bool,
        sorted,
        lambda row: row[0],
        lambda row: [*reversed(row)],
        lambda row: 1 in row,
    ):
        with taken_down() as reads:
            look(row)
        assert reads == [*map(Read, ["steps"] * len(reads), [ALL] * len(reads))]
        assert reads
