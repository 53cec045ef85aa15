"""The one door to graphlay: layers hold, lines miss boxes, and whatever goes wrong costs only the picture."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations, pairwise
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depth import law
from remit.views.drawing.layout import MOST_NODES, Layout, Link, Node, _straight, lay_out

IDS = st.integers(0, 11).map(str)


def nodes(count: int, *, layered: bool = False) -> list[Node]:
    return [Node(str(n), 100 + 7 * (n % 3), 40, n if layered else None) for n in range(count)]


def check(found: Layout) -> None:
    """No box meets another, no line enters one beyond what rounding moves, all lies in the picture."""
    boxes = list(found.boxes.values())
    for (ax, ay, aw, ah), (bx, by, bw, bh) in combinations(boxes, 2):
        assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay
    for line in found.lines:
        for (x1, y1), (x2, y2) in pairwise(line):
            assert x1 == x2 or y1 == y2
            for x, y, w, h in boxes:
                assert (
                    max(x1, x2) <= x + 0.2
                    or min(x1, x2) >= x + w - 0.2
                    or (max(y1, y2) <= y + 0.2 or min(y1, y2) >= y + h - 0.2)
                )
    for x, y in (point for line in found.lines for point in line):
        assert -0.2 <= x <= found.width + 0.2
        assert -0.2 <= y <= found.height + 0.2


@law(deep=500)
@given(st.integers(1, 12), st.lists(st.tuples(IDS, IDS), max_size=24), st.booleans())
def test_any_graph_is_laid_out_the_same_each_time_and_clean(
    count: int, ends: list[tuple[str, str]], layered: bool
) -> None:
    links = [Link(a, b) for a, b in dict.fromkeys(ends) if int(a) < count and int(b) < count]
    found = lay_out(nodes(count, layered=layered), links)
    assert found is not None
    assert found == lay_out(nodes(count, layered=layered), links)
    assert len(found.lines) == len(links)
    check(found)


def test_a_slant_is_taken_out_or_gets_corners() -> None:
    assert _straight([(0, 0), (0.5, 30), (0.5, 60)]) == [(0, 0), (0, 30), (0, 60)]
    assert _straight([(0, 0), (20, 30)]) == [(0, 0), (0, 15), (20, 15), (20, 30)]
    assert _straight([(0, 0), (0, 30), (20, 30)]) == [(0, 0), (0, 30), (20, 30)]


def test_layers_hold_from_top_to_bottom_and_from_left_to_right() -> None:
    links = [Link("0", "2"), Link("1", "3"), Link("3", "0")]
    down = lay_out(nodes(4, layered=True), links)
    right = lay_out(nodes(4, layered=True), links, direction="right")
    assert down is not None
    assert right is not None
    assert sorted(down.boxes, key=lambda id: down.boxes[id][1]) == ["0", "1", "2", "3"]
    assert sorted(right.boxes, key=lambda id: right.boxes[id][0]) == ["0", "1", "2", "3"]


def test_layers_that_cannot_hold_are_given_up_and_not_the_picture() -> None:
    found = lay_out([Node("a", 90, 40, 1), Node("b", 90, 40, 1)], [Link("a", "b")])
    assert found is not None
    assert found.boxes["a"][1] < found.boxes["b"][1]


def test_a_label_has_its_room() -> None:
    found = lay_out(nodes(2), [Link("0", "1", label=(80, 16))])
    assert found is not None
    assert found.labels[0] is not None


@pytest.mark.parametrize(
    ("some", "links"),
    [
        ([], []),
        (nodes(2), [Link("0", "nowhere")]),
        ([Node("a", 1, 1), Node("a", 1, 1)], []),
        (nodes(MOST_NODES + 1), []),
        ([Node("a", -5, 40)], []),
        ([Node("a", float("nan"), 40)], []),
    ],
)
def test_what_cannot_be_drawn_gives_none(some: list[Node], links: list[Link]) -> None:
    assert lay_out(some, links) is None


class PanicException(BaseException):
    __module__ = "pyo3_runtime"


@pytest.mark.parametrize("fault", [ValueError, RuntimeError, PanicException])
def test_a_fault_of_the_library_gives_none(
    monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    def graph() -> None:
        raise fault("no")

    broken = ModuleType("graphlay")
    monkeypatch.setattr(broken, "Graph", graph, raising=False)
    monkeypatch.setitem(sys.modules, "graphlay", broken)
    assert lay_out(nodes(2), []) is None


def test_a_missing_library_gives_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "graphlay", None)
    assert lay_out(nodes(2), []) is None


def test_an_interrupt_is_no_fault_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def graph() -> None:
        raise KeyboardInterrupt

    broken = ModuleType("graphlay")
    monkeypatch.setattr(broken, "Graph", graph, raising=False)
    monkeypatch.setitem(sys.modules, "graphlay", broken)
    with pytest.raises(KeyboardInterrupt):
        lay_out(nodes(2), [])


def test_the_library_is_not_imported_before_something_is_drawn() -> None:
    code = "import remit.views.drawing.layout, remit.views, sys; sys.exit('graphlay' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
