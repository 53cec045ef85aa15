"""Foreign text made harmless for a terminal or a log."""

from __future__ import annotations

import re

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029]"
)
OLD_COMMAND = "##["  # GitHub's runner still obeys `##[command]`, wherever on a line it stands


def printable(text: str) -> str:
    """The text with control and direction characters shown as `\\x1b`, tabs and newlines as spaces.

    >>> printable("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    text = text.replace("\t", " ").replace("\n", " ").replace(OLD_COMMAND, "##\\x5b")
    return _CONTROL.sub(lambda match: f"\\x{ord(match.group()):02x}", text)
