"""`remit rename`: everything that refers to a definition follows, and nothing else changes."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import remit as library
from building import ROOT, starter
from depth import law, part_of
from killing import Killed, everything, kill
from remit.authoring.edits import comments_of, parts, together
from remit.authoring.renaming import rename
from remit.change.compare.references import Names, kinds_of
from remit.checking import check
from remit.diagnostics import RemitError
from remit.handbook import Handbook, Ref
from remit.reading import open_handbook
from remit.source import parse
from remit.tree import Memory, Overlay
from repositories import Repo, term
from running import remit
from small_handbooks import DATA, drawn

IDS = [f"{kind}:{id}" for kind, group in DATA.items() if kind != "handbook" for id in group]

NEW = ["win-rate", "board", "x-1", "1e5", "null", "floor"]


def written(folder: Path, texts: dict[str, str]) -> Path:
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return written(tmp_path, drawn(2))


@given(
    st.integers(0, 2**32),
    st.sampled_from(IDS),
    st.sampled_from(["win-rate", "board", "x-1", "1e5", "null", "floor"]),
)
@law(deep=1000)
def test_a_handbook_however_written_means_the_same_after_a_rename(seed: int, old: str, new: str) -> None:
    texts = drawn(seed)
    root = Overlay(ROOT, {"governance": None, **texts})
    before = open_handbook(root)
    if new in before.index[old.partition(":")[0]]:
        with pytest.raises(RemitError, match="already"):
            rename(before, old, new)
        return
    made = rename(before, old, new)
    after = open_handbook(Overlay(root, dict(made.texts)))
    assert [each.message for each in after.diagnostics] == [each.message for each in before.diagnostics]
    assert data_of(after) == expected(before, made.was, made.now)
    for path, text in made.texts.items():
        if text is None:
            continue
        was = (
            path
            if path in {each.path for each in before.documents}
            else f"{path.rpartition('/')[0]}/{made.was.id}.yaml"
        )
        old_text = texts[was]
        kept = comments_of(old_text, parts(parse(old_text.encode(), was)))
        assert comments_of(text, parts(parse(text.encode(), path))) == kept
        touched = sum(line not in text.splitlines() for line in old_text.splitlines())
        assert touched <= made.places.get(was, 0) + 2  # its own key or list of former ids, too


def expected(book: Handbook, was: Ref, now: Ref) -> Mapping[str, object]:
    """What the handbook says after a rename, as comparisons rename: every reference in full."""
    names = Names(kinds_of(each.ref for each in book.definitions()), {str(was): str(now)})
    found = {}
    for each in book.definitions():
        data = dict(names.normal(each.kind.node, each.written))
        if each.ref == was:
            data["former-ids"] = [was.id]
        found[str(now) if each.ref == was else str(each.ref)] = data
    return with_ways(found, was, now)


def with_ways(found: Mapping[str, object], was: Ref, now: Ref) -> Mapping[str, object]:
    """The one way to a property on which an id stands is a text to comparisons."""
    aim = found["value:aim" if str(was) != "value:aim" else str(now)]
    assert isinstance(aim, dict)
    if str(was) == "metric:win-rate":
        at = aim["at"]
        aim["at"] = dict.fromkeys(at, f"metrics.{now.id}.filter")
    return found


def data_of(book: Handbook) -> dict[str, object]:
    names = Names(kinds_of(each.ref for each in book.definitions()))
    return {str(each.ref): names.normal(each.kind.node, each.written) for each in book.definitions()}


@pytest.mark.parametrize(
    "address", part_of([str(each.ref) for each in starter().definitions() if not each.kind.single], 2)
)
def test_whatever_of_the_starter_is_renamed_nothing_is_found_and_only_its_name_has_changed(
    address: str,
) -> None:
    made = rename(starter(), address, "another-name")
    after = Overlay(starter().tree, dict(made.texts))
    assert check(after).findings == ()
    changes = library.diff(starter().tree, after).changes
    # In the example of a company rule an id is only a word to whoever compares.
    others = [each for each in changes if each.ref.kind == "rule" and not each.was]
    assert {str(at.path[0]) for each in others for at in each.properties} <= {"good", "bad"}
    [change] = [each for each in changes if each not in others]
    assert (str(change.ref), str(change.was)) == (f"{made.was.kind}:another-name", address)
    assert [str(each.path[0]) for each in change.properties] == ["former-ids"]


def test_the_command_says_what_it_did_and_makes_one_change(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit(drawn(2))
    done = remit("rename", "metric:win-rate", "close-rate", "-C", repo.folder)
    assert done.exit_code == 0, done.output
    first, *rest = done.output.splitlines()
    assert first == "`metric:win-rate` is `metric:close-rate` now: 11 references in 6 files."
    assert "`former-ids` keeps old links working. Commit it as one change." in rest
    told = remit("diff", "main", "-C", repo.folder).output
    assert told.startswith("> metric:close-rate") or "renamed, was metric:win-rate" in told
    assert "From main to the working tree: 1" in told


def test_a_dry_run_shows_a_patch_that_git_takes(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit(drawn(5))
    before = repo.snapshot()
    shown = remit("rename", "metric:win-rate", "close-rate", "--dry-run", "-C", repo.folder).stdout_bytes
    assert repo.snapshot() == before
    repo.git("apply", "-", feed=shown)
    by_patch = repo.snapshot()
    repo.git("checkout", "-q", ".")
    repo.git("clean", "-fdq")
    remit("rename", "metric:win-rate", "close-rate", "-C", repo.folder)
    assert repo.snapshot() == by_patch


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("metric:win-rte", "x", "there is no definition `metric:win-rte`; did you mean `metric:win-rate`?"),
        (
            "win-rate",
            "x",
            "several definitions are called `win-rate`; write `metric:win-rate` or",
        ),
        ("metric:win-rate", "yield", "`metric:yield` exists already in governance/"),
        ("metric:win-rate", "Win Rate", "`Win Rate` is not an id"),
        ("metric:win-rate", "index", "`index` is not an id"),
        ("metric:win-rate", "term:x", "a metric cannot become a term: write another id, such as `metric:x`"),
        ("metric:win-rate", "win-rate", "`metric:win-rate` is called so already"),
        ("handbook:handbook", "x", "there is only one handbook"),
    ],
)
def test_what_cannot_be_renamed_is_said_and_nothing_is_written(
    small: Path, old: str, new: str, said: str
) -> None:
    before = everything(small)
    done = remit("rename", old, new, "-C", small)
    assert done.exit_code == 2
    assert said in done.output
    assert everything(small) == before


def test_an_id_that_another_had_before_is_refused_until_it_is_free(tmp_path: Path) -> None:
    had = term("B", **{"former-ids": "[old]"})
    root = written(tmp_path, {"governance/terms/a.yaml": term("A"), "governance/terms/b.yaml": had})
    refused = remit("rename", "term:a", "old", "-C", root)
    assert refused.exit_code == 2
    assert "`term:b` was called `old` before" in refused.output
    assert remit("set", "term:b", "former-ids", "old", "--remove", "-C", root).exit_code == 0
    assert remit("rename", "term:a", "old", "-C", root).exit_code == 0
    assert "former-id-taken" not in {each.code for each in check(root).findings}


def test_what_cannot_be_read_stops_a_rename(small: Path) -> None:
    (small / "governance" / "benchmarks.yaml").write_text("a: [\n", encoding="utf-8")
    done = remit("rename", "metric:win-rate", "x", "-C", small)
    assert done.exit_code == 2
    assert "governance/benchmarks.yaml:2:1" in done.output
    assert "nothing was renamed" in done.output


def test_a_rename_that_was_begun_by_hand_is_finished(tmp_path: Path) -> None:
    root = written(tmp_path, drawn(2))
    wanted = rename(open_handbook(root), "term:worth", "value-of-a-deal")
    begun = dict(wanted.texts)
    # By hand only the key was written anew.
    path = next(path for path, text in begun.items() if text and "value-of-a-deal" in text)
    text = (root / path).read_text(encoding="utf-8") if (root / path).exists() else ""
    if text:
        (root / path).write_text(text.replace("worth", "value-of-a-deal", 1), encoding="utf-8")
    else:
        (root / "governance/terms/worth.yaml").rename(root / "governance/terms/value-of-a-deal.yaml")
    done = remit("rename", "term:worth", "value-of-a-deal", "-C", root)
    assert done.exit_code == 0, done.output
    assert "`term:value-of-a-deal` was called `term:worth`" in done.output
    again = remit("rename", "term:worth", "value-of-a-deal", "-C", root)
    assert "nothing refers to `term:worth` any more" in again.output


def test_back_to_the_first_name_forgets_nothing_but_itself(small: Path) -> None:
    remit("rename", "metric:win-rate", "b", "-C", small)
    remit("rename", "metric:b", "win-rate", "-C", small)
    found = open_handbook(small).get("metric", "win-rate")
    assert found is not None
    assert found.data["former-ids"] == ["b"]


# -- killed on the way --


STEPS = 40


@pytest.mark.parametrize("step", part_of(range(STEPS), 6))
def test_whenever_it_is_killed_a_file_is_old_or_new_and_the_next_call_ends_it(
    small: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    made = rename(open_handbook(small), "metric:win-rate", "close-rate")
    before = everything(small)
    left = [step]
    with monkeypatch.context() as patched:
        kill(patched, left)
        with contextlib.suppress(Killed):
            made.plan.carry_out(made.texts)
    for path, content in everything(small).items():
        if not path.rpartition("/")[2].startswith("."):
            assert content in (before.get(path), (made.texts.get(path) or "").encode()), path
    together.finish(small)
    after = everything(small)
    assert not [path for path in after if "/.remit" in path]
    whole = {path: text.encode() for path, text in made.texts.items() if text is not None}
    gone = {path for path, text in made.texts.items() if text is None}
    finished = {**{path: text for path, text in before.items() if path not in gone}, **whole}
    assert after in (before, finished)


def test_an_edit_that_was_interrupted_is_not_finished_over_what_people_wrote_since(small: Path) -> None:
    made = rename(open_handbook(small), "metric:win-rate", "close-rate")
    with pytest.MonkeyPatch.context() as patched:
        kill(patched, [5])
        with pytest.raises(Killed):
            made.plan.carry_out(made.texts)
    assert together.unfinished(small)
    looked = remit("check", small)
    assert looked.exit_code == 2
    assert "an edit of several files was interrupted" in looked.output
    path = sorted(path for path, text in made.texts.items() if text is not None)[-1]
    (small / path).write_bytes(b"name: mine\n")
    done = remit("set", "role:head", "name", "Boss", "-C", small)
    assert done.exit_code == 2
    assert f"{path} has been changed since" in done.output
    assert (small / path).read_bytes() == b"name: mine\n"


@pytest.mark.parametrize(
    "path",
    [
        "../x.yaml",
        "governance/../../x.yaml",
        "/x.yaml",
        "governance/x.sh",
        "docs/x.yaml",
        "governance\\x.yaml",
    ],
)
def test_a_note_that_a_stranger_brought_reaches_nothing_else(small: Path, path: str) -> None:
    note = f'{{"version": 1, "files": [{{"path": "{path}", "before": "", "after": "x"}}]}}'.replace(
        "\\", "\\\\"
    )
    (small / together.NOTE).write_text(note, encoding="utf-8")
    before = everything(small)
    done = remit("set", "role:head", "name", "Boss", "-C", small)
    assert done.exit_code == 2
    assert "was not written by this version of remit" in done.output
    assert everything(small) == before


def test_the_small_handbooks_are_of_many_layouts() -> None:
    chance = random.Random(3)
    texts = "".join("".join(drawn(chance.randrange(2**32)).values()) for _ in range(30))
    assert all(sign in texts for sign in ("\r\n", "---\n", ">-", "|-", "{", "# über"))
    assert {each.code for each in open_handbook(Memory(drawn(1))).diagnostics} <= {"value-place"}
    assert (ROOT / "governance").is_dir()


STOPS = [
    (address, begins_with_itself, many)
    for address in ("metric:yield", "function:revops", "value:floor", "field:state", "role:head")
    for begins_with_itself in (True, False)
    for many in range(1, 8)
]


@pytest.mark.parametrize(("address", "begins_with_itself", "many"), part_of(STOPS, 3))
def test_wherever_a_rename_by_hand_stops_the_next_step_is_told_and_finishes_it(
    tmp_path: Path, address: str, begins_with_itself: bool, many: int
) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit(drawn(5))
    whole = rename(open_handbook(repo.folder), address, "other-name")
    own = open_handbook(repo.folder).get(*address.split(":"))
    assert own is not None
    places = sorted(whole.texts, key=lambda path: (path == own.document.path) is not begins_with_itself)
    if many >= len(places):
        return
    repo.write({path: whole.texts[path] for path in places[:many]})
    judged = remit("review", "main", "-C", repo.folder).output
    assert f"`remit rename {address} other-name` finishes it: " in judged
    assert "no change record" not in judged
    if begins_with_itself:
        assert f"`remit rename {address} other-name` finishes" in remit("check", repo.folder).output
    assert remit("rename", address, "other-name", "-C", repo.folder).exit_code == 0
    after = Overlay(repo.folder, dict(whole.texts))
    assert data_of(open_handbook(repo.folder)) == data_of(open_handbook(after))


def test_what_is_half_renamed_is_told_how_it_is_finished(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    users = {f"governance/terms/u{number}.yaml": term(f"U{number}", see="[a-b]") for number in range(3)}
    repo.commit({"governance/terms/a-b.yaml": term("Ab"), **users})
    repo.git("mv", "governance/terms/a-b.yaml", "governance/terms/c-d.yaml")
    wanted = "`remit rename term:a-b c-d` finishes it: 3 places"
    judged = remit("review", "main", "-C", repo.folder)
    assert judged.exit_code == 1
    assert "`term:a-b` is called `term:c-d` now, but `term:u0`, `term:u1` and" in judged.output
    assert wanted in judged.output
    assert "no change record" not in judged.output
    repo.write({"governance/terms/c-d.yaml": term("Ab", **{"former-ids": "[a-b]"})})
    assert wanted in remit("review", "main", "-C", repo.folder).output
    checked = remit("check", repo.folder).output
    assert "it is called `c-d` now: `remit rename term:a-b c-d` finishes that" in checked
    assert "3 references in 3 files" in remit("rename", "term:a-b", "c-d", "-C", repo.folder).output
    assert remit("check", repo.folder).exit_code == 0
