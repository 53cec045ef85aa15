"""The preview is never stale: after every edit each address says what a clean build says."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from building import BUILD, FEW, FEW_OWNERS, write_handbook
from depth import DEEP, part_of
from remit.plugin import inputs
from remit.plugin.preview import Preview

HOST = "http://127.0.0.1:8000"
EDITS = 50
HANDBOOK: dict[str, dict[str, Any]] = {
    **FEW,
    "cadences": {
        "pipeline": {
            "name": "Pipeline",
            "summary": "Looks at deals.",
            "every": "week",
            "agenda": ["Which deals?"],
            **FEW_OWNERS,
        },
    },
}


class Serving:
    """A server of MkDocs that binds no port, with its preview, and clean builds beside it."""

    def __init__(self, root: Path, scratch: Path, mount: str = "/") -> None:
        self.root, self.scratch, self.mount, self.full = root, scratch, mount, 0
        self.url = f"{HOST}{mount}"
        self.site = scratch / "served"

        def builder(config: Any = None) -> None:
            self.full += 1
            build(config or self._config(self.site), serve_url=self.url)

        self.server = LiveReloadServer(builder, "127.0.0.1", 0, str(self.site), mount)
        config = self._config(self.site)
        config.plugins.on_startup(command="serve", dirty=False)
        builder(config)
        config.plugins.on_serve(self.server, config=config, builder=builder)

    def preview(self) -> Preview:
        found = getattr(self.server.get_app(), "__self__", None)
        assert isinstance(found, Preview)
        return found

    def _config(self, target: Path) -> Any:
        config = load_config(config_file=str(self.root / "mkdocs.yml"), site_dir=str(target))
        config.site_url = self.url
        return config

    def write(self, path: str, text: str | None) -> None:
        file = self.root / path
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def edit(self, path: str, text: str | None) -> None:
        self.write(path, text)
        self.server.builder()

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def get(self, address: str) -> bytes:
        said: list[str] = []

        def start(status: str, *_: Any) -> Callable[[bytes], object]:
            said.append(status)
            return len

        app = self.server.get_app()
        assert app is not None
        answer = app({"PATH_INFO": f"{self.mount}{address}", "REQUEST_METHOD": "GET"}, start)
        content = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        return content if said[-1].startswith("200") else said[-1].encode()

    def clean(self, number: int) -> dict[str, bytes]:
        target = self.scratch / f"clean-{number}"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(vars(MkDocsConfig)["plugins"], "plugin_cache", {})  # else it is the preview's own
            config = self._config(target)
            config.plugins.on_startup(command="serve", dirty=False)
            build(config, serve_url=self.url)
        return {
            path.relative_to(target).as_posix(): path.read_bytes()
            for path in sorted(target.rglob("*"))
            if path.is_file()
        }

    def differences(self, chance: random.Random, number: int = 0) -> list[str]:
        """The addresses that say something else than a clean build, asked for in any order."""
        wanted = self.clean(number)
        asked = sorted(wanted)
        chance.shuffle(asked)
        wrong = [path for path in asked if self.get(path.removesuffix("index.html")) != wanted[path]]
        there = {path.relative_to(self.site).as_posix() for path in self.site.rglob("*") if path.is_file()}
        return wrong + [f"{path}, which is no more" for path in there - wanted.keys()]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in BUILD.items():
        monkeypatch.setenv(name, value)
    root = write_handbook(tmp_path / "hb", HANDBOOK)
    (root / "docs" / "guide.md").write_text(
        "# Guide\n\nSee {term:mql}.\n\n{remit: table terms}\n", encoding="utf-8"
    )
    monkeypatch.setattr(vars(MkDocsConfig)["plugins"], "plugin_cache", {})
    return root


@pytest.fixture
def serving(root: Path, tmp_path: Path) -> Iterator[Serving]:
    served = Serving(root, tmp_path)
    yield served
    served.server.server_close()


TERMS, FUNCTIONS, HOME = "governance/terms.yaml", "governance/functions.yaml", "governance/handbook.yaml"


def changes(serving: Serving, chance: random.Random) -> Iterator[tuple[str, str | None]]:
    """(file, new text or None where it goes): edits of every kind, and at last whatever is broken mended."""

    def replaced(path: str, was: str, now: str) -> tuple[str, str]:
        text = serving.read(path)
        assert was in text, f"{was!r} is not in {path}: {text}"
        return path, text.replace(was, now)

    number = 0
    while True:
        number += 1
        yield (
            replaced(TERMS, "calls ready", f"calls ready {number}")
            if number == 1
            else replaced(TERMS, f"calls ready {number - 1}", f"calls ready {number}")
        )
        whole = serving.read(TERMS)
        yield "governance/terms/sql.yaml", f"name: SQL {number}\nsummary: See {{term:mql}}.\n"
        yield "governance/terms/sql.yaml", f"name: SQL {number}x\nsummary: See {{term:mql}} and Deal.\n"
        yield (
            replaced(FUNCTIONS, "Sales Ops", "Deal Desk")
            if number % 2
            else replaced(FUNCTIONS, "Deal Desk", "Sales Ops")
        )
        yield TERMS, "mql: [not closed\n"
        yield TERMS, whole
        yield "governance/terms/sql.yaml", None
        yield replaced(TERMS, '"deal"', '"opp"') if number % 2 else replaced(TERMS, '"opp"', '"deal"')
        yield replaced(HOME, "Of few things", f"Of few things {number}"[: 13 + number])
        yield "docs/guide.md", f"# Guide\n\nSee {{term:mql}}, {chance.random()}.\n"
        yield "docs/guide.md", "# Guide\n\nSee {term:mql}.\n\n{remit: table terms}\n"


@pytest.mark.timeout(3600)  # a clean build for each edit
def test_after_every_edit_each_address_says_what_a_clean_build_says(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "_TICK", 0)  # as if each edit were seconds after the last one
    chance = random.Random(7)
    made = changes(serving, chance)
    for number in range(EDITS if DEEP else 4):
        path, text = next(made)
        serving.edit(path, text)
        assert not serving.differences(chance, number), f"edit {number}: {path}"


def test_an_edit_of_a_text_needs_no_full_build_and_one_of_an_address_does(serving: Serving) -> None:
    text = serving.read(TERMS)
    serving.edit(TERMS, text.replace("What may be won", "What may be lost"))
    assert serving.full == 1
    for _ in range(2):  # a page is looked at again, as it was made
        assert b"What may be lost" in serving.get("terms/deal/")
    assert b"What may be lost" in serving.get("terms/")
    assert serving.full == 1
    assert b"What may be lost" in serving.get("terms/deal/index.html.md")
    assert b"302" in serving.get("terms/deal")
    before = serving.full  # the guide has a table of terms, so the rest took a full build
    serving.server.builder()  # one change is often told twice
    assert serving.full == before
    serving.edit(TERMS, text.replace('"deal"', '"opp"'))
    assert serving.get("terms/deal/").startswith(b"404")
    assert b"What may be won" in serving.get("terms/opp/")


def test_edits_that_are_told_together_are_all_seen(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "_TICK", 0)
    serving.write(TERMS, serving.read(TERMS).replace("may be won", "may be lost"))
    serving.edit(HOME, serving.read(HOME).replace("Small handbook", "Larger handbook"))  # needs a full build
    assert serving.full == 2
    assert b"may be lost" in serving.get("terms/deal/")


def test_a_page_that_is_on_its_way_when_an_edit_comes_is_read_again(serving: Serving) -> None:
    preview = serving.preview()
    answer = preview.answer

    def slow(*request: Any) -> Any:
        preview.answer = answer
        said = answer(*request)
        serving.edit(TERMS, serving.read(TERMS).replace("may be won", "may be lost"))
        return said

    preview.answer = slow
    assert b"may be lost" in serving.get("terms/deal/")


OWN_TEMPLATE = '{% extends "base.html" %}{% block extrahead %}<meta name="own" content="yes">{% endblock %}'


SETTINGS = (  # what is set in mkdocs.yml, and where the site lies
    ("use_directory_urls: false\n", "/"),
    ("", "/books/handbook/"),
    ("theme: {name: material, font: false, custom_dir: own}\n", "/"),
    ("theme: {name: material, font: false, features: [navigation.instant, navigation.tabs]}\n", "/"),
    ("theme: {name: material, font: false, language: de}\n", "/"),
    ("plugins: [search, {remit: {markdown_twins: false}}]\n", "/"),
)


@pytest.mark.parametrize(("setting", "mount"), part_of(SETTINGS, 2))
def test_an_edit_is_followed_with_the_settings_that_people_have(
    root: Path, tmp_path: Path, setting: str, mount: str
) -> None:
    config = root / "mkdocs.yml"
    key = setting.partition(":")[0]
    kept = [line for line in config.read_text().splitlines(keepends=True) if line.partition(":")[0] != key]
    config.write_text("".join(kept) + setting, encoding="utf-8")
    (root / "own").mkdir()
    (root / "own" / "main.html").write_text(OWN_TEMPLATE, encoding="utf-8")
    serving = Serving(root, tmp_path, mount)
    try:
        serving.edit(TERMS, serving.read(TERMS).replace("may be won", "may be lost"))
        page = "terms/deal.html" if "directory" in setting else "terms/deal/"
        assert b"may be lost" in serving.get(page)
        assert (b'content="yes"' in serving.get(page)) == ("custom_dir" in setting)
        assert serving.full == 1
        assert not serving.differences(random.Random(7))
    finally:
        serving.server.server_close()


def test_an_edit_of_equal_size_in_the_same_moment_is_seen(serving: Serving) -> None:
    file = serving.root / TERMS
    about = file.stat()
    text = serving.read(TERMS).replace("may be won", "may be one")
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    serving.server.builder()
    assert b"may be one" in serving.get("terms/deal/")
