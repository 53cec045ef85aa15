"""Pages that people write follow a rename where the site reads them; what stays is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from remit.authoring.renaming import rename
from remit.reading import open_handbook
from repositories import term
from running import remit
from small_handbooks import drawn

# what stands in a page → what stands there after `metric:win-rate` is called `close-rate`
FOLLOWS = {
    "Our {metric:win-rate}, in words {metric:win-rate|of our own}.": None,
    "{remit: metric:win-rate}": None,
    "{remit:metric:win-rate}": None,
    "[It](../metrics/win-rate.md), [it](<../metrics/win-rate.md#formula> 'so')": None,
    '[`it`](../metrics/win-rate.md "as a title")': None,
    "[it]: ../metrics/win-rate.md": None,
    "| a | {metric:win-rate} |": None,
    "!!! note\n    Set in, {metric:win-rate} is no code.": None,
    "{term:win-rate} {metric:win-rate-of-all} {metric:evaluation-win-rate} win-rate": "=",
    "[another](../terms/win-rate.md) [outside](https://example.org/metrics/win-rate.md)": "=",
    "`{metric:win-rate}` and ``a ` {metric:win-rate}``": "=",
    "```yaml\nsee: {metric:win-rate}\n```": "=",
    "=== tab\n\n    ~~~\n    {metric:win-rate}\n    ~~~\n": "=",
    "[by its address](../../metrics/win-rate/)": "=",
}


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    for path, text in drawn(2).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    (tmp_path / "docs" / "guide").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])
def test_what_the_site_reads_follows_and_nothing_else(handbook: Path, ending: str) -> None:
    for number, text in enumerate(FOLLOWS):
        page = handbook / "docs" / "guide" / f"p{number:02}.md"
        page.write_bytes(f"# P\n\n{text}".replace("\n", ending).encode())
    assert remit("rename", "metric:win-rate", "close-rate", "-C", handbook).exit_code == 0
    for number, (text, wanted) in enumerate(FOLLOWS.items()):
        after = text if wanted == "=" else wanted or text.replace("win-rate", "close-rate")
        page = handbook / "docs" / "guide" / f"p{number:02}.md"
        assert page.read_bytes().decode() == f"# P\n\n{after}".replace("\n", ending), text


def test_what_stays_is_said_with_its_line(handbook: Path) -> None:
    (handbook / "docs" / "guide" / "a.md").write_text(
        "# A\n{metric:win-rate}\n`metric:win-rate`\n<a href='../metrics/win-rate/'>\nmetric:win-rates\n",
        encoding="utf-8",
    )
    (handbook / "mkdocs.yml").write_text("nav:\n  - metrics/win-rate.md\n", encoding="utf-8")
    said = remit("rename", "metric:win-rate", "close-rate", "-C", handbook).output.splitlines()
    assert "  docs/guide/a.md: 1 place" in said
    at = said.index(
        "Left as typed, in code or as a link; look whether `metric:win-rate` is still meant there:"
    )
    assert said[at + 1 : at + 4] == ["  docs/guide/a.md:3", "  docs/guide/a.md:4", "  mkdocs.yml:2"]
    again = remit("rename", "metric:win-rate", "close-rate", "-C", handbook)
    assert again.exit_code == 0
    assert "  mkdocs.yml:2" in again.output


def test_a_page_that_was_forgotten_follows_when_the_rename_is_run_again(handbook: Path) -> None:
    remit("rename", "metric:win-rate", "close-rate", "-C", handbook)
    page = handbook / "docs" / "index.md"
    page.write_text("{metric:win-rate}\n", encoding="utf-8")
    done = remit("rename", "metric:win-rate", "close-rate", "-C", handbook)
    assert "`metric:close-rate` was called `metric:win-rate`: 1 reference in 1 file." in done.output
    assert page.read_text(encoding="utf-8") == "{metric:close-rate}\n"


def test_a_page_in_the_place_of_the_definitions_is_meant_by_links_to_it(handbook: Path) -> None:
    (handbook / "docs" / "metrics").mkdir()
    (handbook / "docs" / "metrics" / "win-rate.md").write_text("# Our own page\n", encoding="utf-8")
    page = handbook / "docs" / "index.md"
    page.write_text("[It](metrics/win-rate.md)\n", encoding="utf-8")
    remit("rename", "metric:win-rate", "close-rate", "-C", handbook)
    assert page.read_text(encoding="utf-8") == "[It](metrics/win-rate.md)\n"


def test_the_map_of_a_lifecycle_is_asked_for_by_its_new_name(tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "lifecycles.yaml").write_text(
        "partners:\n  name: Partners\n  summary: From hello to goodbye.\n", encoding="utf-8"
    )
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs" / "index.md"
    page.write_text("{remit: map partners}\n\n{remit: map}\n", encoding="utf-8")
    remit("rename", "lifecycle:partners", "allies", "-C", tmp_path)
    assert page.read_text(encoding="utf-8") == "{remit: map allies}\n\n{remit: map}\n"


def test_nothing_is_written_where_a_link_leads_out_of_the_handbook(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.md").write_text("{term:win}\n", encoding="utf-8")
    handbook = tmp_path / "handbook"
    (handbook / "governance" / "terms").mkdir(parents=True)
    (handbook / "governance" / "terms" / "win.yaml").write_text(term("Win"), encoding="utf-8")
    (handbook / "docs").symlink_to(outside)
    done = remit("rename", "term:win", "won", "-C", handbook)
    assert done.exit_code == 0
    assert "  docs/a.md:1" in done.output
    assert (outside / "a.md").read_text(encoding="utf-8") == "{term:win}\n"


def test_pages_at_the_top_of_the_repository_are_looked_through(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("{term:win}\n", encoding="utf-8")
    handbook = tmp_path / "teams" / "handbook"
    (handbook / "governance" / "terms").mkdir(parents=True)
    (handbook / "governance" / "terms" / "win.yaml").write_text(term("Win"), encoding="utf-8")
    done = remit("rename", "term:win", "won", "-C", handbook)
    assert "  ../../docs/a.md:1\n" in done.output
    assert (tmp_path / "docs" / "a.md").read_text(encoding="utf-8") == "{term:win}\n"


def test_a_dry_run_shows_the_pages_and_writes_none(handbook: Path) -> None:
    page = handbook / "docs" / "index.md"
    page.write_text("{metric:win-rate}\n", encoding="utf-8")
    shown = remit("rename", "metric:win-rate", "close-rate", "--dry-run", "-C", handbook).output
    assert (
        "--- a/docs/index.md\n+++ b/docs/index.md\n@@ -1 +1 @@\n-{metric:win-rate}\n+{metric:close-rate}"
        in shown
    )
    assert page.read_text(encoding="utf-8") == "{metric:win-rate}\n"
    assert rename(open_handbook(handbook), "metric:win-rate", "close-rate").places["docs/index.md"] == 1
