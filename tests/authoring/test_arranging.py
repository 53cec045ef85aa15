"""`remit split` and `remit merge`: definitions move between files, with their comments and their layout."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import ROOT, starter
from depth import law, part_of
from remit.authoring import arranging
from remit.authoring.edits.plan import Plan
from remit.diagnostics import RemitError
from remit.reading import open_handbook
from remit.tree import Overlay
from running import remit
from small_handbooks import drawn

TOGETHER = """\
# Words that we use.

# about a
# and more of it
a: # first
  name: A
  # its summary
  summary: >-
    An a,
    over lines.

  # deeper

b: {name: B, summary: A b.} # short
"""
A = """\
# about a
# and more of it
# first
name: A
# its summary
summary: >-
  An a,
  over lines.

# deeper
"""


def handbook(folder: Path, texts: dict[str, str]) -> Path:
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return folder


def files(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root / "governance").as_posix(): path.read_bytes().decode()
        for path in (root / "governance").rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])
def test_a_definition_takes_its_comments_along(tmp_path: Path, ending: str) -> None:
    root = handbook(tmp_path, {"governance/terms.yaml": TOGETHER.replace("\n", ending)})
    assert remit("split", "term", "a", "-C", root).exit_code == 0
    assert files(root) == {
        "terms.yaml": "# Words that we use.\n\nb: {name: B, summary: A b.} # short\n".replace("\n", ending),
        "terms/a.yaml": A.replace("\n", ending),
    }


def test_what_a_file_begins_with_is_not_lost_with_its_last_definition(tmp_path: Path) -> None:
    root = handbook(tmp_path, {"governance/terms.yaml": TOGETHER})
    done = remit("split", "terms.yaml", "-C", root)
    assert done.output == "governance/terms.yaml\ngovernance/terms/a.yaml\ngovernance/terms/b.yaml\n"
    assert files(root) == {
        "terms/a.yaml": f"# Words that we use.\n{A}",
        "terms/b.yaml": "# short\nname: B\nsummary: A b.\n",
    }


def test_files_are_brought_together_and_taken_apart_again(tmp_path: Path) -> None:
    texts = {
        "governance/terms/a.yaml": A,
        "governance/terms/deep/c.yaml": "---\nname: C\nsummary: |\n  A c.\n\n    Set in.\n",
    }
    root = handbook(tmp_path, texts)
    assert remit("merge", "term", "-C", root).exit_code == 0
    assert list(files(root)) == ["terms.yaml"]
    assert remit("check", root).exit_code == 0
    remit("split", "term", "-C", root)
    assert files(root) == {"terms/a.yaml": A, "terms/c.yaml": texts["governance/terms/deep/c.yaml"][4:]}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_text_whose_empty_lines_mean_something_keeps_them(tmp_path: Path, ending: str) -> None:
    kept = "name: A\nsummary: |+\n  A.\n\n".replace("\n", ending)
    root = handbook(
        tmp_path, {"governance/terms/a.yaml": kept, "governance/terms/b.yaml": "name: B\nsummary: B.\n"}
    )
    for _ in range(2):
        assert remit("merge", "term", "-C", root).exit_code == 0
        found = open_handbook(root).get("term", "a")
        assert found is not None
        assert found.data["summary"] == "A.\n\n"
        assert remit("split", "term", "-C", root).exit_code == 0


def test_what_stands_in_two_files_is_never_written_over(tmp_path: Path) -> None:
    texts = {"governance/terms.yaml": "a: {name: A, summary: S.}\n", "governance/terms/a.yaml": A}
    root = handbook(tmp_path, texts)
    done = remit("split", "term", "-C", root)
    assert done.exit_code == 2
    assert (
        "governance/terms/a.yaml exists already, and `a` stands in governance/terms.yaml too" in done.output
    )
    assert {f"governance/{path}": text for path, text in files(root).items()} == texts


@given(st.integers(0, 2**32))
@law(deep=1000)
def test_handbooks_however_written_say_the_same_apart_and_together(seed: int) -> None:
    texts = drawn(seed)
    tree = Overlay(ROOT, {"governance": None, **texts})
    for how in ("split", "merge"):
        for kind in ("term", "metric", "change"):
            plan = Plan(open_handbook(tree))
            try:
                getattr(arranging, how)(plan, plan.book.kinds.by_id[kind], ())
            except RemitError as refusal:
                assert "between brackets" in str(refusal) or "not written line by line" in str(refusal)  # noqa: PT017
                continue
            made = dict(plan.texts())
            arranging.hold_arranged(plan, made)
            tree = Overlay(tree, made)


@pytest.mark.parametrize("kind", part_of(["stage", "metric", "decision", "handoff"], 1))
def test_kinds_of_the_starter_come_back_byte_for_byte(kind: str, tmp_path: Path) -> None:
    plural = starter().kinds.by_id[kind].plural
    before = {
        f"governance/{each.document.path.removeprefix('governance/')}": each.document.text
        for each in starter().every(kind)
    }
    root = handbook(tmp_path, before)
    remit("merge", kind, "-C", root)
    assert list(files(root)) == [f"{plural}.yaml"]
    remit("split", kind, "-C", root)
    assert {f"governance/{path}": text for path, text in files(root).items()} == before


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("split", "trm"), "there is no kind `trm`; did you mean `term`?", 2),
        (("split", "handbook"), "there is only one handbook", 2),
        (("split", "term", "x"), "there is no term `x`", 2),
        (("merge", "term"), "Nothing to merge: no term has a file of its own.", 0),
        (("split", "role"), "Nothing to split: no role stands together with others.", 0),
    ],
)
def test_what_cannot_be_moved_is_said(tmp_path: Path, words: tuple[str, ...], said: str, code: int) -> None:
    root = handbook(tmp_path, {"governance/terms.yaml": TOGETHER})
    done = remit(*words, "-C", root)
    assert (done.exit_code, said in done.output) == (code, True), done.output
    assert files(root) == {"terms.yaml": TOGETHER}
