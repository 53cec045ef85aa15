"""What is installed from the wheel is whole: it checks and renders without the checkout."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from building import ROOT, write_governance
from depth import DEEP

PACKAGE = ROOT / "plugins" / "remit"


def run(*arguments: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built offline, by the backend itself."""
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def sources(wheel: Path) -> Path:
    """The source distribution, built the same way."""
    run("-m", "hatchling", "build", "-t", "sdist", "-d", wheel.parent, cwd=ROOT)
    (built,) = wheel.parent.glob("*.tar.gz")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """A folder that holds the wheel's content and comes before the checkout on the path."""
    target = wheel.parent / "installed"
    pip = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--no-index",
           "--no-compile")  # fmt: skip
    run(*pip, "--target", target, wheel, cwd=wheel.parent)
    return target


@pytest.fixture(scope="module")
def book(wheel: Path) -> Path:
    """A few definitions, away from the checkout; whether others lack anything, the list of files says."""
    collections: dict[str, dict[str, Any]] = {
        "functions": {"ops": {"name": "Ops", "summary": "Runs it.", "central": True}},
        "roles": {
            "head": {"name": "Head of Ops", "summary": "Decides.", "function": "ops", "held-by": ["Ada"]}
        },
        "terms": {"win": {"name": "Win", "summary": "A deal that was won."}},
    }
    write_governance(wheel.parent / "book", collections)
    return wheel.parent / "book"


def test_the_wheel_holds_the_package_the_schemas_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = {
        f"remit/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    there = ROOT / "schemas"
    schemas = {f"remit/schemas/{each.relative_to(there).as_posix()}" for each in there.rglob("*.json")}
    assert held == package | schemas | {"remit_post.py"}
    for one in (
        "assets/components/map.css",
        "templates/pages/home.html",
        "theme/base.html",
        "metaschema.json",
        "py.typed",
    ):
        assert f"remit/{one}" in held


def test_the_installed_command_checks_and_renders_without_the_checkout(installed: Path, book: Path) -> None:
    where = "import remit, remit.schema; print(remit.__file__, remit.schema.schema_folder())"
    places = run("-c", where, cwd=book, PYTHONPATH=str(installed)).split()
    assert places == [str(installed / "remit" / "__init__.py"), str(installed / "remit" / "schemas")]
    command = installed / "bin" / "remit"
    said = run(command, "check", cwd=book, PYTHONPATH=str(installed))
    assert said.startswith("No findings in ")
    run(command, "render", "--output", "pages", cwd=book, PYTHONPATH=str(installed))
    assert (book / "pages" / "index.md").is_file()
    assert (book / "pages" / "assets" / "remit" / "handbook.css").is_file()


def test_mkdocs_finds_the_installed_plugin(installed: Path, book: Path) -> None:
    where = (
        "from importlib.metadata import entry_points; "
        "print(entry_points(group='mkdocs.plugins')['remit'].load().__module__)"
    )
    assert (
        run("-c", where, cwd=book, PYTHONPATH=str(installed), NO_MKDOCS_2_WARNING="1")
        == "remit.plugin.extension\n"
    )


def test_the_source_distribution_holds_what_the_repository_holds(sources: Path) -> None:
    """Whoever has only that can run the tests: they read the starter handbook, the guide, the workflows."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no repository: it may be such a distribution itself")
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    ).stdout.split("\0")
    with tarfile.open(sources) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    ours = {name for name in tracked if name and not name.startswith(".ci/") and (ROOT / name).exists()}
    assert ours - held == set()
    assert {"governance/handbook.yaml", "schemas/term.schema.json", "pyproject.toml", "PKG-INFO"} <= held


def test_the_text_for_the_package_index_stands_alone(wheel: Path) -> None:
    """No link or picture by a relative path, which an index shows broken; its extras are those declared."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(archive.read(name))
    text = str(metadata.get_payload())
    assert "](" not in text
    assert "<img" not in text
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert set(re.findall(r"remit\[([a-z]+)\]", text)) <= set(metadata.get_all("Provides-Extra") or ())
    assert "Project-URL" not in metadata, "no address is known yet under which the project lies"


@pytest.mark.skipif(not DEEP, reason="installs from the package index")
def test_the_core_installs_into_an_empty_environment_and_runs_as_a_module(wheel: Path, book: Path) -> None:
    """As pipx and uvx do it: the wheel, and what it declares."""
    place = wheel.parent / "core"
    run("-m", "venv", place, cwd=wheel.parent)
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run(
        [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", wheel],
        cwd=wheel.parent, check=True,
    )  # fmt: skip
    done = subprocess.run(
        [python, "-W", "error", "-m", "remit", "check"], cwd=book, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert done.stdout.startswith("No findings in "), done.stderr
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format", "freeze"], capture_output=True, check=True, encoding="utf-8"
    ).stdout.split()
    assert not {"mkdocs", "Jinja2", "nh3"} & {line.partition("==")[0] for line in listed}
    assert len(listed) <= 20, listed
