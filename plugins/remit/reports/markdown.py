"""Foreign text inside Markdown of a comment: it stays text, calls nobody, links nowhere."""

from __future__ import annotations

import re
from html import escape

from remit.reports.safe import printable

_MARKS = re.compile(r"([\\`*_\[\]~|$!])")
_CODE = re.compile(r"`([^`]+)`")
# The hosts look for `@name`, `#12`, `GH-12`, `!12`, `~label` and addresses in what Markdown has become, so
# that neither a backslash nor an entity for the sign hides them. A space without width between does.
_CALLS = re.compile(
    r"""
    (?<=@)(?=\S) | (?<=[#~%])(?=[\w"]) | (?<=[!&$^])(?=\d) | (?<=\bGH-)(?=\d)
    | (?<=:)(?=//) | (?<=\bwww)(?=\.)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NO_WIDTH = "\u200b"


def plain(text: str) -> str:
    """Text on one line that no Markdown, HTML, link, mention or issue number is made of.

    >>> plain("@all, see #12")
    '@&#8203;all, see #&#8203;12'
    """
    line = _CALLS.sub(_NO_WIDTH, " ".join(printable(text).split()))
    line = _MARKS.sub(r"\\\1", escape(line, quote=False)).replace(_NO_WIDTH, "&#8203;")
    return re.sub(r"^(\d*)([-+>=.)#])", r"\1\\\2", line)


def code(text: str) -> str:
    """Text as a code span; in a table a bar is escaped."""
    line = " ".join(printable(text).split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}".replace("|", "\\|")


def sentence(text: str) -> str:
    """A sentence of ours, with what it quotes in backticks as code."""
    parts = _CODE.split(text)
    return "".join(code(part) if place % 2 else _around(part) for place, part in enumerate(parts))


def _around(text: str) -> str:
    """Plain text that keeps the spaces at its ends."""
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead and ' '}{plain(text)}{trail and ' '}" if text.strip() else " " * bool(text)
