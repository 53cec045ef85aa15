"""In which language the words of a page are: the handbook's own are English, a company's texts may not be."""

# A reader's program pronounces and hyphenates by `lang`, and sets texts by `dir`. What we say is marked as a
# whole, and in it what the company says: its prose where that is made, its names where one stands alone.

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape

from markupsafe import Markup

from remit.frozen import dataclass

OWN = 'lang="en" dir="ltr"'
_BLOCK = re.compile(r"<(p|ul|ol|blockquote|table|h[1-6])>")
# An element that holds one text alone; where the language of its text is no matter, it stays.
_ALONE = re.compile(
    r"<((?!title|style|script|code|template)[a-zA-Z][a-z0-9]*)((?: [^<>]*)?)>([^<>]+)(?=</\1>)"
)
_CHROME = re.compile(
    r'(<(?:a|span)[^<>]*class="md-(?:tabs__link|ellipsis|path__link)")([^<>]*>\s*)([^<>]+?)(?=\s*<)'
)


@dataclass(frozen=True, slots=True)
class Language:
    """The language of a company's texts, as a code such as `de`; empty where it is English, as ours are."""

    code: str = ""

    def prose(self, html: Markup) -> Markup:
        """The paragraphs of a company's text, marked."""
        return Markup(_BLOCK.sub(rf'<\1 lang="{self.code}" dir="auto">', html)) if self.code else html

    def inline(self, html: Markup) -> Markup:
        """A piece of a line, marked."""
        mark = Markup('<span lang="%s" dir="auto">%s</span>')
        return mark % (self.code, html) if self.code and html else html

    def framed(self, html: str, names: Collection[str]) -> str:
        """A piece of a page in the frame that styles expect; `names` are words of the company."""
        if not self.code:
            return f'<div class="r">\n{html}</div>'
        marked = _ALONE.sub(lambda found: self._named(found, names), html)
        return f'<div class="r" {OWN}>\n{marked}</div>'

    def around(self, html: str, titles: Collection[str]) -> str:
        """A whole page, with our `titles` marked in the menus that the theme has made around it."""
        if not self.code:
            return html
        return _CHROME.sub(
            lambda found: (
                f'{found[1]} lang="en"{found[2]}{found[3]}' if unescape(found[3]) in titles else found[0]
            ),
            html,
        )

    def _named(self, found: re.Match[str], names: Collection[str]) -> str:
        tag, attributes, text = found.groups()
        if " lang=" in attributes or unescape(text.strip()) not in names:
            return found[0]
        return f'<{tag}{attributes} lang="{self.code}">{text}'


ENGLISH = Language()


def of_theme(code: object) -> Language:
    """The language that a theme is set to.

    >>> of_theme("de"), of_theme("en-GB"), of_theme(None)
    (Language(code='de'), Language(code=''), Language(code=''))
    """
    known = isinstance(code, str) and re.fullmatch(r"[A-Za-z0-9-]+", code) and not re.match(r"en\b", code)
    return Language(str(code)) if known else ENGLISH
