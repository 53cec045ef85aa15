"""Addresses of pages: which are taken, and links between them, relative, so that a site can lie anywhere."""

from __future__ import annotations

# Before the plural of a kind, where that is the address of another page; no plural has an underscore.
KIND = "kind_"
# First steps of addresses that no page has: what lies beside the pages.
BESIDE = frozenset({"assets", "index", "search"})


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
