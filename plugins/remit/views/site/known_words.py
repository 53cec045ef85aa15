"""Known words of the handbook, marked in people's prose and explained at the end of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from markupsafe import Markup, escape

from remit.frozen import dataclass
from remit.handbook import Definition, Ref
from remit.insight.known_words import Words
from remit.views.site.quick import filled

_MEANINGS = """\
<div class="words" data-search-exclude><p class="eyebrow">Words on this page</p>
<dl>
%s</dl>
<script src="%s" defer></script>
</div>
"""
_WORD = '<a class="word" href="%s" aria-describedby="%s">%s</a>'
SCRIPT = "assets/remit/words.js"  # shows a meaning beside its word


@dataclass
class WordMarker:
    """Marks known words in the texts of one page, each thing once a paragraph, and remembers them.

    `once` marks it once on the whole page, which is right for long lists.
    """

    words: Words
    address: Callable[[Definition], str]  # relative to the page
    script: str  # where SCRIPT lies, relative to the page
    own: frozenset[Ref] = frozenset()
    once: bool = False
    used: dict[Ref, Definition] = field(default_factory=dict)
    seen: set[Ref] = field(default_factory=set)

    def paragraph(self) -> None:
        """A new paragraph begins."""
        self.seen = set(self.used) if self.once else set()

    def saw(self, definition: Definition) -> None:
        """The paragraph links to this already."""
        self.seen.add(definition.ref)

    def cited(self, definition: Definition, said: str) -> Markup:
        """A link to a value by what it comes to; what it means stands at the end of the page."""
        self.saw(definition)
        if definition.ref in self.own:
            return filled('<a href="%s">%s</a>', self.address(definition), said)
        self.used[definition.ref] = definition
        return filled(_WORD, self.address(definition), anchor(definition), said)

    def __call__(self, text: str) -> Markup:
        """A plain text as HTML, with its known words marked."""
        parts: list[str] = []
        done = 0
        for start, end, meant in self.words.find(text):
            if meant.ref in self.seen or meant.ref in self.own:
                continue
            self.seen.add(meant.ref)
            self.used[meant.ref] = meant
            mark = filled(_WORD, self.address(meant), anchor(meant), text[start:end])
            parts += [escape(text[done:start]), mark]
            done = end
        return Markup("".join((*parts, escape(text[done:]))))

    def definitions(self, say: Callable[[Definition], str]) -> Markup:
        """What the marked words mean, for the end of the page; `say` gives the words of a definition."""
        if not self.used:
            return Markup()
        one = '<div><dt><a href="%s">%s</a></dt>\n<dd id="%s">%s</dd></div>\n'
        found = sorted(self.used.values(), key=lambda each: (each.name.casefold(), each.ref))
        rows = [filled(one, self.address(each), each.name, anchor(each), say(each)) for each in found]
        return filled(_MEANINGS, Markup("".join(rows)), self.script)


def anchor(definition: Definition) -> str:
    """Where a word's meaning stands on a page; no id has an underscore."""
    return f"w_{definition.kind.id}_{definition.id}"
