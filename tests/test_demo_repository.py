"""The demo repository is a real one, the same at every build, and tells its whole story."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from demo.edits import Arrive, Attested, Blocks, LineEnds, MovedOut, Renamed, Reword, Split, StoryError
from demo.history import commits, main_line, redone, states
from demo.story import Pull, Step, read_story, steps_of
from demo_repository import build, git
from remit.checking import check

TODAY = "2026-11-20"

# What the story must hold: the words of a commit's subject.
EVENTS = (
    "MQL: 50 instead of 40",
    "MQL: 65 instead of 50",
    "Lifecycle: SAL and SQL in place of Qualified",
    "Routing: Sales Ops runs the rules, RevOps governs them",
    "Roles: the Chief Customer Officer has left, VP CS stands in",
    "Roles: the Sales Ops lead has left, the sales manager answers",
    "Roles: the Sales Ops lead is filled",
    "Dashboard: SDR activity is deprecated, ends 31 October",
    "Dashboard: SDR activity removed",
    "Net retention is called net-retention",
    "Email engagement is called email-performance",
    'Revert "Time to first touch: all hours count"',
    "Record: rejected, the threshold stays",
    "SLA of MQL to SQL: 4 business hours instead of 8",
    "Win rate: deals instead of amounts",
    "Rejection reasons: Wrong segment removed",
    "Sources: Webinar is a value of its own",
    "Quota attainment: renewals are left out",
    "Request: renewal date in the CRM",
    "Request refused: the SDR dashboard ends",
    "Review of 2026-Q2",
    "Reformat: short lists on one line",
    "Comments: what each file holds",
    "Fields: new ones in files of their own",
    "Line ends: LF everywhere",
)


def shown(repository: Path, *arguments: str) -> str:
    return git(repository, *arguments).decode()


def commit_of(repository: Path, subject: str) -> str:
    """The hash of the one commit with a subject."""
    lines = shown(repository, "log", "--format=%H %s").splitlines()
    found = [line[:40] for line in lines if line[41:] == subject]
    assert len(found) == 1, (subject, found)
    return found[0]


def files_of(repository: Path, commit: str) -> set[str]:
    return set(shown(repository, "show", "--format=", "--name-only", commit).split())


def at(repository: Path, commit: str, path: str) -> str:
    return shown(repository, "show", f"{commit}:governance/{path}")


# -- the repository --


def test_it_has_commits_of_24_months_by_several_roles(demo_repository: Path) -> None:
    lines = shown(demo_repository, "log", "--format=%cs %ae").splitlines()
    days = sorted(line.split()[0] for line in lines)
    mails = {line.split()[1] for line in lines}
    assert 140 <= len(lines) <= 190
    assert (days[0][:7], days[-1][:7]) == ("2024-12", "2026-11")
    assert len({day[:7] for day in days}) == 24
    assert len(mails) >= 6
    assert all(mail.endswith("@northlake.example") for mail in mails)


def test_no_commit_is_older_than_its_parents(demo_repository: Path) -> None:
    lines = shown(demo_repository, "log", "--format=%H %ct %P").splitlines()
    times = {line.split()[0]: int(line.split()[1]) for line in lines}
    for line in lines:
        commit, _, *parents = line.split()
        assert all(times[parent] < times[commit] for parent in parents), line


def test_two_builds_give_the_same_commits(demo_repository: Path, tmp_path: Path) -> None:
    assert build(tmp_path / "again") == shown(demo_repository, "rev-parse", "main").strip()


def test_building_again_replaces_a_repository_and_nothing_else(tmp_path: Path) -> None:
    first = build(tmp_path / "demo")
    (tmp_path / "demo" / "stray.txt").write_text("stray")
    assert build(tmp_path / "demo") == first
    assert not (tmp_path / "demo" / "stray.txt").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "kept.txt").write_text("kept")
    with pytest.raises(SystemExit, match="holds something else"):
        build(tmp_path / "other")
    assert (tmp_path / "other" / "kept.txt").read_text() == "kept"


def test_git_finds_it_sound_and_its_folder_clean(demo_repository: Path) -> None:
    assert shown(demo_repository, "fsck", "--full", "--strict", "--no-dangling") == ""
    assert shown(demo_repository, "status", "--porcelain") == ""


def test_its_last_state_has_no_findings(demo_repository: Path) -> None:
    assert check(demo_repository, today=TODAY).findings == ()


def test_its_last_state_adds_to_the_starter_handbook_and_changes_nothing(
    demo_repository: Path, root: Path
) -> None:
    for path in sorted((root / "governance").rglob("*.yaml")):
        ours = (demo_repository / path.relative_to(root)).read_text(encoding="utf-8")
        assert re.sub(r"^former-ids: .*\n\Z", "", ours, flags=re.MULTILINE) == path.read_text(
            encoding="utf-8"
        )


def test_the_command_says_what_it_made(tmp_path: Path, root: Path) -> None:
    made = subprocess.run(
        [sys.executable, "tests/demo_repository.py", str(tmp_path / "demo")],
        cwd=root,
        env={**os.environ, "GIT_AUTHOR_NAME": "Somebody", "GIT_COMMITTER_DATE": "2020-01-01T00:00:00Z"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(r" has 1\d\d commits; its head is [0-9a-f]{10}\n\Z", made.stdout)


# -- its story --


@pytest.mark.parametrize("subject", EVENTS)
def test_the_story_tells(demo_repository: Path, subject: str) -> None:
    commit_of(demo_repository, subject)


def test_branches_were_merged_also_some_that_lagged_behind(demo_repository: Path) -> None:
    merges = shown(demo_repository, "log", "--merges", "--format=%H %P %s").splitlines()
    assert len(merges) >= 6
    behind = []
    for line in merges:
        commit, main, branch, subject = line.split(" ", 3)
        assert re.match(r"Merge pull request #\d+ from northlake/", subject)
        fork = shown(demo_repository, "merge-base", main, branch).strip()
        behind.append(int(shown(demo_repository, "rev-list", "--count", f"{fork}..{main}")))
        assert shown(demo_repository, "diff", "--name-only", main, commit)
    assert any(behind)
    assert not all(behind)


def test_a_branch_and_the_main_line_reworded_the_same_file(demo_repository: Path) -> None:
    merge = commit_of(demo_repository, "Merge pull request #52 from northlake/words-of-selling")
    branch, main = (at(demo_repository, f"{merge}^{number}", "fields.yaml") for number in (2, 1))
    merged = at(demo_repository, merge, "fields.yaml")
    assert len({branch, main, merged}) == 3
    assert all("honours withdrawals the same day" in text for text in (main, merged))
    assert all("to do next, with a date." in text for text in (branch, merged))


def test_one_message_is_written_in_latin_1(demo_repository: Path) -> None:
    lines = shown(demo_repository, "log", "--format=%H %e").splitlines()
    (commit,) = (line.split()[0] for line in lines if line.endswith(" ISO-8859-1"))
    raw = git(demo_repository, "cat-file", "commit", commit)
    assert "Zürich".encode("latin-1") in raw
    with pytest.raises(UnicodeDecodeError):
        raw.decode()
    assert "Zürich" in shown(demo_repository, "log", "-1", "--format=%s", commit)


# What people had yet to do better, and until when: sales leadership alone governed who works a lead, until
# the story hands that over, and a rule of entry named no field.
BEFORE = {
    "shared-without-central": "2026-01-01",
    "decision-against-governor": "2026-01-01",
    "entry-names-no-field": "2025-05-01",
}


def test_one_commit_of_main_cannot_be_read_and_the_next_mends_it(
    demo_repository: Path, tmp_path: Path
) -> None:
    mended = commit_of(demo_repository, "Closed-won handoff: quotes, so that it is YAML again")
    git(tmp_path, "clone", "--quiet", "--shared", str(demo_repository), "clone")
    clone, seen = tmp_path / "clone", []
    for commit in (f"{mended}~2", f"{mended}~1", mended):
        git(clone, "checkout", "--quiet", "--detach", commit)
        seen.append({finding.code for finding in check(clone).findings})
    assert [codes - BEFORE.keys() for codes in seen] == [set(), {"yaml-syntax"}, set()]


def test_what_was_merged_held_on_its_day(demo_repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--shared", str(demo_repository), "clone")
    for line in shown(demo_repository, "log", "--merges", "--format=%H %cs").splitlines():
        commit, day = line.split()
        git(tmp_path / "clone", "checkout", "--quiet", "--detach", commit)
        found = {finding.code for finding in check(tmp_path / "clone", today=day).findings}
        assert found <= {"review-overdue", *(code for code, end in BEFORE.items() if day < end)}, line


def test_the_threshold_moved_in_stage_field_and_metric(demo_repository: Path) -> None:
    for branch, old, new in (("mql-threshold-50", "40", "50"), ("mql-threshold-65", "50", "65")):
        number = {"50": 12, "65": 61}[new]
        merge = commit_of(demo_repository, f"Merge pull request #{number} from northlake/{branch}")
        for path, words in (("stages/mql.yaml", "Lead score is {}"), ("fields.yaml", "At {} the person")):
            assert words.format(old) in at(demo_repository, f"{merge}^1", path)
            assert words.format(new) in at(demo_repository, merge, path)
        assert "governance/metrics/mql-volume.yaml" in shown(
            demo_repository, "diff", "--name-only", f"{merge}^1", merge
        )


def test_rejected_changes_leave_the_definitions_alone(demo_repository: Path) -> None:
    for number, branch in ((36, "lock-sources-earlier"), (62, "threshold-for-events")):
        merge = commit_of(demo_repository, f"Merge pull request #{number} from northlake/{branch}")
        (path,) = shown(demo_repository, "diff", "--name-only", f"{merge}^1", merge).split()
        assert path.startswith("governance/changes/")
        assert "state: rejected\n" in shown(demo_repository, "show", f"{merge}:{path}")


def test_one_renamed_definition_remembers_its_id_and_one_does_not(demo_repository: Path) -> None:
    kept = commit_of(demo_repository, "Net retention is called net-retention")
    plain = commit_of(demo_repository, "Email engagement is called email-performance")
    assert "former-ids: [net-revenue-retention]" in at(demo_repository, kept, "metrics/net-retention.yaml")
    old = at(demo_repository, f"{plain}~1", "metrics/email-engagement.yaml")
    assert at(demo_repository, plain, "metrics/email-performance.yaml") == old
    assert len(files_of(demo_repository, kept)) > 3  # references were rewritten
    assert {"governance/dashboards.yaml", "governance/functions.yaml"} <= files_of(demo_repository, plain)


def test_the_revert_gives_back_the_same_file(demo_repository: Path) -> None:
    revert = commit_of(demo_repository, 'Revert "Time to first touch: all hours count"')
    path = "metrics/time-to-first-touch.yaml"
    assert at(demo_repository, revert, path) == at(demo_repository, f"{revert}~2", path)
    assert at(demo_repository, revert, path) != at(demo_repository, f"{revert}~1", path)


def test_line_ends_of_windows_came_and_went(demo_repository: Path) -> None:
    mended = commit_of(demo_repository, "Line ends: LF everywhere")
    before = git(demo_repository, "show", f"{mended}~1:governance/signals.yaml")
    after = git(demo_repository, "show", f"{mended}:governance/signals.yaml")
    assert b"\r\n" in before
    assert b"\r" not in after
    assert before.replace(b"\r\n", b"\n") == after


def test_a_decided_change_is_not_yet_in_force(demo_repository: Path) -> None:
    waiting = [
        record.id
        for record in check(demo_repository).book.every("change")
        if record.get("state") == "approved" and str(record.get("effective")) > TODAY
    ]
    assert waiting == ["quota-attainment-without-renewals"]


# -- the machinery --


def test_undoing_needs_the_words_exactly_once() -> None:
    state = {"governance/a.yaml": "one two\n  three\none two\n"}
    assert Reword("a.yaml", "3", "two three").undo(state)["governance/a.yaml"] == "one 3\none two\n"
    with pytest.raises(StoryError, match=r"`governance/a.yaml`: 'one two' stands there 2 times, not once"):
        Reword("a.yaml", "x", "one two").undo(state)
    with pytest.raises(StoryError, match=r"`governance/b.yaml` is not there"):
        Reword("b.yaml", "x", "one").undo(state)


def test_a_rename_is_undone_in_every_reference_and_in_no_longer_word() -> None:
    state = {"governance/metrics/new.yaml": "x\n", "governance/a.yaml": "[new, metric:new, brand-new, newer]"}
    older = Renamed("metrics", "old", "new").undo(state)
    assert older == {
        "governance/metrics/old.yaml": "x\n",
        "governance/a.yaml": "[old, metric:old, brand-new, newer]",
    }


def test_a_split_is_undone_where_a_stage_is_meant() -> None:
    text = "stages: [mql, sal, sql]\nsee: [stage:sql, metric:sql-volume]\nname: sal\n"
    older = Split("qualified", ("sal", "sql")).undo({"a": text})
    assert older["a"] == "stages: [mql, qualified]\nsee: [stage:qualified, metric:sql-volume]\nname: sal\n"


def test_reviews_go_back_to_the_day_before_or_to_none() -> None:
    state = {"governance/a.yaml": "reviewed: 2026-10-06\nreviewed: 2026-07-07\n"}
    edit = Attested("2026-10-01", "2026-10-31", "2026-07-07")
    assert edit.undo(state)["governance/a.yaml"] == "reviewed: 2026-07-07\nreviewed: 2026-07-07\n"
    assert Attested("2026-10-01", "2026-10-31").undo(state)["governance/a.yaml"] == "reviewed: 2026-07-07\n"
    with pytest.raises(StoryError, match="nothing was reviewed from"):
        Attested("2025-01-01", "2025-01-31").undo(state)


def test_definitions_leave_and_enter_collections_whole() -> None:
    state = {
        "governance/fields.yaml": "# Fields.\n\na:\n  x: 1\n\nb:\n  x: 2\n",
        "governance/fields/c.yaml": "x: 3\n",
    }
    moved = MovedOut("fields.yaml", "c", after="a").undo(state)
    assert moved == {"governance/fields.yaml": "# Fields.\n\na:\n  x: 1\n\nc:\n  x: 3\n\nb:\n  x: 2\n"}
    left = Blocks("fields.yaml", holding=("x: 2", "x: 3")).undo(moved)
    assert left == {"governance/fields.yaml": "# Fields.\n\na:\n  x: 1\n"}
    with pytest.raises(StoryError, match="has no d"):
        Blocks("fields.yaml", ("d",)).undo(moved)


def test_a_step_that_no_longer_fits_is_named() -> None:
    story = (
        *read_story(),
        Step("2026-11-19", "coo", "Not so", (Reword("roles.yaml", "x", "no such words"),)),
    )
    with pytest.raises(StoryError, match=r"step 2026-11-19 'Not so': in `governance/roles.yaml`: .* 0 times"):
        states(story)


def test_a_new_file_of_the_starter_handbook_needs_no_step(monkeypatch: pytest.MonkeyPatch) -> None:
    from demo import history

    real = history.last_state
    new = {"governance/metrics/brand-new.yaml": "a: 1\n", "governance/brand-news.yaml": "b: 1\n"}
    monkeypatch.setattr(history, "last_state", lambda story: {**real(story), **new})
    assert new.items() <= states(read_story())[-1].items()


def test_a_branch_that_lags_behind_may_not_rebuild_what_main_changed() -> None:
    step = Step("2026-01-01", "coo", "Clash", (LineEnds("a.yaml", windows=True),))
    before, after = {"governance/a.yaml": "x\n"}, {"governance/a.yaml": "x\r\n"}
    assert redone(step, before, before, after) == after
    with pytest.raises(StoryError, match="let the branch begin later"):
        redone(step, {"governance/a.yaml": "y\n"}, before, after)


def test_every_commit_but_a_merge_changes_something() -> None:
    made = commits(read_story())
    for commit in made:
        if len(commit.parents) == 1:
            assert commit.files != made[commit.parents[0]].files, commit.message
    assert len(list(main_line(made))) == len(read_story())


def test_pull_requests_are_numbered_upwards() -> None:
    story = read_story()
    numbers = [entry.number for entry in story if isinstance(entry, Pull)]
    assert numbers == sorted(set(numbers))
    assert any(isinstance(edit, Arrive) and edit.but for step in steps_of(story) for edit in step.edits)
