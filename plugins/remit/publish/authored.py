"""An author's page as clean Markdown: what was written, with what it points to."""

# The author's own text is kept as it stands; only our braces become links, and links to
# other pages lead to their Markdown.

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from remit.frozen import dataclass
from remit.publish.markdown_pages import escaped
from remit.views.parts import embeds
from remit.views.parts.embeds import MARKED, author_page
from remit.views.site.site import TWIN, Page, Site

# Fenced blocks, links around code, then code in a line: of these, only where a link leads is read.
_CODE = re.compile(
    r"^[ ]{0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^[ ]{0,3}\1[`~]*[ ]*$|\Z)"
    r"|(?P<shown>!?\[[^\]\n`]*`+[^`\n]+`+[^\]\n]*\]\()(?P<to>[^()\s]+)(?=[\s)])|`+[^`\n]+`+",
    re.M | re.S,
)
_LINK = re.compile(r"(!?\[[^\]\n]*\]\()([^()\s]+)((?:\s+\"[^\"\n]*\")?\))")
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|[/#]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Authored:
    """A page that people wrote: its file below docs/, where that lies in the site, its address.

    `markdown` has its braces swapped by `embeds.protect`.
    """

    source: str
    place: str
    url: str
    title: str
    markdown: str

    @property
    def twin(self) -> str:
        """Where its Markdown lies in the site."""
        return f"{self.place}.md"


def twins(site: Site, written: Sequence[Authored], places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(path in the site, Markdown) of each page that people wrote.

    `places` says where in the site each page lies, by its file.
    """
    for each in written:
        page = author_page(each.url, each.title)
        yield each.twin, authored(site, page, each.markdown, address_from(each.source, places))


def authored(site: Site, page: Page, markdown: str, address: Callable[[str], str]) -> str:
    """The Markdown of an author's page, its braces swapped by `embeds.protect`.

    `address` gives the place of another page or file from this page's, by how the author wrote it.
    """
    parts: list[str] = []
    at = 0
    for code in _CODE.finditer(markdown):
        shown, to = (code["shown"], address(code["to"])) if code["to"] else (code[0], "")
        parts += [_prose(site, page, markdown[at : code.start()], address), embeds.as_written(shown), to]
        at = code.end()
    parts.append(_prose(site, page, markdown[at:], address))
    text = "".join(parts).strip() + "\n"
    return text if text.startswith("# ") or not page.title else f"# {escaped(page.title)}\n\n{text}"


def address_from(source: str, places: Mapping[str, str]) -> Callable[[str], str]:
    """How a file of `docs/` reaches what its author linked to.

    `places` says where in the site each page lies, by its file; all else lies where it lay.
    """
    folder, here = posixpath.dirname(source), posixpath.dirname(places[source])

    def address(written: str) -> str:
        if _OUTSIDE.match(written):
            return written
        path, hash, anchor = written.partition("#")
        meant = posixpath.normpath(posixpath.join(folder, path))
        place = f"{places[meant]}.md" if meant in places else meant
        return posixpath.relpath(place, here or ".") + hash + anchor

    return address


def _prose(site: Site, page: Page, text: str, address: Callable[[str], str]) -> str:
    text = _LINK.sub(lambda found: f"{found[1]}{address(found[2])}{found[3]}", text)
    return MARKED.sub(lambda found: _meant(site, page, found[1]), text)


def _meant(site: Site, page: Page, said: str) -> str:
    """A link to what braces name; what does not exist stays as it was written."""
    what, _, words = said.removeprefix("remit:").strip().partition(embeds.BAR)
    definition = site.book.find(what)
    if definition is not None:
        title, url = words.strip() or definition.name, site.url(definition)
    elif what == "map":
        title, url = "Lifecycle map", "lifecycle/"
    elif (kind := site.book.kinds.by_plural.get(what.removeprefix("table").strip())) is not None:
        title, url = kind.titles, site.collection_url(kind)
    else:
        return embeds.as_written(f"{{{said}}}")
    return f"[{escaped(title)}]({site.way(page.url, site.addresses.twin(url, TWIN))})"
