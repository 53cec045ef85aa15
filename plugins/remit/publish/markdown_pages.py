"""A clean Markdown twin of each page, and `llms.txt`, the list of them for programs that read."""

# Made from the model, never from HTML. All text from YAML is escaped, so that
# it cannot make a heading, a link or HTML of its own; strings are joined by hand, for a
# template would cost more than the page.

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from remit.handbook import Definition
from remit.insight.used import used_in
from remit.mentions import held, let_go, pieces, plain
from remit.schema import EXPRESSIONS, VALUE, Kind, Node, Reference
from remit.views.site.site import MOST, TWIN, Entry, Page, Site, section_title

_LISTED = 200  # definitions of one kind in llms.txt; of more, the list of the kind alone
_LEFT_OUT = frozenset({"name", "summary", "notes", "order"})
_SPECIAL = re.compile(r"[\\`*_\[\]<]|&(?=#|\w+;)|~(?=~)|\|(?=.*\|)")
_MAYBE = re.compile(r"[\\`*_\[\]<&~|{]")  # without any of these a text is what it is
_START = re.compile(r"(#{1,6}(?=\s|$)|[-+>=]|:::|~)|(\d+)(?=[.)])")
_LINK = re.compile(r"!?\[([^\]]*)\]\(<?([^)\s>]*)>?[^)]*\)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.*)")


def twin(site: Site, page: Page, entries: Sequence[Entry] = (), *, file: str = TWIN) -> str:
    """The Markdown of a page; `entries` say what stands on a page that is of no kind.

    `file` is what a twin is called in the folder of its page's address.
    """
    writer = _Writer(site, page, file)
    definition = site.subject(page)
    if definition is not None:
        return "\n".join(_definition(writer, definition)) + "\n"
    kind = next((kind for kind in _kinds(site) if site.collection_url(kind) == page.url), None)
    lines = list(_collection(writer, kind) if kind else _other(writer, entries))
    return "\n".join(lines) + "\n"


def llms(site: Site, base: str, authored: Sequence[tuple[str, str]] = (), *, file: str = TWIN) -> str:
    """The text of `llms.txt`; `base` is the site's address or empty, `authored` are (title, url).

    `file` is what the pages' twins are called; empty when there are none.
    """
    settings, addresses = site.book.settings(), site.addresses
    lines = [f"# {escaped(site.title)}", ""]

    def address(url: str) -> str:
        return addresses.twin(url, file) if file else addresses.written(url)

    if summary := settings.get("summary"):
        lines += [f"> {_titled(site.plain(str(summary)))}", ""]
    lines += ["Every definition has an address such as `metric:win-rate`, an owner who operates it and one"]
    beside = "at its address and `.md`" if addresses.flat else f"beside it as `{file}`"
    lines += [f"who governs it. A page's Markdown lies {beside}." if file else "who governs it."]
    for section, pages in _sections(site).items():
        lines += ["", f"## {_section_title(section)}", ""]
        lines += [
            f"- [{escaped(page.title)}]({base}{address(page.url)})" + _description(page.description)
            for page in pages
        ]
    if authored:
        lines += ["", "## Written by people", ""]
        lines += [f"- [{escaped(title)}]({base}{url})" for title, url in authored]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """A text on one line that Markdown shows as it is.

    >>> escaped("a <b> [c](d) *e*\\n# f")
    'a \\\\<b> \\\\[c\\\\](d) \\\\*e\\\\* # f'
    """
    line = " ".join(text.split())
    return _SPECIAL.sub(r"\\\g<0>", line) if _MAYBE.search(line) else line


def blocks(text: str, mention: Any) -> Iterator[str]:
    """The lines of a prose text: its paragraphs and its list items, all else as plain text."""
    for paragraph in re.split(r"\n\s*\n", held(text.strip("\n"))):
        words: list[str] = []
        for line in paragraph.splitlines():
            if item := _ITEM.fullmatch(line):
                if words:
                    yield _paragraph(words, mention)
                words = []
                if shown := _guarded(_said(item.group(1), mention)):
                    yield f"- {shown}"  # an empty one would underline the line above, as a heading
            else:
                words.append(line)
        if words:
            yield _paragraph(words, mention)
        yield ""


def said(text: str, mention: Any) -> str:
    """A prose text on one line; `mention` makes the link to an address, or None."""
    return _said(held(text), mention)


def _said(text: str, mention: Any) -> str:
    """The same of a part of a text, in which code is held."""
    if not _MAYBE.search(text):
        return " ".join(text.split())
    # Spaces beside an address stay.
    shown = [
        (mention(address, words) or escaped(words or f"{{{address}}}"))
        if address
        else _kept(plain(words, lambda _: None))
        for address, words in pieces(_LINK.sub(r"\1 (\2)", text))
    ]
    return let_go("".join(shown)).strip()


# -- pages --


def _definition(writer: _Writer, definition: Definition) -> Iterator[str]:
    yield f"# {escaped(definition.name)}"
    yield ""
    if definition.summary:
        yield from blocks(definition.summary, writer.mention)
    yield f"- Kind: {_titled(definition.kind.title)}"
    yield f"- Address: {_code(str(definition.ref))}"
    yield f"- Written in: {_code(definition.document.path)}"
    if not definition.sound:
        yield "- It does not fit its schema yet."
        return
    if definition.kind.id == VALUE and (amount := writer.site.book.amounts.get(definition.id)):
        yield f"- Comes to: {escaped(str(amount))}"
    nodes = definition.kind.properties
    there = [name for name in nodes if name in definition.data and name not in _LEFT_OUT]
    short = {name: text for name in there if (text := writer.short(nodes[name], definition.data[name]))}
    yield from (f"- {_titled(nodes[name].title)}: {text}" for name, text in short.items())
    for name in there:
        if name not in short:
            yield from ("", f"## {escaped(nodes[name].title)}", "")
            yield from writer.below(nodes[name], definition.data[name], 0)
    if groups := used_in(definition):
        yield from ("", "## Where it is used", "")
        for title, found in groups:
            links = ", ".join(map(writer.link, found[:MOST]))
            more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
            yield f"- {_titled(title)}: {links}{more}"
    if notes := definition.data.get("notes"):
        yield from ("", "## Notes", "")
        yield from blocks(notes, writer.mention)


def _collection(writer: _Writer, kind: Kind) -> Iterator[str]:
    yield from (f"# {escaped(writer.page.title)}", "", _titled(kind.description), "")
    for each in writer.site.book.every(kind.id):
        summary = " ".join(said(each.summary, writer.mention).split())
        yield f"- {writer.link(each)}" + (f": {summary}" if summary else "")


def _other(writer: _Writer, entries: Sequence[Entry]) -> Iterator[str]:
    site, page = writer.site, writer.page
    yield from (f"# {escaped(page.title)}", "")
    if page.description:
        yield from (_titled(page.description), "")
    for entry in entries:
        if entry.anchor:
            yield from (f"## {escaped(entry.title)}", "")
        lines = [_guarded(escaped(site.plain(line))) for line in entry.text.splitlines()]
        lines = [line for line in lines if line and line != escaped(page.description)]
        yield from lines if len(lines) < 2 else (f"- {line}" for line in lines)
        yield from (f"- {writer.link(each, words)}" for words, each in entry.links)
        if lines or entry.links:
            yield ""
    if not page.url:
        sections = _sections(site, whole=False)
        yield from (
            f"- [{escaped(each.title)}]({writer.address(each.url)})"
            for pages in sections.values() for each in pages if each is not page
        )  # fmt: skip


def _sections(site: Site, *, whole: bool = True) -> dict[str, list[Page]]:
    """The pages in sight of each tab, with the definitions of its kinds where these are few."""
    counted = {site.collection_url(kind): len(site.book.index.get(kind.id, ())) for kind in _kinds(site)}
    sections: dict[str, list[Page]] = {}
    for page in site.pages:
        few = page.listed and counted.get(page.parent, 0) <= _LISTED
        if page.in_nav or (whole and few and page.section != "reference"):
            sections.setdefault(page.section, []).append(page)
    # `Optional` is what a reader may skip when it must be short.
    return {
        **{s: p for s, p in sections.items() if s != "reference"},
        **{s: p for s, p in sections.items() if s == "reference"},
    }


def _section_title(section: str) -> str:
    return "Optional" if section == "reference" else escaped(section_title(section))


def _kinds(site: Site) -> list[Kind]:
    return [kind for kind in site.book.kinds.by_id.values() if not kind.single]


def _description(text: str) -> str:
    return f": {escaped(text)}" if text else ""


# -- values --


class _Writer:
    """Writes values of any shape as lines, with links that are right on one page."""

    def __init__(self, site: Site, page: Page, file: str) -> None:
        self.site, self.page, self.file = site, page, file

    def address(self, url: str) -> str:
        """The way to the twin of the page at an address."""
        addresses = self.site.addresses
        return addresses.way(self.page.url, addresses.twin(url, self.file))

    def link(self, definition: Definition, said: str = "") -> str:
        """A link to another page's twin, with the definition's name or what is said."""
        return f"[{escaped(said or definition.name)}]({self.address(self.site.url(definition))})"

    def mention(self, address: str, words: str) -> str | None:
        """A link to `kind:id`, with words of its own or the name; None where there is no such thing."""
        meant = self.site.book.find(address)
        return self.link(meant, words or self.site.book.spoken(address) or "") if meant else None

    def referred(self, reference: Reference | None, name: str) -> str:
        """What a reference names, as a link where there is such a thing."""
        meant = self.site.book.resolve(reference, name) if reference else None
        return self.link(meant) if meant else escaped(name)

    def short(self, node: Node, data: Any) -> str:
        """A value that goes on one line, or an empty text."""
        if isinstance(data, bool):
            return "yes" if data else "no"
        if isinstance(data, str):
            return self._text(node, data)
        if isinstance(data, list):
            named = node.items is not None and (node.items.reference or node.items.choices)
            items = [self.short(node.items, item) for item in data] if node.items and named else []
            return ", ".join(items) if all(items) else ""
        return "" if isinstance(data, Mapping) else str(data)

    def _text(self, node: Node, data: str) -> str:
        if node.reference:
            return self.referred(node.reference, data)
        if node.text in EXPRESSIONS:
            return _code(data)
        return said(data, self.mention) if node.text == "prose" else escaped(data)

    def below(self, node: Node, data: Any, depth: int) -> Iterator[str]:
        """A list or a mapping, an item a line."""
        pad = "  " * depth
        if isinstance(data, list):
            for place, item in enumerate(data, 1):
                inner = node.items or node
                if line := self.short(inner, item):
                    yield f"{pad}- {_guarded(line)}"
                else:
                    yield f"{pad}- {place}"
                    yield from self.below(inner, item, depth + 1)
        elif isinstance(data, Mapping):
            for key, value in data.items():
                known = node.properties.get(key)
                title = _titled(known.title) if known else _guarded(self.referred(node.keys, str(key)))
                yield from self._item(title, known or node.values, value, depth)

    def _item(self, title: str, node: Node | None, value: Any, depth: int) -> Iterator[str]:
        line = self.short(node, value) if node else escaped(str(value))
        yield f"{'  ' * depth}- {title}" + (f": {line}" if line else "")
        if node and not line:
            yield from self.below(node, value, depth + 1)


# -- text --


def _paragraph(lines: Sequence[str], mention: Any) -> str:
    return _guarded(_said("\n".join(lines), mention))


def _titled(text: str) -> str:
    """A line of somebody else's words, such as what a company's own schema calls a thing."""
    return _guarded(escaped(text))


def _code(text: str) -> str:
    """A text as code, with a fence that none of its own backticks closes."""
    line = " ".join(text.split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _guarded(line: str) -> str:
    """A line that begins no heading, list or quotation."""
    return (
        _START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\", line, count=1)
        if _START.match(line)
        else line
    )


def _kept(text: str) -> str:
    """Escaped, with a space at either end where there was white space."""
    line = escaped(text)
    before = " " if text[:1].isspace() else ""
    return before + line + (" " if line and text[-1:].isspace() else "")
