"""XML from outside, part by part: no document type, no entity, and a line for every element."""

# The guards are those of defusedxml. A tree of a whole file is never built: what lies directly below the root
# is handed on and forgotten, so a file with thousands of fields costs no more than its largest one.

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.parsers import expat  # nosec: behind the guards of defusedxml

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

_DEEPEST = 60  # elements inside of each other; metadata has seven


class Unreadable(Exception):
    """The file is no XML that may be read; the text says why, with the line."""

    def __init__(self, why: str, line: int = 1) -> None:
        super().__init__(why)
        self.line = line


class Node:
    """One element: tag, line from 1, text without the space around it, and the elements in it."""

    __slots__ = ("children", "line", "tag", "text")

    def __init__(self, tag: str, line: int) -> None:
        self.tag = tag
        self.line = line
        self.text = ""
        self.children: list[Node] = []

    def all(self, tag: str) -> list[Node]:
        """The elements directly below, of one tag."""
        return [each for each in self.children if each.tag == tag]

    def first(self, tag: str) -> Node | None:
        """The first element directly below, or None."""
        for each in self.children:
            if each.tag == tag:
                return each
        return None

    def said(self, tag: str) -> str:
        """The text of the first element directly below; empty where there is none."""
        for each in self.children:
            if each.tag == tag:
                return each.text
        return ""

    def walk(self) -> list[Node]:
        """This one and all below, in order of writing."""
        found = [self]
        for each in found:
            found.extend(each.children)
        return found


class _Guarded(DefusedXMLParser):  # type: ignore[misc]
    """What defusedxml forbids, on a parser that builds no tree."""

    def __init__(self, parser: Any) -> None:
        self.forbid_dtd = True
        self.forbid_entities = True
        self.forbid_external = True
        parser.StartDoctypeDeclHandler = self.defused_start_doctype_decl
        parser.EntityDeclHandler = self.defused_entity_decl
        parser.UnparsedEntityDeclHandler = self.defused_unparsed_entity_decl
        parser.ExternalEntityRefHandler = self.defused_external_entity_ref_handler


def parts(content: bytes, each: Callable[[Node], None]) -> Node:
    """Hand on every element directly below the root; returns the root without them. Raises Unreadable."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    _Guarded(parser)
    root: list[Node] = []
    stack: list[Node] = []
    push, pop = stack.append, stack.pop

    def start(tag: str, _attributes: object) -> None:
        node = Node(tag, parser.CurrentLineNumber)
        if len(stack) > 1:
            stack[-1].children.append(node)
        elif not stack:
            root.append(node)
        if len(stack) > _DEEPEST:
            raise Unreadable(f"elements stand more than {_DEEPEST} deep in each other", node.line)
        push(node)

    def end(_tag: str) -> None:
        node = pop()
        if node.text:
            node.text = node.text.strip()
        if len(stack) == 1:
            each(node)

    def text(said: str) -> None:
        stack[-1].text += said

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as problem:
        raise Unreadable(f"{expat.ErrorString(problem.code)}", problem.lineno) from problem
    except DefusedXmlException as problem:
        raise Unreadable("it declares a document type, which may hide what it says") from problem
    except (LookupError, ValueError) as problem:  # an encoding that Python does not have
        raise Unreadable(str(problem)) from problem
    return root[0]
