"""Style sheets as texts: without comments and layout, and without what nothing on a page can match."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, LiteralToken, Node, QualifiedRule

from remit import cache

KEPT = Path(__file__).parent / "__pycache__"

WORD = re.compile(r"[\w-]+")  # what can be a class, an id or a variable in a template or a script
_OF_RULES = ("media", "supports")  # at-rules that hold rules


@functools.lru_cache(maxsize=6)
def worked_out(make: Callable[..., str], *given: str) -> str:
    """What `make` makes of texts; kept as Python keeps its modules, since it takes as long as a small site.

    The same texts and the same code make the same sheet, so nothing that is kept can be stale. Nothing is
    written where Python is told to write nothing.
    """
    key = "\n".join([_made_by(), make.__qualname__, *(sha256(each.encode()).hexdigest() for each in given)])
    if (known := cache.fetch(key, KEPT)) is not None:
        return known
    made = make(*given)
    if not sys.dont_write_bytecode:
        cache.keep(key, [made], KEPT)
    return made


@functools.cache
def _made_by() -> str:
    """The code that makes sheets: every module of this room, and tinycss2."""
    modules = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return f"{sha256(modules).hexdigest()} {tinycss2.__version__}"


@functools.lru_cache(maxsize=8)  # a preview asks for the same at every save
def minified(css: str) -> str:
    """The same rules without comments, line breaks and indentation.

    >>> minified("a { color: red; }  /* why */\\n.r { b :hover { top: 0 } }")
    'a{color: red}.r{b :hover{top: 0}}'
    """
    return str(tinycss2.serialize(_small(tinycss2.parse_component_value_list(css))))


def _small(nodes: Iterable[Node]) -> list[Node]:
    """Space stands only between two words of one line: not beside braces, semicolons or an edge."""
    out: list[Node] = []
    for node in nodes:
        if node.type == "comment":
            continue
        if node.type == "whitespace":
            if out and not _parts(out[-1]):
                node.value = " "
                if out[-1].type != "whitespace":
                    out.append(node)
            continue
        if _parts(node) and out and out[-1].type == "whitespace":
            out.pop()
        for inside in ("content", "arguments"):
            if hasattr(node, inside):
                setattr(node, inside, _small(getattr(node, inside)))
        out.append(node)
    if out and out[-1].type == "whitespace":
        out.pop()
    if out and out[-1] == ";":
        out.pop()
    return out


def _parts(node: Node) -> bool:
    return bool(node == ";" or node.type == "{} block")


def kept(css: str, wanted: Callable[[str], bool]) -> str:
    """The rules of which a selector is wanted, each with those of its selectors that are.

    >>> kept(".a,.b{top:0}@media print{.b{top:0}}", lambda selector: selector != ".b")
    '.a{top:0}'
    """
    return "".join(rule.serialize() for rule in _kept(_rules(css), wanted))


def _kept(rules: Iterable[Node], wanted: Callable[[str], bool]) -> Iterator[Node]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            left = [each for each in _selectors(rule.prelude) if wanted(tinycss2.serialize(each).strip())]
            if left:
                rule.prelude = _joined(left, ",")
                yield rule
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in _OF_RULES and rule.content:
            rule.content = list(_kept(_rules(rule.content), wanted))
            if rule.content:
                yield rule
        else:
            yield rule


def names(selector: str) -> frozenset[str]:
    """The classes and ids without which a selector matches nothing.

    >>> sorted(names(".md-typeset .note:not(.inline)>p[title='.x']"))
    ['md-typeset', 'note']
    """
    found, before = set(), None
    for node in tinycss2.parse_component_value_list(selector):
        if node.type == "hash" or (node.type == "ident" and before == "."):
            found.add(node.value)
        before = node
    return frozenset(found)


def without_idle_variables(css: str, used: frozenset[str]) -> str:
    """The rules without the variables that neither they nor anybody else reads.

    >>> without_idle_variables("p{--a:1;--b:url('x;y');top:var(--a)}", frozenset())
    'p{--a:1;top:var(--a)}'
    """
    rules = list(_rules(css))
    reads: dict[str, set[str]] = {}  # variable → those that its values read; "" is whatever is no variable
    for rule in _blocks(rules):
        for each in _declarations(rule.content):
            reads.setdefault(_variable(each), set()).update(_read(each))
    reached = [*used, *reads.get("", ())]
    read = set(reached)
    for name in reached:
        new = reads.get(name, set()) - read
        reached += new
        read |= new
    for rule in _blocks(rules):
        left = [each for each in _declarations(rule.content) if not (own := _variable(each)) or own in read]
        rule.content = _joined(left, ";")
    return "".join(rule.serialize() for rule in rules)


def _rules(css: str | Iterable[Node]) -> list[Node]:
    """The rules of a sheet, or those inside of a rule."""
    return list(tinycss2.parse_rule_list(css, skip_comments=True, skip_whitespace=True))


def _blocks(rules: Iterable[Node]) -> Iterator[QualifiedRule]:
    """The rules that hold declarations, also where an at-rule holds them; these have them as a list."""
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            yield rule
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in _OF_RULES and rule.content:
            if any(node.type == "{} block" for node in rule.content):
                rule.content = _rules(rule.content)
            yield from _blocks(rule.content)


def _declarations(nodes: Iterable[Node]) -> list[list[Node]]:
    return [each for each in _split(nodes, ";") if each]


def _variable(declaration: Iterable[Node]) -> str:
    """The name of a variable that is given a value; empty for any other declaration."""
    first = next((node for node in declaration if node.type not in ("whitespace", "comment")), None)
    name = str(first.value) if first is not None and first.type == "ident" else ""
    return name if name.startswith("--") else ""


def _read(nodes: Iterable[Node]) -> Iterator[str]:
    """The variables that are read in a value."""
    for node in nodes:
        if node.type == "function" and node.lower_name == "var":
            yield from (each.value for each in node.arguments if each.type == "ident")
        yield from _read(getattr(node, "arguments", None) or getattr(node, "content", None) or ())


def _selectors(prelude: Iterable[Node]) -> list[list[Node]]:
    return _split(prelude, ",")


def _split(nodes: Iterable[Node], sign: str) -> list[list[Node]]:
    """What stands between signs: one inside of brackets parts nothing."""
    found: list[list[Node]] = [[]]
    for node in nodes:
        if node == sign:
            found.append([])
        else:
            found[-1].append(node)
    return found


def _joined(parts: Iterable[list[Node]], sign: str) -> list[Node]:
    nodes: list[Node] = []
    for part in parts:
        if nodes:
            nodes.append(LiteralToken(0, 0, sign))
        nodes += part
    return nodes
