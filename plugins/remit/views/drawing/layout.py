"""Where the boxes and lines of a drawing go, in layers, found by graphlay."""

# The library is young and has no build for some platforms. Whatever goes wrong in it costs a picture,
# never a page: the caller gets None and shows the table or list that stands beside every drawing anyway.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Literal

from remit.frozen import dataclass

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, width, height
MOST_NODES, MOST_LINKS = 400, 1600  # past these nobody reads the picture, and it takes seconds

SLANT = 2.0


@dataclass(frozen=True, slots=True)
class Node:
    """A box to be placed; with a `layer`, in exactly that one (0 is the first)."""

    id: str
    width: float
    height: float
    layer: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A line from box to box; the heavier, the straighter. `label` is the room its words need."""

    source: str
    target: str
    weight: float = 1.0
    label: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Left, top, width and height of each box, the corners of each line in the order of the links."""

    boxes: Mapping[str, Box]
    lines: Sequence[Sequence[Point]]
    labels: Sequence[Point | None]  # the middle of each label
    width: float
    height: float


def lay_out(
    nodes: Sequence[Node],
    links: Sequence[Link],
    *,
    direction: Literal["down", "right"] = "down",
    options: Mapping[str, Any] | None = None,
) -> Layout | None:
    """A layout that begins at 0, 0, the same for the same data; None where there is none.

    Where the layers asked for cannot hold (a link between two boxes of one layer), the boxes find their own.
    Lines run level and upright, from border to border, and through no box. graphlay gets `options` as
    they are.
    """
    known = {node.id for node in nodes}
    if not 0 < len(nodes) <= MOST_NODES or len(links) > MOST_LINKS or len(known) < len(nodes):
        return None
    if not all(link.source in known and link.target in known for link in links):
        return None
    patch = {"direction": "leftright" if direction == "right" else "topbottom", **(options or {})}
    free = [replace(node, layer=None) for node in nodes]
    return _try(nodes, links, patch) or (_try(free, links, patch) if free != list(nodes) else None)


def _try(nodes: Sequence[Node], links: Sequence[Link], options: Mapping[str, Any]) -> Layout | None:
    try:
        found = _ask(nodes, links, options)
    except Exception:  # missing, refused or broken: see above
        return None
    except BaseException as error:  # a panic in Rust is no Exception
        if type(error).__module__ != "pyo3_runtime":
            raise
        return None
    return _read(nodes, links, found)


def _ask(nodes: Sequence[Node], links: Sequence[Link], options: Mapping[str, Any]) -> Mapping[str, Any]:
    """What graphlay answers."""
    import graphlay

    graph = graphlay.Graph()
    for node in nodes:
        rank: dict[str, Any] = {} if node.layer is None else {"rank": {"fixed": node.layer}}
        graph.node(node.id, width=node.width, height=node.height, **rank)
    for link in links:
        room = link.label and {"width": link.label[0], "height": link.label[1]}
        size: dict[str, Any] = {"label_size": room} if room else {}
        graph.edge(link.source, link.target, weight=link.weight, **size)
    answer: Mapping[str, Any] = graphlay.layout(graph, preset="process_map", options=options).to_dict()
    return answer


def _read(nodes: Sequence[Node], links: Sequence[Link], found: Mapping[str, Any]) -> Layout:
    """What graphlay answered, moved to 0, 0 and rounded: no platform's last digit may change a page."""
    low, high = found["bounds"]["min"], found["bounds"]["max"]

    def at(point: Mapping[str, float]) -> Point:
        return round(point["x"] - low["x"], 1), round(point["y"] - low["y"], 1)

    boxes = {}
    for node, placed in zip(nodes, found["nodes"], strict=True):
        x, y = at(placed["center"])
        boxes[node.id] = (
            round(x - node.width / 2, 1),
            round(y - node.height / 2, 1),
            node.width,
            node.height,
        )
    lines = []
    for link, edge in zip(links, found["edges"], strict=True):
        line = _up_to(boxes[link.target], _straight([at(point) for point in edge["points"]]))
        lines.append(_up_to(boxes[link.source], line[::-1])[::-1])
    labels = [edge["label_anchor"] and at(edge["label_anchor"]) for edge in found["edges"]]
    return Layout(boxes, lines, labels, *at(high))


def _straight(line: Sequence[Point]) -> Sequence[Point]:
    """The same line level and upright: a slant of a pixel or two is taken out, a longer one gets corners."""
    corners = [line[0]]
    for x, y in line[1:]:
        left, top = corners[-1]
        if min(abs(x - left), abs(y - top)) > SLANT:
            middle = round((top + y) / 2, 1)
            corners += [(left, middle), (x, middle), (x, y)]
        else:
            corners.append((left, y) if abs(x - left) < abs(y - top) else (x, top))
    return corners


def _up_to(box: Box, line: Sequence[Point]) -> Sequence[Point]:
    """The line as far as the box's border: graphlay leads some through the box to its far side."""
    left, top, w, h = box
    for number, ((x, y), (to_x, to_y)) in enumerate(pairwise(line)):
        if y == to_y and top < y < top + h and min(x, to_x) < left + w and max(x, to_x) > left:
            return [*line[: number + 1], (left if x <= left else left + w, y)]
        if x == to_x and left < x < left + w and min(y, to_y) < top + h and max(y, to_y) > top:
            return [*line[: number + 1], (x, top if y <= top else top + h)]
    return line
