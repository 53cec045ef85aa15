"""The workflow of the guide that makes snapshots anew: its steps run, with stubs where a host answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from building import ROOT
from repositories import Repo

BIN = Path(sys.executable).parent
GUIDE = ROOT / "docs" / "guide" / "drift.md"
SETTINGS = """
name: Handbook
summary: How revenue works.
company: {name: Acme}
snapshots:
  crm:
    kind: hubspot
    path: snapshots/hubspot
    day: 2026-01-01
"""
FIELDS = """
tier:
  name: Tier
  summary: How large a company is.
  entity: company
  type: picklist
  values: {One: Small., Two: Large.}
  systems:
    crm: {object: company, api-name: tier, sync: truth}
"""
ANSWER = (
    '{"results": [{"name": "tier", "label": "Tier", "type": "enumeration", "fieldType": "select",'
    ' "options": [{"label": "One", "value": "One"}, {"label": "%s", "value": "%s"}]}]}'
)
# each stub says what it was called with; `curl` answers as HubSpot does
STUBS = {
    "curl": 'echo "curl $*" >>"$CALLS"\ncat "$ANSWER"\n',
    "python": 'echo "python $*" >>"$CALLS"\n',
    "gh": (
        'echo "gh $*" >>"$CALLS"\n[ "$2" != create ] || [ ! -e "$CALLS.open" ] || exit 1\n'
        'touch "$CALLS.open"\n'
    ),
}
REFRESH = (
    'curl -sf -H "Authorization: Bearer $HUBSPOT_TOKEN" https://api.hubapi.com/crm/v3/properties/companies'
    " >snapshots/hubspot/properties-companies.json\n"
)


def steps() -> list[Mapping[str, Any]]:
    """What the workflow runs, as the guide prints it."""
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (workflow,) = (said for block in blocks if "jobs" in (said := yaml.safe_load(block)))
    return [step for step in workflow["jobs"]["refresh"]["steps"] if "run" in step]


class Host:
    """A repository, the clone of a job, and what was called in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origin = Repo(folder / "acme" / "book")
        self.origin.commit({
            "governance/handbook.yaml": SETTINGS,
            "governance/systems.yaml": "crm: {name: CRM, summary: It., category: crm, product: HubSpot}\n",
            "governance/entities.yaml": "company: {name: Company, summary: A firm., identity: Its domain.}\n",
            "governance/fields.yaml": FIELDS,
            "snapshots/refresh.sh": REFRESH,
            "snapshots/hubspot/properties-companies.json": ANSWER % ("Two", "Two"),
        })  # fmt: skip
        stubs = folder / "bin"
        stubs.mkdir()
        for name, text in STUBS.items():
            (stubs / name).write_text(f"#!/bin/sh\n{text}")
            (stubs / name).chmod(0o755)

    @property
    def calls(self) -> str:
        path = self.folder / "calls"
        return path.read_text() if path.exists() else ""

    def week(self, name: str, value: str) -> str:
        """Run the job once, in a new clone; what it printed."""
        work, room = self.folder / name, self.folder / f"{name}-room"
        subprocess.run(["git", "clone", "-q", self.origin.folder, work], check=True)
        room.mkdir()
        answer = room / "answer.json"
        answer.write_text(ANSWER % (value, value))
        config = {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{self.origin.folder}.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://x-access-token:secret@github.com/acme/book",
        }
        told = ""
        for step in steps():
            own = {
                key: "secret" if "token" in str(said).casefold() else "other"
                for key, said in (step.get("env") or {}).items()
            }
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=work,
                env={
                    **os.environ, **config, **own,
                    "PATH": f"{self.folder / 'bin'}:{BIN}:{os.environ['PATH']}",
                    "RUNNER_TEMP": str(room), "GITHUB_REPOSITORY": "acme/book", "ANSWER": str(answer),
                    "CALLS": str(self.folder / "calls"),
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                check=False,
            )  # fmt: skip
            told += done.stdout
            assert done.returncode == 0, (step.get("name"), done.stdout)
        return (room / "drift.md").read_text()


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def test_a_week_makes_snapshots_anew_and_opens_one_request_with_the_report(host: Host) -> None:
    report = host.week("first", "Huge")
    assert "`Huge` in place of `Two`" in report
    assert "live without a decision" in report
    assert "gh pr create --head snapshots" in host.calls
    changed = host.origin.git("diff", "--name-only", "main", "snapshots", "--").splitlines()
    assert changed == ["governance/handbook.yaml", "snapshots/hubspot/properties-companies.json"]
    settings = host.origin.git("show", "snapshots:governance/handbook.yaml")
    assert re.search(r"day: (?!2026-01-01)\d{4}-\d\d-\d\d", settings), "the snapshot's day"
    assert "secret" not in report + settings, "the key stays where it is used"
    again = host.week("second", "Giant")
    assert "`Giant` in place of `Two`" in again
    assert "gh pr edit snapshots" in host.calls, "the request that is open is renewed"
    assert "Giant" in host.origin.git("show", "snapshots:snapshots/hubspot/properties-companies.json")


def test_a_week_without_an_answer_ends_before_anything_is_opened(host: Host) -> None:
    (host.folder / "bin" / "curl").write_text("#!/bin/sh\nexit 22\n")
    with pytest.raises(AssertionError, match="Make the snapshots anew"):
        host.week("first", "Huge")
    assert "gh" not in host.calls
