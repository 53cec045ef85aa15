"""`remit add` brings definitions to a handbook that is there, and leaves a record of what it brought."""

from __future__ import annotations

from pathlib import Path

import pytest

from remit.checking import check
from remit.scaffold import packs
from repositories import Repo
from running import remit
from scaffold_files import begun, files_in

TODAY = ("--today", "2026-11-30")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A handbook with its base alone."""
    return begun(tmp_path, "--packs", "none")


def test_what_is_added_step_by_step_is_green_and_the_same_as_at_once(small: Path, tmp_path: Path) -> None:
    for pack in packs.packs():
        done = remit("add", pack, "-C", small, *TODAY)
        assert done.exit_code == 0, done.output
        assert remit("check", "-C", small).output.startswith("No findings"), pack
    once = begun(tmp_path / "once", "--packs", ",".join(packs.packs()))
    held = {each.ref for each in check(small).book.definitions() if each.ref.kind != "change"}
    assert held == {each.ref for each in check(once).book.definitions()}


def test_nothing_that_is_there_is_touched(small: Path) -> None:
    before = files_in(small)
    assert remit("add", "metrics", "lifecycle", "-C", small, *TODAY).exit_code == 0
    after = files_in(small)
    assert {name: after[name] for name in before} == before
    again = remit("add", "lifecycle", "metrics", "-C", small, *TODAY)
    assert again.exit_code == 0
    assert "Nothing to add" in again.output
    assert files_in(small) == after


def test_a_definition_of_the_company_stays_and_the_rest_comes_beside_it(small: Path) -> None:
    own = small / "governance" / "terms.yaml"
    own.write_text("churn: {name: Churn, summary: What we mean by it.}\n")
    assert remit("add", "glossary", "-C", small, *TODAY).exit_code == 0
    assert own.read_text() == "churn: {name: Churn, summary: What we mean by it.}\n"
    assert (small / "governance" / "terms" / "icp.yaml").is_file()
    assert not (small / "governance" / "terms" / "churn.yaml").exists()
    assert remit("check", "-C", small).output.startswith("No findings")


def test_the_record_covers_all_that_was_brought_and_makes_a_request_ready(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "acme")
    assert remit("init", repo.folder, "--name", "Acme", "--packs", "none").exit_code == 0
    repo.commit({})
    repo.git("switch", "-qc", "more")
    done = remit("add", "metrics", "--decided-by", "ops-lead", "-C", repo.folder, *TODAY)
    assert done.exit_code == 0, done.output
    record = repo.folder / "governance" / "changes" / "begun-with-metrics.yaml"
    text = record.read_text()
    agreed = "".join(
        f"  function:{party}: {{role: {role}, on: 2026-11-30}}\n"
        for party, role in (
            ("customer-success", "cs-lead"),
            ("marketing", "marketing-lead"),
            ("sales", "sales-lead"),
        )
    )
    record.write_text(f"{text}agreed-by:\n{agreed}")
    repo.commit({})
    review = remit("review", "main", "HEAD", "-C", repo.folder)
    assert review.exit_code == 0, review.output
    assert "Ready" in review.output


def test_a_handbook_of_other_teams_is_told_what_is_lacking(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    (folder / "governance").mkdir(parents=True)
    (folder / "governance" / "functions.yaml").write_text("board: {name: Board, summary: Decides.}\n")
    before = files_in(folder)
    done = remit("add", "metrics", "-C", folder, *TODAY)
    assert done.exit_code == 2
    assert "function `sales`" in done.output
    assert files_in(folder) == before


def test_what_would_not_fit_is_refused_whole(small: Path) -> None:
    """The formulas of the pack name values that this company's field does not have."""
    fields = small / "governance" / "fields.yaml"
    fields.write_text(
        "opportunity-stage: {name: Stage, summary: S., entity: opportunity, type: picklist,"
        " values: {Begun: B., Ended: E.}, systems: {crm: {object: Deal, api-name: s, sync: truth}}}\n"
    )
    before = files_in(small)
    done = remit("add", "metrics", "-C", small, *TODAY)
    assert done.exit_code == 2
    assert "would not fit" in done.output
    assert files_in(small) == before


def test_without_a_pack_all_are_listed(small: Path) -> None:
    done = remit("add", "-C", small)
    assert done.exit_code == 0
    for id, said in packs.packs().items():
        assert id in done.output
        assert said["summary"] in done.output
