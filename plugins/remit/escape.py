"""Foreign text made harmless: for a terminal or a log, and inside the Markdown of a comment."""

from __future__ import annotations

import re

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029]"
)
OLD_COMMAND = "##["  # GitHub's runner still obeys `##[command]`, wherever on a line it stands
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


def printable(text: str) -> str:
    """The text with control and direction characters shown as `\\x1b`, tabs and newlines as spaces.

    >>> printable("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    text = text.replace("\t", " ").replace("\n", " ").replace(OLD_COMMAND, "##\\x5b")
    return _CONTROL.sub(lambda match: f"\\x{ord(match.group()):02x}", text)


# -- inside Markdown: it stays text, calls nobody, links nowhere --


def markdown_text(text: str) -> str:
    """Text on one line that no Markdown, HTML, link, mention or issue number is made of.

    >>> markdown_text("@all, see #12")
    '@&#8203;all, see #&#8203;12'
    """
    from html import escape  # for comments; a terminal needs none of it

    line = _CALLS.sub(_NO_WIDTH, " ".join(printable(text).split()))
    line = _MARKS.sub(r"\\\1", escape(line, quote=False)).replace(_NO_WIDTH, "&#8203;")
    return re.sub(r"^(\d*)([-+>=.)#])", r"\1\\\2", line)


def markdown_code(text: str) -> str:
    """Text as a code span; in a table a bar is escaped."""
    line = " ".join(printable(text).split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}".replace("|", "\\|")


def markdown_sentence(text: str) -> str:
    """A sentence of ours, with what it quotes in backticks as code."""
    parts = _CODE.split(text)
    return "".join(markdown_code(part) if place % 2 else _around(part) for place, part in enumerate(parts))


def _around(text: str) -> str:
    """Plain text that keeps the spaces at its ends."""
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead and ' '}{markdown_text(text)}{trail and ' '}" if text.strip() else " " * bool(text)
