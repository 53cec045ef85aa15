"""What is installed from the wheel is whole: it checks and renders without the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from building import ROOT

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
def installed(wheel: Path) -> Path:
    """A folder that holds the wheel's content and comes before the checkout on the path."""
    target = wheel.parent / "installed"
    pip = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--no-index")
    run(*pip, "--target", target, wheel, cwd=wheel.parent)
    return target


@pytest.fixture(scope="module")
def book(wheel: Path) -> Path:
    """The starter's definitions, away from the checkout."""
    shutil.copytree(ROOT / "governance", wheel.parent / "book" / "governance")
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
    assert held == package | schemas
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
    assert (book / "pages" / "assets" / "remit" / "tokens.css").is_file()


def test_mkdocs_finds_the_installed_plugin(installed: Path, book: Path) -> None:
    where = (
        "from importlib.metadata import entry_points; "
        "print(entry_points(group='mkdocs.plugins')['remit'].load().__module__)"
    )
    assert (
        run("-c", where, cwd=book, PYTHONPATH=str(installed), NO_MKDOCS_2_WARNING="1")
        == "remit.plugin.extension\n"
    )
