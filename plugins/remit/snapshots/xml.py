"""XML from outside: no document type, no entity, and a line for every element that is asked for one."""

# What is plain is parsed by the quick parser of the standard library: UTF-8, and no `<!` in it, so no
# document type and no entity that could do harm. All else goes through defusedxml, which refuses both.

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from xml.etree import ElementTree  # nosec: only for what holds no declaration

_NAMESPACE = re.compile(rb"""\sxmlns\s*=\s*(?:"[^"]*"|'[^']*')""")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")  # how a text of two bytes a character begins
_ENCODING = re.compile(r"""(<\?xml[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')""")
_USUAL = b' xmlns="http://soap.sforce.com/2006/04/metadata"'
_DECLARATION = 5  # bytes within which a declaration begins, a mark of the byte order before it
_HEAD = 2000  # bytes in which the root begins
_PLAIN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml[^>]*?(?:encoding\s*=\s*[\"'](?i:utf-8|us-ascii)[\"'][^>]*)?\?>|[A-Za-z_])"
)
_DECLARED = b'<?xml version="1.0" encoding="UTF-8"?>'  # how nearly every file begins
_LINE_END = ord("\n")
_NO_STEP = bytes(set(range(256)) - set(b"<\n"))
_START = re.compile(rb"<[A-Za-z_]")
_TAGS = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<([A-Za-z_])", re.DOTALL)


class Unreadable(Exception):
    """The file is no XML that may be read; the text says why, with the line."""

    def __init__(self, why: str, line: int = 1) -> None:
        super().__init__(why)
        self.line = line


class _Lines:
    """The line on which each element begins: start tags stand in the text in the order of the elements.

    `only_tags` says that no `<` of the content stands in a comment, a section or an instruction, but for the
    declaration at its head.
    """

    __slots__ = ("_content", "_of", "_only_tags", "_root")

    def __init__(self, content: bytes, root: ElementTree.Element, *, only_tags: bool) -> None:
        self._content = content
        self._root = root
        self._only_tags = only_tags
        self._of: dict[int, int] | None = None

    def of(self, element: ElementTree.Element) -> int:
        if element is self._root:  # all that most files are asked for
            return self._first()
        if self._of is None:
            lines = self._steps() if self._only_tags else self._tags()
            self._of = {id(each): line for each, line in zip(self._root.iter(), lines, strict=False)}
        return self._of.get(id(element), 1)

    def _first(self) -> int:
        if self._only_tags:
            found = _START.search(self._content)
        else:
            found = next((match for match in _TAGS.finditer(self._content) if match[1]), None)
        return self._content.count(b"\n", 0, found.start() if found is not None else 0) + 1

    def _steps(self) -> Iterator[int]:
        begun = self._content.replace(b"</", b"").replace(b"<?", b"").translate(None, _NO_STEP)
        line = 1
        for step in begun:
            if step == _LINE_END:
                line += 1
            else:
                yield line

    def _tags(self) -> Iterator[int]:
        ends = [match.start() for match in re.finditer(b"\n", self._content)]
        for match in _TAGS.finditer(self._content):
            if match[1]:
                yield bisect_right(ends, match.start()) + 1


class Node:
    """One element: tag, line from 1, text without the space around it, and the elements in it."""

    __slots__ = ("_element", "_lines")

    def __init__(self, element: ElementTree.Element, lines: _Lines) -> None:
        self._element = element
        self._lines = lines

    @property
    def tag(self) -> str:
        """Its name, without a namespace."""
        return self._element.tag

    @property
    def line(self) -> int:
        """The line on which it begins, from 1."""
        return self._lines.of(self._element)

    @property
    def text(self) -> str:
        """What stands in it before the first element."""
        return (self._element.text or "").strip()

    @property
    def children(self) -> list[Node]:
        """The elements directly below."""
        return [Node(each, self._lines) for each in self._element]

    def all(self, tag: str) -> list[Node]:
        """The elements directly below, of one tag."""
        return [Node(each, self._lines) for each in self._element.findall(tag)]

    def first(self, tag: str) -> Node | None:
        """The first element directly below, or None."""
        found = self._element.find(tag)
        return None if found is None else Node(found, self._lines)

    def said(self, tag: str) -> str:
        """The text of the first element directly below; empty where there is none."""
        return (self._element.findtext(tag) or "").strip()

    def texts(self) -> dict[str, str]:
        """The texts of the elements directly below, by their tags; of several the first."""
        found: dict[str, str] = {}
        for each in self._element:
            if each.tag not in found:
                found[each.tag] = (each.text or "").strip()
        return found

    def walk(self) -> list[Node]:
        """This one and all below, in the order of writing."""
        return [Node(each, self._lines) for each in self._element.iter()]


def whole(content: bytes) -> Node:
    """A file with all its elements; raises Unreadable."""
    if content[:2] in _WIDE:
        content = _narrow(content)
    bare = content.replace(_USUAL, b"", 1)
    if bare.find(b"xmlns", 0, _HEAD) >= 0:
        bare = _NAMESPACE.sub(b"", bare[:_HEAD]) + bare[_HEAD:]
    is_usual = bare.startswith(_DECLARED) or _PLAIN.match(bare) is not None
    is_plain = is_usual and b"<!" not in bare and b"\0" not in bare
    only_tags = is_plain and bare.find(b"<?", _DECLARATION) < 0
    try:
        if is_plain:
            quick = ElementTree.XMLParser()  # noqa: S314 - see above
            quick.feed(bare)
            root = quick.close()
        else:
            root = _guarded(bare)
    except ElementTree.ParseError as problem:
        if not content.strip():
            raise Unreadable("the file is empty") from problem
        raise Unreadable(str(problem).partition(":")[0], problem.position[0]) from problem
    except (LookupError, ValueError) as problem:  # an encoding that Python does not have
        raise Unreadable(str(problem)) from problem
    if root.tag.startswith("{"):  # by a prefix, or below the head
        for each in root.iter():
            each.tag = each.tag.rpartition("}")[2]
    return Node(root, _Lines(bare, root, only_tags=only_tags))


def _guarded(content: bytes) -> ElementTree.Element:
    from defusedxml.common import DefusedXmlException  # few exports hold what it has to look at
    from defusedxml.ElementTree import DefusedXMLParser

    parser = DefusedXMLParser(forbid_dtd=True)
    try:
        parser.feed(content)
        root: ElementTree.Element = parser.close()
    except DefusedXmlException as problem:
        raise Unreadable("it declares a document type, which may hide what it says") from problem
    return root


def _narrow(content: bytes) -> bytes:
    """The same text in UTF-8, in which lines can be counted."""
    wide = "utf-16" if content[0] > ord("<") else "utf-16-le" if content[0] else "utf-16-be"
    try:
        return _ENCODING.sub(r"\1", content.decode(wide), count=1).encode("utf-8")
    except UnicodeError as problem:
        raise Unreadable(f"it is no UTF-16: {problem}") from problem
