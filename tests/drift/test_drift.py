"""The starter beside an org that says the same: clean; and every planted drift found once, in its place."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import org_files
from building import starter
from depth import part_of
from planted_drifts import DRIFTS, Drifting, starter_with
from remit.handbook import Handbook
from repositories import Repo
from running import remit


@pytest.fixture(scope="module")
def book() -> Handbook:
    return starter()


@pytest.fixture(scope="module")
def org(book: Handbook) -> dict[str, str]:
    return org_files.org(book)


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory, root: Path, org: dict[str, str]) -> Path:
    """The starter with a snapshot of its CRM, committed on one day."""
    return starter_with(org, tmp_path_factory.mktemp("drift") / "starter", root / "governance").folder


@pytest.fixture
def planted(repo: Path) -> Iterator[Callable[[Drifting], list[dict[str, object]]]]:
    """Plant a drift, say what is found, and take it back."""
    changed: dict[Path, str | None] = {}

    def plant(each: Drifting) -> list[dict[str, object]]:
        path = repo / "org" / each.file
        changed[path] = path.read_text() if path.exists() else None
        each.plant(repo / "org")
        return found(repo)

    yield plant
    for path, text in changed.items():
        if text is None:
            path.unlink()
        else:
            path.write_text(text)


def found(repo: Path, *options: str) -> list[dict[str, object]]:
    """All findings but for what is merely allowed or odd."""
    done = remit("drift", "-C", repo, "--format", "json", *options)
    said = json.loads(done.stdout)
    return [each for each in said["findings"] if each["severity"] != "suggestion"]


def test_an_org_that_says_the_same_is_clean(repo: Path) -> None:
    done = remit("drift", "-C", repo)
    assert done.exit_code == 0, done.stdout
    counted = re.search(
        r"(\d+) same, 0 different, 0 missing there, 0 extra there, (\d+) cannot tell", done.stdout
    )
    assert counted, done.stdout
    assert int(counted[1]) > 450, "nothing is clean that was not looked at"
    assert "as `handbook.yaml` says" in done.stdout
    assert "Not asked:" in done.stdout


def test_what_is_not_in_the_snapshot_and_is_not_listed_ends_with_2(repo: Path) -> None:
    settings = repo / "governance" / "handbook.yaml"
    whole = settings.read_text()
    try:
        settings.write_text(whole[: whole.index("    leaves-out:")])
        done = remit("drift", "-C", repo)
        assert done.exit_code == 2
        assert "cannot tell" in done.stdout
    finally:
        settings.write_text(whole)


@pytest.mark.parametrize("name", part_of(sorted(DRIFTS), 12, form=lambda name: DRIFTS[str(name)].answer))
def test_each_planted_drift_is_found_once_with_both_places(
    name: str, planted: Callable[[Drifting], list[dict[str, object]]]
) -> None:
    each = DRIFTS[name]
    told = planted(each)
    assert len(told) == 1, [one["message"] for one in told]
    (one,) = told
    assert f"({each.answer}; live without a decision" in str(one["message"])
    assert each.says in str(one["message"])
    assert not each.subject or one["subject"] == each.subject
    assert str(one["path"]).startswith("governance/")
    assert int(str(one["line"])) >= 1
    there = one["related"]
    assert isinstance(there, list)
    assert any(str(place["path"]).startswith("org/") for place in there), one


ALLOWING = {
    "field": "[label, type, values, likelihood, api-name]",
    "automation": "[label, api-name, reads, sets]",
}
OF_FIELDS_AND_AUTOMATIONS = sorted(
    name for name, each in DRIFTS.items() if each.subject.partition(":")[0] in ALLOWING
)


@pytest.mark.parametrize(
    "name", part_of(OF_FIELDS_AND_AUTOMATIONS, 4, form=lambda name: DRIFTS[str(name)].answer)
)
def test_each_planted_drift_may_be_allowed_and_is_told_all_the_same(
    name: str, repo: Path, planted: Callable[[Drifting], list[dict[str, object]]]
) -> None:
    each = DRIFTS[name]
    before = {path: path.read_bytes() for path in (repo / "governance").rglob("*.yaml")}
    allowed = ALLOWING[each.subject.partition(":")[0]]
    try:
        assert remit("set", each.subject, "systems.crm.may-differ", allowed, "-C", repo).exit_code == 0
        assert planted(each) == []
        done = remit("drift", "-C", repo, "--format", "json")
        assert done.exit_code == 0
        told = [
            one["message"] for one in json.loads(done.stdout)["findings"] if one["code"] == "live-allowed"
        ]
        assert len(told) == 1
        assert each.says in told[0]
        assert "allowed to differ" in told[0]
    finally:
        for path, content in before.items():
            path.write_bytes(content)


# -- judged by decision --


class Past(NamedTuple):
    """A handbook with a past; `settings` are of its record."""

    repo: Repo
    status: Path

    def sets(self, was: str, now: str, **record: str) -> None:
        """Change the field on the next day, with a record of the change if it has a state."""
        text = self.status.read_text()
        assert was in text
        files: dict[str, str | bytes | None] = {"governance/fields.yaml": text.replace(was, now, 1)}
        if record:
            said = "".join(f"{key}: {value}\n" for key, value in record.items())
            files["governance/changes/rename.yaml"] = (
                "name: Rename\nsummary: Rename.\nwhat: Rename.\nwhy: It is clearer.\n"
                f"definitions: [field:lead-status]\n{said}"
            )
        self.repo.commit(files)


@pytest.fixture
def past(tmp_path: Path) -> Past:
    """A field of three values that an org has, too."""
    repo = Repo(tmp_path / "past")
    repo.commit({
        "governance/functions.yaml": "revops: {name: RevOps, summary: It governs.}\n",
        "governance/entities.yaml": "lead: {name: Lead, summary: A person.}\n",
        "governance/systems.yaml": (
            "crm: {name: CRM, summary: It holds leads., category: crm, product: Salesforce}\n"
        ),
        "governance/fields.yaml": (
            "lead-status:\n  name: Lead status\n  summary: Where a lead stands.\n  entity: lead\n"
            "  type: picklist\n  values: {Open: New., MQL: Scored., Accepted: Taken.}\n"
            "  systems:\n    crm: {object: Lead, api-name: Status, sync: truth}\n"
            "  operates: {revops: {}}\n"
        ),
        "org/standardValueSets/LeadStatus.standardValueSet": live("Open", "MQL", "Accepted"),
    })  # fmt: skip
    return Past(repo, repo.folder / "governance" / "fields.yaml")


def live(*values: str) -> str:
    said = "".join(f"<standardValue><fullName>{value}</fullName></standardValue>\n" for value in values)
    return f"{org_files.HEAD}<StandardValueSet {org_files.NS}>\n{said}</StandardValueSet>\n"


def judged(past: Past, *options: str) -> list[str]:
    """The half sentence about the decision, of each finding."""
    repo = past.repo.folder
    done = remit("drift", "-C", repo, "--salesforce", repo / "org", "--format", "json", *options)
    said = [each["message"] for each in json.loads(done.stdout)["findings"]]
    return [message.rpartition(" (")[2].rstrip(")") for message in said]


def test_what_no_version_ever_said_is_live_without_a_decision(past: Past) -> None:
    past.repo.write({"org/standardValueSets/LeadStatus.standardValueSet": live("Open", "MQL", "Working")})
    assert judged(past) == ["different; live without a decision: no version of it ever said so"]


def test_what_an_older_version_said_is_decided_and_not_live_yet(past: Past) -> None:
    past.sets("Accepted:", "Working:", state="approved")
    assert judged(past) == [
        "different; decided, not live yet: decided on 2026-01-02 in change:rename; RevOps rolls it out"
    ]


def test_a_value_that_was_decided_to_go_and_is_still_there(past: Past) -> None:
    past.sets(", Accepted: Taken.", "")
    (told,) = judged(past)
    assert told.startswith("extra there; decided, not live yet: decided on 2026-01-02;")


def test_a_value_that_was_decided_to_come_and_is_not_there(past: Past) -> None:
    past.sets("Accepted: Taken.", "Accepted: Taken., Won: Done.")
    (told,) = judged(past)
    assert told.startswith("missing there; decided, not live yet: decided on 2026-01-02")


def test_a_field_that_came_later_and_is_not_there_yet(past: Past) -> None:
    more = past.status.read_text().replace("lead-status:", "lead-score:").replace("Lead status", "Lead score")
    more = more.replace("Status", "Score__c").replace("  type: picklist\n", "  type: number\n")
    more = "".join(line for line in more.splitlines(keepends=True) if "values:" not in line)
    past.repo.commit({"governance/fields.yaml": past.status.read_text() + more})
    inner = "<fullName>Other__c</fullName><type>Text</type>"
    other = f"{org_files.HEAD}<CustomField {org_files.NS}>{inner}</CustomField>"
    past.repo.write({"org/objects/Lead/fields/Other__c.field-meta.xml": other})
    told = sorted(judged(past))
    assert len(told) == 2
    assert told[0].startswith("extra there; live without a decision")
    assert told[1].startswith("missing there; decided, not live yet: decided on 2026-01-02")


def test_a_proposal_decides_nothing(past: Past) -> None:
    past.sets("Accepted:", "Working:", state="proposed")
    past.repo.write({"org/standardValueSets/LeadStatus.standardValueSet": live("Open", "MQL", "Working")})
    assert judged(past) == [], "the file says so, and so does the org"
    past.repo.write({"org/standardValueSets/LeadStatus.standardValueSet": live("Open", "MQL", "Accepted")})
    assert judged(past) == [], "what is in force is live; the proposal is not"
    past.sets("Working:", "Taken:", state="rejected")
    past.repo.write({"org/standardValueSets/LeadStatus.standardValueSet": live("Open", "MQL", "Working")})
    (told,) = judged(past)
    assert told.startswith("different; live without a decision")


def test_a_snapshot_older_than_the_decision_is_not_behind(past: Past) -> None:
    past.sets("Accepted:", "Working:")
    assert judged(past, "--day", "2026-01-01") == [], "as decided on that day"
    assert len(judged(past, "--day", "2026-01-03")) == 1


def test_what_may_differ_is_told_and_fails_nothing(past: Past) -> None:
    past.sets("sync: truth}", "sync: truth, may-differ: [values]}")
    past.repo.write({"org/standardValueSets/LeadStatus.standardValueSet": live("Open", "MQL", "Working")})
    assert judged(past) == ["different; allowed to differ: `may-differ` says so"]
    folder = past.repo.folder
    assert remit("drift", "-C", folder, "--salesforce", folder / "org").exit_code == 0


def test_without_a_repository_nothing_is_decided_and_that_is_said(past: Past) -> None:
    shutil.rmtree(past.repo.folder / ".git")
    past.repo.write({"org/standardValueSets/LeadStatus.standardValueSet": live("Open", "MQL", "Working")})
    folder = past.repo.folder
    done = remit("drift", "-C", folder, "--salesforce", folder / "org")
    assert done.exit_code == 1
    assert "could not be looked at" in done.stdout


# -- since when, and by whom --

LIVE = "org/standardValueSets/LeadStatus.standardValueSet"


def test_a_difference_is_open_since_the_first_snapshot_that_has_it(past: Past) -> None:
    past.repo.commit({LIVE: live("Open", "MQL", "Working")})
    past.repo.commit({LIVE: live("Open", "MQL", "Accepted")})
    past.repo.commit({LIVE: live("Open", "MQL", "Working")})
    (told,) = judged(past)
    assert told.startswith("different; live without a decision")
    assert told.endswith("there since the snapshot of 2026-01-04"), "it was put right in between"


def test_an_audit_trail_says_who_did_it(past: Past, tmp_path: Path) -> None:
    past.repo.commit({LIVE: live("Open", "MQL", "Working")})
    trail = tmp_path / "trail.csv"
    trail.write_text(
        "Date,User,Source Namespace Prefix,Action,Section,Delegate User\n"
        '"11/20/2026, 3:00 PM",ada@northlake.example,,"Changed value Working on Lead Status",Leads,\n'
    )
    (told,) = judged(past, "--audit", str(trail))
    assert "line 2" in told
    repo = past.repo.folder
    shown = remit("drift", "-C", repo, "--salesforce", repo / "org", "--audit", trail).stdout
    assert "by ada@northlake.example on 11/20/2026, 3:00 PM, says the audit trail (line 2)" in shown
    trail.write_text("when,who\n")
    done = remit("drift", "-C", repo, "--salesforce", repo / "org", "--audit", trail)
    assert done.exit_code == 2
    assert "is no audit trail" in done.stderr
