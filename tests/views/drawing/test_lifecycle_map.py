"""The lifecycle map, read back from its own SVG: what crosses, overlaps or does not fit is a failure."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depth import law
from map_samples import SAMPLES, document
from remit.views.drawing import lifecycle_map, map_layers
from remit.views.drawing.lifecycle_map import is_regular
from remit.views.drawing.map_parts import LifecycleMap, Seam, Station, Way
from remit.views.drawing.map_text import measure

if TYPE_CHECKING:
    from browsing import NewPage

    pass

SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"nm": 14, "sub": 12, "lab": 12, "pillt": 12}
OWNERS = {
    "mo": ("Marketing Ops", "stripes"),
    "so": ("Sales Ops", "dots"),
    "cs": ("CS Ops", "lines"),
    "": ("Nobody", "hollow"),
}

Segment = tuple[float, float, float, float]
Rect = tuple[float, float, float, float]


def draw(map: LifecycleMap) -> str:
    """The map as it is drawn; that it is drawn at all is part of every test."""
    svg = lifecycle_map.draw(map)
    assert svg is not None
    return svg


def station(name: str, order: int, way: str = "main", owner: str = "mo", *, gloss: str = "") -> Station:
    id_ = re.sub(r"\W+", "-", name.lower())
    return Station(id_, name, gloss, order, way, OWNERS[owner][0], owner, OWNERS[owner][1], f"#{id_}")


SPINE = """inquiry mo asks|lead mo fits profile|mql mo scored|sal so accepted|sql so qualified
|opportunity so in pipeline|closed-won so signed|onboarding cs first value|adoption cs in use
|renewal cs term ends|expansion cs grows"""
WAYS = """lead disqualified out|mql recycled back|sal recycled back|sql recycled back|recycled lead back
|opportunity closed-lost out|closed-lost recycled back|renewal churned out|churned opportunity back
|expansion opportunity back"""


def reference() -> LifecycleMap:
    main = []
    for number, line in enumerate(SPINE.split("|"), 1):
        id_, owner, gloss = line.strip().split(" ", 2)
        name = id_.upper() if len(id_) == 3 else id_.capitalize()
        main.append(station(name, number, "main", owner, gloss=gloss))
    exits = [
        station("Disqualified", 1, "out", "mo", gloss="never fits"),
        station("Recycled", 2, "back", "mo", gloss="not now"),
        station("Closed-lost", 6, "out", "so", gloss="lost"),
        station("Churned", 10, "out", "cs", gloss="left"),
    ]
    ways = [Way(one.id, other.id, "on") for one, other in pairwise(main)]
    ways += [Way(*line.split()) for line in WAYS.split("|")]
    words = {
        ("mql", "recycled"): "rejected, or lost: back to nurture",
        ("churned", "opportunity"): "expansion or win-back opens a new opportunity",
    }
    ways = [replace(way, words=words.get((way.source, way.target), "")) for way in ways]
    seams = [
        Seam("mql", "sal", "Accept or reject in 4 business hours", "#h1", "MQL to SQL"),
        Seam("closed-won", "onboarding", "Hand over in 2 business days", "#h2", "Closed-won"),
        Seam("adoption", "renewal", "Open 90 days before the term ends", "#h3", "Renewal"),
    ]
    return LifecycleMap(
        [*main, *exits], ways, seams, "RevOps", "ro", "every stage, every handoff and its SLA"
    )


def chain(count: int, *, name: str = "Stage {}") -> LifecycleMap:
    stations = [station(name.format(number), number, owner="mo") for number in range(1, count + 1)]
    ways = [Way(one.id, other.id, "on") for one, other in pairwise(stations)]
    ways += [Way(stations[number].id, stations[number // 2].id, "back") for number in range(3, count, 4)]
    return LifecycleMap(stations, ways, [], "RevOps", "ro", "all")


# -- reading the drawing back ------------------------------------------------


def parse(svg: str) -> ET.Element:
    return ET.fromstring(str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 - our own


def rects(svg: str, kind: str) -> list[Rect]:
    found = [r for r in parse(svg).iter(f"{SVG}rect") if r.get("class") == kind]
    edges = [tuple(float(r.get(a, 0)) for a in ("x", "y", "width", "height")) for r in found]
    return [(x, y, x + w, y + h) for x, y, w, h in edges]


def lines(svg: str) -> list[list[Segment]]:
    """The segments of every drawn way; the legend lies below everything and is left out."""
    paths = [p for p in parse(svg).iter(f"{SVG}path") if (p.get("class") or "").split(" ")[0] == "ln"]
    lowest = max(y2 for _, _, _, y2 in rects(svg, "box"))
    drawn = [segments(p.get("d", "")) for p in paths]
    height = float(parse(svg).get("viewBox", "").split()[3])
    assert lowest < height
    return [run for run in drawn if not all(y1 == y2 == height - 14 for _, y1, _, y2 in run)]


def segments(d: str) -> list[Segment]:
    out: list[Segment] = []
    x = y = 0.0
    for letter, numbers in re.findall(r"([MHV])([^MHV]+)", d):
        values = [float(number) for number in numbers.split()]
        if letter == "M":
            x, y = values
            continue
        to = (values[0], y) if letter == "H" else (x, values[0])
        out.append((x, y, *to))
        x, y = to
    return out


def meet(one: Segment, other: Segment) -> bool:
    (ax1, ax2), (ay1, ay2) = sorted((one[0], one[2])), sorted((one[1], one[3]))
    (bx1, bx2), (by1, by2) = sorted((other[0], other[2])), sorted((other[1], other[3]))
    return ax1 <= bx2 and bx1 <= ax2 and ay1 <= by2 and by1 <= ay2


def enters(segment: Segment, box: Rect) -> bool:
    (x1, x2), (y1, y2) = sorted((segment[0], segment[2])), sorted((segment[1], segment[3]))
    return x1 < box[2] - 0.01 and box[0] + 0.01 < x2 and y1 < box[3] - 0.01 and box[1] + 0.01 < y2


def apart(boxes: list[Rect]) -> bool:
    return all(
        a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1] for a, b in combinations(boxes, 2)
    )


def text_rects(svg: str) -> list[tuple[Rect, Rect]]:
    """Every text of a stage or a pill with the box it must stay in."""
    out = []
    for link in parse(svg).iter(f"{SVG}a"):
        box = next(r for r in link.iter(f"{SVG}rect"))
        bx, by, bw, bh = (float(box.get(a, 0)) for a in ("x", "y", "width", "height"))
        for text in link.iter(f"{SVG}text"):
            size = SIZES[text.get("class", "")]
            words = "".join(text.itertext())
            wide = measure(words, size, text.get("class") != "sub") - 0.14 * len(words) * (size == 14)
            x, y = float(text.get("x", 0)), float(text.get("y", 0))
            x -= wide / 2 if text.get("text-anchor") else 0
            out.append(((x, y - 0.75 * size, x + wide, y + 0.22 * size), (bx, by, bx + bw, by + bh)))
    return out


def check_texts(svg: str) -> None:
    for (x1, y1, x2, y2), (bx1, by1, bx2, by2) in text_rects(svg):
        assert bx1 <= x1
        assert x2 <= bx2
        assert by1 <= y1
        assert y2 <= by2


# -- the reference map -------------------------------------------------------


def test_the_reference_map_is_regular_and_drawn_the_same_every_time() -> None:
    assert is_regular(reference())
    assert draw(reference()) == draw(reference())


def test_no_line_of_the_reference_map_meets_another() -> None:
    drawn = lines(draw(reference()))
    assert len(drawn) == 10 + 6  # the spine, four exits and two trunks
    for one, other in combinations(drawn, 2):
        assert not any(meet(a, b) for a in one for b in other), (one, other)


def test_no_line_of_the_reference_map_runs_through_a_box() -> None:
    svg = draw(reference())
    boxes = rects(svg, "box")
    assert len(boxes) == 15
    assert not [(s, b) for run in lines(svg) for s in run for b in boxes if enters(s, b)]


def test_texts_stay_in_their_boxes_and_pills_apart() -> None:
    svg = draw(reference())
    check_texts(svg)
    assert apart(rects(svg, "pill"))
    assert apart(rects(svg, "box"))
    assert "Accept or reject in 4 business hours</text>" in svg
    assert "…" not in svg


def test_words_of_a_trunk_touch_nothing() -> None:
    svg = draw(reference())
    label = next(t for t in parse(svg).iter(f"{SVG}text") if "nurture" in "".join(t.itertext()))
    x, y = float(label.get("x", 0)), float(label.get("y", 0))
    rect = (x, y - 10, x + measure("".join(label.itertext()), 12), y + 3)
    assert not any(enters(segment, rect) for run in lines(svg) for segment in run)


def test_every_stage_and_handoff_is_a_named_link() -> None:
    links = list(parse(draw(reference())).iter(f"{SVG}a"))
    assert len(links) == 15 + 3
    assert all(link.get("href") and link.get("aria-label") for link in links)
    assert "MQL, operated by Marketing Ops" in {link.get("aria-label") for link in links}


# -- other maps --------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "regular"), [(1, True), (3, True), (5, True), (12, True), (13, False), (30, False)]
)
def test_maps_of_every_size_are_drawn(count: int, regular: bool) -> None:
    map = chain(count)
    svg = draw(map)
    assert is_regular(map) is regular
    assert len(rects(svg, "box")) == count
    assert apart(rects(svg, "box"))
    check_texts(svg)
    assert not [(s, b) for run in lines(svg) for s in run for b in rects(svg, "box") if enters(s, b)]


def test_an_empty_map_is_not_drawn() -> None:
    empty = LifecycleMap([], [], [], "", "", "")
    assert not is_regular(empty)
    assert lifecycle_map.draw(empty) is None


def test_the_columns_fill_the_width() -> None:
    for count in range(5, 13):
        map = chain(count)
        boxes = rects(draw(replace(map, ways=[way for way in map.ways if way.kind == "on"])), "box")
        assert max(box[2] for box in boxes) == 1306
        assert max(box[2] - box[0] for box in boxes) <= 160


def test_names_too_long_are_split_or_shortened_and_still_said_in_full() -> None:
    long = "Internationalisation readiness of acquired customer accounts"
    svg = draw(chain(12, name=long + " {}"))
    check_texts(svg)
    assert f'aria-label="{long} 7, operated by Marketing Ops"' in svg
    assert f"<title>{long} 7</title>" in svg


@pytest.mark.parametrize("stages", [3, 14])
def test_hostile_texts_are_escaped(stages: int) -> None:
    evil = '<script>"&'
    map = chain(stages)
    first = replace(map.stations[0], name=evil, gloss=evil, owner=evil, owner_class='x"y)', url='#"><b>')
    ways = [replace(way, words=evil) for way in map.ways] + [Way("stage-3", "stage-1", "back", evil)]
    seams = [Seam("stage-1", "stage-2", evil, evil, evil)]
    svg = draw(LifecycleMap([first, *map.stations[1:]], ways, seams, evil, evil, evil))
    parse(svg)
    assert "<script" not in svg
    assert "<b>" not in svg
    assert 'x"y' not in svg
    assert "&lt;script&gt;" in svg


def test_pills_at_every_gap_are_stacked_and_shortened() -> None:
    map = chain(12)
    seams = [
        Seam(one.id, other.id, "Accept or reject in 4 business hours", f"#{one.id}-{n}", "Handoff")
        for one, other in pairwise(map.stations)
        for n in range(2)
    ]
    svg = draw(replace(map, seams=seams))
    pills = rects(svg, "pill")
    assert len(pills) == 22
    assert apart(pills)
    check_texts(svg)
    assert min(y for _, y, _, _ in pills) >= 75  # below the brackets


@pytest.mark.parametrize(
    "pattern", ["stripes", "dots", "lines", "solid", "columns", "hollow", "grid", "rings"]
)
def test_every_pattern_is_drawn_once_per_owner(pattern: str) -> None:
    map = chain(3)
    svg = draw(replace(map, stations=[replace(s, pattern=pattern) for s in map.stations]))
    assert svg.count('<pattern id="p-mo"') == 1
    assert svg.count("var(--f-mo)") >= 3


def test_an_exit_nobody_feeds_makes_a_map_irregular() -> None:
    map = chain(5)
    lost = station("Lost", 3, "out")
    assert not is_regular(replace(map, stations=[*map.stations, lost]))
    assert is_regular(
        replace(map, stations=[*map.stations, lost], ways=[*map.ways, Way("stage-3", "lost", "out")])
    )


# -- the test pictures --------------------------------------------------------


def crossings(svg: str) -> list[tuple[Segment, Segment]]:
    """Where a line of one way meets a line of another, in the open."""
    return [(a, b) for one, other in combinations(lines(svg), 2) for a in one for b in other if meet(a, b)]


@pytest.mark.parametrize(("name", "stages", "spine"), [("5", 6, True), ("14", 18, False), ("30", 30, False)])
def test_the_samples_are_drawn_clean(name: str, stages: int, spine: bool) -> None:
    map = SAMPLES[name]()
    svg = draw(map)
    boxes, pills = rects(svg, "box"), rects(svg, "pill")
    assert is_regular(map) is spine
    assert (len(boxes), len(pills)) == (stages, len(map.seams))
    assert apart([*boxes, *pills])
    check_texts(svg)
    assert "…" not in svg
    assert not [(s, b) for run in lines(svg) for s in run for b in boxes if enters(s, b)]
    assert not crossings(svg)


@pytest.mark.parametrize("name", ["14", "30"])
def test_a_pill_in_layers_covers_no_line_but_its_own(name: str) -> None:
    svg = draw(SAMPLES[name]())
    for pill in rects(svg, "pill"):
        covered = [run for run in lines(svg) if any(enters(segment, pill) for segment in run)]
        assert len(covered) <= 1, (pill, covered)


def test_motions_beside_each_other_lie_side_by_side() -> None:
    svg = draw(SAMPLES["30"]())
    tops = {link.get("href"): rect_of(link)[1] for link in parse(svg).iter(f"{SVG}a")}
    assert tops["#inbound-visit"] == tops["#target-account"] == tops["#partner-account"]
    assert tops["#opportunity"] > tops["#inbound-sql"] == tops["#partner-sql"]


def rect_of(link: ET.Element) -> Rect:
    box = next(link.iter(f"{SVG}rect"))
    x, y, w, h = (float(box.get(a, 0)) for a in ("x", "y", "width", "height"))
    return x, y, x + w, y + h


def test_an_exit_in_layers_lies_below_all_that_leads_to_it() -> None:
    svg = draw(SAMPLES["14"]())
    boxes = {link.get("href"): rect_of(link) for link in parse(svg).iter(f"{SVG}a")}
    for source in ("#proposal", "#negotiation"):
        assert boxes[source][3] < boxes["#closed-lost"][1]


def test_a_handoff_where_no_way_goes_has_a_line_of_its_own() -> None:
    svg = draw(SAMPLES["30"]())
    assert len([path for path in parse(svg).iter(f"{SVG}path") if path.get("class") == "seam"]) == 1


def test_without_a_layout_only_the_picture_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_layers, "lay_out", lambda *_, **__: None)
    assert lifecycle_map.draw(SAMPLES["30"]()) is None
    assert lifecycle_map.draw(reference()) is not None


def test_a_map_too_wide_for_the_page_is_not_drawn() -> None:
    stations = [station(f"Stage {number}", 1) for number in range(20)]
    assert lifecycle_map.draw(LifecycleMap(stations, [], [], "", "", "")) is None


def test_a_spine_whose_lines_would_cross_is_drawn_in_layers() -> None:
    """Eight stages, every one of them back to every other: no plane holds that."""
    map = chain(8)
    back = [
        Way(one.id, other.id, kind)
        for kind in ("back", "out")
        for one, other in combinations(map.stations[::-1], 2)
    ]
    tangle = replace(map, ways=[*map.ways, *back])
    assert is_regular(tangle)
    svg = draw(tangle)
    assert len({top for _, top, _, _ in rects(svg, "box")}) > 1


# -- any regular map ---------------------------------------------------------

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@st.composite
def maps(take: st.DrawFn) -> LifecycleMap:
    count = take(st.integers(1, 12))
    owner = st.sampled_from(sorted(OWNERS))
    main = [station(f"s{n}", n, "main", take(owner), gloss=take(NAMES)) for n in range(1, count + 1)]
    main = [replace(s, name=take(NAMES)) for s in main]
    columns = take(st.lists(st.integers(1, count), max_size=min(count, 6)))
    exits = [station(f"x{n}", order, "out", take(owner)) for n, order in enumerate(columns)]
    ways = [Way(one.id, other.id, "on") for one, other in pairwise(main)]
    ways += [Way(main[order - 1].id, exit_.id, "out") for order, exit_ in zip(columns, exits, strict=True)]
    ids = st.sampled_from([s.id for s in [*main, *exits]])
    more = st.builds(Way, ids, ids, st.sampled_from(["on", "back", "out"]), NAMES | st.just(""))
    ways += take(st.lists(more, max_size=5))
    seams = take(st.lists(st.builds(Seam, ids, ids, NAMES, st.just("#h"), NAMES), max_size=8))
    return LifecycleMap([*main, *exits], ways, seams, take(NAMES | st.just("")), "ro", take(NAMES))


@law(deep=300)
@given(maps())
def test_any_regular_map_is_drawn_with_all_its_boxes_apart(map: LifecycleMap) -> None:
    assert is_regular(map)
    svg = draw(map)
    assert svg == draw(map)
    check_boxes(map, svg)
    assert apart(rects(svg, "pill"))


FOUR_ALIKE = LifecycleMap(
    [station(f"s{n}", n) for n in (1, 2, 3)],
    [Way("s1", "s2", "on"), Way("s2", "s3", "on"), *(Way("s1", "s3", "on", word) for word in "aba")],
    [], "", "ro", "",
)  # fmt: skip


def test_ways_of_one_kind_between_two_stages_are_one_line() -> None:
    svg = map_layers.draw_layers(FOUR_ALIKE)
    assert svg is not None
    assert "s1 to s3: a; b" in re.sub(r"<[^>]+>", "\n", svg).lower()
    check_boxes(FOUR_ALIKE, svg)


def test_a_line_that_comes_from_the_side_ends_at_the_border_it_meets() -> None:
    """Graphlay leads the second stage's line through the fifth, to its far side."""
    main = [station(f"s{n}", n) for n in range(1, 10)]
    exits = [station("x0", 5, "out"), station("x1", 1, "out")]
    on = [*pairwise([s.id for s in main]), ("s1", "s4"), ("s2", "s5"), ("s4", "x0")]
    ways = [*(Way(*ends, "on") for ends in on), Way("s5", "x0", "out"), Way("s1", "x1", "out")]
    seams = [Seam(source, "s6", "0", "#h", "0") for source in ("s3", "s4")]
    map = LifecycleMap([*main, *exits], ways, seams, "", "ro", "0")
    svg = map_layers.draw_layers(map)
    assert svg is not None
    check_boxes(map, svg)


@law(deep=300)
@given(maps())
def test_any_map_in_layers_has_all_its_boxes_apart(map: LifecycleMap) -> None:
    svg = map_layers.draw_layers(map)
    assert svg == map_layers.draw_layers(map)
    if svg is not None:
        check_boxes(map, svg)


@law(deep=300)
@given(maps())
def test_any_spine_that_is_kept_has_at_most_one_crossing_for_four_ways(map: LifecycleMap) -> None:
    svg = draw(map)
    if svg != map_layers.draw_layers(map):
        assert len(crossings(svg)) * 4 <= len(map.ways) or map_layers.draw_layers(map) is None


def check_boxes(map: LifecycleMap, svg: str) -> None:
    boxes = rects(svg, "box")
    assert len(boxes) == len(map.stations)
    assert apart(boxes)
    check_texts(svg)
    assert not [(s, b) for run in lines(svg) for s in run for b in boxes if enters(s, b)]


def test_a_browser_finds_every_text_inside_its_box(new_page: NewPage) -> None:
    style = """.nm{font:620 14px system-ui;letter-spacing:-.01em}.sub{font:12px system-ui}
    .pillt{font:600 12px system-ui} svg{width:1310px}"""
    page = new_page(1400, 600)
    page.set_content(f"<style>{style}</style>{draw(reference())}")
    out = page.evaluate(
        """() => [...document.querySelectorAll('a text')].filter(text => {
            const box = text.parentNode.querySelector('rect').getBBox(), t = text.getBBox();
            return t.x < box.x + 2 || t.x + t.width > box.x + box.width - 2;
        }).map(text => text.textContent)"""
    )
    assert out == []


@pytest.mark.parametrize("name", sorted(SAMPLES))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_sample_in_a_browser_has_its_texts_in_their_boxes_and_every_link_in_reach_of_keys(
    new_page: NewPage, name: str, scheme: str
) -> None:
    page = new_page(1400)
    page.set_content(document(name, scheme))
    out = page.evaluate(
        """() => [...document.querySelectorAll('a text')].filter(text => {
            const box = text.parentNode.querySelector('rect').getBBox(), t = text.getBBox();
            return t.x < box.x + 2 || t.x + t.width > box.x + box.width - 2;
        }).map(text => text.textContent)"""
    )
    links = page.locator("figure a").count()
    reached = set()
    for _ in range(links):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.getAttribute('aria-label')"))
    assert out == []
    assert len(reached) == links
