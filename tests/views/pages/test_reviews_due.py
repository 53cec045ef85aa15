"""Pages of reviews that are due: the chip, the lists by party, and that only a day makes them appear."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from building import build, write_handbook
from remit.checking import check
from remit.views import handbook_site

TODAY = "2026-11-20"
SYSTEM: Mapping[str, Any] = {
    "summary": "S.", "category": "crm", "operates": {"ops": {}}, "governs": {"revops": {}},
    "review-every": "quarter",
}  # fmt: skip
FUNCTIONS = {
    "revops": {"name": "RevOps", "summary": "Governs.", "central": True},
    "ops": {"name": "Ops", "summary": "Runs."},
}
ROLES = {"head": {"name": "Head", "summary": "Leads.", "function": "revops", "held-by": ["Ada"]}}
SYSTEMS = {
    "late": {"name": "Late", **SYSTEM, "reviewed": "2026-08-19"},
    "new": {"name": "Never", **SYSTEM},
    "soon": {"name": "Soon", **SYSTEM, "reviewed": "2026-09-01"},
    "far": {"name": "Far", **SYSTEM, "reviewed": "2026-11-01"},
    "draft": {"name": "Draft", **SYSTEM, "status": "draft"},
}
TERMS = {"word": {"name": "A word", "summary": "S.", "review-every": "month", "reviewed": "2026-10-20"}}


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    return write_handbook(
        tmp_path, {"functions": FUNCTIONS, "roles": ROLES, "systems": SYSTEMS, "terms": TERMS}
    )


def pages(root: Path, today: str) -> Mapping[str, str]:
    checked = check(root, today=today)
    site = handbook_site(checked.book, checked.findings, today)
    wanted = ("reviews/", "cadences/", "health/", "systems/late/", "systems/soon/", "systems/new/")
    return {page.url: str(page.body().html) for page in site.pages if page.url in wanted}


def test_the_page_of_what_is_late_says_so_and_the_others_do_not(handbook: Path) -> None:
    shown = pages(handbook, TODAY)
    assert '<span class="chip status st-due">Review overdue</span>' in shown["systems/late/"]
    assert "was due 19 Nov 2026" in shown["systems/late/"]
    assert "never reviewed" in shown["systems/new/"]
    assert "Review overdue" not in shown["systems/soon/"]


def test_the_lists_stand_where_reviews_are_looked_for(handbook: Path) -> None:
    shown = pages(handbook, TODAY)
    for url in ("reviews/", "cadences/", "health/"):
        assert '<h2 id="due">Reviews due</h2>' in shown[url]
        assert "2 overdue" in shown[url]
    assert "2 reviews are overdue" in shown["health/"]
    assert shown["health/"].count('<article class="finding') == 0, "told once, as a list"


def test_no_day_no_due(handbook: Path) -> None:
    for html in pages(handbook, "").values():
        assert "overdue" not in html.replace("review-overdue", "")  # the rule is named
        assert "Reviews due" not in html


# -- the option of the plugin --


def configure(root: Path, text: str) -> None:
    path = root / "mkdocs.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("remit]", f"{{remit: {text}}}]"), encoding="utf-8"
    )


def built(root: Path, *options: str) -> str:
    done = build(root, root / "site", "--strict", *options)
    assert done.returncode == 0, done.stderr
    return (root / "site" / "systems" / "late" / "index.html").read_text(encoding="utf-8")


def test_the_site_is_of_the_day_of_its_build_and_that_breaks_no_strict_build(handbook: Path) -> None:
    assert "Review overdue" not in built(handbook), "SOURCE_DATE_EPOCH is in January"
    configure(handbook, "{today: 2026-11-20}")
    assert "Review overdue" in built(handbook)


def test_what_came_with_the_day_breaks_no_strict_build_even_as_an_error(handbook: Path) -> None:
    own = {"name": "B", "summary": "S.", "company": {"name": "C"}, "severities": {"review-overdue": "error"}}
    (handbook / "governance" / "handbook.yaml").write_text(json.dumps(own), encoding="utf-8")
    configure(handbook, "{today: 2026-11-20}")
    assert "Review overdue" in built(handbook)


def test_the_day_may_come_from_the_environment(handbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(handbook, "{today: !ENV REMIT_TODAY}")
    assert "Review overdue" not in built(handbook)
    monkeypatch.setenv("REMIT_TODAY", TODAY)
    assert "Review overdue" in built(handbook)


def test_what_is_no_day_is_said(handbook: Path) -> None:
    configure(handbook, "{today: soon}")
    done = build(handbook, handbook / "site")
    assert done.returncode
    assert "`soon` is not a day; write one such as 2026-11-20" in done.stderr


def test_rendered_pages_ask_no_clock_and_take_a_day(handbook: Path) -> None:
    def rendered(name: str, *options: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "remit", "render", "--output", str(handbook / name), *options,
             str(handbook)],
            env={**os.environ, "SOURCE_DATE_EPOCH": "4000000000"},
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return (handbook / name / "systems" / "late" / "index.md").read_text(encoding="utf-8")

    assert "Review overdue" not in rendered("one")
    assert "Review overdue" in rendered("two", "--today", TODAY)
