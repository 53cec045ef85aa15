"""Addresses of pages: which are taken, and links between them, relative, so that a site can lie anywhere."""

from __future__ import annotations

import re

from remit.frozen import dataclass

# Before the plural of a kind, where that is the address of another page; no plural has an underscore.
KIND = "kind_"
# First steps of addresses that no page has: what lies beside the pages.
BESIDE = frozenset({"assets", "index", "search"})


_PATH = re.compile(r"[^?#]*")


@dataclass(frozen=True, slots=True)
class Addresses:
    """How a site writes addresses: pages are folders, or where it is `flat` they are files.

    Within the program the address of a page always ends in `/`, and is empty for the first page.
    """

    flat: bool = False

    def written(self, url: str) -> str:
        """An address from the site's root as readers see it; what is no page stays.

        >>> Addresses().written("rules/#owner"), Addresses(flat=True).written("rules/#owner")
        ('rules/#owner', 'rules.html#owner')
        """
        return _PATH.sub(_as_file, url, count=1) if self.flat else url

    def file(self, url: str) -> str:
        """The file in which the page of an address lies."""
        return self.written(url) if self.flat else f"{url}index.html"

    def way(self, base: str, target: str) -> str:
        """The relative link from one page's address to another.

        >>> Addresses(flat=True).way("metrics/win-rate/", "stages/mql/")
        '../stages/mql.html'
        """
        return relative(self.written(base), self.written(target)) if self.flat else relative(base, target)

    def twin(self, url: str, name: str) -> str:
        """Where the Markdown of a page lies; `name` is what it is called in the folder of a page."""
        return f"{self.written(url)}.md" if self.flat else f"{url}{name}"


FOLDERS = Addresses()


def _as_file(path: re.Match[str]) -> str:
    return f"{path[0].removesuffix('/')}.html" if path[0].endswith("/") else path[0] or "index.html"


def relative(base: str, target: str) -> str:
    """The relative link from one page's address to another, both from the site's root.

    >>> relative("metrics/win-rate/", "stages/mql/")
    '../../stages/mql/'
    """
    if target.startswith("#"):
        return target
    start = 0
    while (end := base.find("/", start) + 1) and target.startswith(base[start:end], start):
        start = end
    return "../" * base.count("/", start) + target[start:] or "./"


def address_of(file: str) -> str:
    """The address of a file of `docs/`, from the site's root.

    >>> address_of("guide/intro.md"), address_of("guide/index.md"), address_of("plan.pdf")
    ('guide/intro/', 'guide/', 'plan.pdf')
    """
    stem, dot, ending = file.rpartition(".")
    if not dot or ending.lower() != "md":
        return file
    folder, _, name = stem.rpartition("/")
    where = folder if name in ("index", "README") else stem
    return f"{where}/" if where else ""
