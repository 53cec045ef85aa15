"""Mentions in prose: `{kind:id}` stands for the definition at that address, unless it is quoted as code.

`{kind:id|words}` has words of its own, which are read instead of the name.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Callable, Container, Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# 1: the address; 2: words of its own, in which Markdown sees no mark, or None
_ADDRESS = r"[a-z][a-z0-9-]*:[a-z0-9]+(?:-[a-z0-9]+)*"
_WORDS = r"(?=[^{}]*\w)[^{}|\\`*_\[\]<>&\n]+"
MENTIONED = re.compile(rf"\{{({_ADDRESS})(?:\|({_WORDS}))?\}}")
MENTION_LIKE = re.compile(r"\{([A-Za-z][\w-]*:[^{}\s|]*)(\|[^{}]*)?\}")
_MARKED = re.compile(r"[\\`*_\[\]<>&#!|~{}\n]|^\s*(?:[-+=]|\d+[.)])|  $")
# An underscore inside a word, as in AutoRenewal__c, marks nothing.
_MARKS = re.compile(r"[`*]{1,3}(?=\S)|(?<=\S)[`*]{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)")
# Without one of these no part of a text is code: a backtick, a fence of tildes, something that is set in.
_MAY_BE_CODE = re.compile(r"`|~~~| {4}|\t")
WHOLE_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)  # a link with a scheme, the same everywhere
_BRACE = re.compile(r"\{")
_TAG: Final = "\x02"  # no file may hold it, and Markdown sees a letter
_TAGGED = re.compile(rf"{_TAG}(\d+){_TAG}")


def mentions(text: str, pattern: re.Pattern[str] = MENTIONED) -> Iterator[re.Match[str]]:
    """The mentions of a prose text, in order, as often as they stand there."""
    quoted = in_code(text)
    return (match for match in pattern.finditer(text) if match.start() not in quoted)


def replaced(text: str, put: Callable[[re.Match[str]], str]) -> str:
    """The text with something else in place of each mention."""
    quoted = in_code(text)
    return MENTIONED.sub(lambda match: match[0] if match.start() in quoted else put(match), text)


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """A text in pieces: (address, its own words or nothing) of a mention, ("", text) of what lies between."""
    done = 0
    for match in MENTIONED.finditer(text):
        yield "", text[done : match.start()]
        yield match[1], (match[2] or "").strip()
        done = match.end()
    yield "", text[done:]


def called(match: re.Match[str], address: str) -> str:
    """A mention of another address, with the words that it has."""
    return f"{{{address}}}" if match[2] is None else f"{{{address}|{match[2]}}}"


def has_marks(text: str) -> bool:
    """Whether a text holds anything that Markdown may read as a mark, or a mention."""
    return _MARKED.search(text) is not None


def plain(text: str, name: Callable[[str], str | None]) -> str:
    """The text without marks, for search and for titles; mentions become their words, or names."""
    text = replaced(text, lambda match: (match[2] or "").strip() or name(match[1]) or match[1])
    return _MARKS.sub("", text) if has_marks(text) else text


def page_meant(target: str, files: Container[str]) -> tuple[str, str] | None:
    """The file of `docs/` that a relative link means, and what stands behind its `#`, or None.

    Links start from `docs/`, wherever a text is shown: `guide/intro.md`, or its address `guide/intro/`.
    """
    path, _, anchor = target.partition("#")
    path = posixpath.normpath(unquote(path.partition("?")[0])).lstrip("/")
    found = (each for each in (path, f"{path}.md", f"{path}/index.md", f"{path}/README.md") if each in files)
    file = next(found, None)
    return None if file is None else (file, anchor)


def held(text: str) -> str:
    """The text with a mark inside what is quoted as code, so that no part of it mentions it; see `let_go`."""
    quoted = in_code(text)
    return MENTIONED.sub(
        lambda match: f"{{{_TAG}{match[0][1:]}" if match.start() in quoted else match[0], text
    )


def let_go(text: str) -> str:
    """The text without the marks of `held`."""
    return text.replace(_TAG, "")


def in_code(text: str, mark: re.Pattern[str] = _BRACE) -> frozenset[int]:
    """Where those marks begin, braces for one, that a page shows as code, as CommonMark has it."""
    if not mark.search(text) or _TAG in text or not _MAY_BE_CODE.search(text):
        return frozenset()
    tagged = mark.sub(lambda match: f"{_TAG}{match.start()}{_TAG}{match[0]}", text)
    code = (
        f"{token.info} {token.content}"
        for block in _markdown().parse(tagged)
        for token in (block, *(block.children or ()))
        if token.type in ("code_inline", "code_block", "fence")
    )
    return frozenset(int(place) for each in code for place in _TAGGED.findall(each))


@functools.cache
def _markdown() -> MarkdownIt:
    """What finds code. Loaded when a text needs it: nearly none has both braces and code."""
    from markdown_it import MarkdownIt

    # What costs much and finds no code stays out, so that no text of a stranger holds up a check.
    costly = ["link", "image", "entity", "emphasis", "newline"]
    return MarkdownIt("commonmark", {"html": False}).disable(costly)
