"""From a page to the merge in a browser alone: the host's editor, the record by its link, six actions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from browsing import NewPage
from building import build, write_handbook
from editor_host import editor_host
from remit.checking import check
from remit.diagnostics import Severity
from repositories import Repo
from serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

WAY = "teams of revenue/handbook"  # a handbook in a sub-folder, with a space on the way
MOST = 6
VALUES = """\
# What many places cite.
floor:
  name: Floor
  summary: The least that counts.
  amount: 5
  unit: percent
  operates: {ops: {}}
  governs: {revops: {}}
# When Sales is called.
mql-line:
  name: MQL line
  summary: From here on Sales is called.
  amount: 65
  unit: points
  operates: {ops: {}}
  governs: {revops: {}}
"""


FUNCTIONS = {
    "revops": {"name": "RevOps", "summary": "Sets rules.", "central": True},
    "ops": {"name": "Ops", "summary": "Runs them."},
}
ROLES = {
    "head": {"name": "Head", "summary": "Heads.", "function": "revops", "held-by": ["Ada"]},
    "lead": {"name": "Lead", "summary": "Leads.", "function": "ops", "held-by": ["Bo"]},
}
AT_THE_CARET = """() => {
  const area = document.querySelector("textarea");
  return area.value.slice(area.selectionStart).split("\\n")[0];
}"""


@dataclass
class Hands:
    """Somebody at a browser; each click that leads on, and each file that is saved, is an action."""

    page: Page
    actions: int = 0

    def clicks(self, what: Locator) -> None:
        self.actions += 1
        what.click()

    def presses(self, words: str) -> None:
        self.clicks(self.page.get_by_role("button", name=words))

    def writes(self, change: Callable[[str], str]) -> None:
        area = self.page.locator("[name=text]")
        area.fill(change(area.input_value()))

    def file(self) -> str:
        return self.page.locator("[name=file]").input_value()


def begun(repo: Repo, host: str) -> Path:
    """A handbook in the sub-folder of a repository on a host; its root."""
    root = write_handbook(repo.folder / WAY, {"functions": FUNCTIONS, "roles": ROLES})
    own = f"name: H\nsummary: A handbook.\ncompany: {{name: N}}\nrepository: {{url: '{host}/acme/book'}}\n"
    repo.commit(
        {f"{WAY}/governance/handbook.yaml": own, f"{WAY}/governance/values.yaml": VALUES}, "A handbook"
    )
    return root


def decided(record: str) -> str:
    """The record as a person completes it: why, and by whom it is decided."""
    day = re.search(r"proposed-on: (\S+)", record)
    assert day is not None
    done = f"state: approved\ndecided-by: [head]\ndecided-on: {day[1]}"
    return record.replace("why:\n", "why: Too few leads reach it.\n").replace("state: proposed", done)


def test_a_threshold_moves_in_a_browser_in_six_actions(new_page: NewPage, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    with editor_host(repo.folder, WAY) as host:
        root = begun(repo, host.address)
        built = build(root, tmp_path / "site")
        assert built.returncode == 0, built.stderr
        with served(tmp_path / "site") as address:
            hands = Hands(new_page())
            page = hands.page
            page.goto(f"{address}/values/mql-line/")
            hands.clicks(page.get_by_role("link", name="Propose a change").first)
            assert hands.file() == f"{WAY}/governance/values.yaml"
            assert page.evaluate(AT_THE_CARET) == "mql-line:"
            hands.writes(lambda text: text.replace("amount: 65", "amount: 60"))
            hands.presses("Commit changes")
            hands.presses("Create pull request")
            assert "no change record" in page.locator("pre").inner_text()
            hands.clicks(page.locator("pre a[href*='/new/']").first)
            assert hands.file() == f"{WAY}/governance/changes/mql-line-changed.yaml"
            hands.writes(decided)
            hands.presses("Commit changes")
            assert "Not ready" not in page.locator("pre").inner_text()
            hands.presses("Merge pull request")
            page.get_by_text("Merged.").wait_for()
    assert hands.actions <= MOST
    assert len(repo.git("log", "-1", "--format=%p", "main").split()) == 2  # a merge
    repo.git("checkout", "-q", "main")
    checked = check(root)
    assert [each for each in checked.findings if each.severity is Severity.ERROR] == []
    found = checked.book.get("value", "mql-line")
    assert found is not None
    assert found.data["amount"] == 60
