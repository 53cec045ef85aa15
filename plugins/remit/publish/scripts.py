"""The handbook's scripts as a site has them: one that every page loads, and those of pages that need more."""

# A page that needs a script names it itself, in its body: so it also comes where the theme puts the page in
# place of another. The search is fetched by `remit.js` when somebody turns to it.

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

FIRST = "remit.js"  # on every page; what the others begin with
_COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/[ \t]*$|//[^\n]*$)|[ \t]+// [^\n\"'`]*$", re.DOTALL | re.MULTILINE)
_LAYOUT = re.compile(r"\n\s*")


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """(name, content) of each script of a folder."""
    for path in sorted(folder.glob("*.js")):
        yield path.name, stripped(path.read_text(encoding="utf-8")).encode()


def stripped(script: str) -> str:
    """The script without comments and indentation; a text over several lines must not hold either.

    >>> stripped("// why\\nlet a = 1; // one\\n  /* and\\n     so on */\\n  b('x // y');\\n")
    "let a = 1;\\nb('x // y');\\n"
    """
    return _LAYOUT.sub("\n", _COMMENT.sub("", script)).lstrip()
