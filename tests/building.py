"""Small handbooks on disk, and sites built from them, for tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from remit.rules import ALL_RULES
from remit.rules.rule import Rule

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"

CONFIG = """\
site_name: Test
docs_dir: docs
plugins: [search, remit]
theme: {name: material, font: false, features: [navigation.tabs]}
extra: {generator: false}
validation: {nav: {omitted_files: ignore}}
"""


def rules_named(codes: Iterable[str]) -> tuple[Rule, ...]:
    """The rules with these codes: a test that asks them alone does not change when a rule is added."""
    known = {rule.code.id: rule for rule in ALL_RULES}
    return tuple(known[code] for code in codes)


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


def build(root: Path, target: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`mkdocs build` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(target), *options],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1767225600"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
