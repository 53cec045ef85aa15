"""Places in a text: packed into one integer each, and found again by the path of a value."""

# A place is `line << 20 | column`, both from 0. The reader notes one mark (a place) for each key and each
# value, in document order; which mark belongs to which path is worked out only when a finding needs it.

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, TypeAlias

Step: TypeAlias = str | int
# The number of a container's mark → the numbers of its values' marks, by key or index.
Tree: TypeAlias = dict[int, dict[Step, int]]

MAX_DEPTH: Final = 32  # of lists and mappings inside each other
MAX_NODES: Final = 50_000  # keys and values in one file
NOTHING: Final[frozenset[tuple[Step, ...]]] = frozenset()  # one for all: an empty set takes 200 bytes
WINDOW: Final = 400  # how far to look along a line, so that a line of a MiB costs no more

_QUOTED: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_PLAIN_END: Final = re.compile(r":(?:\s|$)|\s#")
_FLOW_END: Final = re.compile(r"[\s,\]}]")


class Contents(NamedTuple):
    """What one text says: the data, a mark for each key and value, and the paths of what was refused."""

    data: dict[str, Any]
    marks: array[int]
    left_out: frozenset[tuple[Step, ...]] = NOTHING


def number_marks(node: Any, at: int, tree: Tree) -> int:
    """Fill `tree` for the node whose mark is number `at`; the first number after it."""
    after = at + 1
    if isinstance(node, dict):
        places = tree[at] = {}
        for name, value in node.items():
            places[name] = after + 1  # the key's own mark comes first
            after = number_marks(value, after + 1, tree)
    elif isinstance(node, list):
        places = tree[at] = {}
        for index, value in enumerate(node):
            places[index] = after
            after = number_marks(value, after, tree)
    return after


def mark_number(tree: Tree, path: Sequence[Step], key: bool) -> int:
    """The number of the mark at `path`, or of the deepest ancestor that exists."""
    at, last = 0, ""  # type: int, Step
    for depth, step in enumerate(path):
        found = tree.get(at, {}).get(step)
        if found is None:
            break
        at, last, complete = found, step, depth + 1 == len(path)
        if complete and key and isinstance(last, str):
            return at - 1
    return at


def value_at(node: Any, path: Sequence[Step]) -> Any:
    """The value at `path`, or None."""
    for step in path:
        try:
            node = node[step]
        except (LookupError, TypeError):
            return None
    return node


def unpack(place: int) -> tuple[int, int]:
    """Line and column of a packed place, both from 0."""
    return place >> 20, place & 0xFFFFF


def split_lines(text: str) -> list[str]:
    """The lines of a text, as YAML counts them."""
    return [line.removesuffix("\r") for line in text.split("\n")]


def token_length(line: str, column: int, value: Any = None) -> int:
    """Characters of the token at `column` (from 0), which may spell `value`; at least 1."""
    if isinstance(value, str) and value and line.startswith(value, column):
        return len(value)
    rest = line[column : column + WINDOW]
    if quoted := _QUOTED.match(rest):
        return quoted.end()
    if rest[:1] in ("[", "{", "|", ">") or rest.startswith("- "):
        return 1
    end = _FLOW_END if isinstance(value, int | float) else _PLAIN_END
    return len(end.split(rest, maxsplit=1)[0].rstrip()) or 1
