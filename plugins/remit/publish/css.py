"""Style sheets as texts: without comments and layout, and without what nothing on a page can match."""

# Not a parser of CSS: braces, strings and commas are enough to find rules and their selectors, in any version
# of the theme. What is not understood is kept.

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_STRING = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
_TOKEN = re.compile(rf"/\*.*?\*/|{_STRING}|\s+|[{{}};]|[^\s{{}};\"'/]+|/", re.DOTALL)
_EDGE = re.compile(rf"{_STRING}|url\([^)\"']*\)|[{{}};]", re.DOTALL)
_INNER = re.compile(r":(?:is|where|not|has)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]")
_NAME = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
_VARIABLE = re.compile(rf"(?<=[{{;])(--[\w-]+):(?:{_STRING}|url\([^)\"']*\)|[^;{{}}\"'])*(?:;|(?=\}}))")
_USED = re.compile(r"var\(\s*(--[\w-]+)")
WORD = re.compile(r"[\w-]+")  # what can be a class, an id or a variable in a template or a script


def minified(css: str) -> str:
    """The same rules without comments, line breaks and indentation.

    >>> minified("a { color: red; }  /* why */\\n.r { b :hover { top: 0 } }")
    'a{color: red}.r{b :hover{top: 0}}'
    """
    out: list[str] = []
    for token in _TOKEN.findall(css):
        if token.isspace() or token.startswith("/*"):
            if out and out[-1] not in (" ", "{", "}", ";"):
                out.append(" ")
            continue
        if token in ("{", "}", ";"):
            if out and out[-1] == " ":
                out.pop()
            if token == "}" and out and out[-1] == ";":
                out.pop()
        out.append(token)
    return "".join(out).strip()


def rules(css: str) -> Iterator[tuple[str, str | None]]:
    """(what stands before the braces, what stands in them) of each rule; None in `@import x;`."""
    depth = start = inside = 0
    before = ""
    for found in _EDGE.finditer(css):
        edge = found[0]
        if edge == "{":
            if depth == 0:
                before, inside = css[start : found.start()], found.end()
            depth += 1
        elif edge == "}":
            depth -= 1
            if depth == 0:
                yield before, css[inside : found.start()]
                start = found.end()
        elif edge == ";" and depth == 0:
            yield css[start : found.end()], None
            start = found.end()


def kept(css: str, wanted: Callable[[str], bool]) -> str:
    """The rules of which a selector is wanted, each with those of its selectors that are.

    >>> kept(".a,.b{top:0}@media print{.b{top:0}}", lambda selector: selector != ".b")
    '.a{top:0}'
    """
    parts = []
    for before, inside in rules(css):
        if inside is None:
            parts.append(before)
        elif before.lstrip().startswith(("@media", "@supports")):
            if within := kept(inside, wanted):
                parts.append(f"{before}{{{within}}}")
        elif before.lstrip().startswith("@"):
            parts.append(f"{before}{{{inside}}}")
        elif selectors := [each for each in _selectors(before) if wanted(each)]:
            parts.append(f"{','.join(selectors)}{{{inside}}}")
    return "".join(parts)


def names(selector: str) -> frozenset[str]:
    """The classes and ids without which a selector matches nothing.

    >>> sorted(names(".md-typeset .note:not(.inline)>p[title='.x']"))
    ['md-typeset', 'note']
    """
    return frozenset(_NAME.findall(_INNER.sub("", selector)))


def without_idle_variables(css: str, used: frozenset[str]) -> str:
    """The rules without the variables that neither they nor anybody else reads.

    >>> without_idle_variables("p{--a:1;--b:url('x;y');top:var(--a)}", frozenset())
    'p{--a:1;top:var(--a)}'
    """
    while True:
        read = used | frozenset(_USED.findall(css))
        left = _VARIABLE.sub(lambda found: found[0] if found[1] in read else "", css)  # noqa: B023 - used at once
        if left == css:
            return css
        css = left


def _selectors(before: str) -> Iterator[str]:
    """The parts of a list of selectors: a comma inside of brackets parts nothing."""
    depth = start = 0
    for at, sign in enumerate(before):
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "," and depth == 0:
            yield before[start:at]
            start = at + 1
    yield before[start:]
