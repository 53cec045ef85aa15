"""`remit fmt`: indentation, spaces and blank lines, and nothing besides."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import ROOT, starter
from depth import law, part_of
from remit.authoring.edits import comments_of, parts
from remit.authoring.formatting import formatted
from remit.diagnostics import RemitError
from remit.source import Document, parse
from rewritings import WAYS, files_of
from running import remit
from small_handbooks import drawn

BEFORE = """\


# head
name:   Win   # why\x20\x20
summary: >-   # c
      A text

      goes on
# low
governs:
      revops:   {}
      # deeper
      sales:
          with: [ a,b ,c]
          x: { a: 1,b: [x ,y] }


rows:
- one
-   two
-   b: 2
    # in b
    c: 3
multi: plain
         goes on
quoted: "a\x20\x20
   b"
flow: [a, # x
     b,
    ]
indented: |2
    two more
  base
kept: |+
  with blank lines


"""
AFTER = """\
# head
name: Win   # why
summary: >-   # c
  A text

  goes on
# low
governs:
  revops: {}
  # deeper
  sales:
    with: [a, b, c]
    x: {a: 1, b: [x, y]}

rows:
  - one
  - two
  - b: 2
    # in b
    c: 3
multi: plain
  goes on
quoted: "a\x20\x20
  b"
flow: [a, # x
     b,
    ]
indented: |2
    two more
  base
kept: |+
  with blank lines


"""


def read(text: str, path: str = "governance/x.yaml") -> Document:
    return parse(text.encode(), path)


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])
def test_a_file_is_laid_out_and_says_the_same(ending: str) -> None:
    made = formatted(read(BEFORE.replace("\n", ending)))
    assert made == AFTER.replace("\n", ending)
    assert formatted(read(made)) == made


def held(document: Document) -> None:
    made = formatted(document)
    after = read(made, document.path)
    assert after.data == document.data
    assert comments_of(made, parts(after)) == comments_of(document.text, parts(document))
    assert formatted(after) == made
    assert not [line for line in made.splitlines() if line.endswith("\t")]


@given(st.integers(0, 2**32))
@law(deep=1000)
def test_handbooks_however_written_mean_the_same_afterwards(seed: int) -> None:
    for path, text in drawn(seed).items():
        held(read(text, path))


@pytest.mark.parametrize("seed", part_of(range(40), 1))
def test_the_starter_however_written_means_the_same_afterwards(seed: int) -> None:
    chance = random.Random(seed)
    for file in part_of(files_of(starter()), 12):
        held(read(WAYS[chance.choice([*WAYS])](file, chance), file.path))


def test_the_starter_is_laid_out_already() -> None:
    done = remit("fmt", "--check", ROOT)
    assert done.exit_code == 0, done.output
    assert done.output.endswith("files laid out already.\n")


def test_the_layouts_that_are_drawn_are_not_those_that_come_out() -> None:
    changed = Counter(formatted(read(text)) == text for text in drawn(4).values())
    assert changed[False] >= 3


def test_the_command_changes_files_says_which_and_can_only_look(tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    file, other = tmp_path / "governance" / "terms.yaml", tmp_path / "governance" / "roles.yaml"
    file.write_text("a:\n    name:  A\n    summary: An a.\n", encoding="utf-8")
    other.write_text("b:\n  name: B\n  summary: A b.\n", encoding="utf-8")
    before = file.read_bytes()
    looked = remit("fmt", "--check", tmp_path)
    assert (looked.exit_code, looked.output) == (1, "governance/terms.yaml\n")
    assert file.read_bytes() == before
    assert remit("fmt", "--dry-run", tmp_path).output.startswith("--- a/governance/terms.yaml\n")
    assert file.read_bytes() == before
    assert (remit("fmt", tmp_path).exit_code, file.read_text(encoding="utf-8")) == (
        0,
        "a:\n  name: A\n  summary: An a.\n",
    )
    again = remit("fmt", "-C", tmp_path)
    assert (again.exit_code, again.output) == (0, "2 files laid out already.\n")


def test_what_cannot_be_read_is_named_and_the_others_are_laid_out(tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "terms.yaml").write_text("a: [\n", encoding="utf-8")
    (tmp_path / "governance" / "roles.yaml").write_text("b:\n   name: B\n", encoding="utf-8")
    done = remit("fmt", tmp_path)
    assert done.exit_code == 2
    assert "governance/roles.yaml\n" in done.output
    assert "governance/terms.yaml:2:1: this cannot be edited before it can be read" in done.output


def test_a_layout_that_no_rule_fits_stays() -> None:
    with pytest.raises(RemitError, match=r"governance/x.yaml:1:1: .*cannot be edited before"):
        formatted(read("a: [b: c]\n"))
