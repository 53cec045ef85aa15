"""Where a handbook's files come from: a folder, texts in memory, texts that lie over another tree."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from building import ROOT
from depth import law
from remit.change.compare.versions import Versions
from remit.checking import Checked, check
from remit.diagnostics import RemitError
from remit.exports.model import as_json
from remit.git import open_repository
from remit.reading import open_handbook
from remit.source import MAX_BYTES, Document, parse
from remit.tree import Disk, Memory, Overlay, Tree, on_disk, tree_of
from repositories import Repo, term

Files = Mapping[str, str | bytes]
Laid = Mapping[str, str | bytes | None]

STARTER: Mapping[str, bytes] = {
    path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / "governance").rglob("*.yaml")
}
OWN_KIND: Mapping[str, bytes] = {
    path.relative_to(case).as_posix(): path.read_bytes()
    for case in [ROOT / "tests" / "cases" / "change" / "an-own-kind" / "after"]
    for path in case.rglob("*")
    if path.is_file()
}
# What may stand in a file: sound, half sound, and nothing that can be read.
CONTENTS: tuple[str | bytes, ...] = (
    term("Win"),
    "win: {name: Win, summary: It.}\nloss: {name: Loss, summary: See {term:win}.}\n",
    "win: {name: Win, summary: It.}\nloss: {summary: See {term:nobody}.}\n",
    "- no\n- mapping\n",
    "name: [\n",
    "",
    b"name: \xff\xfe\n",
    b"\xef\xbb\xbfname: With a mark\nsummary: Before it.\n",
    "a: 1\r\na: 2\r\n",
    "name: Win\nsummary: A surrogate, \ud800.\n",
)
STEPS = ("governance", "schemas", "terms", "metrics", "terms.yaml", "win.yaml", "x.schema.json", "note.txt")
PATHS = st.one_of(
    st.lists(st.sampled_from(STEPS), min_size=1, max_size=4).map("/".join),
    st.sampled_from(["governance/terms.yaml", "governance/terms/win.yaml", "governance/metrics.yaml"]),
)


def possible(documents: Laid) -> bool:
    """Whether no path is a file and a folder at once."""
    there = [path for path, content in documents.items() if content is not None]
    return not any(other.startswith(f"{path}/") for path in there for other in there)


FILES = st.dictionaries(PATHS, st.sampled_from(CONTENTS), max_size=8).filter(possible)
LAID = st.dictionaries(PATHS, st.none() | st.sampled_from(CONTENTS), max_size=5).filter(possible)


def lies_under(path: str, other: str) -> bool:
    return path == other or path.startswith(f"{other}/")


def merged(base: Files, laid: Laid) -> Files:
    """The files that are there once some were laid over others, or taken away."""
    there = {path: content for path, content in laid.items() if content is not None}
    kept = {
        path: content
        for path, content in base.items()
        if not any(lies_under(path, other) for other in laid)
        and not any(lies_under(other, path) for other in there)
    }
    return {**kept, **there}


def folders(*documents: Laid) -> set[str]:
    """Every path on the way to a file, and the files' own."""
    found = {""}
    for path in (path for each in documents for path in each):
        parts = path.split("/")
        found |= {"/".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return found


def on_a_disk(root: Path, files: Files) -> Disk:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(
            content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        )
    return Disk(root)


def said(checked: Checked) -> tuple[object, ...]:
    """All that a check gives: findings with their places, definitions with theirs, edges, texts."""
    book = checked.book
    return (
        checked.findings,
        as_json(book),
        [(str(each.ref), each.locate(), each.sound, dict(each.data)) for each in book.definitions()],
        [(each.path, each.text) for each in book.documents],
        book.blind,
    )


def told(tree: Tree) -> tuple[object, ...]:
    """The same; for a tree that holds no handbook, only that it does not."""
    try:
        return said(check(tree, today="2026-09-30"))
    except RemitError:
        return ("no handbook",)


# -- laws ---------------------------------------------------------------------


@law(deep=500)
@given(FILES, LAID)
@example({"governance/terms.yaml": ""}, {"governance/terms.yaml": None})
@example({"governance/terms/win.yaml": ""}, {"governance/terms": None})
@example({"governance/terms/win.yaml": ""}, {"governance/terms": ""})
@example({"governance/terms": ""}, {"governance/terms/win.yaml": ""})
@example({"governance/terms/win.yaml": ""}, {"governance/terms": None, "governance/terms/terms.yaml": ""})
def test_an_overlay_over_a_memory_is_the_memory_of_the_merged_documents(base: Files, laid: Laid) -> None:
    over, whole = Overlay(Memory(base), laid), Memory(merged(base, laid))
    for path in sorted(folders(base, laid)):
        assert over.entries(path) == whole.entries(path), path
        if path in whole.documents:
            assert over.read(path) == whole.read(path)
        else:
            with pytest.raises(RemitError, match="there is no"):
                over.read(path)
    assert told(over) == told(whole)


@law(deep=500)
@given(FILES)
def test_a_handbook_in_memory_is_the_one_on_disk(files: Files) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert told(Memory(files)) == told(on_a_disk(Path(folder), files))


@law(deep=500)
@given(FILES, LAID)
def test_texts_over_a_folder_are_the_folder_with_these_texts(base: Files, laid: Laid) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        over = Overlay(on_a_disk(Path(one), base), laid)
        assert told(over) == told(on_a_disk(Path(other), merged(base, laid)))


@pytest.mark.parametrize("files", [STARTER, OWN_KIND], ids=["the starter handbook", "a kind of its own"])
def test_whole_handbooks_are_the_same_in_memory_and_on_disk(files: Files, tmp_path: Path) -> None:
    in_memory = told(Memory(files))
    assert in_memory == told(on_a_disk(tmp_path, files)) != ("no handbook",)


def test_one_file_broken_over_the_starter_handbook_is_found_where_it_lies(tmp_path: Path) -> None:
    path = "governance/terms.yaml"
    assert path in STARTER
    broken = {path: b"win: {name: Win}\n" + STARTER[path]}
    shutil.copytree(ROOT / "governance", tmp_path / "governance")
    over = told(Overlay(tmp_path, broken))
    assert over == told(Memory({**STARTER, **broken}))
    assert over != told(Disk(tmp_path))


def test_texts_lie_over_a_commit_as_over_a_folder(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    commit = repo.commit({"governance/terms/win.yaml": term("Win"), "governance/terms/loss.yaml": term("L")})
    repo.commit({"governance/terms/win.yaml": term("Another")})
    laid: Laid = {"governance/terms/loss.yaml": None, "governance/terms/draw.yaml": term("Draw")}
    book = open_handbook(Overlay(Versions(open_repository(tmp_path)).tree(commit, "then"), laid))
    assert [each.name for each in book.definitions()] == ["Draw", "Win"]
    assert book.tree.name == "then"


def test_texts_may_lie_over_texts() -> None:
    first = Overlay(
        Memory({"governance/terms/win.yaml": term("Win")}), {"governance/terms/x.yaml": term("X")}
    )
    second = Overlay(first, {"governance/terms/win.yaml": None})
    assert [each.id for each in open_handbook(second).definitions()] == ["x"]


# -- what stands in a document ------------------------------------------------


def test_a_text_its_bytes_and_the_document_read_from_them_are_one() -> None:
    path, text = "governance/terms.yaml", "win: {name: Win, summary: Ärger.}\n"
    given_as: list[str | bytes | Document] = [text, text.encode(), parse(text.encode(), path)]
    assert len({repr(told(Memory({path: each}))) for each in given_as}) == 1


def test_a_text_is_read_once() -> None:
    memory = Memory({"governance/terms.yaml": "win: {name: Win, summary: It.}\n"})
    assert memory.read("governance/terms.yaml") is memory.read("governance/terms.yaml")


def test_a_text_has_the_limits_of_a_file() -> None:
    text = "# " + "x" * MAX_BYTES
    (problem,) = Memory({"governance/terms.yaml": text}).read("governance/terms.yaml").problems
    assert problem.code == "file-too-large"


def test_what_becomes_of_the_mapping_later_changes_no_tree() -> None:
    documents = {"governance/terms.yaml": "win: {name: Win, summary: It.}\n"}
    memory, over = Memory(documents), Overlay(Memory({}), documents)
    documents.clear()
    assert memory.entries("governance") == over.entries("governance") == [("terms.yaml", "file")]


# -- paths --------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["", "/etc/passwd", "../governance/terms.yaml", "governance//terms.yaml", "governance/", "./a"]
)
@pytest.mark.parametrize("make", [Memory, lambda documents: Overlay(Memory({}), documents)])
def test_a_path_that_names_no_file_below_the_root_is_refused(path: str, make: type[Memory]) -> None:
    with pytest.raises(RemitError, match=r"such as `governance/terms\.yaml`"):
        make({path: ""})


def test_a_path_is_a_file_or_a_folder() -> None:
    with pytest.raises(RemitError, match="`governance/terms` is a file and a folder"):
        Memory({"governance/terms": "", "governance/terms/win.yaml": ""})


def test_hidden_files_are_not_listed_and_can_be_read() -> None:
    memory = Memory({"governance/.keep": "", ".github/x.yaml": ""})
    assert memory.entries("") == [("governance", "folder")]
    assert memory.entries("governance") == []
    assert memory.read("governance/.keep").text == ""


def test_a_root_without_files_is_a_folder() -> None:
    assert Memory({}).entries("") == Overlay(Memory({}), {}).entries("") == []
    assert Memory({}).entries("governance") is None


def test_a_link_to_a_folder_stays_one_whatever_is_laid_into_it(tmp_path: Path) -> None:
    """Else a text over a file would lead reading out of the handbook."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "terms").symlink_to(tmp_path / "elsewhere")
    over = Overlay(tmp_path, {"governance/terms/win.yaml": term("Win")})
    assert over.entries("governance") == [("terms", "link to a folder")]
    with pytest.raises(RemitError, match="is a link to a folder"):
        open_handbook(over)
    away = Overlay(over, {"governance/terms": None, "governance/terms.yaml": "win: {name: W, summary: W.}\n"})
    assert [each.id for each in open_handbook(away).definitions()] == ["win"]


def test_a_folder_from_which_all_was_taken_is_gone_and_is_not_blamed_on_the_disk(tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "terms.yaml").write_text("", encoding="utf-8")
    with pytest.raises(RemitError, match="nothing lies below `governance/`"):
        open_handbook(Overlay(tmp_path, {"governance/terms.yaml": None}))


# -- names --------------------------------------------------------------------


def test_texts_belong_to_the_folder_over_which_they_lie(tmp_path: Path) -> None:
    over = Overlay(Overlay(tmp_path, {}), {})
    assert (over.root, over.name, on_disk(over)) == (tmp_path, tmp_path.name, tmp_path)
    assert on_disk(Overlay(Memory({}), {})) is None


@pytest.mark.parametrize("place", [None, 5, b"here", ["here"]])
def test_what_names_no_handbook_is_said(place: object) -> None:
    with pytest.raises(RemitError, match="a path or a tree"):
        tree_of(place)


def test_a_memory_without_a_handbook_says_what_it_lacks() -> None:
    with pytest.raises(RemitError, match="the drafts: nothing lies below `governance/`"):
        open_handbook(Memory({"notes/x.yaml": ""}, name="the drafts"))
