"""Hostile text in every text property of every kind never runs in the built site."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import icalendar
from markdown_it import MarkdownIt

from building import build, starter, write_handbook
from depth import part_of
from own_kinds import write_schema
from remit.checking import check
from remit.diagnostics import Severity
from remit.schema import Node
from remit.views import handbook_site
from serving import served

if TYPE_CHECKING:
    from browsing import NewPage

FIRE = "window.fired=1"
PAYLOAD = (
    f'</title><script>{FIRE}</script>"\'><img src=x onerror="{FIRE}"><svg onload={FIRE}> '
    f"[c](javascript:{FIRE}) ![x](https://example.org/x.png) {{{{7*7}}}} {{% raw %}}"
)
# The payload as it would run; a browser then opens a part of the pages.
RUNS = re.compile(
    rf"<script>\s*{re.escape(FIRE)}|<img src=x|<svg onload|=[\"']?\s*javascript:", re.IGNORECASE
)


def poisoned(node: Node, value: Any) -> Any:
    """The value with every free text replaced; references, choices, dates and formulas stay."""
    if isinstance(value, str):
        free = node.text in ("line", "prose") and not node.reference and not node.choices
        return PAYLOAD if free else value
    if isinstance(value, list) and node.items:
        items = [poisoned(node.items, item) for item in value]
        return items if len({str(item) for item in items}) == len(items) else items[:1]
    if isinstance(value, Mapping):
        return {
            key: poisoned(inner, below) if (inner := node.properties.get(key) or node.values) else below
            for key, below in value.items()
        }
    return value


def hostile_handbook(root: Path) -> Path:
    """The starter with hostile text everywhere."""
    collections: dict[str, dict[str, Any]] = {}
    for definition in starter().definitions():
        if definition.kind.id == "metric" and not definition.data.get("name"):
            continue
        data = poisoned(definition.kind.node, definition.data)
        # Names of metrics must differ; the payload stays in front.
        data["name"] = f"{PAYLOAD} {definition.id}"
        data.pop("aliases", None)
        if definition.kind.single:
            data["repository"] = {"url": f"javascript:{FIRE}", "edit": PAYLOAD}
            collections[definition.kind.plural] = data
        else:
            data["aliases"] = [f"{PAYLOAD} alias {definition.ref}"]
            collections.setdefault(definition.kind.plural, {})[definition.id] = data
    write_schema(root, own_kind())
    collections["plays"] = {"p": {"name": f"{PAYLOAD} play", "says": {PAYLOAD: PAYLOAD}, "of": "lead"}}
    return write_handbook(root, collections)


def own_kind() -> dict[str, Any]:
    """A kind whose schema is hostile, too."""
    words = {"title": PAYLOAD, "description": PAYLOAD}
    line = {**words, "type": "string", "x-text": "line"}
    of = {"to": ["entity"], "relation": "played-by", "label": PAYLOAD, "back": PAYLOAD}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "play.schema.json", **words,
        "x-kind": {"id": "play", "plural": "plays", "titles": PAYLOAD, "section": PAYLOAD},
        "x-weight": "meaning", "type": "object", "additionalProperties": False, "required": ["name"],
        "properties": {
            "name": line, "aliases": {**words, "type": "array", "items": line},
            "says": {**words, "type": "object", "additionalProperties": line},
            "of": {**words, "type": "string", "x-reference": of},
        },
    }  # fmt: skip


# what is no longer true where every text is another: the pages show it all the same
UNTRUE = {
    "business-hours-unclear", "example-fails", "example-value-unknown", "formula-value-unknown",
    "marker-values", "progression-values", "rule-names-unknown", "threshold-direction", "threshold-overlap",
}  # fmt: skip


def test_hostile_text_never_runs(tmp_path: Path, new_page: NewPage) -> None:
    root = hostile_handbook(tmp_path / "hb")
    errors = {f.code for f in check(root).findings if f.severity is Severity.ERROR}
    assert errors <= UNTRUE
    done = build(root, tmp_path / "site")
    assert done.returncode == 0, done.stderr[-2000:]
    read_by_programs(tmp_path / "site")
    read_by_calendars_and_feed_readers(tmp_path / "site")
    # The control: the same payload on a bare page does fire, so a silent page means something.
    (tmp_path / "site" / "control.html").write_text(f"<title>x{PAYLOAD}</title>{PAYLOAD}", encoding="utf-8")

    with served(tmp_path / "site") as base:
        page = new_page()
        foreign: list[str] = []
        page.on(
            "request",
            lambda request: None if request.url.startswith(base) else foreign.append(request.url),
        )
        page.goto(f"{base}/control.html")
        assert page.evaluate("window.fired") >= 1, "the control payload did not fire"
        foreign.clear()
        for url in part_of(every_view(root), 8, form=lambda url: url.count("/") > 1):
            response = page.goto(f"{base}/{url}")
            assert response is not None
            assert response.status == 200, url
            assert page.evaluate("window.fired") is None, url
            assert page.locator("a[href^='javascript' i], [onerror], [onload]").count() == 0, url
        page.goto(base)
        page.locator("[data-md-component=search-query]").focus()
        page.keyboard.type("alias")
        page.locator(".md-search-result__link").first.wait_for(timeout=20_000)
        assert page.evaluate("window.fired") is None, "search results"
        assert foreign == []


def read_by_programs(site: Path) -> None:
    """No twin has HTML or a link out of the site, no page a part that runs; linked data is JSON."""
    markdown = MarkdownIt("commonmark")
    names = [*site.rglob("*.md"), site / "llms.txt"]
    assert len(names) > 400
    for path in part_of(sorted(names), 150, form=lambda path: path.relative_to(site).parts[0]):
        tokens = markdown.parse(path.read_text(encoding="utf-8"))
        for token in (inner for each in tokens for inner in (each, *(each.children or ()))):
            assert token.type not in ("html_block", "html_inline", "image"), (path, token.content)
            if token.type == "link_open":
                assert re.fullmatch(r"[\w./-]+", str(token.attrs["href"])), path
    found = 0
    for path in site.rglob("index.html"):
        assert not RUNS.search(path.read_text(encoding="utf-8")), path
        for data in re.findall(r'ld\+json">(.*?)</script>', path.read_text(encoding="utf-8"), re.S):
            found += 1
            assert json.loads(data)["name"].startswith("</title><script>")
    assert found > 50


def read_by_calendars_and_feed_readers(site: Path) -> None:
    """Each meeting and each change is one, whose texts are the payload and nothing more."""
    calendar = icalendar.Calendar.from_ical((site / "cadences.ics").read_bytes())
    events = calendar.walk("VEVENT")
    assert len(events) == len(list(starter().all("cadence")))
    assert {str(event["SUMMARY"]).startswith(PAYLOAD) for event in events} == {True}
    assert {part.name for part in calendar.walk()} <= {
        "VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT",
    }  # fmt: skip
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ElementTree.parse(site / "changes.atom").getroot().findall(f"{atom}entry")  # noqa: S314 - our own
    assert entries
    assert {str(each.findtext(f"{atom}title")).startswith(PAYLOAD) for each in entries} == {True}
    assert not [each for entry in entries for each in entry.iter() if not each.tag.startswith(atom)]


def every_view(root: Path) -> list[str]:
    """All listing pages, and three pages of every kind."""
    shown: dict[str, list[str]] = {}
    for page in handbook_site(check(root).book, ()).pages:
        shown.setdefault("" if page.in_nav else page.parent, []).append(page.url)
    return [url for parent, urls in shown.items() for url in (urls if not parent else urls[:3])]
