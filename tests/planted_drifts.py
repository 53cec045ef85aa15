"""Edits of an org that says what the starter says, and where each is to be found."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import org_files
from building import read_yaml
from repositories import Repo

SNAPSHOTS = """
snapshots:
  crm:
    kind: salesforce
    path: org
    day: 2026-03-01
    leaves-out:
      OpportunityHistory: Nobody can customise it, so an export does not have it.
      ForecastingQuota: The same.
"""


class Drifting(NamedTuple):
    """One edit of the org, and what is found of it: see the file of cases."""

    file: str
    answer: str
    says: str
    was: str = ""
    now: str = ""
    subject: str = ""
    once: Mapping[str, str] = {}

    @property
    def is_deletion(self) -> bool:
        return not self.was and not self.now

    def plant(self, folder: Path) -> None:
        """Edit the org in a folder."""
        path = folder / self.file
        if self.is_deletion:
            path.unlink()
            return
        before = path.read_text() if path.exists() else None
        now = re.sub(self.was, self.now, before, flags=re.S) if before is not None else self.now
        assert now != before, "the edit must change the file"
        path.write_text(now)

    def handbook_of_then(self, governance: Path) -> Mapping[str, str]:
        """The file of a handbook that says what the edited org says, by its path below the repository."""
        path = governance / self.once["file"]
        before = path.read_text()
        now = re.sub(self.once["was"], self.once["now"], before, count=1, flags=re.S)
        assert now != before, "the handbook must have said something else"
        return {path.relative_to(governance.parent).as_posix(): now}


CASES = Path(__file__).parent / "cases" / "drift" / "planted.yaml"
DRIFTS: Mapping[str, Drifting] = {name: Drifting(**said) for name, said in read_yaml(CASES).items()}


def starter_with(org: Mapping[str, str], folder: Path, governance: Path) -> Repo:
    """The starter with a snapshot of its CRM, committed on one day."""
    made = Repo(folder)
    shutil.copytree(governance, made.folder / "governance", copy_function=shutil.copyfile)
    settings = made.folder / "governance" / "handbook.yaml"
    settings.write_text(settings.read_text() + SNAPSHOTS)
    org_files.write(org, made.folder / "org")
    made.commit({}, "Begin")
    return made
