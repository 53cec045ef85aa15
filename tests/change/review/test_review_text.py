"""What a review says to people who read it on a terminal: no walls, no gaps, no blame of nobody."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from building import ROOT
from remit import review as remit_review
from running import remit

STAGE = "governance/stages/mql.yaml"
RECORD = """\
name: MQL changed
summary: The line goes to 70.
what: The line goes to 70.
why: Sales accepts little below it.
definitions: [stage:mql]
lane: shared
proposed-on: 2026-11-22
state: approved
"""


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The starter handbook, and the same with another MQL line."""
    before, after = (tmp_path_factory.mktemp("sides") / name for name in ("before", "after"))
    for folder in (before, after):
        shutil.copytree(ROOT / "governance", folder / "governance")
    text = (after / STAGE).read_text(encoding="utf-8")
    text = text.replace("score is {value:mql-line}", "score is 70 points")
    (after / STAGE).write_text(text, encoding="utf-8")
    return before, after


def review(sides: tuple[Path, Path], *options: str) -> str:
    done = remit("review", *sides, "--today", "2026-11-22", *options)
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def test_reasons_fit_a_few_lines_and_the_json_has_all(sides: tuple[Path, Path], tmp_path: Path) -> None:
    """Another product behind a system that much is kept in."""
    shutil.copytree(sides[0] / "governance", tmp_path / "governance")
    systems = tmp_path / "governance/systems.yaml"
    text = systems.read_text(encoding="utf-8")
    systems.write_text(text.replace("product: Salesforce\n", "product: Another\n"), encoding="utf-8")
    sides = sides[0], tmp_path
    asks = json.loads(review(sides, "--format", "json"))["asks"]
    longest = max(asks, key=lambda ask: len(ask["because"]))
    assert len(longest["because"]) > 10
    told = [
        line for line in review(sides).splitlines() if re.match(r"(must agree|consulted|informed): ", line)
    ]
    assert len(told) == len(asks)
    assert all(line.count("; ") <= 5 for line in told)
    assert any(f"; and {len(longest['because']) - 4} more" in line for line in told)


def test_a_record_half_written_is_to_be_completed_and_no_second_one_offered(sides: tuple[Path, Path]) -> None:
    record = sides[1] / "governance/changes/mql-changed.yaml"
    record.write_text(RECORD.replace("why: Sales accepts little below it.", "why:"), encoding="utf-8")
    done = remit("review", *sides)
    record.unlink()
    assert done.exit_code == 1
    place = "governance/changes/mql-changed.yaml:4:1"
    assert f"missing: {place}: a change record is not complete: `why` has no value" in done.stdout
    assert "complete it, then review again" in done.stdout
    assert "--fix" not in done.stdout
    assert "unread" not in done.stdout
    assert done.stdout.splitlines()[0].endswith("Not ready: 1 thing is missing.")


def test_approval_by_nobody_is_said_so(sides: tuple[Path, Path]) -> None:
    record = sides[1] / "governance/changes/mql-changed.yaml"
    record.write_text(RECORD, encoding="utf-8")
    lacking = "`change:mql-changed` is approved, but has no `decided-by` and no `decided-on` and no `covers`"
    assert lacking in review(sides)
    (mql,) = remit_review(*sides).judged
    decided = (
        f"decided-by: [head-of-revops]\ndecided-on: 2026-11-22\ncovers: {{stage:mql: {mql.fingerprint}}}\n"
    )
    record.write_text(RECORD + decided, encoding="utf-8")
    ready = review(sides)
    record.unlink()
    assert "Ready" in ready.splitlines()[0]
    assert "\n\n\n" not in ready
