"""`make bench-matrix`: how long a matrix of 60 rows and 12 columns takes to filter and to scroll.

Measured in the browser and printed; nothing is a test, because a clock on a shared machine says little.
Every cell has a letter with words behind it, but for one in six. *CPU* is what the page's main thread spends
on a step, on script, style and layout, on average: the number to look at. *Work* is the time that takes on
the clock, *frame* the time until the browser has painted, which it does every 16.7 ms: medians.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from browsing import chromium, launched
from building import build, write_handbook
from serving import served

ROWS, COLUMNS = 60, 12
SPENT = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")
# Click each control in turn; after it wait for style and layout, then for the next painted frame.
FILTER = """async (ids) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const found = [];
  for (const id of ids) {
    await frame();
    const start = performance.now();
    document.getElementById(id).click();
    document.querySelector('.mx').getBoundingClientRect();
    const work = performance.now() - start;
    await frame();
    found.push([work, performance.now() - start]);
  }
  return found;
}"""
SCROLL = """async (steps) => {
  const wrap = document.querySelector('.mxwrap');
  const inside = getComputedStyle(wrap).overflowY === 'auto';
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const found = [];
  for (let step = 0; step < steps; step++) {
    await frame();
    const start = performance.now();
    if (inside) wrap.scrollBy(step % 2 ? 25 : -15, 40);
    else scrollBy(0, 40);
    document.querySelector('.mx thead th').getBoundingClientRect();
    const work = performance.now() - start;
    await frame();
    found.push([work, performance.now() - start]);
  }
  return found;
}"""


def handbook(root: Path) -> None:
    """Sixty decisions in six groups, and a letter with words for each of twelve functions."""
    functions = {f"team-{n:02}": {"name": f"Team {n}", "summary": "A team."} for n in range(COLUMNS)}
    lanes = {
        reach: {
            "name": f"Lane {reach}", "summary": "S.", "reach": reach, "approval": "A.",
            "triggers": {"any": {"when": "It is so"}},
        }
        for reach in ("shared", "local")
    }  # fmt: skip

    def parties(row: int) -> Mapping[str, Any]:
        words = "Says what would change for it, and agrees before it does."
        letters = {
            column: "G" if column == (row + 1) % COLUMNS else "RCI"[(row + column) % 3]
            for column in range(COLUMNS)
            if (row + column) % 6
        }
        return {f"team-{column:02}": {"letter": letter, "words": words} for column, letter in letters.items()}

    decisions = {
        f"decision-{row:02}": {
            "name": f"Decision number {row}", "summary": "S.", "group": f"Group {row // 10}",
            "lane": "local" if row % 5 == 0 else "shared",
            "parties": parties(row),
        }
        for row in range(ROWS)
    }  # fmt: skip
    write_handbook(root, {"functions": functions, "lanes": lanes, "decisions": decisions})


class Watch:
    """Does something many times in a page, and prints what a step of it takes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def cpu(self) -> float:
        """Milliseconds of CPU that the page's main thread has spent."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return 1000 * sum(float(each["value"]) for each in metrics if each["name"] in SPENT)

    def print(self, title: str, script: str, argument: object) -> None:
        """One line for many steps; the first time, which compiles, is not counted."""
        before = self.cpu()
        found: list[list[float]] = self.page.evaluate(script, argument)
        each = (self.cpu() - before) / len(found)
        work, frame = (statistics.median(times) for times in zip(*found, strict=True))
        print(f"{title:<46} {each:7.1f} {work:7.1f} {frame:7.1f}")


def measure(page: Page, address: str) -> None:
    """Filter and scroll one matrix, as it opens and with a column for everyone."""
    watch = Watch(page)
    parties = [f"h-team-{n:02}" for n in range(COLUMNS)]
    for title, query in (("folded", ""), ("all columns", "?all=1"), ("all words", "?all=1&words=1")):
        page.goto(f"{address}{query}")
        page.wait_for_timeout(300)
        page.evaluate(FILTER, parties[:3])
        watch.print(f"{title}: highlight a party", FILTER, parties * 3)
        watch.print(f"{title}: lane", FILTER, ["mx-k-local", "mx-k-shared", "mx-k-all"] * 8)
        watch.print(f"{title}: rows of a party, on and off", FILTER, ["mx-only"] * 12)
        watch.print(f"{title}: scroll", SCROLL, 60)
    page.goto(f"{address}?all=1")
    page.evaluate(FILTER, ["mx-words"] * 2)
    watch.print("all columns: open and close all words", FILTER, ["mx-words"] * 12)


def main() -> None:
    """Build the handbook, open it and print."""
    path = chromium()
    if not path:
        raise SystemExit("no chromium found: `make browser` installs one, REMIT_CHROMIUM names another")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        handbook(root)
        done = build(root, root / "site")
        if done.returncode:
            raise SystemExit(done.stderr[-2000:])
        with served(root / "site") as address, launched(path) as browser:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            print(f"{f'{ROWS} rows × {COLUMNS} columns, ms':<46} {'CPU':>7} {'work':>7} {'frame':>7}")
            measure(page, f"{address}/decisions/")


if __name__ == "__main__":
    main()
