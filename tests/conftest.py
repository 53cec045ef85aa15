"""What tests share: the checkout, real inputs, the built handbook, a server for it and a browser."""

# Everything slow is made once for the session, and only when a test asks for it.

from __future__ import annotations

import functools
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from filelock import FileLock

import building
import depth
from browsing import Profiles, chromium, launched
from building import ROOT, build, build_apart
from remit import source
from remit.schema import own
from remit.schema.kind import builtin_kinds
from serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from browsing import NewPage
    from remit.handbook import Handbook

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

depth.load_profile(in_ci=IN_CI)


@pytest.fixture(scope="session", autouse=True)
def git_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Git with an identity and without the developer's habits, so that tests may commit anywhere."""
    template = tmp_path_factory.mktemp("template")  # git's own has a dozen sample hooks for each repository
    habits = {"commit.gpgSign": "false", "tag.gpgSign": "false", "init.defaultBranch": "main"}
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):  # set when a hook runs the tests
            patch.delenv(name, raising=False)
        for who in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{who}_NAME", "Test")
            patch.setenv(f"GIT_{who}_EMAIL", "test@example.org")
        patch.setenv("GIT_TEMPLATE_DIR", str(template))
        patch.setenv("GIT_CONFIG_COUNT", str(len(habits)))
        for number, (key, value) in enumerate(habits.items()):
            patch.setenv(f"GIT_CONFIG_KEY_{number}", key)
            patch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
        yield


@pytest.fixture(scope="session", autouse=True)
def log_of_nobody() -> Iterator[None]:
    """The command finds no host's log around it, and nobody's wishes about colours."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GITHUB_ACTIONS", "GITLAB_CI", "NO_COLOR", "FORCE_COLOR"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def cache_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What remit keeps of histories goes to a folder of the tests', never to the developer's."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REMIT_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def starter_parsed_once() -> Iterator[None]:
    """Most tests read the starter handbook, or a copy with a few changes: its files are parsed once."""
    files = {path.read_bytes() for path in (ROOT / "governance").rglob("*.yaml")}
    parse, kept = source.parse, functools.cache(source.parse)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            source, "parse", lambda content, path: (kept if content in files else parse)(content, path)
        )
        yield


@pytest.fixture
def without_jsonschema_rs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that jsonschema-rs has no build for: all validators that are made now are of `jsonschema`."""
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    monkeypatch.setattr(own, "builtin_kinds", builtin_kinds.__wrapped__)
    monkeypatch.setattr(own, "_right_in_itself", own._right_in_itself.__wrapped__)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def real_inputs() -> Path:
    """Other people's public files, from the folder that REMIT_REAL_INPUTS names."""
    named = os.environ.get("REMIT_REAL_INPUTS")
    if not named:
        pytest.skip("REMIT_REAL_INPUTS names no folder of real inputs")
    folder = Path(named).resolve()
    if not folder.is_dir():
        pytest.fail(f"REMIT_REAL_INPUTS is {named!r}, which is not a folder")
    return folder


class MakeOnce(Protocol):
    """The folder of a name, made by the first worker that asks; `make` says what failed, or nothing."""

    def __call__(self, name: str, make: Callable[[Path], str]) -> Path: ...


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> MakeOnce:
    """For what is slow and only read: one for all workers."""
    shared = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):  # a worker's own folder lies in the session's
        shared = shared.parent

    def made(name: str, make: Callable[[Path], str]) -> Path:
        folder, failure = shared / name, shared / f"{name}-failure.txt"
        with FileLock(shared / f"{name}.lock"):
            if not folder.exists() and not failure.exists():
                partial = shared / f"{name}-partial"
                if said := make(partial):
                    failure.write_text(said, encoding="utf-8")
                else:
                    partial.rename(folder)
        if failure.exists():
            pytest.fail(f"{name}: {failure.read_text(encoding='utf-8')}", pytrace=False)
        return folder

    return made


@pytest.fixture(scope="session")
def demo_repository(make_once: MakeOnce) -> Path:
    """A git repository of the starter handbook with 24 months of history; read it, never write into it."""
    from demo_repository import build

    def make(folder: Path) -> str:
        build(folder / "revenue-handbook")
        return ""

    return make_once("demo", make) / "revenue-handbook"


@pytest.fixture(scope="session")
def starter() -> Handbook:
    """The starter handbook."""
    return building.starter()


@pytest.fixture(scope="session")
def site(make_once: MakeOnce) -> Path:
    """This repository's handbook, built; read it, never write into it."""

    def make(folder: Path) -> str:
        done = build_apart(ROOT, folder, "--strict")
        return f"the handbook does not build:\n{done.stdout}{done.stderr}" if done.returncode else ""

    return make_once("site", make)


@pytest.fixture(scope="session")
def past_site(make_once: MakeOnce, demo_repository: Path) -> Path:
    """The site of the demo repository, built for `building.PAST_TODAY`; read it, never write into it."""

    def make(folder: Path) -> str:
        root = folder / "book"
        shutil.copytree(demo_repository, root)
        config = root / "mkdocs.yml"
        told = re.sub(
            r"- remit\b(?!:)",
            f"- remit: {{today: {building.PAST_TODAY}}}",
            config.read_text(encoding="utf-8"),
        )
        config.write_text(told, encoding="utf-8")
        done = build(root, folder / "site", "--strict")
        return f"the demo repository does not build:\n{done.stdout}{done.stderr}" if done.returncode else ""

    return make_once("past", make) / "site"


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[str]:
    """The base URL, without a slash at its end, of the built handbook."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's Chromium, or the one that REMIT_CHROMIUM names."""
    if path := chromium():
        return path
    named = os.environ.get("REMIT_CHROMIUM")
    absent = f"no {named or 'chromium'} found: `make test` installs one, REMIT_CHROMIUM names another"
    if IN_CI or named:
        pytest.fail(absent, pytrace=False)
    pytest.skip(absent)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """A headless Chromium; `new_page` opens pages of it."""
    with launched(chromium_path) as started:
        yield started


@pytest.fixture(scope="session")
def profiles(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Profiles]:
    """What the pages of all tests share."""
    with served(tmp_path_factory.mktemp("home")) as home:
        yield Profiles(browser, home)


@pytest.fixture
def new_page(profiles: Profiles) -> Iterator[NewPage]:
    """Opens pages of a size, with Playwright's options; all close at the end."""
    with ExitStack() as pages:

        def opened(width: int = 1440, height: int = 900, **options: Any) -> Page:
            return pages.enter_context(profiles.opened(width, height, **options))

        yield opened


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page of a desktop's size."""
    return new_page()
