"""Templates that were compiled are not compiled again, and nothing damaged or foreign is believed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest

from building import build, write_handbook
from remit.views.site.compiled import FOLDER, Compiled, stamp_of, stamp_of_theme

Rendering = Callable[[], str]


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with a template, and the room that sets up its environment."""
    templates, room = tmp_path / "templates", tmp_path / "room"
    (templates / "pages").mkdir(parents=True)
    room.mkdir()
    (templates / "pages" / "home.html").write_text("Hello {{ who }}")
    (room / "filters.py").write_text("one = 1")
    return templates, room


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The templates that Jinja compiles meanwhile; as if Python were told nothing about bytecode."""
    names: list[str | None] = []
    compile_one = jinja2.Environment.compile

    def counted(self: jinja2.Environment, source: str, name: str | None = None, *more: object) -> object:
        names.append(name)
        return compile_one(self, source, name, *more)  # type: ignore[call-overload]

    monkeypatch.setattr(jinja2.Environment, "compile", counted)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return names


def rendered(places: tuple[Path, Path]) -> str:
    """The template as another process renders it, which has nothing in memory."""
    templates, room = places
    kept_beside = Compiled(templates, stamp_of(room))
    loader = jinja2.FileSystemLoader(templates)
    environment = jinja2.Environment(loader=loader, bytecode_cache=kept_beside, autoescape=True)
    return environment.get_template("pages/home.html").render(who="you")


def kept(places: tuple[Path, Path]) -> Path:
    (file,) = (places[0] / FOLDER).iterdir()
    return file


def test_another_process_compiles_nothing(places: tuple[Path, Path], compiled: list[str | None]) -> None:
    assert [rendered(places) for _ in range(3)] == ["Hello you"] * 3
    assert compiled == ["pages/home.html"]
    assert kept(places).name == f"pages.home.html.{sys.implementation.cache_tag}.compiled"


def test_another_source_or_another_room_is_compiled_anew(
    places: tuple[Path, Path], compiled: list[str | None]
) -> None:
    rendered(places)
    (places[0] / "pages" / "home.html").write_text("Good day {{ who }}")
    assert rendered(places) == "Good day you"
    (places[1] / "filters.py").write_text("one = 10")
    assert rendered(places) == "Good day you"
    assert len(compiled) == 3


@pytest.mark.parametrize("content", [b"", b"x" * 40, None])
def test_what_is_damaged_is_not_run(
    places: tuple[Path, Path], compiled: list[str | None], content: bytes | None
) -> None:
    rendered(places)
    whole = kept(places).read_bytes()
    kept(places).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if content is None else content)
    assert rendered(places) == "Hello you"
    assert len(compiled) == 2
    assert kept(places).read_bytes() == whole


def test_nothing_is_written_where_python_is_told_so_or_nothing_can_be(
    places: tuple[Path, Path], compiled: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    rendered(places)
    assert not (places[0] / FOLDER).exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (places[0] / FOLDER).write_text(f"no folder, of process {os.getpid()}")
    assert rendered(places) == "Hello you"
    assert len(compiled) == 2


def test_what_another_plugin_does_to_the_themes_environment_is_seen() -> None:
    def themes() -> jinja2.Environment:
        return jinja2.Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 - as MkDocs has it

    def stamp(**changes: object) -> bytes | None:
        environment = themes()
        for name, value in changes.items():
            setattr(environment, name, value)
        return stamp_of_theme(environment)

    asks = jinja2.pass_context(lambda _context, value: value)
    plain = themes().filters
    seen = [
        stamp(), stamp(trim_blocks=True), stamp(autoescape=True), stamp(filters={**plain, "upper": asks}),
        stamp(filters={**plain, "upper": len}), stamp(undefined=jinja2.StrictUndefined), stamp(extensions={}),
    ]  # fmt: skip
    assert len(set(seen)) == len(seen)
    assert stamp() == seen[0]
    assert stamp(autoescape=lambda _name: True) is None


def test_the_templates_of_a_theme_are_compiled_once_for_all_sites_of_a_process(
    tmp_path: Path, compiled: list[str | None]
) -> None:
    root = write_handbook(tmp_path / "company", {"terms": {"deal": {"name": "Deal", "summary": "A sale."}}})
    for target in ("first", "second"):
        compiled.clear()
        assert build(root, tmp_path / target).returncode == 0
    assert not {"main.html", "base.html", "below/base.html", "partials/nav.html"}.intersection(compiled)
