"""Small handbooks on disk, and sites built from them, for tests."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner

from remit.handbook import Handbook
from remit.reading import open_handbook
from remit.rules import ALL_RULES
from remit.rules.rule import Rule

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"

if TYPE_CHECKING:
    from remit.views.site.site import Site


def read_yaml(path: Path) -> Any:
    """What a file of ours says, by the fast parser: every process of the tests reads many as it starts."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


# 1 January 2026: the only clock a build has, so that no test depends on the day it runs.
BUILD = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1767225600"}
PAST_TODAY = "2026-11-20"  # the day for which the demo repository is shown
CONFIG = """\
site_name: Test
docs_dir: docs
plugins: [search, remit]
theme: {name: material, font: false, features: [navigation.tabs]}
extra: {generator: false}
validation: {nav: {omitted_files: ignore}}
"""


# A handbook of a few things that refer to each other.
FEW_OWNERS = {"operates": {"sales-ops": {"words": "Runs it."}}, "governs": {"revops": {}}}
FEW: dict[str, dict[str, Any]] = {
    "handbook": {"name": "Small handbook", "summary": "Of few things.", "company": {"name": "Small"}},
    "functions": {
        "revops": {"name": "RevOps", "summary": "Sets rules.", "central": True},
        "sales-ops": {"name": "Sales Ops", "summary": "Runs deals."},
    },
    "terms": {
        "mql": {"name": "MQL", "summary": "A lead that {function:revops} calls ready."},
        "deal": {"name": "Deal", "summary": "What may be won.", "former-ids": ["opportunity"]},
    },
    "systems": {"crm": {"name": "CRM", "summary": "Holds deals.", "category": "crm", **FEW_OWNERS}},
}


def rules_named(codes: Iterable[str]) -> tuple[Rule, ...]:
    """The rules with these codes: a test that asks them alone does not change when a rule is added."""
    known = {rule.code.id: rule for rule in ALL_RULES}
    return tuple(known[code] for code in codes)


@lru_cache(maxsize=1)
def starter() -> Handbook:
    """The starter handbook, opened once."""
    return open_handbook(ROOT)


@lru_cache(maxsize=1)
def starter_site() -> Site:
    """Its pages, none of them made yet; once for all who only ask which there are."""
    from remit.views import handbook_site

    return handbook_site(starter(), ())


def golden(file: Path, said: str) -> str:
    """What a golden file holds; with REMIT_UPDATE_CASES what is said is written there first."""
    if os.environ.get("REMIT_UPDATE_CASES"):
        file.write_bytes(said.encode())
    return file.read_bytes().decode()


def write_governance(root: Path, collections: Mapping[str, Mapping[str, Any]]) -> None:
    """`{plural: {id: data}}` as collection files (JSON is YAML)."""
    governance = root / "governance"
    governance.mkdir(parents=True, exist_ok=True)
    for plural, definitions in collections.items():
        text = json.dumps(definitions, indent=1, ensure_ascii=False)
        (governance / f"{plural}.yaml").write_text(text, encoding="utf-8")


def write_handbook(root: Path, collections: Mapping[str, Mapping[str, Any]]) -> Path:
    """The same, and what MkDocs needs to build it; returns the root."""
    write_governance(root, collections)
    (root / "docs").mkdir(exist_ok=True)
    (root / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    return root


def begun(folder: Path, phase: str = "growth") -> Path:
    """A company's handbook as `remit init` begins it: all it takes to build one, in a third of the time."""
    from running import remit

    done = remit("init", folder, "--name", "Acme", "--phase", phase, "--host", "none")
    assert done.exit_code == 0, done.output
    return folder


def build(root: Path, target: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """What `mkdocs build` says and returns, run in the root, in this process, which has its templates."""
    from mkdocs.__main__ import cli

    arguments = ["build", "--config-file", str(root / "mkdocs.yml"), "--site-dir", str(target), *options]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setattr(
            "mkdocs.__main__._enable_warnings", lambda: None
        )  # it would redirect those of all tests
        for name, value in BUILD.items():
            patch.setenv(name, value)
        done = CliRunner().invoke(cli, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


def build_apart(root: Path, target: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, for what depends on the process."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(target), *options],
        cwd=root,
        env={**os.environ, **BUILD},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=600,
        check=False,
    )


def search_parts(site: Path) -> Iterator[Mapping[str, Any]]:
    """The parts of the index of a built site's search: each file is a call with a name and an object."""
    for path in sorted((site / "search" / "handbook").glob("*.js")):
        match = re.fullmatch(r'remitSearch\("[\w-]+",(.*)\)\n', path.read_text(encoding="utf-8"), re.DOTALL)
        assert match, path
        yield json.loads(match[1])
