"""Open a snapshot by its kind."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from remit.snapshots.files import Files, on_disk
from remit.snapshots.model import Snapshot

# kind of a snapshot → the reader: `read(files, environment=…)`
READERS: Mapping[str, str] = MappingProxyType(
    {
        "salesforce": "salesforce",
        "hubspot": "hubspot",
        "dbt": "dbt",
        "map": "mapped",
    }
)


def open_snapshot(kind: str, path: Path, *, name: str = "", environment: str = "", day: str = "") -> Snapshot:
    """Read a folder or a file; raises RemitError where it is not there, or which part is meant is unsaid."""
    return snapshot_of(kind, on_disk(path, name), environment=environment, day=day)


def snapshot_of(kind: str, files: Files, *, environment: str = "", day: str = "") -> Snapshot:
    """The same of files that are at hand."""
    reader = importlib.import_module(f"remit.snapshots.{READERS[kind]}")
    found: Snapshot = reader.read(files, environment=environment)
    return replace(found, path=files.name, day=day or found.day)
