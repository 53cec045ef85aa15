"""The history of the demo repository: every version that it tells is the one that git holds."""

from __future__ import annotations

import random
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from remit.change.compare.diff import Data
from remit.change.compare.references import Names, kinds_of, stamp
from remit.change.compare.versions import Versions
from remit.change.history.timeline import History, history_of
from remit.git import open_repository
from remit.handbook import Handbook, Ref
from remit.schema import Kinds, load_kinds
from repositories import Repo, term
from running import remit

SAMPLES = 20


@pytest.fixture(scope="module")
def kinds(demo_repository: Path) -> Kinds:
    from remit.tree import Disk

    return load_kinds(Disk(demo_repository))


@pytest.fixture(scope="module")
def history(demo_repository: Path, kinds: Kinds) -> History:
    return history_of(demo_repository, kinds)


@pytest.fixture(scope="module")
def handbooks(demo_repository: Path, history: History) -> dict[int, Handbook]:
    """Place in the history → the handbook that git holds there, for the first, the last and some between."""
    places = range(len(history.steps))
    chosen = {0, places[-1], *random.Random(7).sample(places, SAMPLES)}
    versions = Versions(open_repository(demo_repository))
    return {place: versions.open(history.steps[place].id, "it") for place in sorted(chosen)}


def test_what_was_told_is_given_again_until_somebody_commits(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    kinds = load_kinds()
    first = repo.commit({"governance/terms/win.yaml": term("Win")}, "One")
    told = history_of(tmp_path, kinds)
    assert history_of(tmp_path, kinds, before=told) is told
    repo.commit({"governance/terms/win.yaml": term("Won")}, "Two")
    assert [step.subject for step in history_of(tmp_path, kinds, before=told).steps] == ["One", "Two"]
    assert history_of(tmp_path, kinds, first, before=told) is told


def unreadable(book: Handbook) -> set[Ref]:
    broken = {document.path for document in book.documents if not document.sound or document.left_out}
    return {each.ref for each in book.definitions() if each.document.path in broken}


def reconstructed(history: History, kinds: Kinds, place: int) -> Iterator[tuple[Ref, Data]]:
    """Every definition as the history says it was after a step."""
    places = {step.id: number for number, step in enumerate(history.steps)}
    for ref in history.entries:
        for entry, data in history.versions(ref):
            if places[entry.step.id] <= place:
                if data is not None:
                    yield ref, data
                break


def test_every_version_of_every_definition_is_what_the_files_said(
    history: History, kinds: Kinds, handbooks: dict[int, Handbook]
) -> None:
    """The law: history forgets nothing and makes nothing up, up to renames that came later."""
    for place, book in handbooks.items():
        hidden = {history.today(ref) for ref in unreadable(book)}
        real = {each.ref: dict(each.written) for each in book.definitions()}
        told = dict(reconstructed(history, kinds, place))
        assert {history.today(ref) for ref in real} - hidden == told.keys() - hidden
        names = Names(kinds_of(real), history._names.renames)
        now = Names({**kinds_of(real), **kinds_of(told)}, history._names.renames)
        for ref, data in real.items():
            if history.today(ref) in hidden:
                continue
            node = kinds.by_id[ref.kind].node
            assert stamp(now.normal(node, told[history.today(ref)])) == stamp(names.normal(node, data)), (
                f"{ref} at {history.steps[place].id}"
            )


def test_the_last_state_is_what_lies_in_the_files(history: History, handbooks: dict[int, Handbook]) -> None:
    last = handbooks[max(handbooks)]
    assert dict(history.state) == {each.ref: each.written for each in last.definitions()}


# address, day → what the definition says at the end of that day, as tests/demo/steps/ tells the story
IN_FORCE = [
    ("stage:mql", "2025-01-01", "Lead score is 40 or more"),
    ("stage:mql", "2025-04-30", "Lead score is 40 or more"),  # merged on the 22nd, in force from May
    ("stage:mql", "2025-05-01", "Lead score is 50 or more"),
    ("stage:mql", "2026-09-30", "Lead score is 50 or more"),
    ("stage:mql", "2026-10-01", "Lead score is 65 or more"),
    ("stage:mql", "2026-12-31", "Lead score is 65 points or more"),
    ("metric:quota-attainment", "2026-12-31", "Amount of all opportunities won"),
    ("metric:quota-attainment", "2027-02-01", "Amount of new-business and expansion opportunities won"),
    ("metric:net-retention", "2025-06-01", "name: Net retention"),
    ("metric:net-revenue-retention", "2025-06-01", "name: Net retention"),
    ("metric:net-revenue-retention", "2026-06-01", "name: Net retention"),
]


@pytest.mark.parametrize(("address", "day", "text"), IN_FORCE)
def test_a_definition_is_shown_as_it_was_in_force(
    demo_repository: Path, address: str, day: str, text: str
) -> None:
    done = remit("show", address, "--as-of", day, "-C", demo_repository)
    assert done.exit_code == 0, done.stderr
    assert text in " ".join(done.stdout.split())


def test_before_it_came_there_was_none(demo_repository: Path) -> None:
    done = remit("show", "stage:mql", "--as-of", "2024-12-16", "-C", demo_repository)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "it came on 2024-12-17" in done.stderr


def test_a_history_as_of_a_day_ends_with_it_and_one_before_the_first_is_refused(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    for name in ("One", "Two", "Three"):  # a commit a day, from 1 January
        repo.commit({"governance/terms/win.yaml": term(name)})
    told = remit("history", "term:win", "--as-of", "2026-01-02", "-C", tmp_path).stdout
    assert told == remit("history", "term:win", "--until", "HEAD~1", "-C", tmp_path).stdout
    assert "Two" in told
    assert "Three" not in told
    whole = remit("history", "-C", tmp_path).stdout
    assert remit("history", "--as-of", "2026-12-31", "-C", tmp_path).stdout == whole
    done = remit("history", "--as-of", "2025-12-31", "-C", tmp_path)
    assert (done.exit_code, "has no history before 2026-01-01" in done.stderr) == (2, True)


RECORD = """\
name: Win
summary: S.
what: It.
why: So.
definitions: [win]
state: {}
effective: 2026-06-01
"""


def test_what_waits_for_its_day_is_left_out_whatever_was_edited_since(tmp_path: Path) -> None:
    """A note and a review after the merge do not bring a change into force before its day."""
    repo = Repo(tmp_path)
    path = "governance/terms/win.yaml"
    repo.commit({path: term("Win", not_="a", notes="One.").replace("not_", "not")})
    text = term("Won", not_="b", notes="One.").replace("not_", "not")
    repo.commit({path: text, "governance/changes/c.yaml": RECORD.format("approved")})
    repo.commit({path: text.replace("One.", "Two.")})

    def said(day: str) -> str:
        return remit("show", "term:win", "--as-of", day, "-C", tmp_path).stdout.partition("\n")[2]

    assert said("2026-01-01") == "name: Win\nsummary: Win.\nnot: a\nnotes: One.\n"
    assert said("2026-01-03") == "name: Win\nsummary: Win.\nnot: a\nnotes: Two.\n"
    assert said("2026-06-01") == "name: Won\nsummary: Won.\nnot: b\nnotes: Two.\n"


NOW = RECORD.replace("2026-06-01", "2026-01-03").format("approved")  # decided later, and in force at once
LATER = (
    # written first, decided for June, written after that: what holds in January
    ("a typo goes with the change", ("one", "two", "two!"), None, "one"),
    ("a decision replaces it", ("one", "two", "three"), NOW, "three"),
    ("what is given up stays so", ("one", "two", None), NOW, None),
)


@pytest.mark.parametrize(
    ("texts", "record", "holds"), [each[1:] for each in LATER], ids=[each[0] for each in LATER]
)
def test_what_waits_under_a_later_change_of_the_same(
    tmp_path: Path, texts: tuple[str | None, ...], record: str | None, holds: str | None
) -> None:
    repo = Repo(tmp_path)
    first, second, third = (
        {"governance/terms/win.yaml": term("Win", **({"notes": text} if text else {}))} for text in texts
    )
    repo.commit(first)
    repo.commit({**second, "governance/changes/c.yaml": RECORD.format("approved")})
    repo.commit({**third, **({"governance/changes/d.yaml": record} if record else {})})
    told = remit("show", "term:win", "--as-of", "2026-01-10", "-C", tmp_path).stdout
    assert told.partition("\n")[2] == "name: Win\nsummary: Win.\n" + (f"notes: {holds}\n" if holds else "")


@pytest.mark.parametrize(
    ("sets", "holds"),
    [
        (("[a, b]", "[b]", ""), ""),
        (("[a, b]", "[b]", "[b, c]"), "[b, c, a]"),
        (("[a, b]", "[b]", "[a, b]"), "[a, b]"),
        (("[a]", "[a, b]", "[a]"), "[a]"),
        (("", "[a]", "[a, b]"), ""),
    ],
)
def test_a_set_of_which_an_item_waits_may_be_changed_or_go_meanwhile(
    tmp_path: Path, sets: tuple[str, ...], holds: str
) -> None:
    repo = Repo(tmp_path)
    for place, items in enumerate(sets):
        text = term("Win", **({"aliases": items} if items else {}))
        record = {"governance/changes/c.yaml": RECORD.format("approved")} if place == 1 else {}
        repo.commit({"governance/terms/win.yaml": text, **record})
    told = remit("show", "term:win", "--as-of", "2026-01-10", "-C", tmp_path)
    assert told.exit_code == 0
    wanted = "".join(f"  - {item}\n" for item in holds.strip("[]").split(", ") if item)
    assert told.stdout.partition("summary: Win.\n")[2] == (f"aliases:\n{wanted}" if holds else "")


def test_to_supersede_a_record_does_not_rewrite_when_its_change_came_into_force(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    path, record = "governance/terms/win.yaml", RECORD.replace("2026-06-01", "2026-01-20")
    repo.commit({path: term("Win", notes="one")})
    repo.commit({path: term("Win", notes="two"), "governance/changes/c.yaml": record.format("approved")})
    repo.day = 40
    repo.commit(
        {path: term("Win", notes="three"), "governance/changes/c.yaml": record.format("superseded"),
         "governance/changes/d.yaml": RECORD.format("approved").replace("2026-06-01", "2026-02-20")}
    )  # fmt: skip
    days = {"2026-01-19": "one", "2026-01-20": "two", "2026-02-19": "two", "2026-02-20": "three"}
    for day, notes in days.items():
        assert f"notes: {notes}\n" in remit("show", "term:win", "--as-of", day, "-C", tmp_path).stdout


def test_a_record_that_was_not_approved_delays_nothing(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    path = "governance/terms/win.yaml"
    repo.commit({path: term("Win")})
    repo.commit({path: term("Won"), "governance/changes/c.yaml": RECORD.format("proposed")})
    assert "name: Won" in remit("show", "term:win", "--as-of", "2026-01-02", "-C", tmp_path).stdout


def test_references_are_given_as_they_are_called_now_and_an_id_that_came_anew_is_no_old_one(
    tmp_path: Path,
) -> None:
    repo = Repo(tmp_path)
    repo.commit({"governance/terms/a.yaml": term("A"), "governance/terms/u.yaml": term("U", see="[term:a]")})
    repo.commit({"governance/terms/u.yaml": term("V", see="[term:a]")})
    repo.commit(
        {"governance/terms/a.yaml": None, "governance/terms/b.yaml": term("A"),
         "governance/terms/u.yaml": term("V", see="[term:b]")}
    )  # fmt: skip
    repo.commit({"governance/terms/a.yaml": term("Another")})
    repo.commit({"governance/terms/u.yaml": term("V", see="[term:a]")})
    repo.commit({"governance/terms/u.yaml": term("W", see="[term:a]")})
    days = {"2026-01-01": "term:b", "2026-01-02": "term:b", "2026-01-03": "term:b", "2026-01-04": "term:b",
            "2026-01-05": "term:a", "2026-01-06": "term:a"}  # fmt: skip
    for day, see in days.items():
        done = remit("show", "term:u", "--as-of", day, "-C", tmp_path)
        assert f"see:\n  - {see}\n" in done.stdout, day


def test_a_commit_is_named_once_above_all_that_it_changed(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({f"governance/terms/{id}.yaml": term(id) for id in ("win", "loss", "draw")}, "Three at once")
    repo.commit({"governance/terms/win.yaml": term("Won")}, "Another name")
    told = remit("history", "-C", tmp_path).stdout
    assert told.count("Three at once") == told.count("Another name") == 1
    _, _, first = told.partition("Three at once\n")
    assert [line.split()[1] for line in first.splitlines()] == ["term:draw", "term:loss", "term:win"]


def test_a_repository_of_somebody_else_is_named_whole_so_that_the_line_can_be_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path / "our books")
    repo.commit({"docs/book/governance/terms/win.yaml": term("Win")})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    done = remit("history", "-C", repo.folder / "docs" / "book")
    assert done.exit_code == 2
    line = done.stderr.split("`")[1]
    assert shlex.split(line) == ["git", "config", "--global", "--add", "safe.directory", str(repo.folder)]
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    subprocess.run(shlex.split(line), check=True)
    assert "term:win added" in remit("history", "-C", repo.folder / "docs" / "book").stdout
