"""A page of a metric stays light: with years of readings of many slices, two sources and a long history."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from building import PAST_TODAY
from depth import part_of
from remit.change.history.timeline import told_history
from remit.reading import open_handbook
from remit.views import handbook_site
from remit.views.site.site import Site

MOST = 40_000  # bytes of a page as it is served, before it is compressed
MONTHS, SLICES = 36, ("", "Enterprise", "Mid-market", "SMB", "EMEA")
HEAD = "metric,period,slice,value,source,measured-on,note\n"


def bodies(root: Path) -> tuple[Site, dict[str, int]]:
    """The site of a handbook, and how many bytes some metrics' pages have inside of the theme's."""
    book = open_handbook(root)
    site = handbook_site(book, (), PAST_TODAY, twins=True, history=told_history(root, book.kinds))
    urls = {site.url(metric) for metric in book.all("metric")}
    chosen = part_of(sorted(urls - HEAVIEST), 4)
    pages = (page for page in site.pages if page.url in {*chosen, *HEAVIEST})
    return site, {page.url: len(site.framed(page.body().html).encode()) for page in pages}


# Those with most history, most readings of the starter and most worked examples; all others when deep.
HEAVIEST = {
    f"metrics/{id}/" for id in ("win-rate", "handoff-acceptance", "time-to-first-touch", "mql-volume")
}


def test_a_page_of_a_metric_with_years_of_readings_is_at_most_40_kb(
    past_site: Path, demo_repository: Path, tmp_path: Path
) -> None:
    root = tmp_path / "book"
    shutil.copytree(demo_repository, root)
    _, before = bodies(root)
    metrics = [metric.id for metric in open_handbook(root).all("metric")]
    assert len(metrics) >= 54
    rows = list(_rows(metrics))
    assert len(rows) == len(metrics) * MONTHS * len(SLICES)
    (root / "governance/readings/years.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    site, after = bodies(root)
    for url, size in after.items():
        served = (past_site / url / "index.html").stat().st_size
        assert served + size - before[url] <= MOST, (url, served, before[url], size)
    assert len(site.board.readings.of) == len(metrics)


def _rows(metrics: list[str]) -> list[str]:
    """A number a month and slice of each metric, from one source more than it has."""
    chance = random.Random(54)
    found = []
    for id in metrics:
        for slice in SLICES:
            for month in range(10, 10 + MONTHS):  # from November 2023, each measured in the month after it
                of, on = (2023 + (month + each) // 12 for each in (0, 1))
                value = round(chance.uniform(5, 40), 1)
                period, day = f"{of}-{month % 12 + 1:02}", f"{on}-{(month + 1) % 12 + 1:02}-03"
                found.append(f"{id},{period},{slice},{value},years,{day},\n")
    return found
