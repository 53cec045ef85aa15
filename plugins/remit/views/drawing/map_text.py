"""The widths of texts on a map, estimated, and texts cut to the room they have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# Advance widths of ASCII in DejaVu Sans Bold, the widest face the handbook meets: one character per letter,
# in fiftieths of an em above "!".
_ADVANCES = "38<KDTM188<K4644DDDDDDDDDD55KKK?SHHFKDDKK44HASKLFLHFDJHYHFF848K::CE?EC7EE33C3VEDEE:?9EBPBB?E4EK"


def measure(text: str, size: float, bold: bool = False) -> float:
    """The width of a text, estimated from DejaVu Sans: other faces are narrower."""
    ems = 0.0
    for char in text:
        if " " <= char <= "~":
            ems += (ord(_ADVANCES[ord(char) - 32]) - 33) / 50
        else:
            ems += 1.05 if unicodedata.east_asian_width(char) in "WF" or char == "…" else 0.85
    return ems * size * (1 if bold else 0.93)


def _name_width(text: str) -> float:
    return measure(text, 14, True) - 0.14 * len(text)  # names are set a hundredth of an em tighter


def fit(text: str, room: float, width: Callable[[str], float]) -> str:
    """The text, or as much of its beginning as there is room for."""
    text = " ".join(text.split())
    if width(text) <= room:
        return text
    while text and width(text + "…") > room:
        text = text[:-1]
    return text.rstrip(" ,.;:-") + "…"


def light_width(text: str) -> float:
    """The width of a text in the small light face."""
    return measure(text, 12)


def bold_width(text: str) -> float:
    """The width of a text in the small bold face."""
    return measure(text, 12, True)


def name_lines(text: str, room: float) -> list[str]:
    """A name on one line, else on two, else shortened."""
    text = " ".join(text.split())
    ends = [found.end() for found in re.finditer(r"[ \-/]", text)]
    heads = [end for end in ends if _name_width(text[:end].rstrip()) <= room]
    if _name_width(text) <= room or not heads:
        return [fit(text, room, _name_width)]
    return [text[: heads[-1]].rstrip(), fit(text[heads[-1] :], room, _name_width)]
