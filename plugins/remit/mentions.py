"""Mentions in prose: `{kind:id}` stands for the definition at that address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MENTIONED = re.compile(r"\{([a-z][a-z0-9-]*:[a-z0-9]+(?:-[a-z0-9]+)*)\}")
MENTION_LIKE = re.compile(r"\{([A-Za-z][\w-]*:[^{}\s]*)\}")
_MARKED = re.compile(r"[\\`*_\[\]<>&#!|~{}\n]|^\s*(?:[-+=]|\d+[.)])|  $")


def mentioned(text: str) -> Iterator[str]:
    """The addresses that a prose text mentions, in order, as often as it does."""
    return (match.group(1) for match in MENTIONED.finditer(text))


def has_marks(text: str) -> bool:
    """Whether a text holds anything that Markdown may read as a mark, or a mention."""
    return _MARKED.search(text) is not None


def plain(text: str, name: Callable[[str], str | None]) -> str:
    """The text without marks, for search and for titles; mentions become names."""
    text = MENTIONED.sub(lambda match: name(match.group(1)) or match.group(1), text)
    return re.sub(r"[`*_]{1,3}(?=\S)|(?<=\S)[`*_]{1,3}", "", text) if has_marks(text) else text
