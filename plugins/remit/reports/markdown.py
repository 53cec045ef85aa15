"""Foreign text inside Markdown of a comment: it stays text, calls nobody, links nowhere."""

from __future__ import annotations

import re
from html import escape

from remit.reports.safe import printable

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$^=:>])")


def plain(text: str) -> str:
    """Text on one line that no Markdown, HTML, mention or issue number is made of."""
    line = " ".join(printable(text).split())
    # An entity inside the word: `@name` and `#12` call people and issues even when escaped.
    return _MARKS.sub(r"\\\1", escape(line, quote=False)).replace("@", "&#64;").replace("\\#", "&#35;")


def code(text: str) -> str:
    """Text as a code span; in a table a bar is escaped."""
    line = " ".join(printable(text).split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}".replace("|", "\\|")
